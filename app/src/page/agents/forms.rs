//! Forms in an agent's row.

use std::sync::Arc;

use contract::{AgentInfo, ConfigLayer, InheritChain, Role, SetModel};

use crate::{
    hook::use_draft,
    page_context::FormResult,
    part::{OpForm, Picker, SharedCallback},
    prelude::*,
    text::{AgentsText, translate},
    ui::close_disclosure_later,
};

/// Name of the model field in the forms.
pub(super) const MODEL_FIELD: &str = "op[model]";
const AGENT_FIELD: &str = "op[agent]";
const KEEP_FALLBACKS_FIELD: &str = "op[keepFallbacks]";

/// Hidden fields of the form for an agent or for the defaults. An empty agent name means the defaults.
pub(super) fn hidden_fields(agent: Option<&str>) -> Vec<(&'static str, String)> {
    vec![("op[role]", Role::Text.as_str().to_owned()), (AGENT_FIELD, agent.unwrap_or_default().to_owned())]
}

#[component]
pub(super) fn PrimaryForm(
    /// Id of the row.
    disclosure: String,
    agent: Option<String>,
    /// Number of inherited fallbacks that would be lost.
    loses: Signal<usize>,
    sent: Option<FormResult>,
) -> impl IntoView {
    let field = |name: &str| {
        let fields = sent.as_ref().map(|sent| sent.fields.as_slice()).unwrap_or_default();
        fields.iter().find(|(key, _)| key == name).map(|(_, value)| value.clone())
    };
    let typed = use_draft(format!("primary of {disclosure}"), field(MODEL_FIELD));
    let keep = RwSignal::new(sent.is_none() || field(KEEP_FALLBACKS_FIELD).is_some());
    let hidden = hidden_fields(agent.as_deref());
    let (id, help) = (format!("{disclosure}-model"), format!("{disclosure}-keep"));
    let label = translate(AgentsText::NewPrimary(agent.clone()));
    let button = agent.clone().map_or(AgentsText::SetPrimaryForAll, AgentsText::SetPrimaryOf);
    let keep_label = translate(AgentsText::KeepFallbacks(agent.clone().unwrap_or_default()));
    let op = move || SetModel {
        agent: agent.clone(),
        model: typed.get_untracked(),
        keep_fallbacks: loses.get_untracked() > 0 && keep.get_untracked(),
        ..SetModel::default()
    };
    let on_written = Arc::new(move || {
        typed.set(String::new());
        close_disclosure_later(disclosure.clone());
    });
    view! {
        <OpForm op hidden on_written class="form" typed>
            <Picker
                id
                name=MODEL_FIELD
                label
                example=translate(AgentsText::ModelExample)
                role=Role::Text
                typed
                is_labelled=true
            />
            <button class="button" aria-label=translate(button)>
                {translate(AgentsText::SetPrimary)}
            </button>
            {move || {
                (loses.get() > 0).then(|| view! { <KeepFallbacksCheckbox id=help.clone() label=keep_label.clone() count=loses keep/> })
            }}
        </OpForm>
    }
}

/// Checkbox to keep the fallbacks. Shown only if setting the agent's own primary would drop the inherited ones.
#[component]
fn KeepFallbacksCheckbox(id: String, label: String, count: Signal<usize>, keep: RwSignal<bool>) -> impl IntoView {
    let help = format!("{id}-help");
    view! {
        <div class="form__more">
            <label class="checkbox">
                <input
                    type="checkbox"
                    name=KEEP_FALLBACKS_FIELD
                    value="true"
                    aria-describedby=help.clone()
                    checked=keep.get_untracked()
                    bind:checked=keep
                />
                {label}
            </label>
            <p id=help class="muted">
                {move || translate(AgentsText::KeepHelp(count.get()))}
            </p>
        </div>
    }
}

/// Forms to inherit the default chain, or only the default fallbacks.
#[component]
pub(super) fn InheritForms(disclosure: String, id: String, found: Memo<Option<AgentInfo>>) -> impl IntoView {
    let agent_memo =
        move |test: fn(&AgentInfo) -> bool| Memo::new(move |_| found.with(|agent| agent.as_ref().is_some_and(test)));
    let has_primary = agent_memo(|agent| agent.primary_from == ConfigLayer::Agent);
    let may_inherit = agent_memo(|agent| agent.may_inherit_fallbacks);
    let on_written: SharedCallback = Arc::new(move || close_disclosure_later(disclosure.clone()));
    let (id_again, on_written_again) = (id.clone(), on_written.clone());
    view! {
        {move || has_primary.get().then(|| view! { <InheritForm id=id.clone() all=true on_written=on_written.clone()/> })}
        {move || may_inherit.get().then(|| view! { <InheritForm id=id_again.clone() all=false on_written=on_written_again.clone()/> })}
    }
}

#[component]
fn InheritForm(id: String, all: bool, on_written: SharedCallback) -> impl IntoView {
    let (text, label_of): (_, fn(String) -> AgentsText) = if all {
        (AgentsText::InheritAll, AgentsText::InheritAllOf)
    } else {
        (AgentsText::InheritFallbacks, AgentsText::InheritFallbacksOf)
    };
    let label = translate(label_of(id.clone()));
    let hidden = vec![(AGENT_FIELD, id.clone()), ("op[all]", all.to_string())];
    let op = move || InheritChain { agent: id.clone(), all };
    view! {
        <OpForm op hidden on_written class="agents__action">
            <button class="button" aria-label=label>
                {translate(text)}
            </button>
        </OpForm>
    }
}
