//! A sentence part by part: each part takes over what the parts before it named.

use std::ops::Range;

use super::claims::claims;
use super::joined::{apposed, lists};
use super::names::Name;
use super::order::{pending, places};
use super::part::Part;
use super::roles::bind_numbers;
use super::tokens::{Piece, Reader, Token};
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

impl Bound {
    /// The same, where what was read as the answer stands beside it.
    pub(super) fn of_table(mut self, table: usize) -> Self {
        let cells = self.derived.left.iter_mut().chain(&mut self.derived.right);
        cells.for_each(|cell| cell.table = table);
        self
    }
}

impl Bound {
    /// The same, where the rows that were read begin later in their table.
    pub(super) fn of_later_rows(mut self, first: usize) -> Self {
        let cells = self.derived.left.iter_mut().chain(&mut self.derived.right);
        cells.for_each(|cell| cell.row += first);
        self
    }
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
    /// The rows of groups that were named.
    pub(super) named: Vec<usize>,
    /// The group that was named last, whatever for.
    pub(super) last: Option<Vec<usize>>,
    /// The column of the number that this part bound last.
    pub(super) spoken: Option<usize>,
    /// What a part was about that said nothing else: "The week before, …".
    pub(super) aside: Option<Subject>,
    /// The group and the bucket that the sentence before named last.
    pub(super) earlier: Told,
    /// What was compared with was the bucket before the one spoken of.
    pub(super) relative: bool,
    /// Which way the part before said that something goes, by a word.
    pub(super) way: Option<bool>,
    /// The rows among which something is said to have its place: 前五的主播里.
    pub(super) among: Option<Vec<usize>>,
    /// Whether a list after a count has a row that was not counted.
    pub(super) strays: bool,
    /// The rows that were counted before a colon, of which a list follows.
    pub(super) counted: Option<Vec<usize>>,
    /// Whether what a part before a colon told of changes goes on in a list.
    pub(super) opened: bool,
    /// Two groups that were named together or compared.
    pub(super) pair: Option<[Vec<usize>; 2]>,
    /// Which way what was fastest went.
    pub(super) fast: Option<bool>,
}

impl Context {
    /// What a sentence begins with.
    fn after(earlier: &Told) -> Self {
        Self {
            metric: earlier.metric,
            earlier: earlier.clone(),
            pair: match earlier.group.as_deref() {
                Some([one, other]) => Some([vec![*one], vec![*other]]),
                _ => None,
            },
            ..Self::default()
        }
    }
}

/// What a proved sentence leaves for the one after it.
#[derive(Debug, Clone, Default)]
pub(super) struct Told {
    /// The metric spoken of.
    pub(super) metric: Option<usize>,
    /// The groups that were named.
    pub(super) group: Option<Vec<usize>>,
    /// The bucket named last.
    pub(super) bucket: Option<Vec<usize>>,
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

/// Proves a sentence; what it named of the metric is taken over by the next one.
pub(super) fn prove(
    reader: &Reader<'_>,
    text: &str,
    earlier: &Told,
) -> Result<(Vec<Bound>, Told), Doubt> {
    super::times::periods_are_whole(reader.story, text)?;
    let pieces = reader
        .tokens(text)
        .map_err(|rest| format!("unknown: {rest}"))?;
    let letters: Vec<char> = text.chars().collect();
    let values = Values {
        story: reader.story,
        is_aside: reader.is_aside,
    };
    names_all_values(&pieces)?;
    let pieces = lists(&apposed(&pieces));
    let depth = depths(&pieces)?;
    let letter = |at: usize| letters.get(at).copied().unwrap_or(' ');
    let marks = |is_mark: &dyn Fn(&Piece) -> bool| -> Vec<usize> {
        (0..pieces.len())
            .filter(|at| is_mark(&pieces[*at]))
            .collect()
    };
    let of_marks = marks(&|piece: &Piece| letter(piece.from) == '的' && piece.to == piece.from + 1);
    let possessives = marks(&|piece: &Piece| {
        let quote = matches!(letter(piece.from), '\'' | '’');
        quote && letter(piece.from + 1) == 's' && piece.to == piece.from + 2
    });
    let mut context = Context::after(earlier);
    let mut bound = Vec::new();
    let mut has_said = false;
    let mut unsaid: Vec<Vec<usize>> = Vec::new();
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
            possessives: &possessives,
        };
        part.selections = part.select(&context)?;
        part.renew(&mut context);
        let numbers = bind_numbers(&part, &mut context)?;
        claims(&part, &context, &numbers)?;
        places(&part, &mut context)?;
        if has_said && part.is_bare() && part.goes_on() {
            part.repeats(&context)?;
        } else {
            let goes_on = part.goes_on();
            part.holds_of(if goes_on { &unsaid } else { &[] }, &context)?;
            unsaid = part.unsaid(goes_on.then_some(unsaid));
            context.way = part.way();
            has_said |= !part.is_bare();
        }
        part.pass_on(&mut context);
        bound.extend(numbers.into_iter().map(|number| number.bound(&pieces)));
    }
    pending(&values, &context)?;
    if context.strays {
        return Err("the list has what was not counted".to_owned());
    }
    let named = (!context.named.is_empty()).then_some(context.named);
    let told = Told {
        metric: context.metric,
        group: named.or(context.earlier.group),
        bucket: context.buckets.last().cloned(),
    };
    Ok((bound, told))
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
    // Metrics named together stay together, and so do the two ends of a range or of a gap.
    let is_end = |at: usize| {
        let is = |at: Option<usize>, number: bool| {
            let piece = at.and_then(|at| pieces.get(at));
            piece.is_some_and(|piece| match piece.token {
                Token::Number(_) => number,
                Token::Place(..) | Token::Word(Kind::Highest | Kind::Lowest) => !number,
                _ => false,
            })
        };
        let is_plain = |at: usize| {
            let piece = pieces.get(at);
            piece.is_some_and(|piece| piece.token == Token::Word(Kind::Plain))
        };
        let next = (at + 1..pieces.len()).find(|at| !is_plain(*at));
        let both = |number: bool| is(at.checked_sub(1), number) && is(next, number);
        let near = || {
            let from = at.saturating_sub(4);
            pieces[from..(at + 7).min(pieces.len())].iter()
        };
        let word = |kinds: &[Kind]| {
            near().any(|piece| matches!(piece.token, Token::Word(kind) if kinds.contains(&kind)))
        };
        (both(true) && word(&[Kind::Between, Kind::Ranged])) || (both(false) && word(&[Kind::Gap]))
    };
    let ends = |at: usize, piece: &Piece| match piece.token {
        Token::Pause | Token::Word(Kind::Split | Kind::Or) => true,
        Token::Word(Kind::And) => {
            let together = is_metric(at.checked_sub(1)) && is_metric(Some(at + 1));
            !(together || is_end(at))
        }
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
