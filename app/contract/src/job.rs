//! Jobs: work that talks to providers and takes longer than a request, such as probing credentials.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{
    Mark, Role,
    op::{Op, OperationKind},
    scan::{ProbeCheck, ScanReport, ScanRequest},
};

/// Start a job. One job of each kind runs at a time: the same request joins the running one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct StartJob {
    /// What to do.
    pub what: JobRequest,
    /// Only count the requests and estimate what they cost.
    #[serde(default)]
    pub dry_run: bool,
    /// Start even if there are many requests, or expensive ones.
    #[serde(default)]
    pub confirmed: bool,
}

impl Op for StartJob {
    type Out = JobReport;
    const PATH: &'static str = "job/start";
    const KIND: OperationKind = OperationKind::Live;
}

/// Read a job: its state, and its rows after one that is known already.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ReadJob {
    /// Its kind, if it is asked for without a number.
    #[serde(default)]
    pub kind: JobKind,
    /// The number of the job; `None`: the newest one of the kind, and the last results if none has run in this process.
    #[serde(default)]
    pub id: Option<u64>,
    /// The number of the last row that is known.
    #[serde(default)]
    pub after: u32,
    /// Whether the report has [marks](JobReport::marks), for a page.
    #[serde(default)]
    pub with_marks: bool,
    /// Whether to wait until there is a further row or the job ends; only a command can ask for that.
    #[serde(skip)]
    pub waits: bool,
}

impl Op for ReadJob {
    type Out = JobReport;
    const PATH: &'static str = "job/read";
    const KIND: OperationKind = OperationKind::Read;
}

/// Cancel a job: its requests end, and the rows so far stay.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CancelJob {
    /// The number of the job.
    pub id: u64,
}

impl Op for CancelJob {
    type Out = JobReport;
    const PATH: &'static str = "job/cancel";
    const KIND: OperationKind = OperationKind::Live;
}

/// What a job does.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum JobKind {
    /// Try credentials.
    #[default]
    Probe,
    /// Find the best model that answers.
    Scan,
    /// Refresh the catalog.
    Refresh,
}

/// The kind of job, with its parameters.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum JobRequest {
    /// Ask providers with credentials.
    Probe(ProbeRequest),
    /// Find the best model that answers.
    Scan(ScanRequest),
    /// Fetch lists of models.
    Refresh(RefreshRequest),
}

impl JobRequest {
    /// Whether it only compares what is known, so that it ends at once.
    pub const fn sends_nothing(&self) -> bool {
        matches!(self, Self::Scan(ScanRequest { metadata_only: true, .. }))
    }

    /// Adds hosts that may get a credential.
    pub fn allow_hosts(&mut self, hosts: Vec<String>) {
        match self {
            Self::Probe(probe) => probe.allowed_hosts.extend(hosts),
            Self::Scan(scan) => scan.allowed_hosts.extend(hosts),
            Self::Refresh(_) => {}
        }
    }

    /// Whether it asks about hosts that may not get a credential yet.
    pub const fn asks_about_unknown_hosts(&self) -> bool {
        match self {
            Self::Probe(probe) => probe.asks_about_unknown_hosts,
            Self::Scan(scan) => scan.asks_about_unknown_hosts,
            Self::Refresh(_) => false,
        }
    }

    /// The kind, without the parameters.
    pub const fn kind(&self) -> JobKind {
        match self {
            Self::Probe(_) => JobKind::Probe,
            Self::Scan(_) => JobKind::Scan,
            Self::Refresh(_) => JobKind::Refresh,
        }
    }
}

/// Which lists of models are fetched.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct RefreshRequest {
    /// Those of servers on this machine, instead of the published ones.
    pub local: bool,
}

/// A list of models, and what came of its refresh.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RefreshedList {
    /// Its source: `openrouter`, `models.dev`, `openclaw`, or the provider of a server on this machine.
    pub source: String,
    /// What came of it.
    pub state: RefreshState,
    /// What came of it, in words.
    pub summary: String,
    /// The number of its models.
    pub models: u32,
    /// The number of models that were not known.
    pub new: u32,
    /// The number of models with another price.
    pub repriced: u32,
    /// The number of models that are no longer on the list.
    pub gone: u32,
    /// The newest of the new models.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub newest: Vec<String>,
    /// The date of the list; `None` if there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date: Option<String>,
    /// When it was asked for, in milliseconds since 1970.
    pub checked_at: i64,
}

/// What came of the refresh of a list.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RefreshState {
    /// There is a new one.
    Updated,
    /// It has not changed.
    Unchanged,
    /// There is no answer that can be used; the list that was there stays in use.
    #[default]
    Failed,
    /// The server on this machine does not run.
    NotRunning,
}

/// Which credentials are tried, and how.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct ProbeRequest {
    /// The agent; `None`: the default agent.
    pub agent: Option<String>,
    /// Probe every agent; `agent` is ignored.
    pub all_agents: bool,
    /// What is tried.
    pub scope: ProbeScope,
    /// The models, as typed, for [`ProbeScope::Models`].
    pub models: Vec<String>,
    /// Only this provider.
    pub provider: Option<String>,
    /// Only the stored credentials with these ids.
    pub profiles: Vec<String>,
    /// How long a request may take, in milliseconds; `None`: what is usual for the provider.
    pub timeout_ms: Option<u32>,
    /// How many requests run at once.
    pub concurrency: Option<u32>,
    /// How long an answer may be, in tokens.
    pub max_tokens: Option<u32>,
    /// Hosts that may get a credential, beside the known ones of its provider.
    pub allowed_hosts: Vec<String>,
    /// Whether to ask about hosts that may not get a credential yet, instead of only reporting them in their rows.
    pub asks_about_unknown_hosts: bool,
    /// Whether the cooldown of a stored credential ends when it answers.
    pub ends_cooldowns: bool,
}

