//! Summary of a chain: the primary and its fallbacks.

use std::collections::BTreeMap;

use contract::{Chain, ChainStep, Mark, ModelFacts, Op, RemoveFallback, Role};
use leptos::either::{Either, EitherOf3};
use leptos_router::components::A;

use crate::{
    page, page_context,
    part::SuggestedOpForm,
    prelude::*,
    text::{OverviewText, translate},
    ui::{Badge, MarkBadge, Panel, RichText, Tone, escape_hidden_owned, facts_line, marks_badge},
};

/// A chain, with what is known of its models by their keys.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct ChainData {
    pub(super) chain: Chain,
    pub(super) facts: BTreeMap<String, ModelFacts>,
    /// What pays for the models.
    pub(super) credentials: BTreeMap<String, Mark>,
    /// What probes of the models showed.
    pub(super) proofs: BTreeMap<String, Mark>,
}

#[component]
pub(super) fn ChainSummary(
    role: Role,
    /// The agent, if it has its own chain.
    agent: Option<String>,
    /// OpenClaw's own default.
    own: Option<String>,
    data: ChainData,
) -> impl IntoView {
    let id = match role {
        Role::Text => "chain-text",
        Role::Image => "chain-image",
    };
    let name = agent.clone().map_or(OverviewText::Chain(role), OverviewText::ChainOf);
    let is_alone = data.chain.primary.is_some() && data.chain.fallbacks.is_empty();
    let href = agent.as_deref().map_or_else(|| "/routing".to_owned(), page::routing_url);
    view! {
        <Panel id name=translate(name)>
            <ChainSteps role agent own data/>
            {is_alone.then(|| view! { <p class="muted">{translate(OverviewText::NoFallbacks)}</p> })}
            <p class="panel__more">
                <A href>{translate(OverviewText::ChangeChainLink(role))}</A>
            </p>
        </Panel>
    }
}

#[component]
fn ChainSteps(role: Role, agent: Option<String>, own: Option<String>, data: ChainData) -> impl IntoView {
    let ChainData { chain: Chain { primary, fallbacks }, facts, credentials, proofs } = data;
    if primary.is_none() && own.is_none() && fallbacks.is_empty() {
        return Either::Left(view! { <p class="muted">{translate(OverviewText::NotSet(role))}</p> });
    }
    let row = |number, chain_step: ChainStep| {
        let key = chain_step.label();
        let facts = facts.get(&key).cloned();
        let marks = [&credentials, &proofs].into_iter().filter_map(|marks| marks.get(&key).cloned()).collect();
        let note = (number == 2).then(|| translate(OverviewText::IfThatFails));
        view! { <ChainStepRow role agent=agent.clone() number chain_step facts marks note/> }
    };
    let own_mark = own.as_ref().and_then(|model| credentials.get(model).cloned());
    let first = match (primary, own) {
        (None, own) => EitherOf3::A(view! { <UnsetPrimary role own mark=own_mark sign="1"/> }),
        (Some(chain_step), None) => EitherOf3::B(row(1, chain_step)),
        (Some(chain_step), own) => EitherOf3::C(view! {
            {row(1, chain_step)}
            <UnsetPrimary role own mark=own_mark sign="→"/>
        }),
    };
    let steps: Vec<_> = (2..).zip(fallbacks).map(|(number, chain_step)| row(number, chain_step)).collect();
    Either::Right(view! { <ol class="chain">{first} {steps}</ol> })
}

/// Row for a primary that is missing or resolves to no model.
#[component]
fn UnsetPrimary(role: Role, own: Option<String>, mark: Option<Mark>, sign: &'static str) -> impl IntoView {
    let (what, tag) = match own {
        Some(model) => {
            (Either::Left(view! { <span class="ref">{model}</span> }), Some(translate(OverviewText::OpenClawDefault)))
        }
        None => (Either::Right(view! { <span class="muted">{translate(OverviewText::NotSet(role))}</span> }), None),
    };
    view! {
        <li class="chain__step">
            <div class="chain__row">
                <span class="chain__number" aria-hidden="true">
                    {sign}
                </span>
                <div class="chain__what">{what} {tag.map(|tag| view! { <span class="tag">{tag}</span> })} {mark.map(|mark| view! { <MarkBadge mark/> })}</div>
            </div>
        </li>
    }
}

