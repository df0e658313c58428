//! Types of values.

use serde_json::Value;

/// A set of types that a value may have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Kinds(u8);

impl Kinds {
    /// No type at all.
    pub(super) const NONE: Self = Self(0);
    /// A text.
    pub(super) const TEXT: Self = Self(1);
    /// An object.
    pub(super) const OBJECT: Self = Self(1 << 1);
    /// A list.
    pub(super) const LIST: Self = Self(1 << 2);
    /// A number.
    pub(super) const NUMBER: Self = Self(1 << 3);
    /// `true` or `false`.
    pub(super) const FLAG: Self = Self(1 << 4);
    /// `null`, which OpenClaw accepts nowhere.
    const NULL: Self = Self(1 << 5);

    /// Every type with the words for it in messages, in the order in which a message lists them.
    const DESCRIPTIONS: [(Self, &'static str); 6] = [
        (Self::TEXT, "text"),
        (Self::OBJECT, "an object"),
        (Self::LIST, "a list"),
        (Self::NUMBER, "a number"),
        (Self::FLAG, "true or false"),
        (Self::NULL, "`null`"),
    ];

    /// The types of both sets.
    pub(super) const fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether every type of the other set is in this one.
    pub(super) const fn contains(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    /// The type of a value.
    pub(super) fn of_value(value: &Value) -> Self {
        match value {
            Value::Object(_) => Self::OBJECT,
            Value::Array(_) => Self::LIST,
            Value::String(_) => Self::TEXT,
            Value::Number(_) => Self::NUMBER,
            Value::Bool(_) => Self::FLAG,
            Value::Null => Self::NULL,
        }
    }

    /// The types in words, for example “text or an object”.
    pub(super) fn description(self) -> String {
        let words = Self::DESCRIPTIONS.iter().filter(|(kind, _)| self.contains(*kind)).map(|(_, words)| *words);
        words.collect::<Vec<_>>().join(" or ")
    }
}
