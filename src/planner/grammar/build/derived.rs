//! Columns that are computed from metrics: averages over days, counts of groups.

use semantic_sql::layer::{Additivity, FieldId, JoinKey, MetricId, Text, TimeUnit};

use crate::grammar::time::Grain;
use crate::plan::DerivedColumn;

use super::super::refuse;
use super::super::write::{self, Statement};
use super::{Base, Build, Step};

impl Build<'_> {
    /// 日均: the number of the period over its days, where the metric adds up over days.
    ///
    /// Gives the name of the column and what stands in it.
    pub(super) fn average(&self, metric: MetricId) -> Step<Option<(String, String)>> {
        let Some(grain) = self.slots.average else {
            return Ok(None);
        };
        let content = self.layer.metric(metric);
        let adds_up = matches!(content.additivity, Additivity::Additive);
        let alone = self.bucket.is_none() && self.base.is_none();
        let units = self
            .units_of_period(grain)
            .filter(|_| adds_up && alone && !self.leaves_days_out());
        let Some(units) = units else {
            return Err(refuse::no_average(self.layer, metric));
        };
        let measure = write::measure(self.layer, metric);
        Ok(Some((
            average_name(&content.name),
            format!("{measure} / {units}"),
        )))
    }

    /// Whether the question counts some days of the period only, which would not be its divisor:
    /// 剔除双11当天, 周末日均.
    fn leaves_days_out(&self) -> bool {
        let by_day = |field: FieldId| {
            let links = self.layer.relationships.iter();
            links.filter(|link| link.to == field.dataset).any(|link| {
                link.on
                    .iter()
                    .any(|(many, _)| matches!(many, JoinKey::Time(TimeUnit::Truncate(_))))
            })
        };
        let mut scope = self.slots.restrictions.iter().filter(|it| !it.lifts);
        self.slots.times.leaves_out()
            || scope.any(|it| by_day(it.field))
            || self.slots.groups.iter().any(|group| by_day(group.field))
    }

    /// How many whole units of a grain the period has; today counts as a day.
    fn units_of_period(&self, grain: Grain) -> Option<i64> {
        let range = self.period.range.as_ref()?;
        if range.time_of_day.is_some() || !self.slots.times.weekdays.is_empty() {
            return None;
        }
        let days = days_of((range.end - range.start).num_minutes());
        let units = match grain {
            Grain::Day => days,
            Grain::Week if days % 7 == 0 => days / 7,
            _ => return None,
        };
        (units > 0).then_some(units)
    }

    /// What the columns of averages are called.
    pub(super) fn averages(&self) -> Vec<DerivedColumn> {
        let Some(grain) = self.slots.average else {
            return Vec::new();
        };
        let (zh, en) = match grain {
            Grain::Week => ("周均", "Weekly average"),
            _ => ("日均", "Daily average"),
        };
        let column = |metric: MetricId| {
            let content = self.layer.metric(metric);
            DerivedColumn {
                name: average_name(&content.name),
                label: Text {
                    zh: format!("{zh}{}", content.label.zh),
                    en: format!("{en} {}", content.label.en),
                },
                unit: content.unit.clone(),
                format: content.format.clone(),
            }
        };
        self.metrics().into_iter().map(column).collect()
    }

    /// What the columns of a comparison by conditions are called: the base, the change, its rate.
    pub(super) fn compared_columns(&self) -> Vec<DerivedColumn> {
        if !matches!(self.base, Some(Base::Conditions { .. })) {
            return Vec::new();
        }
        let columns = |metric: MetricId| {
            let content = self.layer.metric(metric);
            let column = |suffix: &str, zh: &str, en: &str, rate: bool| DerivedColumn {
                name: format!("{}_{suffix}", content.name),
                label: Text {
                    zh: format!("{}{zh}", content.label.zh),
                    en: format!("{}{en}", content.label.en),
                },
                unit: if rate { "ratio" } else { &content.unit }.to_owned(),
                format: if rate { "pct1" } else { &content.format }.to_owned(),
            };
            [
                column("base", "（对比期）", " (earlier period)", false),
                column("change", "变化", ", change", false),
                column("change_rate", "变化率", ", rate of change", true),
            ]
        };
        self.metrics().into_iter().flat_map(columns).collect()
    }

    /// 有几个: the statement that counts the groups of another one, and its column.
    pub(super) fn counted(&self, statement: &Statement) -> Step<Option<(String, DerivedColumn)>> {
        let [group] = self.slots.groups.as_slice() else {
            return Ok(None);
        };
        if !self.slots.counted || self.slots.ranking.is_some() {
            return Ok(None);
        }
        if self.base.is_some() {
            return Err(refuse::unplaced("几个 / how many"));
        }
        let inner = Statement {
            filters: statement
                .filters
                .iter()
                .cloned()
                .chain(
                    statement
                        .groups
                        .iter()
                        .map(|key| format!("{key} IS NOT NULL")),
                )
                .collect(),
            order: Vec::new(),
            ..statement.clone()
        };
        let field = self.layer.field(group.field);
        let name = format!("{}_count", field.name);
        let sql = format!(
            "SELECT COUNT(*) AS {name} FROM ({}) AS counted",
            inner.text(&self.layer.name)
        );
        let column = DerivedColumn {
            name,
            label: Text {
                zh: format!("{}数", field.label.zh),
                en: format!("Number of {}", plural(&field.label.en)),
            },
            unit: "count".to_owned(),
            format: "int".to_owned(),
        };
        Ok(Some((sql, column)))
    }
}

fn average_name(metric: &str) -> String {
    format!("{metric}_average")
}

pub(super) fn plural(name: &str) -> String {
    let name = name.to_lowercase();
    match name.strip_suffix('y') {
        Some(stem) if !stem.ends_with(['a', 'e', 'o', 'u']) => format!("{stem}ies"),
        _ => format!("{name}s"),
    }
}

/// Minutes as days, a day that has begun counted whole.
fn days_of(minutes: i64) -> i64 {
    const DAY: i64 = 24 * 60;
    (minutes + DAY - 1) / DAY
}
