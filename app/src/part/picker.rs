//! Model picker: a text field with a list of suggestions. Without script it is a plain text field.

use contract::{Role, SuggestModels, Suggestion};
use leptos::{ev::KeyboardEvent, prelude::*};

use crate::{
    api,
    hook::{Mounted, focus_later},
    text::{PartText, translate},
    ui::escape_hidden_owned,
};

/// Delay before suggestions are requested, so that not every letter causes a request.
const DEBOUNCE: std::time::Duration = std::time::Duration::from_millis(120);

/// State of the suggestion list.
#[derive(Debug, Clone, Copy)]
struct SuggestionPopup {
    id: StoredValue<String>,
    role: Role,
    typed: RwSignal<String>,
    suggestions: RwSignal<Vec<Suggestion>>,
    active_index: RwSignal<Option<usize>>,
    /// Whether choosing a suggestion submits the form.
    #[cfg_attr(not(target_arch = "wasm32"), expect(dead_code, reason = "the server only renders"))]
    submits_on_choice: bool,
    /// Increased whenever pending responses become outdated.
    request_number: StoredValue<u32>,
    mounted: Mounted,
}

#[component]
pub(crate) fn Picker(
    /// Id of the field, unique on its page and without spaces.
    #[prop(into)]
    id: String,
    name: &'static str,
    #[prop(into)] label: String,
    #[prop(into)] example: String,
    role: Role,
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
    let popup = SuggestionPopup {
        id: StoredValue::new(id.clone()),
        role,
        typed,
        suggestions: RwSignal::new(Vec::new()),
        active_index: RwSignal::new(None),
        submits_on_choice: is_asked_for,
        request_number: StoredValue::new(0),
        mounted: Mounted::new(),
    };
    // Without script there is no list, so the field must not be announced as a combobox.
    let is_ready = RwSignal::new(false);
    Effect::new(move || is_ready.set(true));
    if is_asked_for {
        focus_later(id.clone());
    }
    let ready = move |value: &'static str| move || is_ready.get().then_some(value);
    let is_open = Memo::new(move |_| popup.suggestions.with(|rows| !rows.is_empty()));
    view! {
        <div class="picker" class:field=is_labelled>
            <label for=id.clone() class:sr-only=!is_labelled>
                {label}
            </label>
            <input
                id=id
                class="input"
                name=name
                required=!is_optional
                autofocus=is_asked_for
                autocomplete="off"
                autocapitalize="none"
                spellcheck="false"
                placeholder=example
                role=ready("combobox")
                aria-autocomplete=ready("list")
                aria-controls=move || is_ready.get().then(|| popup.list_id())
                aria-expanded=move || is_ready.get().then(|| is_open.get().to_string())
                aria-activedescendant=move || popup.active_index.get().map(|at| popup.option_id(at))
                value=typed.get_untracked()
                bind:value=typed
                on:input=move |_| popup.request_later()
                on:keydown=move |event| popup.handle_key(&event)
                on:blur=move |_| popup.mounted.next_frame(move || popup.close_list())
            />
            <div
                class="picker__list"
                class:picker__list--open=is_open
                id=popup.list_id()
                role="listbox"
                aria-label=translate(PartText::Suggestions)
                // Keeps the focus in the field.
                on:mousedown=move |event| event.prevent_default()
            >
                <SuggestionGroup popup is_configured=true/>
                <SuggestionGroup popup is_configured=false/>
            </div>
        </div>
    }
}

/// Suggestions of one group: configured models, or other known models.
#[component]
fn SuggestionGroup(popup: SuggestionPopup, is_configured: bool) -> impl IntoView {
    let name = if is_configured { PartText::ConfiguredModels } else { PartText::KnownModels };
    let options = move || {
        let numbered =
            popup.suggestions.get().into_iter().enumerate().filter(|(_, row)| row.is_configured == is_configured);
        let options: Vec<_> = numbered.map(|(at, row)| view! { <SuggestionOption popup at row/> }).collect();
        (!options.is_empty()).then(|| {
            view! {
                <div role="group" aria-label=translate(name.clone())>
                    <p class="picker__group" aria-hidden="true">
                        {translate(name.clone())}
                    </p>
                    {options}
                </div>
            }
        })
    };
    view! { {options} }
}

#[component]
fn SuggestionOption(popup: SuggestionPopup, at: usize, row: Suggestion) -> impl IntoView {
    let Suggestion { model, alias, .. } = row;
    let is_active = Memo::new(move |_| popup.active_index.get() == Some(at));
    let chosen = model.clone();
    view! {
        <div
            class="picker__option"
            class:picker__option--active=is_active
            id=popup.option_id(at)
            role="option"
            aria-selected=move || is_active.get().to_string()
            on:click=move |_| popup.choose_model(chosen.clone())
        >
            <span class="ref">{escape_hidden_owned(&model)}</span>
            {alias.map(|alias| view! { <span class="muted">{escape_hidden_owned(&alias)}</span> })}
        </div>
    }
}

