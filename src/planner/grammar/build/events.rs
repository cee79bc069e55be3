//! The campaigns and holidays of a question: asked for, compared, or left out.

use semantic_sql::layer::SemanticLayer;

use crate::grammar::time::{Calendar, CompareExpr, EventReading, Grain, TimeRange, base_event};
use crate::plan::CompareReading;

use super::super::refuse;
use super::super::write;
use super::named::{event_label, event_name};
use super::period::Period;
use super::{Base, Build, Step};

/// 今年618和双11: a year that only says again of which year the events are.
pub(super) fn is_year_of(range: &TimeRange, events: &[EventReading]) -> bool {
    let year = range.grain == Grain::Year && range.step.n == 1;
    let within = |event: &EventReading| {
        let starts = event.windows.iter().map(|window| window.start);
        starts
            .min()
            .is_some_and(|start| range.start <= start && start < range.end)
    };
    year && events.len() > 1 && events.iter().all(within)
}

impl Period {
    pub(super) fn settle_event(
        &mut self,
        layer: &SemanticLayer,
        events: &[EventReading],
        compare: bool,
    ) -> Step<()> {
        match events {
            [] => {}
            [one] if one.windows.is_empty() => {
                return Err(refuse::no_such_occurrence(
                    &event_name(layer, one),
                    one.year,
                ));
            }
            [one] => self.event = Some(one.clone()),
            // 618和双11哪个卖得多: two events, in the order in which they are named; of one event
            // the later against the earlier.
            [a, b] if compare && self.against.is_none() => {
                let (new, old) = if a.id != b.id || a.year >= b.year {
                    (a, b)
                } else {
                    (b, a)
                };
                for event in [new, old] {
                    if event.windows.is_empty() {
                        let name = event_name(layer, event);
                        return Err(refuse::no_such_occurrence(&name, event.year));
                    }
                }
                self.event = Some(new.clone());
                self.against = Some(CompareExpr::Event(old.clone()));
            }
            _ => return Err(refuse::two_bases()),
        }
        Ok(())
    }
}

impl Build<'_> {
    pub(super) fn event_filters(&self, event: &EventReading) -> Vec<String> {
        let Some(sources) = &self.layer.calendar else {
            return Vec::new();
        };
        let condition = |name: &Option<String>, value: &str| {
            let field = *self.layer.find_fields(name.as_deref()?).first()?;
            let literal = write::literal(self.layer, field, value);
            Some(format!("{} = {literal}", self.layer.field_reference(field)))
        };
        let mut filters: Vec<String> = Vec::new();
        filters.extend(condition(&sources.event_field, &event.id));
        filters.extend(condition(&sources.year_field, &event.year.to_string()));
        if let Some(phase) = &event.phase {
            filters.extend(condition(&sources.phase_field, phase));
        }
        filters
    }

    /// The condition that leaves an event out, its phase alone where one is named; days of no event
    /// have none of its columns.
    pub(super) fn outside_of(&self, event: &EventReading) -> Option<String> {
        let sources = self.layer.calendar.as_ref()?;
        let parts = [
            (&sources.event_field, Some(event.id.clone())),
            (&sources.year_field, Some(event.year.to_string())),
            (&sources.phase_field, event.phase.clone()),
        ];
        let mut outside = Vec::new();
        for (name, value) in parts {
            let Some(value) = value else { continue };
            let field = *self.layer.find_fields(name.as_deref()?).first()?;
            let literal = write::literal(self.layer, field, &value);
            let column = self.layer.field_reference(field);
            if outside.is_empty() {
                outside.push(format!("{column} IS NULL"));
            }
            outside.push(format!("{column} <> {literal}"));
        }
        (!outside.is_empty()).then(|| format!("({})", outside.join(" OR ")))
    }

    pub(super) fn event_base(
        &self,
        event: &EventReading,
        compare: &CompareExpr,
        calendar: &Calendar<'_>,
    ) -> Step<Base> {
        let base = base_event(event, compare, calendar);
        // By campaign, each of two that are compared has rows of its own alone.
        let calendar_field = self
            .layer
            .calendar
            .as_ref()
            .and_then(|it| it.event_field.as_ref());
        let by_event = |field| Some(&self.layer.field(field).name) == calendar_field;
        let apart = self.slots.grouped().any(by_event) && base.id != event.id;
        if self.period.range.is_some() || self.bucket.is_some() || base.windows.is_empty() || apart
        {
            return Err(refuse::two_bases());
        }
        let reading = CompareReading {
            kind: "event".to_owned(),
            start: base.windows.iter().map(|window| window.start).min(),
            end: base.windows.iter().map(|window| window.end).max(),
            label: event_label(self.layer, &base),
        };
        let (now, then) = (
            self.event_filters(event).join(" AND "),
            self.event_filters(&base).join(" AND "),
        );
        Ok(Base::Conditions { now, then, reading })
    }
}
