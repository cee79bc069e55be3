//! What a plan took for granted, in one sentence of each language a piece.

use semantic_sql::layer::{DatasetId, MetricId, Text};

use crate::grammar::time::Grain;

use super::super::build::{Build, DAYS_EN, DAYS_ZH, weekdays};
use super::super::dates;
use super::{Pick, value};

/// What was taken for granted.
pub(in super::super) fn assumptions(build: &Build<'_>) -> Vec<Text> {
    let mut said = Vec::new();
    if let Some(time) = build.period.reading.as_ref().filter(|time| time.defaulted) {
        said.push(Text {
            zh: format!("问题没有说时间，默认看{}。", time.label.zh),
            en: format!("No time was named, so this covers {}.", time.label.en),
        });
    }
    if let Some(metric) = build.slots.usual {
        let label = &build.layer.metric(metric).label;
        said.push(Text {
            zh: format!("问题没有说指标，默认看{}。", label.zh),
            en: format!("No metric was named, so this is {}.", label.en),
        });
    }
    if build.period.all_by_default {
        said.push(Text {
            zh: "问题没有说时间，默认看全部时间。".to_owned(),
            en: "No time was named, so this covers all of it.".to_owned(),
        });
    }
    for (wrong, right) in &build.tokens.mended {
        said.push(Text {
            zh: format!("“{wrong}”按“{right}”理解。"),
            en: format!("\"{wrong}\" was read as \"{right}\"."),
        });
        let phrases = &build.layer.language.phrases;
        let noted = phrases.iter().find(|phrase| phrase.mean == *right);
        said.extend(noted.and_then(|phrase| phrase.note.clone()));
    }
    if let Some((word, name)) = &build.slots.own {
        said.push(Text {
            zh: format!("“{word}”按“{}”理解。", name.zh),
            en: format!("\"{word}\" was read as \"{}\".", name.en),
        });
    }
    said.extend(of_those_that_had(build));
    said.extend(parts_of_days(build));
    for (of, expected) in &build.slots.foreseen {
        let [of, expected] = [of, expected].map(|id| &build.layer.metric(*id).label);
        said.push(Text {
            zh: format!("问的是还没发生的，{}取{}。", of.zh, expected.zh),
            en: format!(
                "It is about what is expected: {} is {}.",
                of.en, expected.en
            ),
        });
    }
    said.extend(of_now(build));
    said.extend(other_metrics(build));
    for (at, others) in &build.slots.ambiguous {
        said.extend(taken_for(build, *at, others));
    }
    if let Some(text) = averaged_over(build) {
        said.push(text);
    }
    if !build.slots.left_out.is_empty() {
        said.push(left_out(build));
    }
    if let Some((scope, metric)) = &build.slots.given {
        let label = &build.layer.metric(*metric).label;
        let value = |zh| {
            let values = scope.values.iter();
            let values = values.map(|it| value(build.layer, scope.field, it, zh));
            values.collect::<Vec<_>>().join(", ")
        };
        said.push(Text {
            zh: format!("{}本来就只统计{}。", label.zh, value(true)),
            en: format!("{} is counted for {} only anyway.", label.en, value(false)),
        });
    }
    said.extend(other_facts(build));
    let times = [whole_sessions, by_the_clock, states_of_now];
    said.extend(times.iter().filter_map(|note| note(build)));
    if build.slots.times.reread {
        said.push(Text {
            zh: "“开始前”按开始后的头几分钟理解。".to_owned(),
            en: "\"Before the start\" was read as the first minutes after it.".to_owned(),
        });
    }
    said
}

/// Metrics that are told in the place of those that were asked for.
fn other_metrics(build: &Build<'_>) -> Vec<Text> {
    let mut said = Vec::new();
    for mention in &build.slots.metrics {
        let (asked, read) = (mention.metric, build.read(mention.metric));
        if asked != read {
            let limit = build.not_provided(asked);
            let (asked, read) = (
                &build.layer.metric(asked).label,
                &build.layer.metric(read).label,
            );
            if let Some(limit) = limit {
                said.push(Text {
                    zh: format!("{}这里给的是{}，不是{}。", limit.note.zh, read.zh, asked.zh),
                    en: format!("{} This is {}, not {}.", limit.note.en, read.en, asked.en),
                });
                continue;
            }
            said.push(Text {
                zh: format!("在这个粒度上，{}取{}。", asked.zh, read.zh),
                en: format!("At this grain {} is {}.", asked.en, read.en),
            });
        }
    }
    said
}

