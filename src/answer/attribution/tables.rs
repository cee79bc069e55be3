//! The parts of a change as results beside the answer, so that every number of a sentence is a cell.

use semantic_sql::layer::Text;

use crate::answer::exact::Exact;
use crate::answer::fact::CellRef;
use crate::answer::{Computed, ComputedSupporting};
use crate::result_set::{Cell, ResultColumn, ResultSet, Role};

use super::groups::Breakdown;
use super::parts::Part;
use super::totals::Totals;

/// The name of the result with the parts by the metric's own tree.
const FACTORS: &str = "factors";
/// How much of the change a part is.
const EFFECT: &str = "effect";
/// The same as a share of the change.
const SHARE: &str = "effect_of_change";
/// Of a ratio: what its own change does, and what its weight's does.
const SIDES: [&str; 2] = ["rate_effect", "mix_effect"];

/// A result whose rows are parts.
#[derive(Debug, Clone, Copy)]
pub(in crate::answer) struct Table {
    /// Which result, as a cell names it.
    at: usize,
    effect: usize,
}

impl Table {
    /// How much of the change a part is.
    pub(in crate::answer) fn effect(self, row: usize) -> CellRef {
        self.cell(row, 0)
    }

    /// The same as a share of the change.
    pub(in crate::answer) fn share(self, row: usize) -> CellRef {
        self.cell(row, 1)
    }

    /// The two sides of a ratio's part.
    pub(in crate::answer) fn sides(self, row: usize) -> [CellRef; 2] {
        [self.cell(row, 2), self.cell(row, 3)]
    }

    fn cell(self, row: usize, after: usize) -> CellRef {
        CellRef {
            table: self.at,
            row,
            column: self.effect + after,
        }
    }
}

/// Puts the parts beside the answer: those of the tree first, then the dimensions, the most telling
/// first. Gives where each came to stand.
pub(super) fn place(
    computed: &mut Computed,
    totals: &Totals,
    factors: Option<&[Part]>,
    breakdowns: &[Breakdown],
) -> (Option<Table>, Vec<Table>) {
    let mut beside = Vec::new();
    let mut tables = Vec::new();
    if let Some(parts) = factors {
        beside.push(ComputedSupporting {
            name: FACTORS.to_owned(),
            semantic_sql: computed.plan.sql.0.clone(),
            sql: computed.sql.clone(),
            period: None,
            result: by_tree(totals, parts),
        });
        tables.push(5);
    }
    let mut old: Vec<Option<ComputedSupporting>> =
        computed.supporting.drain(..).map(Some).collect();
    for breakdown in breakdowns {
        let Some(mut part) = old.get_mut(breakdown.at).and_then(Option::take) else {
            continue;
        };
        let (result, effect) = by_dimension(totals, &part.result, &breakdown.parts);
        part.result = result;
        beside.push(part);
        tables.push(effect);
    }
    beside.extend(old.into_iter().flatten());
    computed.supporting = beside;
    let mut tables = tables
        .into_iter()
        .enumerate()
        .map(|(at, effect)| Table { at: at + 1, effect });
    let first = factors.and_then(|_| tables.next());
    (first, tables.collect())
}

/// Columns: what it is, its name, its value, its value before, the change of it, and the effect.
fn by_tree(totals: &Totals, parts: &[Part]) -> ResultSet {
    let mut columns = vec![
        text("key", "部分", "Part"),
        text("part", "名称", "Name"),
        number("value", "本期", "Now", "num4", ""),
        number("value_base", "对比期", "Earlier period", "num4", ""),
        number("value_change", "变化", "Change", "num4", ""),
    ];
    columns.extend(effects(totals, false));
    let rows = parts.iter().map(|part| {
        let change = part
            .now
            .zip(part.base)
            .and_then(|(now, base)| now.minus(base));
        let mut row = vec![part.key.clone(), Cell::Text(part.name.clone())];
        row.extend([part.now, part.base, change].map(cell));
        row.extend(effect_cells(totals, part, false));
        row
    });
    ResultSet {
        rows: rows.collect(),
        columns,
        ..ResultSet::default()
    }
}

/// The columns of the statement with the name of the part after the first, and the effects.
fn by_dimension(totals: &Totals, result: &ResultSet, parts: &[Part]) -> (ResultSet, usize) {
    let sided = parts.iter().any(|part| part.sides.is_some());
    let mut columns = result.columns.clone();
    columns.insert(1.min(columns.len()), text("part", "部分", "Part"));
    let effect = columns.len();
    columns.extend(effects(totals, sided));
    let rows = parts.iter().map(|part| {
        let own = part.row.and_then(|row| result.rows.get(row)).cloned();
        let mut row = own.unwrap_or_else(|| vec![Cell::Null; result.columns.len()]);
        row.insert(1.min(row.len()), Cell::Text(part.name.clone()));
        row.extend(effect_cells(totals, part, sided));
        row
    });
    let result = ResultSet {
        rows: rows.collect(),
        columns,
        truncated: result.truncated,
        ..ResultSet::default()
    };
    (result, effect)
}

fn effects(totals: &Totals, sided: bool) -> Vec<ResultColumn> {
    let unit = if totals.figure.is_percent() {
        "pp"
    } else {
        totals.unit.as_str()
    };
    let format = if totals.figure.is_percent() {
        "pp4"
    } else if totals.figure.is_money() {
        "money2"
    } else {
        "num4"
    };
    let mut columns = vec![
        number(EFFECT, "贡献", "Contribution", format, unit),
        number(SHARE, "占变化", "Share of the change", "pct1", "ratio"),
    ];
    if sided {
        columns.push(number(SIDES[0], "自身变化", "Own change", format, unit));
        columns.push(number(
            SIDES[1],
            "占比变化",
            "Change of weight",
            format,
            unit,
        ));
    }
    columns
}

fn effect_cells(totals: &Totals, part: &Part, sided: bool) -> Vec<Cell> {
    let share = part
        .effect
        .over(totals.change)
        .map(|share| share.rounded(6));
    let mut cells = vec![cell(Some(part.effect)), cell(share)];
    if sided {
        let sides = part.sides.map(|sides| sides.map(Some)).unwrap_or_default();
        cells.extend(sides.map(cell));
    }
    cells
}

fn cell(value: Option<Exact>) -> Cell {
    value.map_or(Cell::Null, |value| Cell::Decimal(value.plain()))
}

fn text(name: &str, zh: &str, en: &str) -> ResultColumn {
    ResultColumn {
        role: Role::Dimension,
        data_type: "string",
        ..number(name, zh, en, "", "")
    }
}

fn number(name: &str, zh: &str, en: &str, format: &str, unit: &str) -> ResultColumn {
    ResultColumn {
        name: name.to_owned(),
        label: Text {
            zh: zh.to_owned(),
            en: en.to_owned(),
        },
        role: Role::Metric,
        metric: None,
        field: None,
        grain: None,
        comparison: None,
        unit: unit.to_owned(),
        format: format.to_owned(),
        data_type: "decimal",
    }
}
