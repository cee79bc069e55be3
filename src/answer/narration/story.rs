//! What templates share: the columns by role, names of rows, facts, the scope in words.

use crate::answer::Computed;
use crate::answer::exact::Exact;
use crate::answer::fact::{CellRef, Derivation, Fact, Sentence, Tables};
use crate::answer::format::{Figure, Sign};
use crate::answer::labels::{self, Labels};
use crate::question::Language;
use crate::result_set::{BASE, Cell, ResultColumn, Role};
use semantic_sql::bound::Comparison;

use super::rank::lower_first;
use super::scope::upper_first;

/// Names that a list without numbers tells; the rows hold all.
const NAMED: usize = 20;

/// A result, seen by the templates.
pub(in crate::answer) struct Story<'a> {
    pub(in crate::answer) labels: &'a Labels<'a>,
    pub(in crate::answer) computed: &'a Computed,
    /// Columns with a metric's value, shares apart.
    pub(in crate::answer) values: Vec<usize>,
    /// Columns that tell groups apart.
    pub(in crate::answer) groups: Vec<usize>,
    /// The column of time buckets, where there is one.
    pub(in crate::answer) buckets: Option<usize>,
}

impl<'a> Story<'a> {
    pub(in crate::answer) fn new(labels: &'a Labels<'a>, computed: &'a Computed) -> Self {
        let result = &computed.result;
        let is_day = |cell: &Cell| matches!(cell, Cell::Date(_) | Cell::DateTime(_));
        let is_bucket = |index: &usize| {
            result
                .rows
                .iter()
                .any(|row| row.get(*index).is_some_and(is_day))
        };
        let times = result.with_role(Role::Time);
        let buckets = times.iter().copied().find(is_bucket);
        let mut groups = result.with_role(Role::Dimension);
        groups.extend(times.into_iter().filter(|index| Some(*index) != buckets));
        groups.sort_unstable();
        let all = result.with_role(Role::Metric);
        let plain: Vec<usize> = all
            .iter()
            .copied()
            .filter(|index| !labels::is_share(&result.columns[*index]))
            .filter(|index| !result.is_compared(*index))
            .collect();
        let values = if plain.is_empty() { all } else { plain };
        Self {
            labels,
            computed,
            values,
            groups,
            buckets,
        }
    }

    pub(in crate::answer) fn language(&self) -> Language {
        self.labels.language
    }

