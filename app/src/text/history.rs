//! History.

use std::borrow::Cow;

use contract::{Author, history::words};

use super::Text;

/// The page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum HistoryText {
    Last { who: Author, op: String },
    LastNotRecorded,
    Whose,
    All,
    Who(Author),
    NotRecorded,
    What(String),
    Change(u64),
    PartOf(u64),
    Undoes(u64),
    UndoneBy(u64),
    Changed { path: String, more: usize },
    NothingKnown,
    NotKept,
    SameText,
    NoUndo(String),
    Undo,
    UndoOne { id: u64, op: String },
    Nothing,
    NothingHelp,
    NothingOf(Author),
    Count { shown: usize, total: usize },
    More(usize),
}

impl Text for HistoryText {
    fn en(&self) -> Cow<'static, str> {
        match self {
            Self::Last { who: Author::Outside, .. } => "Last changed outside of openclaw models.".into(),
            Self::Last { who: Author::Cli, op } => format!("Last changed in the terminal: {}.", words(op)).into(),
            Self::Last { who: Author::Ui, op } => format!("Last changed on the dashboard: {}.", words(op)).into(),
            Self::LastNotRecorded => "Changed outside since the last change made here.".into(),
            Self::Whose => "Whose changes".into(),
            Self::All => "All".into(),
            Self::Who(Author::Cli) => "Terminal".into(),
            Self::Who(Author::Ui) => "Dashboard".into(),
            Self::Who(Author::Outside) => "Outside".into(),
            Self::NotRecorded => "Not recorded yet".into(),
            Self::What(op) => capital(words(op)).into(),
            Self::Change(id) => format!("change {id}").into(),
            Self::PartOf(id) => format!("together with change {id}").into(),
            Self::Undoes(id) => format!("undoes {id}").into(),
            Self::UndoneBy(id) => format!("undone by {id}").into(),
            Self::Changed { path, more: 0 } => format!("`{path}`").into(),
            Self::Changed { path, more: 1 } => format!("`{path}` and 1 other value").into(),
            Self::Changed { path, more } => format!("`{path}` and {more} other values").into(),
            Self::NothingKnown => "Nothing about models is known of it.".into(),
            Self::NotKept => "Its text was not kept: it may hold a secret, or is not about models.".into(),
            Self::SameText => "Its text is the same.".into(),
            Self::NoUndo(why) => format!("Cannot be undone: {why}.").into(),
            Self::Undo => "Undo".into(),
            Self::UndoOne { id, op } => format!("Undo change {id}: {}", words(op)).into(),
            Self::Nothing => "Nothing was changed yet.".into(),
            Self::NothingHelp => {
                "Every change made here or in the terminal stands here with its exact text and a way back; so does what \
                 others change after that."
                    .into()
            }
            Self::NothingOf(Author::Cli) => "Nothing was changed in the terminal yet.".into(),
            Self::NothingOf(Author::Ui) => "Nothing was changed on the dashboard yet.".into(),
            Self::NothingOf(Author::Outside) => "Nothing was changed outside yet.".into(),
            Self::Count { shown, total } if shown == total => changes(*total).into(),
            Self::Count { shown, total } => format!("The newest {shown} of {}", changes(*total)).into(),
            Self::More(count) => format!("Show {count} more").into(),
        }
    }
}

fn changes(count: usize) -> String {
    if count == 1 { "1 change".to_owned() } else { format!("{count} changes") }
}

/// Operations are said in the middle of sentences elsewhere.
fn capital(mut words: String) -> String {
    if let Some(first) = words.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    words
}
