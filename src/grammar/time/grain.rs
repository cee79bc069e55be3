//! Buckets of time: 按天, weekly, 每周五, 哪天, 日均, and words that mean some time.

use chrono::Weekday;

use super::{Grain, Hit, Scan, TimeReading};

#[rustfmt::skip]
const GROUPS: &[(&str, Grain)] = &[
    ("每天", Grain::Day), ("每日", Grain::Day), ("按天", Grain::Day), ("按日", Grain::Day),
    ("按日期", Grain::Day), ("逐日", Grain::Day), ("逐天", Grain::Day), ("分天", Grain::Day),
    ("分日", Grain::Day), ("每一天", Grain::Day), ("各天", Grain::Day), ("各日", Grain::Day),
    ("天级", Grain::Day), ("日度", Grain::Day), ("天粒度", Grain::Day), ("日粒度", Grain::Day),
    ("以天为单位", Grain::Day), ("按每天", Grain::Day), ("按自然日", Grain::Day),
    ("每周", Grain::Week), ("按周", Grain::Week), ("逐周", Grain::Week), ("分周", Grain::Week),
    ("各周", Grain::Week), ("每一周", Grain::Week), ("每个星期", Grain::Week),
    ("每星期", Grain::Week), ("按星期", Grain::Week), ("每个礼拜", Grain::Week),
    ("每礼拜", Grain::Week), ("按礼拜", Grain::Week), ("每一个礼拜", Grain::Week), ("周度", Grain::Week),
    ("周粒度", Grain::Week), ("按每周", Grain::Week), ("按自然周", Grain::Week),
    ("每月", Grain::Month), ("每个月", Grain::Month), ("按月", Grain::Month),
    ("按月份", Grain::Month), ("逐月", Grain::Month), ("分月", Grain::Month),
    ("分月份", Grain::Month), ("各月", Grain::Month), ("各个月", Grain::Month),
    ("各月份", Grain::Month), ("月度", Grain::Month), ("月粒度", Grain::Month),
    ("按每月", Grain::Month), ("按自然月", Grain::Month), ("每季", Grain::Quarter),
    ("每季度", Grain::Quarter), ("每个季度", Grain::Quarter), ("按季", Grain::Quarter),
    ("按季度", Grain::Quarter), ("逐季", Grain::Quarter), ("逐季度", Grain::Quarter),
    ("各季度", Grain::Quarter), ("各个季度", Grain::Quarter), ("分季度", Grain::Quarter),
    ("每年", Grain::Year), ("按年", Grain::Year), ("按年份", Grain::Year), ("按年度", Grain::Year),
    ("逐年", Grain::Year), ("各年", Grain::Year), ("分年", Grain::Year), ("各年度", Grain::Year),
    ("每小时", Grain::Hour), ("每个小时", Grain::Hour), ("按小时", Grain::Hour),
    ("分小时", Grain::Hour), ("逐小时", Grain::Hour), ("各小时", Grain::Hour),
    ("小时级", Grain::Hour), ("小时粒度", Grain::Hour), ("每分钟", Grain::Minute),
    ("按分钟", Grain::Minute), ("逐分钟", Grain::Minute), ("分钟级", Grain::Minute),
    ("每一分钟", Grain::Minute), ("分分钟级", Grain::Minute), ("按星期几", Grain::Weekday),
    ("按周几", Grain::Weekday), ("按礼拜几", Grain::Weekday), ("每周几", Grain::Weekday),
    ("按时段", Grain::HourOfDay), ("分时段", Grain::HourOfDay), ("各时段", Grain::HourOfDay),
    ("按钟点", Grain::HourOfDay), ("各个时段", Grain::HourOfDay), ("每个时段", Grain::HourOfDay),
    ("daily", Grain::Day), ("by day", Grain::Day), ("per day", Grain::Day),
    ("each day", Grain::Day), ("every day", Grain::Day), ("day by day", Grain::Day),
    ("by date", Grain::Day), ("a day", Grain::Day), ("weekly", Grain::Week),
    ("by week", Grain::Week), ("per week", Grain::Week), ("each week", Grain::Week),
    ("every week", Grain::Week), ("week by week", Grain::Week), ("monthly", Grain::Month),
    ("by month", Grain::Month), ("per month", Grain::Month), ("each month", Grain::Month),
    ("every month", Grain::Month), ("month by month", Grain::Month), ("quarterly", Grain::Quarter),
    ("by quarter", Grain::Quarter), ("per quarter", Grain::Quarter),
    ("each quarter", Grain::Quarter), ("every quarter", Grain::Quarter),
    ("quarter by quarter", Grain::Quarter), ("yearly", Grain::Year), ("annually", Grain::Year),
    ("by year", Grain::Year), ("per year", Grain::Year), ("each year", Grain::Year),
    ("every year", Grain::Year), ("year by year", Grain::Year), ("hourly", Grain::Hour),
    ("by hour", Grain::Hour), ("by the hour", Grain::Hour), ("per hour", Grain::Hour),
    ("each hour", Grain::Hour), ("every hour", Grain::Hour), ("hour by hour", Grain::Hour),
    ("by minute", Grain::Minute), ("per minute", Grain::Minute), ("each minute", Grain::Minute),
    ("every minute", Grain::Minute), ("minute by minute", Grain::Minute),
    ("by the minute", Grain::Minute), ("by weekday", Grain::Weekday),
    ("by day of week", Grain::Weekday), ("by day of the week", Grain::Weekday),
    ("day of the week", Grain::Weekday), ("day of week", Grain::Weekday),
    ("per weekday", Grain::Weekday), ("by hour of day", Grain::HourOfDay),
    ("by hour of the day", Grain::HourOfDay), ("hour of day", Grain::HourOfDay),
    ("hour of the day", Grain::HourOfDay), ("by time of day", Grain::HourOfDay),
    ("by time slot", Grain::HourOfDay), ("by the day", Grain::Day), ("by the week", Grain::Week),
    ("by the month", Grain::Month), ("on a daily basis", Grain::Day),
    ("on a weekly basis", Grain::Week), ("on a monthly basis", Grain::Month),
    ("for each day", Grain::Day), ("for every day", Grain::Day), ("for each week", Grain::Week),
    ("for each month", Grain::Month), ("for every month", Grain::Month),
];

