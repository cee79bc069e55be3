//! Buckets that come after one spoken of: the day after, three days later, from one on.

use semantic_sql::expr::Grain;

use super::part::Part;
use super::sentence::{Context, Doubt, Of, Selection};
use super::tokens::Token;
use super::values::Subject;
use super::vocabulary::Kind;

/// How many buckets of which length a word lies after the one spoken of.
pub(super) fn steps(token: &Token) -> Option<(u32, Grain)> {
    match token {
        Token::Later(count, grain) => Some((*count, *grain)),
        Token::Word(Kind::AfterDay) => Some((1, Grain::Day)),
        Token::Word(Kind::AfterWeek) => Some((1, Grain::Week)),
        Token::Word(Kind::AfterMonth) => Some((1, Grain::Month)),
        _ => None,
    }
}

/// Whether a token may stand for a stretch of buckets.
pub(super) fn is_stretch(token: &Token) -> bool {
    matches!(
        token,
        Token::Span(..)
            | Token::Preceding(..)
            | Token::Ensuing(..)
            | Token::Word(Kind::That | Kind::EverSince | Kind::Then)
    )
}

impl Part<'_> {
    /// The bucket so many after the last one that was named.
    pub(super) fn later(
        &self,
        (count, grain): (u32, Grain),
        named: Option<&[usize]>,
        context: &Context,
    ) -> Result<Of, Doubt> {
        let story = self.values.story;
        if story.buckets.and_then(|column| story.column(column).grain) != Some(grain) {
            return Err("the buckets are of another length".to_owned());
        }
        let told = context.buckets.last().or(context.earlier.bucket.as_ref());
        let from = named.or(told.map(Vec::as_slice));
        let from = from.and_then(|rows| rows.first());
        let from = from.ok_or("nothing says after what")?;
        let column = self.metric(context).ok_or("no metric")?;
        let rows = self.bucket_rows(&context.subject, column);
        let at = rows
            .iter()
            .position(|row| self.same_bucket(*row).contains(from))
            .ok_or("no such bucket")?;
        let next = rows
            .get(at + count as usize)
            .ok_or("there is no later one")?;
        if !self.lies_apart(*from, *next, count, grain) {
            return Err("buckets are missing between".to_owned());
        }
        Ok(Of::Bucket(self.same_bucket(*next)))
    }

    /// The buckets that a word for a stretch stands for; nothing where it stands for none here.
    pub(super) fn stretched(
        &self,
        at: usize,
        all: &[Selection],
        context: &Context,
    ) -> Result<Option<Of>, Doubt> {
        Ok(Some(match self.token(at) {
            Token::Span(count, grain, last) => self.ends(*count, *grain, *last, context)?,
            Token::Preceding(count, grain) => {
                let named = all.iter().rev().find_map(|found| match &found.of {
                    Of::Bucket(rows) => Some(rows.clone()),
                    _ => None,
                });
                self.preceding((*count, *grain), named, context)?
            }
            Token::Ensuing(count, grain) => {
                self.line(*grain, context)?;
                match self.ever_since(context)? {
                    Of::Bucket(mut rows) if rows.len() >= *count as usize => {
                        rows.truncate(*count as usize);
                        Of::Bucket(rows)
                    }
                    _ => return Err("there are not so many buckets".to_owned()),
                }
            }
            Token::Word(Kind::That) => return Ok(self.that_bucket(at, context)),
            Token::Word(Kind::EverSince) => self.ever_since(context)?,
            Token::Word(Kind::Then) if self.has(&[Kind::Floor, Kind::Ceiling]) => {
                self.ever_since(context)?
            }
            _ => return Ok(None),
        }))
    }

    /// The first or last so many buckets of a line.
    pub(super) fn ends(
        &self,
        count: u32,
        grain: Grain,
        last: bool,
        context: &Context,
    ) -> Result<Of, Doubt> {
        let mut rows = self.line(grain, context)?;
        let count = count as usize;
        if count > rows.len() {
            return Err("there are not so many buckets".to_owned());
        }
        if last {
            rows.drain(..rows.len() - count);
        } else {
            rows.truncate(count);
        }
        Ok(Of::Bucket(rows))
    }

    /// All buckets of a line but some.
    pub(super) fn but_buckets(&self, but: &[usize], context: &Context) -> Result<Of, Doubt> {
        let story = self.values.story;
        let column = self.metric(context).ok_or("no metric")?;
        let mut rows = self.bucket_rows(&Subject::default(), column);
        let count = rows.len();
        rows.retain(|row| !but.contains(row));
        let is_known = but.iter().all(|row| !rows.contains(row)) && rows.len() < count;
        if !story.groups.is_empty() || !is_known || rows.len() < 2 {
            return Err("it is not known what is left".to_owned());
        }
        Ok(Of::Bucket(rows))
    }

    /// So many buckets before the first one that is spoken of.
    pub(super) fn preceding(
        &self,
        (count, grain): (u32, Grain),
        named: Option<Vec<usize>>,
        context: &Context,
    ) -> Result<Of, Doubt> {
        let rows = self.line(grain, context)?;
        let told = named.or_else(|| context.subject.bucket.clone());
        let told = told.ok_or("nothing says before what")?;
        let at = rows.iter().position(|row| told.contains(row));
        let at = at.ok_or("no such bucket")?;
        let from = at
            .checked_sub(count as usize)
            .ok_or("there are not so many")?;
        Ok(Of::Bucket(rows[from..at].to_vec()))
    }

    /// 当天, that week: the bucket named last, where no other stands beside the word.
    pub(super) fn that_bucket(&self, at: usize, context: &Context) -> Option<Of> {
        let named = self.range.clone().any(|other| {
            matches!(
                self.token(other),
                Token::Name(super::names::Name::Bucket(_) | super::names::Name::Now)
            ) && other.abs_diff(at) < 3
        });
        let told = context.buckets.last().or(context.earlier.bucket.as_ref())?;
        let is_one = self.values.story.groups.is_empty() && told.len() == 1;
        (!named && is_one).then(|| Of::Bucket(told.clone()))
    }

    /// All buckets after the one that was named last.
    pub(super) fn ever_since(&self, context: &Context) -> Result<Of, Doubt> {
        let told = context.buckets.last().or(context.earlier.bucket.as_ref());
        let told = told.ok_or("nothing says since when")?;
        let column = self.metric(context).ok_or("no metric")?;
        let rows = self.bucket_rows(&context.subject, column);
        let at = rows.iter().rposition(|row| told.contains(row));
        let after = rows[at.ok_or("no such bucket")? + 1..].to_vec();
        if after.is_empty() {
            return Err("nothing came after".to_owned());
        }
        Ok(Of::Bucket(after))
    }

    /// The buckets of a line without groups, in order, where they have such a length and none is
    /// missing between.
    pub(super) fn line(&self, grain: Grain, context: &Context) -> Result<Vec<usize>, Doubt> {
        let story = self.values.story;
        let own = story.buckets.and_then(|column| story.column(column).grain);
        if own != Some(grain) || !story.groups.is_empty() {
            return Err("the buckets are of another length".to_owned());
        }
        let column = self
            .metric(context)
            .or_else(|| story.values.first().copied());
        let rows = self.bucket_rows(&Subject::default(), column.ok_or("no metric")?);
        let apart = |pair: &[usize]| self.lies_apart(pair[0], pair[1], 1, grain);
        if !rows.windows(2).all(apart) {
            return Err("buckets are missing between".to_owned());
        }
        Ok(rows)
    }

    /// One row of each bucket, in order of time.
    pub(super) fn bucket_rows(&self, subject: &Subject, column: usize) -> Vec<usize> {
        let mut rows = self.values.in_time(subject, column);
        let story = self.values.story;
        rows.dedup_by_key(|row| story.bucket(*row));
        rows
    }

    /// Whether two buckets are so many apart by the calendar, and not only by the rows that are there.
    fn lies_apart(&self, from: usize, to: usize, count: u32, grain: Grain) -> bool {
        let story = self.values.story;
        let start = |row: usize| crate::answer::narration::trend::start(story, row);
        let (Some(from), Some(to)) = (start(from), start(to)) else {
            return false;
        };
        let count = i64::from(count);
        match grain {
            Grain::Day => to - from == chrono::Duration::days(count),
            Grain::Week => to - from == chrono::Duration::days(7 * count),
            _ => {
                let length = match grain {
                    Grain::Year => 12,
                    Grain::Quarter => 3,
                    _ => 1,
                };
                let months = u32::try_from(count * length).unwrap_or(0);
                from.checked_add_months(chrono::Months::new(months)) == Some(to)
            }
        }
    }

    /// 11-12 以来, since Nov 12, from Nov 12 on: all buckets from one on.
    pub(super) fn span(&self, at: usize, rows: &[usize], context: &Context) -> Option<Of> {
        let next = (at + 1 < self.range.end)
            .then(|| self.word(at + 1))
            .flatten();
        let by_after = next == Some(Kind::Onward);
        let before = self.kind_before(at);
        let on = before == Some(Kind::From) && next == Some(Kind::At) && !self.names_after(at + 1);
        let since = before == Some(Kind::Since);
        if !(by_after || on || since) {
            return None;
        }
        let column = self.metric(context)?;
        let first = rows.first()?;
        let all = self.values.in_time(&Subject::default(), column);
        let start = |row: usize| crate::answer::narration::trend::start(self.values.story, row);
        let begin = start(*first)?;
        let from: Vec<usize> = all
            .into_iter()
            .filter(|row| start(*row).is_some_and(|start| start >= begin))
            .collect();
        (!from.is_empty()).then_some(Of::Bucket(from))
    }

    /// Whether a name stands right after a piece.
    fn names_after(&self, at: usize) -> bool {
        let next = self.after(at);
        next.is_some_and(|next| {
            matches!(
                self.token(next),
                Token::List(_)
                    | Token::Top(..)
                    | Token::Name(super::names::Name::Group(_) | super::names::Name::Bucket(_))
                    | Token::Number(_)
            )
        })
    }

    /// Whether the next thing said is a name.
    pub(super) fn names_next(&self, at: usize) -> bool {
        self.names_after(at)
            && self
                .after(at)
                .is_some_and(|next| !matches!(self.token(next), Token::Number(_)))
    }

    /// Whether this part speaks of a stretch of buckets.
    pub(super) fn has_span(&self) -> bool {
        let story = self.values.story;
        self.selections.iter().any(|selection| match &selection.of {
            Of::Bucket(rows) => rows
                .iter()
                .any(|row| story.bucket(*row) != story.bucket(rows[0])),
            _ => false,
        })
    }

    /// Whether this part tells what came after a bucket named before, and names none itself.
    pub(super) fn goes_on_after(&self, context: &Context) -> Option<Vec<usize>> {
        let own = self
            .selections
            .iter()
            .any(|selection| matches!(selection.of, Of::Bucket(_) | Of::Before));
        let last = context.buckets.last().or(context.earlier.bucket.as_ref())?;
        (self.has(&[Kind::Then]) && !own).then(|| last.clone())
    }

    /// The bucket right after some rows, by the calendar of the rows that are there.
    pub(super) fn bucket_after(
        &self,
        rows: &[usize],
        column: usize,
        subject: &Subject,
    ) -> Option<Vec<usize>> {
        let all = self.bucket_rows(subject, column);
        let first = rows.first()?;
        let at = all
            .iter()
            .position(|row| self.same_bucket(*row).contains(first))?;
        Some(self.same_bucket(*all.get(at + 1)?))
    }
}
