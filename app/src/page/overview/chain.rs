//! One chain: the primary, then what is tried when it fails.

use std::sync::Arc;

use contract::{Chain, RemoveFallback, Role, Rung};
use leptos::{
    either::{Either, EitherOf3},
    prelude::*,
};
use leptos_router::components::A;

use crate::{
    facts, page,
    part::OpForm,
    text::{OverviewText, say},
    ui::{Badge, Panel, Rich, Tone, seen},
};

#[component]
pub(super) fn ChainStrip(
    role: Role,
    /// Whose it is, when it is not everybody's.
    agent: Option<String>,
    /// What OpenClaw takes by itself.
    own: Option<String>,
    chain: Chain,
) -> impl IntoView {
    let id = match role {
        Role::Text => "chain-text",
        Role::Image => "chain-image",
    };
    let name = agent.clone().map_or(OverviewText::Chain(role), OverviewText::ChainOf);
    let is_alone = chain.primary.is_some() && chain.fallbacks.is_empty();
    let href = agent.as_deref().map_or_else(|| "/routing".to_owned(), page::routing_of);
    view! {
        <Panel id name=say(name)>
            <Steps role agent own chain/>
            {is_alone.then(|| view! { <p class="muted">{say(OverviewText::NothingBehind)}</p> })}
            <p class="panel__more">
                <A href>{say(OverviewText::ToRouting(role))}</A>
            </p>
        </Panel>
    }
}

#[component]
fn Steps(role: Role, agent: Option<String>, own: Option<String>, chain: Chain) -> impl IntoView {
    let Chain { primary, fallbacks } = chain;
    if primary.is_none() && own.is_none() && fallbacks.is_empty() {
        return Either::Left(view! { <p class="muted">{say(OverviewText::NotSet(role))}</p> });
    }
    let first = match (primary, own) {
        (None, own) => EitherOf3::A(view! { <Unset role own sign="1"/> }),
        (Some(rung), None) => EitherOf3::B(view! { <Step role agent=agent.clone() number=1 rung note=None/> }),
        (Some(rung), own) => EitherOf3::C(view! {
            <Step role agent=agent.clone() number=1 rung note=None/>
            <Unset role own sign="→"/>
        }),
    };
    let steps = fallbacks.into_iter().enumerate().map(|(at, rung)| {
        let note = (at == 0).then(|| say(OverviewText::IfThatFails));
        view! { <Step role agent=agent.clone() number=at + 2 rung note/> }
    });
    Either::Right(view! { <ol class="chain">{first} {steps.collect_view()}</ol> })
}

/// In the place of a primary that is not there, or means nothing.
#[component]
fn Unset(role: Role, own: Option<String>, sign: &'static str) -> impl IntoView {
    let (what, tag) = match own {
        Some(model) => {
            (Either::Left(view! { <span class="ref">{model}</span> }), Some(say(OverviewText::OpenClawsDefault)))
        }
        None => (Either::Right(view! { <span class="muted">{say(OverviewText::NotSet(role))}</span> }), None),
    };
    view! {
        <li class="chain__step">
            <div class="chain__row">
                <span class="chain__number" aria-hidden="true">
                    {sign}
                </span>
                <div class="chain__what">{what} {tag.map(|tag| view! { <span class="tag">{tag}</span> })}</div>
            </div>
        </li>
    }
}

#[component]
fn Step(role: Role, agent: Option<String>, number: usize, rung: Rung, note: Option<String>) -> impl IntoView {
    let label = rung.label();
    // The alias is the other spelling most of the time; saying it once is enough.
    let written =
        (rung.is_indirect() && rung.alias.as_deref() != Some(&rung.configured)).then(|| rung.configured.clone());
    let alias = rung.alias.clone();
    let is_broken = rung.model.is_none();
    let action = match number {
        1 => (!facts::current().read_only).then(|| Either::Left(view! { <ChangeLink role agent/> })),
        _ => is_broken
            .then(|| Either::Right(view! { <RemoveForm role agent name=rung.configured label=label.clone()/> })),
    };
    view! {
        <li class="chain__step">
            {note.map(|note| view! { <p class="chain__note">{note}</p> })}
            <div class="chain__row">
                <span class="chain__number">
                    <span class="sr-only">{say(OverviewText::Step(number))}</span>
                    <span aria-hidden="true">{number}</span>
                </span>
                <div class="chain__what">
                    <span class="ref">{seen(&label)}</span>
                    {(number == 1).then(|| view! { <span class="tag">{say(OverviewText::Primary)}</span> })}
                    {alias.map(|alias| view! { <span class="muted"><Rich text=say(OverviewText::Alias(alias))/></span> })}
                    {written.map(|text| view! { <span class="muted"><Rich text=say(OverviewText::WrittenAs(text))/></span> })}
                    {is_broken.then(|| view! { <Badge tone=Tone::Bad word=say(OverviewText::NoSuchModel)/> })}
                </div>
                {action}
            </div>
        </li>
    }
}

/// To the form on Routing: what asks for a model is not loaded here.
#[component]
fn ChangeLink(role: Role, agent: Option<String>) -> impl IntoView {
    let label = say(OverviewText::ChangePrimary { role, agent: agent.clone() });
    view! {
        <A
            href=page::change_of(role, agent.as_deref())
            attr:class="button button--quiet chain__action"
            attr:aria-label=label
        >
            {say(OverviewText::Change)}
        </A>
    }
}

/// The repair of a step that means nothing. Everything else is done on Routing.
#[component]
fn RemoveForm(role: Role, agent: Option<String>, name: String, label: String) -> impl IntoView {
    let mut hidden = vec![("op[role]", role.word().to_owned()), ("op[model]", name.clone())];
    hidden.extend(agent.clone().map(|agent| ("op[agent]", agent)));
    let op = move || RemoveFallback { role, agent: agent.clone(), model: name.clone() };
    view! {
        <OpForm op hidden done=Arc::new(|| {}) class="chain__action">
            <button class="button button--quiet" aria-label=say(OverviewText::RemoveOne(label))>
                {say(OverviewText::Remove)}
            </button>
        </OpForm>
    }
}
