//! The formats of requests and answers that can be spoken.

/// A format of requests and answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ApiFormat {
    /// Anthropic's `/v1/messages`.
    AnthropicMessages,
    /// OpenAI's `/chat/completions`, which most providers follow.
    OpenAiCompletions,
    /// OpenAI's `/responses`.
    OpenAiResponses,
    /// Google's `:streamGenerateContent`.
    GoogleGenerativeAi,
    /// Ollama's own `/api/chat`.
    Ollama,
    /// The `Converse` operation of Amazon Bedrock.
    BedrockConverse,
}

impl ApiFormat {
    /// All formats.
    pub const ALL: [Self; 6] = [
        Self::AnthropicMessages,
        Self::OpenAiCompletions,
        Self::OpenAiResponses,
        Self::GoogleGenerativeAi,
        Self::Ollama,
        Self::BedrockConverse,
    ];

    /// OpenClaw's word for it, as in `models.providers.*.api`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::AnthropicMessages => "anthropic-messages",
            Self::OpenAiCompletions => "openai-completions",
            Self::OpenAiResponses => "openai-responses",
            Self::GoogleGenerativeAi => "google-generative-ai",
            Self::Ollama => "ollama",
            Self::BedrockConverse => "bedrock-converse-stream",
        }
    }

    /// Parses OpenClaw's word; `None` for a format that cannot be spoken yet.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.as_str() == word)
    }
}
