//! A question as tokens: times, numbers, terms of the lexicon, marks, and what nobody knows.

mod cut;
mod parted;
mod torn;
mod unknown;

use std::ops::Range;

use crate::grammar::chars::Chars;
use crate::grammar::number::{self, NumberReading};
use crate::grammar::time::{self, Calendar, TimeReading};
use crate::lexicon::{Cover, Lexicon, Meaning, Rights, Word};

/// Words that change an earlier question and say nothing in one of their own.
const GOING_ON: &[Word] = &[
    Word::Swap,
    Word::Add,
    Word::NoSplit,
    Word::Correct,
    Word::NotThat,
    Word::Person,
    Word::These,
    Word::ThatOne,
    Word::First,
    Word::Last,
];

/// One piece of a question.
#[derive(Debug, Clone)]
pub(super) struct Token {
    /// Where, in characters.
    pub(super) span: Range<usize>,
    /// What it is.
    pub(super) kind: Kind,
}

/// What a piece of a question is.
#[derive(Debug, Clone)]
pub(super) enum Kind {
    Time(TimeReading),
    Number(NumberReading),
    Term(Vec<Meaning>),
    Mark(char),
    Unknown,
}

/// The tokens of a question and its folded text.
#[derive(Debug, Clone)]
pub(super) struct Tokens {
    pub(super) list: Vec<Token>,
    pub(super) folded: Vec<char>,
    /// What was read for something else: what stood there and the term.
    pub(super) mended: Vec<(String, String)>,
    /// Where each of those stands.
    mended_at: Vec<Range<usize>>,
    original: Vec<char>,
}

impl Tokens {
    /// The text of a token as typed.
    pub(super) fn text(&self, token: &Token) -> String {
        self.original
            .get(token.span.clone())
            .unwrap_or_default()
            .iter()
            .collect()
    }

    /// The text of some characters as typed; what is beyond its end is left out.
    pub(super) fn piece(&self, span: Range<usize>) -> String {
        let end = span.end.min(self.original.len());
        self.original
            .get(span.start..end)
            .unwrap_or_default()
            .iter()
            .collect()
    }

    /// The text before and after a place, as typed.
    pub(super) fn around(&self, span: &Range<usize>) -> (String, String) {
        let piece = |range: Option<&[char]>| range.unwrap_or_default().iter().collect();
        (
            piece(self.original.get(..span.start)),
            piece(self.original.get(span.end..)),
        )
    }

    /// Whether any token is a time.
    pub(super) fn has_time(&self) -> bool {
        self.list
            .iter()
            .any(|token| matches!(token.kind, Kind::Time(_)))
    }

    /// Whether the question was typed in Chinese, at least in part.
    pub(super) fn is_chinese(&self) -> bool {
        self.original
            .iter()
            .any(|c| ('\u{4e00}'..='\u{9fff}').contains(c))
    }

    /// Whether the token at a place is a certain word.
    pub(super) fn is(&self, at: usize, words: &[Word]) -> bool {
        self.list.get(at).is_some_and(|token| token.is_word(words))
    }

    /// The nearest token before that says something.
    pub(super) fn before(&self, at: usize) -> Option<usize> {
        (0..at).rev().find(|i| !self.is(*i, &[Word::Filler]))
    }

    /// The place of one of the words, where nothing but fillers stands between it and a token.
    pub(super) fn before_any(&self, at: usize, words: &[Word]) -> Option<usize> {
        let filler = |place: &usize| self.is(*place, &[Word::Filler]);
        let near = (0..at).rev().take_while(filler);
        near.chain(self.before(at))
            .find(|place| self.is(*place, words))
    }

    /// The nearest token after that says something.
    pub(super) fn after(&self, at: usize) -> Option<usize> {
        (at + 1..self.list.len()).find(|i| !self.is(*i, &[Word::Filler]))
    }

    /// Notes that some characters were read as a term.
    fn mend(&mut self, span: &Range<usize>, term: Option<String>) {
        let said: String = self
            .original
            .get(span.clone())
            .unwrap_or_default()
            .iter()
            .collect();
        // What is read inside of it counts no more.
        let inside = |at: &Range<usize>| span.start <= at.start && at.end <= span.end;
        let mut kept = self.mended_at.iter().map(|at| !inside(at));
        self.mended.retain(|_| kept.next().unwrap_or(true));
        self.mended_at.retain(|at| !inside(at));
        if let Some(term) = term {
            self.mended.push((said, term));
            self.mended_at.push(span.clone());
        }
    }

