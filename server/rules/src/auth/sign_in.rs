//! The ways to get a credential of a provider.

use catalog::ProviderKind;
use catalog_data::find_provider;
use contract::SignInMethod;

use super::environment::BEDROCK;

const API_KEY: SignInMethod = SignInMethod { name: "api-key", needs_openclaw: false };
const TOKEN: SignInMethod = SignInMethod { name: "token", needs_openclaw: false };
const SETUP_TOKEN: SignInMethod = SignInMethod { name: "setup-token", needs_openclaw: false };
const OAUTH: SignInMethod = SignInMethod { name: "oauth", needs_openclaw: true };
const DEVICE_CODE: SignInMethod = SignInMethod { name: "device-code", needs_openclaw: true };

/// The providers with other ways than a key or a token.
const SIGN_INS: &[(&str, &[SignInMethod])] = &[
    ("anthropic", &[API_KEY, SETUP_TOKEN]),
    // It uses what Claude Code has stored.
    ("claude-cli", &[]),
    ("chutes", &[API_KEY, OAUTH]),
    ("github-copilot", &[TOKEN, DEVICE_CODE]),
    ("google-antigravity", &[OAUTH]),
    ("google-gemini-cli", &[OAUTH]),
    ("minimax-portal", &[API_KEY, OAUTH]),
    ("openai-codex", &[OAUTH]),
    ("qwen-portal", &[API_KEY, DEVICE_CODE]),
];

/// The ways to get a credential of a provider. A server on this machine needs none, and AWS has its own.
pub fn sign_in_methods(provider: &str) -> Vec<SignInMethod> {
    if let Some((_, methods)) = SIGN_INS.iter().find(|(id, _)| *id == provider) {
        return methods.to_vec();
    }
    let is_local = find_provider(provider).is_some_and(|known| known.kind == ProviderKind::Local);
    if is_local || provider == BEDROCK { Vec::new() } else { vec![API_KEY, TOKEN] }
}

/// Whether OpenClaw can sign in to a provider, in any spelling of its name.
pub fn has_sign_in(provider: &str) -> bool {
    sign_in_methods(&provider.trim().to_lowercase()).iter().any(|method| method.needs_openclaw)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sign_in_is_known_for_some_providers() {
        for provider in ["openai-codex", "Qwen-Portal", " chutes"] {
            assert!(has_sign_in(provider), "{provider}");
        }
        for provider in ["anthropic", "openai", "house", ""] {
            assert!(!has_sign_in(provider), "{provider}");
        }
    }

    #[test]
    fn methods_depend_on_the_provider() {
        for (provider, expected) in [
            ("anthropic", "api-key, setup-token"),
            ("openai-codex", "oauth*"),
            ("github-copilot", "token, device-code*"),
            ("openai", "api-key, token"),
            ("house", "api-key, token"),
            ("lmstudio", ""),
            ("claude-cli", ""),
            ("amazon-bedrock", ""),
        ] {
            let name = |one: &SignInMethod| format!("{}{}", one.name, if one.needs_openclaw { "*" } else { "" });
            let found: Vec<_> = sign_in_methods(provider).iter().map(name).collect();
            assert_eq!(found.join(", "), expected, "{provider}");
        }
    }
}
