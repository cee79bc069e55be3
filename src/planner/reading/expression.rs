//! Expressions of a statement in words.

use semantic_sql::expr::{BinaryOp, Expr, Grain, Interval, Literal};
use semantic_sql::layer::Text;
use semantic_sql::syntax::{
    Measure, MeasureKind, Name, Offset, SelectItem, Statement, Window, WindowFunction,
};

use super::{Reader, Tongue, text_of};

/// Tells expressions of one statement in one language.
pub(super) struct Teller<'a> {
    pub(super) reader: &'a Reader<'a>,
    pub(super) statement: &'a Statement,
    pub(super) tongue: Tongue,
}

/// A unit of time.
pub(super) fn unit(grain: Grain) -> Text {
    let zh = match grain {
        Grain::Second => "秒",
        Grain::Minute => "分钟",
        Grain::Hour => "小时",
        Grain::Day => "天",
        Grain::Week => "周",
        Grain::Month => "月",
        Grain::Quarter => "季度",
        Grain::Year => "年",
    };
    Text {
        zh: zh.to_owned(),
        en: grain.name().to_owned(),
    }
}

/// An earlier period.
pub(super) fn offset(offset: Offset) -> Text {
    let text = |zh: &str, en: &str| Text {
        zh: zh.to_owned(),
        en: en.to_owned(),
    };
    match offset {
        Offset::PreviousPeriod => text("上一周期", "the period before"),
        Offset::SameWeekLastYear => text("去年同周", "the same week last year"),
        Offset::Event => text("上一届活动", "the event a year before"),
        Offset::Back(by) => text(&back(by, Tongue::Zh), &back(by, Tongue::En)),
    }
}

fn back(by: Interval, tongue: Tongue) -> String {
    let count = by.count.unsigned_abs();
    let Text { zh, en: unit } = unit(by.unit);
    let zh = match by.unit {
        Grain::Month | Grain::Quarter | Grain::Hour => format!("个{zh}"),
        _ => zh,
    };
    let plural = if count == 1 { "" } else { "s" };
    tongue.either(
        format!("{count} {zh}前"),
        format!("{count} {unit}{plural} before"),
    )
}

