//! How long a credential is not used after a failure.

use contract::Generation;
use json5_edit::KeyPath;
use serde_json::Value;

use super::{expiry::read_time, failure_reason::FailureReason, provider_name::member_of_provider};
use crate::document::view::View;

const SECOND_MS: i64 = 1000;
const MINUTE_MS: i64 = 60 * SECOND_MS;
const HOUR_MS: i64 = 60 * MINUTE_MS;

/// Cooldowns after the first failure, the second, and so on; the last one for all further failures.
const COOLDOWNS_MS: [i64; 4] = [MINUTE_MS, 5 * MINUTE_MS, 25 * MINUTE_MS, 60 * MINUTE_MS];

/// The cooldowns of OpenClaw 2026.8.1 and later.
const SHARED_DB_COOLDOWNS_MS: [i64; 3] = [30 * SECOND_MS, MINUTE_MS, 5 * MINUTE_MS];

/// A credential is disabled for twice as long with each failure, up to this many times.
const MAX_DOUBLINGS: u32 = 10;

/// How long a credential is not used after a failure, in milliseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CooldownSettings {
    /// The time that it is disabled after the first failure to pay.
    pub billing_backoff_ms: i64,
    /// The longest time that it is disabled, unless that is less than the first one.
    pub billing_max_ms: i64,
    /// After this time without a failure, failures are counted from zero again.
    pub failure_window_ms: i64,
    /// The generation, which decides the cooldowns.
    pub generation: Generation,
}

impl CooldownSettings {
    /// Reads the settings for a provider: `auth.cooldowns`, which OpenClaw does not read from 2026.8.1 on.
    pub fn read(view: &View, provider: &str) -> Self {
        let written = match view.generation() {
            Generation::JsonStore | Generation::AgentDb => view.get(&KeyPath::from_keys(["auth", "cooldowns"])),
            Generation::SharedDb | Generation::Unknown => None,
        };
        let member = |key: &str| written.and_then(|settings| settings.get(key));
        let hours = |key: &str, default: i64| member(key).and_then(read_hours).unwrap_or(default * HOUR_MS);
        let by_provider = member("billingBackoffHoursByProvider")
            .and_then(Value::as_object)
            .and_then(|members| member_of_provider(members, provider, view.generation()))
            .and_then(read_hours);
        Self {
            billing_backoff_ms: by_provider.unwrap_or_else(|| hours("billingBackoffHours", 5)),
            billing_max_ms: hours("billingMaxHours", 24),
            failure_window_ms: hours("failureWindowHours", 24),
            generation: view.generation(),
        }
    }

    /// The time that a credential is disabled after this many failures of one reason.
    pub fn disabled_ms(&self, failures: u32) -> i64 {
        let base = self.billing_backoff_ms.max(MINUTE_MS);
        let doublings = failures.saturating_sub(1).min(MAX_DOUBLINGS);
        base.saturating_mul(1 << doublings).min(self.billing_max_ms.max(base))
    }

    /// The cooldown after this many failures.
    pub fn cooldown_ms(&self, failures: u32) -> i64 {
        let steps = if self.is_shared_db() { &SHARED_DB_COOLDOWNS_MS[..] } else { &COOLDOWNS_MS };
        let at = usize::try_from(failures.saturating_sub(1)).unwrap_or(usize::MAX);
        steps.get(at).or(steps.last()).copied().unwrap_or(MINUTE_MS)
    }

    /// Whether a rate limit of one model leaves the other models of the credential usable.
    pub fn limits_to_model(&self, reason: FailureReason) -> bool {
        self.is_shared_db() && reason == FailureReason::RateLimit
    }

    pub(super) fn is_shared_db(&self) -> bool {
        matches!(self.generation, Generation::SharedDb | Generation::Unknown)
    }
}

/// Reads a positive number of hours as milliseconds.
fn read_hours(value: &Value) -> Option<i64> {
    const MS_IN_HOUR: f64 = 3_600_000.0;
    let hours = value.as_f64().filter(|hours| *hours > 0.0)?;
    read_time(&Value::from(hours * MS_IN_HOUR))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn cooldowns_depend_on_the_generation() {
        for (generation, seconds) in [
            (Generation::JsonStore, [60, 300, 1500, 3600, 3600]),
            (Generation::AgentDb, [60, 300, 1500, 3600, 3600]),
            (Generation::SharedDb, [30, 60, 300, 300, 300]),
            (Generation::Unknown, [30, 60, 300, 300, 300]),
        ] {
            let settings = CooldownSettings::read(&View::default().with_generation(generation), "a");
            let found = [1, 2, 3, 4, 50].map(|failures| settings.cooldown_ms(failures) / SECOND_MS);
            assert_eq!(found, seconds, "{generation:?}");
            let hours = [1, 2, 3, 4, 50].map(|failures| settings.disabled_ms(failures) / HOUR_MS);
            assert_eq!(hours, [5, 10, 20, 24, 24], "{generation:?}");
        }
    }

    #[test]
    fn the_configuration_counts_only_where_openclaw_reads_it() {
        let document = json!({ "auth": { "cooldowns": { "billingBackoffHours": 0.5, "failureWindowHours": 2 } } });
        for (generation, backoff, window) in [
            (Generation::JsonStore, HOUR_MS / 2, 2 * HOUR_MS),
            (Generation::AgentDb, HOUR_MS / 2, 2 * HOUR_MS),
            (Generation::SharedDb, 5 * HOUR_MS, 24 * HOUR_MS),
        ] {
            let view = View::new(document.clone()).with_generation(generation);
            let settings = CooldownSettings::read(&view, "a");
            assert_eq!((settings.billing_backoff_ms, settings.failure_window_ms), (backoff, window), "{generation:?}");
        }
    }
}