/// What there is now beside what is expected.
fn of_now(build: &Build<'_>) -> Option<Text> {
    let moments = &build.slots.moments;
    let names = |pick: Pick, gap: &str| {
        let labels = moments.iter();
        let labels = labels.map(|id| pick(&build.layer.metric(*id).label).clone());
        labels.collect::<Vec<_>>().join(gap)
    };
    (!moments.is_empty()).then(|| Text {
        zh: format!(
            "{}是最近一次快照的，不是那段时间的；到那时之前还会卖掉一些。",
            names(|text| &text.zh, "、")
        ),
        en: format!(
            "{} is that of the newest snapshot and not of that time; some of it sells before then.",
            names(|text| &text.en, ", ")
        ),
    })
}

/// Rows that are finer than sessions, listed by session, are placed by when the session began.
fn whole_sessions(build: &Build<'_>) -> Option<Text> {
    let sessions = build.layer.facts_of(build.layer.language.sessions?);
    let finer = |id: MetricId| {
        let facts = build.layer.facts_of(id);
        facts.iter().any(|fact| !sessions.contains(fact))
    };
    let placed = build.by_start.is_some() && build.period.range.is_some();
    let finer = placed && build.metrics().into_iter().any(finer);
    finer.then(|| Text {
        zh: "场次按开播时间归入这段时间，整场计入。".to_owned(),
        en: "Sessions are placed by when they began and counted whole.".to_owned(),
    })
}

/// What lasts, such as a session, counts in the hour in which it began: rows whose time is called as that of sessions.
fn by_the_clock(build: &Build<'_>) -> Option<Text> {
    let hour = dates::dimension(build.layer, Grain::Hour);
    if !build.has_hours() && (build.bucket.is_none() || build.bucket.as_deref() != hour) {
        return None;
    }
    let layer = build.layer;
    let time_of = |fact: DatasetId| {
        let field = layer.dataset(fact).time_dimension?;
        Some(&layer.field(field).name)
    };
    let sessions = layer.facts_of(layer.language.sessions?);
    let start = time_of(*sessions.first()?)?;
    let lasts = |id: &MetricId| {
        let facts = layer.facts_of(*id);
        facts.into_iter().any(|fact| time_of(fact) == Some(start))
    };
    let lasting: Vec<&Text> = build
        .metrics()
        .into_iter()
        .filter(lasts)
        .map(|id| &layer.metric(id).label)
        .collect();
    let names = |pick: fn(&Text) -> &str, and: &str| {
        let names: Vec<&str> = lasting.iter().map(|label| pick(label)).collect();
        names.join(and)
    };
    (!lasting.is_empty()).then(|| Text {
        zh: format!(
            "{}按场次开播的钟点归入，整场计入，不是在这个钟点里发生的数。",
            names(|text| &text.zh, "、")
        ),
        en: format!(
            "{}: sessions count whole in the hour in which they began, whatever happened in which hour.",
            names(|text| &text.en, ", ")
        ),
    })
}

/// 10月完成的订单: the state is that of now, and the period none of when it came about.
fn states_of_now(build: &Build<'_>) -> Option<Text> {
    build.period.reading.as_ref()?;
    let fields = build.slots.restrictions.iter().map(|it| it.field);
    let mut fields = fields.chain(build.slots.grouped());
    let label = &build
        .layer
        .field(fields.find(|id| build.layer.field(*id).current)?)
        .label;
    Some(Text {
        zh: format!("{}是现在的状态，这段时间不是进入这个状态的时间。", label.zh),
        en: format!(
            "{} is that of now; the period is not when it came about.",
            label.en
        ),
    })
}