    /// What covers each character.
    fn cover(&self) -> Vec<Cover> {
        let mut cover = vec![Cover::Nothing; self.folded.len()];
        for (at, token) in self.list.iter().enumerate() {
            let word = |meaning: &Meaning| matches!(meaning, Meaning::Word(_));
            let by = match &token.kind {
                Kind::Term(meanings) if !meanings.iter().all(word) => Cover::Name(at),
                _ => Cover::Other,
            };
            if let Some(slots) = cover.get_mut(token.span.clone()) {
                slots.fill(by);
            }
        }
        cover
    }

    /// Whether any token is one of the words.
    pub(super) fn any(&self, words: &[Word]) -> bool {
        self.list.iter().any(|token| token.is_word(words))
    }
}

impl Token {
    /// Whether this token means something only in a question that goes on from another.
    pub(super) fn only_goes_on(&self) -> bool {
        let goes_on = |meaning: &Meaning| match meaning {
            Meaning::Word(word) => GOING_ON.contains(word),
            _ => false,
        };
        matches!(&self.kind, Kind::Term(meanings) if meanings.iter().all(goes_on))
    }

    /// The meanings of a term; none for what is no term.
    pub(super) fn meanings(&self) -> &[Meaning] {
        match &self.kind {
            Kind::Term(meanings) => meanings,
            _ => &[],
        }
    }

    /// Whether this token is one of the words.
    pub(super) fn is_word(&self, words: &[Word]) -> bool {
        match &self.kind {
            Kind::Term(meanings) => meanings
                .iter()
                .any(|meaning| matches!(meaning, Meaning::Word(word) if words.contains(word))),
            _ => false,
        }
    }
}

/// A reading of some characters: where, how soon it counts, what it is, and the term that was read
/// if it is written otherwise.
struct Candidate {
    span: Range<usize>,
    rank: u8,
    kind: Kind,
    read: Option<String>,
}

/// Cuts a question into tokens: the longest reading wins; on a tie time, then names, words, numbers.
pub(super) fn tokenise(
    text: &str,
    lexicon: &Lexicon,
    calendar: &Calendar<'_>,
    rights: &Rights,
) -> Tokens {
    let mut tokens = covered(text, lexicon, calendar, rights, |_| true);
    slips(&mut tokens, lexicon, rights);
    leftovers(&mut tokens);
    tokens.list.sort_by_key(|token| token.span.start);
    tokens
}

/// Cuts a question into tokens as it is written: nothing is mended or read by its sound.
pub(super) fn tokenise_as_written(
    text: &str,
    lexicon: &Lexicon,
    calendar: &Calendar<'_>,
    rights: &Rights,
) -> Tokens {
    let mut tokens = covered(text, lexicon, calendar, rights, |it| it.read.is_none());
    leftovers(&mut tokens);
    tokens.list.sort_by_key(|token| token.span.start);
    tokens
}

/// The tokens of everything that some reading covers.
fn covered(
    text: &str,
    lexicon: &Lexicon,
    calendar: &Calendar<'_>,
    rights: &Rights,
    counts: impl Fn(&Candidate) -> bool,
) -> Tokens {
    let chars = Chars::new(text);
    let folded: Vec<char> = (0..chars.len()).filter_map(|at| chars.at(at)).collect();
    let mut candidates = candidates(text, &folded, lexicon, calendar, rights);
    candidates.retain(counts);
    let apart = parted::names(&candidates, &folded);
    candidates.retain(|it| !apart.contains(&it.span));
    candidates.sort_by_key(|it| (usize::MAX - it.span.len(), it.rank, it.span.start));
    let chosen = cut::best(&candidates, &folded);
    let mut tokens = Tokens {
        list: Vec::new(),
        folded,
        mended: Vec::new(),
        mended_at: Vec::new(),
        original: text.chars().collect(),
    };
    for Candidate {
        span, kind, read, ..
    } in chosen
    {
        if read.is_some() {
            tokens.mend(span, read.clone());
        }
        tokens.list.push(Token {
            span: span.clone(),
            kind: kind.clone(),
        });
    }
    tokens
}

