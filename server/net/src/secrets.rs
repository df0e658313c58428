//! The secrets of a request.

use rules::base::typed_secret::Secret;

/// What is sent beside a draft.
#[derive(Default)]
pub struct Secrets {
    /// The key or the token.
    pub key: Option<Secret>,
    /// The keys for a signature.
    pub aws: Option<AwsKeys>,
    /// Configured headers, which replace those of the draft.
    pub headers: Vec<(String, Secret)>,
}

/// Keys of AWS.
pub struct AwsKeys {
    /// The id, which is no secret.
    pub access_key_id: String,
    /// The key.
    pub secret_access_key: Secret,
    /// The token of a temporary session.
    pub session_token: Option<Secret>,
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
