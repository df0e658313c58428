//! Theme of the page. With script the browser applies a change immediately and sends it to the server for the next
//! page.

use crate::{
    page_context::{self, Theme},
    prelude::*,
};

/// Signal that all theme switches share.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ThemeState {
    /// The selected theme.
    pub(crate) theme: RwSignal<Theme>,
}

/// Provides [`ThemeState`] as context.
pub(crate) fn provide_theme() {
    provide_context(ThemeState { theme: RwSignal::new(page_context::current().theme) });
}

impl ThemeState {
    /// Applies another theme.
    pub(crate) fn set_theme(self, theme: Theme) {
        self.theme.set(theme);
        #[cfg(target_arch = "wasm32")]
        browser::apply_theme(theme);
    }
}

#[cfg(target_arch = "wasm32")]
mod browser {
    use crate::prelude::*;
    use web_sys::UrlSearchParams;

    use crate::page_context::{self, Theme};

    /// Sends the fields of the plain theme form. If the request is lost, the theme lasts only as long as the page.
    pub(super) fn apply_theme(theme: Theme) {
        if let Some(root) = document().document_element() {
            root.set_attribute("data-theme", theme.as_str()).ok();
        }
        let Ok(fields) = UrlSearchParams::new() else { return };
        fields.append("csrf", &page_context::current().csrf);
        fields.append("theme", theme.as_str());
        window().navigator().send_beacon_with_opt_url_search_params("/theme", Some(&fields)).ok();
    }
}
