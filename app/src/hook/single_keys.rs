//! Single-key shortcuts. They can be turned off, for users of speech input and against accidental key presses.

use crate::prelude::*;

/// Whether single-key shortcuts are on. The browser stores the setting.
#[derive(Debug, Clone, Copy)]
pub(crate) struct SingleKeys(RwSignal<bool>);

/// Provides [`SingleKeys`] as context. The setting is read in an effect, so that hydration sees what the server
/// rendered.
pub(crate) fn provide_single_keys() {
    let on = RwSignal::new(true);
    #[cfg(target_arch = "wasm32")]
    Effect::new(move || on.set(!browser::is_disabled()));
    provide_context(SingleKeys(on));
}

impl SingleKeys {
    pub(crate) fn get(self) -> bool {
        self.0.get()
    }

    /// Turns the shortcuts on or off and stores the setting for all tabs opened later.
    #[cfg_attr(not(target_arch = "wasm32"), expect(dead_code, reason = "the server handles no keys"))]
    pub(crate) fn set(self, on: bool) {
        self.0.set(on);
        #[cfg(target_arch = "wasm32")]
        browser::persist(on);
    }

    /// Whether a key press is a shortcut: they are on, and the key was not pressed in a text field or an open dialog.
    #[cfg(target_arch = "wasm32")]
    pub(crate) fn should_handle(self, event: &web_sys::KeyboardEvent) -> bool {
        self.0.get_untracked() && !browser::is_typing(event)
    }
}

#[cfg(target_arch = "wasm32")]
mod browser {
    use crate::prelude::*;
    use wasm_bindgen::JsCast;
    use web_sys::{Element, KeyboardEvent};

    const OFF: &str = "single keys off";

    pub(super) fn is_disabled() -> bool {
        let storage = window().local_storage().ok().flatten();
        storage.is_some_and(|storage| storage.get_item(OFF).ok().flatten().is_some())
    }

    pub(super) fn persist(on: bool) {
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
