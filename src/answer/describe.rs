//! Answers about the metrics themselves: definitions, the catalogue, freshness, what can be asked.

mod catalogue;
mod freshness;

use semantic_sql::layer::{MetricId, SemanticLayer};

use crate::knowledge::Knowledge;
use crate::plan::Description;
use crate::question::{Language, Question};
use crate::result_set::{Cell, Role};

use super::labels::Labels;
use super::{Answer, AnswerColumn, Lane, Status, blank};

/// Definitions that are told in sentences; of more, the names and descriptions are listed.
const TOLD: usize = 3;

/// The answer to a question about the layer or the data as a whole.
#[must_use]
pub fn describe(
    layer: &SemanticLayer,
    knowledge: &Knowledge,
    question: &Question,
    lane: Lane,
    description: &Description,
) -> Answer {
    let describer = Describer {
        layer,
        labels: Labels {
            layer,
            knowledge,
            language: question.language,
            asked_at: question.asked_at,
        },
    };
    let told = match description {
        Description::Metrics(metrics) => describer.metrics(metrics),
        Description::Catalogue => describer.catalogue(),
        Description::Dimensions(metrics) => describer.dimensions(metrics),
        Description::Freshness => describer.freshness(&knowledge.freshness),
        Description::Help => describer.help(),
    };
    Answer {
        lane: Some(lane),
        headline: told.sentences.first().cloned().unwrap_or_default(),
        narration: told.sentences.join(describer.pick("", " ")),
        label_rows: told.labels,
        rows: told.rows,
        columns: told.columns,
        ..blank(Status::Answered)
    }
}

/// What is said, and a table beside it.
#[derive(Default)]
struct Told {
    sentences: Vec<String>,
    columns: Vec<AnswerColumn>,
    rows: Vec<Vec<Cell>>,
    labels: Vec<Vec<String>>,
}

/// Rows of texts, which are their own labels.
fn texts(rows: &[Vec<String>]) -> Vec<Vec<Cell>> {
    let row = |row: &Vec<String>| row.iter().cloned().map(Cell::Text).collect();
    rows.iter().map(row).collect()
}

struct Describer<'a> {
    layer: &'a SemanticLayer,
    labels: Labels<'a>,
}

