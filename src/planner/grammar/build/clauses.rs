//! The clauses of a statement: columns, conditions, order.

use semantic_sql::expr::Expr;
use semantic_sql::layer::{Additivity, MetricId, MetricLeaf};
use semantic_sql::syntax::AggregateFunction;

use super::super::refuse;
use super::super::slots::{Ranking, Subject};
use super::super::write::{self, Statement};
use super::{Base, Build, Step};

impl Build<'_> {
    pub(super) fn statement(&self) -> Step<Statement> {
        let mut sql = Statement {
            filters: self.filters(),
            ..Statement::default()
        };
        for group in &self.slots.groups {
            sql.groups.push(self.layer.field_reference(group.field));
        }
        sql.groups.extend(self.bucket.clone());
        sql.select.clone_from(&sql.groups);
        let metrics = self.metrics();
        self.own_conditions_hold()?;
        if self.slots.by_change.is_some() && !matches!(self.base, Some(Base::Offset(..))) {
            return Err(refuse::unplaced("变化最大 / changed the most"));
        }
        for metric in &metrics {
            self.columns(*metric, &mut sql)?;
        }
        self.having(&metrics, &mut sql);
        sql.having.extend(self.counts_something(&metrics));
        self.having_bounds(&mut sql);
        self.order(&metrics, &mut sql);
        Ok(sql)
    }

    /// The columns of one metric: plain, with its share, or with its base.
    fn columns(&self, metric: MetricId, sql: &mut Statement) -> Step<()> {
        let name = &self.layer.metric(metric).name;
        let measure = self.measure(metric);
        if self.slots.moments.contains(&metric) {
            sql.select.push(self.of_now(metric)?);
            return Ok(());
        }
        let average = self.average(metric)?;
        if let Some(part) = &self.slots.part {
            sql.select.extend(self.share_of_part(metric, part)?);
            return Ok(());
        }
        match &self.base {
            Some(Base::Offset(offset, _)) => {
                sql.select.push(format!("{measure} AS {name}"));
                for (function, suffix) in [
                    ("PRIOR", "base"),
                    ("CHANGE", "change"),
                    ("CHANGE_RATE", "change_rate"),
                ] {
                    sql.select
                        .push(format!("{function}({name}, '{offset}') AS {name}_{suffix}"));
                }
            }
            Some(Base::Conditions { now, then, .. }) => {
                let (new, old) = (
                    format!("{measure} FILTER (WHERE {now})"),
                    format!("{measure} FILTER (WHERE {then})"),
                );
                sql.select.push(format!("{new} AS {name}"));
                sql.select.push(format!("{old} AS {name}_base"));
                sql.select.push(format!("{new} - {old} AS {name}_change"));
                sql.select.push(format!(
                    "({new} - {old}) / NULLIF({old}, 0) AS {name}_change_rate"
                ));
            }
            None => match average {
                Some((column, expression)) => {
                    sql.select.push(format!("{expression} AS {column}"));
                }
                None => sql.select.push(format!("{measure} AS {name}")),
            },
        }
        if self.slots.share {
            if !matches!(self.layer.metric(metric).additivity, Additivity::Additive) {
                let share = self.share_of_distinct(metric)?;
                sql.select.push(format!("{share} AS {name}_share"));
                return Ok(());
            }
            let part = |value: &str| format!("{value} / NULLIF(SUM({value}) OVER (), 0)");
            let share = part(&measure);
            sql.select.push(format!("{share} AS {name}_share"));
            match &self.base {
                None => {}
                Some(Base::Offset(offset, _)) => {
                    let base = part(&format!("PRIOR({name}, '{offset}')"));
                    sql.select.push(format!("{base} AS {name}_share_base"));
                    sql.select
                        .push(format!("{share} - {base} AS {name}_share_change"));
                }
                Some(Base::Conditions { .. }) => {
                    return Err(refuse::unsupported(
                        "两段时间的占比 / shares of two periods",
                    ));
                }
            }
        }
        Ok(())
    }

    pub(super) fn filters(&self) -> Vec<String> {
        let mut filters = self.filters_of_whole();
        filters.extend(self.latest.clone());
        // What nobody is named for does not rank.
        if self
            .slots
            .ranking
            .is_some_and(|ranking| ranking.limit.is_some())
        {
            for group in &self.slots.groups {
                filters.push(format!(
                    "{} IS NOT NULL",
                    self.layer.field_reference(group.field)
                ));
            }
        }
        filters
    }

    /// The conditions on rows that hold for all groups together.
    pub(super) fn filters_of_whole(&self) -> Vec<String> {
        let mut filters = self.period_filters();
        for it in &self.slots.restrictions {
            // Whose latest sessions: it chooses them, and they count whole.
            if it.lifts || self.latest.is_none() {
                filters.push(write::restriction(self.layer, it));
            }
        }
        for bound in self
            .slots
            .bounds
            .iter()
            .filter(|bound| matches!(bound.subject, Subject::Field(_)))
        {
            filters.push(write::bound(self.layer, bound, |metric| self.read(metric)));
        }
        filters.extend(self.lifted_for_part());
        filters
    }

    /// Rows without a name of which nothing is counted are no part of a breakdown: a count with a
    /// condition of its own is zero there, where a sum would have no row.
    fn counts_something(&self, metrics: &[MetricId]) -> Option<String> {
        let slots = self.slots;
        let ([group], [metric]) = (slots.groups.as_slice(), metrics) else {
            return None;
        };
        let counted = match &self.layer.metric(*metric).expression {
            Expr::Leaf(MetricLeaf::Aggregate(aggregate)) => {
                aggregate.function == AggregateFunction::Count
                    && !aggregate.distinct
                    && aggregate.filter.is_some()
            }
            _ => false,
        };
        let plain = slots.ranking.is_none()
            && slots.bounds.is_empty()
            && !slots.share
            && self.base.is_none()
            && self.bucket.is_none();
        (counted && plain).then(|| {
            let (field, measure) = (
                self.layer.field_reference(group.field),
                write::measure(self.layer, *metric),
            );
            format!("({field} IS NOT NULL OR {measure} <> 0)")
        })
    }

    fn having(&self, metrics: &[MetricId], sql: &mut Statement) {
        if self.slots.groups.is_empty() {
            return;
        }
        let present = |metric: &MetricId| format!("{} IS NOT NULL", self.measure(*metric));
        if let (Some(first), Some(by)) = (metrics.first(), self.slots.by_change) {
            // Where all rose, the one that rose least is not the one that fell most.
            let sign = if by.up { '>' } else { '<' };
            let mut changes = vec![self.ranked_change(*first, false)];
            if by.rate {
                // A loss that shrinks has risen, and its rate is negative: no rate ranks it.
                changes.push(self.ranked_change(*first, true));
            }
            let changes = changes.into_iter().flatten();
            sql.having
                .extend(changes.map(|it| format!("{it} {sign} 0")));
            return;
        }
        let mut parts: Vec<String> = match (&self.base, self.slots.ranking) {
            // Of the latest sessions none is left out for want of a number.
            (None, None) if self.latest.is_some() => Vec::new(),
            (Some(Base::Conditions { .. }), _) => Vec::new(),
            (Some(Base::Offset(offset, _)), _) => metrics
                .iter()
                .flat_map(|metric| {
                    let name = &self.layer.metric(*metric).name;
                    [
                        format!("MEASURE({name}) <> 0"),
                        format!("PRIOR({name}, '{offset}') <> 0"),
                    ]
                })
                .collect(),
            (
                None,
                Some(Ranking {
                    metric: Some(metric),
                    ..
                }),
            ) => vec![present(&self.read(metric))],
            (None, _) => metrics.iter().map(present).collect(),
        };
        if parts.len() > 1 {
            parts = vec![format!("({})", parts.join(" OR "))];
        }
        sql.having.extend(parts);
    }

    /// Bounds on numbers of groups, days among them.
    fn having_bounds(&self, sql: &mut Statement) {
        for bound in self
            .slots
            .bounds
            .iter()
            .filter(|bound| matches!(bound.subject, Subject::Metric(_)))
        {
            sql.having
                .push(write::bound(self.layer, bound, |metric| self.read(metric)));
        }
    }

    /// The change, or its rate, that groups are ranked by and bounded by, where they are.
    fn ranked_change(&self, metric: MetricId, rate: bool) -> Option<String> {
        let (Some(_), Some(Base::Offset(offset, _))) = (self.slots.by_change, &self.base) else {
            return None;
        };
        let function = if rate { "CHANGE_RATE" } else { "CHANGE" };
        let name = &self.layer.metric(metric).name;
        Some(format!("{function}({name}, '{offset}')"))
    }

    fn order(&self, metrics: &[MetricId], sql: &mut Statement) {
        let Some(first) = metrics.first() else { return };
        let keys: Vec<String> = self
            .slots
            .groups
            .iter()
            .map(|g| self.layer.field_reference(g.field))
            .collect();
        let over = self.slots.over.and_then(|_| self.average(*first).ok()?);
        let measure = over.map_or_else(|| self.measure(*first), |(_, average)| average);
        let ranked = self.slots.by_change;
        let ranked = ranked.and_then(|by| Some((by, self.ranked_change(*first, by.rate)?)));
        if let Some((by, change)) = ranked {
            let way = if by.up { "DESC" } else { "ASC" };
            sql.order.push(format!("{change} {way}"));
            sql.limit = self.slots.ranking.and_then(|ranking| ranking.limit);
        } else if let Some(ranking) = self.slots.ranking {
            let way = if ranking.descending { "DESC" } else { "ASC" };
            let partition = self.partition();
            if let (Some(limit), false) = (ranking.limit, partition.is_empty()) {
                let over = format!(
                    "PARTITION BY {} ORDER BY {measure} {way}",
                    partition.join(", ")
                );
                sql.qualify = Some(format!("RANK() OVER ({over}) <= {limit}"));
                sql.order.extend(partition);
            } else {
                sql.limit = ranking.limit;
            }
            sql.order.push(format!("{measure} {way}"));
        } else if let Some(bucket) = &self.bucket {
            sql.order.push(bucket.clone());
        } else if let (Some(Base::Offset(offset, _)), false) = (&self.base, keys.is_empty()) {
            sql.order.push(format!(
                "CHANGE({}, '{offset}') DESC",
                self.layer.metric(*first).name
            ));
        } else if !keys.is_empty() && self.base.is_none() {
            let way = if self.bounded_above(*first) {
                "ASC"
            } else {
                "DESC"
            };
            sql.order.push(format!("{measure} {way}"));
        }
        if sql.limit.is_none() {
            sql.order.extend(
                keys.into_iter()
                    .filter(|key| !sql.order.contains(key))
                    .collect::<Vec<_>>(),
            );
        }
    }

    /// The column by which the rows stand in an order of places, if they do.
    pub(in super::super) fn order_column(&self) -> Option<usize> {
        let keys = self.slots.groups.len() + usize::from(self.bucket.is_some());
        let ranked = self.slots.ranking.is_some();
        let apart = ranked && !self.partition().is_empty();
        match &self.base {
            _ if self.slots.groups.is_empty() || apart => None,
            _ if self.slots.by_change.is_some() => Some(keys + 2),
            Some(Base::Conditions { .. }) if !ranked => None,
            Some(Base::Offset(..)) if !ranked => Some(keys + 2),
            _ if self.bucket.is_some() && !ranked => None,
            _ => Some(keys),
        }
    }

    /// Whether the groups wanted are those below a bound: the lowest say most then.
    fn bounded_above(&self, metric: MetricId) -> bool {
        self.slots.bounds.iter().any(|bound| {
            matches!(bound.subject, Subject::Metric(of) if self.read(of) == metric)
                && bound.op.starts_with('<')
        })
    }

    /// The dimensions of which each value has a ranking of its own.
    fn partition(&self) -> Vec<String> {
        let ranked = self.slots.groups.iter().any(|group| !group.each);
        if !ranked {
            return Vec::new();
        }
        let each = self.slots.groups.iter().filter(|group| group.each);
        let mut names: Vec<String> = each
            .map(|group| self.layer.field_reference(group.field))
            .collect();
        names.extend(self.bucket.clone());
        names
    }
}
