//! What calls of a model cost: counted over one answer and over one day, and refused where a budget would be exceeded.
//!
//! A call is booked before it is made, with the most that it can cost, and settled when the reply says what it did cost.
//! So a budget is never exceeded by what is known beforehand, also not by questions that run at the same time;
//! a call that ends without a reply keeps what it was booked with, since a provider may charge for it.
//!
//! Invariant: no clock; whoever asks says which day it is.

use std::sync::{Arc, Mutex, PoisonError};

use chrono::NaiveDate;
use serde::Serialize;

use super::LanguageModelError;

/// What a million tokens cost.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Price {
    /// A million tokens read.
    pub input: f64,
    /// A million tokens written.
    pub output: f64,
}

impl Price {
    fn of(self, prompt: u64, completion: u64) -> f64 {
        #[expect(clippy::cast_precision_loss, reason = "tokens are far below 2^53")]
        let (prompt, completion) = (prompt as f64, completion as f64);
        (prompt * self.input + completion * self.output) / 1e6
    }
}

/// The most that may be spent.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Limit {
    /// Tokens, read and written together.
    pub tokens: Option<u64>,
    /// Money, in the currency of the prices.
    pub cost: Option<f64>,
}

/// The limits of a service.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Limits {
    /// For one answer.
    pub answer: Limit,
    /// For one day.
    pub day: Limit,
    /// What the prices are in, such as CNY.
    pub currency: String,
}

/// What was spent.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
pub struct Spent {
    /// Calls that a provider may charge for.
    pub calls: u32,
    /// Tokens read.
    pub prompt_tokens: u64,
    /// Tokens written.
    pub completion_tokens: u64,
    /// What it cost, where every call had a price.
    pub cost: f64,
    /// Calls without a price.
    pub unpriced: u32,
    /// How often a reply was sent back.
    pub repairs: u32,
}

impl Spent {
    fn add(&mut self, other: Self) {
        self.calls += other.calls;
        self.prompt_tokens += other.prompt_tokens;
        self.completion_tokens += other.completion_tokens;
        self.cost += other.cost;
        self.unpriced += other.unpriced;
        self.repairs += other.repairs;
    }

    fn take(&mut self, other: Self) {
        self.calls -= other.calls;
        self.prompt_tokens -= other.prompt_tokens;
        self.completion_tokens -= other.completion_tokens;
        // Differences of floats may fall below zero by the last digit.
        self.cost = (self.cost - other.cost).max(0.0);
        self.unpriced -= other.unpriced;
        self.repairs -= other.repairs;
    }

    fn tokens(self) -> u64 {
        self.prompt_tokens + self.completion_tokens
    }

    /// Says which part of a limit this exceeds.
    fn over(self, limit: Limit, currency: &str) -> Option<String> {
        if let Some(most) = limit.tokens.filter(|most| self.tokens() > *most) {
            return Some(format!("{most} tokens"));
        }
        let most = limit.cost.filter(|most| self.cost > *most)?;
        Some(format!("{most} {currency}").trim_end().to_owned())
    }
}

/// The spending of a process, day by day.
#[derive(Debug, Default)]
pub struct Ledger {
    limits: Limits,
    day: Mutex<(Option<NaiveDate>, Spent)>,
}

impl Ledger {
    /// A ledger on which nothing is spent yet.
    #[must_use]
    pub fn new(limits: Limits) -> Arc<Self> {
        Arc::new(Self {
            limits,
            day: Mutex::default(),
        })
    }

    /// What costs are in.
    #[must_use]
    pub fn currency(&self) -> &str {
        &self.limits.currency
    }

    /// What was spent on a day.
    #[must_use]
    pub fn spent(&self, today: NaiveDate) -> Spent {
        let day = self.day.lock().unwrap_or_else(PoisonError::into_inner);
        if day.0 == Some(today) {
            day.1
        } else {
            Spent::default()
        }
    }

    /// The meter of one answer.
    #[must_use]
    pub fn meter(self: &Arc<Self>, today: NaiveDate) -> Meter {
        Meter {
            ledger: Arc::clone(self),
            today,
            spent: Mutex::default(),
        }
    }
}

/// What one answer spends.
#[derive(Debug)]
pub struct Meter {
    ledger: Arc<Ledger>,
    today: NaiveDate,
    spent: Mutex<Spent>,
}

impl Meter {
    /// A meter without limits, for one answer by itself.
    #[must_use]
    pub fn unlimited() -> Self {
        Ledger::new(Limits::default()).meter(NaiveDate::default())
    }

