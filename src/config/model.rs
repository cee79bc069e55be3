//! The settings of the language model: which one, what it may cost, and who stands behind it.

use std::path::PathBuf;
use std::time::Duration;

use clap::Args;
use secrecy::SecretString;

use crate::language_model::meter::{Limit, Limits};
use crate::language_model::provider::Provider;
use crate::language_model::{ModelConfig, Price};

use super::narrator::NarratorArgs;
use super::variable;

/// Where the API of OpenAI itself begins.
const OPENAI_BASE_URL: &str = "https://api.openai.com/v1";

/// How to reach a language model.
#[derive(Debug, Clone, Args)]
pub struct ModelArgs {
    /// The provider, which presets the base URL and what its models can do: openai, deepseek,
    /// qwen, glm, kimi, doubao, siliconflow, ollama, vllm or llama.cpp. Without it the provider
    /// is recognised from the base URL, and any other endpoint is asked what it can do.
    #[arg(long = "model-provider", env = "WENBO_MODEL_PROVIDER")]
    pub provider: Option<String>,
    /// Where an OpenAI-compatible API begins; also `OPENAI_BASE_URL`.
    #[arg(long = "model-base-url", env = "WENBO_MODEL_BASE_URL")]
    pub base_url: Option<String>,
    /// The model's name at the provider; also `OPENAI_MODEL`. Without a name there is no model.
    #[arg(long = "model", env = "WENBO_MODEL")]
    pub name: Option<String>,
    /// Seconds that one question may wait for the model, with retries, repairs and the fallback.
    #[arg(
        long = "model-deadline",
        env = "WENBO_MODEL_DEADLINE",
        default_value_t = 30
    )]
    pub deadline: u64,
    /// What a million tokens cost, read and written, such as 2,8.
    #[arg(long = "model-price", env = "WENBO_MODEL_PRICE", value_parser = price)]
    pub price: Option<Price>,
    /// What prices and budgets are in.
    #[arg(
        long = "model-currency",
        env = "WENBO_MODEL_CURRENCY",
        default_value = "CNY"
    )]
    pub currency: String,
    /// The most tokens that one answer may use, read and written together.
    #[arg(long = "model-answer-tokens", env = "WENBO_MODEL_ANSWER_TOKENS")]
    pub answer_tokens: Option<u64>,
    /// The most that one answer may cost; needs a price.
    #[arg(
        long = "model-answer-cost",
        env = "WENBO_MODEL_ANSWER_COST",
        requires = "price"
    )]
    pub answer_cost: Option<f64>,
    /// The most tokens that a day may use, counted since the start of the process.
    #[arg(long = "model-day-tokens", env = "WENBO_MODEL_DAY_TOKENS")]
    pub day_tokens: Option<u64>,
    /// The most that a day may cost, counted since the start of the process; needs a price.
    #[arg(
        long = "model-day-cost",
        env = "WENBO_MODEL_DAY_COST",
        requires = "price"
    )]
    pub day_cost: Option<f64>,
    /// The model that is asked where the first gives no reply. Its key is `WENBO_FALLBACK_API_KEY`.
    #[arg(long = "fallback-model", env = "WENBO_FALLBACK_MODEL")]
    pub fallback: Option<String>,
    /// Where the API of the fallback model begins; the first model's where it is not given.
    #[arg(
        long = "fallback-base-url",
        env = "WENBO_FALLBACK_BASE_URL",
        requires = "fallback"
    )]
    pub fallback_base_url: Option<String>,
    /// The provider of the fallback model.
    #[arg(
        long = "fallback-provider",
        env = "WENBO_FALLBACK_PROVIDER",
        requires = "fallback"
    )]
    pub fallback_provider: Option<String>,
    /// What a million tokens of the fallback model cost, read and written.
    #[arg(
        long = "fallback-price",
        env = "WENBO_FALLBACK_PRICE",
        value_parser = price,
        requires = "fallback"
    )]
    pub fallback_price: Option<Price>,
    /// Tells the provider who we are; also `OPENAI_API_KEY`. Read from the environment only.
    #[arg(skip)]
    pub api_key: Option<SecretString>,
    /// Who words answers.
    #[command(flatten)]
    pub narrator: NarratorArgs,
}

