//! The statements that a change is taken apart by; both planners write them here.
//!
//! One statement has the metric and its parts in both periods, and one for each dimension has the
//! metric by its values. They are ordinary semantic SQL: what the asker may not see is refused by
//! the binder, and a dimension or a tree that is refused is left out.

use chrono::{NaiveDateTime, NaiveTime};
use semantic_sql::SemanticSql;
use semantic_sql::layer::{
    Additivity, FieldId, MetricId, MetricTree, SemanticLayer, Text, TimeUnit,
};

use crate::plan::{DerivedColumn, SupportingQuery};

/// What a change is asked of.
#[derive(Debug, Clone)]
pub struct Wanted<'a> {
    /// The layer.
    pub layer: &'a SemanticLayer,
    /// The metric.
    pub metric: MetricId,
    /// The condition of the period.
    pub now: &'a str,
    /// The condition of the period before.
    pub base: &'a str,
    /// Other conditions.
    pub filters: &'a [String],
    /// Fields that these keep to one value.
    pub fixed: &'a [FieldId],
    /// Fields whose default filter is lifted.
    pub lifted: &'a [FieldId],
    /// The dimensions that are asked for; none for those of the layer.
    pub dimensions: &'a [FieldId],
}

/// The statements and what they are for.
#[derive(Debug, Clone)]
pub struct Statements {
    /// One row: the metric and its parts, each with its base and its change.
    pub main: SemanticSql,
    /// One for each dimension.
    pub beside: Vec<SupportingQuery>,
    /// What the columns hold that are computed.
    pub derived: Vec<DerivedColumn>,
    /// The tree, where it can be asked for.
    pub tree: Option<MetricTree>,
    /// The weight of a ratio.
    pub weight: Option<MetricId>,
    /// The dimensions of the statements beside.
    pub dimensions: Vec<FieldId>,
    /// What could not be asked for and must be said.
    pub notes: Vec<Text>,
}

/// The condition of a half-open range of time; nothing where the layer has no time for it.
#[must_use]
pub fn span(layer: &SemanticLayer, start: NaiveDateTime, end: NaiveDateTime) -> Option<String> {
    let day = |at: NaiveDateTime| at.time() == NaiveTime::MIN;
    if day(start) && day(end) {
        let grains = &layer.time.grains;
        let day = grains
            .iter()
            .find(|grain| grain.unit == TimeUnit::Truncate(semantic_sql::expr::Grain::Day))?;
        let (name, start, end) = (&day.name, start.date(), end.date());
        return Some(format!(
            "{name} >= DATE '{start}' AND {name} < DATE '{end}'"
        ));
    }
    let axis = layer.time.axis.as_ref()?;
    Some(format!(
        "{axis} >= TIMESTAMP '{start}' AND {axis} < TIMESTAMP '{end}'"
    ))
}

/// Whether the layer says how changes of a metric can be taken apart.
#[must_use]
pub fn can_be_taken_apart(layer: &SemanticLayer, metric: MetricId) -> bool {
    let content = layer.metric(metric);
    content.tree.is_some() || adds_up(layer, metric) || content.weight.is_some()
}

/// Whether groups of a metric may be summed; a count of different things may, where the data shows
/// that they do.
fn adds_up(layer: &SemanticLayer, metric: MetricId) -> bool {
    match layer.metric(metric).additivity {
        Additivity::Additive => true,
        Additivity::NonAdditive => {
            let counts = layer.aggregates_of(metric);
            !counts.is_empty() && counts.iter().all(|(_, it)| it.distinct)
        }
        Additivity::Ratio | Additivity::SemiAdditive(_) => false,
    }
}

/// Writes the statements; `binds` says whether the asker may have one.
#[must_use]
pub fn statements(wanted: &Wanted<'_>, binds: &dyn Fn(&SemanticSql) -> bool) -> Statements {
    let layer = wanted.layer;
    let content = layer.metric(wanted.metric);
    let mut notes = Vec::new();
    let whole = |tree: Option<&MetricTree>| {
        let mut metrics = vec![wanted.metric];
        metrics.extend(tree.map(MetricTree::metrics).unwrap_or_default());
        metrics
    };
    let mut tree = content.tree.clone();
    let mut main = main(wanted, &whole(tree.as_ref()));
    if tree.is_some() && !binds(&main) {
        tree = None;
        main = self::main(wanted, &whole(None));
        notes.push(Text {
            zh: format!("在这个范围里看不到{}的各个组成部分，所以没有按组成拆。", content.label.zh),
            en: format!(
                "The parts that {} is made of cannot be asked for in this scope, so it is not taken apart into them.",
                content.label.en
            ),
        });
    }
    let weight = content.weight;
    let mut beside = Vec::new();
    let mut dimensions = Vec::new();
    for field in candidates(wanted) {
        let query = by_dimension(wanted, field, weight);
        if binds(&query.sql) {
            beside.push(query);
            dimensions.push(field);
        }
    }
    let derived = whole(tree.as_ref())
        .into_iter()
        .chain(weight)
        .flat_map(|metric| columns(layer, metric))
        .collect();
    Statements {
        main,
        beside,
        derived,
        tree,
        weight,
        dimensions,
        notes,
    }
}

