//! A sentence part by part: each part takes over what the parts before it named.

use std::ops::Range;

use super::claims::claims;
use super::names::Name;
use super::order::{pending, places};
use super::roles::bind_numbers;
use super::tokens::{Piece, Reader, Token, base_is, step_word};
use super::values::{Derived, Subject, Values};
use super::vocabulary::Kind;

/// Why a sentence is not proved, in a word and with what it is about; for tests and logs.
pub(super) type Doubt = String;

/// A number of a sentence and what it is bound to; positions are of characters.
#[derive(Debug, Clone)]
pub(super) struct Bound {
    pub(super) from: usize,
    pub(super) to: usize,
    pub(super) derived: Derived,
}

/// What the parts of a sentence take over from those before.
#[derive(Debug, Clone, Default)]
pub(super) struct Context {
    /// The metric spoken of.
    pub(super) metric: Option<usize>,
    pub(super) subject: Subject,
    pub(super) object: Option<Subject>,
    /// Buckets in the order in which they were named, for the group spoken of.
    pub(super) buckets: Vec<Vec<usize>>,
    /// Whether parts of a whole are told.
    pub(super) share: bool,
    /// Columns whose values were told, in order.
    pub(super) told: Vec<usize>,
    /// Which way the number before went, where it was a change.
    pub(super) went: Option<bool>,
    /// Two metrics that were named together: a step and the one after it.
    pub(super) step: Option<(usize, usize)>,
    /// A rank whose subject is still to come: descending, and by the change.
    pub(super) pending: Option<super::order::Rank>,
    /// Whether the last order went from the top.
    pub(super) ascending: bool,
    /// How many different places have been told.
    pub(super) places: usize,
    /// What is still to come are the rows that moved most, or that cannot be compared.
    pub(super) listing: Option<Kind>,
    /// The rows of such a listing.
    pub(super) listed: Vec<usize>,
    /// Whether what is missing is counted.
    pub(super) missing: bool,
}

/// A row, bucket or period that a part names.
#[derive(Debug, Clone)]
pub(super) struct Selection {
    pub(super) at: usize,
    pub(super) of: Of,
    /// It is what something is compared with.
    pub(super) is_object: bool,
}

/// What a selection selects.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Of {
    Group(Vec<usize>),
    /// Groups named together.
    List(Vec<Vec<usize>>),
    Bucket(Vec<usize>),
    Base,
    /// The bucket before the one spoken of.
    Before,
}

/// One part of a sentence.
pub(super) struct Part<'a> {
    pub(super) values: &'a Values<'a>,
    pub(super) pieces: &'a [Piece],
    /// How deep in brackets each piece stands.
    pub(super) depth: &'a [usize],
    pub(super) range: Range<usize>,
    pub(super) selections: Vec<Selection>,
    /// Whether a colon follows.
    pub(super) opens: bool,
    /// Where 的 stands.
    pub(super) of_marks: &'a [usize],
}

/// Proves a sentence; what it named of the metric is taken over by the next one.
pub(super) fn prove(
    reader: &Reader<'_>,
    text: &str,
    topic: Option<usize>,
) -> Result<(Vec<Bound>, Option<usize>), Doubt> {
    let pieces = reader.tokens(text).map_err(|rest| format!("unknown: {rest}"))?;
    let letters: Vec<char> = text.chars().collect();
    let values = Values {
        story: reader.story,
    };
    names_all_values(&pieces)?;
    let pieces = lists(pieces);
    let depth = depths(&pieces)?;
    let is_mark = |piece: &Piece| letters.get(piece.from) == Some(&'的') && piece.to == piece.from + 1;
    let of_marks: Vec<usize> = (0..pieces.len()).filter(|at| is_mark(&pieces[*at])).collect();
    let mut context = Context {
        metric: topic,
        ..Context::default()
    };
    let mut bound = Vec::new();
    for range in parts(&pieces) {
        let after = pieces.get(range.end).map(|piece| letters.get(piece.from));
        let mut part = Part {
            values: &values,
            pieces: &pieces,
            depth: &depth,
            opens: matches!(after, Some(Some(':' | '：'))),
            selections: Vec::new(),
            range,
            of_marks: &of_marks,
        };
        part.selections = part.select(&context)?;
        part.renew(&mut context);
        let numbers = bind_numbers(&part, &mut context)?;
        claims(&part, &context, &numbers)?;
        places(&part, &mut context)?;
        part.pass_on(&mut context);
        bound.extend(numbers.into_iter().map(|number| number.bound(&pieces)));
    }
    pending(&values, &context)?;
    Ok((bound, context.metric))
}

