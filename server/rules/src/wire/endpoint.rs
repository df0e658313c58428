//! Where a provider is asked for a model, and in which format.

use catalog_data::{canonical_provider, find_provider};
use contract::ModelRef;
use serde_json::Value;

use super::{api_format::ApiFormat, url::Origin};
use crate::{
    auth::{aws_profile::is_region, report::ReportRequest},
    base::typed_secret::Secret,
    document::view::{View, providers::provider_entry},
};

/// The length from which a part of a path may be a key.
const MIN_SECRET_PART: usize = 12;

/// The format of a provider in the configuration that states none.
const DEFAULT_API: &str = "openai-responses";

/// Providers whose sign-in must first be exchanged for another token, or whose address depends on the account.
const NOT_YET_SUPPORTED: &[&str] = &["github-copilot", "google-gemini-cli", "google-antigravity", "openai-codex"];

/// Providers that want their key in two headers.
const PROVIDERS_WITH_TWO_KEY_HEADERS: &[&str] = &["minimax", "minimax-cn", "minimax-portal"];

/// Where a provider is asked for a model, and in which format.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Endpoint {
    /// The canonical name of the provider.
    pub provider: String,
    /// The format.
    pub api: ApiFormat,
    /// The address without a path of the format. It may hold a secret if it is from the configuration.
    pub base_url: String,
    /// The address that OpenClaw has for the provider; `None` if it has none.
    pub built_in_url: Option<String>,
    /// The name of the model, as the provider knows it.
    pub model: String,
    /// The context of the model, in tokens, if the configuration states it.
    pub context: Option<u64>,
    /// The name of the field with the length of the answer, if the configuration sets it.
    pub max_tokens_field: Option<String>,
    /// Whether the key is sent in a second header, too.
    pub has_bearer_header: bool,
    /// The region, if the provider is Bedrock.
    pub region: Option<String>,
}

/// Why a provider cannot be asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EndpointError {
    /// Its format is not supported yet.
    Unsupported {
        /// The format, or the provider if that is the reason.
        api: String,
    },
    /// It has no address.
    NoAddress,
    /// A variable in its address is not set.
    UnsetVariable,
    /// The address is not a valid one.
    InvalidAddress {
        /// The `models.json` that has it; `None` if the configuration does.
        file: Option<String>,
    },
}

impl EndpointError {
    /// The reason, as a sentence.
    pub fn sentence(&self, provider: &str) -> String {
        let path = format!("`models.providers.{provider}.baseUrl`");
        match self {
            Self::Unsupported { api } => format!("requests in the format `{api}` cannot be sent yet"),
            Self::NoAddress => format!("the address of `{provider}` is not known; set {path}"),
            Self::UnsetVariable => format!("a variable in {path} is not set"),
            Self::InvalidAddress { file } => {
                let place = match file {
                    Some(file) => format!("the address of `{provider}` in `{file}`"),
                    None => path,
                };
                format!("{place} is not a plain `https://` or `http://` address without user name and parameters")
            }
        }
    }
}

impl Endpoint {
    /// The longer parts of the path of a configured address. A gateway may want its key there, and may repeat it.
    pub fn secret_path_parts(&self) -> Vec<Secret> {
        if self.built_in_url.as_ref() == Some(&self.base_url) {
            return Vec::new();
        }
        let path = self.base_url.splitn(4, '/').nth(3).unwrap_or_default();
        path.split('/').filter(|part| part.len() >= MIN_SECRET_PART).map(Secret::new).collect()
    }

    /// A warning if a secret is sent without encryption, and not only on this machine.
    pub fn unencrypted_warning(&self) -> Option<String> {
        let origin = Origin::parse(&self.base_url).filter(|origin| !origin.is_secure && !origin.is_loopback())?;
        let (provider, host) = (&self.provider, origin.display());
        Some(format!("the key of `{provider}` is sent to {host} without encryption: use an `https://` address"))
    }
}

/// What decides where providers are asked.
#[derive(Debug, Clone, Copy)]
pub struct EndpointContext<'a> {
    view: &'a View,
    /// The agent, in whose `models.json` OpenClaw keeps what it has found.
    agent: Option<&'a str>,
    /// The region of the AWS profile in use.
    aws_region: Option<&'a str>,
}

impl<'a> EndpointContext<'a> {
    /// The configuration alone.
    pub const fn of_view(view: &'a View) -> Self {
        Self { view, agent: None, aws_region: None }
    }

    /// The configuration, what OpenClaw has found for the agent, and what this machine has for AWS.
    pub fn of_report(report: &ReportRequest<'a>) -> Self {
        Self { view: report.view, agent: Some(&report.agent.id), aws_region: report.machine.aws_region() }
    }

    fn aws_region(&self) -> String {
        const DEFAULT_REGION: &str = "us-east-1";
        let set = ["AWS_REGION", "AWS_DEFAULT_REGION"]
            .iter()
            .find_map(|name| self.view.variable(name).filter(|region| !region.trim().is_empty()));
        let found = set.or_else(|| self.aws_region.map(str::to_owned));
        found.filter(|name| is_region(name)).unwrap_or_else(|| DEFAULT_REGION.to_owned())
    }
}

