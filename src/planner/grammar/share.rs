//! Parts of a whole: which value is the part, and whether its share is one of groups or of all.

use semantic_sql::expr::{BinaryOp, Expr, Function};
use semantic_sql::layer::{Additivity, MetricId, MetricLeaf, SemanticLayer};
use semantic_sql::syntax::AggregateFunction;

use crate::lexicon::{Meaning, Word};

use super::gather::{Gather, Step, field_of, is_value};
use super::refuse;
use super::slots::{MetricMention, Restriction};
use super::tokens::{Kind, Token};

impl Gather<'_> {
    /// Decides what a share is of: the groups of the question, or one part of the whole.
    pub(super) fn settle_share(&mut self) -> Step {
        if !self.slots.share {
            return Ok(());
        }
        // A metric that is itself a share needs no dividing.
        let own = |metric: MetricId| self.layer.metric(metric).unit == "ratio";
        if self.slots.metrics.iter().any(|mention| own(mention.metric)) {
            self.slots.share = false;
            self.slots.restrictions.extend(self.slots.part.take());
            return Ok(());
        }
        if self.part_of_another() {
            return Err(refuse::share_of_what());
        }
        let marked = match self.slots.part.take() {
            Some(kept) => {
                self.slots.restrictions.push(kept);
                self.slots.restrictions.len().checked_sub(1)
            }
            None => self.marked_part()?,
        };
        let part = match marked {
            Some(part) => part,
            // Of all without a coupon, or without a coupon of all in each group: both are said so.
            None if !self.slots.groups.is_empty() => {
                let unsure = self.slots.restrictions.iter().any(|it| it.empty);
                return if unsure {
                    Err(refuse::share_of_what())
                } else {
                    Ok(())
                };
            }
            None => match self.unmarked_part()? {
                Some(part) => part,
                None => return Ok(()),
            },
        };
        let part = self.slots.restrictions.remove(part);
        let adds_up =
            |metric: MetricId| matches!(self.layer.metric(metric).additivity, Additivity::Additive);
        let by_groups = self.slots.groups.is_empty()
            && self.slots.times.grain.is_none()
            && self.layer.field(part.field).min_cell.is_none()
            && !part.empty
            && self
                .slots
                .metrics
                .iter()
                .all(|mention| adds_up(mention.metric));
        if by_groups {
            self.group(part.field, part.at, false);
            self.slots.focus = Some(part);
            return Ok(());
        }
        for mention in &self.slots.metrics {
            if !has_parts(self.layer, mention.metric) {
                return Err(refuse::share_not_additive(self.layer, mention.metric));
            }
        }
        if self.slots.ranking.is_some() || self.slots.compare {
            return Err(refuse::unsupported(
                "占比的排名或对比 / ranked or compared shares of a part",
            ));
        }
        self.slots.part = Some(part);
        Ok(())
    }

    /// 付费流量占了多少比例: where no number is named, a name and a word of parts that together are
    /// the name of one, 付费流量占比.
    pub(super) fn share_by_name(&mut self) {
        let tokens = self.tokens;
        let Some(word) = self.share_word().filter(|_| self.slots.metrics.is_empty()) else {
            return;
        };
        // 自然流和付费流各占多少: a part each, and no name of one number.
        let joined = [Word::And, Word::Pair, Word::Whether];
        let value = |at: usize| tokens.list.get(at).is_some_and(is_value);
        let last = tokens.before(word).filter(|at| value(*at));
        let joint = last.and_then(|at| tokens.before(at));
        if joint.is_some_and(|at| tokens.is(at, &joined) && tokens.before(at).is_some_and(value)) {
            return;
        }
        let mut name = String::new();
        let mut place = word;
        while let Some(at) = tokens.before(place).filter(|at| at + 3 > place) {
            let Some(token) = tokens.list.get(at) else {
                return;
            };
            let is_name = |it: &Meaning| !matches!(it, Meaning::Word(_));
            if !token.meanings().iter().any(is_name) {
                return;
            }
            name.insert_str(0, &tokens.text(token));
            let metrics = self.lexicon.meanings(&format!("{name}占比"));
            if let [Meaning::Metric(metric)] = metrics {
                let metric = *metric;
                self.slots.metrics.push(MetricMention { metric, at: word });
                self.slots.used.extend(at..word);
                self.in_names.extend(at..word);
                return;
            }
            place = at;
        }
    }

    /// 快手是抖音的几成: one value measured by another, which is no share of a whole.
    fn part_of_another(&self) -> bool {
        let Some(word) = self.share_word() else {
            return false;
        };
        let field = |at: usize| {
            let meanings = self.tokens.list.get(at).map_or(&[][..], |it| it.meanings());
            meanings.iter().find_map(|meaning| match meaning {
                Meaning::Value(value) => Some(value.field),
                _ => None,
            })
        };
        (0..word).any(|at| {
            let after = self.tokens.after(at).filter(|next| *next < word);
            let measure = after.and_then(field);
            self.tokens.is(at, &[Word::From])
                && measure.is_some()
                && (0..at).any(|before| field(before) == measure)
        })
    }

    /// came from women, 有几成是女性买的, 粉丝贡献了几成: the restriction that words single out.
    fn marked_part(&self) -> Result<Option<usize>, Box<crate::plan::Plan>> {
        let Some(word) = self.share_word() else {
            return Ok(None);
        };
        let tokens = self.tokens;
        let mut places: Vec<usize> = Vec::new();
        for at in 0..tokens.list.len() {
            let next = tokens.after(at);
            if at > word && tokens.is(at, &[Word::From]) {
                places.extend(next);
            }
            // A name that begins with such a word: from followers.
            if at > word && self.led_by(at, &[Word::From]) {
                places.push(at);
            }
            // 粉丝贡献了多大比例; the word of share stands right after.
            if at < word && tokens.is(at, &[Word::Gives]) && next == Some(word) {
                let time = |place: &usize| {
                    let token = tokens.list.get(*place);
                    token.is_some_and(|it| matches!(it.kind, Kind::Time(_)))
                };
                let mut place = tokens.before(at);
                while let Some(at) = place.filter(time) {
                    place = tokens.before(at);
                }
                places.extend(place);
            }
        }
        let without = |at: &usize| {
            let meanings = tokens
                .list
                .get(*at)
                .map(Token::meanings)
                .unwrap_or_default();
            meanings.iter().any(|it| matches!(it, Meaning::Without(_)))
        };
        places.retain(|at| {
            let value = tokens.list.get(*at).is_some_and(is_value);
            value || without(at) || self.names_part(*at)
        });
        let mut parts: Vec<usize> = places
            .iter()
            .filter_map(|at| self.restriction_at(*at))
            .collect();
        parts.sort_unstable();
        parts.dedup();
        match parts.as_slice() {
            [] => Ok(None),
            [part] => {
                // came from women on Douyin: a part of a part of what?
                let after = places.iter().max().copied().unwrap_or(0);
                let more = (after + 1..tokens.list.len())
                    .filter(|at| tokens.list.get(*at).is_some_and(is_value))
                    .any(|at| self.restriction_at(at).is_some_and(|other| other != *part));
                if more && after > word {
                    return Err(refuse::share_of_what());
                }
                Ok(Some(*part))
            }
            _ => Err(refuse::share_of_what()),
        }
    }

    /// Whether a word that names a value and something else stands where a part does: came from
    /// returning buyers.
    pub(super) fn names_part(&self, at: usize) -> bool {
        let led = self.tokens.before_any(at, &[Word::From]);
        let value = |it: &Meaning| matches!(it, Meaning::Value(_));
        let named = self
            .tokens
            .list
            .get(at)
            .is_some_and(|token| token.meanings().iter().any(value));
        let after = self
            .share_word()
            .zip(led)
            .is_some_and(|(word, from)| word < from);
        named && after
    }

    /// The part where no word singles it out: the only value, the one beside the word of share, or
    /// the only field of which several values are named.
    fn unmarked_part(&self) -> Result<Option<usize>, Box<crate::plan::Plan>> {
        let word = self.share_word().unwrap_or(0);
        let restrictions = &self.slots.restrictions;
        let fits = |it: &Restriction| !it.excluded && !it.lifts;
        let get = |i: &usize| restrictions.get(*i);
        let mut candidates: Vec<usize> = (0..restrictions.len())
            .filter(|i| restrictions.get(*i).is_some_and(fits))
            .collect();
        // 花漾在美妆护肤类目里的占比: what something is inside of is the whole.
        let within = |i: &usize| get(i).is_some_and(|it| self.holds_a_part(it.at));
        if !candidates.iter().all(within) {
            candidates.retain(|i| !within(i));
        }
        let place = |i: &usize| get(i).map_or(0, |it| it.at);
        let before: Vec<usize> = candidates
            .iter()
            .copied()
            .filter(|i| place(i) < word)
            .collect();
        let beside = before.iter().copied().find(|i| place(i) + 1 == word);
        let several: Vec<usize> = candidates
            .iter()
            .copied()
            .filter(|i| get(i).is_some_and(|it| it.values.len() > 1))
            .collect();
        match (
            before.as_slice(),
            beside,
            candidates.as_slice(),
            several.as_slice(),
        ) {
            (_, _, _, [only]) | ([only], _, _, _) | ([], _, [only], _) => Ok(Some(*only)),
            (_, Some(part), _, _) => Ok(Some(part)),
            _ if !self.slots.loose.is_empty() => Ok(None),
            _ => Err(refuse::share_of_what()),
        }
    }

    /// How much of the target have we hit: the rate at which a target is reached takes its place.
    pub(super) fn attained(&mut self) {
        if !self.tokens.any(&[Word::Attain]) {
            return;
        }
        for mention in &mut self.slots.metrics {
            if let Some(rate) = attainment(self.layer, mention.metric) {
                mention.metric = rate;
                self.slots.attained = true;
            }
        }
    }

    /// 美妆护肤里, 美妆护肤类目里: a value that something is inside of.
    fn holds_a_part(&self, at: usize) -> bool {
        let noun = |place: &usize| {
            let token = self.tokens.list.get(*place);
            token.is_some_and(|it| field_of(it.meanings()).is_some())
        };
        self.inside(at)
            || self
                .tokens
                .after(at)
                .filter(noun)
                .is_some_and(|it| self.inside(it))
    }

    fn share_word(&self) -> Option<usize> {
        let word = |token: &Token| token.is_word(&[Word::Share]);
        self.tokens.list.iter().position(word)
    }

    /// The wanted restriction that a value in the text became.
    fn restriction_at(&self, at: usize) -> Option<usize> {
        let meanings = self.tokens.list.get(at)?.meanings();
        self.slots.restrictions.iter().position(|it| {
            let means = |meaning: &Meaning| match meaning {
                Meaning::Without(at) => {
                    it.empty
                        && self
                            .layer
                            .language
                            .without
                            .get(*at)
                            .is_some_and(|known| known.field == it.field)
                }
                Meaning::Value(value) => {
                    value.field == it.field
                        && it.values.iter().any(|known| value.values.contains(known))
                }
                _ => false,
            };
            !it.excluded && !it.lifts && meanings.iter().any(means)
        })
    }
}