/// Everything that some characters may be read as.
fn candidates(
    text: &str,
    folded: &[char],
    lexicon: &Lexicon,
    calendar: &Calendar<'_>,
    rights: &Rights,
) -> Vec<Candidate> {
    let mut candidates = Vec::new();
    let mut add = |span, rank, kind, read| {
        candidates.push(Candidate {
            span,
            rank,
            kind,
            read,
        });
    };
    let chars = Chars::new(text);
    let places: Vec<usize> = (0..=chars.len())
        .map(|at| chars.bytes(at, at).start)
        .collect();
    let place = |byte: usize| places.partition_point(|known| *known < byte);
    let mut periods = Vec::new();
    for found in time::find(text, calendar) {
        let span = place(found.span.start)..place(found.span.end);
        periods.push(span.clone());
        add(span, 0, Kind::Time(found.time), None);
    }
    for found in number::find(text) {
        let span = place(found.span.start)..place(found.span.end);
        add(span, 3, Kind::Number(found.number), None);
    }
    let hits = lexicon.matches(folded, rights);
    let without: Vec<Range<usize>> = hits
        .iter()
        .filter(|hit| {
            hit.meanings
                .iter()
                .any(|it| matches!(it, Meaning::Without(_)))
        })
        .map(|hit| hit.span.clone())
        .collect();
    for found in hits {
        // 没用券的成交额: nothing begins inside of a negation.
        let span = &found.span;
        let torn =
            |it: &Range<usize>| it.start < span.start && span.start < it.end && it.end < span.end;
        let cut = torn::by_time(&periods, span, (text, folded, &places), (lexicon, calendar));
        let Some(shorter) = cut.filter(|_| !without.iter().any(torn)) else {
            continue;
        };
        for (span, time) in shorter {
            add(span, 0, Kind::Time(time), None);
        }
        // 高 says which of two is meant only where it ends a clause.
        let ends = |at: usize| folded.get(at).is_none_or(|c| !c.is_alphanumeric());
        let comparative = |it: &Meaning| *it == Meaning::Word(Word::Comparative);
        if found.meanings.iter().all(comparative) && !ends(found.span.end) {
            continue;
        }
        let kind = own_first(&found.meanings);
        let rank = torn::rank(&kind, found.read.is_some());
        let kind = Kind::Term(kind);
        add(found.span, rank, kind, found.read.map(str::to_owned));
    }
    candidates
}

/// Names of the layer before general words of the same form.
fn own_first(meanings: &[Meaning]) -> Vec<Meaning> {
    let own: Vec<Meaning> = meanings
        .iter()
        .filter(|meaning| !matches!(meaning, Meaning::Word(_)))
        .cloned()
        .collect();
    if own.is_empty() {
        meanings.to_vec()
    } else {
        own
    }
}

/// Mends slips and links parts of names where nothing is known; each may take the place of the names that it reaches over.
fn slips(tokens: &mut Tokens, lexicon: &Lexicon, rights: &Rights) {
    let mut at = 0;
    while let Some(run) = tokens.next_unknown(at) {
        at = run.end;
        let cover = tokens.cover();
        let slip = lexicon
            .slip(&tokens.folded, run.clone(), &cover, rights)
            .or_else(|| lexicon.fragment(&tokens.folded, run.clone(), &cover, rights));
        let Some(slip) = slip else {
            continue;
        };
        let inside =
            |token: &Token| slip.span.start <= token.span.start && token.span.end <= slip.span.end;
        tokens.list.retain(|token| !inside(token));
        tokens.mend(&slip.span, slip.term.map(str::to_owned));
        tokens.list.push(Token {
            span: slip.span,
            kind: Kind::Term(own_first(&slip.meanings)),
        });
        // What is left of the run may hold another slip.
        at = run.start;
    }
}

/// Turns what no reading covers into marks and unknown words.
fn leftovers(tokens: &mut Tokens) {
    let cover = tokens.cover();
    for (at, c) in tokens.folded.iter().enumerate() {
        let free = cover.get(at) == Some(&Cover::Nothing);
        if free && !c.is_alphanumeric() && !c.is_whitespace() {
            let says = "%‰$¥€£@#=<>^*~|\\".contains(*c);
            let kind = if says { Kind::Unknown } else { Kind::Mark(*c) };
            tokens.list.push(Token {
                span: at..at + 1,
                kind,
            });
        }
    }
    let mut at = 0;
    while let Some(run) = tokens.next_unknown(at) {
        at = run.end;
        tokens.list.push(Token {
            span: run,
            kind: Kind::Unknown,
        });
    }
}
