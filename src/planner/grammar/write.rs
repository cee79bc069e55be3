//! Slots as semantic SQL.

use semantic_sql::expr::DataType;
use semantic_sql::layer::{FieldId, MetricId, SemanticLayer};

use super::slots::{Bound, Restriction, Subject};

/// One statement in the making.
#[derive(Debug, Clone, Default)]
pub(super) struct Statement {
    pub(super) select: Vec<String>,
    pub(super) filters: Vec<String>,
    pub(super) groups: Vec<String>,
    pub(super) having: Vec<String>,
    pub(super) qualify: Option<String>,
    pub(super) order: Vec<String>,
    pub(super) limit: Option<u32>,
}

impl Statement {
    /// The text of the statement.
    pub(super) fn text(&self, relation: &str) -> String {
        let mut sql = format!("SELECT {} FROM {relation}", self.select.join(", "));
        let mut clause = |word: &str, parts: &[String], gap: &str| {
            if !parts.is_empty() {
                sql.push_str(&format!(" {word} {}", parts.join(gap)));
            }
        };
        clause("WHERE", &self.filters, " AND ");
        clause("GROUP BY", &self.groups, ", ");
        clause("HAVING", &self.having, " AND ");
        clause("QUALIFY", self.qualify.as_slice(), " AND ");
        clause("ORDER BY", &self.order, ", ");
        if let Some(limit) = self.limit {
            sql.push_str(&format!(" FETCH FIRST {limit} ROWS WITH TIES"));
        }
        sql
    }
}

/// A value as a literal of its field's type.
pub(super) fn literal(layer: &SemanticLayer, field: FieldId, value: &str) -> String {
    match layer.field(field).data_type {
        Some(DataType::Boolean) => value.to_uppercase(),
        Some(DataType::Integer | DataType::Decimal | DataType::Float)
            if value.parse::<f64>().is_ok() =>
        {
            value.to_owned()
        }
        _ => format!("'{}'", value.replace('\'', "''")),
    }
}

/// A restriction by value as a condition; NULL is no value that was excluded.
pub(super) fn restriction(layer: &SemanticLayer, it: &Restriction) -> String {
    let column = layer.field_reference(it.field);
    if it.lifts {
        return format!("UNFILTERED({column})");
    }
    if it.empty {
        let not = if it.excluded { "NOT " } else { "" };
        return format!("{column} IS {not}NULL");
    }
    let values: Vec<String> = it
        .values
        .iter()
        .map(|value| literal(layer, it.field, value))
        .collect();
    let list = values.join(", ");
    match (it.excluded, values.as_slice()) {
        (false, [one]) => format!("{column} = {one}"),
        (false, _) => format!("{column} IN ({list})"),
        (true, [one]) => format!("({column} <> {one} OR {column} IS NULL)"),
        (true, _) => format!("({column} NOT IN ({list}) OR {column} IS NULL)"),
    }
}

/// How a restriction is told.
pub(super) fn operator(it: &Restriction) -> &'static str {
    match (it.excluded, it.values.len()) {
        (false, _) if it.empty => "is null",
        (true, _) if it.empty => "is not null",
        (false, 1) => "=",
        (false, _) => "in",
        (true, 1) => "!=",
        (true, _) => "not in",
    }
}

/// A bound as a condition, on a metric or on a field.
pub(super) fn bound(
    layer: &SemanticLayer,
    it: &Bound,
    read: impl Fn(MetricId) -> MetricId,
) -> String {
    let left = match it.subject {
        Subject::Metric(metric) => measure(layer, read(metric)),
        Subject::Field(field) => layer.field_reference(field),
    };
    format!("{left} {} {}", it.op, it.value)
}

/// A metric in semantic SQL.
pub(super) fn measure(layer: &SemanticLayer, metric: MetricId) -> String {
    format!("MEASURE({})", layer.metric(metric).name)
}
