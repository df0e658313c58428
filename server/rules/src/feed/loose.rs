//! Values of a list that may have another type than is documented.

use serde::{Deserialize, Deserializer, de::DeserializeOwned};
use serde_json::Value;

/// A value, or nothing if it has another type.
#[derive(Debug, Clone, PartialEq)]
pub struct Loose<T>(pub Option<T>);

impl<T> Default for Loose<T> {
    fn default() -> Self {
        Self(None)
    }
}

impl<'de, T: DeserializeOwned> Deserialize<'de> for Loose<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Value::deserialize(deserializer).map(|value| Self(T::deserialize(value).ok()))
    }
}

impl Loose<String> {
    /// The text, or an empty one.
    pub(crate) fn text(&self) -> &str {
        self.0.as_deref().unwrap_or_default()
    }
}

/// The texts of a list of texts; others are left out.
pub(crate) fn words(list: &Loose<Vec<Value>>) -> impl Iterator<Item = &str> {
    list.0.iter().flatten().filter_map(Value::as_str)
}
