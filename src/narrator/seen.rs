//! What a narrating model sees of an answer.

use serde::Serialize;

use crate::answer::Draft;
use crate::answer::labels::Labels;
use crate::plan::FilterReading;
use crate::prompt::{PromptError, PromptName, Prompts};
use crate::result_set::ResultSet;

use super::language_name;
use super::names::Names;

/// Rows of a result that are shown to the model.
const MOST_ROWS: usize = 20;

/// The variables of the turn.
#[derive(Serialize)]
struct Seen {
    language: &'static str,
    period: Option<String>,
    compared: Option<String>,
    filters: Vec<String>,
    headline: String,
    body: Vec<String>,
    table: Table,
    beside: Vec<Beside>,
}

#[derive(Serialize)]
struct Beside {
    name: String,
    period: Option<String>,
    table: Table,
}

#[derive(Serialize)]
struct Table {
    columns: Vec<String>,
    rows: Vec<Vec<String>>,
    count: usize,
    cut: bool,
}

/// The turn that shows an answer to the model.
pub(super) fn turn(
    prompts: &Prompts,
    draft: &Draft<'_>,
    names: &mut Names,
) -> Result<String, PromptError> {
    let (labels, computed) = (draft.labels(), draft.computed());
    let language = labels.language;
    let reading = &computed.plan.interpretation;
    // The table first, so that its rows have the first ids, in their order.
    let table = table(labels, &computed.result, names);
    let mut beside = Vec::new();
    for part in &computed.supporting {
        let period = part.period.as_ref().map(|it| language.pick(&it.label));
        beside.push(Beside {
            name: part.name.clone(),
            period: period.map(|it| names.hide(it)),
            table: self::table(labels, &part.result, names),
        });
    }
    let (headline, body) = draft.template();
    let period = reading.time.as_ref().map(|it| language.pick(&it.label));
    let compared = computed.compared().map(|it| language.pick(&it.label));
    let seen = Seen {
        language: language_name(language),
        period: period.map(|it| names.hide(it)),
        compared: compared.map(|it| names.hide(it)),
        filters: reading
            .filters
            .iter()
            .map(|it| names.hide(&filter(labels, it)))
            .collect(),
        headline: names.hide(&headline),
        body: body.iter().map(|it| names.hide(it)).collect(),
        table,
        beside,
    };
    prompts.render(PromptName::NarrateResult, &seen)
}

fn table(labels: &Labels<'_>, result: &ResultSet, names: &mut Names) -> Table {
    let columns = result.columns.iter();
    let columns = columns
        .map(|column| names.hide(&labels.column(column)))
        .collect();
    let mut rows = Vec::new();
    for cells in result.rows.iter().take(MOST_ROWS) {
        let row = result.columns.iter().zip(cells);
        rows.push(
            row.map(|(column, cell)| names.cell(labels, column, cell))
                .collect(),
        );
    }
    Table {
        columns,
        rows,
        count: result.rows.len(),
        cut: result.rows.len() > MOST_ROWS,
    }
}

/// A restriction in words.
fn filter(labels: &Labels<'_>, filter: &FilterReading) -> String {
    let field = labels.field(&filter.dimension);
    let name = field.map_or(filter.dimension.as_str(), |id| {
        labels.language.pick(&labels.layer.field(id).label)
    });
    let shown =
        |value: &String| field.map_or_else(|| value.clone(), |id| labels.field_value(id, value));
    let values: Vec<String> = filter.values.iter().map(shown).collect();
    let values = values.join(labels.language.choose("、", ", "));
    format!("{name} {} {values}", filter.op).trim().to_owned()
}
