//! Key and pointer events of a list. Each event has one handler on the list, regardless of the number of rows.

use leptos::ev::{FocusEvent, KeyboardEvent, PointerEvent};

use super::ReorderList;

#[cfg(target_arch = "wasm32")]
pub(crate) use browser::keep_focus_during;
#[cfg(target_arch = "wasm32")]
pub(super) use browser::{on_blur, on_key, pointer_down, pointer_lost, pointer_move, pointer_up};
#[cfg(not(target_arch = "wasm32"))]
pub(crate) use server::keep_focus_during;
#[cfg(not(target_arch = "wasm32"))]
pub(super) use server::{on_blur, on_key, pointer_down, pointer_lost, pointer_move, pointer_up};

/// Stubs for the server, which only renders.
#[cfg(not(target_arch = "wasm32"))]
mod server {
    use super::{FocusEvent, KeyboardEvent, PointerEvent, ReorderList};

    pub(in super::super) fn on_key(_: impl ReorderList, _: &KeyboardEvent) {}
    pub(in super::super) fn on_blur(_: impl ReorderList, _: &FocusEvent) {}
    pub(in super::super) fn pointer_down(_: impl ReorderList, _: &PointerEvent) {}
    pub(in super::super) fn pointer_move(_: impl ReorderList, _: &PointerEvent) {}
    pub(in super::super) fn pointer_up(_: impl ReorderList, _: &PointerEvent) {}
    pub(in super::super) fn pointer_lost(_: impl ReorderList, _: &PointerEvent) {}

    pub(crate) fn keep_focus_during(act: impl FnOnce()) {
        act();
    }
}

#[cfg(target_arch = "wasm32")]
mod browser {
    use std::cell::Cell;

    use crate::prelude::*;
    use leptos::ev::Event;
    use wasm_bindgen::JsCast;
    use web_sys::{Element, HtmlElement};

    use super::{FocusEvent, KeyboardEvent, PointerEvent, ReorderList};
    use crate::part::reorder::{
        RowId, Rows,
        moves::{cancel_move, drop_row, lift_row, move_lifted, put_back},
    };

    /// Distance to the edge of the window at which the page scrolls.
    const SCROLL_EDGE: f64 = 72.0;
    const SCROLL_STEP: f64 = 12.0;

    thread_local! {
        /// Y coordinate of the pointer, and whether the page is being scrolled. Only one pointer can drag on a page.
        static POINTER: Cell<(f64, bool)> = const { Cell::new((0.0, false)) };
    }

    fn target_element(event: &Event) -> Option<Element> {
        event.target()?.dyn_into().ok()
    }

    /// The row whose grip is the target of an event.
    fn grip_row(event: &Event) -> Option<RowId> {
        target_element(event)?.closest(".grip").ok()??.get_attribute("data-row")?.parse().ok()
    }

    pub(in super::super) fn on_key(list: impl ReorderList, event: &KeyboardEvent) {
        let key = event.key();
        if key == "Escape" && close_menu(target_element(event)) {
            return event.prevent_default();
        }
        let Some(row) = grip_row(event) else { return };
        let is_lifted = list.reorder().rows.with_untracked(Rows::lifted_row) == Some(row);
        let is_meant = match (key.as_str(), is_lifted) {
            ("ArrowUp" | "ArrowDown", false) if event.alt_key() => move_at_once(list, row, &key),
            // While the pointer drags, it alone determines the position.
            _ if list.reorder().landing_index.with_untracked(Option::is_some) && key != "Escape" => return,
            (" ", false) => lift_row(list, row),
            (" " | "Enter", true) => {
                drop_row(list);
                true
            }
            ("Escape", true) => {
                cancel_move(list);
                true
            }
            ("Tab", true) => {
                put_back(list);
                false
            }
            (_, true) => target_index(list, row, &key).is_some_and(|to| {
                move_lifted(list, row, to);
                true
            }),
            _ => false,
        };
        if is_meant {
            event.prevent_default();
        }
    }

    fn move_at_once(list: impl ReorderList, row: RowId, key: &str) -> bool {
        let target = target_index(list, row, key).filter(|_| lift_row(list, row));
        if let Some(to) = target {
            move_lifted(list, row, to);
            drop_row(list);
        }
        true
    }

    fn target_index(list: impl ReorderList, row: RowId, key: &str) -> Option<usize> {
        let index = list.reorder().rows.with_untracked(|rows| rows.index_of(row))?;
        match key {
            "ArrowUp" => index.checked_sub(1),
            "ArrowDown" => Some(index + 1),
            "Home" => Some(0),
            "End" => Some(usize::MAX),
            _ => None,
        }
    }

