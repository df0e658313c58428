//! Forms in the row of a stored credential: replace, try again, move, rename, copy, remove.

use std::sync::Arc;

use contract::{
    ClearCooldown, CopyCredential, CredentialMode, CredentialReport, JobRequest, MoveInOrder, Op, ProbeRequest,
    ProviderCredentials, RemoveCredential, RenameCredential, element_id,
};

use super::{order, state::PlacedCredential};
use crate::{
    hook::{focus_later, use_draft},
    page_context,
    part::{
        AGENT_FIELD, EXPIRY_FIELD, ID_FIELD, JobForm, KIND_FIELD, OpForm, PROVIDER_FIELD, REPLACE_FIELD, SecretForm,
        SharedCallback,
    },
    prelude::*,
    text::{CredentialsText, JobText, translate},
    ui::{Field, escape_hidden_owned},
};

/// What the forms of a stored credential depend on. It does not change as time passes, so that they are not built anew
/// while a user types.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Stored {
    id: String,
    provider: String,
    mode: CredentialMode,
    /// The agent, if its own store has the credential.
    owner: Option<String>,
    /// The other agents.
    others: Vec<String>,
}

impl Stored {
    /// `None` if the credential is not stored, or its id is hidden.
    pub(super) fn find(report: &CredentialReport, provider: &str, found: &PlacedCredential) -> Option<Self> {
        let one = &found.credential;
        let id = one.profile_id.clone().filter(|id| !id.contains('‹'))?;
        let others = report.agents.iter().filter(|agent| **agent != report.agent).cloned().collect();
        let owner = one.is_own.then(|| report.agent.clone());
        Some(Self { id, provider: provider.to_owned(), mode: one.mode, owner, others })
    }

    /// Id of an element of the forms.
    fn element(&self, prefix: &str) -> String {
        element_id(prefix, &self.id)
    }

    /// Hidden fields that identify the credential.
    fn hidden(&self) -> Vec<(&'static str, String)> {
        let owner = self.owner.clone().map(|agent| (AGENT_FIELD, agent));
        [("op[id]", self.id.clone())].into_iter().chain(owner).collect()
    }
}

/// Where a credential may be moved in the order that decides.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Position {
    id: String,
    /// From 1; `None` if the order does not name it.
    at: Option<usize>,
    count: usize,
    /// The agent whose store has the order or the credential.
    agent: Option<String>,
}

impl Position {
    pub(super) fn find(report: &CredentialReport, of: &ProviderCredentials, stored: &Stored) -> Self {
        let ids = order::deciding_ids(of);
        let agent = order::agent_of_move(report, of, &stored.id);
        let at = ids.iter().position(|id| *id == stored.id).map(|at| at + 1);
        Self { id: stored.id.clone(), at, count: ids.len(), agent }
    }

    /// The moves that are possible: label, and position.
    fn moves(&self) -> Vec<(CredentialsText, usize)> {
        let Some(at) = self.at else { return vec![(CredentialsText::TryFirst, 1)] };
        let up = (at > 1).then(|| (CredentialsText::MoveUp, at - 1));
        let down = (at < self.count).then(|| (CredentialsText::MoveDown, at + 1));
        up.into_iter().chain(down).collect()
    }
}

/// The job of a probe.
pub(super) fn probe_request(request: ProbeRequest) -> JobRequest {
    JobRequest::Probe(ProbeRequest { asks_about_unknown_hosts: true, ..request })
}

/// Form that probes a stored credential, or all of a provider if the credential is not stored.
#[component]
pub(super) fn ProbeForm(
    agent: String,
    provider: String,
    /// Id of the credential, if it is stored.
    id: Option<String>,
    /// Whether its cooldown ends if it answers.
    ends_cooldowns: bool,
) -> impl IntoView {
    let label = match (&id, ends_cooldowns) {
        (Some(_), true) => JobText::RetryNow,
        (Some(_), false) => JobText::Probe,
        (None, _) => JobText::ProbeProvider(provider.clone()),
    };
    let label = translate(label);
    let long = id.as_ref().map(|id| format!("{label}: {}", escape_hidden_owned(id)));
    let provider = id.is_none().then_some(provider);
    let profiles = id.into_iter().collect();
    let request = probe_request(ProbeRequest {
        agent: Some(agent),
        provider,
        profiles,
        ends_cooldowns,
        ..ProbeRequest::default()
    });
    view! {
        <JobForm request=Signal::stored(request)>
            <button class="button" aria-label=long>
                {label}
            </button>
        </JobForm>
    }
}

/// Focuses the heading of the provider, because the row or its button may be gone.
fn focus_provider(provider: &str) -> SharedCallback {
    let heading = element_id("provider", provider);
    Arc::new(move || focus_later(heading.clone()))
}

