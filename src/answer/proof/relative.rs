//! Words for an earlier period: the day before, a year earlier.

use chrono::{Months, NaiveDateTime, Timelike as _};
use semantic_sql::expr::Grain;

use crate::answer::narration::story::Story;

use super::names::has_base;
use super::vocabulary::Kind;

/// Whether the period compared with is what a word says: the day before, a year earlier.
pub(super) fn base_is(story: &Story<'_>, kind: Kind) -> bool {
    let reading = &story.computed.plan.interpretation;
    if kind == Kind::Base {
        return has_base(story);
    }
    let Some(time) = &reading.time else {
        return false;
    };
    let bounds = story
        .computed
        .compared()
        .and_then(|base| base.start.zip(base.end));
    let Some((start, end)) = bounds else {
        return false;
    };
    let length = time.end - time.start;
    let days = |count| start + chrono::Duration::days(count) == time.start;
    let months = |count| start.checked_add_months(Months::new(count)) == Some(time.start);
    match kind {
        Kind::BaseDay => days(1) && length <= chrono::Duration::days(1),
        Kind::BaseWeek => days(7) && length <= chrono::Duration::days(7),
        Kind::BaseMonth => months(1) && length <= chrono::Duration::days(31),
        Kind::BaseQuarter => months(3) && length <= chrono::Duration::days(92),
        Kind::BaseYear => months(12) || a_year_before(time.start, start),
        Kind::BaseBefore => {
            end == time.start
                || (time.partial && [days(1), days(7), months(1), months(3)].contains(&true))
        }
        _ => false,
    }
}

/// The same event or week of the year before may start on another day.
fn a_year_before(now: NaiveDateTime, then: NaiveDateTime) -> bool {
    let gap = (now - then).num_days() - 365;
    gap.abs() <= 31 && now.hour() == then.hour()
}

/// The number of months of a bucket, where that is what it is counted in.
pub(super) fn step_word(grain: Grain) -> Option<Kind> {
    match grain {
        Grain::Day => Some(Kind::BaseDay),
        Grain::Week => Some(Kind::BaseWeek),
        Grain::Month => Some(Kind::BaseMonth),
        Grain::Quarter => Some(Kind::BaseQuarter),
        Grain::Year => Some(Kind::BaseYear),
        Grain::Second | Grain::Minute | Grain::Hour => None,
    }
}
