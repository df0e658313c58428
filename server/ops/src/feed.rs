//! Asks for lists of models: those that are published, and those of servers on this machine.

mod fetch;
mod local;

pub(crate) use fetch::{Fetched, fetch_feed, fetch_open_router};
pub(crate) use local::{PreparedLocal, ask_local_servers, prepare_local};
