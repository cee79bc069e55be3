//! The names of a result: of its rows, metrics, periods, filters, and of what is said about it.

use std::collections::HashMap;

use chrono::NaiveDateTime;
use semantic_sql::bound::Comparison;
use semantic_sql::expr::{DatePart, Grain};

use crate::answer::AnswerNote;
use crate::answer::labels;
use crate::answer::narration::story::Story;
use crate::answer::narration::trend;
use crate::grammar::chars::Chars;
use crate::result_set::{Cell, Role};

use super::called::{other_words, part_of, synonyms};
use super::stems::{RATES, english_stem, head, stem};

/// What a name stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Name {
    /// The rows of a group.
    Group(Vec<usize>),
    /// The rows of a bucket of time.
    Bucket(Vec<usize>),
    /// The period asked for.
    Now,
    /// The period compared with.
    Base,
    /// One of the values of a filter: which filter, and how many values it has.
    Value(usize, usize),
    /// Something said about the result, or a filter as a whole.
    Said,
    /// Columns with this name.
    Metric(Vec<usize>),
    /// What the groups of a column are called.
    GroupKind,
}

/// All names of a result by their first character.
#[derive(Debug, Default)]
pub(super) struct Names {
    table: HashMap<char, Vec<(String, Name)>>,
    /// How many values each filter has that a text may name one by one.
    pub(super) hours: Option<usize>,
}

impl Names {
    pub(super) fn new(story: &Story<'_>, notes: &[AnswerNote]) -> Self {
        let mut names = Self::default();
        names.groups(story);
        names.buckets(story);
        names.metrics(story);
        names.filters(story);
        names.periods(story);
        for note in notes {
            let text = note.text.trim_end_matches(['。', '.']);
            names.add(text, Name::Said);
        }
        names
    }

    /// The longest name at a position.
    pub(super) fn find(&self, chars: &Chars<'_>, pos: usize) -> Option<(&Name, usize)> {
        let each = self.table.get(&chars.at(pos)?)?.iter();
        each.filter_map(|(name, meaning)| Some((meaning, chars.name(pos, name)?)))
            .max_by_key(|(_, end)| *end)
    }

    fn knows(&self, name: &str) -> bool {
        let known = Chars::first(name).and_then(|first| self.table.get(&first));
        known.is_some_and(|known| known.iter().any(|(other, _)| other == name))
    }

    /// Adds a name; of two meanings of one name the first stays, and rows are added up.
    fn add(&mut self, name: &str, meaning: Name) {
        // 自播的 is 自播, whose the next thing is.
        let name = name.trim();
        let name = name.strip_suffix('的').unwrap_or(name);
        let Some(first) = Chars::first(name) else {
            return;
        };
        let known = self.table.entry(first).or_default();
        match known.iter_mut().find(|(other, _)| other == name) {
            None => known.push((name.to_owned(), meaning)),
            Some((_, Name::Group(rows))) => {
                if let Name::Group(more) = meaning {
                    rows.extend(
                        more.iter()
                            .filter(|row| !rows.contains(row))
                            .collect::<Vec<_>>(),
                    );
                }
            }
            Some((_, Name::Bucket(rows))) => {
                if let Name::Bucket(more) = meaning {
                    rows.extend(
                        more.iter()
                            .filter(|row| !rows.contains(row))
                            .collect::<Vec<_>>(),
                    );
                }
            }
            Some((_, Name::Metric(columns))) => {
                if let Name::Metric(more) = meaning {
                    columns.extend(
                        more.iter()
                            .filter(|at| !columns.contains(at))
                            .collect::<Vec<_>>(),
                    );
                }
            }
            Some(_) => {}
        }
    }

    fn groups(&mut self, story: &Story<'_>) {
        for row in 0..story.rows() {
            if story.groups.is_empty() {
                break;
            }
            self.add(&story.group(row), Name::Group(vec![row]));
        }
        for index in &story.groups {
            let column = story.column(*index);
            let part = part_of(story.labels.layer, &column.name);
            if part == Some(DatePart::Hour) {
                self.hours = Some(*index);
            }
            for row in 0..story.rows() {
                let cell = story.cell(row, *index).unwrap_or(&Cell::Null);
                self.add(&story.labels.cell(column, cell), Name::Group(vec![row]));
                for word in other_words(story, *index, cell) {
                    self.add(&word, Name::Group(vec![row]));
                }
            }
            self.kinds(story, *index);
        }
        self.add(&story.group_kind(), Name::GroupKind);
        self.add(&story.group_kinds(false), Name::GroupKind);
    }

