//! What is known of providers beforehand: `providers.json`, data and no code.
//!
//! A preset says where a provider's API begins, what its models can do at best and which fields it wants in every request.
//! It only saves calls that would be turned down: what a model turns down is learnt at run time, also without a preset.

use serde::Deserialize;
use serde_json::{Map, Value};

use super::LanguageModelError;

const PROVIDERS: &str = include_str!("providers.json");

/// A provider as its preset describes it.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Provider {
    /// The name that settings choose it by.
    pub name: String,
    /// Its name for people.
    pub title: String,
    /// Where its API begins.
    pub base_url: String,
    /// Hosts, some with a port, by which it is recognised.
    #[serde(default)]
    pub hosts: Vec<String>,
    /// How the shape of a reply is asked for, best first.
    #[serde(default = "every_rung")]
    pub ladder: Vec<Rung>,
    /// What the limit of a reply's tokens is called.
    #[serde(default)]
    pub token_field: TokenField,
    /// Whether a request may set a temperature.
    #[serde(default = "yes")]
    pub temperature: bool,
    /// Put into every request body.
    #[serde(default)]
    pub extra_body: Map<String, Value>,
}

/// One way to ask for the shape of a reply.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Rung {
    /// `response_format: json_schema`, strict.
    JsonSchema,
    /// A tool whose arguments are the reply, strict, and which must be called.
    StrictTool,
    /// `response_format: json_object`.
    JsonObject,
    /// Nothing; the prompt alone asks for JSON.
    Text,
}

/// What the limit of a reply's tokens is called.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TokenField {
    /// `max_tokens`
    #[default]
    MaxTokens,
    /// `max_completion_tokens`
    MaxCompletionTokens,
}

impl Provider {
    /// Every preset.
    #[must_use]
    pub fn all() -> Vec<Self> {
        serde_json::from_str(PROVIDERS).expect("the presets are compiled in; a test reads them")
    }

    /// The preset of that name, or a message that lists the names.
    pub fn named(name: &str) -> Result<Self, LanguageModelError> {
        let wanted = name.trim().to_lowercase();
        let all = Self::all();
        let names: Vec<String> = all.iter().map(|it| it.name.clone()).collect();
        let found = all.into_iter().find(|it| it.name == wanted);
        found.ok_or_else(|| LanguageModelError::Misconfigured {
            detail: format!(
                "there is no preset for the provider `{name}`; set WENBO_MODEL_PROVIDER to one of {}, or leave it out",
                names.join(", ")
            ),
        })
    }

    /// The preset that the settings mean: the named one, else the one whose host the URL has, else one that supposes nothing.
    pub fn choose(name: Option<&str>, base_url: &str) -> Result<Self, LanguageModelError> {
        if let Some(name) = name.filter(|name| !name.trim().is_empty()) {
            return Self::named(name);
        }
        let url = url::Url::parse(base_url.trim()).ok();
        let host = url.as_ref().and_then(|url| {
            let host = url.host_str()?;
            Some((host.to_owned(), format!("{host}:{}", url.port()?)))
        });
        let bare = url
            .as_ref()
            .and_then(|url| url.host_str())
            .map(str::to_owned);
        let known = |it: &Self| {
            it.hosts.iter().any(|known| {
                Some(known) == bare.as_ref() || host.as_ref().is_some_and(|(_, it)| it == known)
            })
        };
        Ok(Self::all()
            .into_iter()
            .find(known)
            .unwrap_or_else(Self::unknown))
    }

    fn unknown() -> Self {
        Self {
            name: "other".to_owned(),
            title: "any OpenAI-compatible endpoint".to_owned(),
            base_url: String::new(),
            hosts: Vec::new(),
            ladder: every_rung(),
            token_field: TokenField::default(),
            temperature: true,
            extra_body: Map::new(),
        }
    }
}

fn every_rung() -> Vec<Rung> {
    vec![
        Rung::JsonSchema,
        Rung::StrictTool,
        Rung::JsonObject,
        Rung::Text,
    ]
}

fn yes() -> bool {
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn presets_are_sound() {
        let all = Provider::all();
        for provider in &all {
            let url = url::Url::parse(&provider.base_url).expect("a URL");
            assert!(!provider.base_url.ends_with('/'), "{}", provider.name);
            assert_eq!(
                provider.ladder.last(),
                Some(&Rung::Text),
                "{}",
                provider.name
            );
            let namesakes = all.iter().filter(|it| it.name == provider.name);
            assert_eq!(namesakes.count(), 1);
            // Its own address is recognised as its own, or as nobody's.
            let found = Provider::choose(None, &provider.base_url).expect("a preset");
            let own = !provider.hosts.is_empty();
            assert_eq!(found.name == provider.name, own, "{url}");
        }
    }

    #[test]
    fn a_provider_is_named_or_recognised_or_any() {
        let name = |named: Option<&str>, url: &str| Provider::choose(named, url).map(|it| it.name);
        let recognised = name(
            None,
            "https://DASHSCOPE-intl.aliyuncs.com/compatible-mode/v1/",
        );
        assert_eq!(recognised.as_deref(), Ok("qwen"));
        assert_eq!(
            name(None, "http://localhost:11434/v1").as_deref(),
            Ok("ollama")
        );
        assert_eq!(
            name(None, "http://localhost:1234/v1").as_deref(),
            Ok("other")
        );
        assert_eq!(
            name(None, "https://api.deepseek.com.example.org").as_deref(),
            Ok("other")
        );
        let named = name(Some("vLLM"), "https://api.deepseek.com/v1");
        assert_eq!(named.as_deref(), Ok("vllm"));
        let error = name(Some("deepsek"), "").unwrap_err();
        insta::assert_snapshot!(error, @"the language model is not set up: there is no preset for the provider `deepsek`; set WENBO_MODEL_PROVIDER to one of openai, deepseek, qwen, glm, kimi, doubao, siliconflow, ollama, vllm, llama.cpp, or leave it out");
    }
}
