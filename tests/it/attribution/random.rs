//! The parts of a change make the change, for every metric that declares what it is made of, over
//! random periods, scopes and dimensions.

use chrono::{Duration, NaiveDate};
use semantic_sql::layer::{Additivity, FieldId, MetricId, SemanticLayer};
use semantic_sql::{SemanticSql, bind, compile};
use wenbo::answer::attribute;
use wenbo::answer::{Answer, AnswerSupporting, Computed, ComputedSupporting, Lane, Timings};
use wenbo::engine::Engine;
use wenbo::knowledge::Knowledge;
use wenbo::plan::{Attribution, Intent, Interpretation, Premise, QueryPlan};
use wenbo::planner::attribution::{Statements, Wanted, can_be_taken_apart, span, statements};
use wenbo::question::{LaneChoice, Language, Question};
use wenbo::result_set::{Cell, ResultSet};

use super::column;
use crate::support::demo_file::World;
use crate::support::world;

/// Random pairs of periods, with metrics, scopes and dimensions.
const PAIRS: usize = 1_000;

/// Numbers that follow each other without a pattern; the same in every run.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % end
    }
}

/// A decimal as a whole number of 10^-18.
fn fine(cell: &Cell) -> Option<i128> {
    let text = match cell {
        Cell::Integer(value) => value.to_string(),
        Cell::Decimal(text) => text.clone(),
        Cell::Float(value) => format!("{value}"),
        _ => return None,
    };
    let (sign, digits) = text
        .strip_prefix('-')
        .map_or((1, text.as_str()), |rest| (-1, rest));
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let fraction = format!("{fraction:0<18}");
    let digits = format!("{whole}{}", fraction.get(..18)?);
    Some(sign * digits.parse::<i128>().ok()?)
}

/// Rounded to so many places after the point, half away from zero, in units of the last.
fn rounded(value: i128, places: usize) -> i128 {
    let step = 10_i128.pow(18 - u32::try_from(places).unwrap());
    (value.abs() + step / 2) / step * value.signum()
}

/// What is wrong with the parts of a result that has some.
fn parts_fail(part: &AnswerSupporting, change: i128, may_leave: bool) -> Option<String> {
    let effect = column(part, "effect")?;
    let texts: Vec<&String> = part
        .rows
        .iter()
        .map(|row| match &row[effect] {
            Cell::Decimal(text) => text,
            other => panic!("an effect is {other:?}"),
        })
        .collect();
    let places = texts
        .first()?
        .split_once('.')
        .map_or(0, |(_, places)| places.len());
    let sum: i128 = texts
        .iter()
        .map(|text| text.replace('.', "").parse::<i128>().unwrap())
        .sum();
    if sum != rounded(change, places) {
        return Some(format!(
            "{}: the parts make {sum}, not {}",
            part.name,
            rounded(change, places)
        ));
    }
    let name = column(part, "part").unwrap();
    // Where a ratio's groups have only one of its sides, what they leave is told.
    let left = part.rows.iter().map(|row| &row[name]).find(|cell| {
        matches!(cell, Cell::Text(text) if text.contains("口径差") || text.contains("未列出"))
    });
    match left {
        Some(cell) if !may_leave => Some(format!("{}: {cell:?} is left", part.name)),
        _ => None,
    }
}

/// One random change: what is asked for.
struct Asked {
    metric: MetricId,
    now: [NaiveDate; 2],
    base: [NaiveDate; 2],
    filters: Vec<String>,
    dimensions: Vec<FieldId>,
}

fn random(layer: &SemanticLayer, metrics: &[MetricId], numbers: &mut Numbers) -> Asked {
    let metric = metrics[numbers.below(metrics.len())];
    let first = NaiveDate::from_ymd_opt(2026, 2, 1).unwrap();
    let mut period = || {
        let start = first + Duration::days(i64::try_from(numbers.below(270)).unwrap());
        [
            start,
            start + Duration::days(1 + i64::try_from(numbers.below(21)).unwrap()),
        ]
    };
    let (now, base) = (period(), period());
    let platform = layer.find_fields("platform")[0];
    let filters = match numbers.below(4) {
        0 if layer.metric_reaches(metric, platform) => vec!["platform = 'douyin'".to_owned()],
        1 if layer.metric_reaches(metric, platform) => {
            vec!["platform IN ('kuaishou', 'taobao')".to_owned()]
        }
        _ => Vec::new(),
    };
    let all = &layer.attribution.dimensions;
    let dimensions = (0..2).map(|_| all[numbers.below(all.len())]).collect();
    Asked {
        metric,
        now,
        base,
        filters,
        dimensions,
    }
}

async fn run(engine: &dyn Engine, layer: &SemanticLayer, sql: &SemanticSql) -> (String, ResultSet) {
    let bound = bind(layer, &world::owner(), sql).unwrap();
    let compiled = compile(&bound);
    let raw = engine.execute(&compiled).await.unwrap();
    let result = ResultSet::new(layer, &bound, raw);
    (compiled.text().to_owned(), result)
}

