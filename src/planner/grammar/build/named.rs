//! What periods are called that no words of the question name.

use semantic_sql::layer::{SemanticLayer, Text};

use crate::grammar::time::{CompareExpr, EventReading, Grain, TimeRange, label_en, label_zh};
use crate::plan::CompareReading;

use super::period::kind;

/// What the layer calls an event.
pub(super) fn event_name(layer: &SemanticLayer, event: &EventReading) -> Text {
    let mut known = layer.calendar.iter().flat_map(|calendar| &calendar.events);
    let name = known
        .find(|it| it.id == event.id)
        .map(|it| it.label.clone());
    name.unwrap_or_else(|| Text {
        zh: event.id.clone(),
        en: event.id.clone(),
    })
}

/// An event by its year; groups have windows of their own.
pub(in super::super) fn event_label(layer: &SemanticLayer, event: &EventReading) -> Text {
    let phase = event
        .phase
        .as_deref()
        .map(|phase| format!(" {phase}"))
        .unwrap_or_default();
    let Text { zh, en } = event_name(layer, event);
    Text {
        zh: format!("{} 年{zh}{phase}（各组按自己的活动期）", event.year),
        en: format!("{en} {}{phase} (each group by its own window)", event.year),
    }
}

/// The period just before a range, by a name where the range is one unit of the calendar.
pub(super) fn just_before(range: &TimeRange, before: &TimeRange) -> CompareReading {
    let one = (range.step.n == 1 && !range.partial).then_some(range.step.unit);
    let name = match one {
        Some(Grain::Day) => Some(("前一天", "the day before")),
        Some(Grain::Week) => Some(("前一周", "the week before")),
        Some(Grain::Month) => Some(("前一个月", "the month before")),
        _ => None,
    };
    let (zh, en) = (label_zh(before), label_en(before));
    CompareReading {
        kind: kind(&CompareExpr::PreviousPeriod).to_owned(),
        start: Some(before.start),
        end: Some(before.end),
        label: match name {
            Some((name, english)) => Text {
                zh: format!("{name}（{zh}）"),
                en: format!("{english} ({en})"),
            },
            None => Text { zh, en },
        },
    }
}
