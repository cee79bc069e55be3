//! Colours and letters that all renderings of a chart share.
//!
//! They are the same on white and on dark, and people with colour-blindness can tell them apart; the
//! tests below hold them to both.

use crate::question::Language;

use super::{Chart, Point, Tone};

/// Okabe and Ito's colours, with a violet for their yellow, which is too pale on white, and a grey
/// that is also seen on black.
pub(super) const SERIES: [&str; 8] = [
    "#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00", "#8C4FE6", "#666666",
];
/// From little to much: one hue, so that the order survives in grey.
pub(super) const HEAT: [&str; 3] = ["#deebf7", "#6baed6", "#08519c"];
/// What is no direction beside what is one: the values at both ends of a waterfall.
pub(super) const WHOLE: &str = "#8C8CA8";
/// Days of an event, behind the marks.
pub(super) const SHADE: &str = "#808080";
/// Letters on marks, which no theme reaches.
pub(super) const LETTERS: &str = "#767D88";
/// The fonts to look for, Latin and Chinese.
pub(super) const FONT: &str =
    "system-ui, 'PingFang SC', 'Microsoft YaHei', 'Noto Sans CJK SC', sans-serif";

const RED: &str = "#CC3311";
const GREEN: &str = "#009E73";

/// How dark the days of an event are, and how dark its great day.
pub(super) fn shade(is_the_day: bool) -> f64 {
    if is_the_day { 0.22 } else { 0.13 }
}

/// The colour of a direction: in China what rises is red, elsewhere it is green.
pub(super) fn tone(tone: Tone, language: Language) -> &'static str {
    match (tone, language) {
        (Tone::Rise, Language::Zh) | (Tone::Fall, Language::En) => RED,
        (Tone::Fall, Language::Zh) | (Tone::Rise, Language::En) => GREEN,
    }
}

/// The colour of a mark that is no series among others: of its direction, where the chart has any.
pub(super) fn ink(chart: &Chart, point: &Point) -> &'static str {
    let directed = chart.points.iter().any(|point| point.tone.is_some());
    match point.tone {
        Some(tone) => self::tone(tone, chart.language),
        None if directed => WHOLE,
        None => SERIES[0],
    }
}

/// The colour of a part between nothing and everything, on the way of `HEAT`.
pub(super) fn heat(part: f64) -> String {
    let part = part.clamp(0.0, 1.0) * 2.0;
    let (from, to, along) = if part <= 1.0 {
        (HEAT[0], HEAT[1], part)
    } else {
        (HEAT[1], HEAT[2], part - 1.0)
    };
    let (from, to) = (channels(from), channels(to));
    let mixed = [0, 1, 2].map(|at| format!("{:.0}", from[at] + (to[at] - from[at]) * along));
    format!("rgb({})", mixed.join(","))
}

/// Red, green and blue of a colour, each up to 255.
fn channels(colour: &str) -> [f64; 3] {
    [1, 3, 5].map(|at| {
        let digits = colour.get(at..at + 2);
        let number = digits.and_then(|digits| u8::from_str_radix(digits, 16).ok());
        number.map_or(0.0, f64::from)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What people see who lack one kind of cones (Machado, Oliveira and Fernandes, 2009).
    const EYES: [[[f64; 3]; 3]; 4] = [
        [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]],
        [
            [0.152_286, 1.052_583, -0.204_868],
            [0.114_503, 0.786_281, 0.099_216],
            [-0.003_882, -0.048_116, 1.051_998],
        ],
        [
            [0.367_322, 0.860_646, -0.227_968],
            [0.280_085, 0.672_501, 0.047_413],
            [-0.011_820, 0.042_940, 0.968_881],
        ],
        [
            [1.255_528, -0.076_749, -0.178_779],
            [-0.078_411, 0.930_809, 0.147_602],
            [0.004_733, 0.691_367, 0.303_900],
        ],
    ];

    fn times(matrix: &[[f64; 3]; 3], of: [f64; 3]) -> [f64; 3] {
        matrix.map(|row| row.iter().zip(of).map(|(a, b)| a * b).sum())
    }

    fn linear(colour: &str) -> [f64; 3] {
        channels(colour).map(|channel| {
            let channel = channel / 255.0;
            if channel <= 0.04045 {
                channel / 12.92
            } else {
                ((channel + 0.055) / 1.055).powf(2.4)
            }
        })
    }

    /// The place of a colour in CIE Lab, as some eyes see it.
    fn seen(colour: &str, eyes: &[[f64; 3]; 3]) -> [f64; 3] {
        let linear = times(eyes, linear(colour)).map(|channel| channel.clamp(0.0, 1.0));
        let xyz = times(
            &[
                [0.4124, 0.3576, 0.1805],
                [0.2126, 0.7152, 0.0722],
                [0.0193, 0.1192, 0.9505],
            ],
            linear,
        );
        let [x, y, z] = [xyz[0] / 0.9505, xyz[1], xyz[2] / 1.089].map(|part| {
            if part > 0.008_856 {
                part.cbrt()
            } else {
                7.787 * part + 16.0 / 116.0
            }
        });
        [116.0 * y - 16.0, 500.0 * (x - y), 200.0 * (y - z)]
    }

    /// How far apart two colours are for those who see the least of it.
    fn apart(one: &str, other: &str) -> f64 {
        let distance = |eyes| {
            let (one, other) = (seen(one, eyes), seen(other, eyes));
            let squares = one.iter().zip(other).map(|(a, b)| (a - b).powi(2));
            squares.sum::<f64>().sqrt()
        };
        EYES.iter().map(distance).fold(f64::MAX, f64::min)
    }

    fn contrast(one: &str, other: &str) -> f64 {
        let light = |colour| {
            let [r, g, b] = linear(colour);
            0.2126 * r + 0.7152 * g + 0.0722 * b + 0.05
        };
        let (one, other) = (light(one), light(other));
        one.max(other) / one.min(other)
    }

    #[test]
    fn series_can_be_told_apart_by_all_eyes() {
        for (at, one) in SERIES.iter().enumerate() {
            for other in SERIES.iter().skip(at + 1) {
                assert!(apart(one, other) > 15.0, "{one} {other}");
            }
        }
    }

    #[test]
    fn directions_can_be_told_apart_by_all_eyes_and_seen_on_both_papers() {
        for (one, other) in [(RED, GREEN), (RED, WHOLE), (GREEN, WHOLE)] {
            assert!(apart(one, other) > 24.0, "{one} {other}");
        }
        for ink in [RED, GREEN, WHOLE] {
            for paper in ["#ffffff", "#16181d"] {
                assert!(contrast(ink, paper) > 3.0, "{ink} on {paper}");
            }
        }
    }

    #[test]
    fn letters_are_read_on_both_papers() {
        for paper in ["#ffffff", "#16181d"] {
            assert!(contrast(LETTERS, paper) > 4.0, "{paper}");
        }
    }

    #[test]
    fn series_are_seen_on_both_papers() {
        for ink in SERIES {
            for paper in ["#ffffff", "#16181d"] {
                assert!(contrast(ink, paper) > 2.2, "{ink} on {paper}");
            }
        }
    }

    #[test]
    fn what_rises_is_red_in_chinese_and_green_in_english() {
        assert_eq!(tone(Tone::Rise, Language::Zh), RED);
        assert_eq!(tone(Tone::Fall, Language::Zh), GREEN);
        assert_eq!(tone(Tone::Rise, Language::En), GREEN);
        assert_eq!(tone(Tone::Fall, Language::En), RED);
    }
}
