//! Why a model is asked, and which credential pays for it.

use std::collections::HashSet;

use contract::{
    AnswerReason, ChainStep, Code, ConfigLayer, CredentialInfo, ExplainRoute, ExplainedProfile, ExplainedStep, Hint,
    ModelCredential, OpError, ProviderCredentials, Refusal, Role, RouteExplanation,
};

use super::{
    model_credential::is_usable,
    report::{ReportRequest, add_hint, models_in_use, visible},
    resolve::resolve_credential,
};
use crate::{
    base::{
        did_you_mean::{closest_names, suggestion_hint},
        secret::{contains_secret, looks_like_api_key},
    },
    document::{
        model_ref::parse_ref,
        view::{AgentChain, View},
    },
};

/// Explains why a model is asked, and which credential pays for it.
pub fn explain_route(report: &ReportRequest<'_>, op: &ExplainRoute) -> Result<RouteExplanation, OpError> {
    let route = Route::find(report);
    let answer = route.answer();
    let model = op.model.as_deref().map_or(Ok(answer), |typed| route.find_model(typed))?;
    let id = model.split('/').next().unwrap_or_default();
    let known = route.providers.iter().find(|of| of.provider == id).cloned();
    let provider = known.map_or_else(|| report.one_provider(id), Ok)?;
    let profile = op.profile.as_deref().map(|typed| explain_profile(report, &model, typed)).transpose()?;
    Ok(RouteExplanation {
        agent_id: report.agent.id.clone(),
        why: route.place(&model),
        hint: route.hint(&provider),
        chain: route.steps(),
        provider: provider.provider,
        credentials: provider.credentials,
        order: provider.order,
        missing: provider.missing,
        profile,
        model,
        warnings: Vec::new(),
    })
}

/// The chain of an agent, and what pays for its models.
struct Route<'a> {
    report: &'a ReportRequest<'a>,
    found: AgentChain,
    providers: Vec<ProviderCredentials>,
    models: Vec<ModelCredential>,
}

impl<'a> Route<'a> {
    fn find(report: &'a ReportRequest<'a>) -> Self {
        let models = models_in_use(report.view, report.agent);
        let providers = report.providers_of(&models);
        let models = report.model_credentials(&providers, &models);
        Self { report, found: report.view.agent_chain(report.agent, Role::Text), providers, models }
    }

    fn view(&self) -> &View {
        self.report.view
    }

    /// The model that is asked first.
    fn answer(&self) -> String {
        self.view().answer_for(&self.found.chain).model
    }

    /// The key of a typed model: of an alias, of a step of the chain, or as it is typed.
    fn find_model(&self, typed: &str) -> Result<String, UnknownName> {
        let typed = typed.trim();
        let alias = self.view().resolve_alias(typed).map(contract::ModelRef::key);
        let is_meant = |step: &&ChainStep| step.configured == typed || step.label().eq_ignore_ascii_case(typed);
        let step = || self.configured_steps().find(is_meant).map(ChainStep::label);
        let is_ref = |(provider, id): (&str, &str)| {
            !provider.trim().is_empty() && !id.trim().is_empty() && !looks_like_api_key(id)
        };
        let whole = || typed.split_once('/').is_some_and(is_ref).then(|| self.normalized(typed));
        alias.or_else(step).or_else(whole).ok_or_else(|| UnknownName { typed: typed.to_owned() })
    }

    fn normalized(&self, typed: &str) -> String {
        parse_ref(typed, self.view().generation()).map_or_else(|| typed.to_owned(), |model| model.key())
    }

    fn configured_steps(&self) -> impl Iterator<Item = &ChainStep> {
        self.found.chain.primary.iter().chain(&self.found.chain.fallbacks)
    }

    /// The models that are asked, each once, with what pays for them.
    fn steps(&self) -> Vec<ExplainedStep> {
        let mut seen = HashSet::new();
        self.labels().into_iter().filter(|label| seen.insert(label.clone())).map(|label| self.step(label)).collect()
    }

    fn labels(&self) -> Vec<String> {
        let answer = self.view().answer_for(&self.found.chain);
        let own_default = answer.is_openclaw_default().then_some(answer.model);
        let steps = self.configured_steps().filter(|step| step.model.is_some()).map(ChainStep::label);
        own_default.into_iter().chain(steps).collect()
    }

    fn step(&self, label: String) -> ExplainedStep {
        let found = self.models.iter().find(|one| one.model.key() == label);
        let pays = found.filter(|one| one.obstacle.is_none()).and_then(|one| one.asked.as_ref());
        let none = || "no usable credential".to_owned();
        ExplainedStep {
            can_answer: pays.is_some(),
            pays_with: pays.map(|pays| pays.source.clone()),
            obstacle: pays.is_none().then(|| found.and_then(|one| one.obstacle.clone()).unwrap_or_else(none)),
            model: label,
        }
    }

