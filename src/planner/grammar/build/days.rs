//! The days before a single number, for the small line beside it.

use chrono::{Datelike as _, Days, Duration, NaiveTime};
use semantic_sql::SemanticSql;
use semantic_sql::layer::ByGrain;

use crate::grammar::time::Grain;
use crate::plan::{DAYS, SupportingQuery};

use super::super::dates;
use super::super::write::{self, Statement};
use super::Build;

/// Days that are shown, the asked ones included, where less was asked for.
const AT_LEAST: u64 = 14;
/// Days that are shown one by one; of longer periods the months are.
const AT_MOST: i64 = 92;

impl Build<'_> {
    /// The same number day by day, up to the end of the period; nothing where the question asks for
    /// more than one number of a plain period, or where a number of a day is another metric.
    pub(super) fn days_before(&self) -> Option<SupportingQuery> {
        let metrics = self.metrics();
        let [metric] = metrics.as_slice() else {
            return None;
        };
        let range = self.period.range.as_ref().filter(|_| self.is_plain())?;
        let (end, first) = (range.end, range.start.date());
        let last = (end - Duration::seconds(1)).date();
        let (grain, start) = match (end - range.start).num_days() {
            days if days > AT_MOST => (Grain::Month, first.with_day(1)?),
            _ => {
                let fortnight = last.checked_sub_days(Days::new(AT_LEAST - 1))?;
                (Grain::Day, first.min(fortnight))
            }
        };
        let bucket = dates::dimension(self.layer, grain)?;
        let content = self.layer.metric(*metric);
        let stands_in = |by: &ByGrain| by.fields.iter().any(|it| it == bucket);
        if content.by_grain.iter().any(stands_in) || !self.layer.metric_has_time(*metric) {
            return None;
        }
        let time = dates::conditions(self.layer, start.and_time(NaiveTime::MIN), end, None)?;
        let mut filters = vec![time];
        filters.extend(self.filters().into_iter().skip(self.period_filters().len()));
        let measure = write::measure(self.layer, *metric);
        let statement = Statement {
            select: vec![bucket.to_owned(), format!("{measure} AS {}", content.name)],
            filters,
            groups: vec![bucket.to_owned()],
            order: vec![bucket.to_owned()],
            ..Statement::default()
        };
        Some(SupportingQuery {
            name: DAYS.to_owned(),
            sql: SemanticSql(statement.text(&self.layer.name)),
            period: None,
        })
    }

    /// Whether the question asks for one number of whole days that follow each other.
    fn is_plain(&self) -> bool {
        let slots = self.slots;
        let times = &slots.times;
        let part_of_days = self
            .period
            .range
            .as_ref()
            .is_none_or(|it| it.time_of_day.is_some());
        let some_days =
            times.leaves_out() || !times.weekdays.is_empty() || times.time_of_day.is_some();
        let chosen =
            self.latest.is_some() || self.by_start.is_some() || self.period.event.is_some();
        let shaped = !slots.groups.is_empty()
            || self.bucket.is_some()
            || slots.share
            || slots.part.is_some()
            || slots.funnel.is_some()
            || slots.average.is_some()
            || slots.ranking.is_some()
            || slots.counted
            || !slots.bounds.is_empty()
            || slots.ahead;
        !(part_of_days || some_days || chosen || shaped)
    }
}
