//! The requests of a probe: every credential with the model that proves it.

use contract::{CredentialInfo, CredentialMode, CredentialStatus, ModelRef, ProviderCredentials};

use super::{filter::ProbeFilter, model_choice::probe_model, source::ProbeSource};
use crate::{
    auth::{
        aws_profile::{AwsProfile, AwsSigner, has_aws_variables},
        report::ReportRequest,
    },
    classify::cause::{FailureCause, ProbeStatus},
    schema::mask::HIDDEN_TEXT,
    wire::endpoint::{Endpoint, EndpointContext, EndpointError, find_endpoint},
};

/// Providers whose API takes keys only: their sign-ins are for other formats.
const PROVIDERS_WITHOUT_SIGN_IN_PROBE: &[&str] = &["google", "openai", "xai"];

/// A credential with the model that proves it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProbeTarget {
    /// The provider.
    pub provider: String,
    /// The model; `None` if none of the provider is known.
    pub model: Option<ModelRef>,
    /// Where the secret is.
    pub source: ProbeSource,
    /// The text for the credential: its id with the account, or where it is.
    pub label: String,
    /// What may be shown of the secret.
    pub masked: String,
    /// How it authenticates.
    pub mode: CredentialMode,
    /// Where it is sent, or why it is not.
    pub request: Result<Endpoint, SkipReason>,
}

/// Why nothing is sent for a credential.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SkipReason {
    /// OpenClaw's word for the result.
    pub status: ProbeStatus,
    /// The code of the reason.
    pub code: String,
    /// The words for people, such as `expired`.
    pub phrase: String,
    /// The reason as a sentence, in OpenClaw's words where it has any.
    pub sentence: String,
}

/// Finds the requests for all credentials of a report that pass the filter.
pub fn find_targets(
    report: &ReportRequest<'_>,
    providers: &[ProviderCredentials],
    filter: &ProbeFilter,
) -> Vec<ProbeTarget> {
    let asked = providers.iter().filter(|of| filter.has_provider(&of.provider));
    let of_provider = |of: &ProviderCredentials| {
        let model = probe_model(report.view, report.agent, &of.provider);
        let credentials = of.credentials.iter().filter(|one| filter.has_credential(one) && is_probed(one));
        let target =
            |one: &CredentialInfo| ProbeTarget::new(report, &of.provider, model.as_ref(), one, filter.is_named(one));
        credentials.map(target).collect::<Vec<_>>()
    };
    asked.flat_map(of_provider).collect()
}

/// Whether a credential is probed: stored and chosen ones always, others if they are set. The keyless entry counts only if
/// it is chosen.
pub(crate) fn is_probed(one: &CredentialInfo) -> bool {
    let is_stored = one.profile_id.is_some();
    is_stored
        || one.is_chosen
        || (one.status != CredentialStatus::Missing && ProbeSource::of(one) != ProbeSource::Keyless)
}

impl ProbeTarget {
    /// The request for a credential and a model. If `is_named`, it is sent although an order leaves the credential out.
    pub(crate) fn new(
        report: &ReportRequest<'_>,
        provider: &str,
        model: Option<&ModelRef>,
        credential: &CredentialInfo,
        is_named: bool,
    ) -> Self {
        let source = ProbeSource::of(credential);
        let request = match not_sent(credential, is_named, report.now) {
            Some(reason) => Err(reason),
            None => find_request(report, provider, model, credential.mode, &source),
        };
        Self {
            provider: provider.to_owned(),
            model: model.cloned(),
            label: label(credential, &source),
            masked: credential.label.clone(),
            mode: credential.mode,
            source,
            request,
        }
    }

    /// OpenClaw's word for the mode.
    pub const fn mode_word(&self) -> &'static str {
        match self.mode {
            CredentialMode::ApiKey => "api_key",
            CredentialMode::OAuth => "oauth",
            CredentialMode::Token => "token",
            CredentialMode::AwsSdk => "aws-sdk",
        }
    }

    /// The model and the provider in a row: `p/m`, or `p/-` without a model.
    pub fn model_label(&self) -> String {
        self.model.as_ref().map_or_else(|| format!("{}/-", self.provider), ModelRef::key)
    }
}

/// The reasons of a stored credential that cannot be used.
const UNUSABLE_CODES: [&str; 5] =
    ["expired", "invalid_expires", "unresolved_ref", "ineligible_profile", "missing_credential"];

/// Whether the code of a result says that the credential itself cannot be used, so that nothing was sent.
pub(crate) fn is_unusable_credential(code: &str) -> bool {
    UNUSABLE_CODES.contains(&code)
}

/// The text for a credential: the id with the account, or OpenClaw's word for the place.
pub(super) fn label(credential: &CredentialInfo, source: &ProbeSource) -> String {
    let account = credential.account.as_deref().filter(|account| account.contains('@'));
    match (&credential.profile_id, account) {
        (Some(id), Some(account)) => format!("{id} ({account})"),
        (Some(id), None) => id.clone(),
        (None, _) => match source {
            ProbeSource::Variable(name) => format!("env {name}"),
            ProbeSource::Aws => "aws".to_owned(),
            source => source.as_str().to_owned(),
        },
    }
}