async fn answered(
    engine: &dyn Engine,
    layer: &SemanticLayer,
    asked: &Asked,
) -> (Answer, Statements) {
    let at = |day: NaiveDate| day.and_hms_opt(0, 0, 0).unwrap();
    let when = |[start, end]: [NaiveDate; 2]| span(layer, at(start), at(end)).unwrap();
    let wanted = Wanted {
        layer,
        metric: asked.metric,
        now: &when(asked.now),
        base: &when(asked.base),
        filters: &asked.filters,
        fixed: &[],
        lifted: &[],
        dimensions: &asked.dimensions,
    };
    let written = statements(&wanted, &|sql| bind(layer, &world::owner(), sql).is_ok());
    let (sql, result) = run(engine, layer, &written.main).await;
    let mut supporting = Vec::new();
    for beside in &written.beside {
        let (sql, result) = run(engine, layer, &beside.sql).await;
        supporting.push(ComputedSupporting {
            name: beside.name.clone(),
            semantic_sql: beside.sql.0.clone(),
            sql,
            period: None,
            result,
        });
    }
    let computed = Computed {
        as_read: None,
        data_from: None,
        plan: QueryPlan {
            sql: written.main.clone(),
            intent: Intent::Attribution,
            reading: semantic_sql::layer::Text::default(),
            interpretation: Interpretation::default(),
            assumptions: Vec::new(),
            supporting: Vec::new(),
            derived: Vec::new(),
            parts: Vec::new(),
            chart: None,
            verified: None,
        },
        sql,
        metrics: vec![asked.metric],
        result,
        notes: Vec::new(),
        policies: Vec::new(),
        datasets: Vec::new(),
        supporting,
        days: None,
        lane: Lane::Grammar,
        model: None,
        timings: Timings::default(),
    };
    let change = Attribution {
        metric: asked.metric,
        tree: written.tree.clone(),
        weight: written.weight,
        dimensions: written.dimensions.clone(),
        asked: true,
        premise: Premise::default(),
    };
    let question = Question {
        text: "?".to_owned(),
        language: Language::Zh,
        asked_at: at(NaiveDate::from_ymd_opt(2026, 11, 19).unwrap()),
        asker: world::owner(),
        lane: LaneChoice::Grammar,
        earlier: Vec::new(),
    };
    let answer = attribute(layer, &Knowledge::default(), &question, computed, &change);
    (answer, written)
}

/// What is wrong with the answer to a random change; how many tables of parts it has.
fn fails(layer: &SemanticLayer, asked: &Asked, answer: &Answer) -> (Vec<String>, usize) {
    let content = layer.metric(asked.metric);
    let value = |name: &str| {
        let at = answer
            .columns
            .iter()
            .position(|it| it.name == name)
            .unwrap();
        fine(&answer.rows[0][at])
    };
    let (now, base) = (
        value(&content.name),
        value(&format!("{}_base", content.name)),
    );
    let additive = matches!(content.additivity, Additivity::Additive);
    let (now, base) = match (now, base) {
        (None, None) => return (Vec::new(), 0),
        _ if additive => (now.unwrap_or(0), base.unwrap_or(0)),
        (Some(now), Some(base)) => (now, base),
        _ => return (Vec::new(), 0),
    };
    let tables = answer
        .supporting
        .iter()
        .filter(|part| column(part, "effect").is_some());
    let count = tables.clone().count();
    let ratio = matches!(content.additivity, Additivity::Ratio);
    let wrong =
        tables.filter_map(|part| parts_fail(part, now - base, ratio && part.name != "factors"));
    let told = wrong.map(|it| {
        format!(
            "{} {:?} against {:?} {:?}: {it}",
            content.name, asked.now, asked.base, asked.filters
        )
    });
    (told.collect(), count)
}

#[tokio::test]
async fn the_parts_make_the_change_over_random_periods() {
    let layer = world::layer();
    let world = World::of_scale(world::SCALE);
    let engine = world.engine();
    let all = || layer.metrics_with_ids();
    let trees: Vec<MetricId> = all()
        .filter(|(_, it)| it.tree.is_some())
        .map(|(id, _)| id)
        .collect();
    assert!(trees.len() > 20, "only {} metrics have a tree", trees.len());
    let plain: Vec<MetricId> = all()
        .map(|(id, _)| id)
        .filter(|id| can_be_taken_apart(layer, *id) && layer.metric_has_time(*id))
        .filter(|id| !trees.contains(id))
        .collect();
    let mut numbers = Numbers(42);
    let mut wrong = Vec::new();
    let mut tables = 0;
    for pair in 0..PAIRS {
        // Every metric with a tree, over and over; now and then one that only adds up.
        let metrics = match pair % 5 {
            0 => plain.as_slice(),
            _ => &trees[pair % trees.len()..=pair % trees.len()],
        };
        let asked = random(layer, metrics, &mut numbers);
        let (answer, _) = answered(engine.as_ref(), layer, &asked).await;
        let (found, count) = fails(layer, &asked, &answer);
        wrong.extend(found);
        tables += count;
    }
    assert!(tables > PAIRS, "only {tables} tables of parts");
    assert!(
        wrong.is_empty(),
        "{} of {tables}:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}
