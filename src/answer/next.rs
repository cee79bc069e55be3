//! What one would ask next of an answer: along another dimension, over time, why it changed.
//!
//! The texts are made of the layer's names, names in the rows, and dates; the pipeline keeps those
//! that the grammar understands. A change taken apart has questions of its own.

use chrono::{Duration, NaiveDateTime, NaiveTime};
use semantic_sql::layer::{FieldId, MetricId};

use crate::plan::TimeReading;
use crate::question::Language;
use crate::result_set::{Cell, Role};

use super::Computed;
use super::labels::Labels;

/// Candidates for an answer without a change taken apart, the best first.
pub(super) fn questions(labels: &Labels<'_>, computed: &Computed) -> Vec<String> {
    let Some(writer) = Writer::new(labels, computed) else {
        return Vec::new();
    };
    let result = &computed.result;
    if computed.holds_no_number() {
        // More of the same nothing is no help; the last month and the last week may hold something.
        return vec![writer.daily(""), writer.last_week()];
    }
    let roles: Vec<Role> = result.columns.iter().map(|column| column.role).collect();
    let over_time = roles.contains(&Role::Time);
    let leader = writer.leader().filter(|_| !over_time);
    let mut found = Vec::new();
    match &leader {
        Some(name) => {
            found.push(writer.why(name));
            found.push(writer.daily(name));
            found.extend(writer.fields().map(|field| writer.split(field, "")));
        }
        None if over_time => {
            found.extend(writer.fields().map(|field| writer.split(field, "")).take(2));
            found.push(writer.why(""));
        }
        None => {
            let mut fields = writer.fields();
            found.extend(fields.next().map(|field| writer.split(field, "")));
            found.push(writer.why(""));
            found.push(writer.daily(""));
            found.extend(fields.map(|field| writer.split(field, "")));
        }
    }
    found
}

/// Writes questions about the metric and the period of an answer.
struct Writer<'a> {
    labels: &'a Labels<'a>,
    computed: &'a Computed,
    metric: MetricId,
    metric_name: &'a str,
    period: String,
    scope: String,
    /// The scope without what the answer is split by: a name of that stands for it.
    others: String,
}

impl<'a> Writer<'a> {
    /// Nothing where an answer has no metric, no period, or keeps to something that a question
    /// cannot repeat.
    fn new(labels: &'a Labels<'a>, computed: &'a Computed) -> Option<Self> {
        let metric = *computed.metrics.first()?;
        Some(Self {
            labels,
            computed,
            metric,
            metric_name: labels.language.pick(&labels.layer.metric(metric).label),
            period: said(labels, computed.plan.interpretation.time.as_ref()?)?,
            scope: scope(labels, computed)?,
            others: scope_but(labels, computed, &computed.plan.interpretation.dimensions)?,
        })
    }

    fn is_zh(&self) -> bool {
        self.labels.language == Language::Zh
    }

    /// The restriction of the answer, with a name beside it.
    fn within(&self, name: &str) -> String {
        match (self.others.is_empty(), name.is_empty()) {
            (_, true) => self.scope.clone(),
            (true, false) => name.to_owned(),
            (false, false) => format!(
                "{}{}{name}",
                self.others,
                self.labels.language.choose("", " ")
            ),
        }
    }

    /// The metric, of whatever the answer keeps to.
    fn metric_of(&self, name: &str) -> String {
        let (metric, scope) = (self.metric_name, self.within(name));
        match (self.is_zh(), scope.is_empty()) {
            (_, true) => metric.to_owned(),
            (true, false) => format!("{scope}的{metric}"),
            (false, false) => format!("{metric} of {scope}"),
        }
    }

    fn why(&self, name: &str) -> String {
        let (metric, period) = (self.metric_of(name), &self.period);
        if self.is_zh() {
            format!("{period}{metric}为什么变了")
        } else {
            format!("Why did {metric} change {period}")
        }
    }

