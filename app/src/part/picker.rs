//! A field for a model, with what the typed letters may mean below it. Without script it is a plain field.

use contract::{Role, SuggestModels, Suggestion};
use leptos::{ev::KeyboardEvent, prelude::*};

use crate::{
    api,
    hook::{Mounted, focus_later},
    text::{PartText, say},
    ui::seen,
};

/// Long enough not to ask for every letter.
const PAUSE: std::time::Duration = std::time::Duration::from_millis(120);

/// What the list below the field is at.
#[derive(Debug, Clone, Copy)]
struct Popup {
    id: StoredValue<String>,
    role: Role,
    typed: RwSignal<String>,
    rows: RwSignal<Vec<Suggestion>>,
    active: RwSignal<Option<usize>>,
    /// A choice sends the form.
    #[cfg_attr(not(target_arch = "wasm32"), expect(dead_code, reason = "a server only draws"))]
    sends: bool,
    /// Grows with everything that makes an answer on its way worthless.
    turn: StoredValue<u32>,
    mounted: Mounted,
}

#[component]
pub(crate) fn Picker(
    /// Of the field; unique on its page, and without a blank in it.
    #[prop(into)]
    id: String,
    name: &'static str,
    #[prop(into)] label: String,
    #[prop(into)] example: String,
    role: Role,
    typed: RwSignal<String>,
    /// Its label stands above it.
    #[prop(optional)]
    is_labelled: bool,
    /// May be left empty.
    #[prop(optional)]
    is_optional: bool,
    /// The form appears because it was asked for: its field has the focus, and a choice sends it.
    #[prop(optional)]
    is_asked_for: bool,
) -> impl IntoView {
    let popup = Popup {
        id: StoredValue::new(id.clone()),
        role,
        typed,
        rows: RwSignal::new(Vec::new()),
        active: RwSignal::new(None),
        sends: is_asked_for,
        turn: StoredValue::new(0),
        mounted: Mounted::here(),
    };
    // Without script nothing ever opens, and the field must not promise it.
    let is_ready = RwSignal::new(false);
    Effect::new(move || is_ready.set(true));
    if is_asked_for {
        focus_later(id.clone());
    }
    let ready = move |value: &'static str| move || is_ready.get().then_some(value);
    let is_open = Memo::new(move |_| popup.rows.with(|rows| !rows.is_empty()));
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
                aria-controls=move || is_ready.get().then(|| popup.list())
                aria-expanded=move || is_ready.get().then(|| is_open.get().to_string())
                aria-activedescendant=move || popup.active.get().map(|at| popup.option(at))
                value=typed.get_untracked()
                bind:value=typed
                on:input=move |_| popup.ask_later()
                on:keydown=move |event| popup.key(&event)
                on:blur=move |_| popup.mounted.next_frame(move || popup.close())
            />
            <div
                class="picker__list"
                class:picker__list--open=is_open
                id=popup.list()
                role="listbox"
                aria-label=say(PartText::Suggestions)
                // The field keeps the focus.
                on:mousedown=move |event| event.prevent_default()
            >
                <Group popup is_configured=true/>
                <Group popup is_configured=false/>
            </div>
        </div>
    }
}

/// What is configured, or what is only known.
#[component]
fn Group(popup: Popup, is_configured: bool) -> impl IntoView {
    let name = if is_configured { PartText::Configured } else { PartText::Known };
    let options = move || {
        let numbered = popup.rows.get().into_iter().enumerate().filter(|(_, row)| row.is_configured == is_configured);
        let options: Vec<_> = numbered.map(|(at, row)| view! { <Choice popup at row/> }).collect();
        (!options.is_empty()).then(|| {
            view! {
                <div role="group" aria-label=say(name.clone())>
                    <p class="picker__group" aria-hidden="true">
                        {say(name.clone())}
                    </p>
                    {options}
                </div>
            }
        })
    };
    view! { {options} }
}

#[component]
fn Choice(popup: Popup, at: usize, row: Suggestion) -> impl IntoView {
    let Suggestion { model, alias, .. } = row;
    let is_active = Memo::new(move |_| popup.active.get() == Some(at));
    let chosen = model.clone();
    view! {
        <div
            class="picker__option"
            class:picker__option--active=is_active
            id=popup.option(at)
            role="option"
            aria-selected=move || is_active.get().to_string()
            on:click=move |_| popup.choose(chosen.clone())
        >
            <span class="ref">{seen(&model)}</span>
            {alias.map(|alias| view! { <span class="muted">{seen(&alias)}</span> })}
        </div>
    }
}

impl Popup {
    fn list(self) -> String {
        self.id.with_value(|id| format!("{id}-list"))
    }

    fn option(self, at: usize) -> String {
        self.id.with_value(|id| format!("{id}-{at}"))
    }

    fn close(self) {
        self.turn.update_value(|turn| *turn += 1);
        self.active.set(None);
        self.rows.set(Vec::new());
    }

    fn choose(self, model: String) {
        self.typed.set(model);
        self.close();
        #[cfg(target_arch = "wasm32")]
        if self.sends {
            browser::send(self.id.get_value());
        }
    }

    fn ask_later(self) {
        self.turn.update_value(|turn| *turn += 1);
        let turn = self.turn.get_value();
        self.mounted.after(PAUSE, move || self.ask(turn));
    }

    /// An answer that somebody has typed past is dropped, and so is a refusal: the field says it when it is sent.
    fn ask(self, turn: u32) {
        let is_past = move || self.turn.get_value() != turn;
        if is_past() {
            return;
        }
        let op = SuggestModels { typed: self.typed.get_untracked(), role: self.role };
        self.mounted.with_answer(api::suggest_models(op), move |rows| {
            if !is_past() {
                self.active.set(None);
                self.rows.set(rows.unwrap_or_default());
            }
        });
    }

    fn key(self, event: &KeyboardEvent) {
        let count = self.rows.with_untracked(Vec::len);
        let active = self.active.get_untracked();
        let is_meant = match (event.key().as_str(), count) {
            ("ArrowDown", 0) => {
                self.ask(self.turn.get_value());
                true
            }
            (_, 0) => false,
            ("Escape", _) => {
                self.close();
                true
            }
            ("Enter", _) => active.is_some_and(|at| self.take(at)),
            (key, _) => step(key, active, count).is_some_and(|at| self.go(at)),
        };
        if is_meant {
            event.prevent_default();
        }
    }

    fn take(self, at: usize) -> bool {
        let model = self.rows.with_untracked(|rows| rows.get(at).map(|row| row.model.clone()));
        model.map(|model| self.choose(model)).is_some()
    }

    fn go(self, at: usize) -> bool {
        self.active.set(Some(at));
        #[cfg(target_arch = "wasm32")]
        browser::reveal(&self.list(), &self.option(at));
        true
    }
}

/// Round and round; the ends only from within, for a field has ends of its own.
fn step(key: &str, active: Option<usize>, count: usize) -> Option<usize> {
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

    /// Sends the form of a field, once the field shows what was chosen.
    pub(super) fn send(id: String) {
        request_animation_frame(move || {
            let form = document().get_element_by_id(&id).and_then(|field| field.closest("form").ok().flatten());
            form.and_then(|form| form.dyn_into::<HtmlFormElement>().ok()).map(|form| form.request_submit());
        });
    }

    /// Scrolls the list, and not the page.
    pub(super) fn reveal(list: &str, option: &str) {
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
    use super::step;

    #[test]
    fn the_arrows_go_round_and_the_ends_belong_to_the_list_only_within() {
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
            assert_eq!(step(key, active, 3), to, "{key} at {active:?}");
        }
    }
}
