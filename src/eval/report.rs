//! What came of an evaluation, told: to a terminal, to a program, to a reader.

use std::fmt::Write as _;

use serde_json::{Value, json};

use crate::answer::Status;
use crate::question::LaneChoice;
use crate::result_set::Cell;

use super::Outcome;
use super::baseline::Changes;
use super::judge::Verdict;
use super::lanes::{self, LaneRun};
use super::question::Question;
use super::summary::{Counts, Summary};

mod charts;
mod page;

pub use page::html;

/// Everything that is told.
pub struct Report<'a> {
    /// Who was allowed to answer.
    pub lane: LaneChoice,
    /// Questions that were asked at once.
    pub jobs: usize,
    /// What came of the questions in each lane that was asked; the last is the one that is told in full.
    pub runs: &'a [LaneRun],
    /// The counts of that lane.
    pub summary: &'a Summary,
    /// What is different from the baseline, where there is one.
    pub changes: Option<Changes>,
    /// What came of each question.
    pub outcomes: &'a [Outcome],
}

/// Lines for a terminal: what is not as expected, then the summary.
#[must_use]
pub fn text(report: &Report<'_>) -> String {
    let mut out = String::new();
    for outcome in worst_first(report.outcomes) {
        let verdict = outcome.judgement.verdict;
        if verdict.is_good() {
            break;
        }
        let Question { id, text, .. } = &outcome.question;
        let reason = &outcome.judgement.reason;
        let _ = writeln!(
            out,
            "{:<19}  {id}  {text}\n{:21}{reason}",
            verdict.label(),
            ""
        );
    }
    let summary = report.summary;
    for (title, groups) in groups(summary) {
        let _ = writeln!(out, "\n{title}");
        for (name, counts) in groups {
            let _ = writeln!(out, "  {name:<20} {}", one_line(counts));
        }
    }
    tell_times(&mut out, report);
    tell_lanes(&mut out, report.runs);
    if let Some(changes) = &report.changes {
        tell_changes(&mut out, changes);
    }
    let _ = writeln!(out, "\nall                    {}", one_line(&summary.all));
    if summary.not_built.total() > 0 {
        let counts = one_line(&summary.not_built);
        let _ = writeln!(out, "analyses not built     {counts}");
    }
    let wrong = summary.all.get(Verdict::WrongShown) + summary.not_built.get(Verdict::WrongShown);
    let missing: usize = report.runs.iter().map(LaneRun::not_recorded).sum();
    if missing > 0 {
        let _ = writeln!(out, "NOT RECORDED, and not judged: {missing}");
    }
    let _ = write!(out, "wrong and shown: {wrong}");
    out
}

/// The lanes side by side, where there are several.
fn tell_lanes(out: &mut String, runs: &[LaneRun]) {
    if runs.len() < 2 {
        return;
    }
    let names = runs.iter().map(|run| run.lane.name().to_owned()).collect();
    let lines = std::iter::once(("lanes".to_owned(), names)).chain(lanes::table(runs));
    let _ = writeln!(out);
    for (name, cells) in lines {
        let cells: Vec<String> = cells.iter().map(|cell| format!("{cell:<26}")).collect();
        let _ = writeln!(out, "{name:<22} {}", cells.concat().trim_end());
    }
    let apart = lanes::apart(runs);
    let _ = writeln!(out, "\nended differently: {}", apart.len());
    for line in apart {
        let _ = writeln!(out, "  {line}");
    }
}

