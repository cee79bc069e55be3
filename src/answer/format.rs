//! Numbers for people: rounded once, then written in either language, so that both say the same.
//!
//! | size | kept | zh | en |
//! |---|---|---|---|
//! | below 10,000 | the places of the format code | 9,860 元 | ¥9,860 |
//! | from 10,000 | hundreds | 3.96 万元 | ¥39.6K |
//! | from 100,000 | thousands | 128.6 万元 | ¥1.286M |
//! | from 10 million | ten thousands | 1,482 万元 | ¥14.82M |
//! | from 100 million | millions | 1.03 亿元 | ¥103M |
//! | from 10 billion | ten millions | 103.2 亿元 | ¥10.32B |
//!
//! Halves go away from zero. A number that would round to zero without being it keeps two digits.

use crate::question::Language;
use crate::result_set::{Cell, ResultColumn};

use super::exact::Exact;
use super::units;

/// What a number is, so that it can be rounded and written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Figure {
    kind: Kind,
    unit: String,
}

/// How a number is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// An amount; places below 10,000, kept or stripped of zeros at the end.
    Amount { places: i32, fixed: bool },
    /// A share of one, as percent.
    Percent { places: i32 },
    /// A difference of such shares, in percentage points.
    Points { places: i32 },
    /// An amount with all its places, whatever its size.
    Exact { places: i32 },
    /// Seconds, as minutes or hours.
    Duration,
}

/// Whether a number that is not below zero shows a sign.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sign {
    /// Only below zero.
    Negative,
    /// Always, except for zero.
    Always,
    /// Never: words carry the direction.
    Hidden,
}

impl Figure {
    /// What a column holds.
    #[must_use]
    pub fn of(column: &ResultColumn) -> Self {
        let format = match (column.format.as_str(), column.data_type) {
            ("", "integer") => "int",
            ("", _) => "num2",
            (code, _) => code,
        };
        Self::new(format, &column.unit)
    }

    /// A format code and a unit.
    #[must_use]
    pub fn new(format: &str, unit: &str) -> Self {
        let digits = format
            .trim_start_matches(|c: char| !c.is_ascii_digit())
            .parse::<i32>()
            .ok();
        let kind = match format.trim_end_matches(|c: char| c.is_ascii_digit()) {
            "pct" => Kind::Percent {
                places: digits.unwrap_or(1),
            },
            "pp" => Kind::Points {
                places: digits.unwrap_or(1),
            },
            "money" => Kind::Amount {
                places: digits.unwrap_or(0),
                fixed: digits.is_some(),
            },
            "num" => Kind::Amount {
                places: digits.unwrap_or(2),
                fixed: false,
            },
            "dur" => Kind::Duration,
            _ => Kind::Amount {
                places: 0,
                fixed: false,
            },
        };
        Self {
            kind,
            unit: unit.to_owned(),
        }
    }

    /// A share of one with one place.
    #[must_use]
    pub fn percent() -> Self {
        Self {
            kind: Kind::Percent { places: 1 },
            unit: "ratio".to_owned(),
        }
    }

    /// What the difference of two such numbers is: of shares, percentage points.
    #[must_use]
    pub fn difference(&self) -> Self {
        match self.kind {
            Kind::Percent { places } => Self {
                kind: Kind::Points { places },
                unit: "pp".to_owned(),
            },
            _ => self.clone(),
        }
    }

    /// The same written with all of `places`, so that parts can be added up as they are read.
    #[must_use]
    pub fn exact(&self, places: i32) -> Self {
        let kind = match self.kind {
            Kind::Percent { .. } | Kind::Points { .. } => Kind::Points { places: places - 2 },
            Kind::Amount { .. } | Kind::Exact { .. } | Kind::Duration => Kind::Exact { places },
        };
        let unit = match kind {
            Kind::Points { .. } => "pp".to_owned(),
            _ => self.unit.clone(),
        };
        Self { kind, unit }
    }

    /// Whether it is a share of one.
    #[must_use]
    pub fn is_percent(&self) -> bool {
        matches!(self.kind, Kind::Percent { .. } | Kind::Points { .. })
    }

    /// The number that is shown, in the unit of the cell.
    #[must_use]
    pub fn round(&self, value: Exact) -> Exact {
        match self.kind {
            Kind::Percent { places } | Kind::Points { places } => keep(value, places + 2),
            Kind::Exact { places } => value.rounded(places),
            Kind::Duration => round_seconds(self.seconds(value)),
            Kind::Amount { places, fixed } => {
                let small = value.abs() < Exact::new(100, 0);
                let places = if small && !fixed && places == 0 && self.is_money() {
                    2
                } else {
                    places
                };
                round_amount(value, places)
            }
        }
    }

    /// The number as people read it.
    #[must_use]
    pub fn write(&self, value: Exact, sign: Sign, language: Language) -> String {
        let shown = self.round(value);
        let sign = match sign {
            Sign::Negative | Sign::Always if shown.is_negative() => "−",
            Sign::Always if !shown.is_zero() => "+",
            Sign::Negative | Sign::Always | Sign::Hidden => "",
        };
        let body = match self.kind {
            Kind::Percent { places } => format!("{}%", shown.shifted(-2).padded(places).grouped()),
            Kind::Points { places } => {
                self.amount(shown.shifted(-2).padded(places), true, language)
            }
            Kind::Exact { places } => {
                let digits = shown.padded(places).grouped();
                self.with_unit(&digits, "", shown.abs(), language)
            }
            Kind::Duration => duration(shown.abs(), language),
            Kind::Amount { places, fixed } => self.amount(
                if fixed { shown.padded(places) } else { shown },
                fixed,
                language,
            ),
        };
        format!("{sign}{body}")
    }