    /// What was spent so far, booked calls included.
    #[must_use]
    pub fn spent(&self) -> Spent {
        *self.spent.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Books a call with the most that it can cost, or refuses it.
    pub fn book(
        &self,
        prompt_tokens: u64,
        most_completion_tokens: u64,
        price: Option<Price>,
    ) -> Result<Booking<'_>, LanguageModelError> {
        let booked = spent(prompt_tokens, most_completion_tokens, price);
        let limits = &self.ledger.limits;
        let mut answer = self.spent.lock().unwrap_or_else(PoisonError::into_inner);
        let mut day = self
            .ledger
            .day
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        if day.0 != Some(self.today) {
            *day = (Some(self.today), Spent::default());
        }
        let with = |mut sum: Spent| {
            sum.add(booked);
            sum
        };
        if let Some(most) = with(*answer).over(limits.answer, &limits.currency) {
            return Err(LanguageModelError::OverBudget {
                budget: format!("an answer may use {most}"),
                how: "ask for less at once, or raise the budget of an answer",
            });
        }
        if let Some(most) = with(day.1).over(limits.day, &limits.currency) {
            return Err(LanguageModelError::OverBudget {
                budget: format!("a day may use {most}"),
                how: "there is more tomorrow, or raise the budget of a day",
            });
        }
        answer.add(booked);
        day.1.add(booked);
        drop((answer, day));
        Ok(Booking {
            meter: self,
            booked,
            price,
        })
    }

    /// Notes that a reply is sent back.
    pub fn repaired(&self) {
        let mut answer = self.spent.lock().unwrap_or_else(PoisonError::into_inner);
        answer.repairs += 1;
    }

    fn settle(&self, booked: Spent, actual: Spent) {
        let mut answer = self.spent.lock().unwrap_or_else(PoisonError::into_inner);
        let mut day = self
            .ledger
            .day
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        answer.take(booked);
        answer.add(actual);
        // Another question may have begun a new day meanwhile; then this call is of none.
        if day.0 == Some(self.today) {
            day.1.take(booked);
            day.1.add(actual);
        }
    }
}

/// A call that is booked and not settled; one that is dropped keeps its price.
#[derive(Debug)]
#[must_use = "a booking is settled, or stays booked in full"]
pub struct Booking<'a> {
    meter: &'a Meter,
    booked: Spent,
    price: Option<Price>,
}

impl Booking<'_> {
    /// Settles a call that was answered; what the provider did not count is as it was booked.
    pub fn settle(self, prompt_tokens: Option<u32>, completion_tokens: Option<u32>) {
        let known = |count: Option<u32>, booked| count.map_or(booked, u64::from);
        let actual = spent(
            known(prompt_tokens, self.booked.prompt_tokens),
            known(completion_tokens, self.booked.completion_tokens),
            self.price,
        );
        self.meter.settle(self.booked, actual);
    }

    /// Takes back a call that the provider turned down, which costs nothing.
    pub fn cancel(self) {
        self.meter.settle(self.booked, Spent::default());
    }
}

fn spent(prompt_tokens: u64, completion_tokens: u64, price: Option<Price>) -> Spent {
    Spent {
        calls: 1,
        prompt_tokens,
        completion_tokens,
        cost: price.map_or(0.0, |price| price.of(prompt_tokens, completion_tokens)),
        unpriced: u32::from(price.is_none()),
        repairs: 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(of: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 11, of).expect("a day of November")
    }

    fn ledger(answer: u64, day: f64) -> Arc<Ledger> {
        Ledger::new(Limits {
            answer: Limit {
                tokens: Some(answer),
                cost: None,
            },
            day: Limit {
                tokens: None,
                cost: Some(day),
            },
            currency: "CNY".to_owned(),
        })
    }

    const PRICE: Option<Price> = Some(Price {
        input: 2.0,
        output: 8.0,
    });

    #[test]
    fn a_call_is_booked_in_full_and_settled_as_counted() {
        let ledger = ledger(5_000, 1.0);
        let meter = ledger.meter(day(19));
        let call = meter.book(3_000, 1_000, PRICE).expect("within the budget");
        assert_eq!(meter.spent().tokens(), 4_000);
        call.settle(Some(1_000), Some(500));
        let spent = meter.spent();
        assert_eq!((spent.calls, spent.tokens()), (1, 1_500));
        assert!((spent.cost - 0.006).abs() < 1e-12, "{}", spent.cost);
        assert_eq!(ledger.spent(day(19)), spent);
        assert_eq!(ledger.spent(day(20)), Spent::default());
        meter.book(1, 1, PRICE).expect("within").cancel();
        assert_eq!(meter.spent().calls, 1);
        drop(meter.book(1_000, 1_000, PRICE));
        assert_eq!(
            meter.spent().tokens(),
            3_500,
            "nobody said that it was free"
        );
    }

    #[test]
    fn what_would_go_over_is_refused_and_books_nothing() {
        let ledger = ledger(5_000, 0.02);
        let refused = |meter: &Meter| meter.book(4_000, 2_000, PRICE).map(drop).unwrap_err();
        let meter = ledger.meter(day(19));
        insta::assert_snapshot!(refused(&meter), @"the language model may cost no more: an answer may use 5000 tokens; ask for less at once, or raise the budget of an answer");
        assert_eq!(meter.spent(), Spent::default());
        let book = |meter: &Meter| meter.book(2_000, 1_000, PRICE).map(drop);
        book(&meter).expect("0.012 of 0.02");
        let error = book(&ledger.meter(day(19))).unwrap_err();
        insta::assert_snapshot!(error, @"the language model may cost no more: a day may use 0.02 CNY; there is more tomorrow, or raise the budget of a day");
        book(&ledger.meter(day(20))).expect("a new day");
    }
}
