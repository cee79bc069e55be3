//! The second half of gathering: what is grouped, what a share is of, what a bound is about.

use semantic_sql::layer::{DatasetId, FieldId};

use crate::grammar::number::{Direction, NumberReading};
use crate::lexicon::{Meaning, Word};
use crate::plan::Plan;

use super::bounds::is_number;
use super::gather::{Gather, field_of};
use super::refuse;
use super::slots::Group;
use super::tokens::Kind;

const SUPERLATIVES: [Word; 4] = [Word::Highest, Word::Lowest, Word::Best, Word::Worst];

impl Gather<'_> {
    /// Whether words around a field say that it groups: 各, 哪个, by, top 5, … 排名.
    pub(super) fn cued(&self, at: usize) -> bool {
        let before = |words: &[Word]| {
            self.tokens
                .before(at)
                .is_some_and(|place| self.tokens.is(place, words))
        };
        let after = |words: &[Word]| {
            self.tokens
                .after(at)
                .is_some_and(|place| self.tokens.is(place, words))
        };
        let bounded = self
            .tokens
            .before(at)
            .is_some_and(|place| self.slots.comparisons.iter().any(|(it, _)| *it == place));
        if bounded {
            return true; // 客单价低于100的直播间
        }
        let number = |place: Option<usize>| {
            place
                .and_then(|place| self.tokens.list.get(place))
                .is_some_and(|t| matches!(t.kind, Kind::Number(_)))
        };
        let lead = [
            Word::Each,
            Word::By,
            Word::Which,
            Word::WhichMany,
            Word::Breakdown,
        ];
        let tail = [
            Word::Rank,
            Word::Breakdown,
            Word::Which,
            Word::WhichMany,
            Word::Each,
        ];
        self.led_by(at, &lead)
            || before(&lead)
            || before(&SUPERLATIVES)
            || after(&tail)
            || (self.slots.ranking.is_some()
                && (number(self.tokens.before(at)) || number(self.tokens.after(at))))
    }

    /// 各平台, 哪场 as one term: the word that it begins with.
    pub(super) fn led_by(&self, at: usize, words: &[Word]) -> bool {
        let Some(token) = self.tokens.list.get(at) else {
            return false;
        };
        let text = self
            .tokens
            .folded
            .get(token.span.clone())
            .unwrap_or_default();
        (1..text.len().min(4)).any(|cut| {
            let lead: String = text.iter().take(cut).collect();
            let meanings = self.lexicon.meanings(&lead);
            meanings
                .iter()
                .any(|meaning| matches!(meaning, Meaning::Word(word) if words.contains(word)))
        })
    }

    pub(super) fn fields(&mut self) {
        let tokens = self.tokens;
        for (at, token) in tokens.list.iter().enumerate() {
            let Kind::Term(meanings) = &token.kind else {
                continue;
            };
            if let Some(Meaning::Grain(grain)) =
                meanings.iter().find(|m| matches!(m, Meaning::Grain(_)))
            {
                self.grain(*grain);
                continue;
            }
            let Some(field) = field_of(meanings) else {
                continue;
            };
            let bounded = self.tokens.after(at).is_some_and(|next| {
                is_number(self.layer.field(field).data_type)
                    && self.slots.comparisons.iter().any(|(it, _)| *it == next)
            });
            if self.slots.used.contains(&at) || bounded {
                continue;
            }
            self.field(field, at);
        }
    }

    fn grain(&mut self, index: usize) {
        use semantic_sql::layer::TimeUnit;
        let Some(grain) = self.layer.time.grains.get(index) else {
            return;
        };
        let grain = match grain.unit {
            TimeUnit::Truncate(unit) => super::dates::grain_of(unit),
            TimeUnit::Extract(part) => super::dates::grain_of_part(part),
        };
        if self.slots.times.grain.is_none() && self.slots.times.which.is_none() {
            self.slots.times.grain = grain;
            self.slots.trend |= grain.is_some();
        }
    }

    fn field(&mut self, field: FieldId, at: usize) {
        let tokens = self.tokens;
        let prev = |words: &[Word]| {
            tokens
                .before(at)
                .is_some_and(|place| tokens.is(place, words))
        };
        if self.named_before(at, field) && !self.cued_each(at) {
            return; // 抖音平台: part of the name.
        }
        let each = prev(&[Word::Each]) || self.led_by(at, &[Word::Each]);
        if self.cued(at) || self.follows_group(at) {
            self.group(field, at, each);
            return;
        }
        if prev(&[Word::All, Word::Other]) {
            return;
        }
        self.slots.loose.push(Group {
            field,
            at,
            each: false,
        });
    }

    fn cued_each(&self, at: usize) -> bool {
        let words = [Word::Each, Word::Which];
        self.led_by(at, &words)
            || self
                .tokens
                .before(at)
                .is_some_and(|place| self.tokens.is(place, &words))
    }

    /// 各平台和主播: a field beside a grouped one.
    fn follows_group(&self, at: usize) -> bool {
        let Some(and) = self.tokens.before(at).filter(|place| {
            self.tokens.is(*place, &[Word::And])
                || matches!(
                    self.tokens.list.get(*place).map(|t| &t.kind),
                    Some(Kind::Mark('、'))
                )
        }) else {
            return false;
        };
        let before = self.tokens.before(and);
        before.is_some_and(|place| self.slots.groups.iter().any(|group| group.at == place))
    }

    /// Decides what loose fields, shares, rankings and comparisons are about.
    pub(super) fn settle(&mut self) -> Result<(), Box<Plan>> {
        if self.slots.metrics.is_empty() {
            return Err(refuse::no_metric());
        }
        self.settle_share()?;
        self.settle_compare();
        self.settle_loose()?;
        self.settle_ranking()
    }

    fn settle_share(&mut self) -> Result<(), Box<Plan>> {
        if !self.slots.share {
            return Ok(());
        }
        // A metric that is itself a share needs no dividing.
        let own = self
            .slots
            .metrics
            .iter()
            .any(|mention| self.layer.metric(mention.metric).unit == "ratio");
        if own {
            self.slots.share = false;
            return Ok(());
        }
        if !self.slots.groups.is_empty() {
            return Ok(());
        }
        let word = self
            .tokens
            .list
            .iter()
            .position(|token| token.is_word(&[Word::Share]))
            .unwrap_or(0);
        let candidates: Vec<usize> = (0..self.slots.restrictions.len())
            .filter(|i| {
                self.slots
                    .restrictions
                    .get(*i)
                    .is_some_and(|r| !r.excluded && !r.lifts)
            })
            .collect();
        let place = |i: &usize| self.slots.restrictions.get(*i).map_or(0, |r| r.at);
        let before: Vec<usize> = candidates
            .iter()
            .copied()
            .filter(|i| place(i) < word)
            .collect();
        let beside = before.iter().copied().find(|i| place(i) + 1 == word);
        let focus = match (before.as_slice(), beside, candidates.as_slice()) {
            ([only], _, _) | ([], _, [only]) => *only,
            (_, Some(focus), _) => focus,
            _ if !self.slots.loose.is_empty() => return Ok(()),
            _ => return Err(refuse::share_of_what()),
        };
        let focus = self.slots.restrictions.remove(focus);
        self.group(focus.field, focus.at, false);
        self.slots.focus = Some(focus);
        Ok(())
    }

    /// 自播和达播…差多少: two values against each other are the groups.
    fn settle_compare(&mut self) {
        if !(self.slots.compare || self.slots.apart)
            || self.slots.times.compare.is_some()
            || !self.slots.groups.is_empty()
        {
            return;
        }
        let several =
            |r: &&super::slots::Restriction| r.values.len() > 1 && !r.excluded && !r.lifts;
        let found: Vec<(FieldId, usize)> = self
            .slots
            .restrictions
            .iter()
            .filter(several)
            .map(|r| (r.field, r.at))
            .collect();
        if let [(field, at)] = found.as_slice() {
            self.group(*field, *at, false);
        }
    }

    fn settle_loose(&mut self) -> Result<(), Box<Plan>> {
        let loose = std::mem::take(&mut self.slots.loose);
        for mention in loose {
            let wants = self.slots.groups.is_empty()
                && (self.slots.ranking.is_some()
                    || self.slots.list
                    || self.slots.share
                    || (self.slots.compare && self.slots.times.compare.is_none()));
            let session = self.layer.field(mention.field).name == crate::lexicon::SESSION_FIELD;
            let shown = self.led_by(mention.at, &[Word::Deixis])
                || self.tokens.before(mention.at).is_some_and(|place| {
                    self.tokens.is(place, &[Word::Deixis])
                        || matches!(
                            self.tokens.list.get(place).map(|t| &t.kind),
                            Some(Kind::Time(_))
                        )
                });
            if wants || (session && shown && !self.slots.trend && self.slots.groups.is_empty()) {
                self.group(mention.field, mention.at, false);
            } else if !(session
                || self.beside_value(mention.at)
                || self.inside(mention.at)
                || !self.slots.groups.is_empty())
            {
                return Err(refuse::loose_field(self.layer, self.tokens, mention));
            }
        }
        if self.slots.groups.is_empty()
            && self.slots.ranking.is_some()
            && self.slots.times.which.is_none()
        {
            self.group_by_noun();
        }
        Ok(())
    }

    /// 女性买家, 达播主播: a noun beside a value.
    fn beside_value(&self, at: usize) -> bool {
        let near = [at.checked_sub(1), Some(at + 1)];
        near.into_iter().flatten().any(|place| {
            self.tokens
                .list
                .get(place)
                .is_some_and(super::gather::is_value)
        })
    }

    fn inside(&self, at: usize) -> bool {
        self.tokens
            .after(at)
            .is_some_and(|place| self.tokens.is(place, &[Word::Inside]))
    }

    /// 腰部主播排前10, 最高的十个商品: the noun at the end of a value's name or of a count is ranked.
    fn group_by_noun(&mut self) {
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
                    found = found.or(Some((field, at)));
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
        if let Some((field, at)) = found {
            self.group(field, at, false);
        }
    }

    fn settle_ranking(&mut self) -> Result<(), Box<Plan>> {
        let Some(mut ranking) = self.slots.ranking else {
            return Ok(());
        };
        let words: Vec<usize> = (0..self.tokens.list.len())
            .filter(|at| {
                self.tokens.is(*at, &SUPERLATIVES)
                    || self
                        .tokens
                        .is(*at, &[Word::Rank, Word::By, Word::Desc, Word::Asc])
                    || matches!(
                        self.tokens.list.get(*at).map(|t| &t.kind),
                        Some(Kind::Number(NumberReading::Rank(_)))
                    )
            })
            .collect();
        let bounded = self.bound_metrics();
        let free: Vec<&super::slots::MetricMention> = self
            .slots
            .metrics
            .iter()
            .filter(|m| !bounded.contains(&m.metric))
            .collect();
        let pool: Vec<&super::slots::MetricMention> = if free.is_empty() {
            self.slots.metrics.iter().collect()
        } else {
            free
        };
        let by = (0..self.tokens.list.len()).find_map(|at| {
            let next = self
                .tokens
                .after(at)
                .filter(|_| self.tokens.is(at, &[Word::By]))?;
            pool.iter().find(|mention| mention.at == next)
        });
        let nearest = words
            .iter()
            .flat_map(|at| pool.iter().map(move |m| (m.at.abs_diff(*at), m.at, m)))
            .min_by_key(|x| (x.0, x.1));
        let chosen = by.or(nearest.map(|x| x.2)).or(pool.first());
        let Some(metric) = chosen.map(|mention| mention.metric) else {
            return Ok(());
        };
        ranking.metric = Some(metric);
        let polarity = self.layer.metric(metric).polarity;
        let worst = self.says(Word::Worst);
        let best = self.says(Word::Best);
        ranking.descending = match (worst, best) {
            (true, false) => match polarity {
                Some(up) => !up,
                None => return Err(refuse::worst_of_what()),
            },
            (false, true) => polarity != Some(false),
            _ => self.slots.direction != Some(Direction::Bottom),
        };
        self.slots.ranking = Some(ranking);
        if self.slots.groups.is_empty()
            && self.slots.times.which.is_none()
            && self.slots.times.grain.is_none()
        {
            return Err(refuse::rank_of_what());
        }
        Ok(())
    }

    /// A noun for rows that no asked metric counts, such as 广告 beside sales: it would change the
    /// question. Right after a value it only says of whom: 粉丝下单.
    fn idle_noun(&self, at: usize) -> bool {
        let Some(Kind::Term(meanings)) = self.tokens.list.get(at).map(|token| &token.kind) else {
            return false;
        };
        let datasets: Vec<DatasetId> = meanings
            .iter()
            .filter_map(|meaning| match meaning {
                Meaning::Dataset(dataset) => Some(*dataset),
                _ => None,
            })
            .collect();
        let counted = || {
            let facts = |metric| self.layer.facts_of(metric);
            self.slots
                .metrics
                .iter()
                .any(|m| facts(m.metric).iter().any(|fact| datasets.contains(fact)))
        };
        let after_value = at
            .checked_sub(1)
            .and_then(|before| self.tokens.list.get(before))
            .is_some_and(super::gather::is_value);
        !datasets.is_empty() && !after_value && !counted()
    }

    /// Whether a word is said, as a token or inside a count: worst 3.
    fn says(&self, word: Word) -> bool {
        let inside = |token: &super::tokens::Token| {
            let text = self
                .tokens
                .folded
                .get(token.span.clone())
                .unwrap_or_default();
            let number = matches!(token.kind, Kind::Number(_));
            number
                && self
                    .lexicon
                    .matches(text)
                    .iter()
                    .any(|hit| hit.meanings.contains(&Meaning::Word(word)))
        };
        self.tokens.any(&[word]) || self.tokens.list.iter().any(inside)
    }

    /// Words that change what is asked must have changed it; else the question was not understood.
    pub(super) fn every_word_counts(&self) -> Result<(), Box<Plan>> {
        let slots = &self.slots;
        let nouns: Vec<String> = (0..self.tokens.list.len())
            .filter(|at| self.idle_noun(*at))
            .filter_map(|at| {
                self.tokens
                    .list
                    .get(at)
                    .map(|token| self.tokens.text(token))
            })
            .collect();
        if !nouns.is_empty() {
            return Err(refuse::unknown_words(&nouns));
        }
        let excludes = self.tokens.any(&[Word::Exclude, Word::ExcludeEnd]);
        let excluded = slots.turned || slots.restrictions.iter().any(|it| it.excluded);
        let others = self.tokens.any(&[Word::Other]) && !excluded;
        if (excludes && !excluded) || others {
            return Err(refuse::unplaced("排除 / excluding"));
        }
        let grouped =
            !slots.groups.is_empty() || slots.times.which.is_some() || slots.times.grain.is_some();
        let asks = [Word::Each, Word::Which, Word::WhichMany, Word::Breakdown];
        if self.tokens.any(&asks) && !grouped {
            return Err(refuse::unplaced("各 / each"));
        }
        // 低于100的直播间的GMV: a number over the groups that a bound leaves is not one statement.
        let nested = slots.groups.iter().any(|group| {
            let bounded = self
                .tokens
                .before(group.at)
                .is_some_and(|at| slots.comparisons.iter().any(|(it, _)| *it == at));
            bounded && slots.metrics.iter().any(|mention| mention.at > group.at)
        });
        if nested && slots.ranking.is_none() {
            return Err(refuse::unplaced(
                "先筛选再合计 / a total over filtered groups",
            ));
        }
        if self.tokens.any(&[Word::Count]) && !slots.groups.is_empty() && slots.ranking.is_none() {
            return Err(refuse::unplaced("几个 / how many"));
        }
        if self.tokens.any(&[Word::Trend]) && slots.groups.iter().any(|group| !group.each) {
            return Err(refuse::unplaced("趋势 / trend"));
        }
        Ok(())
    }
}