/// The dimensions along which the groups of the metric make the whole.
fn candidates(wanted: &Wanted<'_>) -> Vec<FieldId> {
    let layer = wanted.layer;
    let metric = wanted.metric;
    if !adds_up(layer, metric) && layer.metric(metric).weight.is_none() {
        return Vec::new();
    }
    let counted = |metric: MetricId| layer.metrics_behind(metric).to_vec();
    let mut behind = counted(metric);
    behind.extend(layer.metric(metric).weight.into_iter().flat_map(counted));
    // Grouping by a field lifts its default filter, and the groups would make another whole.
    let by_default = |field: &FieldId| {
        let defaults = behind.iter().flat_map(|id| &layer.metric(*id).defaults);
        defaults.into_iter().any(|default| default.field == *field)
            && !wanted.lifted.contains(field)
    };
    let otherwise = |field: &FieldId| {
        let name = &layer.field(*field).name;
        let stand_ins = layer.metric(metric).by_grain.iter();
        stand_ins.into_iter().any(|by| by.fields.contains(name))
    };
    let asked = if wanted.dimensions.is_empty() {
        &layer.attribution.dimensions
    } else {
        wanted.dimensions
    };
    let mut found: Vec<FieldId> = Vec::new();
    for field in asked {
        let fits = layer.metric_reaches(metric, *field)
            && !wanted.fixed.contains(field)
            && !by_default(field)
            && !otherwise(field);
        if fits && !found.contains(field) {
            found.push(*field);
        }
    }
    found
}

/// The columns of a metric in both periods.
fn measured(wanted: &Wanted<'_>, metric: MetricId) -> [String; 2] {
    let measure = format!("MEASURE({})", wanted.layer.metric_reference(metric));
    [wanted.now, wanted.base].map(|when| format!("{measure} FILTER (WHERE {when})"))
}

fn conditions(wanted: &Wanted<'_>) -> String {
    let periods = format!("(({}) OR ({}))", wanted.now, wanted.base);
    let all: Vec<&str> = std::iter::once(periods.as_str())
        .chain(wanted.filters.iter().map(String::as_str))
        .collect();
    all.join(" AND ")
}

fn main(wanted: &Wanted<'_>, metrics: &[MetricId]) -> SemanticSql {
    let mut select = Vec::new();
    for metric in metrics {
        let name = &wanted.layer.metric(*metric).name;
        let [now, base] = measured(wanted, *metric);
        select.push(format!("{now} AS {name}"));
        select.push(format!("{base} AS {name}_base"));
        select.push(format!("{now} - {base} AS {name}_change"));
    }
    SemanticSql(format!(
        "SELECT {} FROM {} WHERE {}",
        select.join(", "),
        wanted.layer.name,
        conditions(wanted)
    ))
}

fn by_dimension(wanted: &Wanted<'_>, field: FieldId, weight: Option<MetricId>) -> SupportingQuery {
    let layer = wanted.layer;
    let key = layer.field_reference(field);
    let mut select = vec![key.clone()];
    for metric in std::iter::once(wanted.metric).chain(weight) {
        let name = &layer.metric(metric).name;
        let [now, base] = measured(wanted, metric);
        select.push(format!("{now} AS {name}"));
        select.push(format!("{base} AS {name}_base"));
    }
    SupportingQuery {
        name: format!("by_{}", layer.field(field).name),
        sql: SemanticSql(format!(
            "SELECT {} FROM {} WHERE {} GROUP BY {key}",
            select.join(", "),
            layer.name,
            conditions(wanted)
        )),
        period: None,
    }
}

/// What the computed columns of a metric hold.
fn columns(layer: &SemanticLayer, metric: MetricId) -> [DerivedColumn; 2] {
    let content = layer.metric(metric);
    let column = |suffix: &str, zh: &str, en: &str| DerivedColumn {
        name: format!("{}_{suffix}", content.name),
        label: Text {
            zh: format!("{}{zh}", content.label.zh),
            en: format!("{}{en}", content.label.en),
        },
        unit: content.unit.clone(),
        format: content.format.clone(),
    };
    [
        column("base", "（对比期）", " (earlier period)"),
        column("change", "变化", ", change"),
    ]
}
