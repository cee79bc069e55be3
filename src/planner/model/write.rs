//! A typed query written out as semantic SQL.
//!
//! Invariant: what the model wrote never becomes SQL by itself.
//! Names are looked up in the slice and written as the slice spells them, values become escaped literals, numbers and dates are parsed and written again.
//! What cannot be looked up is a problem, worded so that the model can correct it.

use super::reply::{
    CHANGE, CHANGE_RATE, DimensionName, Direction, Grain, MetricName, Operator, Order, TIME,
    TypedQuery,
};
use super::slice::{LayerSlice, SliceDimension, ValueKind};
use name::{capped, identifier, nearest};

mod literal;
mod name;

pub(super) use literal::moment;

/// The most rows that a typed query may ask for.
const MAX_LIMIT: u32 = 10_000;
/// The longest value that a filter may have.
const MAX_VALUE_CHARS: usize = 200;

/// Writes a query as semantic SQL, or says everything that is wrong with it.
pub fn write_sql(query: &TypedQuery, slice: &LayerSlice) -> Result<String, Vec<String>> {
    let mut writer = Writer {
        slice,
        problems: Vec::new(),
    };
    let sql = writer.query(query);
    if writer.problems.is_empty() {
        Ok(sql)
    } else {
        Err(writer.problems)
    }
}

/// Writes the number whose change is asked for: one metric in its scope and time, by the dimensions
/// that are named.
pub fn write_change(query: &TypedQuery, slice: &LayerSlice) -> Result<String, Vec<String>> {
    if query.metrics.len() != 1 {
        return Err(vec!["kind change needs exactly one metric".to_owned()]);
    }
    if query.time.is_none() {
        return Err(vec![
            "kind change needs a time; fill start and end".to_owned(),
        ]);
    }
    let plain = TypedQuery {
        metrics: query.metrics.clone(),
        dimensions: query.dimensions.clone(),
        filters: query.filters.clone(),
        time: query.time.clone(),
        ..TypedQuery::default()
    };
    write_sql(&plain, slice)
}

/// Writes the conditions of a query beside its time.
pub fn scope(query: &TypedQuery, slice: &LayerSlice) -> Result<Vec<String>, Vec<String>> {
    let mut writer = Writer {
        slice,
        problems: Vec::new(),
    };
    let timeless = TypedQuery {
        filters: query.filters.clone(),
        ..TypedQuery::default()
    };
    let conditions = writer.conditions(&timeless);
    if writer.problems.is_empty() {
        Ok(conditions)
    } else {
        Err(writer.problems)
    }
}

/// Writes one query and collects what is wrong with it on the way.
struct Writer<'a> {
    slice: &'a LayerSlice,
    problems: Vec<String>,
}

