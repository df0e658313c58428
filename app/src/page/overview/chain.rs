//! One chain: the primary, then what is tried when it fails.

use std::sync::Arc;

use contract::{Chain, RemoveFallback, Role, Rung};
use leptos::{either::Either, prelude::*};
use leptos_router::components::A;

use crate::{
    part::OpForm,
    text::{OverviewText, say},
    ui::{Badge, Panel, Rich, Tone},
};

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
            {is_alone.then(|| view! { <p class="muted">{say(OverviewText::NothingBehind)}</p> })}
            <p class="panel__more">
                <A href="/routing">{say(OverviewText::ToRouting(role))}</A>
            </p>
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
    let repair =
        (is_broken && number > 1).then(|| view! { <RemoveForm role name=rung.configured label=label.clone()/> });
    view! {
        <li class="chain__step">
            {note.map(|note| view! { <p class="chain__note">{note}</p> })}
            <div class="chain__row">
                <span class="chain__number">
                    <span class="sr-only">{say(OverviewText::Step(number))}</span>
                    <span aria-hidden="true">{number}</span>
                </span>
                <div class="chain__what">
                    <span class="ref">{label}</span>
                    {(number == 1).then(|| view! { <span class="tag">{say(OverviewText::Primary)}</span> })}
                    {alias.map(|alias| view! { <span class="muted"><Rich text=say(OverviewText::Alias(alias))/></span> })}
                    {written.map(|text| view! { <span class="muted"><Rich text=say(OverviewText::WrittenAs(text))/></span> })}
                    {is_broken.then(|| view! { <Badge tone=Tone::Bad word=say(OverviewText::NoSuchModel)/> })}
                </div>
                {repair}
            </div>
        </li>
    }
}

/// The repair of a step that means nothing. Everything else is done on Routing.
#[component]
fn RemoveForm(role: Role, name: String, label: String) -> impl IntoView {
    let hidden = vec![("op[role]", role.word().to_owned()), ("op[model]", name.clone())];
    let op = move || RemoveFallback { role, model: name.clone(), ..RemoveFallback::default() };
    view! {
        <OpForm op hidden done=Arc::new(|| {}) class="chain__action">
            <button class="button button--quiet" aria-label=say(OverviewText::RemoveOne(label))>
                {say(OverviewText::Remove)}
            </button>
        </OpForm>
    }
}
