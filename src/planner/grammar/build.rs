//! Slots → plan: which period, which groups, which columns.

mod beside;
mod change;
pub(super) mod chosen;
mod clauses;
mod days;
mod derived;
mod events;
mod filtered;
mod lacking;
mod latest;
mod moment;
mod named;
mod parts;
mod period;
mod share;
mod supporting;

use semantic_sql::SemanticSql;
use semantic_sql::layer::{Additivity, Comparability, FieldId, MetricId, SemanticLayer};

use crate::grammar::time::{self, Calendar};
use crate::lexicon::{SESSION_FIELD, SESSION_START_FIELD};
use crate::plan::{
    CompareReading, DerivedColumn, FilterReading, Intent, Interpretation, Plan, QueryPlan,
    SupportingQuery,
};

use super::refuse;
use super::slots::{Slots, Subject};
use super::tokens::Tokens;
use super::write;
use super::{dates, say};

pub(super) use parts::{DAYS_EN, DAYS_ZH, weekdays};
pub(super) use period::Period;

/// A base to compare with, ready for SQL.
#[derive(Debug, Clone)]
pub(super) enum Base {
    /// `PRIOR(m, '…')`.
    Offset(String, CompareReading),
    /// Conditions of now and then.
    Conditions {
        now: String,
        then: String,
        reading: CompareReading,
    },
}

impl Base {
    pub(super) fn reading(&self) -> &CompareReading {
        match self {
            Self::Offset(_, reading) | Self::Conditions { reading, .. } => reading,
        }
    }
}

/// A plan in the making.
pub(super) struct Build<'a> {
    pub(super) layer: &'a SemanticLayer,
    pub(super) slots: &'a Slots,
    pub(super) tokens: &'a Tokens,
    pub(super) period: Period,
    /// The time dimension grouped by.
    pub(super) bucket: Option<String>,
    pub(super) base: Option<Base>,
    /// The field by which whole sessions are placed in time.
    pub(super) by_start: Option<String>,
    /// The condition that keeps the newest sessions.
    latest: Option<String>,
}

type Step<T> = Result<T, Box<Plan>>;

impl<'a> Build<'a> {
    /// Settles the period, the bucket and the base.
    pub(super) fn new(
        layer: &'a SemanticLayer,
        calendar: &Calendar<'_>,
        slots: &'a Slots,
        tokens: &'a Tokens,
    ) -> Step<Self> {
        let grain = slots.times.which.or(slots.times.grain);
        let timeless = slots.metrics.iter().all(|mention| {
            // Also a ratio of something that is counted at a moment, such as days of cover.
            let of_a_moment =
                |id: &MetricId| matches!(layer.metric(*id).additivity, Additivity::SemiAdditive(_));
            layer.metrics_behind(mention.metric).iter().any(of_a_moment)
                || !layer.metric_has_time(mention.metric)
        });
        let mut period = Period::settle(layer, calendar, slots, timeless || slots.ahead)?;
        let grain = grain.or_else(|| {
            let plain =
                slots.trend && slots.times.compare.is_none() && slots.groups.iter().all(|g| g.each);
            plain.then(|| dates::suitable(layer, period.range.as_ref()))
        });
        if let Some(grain) = grain {
            period.keep_to_whole(layer, grain);
        }
        let bucket = match grain {
            None => None,
            Some(grain) => match dates::dimension(layer, grain) {
                Some(name) => Some(name.to_owned()),
                None => return Err(refuse::unsupported(say::grain(grain))),
            },
        };
        let mut fields = slots.grouped().chain(slots.over);
        let by_session = fields.any(|field| layer.field(field).name == SESSION_FIELD);
        let started = period
            .range
            .as_ref()
            .is_some_and(|range| range.by_session_start);
        let by_start = (by_session || started)
            .then(|| {
                layer
                    .find_fields(SESSION_START_FIELD)
                    .first()
                    .map(|id| layer.field_reference(*id))
            })
            .flatten();
        let mut build = Self {
            layer,
            slots,
            tokens,
            period,
            bucket,
            base: None,
            by_start,
            latest: None,
        };
        build.latest = build.settle_latest(calendar)?;
        build.base = build.settle_base(calendar)?;
        Ok(build)
    }

