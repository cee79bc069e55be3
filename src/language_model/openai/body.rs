//! The body of a request in one dialect.

use async_openai::types::chat::{
    ChatCompletionRequestAssistantMessage, ChatCompletionRequestMessage,
    ChatCompletionRequestSystemMessage, ChatCompletionRequestUserMessage,
    CreateChatCompletionRequest, ResponseFormat, ResponseFormatJsonSchema,
};
use serde_json::{Map, Value, json};

use super::super::provider::{Rung, TokenField};
use super::super::{CompletionRequest, Message, Role};
use super::dialect::Dialect;

pub(super) fn of(
    request: &CompletionRequest,
    model: &str,
    dialect: &Dialect,
    extra_body: &Map<String, Value>,
    in_pieces: bool,
) -> Value {
    let system = ChatCompletionRequestSystemMessage::from(request.system.as_str());
    let mut messages = vec![ChatCompletionRequestMessage::System(system)];
    messages.extend(request.messages.iter().map(message));
    let typed = CreateChatCompletionRequest {
        messages,
        model: model.to_owned(),
        response_format: response_format(request, dialect.rung()),
        temperature: dialect.temperature.then_some(request.temperature),
        ..CreateChatCompletionRequest::default()
    };
    let mut body = serde_json::to_value(typed).expect("a request is plain data with string keys");
    if dialect.rung() == Rung::StrictTool {
        let name = &request.schema_name;
        body["tools"] = json!([{
            "type": "function",
            "function": {"name": name, "parameters": request.schema, "strict": true}
        }]);
        body["tool_choice"] = if dialect.forced_tool {
            json!({"type": "function", "function": {"name": name}})
        } else {
            json!("auto")
        };
    }
    let limit = match dialect.token_field {
        TokenField::MaxTokens => "max_tokens",
        TokenField::MaxCompletionTokens => "max_completion_tokens",
    };
    body[limit] = Value::from(request.max_tokens);
    if in_pieces && dialect.stream {
        body["stream"] = Value::from(true);
        if dialect.stream_usage {
            body["stream_options"] = json!({"include_usage": true});
        }
    }
    for (name, value) in extra_body {
        if !dialect.without.contains(name) {
            body[name.as_str()] = value.clone();
        }
    }
    body
}

fn message(message: &Message) -> ChatCompletionRequestMessage {
    let text = message.text.as_str();
    match message.role {
        Role::User => {
            ChatCompletionRequestMessage::User(ChatCompletionRequestUserMessage::from(text))
        }
        Role::Assistant => ChatCompletionRequestMessage::Assistant(
            ChatCompletionRequestAssistantMessage::from(text),
        ),
    }
}

fn response_format(request: &CompletionRequest, rung: Rung) -> Option<ResponseFormat> {
    match rung {
        Rung::JsonSchema => Some(ResponseFormat::JsonSchema {
            json_schema: ResponseFormatJsonSchema {
                description: None,
                name: request.schema_name.clone(),
                schema: request.schema.clone(),
                strict: Some(true),
            },
        }),
        Rung::JsonObject => Some(ResponseFormat::JsonObject),
        Rung::StrictTool | Rung::Text => None,
    }
}
