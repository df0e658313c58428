//! The product's words.
//!
//! **Why this crate exists.** The browser and the server must mean the same thing by “status”, “chain” or
//! “revision”. This is the only code that both compile, so it holds nothing but words: requests, replies, errors.
//!
//! **How to add an operation.**
//! 1. Write the request and its reply in the module of its noun; the doc comments say what a person needs to know.
//! 2. `impl Op` for it: its reply, its path, its kind.
//! 3. Add its line to [`operations!`](op) at the end of `op.rs`. From now on the workspace does not compile until
//!    `ops` does the work, and the contract test does not pass until both front doors reach it.
//!
//! **What it must never do.** Read a file, a clock or the environment; hold a secret; depend on anything heavier than
//! serde.
//!
//! Glossary: a *ref* is `provider/model`; a *rung* is one step of a *chain*; a chain is the primary and what is tried
//! when it fails; a *home* is one installation of OpenClaw; its *generation* says which dialect its files speak.

pub mod agent;
pub mod alias;
pub mod change;
#[cfg(feature = "server-fn")]
pub mod codec;
pub mod config;
pub mod error;
pub mod fallback;
pub mod history;
pub mod id;
pub mod model;
pub mod op;
pub mod system;
pub mod text;

pub use agent::{AddAgent, ListAgents, ListedAgent};
pub use alias::{AddAlias, AliasInfo, AliasList, ListAliases, RemoveAlias, RenameAlias, Use};
pub use change::{Change, Diff, DiffLine, Effect, Fate, Hunk, Repair, Revision, Write};
pub use config::{GetValue, Issue, SetValue, Setting, Typed, UnsetValue, ValidateConfig, Validity};
pub use error::{Code, Excerpt, ExcerptLine, Hint, OpError, SourceSpan};
pub use fallback::{
    AddFallback, Answer, Because, Chain, ChainId, ClearFallbacks, InheritChain, ListFallbacks, ListedChain,
    MoveFallback, RemoveFallback, Role, Rung, SetChain, SetFallbacks, Spot,
};
pub use history::{Author, Chains, ChangeInfo, Changes, LeafInfo, ListChanges, UndoChange};
pub use id::ModelRef;
pub use model::{AllowModel, Allowed, DisallowModel, SetModel, SuggestModels, Suggestion};
pub use op::{Backend, BoxFuture, Kind, OPERATIONS, Op, Operation, Runs};
pub use system::{
    AgentInfo, Check, Generation, GenerationInfo, Layer, Located, Paths, PathsReport, Status, StatusReport, Summary,
    Verdict,
};
