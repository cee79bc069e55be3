//! A change in sentences: the check first, then the parts. No word says that one caused another.

use semantic_sql::layer::{Factor, MetricId, MetricTree, Term};

use crate::answer::fact::{Derivation, Fact, Sentence};
use crate::answer::format::{Figure, Sign};
use crate::answer::narration::lookup::compare_label;
use crate::answer::narration::story::Story;
use crate::plan::{Attribution, Size, Way};
use crate::question::Language;

use super::parts::Part;
use super::premise::Finding;
use super::tables::Table;
use super::totals::cells;
use super::{Change, TOLD, plain};

/// Parts of a dimension that are named; the others are summed.
const NAMED: usize = 3;

/// All sentences.
pub(super) fn sentences(story: &Story<'_>, change: &Change<'_>) -> Vec<Sentence> {
    let mut said = vec![headline(story, change)];
    if change.totals.change.is_zero() {
        return said;
    }
    if let (Some((_, parts, table)), Some(tree)) = (&change.factors, &change.spec.tree) {
        let formula = formula(story, change.spec.metric, tree);
        let start = match story.language() {
            Language::Zh => plain("按 ").name(formula).words(" 拆："),
            Language::En => plain("By ").name(formula).words(": "),
        };
        said.push(listed(story, change, start, parts, *table, parts.len()));
    }
    for (breakdown, table) in change.breakdowns.iter().take(TOLD) {
        let field = story
            .language()
            .pick(&story.labels.layer.field(breakdown.field).label);
        let start = match story.language() {
            Language::Zh => plain("按").name(field).words("看："),
            Language::En => plain("By ").name(field.to_lowercase()).words(": "),
        };
        let named = if breakdown.parts.len() <= NAMED + 1 {
            breakdown.parts.len()
        } else {
            NAMED
        };
        said.push(listed(
            story,
            change,
            start,
            &breakdown.parts,
            *table,
            named,
        ));
    }
    if said.len() > 1 {
        said.push(story.say(
            "以上各项是同时发生的变化，只说明构成，不说明因果。",
            "These changed at the same time; they say what the change is made of, not what caused it.",
        ));
    }
    said
}

/// The change, and whether it is what the question says.
fn headline(story: &Story<'_>, change: &Change<'_>) -> Sentence {
    let spec = change.spec;
    let name = story
        .language()
        .pick(&story.labels.layer.metric(spec.metric).label);
    let start = match (change.finding, story.language()) {
        (Finding::NothingSaid, _) => Sentence::default(),
        (_, Language::Zh) => plain("先核对："),
        (_, Language::En) => plain("Check first: "),
    };
    let now = Derivation::Cell(cell(story, spec.metric, 0));
    let base = Derivation::Cell(cell(story, spec.metric, 1));
    let figure = &change.totals.figure;
    let value =
        |derivation, whole| amount(story, derivation, whole, figure.clone(), Sign::Negative);
    let now = value(now, change.totals.now);
    let base = value(base, change.totals.base);
    let label = compare_label(story);
    let start = start
        .join(story.scoped(name))
        .words(story.pick(" ", ": "))
        .fact(now);
    let moved = moved(story, change);
    let end = match (change.totals.change.is_zero(), story.language()) {
        (true, Language::Zh) => plain("，与")
            .name(label)
            .words("的 ")
            .fact(base)
            .words(" 持平"),
        (true, Language::En) => plain(", the same as the ")
            .fact(base)
            .words(" of ")
            .name(label),
        (false, Language::Zh) => plain("，比")
            .name(label)
            .words("的 ")
            .fact(base)
            .join(moved),
        (false, Language::En) => plain(", ")
            .join(moved)
            .words(if change.totals.change.is_negative() {
                " below the "
            } else {
                " above the "
            })
            .fact(base)
            .words(" of ")
            .name(label),
    };
    story.stop(start.join(end).join(verdict(story, change)))
}

fn cell(story: &Story<'_>, metric: MetricId, side: usize) -> crate::answer::fact::CellRef {
    let name = &story.labels.layer.metric(metric).name;
    cells(story.computed, name).map_or_else(|| Story::at(0, 0), |pair| pair[side])
}

