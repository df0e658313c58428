//! What every page knows before it asks anything: who serves it, how it should look, and the token its forms carry.

use std::collections::BTreeMap;

use contract::{Change, Diff, Effect, OpError, Repair, Revision};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use crate::text::{ChangeText, Lang, say_in};

/// The `<meta>` that hands [`Facts`] to the browser.
pub const META: &str = "openclaw-facts";

/// The same on the server and, read from the document, in the browser.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Facts {
    /// The machine's name: several tunnels may be open at once.
    pub host: String,
    /// The state directory, for people.
    pub home: String,
    /// Proves that a request comes from a page of this session.
    pub csrf: String,
    /// Light, dark, or as the system has it.
    pub theme: Theme,
    /// The language of the page.
    pub lang: Lang,
    /// This dashboard shows everything and changes nothing: what would be written comes back refused.
    #[serde(default)]
    pub read_only: bool,
    /// What a plain form has led to: it stands above the page. That page stays without script, so it never travels.
    #[serde(skip)]
    pub answered: Option<Answered>,
    /// What was done just before this page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub done: Option<Done>,
    /// Who can reach this dashboard. For Settings alone, so that other pages stay small: `None` elsewhere, and where
    /// Settings is reached without loading its document.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub security: Option<Security>,
}

/// A change that was made, in words: a page that only says it need not read an [`Effect`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Done {
    /// What it did.
    pub text: String,
    /// Its number in the history, by which it can be taken back.
    pub id: Option<u64>,
    /// It is an undo, so that taking it back is a redo.
    #[serde(skip)]
    pub(crate) is_undo: bool,
}

impl Done {
    /// A plain form has a way back, and none from there: that is what the history is for.
    #[must_use]
    pub fn of(lang: Lang, effect: Effect, id: Option<u64>) -> Self {
        let is_undo = matches!(effect, Effect::Undone { .. });
        Self { text: say_in(lang, ChangeText::Done(effect)), id: id.filter(|_| !is_undo), is_undo: false }
    }
}

/// Who can reach this dashboard, and what they can do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Security {
    /// Where it listens, for people: `127.0.0.1:18777 and [::1]:18777`, or the path of a Unix socket.
    pub address: String,
    /// Whether that is a Unix socket, which no other user of the machine can open.
    pub is_socket: bool,
    /// How many are signed in, with whoever looks at this page.
    pub sessions: usize,
    /// Whether nothing can be changed from here.
    pub read_only: bool,
}

/// A plain form that was sent, and what came of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answered {
    /// The operation's path: `fallback/add`.
    pub form: String,
    /// What it said, to be sent once more or to be corrected.
    pub fields: Vec<(String, String)>,
    /// What would happen, or why it cannot.
    pub outcome: Result<Preview, OpError>,
    /// The files changed between the question and the answer to it.
    pub is_redrawn: bool,
}

/// What an operation would change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Preview {
    /// In a word.
    pub effect: Effect,
    /// File by file.
    pub diffs: Vec<Diff>,
    /// What it is true for.
    pub token: Revision,
    /// The files that it was made for.
    pub before: Revision,
    /// Why it cannot be written.
    pub blocked: Option<String>,
    /// What works before and no longer works afterwards.
    pub breaks: Vec<String>,
    /// What it can do besides, so that nothing breaks.
    pub repair: Option<Repair>,
    /// What else should be known.
    pub warnings: Vec<String>,
    /// Why it cannot be undone once it is made.
    pub cannot_undo: Option<String>,
}

impl Preview {
    /// Whether there is something to apply.
    pub(crate) fn can_apply(&self) -> bool {
        !self.diffs.is_empty() && self.blocked.is_none()
    }
}

impl<T> From<Change<T>> for Preview {
    fn from(change: Change<T>) -> Self {
        let Change { effect, diffs, token, before, blocked, breaks, repair, warnings, cannot_undo, .. } = change;
        Self { effect, diffs, token, before, blocked, breaks, repair, warnings, cannot_undo }
    }
}

/// In the form of a card with the box of a repair: whether the box is ticked.
pub const TICKED: &str = "repair";
/// Whether it was when the card was drawn.
pub const TICKED_BEFORE: &str = "repair_shown";

impl Answered {
    /// What stood in a field of the form of this operation, when these were its hidden fields.
    pub(crate) fn draft(&self, form: &str, hidden: &[(&str, String)], name: &str) -> Option<String> {
        let value = |name: &str| self.fields.iter().find(|(key, _)| key == name).map(|(_, value)| value);
        let is_it = self.form == form && hidden.iter().all(|(name, expected)| value(name) == Some(expected));
        value(name).filter(|_| is_it).cloned()
    }
}

/// The name of the mark that an address carries after a plain form was written.
pub const MARK: &str = "done";

/// What an address says besides the name of its page, without the mark of a change that was made before.
#[must_use]
pub fn without_mark(query: &str) -> String {
    let is_mark = |pair: &&str| pair.split('=').next() == Some(MARK);
    let pairs: Vec<_> =
        query.trim_start_matches('?').split('&').filter(|pair| !pair.is_empty() && !is_mark(pair)).collect();
    pairs.join("&")
}

/// The names of the built files, as the document must link to them. Without a built site all are `None`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SiteFiles {
    /// The style sheet.
    pub css: Option<String>,
    /// What starts the wasm.
    pub js: Option<String>,
    /// The app.
    pub wasm: Option<String>,
    /// The chunks that a lazy page needs besides the app, by its name.
    #[serde(default)]
    pub chunks: BTreeMap<String, Vec<String>>,
    /// The icon.
    pub icon: Option<String>,
}

/// How the page looks.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Theme {
    /// As the system has it.
    #[default]
    System,
    /// Dark on light.
    Light,
    /// Light on dark.
    Dark,
}

impl Theme {
    /// Every theme, in the order in which one button goes through them.
    pub const ALL: [Self; 3] = [Self::System, Self::Light, Self::Dark];

    /// As it stands in the cookie and in `data-theme`.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    /// From a cookie or a form; anything else is the system's.
    #[must_use]
    pub fn from_word(word: &str) -> Self {
        Self::ALL.into_iter().find(|theme| theme.word() == word).unwrap_or_default()
    }
}

/// The facts of this page.
#[must_use]
pub fn current() -> Facts {
    use_context::<Facts>().unwrap_or_else(|| {
        let facts = read_document();
        provide_context(facts.clone());
        facts
    })
}

#[cfg(target_arch = "wasm32")]
fn read_document() -> Facts {
    document()
        .query_selector(&format!("meta[name={META}]"))
        .ok()
        .flatten()
        .and_then(|meta| meta.get_attribute("content"))
        .and_then(|json| serde_json::from_str(&json).ok())
        .unwrap_or_else(blank)
}

#[cfg(not(target_arch = "wasm32"))]
fn read_document() -> Facts {
    blank()
}

/// Without a document and without a server: the routes are being listed.
fn blank() -> Facts {
    Facts {
        host: String::new(),
        home: String::new(),
        csrf: String::new(),
        theme: Theme::default(),
        lang: Lang::default(),
        read_only: false,
        answered: None,
        done: None,
        security: None,
    }
}
