//! Context of every page: the server's identity, the theme, the language and the CSRF token.

use std::collections::BTreeMap;

use crate::prelude::*;
use contract::{Change, Diff, Effect, JobKind, JobState, OpError, Repair, Revision};
use serde::{Deserialize, Serialize};

/// Name of the `<meta>` that passes [`PageContext`] to the browser.
pub const META_NAME: &str = "openclaw-facts";

/// Context of a page. The browser reads it from the document, so it is equal to the server's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PageContext {
    /// Host name of the machine: a user may have several tunnels open at once.
    pub host: String,
    /// State directory, shortened for display.
    pub home: String,
    /// CSRF token of the session.
    pub csrf: String,
    /// Theme of the page.
    pub theme: Theme,
    /// The language of the page.
    pub lang: Lang,
    /// Whether the dashboard is read-only: the server then refuses writes.
    #[serde(default)]
    pub read_only: bool,
    /// Whether a credential of any agent should be looked at.
    #[serde(default)]
    pub needs_attention: bool,
    /// Result of a plain form, shown above the page. Such a page is not hydrated, so the result is not serialized.
    #[serde(skip)]
    pub form_result: Option<FormResult>,
    /// Whether there is a job that the page should read: one that runs, or ended not long ago.
    #[serde(default)]
    pub follows_job: bool,
    /// That job, for a page without script; not sent, because a page with script reads it.
    #[serde(skip)]
    pub job: Option<JobProgressInfo>,
    /// A question before a job starts, shown above the page. Such a page is not hydrated.
    #[serde(skip)]
    pub job_question: Option<JobQuestion>,
    /// Message about the change that was made just before this page.
    #[serde(default, rename = "done", skip_serializing_if = "Option::is_none")]
    pub flash: Option<FlashMessage>,
    /// Who can reach this dashboard. Set only for Settings, to keep other pages small. `None` also if Settings is
    /// reached by client-side navigation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub security: Option<AccessInfo>,
}

/// Message about a change that was made, as text: a page that only shows it does not need to deserialize an [`Effect`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FlashMessage {
    /// The message.
    pub text: String,
    /// Number of the change in the history, for undo.
    pub id: Option<u64>,
    /// Whether the change is an undo, so that undoing it is a redo.
    #[serde(skip)]
    pub(crate) is_undo: bool,
}

/// A job that runs or ended not long ago.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JobProgressInfo {
    /// The number of the job.
    pub id: u64,
    /// Where it stands.
    pub state: JobState,
    /// How many requests are answered.
    pub done: u32,
    /// How many there are.
    pub total: u32,
    /// What the results mean; empty until it has ended.
    pub text: String,
    /// What went wrong beside the requests.
    pub warnings: Vec<String>,
}

/// A question before a job starts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JobQuestion {
    /// The kind of the job.
    pub kind: JobKind,
    /// The submitted fields, to be sent again.
    pub fields: Vec<(String, String)>,
    /// The number of requests, and what they cost at most.
    pub estimate: String,
    /// Hosts that are not known yet.
    pub hosts: Vec<String>,
    /// The page of the form.
    pub return_to: String,
}

/// Who can reach this dashboard, and whether they can write.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccessInfo {
    /// Listening address for display: `127.0.0.1:18777 and [::1]:18777`, or the path of a Unix socket.
    pub address: String,
    /// Whether it listens on a Unix socket, which no other user of the machine can open.
    pub is_socket: bool,
    /// Number of sessions, including the one that requested this page.
    pub sessions: usize,
    /// Whether the dashboard is read-only.
    pub read_only: bool,
}

/// A submitted plain form and its result.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FormResult {
    /// Path of the operation, such as `fallback/add`.
    pub form: String,
    /// The submitted fields, to be sent again or corrected.
    pub fields: Vec<(String, String)>,
    /// Preview of the change, or the error.
    pub outcome: Result<Preview, OpError>,
    /// Whether the files changed between the preview and its confirmation.
    pub is_redrawn: bool,
}