#[rustfmt::skip]
const ENDS: &[(&str, Grain)] = &[
    ("每个月末", Grain::Month), ("每月末", Grain::Month), ("每个月月末", Grain::Month),
    ("每月月末", Grain::Month), ("每个月底", Grain::Month), ("每月底", Grain::Month),
    ("每个月月底", Grain::Month), ("各月末", Grain::Month), ("各月月末", Grain::Month),
    ("各月底", Grain::Month), ("每季度末", Grain::Quarter), ("每个季度末", Grain::Quarter),
    ("每季末", Grain::Quarter), ("各季度末", Grain::Quarter), ("month end", Grain::Month),
    ("at month end", Grain::Month), ("end of each month", Grain::Month),
    ("the end of each month", Grain::Month), ("at the end of each month", Grain::Month),
    ("end of every month", Grain::Month), ("the end of every month", Grain::Month),
    ("at the end of every month", Grain::Month), ("quarter end", Grain::Quarter),
    ("end of each quarter", Grain::Quarter), ("the end of each quarter", Grain::Quarter),
    ("at the end of each quarter", Grain::Quarter),
];

#[rustfmt::skip]
const WHICH: &[(&str, Grain)] = &[
    ("哪天", Grain::Day), ("哪一天", Grain::Day), ("哪几天", Grain::Day), ("哪些天", Grain::Day),
    ("哪日", Grain::Day), ("哪周", Grain::Week), ("哪一周", Grain::Week), ("哪几周", Grain::Week),
    ("哪个星期", Grain::Week), ("哪个月", Grain::Month), ("哪月", Grain::Month),
    ("哪几个月", Grain::Month), ("哪些月份", Grain::Month), ("哪个月份", Grain::Month),
    ("哪个季度", Grain::Quarter), ("哪季度", Grain::Quarter), ("哪年", Grain::Year),
    ("哪一年", Grain::Year), ("哪个小时", Grain::HourOfDay), ("哪小时", Grain::HourOfDay),
    ("哪个时段", Grain::HourOfDay), ("哪些时段", Grain::HourOfDay), ("什么时段", Grain::HourOfDay),
    ("星期几", Grain::Weekday), ("周几", Grain::Weekday), ("礼拜几", Grain::Weekday),
    ("which day", Grain::Day), ("which days", Grain::Day), ("what day", Grain::Day),
    ("what days", Grain::Day), ("which date", Grain::Day), ("which dates", Grain::Day),
    ("which week", Grain::Week), ("which weeks", Grain::Week), ("which month", Grain::Month),
    ("which months", Grain::Month), ("which quarter", Grain::Quarter), ("which year", Grain::Year),
    ("which hour", Grain::HourOfDay), ("which hours", Grain::HourOfDay),
    ("what hour", Grain::HourOfDay), ("which weekday", Grain::Weekday),
    ("which day of the week", Grain::Weekday), ("what time of day", Grain::HourOfDay),
];

#[rustfmt::skip]
const AVERAGES: &[(&str, Grain)] = &[
    ("日均", Grain::Day), ("天均", Grain::Day), ("每日平均", Grain::Day), ("每天平均", Grain::Day),
    ("平均每天", Grain::Day), ("平均每日", Grain::Day), ("日平均", Grain::Day),
    ("周均", Grain::Week), ("平均每周", Grain::Week), ("每周平均", Grain::Week),
    ("月均", Grain::Month), ("平均每月", Grain::Month), ("平均每个月", Grain::Month),
    ("每月平均", Grain::Month), ("月平均", Grain::Month), ("平均每小时", Grain::Hour),
    ("每小时平均", Grain::Hour), ("daily average", Grain::Day), ("average daily", Grain::Day),
    ("avg daily", Grain::Day), ("average per day", Grain::Day), ("on average per day", Grain::Day),
    ("per day on average", Grain::Day), ("weekly average", Grain::Week),
    ("average weekly", Grain::Week), ("avg weekly", Grain::Week), ("average per week", Grain::Week),
    ("monthly average", Grain::Month), ("average monthly", Grain::Month),
    ("avg monthly", Grain::Month), ("average per month", Grain::Month),
    ("hourly average", Grain::Hour), ("average hourly", Grain::Hour),
    ("average per hour", Grain::Hour),
];

