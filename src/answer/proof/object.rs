//! What something is compared with, by the words around it.

use crate::answer::labels;
use crate::plan::Intent;
use crate::result_set::ResultColumn;

use super::names::Name;
use super::part::Part;
use super::selection::is_base;
use super::shown::Unit;
use super::tokens::Token;
use super::vocabulary::Kind;

impl Part<'_> {
    /// Whether the words around say that this is what something is compared with.
    pub(super) fn is_object(&self, at: usize) -> bool {
        let mut before = self.before(at);
        let is_quiet = |other: &usize| {
            self.word(*other) == Some(Kind::At) || matches!(self.token(*other), Token::Place(..))
        };
        while let Some(other) = before.filter(is_quiet) {
            before = self.before(other);
        }
        let by_word = before.is_some_and(|other| match self.token(other) {
            Token::Word(kind) => {
                matches!(
                    kind,
                    Kind::Than | Kind::Above | Kind::Below | Kind::AsOf | Kind::TimesOf
                ) || is_base(*kind)
                    || (*kind == Kind::With && self.has(&[Kind::Equal, Kind::Than]))
            }
            Token::Number(_) => {
                // "six times its ¥60K on B"
                let times = |at: usize| match self.token(at) {
                    Token::Number(shown) if shown.unit == Unit::Times => true,
                    Token::Number(shown) => {
                        shown.unit == Unit::Ratio && shown.in_words && !self.has(&[Kind::Share])
                    }
                    _ => false,
                };
                let is_times = times(other) || self.before(other).is_some_and(times);
                is_times && self.range.clone().any(|first| first < other)
            }
            _ => false,
        });
        let over = (self.range.start..at)
            .rev()
            .take_while(|other| self.is_light(*other))
            .any(|other| self.word(other) == Some(Kind::Over));
        // A sixth of B, four times the viewers of B.
        let of_part = before.is_some_and(|of| {
            let mut number = self.before(of).filter(|_| self.word(of) == Some(Kind::Of));
            while let Some(metric) = number
                && matches!(self.token(metric), Token::Name(Name::Metric(_)))
            {
                number = self.before(metric);
            }
            number.is_some_and(|number| match self.token(number) {
                Token::Number(shown) if shown.unit == Unit::Times => true,
                Token::Number(shown) => shown.in_words && !self.has(&[Kind::Share]),
                _ => false,
            })
        });
        by_word
            || over
            || self.is_led(at)
            || of_part
            || self.is_measured_by(at)
            || self.is_amount_of(at)
    }

    /// "above the 9.2 % of B"
    fn is_amount_of(&self, at: usize) -> bool {
        let of = self
            .before(at)
            .filter(|of| self.word(*of) == Some(Kind::Of));
        let number = of.and_then(|of| self.before(of));
        let number = number.filter(|it| matches!(self.token(*it), Token::Number(_)));
        let kind = number.and_then(|number| self.kind_before(number));
        matches!(kind, Some(Kind::Than | Kind::Above | Kind::Below))
    }

    /// "A leads B by 5": what a word of the first place stands right before, with an amount after it.
    fn is_led(&self, at: usize) -> bool {
        let word = self
            .before(at)
            .filter(|word| self.word(*word) == Some(Kind::Highest));
        let named = word
            .and_then(|word| self.before(word))
            .is_some_and(|before| matches!(self.token(before), Token::Name(Name::Group(_))));
        let next = self.after(at);
        named && next.is_some_and(|next| matches!(self.token(next), Token::Number(_)))
    }

    /// 是快手的 3 倍, 第一名的一成: the number counts this.
    pub(super) fn is_measured_by(&self, at: usize) -> bool {
        let mut next = self.after(at);
        while let Some(other) =
            next.filter(|other| matches!(self.token(*other), Token::Name(Name::Metric(_))))
        {
            next = self.after(other);
        }
        let Some((next, Token::Number(shown))) = next.map(|next| (next, self.token(next))) else {
            return false;
        };
        let is_factor = match shown.unit {
            Unit::Times => true,
            Unit::Ratio => (shown.in_words || self.is_of_amount()) && !self.has(&[Kind::Share]),
            _ => false,
        };
        is_factor && self.has_of(at, next)
    }

    /// Whether a percentage of something is a part of its amount: no metric is a percentage, and no
    /// shares are told.
    pub(super) fn is_of_amount(&self) -> bool {
        let story = self.values.story;
        let columns = &story.computed.result.columns;
        let percent = |column: &ResultColumn| labels::figure(column).is_percent();
        let earlier = self.pieces[..self.range.start].iter();
        let mut shares = earlier.filter(|it| it.token == Token::Word(Kind::Share));
        !columns.iter().any(percent)
            && story.computed.plan.intent != Intent::Share
            && shares.next().is_none()
    }
}
