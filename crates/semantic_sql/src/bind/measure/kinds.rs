//! What the values of gathered aggregates are: numbers, times, or numbers that may be hidden.

use crate::bind::names::DimLeaf;
use crate::bind::types::{self, Kind};
use crate::bound::ResultLeaf;
use crate::diagnostic::Diagnostic;
use crate::expr::{DataType, Expr};
use crate::syntax::{AggregateFunction as Function, Measure, MeasureKind};

use super::Slots;

impl Slots<'_> {
    /// Whether a slot is hidden where it counts too few persons.
    pub(in crate::bind) fn is_guarded(&self, slot: usize) -> bool {
        !self.slots[slot].guards.is_empty()
    }

    /// Conditions on the rows of the SELECT.
    pub(in crate::bind) fn filter(&self) -> &[Expr<DimLeaf>] {
        self.filter
    }

    /// The kind of a slot's values, where it is known.
    pub(in crate::bind) fn kind(&self, slot: usize) -> Option<Kind> {
        let aggregate = &self.requests[slot].aggregate;
        match aggregate.function {
            Function::Sum
            | Function::Count
            | Function::Avg
            | Function::StdDev
            | Function::StdDevPop
            | Function::Variance
            | Function::VariancePop => Some(Kind::Number),
            Function::Min | Function::Max | Function::ArgMax | Function::ArgMin => {
                types::kind(aggregate.args.first()?, &|leaf| self.resolver.kind(leaf))
            }
            Function::Median | Function::PercentileCont | Function::PercentileDisc => None,
        }
    }

    /// The type of a slot's values, where they are times.
    pub(in crate::bind) fn time_type(&self, slot: usize) -> Option<DataType> {
        let aggregate = &self.requests[slot].aggregate;
        match aggregate.function {
            Function::Min
            | Function::Max
            | Function::ArgMax
            | Function::ArgMin
            | Function::PercentileDisc => types::time_type(aggregate.args.first()?, &|leaf| {
                self.resolver.data_type(leaf)
            }),
            _ => None,
        }
    }

    /// Refuses the change of what is no number: a difference of times is none that a column shows.
    pub(super) fn check_change(
        &self,
        measure: &Measure,
        value: &Expr<ResultLeaf>,
    ) -> Result<(), Diagnostic> {
        if !matches!(
            measure.kind,
            MeasureKind::Change(_) | MeasureKind::ChangeRate(_)
        ) {
            return Ok(());
        }
        let found = types::kind(value, &|leaf| match leaf {
            ResultLeaf::Slot(slot) => self.kind(*slot),
            _ => None,
        });
        let Some(found) = found.filter(|kind| *kind != Kind::Number) else {
            return Ok(());
        };
        let name = &measure.metric;
        let hint = if found == Kind::Time {
            format!(
                "Select MEASURE({name}) and PRIOR({name}, …), or count between them: DATE_DIFF('day', PRIOR({name}, …), MEASURE({name}))."
            )
        } else {
            format!("Select MEASURE({name}) and PRIOR({name}, …) beside each other.")
        };
        Err(Diagnostic::new(
            "E_TYPE",
            format!(
                "`{name}` is {}, and only numbers have a change",
                found.name()
            ),
        )
        .with_hint(hint)
        .with_span(measure.at.0))
    }
}
