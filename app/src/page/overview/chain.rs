//! One chain: the primary, then what is tried when it fails.

use contract::{Chain, Role, Rung};
use leptos::{either::Either, prelude::*};

use crate::{
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
        view! { <Step number=at + 2 rung note/> }
    });
    Either::Right(view! {
        <ol class="chain">
            {primary.map(|rung| view! { <Step number=1 rung note=None/> })}
            {(!has_primary).then(|| view! { <li class="chain__step muted">{say(OverviewText::NotSet(role))}</li> })}
            {steps.collect_view()}
        </ol>
    })
}

#[component]
fn Step(number: usize, rung: Rung, note: Option<String>) -> impl IntoView {
    let label = rung.label();
    // The alias is the other spelling most of the time; saying it once is enough.
    let written =
        (rung.is_indirect() && rung.alias.as_deref() != Some(&rung.configured)).then(|| rung.configured.clone());
    let alias = rung.alias.clone();
    let is_broken = rung.model.is_none();
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
            </div></div>
        </li>
    }
}
