//! Effects on files: what is there, and what is put there.
//!
//! **Why this crate exists.** Files are the only thing the product changes, so exactly one crate touches them. It looks
//! and reports facts; what they mean is decided in `rules`.
//!
//! **How a file is replaced.** [`Place::turn`] waits until it is our turn and takes OpenClaw's lock; [`Turn::replace`]
//! puts new bytes in the place of those that were read, or leaves everything as it was. [`Place::writable`] says before
//! that what stands against it.
//!
//! **How to add a fact.** Look it up here, return it as a plain value of a type in `rules`, and let a rule read it.
//!
//! **What it must never do.** Decide; read the environment (it is handed in, see [`Place`]); write anything during a
//! read — not the file, not a lock, not a cache, not SQLite's side files.
//!
//! | what | where | written by |
//! |---|---|---|
//! | configuration | `openclaw.json`, and what it includes | nobody here yet |
//! | credentials | `auth-profiles.json`, SQLite | nobody here yet |

mod backup;
mod config;
mod env;
mod facts;
mod load;
mod peer;
mod process;
mod queue;
mod replace;
mod sqlite;
mod time;
mod turn;
mod watch;

use std::ffi::OsString;

use rules::{
    env::Variables,
    home::{Chosen, Home, Vars},
};

pub use config::{ConfigError, Snapshot, Source, Unfit};
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
}

impl Place {
    /// Looks which candidates exist and lets the rule choose.
    pub fn find(vars: &Vars, path: Option<OsString>) -> Self {
        let home = rules::home::locate(vars, |candidate| candidate.symlink_metadata().is_ok());
        Self { home, path, env: vars.env.clone() }
    }

    /// Whether anything is at a chosen place.
    pub fn exists(&self, chosen: &Chosen) -> bool {
        chosen.path.exists()
    }
}
