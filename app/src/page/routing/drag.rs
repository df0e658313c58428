//! What keys and pointers mean in a list. One handler on the list for each event, whatever the number of rows.

use leptos::ev::{FocusEvent, KeyboardEvent, PointerEvent};

use super::list::List;

#[cfg(target_arch = "wasm32")]
pub(super) use browser::{blur, key, pointer_down, pointer_lost, pointer_move, pointer_up, steady};
#[cfg(not(target_arch = "wasm32"))]
pub(super) use server::{blur, key, pointer_down, pointer_lost, pointer_move, pointer_up, steady};

/// A server only draws.
#[cfg(not(target_arch = "wasm32"))]
mod server {
    use super::{FocusEvent, KeyboardEvent, List, PointerEvent};

    pub(in super::super) fn key(_: List, _: &KeyboardEvent) {}
    pub(in super::super) fn blur(_: List, _: &FocusEvent) {}
    pub(in super::super) fn pointer_down(_: List, _: &PointerEvent) {}
    pub(in super::super) fn pointer_move(_: List, _: &PointerEvent) {}
    pub(in super::super) fn pointer_up(_: List, _: &PointerEvent) {}
    pub(in super::super) fn pointer_lost(_: List, _: &PointerEvent) {}

    pub(in super::super) fn steady(act: impl FnOnce()) {
        act();
    }
}

#[cfg(target_arch = "wasm32")]
mod browser {
    use std::cell::Cell;

    use leptos::{ev::Event, prelude::*};
    use wasm_bindgen::JsCast;
    use web_sys::{Element, HtmlElement};

    use super::{FocusEvent, KeyboardEvent, List, PointerEvent};
    use crate::page::routing::state::{RowId, Rows};

    /// So near to the edge of the window, the page comes along.
    const EDGE: f64 = 72.0;
    const SCROLL: f64 = 12.0;

    thread_local! {
        /// How high the pointer is, and whether the page is being scrolled for it. A page has one pointer that carries.
        static POINTER: Cell<(f64, bool)> = const { Cell::new((0.0, false)) };
    }

    fn element(event: &Event) -> Option<Element> {
        event.target()?.dyn_into().ok()
    }

    /// The row whose grip this is about.
    fn grip(event: &Event) -> Option<RowId> {
        element(event)?.closest(".grip").ok()??.get_attribute("data-row")?.parse().ok()
    }

    pub(in super::super) fn key(list: List, event: &KeyboardEvent) {
        let key = event.key();
        if key == "Escape" && close_menu(element(event)) {
            return event.prevent_default();
        }
        let Some(row) = grip(event) else { return };
        let is_lifted = list.rows.with_untracked(Rows::lifted) == Some(row);
        let is_meant = match (key.as_str(), is_lifted) {
            ("ArrowUp" | "ArrowDown", false) if event.alt_key() => at_once(list, row, &key),
            // By pointer, the place is where the pointer is.
            _ if list.landing.with_untracked(Option::is_some) && key != "Escape" => return,
            (" ", false) => list.lift(row),
            (" " | "Enter", true) => {
                list.drop();
                true
            }
            ("Escape", true) => {
                list.cancel();
                true
            }
            ("Tab", true) => {
                list.put_back();
                false
            }
            (_, true) => target(list, row, &key).is_some_and(|to| {
                list.carry(row, to);
                true
            }),
            _ => false,
        };
        if is_meant {
            event.prevent_default();
        }
    }

    fn at_once(list: List, row: RowId, key: &str) -> bool {
        let target = target(list, row, key).filter(|_| list.lift(row));
        if let Some(to) = target {
            list.carry(row, to);
            list.drop();
        }
        true
    }

    fn target(list: List, row: RowId, key: &str) -> Option<usize> {
        let at = list.rows.with_untracked(|rows| rows.index(row))?;
        match key {
            "ArrowUp" => at.checked_sub(1),
            "ArrowDown" => Some(at + 1),
            "Home" => Some(0),
            "End" => Some(usize::MAX),
            _ => None,
        }
    }

