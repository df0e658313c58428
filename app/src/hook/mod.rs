//! Hooks: shared signals and callbacks for components.

mod attention;
mod draft;
mod focus;
mod live;
mod mounted;
mod single_keys;
mod theme;

pub(crate) use attention::{follow_attention, provide_attention};
pub(crate) use draft::{forget_drafts, use_draft};
pub(crate) use focus::{focus_later, focus_when_present};
pub(crate) use live::{LiveUpdates, StreamState, live_resource, live_resource_for, provide_live};
pub(crate) use mounted::Mounted;
pub(crate) use single_keys::{SingleKeys, provide_single_keys};
pub(crate) use theme::{ThemeState, provide_theme};