    /// The plan.
    pub(super) fn plan(&self) -> Step<QueryPlan> {
        self.check_paths()?;
        let statement = self.statement()?;
        let intent = self.intent();
        if let Some((sql, derived)) = self.lacking()? {
            return Ok(self.answered_by(sql, derived, Vec::new()));
        }
        if let Some((sql, derived)) = self.chosen()? {
            return Ok(self.answered_by(sql, derived, Vec::new()));
        }
        let (sql, counted) = match self.counted(&statement)? {
            Some((sql, column)) => (sql, Some(column)),
            None => (statement.text(&self.layer.name), None),
        };
        let mut derived = self.averages();
        derived.extend(self.compared_columns());
        derived.extend(self.part_columns());
        derived.extend(self.own_columns());
        derived.extend(self.columns_of_now());
        let supporting = if counted.is_some() {
            vec![SupportingQuery {
                name: "groups".to_owned(),
                sql: SemanticSql(statement.text(&self.layer.name)),
                period: None,
            }]
        } else {
            let mut beside = self.supporting(&statement, intent);
            beside.extend(self.days_before());
            beside
        };
        derived.extend(counted);
        Ok(self.answered_by(sql, derived, supporting))
    }

    fn answered_by(
        &self,
        sql: String,
        derived: Vec<DerivedColumn>,
        supporting: Vec<SupportingQuery>,
    ) -> QueryPlan {
        QueryPlan {
            sql: SemanticSql(sql),
            intent: self.intent(),
            reading: say::reading(self),
            interpretation: self.interpretation(),
            assumptions: say::assumptions(self),
            supporting,
            derived,
            parts: self.slots.parts_asked(),
            chart: None,
            verified: None,
        }
    }

    /// The metric that is counted: the asked one or its stand-in at this grain.
    pub(super) fn read(&self, metric: MetricId) -> MetricId {
        // Hours of the day count what happened in them, as groups of hours do.
        let hour = dates::dimension(self.layer, time::Grain::Hour);
        let by_field = |name: &String| {
            let named = |field: FieldId| self.layer.field(field).name == *name;
            let own = self.own_condition(metric);
            self.slots.grouped().any(named)
                || own.is_some_and(|it| named(it.field))
                || self.scope().any(|it| named(it.field))
                || self.bucket.as_ref() == Some(name)
                || (Some(name.as_str()) == hour && self.has_hours())
        };
        let stand_ins = &self.layer.metric(metric).by_grain;
        let found = stand_ins
            .iter()
            .find(|by| by.fields.iter().any(by_field))
            .map_or(metric, |by| by.metric);
        let limit = self.not_provided(found);
        limit.and_then(|limit| limit.instead).unwrap_or(found)
    }

    /// The limit of a metric that leaves nothing of the scope of the question.
    pub(super) fn not_provided(&self, metric: MetricId) -> Option<&Comparability> {
        let mut limits = self.layer.metric(metric).comparability.iter();
        limits.find(|limit| {
            self.scope().any(|it| {
                it.field == limit.field
                    && !it.excluded
                    && it.values.iter().all(|value| limit.values.contains(value))
            })
        })
    }

    /// Every metric must reach every field that is named; none is dropped in silence.
    fn check_paths(&self) -> Step<()> {
        let filters = self.scope().map(|it| it.field);
        let fields: Vec<FieldId> = self.slots.grouped().chain(filters).collect();
        for metric in self.metrics() {
            let own = self.own_condition(metric).map(|it| it.field);
            for field in fields.iter().chain(&own) {
                if !self.layer.metric_reaches(metric, *field) {
                    return Err(refuse::no_path(self.layer, metric, *field));
                }
            }
            if let Some(limit) = self.not_provided(metric) {
                return Err(refuse::not_provided(self.layer, metric, &limit.note));
            }
            let timed = self.period.has_condition() || self.bucket.is_some();
            if timed && !self.layer.metric_has_time(metric) {
                return Err(refuse::no_time(self.layer, metric));
            }
        }
        Ok(())
    }

    /// The values that the question is about, the part of a share included.
    fn scope(&self) -> impl Iterator<Item = &super::slots::Restriction> {
        let all = self.slots.restrictions.iter().chain(&self.slots.part);
        all.filter(|it| !it.lifts)
    }

