//! Names of metrics, dimensions and values, as far as an asker may know them.

use std::collections::{HashMap, HashSet};
use std::fmt::Write as _;

use semantic_sql::diagnostic::nearest;
use semantic_sql::expr::DataType;
use semantic_sql::layer::{FieldId, MetricId, SemanticLayer, Text};
use semantic_sql::{
    Asker, Diagnostic, ValuePolicies, may_list_values, may_see_metric, may_use_field,
};

use super::{Described, Formula, Found, LookupError, MetricName, Search, ValueName};
use crate::app::Generation;
use crate::knowledge::{Knowledge, KnownValue};
use crate::question::Language;

/// Values that the description of a dimension begins with.
const FIRST_VALUES: usize = 20;

/// Other words that are told of a name in a list.
const FEW_SYNONYMS: usize = 8;

/// Near names that an error tells.
const CANDIDATES: usize = 5;

/// The names of one generation for one asker.
pub(super) struct Names<'a> {
    layer: &'a SemanticLayer,
    knowledge: &'a Knowledge,
    asker: &'a Asker,
    /// The only values that the asker's rows may have, of the fields that policies bind.
    bound: HashMap<FieldId, HashSet<String>>,
}

impl<'a> Names<'a> {
    pub(super) fn new(generation: &'a Generation, asker: &'a Asker) -> Self {
        let layer = generation.layer().as_ref();
        let bound = ValuePolicies::new(layer).bound(layer, asker).into_iter();
        Self {
            layer,
            knowledge: generation.knowledge(),
            asker,
            bound: bound
                .map(|(field, values)| (field, values.into_iter().collect()))
                .collect(),
        }
    }

    fn seen_metrics(&self) -> impl Iterator<Item = MetricId> {
        let metrics = self.layer.metrics_with_ids().map(|(id, _)| id);
        metrics.filter(|id| may_see_metric(self.layer, self.asker, *id))
    }

    fn seen_fields(&self) -> impl Iterator<Item = FieldId> {
        let fields = self.layer.visible_fields().map(|(id, _)| id);
        fields.filter(|id| may_use_field(self.layer, self.asker, *id))
    }

