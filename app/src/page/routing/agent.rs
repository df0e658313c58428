//! Whose chains are shown, and how much of them is an agent's own.

use std::sync::Arc;

use contract::{AgentInfo, ClearFallbacks, InheritChain, Layer, Role, Rung, SetFallbacks, SetModel, StatusReport};
use leptos::{either::Either, prelude::*};

use crate::{
    hook::{Act, focus_later},
    page,
    part::OpForm,
    text::{ChainText, Fallbacks, RoutingText, say},
    ui::{Panel, Rich},
};

/// Plain links: the page of an agent has an address.
#[component]
pub(super) fn Switch(report: ReadSignal<StatusReport>, agent: Memo<Option<String>>) -> impl IntoView {
    let names = |report: &StatusReport| report.agents.iter().map(|agent| agent.id.clone()).collect::<Vec<_>>();
    let ids = Memo::new(move |_| report.with(names));
    let link = move |id: Option<String>| {
        let name = id.clone().unwrap_or_else(|| say(RoutingText::Defaults));
        let class = if id.is_some() { "switch__link ref" } else { "switch__link" };
        let href = id.as_ref().map_or_else(|| "/routing".to_owned(), |id| page::routing_of(id));
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
        <nav class="switch" aria-label=say(RoutingText::Whose)>
            <ul>{link(None)} {agents}</ul>
        </nav>
    }
}

/// What an agent says itself, and the forms that change that.
#[component]
pub(super) fn Says(report: ReadSignal<StatusReport>, agent: String) -> impl IntoView {
    let own = {
        let agent = agent.clone();
        Memo::new(move |_| report.with(|report| Own::of(report, &agent)))
    };
    let sentence = {
        let agent = agent.clone();
        move || {
            own.with(|own| RoutingText::Says { agent: agent.clone(), is_own: own.primary, fallbacks: own.fallbacks })
        }
    };
    view! {
        <section class="says" aria-labelledby=SAYS>
            <p id=SAYS tabindex="-1">
                {move || view! { <Rich text=say(sentence())/> }}
            </p>
            {move || view! { <Choices agent=agent.clone() own=own.get()/> }}
        </section>
    }
}

const SAYS: &str = "agent-says";

/// How much of its chain is its own, and what the defaults would lend it.
#[derive(Clone, PartialEq)]
struct Own {
    primary: bool,
    fallbacks: Fallbacks,
    /// What “own” begins with.
    first: Option<String>,
    others: Vec<String>,
}

impl Own {
    fn of(report: &StatusReport, agent: &str) -> Self {
        let info = report.agents.iter().find(|info| info.id == agent).unwrap_or(&report.agent);
        let AgentInfo { text, primary_from, fallbacks_from, .. } = info;
        let fallbacks = match fallbacks_from {
            Layer::Defaults => Fallbacks::Inherited,
            Layer::Agent if text.fallbacks.is_empty() => Fallbacks::None,
            Layer::Agent => Fallbacks::Own,
        };
        Self {
            primary: *primary_from == Layer::Agent,
            fallbacks,
            // One that means nothing, or what a variable holds, is nothing to begin with.
            first: report.text.primary.as_ref().filter(|rung| rung.model.is_some()).map(Rung::label),
            others: report.text.fallbacks.iter().map(Rung::label).collect(),
        }
    }
}

#[component]
fn Choices(agent: String, own: Own) -> impl IntoView {
    let Own { primary, fallbacks, first, others } = own;
    let is = move |other: Fallbacks| fallbacks == other;
    let inherit = |all| view! { <InheritForm agent=agent.clone() all/> };
    let primary_inherits = primary.then(|| inherit(true));
    let primary_own = first.filter(|_| !primary).map(|model| view! { <OwnPrimary agent=agent.clone() model/> });
    let fallbacks_inherit = (!is(Fallbacks::Inherited)).then(|| inherit(false));
    let is_offered = !is(Fallbacks::Own) && !others.is_empty();
    let fallbacks_own = is_offered.then(|| view! { <OwnFallbacks agent=agent.clone() models=others/> });
    let none = (!is(Fallbacks::None)).then(|| view! { <NoFallbacks agent=agent.clone()/> });
    let of_primary = RoutingText::PrimaryOf(agent.clone());
    let of_fallbacks = RoutingText::FallbacksOf(agent.clone());
    view! {
        <div class="choices">
            <Choice name=RoutingText::Primary label=of_primary>
                {one(!primary, RoutingText::Inherit, primary_inherits)} {one(primary, RoutingText::Own, primary_own)}
            </Choice>
            <Choice name=RoutingText::Fallbacks label=of_fallbacks>
                {one(is(Fallbacks::Inherited), RoutingText::Inherit, fallbacks_inherit)}
                {one(is(Fallbacks::Own), RoutingText::Own, fallbacks_own)}
                {one(is(Fallbacks::None), RoutingText::None, none)}
            </Choice>
        </div>
    }
}