impl ModelArgs {
    /// The settings of the model, if one is named.
    ///
    /// # Errors
    /// Which setting is wrong and what would be right.
    pub fn config(&self) -> Result<Option<ModelConfig>, String> {
        let given = |own: &Option<String>, other: &str| own.clone().or_else(|| variable(other));
        let replay_from = variable("WENBO_MODEL_REPLAY").map(PathBuf::from);
        let Some(model) = given(&self.name, "OPENAI_MODEL") else {
            // Recordings know whose they are.
            return Ok(replay_from.map(|folder| ModelConfig {
                price: self.price,
                replay_from: Some(folder),
                ..ModelConfig::default()
            }));
        };
        let base_url = match (&self.base_url, &self.provider) {
            (Some(base_url), _) => base_url.clone(),
            (None, Some(provider)) => preset_url(provider)?,
            (None, None) => {
                variable("OPENAI_BASE_URL").unwrap_or_else(|| OPENAI_BASE_URL.to_owned())
            }
        };
        let api_key = variable("WENBO_MODEL_API_KEY").or_else(|| variable("OPENAI_API_KEY"));
        // The lane itself waits as long as is allowed; a call ends before, so that its breaker learns of it.
        let deadline = self.total_deadline().mul_f32(0.9);
        let first = ModelConfig {
            provider: self.provider.clone(),
            base_url,
            api_key: api_key.map(SecretString::from),
            model,
            deadline,
            price: self.price,
            extra_body: extra_body("WENBO_MODEL_EXTRA_BODY")?,
            record_to: variable("WENBO_MODEL_RECORD").map(PathBuf::from),
            replay_from,
            ..ModelConfig::default()
        };
        let fallback = self.second(&first)?;
        self.refuse_narrator_without_price()?;
        if (self.answer_cost.is_some() || self.day_cost.is_some())
            && fallback.as_ref().is_some_and(|it| it.price.is_none())
        {
            return Err(
                "a budget in money needs WENBO_FALLBACK_PRICE for the fallback model, such as 2,8"
                    .to_owned(),
            );
        }
        Ok(Some(ModelConfig {
            fallback: fallback.map(Box::new),
            ..first
        }))
    }

    /// A budget in money needs a price for every model that may be called.
    fn refuse_narrator_without_price(&self) -> Result<(), String> {
        let narrator = &self.narrator;
        let is_priced = narrator.narrator_model.is_none() || narrator.narrator_price.is_some();
        let has_budget = self.answer_cost.is_some() || self.day_cost.is_some();
        if has_budget && narrator.is_model() && !is_priced {
            return Err(
                "a budget in money needs WENBO_NARRATOR_PRICE for the narrator's model, such as 2,8"
                    .to_owned(),
            );
        }
        Ok(())
    }

    /// The fallback, with the first model's address and key where it has none of its own.
    fn second(&self, first: &ModelConfig) -> Result<Option<ModelConfig>, String> {
        let Some(model) = self.fallback.clone() else {
            return Ok(None);
        };
        let own_key = variable("WENBO_FALLBACK_API_KEY").map(SecretString::from);
        let base_url = match (&self.fallback_base_url, &self.fallback_provider) {
            (Some(base_url), _) => Some(base_url.clone()),
            (None, Some(provider)) => Some(preset_url(provider)?),
            (None, None) => None,
        };
        let elsewhere = base_url.is_some();
        Ok(Some(ModelConfig {
            provider: if elsewhere {
                self.fallback_provider.clone()
            } else {
                first.provider.clone()
            },
            base_url: base_url.unwrap_or_else(|| first.base_url.clone()),
            // A key never goes to another address than the one that it is for.
            api_key: own_key.or_else(|| first.api_key.clone().filter(|_| !elsewhere)),
            model,
            deadline: first.deadline,
            price: self.fallback_price,
            extra_body: extra_body("WENBO_FALLBACK_EXTRA_BODY")?,
            ..ModelConfig::default()
        }))
    }

    /// How long a question may wait for the model in all.
    #[must_use]
    pub fn total_deadline(&self) -> Duration {
        Duration::from_secs(self.deadline)
    }

    /// What may be spent.
    #[must_use]
    pub fn limits(&self) -> Limits {
        Limits {
            answer: Limit {
                tokens: self.answer_tokens,
                cost: self.answer_cost,
            },
            day: Limit {
                tokens: self.day_tokens,
                cost: self.day_cost,
            },
            currency: self.currency.clone(),
        }
    }
}

fn preset_url(provider: &str) -> Result<String, String> {
    let preset = Provider::named(provider).map_err(|error| error.to_string())?;
    Ok(preset.base_url)
}

