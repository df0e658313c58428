//! Drafts of text fields. They are kept in the session storage, so they survive a reload, a sign-in and a server
//! restart.

use crate::prelude::*;

/// Signal of a draft. The name must be unique on the whole dashboard (`add text work`). Never use it for a secret.
///
/// `sent` is the submitted value if the server refused a form sent without script. An empty draft is not stored.
pub(crate) fn use_draft(name: impl Into<String>, sent: Option<String>) -> RwSignal<String> {
    let draft = RwSignal::new(sent.unwrap_or_default());
    let name = name.into();
    #[cfg(target_arch = "wasm32")]
    browser::persist_draft(draft, format!("draft {name}"));
    #[cfg(not(target_arch = "wasm32"))]
    let _ = name;
    draft
}

/// Deletes all drafts on sign-out.
pub(crate) fn forget_drafts() {
    #[cfg(target_arch = "wasm32")]
    if let Ok(Some(storage)) = window().session_storage() {
        storage.clear().ok();
    }
}

#[cfg(target_arch = "wasm32")]
mod browser {
    use crate::prelude::*;

    pub(super) fn persist_draft(draft: RwSignal<String>, key: String) {
        let Some(storage) = window().session_storage().ok().flatten() else { return };
        // Restored in an effect: hydration must first see what the server has rendered.
        Effect::new(move |was: Option<()>| {
            if was.is_none()
                && draft.with_untracked(String::is_empty)
                && let Some(kept) = storage.get_item(&key).ok().flatten()
            {
                draft.set(kept);
            }
            let typed = draft.get();
            // If the storage refuses, the draft is just not kept.
            if typed.is_empty() {
                storage.remove_item(&key).ok()
            } else {
                storage.set_item(&key, &typed).ok()
            };
        });
    }
}
