//! Every sentence of the dashboard, by key.
//!
//! A page has its own enum of messages; what a sentence names, its variant carries. [`Text`] has one method per
//! language, so a missing translation does not compile and every language brings its own plural rules.
//!
//! Words between backticks are code; [`Rich`](crate::ui::Rich) draws them so.

mod agents;
mod aliases;
mod answer;
mod change;
mod frame;
mod history;
mod login;
mod overview;
mod palette;
mod part;
mod routing;
mod settings;
mod stopped;

use std::borrow::Cow;

use contract::text::printable;
use serde::{Deserialize, Serialize};

pub use agents::AgentsText;
pub use aliases::AliasesText;
pub use answer::AnswerText;
pub use change::ChangeText;
pub use frame::FrameText;
pub use history::{Deed, HistoryText};
pub use login::LoginText;
pub use overview::OverviewText;
pub use palette::PaletteText;
pub use part::PartText;
pub use routing::{ChainText, Fallbacks, RoutingText};
pub use settings::SettingsText;
pub use stopped::StoppedText;

use crate::facts;

/// A language of the dashboard.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Lang {
    /// English.
    #[default]
    En,
}

impl Lang {
    /// For `<html lang>`.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::En => "en",
        }
    }
}

/// Something that can be said in every language.
pub trait Text {
    /// In English.
    fn en(&self) -> Cow<'static, str>;
}

/// Says it, in the language of the page.
pub fn say(text: impl Text) -> String {
    say_in(facts::current().lang, text)
}

/// Says it in a language. A name in it may be anybody's, and is drawn as it is.
pub(crate) fn say_in(lang: Lang, text: impl Text) -> String {
    let said = match lang {
        Lang::En => text.en(),
    };
    printable(&said).into_owned()
}
