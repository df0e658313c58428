//! How the page looks now. A browser with script changes it at once and tells the server for the next page.

use leptos::prelude::*;

use crate::facts::{self, Theme};

/// What every switch of the theme reads and sets.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Look {
    /// The theme that is chosen.
    pub(crate) theme: RwSignal<Theme>,
}

/// Puts [`Look`] into context.
pub(crate) fn offer_look() {
    provide_context(Look { theme: RwSignal::new(facts::current().theme) });
}

impl Look {
    /// Another theme, from now on.
    pub(crate) fn choose(self, theme: Theme) {
        self.theme.set(theme);
        #[cfg(target_arch = "wasm32")]
        browser::choose(theme);
    }
}

#[cfg(target_arch = "wasm32")]
mod browser {
    use leptos::prelude::*;
    use web_sys::UrlSearchParams;

    use crate::facts::{self, Theme};

    /// The plain form's own fields. What does not arrive is only forgotten with the page.
    pub(super) fn choose(theme: Theme) {
        if let Some(root) = document().document_element() {
            root.set_attribute("data-theme", theme.word()).ok();
        }
        let Ok(fields) = UrlSearchParams::new() else { return };
        fields.append("csrf", &facts::current().csrf);
        fields.append("theme", theme.word());
        window().navigator().send_beacon_with_opt_url_search_params("/theme", Some(&fields)).ok();
    }
}
