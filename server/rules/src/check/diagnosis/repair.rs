//! How to repair a cause: with a command, or with a form on a page.

use contract::{
    ClearCooldown, CredentialInfo, CredentialMode, ModelRef, PageRepair, ProviderCredentials, element_id, key_form_id,
};

use super::{Diagnosis, cause::Cause, step::Step};
use crate::{
    base::shell_word::shell_word,
    check::replace_step::{
        PLACEHOLDER, agent_flag, is_in_chain, operation_repair, replace_step_command, replace_step_repair,
        similar_replacements,
    },
    model::retirement::{DEFAULT_HORIZON_DAYS, Retirement},
};

/// How to repair a cause.
#[derive(Default)]
pub(super) struct Repair {
    /// The command; empty if there is none.
    pub(super) command: String,
    pub(super) page: Option<PageRepair>,
}

impl Diagnosis<'_> {
    pub(super) fn repair(&self, cause: Cause<'_>, step: &Step) -> Repair {
        let provider = step.model.as_ref().map_or("", ModelRef::provider);
        match cause {
            Cause::NotAModel | Cause::UnknownModel | Cause::RetiredModel | Cause::ModelNotFound(_) => {
                self.replacement(step)
            }
            Cause::Expired(one) | Cause::Refused(one, _) if one.profile_id.is_some() => self.renewal(provider, one),
            Cause::NoCredit(one, None) | Cause::RateLimited(one, None) | Cause::Paused(one) => self.retry(one),
            Cause::NoCredential
            | Cause::Expired(_)
            | Cause::Refused(..)
            | Cause::NotPermitted(..)
            | Cause::NoCredit(..)
            | Cause::RateLimited(..) => self.addition(provider),
            Cause::Unreachable(_) | Cause::NotRunning(_) | Cause::NoRootCertificates(_) => {
                Repair { command: format!("openclaw models probe{}", self.agent_flag()), page: None }
            }
        }
    }

    /// Replaces the model of a step with its successor, or with the closest one.
    fn replacement(&self, step: &Step) -> Repair {
        let view = self.report.view;
        let Some(located) = step.located.and_then(|at| self.located.get(at)) else { return Repair::default() };
        let successor = || self.retirement(step.model.as_ref()?)?.successor(step.model.as_ref()?);
        let is_new = |new: &String| *new != step.name && !is_in_chain(view, located, self.located, new);
        let closest = || {
            let similar = similar_replacements(view, located, self.located, step.model.as_ref()?);
            similar.into_iter().find(|new| *new != step.name)
        };
        let new = successor().filter(is_new).or_else(closest);
        let command = replace_step_command(view, located, self.located, new.as_deref().unwrap_or(PLACEHOLDER));
        let page = new.map(|new| replace_step_repair(view, located, self.located, &new));
        Repair { command, page }
    }

    /// Adds a credential of a provider.
    fn addition(&self, provider: &str) -> Repair {
        let command = format!("openclaw models auth add --provider {}{}", shell_word(provider), self.agent_flag());
        let page = PageRepair::link(format!("Add a credential for {provider}"), self.add_form(provider));
        Repair { command, page: Some(page) }
    }

    /// Replaces a stored credential. A sign-in is made anew by OpenClaw, or replaced by a token.
    pub(super) fn renewal(&self, provider: &str, one: &CredentialInfo) -> Repair {
        let id = one.profile_id.as_deref().unwrap_or_default();
        let (flag, own) = (self.agent_flag(), if one.is_own { self.agent_flag() } else { String::new() });
        let (of, name) = (shell_word(provider), shell_word(id));
        let command = match (one.mode, provider) {
            (CredentialMode::OAuth, "anthropic") => {
                format!("openclaw models auth setup-token --provider anthropic{flag}")
            }
            (CredentialMode::OAuth, _) => format!("openclaw models auth login --provider {of}{flag}"),
            (CredentialMode::ApiKey | CredentialMode::AwsSdk, _) => {
                format!("openclaw models auth paste-api-key --provider {of} --profile-id {name}{own}")
            }
            (CredentialMode::Token, "anthropic") => {
                format!("openclaw models auth setup-token --provider anthropic --profile-id {name}{own}")
            }
            (CredentialMode::Token, _) => {
                format!("openclaw models auth paste-token --provider {of} --profile-id {name} --expires-in 365d{own}")
            }
        };
        let has_form = one.mode != CredentialMode::OAuth && !id.contains('‹');
        let page = if has_form {
            PageRepair::link(format!("Replace {id}"), self.page(&format!("#{}", element_id("secret", id))))
        } else {
            PageRepair::link(format!("Add a credential for {provider}"), self.add_form(provider))
        };
        Repair { command, page: Some(page) }
    }

    /// Lets a credential be used again at once.
    fn retry(&self, one: &CredentialInfo) -> Repair {
        let Some(id) = &one.profile_id else { return Repair::default() };
        let flag = if one.is_own { self.agent_flag() } else { String::new() };
        let agent = one.is_own.then(|| self.report.agent.id.clone());
        let op = ClearCooldown { id: Some(id.clone()), model: None, agent };
        Repair {
            command: format!("openclaw models auth cooldown clear {}{flag}", shell_word(id)),
            page: Some(operation_repair(format!("Use {id} again now"), &op)),
        }
    }

    /// The flag of commands about an agent that is not the default one.
    pub(super) fn agent_flag(&self) -> String {
        let agent = self.report.agent;
        if agent.is_default { String::new() } else { agent_flag(&agent.id) }
    }

    /// The page of credentials, at a place.
    fn page(&self, place: &str) -> String {
        let agent = self.report.agent;
        if agent.is_default { format!("/auth{place}") } else { format!("/auth?agent={}{place}", agent.id) }
    }

    /// The form that adds a credential: a provider without any has its own.
    fn add_form(&self, provider: &str) -> String {
        let is_missing = self.providers.iter().any(|of| of.provider == provider && of.missing.is_some());
        let place = if is_missing { key_form_id(provider) } else { "new-secret".to_owned() };
        self.page(&format!("#{place}"))
    }

    pub(super) fn provider_of(&self, step: &Step) -> Option<&ProviderCredentials> {
        let provider = step.model.as_ref()?.provider();
        self.providers.iter().find(|of| of.provider == provider)
    }

    /// The end of a model.
    pub(super) fn retirement(&self, model: &ModelRef) -> Option<Retirement> {
        let today = self.report.now.div_euclid(24 * 60 * 60 * 1000);
        Retirement::find(self.report.view.catalog().find(model)?, today, DEFAULT_HORIZON_DAYS)
    }
}
