//! Forms of texts and numbers that OpenClaw demands.

use super::release::{Release, Releases};

/// The largest whole number that OpenClaw accepts: 2^53 − 1, the last one that JavaScript represents exactly.
const MAX_SAFE_INTEGER: f64 = 9_007_199_254_740_991.0;

/// The length of the longest name of a model.
const MAX_MODEL_LEN: usize = 512;

/// The units of a duration, `ms` before its prefix `m`.
const DURATION_UNITS: &[&str] = &["ms", "s", "m", "h", "d"];

/// The form of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum TextForm {
    /// Any text.
    Any,
    /// At least one character.
    NotEmpty,
    /// At least one character that is no white space.
    NotBlank,
    /// A colour of six hexadecimal digits.
    HexColor,
    /// A duration such as `24h` or `1h30m`.
    Duration,
    /// An address that starts with `http://` or `https://`.
    HttpUrl,
    /// An absolute path, or one that starts with `~`.
    AbsolutePath,
    /// A model with its provider, or nothing.
    ModelOrEmpty,
    /// The name of a provider of secrets.
    SecretProvider,
}

impl TextForm {
    /// What is wrong with a text. The text itself is never repeated: it may be a secret in the wrong place.
    pub(super) fn problem(self, text: &str) -> Option<&'static str> {
        match self {
            Self::NotEmpty if text.is_empty() => Some("is empty"),
            Self::NotBlank if text.trim().is_empty() => Some("is blank"),
            Self::HexColor if !is_hex_color(text) => Some("is not a colour of six hexadecimal digits"),
            Self::Duration if !is_duration(text) => Some("is not a duration such as `24h`"),
            Self::HttpUrl if !is_http_url(text) => Some("is not an address that starts with `http://` or `https://`"),
            Self::AbsolutePath if !is_absolute_path(text) => Some("is not an absolute path"),
            Self::ModelOrEmpty if !is_model_or_empty(text) => Some("is not a model with its provider, as in `a/b`"),
            Self::SecretProvider if !is_secret_provider(text) => {
                Some("is not a name of lower-case letters, digits, `_` and `-` that starts with a letter")
            }
            _ => None,
        }
    }
}

/// A range of numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum NumberRange {
    /// Any number.
    Any,
    /// A number above zero.
    Positive,
    /// A whole number between these, both included.
    Whole {
        /// The smallest number.
        min: u32,
        /// The largest number, if it is not [`MAX_SAFE_INTEGER`].
        max: Option<u32>,
    },
}

impl NumberRange {
    /// What is wrong with a number.
    pub(super) fn problem(self, number: f64) -> Option<String> {
        match self {
            Self::Positive if number <= 0.0 => Some("is not above 0".to_owned()),
            Self::Whole { .. } if number.fract() != 0.0 => Some("is not a whole number".to_owned()),
            Self::Whole { min, .. } if number < f64::from(min) => Some(format!("is less than {min}")),
            Self::Whole { max, .. } if number > max.map_or(MAX_SAFE_INTEGER, f64::from) => {
                Some(format!("is more than {}", max.map_or(MAX_SAFE_INTEGER, f64::from)))
            }
            Self::Any | Self::Positive | Self::Whole { .. } => None,
        }
    }
}

/// Whether a text can be the id of a secret that is kept in this kind of source.
pub(super) fn is_secret_id(source: &str, id: &str, releases: Releases) -> bool {
    match source {
        "env" | "store" => is_name(id, |c| c.is_ascii_uppercase(), |c| c.is_ascii_digit() || c == '_', 128),
        "file" => id == "value" || is_json_pointer(id),
        "exec" => {
            let is_inner = |c: char| "._:/-".contains(c) || c == '#' && releases.last > Release::V2026_3;
            let is_name = is_name(id, |c| c.is_ascii_alphanumeric(), is_inner, 256);
            is_name && !id.split('/').any(|segment| matches!(segment, "." | ".."))
        }
        // The source has a row of its own.
        _ => true,
    }
}

/// Whether a text starts with one kind of character, and has only these and others behind it.
fn is_name(text: &str, is_start: fn(char) -> bool, is_other: impl Fn(char) -> bool, max_len: usize) -> bool {
    text.len() <= max_len && text.starts_with(is_start) && text.chars().all(|c| is_start(c) || is_other(c))
}

fn is_secret_provider(text: &str) -> bool {
    is_name(text, |c| c.is_ascii_lowercase(), |c| c.is_ascii_digit() || matches!(c, '_' | '-'), 64)
}

/// Whether a text is an absolute JSON pointer: in its steps, `~` is written `~0`, and `/` is written `~1`.
fn is_json_pointer(text: &str) -> bool {
    let mut after_tildes = text.split('~').skip(1);
    text.starts_with('/') && after_tildes.all(|rest| rest.starts_with(['0', '1']))
}

/// Whether a text is six hexadecimal digits, with or without a `#`.
fn is_hex_color(text: &str) -> bool {
    let digits = text.strip_prefix('#').unwrap_or(text);
    digits.len() == 6 && digits.chars().all(|c| c.is_ascii_hexdigit())
}

