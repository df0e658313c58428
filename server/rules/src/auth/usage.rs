//! How a credential was used: when it last worked, how often it failed, and the end of its cooldown.

mod read;

use std::collections::BTreeMap;

use super::{cooldown_settings::CooldownSettings, failure_reason::FailureReason};

/// Providers whose credentials have no cooldowns: they choose among several providers themselves.
const WITHOUT_COOLDOWN: &[&str] = &["kilocode", "openrouter"];

/// What an active disabled reason counts, compared with a failure.
const DISABLED_WEIGHT: u32 = 1000;

/// How a credential was used. All times are in milliseconds since 1970.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ProfileUsage {
    /// The last request that succeeded.
    pub last_used: Option<i64>,
    /// It is blocked until this time, because its subscription is used up.
    pub blocked_until: Option<i64>,
    /// Why it is blocked, in OpenClaw's words.
    pub blocked_reason: Option<String>,
    /// What OpenClaw knows that from.
    pub blocked_source: Option<String>,
    /// The only model that is blocked.
    pub blocked_model: Option<String>,
    /// What is blocked, in OpenClaw's words.
    pub blocked_scope: Option<String>,
    /// The end of its cooldown.
    pub cooldown_until: Option<i64>,
    /// Why it is in cooldown.
    pub cooldown_reason: Option<FailureReason>,
    /// How OpenClaw classified the failure.
    pub cooldown_classification: Option<String>,
    /// The only model that the cooldown is about.
    pub cooldown_model: Option<String>,
    /// It is disabled until this time.
    pub disabled_until: Option<i64>,
    /// Why it is disabled.
    pub disabled_reason: Option<FailureReason>,
    /// The number of failures since the last success.
    pub error_count: u32,
    /// The failures by their reasons.
    pub failure_counts: BTreeMap<FailureReason, u32>,
    /// The last failure.
    pub last_failure_at: Option<i64>,
    /// The last time that OpenClaw tried whether it works again.
    pub last_probe_at: Option<i64>,
}

/// Why a credential cannot be used for now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UnusableKind {
    /// It has failed, and is not used for minutes.
    Cooldown,
    /// It is disabled for hours: it cannot pay, or is not accepted.
    Disabled,
    /// Its subscription is used up.
    Blocked,
}

impl UnusableKind {
    /// The word that is shown.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Cooldown => "cooldown",
            Self::Disabled => "disabled",
            Self::Blocked => "blocked",
        }
    }
}

impl ProfileUsage {
    /// Whether the credential can be used now, for one model or for any.
    pub fn is_usable(&self, provider: &str, model: Option<&str>, now: i64) -> bool {
        self.unusable_until(provider, model, now).is_none()
    }

    /// The time until which the credential cannot be used; `None` if it can. Without a model, a cooldown of any model
    /// counts.
    pub fn unusable_until(&self, provider: &str, model: Option<&str>, now: i64) -> Option<i64> {
        self.active_windows(provider, model, now).map(|(_, until)| until).max()
    }

    /// Why the credential cannot be used. What lasts hours counts before what lasts minutes.
    pub fn unusable_kind(&self, provider: &str, model: Option<&str>, now: i64) -> Option<UnusableKind> {
        self.active_windows(provider, model, now).map(|(kind, _)| kind).next()
    }

    /// The failure because of which the credential cannot be used.
    pub fn unusable_reason(&self, provider: &str, model: Option<&str>, now: i64) -> Option<FailureReason> {
        match self.unusable_kind(provider, model, now)? {
            UnusableKind::Disabled => self.disabled_reason,
            UnusableKind::Cooldown => self.cooldown_reason.or_else(|| inferred_reason([self], now)),
            UnusableKind::Blocked => Some(FailureReason::RateLimit),
        }
    }

    /// The model that every active time is about, if the others can be used.
    pub fn limited_model(&self, provider: &str, now: i64) -> Option<&str> {
        let limit = |kind| match kind {
            UnusableKind::Disabled => None,
            UnusableKind::Blocked => self.blocked_model.as_deref(),
            UnusableKind::Cooldown => self.cooldown_model.as_deref(),
        };
        let mut limits = self.active_windows(provider, None, now).map(|(kind, _)| limit(kind));
        let first = limits.next()??;
        limits.all(|other| other.is_some_and(|other| is_same_model(provider, first, other))).then_some(first)
    }

