//! Time inside a branch: the fact's own time, business days, zones, and days between events.

use crate::bind::names::DimLeaf;
use crate::bind::{days, event};
use crate::bound::{BranchColumn, BranchJoin, Source};
use crate::diagnostic::Diagnostic;
use crate::expr::{DataType, DatePart, Expr, Function, Grain, Literal};
use crate::layer::{Column, FieldId, TimeUnit};

use super::builder::{Builder, columns_of};

impl Builder<'_> {
    /// Days from the earlier event to the current one, for the group of a row.
    pub(super) fn event_days(&mut self) -> Result<Expr<BranchColumn>, Diagnostic> {
        let relation = match self.event {
            Some(known) => known,
            None => {
                let group = match event::group_field(self.resolver.layer)? {
                    Some(field) => Some(self.field(field)?),
                    None => None,
                };
                let joined = self.joins.len() + 1;
                let column = |name: &str| {
                    Expr::Leaf(BranchColumn {
                        relation: joined,
                        column: Column(name.to_owned()),
                    })
                };
                let always = || Expr::Literal(Literal::Number("1".to_owned()));
                let on = group.map_or_else(|| (always(), always()), |group| (group, column("g")));
                self.joins.push(BranchJoin {
                    source: Source::Event,
                    on: vec![on],
                    only: None,
                });
                // Keeps the steps in line with the joins; no way is empty.
                self.steps.push(Vec::new());
                self.event = Some(joined);
                joined
            }
        };
        Ok(Expr::Leaf(BranchColumn {
            relation,
            column: Column("days".to_owned()),
        }))
    }

    /// Whether a leaf is a point in time, so that the business day's start moves it.
    fn is_point(&self, leaf: &DimLeaf) -> bool {
        let field = match leaf {
            DimLeaf::Axis => self.time,
            other => other.field(),
        };
        field.is_some_and(|id| {
            matches!(
                self.resolver.layer.field(id).data_type,
                Some(DataType::DateTime | DataType::DateTimeTz)
            )
        })
    }

    /// Days, and what is made of days, counted from the start of the business day.
    pub(super) fn in_business_days(&self, expr: &Expr<DimLeaf>) -> Expr<DimLeaf> {
        let minutes = self.resolver.layer.time.day_start_minutes;
        days::in_business_days(expr, minutes, &|leaf| self.is_point(leaf))
    }

    /// The fact's own time.
    pub(super) fn axis(&mut self) -> Result<Expr<BranchColumn>, Diagnostic> {
        let Some(field) = self.time else {
            return Err(
                Diagnostic::new("E_NO_PATH", format!("{} has no time", self.subject()))
                    .with_hint("Leave time out of the statement, or ask for another metric."),
            );
        };
        self.field(field)
    }

    /// Whether the fact's own time has a unit: a day has no hours, and a time whose rows belong to
    /// whole buckets no parts of them.
    pub(super) fn has_unit(&self, unit: TimeUnit) -> bool {
        let Some(id) = self.time else { return true };
        let field = self.resolver.layer.field(id);
        let native = field
            .native_grain
            .or((field.data_type == Some(DataType::Date)).then_some(Grain::Day));
        let (finer, listed) = match unit {
            TimeUnit::Truncate(grain) => (
                native.is_some_and(|native| grain < native),
                field.grains.contains(&grain),
            ),
            TimeUnit::Extract(part) => (
                !part.is_of_days() && native.is_some_and(|native| native >= Grain::Day),
                false,
            ),
        };
        !finer && (field.grains.is_empty() || listed)
    }

    fn check_unit(&self, unit: TimeUnit) -> Result<(), Diagnostic> {
        if self.has_unit(unit) {
            return Ok(());
        }
        let name = match unit {
            TimeUnit::Truncate(grain) => grain.name(),
            TimeUnit::Extract(part) => part.name(),
        };
        Err(Diagnostic::new(
            "E_NO_PATH",
            format!("the time of {} has no `{name}`", self.subject()),
        )
        .with_candidates(self.reached_grains().collect())
        .with_hint("Group and filter by a grain that the metric's time has."))
    }

    /// The fact's own time, moved so that a unit of days or more counts business days.
    pub(super) fn business_axis(
        &mut self,
        unit: TimeUnit,
    ) -> Result<Expr<BranchColumn>, Diagnostic> {
        let of_days = match unit {
            TimeUnit::Truncate(grain) => grain >= Grain::Day,
            TimeUnit::Extract(part) => part.is_of_days(),
        };
        self.check_unit(unit)?;
        let minutes = i64::from(self.resolver.layer.time.day_start_minutes);
        let point = self.is_point(&DimLeaf::Axis);
        let axis = self.axis()?;
        if minutes == 0 || !of_days || !point {
            return Ok(axis);
        }
        Ok(days::later(axis, -minutes))
    }

    /// A field of a relation; a time with zone becomes wall-clock time of the model's zone.
    pub(super) fn local(
        &self,
        id: FieldId,
        relation: usize,
    ) -> Result<Expr<BranchColumn>, Diagnostic> {
        let layer = self.resolver.layer;
        let field = layer.field(id);
        let column = columns_of(&field.expression, relation);
        if field.data_type != Some(DataType::DateTimeTz) {
            return Ok(column);
        }
        let Some(offset) = layer.time.offset_minutes else {
            return Err(Diagnostic::new(
                "E_TIME_ZONE",
                format!(
                    "`{}` is a time with zone, and {} has daylight saving, which is not supported",
                    layer.field_reference(id),
                    layer.time.timezone
                ),
            )
            .with_hint(
                "Use a field of type datetime or date, or a time zone without daylight saving.",
            ));
        };
        let utc = Expr::Call {
            function: Function::UtcDateTime,
            args: vec![column],
        };
        if offset == 0 {
            return Ok(utc);
        }
        Ok(days::later(utc, i64::from(offset)))
    }
}

/// A grain of a point in time.
pub(super) fn in_unit(expr: Expr<BranchColumn>, unit: TimeUnit) -> Expr<BranchColumn> {
    match unit {
        TimeUnit::Truncate(grain) => Expr::Truncate {
            grain,
            expr: Box::new(expr),
        },
        TimeUnit::Extract(part) => Expr::Extract {
            part,
            expr: Box::new(expr),
        },
    }
}

/// Whether a part of a date moves with the period, so that buckets meet after a shift.
pub(super) fn part_moves(part: DatePart) -> bool {
    !matches!(part, DatePart::Minute | DatePart::Hour | DatePart::Weekday)
}