fn tell_times(out: &mut String, report: &Report<'_>) {
    let summary = report.summary;
    let _ = writeln!(out, "\nmilliseconds, {} at once", report.jobs);
    for (name, it) in [
        ("planning", summary.planning_ms),
        ("whole", summary.whole_ms),
    ] {
        let (p50, p99, max) = (it.p50, it.p99, it.max);
        let _ = writeln!(
            out,
            "  {name:<20} p50 {p50:.2}, p99 {p99:.2}, at most {max:.2}"
        );
    }
    let model = &summary.model;
    if model.questions > 0 {
        let (p50, p99) = (model.waited_ms.p50, model.waited_ms.p99);
        let _ = writeln!(out, "  {:<20} p50 {p50:.2}, p99 {p99:.2}", "waiting for it");
        let _ = writeln!(
            out,
            "\nmodel: {} questions, {} calls, {} repairs, {} tokens read, {} written, cost {}",
            model.questions,
            model.calls,
            model.repairs,
            model.prompt_tokens,
            model.completion_tokens,
            lanes::cost(summary)
        );
    }
    if let Some(pairs) = &summary.pairs {
        let _ = writeln!(
            out,
            "\n{} pairs: zh {:.1} %, en {:.1} %, gap {:+.1} points{}{}",
            pairs.pairs,
            pairs.zh,
            pairs.en,
            pairs.gap,
            if pairs.unequal.is_empty() {
                ""
            } else {
                "; unequal: "
            },
            pairs.unequal.join(", ")
        );
    }
}

fn tell_changes(out: &mut String, changes: &Changes) {
    for (title, list) in changes.lists() {
        if list.is_empty() {
            continue;
        }
        let _ = writeln!(out, "\n{title}: {}", list.len());
        for change in list {
            let _ = writeln!(out, "  {change}");
        }
    }
    let said = if changes.lowers() {
        "the baseline is LOWERED"
    } else {
        "the baseline is held"
    };
    let _ = writeln!(out, "\n{said}");
}

fn groups(summary: &Summary) -> [(&'static str, &[(String, Counts)]); 3] {
    [
        ("by file", &summary.by_set),
        ("by kind", &summary.by_kind),
        ("by language", &summary.by_language),
    ]
}

/// The counts of a group that are not zero, its share of what is as expected first.
fn one_line(counts: &Counts) -> String {
    let mut parts = vec![format!(
        "{:>3} of {:>3} as expected ({:.1} %)",
        counts.good(),
        counts.judged(),
        counts.percent()
    )];
    for verdict in Verdict::ALL {
        let count = counts.get(verdict);
        if count > 0 {
            parts.push(format!("{count} {}", verdict.label()));
        }
    }
    parts.join(", ")
}

/// Outcomes, the worst first, else in their order.
fn worst_first(outcomes: &[Outcome]) -> Vec<&Outcome> {
    let mut sorted: Vec<&Outcome> = outcomes.iter().collect();
    sorted.sort_by_key(|it| it.judgement.verdict);
    sorted
}

/// The whole as JSON.
#[must_use]
pub fn json(report: &Report<'_>) -> String {
    let questions: Vec<Value> = report.outcomes.iter().map(question_json).collect();
    let whole = json!({
        "lane": report.lane,
        "jobs": report.jobs,
        "summary": report.summary,
        "lanes": report.runs,
        "changes": report.changes,
        "questions": questions,
    });
    format!("{whole:#}\n")
}

fn question_json(outcome: &Outcome) -> Value {
    let Outcome {
        question, answer, ..
    } = outcome;
    let columns = |it: &super::question::Gold| -> Vec<String> {
        it.columns
            .iter()
            .map(|column| column.name.clone())
            .collect()
    };
    json!({
        "id": question.id,
        "set": question.set,
        "kind": question.kind,
        "language": question.language,
        "question": question.text,
        "after": question.after,
        "analysis": question.analysis,
        "verdict": outcome.judgement.verdict,
        "reason": outcome.judgement.reason,
        "status": answer.status,
        "lane": answer.lane,
        "reading": answer.reading,
        "narration": answer.narration,
        "semantic_sql": answer.semantic_sql,
        "columns": answer.columns.iter().map(|column| &column.name).collect::<Vec<_>>(),
        "rows": answer.rows,
        "gold_columns": question.gold.as_ref().map(columns),
        "gold_rows": outcome.gold.main,
        "planning_ms": outcome.planning_ms(),
        "elapsed_ms": answer.elapsed_ms,
        "model": answer.model,
    })
}

/// How an answer ended, for people.
fn status(status: Status) -> &'static str {
    match status {
        Status::Answered => "answered",
        Status::Clarify => "asked back",
        Status::Declined => "declined",
        Status::Failed => "failed",
    }
}

/// A cell as text; NULL is told as such.
fn cell(value: &Cell) -> String {
    value.key().unwrap_or_else(|| "NULL".to_owned())
}
