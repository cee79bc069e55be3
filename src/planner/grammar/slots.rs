//! What a question asks for, gathered from its tokens.

use semantic_sql::layer::{FieldId, MetricId, Text};

use crate::grammar::number::{Comparison, Direction};
use crate::grammar::time::{CompareExpr, EventReading, Grain, Step, TimeOfDay, TimeRange};
use crate::lexicon::ValueMeaning;

use super::chosen::Chosen;

/// The place of what no token of this question named: it was kept from the one before.
pub(super) const INHERITED: usize = usize::MAX / 2;

/// A metric and the token that named it.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct MetricMention {
    pub(super) metric: MetricId,
    pub(super) at: usize,
}

/// Values of one field, wanted or not.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Restriction {
    pub(super) field: FieldId,
    pub(super) values: Vec<String>,
    pub(super) excluded: bool,
    /// All values of the field: lifts a default instead of filtering.
    pub(super) lifts: bool,
    /// Rows without a value of the field: 没用券.
    pub(super) empty: bool,
    pub(super) at: usize,
}

impl Restriction {
    pub(super) fn new(value: ValueMeaning, at: usize, excluded: bool) -> Self {
        Self {
            field: value.field,
            values: value.values,
            excluded,
            lifts: value.all && !excluded,
            empty: false,
            at,
        }
    }

    /// Rows without a value of a field.
    pub(super) fn without(field: FieldId, at: usize, excluded: bool) -> Self {
        Self {
            field,
            values: Vec::new(),
            excluded,
            lifts: false,
            empty: true,
            at,
        }
    }
}

/// What a bound on a number is about.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Subject {
    Metric(MetricId),
    Field(FieldId),
}

/// A bound on a number.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Bound {
    pub(super) subject: Subject,
    pub(super) op: &'static str,
    pub(super) value: String,
}

/// A dimension of the answer.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Group {
    pub(super) field: FieldId,
    pub(super) at: usize,
    /// One ranking for each value: 各平台.
    pub(super) each: bool,
}

/// How groups are ranked.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Ranking {
    pub(super) metric: Option<MetricId>,
    pub(super) descending: bool,
    pub(super) limit: Option<u32>,
}

/// Groups that rose, or that fell, in the order of their changes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct ByChange {
    /// By the rate of change, not by what it came to.
    pub(super) rate: bool,
    /// Those that rose, what rose most first; else those that fell.
    pub(super) up: bool,
}

/// The time of a question.
#[derive(Debug, Clone, Default)]
pub(super) struct Times {
    pub(super) ranges: Vec<TimeRange>,
    pub(super) events: Vec<EventReading>,
    pub(super) compare: Option<CompareExpr>,
    /// 去年同月: what is running, where no other time is named to stand beside it.
    pub(super) running: Option<&'static str>,
    pub(super) grain: Option<Grain>,
    /// 每个月末: as things stood at the end of each bucket.
    pub(super) ends: bool,
    pub(super) which: Option<Grain>,
    pub(super) time_of_day: Option<TimeOfDay>,
    pub(super) weekdays: Vec<u32>,
    pub(super) all: bool,
    pub(super) reread: bool,
    /// Days that are left out: 剔除双11当天.
    pub(super) without: Vec<TimeRange>,
    /// Events that are left out: 剔除双11.
    pub(super) without_events: Vec<EventReading>,
    /// 再往前推一周: the time of the question before, moved into the past.
    pub(super) back: Option<Step>,
    /// 最近三场: so many sessions that have ended, the newest first.
    pub(super) latest: Option<u32>,
}

impl Times {
    /// Mondays and Fridays: days of the week beside those that are named.
    pub(super) fn add_weekdays(&mut self, days: &[u32]) {
        self.weekdays.extend(days);
        self.weekdays.sort_unstable();
        self.weekdays.dedup();
    }

    /// Whether some days are left out.
    pub(super) fn leaves_out(&self) -> bool {
        !self.without.is_empty() || !self.without_events.is_empty()
    }

    /// Whether a period is named.
    pub(super) fn named(&self) -> bool {
        !self.ranges.is_empty()
            || !self.events.is_empty()
            || self.all
            || self.back.is_some()
            || self.latest.is_some()
    }
}

/// A part that a question kept from the one before.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Kept {
    Time,
    Hours(TimeOfDay),
    Weekdays(Vec<u32>),
    Grain(Grain),
    Metric(MetricId),
    Group(FieldId),
    Restriction(Restriction),
    Bound(Bound),
    Ranking(Ranking),
    Compare,
    Share,
    Trend,
}

