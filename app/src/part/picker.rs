//! Model picker: a text field with a list of suggestions. Without script it is a plain text field.
//!
//! The list finds its field by id and listens to it.

#[cfg(target_arch = "wasm32")]
mod browser;
#[cfg(target_arch = "wasm32")]
mod cache;
mod list;
mod popup;
#[cfg(target_arch = "wasm32")]
mod submit;

use contract::Role;

use crate::{hook::focus_later, prelude::*};
use list::SuggestionList;

#[component]
pub(crate) fn Picker(
    /// Id of the field, unique on its page and without spaces.
    #[prop(into)]
    id: String,
    name: &'static str,
    #[prop(into)] label: String,
    #[prop(into)] example: String,
    role: Role,
    /// The agent whose chain it is for, if not the default one.
    #[prop(optional_no_strip)]
    agent: Option<String>,
    typed: RwSignal<String>,
    /// Whether the label is visible, above the field.
    #[prop(optional)]
    is_labelled: bool,
    /// Whether the field may be left empty.
    #[prop(optional)]
    is_optional: bool,
    /// Whether the form was opened on request: its field is then focused, and choosing a suggestion submits it.
    #[prop(optional)]
    is_asked_for: bool,
) -> impl IntoView {
    if is_asked_for {
        focus_later(id.clone());
    }
    view! {
        <div class="picker" class:field=is_labelled>
            <label for=id.clone() class:sr-only=!is_labelled>
                {label}
            </label>
            <input
                id=id.clone()
                class="input"
                name=name
                required=!is_optional
                autofocus=is_asked_for
                autocomplete="off"
                autocapitalize="none"
                spellcheck="false"
                placeholder=example
                value=typed.get_untracked()
                bind:value=typed
            />
            <SuggestionList id role agent typed is_asked_for/>
        </div>
    }
}
