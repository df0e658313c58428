//! All texts of the dashboard.
//!
//! Each page has its own enum of messages, whose variants carry the values to insert. [`Text`] has one method per
//! language, so a missing translation does not compile, and every language has its own plural rules.
//!
//! Text between backticks is code; [`RichText`](crate::ui::RichText) renders it so.

mod agents;
mod aliases;
mod answer;
mod change;
mod credentials;
mod effect;
mod frame;
mod history;
mod job;
mod login;
mod overview;
mod palette;
mod panic_dialog;
mod part;
mod picker;
mod reorder;
mod routing;
mod scan;
mod settings;
mod start;

use std::borrow::Cow;

use contract::text::escape_hidden;

pub use agents::AgentsText;
pub use aliases::AliasesText;
pub use answer::AnswerText;
pub use change::ChangeText;
pub use credentials::{CredentialsText, ImportText, Remaining};
pub use frame::FrameText;
pub use history::{ChangeDescription, HistoryText};
pub use job::{JobProgressText, JobText};
pub use login::LoginText;
pub use overview::OverviewText;
pub use palette::PaletteText;
pub use panic_dialog::PanicText;
pub use part::PartText;
pub use picker::PickerText;
pub use reorder::{PlaceNoun, ReorderText};
pub use routing::{ChainText, FallbackSource, RoutingText};
pub use scan::{CandidateOrder, ScanText};
pub use settings::SettingsText;
pub use start::StartText;

use crate::page_context::{self, Lang};

/// A translatable text.
pub trait Text {
    /// The text in English.
    fn en(&self) -> Cow<'static, str>;
}

/// Translates a text into the language of the page.
pub fn translate(text: impl Text) -> String {
    translate_in(page_context::current().lang, text)
}

/// Translates a text. Hidden characters are escaped, because names in it may come from anywhere.
pub(crate) fn translate_in(lang: Lang, text: impl Text) -> String {
    let translated = match lang {
        Lang::En => text.en(),
    };
    escape_hidden(&translated).into_owned()
}

/// Capitalizes the first letter.
pub(crate) fn capitalize_first(mut text: String) -> String {
    if let Some(first) = text.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    text
}
