//! The number that is meant where none is named: what is usual of the subject, or what says best how
//! it goes.

use semantic_sql::layer::{FieldId, MetricId, Usual};

use crate::grammar::number::NumberReading;
use crate::grammar::time::TimeReading;
use crate::lexicon::{Meaning, SESSION_FIELD, Word};

use super::gather::{Gather, field_of, is_value};
use super::slots::MetricMention;
use super::tokens::{Kind, Token};

impl Gather<'_> {
    /// 退款最多的三个原因, what is out of stock: a subject that is named without a number, where the
    /// question says in what it is told, ranks it, bounds it, divides it, or lists what is so.
    pub(super) fn usual(&mut self) {
        let tokens = self.tokens;
        let Some((at, usual)) = (0..tokens.list.len()).find_map(|at| {
            let usual = self.usual_of(at)?;
            Some((at, usual))
        }) else {
            return;
        };
        let ranks = [
            Word::Highest,
            Word::Lowest,
            Word::Rank,
            Word::Share,
            Word::InTimes,
            Word::InMoney,
            Word::InTime,
        ];
        let lists = [Word::Which, Word::WhichMany, Word::Count];
        let bounded = !self.slots.comparisons.is_empty() || self.slots.ranking.is_some();
        let told = |token: &Token| {
            let verb = |meaning: &Meaning| matches!(meaning, Meaning::Verb(_));
            token.meanings().iter().any(verb) || token.is_word(&[Word::Serves])
        };
        let asks = tokens.any(&ranks)
            || bounded
            || tokens.any(&[Word::Each])
            || tokens.list.iter().any(told)
            || self.says_only(at);
        let named = (0..tokens.list.len()).find_map(|at| {
            let field = field_of(tokens.list.get(at)?.meanings())?;
            Some((at, field))
        });
        let listed = match (usual.each, named) {
            // 滞销的SKU: what is so, and what is listed, and nothing else.
            (Some(_), Some((place, _))) => {
                let noun = tokens.before(place) == Some(at) && tokens.after(place).is_none();
                let asks = tokens.any(&lists) || tokens.any(&[Word::Asks]);
                noun || asks || self.led_by(place, &lists)
            }
            (Some(_), None) => tokens.any(&[Word::Asks, Word::Which, Word::WhichMany]),
            (None, _) => false,
        };
        let Some(metric) = self.asked_by(&usual.metrics).filter(|_| asks || listed) else {
            return;
        };
        self.slots.metrics.push(MetricMention { metric, at });
        self.slots.usual = Some(metric);
        let counts = tokens.any(&[Word::Count]);
        if let Some(each) = usual.each.filter(|_| listed && !counts) {
            let (at, field) = named.unwrap_or((at, each));
            self.group(field, at, false);
        }
    }

    /// 改价的场次有几个, sessions last week by room: sessions are counted where they are what is asked of.
    pub(super) fn counts_sessions(&mut self) {
        let layer = self.layer;
        let session = |field: FieldId| layer.field(field).name == SESSION_FIELD;
        let facts = layer
            .language
            .sessions
            .map(|it| layer.facts_of(it))
            .unwrap_or_default();
        let names = |at: &usize| {
            let meanings = self.tokens.list.get(*at).map_or(&[][..], Token::meanings);
            let rows = |it: &Meaning| matches!(it, Meaning::Dataset(rows) if facts.contains(rows));
            let field = |it: &Meaning| matches!(it, Meaning::Field(field) if session(*field));
            let metric = |it: &Meaning| matches!(it, Meaning::Metric(_));
            meanings.iter().any(|it| rows(it) || field(it)) && !meanings.iter().any(metric)
        };
        let found = (0..self.tokens.list.len()).find(names);
        let (Some(metric), Some(at), true) =
            (layer.language.sessions, found, self.follow.is_none())
        else {
            return;
        };
        let many = |at: usize| {
            let said = self.said(at);
            ["几个", "多少个", "有几", "how many", "number of"]
                .iter()
                .any(|it| said.contains(it))
        };
        let asked = self.tokens.any(&[Word::Count]) || (0..self.tokens.list.len()).any(many);
        // Sessions by room; each session is another question.
        let other = |it: &Token| field_of(it.meanings()).is_some_and(|field| !session(field));
        let others = self.tokens.list.iter().any(other);
        let apart = others && !self.led_by(at, &[Word::Each, Word::By]);
        let fields: Vec<FieldId> = self.slots.fields().collect();
        let reached = fields.iter().all(|field| self.reaches(metric, *field));
        let judged = self.tokens.any(&[
            Word::Best,
            Word::Worst,
            Word::Highest,
            Word::Lowest,
            Word::Comparative,
            Word::More,
            Word::Less,
        ]);
        let known = self
            .tokens
            .list
            .iter()
            .all(|it| !matches!(it.kind, Kind::Unknown));
        if (asked || apart) && reached && known && !judged {
            self.slots.metrics.push(MetricMention { metric, at });
            self.slots.groups.retain(|group| !session(group.field));
            self.slots.loose.retain(|group| !session(group.field));
            self.in_names.push(at);
        }
    }

    /// 昨天退款: the subject, its time and of whom it is, and nothing else.
    fn says_only(&self, subject: usize) -> bool {
        let mut rest = self.tokens.list.iter().enumerate();
        let time = |it: &Token| match &it.kind {
            Kind::Time(TimeReading::Range(_) | TimeReading::Event(_)) | Kind::Mark(_) => true,
            _ => is_value(it) || it.is_word(&[Word::Filler]),
        };
        self.follow.is_none() && rest.all(|(at, it)| at == subject || time(it))
    }

    /// What is usual of the subject that a token names: rows, or a value of a field.
    fn usual_of(&self, at: usize) -> Option<Usual> {
        let meanings = self.tokens.list.get(at)?.meanings();
        // A question that goes on has a number already, unless it changes the subject.
        let goes_on = self.follow.is_some();
        let of = |usual: &&Usual| {
            let subject = |meaning: &Meaning| match meaning {
                Meaning::Dataset(dataset) => usual.datasets.contains(dataset),
                Meaning::Value(value) => !goes_on && usual.fields.contains(&value.field),
                Meaning::Field(field) => !goes_on && usual.fields.contains(field),
                _ => false,
            };
            let rows = |meaning: &Meaning| matches!(meaning, Meaning::Dataset(_));
            let other = |meaning: &Meaning| !subject(meaning) && !rows(meaning);
            meanings.iter().any(subject) && !meanings.iter().any(other)
        };
        self.layer.language.usual.iter().find(of).cloned()
    }

    /// 上周涨幅最大的3个商品, 10月各平台占比: what rose most, or is divided, is told of the number that says
    /// best how it goes, where none is named.
    pub(super) fn take_the_usual(&mut self) {
        let found = self
            .changes_most()
            .or_else(|| self.counts_first())
            .or_else(|| self.asks_for_a_share());
        let Some(at) = found.filter(|_| self.slots.metrics.is_empty()) else {
            return;
        };
        if self.slots.groups.is_empty() && self.slots.loose.is_empty() {
            self.group_by_noun();
        }
        let groups = self.slots.groups.iter().chain(&self.slots.loose);
        let values = self.slots.restrictions.iter().map(|it| it.field);
        let values = values.filter(|_| self.slots.share);
        let fields: Vec<FieldId> = groups.map(|group| group.field).chain(values).collect();
        let mut overview = self.layer.language.overview.iter();
        let reached = |id: &&MetricId| fields.iter().all(|field| self.reaches(**id, *field));
        if let (false, Some(metric)) = (fields.is_empty(), overview.find(reached)) {
            let metric = *metric;
            self.slots.metrics.push(MetricMention { metric, at });
            self.slots.usual = Some(metric);
        }
    }

    /// 各平台占比, what share came from each platform: the word of a share, in a question of its own.
    fn asks_for_a_share(&self) -> Option<usize> {
        let shares = self.slots.share && self.follow.is_none();
        let mut places = (0..self.tokens.list.len()).filter(|_| shares);
        places.find(|at| self.tokens.is(*at, &[Word::Share]))
    }

    /// Top 3 SKUs, 前三的商品: a count of the first, without a word of what is good or bad of them.
    fn counts_first(&self) -> Option<usize> {
        let judged = [Word::Best, Word::Worst, Word::Good, Word::Bad];
        if self.follow.is_some() || self.tokens.any(&judged) {
            return None;
        }
        let rank = |kind: &Kind| matches!(kind, Kind::Number(NumberReading::Rank(_)));
        let mut tokens = self.tokens.list.iter();
        tokens.position(|token| rank(&token.kind))
    }
}
