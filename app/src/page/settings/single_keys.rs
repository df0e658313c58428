//! Setting for single-key shortcuts.

use leptos::ev::Event;

use crate::{
    hook::SingleKeys,
    prelude::*,
    text::{SettingsText, translate},
    ui::{Panel, RichText},
};

/// Checkbox for single-key shortcuts. It is hidden without script, because there are no shortcuts then.
#[component]
pub(super) fn SingleKeysPanel() -> impl IntoView {
    let keys = expect_context::<SingleKeys>();
    #[cfg(target_arch = "wasm32")]
    let on_change = move |event: Event| keys.set(event_target_checked(&event));
    #[cfg(not(target_arch = "wasm32"))]
    let on_change = |_: Event| {};
    view! {
        <Panel id="keys" name=translate(SettingsText::Keys)>
            <label class="checkbox" data-needs-script>
                <input type="checkbox" checked prop:checked=move || keys.get() on:change=on_change/>
                <span>{translate(SettingsText::SingleKeys)}</span>
            </label>
            <p class="muted">
                <RichText text=translate(SettingsText::SingleKeysHelp)/>
            </p>
        </Panel>
    }
}
