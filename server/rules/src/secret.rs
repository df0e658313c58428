//! Which paths hold secrets, and which may be shown.

/// Whether a value at this path is never shown: every leaf below `env`, `headers`, `secrets`, and every key that is
/// named like a secret.
pub fn is_secret(path: &[impl AsRef<str>]) -> bool {
    path.iter().any(|key| {
        let key = key.as_ref().to_lowercase();
        matches!(key.as_str(), "env" | "headers" | "secrets") || is_named_like_one(&key)
    })
}

fn is_named_like_one(key: &str) -> bool {
    let squeezed: String = key.chars().filter(|c| !matches!(c, '-' | '_' | '.' | ' ')).collect();
    key.ends_with("token")
        || ["password", "secret", "apikey", "serviceaccount"].iter().any(|word| squeezed.contains(word))
}

/// Whether a value at this path may be shown: what says which model answers and in which order, by name. Everything
/// else in a file is somebody else's. A key that is written with an escape may be any key, so nothing below it is shown.
pub fn is_shown(path: &[impl AsRef<str>]) -> bool {
    let path: Vec<&str> = path.iter().map(AsRef::as_ref).collect();
    let is_allowed = match path.as_slice() {
        ["agents", "defaults", "model" | "imageModel" | "utilityModel", rest @ ..]
        | ["agents", "list" | "entries", _, "model", rest @ ..] => is_model(rest),
        ["agents", "defaults", "models", _, "alias"]
        | ["agents", "defaults", "modelPolicy", "allow", _]
        | ["agents", "list" | "entries", _, "id" | "default"]
        | ["auth", "order", _, _]
        | ["auth", "profiles", _, "provider" | "mode"]
        | ["meta", "migrations", "modelPolicyAllowlist"] => true,
        _ => false,
    };
    is_allowed && !is_secret(&path) && !path.iter().any(|key| key.contains('\\'))
}

/// A model is a string, or an object of a primary and fallbacks.
fn is_model(rest: &[&str]) -> bool {
    matches!(rest, [] | ["primary"] | ["fallbacks", _])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path(text: &str) -> Vec<&str> {
        text.split('/').collect()
    }

    #[test]
    fn secrets_are_known_by_their_path() {
        for secret in [
            "env/vars/ANYTHING",
            "models/providers/x/apiKey",
            "models/providers/x/api_key",
            "models/providers/x/api-key",
            "models/providers/x/headers/Accept",
            "gateway/auth/token",
            "gateway/auth/botToken",
            "channels/x/clientSecret",
            "channels/x/serviceAccountFile",
            "a/PASSWORD/b",
            "agents/defaults/model/apiKey",
        ] {
            assert!(is_secret(&path(secret)), "{secret}");
            assert!(!is_shown(&path(secret)), "{secret}");
        }
        assert!(!is_secret(&path("agents/defaults/model/primary")));
        assert!(!is_secret(&path("gateway/tokens/max")));
    }

    #[test]
    fn only_what_is_named_is_shown() {
        for shown in [
            "agents/defaults/model",
            "agents/defaults/model/fallbacks/0",
            "agents/defaults/models/a\u{2215}b/alias",
            "agents/list/0/model/primary",
            "agents/entries/work/model",
            "auth/order/anthropic/1",
            "auth/profiles/a:b/mode",
        ] {
            assert!(is_shown(&path(shown)), "{shown}");
        }
        for hidden in [
            "agents/defaults/workspace",
            "agents/defaults/models/x/params/a",
            "agents/defaults/model/key",
            "agents/defaults/model/authorization",
            "agents/defaults/model/primary/x",
            "agents/defaults/model/api\\u004bey",
            "auth/profiles/a:b/key",
            "auth/profiles/a:b/access",
            "auth/profiles/a:b/t\\u006fken",
            "models/providers/x/baseUrl",
            "",
        ] {
            assert!(!is_shown(&path(hidden)), "{hidden}");
        }
    }
}
