//! Servers on this machine that run models: which there are, how each is asked, and what it states.

mod answers;
mod parse;

use std::collections::BTreeMap;

use catalog_data::find_provider;
use serde_json::Value;

pub use answers::{LocalAnswer, LocalModel, age_note, local_notes, local_table, merge_answers};
pub use parse::{parse_lm_studio, parse_lm_studio_v0, parse_ollama_show, parse_ollama_tags, parse_open_ai};

use crate::{
    document::view::{View, providers::configured_providers},
    wire::{
        request_draft::{Method, RequestDraft, SecretHeader, SecretPlacement},
        url::Origin,
    },
};

/// Providers that are asked at their default address, even if the configuration does not have them.
const DEFAULT_SERVERS: [&str; 3] = ["lmstudio", "ollama", "vllm"];

/// The most requests for the details of models that one Ollama gets.
pub const MAX_DETAIL_REQUESTS: usize = 100;

/// How long a server may take to answer, in milliseconds.
pub const LOCAL_TIMEOUT_MS: u64 = 500;

/// The longest answer that is read.
pub const MAX_LOCAL_BYTES: usize = 4 << 20;

/// What a server on this machine speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LocalProtocol {
    /// That of Ollama.
    Ollama,
    /// That of LM Studio, with sizes and contexts.
    LmStudio,
    /// A list of models as OpenAI has it; vLLM adds the context.
    OpenAi,
}

/// A server on this machine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LocalServer {
    /// The canonical name of its provider.
    pub provider: String,
    /// What it speaks.
    pub protocol: LocalProtocol,
    /// Its address, without a slash at the end. It may hold a secret in its path.
    base_url: String,
    /// Whether the configuration has it.
    pub is_configured: bool,
}

/// The servers on this machine that may run models: those of the configuration, and the default ones.
pub fn local_servers(view: &View) -> Vec<LocalServer> {
    let mut servers = BTreeMap::new();
    for (provider, entry) in configured_providers(view) {
        let written = entry.get("baseUrl").and_then(Value::as_str);
        let url = written.map(|url| view.expand(url.trim()).map(std::borrow::Cow::into_owned));
        let url = url.unwrap_or_else(|| default_address(&provider));
        let server = url.map(|url| local_server(&provider, entry.get("api").and_then(Value::as_str), &url, true));
        // A provider that is configured elsewhere is not asked at its default address.
        servers.insert(provider, server.flatten());
    }
    for provider in DEFAULT_SERVERS {
        let default = || local_server(provider, None, &default_address(provider)?, false);
        servers.entry(provider.to_owned()).or_insert_with(default);
    }
    servers.into_values().flatten().collect()
}

fn default_address(provider: &str) -> Option<String> {
    find_provider(provider).map(|known| known.base_url.to_owned()).filter(|url| !url.is_empty())
}

/// The server of a provider, if its address is on this machine.
fn local_server(provider: &str, api: Option<&str>, url: &str, is_configured: bool) -> Option<LocalServer> {
    Origin::parse(url).filter(Origin::is_loopback).filter(|_| !url.contains(['?', '#']))?;
    let api = api.or_else(|| find_provider(provider).map(|known| known.api)).unwrap_or_default();
    let protocol = match (provider, api) {
        ("lmstudio", _) => LocalProtocol::LmStudio,
        (_, "ollama") | ("ollama", _) => LocalProtocol::Ollama,
        _ => LocalProtocol::OpenAi,
    };
    let base_url = url.trim_end_matches('/').to_owned();
    Some(LocalServer { provider: provider.to_owned(), protocol, base_url, is_configured })
}

impl LocalServer {
    /// Scheme, host and port.
    pub fn origin(&self) -> Option<Origin> {
        Origin::parse(&self.base_url)
    }

    /// Scheme, host and port that OpenClaw has for the provider.
    pub fn built_in(&self) -> Option<Origin> {
        Origin::parse(&default_address(&self.provider)?)
    }

    /// The address for people: host and port.
    pub fn address(&self) -> String {
        self.origin().map(|origin| origin.display()).unwrap_or_default()
    }

    /// The requests for its list, the next one if the server does not know one.
    pub fn list_requests(&self) -> Vec<(ListForm, RequestDraft)> {
        let root = self.root();
        let openai = (ListForm::OpenAi, get_request(&format!("{}/models", self.api_base())));
        match self.protocol {
            LocalProtocol::Ollama => vec![(ListForm::OllamaTags, get_request(&format!("{root}/api/tags"))), openai],
            LocalProtocol::LmStudio => vec![
                (ListForm::LmStudio, get_request(&format!("{root}/api/v1/models"))),
                (ListForm::LmStudioV0, get_request(&format!("{root}/api/v0/models"))),
                openai,
            ],
            LocalProtocol::OpenAi => vec![openai],
        }
    }

    /// The request for the details of a model of Ollama.
    pub fn detail_request(&self, model: &str) -> RequestDraft {
        let mut draft = get_request(&format!("{}/api/show", self.root()));
        draft.method = Method::Post;
        draft.headers.push(("content-type", "application/json".to_owned()));
        draft.body = Some(serde_json::json!({ "model": model }).to_string());
        draft
    }

    /// The address without the path of the format of OpenAI.
    fn root(&self) -> &str {
        self.base_url.strip_suffix("/v1").unwrap_or(&self.base_url)
    }

    /// The address of the format of OpenAI.
    fn api_base(&self) -> String {
        let has_path = self.base_url.splitn(4, '/').nth(3).is_some_and(|path| !path.is_empty());
        if has_path { self.base_url.clone() } else { format!("{}/v1", self.base_url) }
    }
}

/// A request without a body. The key of the server's entry in the configuration is added, if it may be sent there.
fn get_request(url: &str) -> RequestDraft {
    const KEY: &[SecretHeader] = &[SecretHeader { name: "authorization", prefix: "Bearer " }];
    let headers = [("accept", "application/json"), ("accept-encoding", "identity"), ("user-agent", "openclaw")];
    RequestDraft {
        method: Method::Get,
        url: url.to_owned(),
        headers: headers.into_iter().map(|(name, value)| (name, value.to_owned())).collect(),
        body: None,
        secret: SecretPlacement::Headers(KEY),
    }
}

/// The form of a list of models.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ListForm {
    /// `/api/tags` of Ollama.
    OllamaTags,
    /// `/api/v1/models` of LM Studio.
    LmStudio,
    /// `/api/v0/models` of LM Studio.
    LmStudioV0,
    /// `/v1/models`.
    OpenAi,
}

impl ListForm {
    /// The models of a list; `None` if the body is not one of this form.
    pub fn parse(self, body: &[u8]) -> Option<Vec<LocalModel>> {
        match self {
            Self::OllamaTags => parse_ollama_tags(body),
            Self::LmStudio => parse_lm_studio(body),
            Self::LmStudioV0 => parse_lm_studio_v0(body),
            Self::OpenAi => parse_open_ai(body),
        }
    }
}

#[cfg(test)]
mod tests;