    fn daily(&self, name: &str) -> String {
        let metric = self.metric_of(name);
        if self.is_zh() {
            format!("近30天每天{metric}")
        } else {
            format!("Daily {metric} in the last 30 days")
        }
    }

    fn last_week(&self) -> String {
        let metric = self.metric_of("");
        if self.is_zh() {
            format!("上周{metric}")
        } else {
            format!("{metric} last week")
        }
    }

    fn split(&self, field: FieldId, name: &str) -> String {
        let label = self
            .labels
            .language
            .pick(&self.labels.layer.field(field).label);
        let (period, scope) = (&self.period, self.within(name));
        if self.is_zh() {
            format!("{period}{scope}各{label}{}", self.metric_name)
        } else {
            let label = label.to_lowercase();
            format!("{} by {label} {period}", self.metric_of(name))
        }
    }

    /// The dimensions that changes are looked at along, as far as the metric has them and the answer
    /// does not use them.
    fn fields(&self) -> impl Iterator<Item = FieldId> {
        let reading = &self.computed.plan.interpretation;
        let used = |field: FieldId| {
            let is = |name: &String| self.labels.field(name) == Some(field);
            reading.dimensions.iter().any(is) || reading.filters.iter().any(|it| is(&it.dimension))
        };
        let layer = self.labels.layer;
        let along = layer.attribution.dimensions.iter().copied();
        along.filter(move |field| layer.metric_reaches(self.metric, *field) && !used(*field))
    }

    /// The name in the first row, where the rows are one for each value of one dimension.
    fn leader(&self) -> Option<String> {
        let result = &self.computed.result;
        let mut groups = (0..result.columns.len()).filter(|at| {
            result
                .columns
                .get(*at)
                .is_some_and(|column| column.role == Role::Dimension)
        });
        let (Some(at), None) = (groups.next(), groups.next()) else {
            return None;
        };
        let (column, cell) = (result.columns.get(at)?, result.rows.first()?.get(at)?);
        (*cell != Cell::Null).then(|| self.labels.value(column, cell))
    }
}

/// A period as the question said it, else its days: the words before the dates that a label adds.
fn said(labels: &Labels<'_>, time: &TimeReading) -> Option<String> {
    let label = labels.language.pick(&time.label);
    let words = label.split(['（', '(']).next().unwrap_or_default().trim();
    if words.is_empty() || words.contains(" 至 ") || words.contains('-') {
        return period(time);
    }
    Some(words.to_owned())
}

/// Whole days as dates that the time grammar reads.
pub(super) fn period(time: &TimeReading) -> Option<String> {
    days(time.start, time.end)
}

/// Whole days from a first moment to the first moment after, as dates.
pub(super) fn days(start: NaiveDateTime, end: NaiveDateTime) -> Option<String> {
    if start.time() != NaiveTime::MIN {
        return None;
    }
    let last = end.checked_sub_signed(Duration::seconds(1))?.date();
    let first = start.date();
    Some(if first == last {
        first.to_string()
    } else {
        format!("{first}~{last}")
    })
}

/// The values that the question keeps to; nothing where it keeps to something else than values,
/// which a question to ask next would lose.
pub(super) fn scope(labels: &Labels<'_>, computed: &Computed) -> Option<String> {
    scope_but(labels, computed, &[])
}

/// The same without some dimensions.
fn scope_but(labels: &Labels<'_>, computed: &Computed, without: &[String]) -> Option<String> {
    let filters = computed.plan.interpretation.filters.iter();
    let and = labels.language.choose("和", " and ");
    let kept = filters.filter(|filter| !without.contains(&filter.dimension));
    let names = kept.map(|filter| {
        let field = labels.field(&filter.dimension);
        let name = |value: &String| {
            field.map_or_else(|| value.clone(), |id| labels.field_value(id, value))
        };
        let names: Vec<String> = filter.values.iter().map(name).collect();
        ["=", "in"]
            .contains(&filter.op.as_str())
            .then(|| names.join(and))
    });
    let names: Vec<String> = names.collect::<Option<_>>()?;
    Some(names.join(labels.language.choose("", " ")))
}
