//! Rejects values that cannot be secrets, so that they do not replace one: a mask that was shown and is written back,
//! or half a key.

use contract::text::is_hidden_char;
use json5_edit::KeyPath;
use serde_json::Value;

use super::{SettingError, value_mask};
use crate::{
    base::{env::is_only_variables, secret},
    schema::mask,
};

/// No secret is longer.
const MAX_SECRET_BYTES: usize = 64 << 10;

/// Rejects a value that contains a mask, at any path.
pub(super) fn check_no_mask(path: &KeyPath, value: &Value) -> Result<(), SettingError> {
    let mut is_masked = false;
    value_mask::visit_scalars(path, value, &mut |_, scalar| {
        is_masked |= scalar.as_str().is_some_and(mask::contains_mask);
    });
    if is_masked { Err(SettingError::ContainsMask { path: path.clone() }) } else { Ok(()) }
}

/// Rejects texts at the paths of secrets that cannot be secrets.
pub(super) fn check_secrets(path: &KeyPath, value: &Value) -> Result<(), SettingError> {
    let mut found = None;
    value_mask::visit_scalars(path, value, &mut |at, scalar| {
        let text = scalar.as_str().filter(|_| secret::is_secret_text_path(at));
        found = found.or_else(|| text.and_then(secret_problem));
    });
    found.map_or(Ok(()), |why| Err(SettingError::InvalidSecret { path: path.clone(), why }))
}

/// Returns what is wrong with a secret. Only a key in PEM format may have line breaks.
fn secret_problem(text: &str) -> Option<&'static str> {
    let is_pem = text.starts_with("-----BEGIN ");
    let is_bad = |c: char| is_hidden_char(c) && !(is_pem && matches!(c, '\n' | '\r'));
    match () {
        () if is_only_variables(text) => None,
        () if text.trim().is_empty() => Some("cannot be blank"),
        () if text.len() > MAX_SECRET_BYTES => Some("cannot be longer than 64 KB"),
        () if text.contains(is_bad) => Some("cannot contain line breaks or invisible characters"),
        () if mask::is_masked_secret(text) => Some("cannot be the mask that is shown in its place"),
        () => None,
    }
}

#[cfg(test)]
mod tests {
    use contract::SetValue;
    use serde_json::json;

    use super::*;
    use crate::{
        base::{
            access_scope::AccessScope,
            home::{HomeVars, locate_home},
        },
        change::setting::set_value,
        document::view::View,
    };

    const API_KEY_PATH: &str = "models.providers.house.apiKey";

    fn refusal_text(path: &str, value: &str, piped: bool) -> Option<String> {
        let house = json!({ "apiKey": "sk-live", "headers": { "a": "b" }, "baseUrl": "http://x" });
        let view = View::new(json!({ "models": { "providers": { "house": house } } }));
        let op = SetValue {
            path: path.to_owned(),
            value: value.to_owned().into(),
            piped,
            force: true,
            ..SetValue::default()
        };
        set_value(&view, &locate_home(&HomeVars::default(), |_| false), &op, AccessScope::All)
            .err()
            .map(|why| why.to_string())
    }

    #[test]
    fn t46_what_is_shown_for_a_secret_is_never_written_for_it() {
        for (path, value) in [
            ("models.providers.house", "{ apiKey: '‹hidden›', baseUrl: 'http://x' }"),
            ("models.providers.house.headers", "{ a: 'Bearer ‹hidden›' }"),
            ("gateway.note", "‹hidden›"),
            ("models.providers.house.baseUrl", "http://‹hidden›@h"),
            ("x", "['a', '********']"),
            (API_KEY_PATH, "••••"),
            (API_KEY_PATH, "***"),
            (API_KEY_PATH, "__OPENCLAW_REDACTED__"),
        ] {
            for piped in [true, false] {
                let said = refusal_text(path, value, piped).unwrap_or_default();
                assert!(said.contains("contains a mask"), "{path} {value}: {said}");
            }
        }
        assert_eq!(refusal_text("x", "['openai/*', '*']", true), None);
    }

    #[test]
    fn t46_what_can_be_no_secret_is_refused_where_one_stands() {
        let long = "k".repeat(MAX_SECRET_BYTES + 1);
        for (value, why) in [
            ("  ", "cannot be blank"),
            ("\"\"", "cannot be blank"),
            ("a\nb", "line breaks"),
            ("a\0b", "line breaks"),
            ("a\tb", "line breaks"),
            ("a\u{200b}b", "line breaks"),
            ("a\u{3164}b", "line breaks"),
            ("sk-...abcd", "the mask that is shown"),
            ("sk-…abcd", "the mask that is shown"),
            ("•••", "the mask that is shown"),
            ("......", "the mask that is shown"),
            (&long, "longer than 64 KB"),
        ] {
            for path in [API_KEY_PATH, "env.vars.KEY", "auth.profiles.a:b.key", "channels.x.botToken"] {
                let said = refusal_text(path, value, true).unwrap_or_default();
                assert!(said.contains(why), "{path} {value:?}: {said}");
            }
            let object = json!({ "apiKey": value }).to_string();
            assert!(value == "\"\"" || refusal_text("models.providers.new", &object, true).is_some(), "{value:?}");
        }
    }

    #[test]
    fn a_secret_is_taken_as_people_have_them() {
        let pem = "-----BEGIN PRIVATE KEY-----\nabc\n-----END PRIVATE KEY-----";
        for value in [
            "sk-live-1",
            "Bearer abc",
            "${HOUSE_KEY}",
            "p*ssw*rd",
            "correct horse battery",
            pem,
            &"k".repeat(MAX_SECRET_BYTES),
        ] {
            assert_eq!(refusal_text(API_KEY_PATH, value, true), None, "{value}");
        }
        // At other paths, any text is accepted.
        assert_eq!(refusal_text("x.note", "a\nb…", true), None);
    }
}
