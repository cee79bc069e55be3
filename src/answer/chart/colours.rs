//! Colours and letters that all renderings of a chart share.

/// Okabe and Ito's colours, which people with colour-blindness can tell apart.
pub(super) const SERIES: [&str; 8] = [
    "#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00", "#8C6D1F", "#5B5B5B",
];
/// From little to much: one hue, so that the order survives in grey.
pub(super) const HEAT: [&str; 3] = ["#deebf7", "#6baed6", "#08519c"];
/// The fonts to look for, Latin and Chinese.
pub(super) const FONT: &str =
    "system-ui, 'PingFang SC', 'Microsoft YaHei', 'Noto Sans CJK SC', sans-serif";

/// The colour of a part between nothing and everything, on the way of `HEAT`.
pub(super) fn heat(part: f64) -> String {
    let part = part.clamp(0.0, 1.0) * 2.0;
    let (from, to, along) = if part <= 1.0 {
        (HEAT[0], HEAT[1], part)
    } else {
        (HEAT[1], HEAT[2], part - 1.0)
    };
    let channel = |colour: &str, at: usize| {
        colour
            .get(at..at + 2)
            .and_then(|digits| u8::from_str_radix(digits, 16).ok())
            .map_or(0.0, f64::from)
    };
    let mixed = [1, 3, 5].map(|at| {
        let (from, to) = (channel(from, at), channel(to, at));
        format!("{:.0}", from + (to - from) * along)
    });
    format!("rgb({})", mixed.join(","))
}
