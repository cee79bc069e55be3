//! Field names of a statement → fields of the layer and grains of its time axis.

use crate::access;
use crate::diagnostic::Diagnostic;
use crate::expr::Expr;
use crate::layer::{FieldId, SemanticLayer, TimeUnit};
use crate::principal::Asker;
use crate::syntax::{FieldPath, Name};

use super::name_not_found;

/// A leaf of a dimensional expression: known to the layer, not yet to any fact.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum DimLeaf {
    /// A field of a dataset.
    Field(FieldId),
    /// A grain of the fact's own time.
    Time(TimeUnit),
    /// The fact's own time.
    Axis,
}

/// What names can mean in one statement.
pub(super) struct Resolver<'a> {
    pub(super) layer: &'a SemanticLayer,
    pub(super) asker: &'a Asker,
}

impl<'a> Resolver<'a> {
    pub(super) fn new(layer: &'a SemanticLayer, asker: &'a Asker) -> Self {
        Self { layer, asker }
    }

    /// The field or time that a path means.
    pub(super) fn field(&self, path: &FieldPath) -> Result<DimLeaf, Diagnostic> {
        let model = path
            .qualifier
            .as_ref()
            .is_some_and(|name| name.eq_ignore_ascii_case(&self.layer.name));
        if path.qualifier.is_none() || model {
            return self.bare_field(path);
        }
        let qualifier = path.qualifier.as_deref().unwrap_or_default();
        let Some(dataset) = self.layer.find_dataset(qualifier) else {
            return Err(
                name_not_found(self.layer, &path.display(), "dimension").with_span(path.at.0)
            );
        };
        let visible = self.layer.visible_fields().find(|(id, field)| {
            id.dataset == dataset && field.name.eq_ignore_ascii_case(&path.name)
        });
        let Some((id, _)) = visible else {
            return Err(
                name_not_found(self.layer, &path.display(), "dimension").with_span(path.at.0)
            );
        };
        access::check_field(self.layer, self.asker, id)?;
        Ok(DimLeaf::Field(id))
    }

    fn bare_field(&self, path: &FieldPath) -> Result<DimLeaf, Diagnostic> {
        if self
            .layer
            .time
            .axis
            .as_ref()
            .is_some_and(|axis| axis.eq_ignore_ascii_case(&path.name))
        {
            return Ok(DimLeaf::Axis);
        }
        if let Some(grain) = self.layer.find_grain(&path.name) {
            return Ok(DimLeaf::Time(grain.unit));
        }
        match self.layer.find_fields(&path.name) {
            [] => Err(name_not_found(self.layer, &path.name, "dimension").with_span(path.at.0)),
            [only] => {
                access::check_field(self.layer, self.asker, *only)?;
                Ok(DimLeaf::Field(*only))
            }
            several => {
                let names = several
                    .iter()
                    .map(|id| self.layer.field_reference(*id))
                    .collect();
                Err(Diagnostic::new(
                    "E_NAME_NOT_FOUND",
                    format!("`{}` is a field of several datasets", path.name),
                )
                .with_candidates(names)
                .with_hint("Write dataset.field.")
                .with_span(path.at.0))
            }
        }
    }

    /// An expression over fields and times; metrics, windows and aggregates are refused.
    pub(super) fn dimensional(&self, expr: &Expr<Name>) -> Result<Expr<DimLeaf>, Diagnostic> {
        expr.try_map(&mut |leaf| match leaf {
            Name::Field(path) => self.field(path).map(Expr::Leaf),
            Name::Measure(measure) => Err(Diagnostic::new(
                "E_AGGREGATE_IN_WHERE",
                format!(
                    "MEASURE({}) cannot stand among fields of rows",
                    measure.metric
                ),
            )
            .with_hint("Use HAVING for conditions on metrics.")
            .with_span(measure.at.0)),
            Name::Aggregate(_) => Err(raw_aggregate()),
            Name::Window(_) => Err(Diagnostic::new(
                "E_WINDOW_IN_WHERE",
                "a window function cannot stand here",
            )
            .with_hint("Filter windows with QUALIFY.")),
            Name::Unfiltered(_) => Err(Diagnostic::not_allowed(
                "UNFILTERED stands alone in WHERE, joined by AND",
            )),
            Name::UserAttribute(_) => Err(Diagnostic::not_allowed(
                "attributes of the asker stand in policies only",
            )),
        })
    }
}

/// An aggregate that is not a metric.
pub(super) fn raw_aggregate() -> Diagnostic {
    Diagnostic::not_allowed("aggregates over fields are not part of semantic SQL")
        .with_hint("Use MEASURE(metric): only the semantic layer says what a number means.")
}
