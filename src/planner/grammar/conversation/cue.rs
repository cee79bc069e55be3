//! What the words of a question do to the one before: swap, add, hold on to, point at.

mod point;

use semantic_sql::layer::{FieldId, SemanticLayer};

use crate::grammar::number::NumberReading;
use crate::grammar::time::TimeReading;
use crate::lexicon::{Meaning, Word};
use crate::plan::ChartWish;

use super::super::gather::field_of;
use super::super::tokens::{Kind, Tokens};

/// Something of the results before that a question points at.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in super::super) enum Pointer {
    /// 第二名, the first one: the row at a place.
    Place { n: u32, from_top: bool },
    /// 前三名的退款率: the first or the last rows, so many of them.
    Several { n: u32, from_top: bool },
    /// 最高的那个: the first or the last row, by which way the rows are ordered.
    Extreme { high: bool },
    /// 这几个, these five: all rows, as many as are counted.
    All { count: Option<u32> },
    /// 她, that host: the only one that is meant.
    One { person: bool },
}

/// A pointer, the noun beside it, and where it stands.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in super::super) struct Pointing {
    pub(in super::super) to: Pointer,
    pub(in super::super) noun: Option<FieldId>,
    pub(in super::super) at: usize,
    /// Nothing else can be meant: a question of its own does not say this.
    pub(in super::super) certain: bool,
}

/// What the words of one question do to the one before.
#[derive(Debug, Clone, Default)]
pub(in super::super) struct Cues {
    pub(in super::super) swap: bool,
    pub(in super::super) correct: bool,
    pub(in super::super) only: bool,
    pub(in super::super) add: bool,
    /// 只看退款率超过15%的: what was listed is bounded.
    pub(in super::super) bounds: bool,
    /// 跟快手比: what is named stands beside what was asked for before.
    pub(in super::super) compares: bool,
    /// Begins with 那 or and, or ends with 呢 and asks for nothing else.
    pub(in super::super) leads: bool,
    /// 不要分平台: fields that are no longer split by.
    pub(in super::super) unsplit: Vec<FieldId>,
    /// 所有平台: fields that are no longer restricted.
    pub(in super::super) lifted: Vec<FieldId>,
    /// 合计: nothing is split any more.
    pub(in super::super) total: bool,
    pub(in super::super) chart: Option<ChartWish>,
    pub(in super::super) pointing: Option<Pointing>,
    /// Names a field or a grain to split by.
    pub(in super::super) splits: bool,
    /// Says a way to sort and no count.
    pub(in super::super) sorts: bool,
    /// Moves the time of the question before.
    pub(in super::super) moves: bool,
    /// Begins with what an order is by: sort by refund rate.
    pub(in super::super) orders: bool,
    /// Names a metric.
    pub(in super::super) metric: bool,
    /// Names one metric or more and nothing else that is not dealt with here.
    pub(in super::super) alone: bool,
    /// And asks for nothing in particular.
    pub(in super::super) bare: bool,
    /// Tokens that have done their work here.
    consumed: Vec<usize>,
}

impl Cues {
    /// The cues of the question in a place of its conversation, from 0.
    pub(in super::super) fn read(layer: &SemanticLayer, tokens: &Tokens, turn: usize) -> Self {
        let mut cues = Self::default();
        cues.flags(tokens);
        cues.point(layer, tokens);
        cues.not_that(tokens);
        cues.unsplit(tokens);
        cues.lifted(tokens);
        cues.chart(tokens);
        cues.content(tokens);
        // What did we actually make in May: a number and its time, with nothing before that it could correct.
        let timed = tokens
            .list
            .iter()
            .any(|it| matches!(it.kind, Kind::Time(_)));
        cues.correct &= turn > 0 || !cues.metric || !timed;
        cues
    }

    /// Whether the words need an earlier question, whatever else they say.
    pub(in super::super) fn must_go_on(&self) -> bool {
        let pointing = self.pointing.is_some_and(|it| it.certain);
        self.swap || self.correct || self.moves || pointing
    }

