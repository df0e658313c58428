//! Effects on files: what is there, and what is put there.
//!
//! **Why this crate exists.** Files are the only thing the product changes, so exactly one crate touches them. It looks
//! and reports facts; what they mean is decided in `rules`.
//!
//! **How a file is replaced.** [`Place::turn`] waits until it is our turn and takes OpenClaw's lock; [`Turn::replace`]
//! puts new bytes in the place of those that were read, or leaves everything as it was; [`Turn::change`] records it,
//! too, even if the process is killed. [`Place::writable`] says before that what stands against it.
//!
//! **How to add a fact.** Look it up here, return it as a plain value of a type in `rules`, and let a rule read it.
//!
//! **What it must never do.** Decide; read the environment (it is handed in, see [`Place`]); write anything during a
//! read — not the file, not a lock, not a cache, not SQLite's side files.
//!
//! | what | where | mode | written by |
//! |---|---|---|---|
//! | configuration and its includes | `openclaw.json` | 0600, or the stricter one it has; the state directory 0700 | [`Turn::replace`] |
//! | OpenClaw's lock | `openclaw.json.lock`, also beside the file that a link leads to | 0600 | [`Place::turn`], while it lasts |
//! | a file on its way | `.<file>.<16 hex>.mm-tmp` beside the file | 0600 | both, for moments; what a dead process left goes at the next turn |
//! | our folder | `model-manager/`, `backups/` and `log/` in it | 0700 | [`Place::turn`], [`Place::log`] |
//! | the queue of our processes | `model-manager/write.queue` | 0600 | [`Place::turn`]; it is empty, and stays |
//! | copies of what was replaced | `model-manager/backups/<file>.<UTC>.<rev8>`, ten of a file | 0600 | [`Turn::replace`] |
//! | what is being written, until it is in the history | `model-manager/intent.json` | 0600 | [`Turn::change`]; of a dead process, [`Place::turn`] records or removes it |
//! | history | `model-manager/history.jsonl`, the last 1,000 | 0600 | [`Turn::record`], [`Turn::change`] |
//! | the dashboard's log | `model-manager/log/ui.log`, and `ui.log.1`, `ui.log.2` before it, 1 MB each | 0600 | [`Log::record`], for `models ui` alone |
//! | directories of an agent | as the configuration names them | 0700 | [`Place::make_agent_dirs`] |
//! | credentials | `auth-profiles.json`, SQLite | | nobody here yet |

mod agent;
mod around;
mod backup;
mod cache;
mod config;
mod disk;
mod env;
mod error;
mod facts;
mod intent;
mod journal;
mod leave;
mod load;
mod lock;
mod log;
mod lookup;
mod peer;
mod plugins;
mod process;
mod queue;
mod replace;
mod sqlite;
mod time;
mod turn;
mod watch;

use std::{ffi::OsString, path::Path, sync::Arc};

use rules::{
    env::Variables,
    home::{Home, Vars},
};

pub use agent::AgentDirs;
use cache::SnapshotCache;
pub use config::{ConfigError, Snapshot, Source, Unfit};
pub use error::WriteError;
pub use intent::FileChange;
pub use journal::{Draft, History, Leaf, Record, Who};
pub use leave::stop_writes;
pub use load::revision;
pub use log::Log;
pub use peer::{next_openclaw, this_program};
pub use process::is_ancestor;
pub use replace::Replacement;
pub use time::age;
pub use turn::{Patience, Turn, Waiting};
pub use watch::{WatchError, Watcher};

/// One home, found. Built once per command from explicit inputs.
#[derive(Debug, Clone)]
pub struct Place {
    /// Where everything is and why.
    pub home: Home,
    /// `PATH`, to find the OpenClaw that is installed.
    pub path: Option<OsString>,
    /// The variables of the process.
    pub env: Variables,
    /// Why it must not be written, if so: one phrase, such as "`OPENCLAW_NIX_MODE` is set".
    pub read_only: Option<String>,
    /// Where the last snapshot is kept, if it is.
    snapshots: Option<Arc<SnapshotCache>>,
}

impl Place {
    /// Looks which candidates exist and lets the rule choose.
    pub fn find(vars: &Vars, path: Option<OsString>) -> Self {
        let home = rules::home::locate(vars, |candidate| candidate.symlink_metadata().is_ok());
        let read_only = rules::home::read_only(&vars.env);
        Self { home, path, env: vars.env.clone(), read_only, snapshots: None }
    }

    /// Shares each parsed snapshot among all reads through it or a clone of it. It is for a long-lived process: a command
    /// reads once, and has nothing to share.
    #[must_use]
    pub fn sharing_snapshots(self) -> Self {
        Self { snapshots: Some(Arc::default()), ..self }
    }

    /// Whether anything is at a path.
    pub fn is_there(&self, path: &Path) -> bool {
        path.exists()
    }
}