    /// Whether it depends on the model whether the credential can be used.
    pub fn depends_on_model(&self) -> bool {
        self.cooldown_model.is_some() || self.blocked_model.is_some()
    }

    /// The times that have not passed and concern a model.
    fn active_windows(
        &self,
        provider: &str,
        model: Option<&str>,
        now: i64,
    ) -> impl Iterator<Item = (UnusableKind, i64)> {
        let concerns = |limited: &Option<String>| match (limited, model) {
            (Some(limited), Some(model)) => is_same_model(provider, limited, model),
            _ => true,
        };
        let cooldown = self.cooldown_until.filter(|_| concerns(&self.cooldown_model));
        let blocked = self.blocked_until.filter(|_| concerns(&self.blocked_model));
        let has_cooldowns = !WITHOUT_COOLDOWN.contains(&provider);
        let windows = [
            (UnusableKind::Disabled, self.disabled_until),
            (UnusableKind::Blocked, blocked),
            (UnusableKind::Cooldown, cooldown),
        ];
        windows
            .into_iter()
            .filter_map(|(kind, until)| Some((kind, until?)))
            .filter(move |(_, until)| has_cooldowns && *until > now)
    }

    /// Removes the times that have passed, as OpenClaw does before it chooses a credential. Without any left, the
    /// failures are no longer counted.
    #[must_use]
    pub fn without_ended_windows(&self, now: i64) -> Self {
        let is_over = |until: Option<i64>| until.is_some_and(|until| until <= now);
        let mut usage = self.clone();
        let ended = [is_over(self.cooldown_until), is_over(self.disabled_until), is_over(self.blocked_until)];
        let [cooldown, disabled, blocked] = ended;
        if cooldown {
            usage.clear_cooldown();
        }
        if disabled {
            (usage.disabled_until, usage.disabled_reason) = (None, None);
        }
        if blocked {
            usage.clear_block();
        }
        let has_window = [usage.cooldown_until, usage.disabled_until, usage.blocked_until].iter().any(Option::is_some);
        if ended.contains(&true) && !has_window {
            usage.error_count = 0;
            usage.failure_counts.clear();
        }
        usage
    }

    fn clear_cooldown(&mut self) {
        (self.cooldown_until, self.cooldown_reason) = (None, None);
        (self.cooldown_classification, self.cooldown_model) = (None, None);
    }

    fn clear_block(&mut self) {
        (self.blocked_until, self.blocked_reason, self.blocked_source) = (None, None, None);
        (self.blocked_model, self.blocked_scope) = (None, None);
    }

    /// The usage after a failed request. A time that has not passed is kept as it is. A timeout does not count, and
    /// some providers have no cooldowns.
    #[must_use]
    pub fn after_failure(&self, failure: &Failure<'_>, now: i64, settings: &CooldownSettings) -> Self {
        let mut usage = self.clone();
        if failure.reason == FailureReason::Timeout || WITHOUT_COOLDOWN.contains(&failure.provider) {
            return usage;
        }
        if self.counts_from_zero(now, settings) {
            usage.error_count = 0;
            usage.failure_counts.clear();
        }
        usage.error_count = usage.error_count.saturating_add(1);
        usage.last_failure_at = Some(now);
        let count = usage.failure_counts.entry(failure.reason).or_default();
        *count = count.saturating_add(1);
        let count = *count;
        if failure.reason.disables() {
            let until = now.saturating_add(settings.disabled_ms(count));
            usage.disabled_until = self.disabled_until.filter(|kept| *kept > now).or(Some(until));
            usage.disabled_reason = Some(failure.reason);
        } else {
            usage.set_cooldown(failure, now, settings);
        }
        usage
    }

