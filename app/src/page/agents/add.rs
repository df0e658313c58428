//! Form to add an agent.

use std::sync::Arc;

use contract::{AddAgent, Op, Role};

use crate::{
    hook::{focus_later, use_draft},
    page_context,
    part::{OpForm, Picker},
    prelude::*,
    text::{AgentsText, translate},
    ui::{Field, RichText},
};

/// Names of the form fields.
const NAME_FIELD: &str = "op[name]";
const WORKSPACE_FIELD: &str = "op[workspace]";
const MODEL_FIELD: &str = "op[model]";

/// Id of the first field, which gets the focus after the agent was added.
const FIRST_FIELD_ID: &str = "new-agent";
const HELP_ID: &str = "new-agent-help";

#[component]
pub(super) fn AddAgentForm() -> impl IntoView {
    let context = page_context::current();
    let sent = |name| context.form_result.as_ref().and_then(|result| result.field_value(AddAgent::PATH, &[], name));
    let name = use_draft("new agent", sent(NAME_FIELD));
    let workspace = use_draft("new agent workspace", sent(WORKSPACE_FIELD));
    let model = use_draft("new agent model", sent(MODEL_FIELD));
    let op = move || AddAgent {
        name: name.get_untracked(),
        workspace: workspace.get_untracked(),
        model: Some(model.get_untracked()).filter(|model| !model.trim().is_empty()),
        ..AddAgent::default()
    };
    let on_written = Arc::new(move || {
        for field in [name, workspace, model] {
            field.set(String::new());
        }
        focus_later(FIRST_FIELD_ID);
    });
    let example = translate(AgentsText::WorkspaceExample(context.home.clone()));
    view! {
        <OpForm op hidden=Vec::new() on_written class="form" typed=model>
            <Field
                id=FIRST_FIELD_ID
                name=NAME_FIELD
                label=translate(AgentsText::AddName)
                typed=name
                example=translate(AgentsText::NameExample)
            />
            <Field
                id="new-agent-workspace"
                name=WORKSPACE_FIELD
                label=translate(AgentsText::Workspace)
                typed=workspace
                example
                help=HELP_ID
            />
            <Picker
                id="new-agent-model"
                name=MODEL_FIELD
                label=translate(AgentsText::AddModel)
                example=translate(AgentsText::ModelExample)
                role=Role::Text
                typed=model
                is_labelled=true
                is_optional=true
            />
            <button class="button">{translate(AgentsText::AddButton)}</button>
            <p id=HELP_ID class="muted form__more">
                <RichText text=translate(AgentsText::WorkspaceHelp(context.home.clone()))/>
            </p>
        </OpForm>
    }
}
