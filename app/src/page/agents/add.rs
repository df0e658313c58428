//! One more agent.

use std::sync::Arc;

use contract::{AddAgent, Op, Role};
use leptos::prelude::*;

use crate::{
    facts,
    hook::{draft, focus_later},
    part::{OpForm, Picker},
    text::{AgentsText, say},
    ui::{Field, Rich},
};

/// What the form calls its fields.
const NAME: &str = "op[name]";
const WORKSPACE: &str = "op[workspace]";
const MODEL: &str = "op[model]";

/// The field that has the focus again when it is done.
const FIRST: &str = "new-agent";
const HELP: &str = "new-agent-help";

#[component]
pub(super) fn AddForm() -> impl IntoView {
    let facts = facts::current();
    let sent = |name| facts.answered.as_ref().and_then(|answered| answered.draft(AddAgent::PATH, &[], name));
    let name = draft("new agent", sent(NAME));
    let workspace = draft("new agent workspace", sent(WORKSPACE));
    let model = draft("new agent model", sent(MODEL));
    let op = move || AddAgent {
        name: name.get_untracked(),
        workspace: workspace.get_untracked(),
        model: Some(model.get_untracked()).filter(|model| !model.trim().is_empty()),
        ..AddAgent::default()
    };
    let done = Arc::new(move || {
        for field in [name, workspace, model] {
            field.set(String::new());
        }
        focus_later(FIRST);
    });
    let example = say(AgentsText::WorkspaceExample(facts.home.clone()));
    view! {
        <OpForm op hidden=Vec::new() done class="form">
            <Field
                id=FIRST
                name=NAME
                label=say(AgentsText::AddName)
                typed=name
                example=say(AgentsText::NameExample)
            />
            <Field
                id="new-agent-workspace"
                name=WORKSPACE
                label=say(AgentsText::Workspace)
                typed=workspace
                example
                help=HELP
            />
            <Picker
                id="new-agent-model"
                name=MODEL
                label=say(AgentsText::AddModel)
                example=say(AgentsText::ModelExample)
                role=Role::Text
                typed=model
                is_labelled=true
                is_optional=true
            />
            <button class="button">{say(AgentsText::AddButton)}</button>
            <p id=HELP class="muted form__more">
                <Rich text=say(AgentsText::WorkspaceHelp(facts.home.clone()))/>
            </p>
        </OpForm>
    }
}
