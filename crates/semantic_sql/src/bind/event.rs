//! Named events of two years, aligned by day of event.

use crate::bound::Event;
use crate::diagnostic::Diagnostic;
use crate::expr::{BinaryOp, Expr, Literal};
use crate::layer::{CalendarSources, FieldId, SemanticLayer};

use super::branch_forward;
use super::measure::{Back, Measured};
use super::names::{DimLeaf, Resolver};
use super::period;

/// The event that a SELECT compares with the year before, if it does.
///
/// # Errors
/// Where the layer has no calendar, or the filter does not say which event.
pub(super) fn bind(
    resolver: &Resolver<'_>,
    filter: &[Expr<DimLeaf>],
    measured: &Measured,
) -> Result<Option<Event>, Diagnostic> {
    let compares = |request: &super::measure::Request| request.back == Some(Back::Event);
    if !measured.requests.iter().any(compares) {
        return Ok(None);
    }
    let layer = resolver.layer;
    let calendar = layer.calendar.as_ref().ok_or_else(|| {
        Diagnostic::new(
            "E_NO_CALENDAR",
            "the layer has no calendar of events to compare by",
        )
        .with_hint("Use an offset such as '1 year' or 'previous_period'.")
    })?;
    let (field, name) = named_event(layer, calendar, filter)?;
    let table = calendar.occurrences.as_ref().ok_or_else(no_occurrences)?;
    let column = |role: &str| {
        table
            .column(role)
            .map(str::to_owned)
            .ok_or_else(no_occurrences)
    };
    let range = measured
        .compared
        .as_ref()
        .and_then(|leaf| period::range_of(resolver, filter, leaf))
        .ok_or_else(|| which_event(layer, field))?;
    Ok(Some(Event {
        source: table.source.split('.').map(str::to_owned).collect(),
        id: column("id")?,
        year: column("year")?,
        group: table.column("group").map(str::to_owned),
        start: column("start")?,
        end: column("end")?,
        name,
        from: Literal::DateTime(range.start),
        until: Literal::DateTime(range.end),
    }))
}

fn no_occurrences() -> Diagnostic {
    Diagnostic::new(
        "E_NO_CALENDAR",
        "the calendar of the layer has no occurrences with id, year, start and end",
    )
}

fn which_event(layer: &SemanticLayer, field: Option<FieldId>) -> Diagnostic {
    let name = field.map_or_else(|| "event".to_owned(), |id| layer.field_reference(id));
    Diagnostic::new(
        "E_UNBOUNDED_COMPARISON",
        "the offset 'event' needs to know which event is compared",
    )
    .with_hint(format!(
        "Name it in WHERE: {name} = '…', beside the days of this year's event."
    ))
}

/// The dimension that says which event a row falls into, and the one that the filter names.
fn named_event(
    layer: &SemanticLayer,
    calendar: &CalendarSources,
    filter: &[Expr<DimLeaf>],
) -> Result<(Option<FieldId>, Literal), Diagnostic> {
    let field = only_field(layer, calendar.event_field.as_deref());
    let named = filter.iter().find_map(|conjunct| match conjunct {
        Expr::Binary {
            op: BinaryOp::Eq,
            left,
            right,
        } => match (&**left, &**right) {
            (Expr::Leaf(leaf), Expr::Literal(name)) if field.is_some() && leaf.field() == field => {
                Some(name.clone())
            }
            _ => None,
        },
        _ => None,
    });
    named
        .map(|name| (field, name))
        .ok_or_else(|| which_event(layer, field))
}

fn only_field(layer: &SemanticLayer, name: Option<&str>) -> Option<FieldId> {
    match layer.find_fields(name?) {
        [only] => Some(*only),
        _ => None,
    }
}

/// The dimension whose values have calendars of their own, where occurrences have groups.
///
/// # Errors
/// Where occurrences have groups and no dimension of the layer is they.
pub(super) fn group_field(layer: &SemanticLayer) -> Result<Option<FieldId>, Diagnostic> {
    let Some(calendar) = &layer.calendar else {
        return Ok(None);
    };
    let grouped = calendar
        .occurrences
        .as_ref()
        .is_some_and(|table| table.column("group").is_some());
    if !grouped {
        return Ok(None);
    }
    only_field(layer, calendar.group_field.as_deref())
        .map(Some)
        .ok_or_else(|| {
            Diagnostic::new(
                "E_NO_CALENDAR",
                "the occurrences of events have groups, but the calendar has no `group_field`",
            )
        })
}

/// The filter of the earlier event: its days are moved to the current ones, its year is the one
/// before.
pub(super) fn shifted(
    resolver: &Resolver<'_>,
    filter: &[Expr<DimLeaf>],
    leaf: &DimLeaf,
) -> Vec<Expr<DimLeaf>> {
    let layer = resolver.layer;
    let year = layer
        .calendar
        .as_ref()
        .and_then(|calendar| only_field(layer, calendar.year_field.as_deref()));
    filter
        .iter()
        .map(|conjunct| {
            if let Expr::Binary {
                op: BinaryOp::Eq,
                left,
                right,
            } = conjunct
                && let Expr::Leaf(known) = &**left
                && year.is_some()
                && known.field() == year
                && let Expr::Literal(Literal::Number(text)) = &**right
                && let Ok(number) = text.parse::<i64>()
            {
                let before = Literal::Number((number - 1).to_string());
                return Expr::binary(BinaryOp::Eq, (**left).clone(), Expr::Literal(before));
            }
            branch_forward(resolver, conjunct, leaf)
        })
        .collect()
}
