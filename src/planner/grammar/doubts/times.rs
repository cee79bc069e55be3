//! Parts of days, bases of comparisons and lists of what changed, as far as a statement does not say them.

use crate::grammar::time::{Grain, TimeReading};
use crate::lexicon::Word;

use super::super::gather::{Gather, Step};
use super::super::tokens::Kind;

impl Gather<'_> {
    /// 双11期间晚上8点到10点: hours of each day of a period that is more than days.
    pub(super) fn parts_of_days(&self) -> Step {
        let times = &self.slots.times;
        let hours = times.time_of_day.is_some();
        let clock = |at: &usize| {
            let kind = self.tokens.list.get(*at).map(|it| &it.kind);
            matches!(kind, Some(Kind::Time(TimeReading::TimeOfDay(_))))
        };
        let at = (0..self.tokens.list.len()).find(clock).unwrap_or(0);
        if hours && !times.events.is_empty() {
            return self.unplaced(at);
        }
        // Weekend versus weekday: the kind of day, and no day of the week.
        let weekday = |grain: Option<Grain>| grain == Some(Grain::Weekday);
        let by_weekday = weekday(times.grain) || weekday(times.which);
        let weekend = (0..self.tokens.list.len()).find(|at| self.said(*at).starts_with("weekend"));
        if let Some(at) = weekend.filter(|_| by_weekday && !self.slots.restrictions.is_empty()) {
            return self.unplaced(at);
        }
        Ok(())
    }

    /// Double 11 compared with the week before it, this time last year: a base that is read otherwise; 9月和10月哪个月
    /// 退款率高: which of two, where the one is only what the other is compared with.
    pub(super) fn odd_bases(&self) -> Step {
        let times = &self.slots.times;
        let open = times.ranges.is_empty() && times.events.is_empty();
        for (at, token) in self.tokens.list.iter().enumerate() {
            if !matches!(token.kind, Kind::Time(TimeReading::Compare(_))) {
                continue;
            }
            let said = self.said(at);
            let before = ["before", "前一"].iter().any(|it| said.contains(it));
            if (before && !times.events.is_empty()) || (open && said.contains("this time")) {
                return self.unplaced(at);
            }
        }
        let which = (0..self.tokens.list.len()).find(|at| {
            let kind = self.tokens.list.get(*at).map(|it| &it.kind);
            matches!(kind, Some(Kind::Time(TimeReading::WhichGrain(_))))
        });
        match which.filter(|_| times.ranges.len() > 1) {
            Some(at) => self.unplaced(at),
            None => Ok(()),
        }
    }

    /// 昨天哪些主播比前天卖得少, 只看下降的: those that changed so, where nothing keeps the others out.
    pub(super) fn changed_so(&self) -> Step {
        let slots = &self.slots;
        let two = slots.compare || slots.times.compare.is_some() || slots.times.ranges.len() > 1;
        let open = slots.by_change.is_none() && slots.bounds.is_empty() && slots.ranking.is_none();
        if !two || !open || slots.groups.is_empty() {
            return Ok(());
        }
        // 哪些商品卖得比9月差: a list of those that are so.
        let than =
            |at: &usize| self.tokens.is(*at, &[Word::Than]) || self.led_by(*at, &[Word::Than]);
        let valued = slots.restrictions.iter().any(|it| it.values.len() > 1);
        let many = [Word::WhichMany];
        let led = (0..self.tokens.list.len()).any(|at| self.led_by(at, &many));
        let listed = (self.tokens.any(&many) || led) && !valued;
        let compared = (0..self.tokens.list.len()).find(than).filter(|_| listed);
        let only = self.places(&[Word::Only]).first().copied();
        let changes = [Word::Fell, Word::Rose, Word::Down, Word::Change];
        let changed = only.filter(|_| self.tokens.any(&changes));
        match compared.or(changed) {
            Some(at) => self.unplaced(at),
            None => Ok(()),
        }
    }

    /// GMV by Nov 10: until then, and not on that day.
    pub(super) fn until_a_day(&self) -> Step {
        let time = |at: usize| {
            let kind = self.tokens.list.get(at).map(|it| &it.kind);
            matches!(kind, Some(Kind::Time(TimeReading::Range(_))))
        };
        let by = |at: &usize| self.said(*at) == "by" && time(at + 1);
        match self.places(&[Word::By]).into_iter().find(by) {
            Some(at) => self.unplaced(at),
            None => Ok(()),
        }
    }
}
