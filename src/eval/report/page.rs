//! The report as one HTML file. `eval/report.html` is its template, in which every text is escaped.

use std::collections::BTreeMap;

use minijinja::{AutoEscape, Environment, UndefinedBehavior, Value, context};

use crate::eval::Outcome;
use crate::eval::judge::Verdict;
use crate::eval::lanes::{self, LaneRun};
use crate::eval::question::Gold;
use crate::result_set::Cell;

use super::{Report, cell, charts, groups, status, worst_first};

const TEMPLATE: &str = include_str!("../../../eval/report.html");

/// Rows of an answer and of a gold that are shown.
const ROWS: usize = 30;

/// Fills the page.
///
/// # Errors
/// Where the template cannot be used.
pub fn html(report: &Report<'_>) -> Result<String, minijinja::Error> {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_auto_escape_callback(|_| AutoEscape::Html);
    environment.add_template("report", TEMPLATE)?;
    environment.get_template("report")?.render(page(report))
}

fn page(report: &Report<'_>) -> Value {
    let summary = report.summary;
    let drawn = groups(summary).into_iter().map(|(title, groups)| {
        context! { title, svg => Value::from_safe_string(charts::stacked(groups)) }
    });
    let times = |of: fn(&Outcome) -> f64| {
        let values: Vec<f64> = report.outcomes.iter().map(of).collect();
        Value::from_safe_string(charts::histogram(&values, "ms"))
    };
    let percentiles = |it: super::super::summary::Percentiles| {
        context! {
            p50 => format!("{:.2}", it.p50),
            p99 => format!("{:.2}", it.p99),
            max => format!("{:.2}", it.max),
        }
    };
    let model = &summary.model;
    context! {
        lane => report.lane.name(),
        lanes => (report.runs.len() > 1).then(|| side_by_side(report.runs)),
        jobs => report.jobs,
        wrong => summary.all.get(Verdict::WrongShown) + summary.not_built.get(Verdict::WrongShown),
        good => summary.all.good(),
        total => summary.all.judged(),
        percent => format!("{:.1}", summary.all.percent()),
        counts => counts(&summary.all),
        not_built => (summary.not_built.total() > 0).then(|| counts(&summary.not_built)),
        charts => drawn.collect::<Vec<Value>>(),
        planning => percentiles(summary.planning_ms),
        whole => percentiles(summary.whole_ms),
        planning_svg => times(Outcome::planning_ms),
        whole_svg => times(|outcome| outcome.answer.elapsed_ms),
        pairs => summary.pairs.as_ref().map(|pairs| context! {
            pairs => pairs.pairs,
            zh => format!("{:.1}", pairs.zh),
            en => format!("{:.1}", pairs.en),
            gap => format!("{:+.1}", pairs.gap),
            unequal => pairs.unequal.join(", "),
        }),
        model => (model.questions > 0).then(|| context! {
            questions => model.questions,
            calls => model.calls,
            repairs => model.repairs,
            cost => lanes::cost(summary),
            wait => percentiles(model.waited_ms),
            prompt_tokens => model.prompt_tokens,
            completion_tokens => model.completion_tokens,
        }),
        changes => report.changes.as_ref().map(|changes| {
            let lists = changes.lists().into_iter().filter(|(_, list)| !list.is_empty());
            context! {
                lowered => changes.lowers(),
                lists => lists.map(|(title, list)| {
                    let lines: Vec<String> = list.iter().map(ToString::to_string).collect();
                    context! { title, lines }
                }).collect::<Vec<Value>>(),
            }
        }),
        questions => worst_first(report.outcomes).into_iter().map(question).collect::<Vec<Value>>(),
    }
}

fn side_by_side(runs: &[LaneRun]) -> Value {
    let names: Vec<&str> = runs.iter().map(|run| run.lane.name()).collect();
    let lines = lanes::table(runs).into_iter();
    let lines: Vec<Value> = lines
        .map(|(name, cells)| context! { name, cells })
        .collect();
    context! { names, lines, apart => lanes::apart(runs) }
}

fn counts(counts: &crate::eval::summary::Counts) -> Vec<Value> {
    Verdict::ALL
        .into_iter()
        .map(|verdict| {
            context! { label => verdict.label(), class => charts::class(verdict), count => counts.get(verdict) }
        })
        .collect()
}

fn question(outcome: &Outcome) -> Value {
    let Outcome {
        question,
        answer,
        gold,
        judgement,
    } = outcome;
    let verdict = judgement.verdict;
    let names: Vec<&str> = answer.columns.iter().map(|it| it.name.as_str()).collect();
    let golds = question.gold.iter().map(|it| table_of(it, &gold.main));
    let others = question.alternatives.iter().zip(&gold.alternatives);
    let also = question.also.iter().zip(&gold.also);
    let others = others.chain(also).map(|(it, rows)| table_of(it, rows));
    context! {
        id => question.id.as_str(),
        set => question.set.as_str(),
        kind => question.kind.as_str(),
        language => question.language.as_str(),
        text => question.text.as_str(),
        after => question.after.clone(),
        analysis => question.analysis.as_deref(),
        note => question.note.as_str(),
        label => verdict.label(),
        class => charts::class(verdict),
        good => verdict.is_good(),
        reason => judgement.reason.as_str(),
        status => status(answer.status),
        reading => answer.reading.as_str(),
        narration => answer.narration.as_str(),
        semantic_sql => answer.semantic_sql.as_deref(),
        shown => (!names.is_empty()).then(|| table(&names, &answer.rows)),
        golds => golds.chain(others).collect::<Vec<Value>>(),
        planning_ms => format!("{:.2}", outcome.planning_ms()),
        whole_ms => format!("{:.1}", answer.elapsed_ms),
    }
}

fn table_of(gold: &Gold, rows: &[Vec<Cell>]) -> Value {
    let names: Vec<&str> = gold.columns.iter().map(|it| it.name.as_str()).collect();
    let table = table(&names, rows);
    let parts: BTreeMap<&str, Value> = [
        ("reading", Value::from(gold.reading.clone())),
        ("sql", Value::from(gold.sql.clone())),
        ("table", table),
    ]
    .into();
    Value::from(parts)
}

fn table(names: &[&str], rows: &[Vec<Cell>]) -> Value {
    let shown: Vec<Vec<String>> = rows
        .iter()
        .take(ROWS)
        .map(|row| row.iter().map(cell).collect())
        .collect();
    let names: Vec<String> = names.iter().copied().map(str::to_owned).collect();
    context! { names, rows => shown, left_out => rows.len().saturating_sub(ROWS) }
}
