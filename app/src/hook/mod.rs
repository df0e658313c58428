//! What a component can listen to.

mod live;

pub(crate) use live::{Live, Stream, follow};
