//! The part of JSON Schema 2020-12 that Ossie's schema uses; any other keyword stops the test, so
//! that a newer schema cannot be believed without being checked.

use serde_json::Value;

/// Keywords that only describe.
const SILENT: [&str; 6] = [
    "$schema",
    "$id",
    "$defs",
    "title",
    "description",
    "examples",
];

/// Everything in which a document breaks the schema, each with its place.
pub(crate) fn violations(root: &Value, document: &Value) -> Vec<String> {
    let mut found = Vec::new();
    Checker { root }.check(root, document, "", &mut found);
    found
}

struct Checker<'a> {
    root: &'a Value,
}

impl Checker<'_> {
    fn check(&self, schema: &Value, value: &Value, at: &str, found: &mut Vec<String>) {
        for (keyword, rule) in schema.as_object().unwrap() {
            let mut wrong = |holds: bool| {
                if !holds {
                    found.push(format!("{at}: {keyword} {rule} does not hold for {value}"));
                }
            };
            match keyword.as_str() {
                "$ref" => {
                    let pointer = rule.as_str().unwrap().strip_prefix('#').unwrap();
                    let target = self.root.pointer(pointer).unwrap();
                    self.check(target, value, at, found);
                }
                "type" => wrong(is_of_type(rule.as_str().unwrap(), value)),
                "const" => wrong(rule == value),
                "enum" => wrong(rule.as_array().unwrap().contains(value)),
                "minLength" => {
                    let length = value
                        .as_str()
                        .map_or(u64::MAX, |text| text.chars().count() as u64);
                    wrong(length >= rule.as_u64().unwrap());
                }
                "minItems" => {
                    let length = value.as_array().map_or(u64::MAX, |list| list.len() as u64);
                    wrong(length >= rule.as_u64().unwrap());
                }
                "required" => {
                    if let Some(object) = value.as_object() {
                        let keys = rule.as_array().unwrap();
                        wrong(
                            keys.iter()
                                .all(|key| object.contains_key(key.as_str().unwrap())),
                        );
                    }
                }
                "oneOf" => {
                    let fits = |schema: &&Value| {
                        let mut inner = Vec::new();
                        self.check(schema, value, at, &mut inner);
                        inner.is_empty()
                    };
                    wrong(rule.as_array().unwrap().iter().filter(fits).count() == 1);
                }
                "items" => {
                    for (index, item) in value.as_array().into_iter().flatten().enumerate() {
                        self.check(rule, item, &format!("{at}/{index}"), found);
                    }
                }
                "properties" => {
                    for (key, schema) in rule.as_object().unwrap() {
                        if let Some(inner) = value.get(key) {
                            self.check(schema, inner, &format!("{at}/{key}"), found);
                        }
                    }
                }
                "additionalProperties" => {
                    let known = schema["properties"].as_object().unwrap();
                    let only_known = value
                        .as_object()
                        .is_none_or(|object| object.keys().all(|key| known.contains_key(key)));
                    wrong(rule == &Value::Bool(true) || only_known);
                }
                silent if SILENT.contains(&silent) => {}
                other => panic!("the keyword `{other}` is not checked here"),
            }
        }
    }
}

fn is_of_type(name: &str, value: &Value) -> bool {
    match name {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "boolean" => value.is_boolean(),
        other => panic!("the type `{other}` is not checked here"),
    }
}
