//! Reads the usage of a credential as OpenClaw stores it.

use serde_json::Value;

use super::ProfileUsage;
use crate::{
    auth::{expiry::read_time, failure_reason::FailureReason},
    base::secret::contains_secret,
};

/// The longest word that is kept.
const MAX_WORD_LENGTH: usize = 120;

impl ProfileUsage {
    /// Reads a stored usage. Unknown members and values of a wrong type are ignored.
    pub fn read(value: &Value) -> Self {
        Self::from_members(|name| value.get(name))
    }

    /// Reads a stored usage whose members are known by their names.
    pub(in crate::auth) fn from_members<'m>(member: impl Fn(&str) -> Option<&'m Value>) -> Self {
        let time = |key: &str| member(key).and_then(read_time).filter(|time| *time > 0);
        let text = |key: &str| member(key).and_then(Value::as_str).map(str::trim).filter(|word| !word.is_empty());
        let word = |key: &str| text(key).filter(|word| is_harmless(word)).map(str::to_owned);
        let reason = |key: &str| text(key).map(FailureReason::parse);
        let counts = member("failureCounts").and_then(Value::as_object);
        Self {
            last_used: time("lastUsed"),
            blocked_until: time("blockedUntil"),
            blocked_reason: word("blockedReason"),
            blocked_source: word("blockedSource"),
            blocked_model: word("blockedModel"),
            blocked_scope: word("blockedScope"),
            cooldown_until: time("cooldownUntil"),
            cooldown_reason: reason("cooldownReason"),
            cooldown_classification: word("cooldownClassification"),
            cooldown_model: word("cooldownModel"),
            disabled_until: time("disabledUntil"),
            disabled_reason: reason("disabledReason"),
            error_count: member("errorCount").and_then(read_count).unwrap_or_default(),
            failure_counts: (counts.into_iter().flatten())
                .filter_map(|(word, count)| Some((FailureReason::parse(word), read_count(count).filter(|n| *n > 0)?)))
                .collect(),
            last_failure_at: time("lastFailureAt"),
            last_probe_at: time("lastProbeAt"),
        }
    }
}

fn read_count(value: &Value) -> Option<u32> {
    read_time(value).map(|count| u32::try_from(count.max(0)).unwrap_or(u32::MAX))
}

/// Whether a word may be kept: it is short, and has no part that looks like a secret.
fn is_harmless(word: &str) -> bool {
    word.len() <= MAX_WORD_LENGTH && !contains_secret(word)
}
