//! Agents.

mod add;
mod list;
