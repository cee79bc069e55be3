//! How the people of a trade speak, beyond the names of metrics, dimensions and values.

use crate::layer::{DatasetId, FieldId, MetricId, Text};

/// What planners need to know of the trade's language.
#[derive(Debug, Clone, Default)]
pub struct LanguageNotes {
    /// Sayings, and what they mean in plain names.
    pub phrases: Vec<Phrase>,
    /// The metrics that stand for "how is it going", the most important first.
    pub overview: Vec<MetricId>,
    /// The metric that counts sessions, by which the latest of them are found.
    pub sessions: Option<MetricId>,
    /// What people ask for that the data cannot know.
    pub out_of_scope: Vec<OutOfScope>,
    /// Words that mean too much to be answered.
    pub ask_back: Vec<AskBack>,
    /// Steps that people call a funnel.
    pub funnels: Vec<Funnel>,
    /// What a row without a value of a field is called.
    pub without: Vec<Without>,
    /// Values that all rows of some datasets have, which no field of theirs says.
    pub within: Vec<Within>,
    /// Metrics of what is expected, beside those of what happened.
    pub ahead: Vec<Ahead>,
    /// What some metrics leave out or take in anyway, and how people ask for it all the same.
    pub already: Vec<Already>,
    /// Verbs that ask for a number without its name.
    pub verbs: Vec<Verb>,
    /// The numbers that are meant where a question names a subject and none.
    pub usual: Vec<Usual>,
}

/// What is counted of a subject that is named without a number: the reasons that refunds have most.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Usual {
    /// Fields of the subject: one of their values names it.
    pub fields: Vec<FieldId>,
    /// Rows of the subject.
    pub datasets: Vec<DatasetId>,
    /// What may be counted of it, the usual first.
    pub metrics: Vec<MetricId>,
    /// What is listed where a question names a value alone: what is out of stock.
    pub each: Option<FieldId>,
}

/// A verb that asks for a number where none is named beside it: how much did we burn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verb {
    /// Its forms.
    pub say: Vec<String>,
    /// What it may ask for, the usual first.
    pub metrics: Vec<MetricId>,
    /// Who does it, where somebody does: 谁在播.
    pub who: Option<FieldId>,
}

/// A wish that some metrics fulfil by their definition: units sold without gifts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Already {
    /// The ways in which it is said.
    pub say: Vec<String>,
    /// The metrics of which it is true anyway.
    pub metrics: Vec<MetricId>,
}

/// A saying that stands for other words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Phrase {
    /// The ways in which it is said.
    pub say: Vec<String>,
    /// The same in words of the layer, in the language of the saying.
    pub mean: String,
    /// What an answer to it says.
    pub note: Option<Text>,
}

/// A subject that is not in the data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutOfScope {
    /// Words that show it.
    pub say: Vec<String>,
    /// What to answer.
    pub reason: Text,
}

/// A word that means too much, and what to ask back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AskBack {
    /// The words.
    pub say: Vec<String>,
    /// What to ask.
    pub question: Text,
    /// Questions that can be answered, in Chinese and in English.
    pub choices: [Vec<String>; 2],
}

/// Metrics in the order in which people pass them.
#[derive(Debug, Clone)]
pub struct Funnel {
    /// Names for people.
    pub label: Text,
    /// Other words for it.
    pub synonyms: Vec<String>,
    /// Its steps, the widest first.
    pub steps: Vec<MetricId>,
    /// What people do at a step: each step by its place, and the words.
    pub said: Vec<(usize, Vec<String>)>,
}

/// Rows that have no value of a field, where that says something: an order without a coupon.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Without {
    /// The field, which is NULL in such rows.
    pub field: FieldId,
    /// What they are called.
    pub label: Text,
    /// Words for it.
    pub say: Vec<String>,
}

/// A value that all rows of some datasets have: what happens in a room is of the room.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Within {
    /// The field of other datasets.
    pub field: FieldId,
    /// The value.
    pub value: String,
    /// The datasets without that field.
    pub datasets: Vec<DatasetId>,
}

/// The metric of what is expected that stands for one of what happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ahead {
    /// What happened.
    pub of: MetricId,
    /// The same as it is expected.
    pub expected: MetricId,
    /// The lower and the upper bound of what is expected, where there are any.
    pub interval: Vec<MetricId>,
    /// How many days of a period have an expectation.
    pub days: Option<MetricId>,
}
