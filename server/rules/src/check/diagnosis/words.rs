//! Findings in words: what is wrong, and how that is known.

use contract::{CredentialInfo, CredentialMode, CredentialStatus, Finding, ModelRef, ProbeRow, Tone};

use super::{Blocked, Diagnosis, cause::Cause, repair::Repair, step::Step};
use crate::{
    auth::{
        failure_reason::FailureReason,
        marks::{credential_name, duration},
    },
    base::age::age_text,
    classify::cause::FailureCause,
};

impl Diagnosis<'_> {
    /// The finding about a cause. It is serious if no step of a chain answers.
    pub(super) fn finding(&self, blocked: &Blocked<'_>, is_serious: bool) -> Finding {
        let Blocked { id, cause, steps } = blocked;
        let Some(first) = steps.first() else { return Finding::default() };
        let Repair { command, page } = self.repair(*cause, first);
        let reasons = [self.evidence_of(*cause, first), Some(places(steps))];
        Finding {
            id: id.clone(),
            severity: if is_serious || matches!(cause, Cause::NotAModel) { Tone::Bad } else { Tone::Warn },
            what: self.sentence(*cause, first),
            why: reasons.into_iter().flatten().filter(|reason| !reason.is_empty()).collect::<Vec<_>>().join("; "),
            command,
            page,
            ..Finding::default()
        }
    }

    /// Names the finding about a cause. Without a network there is one for all providers.
    pub(super) fn id(&self, cause: Cause<'_>, step: &Step) -> String {
        match cause {
            Cause::Unreachable(_) if self.evidence.offline_note().is_some() => "network".to_owned(),
            _ => cause.id(step),
        }
    }

    fn sentence(&self, cause: Cause<'_>, step: &Step) -> String {
        let provider = step.model.as_ref().map_or("", ModelRef::provider);
        let name = |one| format!("`{}`", credential_name(one));
        match cause {
            Cause::NotAModel => format!("`{}` is neither a model nor an alias", step.name),
            Cause::UnknownModel => format!("Unknown model: {}", step.name),
            Cause::RetiredModel => format!("Unknown model: {} is no longer offered", step.name),
            Cause::ModelNotFound(_) => format!("Unknown model: {} is not known to its provider", step.name),
            Cause::NoCredential => format!("No API key found for provider \"{provider}\""),
            Cause::Expired(one) => expired_sentence(one),
            Cause::Refused(one, _) if one.mode == CredentialMode::OAuth => {
                format!("OAuth token refresh failed: {} is refused", name(one))
            }
            Cause::Refused(one, _) => format!("`{provider}` refuses {}", name(one)),
            Cause::NotPermitted(one, _) => format!("`{provider}` does not permit `{}` with {}", step.name, name(one)),
            Cause::NoCredit(one, _) => format!("Billing: the account of {} has no credit", name(one)),
            Cause::RateLimited(one, _) => {
                format!("Rate limit: `{provider}` accepts no requests with {} now", name(one))
            }
            Cause::Paused(one) => {
                format!("{} is not used for {} after failures", name(one), duration(one.usable_in.as_ref()))
            }
            Cause::Unreachable(_) if self.evidence.offline_note().is_some() => {
                "No provider could be reached".to_owned()
            }
            Cause::Unreachable(_) => format!("`{provider}` could not be reached"),
            Cause::NotRunning(_) => format!("The server of `{provider}` does not run"),
            Cause::NoRootCertificates(_) => {
                "This machine has no root certificates, so no provider can be asked".to_owned()
            }
        }
    }

    /// The cause in a few words, for a list of steps.
    pub(super) fn phrase(&self, cause: Cause<'_>) -> String {
        let pause = |one: &CredentialInfo| match one.status {
            CredentialStatus::Cooldown => format!(", in cooldown for {}", duration(one.usable_in.as_ref())),
            CredentialStatus::Disabled => format!(", disabled for {}", duration(one.usable_in.as_ref())),
            _ => String::new(),
        };
        match cause {
            Cause::NotAModel => "neither a model nor an alias".to_owned(),
            Cause::UnknownModel | Cause::RetiredModel | Cause::ModelNotFound(_) => "unknown model".to_owned(),
            Cause::NoCredential => "no API key".to_owned(),
            Cause::Expired(one) => format!("`{}` has expired", credential_name(one)),
            Cause::Refused(one, _) => format!("`{}` is refused{}", credential_name(one), pause(one)),
            Cause::NotPermitted(one, _) => format!("not permitted with `{}`", credential_name(one)),
            Cause::NoCredit(one, _) => format!("billing{}", pause(one)),
            Cause::RateLimited(one, _) => format!("rate limit{}", pause(one)),
            Cause::Paused(one) => format!("failures{}", pause(one)),
            Cause::Unreachable(_) if self.evidence.offline_note().is_some() => "no network".to_owned(),
            Cause::Unreachable(_) => "not reachable".to_owned(),
            Cause::NotRunning(_) => "the server does not run".to_owned(),
            Cause::NoRootCertificates(_) => "no root certificates".to_owned(),
        }
    }

    /// How a cause is known.
    fn evidence_of(&self, cause: Cause<'_>, step: &Step) -> Option<String> {
        match cause {
            Cause::NotAModel => None,
            Cause::UnknownModel => Some("it is not in the catalog or your config".to_owned()),
            Cause::RetiredModel => self.retirement_sentence(step),
            Cause::NoCredential => self.missing_key(step),
            Cause::Expired(one) => {
                one.expires_at.map(|at| format!("it expired {}", age_text(self.report.now.saturating_sub(at))))
            }
            Cause::Refused(one, probed) | Cause::NoCredit(one, probed) | Cause::RateLimited(one, probed) => {
                Some(probed.map_or_else(|| recorded(one), |row| self.evidence.describe(row)))
            }
            Cause::Paused(one) => Some(recorded(one)),
            Cause::ModelNotFound(row)
            | Cause::NotPermitted(_, row)
            | Cause::NotRunning(row)
            | Cause::NoRootCertificates(row) => Some(self.evidence.describe(row)),
            Cause::Unreachable(row) => Some(self.offline(row)),
        }
    }

    fn retirement_sentence(&self, step: &Step) -> Option<String> {
        let model = step.model.as_ref()?;
        self.retirement(model).map(|found| found.sentence(&model.key()))
    }

    fn missing_key(&self, step: &Step) -> Option<String> {
        let of = self.provider_of(step)?;
        // OpenClaw's error may go on with a better way, such as its sign-in to Codex.
        let advice = of.missing.as_deref().and_then(|error| error.split_once("\". ")).map(|(_, advice)| advice);
        let advice =
            advice.filter(|advice| advice.starts_with("You are")).map(|advice| advice.trim_end_matches('.').to_owned());
        let unset = || Some(format!("`{}` is not set, and no credential is stored", of.key_variable.as_ref()?));
        advice.or_else(unset)
    }

    fn offline(&self, row: &ProbeRow) -> String {
        let described = self.evidence.describe(row);
        match self.evidence.offline_note() {
            Some(note) => format!("{described}; {note}"),
            None => described,
        }
    }

    /// Credentials in use that have expired or expire soon although every step can answer without them. Those of other
    /// findings are left out.
    pub(super) fn ending_credentials(&self, found: &[Finding]) -> Vec<Finding> {
        let mut ending = Vec::new();
        for of in self.providers {
            for one in of.credentials.iter().filter(|one| one.profile_id.is_some() && !one.is_left_out) {
                let name = credential_name(one);
                let (id, what, why) = match one.status {
                    CredentialStatus::Expired => {
                        let why = format!("another credential of `{}` is used instead", of.provider);
                        (format!("expired:{name}"), expired_sentence(one), why)
                    }
                    CredentialStatus::Expiring if one.is_chosen => {
                        let time = duration(one.expires_in.as_ref());
                        (format!("expiring:{name}"), format!("`{name}` expires in {time}"), String::new())
                    }
                    _ => continue,
                };
                if found.iter().any(|known| known.id == id) {
                    continue;
                }
                let Repair { command, page } = self.renewal(&of.provider, one);
                ending.push(Finding { id, severity: Tone::Warn, what, why, command, page, ..Finding::default() });
            }
        }
        ending
    }
}

