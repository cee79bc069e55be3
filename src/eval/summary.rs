//! What came of all questions: counts, times, tokens, and how far the languages are apart.

use std::collections::BTreeMap;

use serde::Serialize;

use super::Outcome;
use super::judge::Verdict;

/// What came of all questions.
#[derive(Debug, Clone, Serialize)]
pub struct Summary {
    /// All that need no analysis which is not built.
    pub all: Counts,
    /// Those that need one.
    pub not_built: Counts,
    /// By the file that a question is in.
    pub by_set: Vec<(String, Counts)>,
    /// By kind.
    pub by_kind: Vec<(String, Counts)>,
    /// By language.
    pub by_language: Vec<(String, Counts)>,
    /// How the halves of pairs compare, where there are pairs.
    pub pairs: Option<Pairs>,
    /// Milliseconds of planning.
    pub planning_ms: Percentiles,
    /// Milliseconds from question to answer.
    pub whole_ms: Percentiles,
    /// What models were asked, where an answer says it.
    pub model: ModelTotals,
    /// What the proofs of the narrations came to.
    pub proof: ProofTotals,
}

/// What the proofs of the narrations came to.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct ProofTotals {
    /// Sentences that were told.
    pub sentences: usize,
    /// Numbers in them, each bound to cells.
    pub bound: usize,
    /// Sentences that the reader could not prove, with the question and what they failed on.
    pub unproved: Vec<String>,
}

/// How often each verdict was given.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Counts(BTreeMap<Verdict, usize>);

impl Counts {
    /// Counts verdicts.
    #[must_use]
    pub fn of(verdicts: impl IntoIterator<Item = Verdict>) -> Self {
        let mut counts = Self::default();
        for verdict in verdicts {
            *counts.0.entry(verdict).or_default() += 1;
        }
        counts
    }

    /// How often a verdict was given.
    #[must_use]
    pub fn get(&self, verdict: Verdict) -> usize {
        self.0.get(&verdict).copied().unwrap_or_default()
    }

    /// How many questions there were.
    #[must_use]
    pub fn total(&self) -> usize {
        self.0.values().sum()
    }

    /// How many there was something to judge of.
    #[must_use]
    pub fn judged(&self) -> usize {
        self.total() - self.get(Verdict::NotRecorded)
    }

    /// How many ended as expected.
    #[must_use]
    pub fn good(&self) -> usize {
        let all = Verdict::ALL.into_iter();
        all.filter(|it| it.is_good()).map(|it| self.get(it)).sum()
    }

    /// How many ended as expected, in percent of those that were judged.
    #[must_use]
    pub fn percent(&self) -> f64 {
        percent(self.good(), self.judged())
    }
}

/// How the halves of pairs compare.
#[derive(Debug, Clone, Serialize)]
pub struct Pairs {
    /// Pairs of which both halves were asked.
    pub pairs: usize,
    /// Percent of the Chinese halves that ended as expected.
    pub zh: f64,
    /// Percent of the English halves that did.
    pub en: f64,
    /// Chinese minus English, in points.
    pub gap: f64,
    /// Pairs of which one half did and one did not.
    pub unequal: Vec<String>,
}

/// A distribution.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
pub struct Percentiles {
    /// Half are at most this.
    pub p50: f64,
    /// 99 of 100 are at most this.
    pub p99: f64,
    /// The largest.
    pub max: f64,
}

impl Percentiles {
    /// The percentiles of some values, each a value that occurred.
    #[must_use]
    pub fn of(mut values: Vec<f64>) -> Self {
        values.sort_by(f64::total_cmp);
        let at = |hundredths: usize| {
            let rank = (values.len() * hundredths).div_ceil(100).max(1);
            values.get(rank - 1).copied().unwrap_or_default()
        };
        Self {
            p50: at(50),
            p99: at(99),
            max: at(100),
        }
    }
}

/// What models were asked, and what it took.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct ModelTotals {
    /// Questions that a model was asked about, whoever planned the answer in the end.
    pub questions: usize,
    /// How often it was called for them.
    pub calls: u64,
    /// How often a reply was sent back with what was wrong with it.
    pub repairs: u64,
    /// Tokens read.
    pub prompt_tokens: u64,
    /// Tokens written.
    pub completion_tokens: u64,
    /// What it cost, where the price of every call is known.
    pub cost: Option<f64>,
    /// What the cost is in.
    pub currency: String,
    /// Milliseconds that a question waited for the model; from recordings that is the time of a file.
    pub waited_ms: Percentiles,
}