impl Writer<'_> {
    fn query(&mut self, query: &TypedQuery) -> String {
        let metrics = self.metrics(&query.metrics);
        let mut keys: Vec<String> = query.grain.map(bucket).into_iter().collect();
        for name in &query.dimensions {
            keys.extend(self.dimension(name));
        }
        let mut items = keys.clone();
        for metric in &metrics {
            items.extend(measures(metric, query));
        }
        if items.is_empty() {
            self.problem("the query has no metric; name at least one of METRICS".to_owned());
        }
        if query.compare.is_some() && query.time.is_none() {
            self.problem("compare needs a time; fill start and end".to_owned());
        }
        let distinct = if metrics.is_empty() { "DISTINCT " } else { "" };
        let mut sql = format!(
            "SELECT {distinct}{} FROM {}",
            items.join(", "),
            identifier(&self.slice.relation)
        );
        let conditions = self.conditions(query);
        push_clause(&mut sql, "WHERE", " AND ", &conditions);
        if !metrics.is_empty() {
            let groups: Vec<String> = keys.iter().map(|key| without_alias(key)).collect();
            push_clause(&mut sql, "GROUP BY", ", ", &groups);
        }
        let having = self.having(query);
        push_clause(&mut sql, "HAVING", " AND ", &having);
        let order = self.order(query, &keys, &metrics);
        push_clause(&mut sql, "ORDER BY", ", ", &order);
        if let Some(limit) = query.limit {
            if limit == 0 || limit > MAX_LIMIT {
                self.problem(format!("limit must be between 1 and {MAX_LIMIT}, or null"));
            }
            sql.push_str(&format!(" LIMIT {limit}"));
        }
        sql
    }

    fn metrics(&mut self, names: &[MetricName]) -> Vec<String> {
        let mut metrics: Vec<String> = Vec::new();
        for name in names {
            if let Some(metric) = self.metric(name)
                && !metrics.contains(&metric)
            {
                metrics.push(metric);
            }
        }
        metrics
    }

    fn metric(&mut self, name: &MetricName) -> Option<String> {
        if let Some(metric) = self.slice.metric(&name.0) {
            return Some(identifier(&metric.name));
        }
        let known = self.slice.metrics.iter().map(|it| it.name.as_str());
        let near = nearest(&name.0, known);
        self.problem(format!("there is no metric {:?}; {near}", capped(&name.0)));
        None
    }

    fn dimension(&mut self, name: &DimensionName) -> Option<String> {
        Some(identifier(&self.find_dimension(name)?.name))
    }

    fn find_dimension(&mut self, name: &DimensionName) -> Option<SliceDimension> {
        if let Some(dimension) = self.slice.dimension(&name.0) {
            return Some(dimension.clone());
        }
        if self.slice.metric(&name.0).is_some() {
            let name = &name.0;
            self.problem(format!("{name} is a metric; conditions on it go to having"));
            return None;
        }
        let known = self.slice.dimensions.iter().map(|it| it.name.as_str());
        let near = nearest(&name.0, known);
        self.problem(format!(
            "there is no dimension {:?}; {near}",
            capped(&name.0)
        ));
        None
    }

    fn conditions(&mut self, query: &TypedQuery) -> Vec<String> {
        let mut conditions = Vec::new();
        if let Some(time) = &query.time {
            match literal::time_range(&time.start, &time.end) {
                Ok(condition) => conditions.push(condition),
                Err(problem) => self.problem(problem),
            }
        }
        for filter in &query.filters {
            let Some(dimension) = self.find_dimension(&filter.field) else {
                continue;
            };
            let mut literals = Vec::new();
            for value in &filter.values {
                match self.value(&dimension, filter.op, value) {
                    Ok(literal) => literals.push(literal),
                    Err(problem) => self.problem(problem),
                }
            }
            let field = identifier(&dimension.name);
            match comparison(&field, filter.op, &literals) {
                Some(condition) => conditions.push(condition),
                None if literals.len() < filter.values.len() => {}
                None => self.problem(format!(
                    "the filter on {field} needs {} value",
                    if literals.is_empty() { "a" } else { "one" }
                )),
            }
        }
        conditions
    }

    /// Returns the literal of a value: an id from the question, a declared code or label, or a number.
    fn value(
        &self,
        dimension: &SliceDimension,
        op: Operator,
        value: &str,
    ) -> Result<String, String> {
        let field = &dimension.name;
        let value = value.trim();
        if value.chars().count() > MAX_VALUE_CHARS || value.chars().any(char::is_control) {
            return Err(format!(
                "a value of {field} is too long or has control characters"
            ));
        }
        let mut matched = self.slice.matched_values.iter();
        if let Some(found) = matched.find(|it| {
            it.field == *field && (it.id == value || it.value == value || it.asked_as == value)
        }) {
            return literal::of(dimension.kind, &found.value)
                .map_err(|it| format!("{field}: {it}"));
        }
        let declared = dimension
            .values
            .iter()
            .find(|it| it.code == value)
            .or_else(|| {
                let lower = value.to_lowercase();
                let mut values = dimension.values.iter();
                values
                    .find(|it| it.label.to_lowercase() == lower || it.code.to_lowercase() == lower)
            });
        let ranged = !matches!(op, Operator::Equal | Operator::NotEqual);
        match (declared, dimension.kind) {
            (Some(found), kind) => literal::of(kind, &found.code),
            (None, ValueKind::Number | ValueKind::Boolean) => literal::of(dimension.kind, value),
            (None, ValueKind::Text) if dimension.values.is_empty() && ranged => {
                Ok(literal::text(value))
            }
            (None, ValueKind::Text) => Err(unknown_value(dimension, value)),
        }
        .map_err(|problem| format!("{field}: {problem}"))
    }

    fn having(&mut self, query: &TypedQuery) -> Vec<String> {
        let mut conditions = Vec::new();
        for condition in &query.having {
            let Some(metric) = self.metric(&condition.metric) else {
                continue;
            };
            if !condition.value.is_finite() {
                self.problem(format!("the condition on {metric} needs a plain number"));
                continue;
            }
            let sign = sign(condition.op);
            conditions.push(format!("MEASURE({metric}) {sign} {}", condition.value));
        }
        conditions
    }

    fn order(&mut self, query: &TypedQuery, keys: &[String], metrics: &[String]) -> Vec<String> {
        let Some(order) = &query.order else {
            return default_order(query, keys, metrics);
        };
        let Some(key) = self.order_key(order, query, metrics) else {
            return Vec::new();
        };
        let direction = match order.dir {
            Direction::Ascending => "ASC",
            Direction::Descending => "DESC",
        };
        vec![format!("{key} {direction}")]
    }

    fn order_key(
        &mut self,
        order: &Order,
        query: &TypedQuery,
        metrics: &[String],
    ) -> Option<String> {
        let by = order.by.0.as_str();
        if self.slice.metric(by).is_some() {
            return Some(format!("MEASURE({})", identifier(by)));
        }
        if self.slice.dimension(by).is_some() {
            if query.dimensions.iter().any(|it| it.0 == by) {
                return Some(identifier(by));
            }
            self.problem(format!("order_by {by} needs {by} among the dimensions"));
            return None;
        }
        match (by, query.compare, metrics.first(), query.grain) {
            (CHANGE, Some(offset), Some(metric), _) => {
                Some(format!("CHANGE({metric}, '{}')", offset.word()))
            }
            (CHANGE_RATE, Some(offset), Some(metric), _) => {
                Some(format!("CHANGE_RATE({metric}, '{}')", offset.word()))
            }
            (CHANGE | CHANGE_RATE, ..) => {
                self.problem(format!("order_by {by} needs a metric and compare"));
                None
            }
            (TIME, _, _, Some(grain)) => Some(without_alias(&bucket(grain))),
            (TIME, ..) => {
                self.problem("order_by time needs a grain".to_owned());
                None
            }
            _ => {
                let by = capped(by);
                self.problem(format!("nothing to order by is called {by:?}"));
                None
            }
        }
    }

    fn problem(&mut self, problem: String) {
        self.problems.push(problem);
    }
}

