//! The parts: each draws one thing and knows no rule.

mod badge;
mod copy;
mod loaded;
mod problem;
mod rich;

pub(crate) use badge::{Badge, Tone};
pub(crate) use copy::CopyButton;
pub(crate) use loaded::Loaded;
pub(crate) use problem::Problem;
pub(crate) use rich::Rich;
