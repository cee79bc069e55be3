//! Exact decimals: read from the text of a cell, rounded once, written in any language.

use std::cmp::Ordering;

use crate::result_set::Cell;

/// A decimal number: `mantissa` × 10^-`scale`.
#[derive(Debug, Clone, Copy)]
pub struct Exact {
    mantissa: i128,
    scale: u32,
}

/// Digits kept by a division; far more than are ever shown.
const QUOTIENT_DIGITS: u32 = 12;
/// The deepest scale kept; 10^18 squared still fits.
const MAX_SCALE: u32 = 18;

impl Exact {
    /// Zero.
    pub const ZERO: Self = Self {
        mantissa: 0,
        scale: 0,
    };

    /// `mantissa` × 10^-`scale`.
    #[must_use]
    pub const fn new(mantissa: i128, scale: u32) -> Self {
        Self { mantissa, scale }
    }

    /// The number of a cell; nothing for a cell that holds none, or more digits than fit.
    #[must_use]
    pub fn of(cell: &Cell) -> Option<Self> {
        match cell {
            Cell::Integer(value) => Some(Self::new(*value, 0)),
            Cell::Decimal(text) => Self::parse(text),
            Cell::Float(value) => Self::parse(&format!("{value}")),
            Cell::Null | Cell::Boolean(_) | Cell::Text(_) | Cell::Date(_) | Cell::DateTime(_) => {
                None
            }
        }
    }