    /// Whether the question goes on from the one before.
    pub(in super::super) fn goes_on(&self) -> bool {
        let points = self.alone && self.pointing.is_some();
        let hangs = self.leads || self.add || self.bounds || self.bare || self.orders || points;
        self.must_go_on() || !self.metric || hangs
    }

    /// Whether the words only change a question: 那淘宝呢, 只看自播的.
    pub(in super::super) fn is_half(&self) -> bool {
        let changes = !self.unsplit.is_empty() || self.pointing.is_some() || self.chart.is_some();
        !self.metric && (self.leads || self.only || self.add || changes)
    }

    /// The tokens without those that have done their work.
    pub(in super::super) fn rest(&self, tokens: &Tokens) -> Tokens {
        let mut place = 0;
        let mut rest = tokens.clone();
        rest.list.retain(|_| {
            place += 1;
            !self.consumed.contains(&(place - 1))
        });
        rest
    }

    fn flags(&mut self, tokens: &Tokens) {
        let mut said = false;
        let last = (0..tokens.list.len())
            .rev()
            .find(|at| !matches!(tokens.list.get(*at).map(|it| &it.kind), Some(Kind::Mark(_))));
        for (at, token) in tokens.list.iter().enumerate() {
            let has = |word: Word| token.is_word(&[word]);
            self.swap |= has(Word::Swap);
            self.correct |= has(Word::Correct);
            self.only |= has(Word::Only);
            self.total |= has(Word::Total);
            let bound = matches!(token.kind, Kind::Number(NumberReading::Comparison(_)));
            self.bounds |= self.only && bound;
            self.compares |= has(Word::Compare);
            let ends = last == Some(at);
            self.add |= has(Word::Add) && (!said || ends);
            self.leads |= !said && (has(Word::Follow) || (at == 0 && has(Word::And)));
            self.leads |= ends && has(Word::Elliptic) && !asks(tokens);
            self.orders |= at == 0 && (has(Word::By) || has(Word::Rank));
            self.moves |= matches!(token.kind, Kind::Time(TimeReading::MoveBack(_)));
            let cue = [
                Word::Swap,
                Word::Correct,
                Word::Only,
                Word::Add,
                Word::Follow,
            ];
            let leading_and = at == 0 && has(Word::And);
            if token.is_word(&cue) || leading_and {
                self.consumed.push(at);
            }
            said |= is_content(token) && !token.is_word(&cue);
        }
    }

    /// 不是金额, rather than units: what was not meant, where the rest says what was.
    fn not_that(&mut self, tokens: &Tokens) {
        for (at, token) in tokens.list.iter().enumerate() {
            if !token.is_word(&[Word::NotThat]) {
                continue;
            }
            let mark = |place: Option<usize>| {
                place
                    .and_then(|place| tokens.list.get(place))
                    .is_none_or(|token| matches!(token.kind, Kind::Mark(_)))
            };
            let mut end = at + 1;
            while tokens.is(end, &[Word::Filler]) {
                end += 1;
            }
            // What was not meant need not be known, where the rest says what was.
            let known = tokens.list.get(end).is_some_and(|it| {
                is_content(it) || (self.correct && matches!(it.kind, Kind::Unknown))
            });
            if !known {
                continue;
            }
            end += 1;
            let opposed = self.correct || mark(at.checked_sub(1)) && at > 0;
            let apart = mark(Some(end)) && end < tokens.list.len();
            let elsewhere = tokens
                .list
                .iter()
                .enumerate()
                .any(|(place, it)| !(at..end).contains(&place) && is_content(it));
            if (opposed || apart) && elsewhere {
                self.correct = true;
                self.consumed.extend(at..end);
            }
        }
    }

