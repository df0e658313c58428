//! Writing, against the real file system: one file for each thing that can go wrong.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a helper of a test may fail it")]
#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "processes talk to each other, and a skipped test says so"
)]

mod actor;
mod backups;
mod files;
mod full;
mod history;
mod home;
mod intent;
mod kill;
mod links;
mod lock;
mod log;
mod modes;
mod order;
mod queue;
mod races;
mod refusals;
mod strays;
