//! What a component can listen to.

mod live;

pub(crate) use live::{Stream, follow, live_resource};