    fn kinds(&mut self, story: &Story<'_>, index: usize) {
        let column = story.column(index);
        if self.hours == Some(index) {
            for word in ["hour", "hours", "小时", "时段"] {
                self.add(word, Name::GroupKind);
            }
        }
        let field = column.field.as_deref();
        let field = field.and_then(|reference| story.labels.field(reference));
        let mut words = vec![story.column_name(index)];
        if let Some(field) = field.map(|id| story.labels.layer.field(id)) {
            words.extend([field.label.zh.clone(), field.label.en.clone()]);
            words.extend(field.synonyms.iter().cloned());
        }
        for word in words {
            if word.is_ascii() {
                self.add(&labels::plural(&word), Name::GroupKind);
                self.add(&format!("{word}s"), Name::GroupKind);
            }
            self.add(&word, Name::GroupKind);
        }
    }

    fn buckets(&mut self, story: &Story<'_>) {
        let Some(index) = story.buckets else { return };
        for row in 0..story.rows() {
            self.add(&story.bucket(row), Name::Bucket(vec![row]));
        }
        self.kinds(story, index);
        let words: &[&str] = match story.column(index).grain {
            Some(Grain::Day) => &["day", "days"],
            Some(Grain::Week) => &["week", "weeks"],
            Some(Grain::Month) => &[
                "month",
                "months",
                "full months",
                "full month",
                "月份",
                "完整月份",
            ],
            Some(Grain::Quarter) => &["quarter", "quarters"],
            Some(Grain::Year) => &["year", "years"],
            _ => &[],
        };
        for word in words {
            self.add(word, Name::GroupKind);
        }
    }

    fn metrics(&mut self, story: &Story<'_>) {
        let layer = story.labels.layer;
        let all = &story.computed.result.columns;
        let told = |index: &usize| {
            story.values.contains(index)
                || (all[*index].role == Role::Metric && labels::is_share(&all[*index]))
        };
        for index in (0..all.len()).filter(told) {
            let column = &all[index];
            self.add(&story.column_name(index), Name::Metric(vec![index]));
            // "Share of" what the column beside it is called, whose restriction is part of its name.
            if let Some(whole) = all.iter().find(|whole| labels::share_of(column, whole)) {
                let whole = story.labels.column(whole);
                self.add(&format!("share of {whole}"), Name::Metric(vec![index]));
            }
            let metric = column.metric.as_deref();
            let id = metric.and_then(|name| layer.find_metric(name));
            let Some(metric) = id.map(|id| layer.metric(id)) else {
                continue;
            };
            let alone = |index: &usize| all[*index].metric == column.metric;
            if story.values.iter().filter(|index| alone(index)).count() > 1 {
                continue;
            }
            // Sold more than 200K: a verb that asks for this number first.
            let verbs = layer.language.verbs.iter();
            let verbs = verbs.filter(|verb| verb.metrics.first() == id.as_ref());
            for name in [&metric.label.zh, &metric.label.en]
                .into_iter()
                .chain(&metric.synonyms)
                .chain(verbs.flat_map(|verb| &verb.say))
            {
                self.add(name, Name::Metric(vec![index]));
                if name.is_ascii() {
                    self.add(&labels::plural(name), Name::Metric(vec![index]));
                }
            }
        }
        self.short(story, &told);
    }

    /// Short forms, where only one column has them.
    fn short(&mut self, story: &Story<'_>, told: &dyn Fn(&usize) -> bool) {
        let layer = story.labels.layer;
        let all = &story.computed.result.columns;
        let mut stems: Vec<(String, usize)> = Vec::new();
        for index in (0..all.len()).filter(|index| told(index)) {
            let metric = all[index].metric.as_deref();
            let metric = metric.and_then(|name| layer.find_metric(name));
            let Some(metric) = metric.map(|id| layer.metric(id)) else {
                continue;
            };
            let names = [&metric.label.zh].into_iter().chain(&metric.synonyms);
            stems.extend(names.filter_map(|name| Some((stem(name)?, index))));
            if let Some(short) = english_stem(&metric.label.en) {
                stems.push((labels::plural(&short), index));
                stems.push((short, index));
            }
        }
        // Sessions of live sessions, followers of new followers.
        let heads: Vec<(String, usize)> = (0..all.len())
            .filter(|index| told(index))
            .filter_map(|index| Some((head(&all[index].label.en)?, index)))
            .collect();
        for (word, index) in &heads {
            let alone = heads.iter().all(|(other, at)| other != word || at == index);
            if alone && !self.knows(word) {
                self.add(word, Name::Metric(vec![*index]));
            }
        }
        let others = |stem: &str, index: usize| {
            let mut others = all.iter().enumerate().filter(|(other, _)| *other != index);
            others.any(|(_, other)| other.label.zh.starts_with(stem))
        };
        for (stem, index) in &stems {
            let alone = stems.iter().all(|(other, at)| other != stem || at == index);
            if alone && !others(stem, *index) {
                self.add(stem, Name::Metric(vec![*index]));
            }
        }
        let percent = |index: &usize| labels::figure(&all[*index]).is_percent();
        let rates: Vec<usize> = (0..all.len())
            .filter(|index| story.values.contains(index) && percent(index))
            .collect();
        if let ([only], [_]) = (rates.as_slice(), story.values.as_slice()) {
            for word in RATES {
                self.add(word, Name::Metric(vec![*only]));
            }
        }
    }