/// Whether the rows of a part are some of those of the whole, so that their ratio is a share: sums
/// and counts of distinct things.
pub(super) fn has_parts(layer: &SemanticLayer, metric: MetricId) -> bool {
    let content = layer.metric(metric);
    match (&content.additivity, &content.expression) {
        // What there is at one moment is a sum of what each group has then.
        (Additivity::Additive | Additivity::SemiAdditive(_), _) => true,
        (Additivity::NonAdditive, Expr::Leaf(MetricLeaf::Aggregate(aggregate))) => {
            aggregate.distinct && aggregate.function == AggregateFunction::Count
        }
        _ => false,
    }
}

/// The one ratio that divides by a metric: how much of a target was reached.
pub(super) fn attainment(layer: &SemanticLayer, target: MetricId) -> Option<MetricId> {
    let divides = |id: MetricId| {
        let Expr::Binary {
            op: BinaryOp::Divide,
            left,
            right,
        } = &layer.metric(id).expression
        else {
            return false;
        };
        let metric = |expr: &Expr<MetricLeaf>| match expr {
            Expr::Leaf(MetricLeaf::Metric(id)) => Some(*id),
            _ => None,
        };
        let below = match right.as_ref() {
            Expr::Call {
                function: Function::NullIf,
                args,
            } => args.first().and_then(metric),
            other => metric(other),
        };
        below == Some(target) && metric(left).is_some()
    };
    let mut found = layer
        .metrics_with_ids()
        .map(|(id, _)| id)
        .filter(|id| divides(*id));
    found.next().filter(|_| found.next().is_none())
}
