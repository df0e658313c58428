//! The work: one file per operation.
//!
//! **Why this crate exists.** It is the product without a terminal, a socket or a page: both front doors call it, and a
//! third would cost nothing.
//!
//! **How to add an operation.** Copy the shortest one, `fallback/list.rs`. An operation has four movements:
//! 1. **read** what is there (`store`),
//! 2. **decide** (one call into `rules`, pure),
//! 3. **write** (`store`; a read leaves this one out, a write shares it with all others: `write.rs`),
//! 4. **report** (the reply).
//!
//! If a step needs an `if` about the product, that `if` belongs in `rules`.
//!
//! **What it must never do.** Print, parse arguments, know HTTP, or put a value from a file into a log.

mod agent;
mod alias;
mod change;
mod config;
mod error;
mod fallback;
mod model;
mod past;
mod record;
mod refusal;
mod report;
mod status;
mod system;
mod workspace;
mod write;

pub use record::note_outside;
pub use report::located;
pub use workspace::{Pen, Seal, Workspace};