    /// The metrics counted, those of bounds included.
    pub(super) fn metrics(&self) -> Vec<MetricId> {
        let mut metrics: Vec<MetricId> = Vec::new();
        let bounds = self
            .slots
            .bounds
            .iter()
            .filter_map(|bound| match bound.subject {
                Subject::Metric(metric) => Some(metric),
                Subject::Field(_) => None,
            });
        let ranked = self.slots.ranking.and_then(|ranking| ranking.metric);
        let asked = self.slots.metrics.iter().map(|mention| mention.metric);
        for metric in ranked.into_iter().chain(asked).chain(bounds) {
            let metric = self.read(metric);
            if !metrics.contains(&metric) {
                metrics.push(metric);
            }
        }
        metrics
    }

    fn intent(&self) -> Intent {
        let grouped = !self.slots.groups.is_empty();
        let against = self.slots.compare && grouped;
        match () {
            () if self.slots.counted && self.slots.ranking.is_none() => self.counts_as(),
            () if self.slots.lacking => Intent::Breakdown,
            () if self.slots.funnel.is_some() => Intent::Funnel,
            () if self.base.is_some() => Intent::Compare,
            () if self.slots.chosen.is_some() => Intent::Share,
            () if self.slots.share => Intent::Share,
            () if self.slots.ranking.is_some() => Intent::Rank,
            () if self.bucket.is_some() => Intent::Trend,
            () if against => Intent::Compare,
            () if grouped => Intent::Breakdown,
            () => Intent::Lookup,
        }
    }

    /// One count is a number, one for each of other groups a breakdown.
    fn counts_as(&self) -> Intent {
        let mut groups = self.slots.groups.iter();
        match self.slots.groups.len() > 1 && groups.any(|group| group.each) {
            true => Intent::Breakdown,
            false => Intent::Lookup,
        }
    }

    fn interpretation(&self) -> Interpretation {
        let mut dimensions: Vec<String> = self
            .slots
            .grouped()
            .map(|field| self.layer.field(field).name.clone())
            .collect();
        dimensions.extend(self.bucket.clone());
        let mut filters: Vec<FilterReading> = self
            .slots
            .restrictions
            .iter()
            .map(|it| FilterReading {
                dimension: self.layer.field(it.field).name.clone(),
                op: write::operator(it).to_owned(),
                values: it.values.clone(),
            })
            .collect();
        // What chooses groups is no condition on the whole.
        let on_rows = |bound: &&super::slots::Bound| {
            self.slots.chosen.is_none() || matches!(bound.subject, Subject::Field(_))
        };
        let bounds = self.slots.bounds.iter().filter(on_rows);
        filters.extend(bounds.map(|bound| FilterReading {
            dimension: match bound.subject {
                Subject::Metric(metric) => self.layer.metric(metric).name.clone(),
                Subject::Field(field) => self.layer.field(field).name.clone(),
            },
            op: bound.op.to_owned(),
            values: vec![bound.value.clone()],
        }));
        let asked = self
            .slots
            .metrics
            .iter()
            .map(|mention| self.layer.metric(mention.metric).name.clone());
        let changed = self.slots.by_change.zip(self.slots.metrics.first());
        filters.extend(changed.map(|(by, mention)| FilterReading {
            dimension: format!("{}_change", self.layer.metric(mention.metric).name),
            op: if by.up { ">" } else { "<" }.to_owned(),
            values: vec!["0".to_owned()],
        }));
        filters.extend(self.lacks_what());
        Interpretation {
            metrics: asked.collect(),
            dimensions,
            filters,
            time: self.period.reading.clone(),
            compare: self.base.as_ref().map(|base| base.reading().clone()),
        }
    }
}

/// How far a base lies back, where a calendar shift says it.
pub(super) fn shift(
    range: &time::TimeRange,
    compare: &time::CompareExpr,
    calendar: &Calendar<'_>,
) -> Option<String> {
    time::offset(range, compare, calendar).filter(|offset| {
        offset == "previous_period" || offset.starts_with(|c: char| c.is_ascii_digit())
    })
}
