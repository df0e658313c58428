//! Which paths hold secrets, and which may be shown.

/// Whether a value at this path is never shown, whatever it is: every leaf below `env`, `headers`, `secrets`, and every
/// key that is named like a secret.
pub fn is_secret(path: &[impl AsRef<str>]) -> bool {
    path.iter().map(AsRef::as_ref).any(|key| {
        let squeezed = squeezed(key);
        matches!(squeezed.as_str(), "env" | "headers" | "secrets") || is_named_like_one(key, &squeezed)
    })
}

/// Whether a text at this path is never shown. A number is, where there are counters and switches with such names.
pub fn is_secret_text(path: &[impl AsRef<str>]) -> bool {
    is_secret(path) || path.iter().any(|key| may_name_one(key.as_ref())) || is_of_a_login(path)
}

/// Secrets, wherever in a key these stand.
const SECRETS: &[&str] = &[
    "accesskey",
    "apikey",
    "authorization",
    "bearer",
    "credential",
    "passphrase",
    "passwd",
    "password",
    "privatekey",
    "secret",
    "serviceaccount",
    "signingkey",
];

fn is_named_like_one(key: &str, squeezed: &str) -> bool {
    squeezed.trim_end_matches(|c: char| c.is_ascii_digit()).ends_with("token")
        || matches!(last_word(key).to_lowercase().as_str(), "jwt" | "pass" | "pwd")
        || SECRETS.iter().any(|word| squeezed.contains(word))
}

/// `maxTokens` is a number, and `tokens` may be a list of them; who knows the address of a webhook may call it.
fn may_name_one(key: &str) -> bool {
    let squeezed = squeezed(key);
    squeezed.ends_with("tokens") || ["cookie", "webhook"].iter().any(|word| squeezed.contains(word))
}

/// What somebody signed in with, besides what is named like a secret.
fn is_of_a_login(path: &[impl AsRef<str>]) -> bool {
    let path: Vec<_> = path.iter().map(|key| squeezed(key.as_ref())).collect();
    let is_in_oauth = |pair: &[String]| matches!(pair, [outer, key] if outer.contains("oauth") && is_half(key));
    match path.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["auth", "profiles", _, rest @ ..] => !matches!(rest, [] | ["provider" | "mode" | "email"]),
        _ => path.windows(2).any(is_in_oauth),
    }
}

fn is_half(key: &str) -> bool {
    matches!(key, "access" | "refresh")
}

/// A key without what is put between its words, or around them.
fn squeezed(key: &str) -> String {
    key.to_lowercase().chars().filter(|c| c.is_alphanumeric()).collect()
}

/// `Pass` of `smtpPass`, `PASS` of `SMTP_PASS`, and nothing of `bypass`.
fn last_word(key: &str) -> &str {
    let key = key.trim_matches(|c: char| !c.is_alphabetic());
    let word = key.rsplit(|c: char| !c.is_alphanumeric()).next().unwrap_or(key);
    let is_mixed = word.chars().any(char::is_lowercase);
    let start = word.rfind(char::is_uppercase).filter(|_| is_mixed).unwrap_or_default();
    word.get(start..).unwrap_or(word)
}

/// How keys of well-known providers start.
const KEY_STARTS: &[&str] = &["AIza", "AKIA", "ghp_", "github_pat_", "gsk_", "hf_", "pk-", "sk-", "xai-", "xox"];

/// Whether a text looks like a key, wherever it stands.
pub fn is_like_a_key(text: &str) -> bool {
    KEY_STARTS.iter().any(|start| text.trim_start().starts_with(start))
}

/// A longer run of letters and digits, mixed, is no word.
const LONGEST_MIX: usize = 19;

/// Whether a typed text, name or path has a part that looks like a key.
pub(crate) fn has_one(text: &str) -> bool {
    let is_random = |run: &str| {
        run.len() > LONGEST_MIX && run.contains(|c: char| c.is_ascii_digit()) && run.contains(char::is_alphabetic)
    };
    let mut words = text.split(|c: char| c.is_whitespace() || "/\\:,;=\"'()".contains(c));
    is_in_address(text) || words.any(is_like_a_key) || text.split(|c: char| !c.is_alphanumeric()).any(is_random)
}

