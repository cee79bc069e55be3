//! General words of the two languages, by what they do in a question.

use super::Meaning;
use super::terms::Terms;

const GENERAL: &str = include_str!("../grammar/words/general.txt");

macro_rules! words {
    ($($name:ident = $text:literal),+ $(,)?) => {
        /// What a general word does in a question.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Word { $($name),+ }

        impl Word {
            fn named(name: &str) -> Option<Self> {
                match name { $($text => Some(Self::$name),)+ _ => None }
            }
        }
    };
}

words! {
    Filler = "filler", And = "and", Each = "each", By = "by", Breakdown = "breakdown",
    Which = "which", WhichMany = "which_many", Rank = "rank", Desc = "desc", Asc = "asc",
    Highest = "highest", Lowest = "lowest", Best = "best", Worst = "worst", Share = "share",
    Trend = "trend", Compare = "compare", Exclude = "exclude", ExcludeEnd = "exclude_end",
    Other = "other", All = "all", Inside = "inside", Deixis = "deixis", Chart = "chart",
    Min = "min", Max = "max", Average = "average", Why = "why", Forecast = "forecast",
    Anomaly = "anomaly", Cumulative = "cumulative", Write = "write",
    Instruction = "instruction", Private = "private", Negation = "negation", Apart = "apart", Count = "count",
    Change = "change", Own = "own",
    Follow = "follow", Elliptic = "elliptic", Asks = "asks", Swap = "swap", Only = "only",
    Add = "add", NoSplit = "no_split", Total = "total", Correct = "correct", NotThat = "not_that",
    Person = "person", These = "these", ThatOne = "that_one", First = "first", Last = "last",
    ChartLine = "chart_line", ChartBar = "chart_bar", ChartPie = "chart_pie",
    ChartTable = "chart_table", ChartStacked = "chart_stacked", ChartScatter = "chart_scatter",
    ChartHeatMap = "chart_heat_map", ChartFunnel = "chart_funnel", ChartWaterfall = "chart_waterfall",
    Definition = "definition", Meaning = "meaning", Freshness = "freshness", MetricNoun = "metric_noun",
    DimensionNoun = "dimension_noun", Service = "service",
    Greeting = "greeting", Going = "going", Step = "step",
    Pair = "pair", Who = "who", Than = "than", More = "more", Less = "less", Good = "good",
    Bad = "bad", YesNo = "yes_no", Drop = "drop",
    Comparative = "comparative", Pivot = "pivot", From = "from", Gives = "gives",
    Attain = "attain", Relative = "relative", People = "people", Down = "down",
    Fell = "fell", Rose = "rose", Stress = "stress", InMoney = "in_money", InTime = "in_time",
    Whether = "whether", Interval = "interval", Serves = "serves", InTimes = "in_times",
    InRatio = "in_ratio", KindOf = "kind_of", Differ = "differ", Whole = "whole", ThatTime = "that_time", On = "on",
}

/// Adds the general words.
pub(super) fn add(terms: &mut Terms) {
    let frames = frames();
    for (kinds, list) in lines() {
        for word in kinds.split('+').filter_map(|kind| Word::named(kind.trim())) {
            let meaning = terms.meaning(Meaning::Word(word));
            for term in list.split(',') {
                terms.add(term, meaning);
                for frame in frames.iter().filter(|_| kinds.starts_with(FRAMED)) {
                    terms.add(&frame.replace('~', term.trim()), meaning);
                }
            }
        }
    }
}

/// The kind of the line with what is said around a noun, which `~` stands for.
const FRAMES: &str = "around_chart";
/// What the kinds of such nouns begin with.
const FRAMED: &str = "chart_";

/// What is said around the nouns of pictures.
fn frames() -> Vec<&'static str> {
    let around = lines().filter(|(kinds, _)| *kinds == FRAMES);
    let frames = around.flat_map(|(_, list)| list.split(','));
    frames.map(str::trim).collect()
}

/// The kinds and the list of each line.
fn lines() -> impl Iterator<Item = (&'static str, &'static str)> {
    let lines = GENERAL.lines().map(str::trim);
    lines
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| line.split_once(':'))
        .map(|(kinds, list)| (kinds.trim(), list))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_of_the_word_list_has_a_known_kind() {
        let written = GENERAL.lines().map(str::trim);
        let written = written.filter(|line| !line.starts_with('#') && !line.is_empty());
        assert_eq!(written.count(), lines().count());
        for (kinds, list) in lines().filter(|(kinds, _)| *kinds != FRAMES) {
            let known = kinds
                .split('+')
                .all(|kind| Word::named(kind.trim()).is_some());
            assert!(known, "unknown kind in: {kinds}: {list}");
        }
    }

    #[test]
    fn every_frame_has_a_place_for_its_noun() {
        assert!(!frames().is_empty());
        for frame in frames() {
            assert_eq!(frame.matches('~').count(), 1, "{frame}");
        }
    }
}
