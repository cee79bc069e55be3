//! Builds one branch: fields over physical columns, joins as they are needed, row rules.

use crate::access;
use crate::bind::group::Grouping;
use crate::bind::measure::Request;
use crate::bind::names::{DimLeaf, Resolver};
use crate::bind::time;
use crate::bound::{Branch, BranchColumn, BranchJoin, Latest};
use crate::diagnostic::Diagnostic;
use crate::expr::{DataType, Expr, Grain, Interval};
use crate::layer::{
    Column, DatasetId, DatasetKind, FieldId, JoinKey, JoinPath, MetricId, RelationshipId, TimeUnit,
};
use crate::syntax::Aggregate;

use super::Branches;

/// Builds one branch; relations are added as they are needed.
pub(super) struct Builder<'a> {
    resolver: &'a Resolver<'a>,
    fact: DatasetId,
    /// The field that the time axis means.
    time: Option<FieldId>,
    /// How far back, and which time moves.
    shifted: Option<(Interval, DimLeaf)>,
    /// The metric that errors name.
    metric: Option<MetricId>,
    joins: Vec<BranchJoin>,
    /// The path to each join, in order.
    paths: Vec<JoinPath>,
    datasets: Vec<DatasetId>,
    policies: Vec<String>,
}

impl<'a> Builder<'a> {
    pub(super) fn new(
        resolver: &'a Resolver<'a>,
        fact: DatasetId,
        time: Option<FieldId>,
        shifted: Option<(Interval, DimLeaf)>,
        metric: Option<MetricId>,
    ) -> Self {
        let time = time.or(resolver.layer.dataset(fact).time_dimension);
        Self {
            resolver,
            fact,
            time,
            shifted,
            metric,
            joins: Vec::new(),
            paths: Vec::new(),
            datasets: vec![fact],
            policies: Vec::new(),
        }
    }

    pub(super) fn branch(
        &mut self,
        grouping: &Grouping,
        filter: &[Expr<DimLeaf>],
        members: &[(usize, &Request)],
        first: Option<&Request>,
    ) -> Result<Branch, Diagnostic> {
        let keys = grouping
            .keys
            .iter()
            .map(|key| self.key(key))
            .collect::<Result<Vec<_>, _>>()?;
        let moved = match &self.shifted {
            Some((back, leaf)) => time::shift_bounds(filter, leaf, *back),
            None => filter.to_vec(),
        };
        let mut conditions = Vec::new();
        for conjunct in &moved {
            conditions.push(self.condition(conjunct)?);
        }
        let aggregates = members
            .iter()
            .map(|(slot, request)| Ok((*slot, self.aggregate(&request.aggregate)?)))
            .collect::<Result<Vec<_>, Diagnostic>>()?;
        let latest = match first.and_then(|request| request.semi_additive.as_ref()) {
            Some(rule) => {
                let all = |builder: &mut Self, fields: &[FieldId]| {
                    fields
                        .iter()
                        .map(|field| builder.field(*field))
                        .collect::<Result<Vec<_>, _>>()
                };
                Some(Latest {
                    per: all(self, &rule.per)?,
                    over: self.field(rule.over)?,
                    tie_break: all(self, &rule.tie_break)?,
                    last: rule.last,
                })
            }
            None => None,
        };
        conditions.extend(self.row_rules()?);
        Ok(Branch {
            source: self.resolver.layer.dataset(self.fact).source.clone(),
            joins: std::mem::take(&mut self.joins),
            keys,
            filter: Expr::all(conditions),
            aggregates,
            latest,
            grouped: grouping.grouped,
        })
    }

    /// The row rules of every dataset of the branch; a rule may need further joins, whose datasets
    /// have rules of their own.
    fn row_rules(&mut self) -> Result<Vec<Expr<BranchColumn>>, Diagnostic> {
        let layer = self.resolver.layer;
        let mut conditions = Vec::new();
        let mut next = 0;
        while let Some(dataset) = self.datasets.get(next).copied() {
            let counts = dataset == self.fact && layer.dataset(dataset).kind == DatasetKind::Fact;
            if let Some(rule) = access::row_rule(layer, self.resolver.asker, dataset, counts)? {
                let condition = rule.predicate.try_map(&mut |field| self.field(*field))?;
                conditions.push(condition);
                self.policies.extend(rule.names);
            }
            next += 1;
        }
        Ok(conditions)
    }

