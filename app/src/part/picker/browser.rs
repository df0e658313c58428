//! What the list does with its field: it listens to it, and keeps its attributes up to date.

use std::{cell::Cell, time::Duration};

use contract::SuggestModels;
use leptos::ev::{self, KeyboardEvent};
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

use super::{
    cache::SuggestionKey,
    popup::{ListPlace, SuggestionPopup, Suggestions, next_active_index},
};
use crate::{api, prelude::*};

/// Delay before models with a similar spelling are requested, so that not every letter causes a request.
const DEBOUNCE: Duration = Duration::from_millis(120);

/// Space between the list and its field, and between the list and the edge of the window, in pixels.
const SPACE: i32 = 8;
/// Navigation bar at the bottom of a window that is narrower than this, in pixels.
const BAR_HEIGHT: i32 = 48;
const BAR_MAX_WIDTH: i32 = 720;

thread_local! {
    /// Whether a form with a field was sent. Afterwards the page moves the focus back, which must not open the list.
    static IS_SENT: Cell<bool> = const { Cell::new(false) };
}

impl SuggestionPopup {
    /// Starts to listen to the field, and opens the list if the field has the focus already.
    pub(super) fn attach(self) {
        let Some(field) = self.field() else { return };
        let form = field.closest("form").ok().flatten();
        let sent = form.map(|form| form.on(ev::submit, |_| IS_SENT.set(true)));
        let handlers = [
            field.on(ev::input, move |_| self.open_list()),
            field.on(ev::keydown, move |event| self.handle_key(&event)),
            field.on(ev::focus, move |_| self.handle_focus()),
            field.on(ev::mousedown, move |_| self.handle_press()),
            field.on(ev::blur, move |_| self.mounted.next_frame(move || self.handle_blur())),
        ];
        on_cleanup(move || drop((sent, handlers)));
        self.describe_field(&field);
        // An open list follows each change.
        Effect::new(move || {
            self.change_count.track();
            if self.stays_open.get_value() {
                self.load_models();
            }
        });
        if self.is_asked_for || self.has_focus() {
            self.open_on_focus();
        }
    }

    /// Keeps the attributes of a combobox up to date. Without script there is no list, so the field has none.
    fn describe_field(self, field: &Element) {
        let set = |field: &Element, name: &str, value: Option<&str>| match value {
            Some(value) => field.set_attribute(name, value).ok(),
            None => field.remove_attribute(name).ok(),
        };
        set(field, "role", Some("combobox"));
        set(field, "aria-autocomplete", Some("list"));
        set(field, "aria-controls", Some(&self.list_id()));
        let field = field.clone();
        Effect::new(move || {
            let (is_open, has_more) = self
                .suggestions
                .with(|found| (found.is_some(), found.as_ref().is_some_and(|found| found.left_out > 0)));
            let active = self.active_index.get().map(|at| self.option_id(at));
            set(&field, "aria-expanded", Some(if is_open { "true" } else { "false" }));
            set(&field, "aria-describedby", has_more.then(|| self.more_id()).as_deref());
            set(&field, "aria-activedescendant", active.as_deref());
        });
    }

    fn field(self) -> Option<Element> {
        self.id.with_value(|id| document().get_element_by_id(id))
    }

    fn has_focus(self) -> bool {
        document().active_element().is_some_and(|element| self.id.with_value(|id| element.id() == *id))
    }

    fn is_open(self) -> bool {
        self.suggestions.with_untracked(Option::is_some)
    }

    fn handle_focus(self) {
        if !IS_SENT.replace(false) {
            self.open_on_focus();
        }
    }

    /// Opens the list, unless it would cover the upper part of a form that has just been opened.
    fn open_on_focus(self) {
        let covers_form = self.is_asked_for && self.find_place().is_some_and(|place| place.is_above);
        if !covers_form {
            self.open_list();
        }
    }

    /// Opens the list of a field that has the focus. Otherwise the press moves the focus to it.
    fn handle_press(self) {
        IS_SENT.set(false);
        if self.has_focus() && !self.is_open() {
            self.open_list();
        }
    }

    fn handle_blur(self) {
        if !self.has_focus() {
            self.close_list();
        }
    }

    /// Opens the list, or filters it again. Models that were loaded before are shown while they are loaded again.
    fn open_list(self) {
        self.stays_open.set_value(true);
        self.active_index.set(None);
        self.filter();
        self.load_models();
    }