    /// Reads `-12.340`; digits beyond [`MAX_SCALE`] are rounded away.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (negative, digits) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text.strip_prefix('+').unwrap_or(text)),
        };
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        if (whole.is_empty() && fraction.is_empty()) || whole.len() > 30 {
            return None;
        }
        let kept = fraction.get(..fraction.len().min(MAX_SCALE as usize + 1))?;
        let kept = if whole.len() + kept.len() > 37 {
            kept.get(..37 - whole.len())?
        } else {
            kept
        };
        let mut mantissa: i128 = 0;
        for digit in whole.chars().chain(kept.chars()) {
            mantissa = mantissa
                .checked_mul(10)?
                .checked_add(i128::from(digit.to_digit(10)?))?;
        }
        if !fraction.chars().all(|c| c.is_ascii_digit()) {
            return None;
        }
        let scale = u32::try_from(kept.len()).ok()?;
        let value = Self::new(if negative { -mantissa } else { mantissa }, scale);
        Some(if scale > MAX_SCALE {
            value.rounded(i32::try_from(MAX_SCALE).ok()?)
        } else {
            value
        })
    }

    /// Whether it is zero.
    #[must_use]
    pub fn is_zero(self) -> bool {
        self.mantissa == 0
    }

    /// Whether it is below zero.
    #[must_use]
    pub fn is_negative(self) -> bool {
        self.mantissa < 0
    }

    /// The whole number of 10^-`places` that it is nearest to, where that fits.
    #[must_use]
    pub fn in_units(self, places: u32) -> Option<i128> {
        let places = i32::try_from(places).ok()?;
        let rounded = self.rounded(places).padded(places);
        (i32::try_from(rounded.scale) == Ok(places)).then_some(rounded.mantissa)
    }

    /// Without its sign.
    #[must_use]
    pub fn abs(self) -> Self {
        Self::new(self.mantissa.saturating_abs(), self.scale)
    }

    /// The sum, where it fits.
    #[must_use]
    pub fn plus(self, other: Self) -> Option<Self> {
        let (left, right, scale) = aligned(self, other)?;
        Some(Self::new(left.checked_add(right)?, scale))
    }

    /// The difference, where it fits.
    #[must_use]
    pub fn minus(self, other: Self) -> Option<Self> {
        self.plus(Self::new(other.mantissa.checked_neg()?, other.scale))
    }

    /// The product with a whole number, where it fits.
    #[must_use]
    pub fn times(self, factor: i128) -> Option<Self> {
        Some(Self::new(self.mantissa.checked_mul(factor)?, self.scale))
    }

    /// The quotient to twelve digits after the point; nothing for a zero divisor.
    #[must_use]
    pub fn over(self, other: Self) -> Option<Self> {
        let (left, right, _) = aligned(self, other)?;
        if right == 0 {
            return None;
        }
        for digits in [QUOTIENT_DIGITS, 8, 6, 4] {
            if let Some(scaled) = left.checked_mul(10_i128.pow(digits)) {
                return Some(Self::new(divide_half_away(scaled, right)?, digits));
            }
        }
        None
    }

    /// Rounded half away from zero to `places` after the point; below zero, before it.
    #[must_use]
    pub fn rounded(self, places: i32) -> Self {
        let drop = i64::from(self.scale) - i64::from(places);
        let Ok(drop) = u32::try_from(drop) else {
            return self;
        };
        if drop == 0 {
            return self;
        }
        let Some(divisor) = 10_i128.checked_pow(drop) else {
            return Self::ZERO;
        };
        let mantissa = divide_half_away(self.mantissa, divisor).unwrap_or(0);
        if let Ok(scale) = u32::try_from(places) {
            return Self::new(mantissa, scale);
        }
        let factor = 10_i128.checked_pow(places.unsigned_abs()).unwrap_or(1);
        mantissa
            .checked_mul(factor)
            .map_or(self, |whole| Self::new(whole, 0))
    }

    /// Divided by 10^`power` (or multiplied, below zero), which only moves the point.
    #[must_use]
    pub fn shifted(self, power: i32) -> Self {
        let scale = i64::from(self.scale) + i64::from(power);
        if let Ok(scale) = u32::try_from(scale) {
            return Self::new(self.mantissa, scale);
        }
        let factor = u32::try_from(scale.unsigned_abs())
            .ok()
            .and_then(|up| 10_i128.checked_pow(up));
        let mantissa = factor.and_then(|factor| self.mantissa.checked_mul(factor));
        mantissa.map_or(self, |mantissa| Self::new(mantissa, 0))
    }

    /// With at least `places` after the point; nothing is rounded.
    #[must_use]
    pub fn padded(self, places: i32) -> Self {
        let Ok(scale) = u32::try_from(places) else {
            return self;
        };
        let more = scale.saturating_sub(self.scale);
        let mantissa = 10_i128
            .checked_pow(more)
            .and_then(|factor| self.mantissa.checked_mul(factor));
        mantissa.map_or(self, |mantissa| Self::new(mantissa, self.scale + more))
    }

    /// As a floating point number, for drawing only.
    #[must_use]
    pub fn float(self) -> f64 {
        self.plain().parse().unwrap_or(0.0)
    }

    /// Its whole part, cut.
    #[must_use]
    pub fn whole(self) -> i128 {
        10_i128
            .checked_pow(self.scale)
            .map_or(0, |divisor| self.mantissa / divisor)
    }

    /// The digits, as `-1234.50`, without grouping.
    #[must_use]
    pub fn plain(self) -> String {
        self.write(false, false)
    }

    /// The digits of the magnitude, as `1,234.50`.
    #[must_use]
    pub fn grouped(self) -> String {
        self.abs().write(true, false)
    }

    /// The digits of the magnitude without zeros at the end, as `1,234.5`.
    #[must_use]
    pub fn short(self) -> String {
        self.abs().write(true, true)
    }

    fn write(self, group: bool, strip: bool) -> String {
        let digits = self.mantissa.unsigned_abs().to_string();
        let scale = self.scale as usize;
        let padded = format!("{digits:0>width$}", width = scale + 1);
        let (whole, fraction) = padded.split_at(padded.len() - scale);
        let fraction = if strip {
            fraction.trim_end_matches('0')
        } else {
            fraction
        };
        let whole = if group {
            grouped(whole)
        } else {
            whole.to_owned()
        };
        let sign = if self.mantissa < 0 { "-" } else { "" };
        if fraction.is_empty() {
            format!("{sign}{whole}")
        } else {
            format!("{sign}{whole}.{fraction}")
        }
    }
}

impl PartialEq for Exact {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Exact {}

impl PartialOrd for Exact {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Exact {
    fn cmp(&self, other: &Self) -> Ordering {
        match aligned(*self, *other) {
            Some((left, right, _)) => left.cmp(&right),
            None => self.float().total_cmp(&other.float()),
        }
    }
}

fn aligned(left: Exact, right: Exact) -> Option<(i128, i128, u32)> {
    let scale = left.scale.max(right.scale);
    let to = |value: Exact| {
        value
            .mantissa
            .checked_mul(10_i128.checked_pow(scale - value.scale)?)
    };
    Some((to(left)?, to(right)?, scale))
}

fn divide_half_away(value: i128, divisor: i128) -> Option<i128> {
    let quotient = value.checked_div(divisor)?;
    let rest = value.checked_rem(divisor)?;
    let up = rest.unsigned_abs() >= divisor.unsigned_abs().div_ceil(2);
    let step = if (value < 0) == (divisor < 0) { 1 } else { -1 };
    Some(if up && rest != 0 {
        quotient + step
    } else {
        quotient
    })
}

fn grouped(digits: &str) -> String {
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}
