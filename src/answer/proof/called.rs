//! Other words for the values of a result.

use semantic_sql::expr::DatePart;
use semantic_sql::layer::{SemanticLayer, TimeUnit};

use crate::answer::narration::story::Story;
use crate::result_set::Cell;

const WEEKDAYS: [[&str; 3]; 7] = [
    ["星期一", "Monday", "Mon"],
    ["星期二", "Tuesday", "Tue"],
    ["星期三", "Wednesday", "Wed"],
    ["星期四", "Thursday", "Thu"],
    ["星期五", "Friday", "Fri"],
    ["星期六", "Saturday", "Sat"],
    ["星期日", "Sunday", "Sun"],
];

pub(super) fn part_of(layer: &SemanticLayer, name: &str) -> Option<DatePart> {
    match layer.find_grain(name).map(|grain| grain.unit) {
        Some(TimeUnit::Extract(part)) => Some(part),
        _ => None,
    }
}

/// Other words for a value of a group: its synonyms in the layer, or the names of a weekday.
pub(super) fn other_words(story: &Story<'_>, index: usize, cell: &Cell) -> Vec<String> {
    let column = story.column(index);
    if part_of(story.labels.layer, &column.name) == Some(DatePart::Weekday) {
        let Cell::Integer(day) = cell else {
            return Vec::new();
        };
        let day = usize::try_from(*day - 1)
            .ok()
            .and_then(|at| WEEKDAYS.get(at));
        return day
            .into_iter()
            .flatten()
            .map(|word| (*word).to_owned())
            .collect();
    }
    let field = column.field.as_deref();
    let field = field.and_then(|reference| story.labels.field(reference));
    field
        .zip(cell.key())
        .map_or_else(Vec::new, |(id, key)| synonyms(story, id, &key))
}

pub(super) fn synonyms(
    story: &Story<'_>,
    id: semantic_sql::layer::FieldId,
    key: &str,
) -> Vec<String> {
    let declared = story.labels.layer.field(id).values.iter();
    let declared = declared.filter(|value| value.value == key);
    declared
        .flat_map(|value| {
            [value.label.zh.clone(), value.label.en.clone()]
                .into_iter()
                .chain(value.synonyms.iter().cloned())
        })
        .filter(|word| word.chars().any(char::is_alphabetic))
        .collect()
}