/// Finds where a model is asked for.
pub fn find_endpoint(context: &EndpointContext<'_>, model: &ModelRef) -> Result<Endpoint, EndpointError> {
    let view = context.view;
    let provider = canonical_provider(model.provider(), view.generation());
    let facts = ProviderFacts::find(context, &provider, model.model());
    let built_in_url = facts.built_in_url(context);
    let is_own_model = provider == "openrouter" && !model.model().contains('/');
    let written = facts.written_url(view);
    let is_found_used =
        !is_own_model && matches!(written, Ok(None)) && (facts.found_url().is_some() || built_in_url.is_none());
    let api = facts.api(is_found_used).to_owned();
    let supported = ApiFormat::parse(&api).filter(|_| !NOT_YET_SUPPORTED.contains(&provider.as_str()));
    let Some(api) = supported else {
        let name = if NOT_YET_SUPPORTED.contains(&provider.as_str()) { provider } else { api };
        return Err(EndpointError::Unsupported { api: name });
    };
    let written = written?.filter(|_| !is_own_model);
    let (found, file) = facts.found_url().filter(|_| is_found_used).unzip();
    let base_url = written.or(found).or_else(|| built_in_url.clone()).ok_or(EndpointError::NoAddress)?;
    let base_url = normalized(&base_url, api);
    let is_plain = !base_url.contains(['?', '#']);
    let origin = Origin::parse(&base_url).filter(|_| is_plain).ok_or(EndpointError::InvalidAddress { file })?;
    let has_bearer_header =
        facts.flag("authHeader").unwrap_or_else(|| PROVIDERS_WITH_TWO_KEY_HEADERS.contains(&provider.as_str()));
    Ok(Endpoint {
        region: (api == ApiFormat::BedrockConverse).then(|| region_of(&origin).unwrap_or_else(|| context.aws_region())),
        context: facts.model.and_then(|entry| entry.get("contextWindow")?.as_u64()),
        max_tokens_field: facts.max_tokens_field(),
        model: if is_own_model { model.key() } else { model.model().to_owned() },
        has_bearer_header,
        built_in_url,
        base_url,
        api,
        provider,
    })
}

/// What the configuration, the `models.json` of the agent and the catalog state about a provider.
struct ProviderFacts<'v> {
    provider: &'v str,
    entry: Option<&'v Value>,
    model: Option<&'v Value>,
    /// Its entry in the `models.json` of the agent, and the path of that file for display.
    found: Option<(&'v Value, &'v str)>,
    found_model: Option<&'v Value>,
}

impl<'v> ProviderFacts<'v> {
    fn find(context: &EndpointContext<'v>, provider: &'v str, model: &str) -> Self {
        let entry = provider_entry(context.view, provider);
        let found = context.agent.and_then(|agent| context.view.agent_provider(agent, provider));
        let model_of = |entry: &'v Value| {
            let mut models = entry.get("models")?.as_array()?.iter();
            models.find(|one| one.get("id").and_then(Value::as_str) == Some(model))
        };
        let found_model = found.and_then(|(entry, _)| model_of(entry));
        Self { provider, entry, model: entry.and_then(model_of), found, found_model }
    }

    /// The format. What the `models.json` says belongs to the address in it: `is_found_used` tells if that one is asked.
    fn api(&self, is_found_used: bool) -> &'v str {
        let found = [self.found_model, self.found.map(|(entry, _)| entry)];
        let found = found.into_iter().filter(|_| is_found_used);
        let written =
            [self.model, self.entry].into_iter().chain(found).flatten().find_map(|entry| entry.get("api")?.as_str());
        let known = || find_provider(self.provider).map(|known| known.api).filter(|api| !api.is_empty());
        written.or_else(known).unwrap_or(DEFAULT_API)
    }

    fn flag(&self, key: &str) -> Option<bool> {
        self.entry?.get(key)?.as_bool()
    }

    fn max_tokens_field(&self) -> Option<String> {
        self.model?.pointer("/compat/maxTokensField")?.as_str().map(str::to_owned)
    }

    fn built_in_url(&self, context: &EndpointContext<'_>) -> Option<String> {
        let known = find_provider(self.provider).filter(|known| !known.base_url.is_empty())?;
        if ApiFormat::parse(known.api) == Some(ApiFormat::BedrockConverse) {
            return Some(format!("https://bedrock-runtime.{}.amazonaws.com", context.aws_region()));
        }
        (!known.base_url.contains('{')).then(|| known.base_url.to_owned())
    }

    /// The address in the `models.json` of the agent, and that file. OpenClaw writes no variables there.
    fn found_url(&self) -> Option<(String, String)> {
        let (entry, file) = self.found?;
        let url = entry.get("baseUrl")?.as_str().map(str::trim).filter(|url| !url.is_empty())?;
        Some((url.to_owned(), file.to_owned()))
    }

    /// The address in the configuration, with its variables.
    fn written_url(&self, view: &View) -> Result<Option<String>, EndpointError> {
        let written = self.entry.and_then(|entry| entry.get("baseUrl")?.as_str()).filter(|url| !url.trim().is_empty());
        written.map(|url| Ok(view.expand(url.trim()).ok_or(EndpointError::UnsetVariable)?.into_owned())).transpose()
    }
}

/// The address without what the path of the format repeats.
fn normalized(base_url: &str, api: ApiFormat) -> String {
    let base = base_url.trim().trim_end_matches('/');
    let base = match api {
        ApiFormat::AnthropicMessages | ApiFormat::Ollama => base.strip_suffix("/v1").unwrap_or(base),
        _ => base,
    };
    let is_bare_google = api == ApiFormat::GoogleGenerativeAi && base.ends_with("googleapis.com");
    if is_bare_google { format!("{base}/v1beta") } else { base.trim_end_matches('/').to_owned() }
}

/// The region in a host such as `bedrock-runtime.us-east-1.amazonaws.com`.
fn region_of(origin: &Origin) -> Option<String> {
    let rest =
        origin.host.strip_prefix("bedrock-runtime.").or_else(|| origin.host.strip_prefix("bedrock-runtime-fips."))?;
    rest.split('.').next().map(str::to_owned)
}
