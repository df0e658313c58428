//! Builds a request in the format of its provider.

use super::{
    anthropic_messages, api_format::ApiFormat, bedrock_converse, google_generative_ai, model_request::ModelRequest,
    ollama, openai_completions, openai_responses, request_draft::RequestDraft,
};

impl ModelRequest<'_> {
    /// Builds the request, without its secret.
    pub fn draft(&self) -> RequestDraft {
        match self.endpoint.api {
            ApiFormat::AnthropicMessages => anthropic_messages::request(self),
            ApiFormat::OpenAiCompletions => openai_completions::request(self),
            ApiFormat::OpenAiResponses => openai_responses::request(self),
            ApiFormat::GoogleGenerativeAi => google_generative_ai::request(self),
            ApiFormat::Ollama => ollama::request(self),
            ApiFormat::BedrockConverse => bedrock_converse::request(self),
        }
    }
}