    /// Words of a template in the language of the answer.
    pub(in crate::answer) fn pick(&self, zh: &'static str, en: &'static str) -> &'static str {
        match self.labels.language {
            Language::Zh => zh,
            Language::En => en,
        }
    }

    /// A sentence that starts with such words.
    pub(in crate::answer) fn say(&self, zh: &'static str, en: &'static str) -> Sentence {
        Sentence::default().words(self.pick(zh, en))
    }

    pub(in crate::answer) fn rows(&self) -> usize {
        self.computed.result.rows.len()
    }

    pub(in crate::answer) fn is_empty(&self) -> bool {
        let rows = &self.computed.result.rows;
        let numbers = &self.values;
        rows.is_empty()
            || (rows.len() == 1
                && !numbers.is_empty()
                && numbers
                    .iter()
                    .all(|index| rows[0].get(*index).is_none_or(|cell| *cell == Cell::Null)))
    }

    pub(in crate::answer) fn column(&self, index: usize) -> &ResultColumn {
        &self.computed.result.columns[index]
    }

    pub(in crate::answer) fn column_name(&self, index: usize) -> String {
        self.labels.column(self.column(index))
    }

    pub(in crate::answer) fn cell(&self, row: usize, column: usize) -> Option<&Cell> {
        self.computed.result.rows.get(row)?.get(column)
    }

    pub(in crate::answer) fn exact(&self, row: usize, column: usize) -> Option<Exact> {
        Exact::of(self.cell(row, column)?)
    }

    /// The name of a row's group.
    pub(in crate::answer) fn group(&self, row: usize) -> String {
        let name = |index: &usize| {
            let cell = self.cell(row, *index).unwrap_or(&Cell::Null);
            self.labels.cell(self.column(*index), cell)
        };
        let names: Vec<String> = self.groups.iter().map(name).collect();
        names.join(self.language().choose("·", " · "))
    }

    /// What the groups are called.
    pub(in crate::answer) fn group_kind(&self) -> String {
        let names: Vec<String> = self
            .groups
            .iter()
            .map(|index| self.column_name(*index))
            .collect();
        names.join(self.language().choose("·", " and "))
    }

    /// What so many groups are called inside a sentence.
    pub(in crate::answer) fn group_kinds(&self, is_one: bool) -> String {
        if is_one || self.language() == Language::Zh {
            return lower_first(&self.group_kind());
        }
        let names = self.groups.iter();
        let names = names.map(|index| lower_first(&labels::plural(&self.column_name(*index))));
        names.collect::<Vec<String>>().join(" and ")
    }

    /// The bucket of a row.
    pub(in crate::answer) fn bucket(&self, row: usize) -> String {
        let Some(index) = self.buckets else {
            return String::new();
        };
        self.labels.bucket(
            self.column(index),
            self.cell(row, index).unwrap_or(&Cell::Null),
        )
    }

    fn tables(&self) -> Tables<'_> {
        Tables(self.computed)
    }

    /// A number of a sentence; nothing where a cell behind it is empty.
    pub(in crate::answer) fn fact(
        &self,
        derivation: Derivation,
        figure: Figure,
        sign: Sign,
    ) -> Option<Fact> {
        let value = self.tables().value(&derivation)?;
        Some(Fact {
            derivation,
            value,
            figure,
            sign,
        })
    }

    pub(in crate::answer) fn at(row: usize, column: usize) -> CellRef {
        CellRef {
            table: 0,
            row,
            column,
        }
    }

    /// The value of a cell of the answer.
    pub(in crate::answer) fn value(&self, row: usize, column: usize) -> Option<Fact> {
        self.fact(
            Derivation::Cell(Self::at(row, column)),
            labels::figure(self.column(column)),
            Sign::Negative,
        )
    }

    /// The value of a cell of any result, written as a column of the answer is.
    pub(in crate::answer) fn fact_of(&self, cell: CellRef, column: usize) -> Option<Fact> {
        self.fact(
            Derivation::Cell(cell),
            labels::figure(self.column(column)),
            Sign::Negative,
        )
    }

    /// The earlier value of the whole: in the result `total`, or in one of its own.
    pub(in crate::answer) fn total_before(&self, column: usize) -> Option<CellRef> {
        let metric = self.column(column).metric.as_ref()?;
        let place = |name: &str, prior: bool| {
            let table = self
                .computed
                .supporting
                .iter()
                .position(|part| part.name == name)?;
            let result = &self.computed.supporting[table].result;
            let own = format!("{}{BASE}", self.column(column).name);
            let wanted = |other: &ResultColumn| {
                if prior && other.name == own {
                    return true;
                }
                let side = if prior {
                    other.comparison == Some(Comparison::Prior)
                } else {
                    other.role == Role::Metric
                };
                side && other.metric.as_ref() == Some(metric)
            };
            let column = result.columns.iter().position(wanted)?;
            (result.rows.len() == 1).then_some(CellRef {
                table: table + 1,
                row: 0,
                column,
            })
        };
        place("total", true)
            .or_else(|| place("previous_total", false))
            .or_else(|| place("previous", false))
    }

    /// A value, or words for its absence.
    pub(in crate::answer) fn value_or_none(&self, row: usize, column: usize) -> Sentence {
        match self.value(row, column) {
            Some(fact) => Sentence::default().fact(fact),
            None => self.say("没有数据（不是零）", "no data (not zero)"),
        }
    }

    /// How many rows a result has.
    pub(in crate::answer) fn row_count(&self) -> Option<Fact> {
        self.fact(
            Derivation::Rows(0),
            Figure::new("int", "count"),
            Sign::Negative,
        )
    }

    /// The sentence for rows without numbers: how many, and where they are names, the first ones.
    pub(in crate::answer) fn listed(&self) -> Sentence {
        let Some(count) = self.row_count() else {
            return Sentence::default();
        };
        let [_] = self.groups.as_slice() else {
            let found = self.scoped("").words(self.pick("共 ", ": "));
            return found.fact(count).words(self.pick(" 行。", " rows."));
        };
        let names: Vec<String> = (0..self.rows().min(NAMED))
            .map(|row| self.group(row))
            .collect();
        let names = names.join(self.language().choose("、", ", "));
        let (kind, more) = (self.group_kinds(self.rows() == 1), self.rows() > NAMED);
        let counted = match self.language() {
            Language::Zh => self
                .scoped("")
                .words("共 ")
                .fact(count)
                .words(" 个")
                .name(kind),
            Language::En => self
                .scoped(&upper_first(&kind))
                .words(", ")
                .fact(count)
                .words(" in all"),
        };
        let named = counted.words(self.pick("：", ": ")).name(names);
        named.words(match more {
            true => self.pick("等。", " and more."),
            false => self.pick("。", "."),
        })
    }

    /// The value before: in a column beside, or in the same column of the result `previous`.
    pub(in crate::answer) fn before(&self, row: usize, column: usize) -> Option<CellRef> {
        let wanted = self.column(column);
        let same = |other: &ResultColumn| wanted.metric.is_some() && other.metric == wanted.metric;
        let beside = self
            .computed
            .result
            .columns
            .iter()
            .position(|other| other.comparison == Some(Comparison::Prior) && same(other));
        let beside = beside.or_else(|| self.named_beside(column));
        if let Some(column) = beside {
            return Some(Self::at(row, column));
        }
        let table = self
            .computed
            .supporting
            .iter()
            .position(|part| part.name == "previous")?;
        let previous = &self.computed.supporting[table].result;
        let column = previous
            .columns
            .iter()
            .position(|other| other.role == Role::Metric && same(other))?;
        let group = |row: &[Cell], columns: &[ResultColumn]| -> Vec<(String, Option<String>)> {
            let pairs = columns
                .iter()
                .zip(row)
                .filter(|(column, _)| column.role == Role::Dimension);
            pairs
                .map(|(column, cell)| (column.name.clone(), cell.key()))
                .collect()
        };
        let own = group(
            self.computed.result.rows.get(row)?,
            &self.computed.result.columns,
        );
        let row = previous
            .rows
            .iter()
            .position(|other| group(other, &previous.columns) == own)?;
        Some(CellRef {
            table: table + 1,
            row,
            column,
        })
    }

    /// The column of the earlier value by its name, where the statement computes both sides.
    fn named_beside(&self, column: usize) -> Option<usize> {
        self.computed.plan.interpretation.compare.as_ref()?;
        let name = format!("{}{BASE}", self.column(column).name);
        let mut columns = self.computed.result.columns.iter();
        columns.position(|other| other.name == name)
    }

    /// The column whose change against an earlier period is known.
    pub(in crate::answer) fn moved(&self) -> Option<usize> {
        self.values
            .iter()
            .copied()
            .find(|column| (0..self.rows()).any(|row| self.before(row, *column).is_some()))
    }

    /// Ends a sentence.
    pub(in crate::answer) fn stop(&self, sentence: Sentence) -> Sentence {
        sentence.words(self.pick("。", "."))
    }

    /// Parts with commas between.
    pub(in crate::answer) fn list(&self, parts: Vec<Sentence>) -> Sentence {
        let mut all = Sentence::default();
        for (index, part) in parts.into_iter().enumerate() {
            if index > 0 {
                all = all.words(self.pick("，", ", "));
            }
            all = all.join(part);
        }
        all
    }
}
