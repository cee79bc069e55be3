//! Each of the values that one number was asked of, beside that number: 小雅和糖糖的GMV is answered by their sum, and
//! by the two of them.

use crate::answer::fact::{CellRef, Derivation, Sentence};
use crate::answer::format::Sign;
use crate::answer::labels;
use crate::plan::EACH;
use crate::result_set::Role;

use super::story::Story;

/// One sentence with the number of each; nothing where there are not two of them.
pub(super) fn each(story: &Story<'_>) -> Option<Sentence> {
    let beside = &story.computed.supporting;
    let table = beside.iter().position(|part| part.name == EACH)?;
    let result = &beside.get(table)?.result;
    let group = *result.with_role(Role::Dimension).first()?;
    let column = *result.with_role(Role::Metric).first()?;
    if result.rows.len() < 2 {
        return None;
    }
    let part = |row: usize| {
        let cell = result.rows.get(row)?.get(group)?;
        let name = story.labels.cell(result.columns.get(group)?, cell);
        let number = CellRef {
            table: table + 1,
            row,
            column,
        };
        let figure = labels::figure(result.columns.get(column)?);
        let fact = story.fact(Derivation::Cell(number), figure, Sign::Negative)?;
        Some(Sentence::default().name(name).words(" ").fact(fact))
    };
    let parts: Vec<Sentence> = (0..result.rows.len()).filter_map(part).collect();
    let start = story.say("分开看：", "One by one: ");
    (parts.len() > 1).then(|| story.stop(start.join(story.list(parts))))
}
