//! Measures of a view as metrics.

use crate::expr::{BinaryOp, Expr, Literal};
use crate::layer::yaml::{Node, Value};
use crate::syntax::{Aggregate, AggregateFunction, MeasureKind, Name};

use super::super::super::sql::write_names;
use super::super::super::write::{Pairs, items, node, pair, text};
use super::super::finding::Findings;
use super::super::table::path;
use super::sql::{parse, qualifier_of};
use super::view::{Column, View, fields_of};
use super::{Shared, identifier, unread, words};

const MEASURE_KEYS: &[&str] = &[
    "name",
    "expr",
    "comment",
    "display_name",
    "synonyms",
    "format",
    "window",
];

impl View<'_> {
    pub(super) fn measures(&self, shared: &mut Shared, found: &mut Findings) -> Vec<Node> {
        let mut metrics = Vec::new();
        let mut known: Vec<(String, String)> = Vec::new();
        for item in items(self.tree.get("measures")) {
            let wanted = item.get("name").and_then(Node::text).unwrap_or_default();
            unread(found, item, &wanted, MEASURE_KEYS);
            match self.measure(shared, item, &known) {
                Ok(expression) => {
                    let name = shared.metric_name(&wanted, self.fact);
                    if name != wanted {
                        let reason = format!("the metric is called `{name}`");
                        found.changed(item.line, wanted.clone(), reason);
                    }
                    let format = format_of(item, &wanted, found);
                    metrics.push(write_metric(item, &wanted, &name, &expression, format));
                    known.push((wanted.to_lowercase(), name));
                }
                Err(reason) => found.lost(item.line, wanted, reason),
            }
        }
        metrics
    }

    fn measure(
        &self,
        shared: &mut Shared,
        item: &Node,
        known: &[(String, String)],
    ) -> Result<Expr<Name>, String> {
        if item.get("window").is_some() {
            return Err("`window` (rolling, cumulative or semi-additive) has no counterpart that gives the same number".to_owned());
        }
        let sql = item.get("expr").and_then(Node::text).unwrap_or_default();
        parse(&sql, &self.aliases)?.try_map(&mut |leaf| match leaf {
            Name::Aggregate(aggregate) => self
                .aggregate(shared, aggregate)
                .map(|aggregate| Expr::Leaf(Name::Aggregate(aggregate))),
            Name::Measure(measure)
                if measure.kind == MeasureKind::Value && measure.filter.is_none() =>
            {
                known
                    .iter()
                    .find(|(wanted, _)| *wanted == measure.metric.to_lowercase())
                    .map(|(_, name)| path(None, name))
                    .ok_or_else(|| {
                        format!(
                            "it uses `{}`, which is no earlier measure that mapped",
                            measure.metric
                        )
                    })
            }
            Name::Field(column) => Err(format!(
                "`{}` stands outside an aggregate",
                column.display()
            )),
            _ => Err("its SQL holds what a metric cannot hold".to_owned()),
        })
    }

    fn aggregate(
        &self,
        shared: &mut Shared,
        aggregate: &Aggregate<Name>,
    ) -> Result<Aggregate<Name>, String> {
        let constant =
            |expr: &Expr<Name>| matches!(expr, Expr::Literal(literal) if *literal != Literal::Null);
        let rows = aggregate.function == AggregateFunction::Count
            && !aggregate.distinct
            && aggregate.args.iter().all(constant);
        let args = if rows {
            // `COUNT(*)` and `COUNT(1)` do not say of what they count rows.
            let table = &mut shared.tables[self.fact].1;
            let line = table.line;
            let field = table.each_row(line);
            vec![path(Some(&table.name), &field)]
        } else {
            aggregate
                .args
                .iter()
                .map(|arg| self.over_fields(shared, arg))
                .collect::<Result<_, _>>()?
        };
        let own = aggregate
            .filter
            .as_deref()
            .map(|filter| self.over_fields(shared, filter))
            .transpose()?;
        let mut conditions: Vec<Expr<Name>> = own.into_iter().chain(self.filter.clone()).collect();
        conditions.extend(self.rows_of_source(shared, args.iter().chain(&conditions))?);
        Ok(Aggregate {
            function: aggregate.function,
            distinct: aggregate.distinct,
            args,
            filter: Expr::all(conditions).map(Box::new),
        })
    }

    /// A measure runs over the rows of the source. One that has no column of it would run here
    /// over the rows of the joined table; a condition that is always true brings the source in.
    fn rows_of_source<'e>(
        &self,
        shared: &mut Shared,
        parts: impl Iterator<Item = &'e Expr<Name>>,
    ) -> Result<Option<Expr<Name>>, String> {
        let mut used = Vec::new();
        for part in parts {
            part.visit_leaves(&mut |leaf| {
                if let Name::Field(path) = leaf {
                    used.extend(path.qualifier.clone());
                }
            });
        }
        let fact = shared.tables[self.fact].1.name.clone();
        if used.contains(&fact) || used.is_empty() {
            return Ok(None);
        }
        if let Some(many) = self.many.iter().find(|many| {
            let (_, table) = &shared.tables[**many];
            used.contains(&table.name)
        }) {
            return Err(format!(
                "it counts rows of `{}`, of which one row of the source has several",
                shared.tables[*many].1.name
            ));
        }
        let table = &mut shared.tables[self.fact].1;
        let line = table.line;
        let field = table.each_row(line);
        Ok(Some(Expr::binary(
            BinaryOp::Eq,
            path(Some(&fact), &field),
            Expr::Literal(Literal::Number("1".to_owned())),
        )))
    }

    /// An expression over fields of the layer.
    fn over_fields(&self, shared: &mut Shared, expr: &Expr<Name>) -> Result<Expr<Name>, String> {
        let columns = expr.try_map(&mut |leaf| match leaf {
            Name::Field(column) => Ok(match self.column(column, None)? {
                Column::Of(table, name) => path(Some(&qualifier_of(table)), &name),
                Column::Field(field) => path(Some(&shared.tables[field.table].1.name), &field.name),
            }),
            _ => Err("only columns can stand inside an aggregate".to_owned()),
        })?;
        Ok(fields_of(shared, &columns))
    }
}

