//! Columns that are computed from metrics: averages over days, counts of groups.

use semantic_sql::layer::{Additivity, FieldId, JoinKey, MetricId, Text, TimeUnit};

use crate::grammar::time::Grain;
use crate::plan::DerivedColumn;

use super::super::chosen::counter;
use super::super::over::divisible;
use super::super::refuse;
use super::super::slots::Group;
use super::super::write::{self, Statement};
use super::{Base, Build, Step};

impl Build<'_> {
    /// 日均: the number of the period over its days, where the metric adds up over days.
    ///
    /// Gives the name of the column and what stands in it.
    pub(super) fn average(&self, metric: MetricId) -> Step<Option<(String, String)>> {
        if let Some(over) = self.slots.over {
            return self.over_rows(metric, over).map(Some);
        }
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

    /// 平均每场涨粉: the number over how many rows of a kind there are, where the layer counts them.
    fn over_rows(&self, metric: MetricId, over: FieldId) -> Step<(String, String)> {
        let content = self.layer.metric(metric);
        let adds_up = divisible(self.layer, metric);
        let plain = self.base.is_none()
            && self.latest.is_none()
            && self.slots.bounds.is_empty()
            && !self.slots.share;
        let rows = counter(self.layer, over).filter(|_| adds_up && plain);
        let Some(rows) = rows else {
            return Err(refuse::no_average(self.layer, metric));
        };
        let fields = self.slots.grouped();
        let scope = self.slots.restrictions.iter().map(|it| it.field);
        let lost = fields
            .chain(scope)
            .find(|field| !self.layer.metric_reaches(rows, *field));
        if let Some(field) = lost {
            return Err(refuse::no_path(self.layer, rows, field));
        }
        let (measure, rows) = (
            write::measure(self.layer, metric),
            write::measure(self.layer, rows),
        );
        Ok((
            average_name(&content.name),
            format!("{measure} / NULLIF({rows}, 0)"),
        ))
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
        let (zh, en, per) = match (self.slots.over, self.slots.average) {
            (Some(over), _) => {
                let label = &self.layer.field(over).label;
                let per = format!(" per {}", label.en.to_lowercase());
                (format!("平均每{}", label.zh), "", per)
            }
            (None, Some(Grain::Week)) => ("周均".to_owned(), "Weekly average ", String::new()),
            (None, Some(_)) => ("日均".to_owned(), "Daily average ", String::new()),
            (None, None) => return Vec::new(),
        };
        let column = |metric: MetricId| {
            let content = self.layer.metric(metric);
            DerivedColumn {
                name: average_name(&content.name),
                label: Text {
                    zh: format!("{zh}{}", content.label.zh),
                    en: format!("{en}{}{per}", content.label.en),
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
        if !self.slots.counted || self.slots.ranking.is_some() {
            return Ok(None);
        }
        let inner = self.slots.groups.iter().filter(|group| !group.each);
        let inner: Vec<FieldId> = inner.map(|group| group.field).collect();
        let (key, label) = match (inner.as_slice(), self.slots.groups.as_slice(), &self.bucket) {
            ([field], _, None) | ([], [Group { field, .. }], None) => {
                let field = self.layer.field(*field);
                (field.name.clone(), field.label.clone())
            }
            ([], [], Some(bucket)) => {
                let Some(grain) = self.layer.find_grain(bucket) else {
                    return Ok(None);
                };
                (bucket.clone(), grain.label.clone())
            }
            _ => return Ok(None),
        };
        if self.base.is_some() {
            return Err(refuse::unplaced("几个 / how many"));
        }
        let present = statement.groups.iter();
        let present = present.filter(|key| Some(*key) != self.bucket.as_ref());
        let present = present.map(|key| format!("{key} IS NOT NULL"));
        let rows = Statement {
            filters: statement.filters.iter().cloned().chain(present).collect(),
            order: Vec::new(),
            ..statement.clone()
        };
        let name = format!("{key}_count");
        let outer = self.slots.groups.iter().filter(|group| {
            let field = &self.layer.field(group.field).name;
            group.each && *field != key
        });
        let outer: Vec<String> = outer
            .map(|group| self.layer.field_reference(group.field))
            .collect();
        let columns: Vec<String> = outer
            .iter()
            .cloned()
            .chain([format!("COUNT(*) AS {name}")])
            .collect();
        let mut sql = format!(
            "SELECT {} FROM ({}) AS counted",
            columns.join(", "),
            rows.text(&self.layer.name)
        );
        if !outer.is_empty() {
            let keys = outer.join(", ");
            sql.push_str(&format!(" GROUP BY {keys} ORDER BY {name} DESC, {keys}"));
        }
        let column = DerivedColumn {
            name,
            label: Text {
                zh: format!("{}数", label.zh),
                en: format!("Number of {}", plural(&label.en)),
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
