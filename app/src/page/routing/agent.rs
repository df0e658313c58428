//! Selection of an agent, and of what it inherits.

use std::sync::Arc;

use contract::{
    AgentInfo, ChainStep, ClearFallbacks, ConfigLayer, InheritChain, Role, SetFallbacks, SetModel, StatusReport,
};
use leptos::either::Either;

use crate::{
    hook::focus_later,
    page,
    part::{OpForm, SharedCallback},
    prelude::*,
    text::{ChainText, FallbackSource, RoutingText, translate},
    ui::{Panel, RichText},
};

/// Links to the chains of each agent, so that each has a URL.
#[component]
pub(super) fn AgentSwitch(report: ReadSignal<StatusReport>, agent: Memo<Option<String>>) -> impl IntoView {
    let names = |report: &StatusReport| report.agents.iter().map(|agent| agent.id.clone()).collect::<Vec<_>>();
    let ids = Memo::new(move |_| report.with(names));
    let link = move |id: Option<String>| {
        let name = id.clone().unwrap_or_else(|| translate(RoutingText::Defaults));
        let class = if id.is_some() { "switch__link ref" } else { "switch__link" };
        let href = id.as_ref().map_or_else(|| "/routing".to_owned(), |id| page::routing_url(id));
        let current = move || (agent.get() == id).then_some("page");
        view! {
            <li>
                <a class=class href=href aria-current=current>
                    {name}
                </a>
            </li>
        }
    };
    let agents = move || ids.get().into_iter().map(|id| link(Some(id))).collect_view();
    view! {
        <nav class="switch" aria-label=translate(RoutingText::AgentLabel)>
            <ul>{link(None)} {agents}</ul>
        </nav>
    }
}

/// Sentence about what an agent inherits, and the forms to change that.
#[component]
pub(super) fn AgentSummary(report: ReadSignal<StatusReport>, agent: String) -> impl IntoView {
    let own = {
        let agent = agent.clone();
        Memo::new(move |_| report.with(|report| OwnSettings::from_report(report, &agent)))
    };
    let sentence = {
        let agent = agent.clone();
        move || {
            own.with(|own| RoutingText::AgentSummary {
                agent: agent.clone(),
                is_own: own.has_own_primary,
                fallbacks: own.fallbacks,
            })
        }
    };
    view! {
        <section class="summary" aria-labelledby=SUMMARY_ID>
            <p id=SUMMARY_ID tabindex="-1">
                {move || view! { <RichText text=translate(sentence())/> }}
            </p>
            {move || view! { <InheritChoices agent=agent.clone() own=own.get()/> }}
        </section>
    }
}

const SUMMARY_ID: &str = "agent-summary";

/// Which parts of its chain an agent inherits, and the defaults that it could copy.
#[derive(Clone, PartialEq)]
struct OwnSettings {
    has_own_primary: bool,
    fallbacks: FallbackSource,
    /// Default primary, offered as the agent's own one.
    default_primary: Option<String>,
    default_fallbacks: Vec<String>,
}

impl OwnSettings {
    fn from_report(report: &StatusReport, agent: &str) -> Self {
        let info = report.agents.iter().find(|info| info.id == agent).unwrap_or(&report.agent);
        let AgentInfo { text, primary_from, fallbacks_from, .. } = info;
        let fallbacks = match fallbacks_from {
            ConfigLayer::Defaults => FallbackSource::Inherited,
            ConfigLayer::Agent if text.fallbacks.is_empty() => FallbackSource::None,
            ConfigLayer::Agent => FallbackSource::Own,
        };
        Self {
            has_own_primary: *primary_from == ConfigLayer::Agent,
            fallbacks,
            // A primary that resolves to no model is not offered.
            default_primary: report.text.primary.as_ref().filter(|step| step.model.is_some()).map(ChainStep::label),
            default_fallbacks: report.text.fallbacks.iter().map(ChainStep::label).collect(),
        }
    }
}

#[component]
fn InheritChoices(agent: String, own: OwnSettings) -> impl IntoView {
    let OwnSettings { has_own_primary, fallbacks, default_primary, default_fallbacks } = own;
    let is_source = move |other: FallbackSource| fallbacks == other;
    let inherit = |all| view! { <InheritForm agent=agent.clone() all/> };
    let primary_inherits = has_own_primary.then(|| inherit(true));
    let primary_own =
        default_primary.filter(|_| !has_own_primary).map(|model| view! { <OwnPrimaryForm agent=agent.clone() model/> });
    let fallbacks_inherit = (!is_source(FallbackSource::Inherited)).then(|| inherit(false));
    let is_offered = !is_source(FallbackSource::Own) && !default_fallbacks.is_empty();
    let fallbacks_own = is_offered.then(|| view! { <OwnFallbacksForm agent=agent.clone() models=default_fallbacks/> });
    let none = (!is_source(FallbackSource::None)).then(|| view! { <NoFallbacksForm agent=agent.clone()/> });
    let of_primary = RoutingText::PrimaryOf(agent.clone());
    let of_fallbacks = RoutingText::FallbacksOf(agent.clone());
    view! {
        <div class="choices">
            <ChoiceGroup name=RoutingText::Primary label=of_primary>
                {choice_item(!has_own_primary, RoutingText::Inherit, primary_inherits)} {choice_item(has_own_primary, RoutingText::Own, primary_own)}
            </ChoiceGroup>
            <ChoiceGroup name=RoutingText::Fallbacks label=of_fallbacks>
                {choice_item(is_source(FallbackSource::Inherited), RoutingText::Inherit, fallbacks_inherit)}
                {choice_item(is_source(FallbackSource::Own), RoutingText::Own, fallbacks_own)}
                {choice_item(is_source(FallbackSource::None), RoutingText::None, none)}
            </ChoiceGroup>
        </div>
    }
}

