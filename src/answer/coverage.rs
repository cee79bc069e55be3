//! Periods that begin before the data does.
//!
//! The sum over a period of which half has no data is no sum of that period, and a change against
//! it says nothing: such an earlier period counts as one without data.

use chrono::{Duration, NaiveDateTime, NaiveTime};
use semantic_sql::expr::Grain;

use crate::question::Language;
use crate::result_set::{Cell, Role};

use super::chart::time::moment_of;
use super::labels::Labels;
use super::narration::trend::bucket_end;
use super::{AnswerNote, Computed};

/// The code of the note.
const CODE: &str = "data_begins";
/// One part in so many of a period may be without data before it counts as not covered.
const MISSING: i32 = 10;

type Span = (NaiveDateTime, NaiveDateTime);

impl Computed {
    /// Takes away what was computed of earlier periods that the data does not cover.
    pub(crate) fn leave_out_what_is_not_covered(&mut self) {
        let Some(begins) = self.data_from else { return };
        self.supporting.retain(|part| {
            let period = part.period.as_ref();
            period
                .and_then(|it| Some((it.start?, it.end?)))
                .is_none_or(|span| is_covered(span, begins))
        });
        let reading = &self.plan.interpretation;
        let (Some(time), Some(base)) = (&reading.time, &reading.compare) else {
            return;
        };
        let Some(base) = base.start.zip(base.end) else {
            return;
        };
        if !is_covered(base, begins) {
            self.supporting.retain(|part| part.name != "previous_total");
        }
        let back = time.start - base.0;
        let columns = &self.result.columns;
        let bucket = columns.iter().position(|it| it.role == Role::Time);
        let grain = bucket.and_then(|at| columns.get(at)?.grain);
        let compared: Vec<usize> = (0..columns.len())
            .filter(|at| self.result.is_compared(*at))
            .collect();
        let read = self.result.rows.clone();
        for row in &mut self.result.rows {
            let start = bucket.and_then(|at| moment_of(row.get(at)?));
            let of_row = start.and_then(|start| earlier_bucket(start, grain?, back));
            if is_covered(of_row.unwrap_or(base), begins) {
                continue;
            }
            for at in &compared {
                if let Some(cell) = row.get_mut(*at) {
                    *cell = Cell::Null;
                }
            }
        }
        if self.result.rows != read {
            self.as_read = Some(read);
        }
    }

    /// Whether the data covers the period that is compared with, or nothing says that it does not.
    pub(in crate::answer) fn covers_the_earlier(&self) -> bool {
        let base = self.plan.interpretation.compare.as_ref();
        let base = base.and_then(|it| it.start.zip(it.end));
        let known = base.zip(self.data_from);
        known.is_none_or(|(span, begins)| is_covered(span, begins))
    }

    /// Whether the data has only a part of the period that is compared with.
    pub(in crate::answer) fn has_part_of_the_earlier(&self) -> bool {
        self.begins_early().1
    }

    /// Whether the period itself, and the one that it is compared with, begin before the data.
    fn begins_early(&self) -> (bool, bool) {
        let reading = &self.plan.interpretation;
        let early = |span: Option<Span>| {
            let known = span.zip(self.data_from);
            known.is_some_and(|((start, end), begins)| {
                start < day(begins) && begins < end && start.date() < begins.date()
            })
        };
        let time = reading.time.as_ref();
        let base = reading.compare.as_ref();
        (
            early(time.map(|it| (it.start, it.end))),
            early(base.and_then(|it| it.start.zip(it.end))),
        )
    }

    /// Whether a bucket of the period holds a part of its days only: those outside of the period,
    /// or before the data, are not in it.
    pub(in crate::answer) fn cuts(&self, start: NaiveDateTime, grain: Grain) -> bool {
        let Some(time) = &self.plan.interpretation.time else {
            return false;
        };
        let from = self
            .data_from
            .map_or(time.start, |it| day(it).max(time.start));
        let Some(end) = bucket_end(start, grain).filter(|end| from < *end && start < time.end)
        else {
            return false;
        };
        start < from || (!time.partial && end > time.end)
    }
}

/// What must be said of periods that begin before the data.
pub(super) fn note(labels: &Labels<'_>, computed: &Computed) -> Option<AnswerNote> {
    let from = labels.day(computed.data_from?.date());
    let text = match (computed.begins_early(), labels.language) {
        ((false, false), _) => return None,
        ((true, _), Language::Zh) => {
            format!("数据从 {from} 开始，这段时间里更早的部分没有数据。")
        }
        ((true, _), Language::En) => {
            format!("The data begins on {from}: the part of the period before it is not in it.")
        }
        (_, Language::Zh) => format!("数据从 {from} 开始，对比期不完整。"),
        (_, Language::En) => {
            format!("The data begins on {from}, so that the earlier period is not whole.")
        }
    };
    Some(AnswerNote {
        code: CODE.to_owned(),
        text,
    })
}

/// The first moment of a day.
fn day(at: NaiveDateTime) -> NaiveDateTime {
    at.date().and_time(NaiveTime::MIN)
}

/// Whether there is data of a period, but for a small part of it.
fn is_covered((start, end): Span, begins: NaiveDateTime) -> bool {
    let begins = day(begins);
    start >= begins || (begins - start) * MISSING <= end - start
}

fn earlier_bucket(start: NaiveDateTime, grain: Grain, back: Duration) -> Option<Span> {
    let end = bucket_end(start, grain)?;
    Some((start - back, end - back))
}
