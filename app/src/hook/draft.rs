//! What is being typed. It outlives a reload, a sign-in and a server that was started anew: the tab keeps it.

use leptos::prelude::*;

/// A draft under a name that is its own on the whole dashboard (`add text work`). Never for a secret.
///
/// `sent` is what stood in the field when the server said no to a form without script. An empty draft is not kept.
pub(crate) fn draft(name: impl Into<String>, sent: Option<String>) -> RwSignal<String> {
    let draft = RwSignal::new(sent.unwrap_or_default());
    let name = name.into();
    #[cfg(target_arch = "wasm32")]
    browser::keep(draft, format!("draft {name}"));
    #[cfg(not(target_arch = "wasm32"))]
    let _ = name;
    draft
}

/// Who signs out leaves nothing behind.
pub(crate) fn forget_drafts() {
    #[cfg(target_arch = "wasm32")]
    if let Ok(Some(storage)) = window().session_storage() {
        storage.clear().ok();
    }
}

#[cfg(target_arch = "wasm32")]
mod browser {
    use leptos::prelude::*;

    pub(super) fn keep(draft: RwSignal<String>, key: String) {
        let Some(storage) = window().session_storage().ok().flatten() else { return };
        // Restored in an effect: until then the page must be what the server has drawn.
        Effect::new(move |was: Option<()>| {
            if was.is_none()
                && draft.with_untracked(String::is_empty)
                && let Some(kept) = storage.get_item(&key).ok().flatten()
            {
                draft.set(kept);
            }
            let typed = draft.get();
            // A browser that keeps nothing takes nothing away from the page.
            if typed.is_empty() {
                storage.remove_item(&key).ok()
            } else {
                storage.set_item(&key, &typed).ok()
            };
        });
    }
}
