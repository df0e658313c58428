//! The credentials in `models status --json`: OpenClaw's object `auth`, and the additional ones by provider. There may be
//! thousands of rows, so they are written from the report without a tree of values in between.

mod health;
mod unusable;

use std::{
    collections::BTreeSet,
    time::{Duration, SystemTime},
};

use contract::{
    CredentialCheck, CredentialInfo, CredentialMode, CredentialOrder, CredentialReport, CredentialStatus, OpError,
    ProviderCredentials,
};
use serde::Serialize;
use serde_json::Value;

use health::HealthJson;
use unusable::UnusableJson;

use super::probe::ProbesJson;
use crate::cli::auth::LastProbe;

/// The whole status.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct StatusJson<'a> {
    /// What is configured.
    #[serde(flatten)]
    pub(super) config: Value,
    #[serde(flatten)]
    pub(super) credentials: Option<CredentialsJson<'a>>,
    /// The usage of plans; `None` if it is not wanted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) usage: Option<Value>,
    /// Why the credentials cannot be read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) auth_error: Option<&'a OpError>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct CredentialsJson<'a> {
    auth: AuthJson<'a>,
    auth_profiles: InOrder<&'a str, Vec<Row<'a>>>,
    auth_order: InOrder<&'a str, &'a CredentialOrder>,
    auth_check: &'a CredentialCheck,
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    auth_elsewhere: &'a [String],
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    auth_warnings: &'a [String],
}

impl<'a> CredentialsJson<'a> {
    pub(super) fn new(report: &'a CredentialReport, warn_ms: i64, probes: Option<ProbesJson<'a>>) -> Self {
        let rows = |of: &'a ProviderCredentials| (of.provider.as_str(), of.credentials.iter().map(Row::new).collect());
        let ordered = |of: &'a ProviderCredentials| Some((of.provider.as_str(), of.order.as_ref()?));
        Self {
            auth: AuthJson { probes, ..AuthJson::new(report, warn_ms) },
            auth_profiles: InOrder(with_credentials(report).map(rows).collect()),
            auth_order: InOrder(report.providers.iter().filter_map(ordered).collect()),
            auth_check: &report.check,
            auth_elsewhere: &report.elsewhere,
            auth_warnings: &report.warnings,
        }
    }
}

/// An object whose keys keep their order.
struct InOrder<K, V>(Vec<(K, V)>);

impl<K: Serialize, V: Serialize> Serialize for InOrder<K, V> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(key, value)| (key, value)))
    }
}

/// A credential as a row of `authProfiles`.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Row<'a> {
    profile_id: Option<&'a str>,
    mode: CredentialMode,
    status: CredentialStatus,
    reason_code: Option<&'a str>,
    expires_at: Option<i64>,
    expires_at_iso: Option<String>,
    source: &'a str,
    label: &'a str,
    pays: bool,
    last_probe: Option<LastProbe>,
}

impl<'a> Row<'a> {
    fn new(one: &'a CredentialInfo) -> Self {
        Self {
            profile_id: one.profile_id.as_deref(),
            mode: one.mode,
            status: one.status,
            reason_code: one.reason.as_deref(),
            expires_at: one.expires_at,
            expires_at_iso: one.expires_at.and_then(iso_time),
            source: &one.source,
            label: &one.label,
            pays: one.is_chosen,
            last_probe: LastProbe::of(one),
        }
    }
}

fn iso_time(millis: i64) -> Option<String> {
    let since = Duration::from_millis(u64::try_from(millis).ok()?);
    Some(store::format_rfc3339(SystemTime::UNIX_EPOCH.checked_add(since)?))
}

/// OpenClaw's object about credentials.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct AuthJson<'a> {
    store_path: &'a str,
    shell_env_fallback: ShellEnvJson<'a>,
    #[serde(rename = "providersWithOAuth")]
    providers_with_oauth: Vec<String>,
    missing_providers_in_use: BTreeSet<&'a str>,
    providers: Vec<ProviderJson<'a>>,
    unusable_profiles: Vec<UnusableJson<'a>>,
    oauth: HealthJson<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    probes: Option<ProbesJson<'a>>,
}

impl<'a> AuthJson<'a> {
    fn new(report: &'a CredentialReport, warn_ms: i64) -> Self {
        let mut providers: Vec<_> = report.providers.iter().collect();
        providers.sort_by_key(|of| of.provider.to_lowercase());
        let stored = || providers.iter().flat_map(|of| stored_of(of).map(move |one| (*of, one)));
        let sign_ins = |of: &ProviderCredentials| of.credentials.iter().filter(|one| is_sign_in(one)).count();
        let with_sign_ins = providers.iter().map(|of| (of, sign_ins(of))).filter(|(_, count)| *count > 0);
        let missing = report.providers.iter().filter(|of| of.missing.is_some()).map(|of| of.provider.as_str());
        Self {
            store_path: &report.store.full_path,
            shell_env_fallback: ShellEnvJson::new(report),
            providers_with_oauth: with_sign_ins.map(|(of, count)| format!("{} ({count})", of.provider)).collect(),
            missing_providers_in_use: missing.collect(),
            providers: (providers.iter())
                .filter(|of| !of.credentials.is_empty())
                .map(|of| ProviderJson::new(of, &report.store.path))
                .collect(),
            unusable_profiles: {
                let mut all: Vec<_> = stored().filter_map(|(of, one)| UnusableJson::new(of, one, report.now)).collect();
                all.sort_by_key(UnusableJson::until);
                all
            },
            oauth: HealthJson::new(&providers, warn_ms, report.now),
            probes: None,
        }
    }
}

