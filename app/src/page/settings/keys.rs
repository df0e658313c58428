//! Whether single keys do something.

use leptos::{ev::Event, prelude::*};

use crate::{
    hook::SingleKeys,
    text::{SettingsText, say},
    ui::{Panel, Rich},
};

/// Without script no key does anything, and there is nothing to choose.
#[component]
pub(super) fn Keys() -> impl IntoView {
    let keys = expect_context::<SingleKeys>();
    #[cfg(target_arch = "wasm32")]
    let choose = move |event: Event| keys.set(event_target_checked(&event));
    #[cfg(not(target_arch = "wasm32"))]
    let choose = |_: Event| {};
    view! {
        <Panel id="keys" name=say(SettingsText::Keys)>
            <label class="tick" data-needs-script>
                <input type="checkbox" checked prop:checked=move || keys.get() on:change=choose/>
                <span>{say(SettingsText::SingleKeys)}</span>
            </label>
            <p class="muted">
                <Rich text=say(SettingsText::SingleKeysHelp)/>
            </p>
        </Panel>
    }
}
