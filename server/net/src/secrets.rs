//! The secrets of a request.

use std::sync::Arc;

use rules::{auth::aws_profile::AwsKeys, base::typed_secret::Secret};

/// What is sent beside a draft.
#[derive(Default)]
pub struct Secrets {
    /// The key or the token.
    pub key: Option<Secret>,
    /// The keys for a signature, which several requests share.
    pub aws: Option<Arc<AwsKeys>>,
    /// Configured headers, which replace those of the draft.
    pub headers: Vec<(String, Secret)>,
}

impl Secrets {
    /// A key alone.
    pub fn of_key(key: Secret) -> Self {
        Self { key: Some(key), ..Self::default() }
    }

    /// Whether there is nothing to keep secret.
    pub fn is_empty(&self) -> bool {
        self.key.is_none() && self.aws.is_none() && self.headers.is_empty()
    }
}
