//! What is said where no way, or several ways, lead to a field, and what may stand there instead.

use crate::diagnostic::Diagnostic;
use crate::layer::{FieldId, PartId};

use super::builder::Builder;
use super::joins::{Step, Way};

/// More ways than this are not told one by one.
const TOLD_WAYS: usize = 6;

impl Builder<'_> {
    /// The fields that the rows reach by one way, as a statement writes them: in their parts where
    /// only those are clear.
    pub(super) fn reached_fields(&self) -> impl Iterator<Item = String> {
        let layer = self.resolver.layer;
        let clear = |to, part| self.chosen(&self.ways(to, part)).is_some();
        layer.datasets_with_ids().flat_map(move |(to, content)| {
            let reached = layer.paths.reached_from(self.fact).contains(&to);
            let plain = reached && (to == self.fact || clear(to, None));
            let roles = layer
                .names
                .parts
                .iter()
                .enumerate()
                .filter(|(index, (_, dataset))| {
                    reached && !plain && *dataset == to && clear(to, Some(PartId(*index)))
                });
            let roles: Vec<&str> = roles.map(|(_, (role, _))| role.as_str()).collect();
            let fields = content.fields.iter().enumerate();
            let fields = fields.filter(move |(_, field)| reached && field.is_addressable());
            fields.flat_map(move |(index, field)| {
                let bare = plain.then(|| layer.field_reference(FieldId { dataset: to, index }));
                let in_parts = roles.iter().map(|role| format!("{role}.{}", field.name));
                bare.into_iter().chain(in_parts).collect::<Vec<_>>()
            })
        })
    }

    /// The grains that the time of the rows has, by name.
    pub(super) fn reached_grains(&self) -> impl Iterator<Item = String> {
        let grains = self.resolver.layer.time.grains.iter();
        grains
            .filter(|grain| self.time.is_some() && self.has_unit(grain.unit))
            .map(|grain| grain.name.clone())
    }

    pub(super) fn no_path(&self, field: FieldId, part: Option<PartId>) -> Diagnostic {
        let layer = self.resolver.layer;
        let wanted = match part {
            Some(part) => format!(
                "{}.{}",
                layer.names.parts[part.0].0,
                layer.field(field).name
            ),
            None => layer.field_reference(field),
        };
        let reached = self.reached_fields().chain(self.reached_grains());
        let reached: Vec<String> = reached.take(32).collect();
        let many_to_many = layer.relationships.iter().any(|link| {
            !link.many_to_one
                && layer.paths.reached_from(self.fact).contains(&link.from)
                && layer.paths.reached_from(link.to).contains(&field.dataset)
        });
        if many_to_many {
            return Diagnostic::new(
                "E3012_MN_NO_SAFE_REWRITE",
                format!(
                    "{} meets `{wanted}` only over a many-to-many link",
                    self.subject()
                ),
            )
            .with_candidates(reached)
            .with_hint(
                "The layer must declare the key that makes the link many-to-one, or a bridge.",
            );
        }
        Diagnostic::new("E_NO_PATH", format!("{} does not reach `{wanted}`", self.subject()))
            .with_candidates(reached)
            .with_hint(format!(
                "Leave `{wanted}` out, or restrict only the metrics that reach it: MEASURE(metric) FILTER (WHERE {wanted} = …)."
            ))
    }

    pub(super) fn ambiguous(&self, field: FieldId, ways: &[Way]) -> Diagnostic {
        let layer = self.resolver.layer;
        let name = |step: &Step| layer.relationship(step.link).name.as_str();
        let names: Vec<String> = ways
            .iter()
            .take(TOLD_WAYS)
            .map(|way| way.iter().map(name).collect::<Vec<_>>().join(" → "))
            .collect();
        let mut parts: Vec<String> = Vec::new();
        for step in ways.iter().flatten() {
            if let Some(role) = &layer.relationship(step.link).role {
                let reference = format!("{role}.{}", layer.field(field).name);
                if !parts.contains(&reference) {
                    parts.push(reference);
                }
            }
        }
        let others = ways.len().saturating_sub(names.len());
        let mut told = names.join("; ");
        if others > 0 {
            told.push_str(&format!("; and {others} more"));
        }
        let hint = if parts.is_empty() {
            "The layer must leave one way, give the links roles, or let the metric name its link with `using`."
                .to_owned()
        } else {
            let roles = |step: &Step| layer.relationship(step.link).role.is_some();
            let others = if ways.iter().all(|way| way.iter().any(roles)) {
                ""
            } else {
                " A way without a role is taken by a metric that names its link with `using`."
            };
            format!(
                "Name the part that is meant: {}.{others}",
                parts.join(" or ")
            )
        };
        Diagnostic::new(
            "E_AMBIGUOUS_PATH",
            format!(
                "{} reaches `{}` by several ways: {}",
                self.subject(),
                layer.field_reference(field),
                told
            ),
        )
        .with_candidates(if parts.is_empty() { names } else { parts })
        .with_hint(hint)
    }
}
