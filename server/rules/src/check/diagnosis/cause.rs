//! What keeps a step from answering.

use contract::{CredentialInfo, CredentialStatus, ModelRef, ProbeRow};

use super::{Diagnosis, step::Step};
use crate::{
    auth::{failure_reason::FailureReason, marks::credential_name},
    classify::cause::{FailureCause, ProbeStatus},
    model::known_models,
    wire::{
        endpoint::{EndpointContext, find_endpoint},
        url::Origin,
    },
};

pub(super) const NO_CREDENTIAL: &str = "no-credential:";

/// How the ids of findings about models begin that are known without a request.
pub(super) const MODEL_IDS: [&str; 3] = ["unknown-model:", "retired-model:", "no-model:"];

/// What keeps a step from answering.
#[derive(Clone, Copy)]
pub(super) enum Cause<'a> {
    /// It is neither a model nor an alias.
    NotAModel,
    /// The model is not in the catalog or the configuration.
    UnknownModel,
    /// The provider no longer offers the model.
    RetiredModel,
    /// The provider did not know the model when it was probed.
    ModelNotFound(&'a ProbeRow),
    /// The provider has no usable credential.
    NoCredential,
    /// The stored credential has expired, and nothing else pays.
    Expired(&'a CredentialInfo),
    /// The credential was refused: as OpenClaw recorded, or when it was probed.
    Refused(&'a CredentialInfo, Option<&'a ProbeRow>),
    /// The credential may not be used for the model, as the last probe showed.
    NotPermitted(&'a CredentialInfo, &'a ProbeRow),
    /// The account has no credit.
    NoCredit(&'a CredentialInfo, Option<&'a ProbeRow>),
    /// Too many requests.
    RateLimited(&'a CredentialInfo, Option<&'a ProbeRow>),
    /// It is not used for a while after other failures.
    Paused(&'a CredentialInfo),
    /// The provider could not be reached when it was probed.
    Unreachable(&'a ProbeRow),
    /// The server on this machine did not run when it was probed.
    NotRunning(&'a ProbeRow),
    /// This machine had no root certificates when it was probed, so nothing could be asked.
    NoRootCertificates(&'a ProbeRow),
}

impl<'a> Cause<'a> {
    /// Names the finding: the same cause at several steps is one finding.
    pub(super) fn id(self, step: &Step) -> String {
        let provider = || step.model.as_ref().map_or("", ModelRef::provider);
        let (kind, of) = match self {
            Self::NotAModel => ("no-model:", step.label.clone()),
            Self::UnknownModel => ("unknown-model:", step.name.clone()),
            Self::ModelNotFound(_) => ("model-not-found:", step.name.clone()),
            Self::RetiredModel => ("retired-model:", step.name.clone()),
            Self::NoCredential => (NO_CREDENTIAL, provider().to_owned()),
            Self::Expired(one) => ("expired:", credential_name(one)),
            Self::Refused(one, _) => ("refused:", credential_name(one)),
            Self::NotPermitted(one, _) => ("not-permitted:", format!("{}:{}", credential_name(one), step.name)),
            Self::NoCredit(one, _) => ("billing:", credential_name(one)),
            Self::RateLimited(one, _) => ("rate-limit:", credential_name(one)),
            Self::Paused(one) => ("cooldown:", credential_name(one)),
            Self::Unreachable(row) => ("network:", row.provider.clone()),
            Self::NotRunning(_) => ("not-running:", provider().to_owned()),
            Self::NoRootCertificates(_) => ("no-root-certificates", String::new()),
        };
        format!("{kind}{of}")
    }

    /// Whether the environment of the gateway may have what is missing here.
    pub(super) fn is_unsure(self) -> bool {
        matches!(self, Self::NoCredential)
    }

    /// Whether it is known from a request: of OpenClaw, or of a probe.
    pub(super) const fn was_tried(self) -> bool {
        match self {
            Self::NotAModel | Self::UnknownModel | Self::RetiredModel | Self::NoCredential | Self::Expired(_) => false,
            Self::ModelNotFound(_)
            | Self::Refused(..)
            | Self::NotPermitted(..)
            | Self::NoCredit(..)
            | Self::RateLimited(..)
            | Self::Paused(_)
            | Self::Unreachable(_)
            | Self::NotRunning(_)
            | Self::NoRootCertificates(_) => true,
        }
    }

    /// The cause for a credential in cooldown or a disabled one.
    fn from_cooldown(one: &'a CredentialInfo) -> Self {
        let reason = one.reason.as_deref().map(FailureReason::parse);
        match reason {
            Some(FailureReason::AuthPermanent | FailureReason::Auth | FailureReason::SessionExpired) => {
                Self::Refused(one, None)
            }
            Some(FailureReason::Billing) => Self::NoCredit(one, None),
            Some(FailureReason::RateLimit | FailureReason::Overloaded) => Self::RateLimited(one, None),
            _ => Self::Paused(one),
        }
    }
}

impl Diagnosis<'_> {
    /// What keeps a step from answering; `None` if nothing is known that does.
    pub(super) fn find_cause(&self, step: &Step) -> Option<Cause<'_>> {
        let Some(model) = &step.model else { return (!step.is_hidden).then_some(Cause::NotAModel) };
        let of_credential = self.credential_cause(model);
        let probed = self.evidence.of_model(model);
        // A model that has answered is known to its provider.
        if probed.is_some_and(|row| row.status == ProbeStatus::Ok.as_str()) {
            return of_credential;
        }
        let not_found = probed.filter(|row| row.reason_code.as_deref() == Some(FailureCause::ModelNotFound.code()));
        let of_model = match () {
            () if self.retirement(model).is_some_and(|found| found.is_past()) => Some(Cause::RetiredModel),
            () if step.located.is_some() && !known_models::is_known(self.report.view, model) => {
                Some(Cause::UnknownModel)
            }
            () => not_found.map(Cause::ModelNotFound),
        };
        // Without a model, a credential does not help.
        of_model.or(of_credential)
    }

    fn credential_cause(&self, model: &ModelRef) -> Option<Cause<'_>> {
        let state = self.credentials.iter().find(|state| state.model == *model)?;
        let Some(asked) = &state.asked else {
            let of = self.providers.iter().find(|of| of.provider == model.provider());
            let is_expired = |one: &&CredentialInfo| one.status == CredentialStatus::Expired && !one.is_left_out;
            let expired = of.and_then(|of| of.credentials.iter().find(is_expired));
            return Some(expired.map_or(Cause::NoCredential, Cause::Expired));
        };
        match asked.status {
            CredentialStatus::Cooldown | CredentialStatus::Disabled => Some(Cause::from_cooldown(asked)),
            CredentialStatus::Expired => Some(Cause::Expired(asked)),
            CredentialStatus::Missing => Some(Cause::NoCredential),
            CredentialStatus::Active | CredentialStatus::Expiring => self.probed_cause(model, asked),
        }
    }

    /// What the last probe of a credential that looks usable showed.
    fn probed_cause<'s>(&'s self, model: &ModelRef, asked: &'s CredentialInfo) -> Option<Cause<'s>> {
        let row = self.evidence.of_credential(self.report, model.provider(), asked)?;
        let cause = FailureCause::parse(row.reason_code.as_deref()?)?;
        match cause {
            FailureCause::KeyInvalid | FailureCause::KeyRefused | FailureCause::SessionExpired => {
                Some(Cause::Refused(asked, Some(row)))
            }
            // Another model may be permitted.
            FailureCause::NotPermitted => {
                (row.model.as_ref() == Some(&model.key())).then_some(Cause::NotPermitted(asked, row))
            }
            FailureCause::NoCredit => Some(Cause::NoCredit(asked, Some(row))),
            FailureCause::RateLimited | FailureCause::Overloaded => Some(Cause::RateLimited(asked, Some(row))),
            FailureCause::ConnectionRefused if self.is_on_this_machine(model) => Some(Cause::NotRunning(row)),
            FailureCause::ConnectionRefused
            | FailureCause::HostNotFound
            | FailureCause::HostUnreachable
            | FailureCause::ProxyFailed
            | FailureCause::ConnectionLost
            | FailureCause::TlsFailed
            | FailureCause::TimedOut => Some(Cause::Unreachable(row)),
            FailureCause::NoRootCertificates => Some(Cause::NoRootCertificates(row)),
            _ => None,
        }
    }

    /// Whether a model is asked for at a server on this machine.
    fn is_on_this_machine(&self, model: &ModelRef) -> bool {
        let endpoint = find_endpoint(&EndpointContext::of_report(self.report), model).ok();
        endpoint.and_then(|found| Origin::parse(&found.base_url)).is_some_and(|origin| origin.is_loopback())
    }
}