/// Of a filter with several values either all are named or none.
fn names_all_values(pieces: &[Piece]) -> Result<(), Doubt> {
    let mut seen: Vec<(usize, usize, usize)> = Vec::new();
    for piece in pieces {
        if let Token::Name(Name::Value(filter, all)) = piece.token {
            match seen.iter_mut().find(|(known, ..)| *known == filter) {
                Some((.., count)) => *count += 1,
                None => seen.push((filter, all, 1)),
            }
        }
    }
    if seen.iter().all(|(_, all, count)| count >= all) {
        Ok(())
    } else {
        Err("only some values of a filter are named".to_owned())
    }
}

/// Groups named together, with 、 or "and" between, are one selection.
fn lists(pieces: Vec<Piece>) -> Vec<Piece> {
    let joins = |token: &Token| matches!(token, Token::Word(Kind::And | Kind::With));
    let is_group = |token: &Token| matches!(token, Token::Name(Name::Group(_)));
    let together = |from: usize| {
        let together = |piece: &Piece| {
            matches!(
                piece.token,
                Token::Word(Kind::Tied | Kind::Sum | Kind::InAll | Kind::Equal | Kind::NoData)
            )
        };
        pieces[from..].iter().take(2).any(together)
    };
    let mut out: Vec<Piece> = Vec::new();
    let mut at = 0;
    while at < pieces.len() {
        let mut end = at;
        let mut pause = false;
        while is_group(&pieces[at].token)
            && pieces.get(end + 2).is_some_and(|next| is_group(&next.token))
            && (joins(&pieces[end + 1].token) || pieces[end + 1].token == Token::Pause)
        {
            pause |= pieces[end + 1].token == Token::Pause;
            end += 2;
        }
        let last_joined = end > at && joins(&pieces[end - 1].token);
        if end > at && (!pause || last_joined || together(end + 1)) {
            let items = (at..=end).step_by(2).filter_map(|index| match &pieces[index].token {
                Token::Name(Name::Group(rows)) => Some(rows.clone()),
                _ => None,
            });
            out.push(Piece {
                token: Token::List(items.collect()),
                from: pieces[at].from,
                to: pieces[end].to,
            });
            at = end + 1;
        } else {
            out.push(pieces[at].clone());
            at += 1;
        }
    }
    out
}

fn depths(pieces: &[Piece]) -> Result<Vec<usize>, Doubt> {
    let mut depth: usize = 0;
    let mut all = Vec::with_capacity(pieces.len());
    for piece in pieces {
        if piece.token == Token::Close {
            depth = depth.checked_sub(1).ok_or("a bracket is not opened")?;
        }
        all.push(depth + usize::from(piece.token == Token::Close));
        if piece.token == Token::Open {
            depth += 1;
            if let Some(last) = all.last_mut() {
                *last += 1;
            }
        }
    }
    Ok(all)
}

/// The parts of a sentence: what stands between pauses, and between words that join sentences.
fn parts(pieces: &[Piece]) -> Vec<Range<usize>> {
    let is_metric = |at: Option<usize>| {
        let piece = at.and_then(|at| pieces.get(at));
        piece.is_some_and(|piece| matches!(piece.token, Token::Name(Name::Metric(_))))
    };
    // Metrics named together stay together.
    let ends = |at: usize, piece: &Piece| match piece.token {
        Token::Pause | Token::Word(Kind::Split) => true,
        Token::Word(Kind::And) => !(is_metric(at.checked_sub(1)) && is_metric(Some(at + 1))),
        _ => false,
    };
    let mut all = Vec::new();
    let mut from = 0;
    for (at, piece) in pieces.iter().enumerate() {
        if ends(at, piece) {
            if at > from {
                all.push(from..at);
            }
            from = at + 1;
        }
    }
    if from < pieces.len() {
        all.push(from..pieces.len());
    }
    all
}

