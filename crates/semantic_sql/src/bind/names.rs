//! Field names of a statement → fields of the layer, grains of its time axis, columns of a query.

use std::cell::RefCell;

use crate::access;
use crate::bound::{Note, OutputColumn};
use crate::diagnostic::{Diagnostic, nearest};
use crate::expr::{DataType, Expr, Grain, Literal, ParameterId, QueryId};
use crate::layer::{FieldId, PartId, SemanticLayer, Text, TimeUnit};
use crate::principal::Asker;
use crate::syntax::{FieldPath, Name};

use super::lineage::{Level, Lineage};
use super::types::{self, Kind};
use super::{name_not_found, time, total};

/// A leaf of a dimensional expression: known to the layer, not yet to any fact.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum DimLeaf {
    /// A field of a dataset.
    Field(FieldId),
    /// A field of a dataset in one of the parts that it plays.
    Part(FieldId, PartId),
    /// The mask of a field that the asker may not see, in the part that was named.
    Masked(FieldId, Option<PartId>),
    /// A grain of the fact's own time.
    Time(TimeUnit),
    /// The fact's own time.
    Axis,
    /// A part of the key that tells the rows of a field's dataset apart.
    Person(FieldId, usize),
    /// Days from the earlier event to the current one.
    EventDays,
    /// A column of an earlier SELECT.
    Column(usize),
}

impl DimLeaf {
    /// The field that the leaf is.
    pub(super) fn field(&self) -> Option<FieldId> {
        match self {
            Self::Field(id) | Self::Part(id, _) | Self::Masked(id, _) => Some(*id),
            Self::Time(_) | Self::Axis | Self::Person(..) | Self::EventDays | Self::Column(_) => {
                None
            }
        }
    }
}

/// An earlier SELECT of the same statement.
#[derive(Debug)]
pub(super) struct Table {
    pub(super) columns: Vec<OutputColumn>,
    /// What each of them is made of.
    pub(super) lineages: Vec<Lineage>,
    /// The levels of subtotals that its rows are of; empty where they are of one.
    pub(super) levels: Vec<Level>,
    /// Whether its rows are groups, not rows of a dataset.
    pub(super) grouped: bool,
    /// Whether it gives exactly one row.
    pub(super) one_row: bool,
    /// The field by which its groups are few persons, where there is one.
    pub(super) persons: Option<FieldId>,
}

/// What a SELECT reads.
#[derive(Debug, Clone, Copy)]
pub(super) enum Reads<'a> {
    /// The model.
    Model,
    /// An earlier SELECT.
    Query {
        query: QueryId,
        alias: Option<&'a str>,
    },
}

/// What names can mean in one SELECT.
pub(super) struct Resolver<'a> {
    pub(super) layer: &'a SemanticLayer,
    pub(super) asker: &'a Asker,
    pub(super) tables: &'a [Table],
    pub(super) reads: Reads<'a>,
    /// Attributes of the asker that policies put in, in the order of their ids.
    pub(super) parameters: &'a RefCell<Vec<Literal>>,
    /// Notes that names bring.
    pub(super) notes: RefCell<Vec<Note>>,
}

impl<'a> Resolver<'a> {
    /// The SELECT that is read, if it is not the model.
    pub(super) fn table(&self) -> Option<(QueryId, &'a Table)> {
        match self.reads {
            Reads::Model => None,
            Reads::Query { query, .. } => Some((query, &self.tables[query.0])),
        }
    }

    /// The parameter with that value.
    pub(super) fn parameter(&self, value: &Literal) -> ParameterId {
        let mut parameters = self.parameters.borrow_mut();
        let known = parameters.iter().position(|known| known == value);
        ParameterId(known.unwrap_or_else(|| {
            parameters.push(value.clone());
            parameters.len() - 1
        }))
    }

