//! A part of a sentence: what it names, what it takes over, what it passes on.

use std::ops::Range;

use super::dims;
use super::names::Name;
use super::sentence::{Context, Of, Selection};
use super::tokens::{Piece, Token};
use super::values::{Subject, Values};
use super::vocabulary::Kind;

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
    /// Where 's stands.
    pub(super) possessives: &'a [usize],
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
        self.range
            .clone()
            .filter_map(|at| Some((at, self.word(at)?)))
    }

    pub(super) fn has(&self, kinds: &[Kind]) -> bool {
        self.words().any(|(_, kind)| kinds.contains(&kind))
    }

    /// Whether a piece is a word of one letter that says nothing, as in "a week".
    pub(super) fn is_article(&self, at: usize) -> bool {
        let piece = &self.pieces[at];
        piece.token == Token::Word(Kind::Plain) && piece.to == piece.from + 1
    }

    /// Whether a piece says nothing about those beside it.
    pub(super) fn is_light(&self, at: usize) -> bool {
        match self.token(at) {
            Token::Word(kind) => matches!(
                kind,
                Kind::Plain
                    | Kind::Every
                    | Kind::Only
                    | Kind::In
                    | Kind::Then
                    | Kind::That
                    | Kind::About
                    | Kind::Near
                    | Kind::Over
                    | Kind::Under
                    | Kind::Floor
                    | Kind::Ceiling
                    | Kind::SomeMore
                    | Kind::SomeLess
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

    /// Whether what stands after is said to be of what stands before: A 的 5 万, A's ¥50K.
    pub(super) fn owns(&self, from: usize, to: usize) -> bool {
        self.has_of(from, to) || self.possessives.iter().any(|at| (from..to).contains(at))
    }

    /// The metric that this part names, else the one spoken of, else the only one.
    pub(super) fn metric(&self, context: &Context) -> Option<usize> {
        let named = self.metrics().first().copied();
        let values = &self.values.story.values;
        let only = values.first().copied().filter(|_| values.len() == 1);
        named
            .or(context.metric)
            .or(only)
            .or_else(|| self.metric_by_unit())
    }

    /// "Above ¥500K": the only metric that is counted in the unit of this part's first amount.
    fn metric_by_unit(&self) -> Option<usize> {
        let story = self.values.story;
        let codes = self.range.clone().find_map(|at| match self.token(at) {
            Token::Number(shown) => match &shown.unit {
                super::shown::Unit::Codes(codes) => Some(codes),
                _ => None,
            },
            _ => None,
        })?;
        let columns = story.values.iter().copied();
        let mut same = columns.filter(|column| codes.contains(&story.column(*column).unit));
        same.next().filter(|_| same.next().is_none())
    }

    /// Whether "and" joins this part to the one before.
    pub(super) fn goes_on(&self) -> bool {
        let before = self.range.start.checked_sub(1);
        before.is_some_and(|before| self.word(before) == Some(Kind::And))
    }

    /// Whether a piece names what this part speaks of.
    pub(super) fn is_named(&self, at: usize) -> bool {
        self.selections
            .iter()
            .any(|found| found.at == at && !found.is_object)
    }

    /// The metrics that this part names.
    pub(super) fn metrics(&self) -> Vec<usize> {
        let named = self.range.clone().filter_map(|at| match self.token(at) {
            Token::Name(Name::Metric(columns)) => columns.first().copied(),
            _ => None,
        });
        named.collect()
    }

    /// Whether this part is only about the first or last so many: "Among the top five hosts, …".
    fn is_setting(&self) -> bool {
        let is_quiet = |at: usize| match self.token(at) {
            Token::Word(kind) => kind.is_plain() || matches!(kind, Kind::At | Kind::Of),
            Token::Top(..) | Token::Name(Name::Metric(_) | Name::GroupKind | Name::Now) => true,
            _ => false,
        };
        let tops = self
            .range
            .clone()
            .filter(|at| matches!(self.token(*at), Token::Top(..)));
        self.range.clone().all(is_quiet) && tops.count() == 1 && !self.opens
    }

    /// Whether this part names groups together.
    pub(super) fn names_list(&self) -> bool {
        let mut all = self.selections.iter();
        all.any(|found| matches!(found.of, Of::List(_)))
    }

    /// The metrics that a word tells of together: all that this part names, where no number parts
    /// them.
    pub(super) fn metrics_together(&self, at: usize) -> Vec<usize> {
        let is_number = |other: usize| matches!(self.token(other), Token::Number(_));
        let from = (self.range.start..at).rev().find(|other| is_number(*other));
        let named = from.unwrap_or(self.range.start)..at;
        let columns = named.filter_map(|other| match self.token(other) {
            Token::Name(Name::Metric(columns)) => columns.first().copied(),
            _ => None,
        });
        let named: Vec<usize> = columns.collect();
        let story = self.values.story;
        let both = story.groups.is_empty() && story.values.len() == 2 && self.has(&[Kind::Every]);
        if named.is_empty() && self.metrics().is_empty() && (both || self.counts_metrics()) {
            return self.values.story.values.clone();
        }
        named
    }

    /// 两项指标都: whether this part counts the metrics of the result and says something of each.
    pub(super) fn counts_metrics(&self) -> bool {
        let values = &self.values.story.values;
        let counts = self.range.clone().any(|at| match self.token(at) {
            Token::Number(shown) => {
                let is_kind = self
                    .after(at)
                    .is_some_and(|next| matches!(self.token(next), Token::Name(Name::GroupKind)));
                shown.unit == super::shown::Unit::Measure && !is_kind && shown.counts(values.len())
            }
            _ => false,
        });
        counts && values.len() > 1 && self.has(&[Kind::Every]) && self.metrics().is_empty()
    }

    /// A new subject leaves behind what the one before was compared with.
    pub(super) fn renew(&self, context: &mut Context) {
        let own = self
            .selections
            .iter()
            .filter(|selection| !selection.is_object);
        for selection in own {
            match selection.of {
                Of::Group(_) | Of::List(_) => {
                    context.object = None;
                    if self.values.story.groups.len() < 2 {
                        context.subject.group = None;
                    }
                }
                // 11-12 环比降, 11-13 再降: of the day before each.
                Of::Bucket(_) if context.relative => {
                    context.relative = false;
                    context.object = None;
                    context.buckets.clear();
                }
                Of::Bucket(_) => {
                    context.object = context
                        .object
                        .take()
                        .filter(|object| object.bucket.is_some());
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
                self.apply(&mut subject, &selection.of);
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
                self.apply(&mut subject, &selection.of);
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

    /// Puts a selection into a subject.
    pub(super) fn apply(&self, subject: &mut Subject, of: &Of) {
        let story = self.values.story;
        match of {
            Of::Group(rows) => dims::put(story, subject, rows),
            Of::List(items) => dims::put(story, subject, &items.concat()),
            Of::Bucket(rows) => subject.bucket = Some(rows.clone()),
            Of::Base => subject.base = true,
            Of::Before => {}
        }
    }

    /// What the next part takes over.
    pub(super) fn pass_on(&self, context: &mut Context) {
        let end = self.range.end;
        let subject = self.subject_at(end, context, false);
        let object = self.object(end, context);
        if object.is_some() {
            context.object = object;
            let mut objects = self.selections.iter().filter(|found| found.is_object);
            context.relative = objects.all(|found| found.of == Of::Before);
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
            if let Some(counted) = &context.counted
                && !self.opens
                && !selection.is_object
                && !rows.iter().all(|row| counted.contains(row))
            {
                context.strays = true;
            }
            if context.listing.is_some() {
                context.listed.extend(&rows);
            }
            if let Of::List(items) = &selection.of
                && let [one, other] = items.as_slice()
            {
                context.pair = Some([one.clone(), other.clone()]);
            }
            if let (Token::Top(..), [one, other]) = (self.token(selection.at), rows.as_slice()) {
                context.pair = Some([vec![*one], vec![*other]]);
            }
            if !rows.is_empty() {
                context.last = Some(rows.clone());
            }
            context.named.extend(rows);
        }
        context.opened |= self.opens && context.went.is_some();
        // "The week before, …" is about that, until something else is named.
        let says =
            |at: &usize| !self.is_light(*at) && !self.selections.iter().any(|it| it.at == *at);
        let is_aside = !self.selections.is_empty() && !self.range.clone().any(|at| says(&at));
        if let ([only], true) = (self.selections.as_slice(), self.is_setting())
            && let Of::Group(rows) = &only.of
        {
            context.among = Some(rows.clone());
        }
        let base = self.selections.iter().all(|found| found.of == Of::Base);
        context.aside = context.object.clone().filter(|_| is_aside && base);
        context.subject = Subject {
            base: false,
            ..subject
        };
        if let [from, to] = self.metrics()[..] {
            context.step = Some((from, to));
        }
        if let Some(from) = self.goes_on_after(context)
            && let Some(column) = self.metric(context)
            && let Some(next) = self.bucket_after(&from, column, &context.subject)
        {
            context.subject.bucket = Some(next.clone());
            context.buckets.push(next);
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
        self.apply(&mut object, &found.of);
        if found.of == Of::Before {
            object = self.bucket_before(&self.subject(at, context), context)?;
        }
        Some(object)
    }

    /// The bucket before the one that a subject is of.
    pub(super) fn bucket_before(&self, subject: &Subject, context: &Context) -> Option<Subject> {
        let first = self.values.story.values.first().copied();
        let column = self.metric(context).or(first)?;
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
