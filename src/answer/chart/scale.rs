//! Value axes: what their numbers are divided by, and where their ticks stand.

use crate::question::Language;

use super::Chart;

/// Values of an axis, divided by what its name says.
pub(super) struct Scale {
    /// What values are divided by.
    pub(super) divisor: f64,
    /// The name of the axis, with the word for the divisor.
    pub(super) name: String,
}

/// Ticks of an axis that holds zero: the first, the last and the step between two.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Ticks {
    pub(super) first: f64,
    pub(super) last: f64,
    pub(super) step: f64,
}

impl Scale {
    /// The scale that suits the values of one axis of a chart.
    pub(super) fn of(chart: &Chart, index: usize, values: impl Iterator<Item = f64>) -> Self {
        let (title, is_share) = chart.axes.get(index).cloned().unwrap_or_default();
        let most = values.fold(0.0_f64, |most, value| most.max(value.abs()));
        let (divisor, word) = match chart.language {
            _ if is_share => (0.01, "%"),
            Language::Zh if most >= 1e8 => (1e8, "亿"),
            Language::Zh if most >= 1e4 => (1e4, "万"),
            Language::En if most >= 1e9 => (1e9, "B"),
            Language::En if most >= 1e6 => (1e6, "M"),
            Language::En if most >= 1e4 => (1e3, "K"),
            Language::Zh | Language::En => (1.0, ""),
        };
        let name = match (word, chart.language) {
            ("", _) => title,
            (word, Language::Zh) => format!("{title}（{word}）"),
            (word, Language::En) => format!("{title} ({word})"),
        };
        Self { divisor, name }
    }

    /// The scale of the values of all marks.
    pub(super) fn whole(chart: &Chart, index: usize) -> Self {
        let values = chart.points.iter().filter_map(|point| point.value);
        Self::of(chart, index, values)
    }

    /// A value as it stands on the axis; fourteen digits, so that no division leaves a tail.
    pub(super) fn scaled(&self, value: f64) -> f64 {
        let scaled = value / self.divisor;
        format!("{scaled:.13e}").parse().unwrap_or(scaled)
    }
}

impl Ticks {
    /// At most about five ticks at round numbers around values and zero.
    pub(super) fn around(values: impl Iterator<Item = f64>) -> Self {
        let (least, most) = values.fold((0.0_f64, 0.0_f64), |(least, most), value| {
            (least.min(value), most.max(value))
        });
        let span = if most > least { most - least } else { 1.0 };
        let power = 10_f64.powf((span / 5.0).log10().floor());
        let step = [1.0, 2.0, 2.5, 5.0, 10.0]
            .into_iter()
            .map(|round| round * power)
            .find(|step| span / step <= 5.0)
            .unwrap_or(span);
        let last = (most / step).ceil() * step;
        Self {
            first: (least / step).floor() * step,
            last: if last > 0.0 || least < 0.0 {
                last
            } else {
                span
            },
            step,
        }
    }

    /// Where the ticks stand.
    pub(super) fn places(self) -> Vec<f64> {
        let count = ((self.last - self.first) / self.step).round();
        let mut places = Vec::new();
        let mut index = 0.0;
        while index <= count {
            places.push(self.first + index * self.step);
            index += 1.0;
        }
        places
    }

    /// How far along the axis a value stands, from 0 to 1.
    pub(super) fn along(self, value: f64) -> f64 {
        (value - self.first) / (self.last - self.first)
    }

    /// A tick as it is written: as many decimals as its step needs.
    pub(super) fn written(self, tick: f64) -> String {
        let decimals = (0..6)
            .find(|places| {
                let scaled = self.step * 10_f64.powi(*places);
                (scaled - scaled.round()).abs() < 1e-6 * scaled
            })
            .unwrap_or(6);
        let decimals = usize::try_from(decimals).unwrap_or_default();
        let tick = if tick.abs() < self.step / 2.0 {
            0.0
        } else {
            tick
        };
        grouped(&format!("{tick:.decimals$}"))
    }
}

/// Digits of a number in groups of three.
fn grouped(number: &str) -> String {
    let (whole, rest) = number.split_at(number.find('.').unwrap_or(number.len()));
    let (sign, digits) = whole.split_at(usize::from(whole.starts_with('-')));
    let mut text = String::from(if sign.is_empty() { "" } else { "−" });
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text + rest
}

#[cfg(test)]
mod tests {
    use super::Ticks;

    fn written(values: &[f64]) -> Vec<String> {
        let ticks = Ticks::around(values.iter().copied());
        ticks
            .places()
            .into_iter()
            .map(|tick| ticks.written(tick))
            .collect()
    }

    #[test]
    fn ticks_are_round_and_hold_zero_and_all_values() {
        for (values, wanted) in [
            (&[128.6, 44.0][..], "0 50 100 150"),
            (&[0.364], "0.0 0.1 0.2 0.3 0.4"),
            (&[-21.4, 8.0], "−30 −20 −10 0 10"),
            (&[3.0], "0 1 2 3"),
            (&[0.0], "0.0 0.2 0.4 0.6 0.8 1.0"),
            (&[-5.0], "−5 −4 −3 −2 −1 0"),
            (&[9860.0], "0 2,000 4,000 6,000 8,000 10,000"),
            (&[-1234.5], "−1,250 −1,000 −750 −500 −250 0"),
        ] {
            assert_eq!(written(values).join(" "), wanted, "{values:?}");
        }
    }
}
