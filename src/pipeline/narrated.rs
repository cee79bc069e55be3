//! Who words an answer: the templates, and a model beside them where one is configured.

use std::time::{Duration, Instant};

use crate::answer::{Answer, AnswerNarrator, AnswerNote, Draft, ModelUse};
use crate::language_model::LanguageModelError;
use crate::narrator::{Narrator, NarratorError, Patience};
use crate::progress::{Step, Tell};
use crate::question::{LaneChoice, Language, Question};

use super::{Asked, ModelLane, Pipeline};

/// The code of the note that says that a model was to word the answer and did not.
const UNAVAILABLE: &str = "narrator_unavailable";
/// How long a computed answer waits for its words at most: the templates' are there already.
const PATIENCE: Duration = Duration::from_secs(12);

impl Pipeline {
    /// The answer in words: the template's, or the proved sentences of a model after its headline.
    pub(super) async fn worded(&self, asked: &Asked<'_>, draft: Draft<'_>) -> Answer {
        let lane = self.model.as_deref();
        let modelless = [LaneChoice::Grammar, LaneChoice::Rules];
        let lane = lane.filter(|_| !modelless.contains(&asked.question.lane));
        let narrator = lane.and_then(|lane| Some((lane, lane.narrator()?)));
        match narrator {
            // Of nothing there is nothing to tell.
            Some(_) if draft.computed().holds_no_number() => draft.finish(None),
            Some((lane, narrator)) => self.narrated(asked, draft, lane, narrator).await,
            None => draft.finish(None),
        }
    }

    async fn narrated(
        &self,
        asked: &Asked<'_>,
        draft: Draft<'_>,
        lane: &ModelLane,
        narrator: &Narrator,
    ) -> Answer {
        let own;
        let meter = match asked.meter {
            Some(meter) => meter,
            None => {
                own = lane.meter(&self.layer);
                &own
            }
        };
        let started = Instant::now();
        let calls = meter.spent().calls;
        let planned = asked.model.map_or(0.0, |usage| usage.waited_ms);
        let planned = Duration::try_from_secs_f64(planned / 1e3).unwrap_or_default();
        let allowed = lane.deadline().saturating_sub(planned).min(PATIENCE);
        let told = if allowed.is_zero() {
            Err(LanguageModelError::Timeout { after: allowed }.into())
        } else {
            let until = (started + allowed).into();
            let patience = Patience { until, allowed };
            tell_result(asked.tell, &draft);
            let tell = |sentences: &[String]| tell_words(asked.tell, &draft, sentences);
            narrator.narrate(&draft, meter, patience, &tell).await
        };
        let (sentences, note) = match told {
            Ok(sentences) => (Some(sentences), None),
            Err(error) => {
                tracing::warn!(%error, "the narrator gave no sentence");
                (None, Some(unavailable(asked.question, &error)))
            }
        };
        let mut answer = draft.finish(sentences.as_deref());
        answer.notes.extend(note);
        if meter.spent().calls > calls {
            let waited = planned + started.elapsed();
            let usage = lane.usage(meter, narrator.name().to_owned(), waited);
            answer.model = usage.map(|usage| with_planner(usage, asked.model, narrator));
        }
        answer
    }
}

/// Tells what stands already while a model words it: the rows, the picture and the headline.
fn tell_result(tell: &Tell, draft: &Draft<'_>) {
    let result = &draft.computed().result;
    tell(Step::Rows {
        columns: draft.columns(),
        rows: result.rows.clone(),
        label_rows: draft.label_rows(),
        truncated: result.truncated,
    });
    if let Some(chart) = draft.chart() {
        tell(Step::Chart(Box::new(chart)));
    }
    tell_words(tell, draft, &[]);
}

fn tell_words(tell: &Tell, draft: &Draft<'_>, sentences: &[String]) {
    let (headline, narration, proof) = draft.so_far(sentences);
    tell(Step::Narration {
        headline,
        narration,
        proof,
    });
}

/// What both cost, under the name of who planned where a model did.
fn with_planner(usage: ModelUse, planner: Option<&ModelUse>, narrator: &Narrator) -> ModelUse {
    let (name, prompt_version) = (narrator.name(), narrator.prompt_version());
    let (first, version) = match planner {
        Some(planner) => (planner.name.as_str(), planner.prompt_version.as_str()),
        None => (name, prompt_version),
    };
    ModelUse {
        name: first.to_owned(),
        prompt_version: version.to_owned(),
        narrator: Some(AnswerNarrator {
            name: name.to_owned(),
            prompt_version: prompt_version.to_owned(),
        }),
        ..usage
    }
}

/// Says that the templates word the answer alone, and why; never in a provider's words.
fn unavailable(question: &Question, error: &NarratorError) -> AnswerNote {
    let (zh, en) = match error {
        NarratorError::Unproved => (
            "语言模型写的句子都没有通过核对",
            "no sentence of the language model could be proved",
        ),
        NarratorError::Model(LanguageModelError::Timeout { .. }) => (
            "语言模型没有及时回复",
            "the language model did not reply in time",
        ),
        NarratorError::Model(LanguageModelError::OverBudget { .. }) => (
            "语言模型的预算用完了",
            "the budget of the language model is used up",
        ),
        NarratorError::TooLong { .. } => (
            "结果太大，语言模型读不下",
            "the result is too large for the language model",
        ),
        NarratorError::Model(_) | NarratorError::Prompt(_) => {
            ("语言模型现在用不了", "the language model is not available")
        }
    };
    AnswerNote {
        code: UNAVAILABLE.to_owned(),
        text: match question.language {
            Language::Zh => format!("{zh}，文字由模板写成。"),
            Language::En => format!("The words are the template's: {en}."),
        },
    }
}
