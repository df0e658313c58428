//! Which paths hold secrets, and which are ours to show.

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

/// Whether this path belongs to the models slice, whose values are shown. Everything else in a file is somebody
/// else's, and hidden in diffs and excerpts.
pub fn is_models_slice(path: &[impl AsRef<str>]) -> bool {
    let path: Vec<&str> = path.iter().map(AsRef::as_ref).collect();
    match path.as_slice() {
        ["agents", "defaults", "models", _, rest @ ..] => matches!(rest, [] | ["alias"]),
        ["agents", "defaults", key, ..] => matches!(*key, "model" | "imageModel" | "modelPolicy" | "utilityModel"),
        ["agents", "list" | "entries", _, key, ..] => matches!(*key, "id" | "model" | "default"),
        ["auth", "order" | "profiles", ..] | ["meta", "migrations", "modelPolicyAllowlist"] => true,
        _ => false,
    }
}

/// Whether a value at this path may be shown.
pub fn is_shown(path: &[impl AsRef<str>]) -> bool {
    is_models_slice(path) && !is_secret(path)
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
    fn only_the_models_slice_is_shown() {
        for shown in [
            "agents/defaults/model",
            "agents/defaults/model/fallbacks/0",
            "agents/defaults/models/a\u{2215}b/alias",
            "agents/list/0/model/primary",
            "agents/entries/work/model",
            "auth/order/anthropic/1",
        ] {
            assert!(is_shown(&path(shown)), "{shown}");
        }
        for hidden in
            ["agents/defaults/workspace", "agents/defaults/models/x/params/a", "models/providers/x/baseUrl", ""]
        {
            assert!(!is_shown(&path(hidden)), "{hidden}");
        }
    }
}