/// Everything that a question asks for.
#[derive(Debug, Clone, Default)]
pub(super) struct Slots {
    pub(super) metrics: Vec<MetricMention>,
    pub(super) groups: Vec<Group>,
    pub(super) restrictions: Vec<Restriction>,
    pub(super) bounds: Vec<Bound>,
    pub(super) ranking: Option<Ranking>,
    /// 涨得最多: the ranking is that of changes.
    pub(super) by_change: Option<ByChange>,
    pub(super) times: Times,
    pub(super) share: bool,
    pub(super) focus: Option<Restriction>,
    /// 有几成是女性买的: the part whose share of all the rest of the question is asked.
    pub(super) part: Option<Restriction>,
    pub(super) trend: bool,
    pub(super) compare: bool,
    /// 涨了多少, growth: against the period before, whatever is grouped.
    pub(super) change: bool,
    pub(super) list: bool,
    /// 分别: each value for itself.
    pub(super) apart: bool,
    /// Two values stand beside each other by 比 or a word such as 高.
    pub(super) beside: bool,
    /// Words of exclusion turned a bound around.
    pub(super) turned: bool,
    /// Fields named without a word that says what for.
    pub(super) loose: Vec<Group>,
    pub(super) comparisons: Vec<(usize, Comparison)>,
    pub(super) direction: Option<Direction>,
    /// What a word for the asker was read as.
    pub(super) own: Option<(String, Text)>,
    /// Words of exclusion took something away from what was kept.
    pub(super) taken: bool,
    /// No number was named, and this one was taken.
    pub(super) usual: Option<MetricId>,
    /// What was kept from the question before.
    pub(super) kept: Vec<Kept>,
    /// Tokens that became restrictions.
    pub(super) used: Vec<usize>,
    /// Words that name one metric and may mean others.
    pub(super) ambiguous: Vec<(usize, Vec<MetricId>)>,
    /// The steps of a metric list are a funnel, by its place in the layer.
    pub(super) funnel: Option<usize>,
    /// Its steps that the scope or the groups of the question do not reach.
    pub(super) left_out: Vec<MetricId>,
    /// A word of reaching made a target the rate at which it is reached.
    pub(super) attained: bool,
    /// All numbers are of what is expected, so a time to come has some.
    pub(super) ahead: bool,
    /// Numbers of what there is now, beside those of what is expected.
    pub(super) moments: Vec<MetricId>,
    /// The metrics that became those of what is expected.
    pub(super) foreseen: Vec<(MetricId, MetricId)>,
    /// A scope that the metrics have anyway, and one of those that have no field for it.
    pub(super) given: Option<(Restriction, MetricId)>,
    /// 日均: the number is divided by the units of this grain in the period.
    pub(super) average: Option<Grain>,
    /// 平均每场: the number is divided by how many rows of this kind there are.
    pub(super) over: Option<FieldId>,
    /// 有几个: the groups are counted, not listed.
    pub(super) counted: bool,
    /// 上周没开播的主播: the groups are those of which nothing was counted.
    pub(super) lacking: bool,
    /// 退款率超过20%的商品占几成: some of all groups, and how much of the whole is theirs.
    pub(super) chosen: Option<Chosen>,
    /// GMV和福袋的次数: conditions that are about one number alone.
    pub(super) filtered: Vec<(MetricId, Restriction)>,
}

impl Slots {
    /// The values of the part of a whole that is asked for.
    pub(super) fn parts_asked(&self) -> Vec<String> {
        let parts = self.focus.iter().flat_map(|it| it.values.clone());
        parts.collect()
    }

    /// The fields that the question groups or restricts by.
    pub(super) fn fields(&self) -> impl Iterator<Item = FieldId> {
        let groups = self.groups.iter().map(|group| group.field);
        groups.chain(self.restrictions.iter().map(|it| it.field))
    }

    /// How much did it grow from September to October: the two are compared, not added up.
    pub(super) fn change_between_ends(&mut self) {
        let times = &self.times;
        let split = times.grain.is_some() || times.which.is_some() || self.trend;
        let plain = times.compare.is_none() && times.events.is_empty() && !split;
        let [range] = times.ranges.as_slice() else {
            return;
        };
        let ends = range.ends.as_deref().filter(|_| self.change && plain);
        if let Some([from, to]) = ends
            && from.grain == to.grain
            && from.grain >= Grain::Week
        {
            self.times.ranges = vec![to.clone(), from.clone()];
        }
    }

    /// Whether the question gives a time, a scope, groups, an order or a bound.
    pub(super) fn says_more_than_metrics(&self) -> bool {
        let times = &self.times;
        let timed = !times.ranges.is_empty()
            || !times.events.is_empty()
            || times.compare.is_some()
            || times.grain.is_some()
            || times.which.is_some()
            || times.latest.is_some()
            || times.time_of_day.is_some()
            || !times.weekdays.is_empty()
            || times.all;
        timed
            || !self.restrictions.is_empty()
            || self.part.is_some()
            || !self.groups.is_empty()
            || !self.bounds.is_empty()
            || self.ranking.is_some()
            || self.trend
            || self.metrics.len() > 1
    }
}
