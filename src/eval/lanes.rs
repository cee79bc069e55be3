//! The lanes side by side: what came of the same questions in each.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::question::LaneChoice;

use super::Outcome;
use super::judge::Verdict;
use super::summary::{Counts, Percentiles, Summary, summarise};

/// What came of the questions in one lane.
#[derive(Debug, Clone, Serialize)]
pub struct LaneRun {
    /// Who was allowed to answer.
    pub lane: LaneChoice,
    /// The counts.
    pub summary: Summary,
    /// The verdict of each question by its id.
    pub verdicts: BTreeMap<String, Verdict>,
}

impl LaneRun {
    /// Sums up the outcomes of a lane.
    #[must_use]
    pub fn of(lane: LaneChoice, outcomes: &[Outcome]) -> Self {
        let verdict = |it: &Outcome| (it.question.id.clone(), it.judgement.verdict);
        Self {
            lane,
            summary: summarise(outcomes),
            verdicts: outcomes.iter().map(verdict).collect(),
        }
    }

    /// How many questions were not judged, since a reply of the model was not recorded.
    #[must_use]
    pub fn not_recorded(&self) -> usize {
        let verdicts = self.verdicts.values();
        verdicts.filter(|it| **it == Verdict::NotRecorded).count()
    }
}

/// A table with a column for each lane: the name of each line, and its cells.
#[must_use]
pub fn table(runs: &[LaneRun]) -> Vec<(String, Vec<String>)> {
    let mut lines: Vec<(String, Vec<String>)> = Vec::new();
    let mut line = |name: &str, cell: &dyn Fn(&Summary) -> String| {
        let cells = runs.iter().map(|run| cell(&run.summary)).collect();
        lines.push((name.to_owned(), cells));
    };
    line("as expected", &|it| as_expected(&it.all));
    for verdict in Verdict::ALL {
        let count = |it: &Summary| it.all.get(verdict) + it.not_built.get(verdict);
        if runs.iter().any(|run| count(&run.summary) > 0) {
            line(verdict.label(), &|it| count(it).to_string());
        }
    }
    line("planning, ms", &|it| times(it.planning_ms));
    line("model: questions", &|it| it.model.questions.to_string());
    line("model: calls", &|it| it.model.calls.to_string());
    line("model: repairs", &|it| it.model.repairs.to_string());
    line("model: tokens read", &|it| {
        it.model.prompt_tokens.to_string()
    });
    line("model: tokens written", &|it| {
        it.model.completion_tokens.to_string()
    });
    line("model: cost", &cost);
    line("model: wait, ms", &|it| times(it.model.waited_ms));
    lines
}

/// The questions that ended differently, each with how it ended in each lane.
#[must_use]
pub fn apart(runs: &[LaneRun]) -> Vec<String> {
    let Some(first) = runs.first() else {
        return Vec::new();
    };
    let ended = |id: &String| -> Vec<(LaneChoice, Verdict)> {
        let of = |run: &LaneRun| Some((run.lane, *run.verdicts.get(id)?));
        runs.iter().filter_map(of).collect()
    };
    let ids = first.verdicts.keys().map(|id| (id, ended(id)));
    ids.filter(|(_, ended)| ended.iter().any(|it| it.1 != ended[0].1))
        .map(|(id, ended)| {
            let each = ended.iter();
            let each = each.map(|(lane, it)| format!("{} {}", lane.name(), it.label()));
            format!("{id}: {}", each.collect::<Vec<_>>().join(", "))
        })
        .collect()
}

/// What the model cost, for people.
#[must_use]
pub fn cost(summary: &Summary) -> String {
    let model = &summary.model;
    match model.cost {
        _ if model.questions == 0 => "–".to_owned(),
        Some(cost) => format!("{cost:.4} {}", model.currency),
        None => "no price".to_owned(),
    }
}

fn as_expected(counts: &Counts) -> String {
    let (good, judged) = (counts.good(), counts.judged());
    format!("{good} of {judged} ({:.1} %)", counts.percent())
}

fn times(of: Percentiles) -> String {
    format!("p50 {:.1}, p99 {:.1}", of.p50, of.p99)
}
