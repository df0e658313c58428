//! What pays for the models of chains, in the words of a page.
//!
//! No credential is marked as proved: whether a provider accepts one is only known after it was asked.

use std::collections::{BTreeMap, BTreeSet};

use contract::{CredentialInfo, CredentialStatus, Mark, ModelCredential, ModelRef, OpError, ProviderCredentials, Tone};

use super::{check::provider_obstacle, report::ReportRequest};
use crate::model::route_diagram::RouteCredential;

/// More sentences are only counted.
const MAX_SENTENCES: usize = 3;

/// What a page shows about the credentials of some models.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CredentialMarks {
    /// Key → what pays for the model.
    pub marks: BTreeMap<String, Mark>,
    /// What should be looked at, in sentences.
    pub notice: Option<String>,
    /// Keys of the models for which nothing pays now; `None` if that is not known.
    pub blocked: Option<BTreeSet<String>>,
    /// Key → the credentials that would pay for the model, the first one first.
    pub route_credentials: BTreeMap<String, Vec<RouteCredential>>,
}

impl CredentialMarks {
    /// The marks of some models. `add_results` adds what probes showed to the credentials.
    pub fn of_models(
        request: &ReportRequest<'_>,
        models: &[ModelRef],
        add_results: impl FnOnce(&mut [ProviderCredentials]),
    ) -> Self {
        let mut providers = request.providers_of(models);
        add_results(&mut providers);
        let states = request.model_credentials(&providers, models);
        let provider_of = |model: &ModelRef| providers.iter().find(|of| of.provider == model.provider());
        let blocked = states.iter().filter(|state| state.obstacle.is_some()).map(|state| state.model.key());
        let route = |state: &ModelCredential| (state.model.key(), route_credentials(state, provider_of(&state.model)));
        Self {
            marks: marks_of_states(&states, &providers),
            notice: join_sentences(&sentences(&providers, &states)),
            blocked: Some(blocked.collect()),
            route_credentials: states.iter().map(route).collect(),
        }
    }

    /// What pays for some models, without what a page shows beside it.
    pub fn marks_only(request: &ReportRequest<'_>, models: &[ModelRef]) -> BTreeMap<String, Mark> {
        let providers = request.providers_of(models);
        marks_of_states(&request.model_credentials(&providers, models), &providers)
    }

    /// The marks of some models if a credential store cannot be read.
    pub fn unknown(error: &OpError, models: &[ModelRef]) -> Self {
        let mark = Mark { tone: Tone::Plain, word: "not known".to_owned(), reason: Some(error.message.clone()) };
        Self {
            marks: models.iter().map(|model| (model.key(), mark.clone())).collect(),
            notice: join_sentences(std::slice::from_ref(&error.message)),
            ..Self::default()
        }
    }

    /// Whether something should be looked at.
    pub fn needs_attention(&self) -> bool {
        self.notice.is_some() || self.marks.values().any(|mark| matches!(mark.tone, Tone::Warn | Tone::Bad))
    }
}

fn marks_of_states(states: &[ModelCredential], providers: &[ProviderCredentials]) -> BTreeMap<String, Mark> {
    let by_name: BTreeMap<_, _> = providers.iter().map(|of| (of.provider.as_str(), of)).collect();
    let mark = |state: &ModelCredential| credential_mark(state, by_name.get(state.model.provider()).copied());
    states.iter().map(|state| (state.model.key(), mark(state))).collect()
}

/// What pays for a model.
fn credential_mark(state: &ModelCredential, of: Option<&ProviderCredentials>) -> Mark {
    let Some(asked) = &state.asked else { return missing_mark(state, of) };
    let name = credential_name(asked);
    let failure = asked.reason.as_ref().map(|reason| format!(" ({reason})")).unwrap_or_default();
    let (tone, word, reason) = match (asked.status, duration(asked.usable_in.as_ref())) {
        (CredentialStatus::Cooldown, time) => {
            let reason = format!("`{name}` has failed{failure}, so it is not used for {time}");
            (Tone::Warn, format!("cooldown {time}"), reason)
        }
        (CredentialStatus::Disabled, time) => {
            (Tone::Bad, format!("disabled {time}"), format!("`{name}` is disabled for {time}{failure}"))
        }
        (CredentialStatus::Expiring, _) => {
            let time = duration(asked.expires_in.as_ref());
            (Tone::Warn, format!("expires in {time}"), format!("`{name}` pays, and expires in {time}"))
        }
        (CredentialStatus::Active | CredentialStatus::Expired | CredentialStatus::Missing, _) => {
            let reason = if name == KEYLESS_NAME {
                "the server is on this machine and needs no key".to_owned()
            } else {
                format!("set, not checked; it pays because {}", asked.why)
            };
            (Tone::Plain, name, reason)
        }
    };
    Mark { tone, word, reason: Some(reason) }
}

/// The credentials that would pay for a model: the one that is asked and, if it is stored, those that are tried after it.
fn route_credentials(state: &ModelCredential, of: Option<&ProviderCredentials>) -> Vec<RouteCredential> {
    let Some(asked) = &state.asked else {
        let Mark { tone, word, .. } = missing_mark(state, of);
        return vec![RouteCredential { tone, words: word }];
    };
    let is_tried = |one: &&CredentialInfo| {
        let is_gone = matches!(one.status, CredentialStatus::Expired | CredentialStatus::Missing);
        one.profile_id.is_some() && one.profile_id != asked.profile_id && !one.is_left_out && !is_gone
    };
    let others =
        of.into_iter().filter(|_| asked.profile_id.is_some()).flat_map(|of| of.credentials.iter().filter(is_tried));
    std::iter::once(asked).chain(others).map(route_credential).collect()
}