/// Which of the metrics that a word may mean was taken.
fn taken_for(build: &Build<'_>, at: usize, others: &[MetricId]) -> Option<Text> {
    let taken = build
        .slots
        .metrics
        .iter()
        .find(|mention| mention.at == at)?;
    let word = build.tokens.text(build.tokens.list.get(at)?);
    let label = &build.layer.metric(taken.metric).label;
    let names = |pick: Pick, gap: &str| {
        let labels = others
            .iter()
            .map(|id| pick(&build.layer.metric(*id).label).clone());
        labels.collect::<Vec<_>>().join(gap)
    };
    Some(Text {
        zh: format!(
            "“{word}”按{}理解，也可以问{}。",
            label.zh,
            names(|text| &text.zh, "、")
        ),
        en: format!(
            "\"{word}\" was taken as {}; it may also mean {}.",
            label.en,
            names(|text| &text.en, ", ")
        ),
    })
}

/// Over how much of today an average goes.
fn averaged_over(build: &Build<'_>) -> Option<Text> {
    build.slots.average?;
    let range = build.period.range.as_ref()?;
    range.partial.then(|| Text {
        zh: "日均把今天也算作一天，今天还没过完。".to_owned(),
        en: "The average counts today as a day, which is not over yet.".to_owned(),
    })
}

/// Steps of a funnel that are counted in other rows than the first, by another time.
fn other_facts(build: &Build<'_>) -> Option<Text> {
    let layer = build.layer;
    build.slots.funnel?;
    let metrics = build.metrics();
    let facts = |metric: &MetricId| layer.facts_of(*metric);
    let first = facts(metrics.first()?);
    let others: Vec<&MetricId> = metrics.iter().filter(|it| facts(it) != first).collect();
    let second = facts(others.first()?);
    // Where they come from several places, naming one would be wrong.
    if others.iter().any(|it| facts(it) != second) {
        return None;
    }
    let label = |facts: &[DatasetId]| Some(layer.dataset(*facts.first()?).label.clone());
    let (home, other) = (label(&first)?, label(&second)?);
    let names = |pick: Pick, gap: &str| {
        let labels = others.iter();
        let labels = labels.map(|id| pick(&layer.metric(**id).label).clone());
        labels.collect::<Vec<_>>().join(gap)
    };
    Some(Text {
        zh: format!(
            "{}来自“{}”，按它自己的时间；其余各步来自“{}”。",
            names(|text| &text.zh, "、"),
            other.zh,
            home.zh
        ),
        en: format!(
            "{} come from \"{}\", by their own time; the other steps from \"{}\".",
            names(|text| &text.en, ", "),
            other.en,
            home.en
        ),
    })
}

/// Steps of a funnel that are not known for the scope of the question.
fn left_out(build: &Build<'_>) -> Text {
    let names = |pick: Pick, gap: &str| {
        let labels = build.slots.left_out.iter();
        let labels = labels.map(|id| pick(&build.layer.metric(*id).label).clone());
        labels.collect::<Vec<_>>().join(gap)
    };
    Text {
        zh: format!(
            "这个范围分不到{}，漏斗从后一步开始。",
            names(|text| &text.zh, "、")
        ),
        en: format!(
            "{} cannot be told for this scope, so the funnel leaves that out.",
            names(|text| &text.en, ", ")
        ),
    }
}

/// Which groups are looked at where those are asked for that had none of a number: what never was anywhere is in no row.
fn of_those_that_had(build: &Build<'_>) -> Option<Text> {
    let slots = build.slots;
    let group = slots.groups.first().filter(|_| slots.lacking)?;
    let label = &build.layer.field(group.field).label;
    let each = label.en.to_lowercase();
    Some(match slots.restrictions.is_empty() {
        true => Text {
            zh: format!("只在有过数据的{}里找。", label.zh),
            en: format!("Only a {each} that ever had any data can be found."),
        },
        false => Text {
            zh: format!("只在这段时间有数据的{}里找。", label.zh),
            en: format!("Only a {each} with data in that time can be found."),
        },
    })
}

/// The hours and the days of the week that count, where the words of the period do not say them.
fn parts_of_days(build: &Build<'_>) -> Vec<Text> {
    let times = &build.slots.times;
    let hours = times.time_of_day.map(super::hours);
    let hours = hours.map(|hours| Text {
        zh: format!("只算每天 {hours}。"),
        en: format!("Only {hours} of each day counts."),
    });
    let days = (!times.weekdays.is_empty()).then(|| Text {
        zh: format!("只算周{}。", weekdays(times, DAYS_ZH).join("、周")),
        en: format!("Only {} count.", weekdays(times, DAYS_EN).join(", ")),
    });
    hours.into_iter().chain(days).collect()
}
