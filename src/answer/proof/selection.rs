//! The rows, buckets and periods that a part of a sentence names, and which of them are compared with.

use super::names::Name;
use super::part::Part;
use super::relative::{base_is, step_word};
use super::sentence::{Context, Doubt, Of, Selection};
use super::shown::Unit;
use super::tokens::Token;
use super::vocabulary::Kind;

impl Part<'_> {
    /// The rows, buckets and periods that this part names.
    pub(super) fn select(&self, context: &Context) -> Result<Vec<Selection>, Doubt> {
        let mut all: Vec<Selection> = Vec::new();
        for at in self.range.clone() {
            let of = match self.token(at) {
                Token::Name(Name::Group(rows)) => Of::Group(rows.clone()),
                Token::List(items) => Of::List(items.clone()),
                Token::Name(Name::Bucket(rows)) => Of::Bucket(rows.clone()),
                Token::Name(Name::Base) => Of::Base,
                Token::Word(Kind::First | Kind::Last) => self.end(at, context)?,
                Token::Word(kind) if is_base(*kind) => self.other_period(*kind)?,
                Token::Top(count, bottom) => self.top(*count, *bottom, context)?,
                Token::Place(place, bottom) if self.is_reference(at) => {
                    self.placed(*place, *bottom, context)?
                }
                _ => continue,
            };
            let is_object = matches!(of, Of::Base | Of::Before) || self.is_object(at);
            all.push(Selection { at, of, is_object });
        }
        self.mark_starts(&mut all);
        Ok(all)
    }

    /// "From A to B": A is what B is compared with.
    fn mark_starts(&self, all: &mut [Selection]) {
        let is_bucket = |selection: &Selection| matches!(selection.of, Of::Bucket(_));
        for index in 0..all.len() {
            let later = all[index + 1..].iter().any(is_bucket);
            let from = self.kind_before(all[index].at) == Some(Kind::From);
            if is_bucket(&all[index]) && later && from {
                all[index].is_object = true;
            }
        }
    }

    /// Whether the words around say that this is what something is compared with.
    fn is_object(&self, at: usize) -> bool {
        let mut before = self.before(at);
        while let Some(other) = before.filter(|other| self.word(*other) == Some(Kind::At)) {
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
            Token::Number(shown) => {
                shown.unit == Unit::Times && self.range.clone().any(|first| first < other)
            }
            _ => false,
        });
        let over = (self.range.start..at)
            .rev()
            .take_while(|other| self.is_light(*other))
            .any(|other| self.word(other) == Some(Kind::Over));
        // A sixth of B.
        let of_part = before.is_some_and(|of| {
            let number = self.before(of).filter(|_| self.word(of) == Some(Kind::Of));
            number.is_some_and(|number| match self.token(number) {
                Token::Number(shown) => shown.in_words && !self.has(&[Kind::Share]),
                _ => false,
            })
        });
        by_word || over || of_part || self.is_measured_by(at)
    }

    /// 是快手的 3 倍, 第一名的一成: the number counts this.
    fn is_measured_by(&self, at: usize) -> bool {
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
            Unit::Ratio => shown.in_words && !self.has(&[Kind::Share]),
            _ => false,
        };
        is_factor && self.has_of(at, next)
    }

    /// A place that stands for the row which has it.
    fn is_reference(&self, at: usize) -> bool {
        self.is_measured_by(at) || self.is_object(at)
    }

    /// Another period by a general word.
    fn other_period(&self, kind: Kind) -> Result<Of, Doubt> {
        let story = self.values.story;
        if base_is(story, kind) {
            return Ok(Of::Base);
        }
        let grain = story.buckets.and_then(|column| story.column(column).grain);
        let step = grain.and_then(step_word);
        if step.is_some() && (step == Some(kind) || kind == Kind::BaseBefore) {
            return Ok(Of::Before);
        }
        Err(format!("the earlier period is not {kind:?}"))
    }

    /// The first or last bucket.
    fn end(&self, at: usize, context: &Context) -> Result<Of, Doubt> {
        let column = self.metric(context).ok_or("no metric")?;
        if context.buckets.len() > 1 {
            let ends = (context.buckets.first(), context.buckets.last());
            let bucket = if self.word(at) == Some(Kind::First) {
                ends.0
            } else {
                ends.1
            };
            return Ok(Of::Bucket(bucket.cloned().unwrap_or_default()));
        }
        let rows = self.values.in_time(&context.subject, column);
        let row = if self.word(at) == Some(Kind::First) {
            rows.first()
        } else {
            rows.last()
        };
        Ok(Of::Bucket(self.same_bucket(*row.ok_or("no buckets")?)))
    }

    /// All rows of a row's bucket.
    pub(super) fn same_bucket(&self, row: usize) -> Vec<usize> {
        let story = self.values.story;
        let bucket = story.bucket(row);
        (0..story.rows())
            .filter(|other| story.bucket(*other) == bucket)
            .collect()
    }
}

/// Whether a word stands for an earlier period.
pub(super) fn is_base(kind: Kind) -> bool {
    matches!(
        kind,
        Kind::Base
            | Kind::BaseDay
            | Kind::BaseWeek
            | Kind::BaseMonth
            | Kind::BaseQuarter
            | Kind::BaseYear
            | Kind::BaseBefore
    )
}