impl Describer<'_> {
    fn pick<'t>(&self, zh: &'t str, en: &'t str) -> &'t str {
        self.labels.language.choose(zh, en)
    }

    fn column(&self, name: &str, zh: &str, en: &str) -> AnswerColumn {
        AnswerColumn {
            name: name.to_owned(),
            label: self.pick(zh, en).to_owned(),
            role: Role::Dimension,
            metric: None,
            unit: String::new(),
            data_type: "string",
        }
    }

    fn label(&self, id: MetricId) -> &str {
        self.labels.language.pick(&self.layer.metric(id).label)
    }

    fn metrics(&self, metrics: &[MetricId]) -> Told {
        let row = |id: &MetricId| {
            let label = self.label(*id).to_owned();
            vec![label, self.meaning(*id), self.formula(*id)]
        };
        let labels: Vec<Vec<String>> = metrics.iter().map(row).collect();
        let mut told = Told {
            columns: vec![
                self.column("metric", "指标", "Metric"),
                self.column("meaning", "含义", "Meaning"),
                self.column("formula", "算法", "Formula"),
            ],
            rows: texts(&labels),
            labels,
            ..Told::default()
        };
        if metrics.len() > TOLD {
            let names: Vec<&str> = metrics.iter().map(|id| self.label(*id)).collect();
            told.sentences.push(match self.labels.language {
                Language::Zh => format!("有 {} 个：{}。", names.len(), names.join("、")),
                Language::En => format!("There are {}: {}.", names.len(), names.join(", ")),
            });
            return told;
        }
        for id in metrics {
            told.sentences.push(self.defined(*id));
            told.sentences.extend(self.footnotes(*id));
        }
        told
    }

    fn meaning(&self, id: MetricId) -> String {
        let text = self
            .labels
            .language
            .pick(&self.layer.metric(id).description);
        text.trim_end_matches(['。', '.']).to_owned()
    }

    /// One metric in one sentence: what it means and what it is made of.
    fn defined(&self, id: MetricId) -> String {
        let metric = self.layer.metric(id);
        let (name, meaning) = (self.label(id), self.meaning(id));
        match (&metric.analysis, self.labels.language) {
            (Some(_), Language::Zh) => {
                format!("{name}：{meaning}。它是统计分析的结果，不由查询算出。")
            }
            (Some(_), Language::En) => {
                format!("{name}: {meaning}. It is a statistic, which no query computes.")
            }
            (None, Language::Zh) => format!("{name}：{meaning}。算法：{}。", self.formula(id)),
            (None, Language::En) => format!("{name}: {meaning}. Formula: {}.", self.formula(id)),
        }
    }

    /// The expression with the names of other metrics in words, and the rows that count.
    fn formula(&self, id: MetricId) -> String {
        let metric = self.layer.metric(id);
        if metric.analysis.is_some() {
            return String::new();
        }
        let mut text = self.worded(&metric.expression_text);
        if let Some(filter) = &metric.where_text {
            text.push_str(self.pick("，只算 ", ", where "));
            text.push_str(filter);
        }
        for used in self.layer.metrics_behind(id).iter().skip(1) {
            let part = self.layer.metric(*used);
            text.push_str(self.pick("；", "; "));
            text.push_str(&format!(
                "{} = {}",
                self.label(*used),
                self.worded(&part.expression_text)
            ));
            if let Some(filter) = &part.where_text {
                text.push_str(self.pick("，只算 ", ", where "));
                text.push_str(filter);
            }
        }
        text
    }

    /// An expression with the labels of metrics in place of their ids.
    fn worded(&self, expression: &str) -> String {
        let mut text = String::new();
        let mut word = String::new();
        let mut qualified = false;
        let mut last = ' ';
        for c in expression.chars().chain(std::iter::once('\u{0}')) {
            if c.is_alphanumeric() || c == '_' {
                if word.is_empty() {
                    qualified = last == '.';
                }
                word.push(c);
                last = c;
                continue;
            }
            let metric = self
                .layer
                .find_metric(&word)
                .filter(|_| !qualified && c != '.' && c != '(');
            match metric {
                Some(id) => text.push_str(self.label(id)),
                None => text.push_str(&word),
            }
            word.clear();
            last = c;
            if c != '\u{0}' {
                text.push(c);
            }
        }
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// Defaults, what is not provided, and other names.
    fn footnotes(&self, id: MetricId) -> Vec<String> {
        let metric = self.layer.metric(id);
        let language = self.labels.language;
        let stop = self.pick("。", ".");
        let mut said: Vec<String> = metric
            .caveats
            .iter()
            .chain(metric.maturity.iter().map(|maturity| &maturity.note))
            .chain(metric.comparability.iter().map(|limit| &limit.note))
            .map(|text| language.pick(text).trim_end_matches(['。', '.']).to_owned())
            .filter(|text| !text.is_empty())
            .map(|text| format!("{text}{stop}"))
            .collect();
        said.dedup();
        let names: Vec<&str> = metric
            .synonyms
            .iter()
            .map(String::as_str)
            .filter(|name| name.is_ascii() == (language == Language::En))
            .take(4)
            .collect();
        if !names.is_empty() {
            said.push(match language {
                Language::Zh => format!("也叫{}。", names.join("、")),
                Language::En => format!("Also called {}.", names.join(", ")),
            });
        }
        said
    }

    fn help(&self) -> Told {
        let examples = match self.labels.language {
            Language::Zh => &self.layer.examples.zh,
            Language::En => &self.layer.examples.en,
        };
        let mut sentences = vec![match self.labels.language {
            Language::Zh => format!(
                "我用自有数据回答问题：{} 个指标，可按维度拆分、排名、看趋势、作比较；每个数都能看到算法。",
                self.layer.metrics.len()
            ),
            Language::En => format!(
                "I answer questions from your own data: {} metrics, split, ranked, over time or compared, each number with the way it was computed.",
                self.layer.metrics.len()
            ),
        }];
        if !examples.is_empty() {
            let shown: Vec<&str> = examples.iter().take(5).map(String::as_str).collect();
            sentences.push(match self.labels.language {
                Language::Zh => format!("可以这样问：{}", shown.join("；")),
                Language::En => format!("Try: {}", shown.join(" | ")),
            });
        }
        Told {
            sentences,
            ..Told::default()
        }
    }
}
