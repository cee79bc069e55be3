//! The metric and its parts in both periods, from the one row of the statement.

use semantic_sql::layer::{Additivity, MetricId, SemanticLayer};

use crate::answer::Computed;
use crate::answer::exact::Exact;
use crate::answer::fact::CellRef;
use crate::answer::format::Figure;
use crate::result_set::{Cell, ResultSet};

/// A value in both periods.
#[derive(Debug, Clone, Copy, Default)]
pub(in crate::answer) struct Pair {
    pub(in crate::answer) now: Option<Exact>,
    pub(in crate::answer) base: Option<Exact>,
}

/// The change of a metric.
#[derive(Debug, Clone)]
pub(in crate::answer) struct Totals {
    /// Its value now; zero where an additive metric has no row.
    pub(in crate::answer) now: Exact,
    /// Its value before.
    pub(in crate::answer) base: Exact,
    /// The difference.
    pub(in crate::answer) change: Exact,
    /// The places after the point to which parts are shown.
    pub(in crate::answer) places: u32,
    /// The unit of the metric.
    pub(in crate::answer) unit: String,
    /// How the metric is written.
    pub(in crate::answer) figure: Figure,
    /// The values of every metric of the statement.
    all: Vec<(MetricId, Pair)>,
}

impl Totals {
    /// Reads the row; nothing where the metric has no value in one of the periods.
    pub(in crate::answer) fn read(
        layer: &SemanticLayer,
        computed: &Computed,
        metric: MetricId,
    ) -> Option<Self> {
        let result = &computed.result;
        let all: Vec<(MetricId, Pair)> = layer
            .metrics_with_ids()
            .filter_map(|(id, content)| Some((id, pair(result, 0, &content.name)?)))
            .collect();
        let content = layer.metric(metric);
        let own = all.iter().find(|(id, _)| *id == metric)?.1;
        let additive = matches!(content.additivity, Additivity::Additive);
        let value = |value: Option<Exact>| {
            let zero = additive && (own.now.is_some() || own.base.is_some());
            value.or(zero.then_some(Exact::ZERO))
        };
        let (now, base) = (value(own.now)?, value(own.base)?);
        let figure = Figure::new(&content.format, &content.unit);
        Some(Self {
            now,
            base,
            change: now.minus(base)?,
            places: places(&figure, now, base),
            unit: content.unit.clone(),
            figure,
            all,
        })
    }

    /// A change of one metric alone.
    #[cfg(test)]
    pub(super) fn of_values(base: &str, now: &str, format: &str, unit: &str) -> Self {
        let value = |text| Exact::parse(text).unwrap_or(Exact::ZERO);
        let (base, now) = (value(base), value(now));
        let figure = Figure::new(format, unit);
        Self {
            now,
            base,
            change: now.minus(base).unwrap_or(Exact::ZERO),
            places: places(&figure, now, base),
            unit: unit.to_owned(),
            figure,
            all: Vec::new(),
        }
    }

    /// The values of a metric; nothing for one that the statement does not have.
    pub(in crate::answer) fn of(&self, metric: MetricId) -> Pair {
        let found = self.all.iter().find(|(id, _)| *id == metric);
        found.map(|(_, pair)| *pair).unwrap_or_default()
    }

    /// The larger of the two values, for what counts as noise.
    pub(in crate::answer) fn size(&self) -> Exact {
        self.now.abs().max(self.base.abs())
    }
}

/// Cents for money, whole ones for what is counted, and what a ratio needs.
fn places(figure: &Figure, now: Exact, base: Exact) -> u32 {
    if figure.is_percent() {
        return 6;
    }
    let whole = |value: Exact| value == value.rounded(0);
    if figure.is_money() {
        2
    } else if whole(now) && whole(base) {
        0
    } else {
        4
    }
}

/// The value and the base of a metric in a row, by the names that the statement gives them.
pub(in crate::answer) fn pair(result: &ResultSet, row: usize, name: &str) -> Option<Pair> {
    let base = format!("{name}_base");
    let (now, base) = (column(result, name)?, column(result, &base)?);
    let cell = |column: usize| {
        let cell = result.rows.get(row).and_then(|row| row.get(column));
        Exact::of(cell.unwrap_or(&Cell::Null))
    };
    Some(Pair {
        now: cell(now),
        base: cell(base),
    })
}

/// The place of a column by its name.
pub(in crate::answer) fn column(result: &ResultSet, name: &str) -> Option<usize> {
    result.columns.iter().position(|column| column.name == name)
}

/// The cells of the metric now and before in the answer's row.
pub(in crate::answer) fn cells(computed: &Computed, name: &str) -> Option<[CellRef; 2]> {
    let cell = |name: &str| {
        Some(CellRef {
            table: 0,
            row: 0,
            column: column(&computed.result, name)?,
        })
    };
    Some([cell(name)?, cell(&format!("{name}_base"))?])
}
