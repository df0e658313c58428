//! References to secrets that are stored elsewhere.

use serde_json::Value;

use crate::base::secret::contains_secret;

/// Stands for an id that looks like a secret itself.
const HIDDEN: &str = "‹hidden›";

/// The longest name of a variable.
const MAX_NAME_LENGTH: usize = 128;

/// Where a reference points.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SecretSource {
    /// A variable.
    Env,
    /// A file.
    File,
    /// The output of a program.
    Exec,
}

/// A reference to a secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SecretRef {
    /// Where it points.
    pub source: SecretSource,
    /// The entry of `secrets.providers` that reads it; `None` means the default for the source.
    pub provider: Option<String>,
    /// What to read: the name of a variable, the place in a file, the id for a program.
    pub id: String,
}

impl SecretSource {
    /// The word in a configuration and in a label.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Env => "env",
            Self::File => "file",
            Self::Exec => "exec",
        }
    }

    fn parse(word: &str) -> Option<Self> {
        [Self::Env, Self::File, Self::Exec].into_iter().find(|source| source.as_str() == word)
    }
}

impl SecretRef {
    /// Reads a reference: an object, or a text that consists of one variable, such as `${NAME}`.
    pub fn parse(value: &Value) -> Option<Self> {
        match value {
            Value::String(text) => Self::parse_text(text),
            Value::Object(members) => {
                let word =
                    |key: &str| members.get(key).and_then(Value::as_str).map(str::trim).filter(|w| !w.is_empty());
                let has_known_keys = members.keys().all(|key| ["source", "provider", "id"].contains(&key.as_str()));
                let provider = word("provider").map(str::to_owned);
                if !has_known_keys || provider.is_none() && members.contains_key("provider") {
                    return None;
                }
                Some(Self { source: SecretSource::parse(word("source")?)?, provider, id: visible_id(word("id")?) })
            }
            _ => None,
        }
    }

    /// Reads `${NAME}`.
    pub fn parse_text(text: &str) -> Option<Self> {
        let name = text.trim().strip_prefix("${")?.strip_suffix('}')?;
        is_variable_name(name).then(|| Self { source: SecretSource::Env, provider: None, id: name.to_owned() })
    }

    /// The variable that it points to; `None` if it points elsewhere, or to what is no name of a variable.
    pub fn variable_name(&self) -> Option<&str> {
        Some(self.id.as_str()).filter(|name| self.source == SecretSource::Env && is_variable_name(name))
    }

    /// The text that stands for the secret wherever it is shown.
    pub fn label(&self) -> String {
        format!("ref({}:{})", self.source.as_str(), self.id)
    }
}

fn visible_id(id: &str) -> String {
    if contains_secret(id) { HIDDEN.to_owned() } else { id.to_owned() }
}

/// Whether a reference can name this variable.
fn is_variable_name(name: &str) -> bool {
    name.len() <= MAX_NAME_LENGTH
        && name.starts_with(|c: char| c.is_ascii_uppercase())
        && name.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_')
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn references_are_objects_or_variables() {
        for (value, expected) in [
            (json!({ "source": "env", "provider": "default", "id": "X" }), Some("ref(env:X)")),
            (json!({ "source": "env", "id": "MY_KEY" }), Some("ref(env:MY_KEY)")),
            (json!({ "source": "file", "provider": "f", "id": "/a/b" }), Some("ref(file:/a/b)")),
            (json!({ "source": "exec", "provider": "vault", "id": "openai/key" }), Some("ref(exec:openai/key)")),
            (json!("${MY_KEY}"), Some("ref(env:MY_KEY)")),
            (json!(" ${A1} "), Some("ref(env:A1)")),
            (json!({ "source": "env" }), None),
            (json!({ "source": "env", "id": " " }), None),
            (json!({ "source": "env", "provider": 5, "id": "X" }), None),
            (json!({ "source": "vault", "provider": "x", "id": "X" }), None),
            (json!({ "source": "env", "id": "X", "more": 1 }), None),
            (json!("${lower}"), None),
            (json!("${1A}"), None),
            (json!("${A}${B}"), None),
            (json!("MY_KEY"), None),
            (json!(null), None),
        ] {
            assert_eq!(SecretRef::parse(&value).map(|found| found.label()).as_deref(), expected, "{value}");
        }
    }

    #[test]
    fn an_id_that_looks_like_a_secret_is_hidden() {
        let reference = SecretRef::parse(&json!({ "source": "env", "id": "sk-ant-0123456789" })).unwrap();
        assert_eq!(reference.label(), "ref(env:‹hidden›)");
        assert!(!format!("{reference:?}").contains("sk-ant"));
    }
}
