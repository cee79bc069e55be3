//! The `metrics` block.

use crate::expr::{Expr, Literal};
use crate::layer::yaml::{Node, Reader};
use crate::layer::{Choose, DefaultWindow, Maturity, Text};
use crate::parse::parse_expression;
use crate::syntax::Name;

use super::tree::{self, RawTree};
use super::{label, read_text_pair, text_pair};

/// A metric, read.
#[derive(Debug)]
pub(in crate::layer) struct RawMetric {
    pub(in crate::layer) file: String,
    pub(in crate::layer) line: usize,
    pub(in crate::layer) name: String,
    pub(in crate::layer) label: Text,
    pub(in crate::layer) description: Text,
    /// Empty where an analysis computes the metric.
    pub(in crate::layer) expression: String,
    /// What the expression says, or why it says nothing; NULL where an analysis computes it.
    pub(in crate::layer) parsed: Result<Expr<Name>, String>,
    pub(in crate::layer) analysis: Option<String>,
    pub(in crate::layer) using: Vec<String>,
    pub(in crate::layer) spine: Option<String>,
    pub(in crate::layer) filter: Option<String>,
    pub(in crate::layer) time_dimension: Option<String>,
    pub(in crate::layer) defaults: Vec<String>,
    pub(in crate::layer) unit: String,
    pub(in crate::layer) format: String,
    pub(in crate::layer) additivity: RawAdditivity,
    pub(in crate::layer) polarity: Option<bool>,
    pub(in crate::layer) fill_zero: bool,
    pub(in crate::layer) synonyms: Vec<String>,
    pub(in crate::layer) ambiguous_synonyms: Vec<String>,
    pub(in crate::layer) maturity: Option<Maturity>,
    pub(in crate::layer) comparability: Vec<RawComparability>,
    pub(in crate::layer) caveats: Vec<Text>,
    pub(in crate::layer) by_grain: Vec<(Vec<String>, String)>,
    pub(in crate::layer) default_window: Option<DefaultWindow>,
    pub(in crate::layer) tree: Option<RawTree>,
    pub(in crate::layer) weight: Option<String>,
    pub(in crate::layer) deny_roles: Vec<String>,
    pub(in crate::layer) owner: Option<String>,
    pub(in crate::layer) certified: bool,
}

/// Additivity, read.
#[derive(Debug)]
pub(in crate::layer) enum RawAdditivity {
    Additive,
    NonAdditive,
    Ratio,
    SemiAdditive {
        over: String,
        choose: Choose,
        per: Vec<String>,
        tie_break: Vec<String>,
    },
}

/// Groups that do not provide a metric, read.
#[derive(Debug)]
pub(in crate::layer) struct RawComparability {
    pub(in crate::layer) field: String,
    pub(in crate::layer) values: Vec<String>,
    pub(in crate::layer) note: Text,
    pub(in crate::layer) instead: Option<String>,
}

const KEYS: [&str; 30] = [
    "name",
    "label",
    "description",
    "expression",
    "where",
    "time_dimension",
    "defaults",
    "unit",
    "format",
    "additivity",
    "polarity",
    "fill",
    "synonyms",
    "maturity",
    "comparability",
    "caveats",
    "by_grain",
    "factors",
    "terms",
    "weight",
    "deny_roles",
    "owner",
    "certified",
    "type",
    "analysis",
    "using",
    "spine",
    "synonyms_ambiguous",
    "custom_extensions",
    "default_window",
];

/// Reads one metric; `None` where its name or expression is missing.
pub(super) fn read(reader: &mut Reader<'_>, node: &Node) -> Option<RawMetric> {
    reader.only_keys(node, "a metric", &KEYS);
    let name = reader.required(node, "name", "a metric")?;
    let analysis = reader.text(node, "analysis");
    let expression = match &analysis {
        None => reader.required(node, "expression", &format!("the metric `{name}`"))?,
        // Ossie requires an expression of every metric; NULL stands for none.
        Some(_)
            if reader
                .text(node, "expression")
                .is_some_and(|text| !text.trim().eq_ignore_ascii_case("null")) =>
        {
            reader.problem(
                node.line,
                format!("the metric `{name}` has both an `expression` and an `analysis`"),
                Some("A statistic has no expression: the analysis computes it.".to_owned()),
            );
            return None;
        }
        Some(_) => String::new(),
    };
    let parsed = match &analysis {
        None => parse_expression(&expression).map_err(|diagnostic| diagnostic.to_string()),
        Some(_) => Ok(Expr::Literal(Literal::Null)),
    };
    let fill_zero = match reader.text(node, "fill").as_deref() {
        None => false,
        Some("0") => true,
        Some(other) => {
            reader.problem(node.line, format!("`fill` must be 0, not {other}"), None);
            false
        }
    };
    let caveats = reader
        .list(node, "caveats")
        .into_iter()
        .map(|item| read_text_pair(reader, item, "a caveat"))
        .collect();
    Some(RawMetric {
        file: reader.file.to_owned(),
        line: node.line,
        label: label(reader, node, &name),
        description: text_pair(reader, node, "description"),
        expression,
        parsed,
        analysis,
        using: reader.texts(node, "using"),
        spine: reader.text(node, "spine"),
        filter: reader.text(node, "where"),
        time_dimension: reader.text(node, "time_dimension"),
        defaults: reader.texts(node, "defaults"),
        unit: reader.text(node, "unit").unwrap_or_default(),
        format: reader.text(node, "format").unwrap_or_default(),
        additivity: read_additivity(reader, node),
        polarity: read_polarity(reader, node),
        fill_zero,
        synonyms: reader.texts(node, "synonyms"),
        ambiguous_synonyms: reader.texts(node, "synonyms_ambiguous"),
        maturity: read_maturity(reader, node),
        comparability: reader
            .list(node, "comparability")
            .into_iter()
            .filter_map(|item| read_comparability(reader, item))
            .collect(),
        caveats,
        by_grain: reader
            .list(node, "by_grain")
            .into_iter()
            .filter_map(|item| read_by_grain(reader, item))
            .collect(),
        default_window: read_default_window(reader, node),
        tree: tree::read(reader, node),
        weight: reader.text(node, "weight"),
        deny_roles: reader.texts(node, "deny_roles"),
        owner: reader.text(node, "owner"),
        certified: reader.flag(node, "certified"),
        name,
    })
}

