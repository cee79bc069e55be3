//! Names of metrics, dimensions and values, as far as an asker may know them.

use std::collections::HashSet;
use std::fmt::Write as _;

use semantic_sql::Diagnostic;
use semantic_sql::diagnostic::nearest;
use semantic_sql::expr::DataType;
use semantic_sql::layer::{FieldId, MetricId, SemanticLayer, Text};

use super::{Described, Formula, Found, LookupError, MetricName, Search, ValueName};
use crate::catalogue::Catalogue;
use crate::knowledge::KnownValue;
use crate::question::Language;

/// Values that the description of a dimension begins with.
const FIRST_VALUES: usize = 20;

/// Other words that are told of a name in a list.
const FEW_SYNONYMS: usize = 8;

/// Near names that an error tells.
const CANDIDATES: usize = 5;

/// The names of one generation for one asker, as the catalogue tells them.
pub(super) struct Names<'a>(pub(super) &'a Catalogue);

impl Names<'_> {
    fn layer(&self) -> &SemanticLayer {
        self.0.layer()
    }

    fn seen_metrics(&self) -> impl Iterator<Item = MetricId> {
        let metrics = self.layer().metrics_with_ids().map(|(id, _)| id);
        metrics.filter(|id| self.0.sees(*id))
    }

    fn seen_fields(&self) -> impl Iterator<Item = FieldId> {
        let fields = self.layer().visible_fields().map(|(id, _)| id);
        fields.filter(|id| self.0.uses(*id))
    }

    pub(super) fn metrics(&self, search: &Search) -> Found<MetricName> {
        let found: Vec<MetricId> = if search.text.trim().is_empty() {
            self.seen_metrics().collect()
        } else {
            self.0.search_metrics(&search.text)
        };
        let names = found.iter().take(search.limit).map(|id| {
            let metric = self.layer().metric(*id);
            MetricName {
                name: self.layer().metric_reference(*id),
                label: search.language.pick(&metric.label).to_owned(),
                description: search.language.pick(&metric.description).to_owned(),
                unit: metric.unit.clone(),
                synonyms: few(&metric.synonyms),
            }
        });
        Found {
            total: found.len(),
            found: names.collect(),
        }
    }

    pub(super) fn describe(
        &self,
        name: &str,
        language: Language,
    ) -> Result<Described, LookupError> {
        let called = name.trim().to_lowercase();
        let metric = self.seen_metrics().find(|id| {
            let metric = self.layer().metric(*id);
            is_called(&called, &metric.name, &metric.label, &metric.synonyms)
                || self.layer().metric_reference(*id).to_lowercase() == called
        });
        // A name in semantic SQL wins over a word for something else.
        let field = self.field(&called);
        let by_name = |id: &MetricId| self.layer().metric(*id).name.to_lowercase() == called;
        match (metric, field) {
            (Some(id), None) => Ok(self.metric(id, language)),
            (Some(id), Some(_)) if by_name(&id) => Ok(self.metric(id, language)),
            (_, Some(field)) => Ok(self.dimension(field, language)),
            (None, None) => Err(self.not_found(name, true)),
        }
    }

    /// The field that is called so, first by its name in statements.
    fn field(&self, called: &str) -> Option<FieldId> {
        let written = |id: &FieldId| self.layer().field_reference(*id).to_lowercase() == called;
        self.seen_fields().find(written).or_else(|| {
            self.seen_fields().find(|id| {
                let field = self.layer().field(*id);
                is_called(called, &field.name, &field.label, &field.synonyms)
            })
        })
    }

    fn not_found(&self, name: &str, metrics_too: bool) -> LookupError {
        let metrics = self.seen_metrics().filter(|_| metrics_too);
        let mut known: Vec<String> = metrics
            .map(|id| self.layer().metric_reference(id))
            .collect();
        known.extend(
            self.seen_fields()
                .map(|id| self.layer().field_reference(id)),
        );
        let mut candidates = nearest(name, known.iter().map(String::as_str), CANDIDATES);
        if metrics_too {
            // What the words of the layer are near to counts as much as its names.
            let search = Search {
                text: name.to_owned(),
                language: Language::En,
                limit: CANDIDATES,
            };
            candidates.extend(self.metrics(&search).found.into_iter().map(|it| it.name));
            let mut seen = HashSet::new();
            candidates.retain(|name| seen.insert(name.clone()));
            candidates.truncate(CANDIDATES);
        }
        let name: String = name.chars().take(60).collect();
        let kind = if metrics_too {
            "metric or dimension"
        } else {
            "dimension"
        };
        LookupError::Refused(vec![
            Diagnostic::new("E_NAME_NOT_FOUND", format!("there is no {kind} `{name}`"))
                .with_candidates(candidates)
                .with_hint(
                    "Search for a metric by its meaning, or take a name from the catalogue.",
                ),
        ])
    }

    fn metric(&self, id: MetricId, language: Language) -> Described {
        let metric = self.layer().metric(id);
        let formulas = self
            .layer()
            .formulas_of(id)
            .into_iter()
            .map(|formula| Formula {
                metric: self.layer().metric(formula.metric).name.clone(),
                expression: formula.expression,
                filter: formula.filter,
                defaults: formula.defaults,
            });
        let caveats = metric
            .caveats
            .iter()
            .chain(metric.maturity.iter().map(|maturity| &maturity.note))
            .chain(metric.comparability.iter().map(|limit| &limit.note));
        let grains = self.layer().time.grains.iter();
        let grains = grains
            .filter(|_| self.layer().metric_has_time(id))
            .map(|grain| grain.name.clone());
        let reached = self
            .seen_fields()
            .filter(|field| self.layer().metric_reaches(id, *field));
        let reached = reached.map(|field| self.layer().field_reference(field));
        Described {
            kind: "metric".to_owned(),
            name: self.layer().metric_reference(id),
            label: language.pick(&metric.label).to_owned(),
            description: language.pick(&metric.description).to_owned(),
            synonyms: metric.synonyms.clone(),
            definitions: formulas.collect(),
            unit: Some(metric.unit.clone()),
            caveats: caveats.map(|text| language.pick(text).to_owned()).collect(),
            dimensions: grains.chain(reached).collect(),
            data_type: None,
            values: Vec::new(),
        }
    }

    fn dimension(&self, id: FieldId, language: Language) -> Described {
        let field = self.layer().field(id);
        let values = self.0.known_values(id).into_iter().take(FIRST_VALUES);
        Described {
            kind: "dimension".to_owned(),
            name: self.layer().field_reference(id),
            label: language.pick(&field.label).to_owned(),
            description: language.pick(&field.description).to_owned(),
            synonyms: field.synonyms.clone(),
            definitions: Vec::new(),
            unit: None,
            caveats: Vec::new(),
            dimensions: Vec::new(),
            data_type: field.data_type.map(|it| format!("{it:?}").to_lowercase()),
            values: values.map(|value| value_name(value, language)).collect(),
        }
    }

    pub(super) fn values(
        &self,
        dimension: &str,
        search: &Search,
    ) -> Result<Found<ValueName>, LookupError> {
        let called = dimension.trim().to_lowercase();
        let Some(id) = self.field(&called) else {
            return Err(self.not_found(dimension, false));
        };
        let field = self.layer().field(id);
        let are_words = matches!(field.data_type, None | Some(DataType::String));
        if !are_words || field.is_time {
            let name = self.layer().field_reference(id);
            return Err(LookupError::Refused(vec![
                Diagnostic::new("E_TYPE", format!("the values of `{name}` are no words"))
                    .with_hint("Write such values into a statement as they are."),
            ]));
        }
        let found = self.0.fitting(id, Some(&search.text));
        let names = found.iter().take(search.limit);
        Ok(Found {
            total: found.len(),
            found: names
                .map(|value| value_name(value, search.language))
                .collect(),
        })
    }

    pub(super) fn catalogue(&self) -> String {
        let mut text = format!(
            "# Catalogue\n\nStatements read `FROM {}`.\n\n## Metrics\n\n",
            self.layer().name
        );
        let line = |text: &mut String, name: &str, label: &Text| {
            // Writing to a text cannot fail.
            let _written = writeln!(text, "- `{name}`: {} / {}", label.zh, label.en);
        };
        for id in self.seen_metrics() {
            let label = &self.layer().metric(id).label;
            line(&mut text, &self.layer().metric_reference(id), label);
        }
        text.push_str("\n## Grains of time\n\n");
        for grain in &self.layer().time.grains {
            line(&mut text, &grain.name, &grain.label);
        }
        text.push_str("\n## Dimensions\n\n");
        for id in self.seen_fields() {
            let label = &self.layer().field(id).label;
            line(&mut text, &self.layer().field_reference(id), label);
        }
        text
    }
}

fn is_called(called: &str, name: &str, label: &Text, synonyms: &[String]) -> bool {
    [name, &label.zh, &label.en]
        .into_iter()
        .chain(synonyms.iter().map(String::as_str))
        .any(|word| word.to_lowercase() == called)
}

fn few(synonyms: &[String]) -> Vec<String> {
    synonyms.iter().take(FEW_SYNONYMS).cloned().collect()
}

fn value_name(value: &KnownValue, language: Language) -> ValueName {
    ValueName {
        value: value.value.clone(),
        label: language.pick(&value.label).to_owned(),
        synonyms: few(&value.synonyms),
    }
}
