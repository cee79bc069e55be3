//! What the words of a narration claim: the table `words.txt`.

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::grammar::chars::Chars;

/// What a word claims, or does to the words around it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Kind {
    Plain,
    Every,
    SomeLess,
    Fastest,
    UpDown,
    DownUp,
    Between,
    Ranged,
    Gap,
    Rest,
    Except,
    LatestDay,
    LatestWeek,
    LatestMonth,
    Only,
    Who,
    Or,
    Alike,
    Close,
    Onward,
    Since,
    Then,
    In,
    AfterDay,
    AfterWeek,
    AfterMonth,
    Slowest,
    Split,
    And,
    With,
    Rise,
    Fall,
    RiseNoun,
    FallNoun,
    RiseTo,
    FallTo,
    More,
    Less,
    Above,
    Below,
    Over,
    Under,
    About,
    Near,
    SomeMore,
    Equal,
    Doubled,
    Tripled,
    Quadrupled,
    Halved,
    Than,
    From,
    To,
    Of,
    At,
    AsOf,
    AsMany,
    TimesOf,
    Highest,
    Lowest,
    Next,
    Tied,
    Moved,
    Sole,
    Steady,
    Best,
    Worst,
    Better,
    Worsened,
    Slight,
    Sharp,
    Share,
    Sum,
    InAll,
    Whole,
    Mean,
    Conversion,
    Steepest,
    Listed,
    Rows,
    Points,
    None,
    Data,
    NoData,
    Uncompared,
    Base,
    BaseDay,
    BaseWeek,
    BaseMonth,
    BaseQuarter,
    BaseYear,
    BaseBefore,
    First,
    Last,
    Running,
    InPart,
    AllOthers,
    Lead,
    That,
    Floor,
    Ceiling,
    EverSince,
}

impl Kind {
    /// Whether a word claims nothing about the numbers beside it.
    pub(super) fn is_plain(self) -> bool {
        matches!(
            self,
            Self::Plain | Self::Every | Self::Only | Self::In | Self::Then | Self::That
        )
    }
}

const NAMES: &[(&str, Kind)] = &[
    ("plain", Kind::Plain),
    ("every", Kind::Every),
    ("some_less", Kind::SomeLess),
    ("fastest", Kind::Fastest),
    ("up_down", Kind::UpDown),
    ("down_up", Kind::DownUp),
    ("between", Kind::Between),
    ("ranged", Kind::Ranged),
    ("gap", Kind::Gap),
    ("rest", Kind::Rest),
    ("except", Kind::Except),
    ("latest_day", Kind::LatestDay),
    ("latest_week", Kind::LatestWeek),
    ("latest_month", Kind::LatestMonth),
    ("only", Kind::Only),
    ("who", Kind::Who),
    ("or", Kind::Or),
    ("alike", Kind::Alike),
    ("close", Kind::Close),
    ("onward", Kind::Onward),
    ("since", Kind::Since),
    ("then", Kind::Then),
    ("in", Kind::In),
    ("after_day", Kind::AfterDay),
    ("after_week", Kind::AfterWeek),
    ("after_month", Kind::AfterMonth),
    ("slowest", Kind::Slowest),
    ("split", Kind::Split),
    ("and", Kind::And),
    ("with", Kind::With),
    ("rise", Kind::Rise),
    ("fall", Kind::Fall),
    ("rise_noun", Kind::RiseNoun),
    ("fall_noun", Kind::FallNoun),
    ("rise_to", Kind::RiseTo),
    ("fall_to", Kind::FallTo),
    ("more", Kind::More),
    ("less", Kind::Less),
    ("above", Kind::Above),
    ("below", Kind::Below),
    ("over", Kind::Over),
    ("under", Kind::Under),
    ("about", Kind::About),
    ("near", Kind::Near),
    ("some_more", Kind::SomeMore),
    ("equal", Kind::Equal),
    ("doubled", Kind::Doubled),
    ("tripled", Kind::Tripled),
    ("quadrupled", Kind::Quadrupled),
    ("halved", Kind::Halved),
    ("than", Kind::Than),
    ("from", Kind::From),
    ("to", Kind::To),
    ("of", Kind::Of),
    ("at", Kind::At),
    ("as_of", Kind::AsOf),
    ("as_many", Kind::AsMany),
    ("times_of", Kind::TimesOf),
    ("highest", Kind::Highest),
    ("lowest", Kind::Lowest),
    ("next", Kind::Next),
    ("tied", Kind::Tied),
    ("moved", Kind::Moved),
    ("sole", Kind::Sole),
    ("steady", Kind::Steady),
    ("best", Kind::Best),
    ("worst", Kind::Worst),
    ("better", Kind::Better),
    ("worsened", Kind::Worsened),
    ("slight", Kind::Slight),
    ("sharp", Kind::Sharp),
    ("share", Kind::Share),
    ("sum", Kind::Sum),
    ("in_all", Kind::InAll),
    ("whole", Kind::Whole),
    ("mean", Kind::Mean),
    ("conversion", Kind::Conversion),
    ("steepest", Kind::Steepest),
    ("listed", Kind::Listed),
    ("rows", Kind::Rows),
    ("points", Kind::Points),
    ("none", Kind::None),
    ("data", Kind::Data),
    ("nodata", Kind::NoData),
    ("uncompared", Kind::Uncompared),
    ("base", Kind::Base),
    ("base_day", Kind::BaseDay),
    ("base_week", Kind::BaseWeek),
    ("base_month", Kind::BaseMonth),
    ("base_quarter", Kind::BaseQuarter),
    ("base_year", Kind::BaseYear),
    ("base_before", Kind::BaseBefore),
    ("first", Kind::First),
    ("last", Kind::Last),
    ("running", Kind::Running),
    ("in_part", Kind::InPart),
    ("lead", Kind::Lead),
    ("that", Kind::That),
    ("floor", Kind::Floor),
    ("ceiling", Kind::Ceiling),
    ("all_others", Kind::AllOthers),
    ("ever_since", Kind::EverSince),
];

