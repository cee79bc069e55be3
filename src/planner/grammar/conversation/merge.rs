//! What a question keeps of the one before it.
//!
//! | part | where the question names its own | where it names none |
//! |---|---|---|
//! | metrics | they replace; with a word of adding they join | kept |
//! | time | replaces; moved back where it says so | kept |
//! | hours, weekdays, days left out | replace | kept, days left out only with their time |
//! | grain | replaces | kept |
//! | base of a comparison | replaces | kept |
//! | values of one field | replace; join with a word of adding | kept |
//! | values excluded | leave the list, or join those excluded | kept |
//! | groups | replace; join with a word of splitting or adding | kept |
//! | ranking | count and direction replace, each for itself | kept while groups are |
//! | bounds | replace those on the same subject | kept |
//! | share, trend, list | said once, they hold | kept |

mod restrictions;

use chrono::Datelike as _;
use semantic_sql::layer::{Additivity, MetricId, SemanticLayer};

use crate::grammar::number::Direction;
use crate::grammar::time::{self, CompareExpr, Grain, base_event, moved_back};
use crate::lexicon::Word;
use crate::plan::{ChartWish, Plan};

use super::super::gather::is_value;
use super::super::refuse;
use super::super::settle::SUPERLATIVES;
use super::super::slots::{Group, INHERITED, Kept, MetricMention, Slots, Subject, Times};
use super::super::tokens::Tokens;
use super::{FollowUp, say};

type Step = Result<(), Box<Plan>>;