    /// When a model is asked, and which layer named it.
    fn place(&self, model: &str) -> String {
        let answer = self.view().answer_for(&self.found.chain);
        if answer.model == model {
            return match (answer.reason, self.found.primary_layer) {
                (AnswerReason::NotConfigured, _) => {
                    "is asked first: no model is set, so OpenClaw uses its own default".to_owned()
                }
                (AnswerReason::NoSuchModel, _) => {
                    "is asked first: the configured name is no model, so OpenClaw uses its own default".to_owned()
                }
                (_, ConfigLayer::Agent) => {
                    format!("is asked first: it is the primary of agent {}", self.report.agent.id)
                }
                (_, ConfigLayer::Defaults) => "is asked first: it is the primary of the defaults".to_owned(),
            };
        }
        match self.steps().iter().position(|step| step.model == model) {
            Some(index) => format!("is step {} of the chain: it is asked when those before it fail", index + 1),
            None => "is not in the chain, so it is only asked when a request names it".to_owned(),
        }
    }

    /// What would change which model or credential is used.
    fn hint(&self, provider: &ProviderCredentials) -> String {
        match provider.chosen() {
            Some(chosen) if is_usable(chosen) => {
                let agent = self.report.agent;
                let agent = if agent.is_default { String::new() } else { format!(" --agent {}", agent.id) };
                format!("`openclaw models set <model>{agent}` changes which model is asked first")
            }
            Some(CredentialInfo { usable_in: Some(time), .. }) => {
                let id = &provider.provider;
                format!(
                    "requests to `{id}` fail for {time}; `openclaw models auth add --provider {id}` adds another credential"
                )
            }
            _ => add_hint(provider),
        }
    }
}

/// What happens if a request for a model asks for a stored credential.
fn explain_profile(
    report: &ReportRequest<'_>,
    model: &str,
    typed: &str,
) -> Result<ExplainedProfile, UnknownCredential> {
    let id = typed.trim();
    let Some(profile) = report.store.find(id) else {
        let known = report.store.profiles().iter().map(|profile| profile.id.as_str());
        let known = known.filter(|id| !contains_secret(id));
        return Err(UnknownCredential { typed: visible(id), suggestions: closest_names(id, known) });
    };
    let (provider, model) = model.split_once('/').unwrap_or((model, ""));
    let resolution = resolve_credential(&report.request_with_profile(provider, model, id));
    let is_used = resolution.chosen.is_some();
    let refusal = || resolution.tried.first().map(|one| visible(&one.why)).unwrap_or_default();
    let reason = if is_used { "no other credential is tried then".to_owned() } else { refusal() };
    let is_foreign = report.is_foreign(profile, provider);
    let foreign = || format!("; it is a credential of `{}`, which `{provider}` may refuse", profile.provider);
    let in_cooldown = resolution.chosen.and_then(|chosen| chosen.unusable_until);
    let in_cooldown = in_cooldown.map(|until| format!(", although it is in cooldown for {}", report.remaining(until)));
    let foreign = (is_used && is_foreign).then(foreign).unwrap_or_default();
    let why = format!("{reason}{}{foreign}", in_cooldown.unwrap_or_default());
    Ok(ExplainedProfile { id: visible(id), is_used, why })
}

/// A typed name is no model.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{} is neither an alias nor a `provider/model`", self.shown())]
pub struct UnknownName {
    typed: String,
}

impl UnknownName {
    /// The name, unless a key was typed by mistake.
    fn shown(&self) -> String {
        if contains_secret(&self.typed) { "it".to_owned() } else { format!("`{}`", self.typed) }
    }
}

impl Refusal for UnknownName {
    fn code(&self) -> Code {
        Code::ModelInvalid
    }

    fn hints(&self) -> Vec<Hint> {
        vec![Hint::for_terminal("`openclaw models aliases list` lists the aliases")]
    }
}

/// No stored credential has this id.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("no stored credential has the id `{typed}`")]
pub struct UnknownCredential {
    /// The id as typed.
    pub typed: String,
    /// Ids of stored credentials that are similar.
    pub suggestions: Vec<String>,
}

impl Refusal for UnknownCredential {
    fn code(&self) -> Code {
        Code::CredentialUnknown
    }

    fn hints(&self) -> Vec<Hint> {
        let list = Hint::for_terminal("`openclaw models auth list` lists the credentials");
        suggestion_hint(&self.suggestions).into_iter().chain([list]).collect()
    }
}

#[cfg(test)]
mod tests;
