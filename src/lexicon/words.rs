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
    Whether = "whether", Interval = "interval",
}

/// Adds the general words.
pub(super) fn add(terms: &mut Terms) {
    for line in GENERAL.lines() {
        let line = line.trim();
        let Some((kind, list)) = line.split_once(':').filter(|_| !line.starts_with('#')) else {
            continue;
        };
        let Some(word) = Word::named(kind.trim()) else {
            continue;
        };
        let meaning = terms.meaning(Meaning::Word(word));
        for term in list.split(',') {
            terms.add(term, meaning);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_of_the_word_list_has_a_known_kind() {
        for line in GENERAL
            .lines()
            .filter(|line| !line.starts_with('#') && !line.trim().is_empty())
        {
            let kind = line
                .split_once(':')
                .map(|(kind, _)| kind.trim())
                .unwrap_or_default();
            assert!(Word::named(kind).is_some(), "unknown kind in: {line}");
        }
    }
}
