//! What a secret is, as far as its first characters say it.

use contract::SecretKind;

/// A form of secrets that can be recognised.
#[derive(Debug, PartialEq, Eq)]
pub struct SecretFormat {
    /// What it is, such as `OpenAI API key`.
    pub name: &'static str,
    /// The providers that accept it.
    pub providers: &'static [&'static str],
    /// What it is stored as, if only one kind works.
    pub kind: Option<SecretKind>,
    starts: &'static [&'static str],
}

/// The start of every Anthropic setup-token.
pub(crate) const SETUP_TOKEN_START: &str = "sk-ant-oat01-";

/// The forms; one whose start is the start of another's comes after it.
const FORMS: &[SecretFormat] = &[
    form("Anthropic setup-token", &["anthropic"], Some(SecretKind::SetupToken), &["sk-ant-oat"]),
    form("Anthropic API key", &["anthropic"], Some(SecretKind::ApiKey), &["sk-ant-"]),
    form("OpenRouter API key", &["openrouter"], Some(SecretKind::ApiKey), &["sk-or-"]),
    form("OpenAI API key", &["openai"], None, &["sk-proj-", "sk-svcacct-", "sk-admin-"]),
    form("GitHub token", &["github-copilot"], Some(SecretKind::Token), &["ghp_", "gho_", "ghu_", "github_pat_"]),
    form("Google API key", &["google", "google-vertex"], None, &["AIza"]),
    form("xAI API key", &["xai"], None, &["xai-"]),
    form("Groq API key", &["groq"], None, &["gsk_"]),
    form("Hugging Face token", &["huggingface"], None, &["hf_"]),
    form("Perplexity API key", &["perplexity"], None, &["pplx-"]),
    form("Cerebras API key", &["cerebras"], None, &["csk-"]),
    form("NVIDIA API key", &["nvidia"], None, &["nvapi-"]),
    form("AWS access key id", &["amazon-bedrock"], None, &["AKIA", "ASIA"]),
];

const fn form(
    name: &'static str,
    providers: &'static [&'static str],
    kind: Option<SecretKind>,
    starts: &'static [&'static str],
) -> SecretFormat {
    SecretFormat { name, providers, kind, starts }
}

impl SecretFormat {
    /// Recognises a secret.
    pub fn of(secret: &str) -> Option<&'static Self> {
        FORMS.iter().find(|form| form.starts.iter().any(|start| secret.starts_with(start)))
    }

    /// The form of the secrets of a provider that accepts no others, if there is one.
    pub fn of_provider(provider: &str) -> Option<&'static Self> {
        FORMS.iter().find(|form| form.providers.contains(&provider))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_recognised_by_their_start() {
        for (secret, expected) in [
            ("sk-ant-oat01-x", Some("Anthropic setup-token")),
            ("sk-ant-api03-x", Some("Anthropic API key")),
            ("sk-or-v1-x", Some("OpenRouter API key")),
            ("sk-proj-x", Some("OpenAI API key")),
            ("github_pat_x", Some("GitHub token")),
            ("sk-x", None),
            ("x", None),
        ] {
            assert_eq!(SecretFormat::of(secret).map(|form| form.name), expected, "{secret}");
        }
    }

    #[test]
    fn no_form_hides_a_later_one() {
        for (at, form) in FORMS.iter().enumerate() {
            for start in form.starts {
                assert_eq!(SecretFormat::of(start), Some(&FORMS[at]), "{start}");
            }
        }
        assert!(SecretFormat::of(SETUP_TOKEN_START).is_some());
    }
}
