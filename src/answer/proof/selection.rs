//! The rows, buckets and periods that a part of a sentence names, and which of them are compared with.

use semantic_sql::expr::Grain;

use super::after::{is_stretch, steps};
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
        let story_is_timed = self.values.story.buckets.is_some();
        for at in self.range.clone() {
            let of = match self.token(at) {
                Token::Name(Name::Group(rows)) if self.is_excepted(at) => self.but(rows, true)?,
                Token::List(items) if self.is_excepted(at) => self.but(&items.concat(), true)?,
                Token::Name(Name::Group(rows)) => Of::Group(rows.clone()),
                Token::List(items) => Of::List(items.clone()),
                Token::Word(Kind::Rest) => match self.rest(at, context)? {
                    Some(of) => of,
                    None => continue,
                },
                Token::Number(_) if self.told_before(at, context).is_some() => {
                    Of::Group(self.told_before(at, context).unwrap_or_default())
                }
                token if is_stretch(token) => match self.stretched(at, &all, context)? {
                    Some(of) => of,
                    None => continue,
                },
                Token::Following(count) => self.following(*count, &all, context)?,
                Token::Word(kind) if is_latest(*kind) => self.latest(at, *kind, context)?,
                Token::Place(..) if self.is_from_place(at) => self.read_place(at, context)?,
                Token::Name(Name::Bucket(rows)) if self.is_excepted(at) => {
                    self.but_buckets(rows, context)?
                }
                Token::Name(Name::Bucket(rows)) => {
                    let span = self.span(at, rows, context);
                    span.unwrap_or_else(|| Of::Bucket(rows.clone()))
                }
                token if steps(token).is_some_and(|_| story_is_timed) => {
                    let named = all.iter().rev().find_map(|found| match &found.of {
                        Of::Bucket(rows) => Some(rows.clone()),
                        _ => None,
                    });
                    let step = steps(token).ok_or("no step")?;
                    self.later(step, named.as_deref(), context)?
                }
                Token::Word(Kind::Who) => {
                    Of::Group(context.last.clone().ok_or("nobody was named")?)
                }
                Token::Word(Kind::Highest | Kind::Lowest)
                    if self.is_extreme(at) || self.is_place_of_kind(at) =>
                {
                    self.extreme(at, context)?
                }
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

    /// 这三个直播间合计: as many as the sentence before named.
    fn told_before(&self, at: usize, context: &Context) -> Option<Vec<usize>> {
        let Token::Number(shown) = self.token(at) else {
            return None;
        };
        let told = context.earlier.group.as_ref()?;
        let names = self.pieces.iter().any(|piece| {
            matches!(
                piece.token,
                Token::Name(Name::Group(_)) | Token::List(_) | Token::Top(..)
            )
        });
        let is_all = shown.counts(self.values.story.rows());
        let taken_together = self.has(&[Kind::Sum, Kind::Share]) && !self.has(&[Kind::Rest]);
        let counts = shown.unit == Unit::Measure && shown.counts(told.len());
        (counts && taken_together && !names && !is_all && told.len() > 1).then(|| told.clone())
    }

    /// 最高与最低的差距: the word stands for the row that has this place.
    pub(super) fn is_extreme(&self, at: usize) -> bool {
        let named = self.range.clone().any(|other| {
            matches!(
                self.token(other),
                Token::Name(Name::Group(_) | Name::Bucket(_))
            )
        });
        self.has(&[Kind::Gap]) && !named && self.range.contains(&at)
    }

    fn extreme(&self, at: usize, context: &Context) -> Result<Of, Doubt> {
        let lowest = self.word(at) == Some(Kind::Lowest);
        let story = self.values.story;
        let Some(column) = self.metric(context).filter(|_| story.buckets.is_some()) else {
            return self.placed(1, lowest, context);
        };
        let rows = self.values.in_time(&context.subject, column);
        let row = if lowest {
            rows.iter().min_by_key(|row| story.exact(**row, column))
        } else {
            rows.iter().max_by_key(|row| story.exact(**row, column))
        };
        Ok(Of::Bucket(self.same_bucket(*row.ok_or("no buckets")?)))
    }

    /// A place that stands for the row which has it.
    fn is_reference(&self, at: usize) -> bool {
        // 第一名比第五名高: both stand for the rows.
        let than = self.kind_after(at) == Some(Kind::Than);
        let named = (at + 1 < self.range.end)
            .then(|| matches!(self.token(at + 1), Token::Name(Name::Group(_))));
        let is_subject = self.is_place_of_kind(at);
        (than
            || is_subject
            || self.is_measured_by(at)
            || self.is_object(at)
            || self.has(&[Kind::Gap]))
            && named != Some(true)
    }

    /// 排名第一的场次有 5 万人: a place right before what rows are called, with an amount after it and
    /// no other name.
    fn is_place_of_kind(&self, at: usize) -> bool {
        let kind = self
            .after(at)
            .filter(|next| matches!(self.token(*next), Token::Name(Name::GroupKind)));
        let tells = kind.is_some_and(|kind| {
            (kind + 1..self.range.end).any(|other| matches!(self.token(other), Token::Number(_)))
        });
        let named = self.range.clone().any(|other| {
            matches!(
                self.token(other),
                Token::Name(Name::Group(_) | Name::Bucket(_)) | Token::List(_) | Token::Top(..)
            )
        });
        let than = self
            .words()
            .any(|(word, kind)| kind == Kind::Than && word < at);
        let is_known = !self.metrics().is_empty() || self.values.story.values.len() == 1;
        tells && !named && !than && is_known
    }

    /// Without A: what is named is left out.
    pub(super) fn is_excepted(&self, at: usize) -> bool {
        self.kind_before(at) == Some(Kind::Except)
    }

    /// All rows but some, where all are there; `is_named` says whether they were named as left out.
    fn but(&self, rows: &[usize], is_named: bool) -> Result<Of, Doubt> {
        let values = self.values;
        let rest: Vec<usize> = (0..values.story.rows())
            .filter(|row| !rows.contains(row))
            .collect();
        // "The other four" of five that are listed.
        let counted = self.range.clone().any(|at| match self.token(at) {
            Token::Number(shown) => {
                self.kind_before(at) == Some(Kind::Rest) && shown.counts(rest.len())
            }
            _ => false,
        });
        let whole = values.story.buckets.is_none() && (!values.is_cut() || counted);
        if !whole || rest.is_empty() || (rows.is_empty() && !is_named) {
            return Err("it is not known what is left".to_owned());
        }
        Ok(Of::Group(rest))
    }

    /// The others: all but those that this part compares them with, or that were told before them.
    /// Where this part names what is left, or what is left out, the word adds nothing.
    fn rest(&self, at: usize, context: &Context) -> Result<Option<Of>, Doubt> {
        let named = self
            .range
            .clone()
            .filter_map(|other| match self.token(other) {
                Token::Name(Name::Group(rows)) => Some(rows.clone()),
                Token::List(items) => Some(items.concat()),
                _ => None,
            });
        let named: Vec<usize> = named.flatten().collect();
        let story = self.values.story;
        if let (Some(_), true) = (story.buckets, story.groups.is_empty()) {
            // Of a line: what is left of what was left out before, or of the buckets that were named.
            let last = context.buckets.last().ok_or("nothing says what is left")?;
            let told = context.buckets.concat();
            return if last.len() > 1 {
                Ok(None)
            } else {
                self.but_buckets(&told, context).map(Some)
            };
        }
        if self.is_object(at) {
            let told = context.subject.group.clone().unwrap_or_default();
            let own = if named.is_empty() { told } else { named };
            return self.but(&own, false).map(Some);
        }
        if !named.is_empty() {
            return Ok(None);
        }
        let earlier = context
            .earlier
            .group
            .clone()
            .filter(|_| context.named.is_empty());
        self.but(&earlier.unwrap_or_else(|| context.named.clone()), false)
            .map(Some)
    }

    /// The next so many after the one spoken of, in the order of the metric.
    fn following(&self, count: u32, all: &[Selection], context: &Context) -> Result<Of, Doubt> {
        let own = all.iter().rev().find_map(|found| match &found.of {
            Of::Group(rows) if !found.is_object => Some(rows.clone()),
            _ => None,
        });
        let own = own
            .or_else(|| context.subject.group.clone())
            .or_else(|| context.earlier.group.clone());
        let Some([row]) = own.as_deref() else {
            return Err("nothing says after what".to_owned());
        };
        let order = self.ordered(false, context)?;
        let at = order.iter().position(|other| other == row);
        let at = at.ok_or("what is spoken of has no place")? + 1;
        let next = order.get(at..at + count as usize);
        let next = next.ok_or("there are not so many")?;
        Ok(Of::List(next.iter().map(|row| vec![*row]).collect()))
    }

    /// 第二名到第五名: the first or the second of two places with "to" between.
    fn is_from_place(&self, at: usize) -> bool {
        self.place_range(at).is_some()
    }

    fn place_range(&self, at: usize) -> Option<(u32, u32)> {
        let place = |at: usize| match self.token(at) {
            Token::Place(place, false) => Some(*place),
            _ => None,
        };
        let ends = |from: usize| {
            let to = self
                .after(from)
                .filter(|to| self.word(*to) == Some(Kind::To))?;
            Some((place(from)?, place(self.after(to)?)?))
        };
        let before = || {
            let to = self
                .before(at)
                .filter(|to| self.word(*to) == Some(Kind::To))?;
            ends(self.before(to)?)
        };
        ends(at).or_else(before).filter(|(from, to)| from < to)
    }

    fn read_place(&self, at: usize, context: &Context) -> Result<Of, Doubt> {
        let (from, to) = self.place_range(at).ok_or("no places")?;
        let order = self.ordered(false, context)?;
        let rows = order.get(from as usize - 1..to as usize);
        Ok(Of::Group(rows.ok_or("there are not so many")?.to_vec()))
    }

    /// The last bucket, by a word for buckets of its length.
    fn latest(&self, at: usize, kind: Kind, context: &Context) -> Result<Of, Doubt> {
        let story = self.values.story;
        let grain = story.buckets.and_then(|column| story.column(column).grain);
        let wanted = match kind {
            Kind::LatestDay => Grain::Day,
            Kind::LatestWeek => Grain::Week,
            _ => Grain::Month,
        };
        if grain != Some(wanted) {
            return Err("the buckets are of another length".to_owned());
        }
        self.end(at, context)
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
        if context.buckets.len() > 1 && matches!(self.word(at), Some(Kind::First | Kind::Last)) {
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

/// Whether a word stands for the last bucket.
pub(super) fn is_latest(kind: Kind) -> bool {
    matches!(kind, Kind::LatestDay | Kind::LatestWeek | Kind::LatestMonth)
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