/// Preview of an operation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Preview {
    /// Effect of the change.
    pub effect: Effect,
    /// Differences by file.
    pub diffs: Vec<Diff>,
    /// Token of the preview, see [`Change::token`].
    pub token: Revision,
    /// Revision of the files that the preview was made for.
    pub before: Revision,
    /// Why the change cannot be written.
    pub blocked: Option<String>,
    /// What works before the change and no longer works after it.
    pub breaks: Vec<String>,
    /// Optional part of the change that avoids the breakage.
    pub repair: Option<Repair>,
    /// Further warnings.
    pub warnings: Vec<String>,
    /// Why the change cannot be undone once it is made.
    pub cannot_undo: Option<String>,
}

impl Preview {
    /// Whether there is a change that can be written.
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

/// Form field of a change card: whether the repair checkbox is checked.
pub const REPAIR_FIELD: &str = "repair";
/// Form field of a change card: whether the repair checkbox was checked when the card was rendered.
pub const REPAIR_SHOWN_FIELD: &str = "repair_shown";

impl FormResult {
    /// Submitted value of a field, if the result belongs to this form with these hidden fields.
    pub(crate) fn field_value(&self, form: &str, hidden: &[(&str, String)], name: &str) -> Option<String> {
        let value = |name: &str| self.fields.iter().find(|(key, _)| key == name).map(|(_, value)| value);
        let is_it = self.form == form && hidden.iter().all(|(name, expected)| value(name) == Some(expected));
        value(name).filter(|_| is_it).cloned()
    }
}

/// Query parameter that carries the flash id after a plain form was written.
pub const FLASH_PARAM: &str = "done";

/// Query without the flash parameter.
#[must_use]
pub fn without_flash(query: &str) -> String {
    let is_mark = |pair: &&str| pair.split('=').next() == Some(FLASH_PARAM);
    let pairs: Vec<_> =
        query.trim_start_matches('?').split('&').filter(|pair| !pair.is_empty() && !is_mark(pair)).collect();
    pairs.join("&")
}

/// Names of the built assets that the document links to. Without a built site all are `None`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SiteFiles {
    /// Style sheet.
    pub css: Option<String>,
    /// JavaScript that starts the wasm.
    pub js: Option<String>,
    /// Wasm of the app.
    pub wasm: Option<String>,
    /// Further wasm chunks by the name of the lazy page that needs them.
    #[serde(default)]
    pub chunks: BTreeMap<String, Vec<String>>,
    /// Icon.
    pub icon: Option<String>,
}

/// Color theme.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Theme {
    /// Follows the system setting.
    #[default]
    System,
    /// Dark on light.
    Light,
    /// Light on dark.
    Dark,
}

contract::impl_serde_by_word!(Theme, Self::ALL.map(|theme| (theme, theme.as_str())));

impl Theme {
    /// All themes, in the order in which the toggle button cycles.
    pub const ALL: [Self; 3] = [Self::System, Self::Light, Self::Dark];

    /// Value in the cookie and in `data-theme`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    /// Parses the value of a cookie or a form; anything else is [`Theme::System`].
    #[must_use]
    pub fn parse_or_default(name: &str) -> Self {
        Self::ALL.into_iter().find(|theme| theme.as_str() == name).unwrap_or_default()
    }
}

/// A language of the dashboard.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Lang {
    /// English.
    #[default]
    En,
}

contract::impl_serde_by_word!(Lang, [(Self::En, "en")]);

impl Lang {
    /// Language tag for `<html lang>`.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::En => "en",
        }
    }
}

/// Context of the current page.
#[must_use]
pub fn current() -> PageContext {
    use_context::<PageContext>().unwrap_or_else(|| {
        let context = read_document();
        provide_context(context.clone());
        context
    })
}

#[cfg(target_arch = "wasm32")]
fn read_document() -> PageContext {
    document()
        .query_selector(&format!("meta[name={META_NAME}]"))
        .ok()
        .flatten()
        .and_then(|meta| meta.get_attribute("content"))
        .and_then(|json| serde_json::from_str(&json).ok())
        .unwrap_or_else(empty_context)
}

#[cfg(not(target_arch = "wasm32"))]
fn read_document() -> PageContext {
    empty_context()
}

/// Context without a document or a server, used while routes are listed.
fn empty_context() -> PageContext {
    PageContext {
        host: String::new(),
        home: String::new(),
        csrf: String::new(),
        theme: Theme::default(),
        lang: Lang::default(),
        read_only: false,
        needs_attention: false,
        form_result: None,
        follows_job: false,
        job: None,
        job_question: None,
        flash: None,
        security: None,
    }
}
