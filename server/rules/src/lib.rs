//! Pure decisions: from what is there and what is asked to what should be — or why not.
//!
//! **Why this crate exists.** A decision without effects is a function of its parameters: its tests take milliseconds,
//! and `--dry-run`, the preview on a page and the write itself cannot disagree. `clippy.toml` beside this crate bans
//! files, clocks and the environment; a source of randomness would be a dependency, and there is none.
//!
//! **How to add a rule.**
//! 1. Name what it must know. If that is on disk, `store` looks and hands it over as a plain value.
//! 2. Write a function from those values to a value. No `async`, no `&mut` that outlives it, no logging.
//! 3. Put its cases into a table test beside it; a refusal is a case like any other.
//! 4. Call it from the operation. If the operation then needs an `if` about the product, move that `if` here.
//!
//! **What it must never do.** Look at the world.

pub mod agents;
pub mod alias;
pub mod allow;
pub mod allowlist;
pub mod closest;
pub mod decision;
pub mod diff;
pub mod env;
pub mod fallback;
pub mod fit;
pub mod generation;
pub mod handover;
pub mod health;
pub mod history;
pub mod home;
mod identity;
pub mod include;
pub mod intent;
mod known;
pub mod mask;
mod order;
pub mod path;
pub mod plan;
pub mod plugins;
pub mod primary;
pub mod refs;
mod seat;
pub mod secret;
pub mod setting;
pub mod shape;
pub mod slice;
mod steps;
pub mod suggest;
pub mod undo;
pub mod view;
