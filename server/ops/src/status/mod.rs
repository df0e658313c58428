//! The state of things.

mod show;
