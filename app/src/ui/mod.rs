//! Presentational components: each renders one thing and contains no rules.

mod badge;
mod copy;
mod diff;
mod disclosure;
mod error_panel;
mod facts_line;
mod field;
mod loaded;
mod mark;
mod panel;
mod rich_text;
mod sign_in_link;
mod timestamp;
mod warnings;

pub(crate) use badge::{Badge, Tone};
pub(crate) use copy::CopyButton;
pub(crate) use diff::{DiffView, HunkLines};
pub(crate) use disclosure::{Disclosure, DisclosureCell, close_disclosure_later, head_id};
pub(crate) use error_panel::ErrorPanel;
pub(crate) use facts_line::{facts_line, marks_badge};
pub(crate) use field::Field;
pub(crate) use loaded::Loaded;
pub(crate) use mark::MarkBadge;
pub(crate) use panel::Panel;
pub(crate) use rich_text::{RichText, escape_hidden_owned};
pub(crate) use sign_in_link::SignInLink;
pub(crate) use timestamp::{TimeParts, Timestamp, format_timestamp, local_zone_known};
pub(crate) use warnings::Warnings;
