//! How many days later the current event is than the one a year before.

use std::fmt::Write as _;

use crate::bound::Event;
use crate::expr::Expr;

use super::branch::table;
use super::expression::{identifier, to_sql};

/// Writes one row per group of the calendar: `g` and `days`. Of several occurrences in the range
/// the last year counts; an event with phases starts with its first.
pub(super) fn write(sql: &mut String, event: &Event) {
    let literal = |value: &crate::expr::Literal| {
        to_sql(
            &Expr::<()>::Literal(value.clone()),
            &|_: &mut String, (): &()| {},
        )
    };
    let group = event
        .group
        .as_deref()
        .map_or_else(|| "NULL".to_owned(), identifier);
    let mut occurrences = format!(
        "SELECT {group} AS g, {} AS y, CAST(MIN({}) AS DATE) AS s, MAX({}) AS e FROM ",
        identifier(&event.year),
        identifier(&event.start),
        identifier(&event.end)
    );
    table(&mut occurrences, &event.source);
    let _ = write!(
        occurrences,
        " WHERE {} = {} GROUP BY 1, 2",
        identifier(&event.id),
        literal(&event.name)
    );
    let _ = write!(
        sql,
        "  SELECT c.g, DATE_DIFF('day', p.s, c.s) AS days\n  FROM ({occurrences}) AS c\n  JOIN ({occurrences}) AS p ON p.g IS NOT DISTINCT FROM c.g AND p.y = c.y - 1\n  WHERE c.s < {} AND c.e > {}\n  QUALIFY ROW_NUMBER() OVER (PARTITION BY c.g ORDER BY c.y DESC) = 1",
        literal(&event.until),
        literal(&event.from)
    );
}
