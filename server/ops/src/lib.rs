//! Implements the operations, one file for each noun; longer ones have a folder with a file for each operation.
//!
//! **Why this crate exists.** It is the product without a terminal, a socket or a page: the command line and the
//! dashboard both call it, and another front end could too.
//!
//! **How to add an operation.** Copy the shortest one, `ListAliases` in `alias.rs`. An operation has four steps:
//! 1. **read** the current state (`store`),
//! 2. **decide** (one call into `rules`, pure),
//! 3. **write** (`store`; reads skip this step, all writes share it: `write.rs`),
//! 4. **report** (the reply).
//!
//! If a step needs an `if` about product behavior, that `if` belongs in `rules`.
//!
//! **What this crate must never do.** Print, parse arguments, know HTTP, or put a value from a file into a log.

mod agent;
mod alias;
mod auth;
mod change;
mod clock;
mod config;
mod credential;
mod error;
mod fallback;
mod feed;
mod job;
mod jobs;
mod journal;
mod model;
mod proofs;
mod record_conversion;
mod shared;
mod status;
mod system;
mod workspace;
mod write;

pub use clock::Clock;
pub use feed::fetch_open_router;
pub use jobs::{JobChanges, Jobs};
pub use shared::path_info;
pub use workspace::{ReadOnlyReason, Workspace, WritePolicy};
