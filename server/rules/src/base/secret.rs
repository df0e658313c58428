//! Decides which paths hold secrets, and which values may be shown.

use super::typed_secret::HIDDEN_TEXT;

/// Whether no value at this path is ever shown, whatever its type: every value below `env`, `headers` or `secrets`, and
/// below a key that is named like a secret.
pub fn is_secret_path(path: &[impl AsRef<str>]) -> bool {
    path.iter().map(AsRef::as_ref).any(|key| {
        let squeezed = alphanumeric_key(key);
        matches!(squeezed.as_str(), "env" | "headers" | "secrets") || is_secret_name(key, &squeezed)
    })
}

/// Whether a string at this path is never shown. Includes paths where numbers are shown, because counters and switches
/// have such names, too.
pub fn is_secret_text_path(path: &[impl AsRef<str>]) -> bool {
    is_secret_path(path) || path.iter().any(|key| may_be_secret_name(key.as_ref())) || is_login_path(path)
}

/// Words that make a key a secret wherever they occur in it.
const SECRET_WORDS: &[&str] = &[
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

fn is_secret_name(key: &str, squeezed: &str) -> bool {
    squeezed.trim_end_matches(|c: char| c.is_ascii_digit()).ends_with("token")
        || matches!(last_word(key).to_lowercase().as_str(), "jwt" | "pass" | "pwd")
        || SECRET_WORDS.iter().any(|word| squeezed.contains(word))
}

/// Whether a string at this key may be a secret. `maxTokens` is a number, but `tokens` may be a list of secrets; and
/// the address of a webhook is enough to call it.
fn may_be_secret_name(key: &str) -> bool {
    let squeezed = alphanumeric_key(key);
    squeezed.ends_with("tokens") || ["cookie", "webhook"].iter().any(|word| squeezed.contains(word))
}

/// Whether a path holds sign-in data that is not named like a secret.
fn is_login_path(path: &[impl AsRef<str>]) -> bool {
    let path: Vec<_> = path.iter().map(|key| alphanumeric_key(key.as_ref())).collect();
    let is_in_oauth =
        |pair: &[String]| matches!(pair, [outer, key] if outer.contains("oauth") && is_oauth_token_key(key));
    match path.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["auth", "profiles", _, rest @ ..] => !matches!(rest, [] | ["provider" | "mode" | "email" | "displayname"]),
        _ => path.windows(2).any(is_in_oauth),
    }
}

fn is_oauth_token_key(key: &str) -> bool {
    matches!(key, "access" | "refresh")
}

/// Returns a key in lower case, without the characters between and around its words.
fn alphanumeric_key(key: &str) -> String {
    key.to_lowercase().chars().filter(|c| c.is_alphanumeric()).collect()
}

/// Returns the last word of a key: `Pass` of `smtpPass`, `PASS` of `SMTP_PASS`. `bypass` is a single word.
fn last_word(key: &str) -> &str {
    let key = key.trim_matches(|c: char| !c.is_alphabetic());
    let last_word = key.rsplit(|c: char| !c.is_alphanumeric()).next().unwrap_or(key);
    let is_mixed = last_word.chars().any(char::is_lowercase);
    let start = last_word.rfind(char::is_uppercase).filter(|_| is_mixed).unwrap_or_default();
    last_word.get(start..).unwrap_or(last_word)
}

/// Prefixes of the API keys of well-known providers.
const API_KEY_PREFIXES: &[&str] = &["AIza", "AKIA", "ghp_", "github_pat_", "gsk_", "hf_", "pk-", "sk-", "xai-", "xox"];

/// Whether a text looks like an API key, at any path.
pub fn looks_like_api_key(text: &str) -> bool {
    begins_like_api_key(text.trim_start())
}

fn begins_like_api_key(text: &str) -> bool {
    // Most texts differ in the first byte.
    let first = text.as_bytes().first();
    API_KEY_PREFIXES.iter().any(|start| start.as_bytes().first() == first && text.starts_with(start))
}

/// A longer run of letters mixed with digits is not a word.
const MAX_MIXED_RUN: usize = 19;

/// Whether a typed text, name or path has a part that looks like a key.
pub(crate) fn contains_secret(text: &str) -> bool {
    has_url_secret(text) || has_api_key_part(text) || text.len() > MAX_MIXED_RUN && has_random_part(text)
}

