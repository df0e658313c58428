//! What can be no secret, so that none is lost for it: a mask that was read from us and is written back, or half a key.

use contract::text::is_hostile;
use json5_edit::KeyPath;
use serde_json::Value;

use super::{Refused, shown};
use crate::{env::is_reference, mask, secret};

/// Nobody has a longer one.
const LONGEST: usize = 64 << 10;

/// No mask is written, wherever it stands.
pub(super) fn has_no_mask(path: &KeyPath, value: &Value) -> Result<(), Refused> {
    let mut is_masked = false;
    shown::look(path, value, &mut |_, scalar| is_masked |= scalar.as_str().is_some_and(mask::is_mask));
    if is_masked { Err(Refused::Mask { path: path.clone() }) } else { Ok(()) }
}

/// What stands where secrets stand may be one.
pub(super) fn is_fit(path: &KeyPath, value: &Value) -> Result<(), Refused> {
    let mut found = None;
    shown::look(path, value, &mut |at, scalar| {
        let text = scalar.as_str().filter(|_| secret::is_secret_text(at));
        found = found.or_else(|| text.and_then(wrong));
    });
    found.map_or(Ok(()), |why| Err(Refused::NoSecret { path: path.clone(), why }))
}

/// What is wrong with a secret. Only a key in PEM has lines.
fn wrong(text: &str) -> Option<&'static str> {
    let is_pem = text.starts_with("-----BEGIN ");
    let is_bad = |c: char| is_hostile(c) && !(is_pem && matches!(c, '\n' | '\r'));
    match () {
        () if is_reference(text) => None,
        () if text.trim().is_empty() => Some("cannot be blank"),
        () if text.len() > LONGEST => Some("cannot be longer than 64 KB"),
        () if text.contains(is_bad) => Some("cannot contain line breaks or invisible characters"),
        () if mask::is_cut(text) => Some("cannot be the mask that is shown in its place"),
        () => None,
    }
}

#[cfg(test)]
mod tests {
    use contract::SetValue;
    use serde_json::json;

    use super::*;
    use crate::{
        home::{Vars, locate},
        setting::{Reach, set},
        view::View,
    };

    const KEY: &str = "models.providers.house.apiKey";

    fn said(path: &str, value: &str, piped: bool) -> Option<String> {
        let house = json!({ "apiKey": "sk-live", "headers": { "a": "b" }, "baseUrl": "http://x" });
        let view = View::new(json!({ "models": { "providers": { "house": house } } }));
        let op = SetValue { path: path.to_owned(), value: value.to_owned().into(), strict: false, piped };
        set(&view, &locate(&Vars::default(), |_| false), &op, Reach::All).err().map(|why| why.to_string())
    }

    #[test]
    fn t46_what_is_shown_for_a_secret_is_never_written_for_it() {
        for (path, value) in [
            ("models.providers.house", "{ apiKey: '‹hidden›', baseUrl: 'http://x' }"),
            ("models.providers.house.headers", "{ a: 'Bearer ‹hidden›' }"),
            ("gateway.note", "‹hidden›"),
            ("models.providers.house.baseUrl", "http://‹hidden›@h"),
            ("x", "['a', '********']"),
            (KEY, "••••"),
            (KEY, "***"),
            (KEY, "__OPENCLAW_REDACTED__"),
        ] {
            for piped in [true, false] {
                let said = said(path, value, piped).unwrap_or_default();
                assert!(said.contains("contains a mask"), "{path} {value}: {said}");
            }
        }
        assert_eq!(said("x", "['openai/*', '*']", true), None);
    }

    #[test]
    fn t46_what_can_be_no_secret_is_refused_where_one_stands() {
        let long = "k".repeat(LONGEST + 1);
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
            for path in [KEY, "env.vars.KEY", "auth.profiles.a:b.key", "channels.x.botToken"] {
                let said = said(path, value, true).unwrap_or_default();
                assert!(said.contains(why), "{path} {value:?}: {said}");
            }
            let object = json!({ "apiKey": value }).to_string();
            assert!(value == "\"\"" || said("models.providers.new", &object, true).is_some(), "{value:?}");
        }
    }

    #[test]
    fn a_secret_is_taken_as_people_have_them() {
        let pem = "-----BEGIN PRIVATE KEY-----\nabc\n-----END PRIVATE KEY-----";
        for value in
            ["sk-live-1", "Bearer abc", "${HOUSE_KEY}", "p*ssw*rd", "correct horse battery", pem, &"k".repeat(LONGEST)]
        {
            assert_eq!(said(KEY, value, true), None, "{value}");
        }
        // Elsewhere a text may be as it likes.
        assert_eq!(said("x.note", "a\nb…", true), None);
    }
}