/// Why a credential is not sent, as far as that is known without a request. A cooldown is no reason.
fn not_sent(credential: &CredentialInfo, is_named: bool, now: i64) -> Option<SkipReason> {
    if credential.profile_id.as_deref() == Some(HIDDEN_TEXT) {
        let sentence = "its id looks like a secret, so it is not shown; rename the profile".to_owned();
        return Some(SkipReason::new("hidden_profile", "not probed", sentence));
    }
    let reason = credential.reason.as_deref().unwrap_or_default();
    if credential.is_left_out && !is_named {
        let sentence = "Excluded by auth.order for this provider.".to_owned();
        return Some(SkipReason::new("excluded_by_auth_order", "not in the order", sentence));
    }
    if credential.mode == CredentialMode::OAuth && credential.expires_at.is_some_and(|time| time <= now) {
        let sentence = "expired; OpenClaw renews it when it uses it".to_owned();
        return Some(SkipReason::new("expired", "expired", sentence));
    }
    match credential.status {
        CredentialStatus::Expired => Some(SkipReason::ineligible("expired")),
        CredentialStatus::Missing => Some(SkipReason::ineligible(reason)),
        _ => None,
    }
}

/// Where a credential is sent, or why it is not.
fn find_request(
    report: &ReportRequest<'_>,
    provider: &str,
    model: Option<&ModelRef>,
    mode: CredentialMode,
    source: &ProbeSource,
) -> Result<Endpoint, SkipReason> {
    let model = model.ok_or_else(SkipReason::without_model)?;
    let unsupported = |sentence: String| Err(SkipReason::unsupported(sentence));
    if *source == ProbeSource::GoogleLogin {
        return unsupported("the sign-in of Google Cloud cannot be used for a probe yet".to_owned());
    }
    if mode == CredentialMode::OAuth && PROVIDERS_WITHOUT_SIGN_IN_PROBE.contains(&provider) {
        return unsupported(format!("sign-ins of `{provider}` cannot be used for a probe yet"));
    }
    if let Some(sentence) = missing_aws_keys(report).filter(|_| *source == ProbeSource::Aws) {
        return unsupported(sentence);
    }
    let endpoint = find_endpoint(&EndpointContext::of_report(report), model);
    endpoint.map_err(|error| SkipReason::of_endpoint(&error, provider))
}

/// Why there are no keys of AWS to sign a request with; `None` if there are.
fn missing_aws_keys(report: &ReportRequest<'_>) -> Option<String> {
    let AwsSigner::Profile(name) = AwsSigner::of(report.view) else { return None };
    match report.machine.aws_profile.clone().or_else(|| name.map(AwsProfile::missing)) {
        Some(profile) => profile.unusable_sentence(has_aws_variables(report.view)),
        None => Some("no AWS keys were found in variables or in `~/.aws`".to_owned()),
    }
}

impl SkipReason {
    fn new(code: &str, phrase: &str, sentence: String) -> Self {
        Self { status: ProbeStatus::Unknown, code: code.to_owned(), phrase: phrase.to_owned(), sentence }
    }

    fn without_model() -> Self {
        let sentence = "No model available for probe".to_owned();
        Self { status: ProbeStatus::NoModel, ..Self::new("no_model", "no model", sentence) }
    }

    fn unsupported(sentence: String) -> Self {
        Self::of_cause(FailureCause::Unsupported, sentence)
    }

    fn of_cause(cause: FailureCause, sentence: String) -> Self {
        Self { status: cause.status(), ..Self::new(cause.code(), cause.phrase(), sentence) }
    }

    fn of_endpoint(error: &EndpointError, provider: &str) -> Self {
        let sentence = error.sentence(provider);
        match error {
            EndpointError::Unsupported { .. } => Self::unsupported(sentence),
            _ => Self::of_cause(FailureCause::InvalidAddress, sentence),
        }
    }

    /// A stored secret that is not available, such as one in a file that does not exist.
    pub fn unresolved(reference: &str) -> Self {
        let detail = format!("could not resolve SecretRef \"{reference}\".");
        Self::new("unresolved_ref", "secret not available", Self::ineligible_sentence("unresolved_ref", &detail))
    }

    /// A stored credential that cannot be used, in OpenClaw's words.
    fn ineligible(reason: &str) -> Self {
        let (code, phrase, detail) = match reason {
            "expired" => ("expired", "expired", "token credentials are expired."),
            "invalid_expires" => {
                ("invalid_expires", "invalid expiry", "token expires must be a positive Unix ms timestamp.")
            }
            "unresolved_ref" => ("unresolved_ref", "secret not available", "could not resolve the SecretRef."),
            "provider_mismatch" | "mode_mismatch" => {
                ("ineligible_profile", "not usable", "profile is incompatible with provider config.")
            }
            _ => ("missing_credential", "no secret", "no inline credential or SecretRef is configured."),
        };
        Self::new(code, phrase, Self::ineligible_sentence(code, detail))
    }

    fn ineligible_sentence(code: &str, detail: &str) -> String {
        format!("Auth profile credentials are missing or expired.\n↳ Auth reason [{code}]: {detail}")
    }
}

#[cfg(test)]
mod tests;
