//! Manage model aliases.

mod add;
mod list;
mod remove;
mod rename;
