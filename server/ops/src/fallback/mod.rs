//! Chains.

mod add;
mod chain;
mod clear;
mod inherit;
mod list;
mod relocate;
mod remove;
mod set;