/// Sums up outcomes.
#[must_use]
pub fn summarise(outcomes: &[Outcome]) -> Summary {
    let (built, not_built): (Vec<&Outcome>, Vec<&Outcome>) = outcomes
        .iter()
        .partition(|outcome| outcome.question.analysis.is_none());
    let by = |name: fn(&Outcome) -> &str| {
        let mut groups: BTreeMap<String, Vec<Verdict>> = BTreeMap::new();
        for outcome in &built {
            let group = groups.entry(name(outcome).to_owned()).or_default();
            group.push(outcome.judgement.verdict);
        }
        let counted = groups.into_iter();
        counted
            .map(|(name, verdicts)| (name, Counts::of(verdicts)))
            .collect()
    };
    Summary {
        all: Counts::of(built.iter().map(|it| it.judgement.verdict)),
        not_built: Counts::of(not_built.iter().map(|it| it.judgement.verdict)),
        by_set: by(|outcome| &outcome.question.set),
        by_kind: by(|outcome| &outcome.question.kind),
        by_language: by(|outcome| &outcome.question.language),
        pairs: pairs(outcomes),
        planning_ms: Percentiles::of(outcomes.iter().map(Outcome::planning_ms).collect()),
        whole_ms: Percentiles::of(outcomes.iter().map(|it| it.answer.elapsed_ms).collect()),
        model: model(outcomes),
        proof: proof(outcomes),
    }
}

fn proof(outcomes: &[Outcome]) -> ProofTotals {
    let mut totals = ProofTotals::default();
    for outcome in outcomes {
        let (id, answer) = (&outcome.question.id, &outcome.answer);
        totals.sentences += answer.proof.len();
        totals.bound += answer
            .proof
            .iter()
            .map(|told| told.numbers.len())
            .sum::<usize>();
        let unproved = answer.unproved.iter();
        totals
            .unproved
            .extend(unproved.map(|told| format!("{id}: {told}")));
    }
    totals
}

fn pairs(outcomes: &[Outcome]) -> Option<Pairs> {
    let mut halves: BTreeMap<&str, BTreeMap<&str, bool>> = BTreeMap::new();
    for outcome in outcomes {
        if let Some(pair) = &outcome.question.pair {
            let half = halves.entry(pair).or_default();
            let good = outcome.judgement.verdict.is_good();
            half.insert(&outcome.question.language, good);
        }
    }
    let whole: Vec<(&str, bool, bool)> = halves
        .into_iter()
        .filter_map(|(pair, half)| Some((pair, *half.get("zh")?, *half.get("en")?)))
        .collect();
    if whole.is_empty() {
        return None;
    }
    let zh = percent(whole.iter().filter(|it| it.1).count(), whole.len());
    let en = percent(whole.iter().filter(|it| it.2).count(), whole.len());
    let unequal = whole.iter().filter(|it| it.1 != it.2);
    Some(Pairs {
        pairs: whole.len(),
        zh,
        en,
        gap: zh - en,
        unequal: unequal.map(|it| it.0.to_owned()).collect(),
    })
}

fn model(outcomes: &[Outcome]) -> ModelTotals {
    let used: Vec<_> = outcomes
        .iter()
        .filter_map(|it| it.answer.model.as_ref())
        .collect();
    let mut totals = ModelTotals {
        questions: used.len(),
        // A price that is missing anywhere makes the sum no price.
        cost: used
            .iter()
            .try_fold(0.0, |sum, it| it.cost.map(|cost| sum + cost)),
        currency: used
            .first()
            .map(|it| it.currency.clone())
            .unwrap_or_default(),
        waited_ms: Percentiles::of(used.iter().map(|it| it.waited_ms).collect()),
        ..ModelTotals::default()
    };
    for usage in used {
        totals.calls += u64::from(usage.calls);
        totals.repairs += u64::from(usage.repairs);
        totals.prompt_tokens += usage.prompt_tokens;
        totals.completion_tokens += usage.completion_tokens;
    }
    totals
}

#[expect(
    clippy::cast_precision_loss,
    reason = "a number of questions is far below 2^53"
)]
fn percent(part: usize, whole: usize) -> f64 {
    if whole == 0 {
        0.0
    } else {
        part as f64 * 100.0 / whole as f64
    }
}
