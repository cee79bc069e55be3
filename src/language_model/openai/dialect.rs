//! The forms of a request that providers disagree on, and which to try after a rejection.

use super::super::provider::{Provider, Rung, TokenField};

/// One way to write a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Dialect {
    /// How the reply's shape may be asked for; the first is used.
    ladder: Vec<Rung>,
    pub(super) token_field: TokenField,
    pub(super) temperature: bool,
    /// Whether a tool may be demanded, or only offered.
    pub(super) forced_tool: bool,
    /// Extra fields of the body that this endpoint does not know.
    pub(super) without: Vec<String>,
    /// Whether a reply that somebody hears may be asked for in pieces, and the count of its tokens at
    /// their end.
    pub(super) stream: bool,
    pub(super) stream_usage: bool,
}

/// What to try after a rejection.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Step {
    pub(super) dialect: Dialect,
    /// Whether the provider named what it rejects; only then the step is remembered.
    pub(super) named: bool,
}

/// Words of a provider that name what it rejects at a rung.
const SIGNS: &[(Rung, &[&str])] = &[
    (
        Rung::JsonSchema,
        &[
            "response_format",
            "json_schema",
            "schema",
            "structured",
            "guided",
            "grammar",
        ],
    ),
    (Rung::StrictTool, &["tool", "function", "strict", "schema"]),
    (
        Rung::JsonObject,
        &["response_format", "json_object", "json mode"],
    ),
];

/// Rejections that no other form of the same request can avoid.
const HOPELESS: &[&str] = &[
    "context_length",
    "context length",
    "maximum context",
    "context window",
    "too long",
    "content_filter",
    "data_inspection",
    "sensitive",
];

impl Dialect {
    pub(super) fn of(provider: &Provider) -> Self {
        Self {
            ladder: provider.ladder.clone(),
            token_field: provider.token_field,
            temperature: provider.temperature,
            forced_tool: true,
            without: Vec::new(),
            stream: true,
            stream_usage: true,
        }
    }

    /// How the reply's shape is asked for.
    pub(super) fn rung(&self) -> Rung {
        self.ladder.first().copied().unwrap_or(Rung::Text)
    }

    /// Returns the form to try after a provider rejected this one with these words, or nothing when no other form can help.
    ///
    /// `streamed` says whether the request asked for pieces. Each step is taken at most once, so a loop over `after` ends.
    pub(super) fn after(&self, words: &str, extra: &[&str], streamed: bool) -> Option<Step> {
        let words = words.to_lowercase();
        let says = |signs: &[&str]| signs.iter().any(|sign| words.contains(sign));
        if says(HOPELESS) {
            return None;
        }
        let mut dialect = self.clone();
        let known = |name: &&&str| self.without.iter().all(|it| it != **name);
        let unknown_field = extra
            .iter()
            .filter(known)
            .find(|name| words.contains(&name.to_lowercase()));
        if streamed && words.contains("stream_options") && self.stream_usage {
            dialect.stream_usage = false;
        } else if streamed && words.contains("stream") && self.stream {
            dialect.stream = false;
        } else if words.contains("max_completion_tokens")
            && self.token_field == TokenField::MaxTokens
        {
            dialect.token_field = TokenField::MaxCompletionTokens;
        } else if words.contains("temperature") && self.temperature {
            dialect.temperature = false;
        } else if words.contains("tool_choice")
            && self.forced_tool
            && self.rung() == Rung::StrictTool
        {
            dialect.forced_tool = false;
        } else if let Some(name) = unknown_field {
            dialect.without.push((*name).to_owned());
        } else {
            let rung = self.rung();
            let signs = SIGNS.iter().find(|(it, _)| *it == rung);
            let named = signs.is_some_and(|(_, signs)| says(signs));
            if self.ladder.len() < 2 {
                return None;
            }
            dialect.ladder.remove(0);
            return Some(Step { dialect, named });
        }
        Some(Step {
            dialect,
            named: true,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn any() -> Dialect {
        Dialect::of(&Provider::choose(None, "").expect("any provider"))
    }

    /// The forms that a list of rejections leads to, each as it is remembered or not.
    fn steps(rejections: &[&str]) -> Vec<String> {
        let mut dialect = any();
        let mut steps = Vec::new();
        for words in rejections {
            let Some(step) = dialect.after(words, &["enable_thinking"], false) else {
                steps.push("nothing".to_owned());
                continue;
            };
            dialect = step.dialect;
            steps.push(format!(
                "{:?} {:?} temperature {} tool {} without {:?}{}",
                dialect.rung(),
                dialect.token_field,
                dialect.temperature,
                dialect.forced_tool,
                dialect.without,
                if step.named { ", remembered" } else { "" },
            ));
        }
        steps
    }

    #[test]
    fn the_ladder_goes_down_and_ends() {
        insta::assert_snapshot!(steps(&[
            "This response_format type is unavailable now",
            "tools are not supported",
            "bad request",
            "bad request",
        ]).join("\n"), @"
        StrictTool MaxTokens temperature true tool true without [], remembered
        JsonObject MaxTokens temperature true tool true without [], remembered
        Text MaxTokens temperature true tool true without []
        nothing
        ");
    }

    #[test]
    fn other_rejections_keep_the_rung() {
        insta::assert_snapshot!(steps(&[
            "Unsupported parameter: 'max_tokens'. Use 'max_completion_tokens' instead.",
            "'temperature' does not support 0",
            "extra fields not permitted: enable_thinking",
            "json_schema is not supported",
            "tool_choice must be auto",
            "This model's maximum context length is 4096 tokens",
        ]).join("\n"), @r#"
        JsonSchema MaxCompletionTokens temperature true tool true without [], remembered
        JsonSchema MaxCompletionTokens temperature false tool true without [], remembered
        JsonSchema MaxCompletionTokens temperature false tool true without ["enable_thinking"], remembered
        StrictTool MaxCompletionTokens temperature false tool true without ["enable_thinking"], remembered
        StrictTool MaxCompletionTokens temperature false tool false without ["enable_thinking"], remembered
        nothing
        "#);
    }

    #[test]
    fn pieces_are_given_up_where_they_are_rejected() {
        let step =
            |dialect: &Dialect, words: &str| dialect.after(words, &[], true).expect("a step");
        let first = step(&any(), "Unrecognized request argument: stream_options");
        assert!(first.named && first.dialect.stream && !first.dialect.stream_usage);
        let second = step(&first.dialect, "streaming is not supported");
        assert!(second.named && !second.dialect.stream);
        // Who did not ask for pieces cannot be helped so.
        let other = any().after("this model only supports stream mode", &[], false);
        assert!(other.is_some_and(|step| step.dialect.stream && !step.named));
    }
}
