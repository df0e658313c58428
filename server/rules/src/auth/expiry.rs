//! When a credential expires.

use serde_json::Value;

const MINUTE_MS: i64 = 60_000;

/// When a credential expires, as it is stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Expiry {
    /// It has no expiry.
    Never,
    /// At this time, in milliseconds since 1970.
    At(i64),
    /// The stored value is not a positive number, so that OpenClaw does not use the credential.
    Invalid,
}

/// How near the expiry of a credential is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExpiryState {
    /// It expires later than the warning.
    Active,
    /// It expires soon.
    Expiring,
    /// It has expired, or its expiry is not valid.
    Expired,
    /// It does not expire.
    NoExpiry,
}

impl Expiry {
    /// Reads a stored expiry; no value means that there is none.
    pub fn read(value: Option<&Value>) -> Self {
        match value {
            None => Self::Never,
            Some(value) => read_time(value).filter(|time| *time > 0).map_or(Self::Invalid, Self::At),
        }
    }

    /// Whether the credential can no longer be used. It cannot at the very time of its expiry.
    pub fn is_over(self, now: i64) -> bool {
        matches!(self, Self::At(time) if now >= time)
    }

    /// The time that remains, in milliseconds; negative after the expiry.
    pub fn remaining(self, now: i64) -> Option<i64> {
        match self {
            Self::At(time) => Some(time.saturating_sub(now)),
            Self::Never | Self::Invalid => None,
        }
    }
}

impl ExpiryState {
    /// How near an expiry is, if a warning is wanted this many milliseconds before it.
    pub fn of(expiry: Expiry, now: i64, warn_ms: i64) -> Self {
        match expiry {
            Expiry::Never => Self::NoExpiry,
            Expiry::Invalid => Self::Expired,
            Expiry::At(time) if now >= time => Self::Expired,
            Expiry::At(time) if time.saturating_sub(now) <= warn_ms => Self::Expiring,
            Expiry::At(_) => Self::Active,
        }
    }

    /// The word that is shown.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Expiring => "expiring",
            Self::Expired => "expired",
            Self::NoExpiry => "no expiry",
        }
    }
}

/// Reads a time in milliseconds. It may be written as a fraction, and later than any time that can be counted.
pub(crate) fn read_time(value: &Value) -> Option<i64> {
    let from_fraction = || {
        let number = value.as_f64()?.floor();
        let latest = (number > 0.0).then_some(i64::MAX);
        format!("{number:.0}").parse().ok().or(latest)
    };
    value.as_i64().or_else(from_fraction)
}

/// The remaining time in one unit, such as `5h`; `unknown` without a time. Each unit is rounded from the one before.
pub fn remaining_short(remaining_ms: Option<i64>) -> String {
    let Some(remaining) = remaining_ms else { return "unknown".to_owned() };
    if remaining <= 0 {
        return "0m".to_owned();
    }
    let minutes = rounded(remaining, MINUTE_MS).max(1);
    let hours = rounded(minutes, 60);
    match (minutes, hours) {
        (..60, _) => format!("{minutes}m"),
        (_, ..48) => format!("{hours}h"),
        _ => format!("{}d", rounded(hours, 24)),
    }
}

fn rounded(amount: i64, unit: i64) -> i64 {
    amount.saturating_add(unit / 2) / unit
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::auth::vectors::small_table;

    #[test]
    fn the_remaining_time_is_shown_as_by_the_reference() {
        for row in small_table("formatRemainingShort") {
            assert_eq!(remaining_short(row[0].as_i64()), row[1], "{row}");
        }
    }

    #[test]
    fn only_a_positive_number_is_an_expiry() {
        for (value, expected) in [
            (json!(5), Expiry::At(5)),
            (json!(1_773_403_200_000.9), Expiry::At(1_773_403_200_000)),
            (json!(1e300), Expiry::At(i64::MAX)),
            (json!(0.5), Expiry::Invalid),
            (json!(-1e300), Expiry::Invalid),
            (json!(0), Expiry::Invalid),
            (json!(-1), Expiry::Invalid),
            (json!("5"), Expiry::Invalid),
            (json!(null), Expiry::Invalid),
        ] {
            assert_eq!(Expiry::read(Some(&value)), expected, "{value}");
        }
        assert_eq!(Expiry::read(None), Expiry::Never);
    }

    #[test]
    fn the_warning_includes_its_first_moment() {
        for (expiry, expected) in [
            (Expiry::Never, ExpiryState::NoExpiry),
            (Expiry::Invalid, ExpiryState::Expired),
            (Expiry::At(99), ExpiryState::Expired),
            (Expiry::At(100), ExpiryState::Expired),
            (Expiry::At(101), ExpiryState::Expiring),
            (Expiry::At(150), ExpiryState::Expiring),
            (Expiry::At(151), ExpiryState::Active),
        ] {
            assert_eq!(ExpiryState::of(expiry, 100, 50), expected, "{expiry:?}");
        }
        assert_eq!(Expiry::At(99).remaining(100), Some(-1));
    }
}