/// Whether more is better; nothing where that is not said.
fn read_polarity(reader: &mut Reader<'_>, node: &Node) -> Option<bool> {
    match reader.text(node, "polarity").as_deref() {
        None | Some("none" | "neutral") => None,
        Some("up") => Some(true),
        Some("down") => Some(false),
        Some(other) => {
            let hint = "The polarities are up, down and none.".to_owned();
            reader.problem(node.line, format!("unknown polarity `{other}`"), Some(hint));
            None
        }
    }
}

fn read_additivity(reader: &mut Reader<'_>, node: &Node) -> RawAdditivity {
    let Some(value) = node.get("additivity") else {
        return RawAdditivity::NonAdditive;
    };
    match value.text().as_deref() {
        Some("additive") => return RawAdditivity::Additive,
        Some("non_additive") => return RawAdditivity::NonAdditive,
        Some("ratio") => return RawAdditivity::Ratio,
        Some(other) => {
            let hint =
                "It is additive, non_additive, ratio or {type: semi_additive, …}.".to_owned();
            reader.problem(
                value.line,
                format!("unknown additivity `{other}`"),
                Some(hint),
            );
            return RawAdditivity::NonAdditive;
        }
        None => {}
    }
    reader.only_keys(
        value,
        "additivity",
        &["type", "over", "choose", "per", "tie_break"],
    );
    if reader.text(value, "type").as_deref() != Some("semi_additive") {
        reader.problem(
            value.line,
            "the `type` of additivity must be semi_additive here",
            None,
        );
    }
    let choose = match reader.text(value, "choose").as_deref() {
        None | Some("last") => Choose::Last,
        Some("first") => Choose::First,
        Some("min") => Choose::Min,
        Some("max") => Choose::Max,
        Some("avg") => Choose::Avg,
        Some(other) => {
            reader.problem(
                value.line,
                format!("`choose` must be last, first, min, max or avg, not {other}"),
                None,
            );
            Choose::Last
        }
    };
    RawAdditivity::SemiAdditive {
        over: reader
            .required(value, "over", "a semi-additive metric")
            .unwrap_or_default(),
        choose,
        per: reader.texts(value, "per"),
        tie_break: reader.texts(value, "tie_break"),
    }
}

fn read_maturity(reader: &mut Reader<'_>, node: &Node) -> Option<Maturity> {
    let value = node.get("maturity")?;
    reader.only_keys(value, "maturity", &["days", "note"]);
    Some(Maturity {
        days: reader.number(value, "days")?,
        note: text_pair(reader, value, "note"),
    })
}

fn read_comparability(reader: &mut Reader<'_>, node: &Node) -> Option<RawComparability> {
    reader.only_keys(node, "comparability", &["field", "values", "note", "use"]);
    Some(RawComparability {
        field: reader.required(node, "field", "comparability")?,
        values: reader.texts(node, "values"),
        note: text_pair(reader, node, "note"),
        instead: reader.text(node, "use"),
    })
}

/// `365d`, or `all`.
fn read_default_window(reader: &mut Reader<'_>, node: &Node) -> Option<DefaultWindow> {
    let said = reader.text(node, "default_window")?;
    match said.as_str() {
        "all" => return Some(DefaultWindow::All),
        "month" => return Some(DefaultWindow::Month),
        _ => {}
    }
    let days = said.strip_suffix('d').and_then(|days| days.parse().ok());
    let days = days.filter(|days: &u32| *days > 0).map(DefaultWindow::Days);
    if days.is_none() {
        reader.problem(
            node.line,
            format!("`default_window` of a metric must be a number of days such as 365d, `month` or `all`, not {said}"),
            None,
        );
    }
    days
}

fn read_by_grain(reader: &mut Reader<'_>, node: &Node) -> Option<(Vec<String>, String)> {
    reader.only_keys(node, "by_grain", &["fields", "use"]);
    let metric = reader.required(node, "use", "by_grain")?;
    Some((reader.texts(node, "fields"), metric))
}
