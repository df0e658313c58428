//! Variables that a document asks for and nobody sets.

use std::fmt;

use json5_edit::{KeyPath, Step};
use serde_json::Value;

use super::View;

/// A variable in the document that is not set, or blank.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Missing {
    /// Its name.
    pub variable: String,
    /// Where it stands.
    pub at: KeyPath,
}

impl Missing {
    /// Whether it stands where a model is named that answers.
    pub fn is_in_chain(&self) -> bool {
        let is = |step: &Step, names: &[&str]| matches!(step, Step::Key(key) if names.contains(&key.as_str()));
        match self.at.steps() {
            [agents, ..] if !is(agents, &["agents"]) => false,
            [_, defaults, model, ..] if is(defaults, &["defaults"]) => is(model, &["model", "imageModel"]),
            [_, shape, _, model, ..] => is(shape, &["list", "entries"]) && is(model, &["model"]),
            _ => false,
        }
    }
}

impl fmt::Display for Missing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` is not set; `{}` needs it", self.variable, self.at)
    }
}

impl View {
    /// The variables that are not set, and where they stand, in the sections that are read here.
    pub fn missing(&self) -> Vec<Missing> {
        let mut missing = Vec::new();
        for section in ["agents", "models", "auth"] {
            let value = self.document.get(section).unwrap_or(&Value::Null);
            self.collect_missing(&KeyPath::of([section]), value, &mut missing);
        }
        missing
    }

    fn collect_missing(&self, at: &KeyPath, value: &Value, missing: &mut Vec<Missing>) {
        match value {
            Value::String(text) => {
                let names = self.env.missing(text);
                missing.extend(names.map(|name| Missing { variable: name.to_owned(), at: at.clone() }));
            }
            Value::Array(items) => (items.iter().enumerate())
                .for_each(|(index, item)| self.collect_missing(&at.index(index), item, missing)),
            Value::Object(members) => {
                members.iter().for_each(|(key, member)| self.collect_missing(&at.key(key), member, missing));
            }
            _ => {}
        }
    }
}
