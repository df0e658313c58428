//! Chains.

mod list;
