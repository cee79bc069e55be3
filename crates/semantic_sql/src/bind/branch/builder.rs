//! Builds one branch: fields over physical columns, joins as they are needed, row rules.

use crate::bind::group::Grouping;
use crate::bind::measure::{Back, Home, Request};
use crate::bind::names::{DimLeaf, Resolver};
use crate::bind::{event, period};
use crate::bound::{Branch, BranchColumn, BranchJoin, Shape, Source};
use crate::diagnostic::Diagnostic;
use crate::expr::{Expr, Literal};
use crate::layer::{Choose, Column, DatasetId, FieldId, MetricId, RelationshipId, SemiAdditive};
use crate::syntax::Aggregate;

use super::clock::in_unit;
use super::joins::Step;
use super::moved;
use super::{Branches, shared_filter};

/// Builds one branch; relations are added as they are needed.
pub(super) struct Builder<'a> {
    pub(super) resolver: &'a Resolver<'a>,
    pub(super) fact: DatasetId,
    /// The field that the time axis means.
    pub(super) time: Option<FieldId>,
    /// Links to take where there are several ways.
    pub(super) using: &'a [RelationshipId],
    /// How far back, and which time moves.
    shifted: Option<(Back, DimLeaf)>,
    /// The relation that says how many days the event moves, once it is joined.
    pub(super) event: Option<usize>,
    /// The metric that errors name.
    pub(super) metric: Option<MetricId>,
    pub(super) joins: Vec<BranchJoin>,
    /// The steps to each join, in order.
    pub(super) steps: Vec<Vec<Step>>,
    pub(super) datasets: Vec<DatasetId>,
    pub(super) policies: Vec<String>,
    /// Datasets without rows, since no policy opens them to the asker.
    pub(super) closed: Vec<DatasetId>,
    /// Relations whose fields were named since [`Self::reads_closed`] last looked.
    pub(super) named: Vec<usize>,
    /// Whether a join repeats rows of the fact.
    pub(super) repeats: bool,
    /// Whether it matters that there are rows at all, also such as no aggregate counts.
    pub(super) counted: bool,
}

impl<'a> Builder<'a> {
    /// For rows, or for the values of dimensions.
    pub(super) fn without_metric(resolver: &'a Resolver<'a>, fact: DatasetId) -> Self {
        Self {
            resolver,
            fact,
            time: resolver.layer.dataset(fact).time_dimension,
            using: &[],
            shifted: None,
            event: None,
            metric: None,
            joins: Vec::new(),
            steps: Vec::new(),
            datasets: vec![fact],
            policies: Vec::new(),
            closed: Vec::new(),
            named: Vec::new(),
            repeats: false,
            counted: false,
        }
    }

    /// For the aggregates that share the rows of a request.
    pub(super) fn new(
        resolver: &'a Resolver<'a>,
        request: &'a Request,
        compared: Option<&DimLeaf>,
    ) -> Result<Self, Diagnostic> {
        let Home::Dataset(fact) = request.home else {
            return Err(crate::bind::names::raw_aggregate());
        };
        let shifted = request.back.zip(compared.cloned());
        let mut builder = Self::without_metric(resolver, fact);
        builder.time = request.time.or(builder.time);
        builder.using = &request.using;
        builder.shifted = shifted;
        builder.metric = request.metric;
        Ok(builder)
    }

    /// The group keys; in a shifted branch their time is moved forward again, so that buckets
    /// meet.
    pub(super) fn keys(
        &mut self,
        grouping: &Grouping,
        filter: &[Expr<DimLeaf>],
    ) -> Result<Vec<Option<Expr<BranchColumn>>>, Diagnostic> {
        let shifted = self.shifted.clone();
        let forward = match &shifted {
            Some((Back::By(back), leaf)) => {
                Some(moved::Forward::new(self.resolver, filter, leaf, *back))
            }
            _ => None,
        };
        grouping
            .keys
            .iter()
            .map(|key| {
                let key = match (&forward, &shifted) {
                    (Some(forward), _) => forward.key(key),
                    (None, Some((_, leaf))) => moved::to_event(self.resolver, key, leaf),
                    (None, None) => key.clone(),
                };
                self.expression(&key).map(Some)
            })
            .collect()
    }

    /// The whole branch.
    pub(super) fn branch(
        &mut self,
        keys: Vec<Option<Expr<BranchColumn>>>,
        grouping: &Grouping,
        filter: &[Expr<DimLeaf>],
        members: &[(usize, &Request)],
    ) -> Result<Branch, Diagnostic> {
        let moved = match &self.shifted {
            Some((Back::By(back), leaf)) => period::shift_bounds(filter, leaf, *back),
            Some((Back::Event, leaf)) => event::shifted(self.resolver, filter, leaf),
            None => filter.to_vec(),
        };
        let mut conditions = Vec::new();
        for conjunct in &moved {
            conditions.push(self.expression(conjunct)?);
        }
        let mut nothing = self.reads_closed();
        let mut aggregates = members
            .iter()
            .map(|(slot, request)| Ok((*slot, self.aggregate(&request.aggregate)?)))
            .collect::<Result<Vec<_>, Diagnostic>>()?;
        let rule = members
            .iter()
            .find_map(|(_, request)| request.semi_additive.as_ref());
        let shape = match rule {
            Some(rule) => self.semi_additive(rule)?,
            None => Shape::Plain,
        };
        nothing |= self.reads_closed() | self.is_home_closed();
        if nothing {
            conditions.push(Expr::never());
        }
        conditions.extend(self.row_rules()?);
        if grouping.keys.is_empty() && rule.is_none() && !self.counted {
            conditions.extend(shared_filter(&mut aggregates));
        }
        let shape = self.made_unique(shape)?;
        Ok(Branch {
            source: Source::Table(self.resolver.layer.dataset(self.fact).source.clone()),
            joins: std::mem::take(&mut self.joins),
            keys,
            level: 0,
            filter: Expr::all(conditions),
            aggregates,
            shape,
            grouped: grouping.grouped,
        })
    }

