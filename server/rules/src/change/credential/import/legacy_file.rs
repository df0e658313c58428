//! The credential files of early releases of OpenClaw, as an import sees them. Secrets are set apart, so that a rule
//! moves them without looking at them.

use std::sync::Arc;

use serde_json::Value;

use crate::base::typed_secret::Secret;

/// A file that may have credentials of an early release.
#[derive(Clone)]
pub struct LegacyFile {
    /// The path for display.
    pub display_path: String,
    /// What is in it.
    pub form: LegacyForm,
    /// Its entries in their order; `None` if there is no such file.
    pub entries: Option<Vec<LegacyEntry>>,
}

/// What is in a file of an early release.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LegacyForm {
    /// `auth.json` of an agent: credentials of all kinds by provider.
    Credentials,
    /// `oauth.json`: sign-ins by provider.
    SignIns,
}

/// An entry of such a file.
#[derive(Clone)]
pub struct LegacyEntry {
    /// Its name, which is that of a provider.
    pub name: String,
    /// Its fields in their order; `None` if it is not an object.
    pub fields: Option<Vec<(String, LegacyValue)>>,
}

/// The value of a field.
#[derive(Clone)]
pub enum LegacyValue {
    /// No secret.
    Plain(Value),
    /// A text that is or may be a secret. It is not blank.
    Secret(Arc<Secret>),
}

/// The fields whose texts are no secrets.
const PLAIN_FIELDS: &[&str] =
    &["type", "mode", "provider", "email", "expires", "accountId", "projectId", "enterpriseUrl", "clientId"];

/// Omits the entries.
impl std::fmt::Debug for LegacyFile {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("LegacyFile")
            .field("display_path", &self.display_path)
            .field("form", &self.form)
            .finish_non_exhaustive()
    }
}

impl LegacyFile {
    /// Takes the content of a file apart.
    pub fn read(display_path: String, form: LegacyForm, content: Value) -> Self {
        let entries = match content {
            // A file with this member has the form of a credential store, which OpenClaw does not read under this name.
            Value::Object(members) if form == LegacyForm::SignIns || !members.contains_key("profiles") => {
                members.into_iter().map(|(name, value)| LegacyEntry::read(name, value)).collect()
            }
            _ => Vec::new(),
        };
        Self { display_path, form, entries: Some(entries) }
    }
}

impl LegacyEntry {
    fn read(name: String, value: Value) -> Self {
        let fields = match value {
            Value::Object(members) => Some(members.into_iter().map(to_field).collect()),
            _ => None,
        };
        Self { name, fields }
    }

    /// The value of a field.
    pub fn field(&self, name: &str) -> Option<&LegacyValue> {
        self.fields.as_ref()?.iter().find(|(field, _)| field == name).map(|(_, value)| value)
    }

    /// The text of a field that is no secret.
    pub fn text(&self, name: &str) -> Option<&str> {
        match self.field(name)? {
            LegacyValue::Plain(value) => value.as_str(),
            LegacyValue::Secret(_) => None,
        }
    }
}

fn to_field((name, value): (String, Value)) -> (String, LegacyValue) {
    let value = match value {
        Value::String(text) if !PLAIN_FIELDS.contains(&name.as_str()) && !text.trim().is_empty() => {
            LegacyValue::Secret(Arc::new(Secret::new(text)))
        }
        plain => LegacyValue::Plain(plain),
    };
    (name, value)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn secrets_are_set_apart() {
        let content =
            json!({ "openai": { "type": "api_key", "key": "sk-x", "note": "y", "email": "a@b", "blank": " " } });
        let file = LegacyFile::read("f".to_owned(), LegacyForm::Credentials, content);
        let entry = &file.entries.unwrap()[0];
        let is_secret = |(_, value): &&(String, LegacyValue)| matches!(value, LegacyValue::Secret(_));
        let secrets: Vec<_> = entry.fields.iter().flatten().filter(is_secret).map(|(name, _)| name.as_str()).collect();
        assert_eq!(secrets, ["key", "note"]);
        assert_eq!((entry.text("type"), entry.text("email"), entry.text("key")), (Some("api_key"), Some("a@b"), None));
    }

    #[test]
    fn a_file_of_another_form_has_no_entries() {
        let count = |form, content| LegacyFile::read("f".to_owned(), form, content).entries.unwrap().len();
        assert_eq!(count(LegacyForm::Credentials, json!({ "version": 1, "profiles": {} })), 0);
        assert_eq!(count(LegacyForm::Credentials, json!([{}])), 0);
        assert_eq!(count(LegacyForm::SignIns, json!({ "profiles": {} })), 1);
        assert_eq!(count(LegacyForm::Credentials, json!({ "openai": 5 })), 1);
    }
}