    /// A menu closes when the focus leaves it, and a row that is carried by keys goes back. Moving the row takes the focus
    /// away for a moment, and a dialog gives it back.
    pub(in super::super) fn blur(list: List, event: &FocusEvent) {
        let menu = element(event).and_then(|element| element.closest("details[open]").ok().flatten());
        list.mounted.next_frame(move || {
            let Some(active) = document().active_element() else { return };
            if active.closest("dialog").ok().flatten().is_some() {
                return;
            }
            if let Some(menu) = menu.filter(|menu| !menu.contains(Some(&active))) {
                menu.remove_attribute("open").ok();
            }
            let lifted = list.rows.with_untracked(Rows::lifted);
            if lifted.is_some_and(|row| active.id() != list.grip_id(row))
                && list.landing.with_untracked(Option::is_none)
            {
                list.put_back();
            }
        });
    }

    /// A row that goes elsewhere loses the focus on the way. It gets it back, when nobody else has taken it.
    pub(in super::super) fn steady(act: impl FnOnce()) {
        let active = document().active_element().and_then(|element| element.dyn_into::<HtmlElement>().ok());
        act();
        request_animation_frame(move || {
            let is_free = document().active_element().is_none_or(|element| element.tag_name() == "BODY");
            active.filter(|_| is_free).map(|element| element.focus());
        });
    }

    fn close_menu(element: Option<Element>) -> bool {
        let menu = element.and_then(|element| element.closest("details[open]").ok().flatten());
        let Some(menu) = menu else { return false };
        menu.remove_attribute("open").ok();
        let summary = menu.first_element_child().and_then(|summary| summary.dyn_into::<HtmlElement>().ok());
        summary.map(|summary| summary.focus());
        true
    }

    pub(in super::super) fn pointer_down(list: List, event: &PointerEvent) {
        let Some(row) = grip(event).filter(|_| event.button() == 0 && event.is_primary()) else { return };
        // No selection, and no drag of the browser's own.
        event.prevent_default();
        list.put_back();
        if list.lift(row) {
            list.landing.set(list.rows.with_untracked(|rows| rows.index(row)));
            element(event).map(|grip| grip.set_pointer_capture(event.pointer_id()));
        }
    }

    pub(in super::super) fn pointer_move(list: List, event: &PointerEvent) {
        if list.landing.with_untracked(Option::is_none) {
            return;
        }
        let Some(rows) = element(event).and_then(|grip| grip.closest("ol").ok().flatten()) else { return };
        let y = f64::from(event.client_y());
        land(list, &rows, y);
        let (_, scrolls) = POINTER.replace((y, true));
        if !scrolls {
            scroll(list, rows);
        }
    }

    pub(in super::super) fn pointer_up(list: List, _: &PointerEvent) {
        let Some(to) = list.landing.get_untracked() else { return };
        list.rows.update(|rows| rows.carry(to));
        list.drop();
    }

    /// Taken away by the system; after a drop there is nothing left to cancel.
    pub(in super::super) fn pointer_lost(list: List, _: &PointerEvent) {
        if list.landing.with_untracked(Option::is_some) {
            list.cancel();
        }
    }

    /// The place that a row would have which is dropped at this height.
    fn land(list: List, rows: &Element, y: f64) {
        let lifted = list.rows.with_untracked(|rows| rows.lifted().and_then(|row| rows.index(row)));
        let middles = std::iter::successors(rows.first_element_child(), Element::next_element_sibling);
        let middles = middles.filter(|row| row.has_attribute("data-row")).map(|row| {
            let place = row.get_bounding_client_rect();
            place.top() + place.height() / 2.0
        });
        let above = middles.enumerate().filter(|(at, middle)| Some(*at) != lifted && *middle < y).count();
        if list.landing.get_untracked() != Some(above) {
            list.landing.set(Some(above));
        }
    }

    fn speed(y: f64) -> f64 {
        let height = window().inner_height().ok().and_then(|height| height.as_f64()).unwrap_or_default();
        match () {
            () if y < EDGE => -SCROLL,
            () if y > height - EDGE => SCROLL,
            () => 0.0,
        }
    }

    /// As long as the pointer stays at the edge.
    fn scroll(list: List, rows: Element) {
        let (y, _) = POINTER.get();
        let step = if list.landing.with_untracked(Option::is_some) { speed(y) } else { 0.0 };
        let scrolls = step.abs() > 0.0;
        POINTER.set((y, scrolls));
        if scrolls {
            window().scroll_by_with_x_and_y(0.0, step);
            land(list, &rows, y);
            list.mounted.next_frame(move || scroll(list, rows));
        }
    }
}
