//! Texts of the History page.

use std::borrow::Cow;

use contract::{Author, ChangeInfo, Effect, describe_operation};

use super::{Text, effect::describe_past_effect};

/// Texts of the History page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum HistoryText {
    /// The newest change. The text is followed by its age.
    LastChange {
        author: Author,
        description: ChangeDescription,
    },
    LastNotRecorded,
    FilterLabel,
    All,
    AuthorName(Author),
    NotRecorded,
    ChangeHeading(ChangeDescription),
    Change(u64),
    PartOf(u64),
    Undoes(u64),
    UndoneBy(u64),
    ChangedPaths {
        path: String,
        more: usize,
    },
    NoValuesRecorded,
    NotKept,
    TextUnchanged,
    CannotUndo(String),
    Undo,
    UndoButtonLabel {
        id: u64,
        description: ChangeDescription,
    },
    NoChanges,
    NoChangesHelp,
    NoChangesBy(Author),
    Count {
        shown: usize,
        total: usize,
    },
    ShowMore(usize),
    RelativeTime {
        minutes: u64,
    },
}

/// Description of a change in the past tense, without its author.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangeDescription {
    op: String,
    undoes: Option<u64>,
    subject: Option<Effect>,
}

impl ChangeDescription {
    /// Description of a change in the history.
    pub fn from_change(change: &ChangeInfo) -> Self {
        Self { op: change.op.clone(), undoes: change.undoes, subject: change.subject.clone() }
    }

    fn past_tense(&self) -> String {
        match (self.undoes, &self.subject) {
            (Some(id), _) => format!("undid change {id}"),
            (None, Some(effect)) => describe_past_effect(effect).unwrap_or_else(|| describe_operation(&self.op)),
            (None, None) => describe_operation(&self.op),
        }
    }
}

impl Text for HistoryText {
    fn en(&self) -> Cow<'static, str> {
        match self {
            Self::LastChange { author: Author::Outside, .. } => "Changed by another program".into(),
            Self::LastChange { author: Author::Cli | Author::Ui, description } => {
                format!("You {}", description.past_tense()).into()
            }
            Self::LastNotRecorded => "Changed by another program after your last change.".into(),
            Self::FilterLabel => "Whose changes".into(),
            Self::All => "All".into(),
            Self::AuthorName(Author::Cli) => "Terminal".into(),
            Self::AuthorName(Author::Ui) => "Dashboard".into(),
            Self::AuthorName(Author::Outside) => "Outside".into(),
            Self::NotRecorded => "Not recorded yet".into(),
            Self::ChangeHeading(description) => capitalize(description.past_tense()).into(),
            Self::Change(id) => format!("change {id}").into(),
            Self::PartOf(id) => format!("together with change {id}").into(),
            Self::Undoes(id) => format!("undoes {id}").into(),
            Self::UndoneBy(id) => format!("undone by {id}").into(),
            Self::ChangedPaths { path, more: 0 } => format!("`{path}`").into(),
            Self::ChangedPaths { path, more: 1 } => format!("`{path}` and 1 other value").into(),
            Self::ChangedPaths { path, more } => format!("`{path}` and {more} other values").into(),
            Self::NoValuesRecorded => "No change to models was recorded.".into(),
            Self::NotKept => "Its text was not kept: it may contain a secret, or is not a model setting.".into(),
            Self::TextUnchanged => "Its text is the same.".into(),
            Self::CannotUndo(reason) => format!("Cannot be undone: {reason}.").into(),
            Self::Undo => "Undo".into(),
            Self::UndoButtonLabel { id, description } => {
                format!("Undo change {id}: {}", description.past_tense().replace('`', "")).into()
            }
            Self::NoChanges => "No changes yet.".into(),
            Self::NoChangesHelp => {
                "Every change made here or in the terminal is listed with its exact text and can be undone. Changes by \
                 other programs are listed too."
                    .into()
            }
            Self::NoChangesBy(Author::Cli) => "No changes in the terminal yet.".into(),
            Self::NoChangesBy(Author::Ui) => "No changes on the dashboard yet.".into(),
            Self::NoChangesBy(Author::Outside) => "No changes by other programs yet.".into(),
            Self::Count { shown, total } if shown == total => change_count(*total).into(),
            Self::Count { shown, total } => format!("The newest {shown} of {}", change_count(*total)).into(),
            Self::ShowMore(count) => format!("Show {count} more").into(),
            Self::RelativeTime { minutes } => relative_time(*minutes).into(),
        }
    }
}

fn change_count(count: usize) -> String {
    if count == 1 { "1 change".to_owned() } else { format!("{count} changes") }
}

fn relative_time(minutes: u64) -> String {
    match minutes {
        0 => "just now".to_owned(),
        1..60 => format!("{minutes} min ago"),
        60..1440 => format!("{} h ago", minutes / 60),
        _ => format!("{} d ago", minutes / 1440),
    }
}

/// Capitalizes the first letter: elsewhere the text is used within a sentence.
fn capitalize(mut words: String) -> String {
    if let Some(first) = words.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    words
}
