//! The parts: each draws one thing and knows no rule.

mod badge;
mod copy;
mod diff;
mod field;
mod fold;
mod loaded;
mod panel;
mod problem;
mod rich;
mod screen;
mod sign_in;
mod warnings;
mod when;

pub(crate) use badge::{Badge, Tone};
pub(crate) use copy::CopyButton;
pub(crate) use diff::{DiffView, HunkLines};
pub(crate) use field::Field;
pub(crate) use fold::{Cell, Fold, close_later, head_id};
pub(crate) use loaded::Loaded;
pub(crate) use panel::Panel;
pub(crate) use problem::Problem;
pub(crate) use rich::{Rich, seen};
pub(crate) use screen::Screen;
pub(crate) use sign_in::SignIn;
pub(crate) use warnings::{Warnings, sentence};
pub(crate) use when::{Shows, When, here, moment};
