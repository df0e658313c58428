//! A short request to a model, in the format of its provider.

use contract::ProbeCheck;
use serde_json::{Value, json};

use super::{
    credential_form::CredentialForm,
    endpoint::Endpoint,
    request_draft::{Method, RequestDraft, SecretPlacement},
};

/// OpenClaw's prompt of a probe.
pub const PROBE_PROMPT: &str = "Reply with OK. Do not use tools.";

/// OpenClaw's prompts of the probes with a tool and with an image.
const TOOL_PROMPT: &str = "Call the ping tool with {} and nothing else.";
const IMAGE_PROMPT: &str = "Reply with OK.";

/// OpenClaw's tool of a probe.
pub(super) const TOOL_NAME: &str = "ping";
pub(super) const TOOL_DESCRIPTION: &str = "Return OK.";

/// A white image of 32 × 32 pixels, as base64 of a PNG. Some providers refuse smaller ones.
pub(super) const IMAGE_PNG: &str =
    "iVBORw0KGgoAAAANSUhEUgAAACAAAAAgCAAAAABWESUoAAAAFklEQVR42mP4TwAwjCoYVTCqYKQqAAA/aPwuqUTQyAAAAABJRU5ErkJggg==";

/// The longest answer to a request with a tool or an image, in tokens. Some models think first.
const CHECK_TOKENS: u32 = 256;

/// The longest answer for a check, in tokens. `answer_tokens` is that of a plain answer.
pub fn max_tokens_of(check: ProbeCheck, answer_tokens: u32) -> u32 {
    match check {
        ProbeCheck::Answer => answer_tokens,
        ProbeCheck::Tools | ProbeCheck::Images => CHECK_TOKENS.max(answer_tokens),
    }
}

/// A request to a model.
#[derive(Debug, Clone, Copy)]
pub struct ModelRequest<'a> {
    /// Where it is sent.
    pub endpoint: &'a Endpoint,
    /// How the secret is sent.
    pub credential: CredentialForm,
    /// What it is to prove.
    pub check: ProbeCheck,
    /// The longest answer, in tokens.
    pub max_tokens: u32,
}

impl ModelRequest<'_> {
    /// What the model is asked.
    pub(super) const fn prompt(&self) -> &'static str {
        match self.check {
            ProbeCheck::Answer => PROBE_PROMPT,
            ProbeCheck::Tools => TOOL_PROMPT,
            ProbeCheck::Images => IMAGE_PROMPT,
        }
    }

    /// The parts of the message: the image if there is one, then the prompt.
    pub(super) fn parts(&self, image: impl FnOnce() -> Value, prompt: Value) -> Vec<Value> {
        let image = (self.check == ProbeCheck::Images).then(image);
        image.into_iter().chain([prompt]).collect()
    }

    /// Adds members to a body if a tool is asked for.
    pub(super) fn add_tool(&self, body: &mut Value, members: impl FnOnce() -> Value) {
        if self.check == ProbeCheck::Tools
            && let (Some(body), Value::Object(members)) = (body.as_object_mut(), members())
        {
            body.extend(members);
        }
    }

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

/// The image as a `data:` address.
pub(super) fn image_data_url() -> String {
    format!("data:image/png;base64,{IMAGE_PNG}")
}

/// The tool in the form of OpenAI, which others follow.
pub(super) fn openai_tool() -> Value {
    json!({ "type": "function", "function": {
        "name": TOOL_NAME, "description": TOOL_DESCRIPTION, "parameters": tool_parameters(),
    } })
}

/// The parameters of the tool: none.
pub(super) fn tool_parameters() -> Value {
    json!({ "type": "object", "properties": {} })
}

/// Whether a list has any element.
pub(super) fn has_elements(list: &Value) -> bool {
    list.as_array().is_some_and(|list| !list.is_empty())
}

/// Headers by which a gateway knows the program.
fn provider_headers(provider: &str) -> &'static [(&'static str, &'static str)] {
    match provider {
        "openrouter" => &[("http-referer", "https://openclaw.ai"), ("x-title", "OpenClaw")],
        "kilocode" => &[("x-kilocode-feature", "openclaw")],
        _ => &[],
    }
}
