//! Requests for lists.

use crate::wire::request_draft::{Method, RequestDraft, SecretPlacement};

/// What a server returned with a list, so that it can be asked whether the list has changed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Validators {
    /// The header `etag`.
    pub etag: Option<String>,
    /// The header `last-modified`.
    pub last_modified: Option<String>,
}

impl Validators {
    /// Whether there is none.
    pub const fn is_empty(&self) -> bool {
        self.etag.is_none() && self.last_modified.is_none()
    }
}

/// A request for a public list. It carries no secret.
pub fn feed_request(url: String, validators: &Validators) -> RequestDraft {
    let plain = [
        ("accept", Some("application/json")),
        // Nothing that is compressed is accepted, so the length of an answer is the one that is counted.
        ("accept-encoding", Some("identity")),
        ("user-agent", Some("openclaw")),
        ("if-none-match", validators.etag.as_deref()),
        ("if-modified-since", validators.last_modified.as_deref()),
    ];
    let headers = plain.into_iter().filter_map(|(name, value)| Some((name, value?.to_owned())));
    RequestDraft { method: Method::Get, url, headers: headers.collect(), body: None, secret: SecretPlacement::None }
}
