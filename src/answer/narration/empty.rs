//! The sentence of a result without a number.

use crate::answer::caveats::empty::{NO_ROWS, kind};
use crate::answer::fact::Sentence;
use crate::plan::FilterReading;
use crate::question::Language;

use super::scope::upper_first;
use super::story::Story;

/// That there is no data; or, where groups were chosen by their numbers and none holds, that none does.
pub(super) fn empty(story: &Story<'_>) -> Sentence {
    let reading = &story.computed.plan.interpretation;
    let chosen = |filter: &&FilterReading| story.is_of_number(filter);
    let conditions: Vec<&FilterReading> = reading.filters.iter().filter(chosen).collect();
    let none_holds = kind(story.labels, story.computed).is_some_and(|(code, _)| code == NO_ROWS);
    if none_holds && !conditions.is_empty() && !story.groups.is_empty() {
        return none_of(story, &conditions);
    }
    let names: Vec<String> = story
        .values
        .iter()
        .map(|index| story.column_name(*index))
        .collect();
    let names = names.join(story.language().choose("、", " and "));
    match story.language() {
        Language::Zh => story
            .scoped("")
            .words("没有")
            .name(names)
            .words("的数据（不是零）。"),
        Language::En => Sentence::default()
            .words("No data (not zero): ")
            .join(story.scoped(&names))
            .words("."),
    }
}

/// 上周没有退款率高于 90%的主播; Last week: no streamer with refund rate above 90%.
fn none_of(story: &Story<'_>, conditions: &[&FilterReading]) -> Sentence {
    let others = |filter: &FilterReading| !story.is_of_number(filter);
    let scope = story.scope_of(others);
    let said = conditions.iter().map(|filter| story.filter(filter));
    let group = story.group_kinds(true);
    match story.language() {
        Language::Zh => {
            let said = said.collect::<Vec<_>>().join("、");
            let name = format!("{said}的{group}");
            let words = Sentence::default().name(scope).words("没有");
            words.name(name).words("。")
        }
        Language::En => {
            let said = said.collect::<Vec<_>>().join(" and ");
            let name = format!("{group} with {said}");
            let words = Sentence::default().name(upper_first(&scope));
            words.words(": no ").name(name).words(".")
        }
    }
}