    /// Whether it is an amount of money, or of money per something.
    #[must_use]
    pub fn is_money(&self) -> bool {
        let code = self.unit.split('/').next().unwrap_or_default();
        code.len() == 3 && code.chars().all(|c| c.is_ascii_uppercase())
    }

    fn seconds(&self, value: Exact) -> Exact {
        let factor = match self.unit.as_str() {
            "minute" => 60,
            "hour" => 3600,
            _ => return value,
        };
        value.times(factor).unwrap_or(value)
    }

    fn amount(&self, shown: Exact, fixed: bool, language: Language) -> String {
        let (digits, scale) = scaled(shown.abs(), fixed, language);
        self.with_unit(&digits, scale, shown.abs(), language)
    }

    fn with_unit(&self, digits: &str, scale: &str, shown: Exact, language: Language) -> String {
        let words = units::words(&self.unit);
        match language {
            Language::Zh => {
                let after = format!("{scale}{}", words.zh);
                let gap = if after.is_empty() || after.starts_with('/') {
                    ""
                } else {
                    " "
                };
                format!("{digits}{gap}{after}")
            }
            Language::En => {
                let one = shown == Exact::new(1, 0);
                let after = &words.en[usize::from(!one)];
                let gap = if words.tight || after.is_empty() || after.starts_with('/') {
                    ""
                } else {
                    " "
                };
                format!("{}{digits}{scale}{gap}{after}", words.before)
            }
        }
    }
}

/// A cell of a metric column as people read it; nothing for an empty cell.
#[must_use]
pub fn number(column: &ResultColumn, cell: &Cell, language: Language) -> Option<String> {
    let sign = if column
        .comparison
        .is_some_and(|side| side != semantic_sql::bound::Comparison::Prior)
    {
        Sign::Always
    } else {
        Sign::Negative
    };
    let figure = super::labels::figure(column);
    Some(figure.write(Exact::of(cell)?, sign, language))
}

/// Keeps `places`, or two digits where that would leave nothing.
fn keep(value: Exact, places: i32) -> Exact {
    let rounded = value.rounded(places);
    if !rounded.is_zero() || value.is_zero() {
        return rounded;
    }
    (places + 1..=18)
        .find(|deeper| !value.rounded(*deeper).is_zero())
        .map_or(rounded, |deeper| value.rounded(deeper + 1))
}

fn round_amount(value: Exact, places: i32) -> Exact {
    match amount_places(value, places) {
        kept if kept < 0 => value.rounded(kept),
        _ => keep(value, places),
    }
}

/// The place that an amount is rounded to: below zero for tens and more.
fn amount_places(value: Exact, places: i32) -> i32 {
    let rounded = keep(value, places);
    let at_least = |power: u32| rounded.abs() >= Exact::new(10_i128.pow(power), 0);
    match () {
        () if at_least(11) => -8,
        () if at_least(10) => -7,
        () if at_least(8) => -6,
        () if at_least(7) => -4,
        () if at_least(5) => -3,
        () if at_least(4) => -2,
        () => places,
    }
}

fn round_seconds(value: Exact) -> Exact {
    if value.abs() < Exact::new(10, 0) {
        return keep(value, 1);
    }
    let whole = value.rounded(0);
    if whole.abs() < Exact::new(3600, 0) {
        return whole;
    }
    // Rounded once: tenths of an hour first would round a large number twice.
    let hours = value
        .over(Exact::new(3600, 0))
        .map(|hours| round_amount(hours, 1));
    hours.and_then(|hours| hours.times(3600)).unwrap_or(whole)
}

fn scaled(shown: Exact, fixed: bool, language: Language) -> (String, &'static str) {
    let at_least = |power: u32| shown >= Exact::new(10_i128.pow(power), 0);
    let (power, word) = match language {
        Language::Zh if at_least(8) => (8, "亿"),
        Language::Zh if at_least(4) => (4, "万"),
        Language::En if at_least(9) => (9, "B"),
        Language::En if at_least(6) => (6, "M"),
        Language::En if at_least(4) => (3, "K"),
        Language::Zh | Language::En => (0, ""),
    };
    let digits = if power == 0 && fixed {
        shown.grouped()
    } else {
        shown.shifted(power).short()
    };
    (digits, word)
}

fn duration(shown: Exact, language: Language) -> String {
    let unit =
        |code: &str, value: Exact| Figure::new("num1", code).write(value, Sign::Hidden, language);
    let minute = Exact::new(60, 0);
    if shown >= Exact::new(3600, 0) {
        return unit("hour", shown.over(Exact::new(3600, 0)).unwrap_or(shown));
    }
    if shown < minute {
        return match language {
            Language::Zh => unit("second", shown),
            Language::En => format!("{}s", shown.short()),
        };
    }
    let (minutes, seconds) = (shown.whole() / 60, shown.whole() % 60);
    match language {
        Language::Zh => format!("{minutes} 分 {seconds:02} 秒"),
        Language::En => format!("{minutes}m{seconds:02}s"),
    }
}
