//! Questions that this planner can answer, made from the layer's own words.

use chrono::NaiveDate;
use semantic_sql::Asker;
use semantic_sql::layer::{Additivity, SemanticLayer};

use crate::knowledge::Knowledge;
use crate::plan::Plan;
use crate::question::{LaneChoice, Language, Question};

use super::GrammarPlanner;

/// Three questions a language about the layer's best-named metric; each one plans.
pub(super) fn suggestions(
    planner: &GrammarPlanner,
    layer: &SemanticLayer,
    knowledge: &Knowledge,
) -> [Vec<String>; 2] {
    let additive = layer
        .metrics_with_ids()
        .filter(|(_, metric)| matches!(metric.additivity, Additivity::Additive));
    let Some((id, metric)) = additive.min_by_key(|(_, metric)| usize::MAX - metric.synonyms.len())
    else {
        return [Vec::new(), Vec::new()];
    };
    let field = layer
        .visible_fields()
        .find(|(field, content)| !content.values.is_empty() && layer.metric_reaches(id, *field));
    let mut zh = vec![
        format!("上周{}", metric.label.zh),
        format!("近30天{}趋势", metric.label.zh),
    ];
    let mut en = vec![
        format!("{} last week", metric.label.en),
        format!("{} trend in the last 30 days", metric.label.en),
    ];
    if let Some((_, field)) = field {
        zh.push(format!("上周各{}{}", field.label.zh, metric.label.zh));
        en.push(format!(
            "{} by {} last week",
            metric.label.en,
            field.label.en.to_lowercase()
        ));
    }
    let plans = |text: &String| {
        let asked_at = NaiveDate::from_ymd_opt(2024, 6, 12)?.and_hms_opt(12, 0, 0)?;
        let question = Question {
            text: text.clone(),
            language: Language::of(text),
            asked_at,
            asker: Asker::Nobody,
            lane: LaneChoice::Grammar,
            earlier: Vec::new(),
        };
        matches!(planner.plan(layer, knowledge, &question), Plan::Query(_)).then_some(())
    };
    zh.retain(|text| plans(text).is_some());
    en.retain(|text| plans(text).is_some());
    [zh, en]
}
