//! What an answer is about, in words: its time and its filters.

use semantic_sql::layer::MetricId;

use crate::answer::exact::Exact;
use crate::answer::fact::Sentence;
use crate::answer::format::{Figure, Sign};
use crate::plan::FilterReading;
use crate::question::Language;
use crate::result_set::CHANGE;

use super::story::Story;

impl Story<'_> {
    /// Time and filters in Chinese order: 昨天（2026-11-18）抖音.
    fn scope(&self) -> String {
        // A change chooses groups; the whole is told with all of them.
        self.scope_of(|filter| self.change_in(filter).is_none())
    }

    /// Time and those of the filters that are kept.
    pub(super) fn scope_of(&self, keep: impl Fn(&FilterReading) -> bool) -> String {
        let reading = &self.computed.plan.interpretation;
        let time = reading
            .time
            .as_ref()
            .map(|time| self.language().pick(&time.label).to_owned());
        let filters: Vec<String> = reading
            .filters
            .iter()
            .filter(|filter| keep(filter))
            .map(|filter| self.filter(filter))
            .collect();
        match self.language() {
            Language::Zh => {
                let time = time.unwrap_or_default();
                let filters = filters.join("、");
                let gap = if !time.is_empty() && !time.ends_with('）') && !filters.is_empty() {
                    " "
                } else {
                    ""
                };
                format!("{time}{gap}{filters}")
            }
            Language::En => filters
                .into_iter()
                .chain(time)
                .collect::<Vec<_>>()
                .join(", "),
        }
    }

    /// A filter as the scope says it.
    pub(in crate::answer) fn filter(&self, filter: &FilterReading) -> String {
        if let Some((metric, up)) = self.change_in(filter) {
            let name = self
                .language()
                .pick(&self.labels.layer.metric(metric).label);
            let (zh, en) = if up {
                ("上升", "up")
            } else {
                ("下降", "down")
            };
            return match self.language() {
                Language::Zh => format!("{name}{zh}"),
                Language::En => format!("{name} {en}"),
            };
        }
        let field = self.labels.field(&filter.dimension);
        let value = |value: &String| {
            field.map_or_else(|| value.clone(), |id| self.labels.field_value(id, value))
        };
        let values: Vec<String> = filter.values.iter().map(value).collect();
        let values = values.join(self.language().choose("、", " and "));
        let name = field.map_or(filter.dimension.as_str(), |id| {
            self.language().pick(&self.labels.layer.field(id).label)
        });
        let is_flag = filter
            .values
            .iter()
            .all(|value| value == "true" || value == "false");
        match filter.op.as_str() {
            "=" | "in" if is_flag => {
                format!("{name}{}{values}", self.language().choose("为", ": "))
            }
            "=" | "in" => values,
            "is null" | "is not null" => self.without(filter, name),
            "!=" | "not in" => format!("{}{values}", self.language().choose("除", "without ")),
            op => self.bound(&filter.dimension, name, op, &values),
        }
    }

    /// Rows without a value of a field, as the layer calls them.
    fn without(&self, filter: &FilterReading, name: &str) -> String {
        let layer = self.labels.layer;
        let of_field =
            |it: &&semantic_sql::layer::Without| layer.field(it.field).name == filter.dimension;
        let known = layer.language.without.iter().find(of_field);
        let said = known.map_or(name, |it| self.language().pick(&it.label));
        if filter.op == "is null" {
            return said.to_owned();
        }
        format!("{}{said}", self.language().choose("除", "not "))
    }

    /// A bound in words: 退款率高于 20%; refund rate above 20%.
    fn bound(&self, dimension: &str, name: &str, op: &str, value: &str) -> String {
        let metric = self.labels.layer.find_metric(dimension);
        let name = metric.map_or(name, |id| {
            self.language().pick(&self.labels.layer.metric(id).label)
        });
        let column = self
            .computed
            .result
            .columns
            .iter()
            .find(|column| column.metric.as_deref() == Some(dimension));
        let figure = column
            .map(crate::answer::labels::figure)
            .or_else(|| metric.map(|id| self.figure_of(id)));
        let written =
            figure
                .zip(Exact::parse(value))
                .map(|(figure, bound)| match figure.is_percent() {
                    // As it was said: 20%, not 20.0%.
                    true => format!("{}%", bound.shifted(-2).short()),
                    false => figure.write(bound, Sign::Negative, self.language()),
                });
        let value = written.unwrap_or_else(|| value.to_owned());
        let (zh, en) = match op {
            "<" => ("低于", "below"),
            "<=" => ("不高于", "at most"),
            ">" => ("高于", "above"),
            ">=" => ("不低于", "at least"),
            _ => ("为", "of"),
        };
        match self.language() {
            Language::Zh => format!("{name}{zh} {value}"),
            Language::En => format!("{name} {en} {value}"),
        }
    }

    fn figure_of(&self, metric: MetricId) -> Figure {
        let metric = self.labels.layer.metric(metric);
        Figure::new(&metric.format, &metric.unit)
    }

    /// Whether groups were chosen by a bound on a number.
    pub(in crate::answer) fn is_bounded(&self) -> bool {
        let mut filters = self.computed.plan.interpretation.filters.iter();
        filters.any(|filter| self.is_of_number(filter) && self.change_in(filter).is_none())
    }

    /// Whether a filter chooses groups by a number of theirs.
    pub(in crate::answer) fn is_of_number(&self, filter: &FilterReading) -> bool {
        let metric = self.labels.layer.find_metric(&filter.dimension);
        filter.op.starts_with(['<', '>']) && metric.is_some() || self.change_in(filter).is_some()
    }

    /// The metric by whose change a filter chooses groups, and whether it chooses those that rose.
    fn change_in(&self, filter: &FilterReading) -> Option<(MetricId, bool)> {
        let metric = filter.dimension.strip_suffix(CHANGE)?;
        let metric = self.labels.layer.find_metric(metric)?;
        Some((metric, filter.op == ">"))
    }

    /// Whether the groups are those that rose, or those that fell, where the question asks for them.
    pub(super) fn chosen_by_change(&self) -> Option<bool> {
        let mut filters = self.computed.plan.interpretation.filters.iter();
        filters.find_map(|filter| Some(self.change_in(filter)?.1))
    }

    /// `subject` within the time alone, where it names a value of the scope itself.
    pub(in crate::answer) fn in_period(&self, subject: &str) -> Sentence {
        let time = self.computed.plan.interpretation.time.as_ref();
        let time = time.map_or("", |time| self.language().pick(&time.label));
        let text = match self.language() {
            _ if time.is_empty() => subject.to_owned(),
            Language::Zh => format!("{time}{subject}"),
            Language::En => format!("{subject}, {time}"),
        };
        Sentence::default().name(text)
    }

    /// `subject` within the scope: 昨天抖音成交金额; GMV, Douyin, yesterday.
    pub(in crate::answer) fn scoped(&self, subject: &str) -> Sentence {
        let scope = self.scope();
        let text = match self.language() {
            _ if scope.is_empty() => subject.to_owned(),
            Language::Zh if subject.is_empty() || scope.ends_with('）') => {
                format!("{scope}{subject}")
            }
            Language::Zh => format!("{scope}{}{subject}", of(&scope)),
            Language::En if subject.is_empty() => upper_first(&scope),
            Language::En => format!("{subject}, {scope}"),
        };
        Sentence::default().name(text)
    }
}

/// Whether a text ends with a figure or a letter that a Chinese word does not touch.
pub(super) fn ends_bare(text: &str) -> bool {
    text.ends_with(|c: char| c.is_ascii_alphanumeric() || c == '%')
}

/// 的 after a name, with room around it after a figure.
pub(super) fn of(name: &str) -> &'static str {
    if name.ends_with(|c: char| c.is_ascii_digit()) {
        " 的"
    } else {
        "的"
    }
}

pub(super) fn upper_first(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(letters).collect()
    })
}