impl Part<'_> {
    pub(super) fn token(&self, at: usize) -> &Token {
        &self.pieces[at].token
    }

    pub(super) fn word(&self, at: usize) -> Option<Kind> {
        match self.token(at) {
            Token::Word(kind) => Some(*kind),
            _ => None,
        }
    }

    pub(super) fn words(&self) -> impl Iterator<Item = (usize, Kind)> {
        self.range.clone().filter_map(|at| Some((at, self.word(at)?)))
    }

    pub(super) fn has(&self, kinds: &[Kind]) -> bool {
        self.words().any(|(_, kind)| kinds.contains(&kind))
    }

    /// Whether a piece says nothing about those beside it.
    fn is_light(&self, at: usize) -> bool {
        match self.token(at) {
            Token::Word(kind) => matches!(
                kind,
                Kind::Plain
                    | Kind::About
                    | Kind::Near
                    | Kind::Over
                    | Kind::Under
                    | Kind::SomeMore
                    | Kind::Slight
                    | Kind::Sharp
                    | Kind::Whole
            ),
            Token::Name(Name::Now | Name::Said | Name::Value(..)) => true,
            _ => false,
        }
    }

    /// The piece before one that says something, outside of deeper brackets.
    pub(super) fn before(&self, at: usize) -> Option<usize> {
        (self.range.start..at)
            .rev()
            .find(|other| self.depth[*other] <= self.depth[at] && !self.is_light(*other))
    }

    /// The piece after one that says something, outside of deeper brackets.
    pub(super) fn after(&self, at: usize) -> Option<usize> {
        (at + 1..self.range.end)
            .find(|other| self.depth[*other] <= self.depth[at] && !self.is_light(*other))
    }

    pub(super) fn kind_before(&self, at: usize) -> Option<Kind> {
        self.word(self.before(at)?)
    }

    pub(super) fn kind_after(&self, at: usize) -> Option<Kind> {
        self.word(self.after(at)?)
    }

    /// Whether 的 stands between two pieces.
    pub(super) fn has_of(&self, from: usize, to: usize) -> bool {
        self.of_marks.iter().any(|at| (from..to).contains(at))
    }

    /// The rows, buckets and periods that this part names.
    fn select(&self, context: &Context) -> Result<Vec<Selection>, Doubt> {
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
        self.from_to(&mut all);
        Ok(all)
    }

    /// "From A to B": A is what B is compared with.
    fn from_to(&self, all: &mut [Selection]) {
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
                matches!(kind, Kind::Than | Kind::Above | Kind::Below | Kind::AsOf | Kind::TimesOf)
                    || is_base(*kind)
                    || (*kind == Kind::With && self.has(&[Kind::Equal, Kind::Than]))
            }
            Token::Number(shown) => {
                shown.unit == super::shown::Unit::Times && self.range.clone().any(|first| first < other)
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
        while let Some(other) = next.filter(|other| matches!(self.token(*other), Token::Name(Name::Metric(_)))) {
            next = self.after(other);
        }
        let Some((next, Token::Number(shown))) = next.map(|next| (next, self.token(next))) else {
            return false;
        };
        let is_factor = match shown.unit {
            super::shown::Unit::Times => true,
            super::shown::Unit::Ratio => shown.in_words && !self.has(&[Kind::Share]),
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
            let bucket = if self.word(at) == Some(Kind::First) { ends.0 } else { ends.1 };
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

    /// The metric that this part names, else the one spoken of, else the only one.
    pub(super) fn metric(&self, context: &Context) -> Option<usize> {
        let named = self.metrics().first().copied();
        let values = &self.values.story.values;
        let only = values.first().copied().filter(|_| values.len() == 1);
        named.or(context.metric).or(only)
    }

    /// Whether "and" joins this part to the one before.
    pub(super) fn goes_on(&self) -> bool {
        let before = self.range.start.checked_sub(1);
        before.is_some_and(|before| self.word(before) == Some(Kind::And))
    }

    /// Whether a piece names what this part speaks of.
    pub(super) fn is_named(&self, at: usize) -> bool {
        self.selections.iter().any(|found| found.at == at && !found.is_object)
    }

    /// The metrics that this part names.
    pub(super) fn metrics(&self) -> Vec<usize> {
        let named = self.range.clone().filter_map(|at| match self.token(at) {
            Token::Name(Name::Metric(columns)) => columns.first().copied(),
            _ => None,
        });
        named.collect()
    }

    /// A new subject leaves behind what the one before was compared with.
    fn renew(&self, context: &mut Context) {
        let own = self.selections.iter().filter(|selection| !selection.is_object);
        for selection in own {
            match selection.of {
                Of::Group(_) | Of::List(_) => {
                    context.object = None;
                    context.subject.group = None;
                }
                Of::Bucket(_) => {
                    context.object = context.object.take().filter(|object| object.bucket.is_some());
                }
                Of::Base | Of::Before => {}
            }
        }
    }

    /// The subject at a piece: what was taken over, and what stands before it here.
    pub(super) fn subject_at(&self, at: usize, context: &Context, with_objects: bool) -> Subject {
        let mut subject = context.subject.clone();
        for selection in &self.selections {
            if selection.at < at && (with_objects || !selection.is_object) {
                apply(&mut subject, &selection.of, self);
            }
        }
        subject
    }

    /// The one subject of a part, wherever it stands.
    pub(super) fn subject(&self, at: usize, context: &Context) -> Subject {
        let mut subject = self.subject_at(at, context, false);
        for selection in self.selections.iter().rev() {
            let fills = match selection.of {
                Of::Group(_) | Of::List(_) => !self.named_before(at, true),
                Of::Bucket(_) => !self.named_before(at, false),
                Of::Base | Of::Before => false,
            };
            if selection.at > at && !selection.is_object && fills {
                apply(&mut subject, &selection.of, self);
            }
        }
        subject
    }

    fn named_before(&self, at: usize, group: bool) -> bool {
        self.selections.iter().any(|selection| {
            let same = matches!(selection.of, Of::Group(_) | Of::List(_)) == group;
            selection.at < at && !selection.is_object && same
        })
    }

    /// What the next part takes over.
    fn pass_on(&self, context: &mut Context) {
        let end = self.range.end;
        let subject = self.subject_at(end, context, false);
        let object = self.object(end, context);
        if object.is_some() {
            context.object = object;
        }
        for selection in &self.selections {
            if let Of::Bucket(rows) = &selection.of {
                context.buckets.push(rows.clone());
            }
            let rows: Vec<usize> = match &selection.of {
                Of::Group(rows) => rows.clone(),
                Of::List(items) => items.concat(),
                _ => Vec::new(),
            };
            if context.listing.is_some() {
                context.listed.extend(rows);
            }
        }
        context.subject = Subject {
            base: false,
            ..subject
        };
        if let [from, to] = self.metrics()[..] {
            context.step = Some((from, to));
        }
        context.metric = self.metric(context);
    }

    /// What this part compares with, where it says so.
    pub(super) fn object(&self, at: usize, context: &Context) -> Option<Subject> {
        let objects = || self.selections.iter().filter(|found| found.is_object);
        let found = objects()
            .find(|found| !matches!(found.of, Of::Before))
            .or_else(|| objects().next())?;
        let mut object = self.subject(at, context);
        apply(&mut object, &found.of, self);
        if found.of == Of::Before {
            object = self.bucket_before(&self.subject(at, context), context)?;
        }
        Some(object)
    }

    /// The bucket before the one that a subject is of.
    pub(super) fn bucket_before(&self, subject: &Subject, context: &Context) -> Option<Subject> {
        let column = self.metric(context)?;
        let row = *subject.bucket.as_ref()?.first()?;
        let rows = self.values.in_time(subject, column);
        let place = rows
            .iter()
            .position(|other| self.same_bucket(*other).contains(&row))?;
        let before = *rows.get(place.checked_sub(1)?)?;
        Some(Subject {
            bucket: Some(self.same_bucket(before)),
            ..subject.clone()
        })
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

/// Puts a selection into a subject.
pub(super) fn apply(subject: &mut Subject, of: &Of, _part: &Part<'_>) {
    match of {
        Of::Group(rows) => subject.group = Some(rows.clone()),
        Of::List(items) => subject.group = Some(items.concat()),
        Of::Bucket(rows) => subject.bucket = Some(rows.clone()),
        Of::Base => subject.base = true,
        Of::Before => {}
    }
}
