//! Keys that work anywhere on a page, by themselves. Who speaks to the machine, or rests a hand on it, can turn them off.

use leptos::prelude::*;

/// Whether single keys do something, as this browser keeps it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct SingleKeys(RwSignal<bool>);

/// Puts [`SingleKeys`] into context. Like every first look, it begins as the server has drawn it.
pub(crate) fn offer_single_keys() {
    let on = RwSignal::new(true);
    #[cfg(target_arch = "wasm32")]
    Effect::new(move || on.set(!browser::are_off()));
    provide_context(SingleKeys(on));
}

impl SingleKeys {
    pub(crate) fn get(self) -> bool {
        self.0.get()
    }

    /// From now on, in every tab that is opened.
    #[cfg_attr(not(target_arch = "wasm32"), expect(dead_code, reason = "nobody presses anything on a server"))]
    pub(crate) fn set(self, on: bool) {
        self.0.set(on);
        #[cfg(target_arch = "wasm32")]
        browser::keep(on);
    }

    /// Whether a key that was pressed by itself is meant: they are on, and it does not belong to a field that somebody
    /// types into, or to an open dialog.
    #[cfg(target_arch = "wasm32")]
    pub(crate) fn mean(self, event: &web_sys::KeyboardEvent) -> bool {
        self.0.get_untracked() && !browser::is_typing(event)
    }
}

#[cfg(target_arch = "wasm32")]
mod browser {
    use leptos::prelude::*;
    use wasm_bindgen::JsCast;
    use web_sys::{Element, KeyboardEvent};

    const OFF: &str = "single keys off";

    pub(super) fn are_off() -> bool {
        let storage = window().local_storage().ok().flatten();
        storage.is_some_and(|storage| storage.get_item(OFF).ok().flatten().is_some())
    }

    pub(super) fn keep(on: bool) {
        let Some(storage) = window().local_storage().ok().flatten() else { return };
        if on {
            storage.remove_item(OFF).ok()
        } else {
            storage.set_item(OFF, "true").ok()
        };
    }

    pub(super) fn is_typing(event: &KeyboardEvent) -> bool {
        let element = event.target().and_then(|target| target.dyn_into::<Element>().ok());
        element.and_then(|element| element.closest("input, textarea, select, dialog").ok().flatten()).is_some()
    }
}