impl Scan<'_> {
    pub(super) fn grouping(&self, pos: usize) -> Option<Hit<TimeReading>> {
        let c = &self.chars;
        let days = self.recurring(pos);
        let average = c.pick(pos, AVERAGES).map(|(g, end)| Hit {
            value: TimeReading::Average(g),
            end,
        });
        let which = c.pick(pos, WHICH).map(|(g, end)| Hit {
            value: TimeReading::WhichGrain(g),
            end,
        });
        let group = c.pick(pos, GROUPS).map(|(g, end)| Hit {
            value: TimeReading::Grain(g),
            end,
        });
        let ends = c.pick(pos, ENDS).map(|(g, end)| Hit {
            value: TimeReading::EndOf(g),
            end,
        });
        let hit = [days, average, which, group, ends]
            .into_iter()
            .flatten()
            .max_by_key(|hit| hit.end)?;
        let han = c.before(hit.end).is_some_and(|x| !x.is_ascii());
        let other = han
            && c.at(hit.end)
                .is_some_and(|x| "猫龄节转数播边售".contains(x));
        (!other).then_some(hit)
    }

    /// 每周五, every Friday, on Mondays.
    fn recurring(&self, pos: usize) -> Option<Hit<TimeReading>> {
        let c = &self.chars;
        let kinds: [(&[&str], &[u32]); 2] = [
            (
                &[
                    "每周末",
                    "每个周末",
                    "on weekends",
                    "every weekend",
                    "each weekend",
                ],
                &[6, 7],
            ),
            (
                &["每个工作日", "on weekdays", "every weekday", "each weekday"],
                &[1, 2, 3, 4, 5],
            ),
        ];
        let kind = kinds
            .iter()
            .find_map(|(words, days)| Some((c.any(pos, words)?, days.to_vec())));
        if let Some((end, days)) = kind {
            return Some(Hit {
                value: TimeReading::Weekdays(days),
                end,
            });
        }
        if let Some(hit) = self.each_week(pos) {
            return Some(hit);
        }
        let lead = c.any(pos, &["every", "each", "on"]);
        let at = c.skip(lead.unwrap_or(pos));
        let each = c
            .any(pos, &["every", "each"])
            .and_then(|_| self.english_weekday(at, ""));
        let (day, end) = self.english_weekday(at, "s").or(each)?;
        Some(Hit {
            value: TimeReading::Weekdays(vec![Weekday::number_from_monday(&day)]),
            end,
        })
    }

    /// 每周五, 每周一三五.
    fn each_week(&self, pos: usize) -> Option<Hit<TimeReading>> {
        let c = &self.chars;
        let end = c.any(
            pos,
            &["每周", "每个周", "每星期", "每个星期", "每礼拜", "每逢周"],
        )?;
        let table = [
            ("一", 1),
            ("二", 2),
            ("三", 3),
            ("四", 4),
            ("五", 5),
            ("六", 6),
            ("日", 7),
            ("天", 7),
            ("1", 1),
            ("2", 2),
            ("3", 3),
            ("4", 4),
            ("5", 5),
            ("6", 6),
        ];
        let mut days = Vec::new();
        let mut at = end;
        while let Some((day, next)) = c.pick(at, &table) {
            days.push(day);
            at = c.opt(next, &["、", "和", "周"]);
            at = if c.pick(at, &table).is_some() {
                at
            } else {
                next
            };
        }
        let counted = c.at(at).is_some_and(|x| "次场个共均".contains(x));
        (!days.is_empty() && !counted).then_some(Hit {
            value: TimeReading::Weekdays(days),
            end: at,
        })
    }

    /// Words that mean some time without saying which, and all of time.
    pub(super) fn loose(&self, pos: usize) -> Option<Hit<TimeReading>> {
        #[rustfmt::skip]
        let vague = [
            "最近", "近期", "近来", "这段时间", "近段时间", "最近一段时间", "这阵子", "这一阵",
            "最近一阵", "这几天", "这些天", "前几天", "前阵子", "recently", "lately", "these days", "in recent days",
            "of late",
        ];
        #[rustfmt::skip]
        let all = [
            "历史累计", "有史以来", "开业以来", "历史以来", "所有时间", "全部时间", "全部历史",
            "历史上", "历史至今", "all time", "of all time", "ever", "since launch",
            "since the beginning", "lifetime to date",
        ];
        let vague = self.chars.any(pos, &vague).map(|end| Hit {
            value: TimeReading::Vague,
            end,
        });
        let all = self.chars.any(pos, &all).map(|end| Hit {
            value: TimeReading::AllTime,
            end,
        });
        all.into_iter().chain(vague).max_by_key(|hit| hit.end)
    }
}
