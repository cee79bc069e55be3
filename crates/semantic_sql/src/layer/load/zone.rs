//! Time zones: which have one offset all year.

use chrono::{Offset as _, TimeZone as _};
use chrono_tz::{TZ_VARIANTS, Tz};

use crate::diagnostic::nearest;

/// Years in which an offset must not change for a zone to count as fixed.
const YEARS: std::ops::RangeInclusive<i32> = 2000..=2037;

/// Minutes east of UTC, or `None` for a zone with daylight saving.
///
/// # Errors
/// The nearest known name, where the zone is unknown.
pub(super) fn offset_minutes(name: &str) -> Result<Option<i32>, Option<String>> {
    let Ok(zone) = name.parse::<Tz>() else {
        let names = TZ_VARIANTS.iter().map(|zone| zone.name());
        return Err(nearest(name, names, 1).into_iter().next());
    };
    let mut known: Option<i32> = None;
    for year in YEARS {
        for month in 1..=12 {
            let Some(at) = chrono::Utc
                .with_ymd_and_hms(year, month, 1, 0, 0, 0)
                .single()
            else {
                return Ok(None);
            };
            let offset = at.with_timezone(&zone).offset().fix().local_minus_utc();
            if offset % 60 != 0 || known.is_some_and(|known| known != offset) {
                return Ok(None);
            }
            known = Some(offset);
        }
    }
    Ok(known.map(|seconds| seconds / 60))
}
