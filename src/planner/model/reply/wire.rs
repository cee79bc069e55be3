//! The JSON object that a model writes, its JSON Schema for one slice, and what it means.
//!
//! It is one flat object, because that is all that every provider's schema engine understands: some ignore `anyOf`, others refuse `oneOf`, and both are needed for optional objects.
//! What is not used is null or empty.
//! The order of the fields is the order in which a model writes them: it says what it understood before it decides.

use std::sync::LazyLock;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::super::slice::LayerSlice;
use super::{
    CHANGE, CHANGE_RATE, Clarification, DeclineReason, DimensionName, Direction, Filter, Grain,
    Having, MetricName, Offset, Order, OrderKey, PlannedReply, ReplyPlan, TIME, TimeRange,
    TypedQuery,
};

/// A reply as it is written.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct WireReply {
    /// The question as the model understood it.
    pub reading: String,
    /// Which of the fields count.
    pub kind: Kind,
    /// The metrics, by name.
    pub metrics: Vec<MetricName>,
    /// The dimensions to group by, by name.
    pub dimensions: Vec<DimensionName>,
    /// Conditions on dimensions.
    pub filters: Vec<Filter>,
    /// The first day or moment.
    pub start: Option<String>,
    /// The first day or moment after it.
    pub end: Option<String>,
    /// The buckets of a trend.
    pub grain: Option<Grain>,
    /// The earlier period to set beside it.
    pub compare: Option<Offset>,
    /// Whether the share of the total is asked for.
    pub share: bool,
    /// What to rank by.
    pub order_by: Option<OrderKey>,
    /// Which end of the ranking comes first.
    pub order_dir: Option<Direction>,
    /// The number of rows.
    pub limit: Option<u32>,
    /// Conditions on metrics.
    pub having: Vec<Having>,
    /// For the kind `semantic_sql`.
    pub semantic_sql: Option<String>,
    /// For the kind `clarify`: what to ask.
    pub ask: Option<String>,
    /// For the kind `clarify`: the readings to choose from.
    pub choices: Vec<String>,
    /// For the kind `decline`.
    pub decline: Option<DeclineReason>,
}

/// What a reply is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(inline)]
pub enum Kind {
    /// A lookup in the typed form.
    #[default]
    Query,
    /// Why a metric changed, in the typed form.
    Change,
    /// A lookup that the typed form cannot say.
    SemanticSql,
    /// A question back.
    Clarify,
    /// A refusal.
    Decline,
}

impl TryFrom<WireReply> for PlannedReply {
    type Error = Vec<String>;

    fn try_from(wire: WireReply) -> Result<Self, Vec<String>> {
        let reading = wire.reading.clone();
        let plan = match wire.kind {
            Kind::Query => ReplyPlan::Query(wire.query()?),
            Kind::Change => ReplyPlan::Change(wire.query()?),
            Kind::SemanticSql => {
                let sql = wire.semantic_sql.filter(|sql| !sql.trim().is_empty());
                let missing = || vec!["kind semantic_sql needs the field semantic_sql".to_owned()];
                ReplyPlan::SemanticSql(sql.ok_or_else(missing)?)
            }
            Kind::Clarify => ReplyPlan::Clarify(wire.clarification()?),
            // A refusal without its reason is one all the same.
            Kind::Decline => ReplyPlan::Decline(wire.decline.unwrap_or(DeclineReason::NoSuchData)),
        };
        Ok(Self { reading, plan })
    }
}

impl WireReply {
    /// Returns the reply that a lookup is written as.
    #[must_use]
    pub fn of_query(reading: String, query: TypedQuery) -> Self {
        let (start, end) = query.time.map(|time| (time.start, time.end)).unzip();
        let (order_by, order_dir) = query.order.map(|order| (order.by, order.dir)).unzip();
        Self {
            reading,
            metrics: query.metrics,
            dimensions: query.dimensions,
            filters: query.filters,
            start,
            end,
            grain: query.grain,
            compare: query.compare,
            share: query.share,
            order_by,
            order_dir,
            limit: query.limit,
            having: query.having,
            ..Self::default()
        }
    }