    pub(super) fn hand_over(self, branch: Branch, result: &mut Branches) {
        for dataset in self.datasets {
            if !result.datasets.contains(&dataset) {
                result.datasets.push(dataset);
            }
        }
        for policy in self.policies {
            if !result.policies.contains(&policy) {
                result.policies.push(policy);
            }
        }
        result.branches.push(branch);
    }

    /// A group key; in a shifted branch its time is moved forward again, so that buckets meet.
    fn key(&mut self, key: &Expr<DimLeaf>) -> Result<Expr<BranchColumn>, Diagnostic> {
        let shifted = self.shifted.clone();
        self.expression(key, &|leaf| match (&shifted, leaf) {
            (Some((back, compared)), leaf) if leaf == compared => Some(*back),
            (Some((back, DimLeaf::Axis)), DimLeaf::Time(_)) => Some(*back),
            _ => None,
        })
    }

    /// A condition on rows.
    fn condition(&mut self, expr: &Expr<DimLeaf>) -> Result<Expr<BranchColumn>, Diagnostic> {
        self.expression(expr, &|_| None)
    }

    fn aggregate(
        &mut self,
        aggregate: &Aggregate<DimLeaf>,
    ) -> Result<Aggregate<BranchColumn>, Diagnostic> {
        Ok(Aggregate {
            function: aggregate.function,
            distinct: aggregate.distinct,
            args: aggregate
                .args
                .iter()
                .map(|arg| self.condition(arg))
                .collect::<Result<_, _>>()?,
            filter: aggregate
                .filter
                .as_deref()
                .map(|filter| self.condition(filter).map(Box::new))
                .transpose()?,
        })
    }

    fn expression(
        &mut self,
        expr: &Expr<DimLeaf>,
        forward: &impl Fn(&DimLeaf) -> Option<Interval>,
    ) -> Result<Expr<BranchColumn>, Diagnostic> {
        expr.try_map(&mut |leaf| {
            let moved = |expr: Expr<BranchColumn>| match forward(leaf) {
                Some(by) => Expr::Shift {
                    expr: Box::new(expr),
                    by,
                },
                None => expr,
            };
            match leaf {
                DimLeaf::Field(id) => self.field(*id).map(moved),
                DimLeaf::Axis => self.axis().map(moved),
                DimLeaf::Time(unit) => self.axis().map(|axis| in_unit(moved(axis), *unit)),
            }
        })
    }

    /// The fact's own time, in business time.
    fn axis(&mut self) -> Result<Expr<BranchColumn>, Diagnostic> {
        let layer = self.resolver.layer;
        let Some(field) = self.time else {
            return Err(
                Diagnostic::new("E_NO_PATH", format!("{} has no time", self.subject()))
                    .with_hint("Leave time out of the statement, or ask for another metric."),
            );
        };
        let column = self.field(field)?;
        let minutes = i64::from(layer.time.day_start_minutes);
        if minutes == 0 || layer.field(field).data_type != Some(DataType::DateTime) {
            return Ok(column);
        }
        Ok(Expr::Shift {
            expr: Box::new(column),
            by: Interval {
                count: -minutes,
                unit: Grain::Minute,
            },
        })
    }

    /// What an error is about.
    fn subject(&self) -> String {
        let layer = self.resolver.layer;
        match self.metric {
            Some(metric) => format!("the metric `{}`", layer.metric(metric).name),
            None => format!("the dataset `{}`", layer.dataset(self.fact).name),
        }
    }

    /// A field over physical columns; joins what it needs.
    fn field(&mut self, id: FieldId) -> Result<Expr<BranchColumn>, Diagnostic> {
        let relation = self.relation(id)?;
        Ok(columns_of(
            &self.resolver.layer.field(id).expression,
            relation,
        ))
    }

    fn relation(&mut self, field: FieldId) -> Result<usize, Diagnostic> {
        let layer = self.resolver.layer;
        let path = match layer.paths.between(self.fact, field.dataset) {
            [] => return Err(self.no_path(field)),
            [only] => only.clone(),
            several => self
                .preferred(several)
                .ok_or_else(|| self.ambiguous(field, several))?,
        };
        self.follow(&path)
    }

