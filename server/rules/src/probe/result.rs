//! What came of a probe: OpenClaw's word, a finer one, and what the provider says.

use std::time::Duration;

use serde_json::{Map, Value, json};

use super::targets::{NotSent, ProbeTarget};
use crate::{
    base::typed_secret::Secret,
    classify::cause::{FailureCause, ProbeStatus},
    wire::outcome::{Failure, Outcome},
};

/// What came of a probe. It has no secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProbeResult {
    /// OpenClaw's word.
    pub status: ProbeStatus,
    /// The code of the reason; `None` if the model answered.
    pub code: Option<String>,
    /// The words for people, such as `key refused`.
    pub phrase: String,
    /// What the provider says, or else the reason as a sentence; `None` if the model answered.
    pub error: Option<String>,
    /// The time until the end of the answer or the failure; `None` if nothing was sent.
    pub latency: Option<Duration>,
    /// How long the provider asks to wait.
    pub retry_after: Option<Duration>,
}

impl ProbeResult {
    /// The result of a request. `secrets` are those that were sent with it: the provider may repeat them.
    pub fn of_outcome<'a>(outcome: &Outcome, latency: Duration, secrets: impl IntoIterator<Item = &'a Secret>) -> Self {
        match outcome {
            Outcome::Answered => Self {
                status: ProbeStatus::Ok,
                code: None,
                phrase: "ok".to_owned(),
                error: None,
                latency: Some(latency),
                retry_after: None,
            },
            Outcome::Failed(failure) => Self::of_failure(failure, latency, secrets),
        }
    }

    fn of_failure<'a>(failure: &Failure, latency: Duration, secrets: impl IntoIterator<Item = &'a Secret>) -> Self {
        let cause = failure.cause;
        let words = failure.words.as_ref().map(|words| words.without_secrets(secrets)).filter(|text| !text.is_empty());
        let text = words.or_else(|| failure.detail.clone());
        let error = match (failure.status, text) {
            (Some(status), Some(text)) if !text.starts_with(&status.to_string()) => format!("{status} {text}"),
            (_, Some(text)) => text,
            (Some(status), None) => format!("HTTP {status}"),
            (None, None) => cause.phrase().to_owned(),
        };
        let is_sent = !matches!(cause, FailureCause::HostNotAllowed | FailureCause::InvalidAddress);
        Self {
            status: cause.status(),
            code: Some(cause.code().to_owned()),
            phrase: cause.phrase().to_owned(),
            error: Some(error),
            latency: is_sent.then_some(latency),
            retry_after: failure.retry_after,
        }
    }

    /// The result of a credential for which nothing is sent.
    pub fn of_not_sent(reason: &NotSent) -> Self {
        Self {
            status: reason.status,
            code: Some(reason.code.clone()),
            phrase: reason.phrase.clone(),
            error: Some(reason.sentence.clone()),
            latency: None,
            retry_after: None,
        }
    }

    /// Whether the model answered.
    pub fn is_ok(&self) -> bool {
        self.status == ProbeStatus::Ok
    }

    /// The result in the form of OpenClaw's report.
    pub fn to_value(&self, target: &ProbeTarget) -> Value {
        let mut row = Map::new();
        let mut set = |key: &str, value: Option<Value>| {
            row.extend(value.map(|value| (key.to_owned(), value)));
        };
        set("provider", Some(json!(target.provider)));
        set("model", target.model.as_ref().map(|model| json!(model.key())));
        if let super::source::ProbeSource::Profile(id) = &target.source {
            set("profileId", Some(json!(id)));
        }
        set("label", Some(json!(target.label)));
        set("source", Some(json!(target.source.as_str())));
        set("mode", Some(json!(target.mode_word())));
        set("status", Some(json!(self.status.as_str())));
        set("reasonCode", self.code.as_ref().map(|code| json!(code)));
        set("error", self.error.as_ref().map(|error| json!(error)));
        set("latencyMs", self.latency.map(|latency| json!(milliseconds(latency))));
        set("retryAfterMs", self.retry_after.map(|wait| json!(milliseconds(wait))));
        Value::Object(row)
    }
}

fn milliseconds(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}

/// A time as OpenClaw shows it: `637ms`, from one second on `1.3s`, `-` if there is none.
pub fn format_latency(latency: Option<Duration>) -> String {
    match latency.map(milliseconds) {
        None => "-".to_owned(),
        Some(ms) if ms < 1000 => format!("{ms}ms"),
        Some(ms) => format!("{}.{}s", (ms + 50) / 1000, (ms + 50) % 1000 / 100),
    }
}