/// What is tried.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ProbeScope {
    /// Each credential of the agent, with one model.
    #[default]
    Credentials,
    /// Each step of a chain, with each credential that it would use.
    Chain(Role),
    /// Some models, with each credential that they would use.
    Models,
}

/// The state of a job.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct JobReport {
    /// The number of the job; `None` if none runs: a dry run, a question, or results of earlier jobs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<u64>,
    /// Where it stands.
    pub state: JobState,
    /// What it does, before it begins.
    pub plan: JobPlan,
    /// The rows that are asked for, in their order.
    pub rows: Vec<ProbeRow>,
    /// The lists of models that were refreshed, so far.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub lists: Vec<RefreshedList>,
    /// When it began, in milliseconds since 1970.
    pub started_at: i64,
    /// When it ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub finished_at: Option<i64>,
    /// What the results mean, once it has ended; `None` if there is nothing to say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub verdict: Option<ProbeVerdict>,
    /// The providers and candidates of a scan.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scan: Option<ScanReport>,
    /// Sentences about what went wrong beside the requests.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub warnings: Vec<String>,
    /// The name of a credential, or the key of a model → what is known of it so far, if that was asked for: everything
    /// that is probed if no row is known yet, and else what the further rows changed.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub marks: BTreeMap<String, Mark>,
}

impl JobReport {
    /// Why the job could not go on, in a sentence; `None` if it could.
    pub fn failure(&self) -> Option<&str> {
        let verdict = self.verdict.as_ref().filter(|_| self.state == JobState::Failed)?;
        Some(&verdict.text)
    }
}

/// Where a job stands.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum JobState {
    /// It was not started, or nothing is known of it.
    #[default]
    Idle,
    /// It needs a confirmation, because of its number of requests or their cost.
    NeedsConfirmation,
    /// It runs.
    Running,
    /// It has ended.
    Finished,
    /// It was cancelled.
    Cancelled,
    /// It could not go on, for a reason that is none of the providers; the verdict says it.
    Failed,
}

/// What a job does, before it begins.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct JobPlan {
    /// The number of requests.
    pub requests: u32,
    /// Their number and what they cost at most, as text such as `4 requests, at most $0.0012`.
    pub estimate: String,
    /// What those with a known price cost at most, in US dollars.
    pub max_dollars: f64,
    /// The number of requests whose price is not known.
    pub without_price: u32,
    /// Whether it is asked before it starts, because of the number of requests or their cost.
    pub needs_confirmation: bool,
    /// How long a request may take, in milliseconds.
    pub timeout_ms: u32,
    /// How many requests run at once.
    pub concurrency: u32,
    /// How long an answer may be, in tokens.
    pub max_tokens: u32,
    /// Hosts that would get a credential and are not known yet.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unknown_hosts: Vec<String>,
    /// The rows of all requests, without results; only for the process that sends them.
    #[serde(skip)]
    pub targets: Vec<ProbeRow>,
}

/// The result of one probe.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ProbeRow {
    /// The number of the row in its job, from 1.
    pub number: u32,
    /// Id of the agent.
    pub agent: String,
    /// Id of the provider.
    pub provider: String,
    /// The model as `provider/model`; `None` if there is none to ask for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub model: Option<String>,
    /// The id of the stored credential.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub profile_id: Option<String>,
    /// The name of the credential, which has nothing of its secret.
    pub label: String,
    /// Where the credential is: `profile`, `env` or `models.json`.
    pub source: String,
    /// OpenClaw's word for its kind: `api_key`, `token`, `oauth`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mode: Option<String>,
    /// What the request is to prove.
    #[serde(default, skip_serializing_if = "ProbeCheck::is_default")]
    pub check: ProbeCheck,
    /// OpenClaw's word for the result: `ok`, `auth`, `rate_limit`, `billing`, `timeout`, `format`, `no_model`, `unknown`.
    pub status: String,
    /// The reason, as a code for scripts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason_code: Option<String>,
    /// The result in words, such as `key refused`.
    pub word: String,
    /// What the provider said, or why nothing was sent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
    /// How long the answer took, in milliseconds; `None` if nothing was sent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub latency_ms: Option<u32>,
    /// How long the provider asks to wait before the next request, in milliseconds from `at`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retry_after_ms: Option<u32>,
    /// When it was tried, in milliseconds since 1970.
    pub at: i64,
    /// What may be shown of the secret, in a stored row: it tells whether the result is about another one. Reports do not
    /// have it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub masked: Option<String>,
}

/// The conclusion from all rows.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ProbeVerdict {
    /// In a sentence.
    pub text: String,
    /// For a chain: 0 if every step answers, 2 if only some do, 1 if none does. For credentials: 1 if one does not work.
    pub exit_code: u8,
    /// What is not in order, in sentences.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub findings: Vec<String>,
}
