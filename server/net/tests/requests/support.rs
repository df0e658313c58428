//! What the tests share.

use std::{future::Future, time::Duration};

use net::{Net, Policy, Secrets, Timeouts};
use rules::wire::{
    answer::{Answer, Response, TransportFailure},
    request_draft::{Method, RequestDraft, SecretPlacement},
    url::Origin,
};

/// Runs a future as a command does.
pub(crate) fn run<T>(work: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(work)
}

/// A request without headers, body and secret.
pub(crate) fn draft(url: &str) -> RequestDraft {
    RequestDraft {
        method: Method::Get,
        url: url.to_owned(),
        headers: Vec::new(),
        body: None,
        secret: SecretPlacement::None,
    }
}

/// A policy for a server on this machine.
pub(crate) fn local_policy(url: &str) -> Policy {
    Policy {
        timeouts: Timeouts::within(Duration::from_secs(5)),
        secret_origin: Origin::parse(url),
        allows_private: true,
        own_port: None,
    }
}

/// Sends a request.
pub(crate) fn send(draft: &RequestDraft, secrets: &Secrets, policy: &Policy) -> Answer {
    run(Net::default().send(draft, secrets, policy))
}

/// The response of an answer that has one.
pub(crate) fn response(answer: Answer) -> Response {
    match answer {
        Answer::Response(response) => response,
        Answer::Failed { failure, .. } => panic!("{failure:?}"),
    }
}

/// The failure of an answer that has one.
pub(crate) fn failure(answer: Answer) -> TransportFailure {
    match answer {
        Answer::Failed { failure, .. } => failure,
        Answer::Response(response) => panic!("{response:?}"),
    }
}
