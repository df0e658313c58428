//! Pure decision functions: they map the current state and a request to edits, or to a refusal.
//!
//! **Why this crate exists.** A decision without side effects depends only on its parameters: its tests take
//! milliseconds, and `--dry-run`, the preview on a page and the write itself always agree. `clippy.toml` beside this
//! crate bans access to files, clocks and the environment; a source of randomness would be a dependency, and there is
//! none.
//!
//! **How to add a rule.**
//! 1. List the facts that it needs. If a fact is on disk, the `store` crate reads it and passes it as a plain value.
//! 2. Write a function from those values to a result. No `async`, no `&mut` that outlives it, no logging.
//! 3. Put its cases, including refusals, into a table test beside it.
//! 4. If it can refuse a request, add a variant to the error enum of its feature (`…_error.rs`), with its code and hints
//!    (`contract::Refusal`). No other file has to know it.
//! 5. Call it from the operation. If the operation then needs an `if` that depends on the product, move that `if` here.
//!
//! **Modules.** [`base`] ← [`schema`] ← [`document`] ← [`model`] ← [`auth`] ← [`classify`] ← [`wire`] ← [`feed`]
//! ← [`probe`] ← [`scan`] ← [`check`] ← [`change`] ← [`record`]: each imports only from those before it. [`handover`]
//! stands alone.
//!
//! **What it must never do.** Read files, clocks, the environment or any other outside state.

pub mod auth;
pub mod base;
pub mod change;
pub mod check;
pub mod classify;
pub mod document;
pub mod feed;
pub mod handover;
pub mod model;
pub mod probe;
pub mod record;
pub mod scan;
pub mod schema;
pub mod wire;