    /// Of several ways, the only one that starts with the fact's own time.
    fn preferred(&self, ways: &[JoinPath]) -> Option<JoinPath> {
        let layer = self.resolver.layer;
        let time = &layer.field(self.time?).expression;
        let by_time = |path: &&JoinPath| {
            path.first().is_some_and(|link| {
                layer
                    .relationship(*link)
                    .on
                    .iter()
                    .any(|(many, _)| match many {
                        JoinKey::Columns(expr) => expr == time,
                        JoinKey::Time(_) => true,
                    })
            })
        };
        let mut found = ways.iter().filter(by_time);
        match (found.next(), found.next()) {
            (Some(path), None) => Some(path.clone()),
            _ => None,
        }
    }

    fn follow(&mut self, path: &[RelationshipId]) -> Result<usize, Diagnostic> {
        let layer = self.resolver.layer;
        let mut at = 0;
        for length in 1..=path.len() {
            let prefix = &path[..length];
            if let Some(known) = self.paths.iter().position(|known| known == prefix) {
                at = known + 1;
                continue;
            }
            let relationship = layer.relationship(path[length - 1]);
            let joined = self.joins.len() + 1;
            let mut on = Vec::new();
            for (many, one) in &relationship.on {
                let many = match many {
                    JoinKey::Columns(expr) => columns_of(expr, at),
                    JoinKey::Time(unit) => self.axis().map(|axis| in_unit(axis, *unit))?,
                };
                on.push((many, columns_of(one, joined)));
            }
            self.joins.push(BranchJoin {
                source: layer.dataset(relationship.to).source.clone(),
                on,
            });
            self.paths.push(prefix.to_vec());
            if !self.datasets.contains(&relationship.to) {
                self.datasets.push(relationship.to);
            }
            at = joined;
        }
        Ok(at)
    }

    fn no_path(&self, field: FieldId) -> Diagnostic {
        let layer = self.resolver.layer;
        let wanted = layer.field_reference(field);
        let grains = self.time.map_or(&[][..], |_| layer.time.grains.as_slice());
        let reached: Vec<String> = layer
            .visible_fields()
            .filter(|(id, _)| layer.paths.reached_from(self.fact).contains(&id.dataset))
            .map(|(id, _)| layer.field_reference(id))
            .chain(grains.iter().map(|grain| grain.name.clone()))
            .take(32)
            .collect();
        Diagnostic::new("E_NO_PATH", format!("{} does not reach `{wanted}`", self.subject()))
            .with_candidates(reached)
            .with_hint(format!(
                "Leave `{wanted}` out, or restrict only the metrics that reach it: MEASURE(metric) FILTER (WHERE {wanted} = …)."
            ))
    }

    fn ambiguous(&self, field: FieldId, ways: &[JoinPath]) -> Diagnostic {
        let layer = self.resolver.layer;
        let names: Vec<String> = ways
            .iter()
            .map(|path| {
                path.iter()
                    .map(|id| layer.relationship(*id).name.as_str())
                    .collect::<Vec<_>>()
                    .join(" → ")
            })
            .collect();
        Diagnostic::new(
            "E_AMBIGUOUS_PATH",
            format!(
                "{} reaches `{}` by several ways: {}",
                self.subject(),
                layer.field_reference(field),
                names.join("; ")
            ),
        )
        .with_candidates(names)
        .with_hint(
            "The layer must leave one way, or the metric must say which time it is counted by.",
        )
    }
}

/// A grain of a point in time.
fn in_unit(expr: Expr<BranchColumn>, unit: TimeUnit) -> Expr<BranchColumn> {
    match unit {
        TimeUnit::Truncate(grain) => Expr::Truncate {
            grain,
            expr: Box::new(expr),
        },
        TimeUnit::Extract(part) => Expr::Extract {
            part,
            expr: Box::new(expr),
        },
    }
}

/// An expression over a source's columns, placed in a relation of the branch.
fn columns_of(expr: &Expr<Column>, relation: usize) -> Expr<BranchColumn> {
    let mapped: Result<Expr<BranchColumn>, std::convert::Infallible> =
        expr.try_map(&mut |column| {
            Ok(Expr::Leaf(BranchColumn {
                relation,
                column: column.clone(),
            }))
        });
    match mapped {
        Ok(mapped) => mapped,
        Err(never) => match never {},
    }
}