type Table = HashMap<char, Vec<(&'static str, Kind)>>;

static WORDS: LazyLock<Table> = LazyLock::new(|| {
    let mut table = Table::new();
    for (word, kind) in lines() {
        if let Some(first) = word.chars().next() {
            table.entry(first).or_default().push((word, kind));
        }
    }
    table
});

/// The words of the table with their kinds; a line of an unknown kind has none.
fn lines() -> impl Iterator<Item = (&'static str, Kind)> {
    let text = include_str!("words.txt");
    text.lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| line.split_once(':'))
        .filter_map(|(name, words)| Some((kind(name)?, words)))
        .flat_map(|(kind, words)| words.split(',').map(move |word| (word.trim(), kind)))
}

fn kind(name: &str) -> Option<Kind> {
    let found = NAMES.iter().find(|(known, _)| *known == name);
    found.map(|(_, kind)| *kind)
}

/// The longest word of the table at a position, and the position after it.
pub(super) fn word(chars: &Chars<'_>, pos: usize) -> Option<(Kind, usize)> {
    chars.pick(pos, WORDS.get(&chars.at(pos)?)?)
}

/// Whether a name has a word for a mean in it: 平均在线人数, average order value.
pub(super) fn names_mean(name: &str) -> bool {
    let chars = Chars::new(name);
    (0..chars.len()).any(|at| matches!(word(&chars, at), Some((Kind::Mean, _))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_has_a_known_kind_and_no_word_has_two() {
        let text = include_str!("words.txt");
        let mut seen: HashMap<&str, Kind> = HashMap::new();
        for line in text.lines().filter(|line| !line.starts_with('#')) {
            if let Some((name, _)) = line.split_once(':') {
                assert!(kind(name).is_some(), "{name}");
            }
        }
        for (word, kind) in lines() {
            let known = seen.insert(word, kind);
            assert!(known.is_none_or(|known| known == kind), "{word}");
            let folded: String = word.chars().map(crate::grammar::chars::fold).collect();
            assert_eq!(word, folded, "a word stands as texts are normalised");
        }
    }
}
