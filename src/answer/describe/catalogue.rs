//! Which metrics there are, and by which dimensions they can be split.

use semantic_sql::layer::{DatasetId, MetricId, Text};

use crate::question::Language;

use super::{Describer, Told, texts};

/// Subjects that a sentence names, with their first metrics; the rows hold all.
const SUBJECTS: usize = 14;
const METRICS: usize = 3;
/// Dimensions that a sentence names.
const DIMENSIONS: usize = 30;

impl Describer<'_> {
    /// The metrics that people have names for, by what they count; those without are stand-ins.
    pub(super) fn catalogue(&self) -> Told {
        let mut subjects: Vec<(Option<DatasetId>, Vec<MetricId>)> = Vec::new();
        let named = self.layer.metrics_with_ids();
        for (id, _) in named.filter(|(_, metric)| !metric.synonyms.is_empty()) {
            let counts = self.layer.facts_of(id).first().copied();
            match subjects.iter_mut().find(|(known, _)| *known == counts) {
                Some((_, metrics)) => metrics.push(id),
                None => subjects.push((counts, vec![id])),
            }
        }
        subjects.sort_by_key(|(_, metrics)| std::cmp::Reverse(metrics.len()));
        let rows: Vec<Vec<String>> = subjects
            .iter()
            .flat_map(|(counts, metrics)| metrics.iter().map(|id| (*counts, *id)))
            .map(|(counts, id)| {
                let label = self.label(id).to_owned();
                vec![self.subject(counts), label, self.meaning(id)]
            })
            .collect();
        let told: Vec<String> = subjects
            .iter()
            .take(SUBJECTS)
            .map(|(counts, metrics)| self.about(*counts, metrics))
            .collect();
        let first = self.layer.language.overview.iter();
        let first: Vec<&str> = first.map(|id| self.label(*id)).collect();
        let sentences = match self.labels.language {
            Language::Zh => vec![
                format!("共有 {} 个指标，常看的是{}。", rows.len(), first.join("、")),
                format!("按内容分：{}。", told.join("；")),
                self.all_dimensions(8),
            ],
            Language::En => vec![
                format!(
                    "There are {} metrics; most asked for: {}.",
                    rows.len(),
                    first.join(", ")
                ),
                format!("By what they count: {}.", told.join("; ")),
                self.all_dimensions(8),
            ],
        };
        Told {
            sentences,
            columns: vec![
                self.column("subject", "内容", "Counts"),
                self.column("metric", "指标", "Metric"),
                self.column("meaning", "含义", "Meaning"),
            ],
            rows: texts(&rows),
            labels: rows,
        }
    }

    fn subject(&self, counts: Option<DatasetId>) -> String {
        let language = self.labels.language;
        counts.map_or_else(
            || self.pick("统计分析", "Analyses").to_owned(),
            |id| language.pick(&self.layer.dataset(id).label).to_owned(),
        )
    }

    /// One subject with its first metrics.
    fn about(&self, counts: Option<DatasetId>, metrics: &[MetricId]) -> String {
        let first = metrics.iter().take(METRICS).map(|id| self.label(*id));
        let first: Vec<&str> = first.collect();
        let (subject, many) = (self.subject(counts), metrics.len());
        match (self.labels.language, many > METRICS) {
            (Language::Zh, true) => format!("{subject}（{} 等 {many} 个）", first.join("、")),
            (Language::Zh, false) => format!("{subject}（{}）", first.join("、")),
            (Language::En, true) => format!("{subject} ({}, {many} in all)", first.join(", ")),
            (Language::En, false) => format!("{subject} ({})", first.join(", ")),
        }
    }

    fn all_dimensions(&self, told: usize) -> String {
        let labels = self.layer.visible_fields();
        let labels: Vec<&str> = labels
            .map(|(_, field)| self.labels.language.pick(&field.label))
            .collect();
        let first = labels.get(..told.min(labels.len())).unwrap_or_default();
        match self.labels.language {
            Language::Zh => format!(
                "可以按 {} 个维度拆开，例如{}。",
                labels.len(),
                first.join("、")
            ),
            Language::En => format!(
                "They can be split by {} dimensions, such as {}.",
                labels.len(),
                first.join(", ")
            ),
        }
    }

    /// The dimensions that every one of some metrics can be split by; all without a metric.
    pub(super) fn dimensions(&self, metrics: &[MetricId]) -> Told {
        let language = self.labels.language;
        let reached = |metric: &MetricId, field| {
            let name = &self.layer.field(field).name;
            let stand_ins = &self.layer.metric(*metric).by_grain;
            self.layer.metric_reaches(*metric, field)
                || stand_ins.iter().any(|by| by.fields.contains(name))
        };
        let timed = metrics.iter().all(|it| self.layer.metric_has_time(*it));
        let grains = self.layer.time.grains.iter().filter(|_| timed);
        let grains = grains.map(|grain| (&grain.label, None));
        let fields = self.layer.visible_fields();
        let fields = fields
            .filter(|(id, _)| metrics.iter().all(|metric| reached(metric, *id)))
            .map(|(_, field)| (&field.label, Some(&field.description)));
        let all: Vec<(&Text, Option<&Text>)> = grains.chain(fields).collect();
        let rows: Vec<Vec<String>> = all
            .iter()
            .map(|(label, about)| {
                let about = about.map_or("", |about| language.pick(about));
                vec![language.pick(label).to_owned(), about.to_owned()]
            })
            .collect();
        let names: Vec<&str> = all.iter().map(|(label, _)| language.pick(label)).collect();
        let first = names.get(..names.len().min(DIMENSIONS)).unwrap_or_default();
        let of: Vec<&str> = metrics.iter().map(|id| self.label(*id)).collect();
        let sentence = match (language, of.is_empty()) {
            (Language::Zh, true) => format!("共有 {} 个维度：{}", names.len(), first.join("、")),
            (Language::Zh, false) => format!(
                "{}可以按 {} 个维度拆：{}",
                of.join("和"),
                names.len(),
                first.join("、")
            ),
            (Language::En, true) => {
                format!("There are {} dimensions: {}", names.len(), first.join(", "))
            }
            (Language::En, false) => format!(
                "{} can be split by {} dimensions: {}",
                of.join(" and "),
                names.len(),
                first.join(", ")
            ),
        };
        let more = names.len() > DIMENSIONS;
        let end = match more {
            true => self.pick("等。", " and more."),
            false => self.pick("。", "."),
        };
        Told {
            sentences: vec![format!("{sentence}{end}")],
            columns: vec![
                self.column("dimension", "维度", "Dimension"),
                self.column("meaning", "含义", "Meaning"),
            ],
            rows: texts(&rows),
            labels: rows,
        }
    }
}