/// Whether a text, or a part of it behind a space or a mark such as a colon, begins like an API key.
fn has_api_key_part(text: &str) -> bool {
    let is_boundary =
        |c: char| c.is_whitespace() || matches!(c, '/' | '\\' | ':' | ',' | ';' | '=' | '"' | '\'' | '(' | ')');
    let mut is_at_start = true;
    text.char_indices().any(|(at, c)| {
        let is_key = is_at_start && text.get(at..).is_some_and(begins_like_api_key);
        is_at_start = is_boundary(c);
        is_key
    })
}

/// Whether a text has a long run of letters mixed with digits.
fn has_random_part(text: &str) -> bool {
    let (mut length, mut has_digit, mut has_letter) = (0, false, false);
    text.chars().any(|c| {
        if !c.is_alphanumeric() {
            (length, has_digit, has_letter) = (0, false, false);
            return false;
        }
        length += c.len_utf8();
        has_digit |= c.is_ascii_digit();
        has_letter |= c.is_alphabetic();
        length > MAX_MIXED_RUN && has_digit && has_letter
    })
}

/// A typed text as an error may repeat it: without one that has a part that looks like a key.
pub(crate) fn hide_if_secret(text: &str) -> &str {
    if contains_secret(text) { HIDDEN_TEXT } else { text }
}

/// Suffixes of variables that hold secrets, in addition to the words for keys.
const SECRET_SUFFIXES: &[&str] =
    &["auth", "credential", "credentials", "key", "pass", "passphrase", "pat", "pwd", "sig"];

/// Whether a variable, or a parameter of a URL, is named like a secret.
pub(crate) fn is_secret_variable(name: &str) -> bool {
    let lower = name.to_lowercase();
    is_secret_text_path(&[name]) || SECRET_SUFFIXES.iter().any(|end| lower.ends_with(end))
}

/// Whether a URL contains more than a location: a user name, or a parameter that is named like a secret.
pub(crate) fn has_url_secret(text: &str) -> bool {
    // Most texts are no URL, which `contains` finds out sooner.
    let Some((_, rest)) = text.contains("://").then(|| text.split_once("://")).flatten() else { return false };
    let (authority_and_path, parameters) = rest.split_once('?').unwrap_or((rest, ""));
    let host = authority_and_path.split('/').next().unwrap_or_default();
    let mut names = parameters.split(['&', '#']).filter_map(|parameter| parameter.split('=').next());
    host.contains('@') || names.any(is_secret_variable)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split_path(text: &str) -> Vec<&str> {
        text.split('/').collect()
    }

    #[test]
    fn urls_may_contain_secrets() {
        for address in
            ["https://me:x@h/v1", "http://x@h", "https://h/v1?key=x", "h://h?a=1&access_token=x", "h://h?sig=x"]
        {
            assert!(has_url_secret(address), "{address}");
        }
        for address in ["https://h/v1", "https://h/@scope/x", "https://h/?api-version=2024-02-01", "me@h", "openai/gpt"]
        {
            assert!(!has_url_secret(address), "{address}");
        }
    }

    #[test]
    fn api_key_inside_text_is_detected() {
        for text in ["my sk-live-x", "/srv/ghp_x/w", "https://me:x@h", "/w/9f86d081884c7d659a2feaa0c55ad015", "a=xai-1"]
        {
            assert!(contains_secret(text), "{text}");
        }
        for text in ["At work", "/home/ada/.openclaw/workspace-2", "task-lists", "Donaudampfschifffahrt", "2026-11-29"]
        {
            assert!(!contains_secret(text), "{text}");
        }
    }

    #[test]
    fn secrets_are_detected_by_path() {
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
            assert!(is_secret_path(&split_path(secret)), "{secret}");
        }
        assert!(!is_secret_path(&split_path("agents/defaults/model/primary")));
        for open in ["gateway/tokens/max", "x/bypass", "x/compass", "x/passthrough", "x/sessionKey"] {
            assert!(!is_secret_path(&split_path(open)), "{open}");
        }
    }

    #[test]
    fn numbers_are_no_secrets_at_text_paths() {
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
            assert!(is_secret_text_path(&split_path(secret)) && !is_secret_path(&split_path(secret)), "{secret}");
        }
        for open in ["auth/profiles/a:b", "auth/profiles/a:b/mode", "auth/profiles/a:b/email", "x/access", "auth/order"]
        {
            assert!(!is_secret_text_path(&split_path(open)), "{open}");
        }
    }
}
