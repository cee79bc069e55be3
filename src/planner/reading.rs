//! How a statement reads, in one sentence of each language, made from its names and not from anybody's words.
//!
//! A model's plan is told to the asker this way, so that what is said is what is computed:
//! every name is a label of the layer or of the data, every number stands in the statement.
//!
//! Invariant: total; what has no phrase of its own is told as the formula that it is.

mod expression;
mod period;

use chrono::NaiveDateTime;
use semantic_sql::expr::{Expr, Literal};
use semantic_sql::layer::{FieldId, SemanticLayer, Text, TimeUnit};
use semantic_sql::syntax::{
    GroupBy, MeasureKind, Name, Offset, Relation, Select, SelectItem, Statement,
};

use crate::grammar::time::TimeRange;
use crate::knowledge::Knowledge;
use crate::plan::{CompareReading, FilterReading, Intent, Interpretation};

use expression::Teller;

/// A statement in words, in ids, and as a kind of answer.
#[derive(Debug, Clone)]
pub struct Reading {
    /// The sentence.
    pub text: Text,
    /// The same in ids of the layer.
    pub interpretation: Interpretation,
    /// What kind of answer it wants.
    pub intent: Intent,
}

/// What readings are made from.
#[derive(Debug, Clone, Copy)]
pub struct Reader<'a> {
    /// The layer, for the names of metrics and fields.
    pub layer: &'a SemanticLayer,
    /// The data's names of values.
    pub knowledge: &'a Knowledge,
    /// Now: what ends later still runs.
    pub now: NaiveDateTime,
    /// A time as the question says it; its name is used where the statement means the same range.
    pub named: Option<&'a TimeRange>,
}

/// One language of a reading.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Tongue {
    Zh,
    En,
}

impl Tongue {
    fn pick(self, text: &Text) -> String {
        match self {
            Self::Zh => text.zh.clone(),
            Self::En => text.en.clone(),
        }
    }

    fn either(self, zh: impl Into<String>, en: impl Into<String>) -> String {
        match self {
            Self::Zh => zh.into(),
            Self::En => en.into(),
        }
    }

    fn list(self, parts: &[String]) -> String {
        parts.join(match self {
            Self::Zh => "、",
            Self::En => ", ",
        })
    }
}

