//! What no text may break, and how long a question takes.

use chrono::{Datelike as _, NaiveDateTime, Weekday};

use super::super::{
    Calendar, CompareExpr, TimeRange, TimeReading, base_event, base_range, find, label_en,
    label_zh, offset,
};
use super::fixture;

/// Pieces that texts are built from at random: words of the grammar, and noise.
#[rustfmt::skip]
const PIECES: &[&str] = &[
    "今天", "昨", "晚", "上", "上周", "周", "一", "三", "天", "日", "月", "年", "近", "7", "11", "2026",
    "2025-", "-", "/", ".", ":", "到", "至", "比", "去年", "同期", "双11", "618", "当天", "期间", "Q3",
    "Q", "H1", "FY", "last ", "past ", "two ", "weeks ", "month", "Nov ", "9", "since ",
    "from ", "to ", "between ", "and ", "pm", "8", "点", "半", "个", "小时", "开播", "前", "30分钟",
    "的", "，", "（", "）", "含今天", "é", "🎉", "１", "０", " ", "\t", "亿", "万", "十", "零", "29",
    "2月", "31", "号", "环比", "每", "按", "99999999999", "今年", "so far ", "完整", "ago ",
];

/// A fixed sequence of pseudo-random numbers; no clock and no seed.
struct Sequence(u64);

impl Sequence {
    fn below(&mut self, n: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % n
    }
}

fn random_text(sequence: &mut Sequence) -> String {
    let length = 1 + sequence.below(12);
    (0..length)
        .map(|_| PIECES[sequence.below(PIECES.len())])
        .collect()
}

fn check_range(range: &TimeRange, text: &str) {
    let year = |at: NaiveDateTime| at.year();
    assert!(range.start <= range.end, "{text}: {range:?}");
    assert!(
        range.start < range.end || range.partial || range.point,
        "{text}: {range:?}"
    );
    assert!(
        (1900..=3000).contains(&year(range.start)) && (1900..=3000).contains(&year(range.end)),
        "{text}"
    );
    assert!(
        range
            .time_of_day
            .is_none_or(|t| t.from_minute < t.to_minute),
        "{text}: {range:?}"
    );
    assert!(!label_zh(range).is_empty() && !label_en(range).is_empty());
    if let Some(whole) = &range.whole {
        check_range(whole, text);
    }
}

#[test]
fn random_texts_break_nothing() {
    let fixture = fixture();
    let mut sequence = Sequence(7);
    let clocks = [
        "2026-11-19T10:30:00",
        "2027-01-01T00:00:00",
        "2028-02-29T23:59:59",
        "2026-11-22T12:00:00",
        "2026-03-31T08:00:00",
    ];
    for i in 0..20_000 {
        let text = random_text(&mut sequence);
        let calendar = Calendar {
            now: clocks[i % clocks.len()].parse().unwrap(),
            week_start: if i % 7 == 0 {
                Weekday::Sun
            } else {
                Weekday::Mon
            },
            fiscal_start_month: u32::try_from(i % 14).unwrap(),
            events: &fixture.events,
            sessions: &fixture.sessions,
        };
        let found = find(&text, &calendar);
        let mut last = 0;
        let mut ranges = Vec::new();
        let mut compares = vec![
            CompareExpr::PreviousPeriod,
            CompareExpr::SAME_PERIOD_LAST_YEAR,
            CompareExpr::SameWeekLastYear,
        ];
        for f in found {
            assert!(f.span.start >= last && f.span.start < f.span.end, "{text}");
            assert!(
                text.get(f.span.clone())
                    .is_some_and(|said| said.trim() == said),
                "{text}: {:?}",
                text.get(f.span)
            );
            last = f.span.end;
            match f.time {
                TimeReading::Range(range) => ranges.push(range),
                TimeReading::Compare(compare) => compares.push(compare),
                TimeReading::Event(event) => {
                    let _ = base_event(&event, &CompareExpr::SAME_PERIOD_LAST_YEAR, &calendar);
                }
                _ => {}
            }
        }
        for range in &ranges {
            check_range(range, &text);
            for compare in &compares {
                let base = base_range(range, compare, &calendar);
                assert!(base.start <= base.end, "{text}: {base:?}");
                let _ = offset(range, compare, &calendar);
            }
        }
    }
}