/// Form with one button.
#[component]
fn ButtonForm<O: Op + Clone + Sync>(
    op: O,
    hidden: Vec<(&'static str, String)>,
    label: CredentialsText,
    /// Id of the credential, for the name of the button.
    name: String,
    on_written: SharedCallback,
) -> impl IntoView {
    let long = translate(CredentialsText::ActionOn { action: Box::new(label.clone()), name });
    let op = move || op.clone();
    view! {
        <OpForm op hidden on_written class="credentials__action">
            <button class="button" aria-label=long>
                {translate(label)}
            </button>
        </OpForm>
    }
}

/// Moves within the order, and the end of a cooldown.
#[component]
pub(super) fn QuickActions(stored: Stored, position: Position, is_in_cooldown: bool) -> impl IntoView {
    let on_written = focus_provider(&stored.provider);
    let again = is_in_cooldown.then(|| {
        let op = ClearCooldown { id: Some(stored.id.clone()), model: None, agent: stored.owner.clone() };
        let (hidden, name) = (stored.hidden(), stored.id.clone());
        view! { <ButtonForm op hidden label=CredentialsText::TryAgain name on_written=on_written.clone()/> }
    });
    let moves = position.moves().into_iter().map(|(label, to)| {
        let op = MoveInOrder { id: position.id.clone(), to, agent: position.agent.clone() };
        let agent = position.agent.clone().map(|agent| (AGENT_FIELD, agent));
        let fields = [("op[id]", position.id.clone()), ("op[to]", to.to_string())];
        let hidden = fields.into_iter().chain(agent).collect();
        view! { <ButtonForm op hidden label name=position.id.clone() on_written=on_written.clone()/> }
    });
    view! { <div class="credentials__actions">{again} {moves.collect_view()}</div> }
}

/// Forms to replace, rename, copy and remove a stored credential.
#[component]
pub(super) fn StoredForms(stored: Stored) -> impl IntoView {
    let can_copy = stored.mode != CredentialMode::OAuth && stored.owner.is_none() && !stored.others.is_empty();
    let replace = (stored.mode != CredentialMode::OAuth).then(|| view! { <ReplaceForm stored=stored.clone()/> });
    let copy = can_copy.then(|| view! { <CopyForm stored=stored.clone()/> });
    // The change card says what breaks, so that it can be removed from here.
    let op = RemoveCredential { id: stored.id.clone(), agent: stored.owner.clone(), force: true };
    let hidden = stored.hidden().into_iter().chain([("op[force]", "true".to_owned())]).collect();
    let (name, on_written) = (stored.id.clone(), focus_provider(&stored.provider));
    view! {
        {replace}
        <RenameForm stored/>
        {copy}
        <ButtonForm op hidden label=CredentialsText::Remove name on_written/>
    }
}

#[component]
fn ReplaceForm(stored: Stored) -> impl IntoView {
    let is_key = stored.mode == CredentialMode::ApiKey;
    let kind = match (is_key, stored.provider.as_str()) {
        (true, _) => "api-key",
        (false, "anthropic") => "setup-token",
        (false, _) => "token",
    };
    let fixed = [
        (PROVIDER_FIELD, stored.provider.clone()),
        (KIND_FIELD, kind.to_owned()),
        (ID_FIELD, stored.id.clone()),
        (REPLACE_FIELD, "true".to_owned()),
    ];
    let hidden = fixed.into_iter().chain(stored.owner.clone().map(|agent| (AGENT_FIELD, agent))).collect();
    let (id, expiry_id) = (stored.element("secret"), stored.element("expiry"));
    let expiry = (!is_key).then(|| {
        view! {
            <div class="field">
                <label for=expiry_id.clone()>{translate(CredentialsText::ExpiryField)}</label>
                <input id=expiry_id class="input" name=EXPIRY_FIELD autocomplete="off" placeholder="365d"/>
            </div>
        }
    });
    view! {
        <SecretForm id label=CredentialsText::NewSecret(stored.id) button=CredentialsText::Replace hidden>
            {expiry}
        </SecretForm>
    }
}

/// Name of the field for a new id.
const NEW_ID_FIELD: &str = "op[to]";

#[component]
fn RenameForm(stored: Stored) -> impl IntoView {
    let hidden = stored.hidden();
    let result = page_context::current().form_result;
    let sent = result.and_then(|result| result.field_value(RenameCredential::PATH, &hidden, NEW_ID_FIELD));
    let typed = use_draft(format!("rename credential {}", stored.id), sent);
    let (id, on_written) = (stored.element("rename"), focus_provider(&stored.provider));
    let label = translate(CredentialsText::NewIdOf(stored.id.clone()));
    let example = stored.id.clone();
    let op = move || RenameCredential { id: stored.id.clone(), to: typed.get_untracked(), agent: stored.owner.clone() };
    view! {
        <OpForm op hidden on_written class="form">
            <Field id name=NEW_ID_FIELD label typed example/>
            <button class="button">{translate(CredentialsText::Rename)}</button>
        </OpForm>
    }
}

#[component]
fn CopyForm(stored: Stored) -> impl IntoView {
    let chosen = RwSignal::new(stored.others.first().cloned().unwrap_or_default());
    let (id, on_written) = (stored.element("copy"), focus_provider(&stored.provider));
    let hidden = vec![("op[id]", stored.id.clone())];
    let options =
        stored.others.clone().into_iter().map(|agent| view! { <option value=agent.clone()>{agent.clone()}</option> });
    let options = options.collect_view();
    let credential = stored.id;
    let op = move || CopyCredential { id: credential.clone(), to_agent: chosen.get_untracked() };
    view! {
        <OpForm op hidden on_written class="form">
            <div class="field">
                <label for=id.clone()>{translate(CredentialsText::CopyTo)}</label>
                <select id=id class="input" name="op[toAgent]" on:change=move |event| chosen.set(event_target_value(&event))>
                    {options}
                </select>
            </div>
            <button class="button">{translate(CredentialsText::Copy)}</button>
        </OpForm>
    }
}
