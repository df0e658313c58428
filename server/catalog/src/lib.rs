//! The models and providers that this binary knows.
//!
//! **Why this crate exists.** OpenClaw accepts a model name with a typo, and then nothing answers. Code that writes a
//! model reference checks it here first. The tables are compiled in, so the check works offline. How they are read,
//! filtered and searched is in `app/catalog`, which the browser uses too.
//!
//! **Where the data is from.** `cargo xtask catalog build` writes `models.tsv` and `providers.tsv` from locked sources
//! (`sources.toml`) and the files that are kept by hand: `providers.toml`, `params.toml` and `overrides.toml`.
//! `server/README.md` says how to refresh them.
//!
//! **How to add a model.** Add it to `overrides.toml` and build the tables again. A provider that offers models of
//! other vendors is marked `open` in `providers.toml` instead, because a list of its models is never complete.
//!
//! **What this crate must never do.** Read a file, use the network, or be the only reason for a refusal that cannot be
//! overridden: a model can be newer than this binary.

mod catalog;
mod overlay;
mod plugin;
mod provider;

pub use self::catalog::Catalog;
pub use overlay::{Overlay, OverlaySource};
pub use plugin::provider_plugins;
pub use provider::{Provider, canonical_provider, find_provider, providers};