    fn filters(&mut self, story: &Story<'_>) {
        for (index, filter) in story
            .computed
            .plan
            .interpretation
            .filters
            .iter()
            .enumerate()
        {
            self.add(&story.filter(filter), Name::Said);
            if !["=", "in"].contains(&filter.op.as_str()) {
                continue;
            }
            let field = story.labels.field(&filter.dimension);
            for value in &filter.values {
                let meaning = || Name::Value(index, filter.values.len());
                match field {
                    Some(id) => {
                        self.add(&story.labels.field_value(id, value), meaning());
                        for word in synonyms(story, id, value) {
                            self.add(&word, meaning());
                        }
                    }
                    None => self.add(value, meaning()),
                }
            }
        }
    }

    /// 昨天（2026-11-18） is also named by either half.
    fn periods(&mut self, story: &Story<'_>) {
        let reading = &story.computed.plan.interpretation;
        let mut named = Vec::new();
        if let Some(time) = &reading.time {
            named.push((&time.label, Name::Now));
        }
        if let Some(compare) = story.computed.compared() {
            named.push((&compare.label, Name::Base));
        }
        let length = reading
            .time
            .as_ref()
            .map(|time| (time.end - time.start).num_days());
        let words: &[&str] = match length {
            Some(7) => &["the week", "week", "那一周", "这一周"],
            Some(28..=31) => &["the month", "month", "这个月"],
            _ => &[],
        };
        for (label, meaning) in named {
            for text in [&label.zh, &label.en] {
                self.add(text, meaning.clone());
                let Some((head, rest)) = text.split_once(['（', '(']) else {
                    continue;
                };
                // A part of its days is not named by the name of all of them.
                if !rest.ends_with(['）', ')']) || rest.contains(['（', '(']) {
                    continue;
                }
                if head.trim().chars().any(char::is_alphabetic) {
                    self.add(head, meaning.clone());
                }
                self.add(rest.trim_end_matches(['）', ')']), meaning.clone());
            }
        }
        for word in words {
            self.add(word, Name::Now);
        }
    }
}

/// Which period a stretch of time is, or which bucket.
pub(super) fn stretch(story: &Story<'_>, start: NaiveDateTime, end: NaiveDateTime) -> Option<Name> {
    let reading = &story.computed.plan.interpretation;
    if let Some(time) = &reading.time {
        let same_end = time.end == end || (time.partial && end >= time.end);
        if time.start == start && same_end {
            return Some(Name::Now);
        }
    }
    if let Some(compare) = story.computed.compared()
        && compare.start == Some(start)
        && compare.end == Some(end)
    {
        return Some(Name::Base);
    }
    let column = story.buckets?;
    let grain = story.column(column).grain.unwrap_or(Grain::Day);
    let rows: Vec<usize> = (0..story.rows())
        .filter(|row| {
            let first = trend::start(story, *row);
            let last = first.and_then(|first| trend::bucket_end(first, grain));
            let is_running = last.is_some_and(|last| last > story.labels.asked_at);
            first == Some(start) && (last == Some(end) || (is_running && Some(end) <= last))
        })
        .collect();
    (!rows.is_empty()).then_some(Name::Bucket(rows))
}

/// Whether the earlier values stand in the result, with or without a name of their period.
pub(super) fn has_base(story: &Story<'_>) -> bool {
    story.moved().is_some()
        || story.computed.result.columns.iter().any(|column| {
            matches!(
                column.comparison,
                Some(Comparison::Prior | Comparison::Change | Comparison::ChangeRate)
            )
        })
        || story
            .computed
            .supporting
            .iter()
            .any(|part| part.name.starts_with("previous"))
}
