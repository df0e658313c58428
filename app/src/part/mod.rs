//! Parts that know an operation: how every page writes.

#[cfg(not(target_arch = "wasm32"))]
mod answered;
pub(crate) mod change;
mod op_form;
mod palette;
mod picker;
mod toast;

#[cfg(not(target_arch = "wasm32"))]
pub(crate) use answered::AnsweredCard;
pub(crate) use change::ChangeDialog;
pub(crate) use op_form::{OpForm, back};
pub(crate) use palette::{Palette, PaletteButton, PaletteDialog};
pub(crate) use picker::Picker;
pub(crate) use toast::Toast;
