//! Hours in which nobody is alerted.

use std::str::FromStr;

use chrono::Timelike as _;

use super::times::{next_at, wall};

/// Hours in which nobody is alerted, by the clock of the layer's zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct QuietHours {
    from: u32,
    until: u32,
}

impl FromStr for QuietHours {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong =
            || format!("`{text}` is not a span of hours; write 22:00-08:00, or off for none");
        let minute = |text: &str| {
            let (hour, minute) = text.trim().split_once(':')?;
            let hour: u32 = hour.parse().ok().filter(|it| *it < 24)?;
            let minute: u32 = minute.parse().ok().filter(|it| *it < 60)?;
            Some(hour * 60 + minute)
        };
        let (from, until) = text.split_once('-').ok_or_else(wrong)?;
        let (from, until) = minute(from).zip(minute(until)).ok_or_else(wrong)?;
        if from == until {
            return Err(wrong());
        }
        Ok(Self { from, until })
    }
}

impl QuietHours {
    /// When the quiet ends that a moment lies in, in seconds since 1970; nothing where it lies in none.
    #[must_use]
    pub fn end(self, now: i64, zone: &str) -> Option<i64> {
        let wall = wall(now, zone);
        let minute = wall.hour() * 60 + wall.minute();
        let is_quiet = if self.from < self.until {
            (self.from..self.until).contains(&minute)
        } else {
            minute >= self.from || minute < self.until
        };
        if !is_quiet {
            return None;
        }
        next_at(now, self.until, zone)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_night_ends_in_the_morning() {
        let night: QuietHours = "22:00-08:00".parse().unwrap();
        let day: QuietHours = "12:00-13:30".parse().unwrap();
        let at = |text: &str| {
            chrono::DateTime::parse_from_rfc3339(text)
                .unwrap()
                .timestamp()
        };
        let zone = "Asia/Shanghai";
        let cases = [
            (night, "2026-11-19T21:59:59+08:00", None),
            (
                night,
                "2026-11-19T22:00:00+08:00",
                Some("2026-11-20T08:00:00+08:00"),
            ),
            (
                night,
                "2026-11-20T07:59:59+08:00",
                Some("2026-11-20T08:00:00+08:00"),
            ),
            (night, "2026-11-20T08:00:00+08:00", None),
            (
                day,
                "2026-11-20T13:29:00+08:00",
                Some("2026-11-20T13:30:00+08:00"),
            ),
            (day, "2026-11-20T11:59:00+08:00", None),
        ];
        for (hours, now, end) in cases {
            assert_eq!(hours.end(at(now), zone), end.map(at), "{now}");
        }
        for wrong in ["", "22-8", "25:00-08:00", "08:00-08:00", "22:00"] {
            assert!(wrong.parse::<QuietHours>().is_err(), "{wrong}");
        }
    }
}
