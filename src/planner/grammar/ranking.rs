//! Rankings: what is ranked, by which metric, from which end.

use semantic_sql::layer::{Additivity, FieldId, MetricId};

use crate::grammar::number::{Direction, NumberReading};
use crate::lexicon::{Meaning, Rights, Word};
use crate::plan::Plan;

use super::gather::{Gather, field_of};
use super::refuse;
use super::settle::SUPERLATIVES;
use super::slots::{ByChange, MetricMention};
use super::tokens::{Kind, Token};

impl Gather<'_> {
    /// 腰部主播排前10, 最高的十个商品: the noun at the end of a value's name or of a count is ranked.
    pub(super) fn group_by_noun(&mut self) {
        let mut found: Option<(FieldId, usize)> = None;
        let counts = (0..self.tokens.list.len()).filter(|at| {
            matches!(
                self.tokens.list.get(*at).map(|token| &token.kind),
                Some(Kind::Number(_))
            )
        });
        for at in counts.chain(self.slots.restrictions.iter().map(|it| it.at)) {
            let Some(token) = self.tokens.list.get(at) else {
                continue;
            };
            let text = self
                .tokens
                .folded
                .get(token.span.clone())
                .unwrap_or_default();
            for cut in 1..text.len().saturating_sub(1) {
                let tail: String = text.iter().skip(cut).collect();
                if let Some(field) = field_of(self.lexicon.meanings(&tail)) {
                    // One room by its name is no list of rooms.
                    let mut others = self.slots.restrictions.iter();
                    let one = others.any(|it| {
                        (it.field, it.at) == (field, at) && it.values.len() == 1 && !it.excluded
                    });
                    if !one {
                        found = found.or(Some((field, at)));
                    }
                    break;
                }
            }
        }
        // 哪个商品点击率最低: the noun at the start of a metric's name.
        for mention in &self.slots.metrics {
            let cue = [Word::Which, Word::WhichMany, Word::Each];
            let led = self
                .tokens
                .before(mention.at)
                .is_some_and(|place| self.tokens.is(place, &cue));
            let Some(token) = self.tokens.list.get(mention.at).filter(|_| led) else {
                continue;
            };
            let text = self
                .tokens
                .folded
                .get(token.span.clone())
                .unwrap_or_default();
            for cut in (1..text.len()).rev() {
                let head: String = text.iter().take(cut).collect();
                if let Some(field) = field_of(self.lexicon.meanings(&head)) {
                    found = found.or(Some((field, mention.at)));
                    break;
                }
            }
        }
        if let Some((field, at)) = found.or_else(|| self.group_by_value()) {
            self.group(field, at, false);
        }
    }

    /// 退款最多的三个商品及退款原因: what a count of ranking counts is grouped, or not understood.
    pub(super) fn counted_nouns_are_grouped(&self) -> Result<(), Box<Plan>> {
        if self.slots.ranking.is_none() || self.slots.groups.is_empty() {
            return Ok(());
        }
        for token in &self.tokens.list {
            if !matches!(token.kind, Kind::Number(_)) {
                continue;
            }
            let text = self.tokens.folded.get(token.span.clone());
            let text = text.unwrap_or_default();
            let tails = (1..text.len().saturating_sub(1)).map(|cut| text.iter().skip(cut));
            let mut tails = tails.map(Iterator::collect::<String>);
            let noun = tails.find_map(|tail| field_of(self.lexicon.meanings(&tail)));
            let known = |field: FieldId| self.slots.grouped().any(|it| it == field);
            if noun.is_some_and(|field| !known(field)) {
                return Err(refuse::unplaced(&self.tokens.text(token)));
            }
        }
        Ok(())
    }

    /// 直播间GMV排名: a word for a value that, asked with which, names a field: 哪个直播间.
    fn group_by_value(&self) -> Option<(FieldId, usize)> {
        let places = self.slots.restrictions.iter().filter(|it| !it.excluded);
        places.map(|it| it.at).find_map(|at| {
            let said = self.tokens.text(self.tokens.list.get(at)?).to_lowercase();
            let led = [format!("哪个{said}"), format!("which {said}")];
            let mut led = led.iter();
            let field = led.find_map(|it| field_of(self.lexicon.meanings(it)))?;
            let metrics = &self.slots.metrics;
            let reached = metrics.iter().all(|it| self.reaches(it.metric, field));
            reached.then_some((field, at))
        })
    }

    pub(super) fn settle_ranking(&mut self) -> Result<(), Box<Plan>> {
        let Some(mut ranking) = self.slots.ranking else {
            return Ok(());
        };
        let Some(metric) = self.ranked_by() else {
            return Ok(());
        };
        ranking.metric = Some(metric);
        if let Some(at) = self.changes_most() {
            self.by_change(at)?;
        }
        if self.slots.by_change.is_some() {
            self.changes_are_ranked()?;
        }
        self.prices_are_ranked(metric)?;
        let polarity = self.layer.metric(metric).polarity;
        let bad = self.says(Word::Worst) || self.tokens.any(&[Word::Bad]);
        let good = self.says(Word::Best) || self.tokens.any(&[Word::Good]);
        ranking.descending = match (bad, good) {
            (true, false) => match polarity {
                Some(up) => !up,
                None => return Err(refuse::worst_of_what()),
            },
            (false, true) => polarity != Some(false),
            _ => self.slots.direction != Some(Direction::Bottom),
        };
        self.slots.ranking = Some(ranking);
        let mut ranked = self.slots.groups.iter().filter(|group| !group.each);
        if let (None, Some(group), None) = (ranking.limit, ranked.next(), ranked.next())
            && self.one_of_each(group.at)
        {
            ranking.limit = Some(1);
            self.slots.ranking = Some(ranking);
        }
        let times = &self.slots.times;
        if self.slots.groups.is_empty() && times.which.is_none() && times.grain.is_none() {
            return Err(refuse::rank_of_what());
        }
        Ok(())
    }

    /// The cheapest, 最贵的: a price or a cost of one of something is cheap, and no sum of money is.
    fn prices_are_ranked(&self, metric: MetricId) -> Result<(), Box<Plan>> {
        const OF_MONEY: [&str; 7] = [
            "最贵",
            "最便宜",
            "priciest",
            "costliest",
            "most expensive",
            "cheapest",
            "least expensive",
        ];
        let said = self.tokens.list.iter().find(|token| {
            let said = self.tokens.text(token).to_lowercase();
            token.is_word(&SUPERLATIVES) && OF_MONEY.contains(&said.as_str())
        });
        let content = self.layer.metric(metric);
        let price = content.unit.starts_with(&self.layer.currency)
            && matches!(content.additivity, Additivity::Ratio);
        match said.filter(|_| !price) {
            Some(token) => Err(refuse::unplaced(&self.tokens.text(token))),
            None => Ok(()),
        }
    }

    /// Dropped the most, 涨幅最大: the word of change beside a superlative, whose order is that of
    /// the changes and not that of the metric.
    pub(super) fn changes_most(&self) -> Option<usize> {
        let change =
            |place: Option<usize>| place.filter(|place| self.tokens.is(*place, &[Word::Change]));
        // 涨幅最大的3个商品, 涨幅前三: a count of ranking is one too.
        let counted = |at: usize| {
            let kind = self.tokens.list.get(at).map(|token| &token.kind);
            matches!(kind, Some(Kind::Number(NumberReading::Rank(_))))
        };
        let most = |at: &usize| self.tokens.is(*at, &SUPERLATIVES) || counted(*at);
        let mut places = (0..self.tokens.list.len()).filter(most);
        let beside = places.find_map(|at| {
            change(self.tokens.before(at)).or_else(|| change(self.tokens.after(at)))
        });
        beside.or_else(|| self.ordered_by_change())
    }

    /// Top 3 by GMV growth, 按GMV涨幅排名: the word of change that the order is by.
    fn ordered_by_change(&self) -> Option<usize> {
        let by = |at: &usize| self.tokens.is(*at, &[Word::By]);
        let mut places = (0..self.tokens.list.len()).filter(by);
        places.find_map(|at| {
            let next = self.tokens.after(at)?;
            let place = match self.names_metric(next) {
                true => self.tokens.after(next)?,
                false => next,
            };
            self.tokens.is(place, &[Word::Change]).then_some(place)
        })
    }

    /// Reads which way the change is ranked: rose or fell, by what it came to or by its rate. A word
    /// that says neither way, 变化最大, is not understood.
    fn by_change(&mut self, at: usize) -> Result<(), Box<Plan>> {
        let unsure = || refuse::unplaced("变化最大 / changed the most");
        let said = self.tokens.list.get(at).map(|it| self.tokens.text(it));
        let said = said.unwrap_or_default().to_lowercase();
        let up = rises(&said).ok_or_else(unsure)?;
        if self.slots.direction == Some(Direction::Bottom) {
            return Err(unsure());
        }
        let fast =
            self.tokens.list.iter().any(|token| {
                token.is_word(&[Word::Highest]) && self.tokens.text(token).contains('快')
            });
        let rate = fast || ["幅", "率", "rate"].iter().any(|it| said.contains(it));
        self.slots.by_change = Some(ByChange { rate, up });
        Ok(())
    }

    /// GMV下降的主播, which hosts had falling GMV: those of them that changed so.
    ///
    /// # Errors
    /// Where it is not said of what, or which way, or how much of it is asked as well: 哪些主播涨了多少.
    pub(super) fn groups_that_changed(&mut self) -> Result<(), Box<Plan>> {
        let Some(at) = self.bounding_change() else {
            return Ok(());
        };
        if self.slots.by_change.is_some() {
            return Ok(());
        }
        let said = self.tokens.list.get(at).map(|it| self.tokens.text(it));
        let said = said.unwrap_or_default().to_lowercase();
        let unsure = || refuse::unplaced(&said);
        let asks = ["多少", "吗", "幅", "率", "rate"];
        if asks.iter().any(|it| said.contains(it)) || self.slots.ranking.is_some() {
            return Err(unsure());
        }
        let up = rises(&said).ok_or_else(unsure)?;
        if self.slots.groups.is_empty() {
            let noun = self.tokens.list.get(at + 2);
            let field = noun.and_then(|it| field_of(it.meanings()));
            self.group(field.ok_or_else(unsure)?, at + 2, false);
        }
        self.slots.by_change = Some(ByChange { rate: false, up });
        self.changes_are_ranked()
    }

    /// Changes are ranked of one kind of groups, against one earlier period.
    fn changes_are_ranked(&self) -> Result<(), Box<Plan>> {
        let slots = &self.slots;
        let times = &slots.times;
        let plain = slots.groups.len() == 1
            && slots.groups.iter().all(|group| !group.each)
            && times.grain.is_none()
            && times.which.is_none()
            && slots.bounds.is_empty()
            && slots.comparisons.is_empty()
            && !slots.share
            && slots.part.is_none()
            && slots.average.is_none()
            && slots.metrics.len() == 1;
        match plain {
            true => Ok(()),
            false => Err(refuse::unplaced("变化最大 / changed the most")),
        }
    }

    /// The best product on each platform is one of each: a noun in the singular behind a superlative.
    pub(super) fn one_of_each(&self, at: usize) -> bool {
        let tokens = &self.tokens.list;
        let superlative = |token: &Token| token.is_word(&SUPERLATIVES);
        let orders = |token: &Token| {
            token.is_word(&[Word::Rank, Word::Asc, Word::Desc]) && !superlative(token)
        };
        let noun = tokens.get(at).map(|token| self.tokens.text(token));
        let singular = noun.is_some_and(|noun| noun.is_ascii() && !noun.ends_with('s'));
        let each = self
            .slots
            .groups
            .iter()
            .any(|group| group.each && group.at != at);
        singular && each && tokens.iter().any(superlative) && !tokens.iter().any(orders)
    }

    /// The metric of a ranking: the one after 按 or by, else the nearest to a word of ranking.
    fn ranked_by(&self) -> Option<MetricId> {
        let bounded = self.bound_metrics();
        let all = || self.slots.metrics.iter();
        let mut pool: Vec<&MetricMention> =
            all().filter(|m| !bounded.contains(&m.metric)).collect();
        if pool.is_empty() {
            pool = all().collect();
        }
        let named = (0..self.tokens.list.len()).find_map(|at| {
            let next = self
                .tokens
                .after(at)
                .filter(|_| self.tokens.is(at, &[Word::By]))?;
            // The metric may have been named before: 成交金额和退款率，按成交金额排.
            let means = self.tokens.list.get(next)?.meanings();
            pool.iter()
                .find(|mention| means.contains(&Meaning::Metric(mention.metric)))
        });
        let nearest = (0..self.tokens.list.len())
            .filter(|at| self.ranks(*at))
            .flat_map(|at| pool.iter().map(move |m| (m.at.abs_diff(at), m.at, m)))
            .min_by_key(|near| (near.0, near.1))
            .map(|near| near.2);
        let chosen = named.or(nearest).or(pool.first())?;
        Some(chosen.metric)
    }

    /// Whether a token is a word or a count of ranking.
    fn ranks(&self, at: usize) -> bool {
        let words = [
            Word::Rank,
            Word::By,
            Word::Desc,
            Word::Asc,
            Word::More,
            Word::Less,
            Word::Good,
            Word::Bad,
        ];
        let count = matches!(
            self.tokens.list.get(at).map(|token| &token.kind),
            Some(Kind::Number(NumberReading::Rank(_)))
        );
        count || self.tokens.is(at, &SUPERLATIVES) || self.tokens.is(at, &words)
    }

    /// Whether a word is said, as a token or inside a count: worst 3.
    fn says(&self, word: Word) -> bool {
        let inside = |token: &Token| {
            let text = self
                .tokens
                .folded
                .get(token.span.clone())
                .unwrap_or_default();
            let number = matches!(token.kind, Kind::Number(_));
            number
                && self
                    .lexicon
                    .matches(text, &Rights::default())
                    .iter()
                    .any(|hit| hit.meanings.contains(&Meaning::Word(word)))
        };
        self.tokens.any(&[word]) || self.tokens.list.iter().any(inside)
    }
}

/// Whether a word of change says that it rose, or that it fell; neither, or both, is neither.
fn rises(said: &str) -> Option<bool> {
    let has = |words: &[&str]| words.iter().any(|word| said.contains(word));
    let down = has(&[
        "跌", "降", "下滑", "少", "低", "回落", "drop", "fell", "fall", "decrease", "decline",
    ]);
    let up = has(&[
        "涨", "增", "升", "高", "多", "grew", "grow", "rise", "rose", "rising", "increase",
    ]);
    (up != down).then_some(up)
}
