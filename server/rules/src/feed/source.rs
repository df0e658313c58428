//! The lists that are asked for.

/// A list of models.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum FeedSource {
    /// The models of OpenRouter, with its prices.
    OpenRouter,
    /// The models of most providers.
    ModelsDev,
    /// The catalog that OpenClaw has downloaded into its database.
    OpenClaw,
}

impl FeedSource {
    /// All of them, the one that counts most for its models first.
    pub const ALL: [Self; 3] = [Self::OpenRouter, Self::ModelsDev, Self::OpenClaw];

    /// The word for it in output.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::OpenRouter => "openrouter",
            Self::ModelsDev => "models.dev",
            Self::OpenClaw => "openclaw",
        }
    }

    /// The host that publishes it; `None` if it is on disk.
    pub const fn host(self) -> Option<&'static str> {
        match self {
            Self::OpenRouter => Some("openrouter.ai"),
            Self::ModelsDev => Some("models.dev"),
            Self::OpenClaw => None,
        }
    }

    /// The path of its first page.
    pub const fn path(self) -> &'static str {
        match self {
            Self::OpenRouter => "/api/v1/models",
            Self::ModelsDev => "/api.json",
            Self::OpenClaw => "",
        }
    }

    /// The start of the names of its files.
    pub const fn file_stem(self) -> &'static str {
        match self {
            Self::OpenRouter => "openrouter",
            Self::ModelsDev => "models-dev",
            Self::OpenClaw => "openclaw",
        }
    }
}
