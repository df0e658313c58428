//! The first page of a home that is not there yet.

use std::sync::Arc;

use contract::{Op, SetModel};
use leptos::prelude::*;

use crate::{
    facts, hook,
    part::OpForm,
    text::{OverviewText, say},
    ui::{CopyButton, Panel, Rich},
};

/// What a first configuration may look like: a primary and one model behind it.
const EXAMPLE: &str = r#"{
  "agents": {
    "defaults": {
      "model": {
        "primary": "anthropic/claude-opus-4-5",
        "fallbacks": ["openai/gpt-5.2"]
      }
    }
  }
}
"#;

const MODEL_FIELD: &str = "op[model]";

/// The model that is being typed.
pub(super) fn draft() -> RwSignal<String> {
    let answered = facts::current().answered;
    let sent = answered.and_then(|answered| answered.draft(SetModel::PATH, &[], MODEL_FIELD));
    hook::draft("first model", sent)
}

#[component]
pub(super) fn Welcome(path: String, model: RwSignal<String>) -> impl IntoView {
    view! {
        <p class="answer">{say(OverviewText::NewTitle)}</p>
        <div class="pair">
            <Panel id="welcome" name=say(OverviewText::NewStart)>
                <p>{say(OverviewText::NewBody)}</p>
                <First model/>
            </Panel>
            <Panel id="by-hand" name=say(OverviewText::NewByHand)>
                <p>
                    <Rich text=say(OverviewText::NewHow { path })/>
                </p>
                <div class="example">
                    <pre tabindex="0">{EXAMPLE}</pre>
                    <CopyButton text=EXAMPLE/>
                </div>
                <p class="muted" data-needs-script>
                    {say(OverviewText::NewLive)}
                </p>
            </Panel>
        </div>
    }
}

#[component]
fn First(model: RwSignal<String>) -> impl IntoView {
    let op = move || SetModel { model: model.get_untracked(), ..SetModel::default() };
    view! {
        <OpForm op hidden=vec![] done=Arc::new(move || model.set(String::new())) class="field">
            <label for="first-model">{say(OverviewText::NewModel)}</label>
            <input
                id="first-model"
                class="input"
                name=MODEL_FIELD
                required
                autocomplete="off"
                autocapitalize="none"
                spellcheck="false"
                placeholder=say(OverviewText::NewExample)
                value=model.get_untracked()
                bind:value=model
            />
            <button class="button button--primary">{say(OverviewText::NewSet)}</button>
        </OpForm>
    }
}