impl Reader<'_> {
    /// The reading of a statement that was bound.
    #[must_use]
    pub fn read(&self, statement: &Statement) -> Reading {
        let tell = |tongue| {
            let told = statement.selects.iter().map(|select| {
                let teller = Teller {
                    reader: self,
                    statement,
                    tongue,
                };
                self.sentence(select, &teller)
            });
            let told: Vec<String> = told.filter(|told| !told.is_empty()).collect();
            told.join(match tongue {
                Tongue::Zh => "；再取：",
                Tongue::En => "; of that: ",
            })
        };
        Reading {
            text: Text {
                zh: tell(Tongue::Zh),
                en: tell(Tongue::En),
            },
            interpretation: self.interpretation(statement),
            intent: self.intent(statement),
        }
    }

    fn sentence(&self, select: &Select, teller: &Teller<'_>) -> String {
        let tongue = teller.tongue;
        let mut parts = Vec::new();
        let (time, conditions) = self.conditions(select);
        parts.extend(time.map(|time| tongue.pick(&time.label)));
        parts.extend(conditions.iter().map(|it| teller.condition(it)));
        let (keys, values) = self.items(select);
        let keys: Vec<String> = keys.iter().map(|it| teller.tell(&it.expr)).collect();
        // An outer SELECT that only passes columns on has nothing to say about them.
        let passes_on = matches!(select.relation, Relation::Query { .. });
        if !keys.is_empty() && !passes_on {
            let list = tongue.list(&keys);
            parts.push(tongue.either(format!("按{list}"), format!("by {}", list.to_lowercase())));
        }
        let values: Vec<String> = values.iter().map(|it| teller.column(it)).collect();
        let mut said: Vec<String> = Vec::new();
        for value in values {
            if !said.contains(&value) {
                said.push(value);
            }
        }
        if !said.is_empty() && !passes_on {
            parts.push(tongue.list(&said));
        }
        for bound in select.having.iter().chain(&select.qualify) {
            parts.extend(
                bound
                    .clone()
                    .conjuncts()
                    .iter()
                    .map(|it| teller.condition(it)),
            );
        }
        parts.extend(ranked(select, teller));
        parts.join(tongue.either("，", ", ").as_str())
    }

    /// The time of a SELECT, and the rest of what it says about rows.
    fn conditions(&self, select: &Select) -> (Option<crate::plan::TimeReading>, Vec<Expr<Name>>) {
        let all = select
            .filter
            .clone()
            .map(Expr::conjuncts)
            .unwrap_or_default();
        period::split(self, all)
    }

    /// The select list as what is grouped by and what is measured.
    fn items<'s>(&self, select: &'s Select) -> (Vec<&'s SelectItem>, Vec<&'s SelectItem>) {
        let listed = |item: &SelectItem| match &select.group_by {
            GroupBy::Listed(groups) => groups.iter().any(|group| group.expr == item.expr),
            GroupBy::Omitted | GroupBy::All => false,
        };
        select.items.iter().partition(|item| {
            let value = |name: &Name| matches!(name, Name::Measure(_) | Name::Window(_));
            listed(item) || !item.expr.any_leaf(value)
        })
    }

    fn interpretation(&self, statement: &Statement) -> Interpretation {
        let mut reading = Interpretation::default();
        for select in &statement.selects {
            let (time, conditions) = self.conditions(select);
            reading.time = reading.time.or(time);
            for condition in &conditions {
                let condition = expression::without_null(condition);
                reading.filters.extend(self.restriction(condition));
            }
            let (keys, values) = self.items(select);
            let inner = !matches!(select.relation, Relation::Query { .. });
            for field in keys.iter().filter_map(|item| self.field_of(&item.expr)) {
                let name = self.layer.field_reference(field);
                if inner && !reading.dimensions.contains(&name) {
                    reading.dimensions.push(name);
                }
            }
            for item in values {
                item.expr.visit_leaves(&mut |name| {
                    let Name::Measure(measure) = name else { return };
                    if let Some(metric) = self.layer.find_metric(&measure.metric) {
                        let name = &self.layer.metric(metric).name;
                        if !reading.metrics.contains(name) {
                            reading.metrics.push(name.clone());
                        }
                    }
                    reading.compare = reading.compare.take().or_else(|| compare(measure.kind));
                });
            }
        }
        reading
    }

    fn intent(&self, statement: &Statement) -> Intent {
        let Some(select) = statement.selects.last() else {
            return Intent::Lookup;
        };
        let (keys, values) = self.items(select);
        let leaves = |test: fn(&Name) -> bool| values.iter().any(|it| it.expr.any_leaf(test));
        // A window alone may be a rank; a share divides by one.
        let is_share = |expr: &Expr<Name>| {
            let divides = matches!(expr, Expr::Binary { op, .. } if op.symbol() == "/");
            divides && expr.any_leaf(|name| matches!(name, Name::Window(_)))
        };
        if values.iter().any(|it| is_share(&it.expr)) && !keys.is_empty() {
            Intent::Share
        } else if keys.iter().any(|item| self.grain_of(&item.expr).is_some()) {
            Intent::Trend
        } else if leaves(|name| matches!(name, Name::Measure(it) if it.kind != MeasureKind::Value))
        {
            Intent::Compare
        } else if select.limit.is_some() {
            Intent::Rank
        } else if keys.is_empty() {
            Intent::Lookup
        } else {
            Intent::Breakdown
        }
    }

    /// A condition that a field has, or has not, certain values.
    pub(crate) fn restriction(&self, condition: &Expr<Name>) -> Option<FilterReading> {
        let (field, literals) = self.restricted(condition)?;
        let op = match condition {
            Expr::InList { negated: true, .. } => "not in",
            Expr::InList { .. } => "in",
            Expr::Binary { op, .. } if op.symbol() == "<>" => "!=",
            Expr::Binary { op, .. } => op.symbol(),
            _ => return None,
        };
        Some(FilterReading {
            dimension: self.layer.field_reference(field),
            op: op.to_owned(),
            values: literals.into_iter().map(text_of).collect(),
        })
    }

    /// The field that a condition compares with constants, and the constants.
    pub(crate) fn restricted<'e>(
        &self,
        condition: &'e Expr<Name>,
    ) -> Option<(FieldId, Vec<&'e Literal>)> {
        let (expr, values): (_, Vec<&Expr<Name>>) = match condition {
            Expr::InList { expr, list, .. } => (expr, list.iter().collect()),
            Expr::Binary { op, left, right } if op.is_comparison() => (left, vec![right.as_ref()]),
            _ => return None,
        };
        let literals: Option<Vec<&Literal>> = values
            .into_iter()
            .map(|it| match it {
                Expr::Literal(literal) => Some(literal),
                _ => None,
            })
            .collect();
        Some((self.field_of(expr)?, literals?))
    }

    /// The field that an expression is, where it is one.
    pub(crate) fn field_of(&self, expr: &Expr<Name>) -> Option<FieldId> {
        let Expr::Leaf(Name::Field(path)) = expr else {
            return None;
        };
        let written = path.display();
        let mut fields = self.layer.visible_fields();
        let exact = fields.find(|(id, _)| {
            self.layer
                .field_reference(*id)
                .eq_ignore_ascii_case(&written)
        });
        exact.map(|(id, _)| id).or_else(|| {
            if self.layer.find_grain(&path.name).is_some() {
                return None;
            }
            self.layer.find_fields(&path.name).first().copied()
        })
    }

    /// The name of the time that an expression is a bucket of, where it is one.
    fn grain_of(&self, expr: &Expr<Name>) -> Option<Text> {
        match expr {
            Expr::Leaf(Name::Field(path)) if path.qualifier.is_none() => {
                self.layer.find_grain(&path.name).map(|it| it.label.clone())
            }
            Expr::Leaf(Name::Spine(inner)) => self.grain_of(inner),
            Expr::Truncate { grain, .. } => {
                let unit = TimeUnit::Truncate(*grain);
                let known = self.layer.time.grains.iter().find(|it| it.unit == unit);
                Some(known.map_or_else(|| expression::unit(*grain), |it| it.label.clone()))
            }
            _ => None,
        }
    }
}