impl Shared {
    /// A name that no other metric has.
    fn metric_name(&mut self, wanted: &str, fact: usize) -> String {
        let mut name = identifier(wanted);
        if self.metrics.contains(&name) {
            name = format!("{}_{name}", self.tables[fact].1.name);
        }
        while self.metrics.contains(&name) {
            name.push_str("_metric");
        }
        self.metrics.push(name.clone());
        name
    }
}

fn write_metric(
    item: &Node,
    wanted: &str,
    name: &str,
    expression: &Expr<Name>,
    format: Pairs,
) -> Node {
    let line = item.line;
    let mut pairs = vec![pair("name", text(line, name))];
    pairs.extend(words(item, wanted, name));
    pairs.push(pair("expression", text(line, write_names(expression))));
    pairs.extend(format);
    let additivity = match expression {
        Expr::Leaf(Name::Aggregate(aggregate))
            if !aggregate.distinct
                && matches!(
                    aggregate.function,
                    AggregateFunction::Sum | AggregateFunction::Count
                ) =>
        {
            "additive"
        }
        Expr::Binary {
            op: BinaryOp::Divide,
            ..
        } => "ratio",
        _ => "non_additive",
    };
    pairs.push(pair("additivity", text(line, additivity)));
    node(line, Value::Map(pairs))
}

/// Unit and format of a measure.
fn format_of(item: &Node, wanted: &str, found: &mut Findings) -> Pairs {
    let Some(format) = item.get("format") else {
        return Vec::new();
    };
    let line = format.line;
    let kind = format.get("type").and_then(Node::text).unwrap_or_default();
    let places = format
        .get("decimal_places")
        .and_then(|places| places.get("places"))
        .and_then(Node::text)
        .and_then(|places| places.parse::<u32>().ok());
    let pairs = |unit: Option<String>, format: &str| {
        let mut pairs = Pairs::new();
        pairs.extend(unit.map(|unit| pair("unit", text(line, unit))));
        pairs.push(pair("format", text(line, format)));
        pairs
    };
    match kind.as_str() {
        "currency" => pairs(format.get("currency_code").and_then(Node::text), "money2"),
        "percentage" => {
            let name = if places == Some(1) { "pct1" } else { "pct2" };
            pairs(Some("ratio".to_owned()), name)
        }
        "number" => pairs(
            None,
            match places {
                Some(0) => "num0",
                Some(1) => "num1",
                _ => "num2",
            },
        ),
        other => {
            let reason = format!("the format `{other}` has no counterpart");
            found.lost(line, format!("{wanted}/format"), reason);
            Vec::new()
        }
    }
}
