//! A short request to a model, in the format of its provider.

use serde_json::Value;

use super::{
    credential_form::CredentialForm,
    endpoint::Endpoint,
    request_draft::{Method, RequestDraft, SecretPlacement},
};

/// OpenClaw's prompt of a probe.
pub const PROBE_PROMPT: &str = "Reply with OK. Do not use tools.";

/// A request to a model.
#[derive(Debug, Clone, Copy)]
pub struct ModelRequest<'a> {
    /// Where it is sent.
    pub endpoint: &'a Endpoint,
    /// How the secret is sent.
    pub credential: CredentialForm,
    /// What the model is asked.
    pub prompt: &'a str,
    /// The longest answer, in tokens.
    pub max_tokens: u32,
}

impl ModelRequest<'_> {
    /// A request with a JSON body to a path below the address of the provider.
    pub(super) fn post(&self, path: &str, body: &Value, secret: SecretPlacement) -> RequestDraft {
        let headers = [
            ("content-type", "application/json".to_owned()),
            ("accept", "application/json".to_owned()),
            ("user-agent", concat!("openclaw/", env!("CARGO_PKG_VERSION")).to_owned()),
        ];
        let url = format!("{}{path}", self.endpoint.base_url);
        let mut draft =
            RequestDraft { method: Method::Post, url, headers: headers.into(), body: Some(body.to_string()), secret };
        for (name, value) in provider_headers(&self.endpoint.provider) {
            draft.set_header(name, value);
        }
        draft
    }

    /// The usual place of the secret for a provider that takes it as a token.
    pub(super) const fn bearer(&self) -> SecretPlacement {
        match self.credential {
            CredentialForm::Keyless => SecretPlacement::None,
            _ => SecretPlacement::Headers(super::credential_form::BEARER),
        }
    }
}

/// Headers by which a gateway knows the program.
fn provider_headers(provider: &str) -> &'static [(&'static str, &'static str)] {
    match provider {
        "openrouter" => &[("http-referer", "https://openclaw.ai"), ("x-title", "OpenClaw")],
        "kilocode" => &[("x-kilocode-feature", "openclaw")],
        _ => &[],
    }
}