impl FollowUp<'_> {
    /// Metrics of the question before, where this one names none or adds its own.
    pub(in super::super) fn keep_metrics(&self, slots: &mut Slots) {
        let own = std::mem::take(&mut slots.metrics);
        if own.is_empty() || self.cues.add || self.cues.bounds {
            let before = &self.context.slots;
            let ranked = before.ranking.and_then(|ranking| ranking.metric);
            let all = ranked
                .into_iter()
                .chain(before.metrics.iter().map(|it| it.metric));
            for metric in all {
                if slots.metrics.iter().all(|known| known.metric != metric) {
                    let at = INHERITED;
                    slots.metrics.push(MetricMention { metric, at });
                    slots.kept.push(Kept::Metric(metric));
                }
            }
        }
        for mention in own {
            if slots
                .metrics
                .iter()
                .all(|known| known.metric != mention.metric)
            {
                slots.metrics.push(mention);
            }
        }
    }

    /// Whether all metrics of the question before are of a kind.
    pub(in super::super) fn all_before(&self, kind: impl Fn(MetricId) -> bool) -> bool {
        let mut before = self.context.slots.metrics.iter();
        before.all(|it| kind(it.metric))
    }

    /// Everything else, before it is settled what the parts come to.
    pub(in super::super) fn merge(
        &self,
        layer: &SemanticLayer,
        tokens: &Tokens,
        slots: &mut Slots,
    ) -> Step {
        self.same_list_or_new(layer, tokens, slots)?;
        self.chosen(slots)?;
        self.filtered(slots)?;
        self.times(tokens, slots)?;
        self.flags(slots);
        self.groups(layer, tokens, slots)?;
        self.restrictions(layer, slots)?;
        self.focus(slots);
        self.part(slots);
        self.ranking(layer, tokens, slots)?;
        self.pie(layer, slots);
        Ok(())
    }

    /// 那快手呢 after a share of chosen groups: the same choice. Of another number, or by other
    /// groups, it would be another question.
    fn chosen(&self, slots: &mut Slots) -> Step {
        let Some(chosen) = &self.context.slots.chosen else {
            return Ok(());
        };
        let same = slots.metrics.iter().all(|it| it.at == INHERITED)
            && slots.groups.is_empty()
            && slots.loose.is_empty()
            && slots.ranking.is_none()
            && self.pointed.is_none();
        if !same {
            return Err(refuse::share_of_what());
        }
        slots.chosen = Some(chosen.clone());
        slots.kept.push(Kept::Share);
        Ok(())
    }

    /// Conditions of single numbers are kept with them, where nothing new is said of their field.
    fn filtered(&self, slots: &mut Slots) -> Step {
        for (metric, own) in &self.context.slots.filtered {
            let kept = |it: &&MetricMention| it.metric == *metric && it.at == INHERITED;
            if slots.metrics.iter().find(kept).is_none() {
                continue;
            }
            if slots.restrictions.iter().any(|it| it.field == own.field) {
                return Err(refuse::share_of_what());
            }
            slots.filtered.push((*metric, own.clone()));
        }
        Ok(())
    }

    /// A pie needs shares, where the groups add up to a whole.
    fn pie(&self, layer: &SemanticLayer, slots: &mut Slots) {
        let adds_up = slots
            .metrics
            .iter()
            .all(|it| matches!(layer.metric(it.metric).additivity, Additivity::Additive));
        let time = &slots.times;
        let whole = !slots.groups.is_empty() && slots.ranking.is_none() && !slots.compare;
        let over_time = slots.trend || time.grain.is_some() || time.which.is_some();
        slots.share |= self.cues.chart == Some(ChartWish::Pie) && adds_up && whole && !over_time;
    }

    /// 退款率呢 after a list that was cut: of the same rows, or a new list by the new metric?
    fn same_list_or_new(&self, layer: &SemanticLayer, tokens: &Tokens, slots: &Slots) -> Step {
        let before = &self.context.slots;
        let cut = before.ranking.is_some_and(|it| it.limit.is_some()) && !before.groups.is_empty();
        let cues = &self.cues;
        let said = cues.swap || cues.correct || cues.add || self.pointed.is_some();
        // 按件数呢: what an order is by makes a new list.
        let said = said || tokens.any(&[Word::By]);
        let own = slots.ranking.is_some() || !slots.groups.is_empty();
        match slots.metrics.iter().find(|it| it.at != INHERITED) {
            Some(new) if cut && !said && !own => Err(say::same_list_or_new(layer, new.metric)),
            _ => Ok(()),
        }
    }

    fn times(&self, tokens: &Tokens, slots: &mut Slots) -> Step {
        let before = &self.context.slots.times;
        self.another_year(&mut slots.times)?;
        let times = &mut slots.times;
        let against = tokens.any(&[Word::Compare]) && times.compare.is_none();
        if let Some(step) = times.back {
            let range = self
                .context
                .range
                .as_ref()
                .ok_or_else(say::no_time_to_move)?;
            if !times.ranges.is_empty() || !times.events.is_empty() {
                return Err(refuse::two_bases());
            }
            times.ranges.push(moved_back(range, step));
        } else if against && let ([base], [_]) = (times.ranges.as_slice(), before.ranges.as_slice())
        {
            times.compare = Some(CompareExpr::Range(base.clone()));
            times.ranges.clone_from(&before.ranges);
            slots.kept.push(Kept::Time);
        } else if !times.named() {
            times.ranges.clone_from(&before.ranges);
            times.events.clone_from(&before.events);
            times.all = before.all;
            times.without.extend(before.without.iter().cloned());
            let events = before.without_events.iter().cloned();
            times.without_events.extend(events);
            if before.named() {
                slots.kept.push(Kept::Time);
            }
        }
        // 晚上8点到10点, then 下午呢: other hours of the same days.
        if times.time_of_day.is_some() && slots.kept.contains(&Kept::Time) {
            for range in times
                .ranges
                .iter_mut()
                .filter(|it| it.time_of_day.is_some())
            {
                range.time_of_day = times.time_of_day.take();
            }
        }
        if times.time_of_day.is_none() && times.ranges.iter().all(|it| it.time_of_day.is_none()) {
            let ranges = before.ranges.iter();
            times.time_of_day = before
                .time_of_day
                .or_else(|| ranges.filter_map(|it| it.time_of_day).next());
            slots.kept.extend(times.time_of_day.map(Kept::Hours));
        }
        if times.weekdays.is_empty() && !before.weekdays.is_empty() {
            times.weekdays.clone_from(&before.weekdays);
            slots.kept.push(Kept::Weekdays(before.weekdays.clone()));
        }
        if times.compare.is_none() && !slots.compare && before.compare.is_some() {
            times.compare.clone_from(&before.compare);
        }
        if times.grain.is_none() && times.which.is_none() {
            times.which = before.which.filter(|_| slots.ranking.is_none());
            times.grain = before.grain;
            slots
                .kept
                .extend(before.grain.or(times.which).map(Kept::Grain));
        }
        Ok(())
    }

    /// 去年呢: after an event its year before; after a shorter period, of which part of that year?
    fn another_year(&self, times: &mut Times) -> Step {
        let before = &self.context.slots.times;
        let [year] = times.ranges.as_slice() else {
            return Ok(());
        };
        if year.grain != Grain::Year || year.step.n != 1 || times.compare.is_some() {
            return Ok(());
        }
        if let ([event], []) = (before.events.as_slice(), before.ranges.as_slice()) {
            let of_year = CompareExpr::Range(year.clone());
            times.events = vec![base_event(event, &of_year, self.calendar)];
            times.ranges.clear();
            return Ok(());
        }
        let Some(shorter) = self.context.range.as_ref().filter(|_| before.named()) else {
            return Ok(());
        };
        let back = u32::try_from(shorter.start.year() - year.start.year()).unwrap_or(0);
        if shorter.grain < Grain::Year && back > 0 {
            let unit = Grain::Year;
            let same = moved_back(shorter, time::Step { n: back, unit });
            return Err(say::which_year(year, &same));
        }
        Ok(())
    }

    fn flags(&self, slots: &mut Slots) {
        let before = &self.context.slots;
        if before.compare && !slots.compare {
            slots.compare = true;
            slots.change = before.change;
            slots.kept.push(Kept::Compare);
        }
        if before.share && !slots.share {
            slots.share = true;
            slots.kept.push(Kept::Share);
        }
        if before.trend && !slots.trend {
            slots.trend = true;
            slots.kept.push(Kept::Trend);
        }
        slots.list |= before.list;
        slots.apart |= before.apart;
    }

    fn groups(&self, layer: &SemanticLayer, tokens: &Tokens, slots: &mut Slots) -> Step {
        let before = &self.context.slots.groups;
        // A field named alone is what to split by: 那主播呢.
        let (beside, loose): (Vec<Group>, Vec<Group>) = std::mem::take(&mut slots.loose)
            .into_iter()
            .partition(|it| {
                let near = [it.at.checked_sub(1), Some(it.at + 1)];
                near.into_iter()
                    .flatten()
                    .filter_map(|place| tokens.list.get(place))
                    .any(is_value)
            });
        slots.loose = beside;
        for group in loose {
            if slots.groups.iter().all(|known| known.field != group.field) {
                slots.groups.push(group);
            }
        }
        for field in &self.cues.unsplit {
            if before.iter().all(|group| group.field != *field) {
                return Err(say::not_split(layer, *field));
            }
            slots.taken = true;
        }
        let joins = self.cues.add || tokens.any(&[Word::Breakdown]);
        let own = std::mem::take(&mut slots.groups);
        let kept = |group: &&Group| {
            let pointed = match &self.pointed {
                Some(pointed) if pointed.single => false,
                Some(pointed) => pointed.rows.iter().any(|it| it.field == group.field),
                None => own.is_empty() || joins,
            };
            pointed && !self.cues.unsplit.contains(&group.field)
        };
        if !self.cues.total {
            for group in before.iter().filter(kept) {
                let at = INHERITED;
                slots.groups.push(Group { at, ..*group });
                slots.kept.push(Kept::Group(group.field));
            }
            if let Some(pointed) = self.pointed.as_ref().filter(|it| !it.single) {
                for row in &pointed.rows {
                    let (field, at, each) = (row.field, INHERITED, false);
                    if slots.groups.iter().all(|known| known.field != field) {
                        slots.groups.push(Group { field, at, each });
                    }
                }
            }
        }
        for group in own {
            if slots.groups.iter().all(|known| known.field != group.field) {
                slots.groups.push(group);
            }
        }
        // A trend is drawn for each group.
        if slots.trend && slots.ranking.is_none() {
            for group in &mut slots.groups {
                group.each = true;
            }
        }
        Ok(())
    }

    fn ranking(&self, layer: &SemanticLayer, tokens: &Tokens, slots: &mut Slots) -> Step {
        let Some(before) = self.context.slots.ranking else {
            return Ok(());
        };
        let ranks = !slots.groups.is_empty() || slots.times.which.is_some();
        if !ranks || (self.pointed.is_some() && slots.ranking.is_none()) {
            return Ok(());
        }
        let way = [Word::Asc, Word::Desc];
        let said = tokens.any(&SUPERLATIVES) || tokens.any(&way);
        let turned = slots.direction == Some(Direction::Bottom);
        let replaced = slots.metrics.iter().all(|it| it.at != INHERITED);
        let mut descending = before.descending;
        if let (Some(best), true) = (self.context.judged, replaced) {
            let metric = slots.metrics.first().map(|it| it.metric);
            let up = metric.and_then(|metric| layer.metric(metric).polarity);
            descending = up.ok_or_else(refuse::worst_of_what)? == best;
        }
        let same = slots.ranking.is_none() || !(said || turned);
        if same && slots.by_change.is_none() {
            slots.by_change = self.context.slots.by_change;
        }
        match &mut slots.ranking {
            Some(own) => {
                own.limit = own
                    .limit
                    .or(before.limit.filter(|_| self.pointed.is_none()));
            }
            none => {
                *none = Some(before);
                slots.kept.push(Kept::Ranking(super::super::slots::Ranking {
                    descending,
                    ..before
                }));
            }
        }
        if !(said || turned) {
            slots.direction = Some(if descending {
                Direction::Top
            } else {
                Direction::Bottom
            });
        }
        Ok(())
    }

    /// Bounds of the question before, except on what this one bounds itself.
    pub(in super::super) fn keep_bounds(&self, slots: &mut Slots) -> Step {
        if self.pointed.is_some() {
            return Ok(());
        }
        for bound in &self.context.slots.bounds {
            if slots.bounds.iter().any(|own| own.subject == bound.subject) {
                continue;
            }
            if slots.grouped().next().is_none() && matches!(bound.subject, Subject::Metric(_)) {
                return Err(say::bound_without_groups());
            }
            slots.bounds.push(bound.clone());
            slots.kept.push(Kept::Bound(bound.clone()));
        }
        Ok(())
    }
}
