//! One chain: the primary, then what is tried when it fails.

use std::sync::Arc;

use contract::{AddFallback, Chain, Op, RemoveFallback, Role, Rung};
use leptos::{either::Either, prelude::*};

use crate::{
    facts,
    hook::{draft, focus_later},
    part::OpForm,
    text::{OverviewText, say},
    ui::{Badge, Panel, Rich, Tone},
};

/// What both forms call the model.
const MODEL_FIELD: &str = "op[model]";

#[component]
pub(super) fn ChainStrip(role: Role, chain: Chain) -> impl IntoView {
    let id = match role {
        Role::Text => "chain-text",
        Role::Image => "chain-image",
    };
    let is_alone = chain.primary.is_some() && chain.fallbacks.is_empty();
    view! {
        <Panel id name=say(OverviewText::Chain(role))>
            <Steps role chain/>
            <AddForm role/>
            {is_alone.then(|| view! { <p class="muted">{say(OverviewText::NothingBehind)}</p> })}
        </Panel>
    }
}

#[component]
fn Steps(role: Role, chain: Chain) -> impl IntoView {
    let Chain { primary, fallbacks } = chain;
    let has_primary = primary.is_some();
    if !has_primary && fallbacks.is_empty() {
        return Either::Left(view! { <p class="muted">{say(OverviewText::NotSet(role))}</p> });
    }
    let steps = fallbacks.into_iter().enumerate().map(|(at, rung)| {
        let note = (at == 0).then(|| say(OverviewText::IfThatFails));
        view! { <Step role number=at + 2 rung note/> }
    });
    Either::Right(view! {
        <ol class="chain">
            {primary.map(|rung| view! { <Step role number=1 rung note=None/> })}
            {(!has_primary).then(|| view! { <li class="chain__step muted">{say(OverviewText::NotSet(role))}</li> })}
            {steps.collect_view()}
        </ol>
    })
}

#[component]
fn Step(role: Role, number: usize, rung: Rung, note: Option<String>) -> impl IntoView {
    let label = rung.label();
    // The alias is the other spelling most of the time; saying it once is enough.
    let written =
        (rung.is_indirect() && rung.alias.as_deref() != Some(&rung.configured)).then(|| rung.configured.clone());
    let alias = rung.alias.clone();
    let is_broken = rung.model.is_none();
    let remove = (number > 1).then(|| view! { <RemoveForm role name=rung.configured.clone() label=label.clone()/> });
    view! {
        <li class="chain__step">
            {note.map(|note| view! { <p class="chain__note">{note}</p> })}
            <div class="chain__row">
                <span class="chain__number">
                    <span class="sr-only">{say(OverviewText::Step(number))}</span>
                    <span aria-hidden="true">{number}</span>
                </span>
                <div class="chain__what"><span class="ref">{label}</span>
                {(number == 1).then(|| view! { <span class="tag">{say(OverviewText::Primary)}</span> })}
                {alias.map(|alias| view! { <span class="muted"><Rich text=say(OverviewText::Alias(alias))/></span> })}
                {written.map(|text| view! { <span class="muted"><Rich text=say(OverviewText::WrittenAs(text))/></span> })}
                {is_broken.then(|| view! { <Badge tone=Tone::Bad word=say(OverviewText::NoSuchModel)/> })}
            </div>{remove}</div>
        </li>
    }
}

/// What is being typed, one draft for each chain. It belongs to the page, which stays while its content is loaded anew.
#[derive(Debug, Clone, Copy)]
pub(super) struct Drafts {
    text: RwSignal<String>,
    image: RwSignal<String>,
}

impl Drafts {
    /// As they were sent, when the server said no to a form without script; else empty.
    pub(super) fn offer() {
        let answered = facts::current().answered;
        let sent = |role| answered.as_ref()?.draft(AddFallback::PATH, &hidden(role), MODEL_FIELD);
        let draft = |role: Role| draft(format!("add {}", role.word()), sent(role));
        provide_context(Self { text: draft(Role::Text), image: draft(Role::Image) });
    }

    fn of(self, role: Role) -> RwSignal<String> {
        match role {
            Role::Text => self.text,
            Role::Image => self.image,
        }
    }
}

const fn field_id(role: Role) -> &'static str {
    match role {
        Role::Text => "add-text",
        Role::Image => "add-image",
    }
}

fn hidden(role: Role) -> Vec<(&'static str, String)> {
    vec![("op[role]", role.word().to_owned())]
}

#[component]
fn AddForm(role: Role) -> impl IntoView {
    let typed = expect_context::<Drafts>().of(role);
    let op = move || AddFallback { role, model: typed.get_untracked(), ..AddFallback::default() };
    let done = Arc::new(move || {
        typed.set(String::new());
        focus_later(field_id(role));
    });
    let id = field_id(role);
    view! {
        <OpForm op hidden=hidden(role) done class="add">
            <label for=id class="sr-only">
                {say(OverviewText::AddTo(role))}
            </label>
            <input
                id=id
                class="input"
                name=MODEL_FIELD
                required
                autocomplete="off"
                autocapitalize="none"
                spellcheck="false"
                placeholder=say(OverviewText::AddExample)
                value=typed.get_untracked()
                bind:value=typed
            />
            <button class="button">{say(OverviewText::Add)}</button>
        </OpForm>
    }
}

#[component]
fn RemoveForm(role: Role, name: String, label: String) -> impl IntoView {
    let hidden = hidden(role).into_iter().chain([(MODEL_FIELD, name.clone())]).collect();
    let op = move || RemoveFallback { role, model: name.clone(), ..RemoveFallback::default() };
    // The row goes away, and with it the button that had the focus.
    let done = Arc::new(move || focus_later(field_id(role)));
    view! {
        <OpForm op hidden done class="chain__action">
            <button class="button button--quiet" aria-label=say(OverviewText::RemoveOne(label))>
                {say(OverviewText::Remove)}
            </button>
        </OpForm>
    }
}
