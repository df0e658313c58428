//! Errors of planning the new texts of the configuration files.

use contract::{Code, Hint, Refusal, SourceSpan};
use json5_edit::{EditError, KeyPath, Position};

use crate::schema::mask;

/// Why the files cannot be rewritten.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PlanError {
    /// A value is merged from several files.
    #[error("could not edit one place: `{path}` is merged from {}", files.join(" and "))]
    MultipleOwners {
        /// The path of the value.
        path: KeyPath,
        /// The files, as they are displayed.
        files: Vec<String>,
    },
    /// A file is included at several paths of the configuration, or merged with another file, so an edit would affect
    /// other paths too.
    #[error("could not change {} alone: {} in several places, or merged with another file", files.join(" and "), if files.len() == 1 { "it is included" } else { "they are included" })]
    AffectsOtherPaths {
        /// The files, as they are displayed.
        files: Vec<String>,
    },
    /// The editor could not apply an edit to a file.
    #[error("could not edit `{file}`: {reason}")]
    NotEditable {
        /// The file, as it is displayed.
        file: String,
        /// The reason.
        reason: EditError,
        /// The position in the file, if there is one.
        span: Option<Box<SourceSpan>>,
    },
}

impl PlanError {
    /// The error of the editor for a file with this text.
    pub(super) fn from_edit_error(file: &str, text: &str, reason: EditError) -> Self {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let position = reason.position().map(|Position { line, column, offset }| {
            // The text as a whole is valid, so the masking gets the right paths.
            let excerpt = mask::masked_excerpt(text, offset, usize::MAX);
            Box::new(SourceSpan { file: file.to_owned(), line, column, excerpt: Some(excerpt) })
        });
        Self::NotEditable { file: file.to_owned(), reason, span: position }
    }
}

impl Refusal for PlanError {
    fn code(&self) -> Code {
        match self {
            Self::MultipleOwners { .. } | Self::AffectsOtherPaths { .. } => Code::ConfigSplit,
            Self::NotEditable { reason, .. } => edit_error_code(reason),
        }
    }

    fn hints(&self) -> Vec<Hint> {
        let hint = match self {
            Self::MultipleOwners { .. } => "edit it in one of these files",
            Self::AffectsOtherPaths { .. } => {
                "nothing was changed; edit the files by hand, because the change affects other values too"
            }
            Self::NotEditable { .. } => "fix it in an editor; nothing was changed",
        };
        vec![hint.into()]
    }

    fn location(&self) -> Option<&SourceSpan> {
        if let Self::NotEditable { span, .. } = self { span.as_deref() } else { None }
    }
}

fn edit_error_code(reason: &EditError) -> Code {
    match reason {
        EditError::DuplicateKey { .. } => Code::ConfigDuplicate,
        EditError::WrongType { .. } | EditError::ReservedKey { .. } => Code::ConfigType,
        EditError::LimitExceeded(_) => Code::ConfigLimits,
        // These are bugs: a rule requested an edit that does not fit the file.
        EditError::Unreadable(_)
        | EditError::InvalidValue { .. }
        | EditError::OutOfRange { .. }
        | EditError::Missing { .. }
        | EditError::RootEdit
        | EditError::VerificationFailed => Code::Internal,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::hint_check::assert_hints_suit_pages;

    #[test]
    fn hints_name_no_command() {
        let files = || vec!["openclaw.json".to_owned(), "agents.json5".to_owned()];
        let all = [
            PlanError::MultipleOwners { path: "agents.list[1].model".parse().unwrap(), files: files() },
            PlanError::AffectsOtherPaths { files: files() },
            PlanError::NotEditable { file: files().remove(0), reason: EditError::RootEdit, span: None },
        ];
        assert_hints_suit_pages(&all, 0);
    }
}