#[component]
fn Choice<C: IntoView + 'static>(name: RoutingText, label: RoutingText, children: TypedChildren<C>) -> impl IntoView {
    view! {
        <div class="choice">
            <span class="choice__name" aria-hidden="true">
                {say(name)}
            </span>
            <ul aria-label=say(label)>{children.into_inner()()}</ul>
        </div>
    }
}

/// What is so is a word; what it is not is a button.
fn one<V: IntoView>(is_so: bool, word: RoutingText, form: Option<V>) -> impl IntoView {
    if is_so {
        return Some(Either::Left(view! { <li class="choice__now" aria-current="true">{say(word)}</li> }));
    }
    form.map(|form| Either::Right(view! { <li>{form}</li> }))
}

/// The button that was pressed is a word now.
fn done() -> Act {
    Arc::new(|| focus_later(SAYS))
}

#[component]
fn InheritForm(agent: String, all: bool) -> impl IntoView {
    let label = if all { RoutingText::InheritBoth } else { RoutingText::InheritFallbacks };
    let hidden = vec![("op[agent]", agent.clone()), ("op[all]", all.to_string())];
    let op = move || InheritChain { agent: agent.clone(), all };
    view! {
        <OpForm op hidden done=done() class="choice__form">
            <button class="button button--quiet" aria-label=say(label.clone()) title=say(label)>
                {say(RoutingText::Inherit)}
            </button>
        </OpForm>
    }
}

/// What it inherits until now. The fallbacks that it has stay: it asked for nothing else.
#[component]
fn OwnPrimary(agent: String, model: String) -> impl IntoView {
    let label = say(RoutingText::MakeOwnPrimary(agent.clone()));
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
        <OpForm op hidden done=done() class="choice__form">
            <button class="button button--quiet" aria-label=label.clone() title=label>
                {say(RoutingText::Own)}
            </button>
        </OpForm>
    }
}

#[component]
fn OwnFallbacks(agent: String, models: Vec<String>) -> impl IntoView {
    let label = say(RoutingText::MakeOwnFallbacks(agent.clone()));
    let named = models.iter().map(|model| ("op[models][]", model.clone()));
    let hidden = std::iter::once(("op[agent]", agent.clone())).chain(named).collect();
    let op =
        move || SetFallbacks { role: Role::Text, agent: Some(agent.clone()), models: models.clone(), force: false };
    view! {
        <OpForm op hidden done=done() class="choice__form">
            <button class="button button--quiet" aria-label=label.clone() title=label>
                {say(RoutingText::Own)}
            </button>
        </OpForm>
    }
}

#[component]
fn NoFallbacks(agent: String) -> impl IntoView {
    let hidden = vec![("op[agent]", agent.clone())];
    let op = move || ClearFallbacks { role: Role::Text, agent: Some(agent.clone()) };
    view! {
        <OpForm op hidden done=done() class="choice__form">
            <button class="button button--quiet" aria-label=say(RoutingText::NoFallbacks) title=say(RoutingText::NoFallbacks)>
                {say(RoutingText::None)}
            </button>
        </OpForm>
    }
}

/// An agent has no image chain of its own.
#[component]
pub(super) fn SamePictures() -> impl IntoView {
    view! {
        <Panel id="routing-image" name=say(ChainText::Chain(Role::Image))>
            <p class="muted">{say(RoutingText::ImageForAll)}</p>
            <p class="panel__more">
                <a href="/routing">{say(RoutingText::ToDefaults)}</a>
            </p>
        </Panel>
    }
}