/// A fact whose value is known; an additive metric without rows is zero.
fn amount(
    story: &Story<'_>,
    derivation: Derivation,
    value: crate::answer::exact::Exact,
    figure: Figure,
    sign: Sign,
) -> Fact {
    let known = story.fact(derivation.clone(), figure.clone(), sign);
    known.unwrap_or(Fact {
        derivation,
        value,
        figure,
        sign,
    })
}

/// 少 39.4 万元（−20.8%）; ¥394K (−20.8%).
fn moved(story: &Story<'_>, change: &Change<'_>) -> Sentence {
    let totals = &change.totals;
    let pair = [0, 1].map(|side| cell(story, change.spec.metric, side));
    let derivation = Derivation::Difference(pair[0], pair[1]);
    let figure = totals.figure.difference();
    let size = amount(story, derivation, totals.change, figure, Sign::Hidden);
    let word = match (totals.change.is_negative(), totals.figure.is_percent()) {
        (true, true) => "低 ",
        (true, false) => "少 ",
        (false, true) => "高 ",
        (false, false) => "多 ",
    };
    let before = totals
        .figure
        .write(totals.base, Sign::Negative, story.language());
    let bare = before.ends_with(|c: char| c.is_ascii_digit() || c == '%');
    let said = story.say(if bare { " " } else { "" }, "");
    let said = said.words(story.pick(word, "")).fact(size);
    // Of a ratio the points say it, unless the question speaks of a share of it.
    let by_rate = matches!(change.spec.premise.size, Some(Size::Rate(_)));
    let rate = story
        .fact(
            Derivation::Rate(pair[0], pair[1]),
            Figure::percent(),
            Sign::Always,
        )
        .filter(|_| by_rate || !totals.figure.is_percent());
    match rate {
        Some(rate) => said
            .words(story.pick("（", " ("))
            .fact(rate)
            .words(story.pick("）", ")")),
        None => said,
    }
}

/// What came of the check, in words.
fn verdict(story: &Story<'_>, change: &Change<'_>) -> Sentence {
    let said = match &change.spec.premise.size {
        None => None,
        Some(Size::Rate(one) | Size::Amount(one)) => Some(one.said.clone()),
        Some(Size::FromTo(from, to)) => Some(format!("{} → {}", from.said, to.said)),
    };
    let zh = story.language() == Language::Zh;
    match (change.finding, said) {
        (Finding::Holds, Some(said)) if zh => plain("，和问题里说的“").name(said).words("”相符"),
        (Finding::Holds, Some(said)) => plain("; that is the \"")
            .name(said)
            .words("\" of the question"),
        (Finding::OtherSize, Some(said)) if zh => plain("，不是问题里说的“").name(said).words("”"),
        (Finding::OtherSize, Some(said)) => plain("; that is not the \"")
            .name(said)
            .words("\" of the question"),
        (Finding::NoChange, _) => story.say("，没有变化", "; it did not change"),
        (Finding::OtherWay, _) => match change.spec.premise.way {
            Some(Way::Down) => story.say("，是升了，没有降", "; it rose and did not fall"),
            _ => story.say("，是降了，没有升", "; it fell and did not rise"),
        },
        _ => Sentence::default(),
    }
}

/// Parts with what each contributes, the others summed, and the sum of all.
fn listed(
    story: &Story<'_>,
    change: &Change<'_>,
    start: Sentence,
    parts: &[Part],
    table: Table,
    named: usize,
) -> Sentence {
    let places = i32::try_from(change.totals.places).unwrap_or(2);
    let figure = change.totals.figure.exact(places);
    let fact = |derivation: Derivation| story.fact(derivation, figure.clone(), Sign::Always);
    let mut told: Vec<Sentence> = Vec::new();
    let told_parts = parts.iter().enumerate().take(named);
    for (row, part) in told_parts.filter(|(_, part)| !part.effect.is_zero()) {
        let Some(effect) = fact(Derivation::Cell(table.effect(row))) else {
            continue;
        };
        let one = Sentence::default()
            .name(part.name.clone())
            .words(" ")
            .fact(effect);
        told.push(one.join(aside(story, part, table, row, &figure)));
    }
    let rest: Vec<_> = (named..parts.len()).map(|row| table.effect(row)).collect();
    if !rest.is_empty()
        && let Some(sum) = fact(Derivation::Sum(rest))
    {
        told.push(story.say("其余合计 ", "the others together ").fact(sum));
    }
    let all: Vec<_> = (0..parts.len()).map(|row| table.effect(row)).collect();
    let whole = fact(Derivation::Sum(all));
    let mut sentence = start.join(story.list(told));
    if let (Some(whole), true) = (whole, parts.len() > 1) {
        sentence = sentence
            .words(story.pick("；合计 ", "; in all "))
            .fact(whole);
    }
    story.stop(sentence)
}