fn route_credential(one: &CredentialInfo) -> RouteCredential {
    let name = credential_name(one);
    let (tone, state) = match one.status {
        CredentialStatus::Active | CredentialStatus::Missing if let Some(proof) = &one.proof => {
            (proof.tone, proof.word.clone())
        }
        CredentialStatus::Cooldown => (Tone::Warn, format!("cooldown {}", duration(one.usable_in.as_ref()))),
        CredentialStatus::Disabled => (Tone::Bad, format!("disabled {}", duration(one.usable_in.as_ref()))),
        CredentialStatus::Expiring => (Tone::Warn, format!("expires in {}", duration(one.expires_in.as_ref()))),
        CredentialStatus::Expired => (Tone::Bad, "expired".to_owned()),
        CredentialStatus::Active | CredentialStatus::Missing => (Tone::Plain, "not checked".to_owned()),
    };
    let words = if name == KEYLESS_NAME { name } else { format!("{name}, {state}") };
    RouteCredential { tone, words }
}

/// The mark of a model for which no credential can be asked.
fn missing_mark(state: &ModelCredential, of: Option<&ProviderCredentials>) -> Mark {
    let expired = of.into_iter().flat_map(expired_credentials).next();
    let (word, reason) = match (expired, of.and_then(|of| of.key_variable.as_ref())) {
        (Some(expired), _) => ("expired", format!("`{expired}` has expired, and nothing else pays")),
        (None, Some(variable)) => {
            ("no credential", format!("`{}` has no usable credential; `{variable}` is not set", state.model.provider()))
        }
        (None, None) => ("no credential", format!("`{}` has no usable credential", state.model.provider())),
    };
    Mark { tone: Tone::Bad, word: word.to_owned(), reason: Some(reason) }
}

/// The stored credentials that would be tried, had they not expired.
fn expired_credentials(of: &ProviderCredentials) -> impl Iterator<Item = &str> {
    let is_expired = |one: &&CredentialInfo| one.status == CredentialStatus::Expired && !one.is_left_out;
    of.credentials.iter().filter(is_expired).filter_map(|one| one.profile_id.as_deref())
}

/// What should be looked at: what cannot answer, then what has expired, then what expires soon.
fn sentences(providers: &[ProviderCredentials], states: &[ModelCredential]) -> Vec<String> {
    let blocked = providers.iter().filter_map(|of| {
        let first = states.iter().find(|state| state.model.provider() == of.provider)?;
        provider_obstacle(&of.provider, states)?;
        Some(cannot_answer(&of.provider, first))
    });
    let partly = states.iter().filter(|state| state.obstacle.is_some());
    let partly = partly.filter(|state| provider_obstacle(state.model.provider(), states).is_none());
    let partly = partly.map(|state| cannot_answer(&state.model.key(), state));
    let expired = providers.iter().flat_map(expired_credentials).map(|name| format!("`{name}` has expired"));
    let mut found: Vec<_> = blocked.chain(partly).chain(expired).collect();
    for asked in states.iter().filter_map(|state| state.asked.as_ref()) {
        let sentence = (asked.status == CredentialStatus::Expiring)
            .then(|| format!("`{}` expires in {}", credential_name(asked), duration(asked.expires_in.as_ref())));
        found.extend(sentence.filter(|sentence| !found.contains(sentence)));
    }
    found
}

/// Why a provider or a model cannot answer now.
fn cannot_answer(name: &str, state: &ModelCredential) -> String {
    let reason = state.asked.as_ref().and_then(|_| credential_mark(state, None).reason);
    format!("`{name}` cannot answer now: {}", reason.as_deref().unwrap_or("it has no usable credential"))
}

fn join_sentences(sentences: &[String]) -> Option<String> {
    let shown = sentences.iter().take(MAX_SENTENCES).map(|sentence| format!("{sentence}."));
    let mut shown: Vec<_> = shown.collect();
    if sentences.len() > MAX_SENTENCES {
        shown.push(format!("And {} more.", sentences.len() - MAX_SENTENCES));
    }
    (!shown.is_empty()).then(|| shown.join(" "))
}

/// The name for what a server without a key pays with.
const KEYLESS_NAME: &str = "no key needed";

/// A credential in a few words: the id of a stored one, a variable, or where else it is.
pub(crate) fn credential_name(one: &CredentialInfo) -> String {
    if let Some(id) = &one.profile_id {
        return id.clone();
    }
    let source = one.source.as_str();
    match source.strip_prefix("env: ") {
        Some(variable) => variable.split(" (").next().unwrap_or(variable).to_owned(),
        None if source.ends_with("(synthetic local key)") => KEYLESS_NAME.to_owned(),
        None if source == "models.json" => "key in the configuration".to_owned(),
        None => source.to_owned(),
    }
}

/// A time such as `4 m`.
pub(crate) fn duration(short: Option<&String>) -> String {
    let short = short.map_or("0m", String::as_str);
    let at = short.find(|c: char| !c.is_ascii_digit()).unwrap_or(short.len());
    let (number, unit) = short.split_at(at);
    format!("{number} {unit}")
}

#[cfg(test)]
mod tests;