#[component]
fn ChainStepRow(
    role: Role,
    agent: Option<String>,
    number: usize,
    chain_step: ChainStep,
    facts: Option<ModelFacts>,
    /// What pays for the model, and what a probe showed.
    marks: Vec<Mark>,
    note: Option<String>,
) -> impl IntoView {
    let label = chain_step.label();
    // Usually the other spelling is the alias, which is shown already.
    let written = (chain_step.is_written_differently() && chain_step.alias.as_deref() != Some(&chain_step.configured))
        .then(|| chain_step.configured.clone());
    let alias = chain_step.alias.clone();
    let is_broken = chain_step.model.is_none();
    let no_model = is_broken.then(|| (Tone::Bad, translate(OverviewText::NoSuchModel)));
    let badge = no_model.or_else(|| marks_badge(&facts.as_ref()?.marks));
    let facts = facts.and_then(facts_line);
    let action = match number {
        1 => (!page_context::current().read_only).then(|| Either::Left(view! { <ChangeLink role agent/> })),
        _ => is_broken
            .then(|| Either::Right(view! { <RemoveForm role agent name=chain_step.configured label=label.clone()/> })),
    };
    view! {
        <li class="chain__step">
            {note.map(|note| view! { <p class="chain__note">{note}</p> })}
            <div class="chain__row">
                <span class="chain__number">
                    <span class="sr-only">{translate(OverviewText::Step(number))}</span>
                    <span aria-hidden="true">{number}</span>
                </span>
                <div class="chain__what">
                    <span class="ref">{escape_hidden_owned(&label)}</span>
                    {(number == 1).then(|| view! { <span class="tag">{translate(OverviewText::Primary)}</span> })}
                    {alias.map(|alias| view! { <span class="muted"><RichText text=translate(OverviewText::Alias(alias))/></span> })}
                    {written.map(|text| view! { <span class="muted"><RichText text=translate(OverviewText::WrittenAs(text))/></span> })}
                    {badge.map(|(tone, label)| view! { <Badge tone label/> })}
                    {marks.into_iter().map(|mark| view! { <MarkBadge mark/> }).collect_view()}
                    {facts.map(|text| view! { <span class="facts-line"><RichText text/></span> })}
                </div>
                {action}
            </div>
        </li>
    }
}

/// Link to the form on Routing: the model picker is not loaded on this page.
#[component]
fn ChangeLink(role: Role, agent: Option<String>) -> impl IntoView {
    let label = translate(OverviewText::ChangePrimary { role, agent: agent.clone() });
    view! {
        <A
            href=page::change_primary_url(role, agent.as_deref())
            attr:class="button button--quiet chain__action"
            attr:aria-label=label
        >
            {translate(OverviewText::Change)}
        </A>
    }
}

/// Form to remove a fallback that resolves to no model. All other edits are made on Routing.
#[component]
fn RemoveForm(role: Role, agent: Option<String>, name: String, label: String) -> impl IntoView {
    let fields =
        [("op[role]", Some(role.as_str().to_owned())), ("op[model]", Some(name.clone())), ("op[agent]", agent.clone())];
    let fields = fields.into_iter().filter_map(|(field, value)| Some((field.to_owned(), value?))).collect();
    // This form is on the page already, for the repairs of findings; the one for a given operation takes further code.
    let op = serde_json::to_string(&RemoveFallback { role, agent, model: name }).unwrap_or_default();
    view! {
        <div class="chain__action">
            <SuggestedOpForm
                path=RemoveFallback::PATH.to_owned()
                op
                fields
                label=translate(OverviewText::Remove)
                aria_label=translate(OverviewText::RemoveLabel(label))
                button_class="button button--quiet"
            />
        </div>
    }
}
