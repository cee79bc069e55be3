//! Values: which of several is meant, what is excluded, what adds up.

use semantic_sql::layer::{FieldId, MetricId};

use crate::lexicon::{Meaning, ValueMeaning, Word};

use super::gather::{Gather, Step, field_of, is_value};
use super::refuse;
use super::slots::{Group, Restriction};
use super::tokens::Kind;

impl Gather<'_> {
    pub(super) fn values(&mut self) -> Step {
        let tokens = self.tokens;
        let owned = self.owned_values()?;
        for (at, token) in tokens.list.iter().enumerate() {
            let Kind::Term(meanings) = &token.kind else {
                continue;
            };
            if self.in_names.contains(&at) {
                continue;
            }
            if let Some(field) = self.without(meanings) {
                let excluded = self.excluded(at);
                self.restrict(Restriction::without(field, at, excluded));
                continue;
            }
            let metric = |meaning: &Meaning| matches!(meaning, Meaning::Metric(_));
            let as_value = self.as_values.contains(&at) || self.names_part(at);
            let counted = meanings.iter().any(metric) && !as_value;
            if counted || self.as_field(at, meanings) {
                continue;
            }
            if let Some(bound) = self.bound_by_name(at) {
                self.slots.comparisons.push((at, bound));
                continue;
            }
            let mut found: Vec<&ValueMeaning> = meanings
                .iter()
                .filter_map(|meaning| match meaning {
                    Meaning::Value(value) => Some(value),
                    _ => None,
                })
                .collect();
            if found.is_empty() {
                continue;
            }
            if found.len() > 1 {
                found = self.narrowed(at, found);
            }
            let [value] = found.as_slice() else {
                return Err(refuse::two_values(
                    self.layer,
                    self.lexicon,
                    tokens,
                    at,
                    &found,
                ));
            };
            let of_its_own = owned.iter().filter(|(place, _)| *place == at);
            let filtered: Vec<_> = of_its_own
                .map(|(_, metric)| (*metric, Restriction::new((*value).clone(), at, false)))
                .collect();
            if !filtered.is_empty() {
                self.slots.filtered.extend(filtered);
                self.slots.used.push(at);
                continue;
            }
            let reached = self
                .slots
                .metrics
                .iter()
                .all(|mention| self.reaches(mention.metric, value.field));
            if !value.declared && !reached {
                return Err(refuse::unknown_words(&[tokens.text(token)]));
            }
            let by = self
                .tokens
                .before(at)
                .is_some_and(|place| tokens.is(place, &[Word::By]));
            // By live room, where rooms are a field: not the one of the same name.
            let plural = format!("{}s", tokens.text(token).to_lowercase());
            if by && field_of(self.lexicon.meanings(&plural)).is_some() {
                return Err(refuse::unplaced(&tokens.text(token)));
            }
            let excluded = self.excluded(at);
            self.restrict(Restriction::new((*value).clone(), at, excluded));
        }
        Ok(())
    }

    /// 没用券: the field of which the rows wanted have no value.
    fn without(&self, meanings: &[Meaning]) -> Option<FieldId> {
        meanings.iter().find_map(|meaning| match meaning {
            Meaning::Without(at) => self.layer.language.without.get(*at).map(|it| it.field),
            _ => None,
        })
    }

    /// 新客的客单价: a word for a value and for the number of its rows is the value where another
    /// metric is asked for.
    pub(super) fn values_beside_metrics(&mut self) {
        let both = |at: usize| {
            let meanings = self.tokens.list.get(at).map_or(&[][..], |it| it.meanings());
            meanings.iter().any(|it| matches!(it, Meaning::Value(_)))
        };
        let (as_values, metrics): (Vec<_>, Vec<_>) = self
            .slots
            .metrics
            .iter()
            .cloned()
            .partition(|it| both(it.at));
        // 10月花漾客单价, then 新客呢: whose it is, unless persons are what is counted.
        let persons = |id: MetricId| self.layer.metric(id).unit == "person";
        let goes_on = self.follow.is_some_and(|it| !it.all_before(persons));
        if !metrics.is_empty() || (goes_on && !as_values.is_empty()) {
            self.as_values = as_values.iter().map(|it| it.at).collect();
            self.slots.metrics = metrics;
        }
    }

    /// Of several values, those that the metrics reach; then those that the layer names itself.
    fn narrowed<'v>(&self, at: usize, found: Vec<&'v ValueMeaning>) -> Vec<&'v ValueMeaning> {
        let reached = |value: &&&ValueMeaning| {
            self.slots
                .metrics
                .iter()
                .all(|mention| self.reaches(mention.metric, value.field))
        };
        let beside = |value: &&&ValueMeaning| {
            let near = [at.checked_sub(1), Some(at + 1)];
            near.into_iter()
                .flatten()
                .any(|place| self.names_field(place, value.field))
        };
        let mut left = found;
        let tests: [&dyn Fn(&&&ValueMeaning) -> bool; 3] =
            [&reached, &beside, &|value| value.declared];
        for test in tests {
            let kept: Vec<&ValueMeaning> =
                left.iter().filter(|value| test(value)).copied().collect();
            if !kept.is_empty() {
                left = kept;
            }
        }
        left
    }

    pub(super) fn reaches(&self, metric: MetricId, field: FieldId) -> bool {
        let name = &self.layer.field(field).name;
        self.layer.metric_reaches(metric, field)
            || self
                .layer
                .metric(metric)
                .by_grain
                .iter()
                .any(|by| by.fields.contains(name))
    }

    pub(super) fn names_field(&self, at: usize, field: FieldId) -> bool {
        match self.tokens.list.get(at).map(|token| &token.kind) {
            Some(Kind::Term(meanings)) => meanings.contains(&Meaning::Field(field)),
            _ => false,
        }
    }

    /// Whether a word that is both a field and a value groups here.
    fn as_field(&self, at: usize, meanings: &[Meaning]) -> bool {
        let Some(field) = field_of(meanings) else {
            return false;
        };
        let both = meanings
            .iter()
            .any(|meaning| matches!(meaning, Meaning::Value(_)));
        !both || (!self.sibling(at, meanings) && (self.cued(at) || self.named_before(at, field)))
    }

    /// 直播间、短视频: another value of the same field stands beside it in a list.
    fn sibling(&self, at: usize, meanings: &[Meaning]) -> bool {
        let fields: Vec<FieldId> = meanings
            .iter()
            .filter_map(|meaning| match meaning {
                Meaning::Value(value) => Some(value.field),
                _ => None,
            })
            .collect();
        let joint = |place: usize| {
            self.tokens.is(place, &[Word::And])
                || matches!(
                    self.tokens.list.get(place).map(|t| &t.kind),
                    Some(Kind::Mark('、' | '+'))
                )
        };
        let beyond = [
            at.checked_sub(2).filter(|p| joint(p + 1)),
            Some(at + 2).filter(|p| joint(p - 1)),
        ];
        beyond.into_iter().flatten().filter_map(|place| self.tokens.list.get(place)).any(|token| match &token.kind {
            Kind::Term(other) => other
                .iter()
                .any(|meaning| matches!(meaning, Meaning::Value(value) if fields.contains(&value.field))),
            _ => false,
        })
    }

    /// 抖音平台, 花漾美妆直播间: the value right before already is one of this field.
    pub(super) fn named_before(&self, at: usize, field: FieldId) -> bool {
        let value_of = |place: usize| match self.tokens.list.get(place).map(|token| &token.kind) {
            Some(Kind::Term(meanings)) => meanings
                .iter()
                .any(|meaning| matches!(meaning, Meaning::Value(value) if value.field == field)),
            _ => false,
        };
        self.tokens.before(at).is_some_and(value_of) || self.tokens.after(at).is_some_and(value_of)
    }

    /// 除了 … 以外, excluding …: whether a value stands inside.
    pub(super) fn excluded(&self, at: usize) -> bool {
        // Drop Lin Yi: where a question goes on, and begins with it.
        let drops = self.follow.is_some() && self.tokens.is(0, &[Word::Drop]);
        let mut apart = false;
        for place in (0..at).rev() {
            let Some(token) = self.tokens.list.get(place) else {
                break;
            };
            if token.is_word(&[Word::Exclude]) || (drops && place == 0) {
                return true;
            }
            // Without Lin Yi on Douyin: on Douyin, and there without her.
            if apart && is_value(token) {
                break;
            }
            apart |= token.is_word(&[Word::On]);
            let listed = is_value(token) || token.is_word(&[Word::And, Word::Filler]);
            if !(listed || matches!(token.kind, Kind::Mark('、' | '+'))) {
                break;
            }
        }
        let listed = |place: &usize| {
            self.tokens.list.get(*place).is_some_and(|token| {
                is_value(token)
                    || token.is_word(&[Word::And, Word::Filler])
                    || matches!(token.kind, Kind::Mark('、' | '+'))
            })
        };
        let Some(next) = (at + 1..self.tokens.list.len()).find(|place| !listed(place)) else {
            return false;
        };
        let closes = match self.tokens.list.get(next + 1) {
            None => true,
            Some(token) => matches!(token.kind, Kind::Mark(_)),
        };
        self.tokens.is(next, &[Word::ExcludeEnd])
            || (closes && self.tokens.is(next, &[Word::Exclude]))
    }

    /// Values of one field add up: 天猫 + 京东.
    pub(super) fn restrict(&mut self, new: Restriction) {
        self.slots.used.push(new.at);
        let same = |known: &&mut Restriction| {
            (known.field, known.excluded, known.lifts, known.empty)
                == (new.field, new.excluded, new.lifts, new.empty)
        };
        if let Some(known) = self.slots.restrictions.iter_mut().find(same) {
            for value in new.values {
                if !known.values.contains(&value) {
                    known.values.push(value);
                }
            }
            known.at = new.at;
        } else {
            self.slots.restrictions.push(new);
        }
    }

    pub(super) fn group(&mut self, field: FieldId, at: usize, each: bool) {
        if !self.slots.groups.iter().any(|group| group.field == field) {
            self.slots.groups.push(Group { field, at, each });
        }
    }
}
