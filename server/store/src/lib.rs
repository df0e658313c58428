//! Reads and writes the files of an OpenClaw home.
//!
//! **Why this crate exists.** Files are the only thing the product changes, so exactly one crate touches them. It looks
//! up facts and reports them; `rules` decides what they mean.
//!
//! **How a change is written.** [`HomeStore::lock_targets`] waits in the queue of openclaw's own processes and takes the
//! lock of each target: OpenClaw's lock of the configuration, then the credential stores by path.
//! [`WriteGuard::commit_and_record`] writes the credential stores and then the configuration, and records the change in
//! the history, even if the process is killed. Configuration files are all replaced or all unchanged. If the
//! configuration cannot be written after a credential store was, the error names what was written.
//! [`HomeStore::check_writable`] reports beforehand what would prevent a write.
//!
//! **How a credential store is written.** [`HomeStore::read_credentials`] names the stores of an agent and what prevents
//! a write of each. A write finds a store by its path: `auth-profiles.json`, `openclaw-agent.sqlite` and
//! `state/openclaw.sqlite` are in `credential_files`, each a [`CredentialStore`] and, locked, a [`LockedCredentialStore`].
//! [`HomeStore::with_credential_store`] adds another one; `tests/write/test_credential_store.rs` is an example. Nothing of
//! a store is kept but what a [`CredentialRecord`] has place for: ids and kinds.
//!
//! **How to add a fact.** Look it up here, return it as a plain value of a type in `rules`, and let a rule interpret
//! it.
//!
//! **What this crate must never do.** Make decisions; read the environment (it is passed in, see [`HomeStore`]); write
//! anything during a read: no file, no lock, no cache, none of SQLite's `-wal` and `-shm` files.
//!
//! | what | where | mode | written by |
//! |---|---|---|---|
//! | configuration and its includes | `openclaw.json` | 0600, or its stricter mode; the state directory 0700 | [`WriteGuard::commit_and_record`] |
//! | OpenClaw's lock | `openclaw.json.lock`, also beside the target of a link | 0600 | [`HomeStore::lock_targets`], while the guard exists |
//! | temporary files | `.<file>.<16 hex>.mm-tmp` beside the file | 0600 | both, briefly; the next write guard removes those of ended processes |
//! | openclaw's folder | `model-manager/` with `backups/` and `log/` | 0700 | [`HomeStore::lock_targets`], [`HomeStore::open_dashboard_log`] |
//! | queue of openclaw's processes | `model-manager/write.queue` | 0600 | [`HomeStore::lock_targets`]; empty, never removed |
//! | backups of replaced configuration files | `model-manager/backups/<file>.<UTC>.<rev8>`, ten per file | 0600 | [`WriteGuard::commit_and_record`] |
//! | intent of a write | `model-manager/intent.json`, until it is in the history | 0600 | [`WriteGuard::commit_and_record`]; after a kill, [`HomeStore::lock_targets`] records or removes it |
//! | history | `model-manager/history.jsonl`, the last 1,000 records | 0600 | [`WriteGuard::append_record`], [`WriteGuard::commit_and_record`] |
//! | results of probes and of the last scan | `model-manager/probes.json`, `model-manager/scan.json` | 0600 | [`HomeStore::put_manager_rows`] |
//! | hosts of keys | `model-manager/hosts.json` | 0600 | [`HomeStore::update_manager_document`] |
//! | acknowledged lints | `model-manager/acknowledged.json` | 0600 | [`HomeStore::put_manager_rows`], [`HomeStore::retain_manager_rows`] |
//! | refreshed lists, answers of local servers | `model-manager/catalog/<source>.tsv` and `.meta.json`, `local.json` | 0600 in 0700 | [`HomeStore::write_kept_feed`], [`HomeStore::write_local_answers`] |
//! | dashboard log | `model-manager/log/ui.log`, older: `ui.log.1`, `ui.log.2`; 1 MB each | 0600 | [`DashboardLog::append_record`], only in `models ui` |
//! | directories of an agent | as the configuration names them | 0700 | [`HomeStore::create_agent_dirs`] |
//! | models of an agent | `models.json` in its directory | | not written by this crate |
//! | credentials in a file | `auth-profiles.json`, and OpenClaw's lock `auth-profiles.json.lock` beside it | 0600, or the stricter mode of the file; a new directory 0700 | [`WriteGuard::commit_and_record`], no copy is kept |
//! | credentials in a database | their cells in `openclaw-agent.sqlite` and `state/openclaw.sqlite`, never anything else in them | the permissions of other users are removed | [`WriteGuard::commit_and_record`], no copy is kept |
//! | a database | `state/openclaw.sqlite`, if there is none | 0600 | [`HomeStore::create_shared_store`] |

mod agent;
mod agent_models;
mod aws_files;
mod backup;
mod catalog_cache;
mod commit;
mod config;
mod config_cache;
mod config_error;
mod config_lock;
mod credential_cells;
mod credential_files;
mod credential_store;
mod cron_jobs;
mod dashboard_log;
mod disk;
mod doctor_facts;
mod endpoints;
mod env;
mod error;
mod gateway_lock;
mod generation_facts;
mod home_store;
mod installed_openclaw;
mod intent;
mod journal;
mod load;
mod lock;
mod lookup;
mod machine_facts;
mod manager_rows;
mod other_credentials;
mod path_lock;
mod plugins;
mod process;
mod provider_secrets;
mod queue;
mod record;
mod replace;
mod revision;
mod shell_env;
mod shutdown;
mod side_files;
mod snapshot;
mod sqlite;
mod timestamp;
mod vault;
mod wait_policy;
mod watch;
mod write_lock;

pub use agent::AgentDirs;
pub use catalog_cache::KeptFeed;
pub use commit::{CommitOutcome, CredentialStoreChange, FileChange, TargetChanges};
pub use config_error::{ConfigError, IncludeError};
pub use credential_store::{CredentialStore, LockedCredentialStore, StoreTexts};
pub use dashboard_log::DashboardLog;
pub use endpoints::EndpointsFile;
pub use error::WriteError;
pub use home_store::HomeStore;
pub use installed_openclaw::{current_program, next_openclaw};
pub use journal::History;
pub use manager_rows::{ManagerRow, ManagerTable};
pub use process::is_self_or_ancestor;
pub use provider_secrets::{StoreDocuments, config_headers, config_key_secret, variable_secret};
pub use record::{CredentialRecord, LeafRecord, NewRecord, Record, RecordAuthor};
pub use replace::FileReplacement;
pub use revision::revision_of_bytes;
pub use shutdown::finish_writes;
pub use snapshot::{Snapshot, SourceFile};
pub use timestamp::{format_rfc3339, timestamp_age};
pub use vault::{ParsedStore, StoredCredentials, VaultError, VaultReader};
pub use wait_policy::{WaitEvent, WaitPolicy};
pub use watch::{ConfigWatcher, WatchError};
pub use write_lock::WriteGuard;