    /// The field, time or column that a path means.
    pub(super) fn field(&self, path: &FieldPath) -> Result<DimLeaf, Diagnostic> {
        if let Reads::Query { query, alias } = self.reads {
            return column(&self.tables[query.0], alias, path);
        }
        let Some(qualifier) = &path.qualifier else {
            return self.bare_field(path);
        };
        if qualifier.eq_ignore_ascii_case(&self.layer.name) {
            return self.bare_field(path);
        }
        let unknown =
            || name_not_found(self.layer, &path.display(), "dimension").with_span(path.at.0);
        let (part, dataset) = match self.layer.find_dataset(qualifier) {
            Some(dataset) => (None, dataset),
            None => {
                let (part, dataset) = self.layer.find_part(qualifier).ok_or_else(unknown)?;
                (Some(part), dataset)
            }
        };
        let id = self
            .layer
            .find_fields(&path.name)
            .iter()
            .find(|id| id.dataset == dataset)
            .ok_or_else(unknown)?;
        access::check_field(self.layer, self.asker, *id)?;
        Ok(match part {
            Some(part) => DimLeaf::Part(*id, part),
            None => DimLeaf::Field(*id),
        })
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

    /// The type of a leaf, where it is known.
    pub(super) fn data_type(&self, leaf: &DimLeaf) -> Option<DataType> {
        match leaf {
            DimLeaf::Field(id) | DimLeaf::Part(id, _) => self.layer.field(*id).data_type,
            DimLeaf::Masked(..) => Some(DataType::String),
            DimLeaf::Time(TimeUnit::Truncate(grain)) if *grain >= Grain::Day => {
                Some(DataType::Date)
            }
            DimLeaf::Axis | DimLeaf::Time(TimeUnit::Truncate(_)) => Some(DataType::DateTime),
            DimLeaf::Time(TimeUnit::Extract(_)) => Some(DataType::Integer),
            DimLeaf::Column(index) => self.table()?.1.lineages[*index].data_type,
            DimLeaf::Person(..) | DimLeaf::EventDays => None,
        }
    }

    /// The kind of a leaf's values, where the type is known.
    pub(super) fn kind(&self, leaf: &DimLeaf) -> Option<Kind> {
        self.data_type(leaf).map(Kind::of)
    }

    /// An expression over fields and times; metrics, windows and aggregates are refused.
    pub(super) fn dimensional(&self, expr: &Expr<Name>) -> Result<Expr<DimLeaf>, Diagnostic> {
        self.check_queries(expr)?;
        let bound = expr.try_map(&mut |leaf| match leaf {
            Name::Field(path) => self.field(path).map(|leaf| Expr::Leaf(self.shown(leaf))),
            Name::Measure(measure) => Err(self.misplaced_measure(measure)),
            Name::Aggregate(_) => Err(raw_aggregate()),
            Name::Window(_) => Err(Diagnostic::new(
                "E_WINDOW_IN_WHERE",
                "a window function cannot stand here",
            )
            .with_hint("Filter windows with QUALIFY.")),
            Name::Unfiltered(_) => Err(Diagnostic::not_allowed(
                "UNFILTERED stands alone in WHERE, joined by AND",
            )),
            Name::Grouping(_) => Err(Diagnostic::not_allowed(
                "GROUPING stands in the select list, HAVING or ORDER BY",
            )),
            Name::Spine(_) => Err(Diagnostic::not_allowed(
                "SPINE stands alone in the select list or in GROUP BY",
            )),
            Name::UserAttribute(_) => Err(Diagnostic::not_allowed(
                "attributes of the asker stand in policies only",
            )),
        })?;
        time::check_grains(self.layer, &bound)?;
        types::check(&bound, &|leaf| self.kind(leaf))?;
        let normal = time::normalise(self, &bound);
        time::check_days(self, &normal)?;
        Ok(total::made_total(&normal))
    }

    fn misplaced_measure(&self, measure: &crate::syntax::Measure) -> Diagnostic {
        if self.table().is_some() {
            return measure_over_query(&measure.metric).with_span(measure.at.0);
        }
        Diagnostic::new(
            "E_AGGREGATE_IN_WHERE",
            format!(
                "MEASURE({}) cannot stand among fields of rows",
                measure.metric
            ),
        )
        .with_hint("Use HAVING for conditions on metrics.")
        .with_span(measure.at.0)
    }

    /// A masked field is its mask wherever a statement names it.
    fn shown(&self, leaf: DimLeaf) -> DimLeaf {
        let Some(id) = leaf.field() else {
            return leaf;
        };
        let field = self.layer.field(id);
        let Some(mask) = &field.mask else {
            return leaf;
        };
        if self.asker.has_any_role(&mask.unless_role) {
            return leaf;
        }
        let note = Note {
            code: "masked",
            text: Text {
                zh: format!("{}已脱敏", field.label.zh),
                en: format!("{} is masked", field.label.en),
            },
        };
        self.note(note);
        let part = match leaf {
            DimLeaf::Part(_, part) => Some(part),
            _ => None,
        };
        DimLeaf::Masked(id, part)
    }

    /// Adds a note, once.
    pub(super) fn note(&self, note: Note) {
        let mut notes = self.notes.borrow_mut();
        if !notes.contains(&note) {
            notes.push(note);
        }
    }

    /// Subqueries have one column, and one row where they stand for a value.
    pub(super) fn check_queries(&self, expr: &Expr<Name>) -> Result<(), Diagnostic> {
        let mut problem = None;
        expr.visit_nodes(&mut |node| {
            let (query, single) = match node {
                Expr::Subquery(query) => (*query, true),
                Expr::InQuery { query, .. } => (*query, false),
                _ => return,
            };
            let table = &self.tables[query.0];
            if let Some(field) = table.persons {
                problem = Some(small_cells(self.layer, field));
                return;
            }
            if table.columns.len() != 1 {
                problem = Some(
                    Diagnostic::not_allowed(format!(
                        "a query inside an expression selects one column, not {}",
                        table.columns.len()
                    ))
                    .with_hint("Select the one dimension or metric that is compared."),
                );
            } else if single && !table.one_row {
                problem = Some(
                    Diagnostic::not_allowed(
                        "a query that stands for a value must give exactly one row",
                    )
                    .with_hint("Select one metric without dimensions, or write IN (SELECT …)."),
                );
            }
        });
        problem.map_or(Ok(()), Err)
    }
}

/// The column of an earlier SELECT.
fn column(table: &Table, alias: Option<&str>, path: &FieldPath) -> Result<DimLeaf, Diagnostic> {
    let names = || table.columns.iter().map(|column| column.name.as_str());
    let qualified = path.qualifier.as_deref();
    let foreign =
        qualified.is_some_and(|name| alias.is_none_or(|alias| !alias.eq_ignore_ascii_case(name)));
    let index = names().position(|name| name.eq_ignore_ascii_case(&path.name));
    match index {
        Some(index) if !foreign => Ok(DimLeaf::Column(index)),
        _ => {
            let mut near = nearest(&path.name, names(), 3);
            if near.is_empty() {
                near = names().take(12).map(str::to_owned).collect();
            }
            Err(Diagnostic::new(
                "E_NAME_NOT_FOUND",
                format!("no column `{}` in the query that is read", path.display()),
            )
            .with_candidates(near)
            .with_hint("Only the columns that the inner query selects are there.")
            .with_span(path.at.0))
        }
    }
}

/// A query by groups of few persons, where another one would read it.
pub(super) fn small_cells(layer: &SemanticLayer, field: FieldId) -> Diagnostic {
    Diagnostic::new(
        "E_SMALL_CELL",
        format!(
            "groups by `{}` hold few persons, and no other query may read them",
            layer.field_reference(field)
        ),
    )
    .with_hint("Ask for the metric itself at the grain that is wanted.")
}

/// A metric where only columns are.
pub(super) fn measure_over_query(metric: &str) -> Diagnostic {
    Diagnostic::not_allowed(format!(
        "MEASURE({metric}) over a query: its columns are values already"
    ))
    .with_hint("Name the column, or aggregate it: SUM(column), AVG(column), COUNT(*).")
}

/// An aggregate that is not a metric.
pub(super) fn raw_aggregate() -> Diagnostic {
    Diagnostic::not_allowed("aggregates over fields are not part of semantic SQL")
        .with_hint("Use MEASURE(metric): only the semantic layer says what a number means.")
}