/// Whether a text is an address with a host and, if there is one, a valid port. The rest is free.
fn is_http_url(text: &str) -> bool {
    let text = text.trim().to_ascii_lowercase();
    let Some(address) = text.strip_prefix("http://").or_else(|| text.strip_prefix("https://")) else { return false };
    let authority = address.split(['/', '?', '#']).next().unwrap_or_default();
    let host_and_port = authority.rsplit('@').next().unwrap_or_default();
    let is_ipv6 = host_and_port.starts_with('[');
    let (host, port) = match host_and_port.rsplit_once(':').filter(|(_, port)| !port.ends_with(']')) {
        Some((host, port)) => (host, port),
        None => (host_and_port, ""),
    };
    let is_name = || !host.is_empty() && !host.contains(|c: char| c.is_whitespace() || "<>[]\\^|%:".contains(c));
    let is_host = if is_ipv6 { host.ends_with(']') && host.len() > 3 } else { is_name() };
    is_host && (port.is_empty() || port.parse::<u16>().is_ok())
}

fn is_absolute_path(text: &str) -> bool {
    let text = text.trim();
    text.starts_with('/') || text == "~" || text.starts_with("~/")
}

fn is_model_or_empty(text: &str) -> bool {
    let text = text.trim();
    let has_both = |(provider, model): (&str, &str)| !provider.trim().is_empty() && !model.trim().is_empty();
    text.is_empty() || text.len() <= MAX_MODEL_LEN && text.split_once('/').is_some_and(has_both)
}

/// Whether a text is a number, or several numbers that are each followed by a unit.
fn is_duration(text: &str) -> bool {
    let text = text.trim().to_ascii_lowercase();
    let mut rest = text.as_str();
    while let Some(tail) = after_number(rest) {
        let unit = DURATION_UNITS.iter().find_map(|unit| tail.strip_prefix(unit));
        match unit {
            None => return tail.is_empty() && rest == text,
            Some("") => return true,
            Some(tail) => rest = tail,
        }
    }
    false
}

/// The text after a decimal number such as `1` or `1.5`.
fn after_number(text: &str) -> Option<&str> {
    let is_digit = |c: char| c.is_ascii_digit();
    let tail = text.trim_start_matches(is_digit);
    let has_digits = tail.len() < text.len();
    let fraction = tail.strip_prefix('.').filter(|fraction| fraction.starts_with(is_digit));
    has_digits.then(|| fraction.map_or(tail, |fraction| fraction.trim_start_matches(is_digit)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_has_the_form_that_openclaw_demands() {
        for (form, right, wrong) in [
            (TextForm::NotEmpty, &["x", " "][..], &[""][..]),
            (TextForm::NotBlank, &["x", " x "], &["", "  "]),
            (TextForm::HexColor, &["0055ff", "#0055FF"], &["", "#05f", "0055fg"]),
            (
                TextForm::Duration,
                &["5", "1.5h", "24h", "1h30m", " 7D ", "0ms"],
                &["", "h", "1h30", "1 h", "-1h", "1.h"],
            ),
            (
                TextForm::HttpUrl,
                &["http://h", "HTTPS://u:p@h:1/p?q", "http://[::1]:80", "http://[::1]"],
                &[
                    "",
                    "h",
                    "ftp://h",
                    "http://",
                    "http:///p",
                    "http://a b",
                    "http://h:x",
                    "http://h:70000",
                    "http://[::1",
                ],
            ),
            (TextForm::AbsolutePath, &["/", "/a", "~", "~/a"], &["", "a", "./a", "~a"]),
            (TextForm::ModelOrEmpty, &["", "a/b", "a/b/c"], &["a", "a/", "/b"]),
            (TextForm::SecretProvider, &["a", "vault-1_x"], &["", "1a", "Default", "a!", "ä"]),
        ] {
            for text in right {
                assert_eq!(form.problem(text), None, "{form:?} {text:?}");
            }
            for text in wrong {
                assert!(form.problem(text).is_some(), "{form:?} {text:?}");
            }
        }
    }

    #[test]
    fn the_id_of_a_secret_depends_on_its_source() {
        for (source, right, wrong) in [
            ("env", &["KEY", "A_1"][..], &["", "key", "1A", "_A", "A-B"][..]),
            ("store", &["KEY"], &["key"]),
            ("file", &["value", "/", "/a/b~0c~1d"], &["", "a/b", "/a~", "/a~2"]),
            ("exec", &["vault/x", "a.b:c-d", "a/..b", "a#b"], &["", "/a", "a/../b", ".", "a b"]),
            ("other", &["", "x"], &[]),
        ] {
            for id in right {
                assert!(is_secret_id(source, id, Releases::ALL), "{source} {id:?}");
            }
            for id in wrong {
                assert!(!is_secret_id(source, id, Releases::ALL), "{source} {id:?}");
            }
        }
        let oldest = Releases { first: Release::V2026_3, last: Release::V2026_3 };
        assert!(!is_secret_id("exec", "a#b", oldest));
    }
}
