//! Asks for lists of models: those that are published, and those of servers on this machine.

mod fetch;
mod local;

pub use fetch::fetch_open_router;
pub(crate) use fetch::{Fetched, fetch_feed};
pub(crate) use local::{PreparedServer, ask_local_servers, prepare_local};