/// Whether variables may come from the login shell, and which do.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ShellEnvJson<'a> {
    enabled: bool,
    applied_keys: BTreeSet<&'a str>,
}

impl<'a> ShellEnvJson<'a> {
    fn new(report: &'a CredentialReport) -> Self {
        let sources = report.providers.iter().flat_map(|of| &of.credentials).map(|one| one.source.as_str());
        let applied_keys = sources.filter_map(|source| source.strip_prefix("shell env: ")).collect();
        Self { enabled: report.uses_login_shell, applied_keys }
    }
}

fn with_credentials(report: &CredentialReport) -> impl Iterator<Item = &ProviderCredentials> {
    report.providers.iter().filter(|of| !of.credentials.is_empty())
}

fn stored_of(of: &ProviderCredentials) -> impl Iterator<Item = &CredentialInfo> {
    // An order may name an id that no store has.
    let is_stored =
        |one: &&CredentialInfo| one.profile_id.is_some() && one.reason.as_deref() != Some("profile_missing");
    of.credentials.iter().filter(is_stored)
}

fn is_sign_in(one: &CredentialInfo) -> bool {
    matches!(one.mode, CredentialMode::OAuth | CredentialMode::Token)
}

/// A provider, with the credentials that it has.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ProviderJson<'a> {
    provider: &'a str,
    effective: EffectiveJson<'a>,
    profiles: ProfileCounts,
    #[serde(skip_serializing_if = "Option::is_none")]
    env: Option<SourceJson<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    models_json: Option<SourceJson<'a>>,
}

/// What pays.
#[derive(Serialize)]
struct EffectiveJson<'a> {
    kind: &'static str,
    detail: &'a str,
}

/// A credential outside of any store.
#[derive(Serialize)]
struct SourceJson<'a> {
    value: &'a str,
    source: &'a str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ProfileCounts {
    count: usize,
    oauth: usize,
    token: usize,
    api_key: usize,
    labels: Vec<String>,
}

impl<'a> ProviderJson<'a> {
    fn new(of: &'a ProviderCredentials, store: &'a str) -> Self {
        let count = |mode| stored_of(of).filter(|one| one.mode == mode).count();
        let find = |prefix: &str| of.credentials.iter().find(|one| one.source.starts_with(prefix));
        let env = ["env: ", "shell env: ", "gcloud adc"].into_iter().find_map(find);
        let config = find("models.json");
        let (kind, detail) = match (env, config) {
            _ if stored_of(of).next().is_some() => ("profiles", store),
            (Some(env), _) if env.source.contains("OAUTH_TOKEN") => ("env", "OAuth (env)"),
            (Some(env), _) => ("env", env.label.as_str()),
            (None, Some(config)) => ("models.json", config.label.as_str()),
            (None, None) => ("missing", "missing"),
        };
        let source = |one: &'a CredentialInfo| SourceJson { value: &one.label, source: &one.source };
        Self {
            provider: &of.provider,
            effective: EffectiveJson { kind, detail },
            profiles: ProfileCounts {
                count: stored_of(of).count(),
                oauth: count(CredentialMode::OAuth),
                token: count(CredentialMode::Token),
                api_key: count(CredentialMode::ApiKey),
                labels: stored_of(of).map(detailed_label).collect(),
            },
            env: env.map(source),
            models_json: config.map(source),
        }
    }
}

/// What may be shown of a stored credential, with its id, and why it is not used now.
fn detailed_label(one: &CredentialInfo) -> String {
    let (id, label) = (one.profile_id.as_deref().unwrap_or_default(), &one.label);
    let account = one.account.as_ref().map(|account| format!(" ({account})")).unwrap_or_default();
    let shown = match one.mode {
        CredentialMode::OAuth => format!("{id}=OAuth{account}"),
        CredentialMode::Token => format!("{id}=token:{label}"),
        CredentialMode::ApiKey | CredentialMode::AwsSdk => format!("{id}={label}"),
    };
    let time = one.usable_in.as_deref().unwrap_or_default();
    match (one.status, one.reason.as_deref()) {
        (CredentialStatus::Cooldown, _) => format!("{shown} [cooldown {time}]"),
        (CredentialStatus::Disabled, Some(reason)) => format!("{shown} [disabled:{reason} {time}]"),
        (CredentialStatus::Disabled, None) => format!("{shown} [disabled {time}]"),
        _ => shown,
    }
}
