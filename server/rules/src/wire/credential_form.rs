//! How a secret is sent.

use contract::CredentialMode;

use super::request_draft::SecretHeader;
use crate::base::typed_secret::Secret;

/// How a secret is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CredentialForm {
    /// There is none: the server needs no key.
    Keyless,
    /// A key or a token.
    Key,
    /// A token of Anthropic's sign-in, which has headers of its own.
    AnthropicToken,
    /// Keys of AWS, which sign the request.
    AwsKeys,
}

impl CredentialForm {
    /// The form of a secret. A Bedrock API key is sent like any other key.
    pub fn of(secret: &Secret) -> Self {
        if secret.is_anthropic_token() { Self::AnthropicToken } else { Self::Key }
    }

    /// The form of a credential without a secret in the home: keys that AWS has elsewhere, or none at all.
    pub const fn without_secret(mode: CredentialMode) -> Self {
        match mode {
            CredentialMode::AwsSdk => Self::AwsKeys,
            _ => Self::Keyless,
        }
    }
}

const AUTHORIZATION: SecretHeader = SecretHeader { name: "authorization", prefix: "Bearer " };
const X_API_KEY: SecretHeader = SecretHeader { name: "x-api-key", prefix: "" };
const X_GOOG_API_KEY: SecretHeader = SecretHeader { name: "x-goog-api-key", prefix: "" };

pub(super) const BEARER: &[SecretHeader] = &[AUTHORIZATION];
pub(super) const API_KEY: &[SecretHeader] = &[X_API_KEY];
pub(super) const API_KEY_AND_BEARER: &[SecretHeader] = &[X_API_KEY, AUTHORIZATION];
pub(super) const GOOGLE_KEY: &[SecretHeader] = &[X_GOOG_API_KEY];
