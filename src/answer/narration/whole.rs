//! The number of all beside what it splits into, where a question asks for both.

use crate::answer::fact::{CellRef, Derivation, Sentence};
use crate::answer::format::Sign;
use crate::answer::labels;
use crate::question::Language;
use crate::result_set::Role;

use super::story::Story;

/// The name of the result that has the number of all.
pub(in crate::answer) const WHOLE: &str = "whole";

/// One sentence with every number of the result `whole`; nothing where there is none.
pub(super) fn whole(story: &Story<'_>) -> Option<Sentence> {
    let beside = &story.computed.supporting;
    let table = beside.iter().position(|part| part.name == WHOLE)?;
    let result = &beside.get(table)?.result;
    if result.rows.len() != 1 {
        return None;
    }
    let part = |column: usize| {
        let meaning = &result.columns[column];
        let cell = CellRef {
            table: table + 1,
            row: 0,
            column,
        };
        let fact = story.fact(
            Derivation::Cell(cell),
            labels::figure(meaning),
            Sign::Negative,
        );
        let name = Sentence::default().name(story.labels.column(meaning));
        match fact {
            Some(fact) => name.words(" ").fact(fact),
            None => name.join(story.say("没有数据（不是零）", " no data (not zero)")),
        }
    };
    let parts = result.with_role(Role::Metric).into_iter().map(part);
    let parts = story.list(parts.collect());
    // Of whom it is the whole, where the question asks of somebody.
    let filters = story.computed.plan.interpretation.filters.iter();
    let whose: Vec<String> = filters.map(|filter| story.filter(filter)).collect();
    let start = story.say("整体来看，", "Overall, ");
    let start = match (whose.is_empty(), story.language()) {
        (true, _) => start,
        (false, Language::Zh) => start.name(whose.join("、")).words("："),
        (false, Language::En) => start.name(whose.join(", ")).words(": "),
    };
    Some(story.stop(start.join(parts)))
}