impl Teller<'_> {
    /// A condition: a restriction by value as people say it, anything else as it is.
    pub(super) fn condition(&self, condition: &Expr<Name>) -> String {
        let condition = without_null(condition);
        let Some(read) = self.reader.restriction(condition) else {
            return self.tell(condition);
        };
        let (Expr::InList { expr, .. } | Expr::Binary { left: expr, .. }) = condition else {
            return self.tell(condition);
        };
        let field = self.tell(expr);
        let values: Vec<String> = read.values.iter().map(|it| self.value(expr, it)).collect();
        let list = self.tongue.list(&values);
        match read.op.as_str() {
            "=" | "in" => self.tongue.either(
                format!("{field}：{list}"),
                format!("{}: {list}", field.to_lowercase()),
            ),
            "!=" | "not in" => self.tongue.either(
                format!("{field}不含{list}"),
                format!("{} without {list}", field.to_lowercase()),
            ),
            op => format!("{field} {op} {list}"),
        }
    }

    /// A column of the result.
    pub(super) fn column(&self, item: &SelectItem) -> String {
        let is_window = item.expr.any_leaf(|name| matches!(name, Name::Window(_)));
        let is_share = is_window
            && matches!(
                &item.expr,
                Expr::Binary {
                    op: BinaryOp::Divide,
                    ..
                }
            );
        let mut metric = None;
        item.expr.visit_leaves(&mut |name| {
            if let (Name::Measure(measure), None) = (name, &metric) {
                metric = Some(self.measure(measure));
            }
        });
        match metric.filter(|_| is_share) {
            Some(metric) => self
                .tongue
                .either(format!("{metric}占比"), format!("share of {metric}")),
            None => self.tell(&item.expr),
        }
    }

    /// Any expression.
    pub(super) fn tell(&self, expr: &Expr<Name>) -> String {
        let tongue = self.tongue;
        if let Some(grain) = self.reader.grain_of(expr) {
            return tongue.pick(&grain);
        }
        match expr {
            Expr::Leaf(name) => self.name(name),
            Expr::Literal(Literal::String(text)) => format!("“{text}”"),
            Expr::Literal(literal) => text_of(literal),
            Expr::Parameter(_) => tongue.either("本人的", "one's own"),
            Expr::Subquery(_) => tongue.either("前一步的值", "the value above"),
            Expr::Not(inner) => tongue.either(
                format!("不满足（{}）", self.tell(inner)),
                format!("not ({})", self.tell(inner)),
            ),
            Expr::Negate(inner) => format!("-{}", self.tell(inner)),
            Expr::Binary { op, left, right } => self.binary(*op, left, right),
            Expr::IsNull { expr, negated } => {
                let (zh, en) = if *negated {
                    ("有值", "has a value")
                } else {
                    ("无值", "has no value")
                };
                format!("{}{}", self.tell(expr), tongue.either(zh, format!(" {en}")))
            }
            Expr::InList { list, negated, .. } if list.is_empty() => {
                if *negated {
                    tongue.either("任何值", "any")
                } else {
                    tongue.either("无", "none")
                }
            }
            Expr::InList {
                expr,
                list,
                negated,
            } => {
                let list: Vec<String> = list.iter().map(|it| self.tell(it)).collect();
                let sign = if *negated { "∉" } else { "∈" };
                format!("{} {sign} ({})", self.tell(expr), tongue.list(&list))
            }
            Expr::InQuery { expr, negated, .. } => self.among(expr, *negated),
            Expr::Like {
                expr,
                pattern,
                negated,
                ..
            } => {
                let sign = if *negated { "≉" } else { "≈" };
                format!("{} {sign} {}", self.tell(expr), self.tell(pattern))
            }
            Expr::Case { whens, otherwise } => {
                let mut told: Vec<String> = whens
                    .iter()
                    .map(|(when, then)| format!("{} → {}", self.tell(when), self.tell(then)))
                    .collect();
                told.extend(otherwise.iter().map(|it| format!("→ {}", self.tell(it))));
                format!("({})", told.join("; "))
            }
            Expr::Cast { expr, .. } => self.tell(expr),
            Expr::Call { function, args } => self.call(&format!("{function:?}"), args),
            Expr::Truncate { grain, expr } => format!("{}({})", grain.name(), self.tell(expr)),
            Expr::Extract { part, expr } => format!("{}({})", part.name(), self.tell(expr)),
            Expr::Shift { expr, by } => {
                format!("{} {:+} {}", self.tell(expr), by.count, by.unit.name())
            }
            Expr::Difference { unit, from, to } => {
                format!("{}({}, {})", unit.name(), self.tell(from), self.tell(to))
            }
        }
    }

    /// Whether a value is one of an earlier SELECT's.
    fn among(&self, expr: &Expr<Name>, negated: bool) -> String {
        let expr = self.tell(expr);
        if negated {
            let zh = format!("{expr}不在前一步之内");
            self.tongue
                .either(zh, format!("{expr} not among those above"))
        } else {
            let zh = format!("{expr}在前一步之内");
            self.tongue.either(zh, format!("{expr} among those above"))
        }
    }

    fn binary(&self, op: BinaryOp, left: &Expr<Name>, right: &Expr<Name>) -> String {
        let tongue = self.tongue;
        let sign = match op {
            BinaryOp::And => tongue.either("且", "and"),
            BinaryOp::Or => tongue.either("或", "or"),
            other => other.symbol().to_owned(),
        };
        let side = |it: &Expr<Name>| match it {
            Expr::Binary { .. } => format!("({})", self.tell(it)),
            Expr::Literal(Literal::String(text)) if op.is_comparison() => self.value(left, text),
            _ => self.tell(it),
        };
        format!("{} {sign} {}", side(left), side(right))
    }

    fn name(&self, name: &Name) -> String {
        match name {
            Name::Field(path) => {
                if let Some(field) = self.reader.field_of(&Expr::Leaf(name.clone())) {
                    return self.tongue.pick(&self.reader.layer.field(field).label);
                }
                self.alias(&path.name).unwrap_or_else(|| path.display())
            }
            Name::UserAttribute(name) => name.clone(),
            Name::Measure(measure) => self.measure(measure),
            Name::Aggregate(it) => self.call(&format!("{:?}", it.function), &it.args),
            Name::Window(window) => self.window(window),
            Name::Unfiltered(path) => {
                let field = self.name(&Name::Field(path.clone()));
                self.tongue.either(
                    format!("不限{field}"),
                    format!("any {}", field.to_lowercase()),
                )
            }
            Name::Grouping(keys) => self.call("grouping", keys),
            Name::Spine(time) => self.tell(time),
        }
    }

    /// A column that an earlier SELECT gave a name.
    fn alias(&self, name: &str) -> Option<String> {
        let items = self.statement.selects.iter().flat_map(|it| &it.items);
        let named = |it: &&SelectItem| {
            it.alias
                .as_deref()
                .is_some_and(|alias| alias.eq_ignore_ascii_case(name))
        };
        let item = items.filter(named).find(|it| {
            // A column that is passed on under its own name would be told by itself for ever.
            !matches!(&it.expr, Expr::Leaf(Name::Field(path)) if path.name.eq_ignore_ascii_case(name))
        })?;
        let recursive = item.expr.any_leaf(|leaf| matches!(leaf, Name::Field(_)));
        Some(if recursive {
            name.to_owned()
        } else {
            self.column(item)
        })
    }

    fn measure(&self, measure: &Measure) -> String {
        let tongue = self.tongue;
        let metric = self.reader.layer.find_metric(&measure.metric);
        let name = metric.map_or_else(
            || measure.metric.clone(),
            |metric| tongue.pick(&self.reader.layer.metric(metric).label),
        );
        let told = match measure.kind {
            MeasureKind::Value => name,
            MeasureKind::Prior(it) => {
                let base = tongue.pick(&offset(it));
                tongue.either(format!("{name}（{base}）"), format!("{name} of {base}"))
            }
            MeasureKind::Change(it) => {
                let base = tongue.pick(&offset(it));
                tongue.either(
                    format!("{name}较{base}的变化"),
                    format!("change of {name} against {base}"),
                )
            }
            MeasureKind::ChangeRate(it) => {
                let base = tongue.pick(&offset(it));
                tongue.either(
                    format!("{name}较{base}的变化率"),
                    format!("change rate of {name} against {base}"),
                )
            }
        };
        match &measure.filter {
            Some(filter) => {
                let parts = filter.as_ref().clone().conjuncts();
                let parts: Vec<String> = parts.iter().map(|it| self.condition(it)).collect();
                let list = tongue.list(&parts);
                tongue.either(
                    format!("{told}（仅{list}）"),
                    format!("{told} (only {list})"),
                )
            }
            None => told,
        }
    }

    fn window(&self, window: &Window) -> String {
        let list = |exprs: &[Expr<Name>]| {
            let told: Vec<String> = exprs.iter().map(|it| self.tell(it)).collect();
            self.tongue.list(&told)
        };
        let mut told = match window.function {
            WindowFunction::RowNumber | WindowFunction::Rank | WindowFunction::DenseRank => {
                self.tongue.either("名次", "place")
            }
            function => self.call(&format!("{function:?}"), &window.args),
        };
        if !window.partition.is_empty() {
            let within = list(&window.partition);
            told = self.tongue.either(
                format!("{within}内的{told}"),
                format!("{told} within {within}"),
            );
        }
        if let Some(key) = window.order.first() {
            let by = self.tell(&key.expr);
            let (zh, en) = if key.descending {
                ("从高到低", "highest first")
            } else {
                ("从低到高", "lowest first")
            };
            told = self.tongue.either(
                format!("{told}（按{by}{zh}）"),
                format!("{told} ({by} {en})"),
            );
        }
        told
    }

    fn call(&self, function: &str, args: &[Expr<Name>]) -> String {
        let args: Vec<String> = args.iter().map(|it| self.tell(it)).collect();
        format!("{}({})", function.to_lowercase(), args.join(", "))
    }

    /// A value of a field as people call it.
    fn value(&self, field: &Expr<Name>, value: &str) -> String {
        let reader = self.reader;
        let Some(id) = reader.field_of(field) else {
            return value.to_owned();
        };
        let declared = reader.layer.field(id).values.iter();
        let declared = declared
            .filter(|it| it.value == value)
            .map(|it| &it.label)
            .next();
        match reader.knowledge.label(id, value).or(declared) {
            Some(label) => self.tongue.pick(label),
            None if value == "true" => self.tongue.either("是", "yes"),
            None if value == "false" => self.tongue.either("否", "no"),
            None => value.to_owned(),
        }
    }
}

/// `x <> 'v' OR x IS NULL` says no more to a reader than `x <> 'v'`.
pub(super) fn without_null(condition: &Expr<Name>) -> &Expr<Name> {
    let Expr::Binary {
        op: BinaryOp::Or,
        left,
        right,
    } = condition
    else {
        return condition;
    };
    let field = match left.as_ref() {
        Expr::InList {
            expr,
            negated: true,
            ..
        } => expr,
        Expr::Binary {
            op: BinaryOp::NotEq,
            left,
            ..
        } => left,
        _ => return condition,
    };
    match right.as_ref() {
        Expr::IsNull {
            expr,
            negated: false,
        } if expr == field => left,
        _ => condition,
    }
}
