//! What a component can listen to.

mod change;
mod draft;
mod focus;
mod keys;
mod live;
mod look;
mod mounted;

pub(crate) use change::{Act, Changes, Step, Wish, offer_changes};
#[cfg(target_arch = "wasm32")]
pub(crate) use change::{Card, Steps, Undo, expect_changes};
pub(crate) use draft::{draft, forget_drafts};
pub(crate) use focus::{focus_later, focus_when_there};
pub(crate) use keys::{SingleKeys, offer_single_keys};
pub(crate) use live::{Live, Stream, follow, live_resource, live_resource_of};
pub(crate) use look::{Look, offer_look};
pub(crate) use mounted::Mounted;