/// How the names of variables end that hold secrets, besides what keys are called.
const ENDS: &[&str] = &["auth", "credential", "credentials", "key", "pass", "passphrase", "pat", "pwd", "sig"];

/// Whether a variable, or a parameter in an address, is named like a secret.
pub(crate) fn is_variable(name: &str) -> bool {
    let lower = name.to_lowercase();
    is_secret_text(&[name]) || ENDS.iter().any(|end| lower.ends_with(end))
}

/// Whether an address says more than where something is: who asks, or with which key.
pub(crate) fn is_in_address(text: &str) -> bool {
    let Some((_, rest)) = text.split_once("://") else { return false };
    let (place, parameters) = rest.split_once('?').unwrap_or((rest, ""));
    let host = place.split('/').next().unwrap_or_default();
    let mut names = parameters.split(['&', '#']).filter_map(|parameter| parameter.split('=').next());
    host.contains('@') || names.any(is_variable)
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
    fn an_address_may_carry_a_secret() {
        for address in
            ["https://me:x@h/v1", "http://x@h", "https://h/v1?key=x", "h://h?a=1&access_token=x", "h://h?sig=x"]
        {
            assert!(is_in_address(address), "{address}");
        }
        for address in ["https://h/v1", "https://h/@scope/x", "https://h/?api-version=2024-02-01", "me@h", "openai/gpt"]
        {
            assert!(!is_in_address(address), "{address}");
        }
    }

    #[test]
    fn a_key_is_known_in_the_middle_of_a_text() {
        for text in ["my sk-live-x", "/srv/ghp_x/w", "https://me:x@h", "/w/9f86d081884c7d659a2feaa0c55ad015", "a=xai-1"]
        {
            assert!(has_one(text), "{text}");
        }
        for text in ["At work", "/home/ada/.openclaw/workspace-2", "task-lists", "Donaudampfschifffahrt", "2026-11-29"]
        {
            assert!(!has_one(text), "{text}");
        }
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
            "agents/defaults/models/x/params/authorization",
            "x/Bearer",
            "x/credentials/y",
            "x/private_key",
            "x/signingKey",
            "x/aws.secretAccessKey",
            "x/sshPassphrase",
            "x/passwd",
            "x/pwd",
            "x/pass",
            "x/SMTP_PASS",
            "x/smtpPass2",
            "x/jwt",
            "x/token2",
            "x/token ",
            "x/api\u{a0}key",
            "x/tok\u{200b}en",
        ] {
            assert!(is_secret(&path(secret)), "{secret}");
            assert!(!is_shown(&path(secret)), "{secret}");
        }
        assert!(!is_secret(&path("agents/defaults/model/primary")));
        for open in ["gateway/tokens/max", "x/bypass", "x/compass", "x/passthrough", "x/sessionKey"] {
            assert!(!is_secret(&path(open)), "{open}");
        }
    }

    #[test]
    fn a_text_may_be_one_where_a_number_is_none() {
        for secret in [
            "x/tokens/0",
            "x/maxTokens",
            "x/cookie",
            "x/sessionCookies",
            "channels/x/webhookUrl",
            "hooks/webhook/url",
            "x/oauth/access",
            "x/claudeOauth/refresh",
            "auth/profiles/a:b/key",
            "auth/profiles/a:b/access",
            "auth/profiles/a:b/account/id",
        ] {
            assert!(is_secret_text(&path(secret)) && !is_secret(&path(secret)), "{secret}");
        }
        for open in ["auth/profiles/a:b", "auth/profiles/a:b/mode", "auth/profiles/a:b/email", "x/access", "auth/order"]
        {
            assert!(!is_secret_text(&path(open)), "{open}");
        }
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
