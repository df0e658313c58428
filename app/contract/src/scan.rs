//! Scans: which models answer, and which of them is the best one.

use serde::{Deserialize, Serialize};

use crate::Role;

/// Which models a scan compares, and how it asks them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of the command")]
pub struct ScanRequest {
    /// The role that the model is for: for images, only models that are known to accept images are compared.
    pub role: Role,
    /// Only this provider, as typed; `None`: every provider with a credential.
    pub provider: Option<String>,
    /// No models that are known to have fewer parameters, in millions.
    pub min_params_millions: Option<u32>,
    /// No models that are known to be older, in days.
    pub max_age_days: Option<u32>,
    /// Only models that cost nothing.
    pub free: bool,
    /// How many candidates are shown and asked; `None`: 6.
    pub max_candidates: Option<u32>,
    /// How long a request may take, in milliseconds; `None`: 12000.
    pub timeout_ms: Option<u32>,
    /// How many requests run at once; `None`: 3.
    pub concurrency: Option<u32>,
    /// Also ask each candidate that answers to call a tool.
    pub probe_tools: bool,
    /// Also send an image to each candidate that answers.
    pub probe_images: bool,
    /// Only compare what is known: nothing is sent, and a provider that is named needs no credential.
    pub metadata_only: bool,
    /// Hosts that may get a credential, beside the known ones of its provider.
    pub allowed_hosts: Vec<String>,
    /// Whether to ask about hosts that may not get a credential yet, instead of only reporting them.
    pub asks_about_unknown_hosts: bool,
}

/// What a request to a model is to prove.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ProbeCheck {
    /// It answers.
    #[default]
    Answer,
    /// It calls a tool.
    Tools,
    /// It answers a request with an image.
    Images,
}

impl ProbeCheck {
    /// Whether it is the default check.
    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde requires this signature")]
    pub(crate) const fn is_default(&self) -> bool {
        matches!(self, Self::Answer)
    }
}

/// The state of a scan: its providers, and its candidates with their ranks.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ScanReport {
    /// What was asked for.
    pub request: ScanRequest,
    /// The providers, sorted by id.
    pub providers: Vec<ScannedProvider>,
    /// The models that are shown, the best one first.
    pub candidates: Vec<ScanCandidate>,
    /// How many further models passed the filters.
    pub more_candidates: u32,
    /// How many models each filter left out.
    pub left_out: Vec<FilterCount>,
    /// How many models that passed the filters have an unknown number of parameters.
    pub unknown_params: u32,
    /// How many models that passed the filters have an unknown release date.
    pub unknown_released: u32,
    /// Sentences about unknown facts.
    pub notes: Vec<String>,
    /// The best model that has passed every check; `None` if none has, or nothing was asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recommended: Option<String>,
    /// The model that the configuration has now for the role.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub current: Option<String>,
    /// What each part of a score is, the most important one first.
    pub score_parts: Vec<ScorePartInfo>,
    /// How long ago it ended, such as `4 min ago`; `None` while it runs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub age: Option<String>,
}

/// A provider of a scan.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ScannedProvider {
    /// Its id.
    pub provider: String,
    /// How many of its models passed the filters.
    pub models: u32,
    /// Its state.
    pub state: ScannedProviderState,
    /// The state in words, such as `auth: ok` or `no valid authentication`.
    pub word: String,
    /// What to do, or what the provider says; `None` if it is in order.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
    /// How many of its credentials get an answer.
    pub answering: u32,
    /// How many credentials it has.
    pub credentials: u32,
}

/// The state of a provider in a scan.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ScannedProviderState {
    /// It is not asked yet, or not at all.
    #[default]
    NotAsked,
    /// A credential was accepted.
    Ok,
    /// No credential was accepted, or the provider does not answer.
    Failed,
    /// It has no credential that can be used.
    NoCredential,
}

/// A model of a scan, with its score.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ScanCandidate {
    /// Its place, from 1.
    pub rank: u32,
    /// The model as `provider/model`.
    pub model: String,
    /// Its name for people.
    pub name: String,
    /// Its provider.
    pub provider: String,
    /// The number of its parameters, in billions.
    pub params: Option<f64>,
    /// Whether `params` is a nominal number, which counts as unknown.
    pub has_nominal_params: bool,
    /// Its release date.
    pub released: Option<String>,
    /// Its age, in days.
    pub age_days: Option<u32>,
    /// The price of the request, in US dollars per million tokens.
    pub input_price: Option<f64>,
    /// The price of the answer, in US dollars per million tokens.
    pub output_price: Option<f64>,
    /// Its context, in tokens.
    pub context: Option<u64>,
    /// Its context in short, such as `200k`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub context_text: Option<String>,
    /// In what it is the best one of the candidates, such as `largest`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub best: Vec<String>,
    /// The facts on one line, such as `200B, 2025-01-01, $15/$75/M`.
    pub facts: String,
    /// Its state.
    pub state: ScanCandidateState,
    /// The state in words, such as `ok` or `timed out`.
    pub word: String,
    /// What the provider says if it does not answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
    /// How long the answer took, in milliseconds.
    pub latency_ms: Option<u32>,
    /// Whether it called a tool: `ok`, or why not; `None` if that was not asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tools: Option<String>,
    /// Whether it answered a request with an image: `ok`, or why not; `None` if that was not asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub images: Option<String>,
    /// The parts of its score, in the order in which they count.
    pub parts: Vec<ScorePart>,
}

/// The state of a candidate.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ScanCandidateState {
    /// It is not asked yet, or not at all.
    #[default]
    NotAsked,
    /// It passed every check that was asked for.
    Ok,
    /// It answers, and failed another check.
    Partly,
    /// It does not answer.
    Failed,
}

/// A part of a score.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ScorePart {
    /// Its name, such as `size`.
    pub name: String,
    /// The fact behind it, such as `200B`; `?` if that is unknown.
    pub label: String,
    /// Its points, from 0 to 100.
    pub points: u32,
    /// The points as a share, from 0 to 1.
    pub share: f64,
}

/// What a part of a score is.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScorePartInfo {
    /// Its name, such as `size`.
    pub name: String,
    /// How its points are counted.
    pub text: String,
}

/// How many models a filter left out.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FilterCount {
    /// The filter as a flag, such as `--min-params`; `None`: it cannot be changed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub flag: Option<String>,
    /// What the models have in common, such as `have fewer than 70B parameters`.
    pub text: String,
    /// The number of models.
    pub count: u32,
}