/// That a credential has expired, in the words of OpenClaw's log where it has any.
fn expired_sentence(one: &CredentialInfo) -> String {
    let name = credential_name(one);
    match one.mode {
        CredentialMode::OAuth => format!("OAuth token refresh failed: `{name}` has expired"),
        _ => format!("`{name}` has expired"),
    }
}

/// What OpenClaw has recorded about a credential that it does not use now.
fn recorded(one: &CredentialInfo) -> String {
    let state = if one.status == CredentialStatus::Disabled { "disabled" } else { "in cooldown" };
    let time = duration(one.usable_in.as_ref());
    let reason = one.reason.as_deref().map(|reason| FailureCause::from(FailureReason::parse(reason)).phrase());
    let reason = reason.map(|reason| format!(" ({reason})")).unwrap_or_default();
    let limit = one.unusable_model.as_ref().map(|model| format!(", for `{model}` only")).unwrap_or_default();
    format!("OpenClaw has it {state} for {time}{limit}{reason}")
}

/// Which steps need it.
fn places(steps: &[&Step]) -> String {
    const MAX_SHOWN: usize = 3;
    let mut labels: Vec<_> = steps.iter().take(MAX_SHOWN).map(|step| step.label.as_str()).collect();
    let more = steps.len().saturating_sub(MAX_SHOWN);
    let more = format!("{more} more steps");
    if steps.len() > MAX_SHOWN {
        labels.push(&more);
    }
    let list = match labels.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} and {last}", rest.join(", ")),
        _ => labels.concat(),
    };
    if steps.len() == 1 { format!("{list} needs it") } else { format!("{list} need it") }
}
