//! Finds the variables that a document uses and that are not set.

use std::fmt;

use json5_edit::KeyPath;
use serde_json::Value;

use super::View;
use crate::schema;

/// A variable in the document that is not set, or blank.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnsetVariable {
    /// The name of the variable.
    pub variable: String,
    /// The path of the text that uses it.
    pub at: KeyPath,
}

impl UnsetVariable {
    /// Whether the text names a model in a chain.
    pub fn is_in_chain(&self) -> bool {
        schema::locate(&self.at).is_in_chain()
    }
}

impl fmt::Display for UnsetVariable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` is not set; `{}` needs it", self.variable, self.at)
    }
}

impl View {
    /// Returns the variables that are not set, with their paths, in the sections that openclaw reads.
    pub fn unset_variables(&self) -> Vec<UnsetVariable> {
        let mut missing = Vec::new();
        for section in schema::read_sections() {
            let value = self.document.get(section).unwrap_or(&Value::Null);
            self.collect_unset_variables(&KeyPath::from_keys([section]), value, &mut missing);
        }
        missing
    }

    fn collect_unset_variables(&self, path: &KeyPath, value: &Value, missing: &mut Vec<UnsetVariable>) {
        match value {
            Value::String(text) => {
                let names = self.env.unset_variables(text);
                missing.extend(names.map(|name| UnsetVariable { variable: name.to_owned(), at: path.clone() }));
            }
            Value::Array(items) => (items.iter().enumerate())
                .for_each(|(index, item)| self.collect_unset_variables(&path.with_index(index), item, missing)),
            Value::Object(members) => {
                members
                    .iter()
                    .for_each(|(key, member)| self.collect_unset_variables(&path.with_key(key), member, missing));
            }
            _ => {}
        }
    }
}
