//! Which joins reach a field.

use crate::access;
use crate::bind::lineage::Overlap;
use crate::bind::measure::Request;
use crate::bound::{Branch, BranchColumn, BranchJoin, Source};
use crate::diagnostic::Diagnostic;
use crate::expr::{BinaryOp, Expr};
use crate::layer::{DatasetId, DatasetKind, FieldId, JoinKey, PartId, RelationshipId};

use super::builder::{Builder, columns_of};
use super::clock::in_unit;

/// One link on the way from the fact to another dataset.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Step {
    pub(super) link: RelationshipId,
    /// From the one side to the many side, which repeats rows.
    pub(super) reversed: bool,
}

/// A way from the fact.
pub(super) type Way = Vec<Step>;

fn forward(links: &[RelationshipId]) -> Way {
    links
        .iter()
        .map(|link| Step {
            link: *link,
            reversed: false,
        })
        .collect()
}

impl Builder<'_> {
    /// The relation of the branch that holds a field which the statement names.
    pub(super) fn relation(
        &mut self,
        field: FieldId,
        part: Option<PartId>,
    ) -> Result<usize, Diagnostic> {
        let relation = self.reach(field, part)?;
        self.named.push(relation);
        Ok(relation)
    }

    fn reach(&mut self, field: FieldId, part: Option<PartId>) -> Result<usize, Diagnostic> {
        if field.dataset == self.fact && part.is_none() {
            return Ok(0);
        }
        let ways = self.ways(field.dataset, part);
        match self.chosen(&ways) {
            Some(way) => self.follow(way),
            None if ways.is_empty() => Err(self.no_path(field, part)),
            None => Err(self.ambiguous(field, &ways)),
        }
    }

    /// All ways to a dataset, in the part that was named.
    pub(super) fn ways(&self, to: DatasetId, part: Option<PartId>) -> Vec<Way> {
        let layer = self.resolver.layer;
        let mut ways: Vec<Way> = layer
            .paths
            .between(self.fact, to)
            .iter()
            .map(|path| forward(path))
            .collect();
        if ways.is_empty() {
            ways = self.repeating_ways(to);
        }
        if let Some(part) = part {
            ways.retain(|way| {
                way.iter()
                    .any(|step| layer.part_of(step.link) == Some(part))
            });
        }
        ways
    }

    /// The way that is taken: the only one, or the one that is meant.
    pub(super) fn chosen<'w>(&self, ways: &'w [Way]) -> Option<&'w Way> {
        match ways {
            [only] => Some(only),
            several => self.preferred(several),
        }
    }

    /// Ways that go once from a one side to its many side: over a bridge, or from a table of things
    /// to the rows that refer to them. Rows of the fact are counted once per group then.
    fn repeating_ways(&self, to: DatasetId) -> Vec<Way> {
        let layer = self.resolver.layer;
        let mut found = Vec::new();
        for (index, link) in layer.relationships.iter().enumerate() {
            let bridge = layer.dataset(link.from).kind == DatasetKind::Bridge;
            let of_things =
                link.to == self.fact && layer.dataset(self.fact).kind == DatasetKind::Dimension;
            let by_time = link
                .on
                .iter()
                .any(|(many, _)| matches!(many, JoinKey::Time(_)));
            if !(bridge || of_things) || !link.many_to_one || link.valid.is_some() || by_time {
                continue;
            }
            for before in layer.paths.between(self.fact, link.to) {
                for after in layer.paths.between(link.from, to) {
                    let back = after.iter().any(|id| layer.relationship(*id).to == link.to);
                    if back {
                        continue;
                    }
                    let mut way = forward(before);
                    way.push(Step {
                        link: RelationshipId(index),
                        reversed: true,
                    });
                    way.extend(forward(after));
                    found.push(way);
                }
            }
        }
        found
    }

    /// Of several ways, the only one that the metric names, or that starts with the fact's own
    /// time.
    fn preferred<'w>(&self, ways: &'w [Way]) -> Option<&'w Way> {
        let layer = self.resolver.layer;
        let only = |test: &dyn Fn(&Way) -> bool| {
            let mut found = ways.iter().filter(|way| test(way));
            match (found.next(), found.next()) {
                (Some(way), None) => Some(way),
                _ => None,
            }
        };
        let named = only(&|way| way.iter().any(|step| self.using.contains(&step.link)));
        if named.is_some() {
            return named;
        }
        let time = &layer.field(self.time?).expression;
        only(&|way| {
            way.first().is_some_and(|step| {
                layer
                    .relationship(step.link)
                    .on
                    .iter()
                    .any(|(many, _)| match many {
                        JoinKey::Columns(expr) => expr == time,
                        JoinKey::Time(_) => true,
                    })
            })
        })
    }

    /// The dataset of a relation; the days between events are none.
    pub(super) fn dataset_at(&self, relation: usize) -> Option<DatasetId> {
        let Some(before) = relation.checked_sub(1) else {
            return Some(self.fact);
        };
        let last = self.steps[before].last()?;
        let link = self.resolver.layer.relationship(last.link);
        Some(if last.reversed { link.from } else { link.to })
    }

    /// A field as a rule of one relation means it: its own, or what its row refers to.
    pub(super) fn field_from(
        &mut self,
        relation: usize,
        dataset: DatasetId,
        field: FieldId,
    ) -> Result<Expr<BranchColumn>, Diagnostic> {
        if relation == 0 {
            return self.field(field);
        }
        let mut way = self.steps[relation - 1].clone();
        if field.dataset != dataset {
            let [path] = self.resolver.layer.paths.between(dataset, field.dataset) else {
                return Err(self.no_path(field, None));
            };
            way.extend(forward(path));
        }
        let at = self.follow(&way)?;
        self.local(field, at)
    }

    /// A field that is the key of a total link, read from the many side: the join would only say
    /// the same again. Not where the one side has rules of its own, or is closed.
    pub(super) fn without_join(
        &mut self,
        field: FieldId,
    ) -> Result<Option<Expr<BranchColumn>>, Diagnostic> {
        let layer = self.resolver.layer;
        let [path] = layer.paths.between(self.fact, field.dataset) else {
            return Ok(None);
        };
        let Some((last, before)) = path.split_last() else {
            return Ok(None);
        };
        let link = layer.relationship(*last);
        let own = &layer.field(field).expression;
        let key = link.on.iter().find_map(|(many, one)| match many {
            JoinKey::Columns(many) if one == own => Some(many),
            _ => None,
        });
        let Some(key) = key else { return Ok(None) };
        let alone = link.on.len() == 1 && link.total && link.valid.is_none();
        let guarded = || {
            !layer.dataset(field.dataset).policies.is_empty()
                || access::is_closed(layer, self.resolver.asker, field.dataset)
        };
        if !alone || guarded() {
            return Ok(None);
        }
        let at = self.follow(&forward(before))?;
        self.named.push(at);
        Ok(Some(columns_of(key, at)))
    }

    fn follow(&mut self, way: &[Step]) -> Result<usize, Diagnostic> {
        let mut at = 0;
        for length in 1..=way.len() {
            let prefix = &way[..length];
            if let Some(known) = self.steps.iter().position(|known| known == prefix) {
                at = known + 1;
                continue;
            }
            let step = way[length - 1];
            let joined = self.joins.len() + 1;
            let join = self.join(step, at, joined)?;
            self.joins.push(join);
            self.steps.push(prefix.to_vec());
            at = joined;
        }
        Ok(at)
    }

    fn join(&mut self, step: Step, at: usize, joined: usize) -> Result<BranchJoin, Diagnostic> {
        let layer = self.resolver.layer;
        let link = layer.relationship(step.link);
        let target = if step.reversed { link.from } else { link.to };
        let (many_at, one_at) = if step.reversed {
            (joined, at)
        } else {
            (at, joined)
        };
        let mut on = Vec::new();
        for (many, one) in &link.on {
            let many = match many {
                JoinKey::Columns(expr) => columns_of(expr, many_at),
                JoinKey::Time(unit) => in_unit(self.business_axis(*unit)?, *unit),
            };
            on.push((many, columns_of(one, one_at)));
        }
        let only = link.valid.as_ref().map(|valid| {
            let time = columns_of(&valid.at, many_at);
            let end = columns_of(&valid.to, one_at);
            let open = Expr::IsNull {
                expr: Box::new(end.clone()),
                negated: false,
            };
            let before = Expr::binary(BinaryOp::Lt, time.clone(), end);
            let after = Expr::binary(BinaryOp::GtEq, time, columns_of(&valid.from, one_at));
            Expr::<BranchColumn>::binary(
                BinaryOp::And,
                after,
                Expr::binary(BinaryOp::Or, before, open),
            )
        });
        self.repeats |= step.reversed;
        if !self.datasets.contains(&target) {
            self.datasets.push(target);
        }
        Ok(BranchJoin {
            source: Source::Table(layer.dataset(target).source.clone()),
            on,
            only,
        })
    }

    /// The aggregates of a branch whose groups share rows: a key that a repeating way reaches can
    /// have several values for one row.
    pub(super) fn overlaps(&self, branch: &Branch, members: &[(usize, &Request)]) -> Vec<Overlap> {
        let repeated = |column: &BranchColumn| {
            let steps = column.relation.checked_sub(1).map(|at| &self.steps[at]);
            steps.is_some_and(|steps| steps.iter().any(|step| step.reversed))
        };
        let several = |key: &Option<Expr<BranchColumn>>| {
            key.as_ref().is_some_and(|key| key.any_leaf(repeated))
        };
        let keys: Vec<usize> = (0..branch.keys.len())
            .filter(|key| several(&branch.keys[*key]))
            .collect();
        if keys.is_empty() {
            return Vec::new();
        }
        let of = |(slot, request): &(usize, &Request)| {
            Some(Overlap {
                slot: *slot,
                metric: request.metric?,
                keys: keys.clone(),
            })
        };
        members.iter().filter_map(of).collect()
    }
}