impl SuggestionPopup {
    fn list_id(self) -> String {
        self.id.with_value(|id| format!("{id}-list"))
    }

    fn option_id(self, index: usize) -> String {
        self.id.with_value(|id| format!("{id}-{index}"))
    }

    fn close_list(self) {
        self.request_number.update_value(|turn| *turn += 1);
        self.active_index.set(None);
        self.suggestions.set(Vec::new());
    }

    fn choose_model(self, model: String) {
        self.typed.set(model);
        self.close_list();
        #[cfg(target_arch = "wasm32")]
        if self.submits_on_choice {
            browser::submit_form(self.id.get_value());
        }
    }

    fn request_later(self) {
        self.request_number.update_value(|turn| *turn += 1);
        let turn = self.request_number.get_value();
        self.mounted.run_after(DEBOUNCE, move || self.request_suggestions(turn));
    }

    /// Requests suggestions. Outdated responses are dropped, and so are errors: they are shown when the form is sent.
    fn request_suggestions(self, turn: u32) {
        let is_past = move || self.request_number.get_value() != turn;
        if is_past() {
            return;
        }
        let op = SuggestModels { typed: self.typed.get_untracked(), role: self.role };
        self.mounted.on_answer(api::suggest_models(op), move |rows| {
            if !is_past() {
                self.active_index.set(None);
                self.suggestions.set(rows.unwrap_or_default());
            }
        });
    }

    fn handle_key(self, event: &KeyboardEvent) {
        let count = self.suggestions.with_untracked(Vec::len);
        let active = self.active_index.get_untracked();
        let is_meant = match (event.key().as_str(), count) {
            ("ArrowDown", 0) => {
                self.request_suggestions(self.request_number.get_value());
                true
            }
            (_, 0) => false,
            ("Escape", _) => {
                self.close_list();
                true
            }
            ("Enter", _) => active.is_some_and(|index| self.choose_at(index)),
            (key, _) => next_active_index(key, active, count).is_some_and(|index| self.set_active(index)),
        };
        if is_meant {
            event.prevent_default();
        }
    }

    fn choose_at(self, index: usize) -> bool {
        let model = self.suggestions.with_untracked(|rows| rows.get(index).map(|row| row.model.clone()));
        model.map(|model| self.choose_model(model)).is_some()
    }

    fn set_active(self, index: usize) -> bool {
        self.active_index.set(Some(index));
        #[cfg(target_arch = "wasm32")]
        browser::scroll_option_into_view(&self.list_id(), &self.option_id(index));
        true
    }
}

/// Next active index, with wrap-around. Home and End work only if an option is active, otherwise they belong to the
/// text field.
fn next_active_index(key: &str, active: Option<usize>, count: usize) -> Option<usize> {
    match (key, active) {
        ("ArrowDown", None) | ("Home", Some(_)) => Some(0),
        ("ArrowDown", Some(at)) => Some((at + 1) % count),
        ("ArrowUp", None) | ("End", Some(_)) => Some(count - 1),
        ("ArrowUp", Some(at)) => Some((at + count - 1) % count),
        _ => None,
    }
}

#[cfg(target_arch = "wasm32")]
mod browser {
    use leptos::prelude::*;
    use wasm_bindgen::JsCast;
    use web_sys::{HtmlElement, HtmlFormElement};

    /// Submits the form of a field in the next frame, when the field contains the choice.
    pub(super) fn submit_form(id: String) {
        request_animation_frame(move || {
            let form = document().get_element_by_id(&id).and_then(|field| field.closest("form").ok().flatten());
            form.and_then(|form| form.dyn_into::<HtmlFormElement>().ok()).map(|form| form.request_submit());
        });
    }

    /// Scrolls the list without scrolling the page.
    pub(super) fn scroll_option_into_view(list: &str, option: &str) {
        let Some(list) = document().get_element_by_id(list) else { return };
        let option = document().get_element_by_id(option).and_then(|option| option.dyn_into::<HtmlElement>().ok());
        let Some(option) = option else { return };
        let (top, bottom) = (option.offset_top(), option.offset_top() + option.offset_height());
        if top < list.scroll_top() {
            list.set_scroll_top(top);
        } else if bottom > list.scroll_top() + list.client_height() {
            list.set_scroll_top(bottom - list.client_height());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::next_active_index;

    #[test]
    fn arrows_wrap_home_end_only_when_active() {
        for (key, active, to) in [
            ("ArrowDown", None, Some(0)),
            ("ArrowDown", Some(1), Some(2)),
            ("ArrowDown", Some(2), Some(0)),
            ("ArrowUp", None, Some(2)),
            ("ArrowUp", Some(0), Some(2)),
            ("Home", Some(2), Some(0)),
            ("End", Some(0), Some(2)),
            ("Home", None, None),
            ("End", None, None),
            ("a", Some(1), None),
        ] {
            assert_eq!(next_active_index(key, active, 3), to, "{key} at {active:?}");
        }
    }
}
