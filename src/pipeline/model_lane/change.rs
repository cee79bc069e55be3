//! A change that the model was asked about, as the statements that take it apart.

use chrono::{Datelike as _, Duration, Months, NaiveDateTime, NaiveTime};
use semantic_sql::layer::{FieldId, Text};
use semantic_sql::{bind, parse};

use crate::grammar::time::{self, TimeRange};
use crate::plan::{
    Attribution, AttributionPlan, CompareReading, Decline, Intent, Plan, Premise, QueryPlan,
};
use crate::planner::attribution::{Wanted, can_be_taken_apart, span, statements};
use crate::planner::model::reply::{Offset, TypedQuery};
use crate::planner::reading::Reader;
use crate::question::Question;

type Span = (NaiveDateTime, NaiveDateTime);

/// The plan of a change; a refusal where the layer or the scope gives no way.
pub(super) fn plan(
    reader: &Reader<'_>,
    question: &Question,
    (asked, sql, scope): (&TypedQuery, &str, &[String]),
    premise: Premise,
) -> Plan {
    match taken_apart(reader, question, (asked, sql, scope), premise) {
        Some(plan) => Plan::Attribution(plan),
        None => Plan::Decline(Decline {
            code: "unsupported",
            reason: Text {
                zh: "这个变化还不能拆：没有声明它由什么组成，或者对比的时段说不清。".to_owned(),
                en: "This change cannot be taken apart: nothing says what it is made of, or what it is compared with is not clear.".to_owned(),
            },
        }),
    }
}

fn taken_apart(
    reader: &Reader<'_>,
    question: &Question,
    (asked, sql, scope): (&TypedQuery, &str, &[String]),
    premise: Premise,
) -> Option<AttributionPlan> {
    let layer = reader.layer;
    let read = reader.read(&parse(sql).ok()?);
    let mut reading = read.interpretation;
    let metric = layer.find_metric(reading.metrics.first()?)?;
    if !can_be_taken_apart(layer, metric) {
        return None;
    }
    let time = reading.time.as_ref()?;
    let now = (time.start, time.end);
    let base = base(reader, now, asked.compare)?;
    let field = |name: &String| layer.find_fields(name).first().copied();
    let fixed: Vec<FieldId> = reading
        .filters
        .iter()
        .filter(|filter| filter.op == "=")
        .filter_map(|filter| field(&filter.dimension))
        .collect();
    let lifted: Vec<FieldId> = reading
        .filters
        .iter()
        .filter_map(|filter| field(&filter.dimension))
        .collect();
    let dimensions: Vec<FieldId> = reading.dimensions.iter().filter_map(field).collect();
    let written = statements(
        &Wanted {
            layer,
            metric,
            now: &span(layer, now.0, now.1)?,
            base: &span(layer, base.0, base.1)?,
            filters: scope,
            fixed: &fixed,
            lifted: &lifted,
            dimensions: &dimensions,
        },
        &|sql| bind(layer, &question.asker, sql).is_ok(),
    );
    if written.tree.is_none() && written.dimensions.is_empty() {
        return None;
    }
    let label = dates(base);
    let mut assumptions = vec![Text {
        zh: "由语言模型理解，请核对“理解为”一行。".to_owned(),
        en: "Understood by a language model: check the reading.".to_owned(),
    }];
    assumptions.extend(written.notes);
    reading.compare = Some(compared(asked, base, &label));
    Some(AttributionPlan {
        query: QueryPlan {
            sql: written.main,
            intent: Intent::Attribution,
            reading: Text {
                zh: format!("变化拆解：{}，对比{}", read.text.zh, label.zh),
                en: format!(
                    "what the change is made of: {}, against {}",
                    read.text.en, label.en
                ),
            },
            interpretation: reading,
            assumptions,
            supporting: written.beside,
            derived: written.derived,
            parts: Vec::new(),
            chart: None,
            verified: None,
        },
        change: Attribution {
            metric,
            tree: written.tree,
            weight: written.weight,
            asked: !dimensions.is_empty(),
            dimensions: written.dimensions,
            premise,
        },
    })
}

/// What a period is compared with: as the reply says, else the same weekday of the week before for
/// a day and the period before for any other.
fn base(reader: &Reader<'_>, now: Span, compare: Option<Offset>) -> Option<Span> {
    let days = |count: i64| {
        let back = Duration::days(count);
        Some((
            now.0.checked_sub_signed(back)?,
            now.1.checked_sub_signed(back)?,
        ))
    };
    let months = |count: u32| {
        let back = Months::new(count);
        Some((
            now.0.checked_sub_months(back)?,
            now.1.checked_sub_months(back)?,
        ))
    };
    match compare {
        Some(Offset::Day) => days(1),
        Some(Offset::Week) => days(7),
        Some(Offset::Month) => months(1),
        Some(Offset::Quarter) => months(3),
        Some(Offset::Year) => months(12),
        Some(Offset::SameWeekLastYear) => days(364),
        Some(Offset::Event) => None,
        None if now.1 - now.0 <= Duration::days(1) => days(7),
        None | Some(Offset::PreviousPeriod) => previous(reader.named, now, months),
    }
}

/// The period just before, in the unit of the words that named it; months before months.
fn previous(
    named: Option<&TimeRange>,
    now: Span,
    months: impl Fn(u32) -> Option<Span>,
) -> Option<Span> {
    if let Some(range) = named.filter(|range| (range.start, range.end) == now) {
        return time::previous_range(range).map(|base| (base.start, base.end));
    }
    let first = |at: NaiveDateTime| at.day() == 1 && at.time() == NaiveTime::MIN;
    if first(now.0) && first(now.1) {
        let count =
            (now.1.year() - now.0.year()) * 12 + now.1.month0() as i32 - now.0.month0() as i32;
        return months(u32::try_from(count).ok()?);
    }
    Some((now.0.checked_sub_signed(now.1 - now.0)?, now.0))
}

/// A span by its days.
fn dates((start, end): Span) -> Text {
    let last = end - Duration::seconds(1);
    let (first, last) = (start.date(), last.date());
    let text = if first == last {
        first.to_string()
    } else {
        format!("{first}–{last}")
    };
    Text {
        zh: text.clone(),
        en: text,
    }
}

/// What a change is compared with, for the reading.
fn compared(asked: &TypedQuery, base: Span, label: &Text) -> CompareReading {
    CompareReading {
        kind: asked
            .compare
            .map_or("previous_period", Offset::word)
            .to_owned(),
        start: Some(base.0),
        end: Some(base.1),
        label: label.clone(),
    }
}
