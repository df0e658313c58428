//! One probe: a request with its secrets, and the row that comes of it.

use std::time::Duration;

use contract::ProbeRow;
use net::{Net, Secrets};
use rules::{
    base::typed_secret::Secret,
    probe::result::ProbeResult,
    wire::{answer::Answer, outcome::check_outcome},
};

use super::{attach::ReadyRequest, results::with_result};

/// A probe that sends a request.
pub(crate) struct ProbeTask {
    /// What is known before the answer.
    pub(crate) row: ProbeRow,
    pub(crate) ready: ReadyRequest,
}

impl ProbeTask {
    /// Sends the request and understands the answer. `now` tells the time in milliseconds since 1970.
    pub(crate) async fn run(self, net: &Net, now: impl Fn() -> i64) -> ProbeRow {
        let ReadyRequest { api, draft, secrets, path_parts, policy } = &self.ready;
        let answer = net.send(draft, secrets, policy).await;
        let at = now();
        let hidden = all_secrets(secrets).chain(path_parts);
        let result =
            ProbeResult::of_outcome(&check_outcome(*api, self.row.check, &answer, at), time_of(&answer), hidden);
        with_result(self.row, &result, at)
    }
}

const fn time_of(answer: &Answer) -> Duration {
    match answer {
        Answer::Response(response) => response.total,
        Answer::Failed { after, .. } => *after,
    }
}

fn all_secrets(secrets: &Secrets) -> impl Iterator<Item = &Secret> {
    let aws = secrets.aws.iter().flat_map(|keys| keys.session_token.iter().chain([&keys.secret_access_key]));
    secrets.key.iter().chain(aws).chain(secrets.headers.iter().map(|(_, value)| value))
}
