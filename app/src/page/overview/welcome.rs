//! Welcome page of a home without a configuration.

use std::sync::Arc;

use contract::{Op, SetModel};
use leptos::prelude::*;

use crate::{
    hook, page_context,
    part::{OpForm, SuggestionsView, load_suggestions},
    text::{OverviewText, translate},
    ui::{CopyButton, Panel, RichText},
};

/// Example of a first configuration: a primary and one fallback.
const EXAMPLE_CONFIG: &str = r#"{
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

const FIELD_ID: &str = "first-model";
const MODEL_FIELD: &str = "op[model]";

/// Draft of the first model.
pub(super) fn model_draft() -> RwSignal<String> {
    let result = page_context::current().form_result;
    let sent = result.and_then(|result| result.field_value(SetModel::PATH, &[], MODEL_FIELD));
    hook::use_draft("first model", sent)
}

#[component]
pub(super) fn Welcome(path: String, model: RwSignal<String>) -> impl IntoView {
    view! {
        <p class="answer">{translate(OverviewText::WelcomeTitle)}</p>
        <div class="columns">
            <Panel id="welcome" name=translate(OverviewText::WelcomeStart)>
                <p>{translate(OverviewText::WelcomeBody)}</p>
                <FirstModelForm model/>
            </Panel>
            <Panel id="by-hand" name=translate(OverviewText::WelcomeByHand)>
                <p>
                    <RichText text=translate(OverviewText::WelcomeByHandHelp { path })/>
                </p>
                <div class="example">
                    <pre tabindex="0">{EXAMPLE_CONFIG}</pre>
                    <CopyButton text=EXAMPLE_CONFIG/>
                </div>
                <p class="muted" data-needs-script>
                    {translate(OverviewText::WelcomeLiveHelp)}
                </p>
            </Panel>
        </div>
    }
}

#[component]
fn FirstModelForm(model: RwSignal<String>) -> impl IntoView {
    // Loaded when the field is used, so that a first visit does not load it.
    let suggestions = RwSignal::new(None::<SuggestionsView>);
    let op = move || SetModel { model: model.get_untracked(), ..SetModel::default() };
    view! {
        <OpForm op hidden=vec![] on_written=Arc::new(move || model.set(String::new())) class="field" typed=model>
            <label for=FIELD_ID>{translate(OverviewText::WelcomeModelLabel)}</label>
            <div class="picker">
                <input
                    id=FIELD_ID
                    class="input"
                    name=MODEL_FIELD
                    required
                    autocomplete="off"
                    autocapitalize="none"
                    spellcheck="false"
                    placeholder=translate(OverviewText::WelcomeModelExample)
                    value=model.get_untracked()
                    bind:value=model
                    on:focus=move |_| load_suggestions(suggestions)
                />
                {move || suggestions.get().map(|view| view(FIELD_ID, model))}
            </div>
            <button class="button button--primary">{translate(OverviewText::WelcomeSetModel)}</button>
        </OpForm>
    }
}
