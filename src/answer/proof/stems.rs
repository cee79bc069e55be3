//! Short forms of a metric's names: 退款 of 退款金额, the rate where only one is a percentage.

/// Endings of a name that say how something is counted, and not what.
const COUNTED: &[&str] = &["金额", "人数", "数量", "件数", "次数", "数", "量", "额"];

/// What a name is of, without how it is counted; nothing where it ends otherwise.
pub(super) fn stem(name: &str) -> Option<String> {
    let name = name.split(['（', '(']).next()?.trim();
    let ending = COUNTED.iter().find(|ending| name.ends_with(*ending))?;
    let stem = name.strip_suffix(ending)?;
    (stem.chars().count() >= 2).then(|| stem.to_owned())
}

/// What an English name is of, without how it is averaged or split: watch time, viewers, refund.
pub(super) fn english_stem(name: &str) -> Option<String> {
    let lower = name.to_lowercase();
    let head = [" (", " by ", " per "]
        .iter()
        .fold(lower.as_str(), |text, cut| {
            text.split(cut).next().unwrap_or(text)
        });
    let head = ["avg ", "average "]
        .iter()
        .fold(head, |text, lead| text.strip_prefix(lead).unwrap_or(text));
    let head = head.strip_suffix(" amount").unwrap_or(head).trim();
    let is_other = head != lower && head.len() > 3 && head.is_ascii();
    is_other.then(|| head.to_owned())
}

/// The noun at the end of an English name of several words: sessions of live sessions.
pub(super) fn head(name: &str) -> Option<String> {
    let lower = name.to_lowercase();
    let (_, last) = lower.rsplit_once(' ')?;
    let is_noun =
        last.len() > 4 && last.ends_with('s') && last.chars().all(|c| c.is_ascii_lowercase());
    is_noun.then(|| last.to_owned())
}

/// Words for the one metric of a result that is a percentage.
pub(super) const RATES: &[&str] = &[
    "rate",
    "the rate",
    "比率",
    "该比率",
    "percentage",
    "the percentage",
];
