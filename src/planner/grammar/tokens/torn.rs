//! Names that begin inside of a time: 上个|季度复购率, where 上个季度|复购率 is meant, and
//! 上周一|分钟留存率, where 上周|一分钟留存率 is.

use std::ops::Range;

use crate::grammar::time::{self, Calendar, TimeReading};
use crate::lexicon::{Lexicon, Meaning, Word};

/// The times that end where a name begins, of those that it tears apart; none where it is the name
/// that is torn: the rest of it is one by itself, or nothing is left of the time without its end.
pub(super) fn by_time(
    periods: &[Range<usize>],
    name: &Range<usize>,
    (text, folded, places): (&str, &[char], &[usize]),
    (lexicon, calendar): (&Lexicon, &Calendar<'_>),
) -> Option<Vec<(Range<usize>, TimeReading)>> {
    let mut shorter = Vec::new();
    let torn = periods.iter().filter(|period| {
        period.start < name.start && name.start < period.end && period.end < name.end
    });
    for period in torn {
        let rest = folded.get(period.end..name.end).unwrap_or_default();
        let rest: String = rest.iter().collect();
        if !lexicon.meanings(&rest).is_empty() {
            return None;
        }
        let (from, to) = (places.get(period.start)?, places.get(name.start)?);
        let head = text.get(*from..*to)?;
        let found = time::find(head, calendar);
        let whole = found.into_iter().find(|it| it.span == (0..head.len()))?;
        shorter.push((period.start..name.start, whole.time));
    }
    Some(shorter)
}

/// How soon a term counts among readings of one length: names before words that say nothing,
/// 最多的|话题, and what is written before what is read for something else.
pub(super) fn rank(meanings: &[Meaning], mended: bool) -> u8 {
    let idle = |meaning: &Meaning| *meaning == Meaning::Word(Word::Filler);
    match (mended, meanings.iter().all(idle)) {
        (true, _) => 4,
        (false, true) => 2,
        (false, false) => 1,
    }
}
