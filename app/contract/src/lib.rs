//! Requests, replies and errors that the browser and the server share.
//!
//! **Why this crate exists.** The browser and the server must mean the same thing by “status”, “chain” or “revision”.
//! This is the only code that both compile, so it contains only types: requests, replies, errors.
//!
//! **How to add an operation.**
//! 1. Write the request and its reply in the module of its noun; the doc comments say what a user needs to know.
//! 2. `impl Op` for it: its reply, its path, its kind.
//! 3. Add its line to `operations!` in `operations.rs`. From then on the workspace does not compile until
//!    `ops` implements the operation, and the contract test fails until both the command line and the dashboard call
//!    it.
//!
//! **What it must never do.** Read a file, a clock or the environment; hold a secret, except [`TypedSecret`]; depend on
//! anything heavier than serde.
//!
//! Glossary: a *ref* is `provider/model`; a *chain* is a primary model and the fallbacks that are tried when it fails;
//! each of its models is a *step*; a *home* is one installation of OpenClaw; its *generation* is the file format
//! version of that home.

pub mod agent;
pub mod alias;
pub mod auth;
pub mod change;
#[cfg(feature = "server-fn")]
pub mod codec;
pub mod config;
pub mod credential;
pub mod diff;
pub mod error;
pub mod facts;
pub mod fallback;
pub mod finding;
pub mod history;
pub mod id;
pub mod job;
pub mod model;
pub mod op;
pub mod operations;
pub mod route;
pub mod scan;
pub mod system;
pub mod text;
mod word;

pub use agent::*;
pub use alias::*;
pub use auth::*;
pub use change::*;
pub use config::*;
pub use credential::*;
pub use diff::*;
pub use error::*;
pub use facts::*;
pub use fallback::*;
pub use finding::*;
pub use history::*;
pub use id::*;
pub use job::*;
pub use model::*;
pub use op::*;
pub use operations::*;
pub use route::*;
pub use scan::*;
pub use system::*;