    /// Closes a menu when the focus leaves it, and cancels a move by keys when the focus leaves the grip. It checks in
    /// the next frame, because moving the row takes the focus away for a moment. An open dialog is ignored, because it
    /// returns the focus.
    pub(in super::super) fn on_blur(list: impl ReorderList, event: &FocusEvent) {
        let menu = target_element(event).and_then(|element| element.closest("details[open]").ok().flatten());
        list.reorder().mounted.next_frame(move || {
            let Some(active) = document().active_element() else { return };
            if active.closest("dialog").ok().flatten().is_some() {
                return;
            }
            if let Some(menu) = menu.filter(|menu| !menu.contains(Some(&active))) {
                menu.remove_attribute("open").ok();
            }
            let lifted = list.reorder().rows.with_untracked(Rows::lifted_row);
            if lifted.is_some_and(|row| active.id() != list.grip_id(row))
                && list.reorder().landing_index.with_untracked(Option::is_none)
            {
                put_back(list);
            }
        });
    }

    /// Restores the focus after `act`, which may move the focused row, unless another element has received it.
    pub(crate) fn keep_focus_during(act: impl FnOnce()) {
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

    pub(in super::super) fn pointer_down(list: impl ReorderList, event: &PointerEvent) {
        let Some(row) = grip_row(event).filter(|_| event.button() == 0 && event.is_primary()) else { return };
        // Prevents text selection and the browser's own dragging.
        event.prevent_default();
        put_back(list);
        if lift_row(list, row) {
            list.reorder().landing_index.set(list.reorder().rows.with_untracked(|rows| rows.index_of(row)));
            target_element(event).map(|grip| grip.set_pointer_capture(event.pointer_id()));
        }
    }

    pub(in super::super) fn pointer_move(list: impl ReorderList, event: &PointerEvent) {
        if list.reorder().landing_index.with_untracked(Option::is_none) {
            return;
        }
        let Some(rows) = target_element(event).and_then(|grip| grip.closest("ol").ok().flatten()) else { return };
        let y = f64::from(event.client_y());
        update_landing(list, &rows, y);
        let (_, scrolls) = POINTER.replace((y, true));
        if !scrolls {
            auto_scroll(list, rows);
        }
    }

    pub(in super::super) fn pointer_up(list: impl ReorderList, _: &PointerEvent) {
        let Some(to) = list.reorder().landing_index.get_untracked() else { return };
        list.reorder().rows.update(|rows| rows.move_lifted(to));
        drop_row(list);
    }

    /// Cancels the drag if the system has taken the pointer away. After a drop there is nothing to cancel.
    pub(in super::super) fn pointer_lost(list: impl ReorderList, _: &PointerEvent) {
        if list.reorder().landing_index.with_untracked(Option::is_some) {
            cancel_move(list);
        }
    }

    /// Sets the index at which a row dropped at this height would land.
    fn update_landing(list: impl ReorderList, rows: &Element, y: f64) {
        let lifted = list.reorder().rows.with_untracked(|rows| rows.lifted_row().and_then(|row| rows.index_of(row)));
        let middles = std::iter::successors(rows.first_element_child(), Element::next_element_sibling);
        let middles = middles.filter(|row| row.has_attribute("data-row")).map(|row| {
            let bounds = row.get_bounding_client_rect();
            bounds.top() + bounds.height() / 2.0
        });
        let above = middles.enumerate().filter(|(at, middle)| Some(*at) != lifted && *middle < y).count();
        if list.reorder().landing_index.get_untracked() != Some(above) {
            list.reorder().landing_index.set(Some(above));
        }
    }

    fn scroll_speed(y: f64) -> f64 {
        let height = window().inner_height().ok().and_then(|height| height.as_f64()).unwrap_or_default();
        match () {
            () if y < SCROLL_EDGE => -SCROLL_STEP,
            () if y > height - SCROLL_EDGE => SCROLL_STEP,
            () => 0.0,
        }
    }

    /// Scrolls as long as the pointer stays at the edge of the window.
    fn auto_scroll(list: impl ReorderList, rows: Element) {
        let (y, _) = POINTER.get();
        let step = if list.reorder().landing_index.with_untracked(Option::is_some) { scroll_speed(y) } else { 0.0 };
        let scrolls = step.abs() > 0.0;
        POINTER.set((y, scrolls));
        if scrolls {
            window().scroll_by_with_x_and_y(0.0, step);
            update_landing(list, &rows, y);
            list.reorder().mounted.next_frame(move || auto_scroll(list, rows));
        }
    }
}