    /// Shows the models that match what is typed.
    fn filter(self) {
        let typed = self.typed.get_untracked();
        let Some(found) = self.key().find_models(|models| Suggestions::matching(models, typed)) else { return };
        let turn = self.next_request();
        let is_unmatched = found.models.is_empty();
        self.show(Some(found).filter(|found| !is_unmatched || !found.typed.trim().is_empty()));
        if is_unmatched && self.is_open() {
            self.mounted.run_after(DEBOUNCE, move || self.request_similar(turn));
        }
    }

    /// Loads the models, unless nothing has changed since they were loaded. Errors are dropped: they are shown when the
    /// form is sent.
    fn load_models(self) {
        let (key, change_count) = (self.key(), self.change_count.get_untracked());
        if !key.begin_request(change_count) {
            return;
        }
        let SuggestionKey { role, agent } = key.clone();
        let load = async move {
            let models = api::suggest_models(SuggestModels { typed: String::new(), role, agent }).await;
            key.finish_request(change_count, models.ok());
        };
        self.mounted.on_answer(load, move |()| {
            if self.stays_open.get_value() {
                self.filter();
            }
        });
    }

    fn key(self) -> SuggestionKey {
        SuggestionKey { role: self.role, agent: self.agent.get_value() }
    }

    fn next_request(self) -> u32 {
        self.request_number.update_value(|turn| *turn += 1);
        self.request_number.get_value()
    }

    /// Requests models with a similar spelling. Outdated responses are dropped, and so are errors.
    fn request_similar(self, turn: u32) {
        let is_past = move || self.request_number.get_value() != turn;
        if is_past() {
            return;
        }
        let typed = self.typed.get_untracked();
        let op = SuggestModels { typed: typed.clone(), role: self.role, agent: self.agent.get_value() };
        self.mounted.on_answer(api::suggest_models(op), move |models| {
            let found = models.ok().filter(|models| !is_past() && !models.is_empty());
            if let Some(models) = found {
                self.show(Some(Suggestions::best_of(models.iter(), typed)));
            }
        });
    }

    /// Shows a list. The active option stays active if it is in it.
    fn show(self, found: Option<Suggestions>) {
        if !self.is_open() {
            self.place_list();
        }
        let active = self.active_index.get_untracked().and_then(|index| self.text_at(index));
        let index = active.and_then(|text| found.as_ref()?.models.iter().position(|one| one.model == text));
        self.active_index.set(index);
        self.suggestions.set(found);
    }

    fn place_list(self) {
        let list = document().get_element_by_id(&self.list_id()).and_then(|list| list.dyn_into::<HtmlElement>().ok());
        if let Some((place, list)) = self.find_place().zip(list) {
            self.is_above.set(place.is_above);
            list.style().set_property("max-height", &format!("{}px", place.max_height)).ok();
        }
    }

    fn find_place(self) -> Option<ListPlace> {
        let bounds = self.field()?.closest(".picker").ok()??.get_bounding_client_rect();
        let page = document().document_element()?;
        let bar = if page.client_width() <= BAR_MAX_WIDTH { BAR_HEIGHT } else { 0 };
        let (top, bottom) = (to_pixels(bounds.top()), to_pixels(bounds.bottom()));
        let (above, below) = (top - 2 * SPACE, page.client_height() - bar - bottom - 2 * SPACE);
        Some(ListPlace::with_room(above, below, self.is_asked_for))
    }

    fn handle_key(self, event: &KeyboardEvent) {
        let count = self.suggestions.with_untracked(|found| found.as_ref().map(Suggestions::option_count));
        let active = self.active_index.get_untracked();
        let is_meant = match (event.key().as_str(), count) {
            ("ArrowDown" | "ArrowUp", None) => {
                self.open_list();
                true
            }
            (_, None) => false,
            ("Escape", _) => {
                self.close_list();
                true
            }
            ("Enter", _) => active.is_some_and(|index| self.choose_at(index)),
            (key, Some(count)) => next_active_index(key, active, count).is_some_and(|index| self.set_active(index)),
        };
        if is_meant {
            event.prevent_default();
        }
    }

    fn text_at(self, index: usize) -> Option<String> {
        self.suggestions.with_untracked(|found| found.as_ref()?.option_text(index).map(str::to_owned))
    }

    fn choose_at(self, index: usize) -> bool {
        self.text_at(index).map(|text| self.choose(text)).is_some()
    }

    fn set_active(self, index: usize) -> bool {
        self.active_index.set(Some(index));
        scroll_option_into_view(&self.list_id(), &self.option_id(index));
        true
    }
}

#[expect(clippy::cast_possible_truncation, reason = "no window is that large")]
fn to_pixels(length: f64) -> i32 {
    length as i32
}

/// Scrolls the list without scrolling the page.
fn scroll_option_into_view(list: &str, option: &str) {
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
