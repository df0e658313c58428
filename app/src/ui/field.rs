//! Labeled text field whose value is a signal of the page.

use crate::prelude::*;

#[component]
pub(crate) fn Field(
    /// Id, unique on its page.
    #[prop(into)]
    id: String,
    /// Name of the form field.
    name: &'static str,
    #[prop(into)] label: String,
    typed: RwSignal<String>,
    #[prop(into)] example: String,
    /// Id of the help text.
    #[prop(optional)]
    help: Option<&'static str>,
) -> impl IntoView {
    view! {
        <div class="field">
            <label for=id.clone()>{label}</label>
            <input
                id=id
                class="input"
                name=name
                required
                autocomplete="off"
                autocapitalize="none"
                spellcheck="false"
                placeholder=example
                aria-describedby=help
                value=typed.get_untracked()
                bind:value=typed
            />
        </div>
    }
}
