//! Whose rows a branch reads: policies of every dataset that it joins, and datasets that are closed.

use crate::access;
use crate::bind::group::Grouping;
use crate::bind::measure::fields_of;
use crate::bind::names::DimLeaf;
use crate::bound::BranchColumn;
use crate::diagnostic::Diagnostic;
use crate::expr::{Expr, Literal};
use crate::layer::{DatasetId, DatasetKind};

use super::builder::Builder;

impl Builder<'_> {
    /// The row rules of every dataset of the branch; a rule may need further joins, whose datasets
    /// have rules of their own.
    pub(super) fn row_rules(&mut self) -> Result<Vec<Expr<BranchColumn>>, Diagnostic> {
        let resolver = self.resolver;
        let layer = resolver.layer;
        let mut conditions = Vec::new();
        let mut next = 0;
        // Relation by relation: a dataset that plays two parts has its rules in both.
        while next <= self.steps.len() {
            let Some(dataset) = self.dataset_at(next) else {
                next += 1;
                continue;
            };
            let mut parameter = |value: &Literal| resolver.parameter(value);
            let rule = access::row_rule(layer, resolver.asker, dataset, &mut parameter)?;
            if let Some(rule) = rule {
                let condition = rule
                    .predicate
                    .try_map(&mut |field| self.field_from(next, dataset, *field))?;
                if !conditions.contains(&condition) {
                    conditions.push(condition);
                }
                for name in rule.names {
                    if !self.policies.contains(&name) {
                        self.policies.push(name);
                    }
                }
                if rule.closed {
                    self.closed.push(dataset);
                }
            }
            next += 1;
        }
        Ok(conditions)
    }

    /// Refuses rows that the asker's roles may not list, grouped or not, and rows of single persons.
    pub(super) fn check_rows(
        &self,
        grouping: &Grouping,
        filter: &[Expr<DimLeaf>],
    ) -> Result<(), Diagnostic> {
        let layer = self.resolver.layer;
        for dataset in &self.datasets {
            access::check_rows(layer, self.resolver.asker, *dataset)?;
        }
        let about_persons = |expr: &Expr<DimLeaf>| {
            fields_of(expr)
                .into_iter()
                .find(|id| layer.field(*id).min_cell.is_some())
        };
        // The values of one such field alone say nothing of a person.
        let alone = grouping.grouped && grouping.keys.len() == 1;
        let person = grouping
            .keys
            .iter()
            .filter(|_| !alone)
            .chain(filter)
            .find_map(about_persons);
        match person {
            None => Ok(()),
            Some(id) => Err(Diagnostic::new(
                "E_SMALL_CELL",
                format!(
                    "rows of single persons cannot be listed by `{}`",
                    layer.field_reference(id)
                ),
            )
            .with_hint("Ask for a metric grouped by it.")),
        }
    }

    /// Whether what was read since the last call says anything of a closed dataset: one whose field
    /// was named, or a fact that stands on the way there. What policies read is not asked, since
    /// they only let rows in.
    pub(super) fn reads_closed(&mut self) -> bool {
        let mut closed = false;
        for relation in std::mem::take(&mut self.named) {
            let Some(way) = relation.checked_sub(1).map(|at| self.steps[at].clone()) else {
                continue;
            };
            for length in 1..=way.len() {
                let Some(at) = self.steps.iter().position(|known| *known == way[..length]) else {
                    continue;
                };
                let Some(dataset) = self.dataset_at(at + 1) else {
                    continue;
                };
                let open = match self.resolver.layer.dataset(dataset).kind {
                    DatasetKind::Dimension => true,
                    DatasetKind::Fact => false,
                    // One that is only passed tells no more than what it links.
                    DatasetKind::Bridge => length < way.len(),
                    DatasetKind::Unclear => !way[length - 1].reversed,
                };
                closed |= !open && self.close(dataset);
            }
        }
        closed
    }

    /// Whether the dataset whose rows are counted is closed.
    pub(super) fn is_home_closed(&mut self) -> bool {
        self.close(self.fact)
    }

    /// Whether a dataset is closed; one that is will be told of.
    fn close(&mut self, dataset: DatasetId) -> bool {
        let layer = self.resolver.layer;
        if !access::is_closed(layer, self.resolver.asker, dataset) {
            return false;
        }
        let name = format!("{}.closed", layer.dataset(dataset).name);
        if !self.policies.contains(&name) {
            self.policies.push(name);
        }
        if !self.closed.contains(&dataset) {
            self.closed.push(dataset);
        }
        true
    }
}
