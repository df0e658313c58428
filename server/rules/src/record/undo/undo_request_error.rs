//! Errors of a request to undo a change.

use contract::{Code, Hint, Refusal, describe_operation};

use super::UndoError;

/// Why a request to undo a change is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum UndoRequestError {
    /// The history has no change with this number.
    #[error("there is no change {id}")]
    NoSuchChange {
        /// The number of the change.
        id: u64,
        /// The number of the newest change in the history.
        newest: Option<u64>,
    },
    /// A change could not be undone.
    #[error("could not undo change {id}: {reason}")]
    CannotUndo {
        /// The number of the change.
        id: u64,
        /// The reason.
        reason: UndoError,
        /// The newest older change that could be undone instead, with its operation. Only searched for if the request
        /// named no change.
        alternative: Option<(u64, String)>,
    },
    /// The history has no change by `openclaw` that could be undone.
    #[error("there is nothing to undo")]
    NothingToUndo {
        /// The changes that were skipped, and why.
        skipped: Vec<String>,
    },
}

impl Refusal for UndoRequestError {
    fn code(&self) -> Code {
        match self {
            Self::NoSuchChange { .. } => Code::ChangeUnknown,
            Self::CannotUndo { reason, .. } => cannot_undo_code(reason),
            Self::NothingToUndo { .. } => Code::NothingToUndo,
        }
    }

    fn causes(&self) -> Vec<String> {
        match self {
            Self::CannotUndo { reason: UndoError::ChangedSince { left, now, .. }, .. } => {
                vec![format!("after the change it was {left}"), format!("it is now {now}")]
            }
            Self::NothingToUndo { skipped } => skipped.clone(),
            Self::NoSuchChange { .. } | Self::CannotUndo { .. } => Vec::new(),
        }
    }

    fn hints(&self) -> Vec<Hint> {
        match self {
            Self::NoSuchChange { newest: None, .. } => vec!["openclaw has not changed anything yet".into()],
            Self::NoSuchChange { newest: Some(newest), .. } => vec![
                format!("the newest change is {newest}").into(),
                Hint::for_terminal("`openclaw models history` lists the changes"),
            ],
            Self::CannotUndo { reason, alternative, .. } => cannot_undo_hints(reason, alternative.as_ref()),
            Self::NothingToUndo { .. } => {
                vec![Hint::for_terminal("`openclaw models history` shows what was changed")]
            }
        }
    }
}

fn cannot_undo_code(reason: &UndoError) -> Code {
    match reason {
        UndoError::ChangedSince { .. } | UndoError::MovedToOtherFile { .. } | UndoError::Violation { .. } => {
            Code::ChangeConflict
        }
        UndoError::NothingRecorded
        | UndoError::CredentialsNotRecorded
        | UndoError::NotManaged { .. }
        | UndoError::TextNotRecorded { .. }
        | UndoError::InvalidRecord { .. }
        | UndoError::AgentGone { .. }
        | UndoError::NothingToRevert => Code::ChangeFinal,
    }
}

fn cannot_undo_hints(reason: &UndoError, alternative: Option<&(u64, String)>) -> Vec<Hint> {
    let mut hints = vec!["nothing was written".into()];
    if matches!(reason, UndoError::ChangedSince { .. }) {
        hints.push(Hint::for_terminal("`openclaw models history` shows what was changed since"));
    }
    if let Some((id, op)) = alternative {
        hints.push(format!("an older change can be undone: change {id} ({})", describe_operation(op)).into());
        hints.push(Hint::for_terminal(format!("`openclaw models undo {id}` undoes it")));
    }
    hints
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::hint_check::assert_hints_suit_pages;

    #[test]
    fn hints_with_a_command_are_for_terminals() {
        let path = || "agents.list[1].model".parse().unwrap();
        let changed = || UndoError::ChangedSince { path: path(), left: "`a/b`".to_owned(), now: "gone".to_owned() };
        let cannot = |reason, alternative| UndoRequestError::CannotUndo { id: 3, reason, alternative };
        let all = [
            UndoRequestError::NoSuchChange { id: 9, newest: None },
            UndoRequestError::NoSuchChange { id: 9, newest: Some(7) },
            cannot(changed(), None),
            cannot(changed(), Some((1, "fallback/move".to_owned()))),
            cannot(UndoError::NotManaged { path: path() }, None),
            UndoRequestError::NothingToUndo { skipped: Vec::new() },
        ];
        assert_hints_suit_pages(&all, 5);
    }
}
