//! What can be changed of an agent in its row.

use std::sync::Arc;

use contract::{AgentInfo, InheritChain, Layer, Role, SetModel};
use leptos::prelude::*;

use crate::{
    facts::Answered,
    hook::{Act, draft},
    part::{OpForm, Picker},
    text::{AgentsText, say},
    ui::close_later,
};

/// What the forms call the model.
pub(super) const MODEL: &str = "op[model]";
const AGENT: &str = "op[agent]";
const KEEP: &str = "op[keepFallbacks]";

/// The form of one agent, or of all. An empty name is all of them.
pub(super) fn hidden(agent: Option<&str>) -> Vec<(&'static str, String)> {
    vec![("op[role]", Role::Text.word().to_owned()), (AGENT, agent.unwrap_or_default().to_owned())]
}

#[component]
pub(super) fn PrimaryForm(
    /// The row.
    fold: String,
    agent: Option<String>,
    /// How many fallbacks would be lost.
    loses: Signal<usize>,
    sent: Option<Answered>,
) -> impl IntoView {
    let field = |name: &str| {
        let fields = sent.as_ref().map(|sent| sent.fields.as_slice()).unwrap_or_default();
        fields.iter().find(|(key, _)| key == name).map(|(_, value)| value.clone())
    };
    let typed = draft(format!("primary of {fold}"), field(MODEL));
    let keep = RwSignal::new(sent.is_none() || field(KEEP).is_some());
    let hidden = hidden(agent.as_deref());
    let (id, help) = (format!("{fold}-model"), format!("{fold}-keep"));
    let label = say(AgentsText::NewPrimary(agent.clone()));
    let button = agent.clone().map_or(AgentsText::SetPrimaryForAll, AgentsText::SetPrimaryOf);
    let keep_label = say(AgentsText::KeepFallbacks(agent.clone().unwrap_or_default()));
    let op = move || SetModel {
        agent: agent.clone(),
        model: typed.get_untracked(),
        keep_fallbacks: loses.get_untracked() > 0 && keep.get_untracked(),
        ..SetModel::default()
    };
    let done = Arc::new(move || {
        typed.set(String::new());
        close_later(fold.clone());
    });
    view! {
        <OpForm op hidden done class="form">
            <Picker
                id
                name=MODEL
                label
                example=say(AgentsText::ModelExample)
                role=Role::Text
                typed
                is_labelled=true
            />
            <button class="button" aria-label=say(button)>
                {say(AgentsText::SetPrimary)}
            </button>
            {move || {
                (loses.get() > 0).then(|| view! { <Keep id=help.clone() label=keep_label.clone() count=loses keep/> })
            }}
        </OpForm>
    }
}

/// Where a primary of its own would take its fallbacks away.
#[component]
fn Keep(id: String, label: String, count: Signal<usize>, keep: RwSignal<bool>) -> impl IntoView {
    let help = format!("{id}-help");
    view! {
        <div class="form__more">
            <label class="tick">
                <input
                    type="checkbox"
                    name=KEEP
                    value="true"
                    aria-describedby=help.clone()
                    checked=keep.get_untracked()
                    bind:checked=keep
                />
                {label}
            </label>
            <p id=help class="muted">
                {move || say(AgentsText::KeepHelp(count.get()))}
            </p>
        </div>
    }
}

/// Back to what all agents take: everything, or only the fallbacks.
#[component]
pub(super) fn Inherit(fold: String, id: String, found: Memo<Option<AgentInfo>>) -> impl IntoView {
    let is =
        move |test: fn(&AgentInfo) -> bool| Memo::new(move |_| found.with(|agent| agent.as_ref().is_some_and(test)));
    let has_primary = is(|agent| agent.primary_from == Layer::Agent);
    let may_inherit = is(|agent| agent.may_inherit_fallbacks);
    let done: Act = Arc::new(move || close_later(fold.clone()));
    let (id_again, done_again) = (id.clone(), done.clone());
    view! {
        {move || has_primary.get().then(|| view! { <InheritForm id=id.clone() all=true done=done.clone()/> })}
        {move || may_inherit.get().then(|| view! { <InheritForm id=id_again.clone() all=false done=done_again.clone()/> })}
    }
}

#[component]
fn InheritForm(id: String, all: bool, done: Act) -> impl IntoView {
    let (word, named): (_, fn(String) -> AgentsText) = if all {
        (AgentsText::InheritAll, AgentsText::InheritAllOf)
    } else {
        (AgentsText::InheritFallbacks, AgentsText::InheritFallbacksOf)
    };
    let label = say(named(id.clone()));
    let hidden = vec![(AGENT, id.clone()), ("op[all]", all.to_string())];
    let op = move || InheritChain { agent: id.clone(), all };
    view! {
        <OpForm op hidden done class="agents__action">
            <button class="button" aria-label=label>
                {say(word)}
            </button>
        </OpForm>
    }
}