    /// Whether the last failure is so long ago, or its effect is over, that counting starts again.
    fn counts_from_zero(&self, now: i64, settings: &CooldownSettings) -> bool {
        let last = self.last_failure_at.filter(|last| *last > 0);
        let is_long_ago = last.is_some_and(|last| now.saturating_sub(last) > settings.failure_window_ms);
        let window = self.cooldown_until.max(self.disabled_until);
        is_long_ago || window.is_some_and(|until| until <= now)
    }

    fn set_cooldown(&mut self, failure: &Failure<'_>, now: i64, settings: &CooldownSettings) {
        let is_active = self.cooldown_until.is_some_and(|kept| kept > now);
        if !is_active {
            self.clear_cooldown();
            self.cooldown_until = Some(now.saturating_add(settings.cooldown_ms(self.error_count)));
        }
        if !settings.is_shared_db() {
            return;
        }
        let limited = failure.model.filter(|_| settings.limits_to_model(failure.reason));
        let is_kept = |kept: &String| limited.is_some_and(|model| is_same_model(failure.provider, kept, model));
        self.cooldown_reason = Some(failure.reason);
        self.cooldown_model = if is_active {
            // A failure with another model extends the cooldown to all models.
            self.cooldown_model.take().filter(is_kept)
        } else {
            limited.map(str::to_owned)
        };
    }

    /// The usage after a request that succeeded: nothing counts any more, except the time of the last failure.
    #[must_use]
    pub fn after_success(&self, now: i64) -> Self {
        let mut usage = self.clone();
        usage.clear_cooldown();
        usage.clear_block();
        (usage.disabled_until, usage.disabled_reason) = (None, None);
        usage.error_count = 0;
        usage.failure_counts.clear();
        usage.last_used = Some(now);
        usage
    }
}

/// A failed request.
#[derive(Debug, Clone, Copy)]
pub struct Failure<'a> {
    /// Why it failed.
    pub reason: FailureReason,
    /// The provider, by its canonical id.
    pub provider: &'a str,
    /// The model, if the request was about one.
    pub model: Option<&'a str>,
}

/// Whether two names mean the same model. Each may be written with or without the provider.
fn is_same_model(provider: &str, left: &str, right: &str) -> bool {
    let without_provider = |name: &str| {
        let rest = name.strip_prefix(provider).and_then(|rest| rest.strip_prefix('/'));
        rest.unwrap_or(name).to_lowercase()
    };
    without_provider(left) == without_provider(right)
}

/// The most likely reason why none of these credentials can be used; `None` if all of them can be used.
pub fn inferred_reason<'u>(usages: impl IntoIterator<Item = &'u ProfileUsage>, now: i64) -> Option<FailureReason> {
    let mut scores: BTreeMap<FailureReason, u32> = BTreeMap::new();
    for usage in usages {
        for (reason, score) in usage.reason_scores(now) {
            let sum = scores.entry(reason).or_default();
            *sum = sum.saturating_add(score);
        }
    }
    let best = scores.values().copied().max()?;
    // The reasons are sorted by their weight.
    scores.into_iter().find(|(_, score)| *score == best).map(|(reason, _)| reason)
}

impl ProfileUsage {
    /// The reasons why the credential cannot be used now, with their weights.
    fn reason_scores(&self, now: i64) -> Vec<(FailureReason, u32)> {
        let is_active = |until: Option<i64>| until.is_some_and(|until| until > now);
        if let Some(reason) = self.disabled_reason.filter(|_| is_active(self.disabled_until)) {
            return vec![(reason, DISABLED_WEIGHT)];
        }
        if ![self.cooldown_until, self.disabled_until, self.blocked_until].into_iter().any(is_active) {
            return Vec::new();
        }
        let counted: Vec<_> = self.failure_counts.iter().map(|(reason, count)| (*reason, *count)).collect();
        let counted: Vec<_> = counted.into_iter().filter(|(_, count)| *count > 0).collect();
        if !counted.is_empty() {
            return counted;
        }
        let blocked = is_active(self.blocked_until).then_some(FailureReason::RateLimit);
        vec![(self.cooldown_reason.or(blocked).unwrap_or(FailureReason::Unknown), 1)]
    }
}

#[cfg(test)]
mod tests;
