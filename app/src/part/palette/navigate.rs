//! Opens pages from the palette.

use crate::prelude::*;

use super::PaletteState;

/// Opens a page. Settings is loaded as a document, which contains its access information.
pub(super) fn open_page(state: PaletteState, path: &str) {
    if path == "/settings" {
        window().location().set_href(path).ok();
    } else {
        state.navigate.with_value(|go| go(path));
    }
}
