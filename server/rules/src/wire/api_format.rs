//! The formats of requests and answers that are supported.

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

    /// The lowest limit of an answer, in tokens: OpenAI's newer format refuses a lower one.
    pub const fn min_tokens(self) -> u32 {
        match self {
            Self::OpenAiResponses => 16,
            _ => 1,
        }
    }

    /// Parses OpenClaw's word; `None` for a format that is not supported yet.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.as_str() == word)
    }
}
