//! The forms of a request that providers disagree on, and which to try after a rejection.

/// One way to write a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Dialect {
    pub(super) shape: Shape,
    pub(super) token_field: TokenField,
    pub(super) temperature: bool,
}

/// How the reply's shape is asked for: the rungs of the ladder, best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    /// `response_format: json_schema`, strict.
    Schema,
    /// `response_format: json_object`.
    Object,
    /// Nothing; the prompt alone asks for JSON.
    Text,
}

/// What the limit of the reply's tokens is called.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum TokenField {
    MaxTokens,
    MaxCompletionTokens,
}

impl Default for Dialect {
    fn default() -> Self {
        Self {
            shape: Shape::Schema,
            token_field: TokenField::MaxTokens,
            temperature: true,
        }
    }
}

impl Dialect {
    /// Returns the form to try after a provider rejected this one with these words, or nothing when no other form can help.
    ///
    /// Each step is taken at most once, so a loop over `after` ends.
    pub(super) fn after(self, words: &str) -> Option<Self> {
        let words = words.to_lowercase();
        if ["context_length", "context length", "maximum context"]
            .iter()
            .any(|sign| words.contains(sign))
        {
            return None;
        }
        if words.contains("max_completion_tokens") && self.token_field == TokenField::MaxTokens {
            return Some(Self {
                token_field: TokenField::MaxCompletionTokens,
                ..self
            });
        }
        if words.contains("temperature") && self.temperature {
            return Some(Self {
                temperature: false,
                ..self
            });
        }
        let shape = match self.shape {
            Shape::Schema => Shape::Object,
            Shape::Object => Shape::Text,
            Shape::Text => return None,
        };
        Some(Self { shape, ..self })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ladder_goes_down_to_plain_text_and_ends() {
        let object = Dialect::default().after("response_format is not supported");
        let object = object.expect("a rung below");
        assert_eq!(object.shape, Shape::Object);
        let text = object.after("").expect("a rung below");
        assert_eq!(text.shape, Shape::Text);
        assert_eq!(text.after("still no"), None);
    }

    #[test]
    fn other_rejections_keep_the_rung() {
        let renamed = Dialect::default()
            .after("Unsupported parameter: 'max_tokens'. Use 'max_completion_tokens' instead.")
            .expect("another name");
        assert_eq!(renamed.token_field, TokenField::MaxCompletionTokens);
        assert_eq!(renamed.shape, Shape::Schema);
        let plain = renamed.after("'temperature' does not support 0");
        assert!(!plain.expect("without temperature").temperature);
    }

    #[test]
    fn a_prompt_that_is_too_long_is_not_sent_again() {
        let words = "This model's maximum context length is 4096 tokens";
        assert_eq!(Dialect::default().after(words), None);
    }
}