fn compare(kind: MeasureKind) -> Option<CompareReading> {
    let (MeasureKind::Prior(offset)
    | MeasureKind::Change(offset)
    | MeasureKind::ChangeRate(offset)) = kind
    else {
        return None;
    };
    let kind = match offset {
        Offset::PreviousPeriod => "previous_period",
        Offset::SameWeekLastYear => "same_week_last_year",
        Offset::Event => "event",
        Offset::Back(_) => "custom",
    };
    Some(CompareReading {
        kind: kind.to_owned(),
        start: None,
        end: None,
        label: expression::offset(offset),
    })
}

/// The order that a statement asks for, and how many rows.
fn ranked(select: &Select, teller: &Teller<'_>) -> Option<String> {
    let tongue = teller.tongue;
    let key = select.order.first();
    let is_time = key.is_some_and(|key| teller.reader.grain_of(&key.expr).is_some());
    let order = key.filter(|_| !is_time).map(|key| {
        let by = teller.tell(&key.expr);
        if key.descending {
            tongue.either(format!("按{by}从高到低"), format!("{by} highest first"))
        } else {
            tongue.either(format!("按{by}从低到高"), format!("{by} lowest first"))
        }
    });
    let count = select
        .limit
        .map(|n| tongue.either(format!("前 {n}"), format!("{n} of them")));
    match (order, count) {
        (Some(order), Some(count)) => {
            Some(tongue.either(format!("{order}{count}"), format!("{order}, {count}")))
        }
        (order, count) => order.or(count),
    }
}

fn text_of(literal: &Literal) -> String {
    match literal {
        Literal::Null => "NULL".to_owned(),
        Literal::Boolean(it) => it.to_string(),
        Literal::Number(it) | Literal::String(it) => it.clone(),
        Literal::Date(it) => it.to_string(),
        Literal::DateTime(it) => it.format("%Y-%m-%d %H:%M").to_string(),
    }
}
