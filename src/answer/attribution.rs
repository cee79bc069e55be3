//! A change taken apart: what was believed of it, what it is made of, and what can be compared.
//!
//! The parts sum to the change in the last place that is shown. What the declared parts do not
//! make up is a part of its own, under its own name. Nothing here says that one thing caused
//! another: parts change at the same time.

mod factors;
mod groups;
mod next;
mod parts;
mod premise;
mod say;
mod tables;
mod totals;

use semantic_sql::layer::SemanticLayer;

use crate::knowledge::Knowledge;
use crate::plan::{Attribution, ChartWish};
use crate::question::Question;

use super::chart::{self, Bars};
use super::fact::Sentence;
use super::labels::Labels;
use super::narration::Narration;
use super::narration::story::Story;
use super::{
    Answer, AnswerNote, Computed, ReceiptBeside, assembled, caveats, comparable, receipt, told,
};

use factors::Method;
use groups::Breakdown;
use parts::Part;
use tables::Table;
use totals::Totals;

/// Breakdowns by a dimension that are told; the others stand beside the answer.
const TOLD: usize = 2;

/// Everything that is known of a change.
struct Change<'a> {
    spec: &'a Attribution,
    totals: Totals,
    finding: premise::Finding,
    factors: Option<(Method, Vec<Part>, Table)>,
    breakdowns: Vec<(Breakdown, Table)>,
}

/// Makes the answer of a change whose statements were run.
#[must_use]
pub fn attribute(
    layer: &SemanticLayer,
    knowledge: &Knowledge,
    question: &Question,
    mut computed: Computed,
    spec: &Attribution,
) -> Answer {
    let labels = Labels {
        layer,
        knowledge,
        language: question.language,
        asked_at: question.asked_at,
    };
    let beside = receipt::beside(&labels, &computed);
    let covered = computed.covers_the_earlier();
    let change = covered.then(|| take_apart(&labels, &mut computed, spec));
    let Some(change) = change.flatten() else {
        return nothing_to_compare(&labels, question, computed, spec, beside);
    };
    let mut notes = comparable::notes(&labels, &computed);
    notes.extend(method_note(&labels, &change));
    notes.extend(caveats::notes(&labels, &computed));
    let sentences = say::sentences(&Story::new(&labels, &computed), &change);
    let narration = Narration::of(sentences, &notes, labels.language);
    let drawn = chart::waterfall(&labels, &bars(&labels, &computed, &change))
        .filter(|_| computed.plan.chart != Some(ChartWish::Table));
    notes.extend(caveats::another_chart(
        &computed,
        drawn.as_ref(),
        labels.language,
    ));
    let suggestions = next::questions(&labels, &computed, &change);
    Answer {
        suggestions,
        ..assembled(
            &labels,
            question,
            computed,
            notes,
            drawn,
            told::worded(&narration),
            beside,
        )
    }
}

fn take_apart<'a>(
    labels: &Labels<'_>,
    computed: &mut Computed,
    spec: &'a Attribution,
) -> Option<Change<'a>> {
    let totals = Totals::read(labels.layer, computed, spec.metric)?;
    let factors = spec
        .tree
        .as_ref()
        .and_then(|tree| factors::parts(labels, tree, &totals));
    let breakdowns = groups::breakdowns(labels, computed, spec, &totals);
    let parts = factors.as_ref().map(|(_, parts)| parts.as_slice());
    let (first, others) = tables::place(computed, &totals, parts, &breakdowns);
    Some(Change {
        spec,
        finding: premise::check(&spec.premise, &totals),
        factors: factors
            .zip(first)
            .map(|((method, parts), table)| (method, parts, table)),
        breakdowns: breakdowns.into_iter().zip(others).collect(),
        totals,
    })
}

/// One of the periods has no value: there is no change to take apart.
fn nothing_to_compare(
    labels: &Labels<'_>,
    question: &Question,
    computed: Computed,
    spec: &Attribution,
    beside: Vec<ReceiptBeside>,
) -> Answer {
    let notes = caveats::notes(labels, &computed);
    let sentence = say::nothing_to_compare(&Story::new(labels, &computed), spec);
    let narration = Narration::of(vec![sentence], &notes, labels.language);
    assembled(
        labels,
        question,
        computed,
        notes,
        None,
        told::worded(&narration),
        beside,
    )
}

/// How the effects of the factors were computed.
fn method_note(labels: &Labels<'_>, change: &Change<'_>) -> Option<AnswerNote> {
    let (method, ..) = change
        .factors
        .as_ref()
        .filter(|_| !change.totals.change.is_zero())?;
    let text = match method {
        Method::Lmdi => labels.language.choose(
            "各因素的贡献按对数平均（LMDI）算，各项相加等于总变化。",
            "The contributions of the factors are by the logarithmic mean (LMDI); they add up to the change.",
        ),
        Method::Shapley => labels.language.choose(
            "有因素为零或为负，不能取对数，各因素的贡献按所有先后顺序的平均（Shapley）算，各项相加等于总变化。",
            "A factor is zero or below, of which there is no logarithm; the contributions are the mean over all orders (Shapley), and add up to the change.",
        ),
        Method::Terms => return None,
    };
    Some(AnswerNote {
        code: "method".to_owned(),
        text: text.to_owned(),
    })
}

/// The bars of the picture: by the tree where there is one, else by the most telling dimension.
fn bars(labels: &Labels<'_>, computed: &Computed, change: &Change<'_>) -> Bars {
    let story = Story::new(labels, computed);
    let parts: &[Part] = match (&change.factors, change.breakdowns.first()) {
        _ if change.totals.change.is_zero() => &[],
        (Some((_, parts, _)), _) => parts,
        (None, Some((breakdown, _))) => &breakdown.parts,
        (None, None) => &[],
    };
    let metric = labels.layer.metric(change.spec.metric);
    let time = computed.plan.interpretation.time.as_ref();
    let now = time.map_or_else(
        || labels.language.choose("本期", "Now").to_owned(),
        |time| labels.language.pick(&time.label).to_owned(),
    );
    Bars {
        title: labels.language.pick(&metric.label).to_owned(),
        figure: change.totals.figure.clone(),
        base: (
            super::narration::lookup::compare_label(&story),
            change.totals.base,
        ),
        parts: parts
            .iter()
            .map(|part| (part.name.clone(), part.effect))
            .collect(),
        now: (now, change.totals.now),
    }
}

/// A sentence of words alone.
fn plain(words: &'static str) -> Sentence {
    Sentence::default().words(words)
}
