//! Result sets with a plan, and the narrations that they must give in both languages.
//!
//! `UPDATE_CASES=1` writes what is said into the case file; read the difference before committing.

use semantic_sql::bound::{Comparison, Note};
use semantic_sql::expr::Grain;
use semantic_sql::layer::{SourceFile, Text};
use semantic_sql::{Asker, SemanticLayer, SemanticSql};
use serde_json::Value;

use super::{at, folder};
use crate::answer::{Answer, Computed, ComputedSupporting, Lane, Timings, answer};
use crate::knowledge::{Freshness, Knowledge};
use crate::plan::{CompareReading, FilterReading, Intent, Interpretation, QueryPlan, TimeReading};
use crate::question::{LaneChoice, Language, Question};
use crate::result_set::{Cell, ResultColumn, ResultSet, Role, RowOrder};

pub(super) fn layer() -> SemanticLayer {
    let text = std::fs::read_to_string(folder().join("layer.yml")).unwrap();
    let files = [SourceFile {
        name: "layer.yml".to_owned(),
        text,
    }];
    semantic_sql::load(&files).unwrap_or_else(|problems| panic!("{problems:#?}"))
}

pub(super) fn knowledge() -> Knowledge {
    let until = at(19, 10, 20);
    let freshness = Freshness {
        table: "fct_sales".to_owned(),
        group: "douyin".to_owned(),
        until,
    };
    let mut knowledge = Knowledge::default();
    knowledge.freshness.push(freshness);
    knowledge.clock = Some(at(19, 10, 30));
    knowledge
}

pub(super) fn question(language: Language) -> Question {
    Question {
        text: "?".to_owned(),
        language,
        asked_at: at(19, 10, 30),
        asker: Asker::Nobody,
        lane: LaneChoice::Auto,
        earlier: Vec::new(),
    }
}

/// How the names of columns end that statements compute of a metric.
const COMPUTED: [&str; 3] = ["_share", "_base", "_change"];

/// The column that a word of a case means.
pub(super) fn column(layer: &SemanticLayer, word: &str) -> ResultColumn {
    let (name, rest) = word.split_once(':').unwrap_or((word, ""));
    let metric = layer.find_metric(name).map(|id| layer.metric(id));
    let grain = layer.find_grain(name);
    let side = match rest {
        "prior" => Some(Comparison::Prior),
        "change" => Some(Comparison::Change),
        "change_rate" => Some(Comparison::ChangeRate),
        _ => None,
    };
    let role = match () {
        () if side.is_some() => Role::Comparison,
        () if metric.is_some() || COMPUTED.iter().any(|end| name.ends_with(end)) => Role::Metric,
        () if grain.is_some() => Role::Time,
        () => Role::Dimension,
    };
    let said = match side {
        Some(Comparison::Prior) => ("（对比期）", " (earlier period)"),
        Some(Comparison::Change) => ("变化", ", change"),
        Some(Comparison::ChangeRate) => ("变化率", ", rate of change"),
        None => ("", ""),
    };
    let and = |label: &Text| text(&(label.zh.clone() + said.0), &(label.en.clone() + said.1));
    let label = match (metric, grain, layer.find_fields(name).first()) {
        (Some(metric), ..) => and(&metric.label),
        (_, Some(grain), _) => grain.label.clone(),
        (_, _, Some(field)) => layer.field(*field).label.clone(),
        _ => Text {
            zh: name.to_owned(),
            en: name.to_owned(),
        },
    };
    let is_rate = side == Some(Comparison::ChangeRate);
    ResultColumn {
        name: word.replace(':', "_"),
        label,
        role,
        metric: metric.map(|metric| metric.name.clone()),
        field: (role == Role::Dimension).then(|| name.to_owned()),
        grain: match rest {
            "day" => Some(Grain::Day),
            "week" => Some(Grain::Week),
            "month" => Some(Grain::Month),
            "quarter" => Some(Grain::Quarter),
            _ => None,
        },
        comparison: side,
        unit: metric.map_or_else(String::new, |metric| {
            if is_rate { "ratio" } else { &metric.unit }.to_owned()
        }),
        format: metric.map_or_else(String::new, |metric| {
            if is_rate { "pct1" } else { &metric.format }.to_owned()
        }),
        data_type: "decimal",
    }
}

fn cell(column: &ResultColumn, value: &Value) -> Cell {
    match value {
        Value::Null => Cell::Null,
        Value::Number(number) => Cell::Integer(i128::from(number.as_i64().unwrap())),
        Value::String(text) if column.role == Role::Time => Cell::Date(text.parse().unwrap()),
        Value::String(text) if column.role == Role::Dimension => Cell::Text(text.clone()),
        Value::String(text) => Cell::Decimal(text.clone()),
        other => panic!("{other}"),
    }
}

fn result(layer: &SemanticLayer, case: &Value) -> ResultSet {
    let words = case["columns"]
        .as_array()
        .unwrap()
        .iter()
        .map(|word| word.as_str().unwrap());
    let columns: Vec<ResultColumn> = words.map(|word| column(layer, word)).collect();
    let row = |row: &Value| {
        columns
            .iter()
            .zip(row.as_array().unwrap())
            .map(|(column, value)| cell(column, value))
            .collect()
    };
    let rows = case["rows"].as_array().unwrap().iter().map(row).collect();
    // [gmv, desc]: what the rows are sorted by.
    let order = case["order"].as_array().map(|order| RowOrder {
        column: columns
            .iter()
            .position(|column| column.name == order[0].as_str().unwrap())
            .unwrap(),
        descending: order[1] == "desc",
    });
    ResultSet {
        columns,
        rows,
        truncated: false,
        limited: case["limited"].as_bool().unwrap_or(false),
        qualified: case["qualified"].as_bool().unwrap_or(false),
        order,
    }
}