fn extra_body(name: &str) -> Result<serde_json::Map<String, serde_json::Value>, String> {
    let text = variable(name).unwrap_or_else(|| "{}".to_owned());
    serde_json::from_str(&text).map_err(|error| {
        format!("{name} is no JSON object ({error}); write {{\"enable_thinking\": false}}")
    })
}

pub(super) fn price(text: &str) -> Result<Price, String> {
    let wrong = || {
        format!(
            "`{text}` is no price; write what a million tokens cost, read and written, such as 2,8"
        )
    };
    let (input, output) = text.split_once(',').ok_or_else(wrong)?;
    let number = |text: &str| text.trim().parse::<f64>().ok();
    match (number(input), number(output)) {
        (Some(input), Some(output))
            if [input, output]
                .iter()
                .all(|it| it.is_finite() && *it >= 0.0) =>
        {
            Ok(Price { input, output })
        }
        _ => Err(wrong()),
    }
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;

    #[derive(Debug, Parser)]
    struct Line {
        #[command(flatten)]
        model: ModelArgs,
    }

    fn read(line: &str) -> Result<ModelArgs, String> {
        let words = ["wenbo"].into_iter().chain(line.split_whitespace());
        Line::try_parse_from(words)
            .map(|line| line.model)
            .map_err(|error| error.to_string())
    }

    fn config(line: &str) -> Result<ModelConfig, String> {
        read(line)?.config()?.ok_or_else(|| "no model".to_owned())
    }

    #[test]
    fn a_provider_stands_for_its_address() {
        let found = config("--model m --model-provider deepseek --fallback-model f").unwrap();
        assert_eq!(found.base_url, "https://api.deepseek.com/v1");
        let second = found.fallback.unwrap();
        assert_eq!(second.base_url, found.base_url);
        let found = config(
            "--model m --model-base-url http://a/v1 --fallback-model f --fallback-provider qwen",
        )
        .unwrap();
        let second = found.fallback.unwrap();
        assert!(second.base_url.contains("dashscope"), "{}", second.base_url);
        assert!(second.api_key.is_none(), "a key leaves for another address");
        assert!(
            config("--model m --model-provider nobody")
                .unwrap_err()
                .contains("deepseek")
        );
    }

    #[test]
    fn budgets_in_money_need_prices() {
        let limits =
            read("--model m --model-price 2,8 --model-day-cost 5 --model-answer-tokens 9000")
                .unwrap()
                .limits();
        assert_eq!(
            (limits.day.cost, limits.answer.tokens),
            (Some(5.0), Some(9_000))
        );
        assert!(
            read("--model m --model-day-cost 5")
                .unwrap_err()
                .contains("--model-price")
        );
        for wrong in ["2", "2,x", "-1,2", "inf,1"] {
            let error = read(&format!("--model m --model-price={wrong}")).unwrap_err();
            assert!(error.contains("such as 2,8"), "{error}");
        }
        let error = config("--model m --model-price 2,8 --model-day-cost 5 --fallback-model f")
            .unwrap_err();
        assert!(error.contains("WENBO_FALLBACK_PRICE"), "{error}");
        let narrated = "--model m --model-price 2,8 --model-day-cost 5 --narrator model";
        assert!(config(narrated).is_ok());
        let error = config(&format!("{narrated} --narrator-model n")).unwrap_err();
        assert!(error.contains("WENBO_NARRATOR_PRICE"), "{error}");
        let error = read("--model m --narrator-price 2,8").unwrap_err();
        assert!(error.contains("--narrator-model"), "{error}");
    }

    #[test]
    fn a_narrator_has_the_address_and_the_key_of_the_planner() {
        let args = read("--model m --model-base-url http://a/v1").unwrap();
        assert!(
            !args.narrator.is_model(),
            "it is off unless it is asked for"
        );
        let line = "--model m --model-base-url http://a/v1 --model-price 2,8 --narrator model";
        let args = read(line).unwrap();
        let planner = args.config().unwrap().unwrap();
        assert!(args.narrator.is_model() && args.narrator.config(&planner).is_none());
        let args = read(&format!("{line} --narrator-model n")).unwrap();
        let own = args.narrator.config(&planner).unwrap();
        assert_eq!(
            (own.model.as_str(), own.base_url.as_str(), own.price),
            ("n", "http://a/v1", None)
        );
        assert!(
            read("--narrator somebody")
                .unwrap_err()
                .contains("template")
        );
    }
}