fn push_clause(sql: &mut String, word: &str, separator: &str, parts: &[String]) {
    if !parts.is_empty() {
        sql.push_str(&format!(" {word} {}", parts.join(separator)));
    }
}

fn measures(metric: &str, query: &TypedQuery) -> Vec<String> {
    let mut items = vec![format!("MEASURE({metric}) AS {metric}")];
    let bare = metric.trim_matches('"');
    if let Some(offset) = query.compare.map(super::reply::Offset::word) {
        for (function, suffix) in [
            ("PRIOR", "prior"),
            ("CHANGE", "change"),
            ("CHANGE_RATE", "change_rate"),
        ] {
            let alias = identifier(&format!("{bare}_{suffix}"));
            items.push(format!("{function}({metric}, '{offset}') AS {alias}"));
        }
    }
    if query.share {
        let alias = identifier(&format!("{bare}_share"));
        items.push(format!(
            "MEASURE({metric}) / SUM(MEASURE({metric})) OVER () AS {alias}"
        ));
    }
    items
}

fn default_order(query: &TypedQuery, keys: &[String], metrics: &[String]) -> Vec<String> {
    if query.grain.is_some() {
        return keys.iter().take(1).map(|key| without_alias(key)).collect();
    }
    match metrics.first() {
        Some(metric) if !query.dimensions.is_empty() => vec![format!("MEASURE({metric}) DESC")],
        _ => Vec::new(),
    }
}

fn bucket(grain: Grain) -> String {
    match grain {
        Grain::Hour => "DATE_TRUNC('hour', metric_time) AS hour",
        Grain::Day => "date",
        Grain::Week => "week",
        Grain::Month => "month",
        Grain::Quarter => "quarter",
        Grain::Year => "year",
    }
    .to_owned()
}

fn without_alias(item: &str) -> String {
    item.split(" AS ").next().unwrap_or(item).to_owned()
}

fn comparison(field: &str, op: Operator, literals: &[String]) -> Option<String> {
    match (op, literals) {
        (_, [one]) => Some(format!("{field} {} {one}", sign(op))),
        (Operator::Equal, [_, ..]) => Some(format!("{field} IN ({})", literals.join(", "))),
        (Operator::NotEqual, [_, ..]) => Some(format!("{field} NOT IN ({})", literals.join(", "))),
        _ => None,
    }
}

fn sign(op: Operator) -> &'static str {
    match op {
        Operator::NotEqual => "<>",
        other => other.word(),
    }
}

fn unknown_value(dimension: &SliceDimension, value: &str) -> String {
    let value = capped(value);
    let codes = dimension.values.iter().map(|it| it.code.as_str());
    if dimension.values.is_empty() {
        return format!(
            "no value {value:?} was found; use the ids given with the question, or kind \"clarify\""
        );
    }
    format!("there is no value {value:?}; {}", nearest(&value, codes))
}
