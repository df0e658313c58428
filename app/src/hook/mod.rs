//! What a component can listen to.

mod change;
mod live;

pub(crate) use change::{Act, Card, Changes, focus_later, offer_changes};
pub(crate) use live::{Live, Stream, follow, live_resource};
