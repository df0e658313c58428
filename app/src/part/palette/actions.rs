//! Runs the actions of the palette.

use contract::Role;
use wasm_bindgen::JsCast;
use web_sys::HtmlFormElement;

use super::{PaletteState, PaletteView, entries::PaletteAction, navigate::open_page};
use crate::{hook::focus_when_present, page, part::change::UndoStep, prelude::*};

/// Runs an action. The palette is closed first, because closing restores the focus, which the action may then move.
pub(super) fn perform_action(state: PaletteState, action: PaletteAction) {
    state.view.set(if action == PaletteAction::ShowKeys { PaletteView::Keys } else { PaletteView::Closed });
    request_animation_frame(move || match action {
        PaletteAction::ShowKeys => {}
        PaletteAction::OpenPage(path) => open_page(state, path),
        PaletteAction::OpenAgentRouting(id) => open_page(state, &page::routing_url(&id)),
        PaletteAction::ChangeModel => {
            open_page(state, &page::change_primary_url(Role::Text, None));
            focus_when_present("change-text");
        }
        PaletteAction::AddFallback => {
            open_page(state, "/routing");
            focus_when_present("add-text");
        }
        PaletteAction::Undo => state.changes.run_undo_step(UndoStep::Undo(None)),
        PaletteAction::Theme(theme) => state.theme.set_theme(theme),
        PaletteAction::SignOut => sign_out(),
    });
}

/// Signs out by submitting the form of the frame.
fn sign_out() {
    let form = document().query_selector("form[action='/logout']").ok().flatten();
    form.and_then(|form| form.dyn_into::<HtmlFormElement>().ok()).map(|form| form.request_submit());
}