#[component]
fn ChoiceGroup<C: IntoView + 'static>(
    name: RoutingText,
    label: RoutingText,
    children: TypedChildren<C>,
) -> impl IntoView {
    view! {
        <div class="choice">
            <span class="choice__name" aria-hidden="true">
                {translate(name)}
            </span>
            <ul aria-label=translate(label)>{children.into_inner()()}</ul>
        </div>
    }
}

/// The current choice as text, any other choice as a form.
fn choice_item<V: IntoView + 'static>(is_selected: bool, label: RoutingText, form: Option<V>) -> impl IntoView {
    if is_selected {
        return Some(Either::Left(view! { <li class="choice__now" aria-current="true">{translate(label)}</li> }));
    }
    form.map(|form| Either::Right(view! { <li>{form}</li> }))
}

/// Focuses the summary, because the pressed button has been replaced by text.
fn refocus_summary() -> SharedCallback {
    Arc::new(|| focus_later(SUMMARY_ID))
}

#[component]
fn InheritForm(agent: String, all: bool) -> impl IntoView {
    let label = if all { RoutingText::InheritBoth } else { RoutingText::InheritFallbacks };
    let hidden = vec![("op[agent]", agent.clone()), ("op[all]", all.to_string())];
    let op = move || InheritChain { agent: agent.clone(), all };
    view! {
        <OpForm op hidden on_written=refocus_summary() class="choice__form">
            <button class="button button--quiet" aria-label=translate(label.clone()) title=translate(label)>
                {translate(RoutingText::Inherit)}
            </button>
        </OpForm>
    }
}

/// Form that makes the inherited primary the agent's own. It keeps the fallbacks, because only the primary was to
/// change.
#[component]
fn OwnPrimaryForm(agent: String, model: String) -> impl IntoView {
    let label = translate(RoutingText::MakeOwnPrimary(agent.clone()));
    let hidden =
        vec![("op[agent]", agent.clone()), ("op[model]", model.clone()), ("op[keepFallbacks]", "true".to_owned())];
    let op = move || SetModel {
        role: Role::Text,
        agent: Some(agent.clone()),
        model: model.clone(),
        keep_fallbacks: true,
        ..SetModel::default()
    };
    view! {
        <OpForm op hidden on_written=refocus_summary() class="choice__form">
            <button class="button button--quiet" aria-label=label.clone() title=label>
                {translate(RoutingText::Own)}
            </button>
        </OpForm>
    }
}

#[component]
fn OwnFallbacksForm(agent: String, models: Vec<String>) -> impl IntoView {
    let label = translate(RoutingText::MakeOwnFallbacks(agent.clone()));
    let named = models.iter().map(|model| ("op[models][]", model.clone()));
    let hidden = std::iter::once(("op[agent]", agent.clone())).chain(named).collect();
    let op =
        move || SetFallbacks { role: Role::Text, agent: Some(agent.clone()), models: models.clone(), force: false };
    view! {
        <OpForm op hidden on_written=refocus_summary() class="choice__form">
            <button class="button button--quiet" aria-label=label.clone() title=label>
                {translate(RoutingText::Own)}
            </button>
        </OpForm>
    }
}

#[component]
fn NoFallbacksForm(agent: String) -> impl IntoView {
    let hidden = vec![("op[agent]", agent.clone())];
    let op = move || ClearFallbacks { role: Role::Text, agent: Some(agent.clone()) };
    view! {
        <OpForm op hidden on_written=refocus_summary() class="choice__form">
            <button class="button button--quiet" aria-label=translate(RoutingText::NoFallbacks) title=translate(RoutingText::NoFallbacks)>
                {translate(RoutingText::None)}
            </button>
        </OpForm>
    }
}

/// Panel that explains that an agent has no image chain of its own.
#[component]
pub(super) fn SharedImageChain() -> impl IntoView {
    view! {
        <Panel id="routing-image" name=translate(ChainText::Chain(Role::Image))>
            <p class="muted">{translate(RoutingText::ImageForAll)}</p>
            <p class="panel__more">
                <a href="/routing">{translate(RoutingText::ToDefaults)}</a>
            </p>
        </Panel>
    }
}