fn text(zh: &str, en: &str) -> Text {
    Text {
        zh: zh.to_owned(),
        en: en.to_owned(),
    }
}

pub(super) fn time(key: &str) -> TimeReading {
    let (start, end, partial, label) = match key {
        "yesterday" => (
            at(18, 0, 0),
            at(19, 0, 0),
            false,
            text("昨天（2026-11-18）", "yesterday (2026-11-18)"),
        ),
        "tomorrow" => (
            at(20, 0, 0),
            at(21, 0, 0),
            false,
            text("明天（2026-11-20）", "tomorrow (2026-11-20)"),
        ),
        "mtd" => (
            at(1, 0, 0),
            at(19, 10, 30),
            true,
            text(
                "本月至今（2026-11-01 至 2026-11-19 10:30）",
                "month to date (2026-11-01 to 2026-11-19 10:30)",
            ),
        ),
        "wtd" => (
            at(13, 0, 0),
            at(19, 10, 30),
            true,
            text(
                "2026-11-13 至 2026-11-19 10:30",
                "2026-11-13 to 2026-11-19 10:30",
            ),
        ),
        "last_week" => (
            at(9, 0, 0),
            at(16, 0, 0),
            false,
            text(
                "上周（2026-11-09 至 2026-11-15）",
                "last week (2026-11-09 to 2026-11-15)",
            ),
        ),
        "last_month" => (
            at(1, 0, 0),
            at(1, 0, 0),
            false,
            text(
                "上月（2026-10-01 至 2026-10-31）",
                "last month (2026-10-01 to 2026-10-31)",
            ),
        ),
        _ => (
            at(1, 0, 0),
            at(1, 0, 0),
            false,
            text(
                "近3个完整月（2026-08-01 至 2026-10-31）",
                "last 3 full months (2026-08-01 to 2026-10-31)",
            ),
        ),
    };
    TimeReading {
        key: key.to_owned(),
        start,
        end,
        partial,
        defaulted: false,
        label,
    }
}

fn intent(word: &str) -> Intent {
    match word {
        "rank" => Intent::Rank,
        "trend" => Intent::Trend,
        "compare" => Intent::Compare,
        "share" => Intent::Share,
        "breakdown" => Intent::Breakdown,
        "funnel" => Intent::Funnel,
        _ => Intent::Lookup,
    }
}

fn words(list: &Value) -> Vec<String> {
    list.as_array()
        .into_iter()
        .flatten()
        .map(|word| word.as_str().unwrap().to_owned())
        .collect()
}

pub(super) fn compare() -> CompareReading {
    CompareReading {
        kind: "previous_period".to_owned(),
        start: None,
        end: None,
        label: text("前一期（2026-11-17）", "the period before (2026-11-17)"),
    }
}

pub(super) fn computed(layer: &SemanticLayer, case: &Value) -> Computed {
    let metrics = words(&case["metrics"]);
    let filter = |filter: &Value| FilterReading {
        dimension: filter[0].as_str().unwrap().to_owned(),
        op: filter[1].as_str().unwrap().to_owned(),
        values: words(&filter[2]),
    };
    let plan = QueryPlan {
        derived: Vec::new(),
        sql: SemanticSql("SELECT 1".to_owned()),
        intent: intent(case["intent"].as_str().unwrap()),
        reading: text("读法", "the reading"),
        interpretation: Interpretation {
            metrics: metrics.clone(),
            dimensions: Vec::new(),
            filters: case["filters"]
                .as_array()
                .into_iter()
                .flatten()
                .map(filter)
                .collect(),
            time: case["time"].as_str().map(time),
            compare: case["compare"].as_bool().map(|_| compare()),
        },
        assumptions: Vec::new(),
        supporting: Vec::new(),
        parts: words(&case["parts"]),
        chart: None,
        verified: None,
    };
    let note = Note {
        code: "default_filter",
        text: text(
            "默认条件 carrier = 'live'（成交金额）",
            "default filter carrier = 'live' (GMV)",
        ),
    };
    let part = |part: &Value| ComputedSupporting {
        name: part["name"].as_str().unwrap().to_owned(),
        semantic_sql: String::new(),
        sql: String::new(),
        period: None,
        result: result(layer, part),
    };
    Computed {
        as_read: None,
        data_from: None,
        plan,
        sql: String::new(),
        metrics: metrics
            .iter()
            .filter_map(|name| layer.find_metric(name))
            .collect(),
        result: result(layer, case),
        notes: case["defaults"]
            .as_bool()
            .map(|_| note)
            .into_iter()
            .collect(),
        policies: Vec::new(),
        datasets: vec!["sales".to_owned()],
        supporting: case["supporting"]
            .as_array()
            .into_iter()
            .flatten()
            .map(part)
            .collect(),
        days: case.get("days").map(part),
        lane: Lane::Grammar,
        model: None,
        timings: Timings::default(),
    }
}

pub(super) fn told(layer: &SemanticLayer, case: &Value, language: Language) -> Answer {
    answer(
        layer,
        &knowledge(),
        &question(language),
        computed(layer, case),
    )
}