    fn semi_additive(&mut self, rule: &SemiAdditive) -> Result<Shape, Diagnostic> {
        let over = self.field(rule.over)?;
        let function = match rule.choose {
            Choose::First | Choose::Last => {
                let mut all = |fields: &[FieldId]| {
                    fields
                        .iter()
                        .map(|field| self.field(*field))
                        .collect::<Result<Vec<_>, _>>()
                };
                return Ok(Shape::Chosen {
                    per: all(&rule.per)?,
                    tie_break: all(&rule.tie_break)?,
                    over,
                    last: rule.choose == Choose::Last,
                });
            }
            Choose::Min => "MIN",
            Choose::Max => "MAX",
            Choose::Avg => "AVG",
        };
        Ok(Shape::OverTime { over, function })
    }

    /// Where a join repeats rows, each row of the fact counts once per group.
    fn made_unique(&mut self, shape: Shape) -> Result<Shape, Diagnostic> {
        if !self.repeats {
            return Ok(shape);
        }
        let dataset = self.resolver.layer.dataset(self.fact);
        if !matches!(shape, Shape::Plain) {
            return Err(Diagnostic::new(
                "E3012_MN_NO_SAFE_REWRITE",
                format!(
                    "{} cannot be counted over a many-to-many link",
                    self.subject()
                ),
            )
            .with_hint("Leave out the dimension behind the many-to-many link."));
        }
        if dataset.primary_key.is_empty() {
            return Err(Diagnostic::new(
                "E_PRIMARY_KEY_REQUIRED",
                format!(
                    "`{}` has no primary_key to count its rows once by",
                    dataset.name
                ),
            ));
        }
        let row = (0..dataset.primary_key.len())
            .map(|part| columns_of(&self.resolver.layer.key_part(self.fact, part), 0))
            .collect();
        Ok(Shape::Distinct { row })
    }

    /// What the branch reads, added to what the statement reads.
    pub(super) fn hand_over(self, result: &mut Branches) {
        for dataset in self.datasets {
            if !result.datasets.contains(&dataset) {
                result.datasets.push(dataset);
            }
        }
        for dataset in self.closed {
            if !result.closed.contains(&dataset) {
                result.closed.push(dataset);
            }
        }
        for policy in self.policies {
            if !result.policies.contains(&policy) {
                result.policies.push(policy);
            }
        }
    }

    fn aggregate(
        &mut self,
        aggregate: &Aggregate<DimLeaf>,
    ) -> Result<Aggregate<BranchColumn>, Diagnostic> {
        let mut bound = Aggregate {
            function: aggregate.function,
            distinct: aggregate.distinct,
            args: aggregate
                .args
                .iter()
                .map(|arg| self.expression(arg))
                .collect::<Result<_, _>>()?,
            filter: aggregate
                .filter
                .as_deref()
                .map(|filter| self.expression(filter).map(Box::new))
                .transpose()?,
        };
        // It alone has no rows: its neighbours are what they are without it.
        if self.reads_closed() {
            bound.filter = Some(Box::new(Expr::never()));
        }
        Ok(bound)
    }

    /// An expression over physical columns.
    fn expression(&mut self, expr: &Expr<DimLeaf>) -> Result<Expr<BranchColumn>, Diagnostic> {
        let expr = self.in_business_days(expr);
        expr.try_map(&mut |leaf| match leaf {
            DimLeaf::Field(id) => self.field(*id),
            DimLeaf::Part(id, part) => {
                let relation = self.relation(*id, Some(*part))?;
                self.local(*id, relation)
            }
            DimLeaf::Masked(id, part) => {
                // The field must be reached, as if it were shown; its value is not read.
                self.relation(*id, *part)?;
                let mask = self.resolver.layer.field(*id).mask.as_ref();
                Ok(Expr::Literal(
                    mask.map_or(Literal::Null, |mask| mask.value.clone()),
                ))
            }
            DimLeaf::Axis => self.axis(),
            DimLeaf::Time(unit) => {
                let axis = self.business_axis(*unit)?;
                Ok(in_unit(axis, *unit))
            }
            DimLeaf::Person(field, part) => {
                let relation = self.relation(*field, None)?;
                let key = self.resolver.layer.key_part(field.dataset, *part);
                Ok(columns_of(&key, relation))
            }
            DimLeaf::EventDays => self.event_days(),
            DimLeaf::Column(_) => Err(crate::bind::names::raw_aggregate()),
        })
    }

    /// What an error is about.
    pub(super) fn subject(&self) -> String {
        let layer = self.resolver.layer;
        match self.metric {
            Some(metric) => format!("the metric `{}`", layer.metric(metric).name),
            None => format!("the dataset `{}`", layer.dataset(self.fact).name),
        }
    }

    /// A field over physical columns; joins what it needs.
    pub(super) fn field(&mut self, id: FieldId) -> Result<Expr<BranchColumn>, Diagnostic> {
        if let Some(key) = self.without_join(id)? {
            return Ok(key);
        }
        let relation = self.relation(id, None)?;
        self.local(id, relation)
    }
}

/// An expression over a source's columns, placed in a relation of the branch.
pub(super) fn columns_of(expr: &Expr<Column>, relation: usize) -> Expr<BranchColumn> {
    expr.map(&mut |column| {
        Expr::Leaf(BranchColumn {
            relation,
            column: column.clone(),
        })
    })
}
