//! What a reader must know beside the numbers: basis, defaults, maturity, freshness.

use chrono::{Duration, NaiveDateTime};

use super::labels::Labels;
use super::{AnswerNote, Computed};

/// Everything that must be said, most important first, each thing once.
pub(super) fn notes(labels: &Labels<'_>, computed: &Computed) -> Vec<AnswerNote> {
    let mut notes: Vec<AnswerNote> = Vec::new();
    let mut say = |code: &str, text: String| {
        if !text.is_empty() && !notes.iter().any(|known| known.text == text) {
            notes.push(AnswerNote { code: code.to_owned(), text });
        }
    };
    let language = labels.language;
    if computed.result.rows.is_empty() {
        say("empty_no_rows", language.choose("没有符合条件的数据。", "No rows match.").to_owned());
    }
    for assumption in &computed.plan.assumptions {
        say("assumption", language.pick(assumption).to_owned());
    }
    for text in maturity(labels, computed) {
        say("maturity", text);
    }
    for note in &computed.notes {
        if note.code != "default_filter" {
            say(note.code, language.pick(&note.text).to_owned());
        }
    }
    for text in default_filters(labels, computed) {
        say("default_filter", text);
    }
    for metric in &computed.metrics {
        for caveat in &labels.layer.metric(*metric).caveats {
            say("caveat", language.pick(caveat).to_owned());
        }
    }
    if let Some(until) = data_until(labels, computed) {
        let at = labels.moment(until);
        let text = match language {
            crate::question::Language::Zh => format!("数据更新至 {at}"),
            crate::question::Language::En => format!("Data to {at}"),
        };
        say("data_until", text);
    }
    notes
}

/// What is still going to change, where the range reaches into the days in which it does.
fn maturity(labels: &Labels<'_>, computed: &Computed) -> Vec<String> {
    let end = computed.plan.interpretation.time.as_ref().map_or(labels.asked_at, |time| time.end);
    let mut said: Vec<String> = Vec::new();
    for metric in &computed.metrics {
        for formula in labels.layer.formulas_of(*metric) {
            let Some(maturity) = &labels.layer.metric(formula.metric).maturity else { continue };
            let text = labels.language.pick(&maturity.note);
            let moving = end + Duration::days(i64::from(maturity.days)) > labels.asked_at;
            if moving && !said.iter().any(|known| known == text) {
                said.push(text.to_owned());
            }
        }
    }
    said
}

/// The default filters that were applied, in people's words.
pub(super) fn default_filters(labels: &Labels<'_>, computed: &Computed) -> Vec<String> {
    let applied = computed.notes.iter().filter(|note| note.code == "default_filter");
    applied.map(|note| labels.language.pick(&note.text).to_owned()).collect()
}

/// The oldest moment until which a table that was read is loaded, else the data's clock.
pub(super) fn data_until(labels: &Labels<'_>, computed: &Computed) -> Option<NaiveDateTime> {
    let sources = computed.datasets.iter().filter_map(|name| labels.layer.find_dataset(name));
    let tables: Vec<&String> = sources.flat_map(|id| &labels.layer.dataset(id).source).collect();
    let loads = labels.knowledge.freshness.iter().filter(|load| tables.contains(&&load.table));
    loads.map(|load| load.until).min().or(labels.knowledge.clock)
}