    fn unsplit(&mut self, tokens: &Tokens) {
        let ends = |at: usize| {
            let lead = tokens.is(at, &[Word::NoSplit]);
            let negated = tokens.is(at, &[Word::Exclude, Word::Negation])
                && tokens.is(at + 1, &[Word::Each, Word::By, Word::Breakdown]);
            match (lead, negated) {
                (true, _) => Some(at + 1),
                (_, true) => Some(at + 2),
                _ => None,
            }
        };
        for at in 0..tokens.list.len() {
            let Some(end) = ends(at) else { continue };
            let mut end = end;
            while tokens.is(end, &[Word::By, Word::Each, Word::Filler]) {
                end += 1;
            }
            let field = tokens.list.get(end).and_then(|it| field_of(it.meanings()));
            if let Some(field) = field {
                self.unsplit.push(field);
                self.consumed.extend(at..=end);
            }
        }
    }

    /// 所有平台, all platforms: the field is not restricted any more.
    fn lifted(&mut self, tokens: &Tokens) {
        for at in 0..tokens.list.len() {
            let Some(next) = tokens.after(at).filter(|_| tokens.is(at, &[Word::All])) else {
                continue;
            };
            let field = tokens.list.get(next).and_then(|it| field_of(it.meanings()));
            if let Some(field) = field.filter(|_| !self.consumed.contains(&next)) {
                self.lifted.push(field);
                self.consumed.extend(at..=next);
            }
        }
    }

    fn chart(&mut self, tokens: &Tokens) {
        let kinds = [
            (Word::ChartLine, ChartWish::Line),
            (Word::ChartBar, ChartWish::Bar),
            (Word::ChartPie, ChartWish::Pie),
            (Word::ChartStacked, ChartWish::Stacked),
            (Word::ChartScatter, ChartWish::Scatter),
            (Word::ChartHeatMap, ChartWish::HeatMap),
            (Word::ChartFunnel, ChartWish::Funnel),
            (Word::ChartWaterfall, ChartWish::Waterfall),
            (Word::ChartTable, ChartWish::Table),
        ];
        for (at, token) in tokens.list.iter().enumerate() {
            if let Some((_, wish)) = kinds.iter().find(|(word, _)| token.is_word(&[*word])) {
                self.chart = Some(*wish);
                self.consumed.push(at);
            }
        }
    }

    /// What is left to say when the words above have done their work.
    fn content(&mut self, tokens: &Tokens) {
        let mut other = false;
        let mut counted = false;
        for (at, token) in tokens.list.iter().enumerate() {
            if self.consumed.contains(&at) {
                continue;
            }
            let metric = |it: &Meaning| matches!(it, Meaning::Metric(_) | Meaning::Verb(_));
            let grain = |it: &Meaning| matches!(it, Meaning::Grain(_));
            let means = token.meanings();
            counted |= matches!(token.kind, Kind::Number(_));
            self.sorts |= token.is_word(&[Word::Asc, Word::Desc]);
            if means.iter().any(metric) {
                self.metric = true;
                continue;
            }
            let quiet = [Word::Filler, Word::And, Word::Elliptic];
            other |= !(matches!(token.kind, Kind::Mark(_)) || token.is_word(&quiet));
            let split = matches!(token.kind, Kind::Time(TimeReading::Grain(_)));
            let value = means.iter().any(|it| matches!(it, Meaning::Value(_)));
            self.splits |=
                split || means.iter().any(grain) || (field_of(means).is_some() && !value);
        }
        self.sorts &= !counted;
        self.alone = self.metric && !other;
        self.bare = self.alone && !asks(tokens);
    }
}

/// Whether a question has a word of asking.
fn asks(tokens: &Tokens) -> bool {
    tokens.any(&[Word::Asks, Word::Which, Word::WhichMany])
}

/// Whether a token says something of its own.
fn is_content(token: &super::super::tokens::Token) -> bool {
    match &token.kind {
        Kind::Time(_) | Kind::Number(_) => true,
        Kind::Term(meanings) => meanings
            .iter()
            .any(|meaning| !matches!(meaning, Meaning::Word(_))),
        Kind::Mark(_) | Kind::Unknown => false,
    }
}
