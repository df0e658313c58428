//! From why nothing was written to what is said about it.

use contract::{Code, OpError, SourceSpan};
use json5_edit::EditError;
use rules::decision::Refusal;
use store::{Place, WriteError};

/// A rule said no.
pub(crate) fn refused(refusal: Refusal) -> OpError {
    let message = refusal.to_string();
    match refusal {
        Refusal::NotAModel { .. } => OpError::new(Code::ModelInvalid, format!("invalid model reference: {message}"))
            .hint("a model is written `provider/model`, as in `anthropic/claude-opus-4-5`"),
        Refusal::NotInChain { is_primary, others, .. } => not_in_chain(message, is_primary, &others),
        Refusal::UnknownGeneration { .. } => {
            OpError::new(Code::ReadOnly, message).hint("`openclaw models doctor` shows what was found")
        }
        Refusal::Split { .. } => OpError::new(Code::ConfigSplit, format!("could not edit a list: {message}"))
            .hint("edit it in one of these files"),
        Refusal::ReachesFurther { .. } => OpError::new(Code::ConfigSplit, message)
            .hint("nothing was changed; edit the files themselves, so that you see what else it means"),
        Refusal::NotEditable { file, reason, at } => not_editable(&file, &reason, at),
    }
}

fn not_in_chain(message: String, is_primary: bool, others: &[String]) -> OpError {
    let error = OpError::new(Code::FallbackMissing, message);
    match others {
        _ if is_primary => error.hint("it is the primary, which answers before all fallbacks"),
        [] => error.hint("there is no fallback"),
        others => error.hint(format!("the fallbacks are `{}`", others.join("`, `"))),
    }
}

/// The editor would not touch a place of a file.
fn not_editable(file: &str, reason: &EditError, at: Option<Box<SourceSpan>>) -> OpError {
    let code = match reason {
        EditError::Duplicate { .. } => Code::ConfigDuplicate,
        EditError::WrongType { .. } | EditError::Proto { .. } => Code::ConfigType,
        EditError::Outgrown(_) => Code::ConfigLimits,
        // A rule asked for what the file does not have.
        EditError::Unreadable(_)
        | EditError::Piece { .. }
        | EditError::OutOfRange { .. }
        | EditError::Missing { .. }
        | EditError::Whole
        | EditError::Unproved => Code::Internal,
    };
    let error = OpError::new(code, format!("could not edit `{file}`: {reason}"));
    OpError { at, ..error }.hint("mend that place in an editor; nothing was changed")
}

/// What would be done is not what was shown.
pub(crate) fn changed(place: &Place) -> OpError {
    let file = place.home.show(&place.home.config.path);
    OpError::new(Code::Changed, format!("what this would change in `{file}` was changed since it was shown"))
        .hint("nothing was written; look at it once more and apply it again")
}

/// The system, or somebody else who writes, is in the way.
pub(crate) fn unwritten(error: &WriteError, place: &Place) -> OpError {
    let (code, hint) = match error {
        WriteError::Changed { .. } => (Code::Changed, "nothing was written; try again when nobody else saves it"),
        WriteError::Busy { .. } | WriteError::Locked { .. } => (Code::Busy, "try again in a moment"),
        WriteError::LockUnreadable { .. } => (Code::Busy, "nothing was written; OpenClaw waits for it, too"),
        WriteError::ReadOnly { .. } => {
            (Code::ReadOnly, "`--dry-run` shows the change, to be made where this home comes from")
        }
        WriteError::UnsafeDirectory { .. } => (Code::WriteFailed, "take the write permission from group and others"),
        WriteError::NotOurs { .. } => (Code::WriteFailed, "run this as the user who owns the home"),
        WriteError::Dangling { .. } | WriteError::Loop { .. } => (Code::WriteFailed, "point the link at a file"),
        WriteError::HardLinked { .. } => {
            (Code::WriteFailed, "OpenClaw reads no such include; make it a file of its own")
        }
        WriteError::NotAFile { .. } => (Code::WriteFailed, "put a file in its place"),
        WriteError::Directory { .. } => (Code::WriteFailed, "nothing was changed; the directory must be writable"),
        WriteError::Io { .. } => (Code::WriteFailed, "nothing was changed"),
    };
    let said = OpError::new(code, format!("could not write: {}", shown(error, place))).hint(hint);
    match std::error::Error::source(error) {
        Some(source) => said.cause(source.to_string()),
        None => said,
    }
}

/// With paths as people know them.
pub(crate) fn shown(error: &WriteError, place: &Place) -> String {
    let home = place.home.home.path.display().to_string();
    error.to_string().replace(&format!("`{home}/"), &format!("`{}/", place.home.show(&place.home.home.path)))
}
