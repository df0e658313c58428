//! Enums that are sent as a word.

/// Implements `Serialize` and `Deserialize` for an enum, given its values with their words. Derived implementations take
/// several times as much code in a browser.
#[macro_export]
macro_rules! impl_serde_by_word {
    ($name:ident, $words:expr) => {
        impl ::serde::Serialize for $name {
            fn serialize<S: ::serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                let word = $words.into_iter().find(|(value, _)| value == self).map(|(_, word)| word);
                serializer.serialize_str(word.unwrap_or_default())
            }
        }

        impl<'de> ::serde::Deserialize<'de> for $name {
            fn deserialize<D: ::serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let word = <String as ::serde::Deserialize>::deserialize(deserializer)?;
                let value = $words.into_iter().find(|(_, known)| *known == word).map(|(value, _)| value);
                value.ok_or_else(|| ::serde::de::Error::custom("unknown word"))
            }
        }
    };
}

pub(crate) use impl_serde_by_word;

#[cfg(test)]
mod tests {
    use crate::{AnswerReason, Author, ConfigLayer, Generation, Tone};

    #[test]
    fn enums_are_sent_as_words() {
        macro_rules! check {
            ($($value:expr => $word:literal,)+) => {$({
                let (value, json) = ($value, format!("\"{}\"", $word));
                assert_eq!(serde_json::to_string(&value).unwrap(), json);
                let mut read = value;
                assert!(serde_json::from_str("\"no-such-word\"").map(|found| read = found).is_err());
                read = serde_json::from_str(&json).unwrap();
                assert_eq!(read, value);
            })+};
        }
        check! {
            AnswerReason::Configured => "set",
            AnswerReason::NotInCatalog => "unheard",
            AnswerReason::VariableUnset => "unfilled",
            AnswerReason::NoSuchModel => "meaningless",
            AnswerReason::NotConfigured => "unset",
            Generation::JsonStore => "seeds",
            Generation::AgentDb => "agent-db",
            Generation::SharedDb => "shared-db",
            Generation::Unknown => "unknown",
            ConfigLayer::Agent => "agent",
            ConfigLayer::Defaults => "defaults",
            Tone::Ok => "ok",
            Tone::Warn => "warn",
            Tone::Bad => "bad",
            Tone::Plain => "plain",
            Author::Cli => "cli",
            Author::Ui => "ui",
            Author::Outside => "outside",
        }
    }
}
