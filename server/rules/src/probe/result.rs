//! What came of a probe: OpenClaw's word, a finer one, and what the provider says.

use std::time::Duration;

use super::targets::SkipReason;
use crate::{
    base::typed_secret::Secret,
    classify::{
        cause::{FailureCause, ProbeStatus},
        provider_text::ProviderText,
    },
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
        let secrets: Vec<_> = secrets.into_iter().collect();
        let without_secrets = |text: &ProviderText| text.without_secrets(secrets.iter().copied());
        let words = failure.words.as_ref().map(without_secrets).filter(|text| !text.is_empty());
        let detail = || failure.detail.as_deref().and_then(ProviderText::new);
        let text = words.or_else(|| detail().as_ref().map(without_secrets));
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
    pub fn of_not_sent(reason: &SkipReason) -> Self {
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
}

/// What is wrong with the network, if no request got to any provider; `None` if one did, or nothing was sent. A server on
/// this machine that does not run says nothing about the network.
pub fn network_note<'r>(results: impl IntoIterator<Item = &'r ProbeResult>) -> Option<&'static str> {
    let sent = results.into_iter().filter(|result| result.latency.is_some());
    network_note_of(sent.map(|result| FailureCause::parse(result.code.as_deref()?)))
}

/// What is wrong with the network, from the causes of all requests that were sent; `None` stands for an answer.
pub(crate) fn network_note_of(causes: impl Iterator<Item = Option<FailureCause>>) -> Option<&'static str> {
    let causes: Vec<_> = causes.collect();
    let are_all = |expected: &[FailureCause]| {
        !causes.is_empty() && causes.iter().all(|cause| cause.is_some_and(|cause| expected.contains(&cause)))
    };
    match () {
        () if are_all(&[FailureCause::ProxyFailed]) => Some(
            "no request got through the proxy: check `HTTPS_PROXY` and `NO_PROXY`. The credentials were not tested",
        ),
        () if are_all(&[FailureCause::HostNotFound, FailureCause::HostUnreachable, FailureCause::ProxyFailed]) => {
            Some("no provider could be reached: this machine seems to have no network. The credentials were not tested")
        }
        () => None,
    }
}

#[cfg(test)]
mod tests;