/// The share of the change; of a ratio's group what its own change and its weight do.
fn aside(story: &Story<'_>, part: &Part, table: Table, row: usize, figure: &Figure) -> Sentence {
    let open = story.pick("（", " (");
    let close = story.pick("）", ")");
    if part.sides.is_some() {
        let [rate, mix] = table.sides(row);
        let side = |cell| story.fact(Derivation::Cell(cell), figure.clone(), Sign::Always);
        if let (Some(rate), Some(mix)) = (side(rate), side(mix)) {
            return plain(open)
                .words(story.pick("自身 ", "own change "))
                .fact(rate)
                .words(story.pick("，占比 ", ", weight "))
                .fact(mix)
                .words(close);
        }
    }
    let share = Derivation::Cell(table.share(row));
    match story.fact(share, Figure::percent(), Sign::Negative) {
        Some(share) => plain(open)
            .words(story.pick("占 ", ""))
            .fact(share)
            .words(story.pick("", " of it"))
            .words(close),
        None => Sentence::default(),
    }
}

/// How the metric is put together: GMV = viewers × conversion × spend per buyer.
fn formula(story: &Story<'_>, metric: MetricId, tree: &MetricTree) -> String {
    let label = |id: MetricId| {
        story
            .language()
            .pick(&story.labels.layer.metric(id).label)
            .to_owned()
    };
    let parts = match tree {
        MetricTree::Product(factors) => product(story, factors, &label),
        MetricTree::Sum(terms) => sum(terms, &label),
    };
    format!("{} = {parts}", label(metric))
}

fn product(story: &Story<'_>, factors: &[Factor], label: &dyn Fn(MetricId) -> String) -> String {
    let mut text = String::new();
    for factor in factors {
        let own = factor
            .label
            .as_ref()
            .map(|it| story.language().pick(it).to_owned());
        let (sign, name) = match (factor.of, factor.over) {
            (Some(of), None) => ("×", own.unwrap_or_else(|| label(of))),
            (None, Some(over)) => ("÷", own.unwrap_or_else(|| label(over))),
            (Some(of), Some(_)) => ("×", own.unwrap_or_else(|| label(of))),
            (None, None) => continue,
        };
        match (text.is_empty(), sign) {
            (true, "÷") => text.push_str(&format!("… ÷ {name}")),
            (true, _) => text.push_str(&name),
            (false, sign) => text.push_str(&format!(" {sign} {name}")),
        }
    }
    text
}

fn sum(terms: &[Term], label: &dyn Fn(MetricId) -> String) -> String {
    let mut text = String::new();
    for term in terms {
        let name = label(term.metric);
        match (text.is_empty(), term.minus) {
            (true, false) => text.push_str(&name),
            (true, true) => text.push_str(&format!("−{name}")),
            (false, minus) => {
                let sign = if minus { "−" } else { "+" };
                text.push_str(&format!(" {sign} {name}"));
            }
        }
    }
    text
}

/// One period has no value.
pub(super) fn nothing_to_compare(story: &Story<'_>, spec: &Attribution) -> Sentence {
    let metric = story.labels.layer.metric(spec.metric);
    let name = story.language().pick(&metric.label);
    let value = |side: usize| -> Sentence {
        let cell = cell(story, spec.metric, side);
        let figure = Figure::new(&metric.format, &metric.unit);
        match story.fact(Derivation::Cell(cell), figure, Sign::Negative) {
            Some(fact) => Sentence::default().fact(fact),
            None => story.say("没有数据（不是零）", "no data (not zero)"),
        }
    };
    let start = story
        .scoped(name)
        .words(story.pick(" ", ": "))
        .join(value(0));
    let then = story
        .say("，", ", ")
        .name(compare_label(story))
        .words(story.pick(" ", ": "))
        .join(value(1));
    let end = story.say("，没有可拆的变化", "; there is no change to take apart");
    story.stop(start.join(then).join(end))
}
