//! Tests of writing to the real file system: one file for each kind of failure.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a helper of a test may fail it")]
#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "processes communicate over stdout, and skipped tests are reported"
)]

mod backups;
mod child_process;
mod concurrent_stores;
mod credential_edits;
mod credential_intent;
mod credential_locks;
mod credential_refusals;
mod credential_roles;
mod files;
mod full_disk;
mod history;
mod intent;
mod kill;
mod kill_stores;
mod kill_targets;
mod links;
mod lock;
mod log;
mod modes;
mod order;
mod queue;
mod races;
mod refusals;
mod stale_files;
mod store_home;
mod targets;
mod test_credential_store;
mod test_home;