    pub(super) fn metrics(&self, search: &Search) -> Found<MetricName> {
        let mut found: Vec<(f64, MetricId)> = self
            .seen_metrics()
            .map(|id| (self.nearness(id, &search.text), id))
            .filter(|(near, _)| *near > 0.0)
            .collect();
        // Stable: equals stay in the order of the layer.
        found.sort_by(|(one, _), (other, _)| other.total_cmp(one));
        let names = found.iter().take(search.limit).map(|(_, id)| {
            let metric = self.layer.metric(*id);
            MetricName {
                name: self.layer.metric_reference(*id),
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

    /// How near a text is to a metric; 0 is not at all, and every metric is near to an empty text.
    fn nearness(&self, id: MetricId, text: &str) -> f64 {
        let metric = self.layer.metric(id);
        let label = &metric.label;
        let terms: Vec<String> = [&metric.name, &label.zh, &label.en]
            .into_iter()
            .chain(&metric.synonyms)
            .chain(&metric.ambiguous_synonyms)
            .map(|term| term.to_lowercase())
            .collect();
        let about = format!("{} {}", metric.description.zh, metric.description.en).to_lowercase();
        let text = text.trim().to_lowercase();
        let whole = near(&text, &terms, &about);
        let words: Vec<&str> = text.split_whitespace().collect();
        if words.len() < 2 || whole >= 0.9 {
            return whole;
        }
        let each: Vec<f64> = words
            .iter()
            .map(|word| near(word, &terms, &about))
            .collect();
        let hits = each.iter().filter(|near| **near > 0.0).count();
        if hits * 2 < words.len() {
            return whole;
        }
        #[expect(clippy::cast_precision_loss, reason = "a handful of words")]
        let mean = each.iter().sum::<f64>() / words.len() as f64;
        whole.max(mean * 0.9)
    }

    pub(super) fn describe(
        &self,
        name: &str,
        language: Language,
    ) -> Result<Described, LookupError> {
        let called = name.trim().to_lowercase();
        let metric = self.seen_metrics().find(|id| {
            let metric = self.layer.metric(*id);
            is_called(&called, &metric.name, &metric.label, &metric.synonyms)
                || self.layer.metric_reference(*id).to_lowercase() == called
        });
        // A name in semantic SQL wins over a word for something else.
        let field = self.field(&called);
        let by_name = |id: &MetricId| self.layer.metric(*id).name.to_lowercase() == called;
        match (metric, field) {
            (Some(id), None) => Ok(self.metric(id, language)),
            (Some(id), Some(_)) if by_name(&id) => Ok(self.metric(id, language)),
            (_, Some(field)) => Ok(self.dimension(field, language)),
            (None, None) => Err(self.not_found(name, true)),
        }
    }

    /// The field that is called so, first by its name in statements.
    fn field(&self, called: &str) -> Option<FieldId> {
        let written = |id: &FieldId| self.layer.field_reference(*id).to_lowercase() == called;
        self.seen_fields().find(written).or_else(|| {
            self.seen_fields().find(|id| {
                let field = self.layer.field(*id);
                is_called(called, &field.name, &field.label, &field.synonyms)
            })
        })
    }

    fn not_found(&self, name: &str, metrics_too: bool) -> LookupError {
        let metrics = self.seen_metrics().filter(|_| metrics_too);
        let mut known: Vec<String> = metrics.map(|id| self.layer.metric_reference(id)).collect();
        known.extend(self.seen_fields().map(|id| self.layer.field_reference(id)));
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
        let metric = self.layer.metric(id);
        let formulas = self
            .layer
            .formulas_of(id)
            .into_iter()
            .map(|formula| Formula {
                metric: self.layer.metric(formula.metric).name.clone(),
                expression: formula.expression,
                filter: formula.filter,
                defaults: formula.defaults,
            });
        let caveats = metric
            .caveats
            .iter()
            .chain(metric.maturity.iter().map(|maturity| &maturity.note))
            .chain(metric.comparability.iter().map(|limit| &limit.note));
        let grains = self.layer.time.grains.iter();
        let grains = grains
            .filter(|_| self.layer.metric_has_time(id))
            .map(|grain| grain.name.clone());
        let reached = self
            .seen_fields()
            .filter(|field| self.layer.metric_reaches(id, *field));
        let reached = reached.map(|field| self.layer.field_reference(field));
        Described {
            kind: "metric".to_owned(),
            name: self.layer.metric_reference(id),
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
        let field = self.layer.field(id);
        let values = self.seen_values(id).take(FIRST_VALUES);
        Described {
            kind: "dimension".to_owned(),
            name: self.layer.field_reference(id),
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
        let field = self.layer.field(id);
        let are_words = matches!(field.data_type, None | Some(DataType::String));
        if !are_words || field.is_time {
            let name = self.layer.field_reference(id);
            return Err(LookupError::Refused(vec![
                Diagnostic::new("E_TYPE", format!("the values of `{name}` are no words"))
                    .with_hint("Write such values into a statement as they are."),
            ]));
        }
        let text = search.text.trim().to_lowercase();
        let holds = |name: &String| name.to_lowercase().contains(&text);
        let found: Vec<&KnownValue> = self
            .seen_values(id)
            .filter(|value| {
                let names = [&value.value, &value.label.zh, &value.label.en];
                let mut names = names
                    .into_iter()
                    .chain(&value.synonyms)
                    .chain(&value.aliases);
                names.any(holds)
            })
            .collect();
        let names = found.iter().take(search.limit);
        Ok(Found {
            total: found.len(),
            found: names
                .map(|value| value_name(value, search.language))
                .collect(),
        })
    }

    /// The values of a field that the asker may know.
    fn seen_values(&self, id: FieldId) -> impl Iterator<Item = &'a KnownValue> {
        let all = match may_list_values(self.layer, self.asker, id) {
            true => self.knowledge.values(id),
            false => &[],
        };
        let allowed = self.bound.get(&id);
        all.iter()
            .filter(move |value| allowed.is_none_or(|allowed| allowed.contains(&value.value)))
    }

    pub(super) fn catalogue(&self) -> String {
        let mut text = format!(
            "# Catalogue\n\nStatements read `FROM {}`.\n\n## Metrics\n\n",
            self.layer.name
        );
        let line = |text: &mut String, name: &str, label: &Text| {
            // Writing to a text cannot fail.
            let _written = writeln!(text, "- `{name}`: {} / {}", label.zh, label.en);
        };
        for id in self.seen_metrics() {
            let label = &self.layer.metric(id).label;
            line(&mut text, &self.layer.metric_reference(id), label);
        }
        text.push_str("\n## Grains of time\n\n");
        for grain in &self.layer.time.grains {
            line(&mut text, &grain.name, &grain.label);
        }
        text.push_str("\n## Dimensions\n\n");
        for id in self.seen_fields() {
            let label = &self.layer.field(id).label;
            line(&mut text, &self.layer.field_reference(id), label);
        }
        text
    }
}

/// How near a text is to terms, or to what is said about them.
fn near(text: &str, terms: &[String], about: &str) -> f64 {
    let best = terms.iter().map(|term| {
        #[expect(clippy::cast_precision_loss, reason = "lengths of words")]
        let part =
            |short: &str, long: &str| short.chars().count() as f64 / long.chars().count() as f64;
        if term == text {
            1.0
        } else if text.is_empty() {
            0.1
        } else if term.contains(text) {
            0.5 + 0.4 * part(text, term)
        } else if term.chars().count() > 1 && text.contains(term.as_str()) {
            0.4 + 0.4 * part(term, text)
        } else {
            let alike = strsim::jaro_winkler(text, term);
            if alike > 0.88 { alike * 0.5 } else { 0.0 }
        }
    });
    let said = if !text.is_empty() && about.contains(text) {
        0.3
    } else {
        0.0
    };
    best.fold(said, f64::max)
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