/// The exit code of `--check` for probes: 1 if a credential or its account does not work. What may end by itself counts
/// as a warning only.
pub fn check_exit_code<'r>(results: impl IntoIterator<Item = &'r ProbeResult>) -> u8 {
    u8::from(results.into_iter().any(|result| result.status.is_check_error()))
}

#[cfg(test)]
mod tests {
    use contract::CredentialMode;

    use super::*;
    use crate::{
        classify::provider_text::ProviderText,
        probe::source::ProbeSource,
        wire::answer::{Answer, TransportFailure},
        wire::{api_format::ApiFormat, outcome::outcome},
    };

    fn target() -> ProbeTarget {
        ProbeTarget {
            provider: "fake".to_owned(),
            model: contract::ModelRef::new("fake", "m1"),
            source: ProbeSource::Profile("fake:a".to_owned()),
            label: "fake:a".to_owned(),
            mode: CredentialMode::ApiKey,
            request: Err(NotSent::unresolved("env:x:Y")),
        }
    }

    fn failed(cause: FailureCause, status: Option<u16>, words: &str) -> ProbeResult {
        let failure = Failure { status, words: ProviderText::new(words), ..Failure::new(cause) };
        let secret = Secret::new("sk-0123456789abcdef");
        ProbeResult::of_outcome(&Outcome::Failed(failure), Duration::from_millis(637), [&secret])
    }

    #[test]
    fn a_result_has_the_form_of_the_reference() {
        let failed = failed(FailureCause::KeyRefused, Some(401), "Incorrect API key provided: sk-0123456789abcdef");
        assert_eq!(
            failed.to_value(&target()),
            json!({
                "provider": "fake", "model": "fake/m1", "profileId": "fake:a", "label": "fake:a", "source": "profile",
                "mode": "api_key", "status": "auth", "reasonCode": "auth",
                "error": "401 Incorrect API key provided: ‹hidden›", "latencyMs": 637,
            })
        );
        let ok = ProbeResult::of_outcome(&Outcome::Answered, Duration::from_millis(5), []);
        let value = ok.to_value(&target());
        assert_eq!((value["status"].as_str(), value.get("error"), value.get("reasonCode")), (Some("ok"), None, None));
        let not_sent = ProbeResult::of_not_sent(&target().request.unwrap_err());
        let value = not_sent.to_value(&target());
        assert_eq!((value["status"].as_str(), value.get("latencyMs")), (Some("unknown"), None));
    }

    #[test]
    fn an_error_is_never_empty() {
        for (cause, status, words, expected) in [
            (FailureCause::ServerError, Some(500), "", "HTTP 500"),
            (FailureCause::ServerError, Some(500), "500 boom", "500 boom"),
            (FailureCause::Overloaded, None, "Overloaded", "Overloaded"),
            (FailureCause::Cancelled, None, "", "cancelled"),
        ] {
            assert_eq!(failed(cause, status, words).error.unwrap(), expected, "{cause:?}");
        }
        let failure = TransportFailure::HostNotAllowed { host: "h.example".to_owned() };
        let answer = Answer::Failed { failure, after: Duration::ZERO };
        let result = ProbeResult::of_outcome(&outcome(ApiFormat::Ollama, &answer, 0), Duration::ZERO, []);
        assert!(result.latency.is_none() && result.error.unwrap().contains("--allow-host h.example"));
    }

    #[test]
    fn times_are_shown_as_by_the_reference() {
        for (ms, expected) in
            [(0, "0ms"), (637, "637ms"), (999, "999ms"), (1000, "1.0s"), (1349, "1.3s"), (1950, "2.0s")]
        {
            assert_eq!(format_latency(Some(Duration::from_millis(ms))), expected);
        }
        assert_eq!(format_latency(None), "-");
    }

    #[test]
    fn only_what_does_not_end_by_itself_fails_a_check() {
        let code = |cause: FailureCause| check_exit_code([&failed(cause, None, "")]);
        let causes =
            [FailureCause::KeyRefused, FailureCause::NoCredit, FailureCause::RateLimited, FailureCause::TimedOut];
        assert_eq!(causes.map(code), [1, 1, 0, 0]);
        assert_eq!(check_exit_code([]), 0);
    }
}
