//! What a reader must know of the metrics of a statement.

use crate::bound::Note;
use crate::expr::{BinaryOp, Expr, Literal};
use crate::layer::{FieldId, Text};

use super::{DimLeaf, Slots};

impl Slots<'_> {
    /// Says which default filters apply, and to which metrics.
    pub(super) fn default_notes(&self) -> Vec<Note> {
        let mut texts: Vec<&String> = Vec::new();
        for (_, text) in &self.defaults {
            if !texts.contains(&text) {
                texts.push(text);
            }
        }
        texts
            .into_iter()
            .map(|text| {
                let of = |name: fn(&Text) -> &String| {
                    let mut labels: Vec<&str> = Vec::new();
                    for (metric, _) in self.defaults.iter().filter(|(_, applied)| applied == text) {
                        let label = name(&self.layer().metric(*metric).label).as_str();
                        if !labels.contains(&label) {
                            labels.push(label);
                        }
                    }
                    labels
                };
                Note {
                    code: "default_filter",
                    text: Text {
                        zh: format!("默认条件 {text}（{}）", of(|text| &text.zh).join("、")),
                        en: format!("default filter {text} ({})", of(|text| &text.en).join(", ")),
                    },
                }
            })
            .collect()
    }

    /// Says which groups do not provide a metric, unless the filter keeps them out.
    pub(super) fn comparability_notes(&self) -> Vec<Note> {
        let layer = self.layer();
        let mut notes: Vec<Note> = Vec::new();
        for metric in &self.metrics {
            for behind in layer.metrics_behind(*metric) {
                for rule in &layer.metric(*behind).comparability {
                    let note = Note {
                        code: "not_provided",
                        text: rule.note.clone(),
                    };
                    if !notes.contains(&note) && may_hold(self.filter, rule.field, &rule.values) {
                        notes.push(note);
                    }
                }
            }
        }
        notes
    }

    /// Says that numbers of few persons are hidden.
    pub(super) fn guard_notes(&self) -> Vec<Note> {
        let least = self
            .slots
            .iter()
            .flat_map(|slot| &slot.guards)
            .map(|guard| guard.least)
            .max();
        least
            .map(|least| Note {
                code: "small_cells",
                text: Text {
                    zh: format!("少于 {least} 人的分组不显示数值"),
                    en: format!("groups of fewer than {least} persons show no numbers"),
                },
            })
            .into_iter()
            .collect()
    }
}

/// Whether a conjunct of the filter lets through only some values of a field, and which.
fn allowed<'a>(
    conjunct: &'a Expr<DimLeaf>,
    leaf: &Expr<DimLeaf>,
) -> Option<Vec<&'a Expr<DimLeaf>>> {
    match conjunct {
        Expr::Binary {
            op: BinaryOp::Eq,
            left,
            right,
        } if **left == *leaf => Some(vec![right]),
        Expr::InList {
            expr,
            list,
            negated: false,
        } if **expr == *leaf => Some(list.iter().collect()),
        _ => None,
    }
}

fn is_listed(values: &[String], expr: &Expr<DimLeaf>) -> bool {
    matches!(expr, Expr::Literal(Literal::String(text) | Literal::Number(text)) if values.contains(text))
}

/// Whether the filter lets rows through whose field has one of the values.
fn may_hold(filter: &[Expr<DimLeaf>], field: FieldId, values: &[String]) -> bool {
    let leaf = Expr::Leaf(DimLeaf::Field(field));
    filter.iter().all(|conjunct| {
        allowed(conjunct, &leaf)
            .is_none_or(|allowed| allowed.into_iter().any(|expr| is_listed(values, expr)))
    })
}

/// Whether the filter lets no other rows through than those whose field has one of the values.
pub(super) fn only_holds(filter: &[Expr<DimLeaf>], field: FieldId, values: &[String]) -> bool {
    let leaf = Expr::Leaf(DimLeaf::Field(field));
    filter.iter().any(|conjunct| {
        allowed(conjunct, &leaf)
            .is_some_and(|allowed| allowed.into_iter().all(|expr| is_listed(values, expr)))
    })
}