    fn query(self) -> Result<TypedQuery, Vec<String>> {
        let time = match (self.start, self.end) {
            (Some(start), Some(end)) => Some(TimeRange { start, end }),
            (None, None) => None,
            _ => return Err(vec!["start and end come together or not at all".to_owned()]),
        };
        let order = self.order_by.map(|by| Order {
            by,
            dir: self.order_dir.unwrap_or(Direction::Descending),
        });
        Ok(TypedQuery {
            metrics: self.metrics,
            dimensions: self.dimensions,
            filters: self.filters,
            time,
            grain: self.grain,
            compare: self.compare,
            share: self.share,
            order,
            limit: self.limit,
            having: self.having,
        })
    }

    fn clarification(self) -> Result<Clarification, Vec<String>> {
        match self.ask {
            Some(_) if self.choices.len() > 3 => {
                Err(vec!["there may be at most three choices".to_owned()])
            }
            Some(question) => Ok(Clarification {
                question,
                choices: self.choices,
            }),
            None => Err(vec!["kind clarify needs the field ask".to_owned()]),
        }
    }
}

/// Returns the JSON Schema of [`WireReply`] in which every name is one of the slice.
#[must_use]
pub fn schema(slice: &LayerSlice) -> Value {
    // What does not depend on the slice is derived once: a request is built several times until it fits.
    static OPEN: LazyLock<Value> = LazyLock::new(|| {
        let mut schema = schemars::schema_for!(WireReply).to_value();
        close(&mut schema);
        schema
    });
    let mut schema = OPEN.clone();
    let metrics = distinct(slice.metrics.iter().map(|it| it.name.as_str()));
    let dimensions = distinct(slice.dimensions.iter().map(|it| it.name.as_str()));
    let names = metrics.iter().chain(&dimensions).copied();
    let keys = distinct(names.chain([TIME, CHANGE, CHANGE_RATE]));
    for (name, words) in [("MetricName", &metrics), ("DimensionName", &dimensions)] {
        // An empty enum is not a schema; without names any string goes, and writing refuses it.
        if !words.is_empty() {
            schema["$defs"][name]["enum"] = json!(words);
        }
    }
    let mut keys: Vec<Value> = keys.into_iter().map(Value::from).collect();
    keys.push(Value::Null);
    schema["properties"]["order_by"] = json!({ "type": ["string", "null"], "enum": keys });
    if let Some(definitions) = schema["$defs"].as_object_mut() {
        definitions.remove("OrderKey");
    }
    schema
}

/// Returns the names without repetitions, which an enum may not have.
fn distinct<'n>(names: impl Iterator<Item = &'n str>) -> Vec<&'n str> {
    let mut distinct = Vec::new();
    for name in names {
        if !distinct.contains(&name) {
            distinct.push(name);
        }
    }
    distinct
}

/// Makes a derived schema strict: all properties required, no alternatives, and no keyword that providers refuse.
fn close(schema: &mut Value) {
    match schema {
        Value::Object(map) => {
            join_alternatives(map);
            for keyword in [
                "$schema",
                "title",
                "description",
                "default",
                "format",
                "minimum",
            ] {
                // A property may have such a name; keywords never hold an object here.
                if map.get(keyword).is_some_and(|value| !value.is_object()) {
                    map.remove(keyword);
                }
            }
            if let Some(Value::Object(properties)) = map.get("properties") {
                let names: Vec<Value> = properties.keys().cloned().map(Value::from).collect();
                map.insert("required".to_owned(), Value::from(names));
            }
            for (_, value) in map.iter_mut() {
                close(value);
            }
        }
        Value::Array(items) => items.iter_mut().for_each(close),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// Turns the alternatives of an enum, of which one may be null, into one list of words.
fn join_alternatives(map: &mut serde_json::Map<String, Value>) {
    let nullable = map.contains_key("anyOf");
    let Some(Value::Array(alternatives)) = map.remove("anyOf").or_else(|| map.remove("oneOf"))
    else {
        return;
    };
    let mut words = Vec::new();
    for mut alternative in alternatives {
        if let Value::Object(alternative) = &mut alternative {
            join_alternatives(alternative);
        }
        match (&alternative["const"], &alternative["enum"]) {
            (Value::Null, Value::Array(several)) => words.extend(several.iter().cloned()),
            (word, _) => words.push(word.clone()),
        }
    }
    let kind = if nullable {
        json!(["string", "null"])
    } else {
        json!("string")
    };
    map.insert("type".to_owned(), kind);
    map.insert("enum".to_owned(), Value::from(words));
}
