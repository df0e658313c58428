//! Errors of operations that no rule decides: those of reading and writing files.
//!
//! The errors of `store` get their codes and hints here, because only this crate knows the commands and the display
//! form of paths.

use std::{
    io::ErrorKind,
    path::{Path, PathBuf},
};

use contract::{Code, Hint, OpError, SourceSpan};
use json5_edit::ReadErrorReason;
use rules::base::{secret, value_path, write_target::PartialWrite};
use store::{ConfigError, HomeStore, IncludeError, WriteError};

/// Builds the error for an unreadable configuration: where, why, and what to do.
pub(crate) fn config_error(error: ConfigError, store: &HomeStore) -> OpError {
    let could_not = |code, path: &Path, reason: String| {
        OpError::new(code, format!("could not read `{}`: {reason}", store.home.display_path(path)))
    };
    match error {
        ConfigError::Unreadable { path, source } => could_not(Code::ConfigUnreadable, &path, source.kind().to_string())
            .with_hint(Hint::for_terminal(format!("`ls -l {}` shows its permissions", store.home.display_path(&path)))),
        ConfigError::NotAFile { path } => {
            could_not(Code::ConfigUnreadable, &path, "it is not a regular file".to_owned())
        }
        ConfigError::NotAnObject { path } => {
            could_not(Code::ConfigShape, &path, "it does not contain an object".to_owned())
                .with_hint("a configuration starts with `{` and ends with `}`")
        }
        ConfigError::Invalid { path, source, excerpt } => {
            let (code, hint) = invalid_code_and_hint(&source.reason);
            let file = store.home.display_path(&path);
            could_not(code, &path, source.to_string())
                .with_hint(hint)
                .with_hint(backups_hint(&path, store))
                .with_location(SourceSpan { file, line: source.line, column: source.column, excerpt })
        }
        ConfigError::Include { path, location: at, written_path: written, reason } => {
            let is_secret =
                secret::is_secret_text_path(&at.steps().iter().map(value_path::step_name).collect::<Vec<_>>());
            let what = written
                .filter(|_| !is_secret)
                .map_or_else(|| "an include".to_owned(), |written| format!("the include `{written}`"));
            let position = if at.steps().is_empty() { "its top level".to_owned() } else { format!("`{at}`") };
            could_not(Code::ConfigInclude, &path, format!("{what} at {position}: {reason}"))
                .with_hint(include_hint(&reason))
        }
    }
}

/// Names the backups that can be restored: those of OpenClaw, or else those of openclaw.
fn backups_hint(path: &Path, store: &HomeStore) -> String {
    let nothing = "nothing was changed";
    let (openclaw_backup, own_backups) = store.backup_locations(path);
    match (openclaw_backup, own_backups) {
        (Some(openclaw_backup), _) => {
            format!(
                "{nothing}; OpenClaw keeps backups beside it, such as `{}`",
                store.home.display_path(&openclaw_backup)
            )
        }
        (None, Some(own_backups)) => {
            format!("{nothing}; openclaw's backups are in `{}`", store.home.display_path(&own_backups))
        }
        (None, None) => nothing.to_owned(),
    }
}

fn include_hint(reason: &IncludeError) -> &'static str {
    match reason {
        IncludeError::OutsideConfigDir => "OpenClaw includes only files below the directory of its configuration",
        IncludeError::Unreadable(_) => "a path is relative to the file that includes it",
        IncludeError::NotAFile | IncludeError::HardLink | IncludeError::TooLarge => {
            "OpenClaw includes only regular files without further hard links, up to 2 MiB"
        }
        IncludeError::RuleViolation(_) => "fix it in an editor; nothing was changed",
    }
}

fn invalid_code_and_hint(reason: &ReadErrorReason) -> (Code, &'static str) {
    match reason {
        ReadErrorReason::Syntax(_) => (Code::ConfigSyntax, "fix it in an editor; the cause is often the line above"),
        ReadErrorReason::Utf16 | ReadErrorReason::NotUtf8 | ReadErrorReason::NulCharacter => {
            (Code::ConfigLimits, "save the file as UTF-8 text")
        }
        ReadErrorReason::TooLarge | ReadErrorReason::TooDeep | ReadErrorReason::TooManyValues => {
            (Code::ConfigLimits, "is this really OpenClaw's configuration?")
        }
    }
}

/// The error for a panic in an operation, which is a bug.
pub(crate) fn panic_error() -> OpError {
    OpError::new(Code::Internal, "internal error in openclaw")
        .with_hint("files are replaced as a whole: check whether the change was made")
}

/// The error for a history that exists and cannot be read.
pub(crate) fn history_unreadable_error(error: &WriteError, store: &HomeStore) -> OpError {
    OpError::new(Code::HistoryUnreadable, format!("could not read the history: {}", write_error_text(error, store)))
}

/// The error when the change would differ from the preview that the user confirmed.
pub(crate) fn changed_error(store: &HomeStore) -> OpError {
    let file = store.home.display_path(&store.home.config.path);
    OpError::new(Code::Changed, format!("`{file}` changed after you opened this"))
        .with_hint("nothing was written; check your change against the new version and apply it again")
}

/// The error when the file system or another writer prevents a write.
pub(crate) fn write_failed_error(error: &WriteError, store: &HomeStore) -> OpError {
    let (code, hint) = match error {
        WriteError::ConcurrentChange { .. } => {
            (Code::Changed, "nothing was written; another program keeps saving the file: try again")
        }
        WriteError::QueueTimeout { .. } | WriteError::Locked { .. } | WriteError::DatabaseBusy { .. } => {
            (Code::Busy, "try again in a moment")
        }
        WriteError::LockUnreadable { .. } => {
            (Code::Busy, "nothing was written; OpenClaw cannot write either while this file exists")
        }
        WriteError::ReadOnly { .. } => {
            (Code::ReadOnly, "`--dry-run` shows the change; make it where this home is generated")
        }
        WriteError::UnsafeDirectory { .. } => {
            (Code::WriteFailed, "remove the write permission of group and others (`chmod go-w`)")
        }
        WriteError::OwnedByOtherUser { .. } => (Code::WriteFailed, "run this as the user who owns the home"),
        WriteError::DanglingLink { .. } | WriteError::LinkLoop { .. } => {
            (Code::WriteFailed, "point the link at a file")
        }
        WriteError::HardLinked { .. } => {
            (Code::WriteFailed, "OpenClaw does not read hard-linked includes; make it a separate file")
        }
        WriteError::NotAFile { .. } => (Code::WriteFailed, "put a file in its place"),
        WriteError::NotADirectory { .. } => (Code::WriteFailed, "put a directory in its place"),
        WriteError::DirectoryNotWritable { .. } => {
            (Code::WriteFailed, "nothing was changed; the directory must be writable")
        }
        WriteError::NotLocked { .. } => (Code::Internal, "nothing was changed"),
        WriteError::NotEditable { .. } => (Code::WriteFailed, "nothing was changed; fix the file in an editor"),
        WriteError::StoreNotWritable { obstacle, .. } => (Code::WriteFailed, obstacle.repair()),
        WriteError::StoreNotJson { .. } => {
            (Code::WriteFailed, "nothing was changed; restore it from a backup, or fix it in an editor")
        }
        WriteError::NewerFormat { .. } => (Code::WriteFailed, "nothing was changed; update openclaw"),
        WriteError::DatabaseUnusable { .. } => {
            (Code::WriteFailed, "nothing was changed; only OpenClaw can repair its databases")
        }
        WriteError::PartlyWritten { written, source } => return partly_written_error(written, source, None, store),
        WriteError::Io { source, .. } => (Code::WriteFailed, io_hint(source.kind())),
    };
    let hint = if code == Code::ReadOnly { Hint::for_terminal(hint) } else { hint.into() };
    let op_error = OpError::new(code, format!("could not write: {}", write_error_text(error, store))).with_hint(hint);
    match std::error::Error::source(error) {
        Some(source) => op_error.with_cause(source.to_string()),
        None => op_error,
    }
}

fn io_hint(kind: ErrorKind) -> &'static str {
    match kind {
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => "nothing was changed; free some space on the disk",
        ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => "nothing was changed; the file must be writable",
        _ => "nothing was changed",
    }
}

/// The error when some targets were written and then the write failed at another one.
pub(crate) fn partly_written_error(
    written: &[PathBuf],
    reason: &WriteError,
    completed_by: Option<&str>,
    store: &HomeStore,
) -> OpError {
    let written: Vec<_> = written.iter().map(|path| store.home.display_path(path)).collect();
    let partial = PartialWrite { written: &written, completed_by };
    let error = OpError::new(Code::WriteFailed, partial.message(&write_error_text(reason, store)));
    let error = std::error::Error::source(reason).map(ToString::to_string).into_iter().fold(error, OpError::with_cause);
    error.with_hint(partial.hint())
}

/// Formats an error, with paths shortened as for display.
pub(crate) fn write_error_text(error: &WriteError, store: &HomeStore) -> String {
    let home = store.home.home.path.display().to_string();
    error.to_string().replace(&format!("`{home}/"), &format!("`{}/", store.home.display_path(&store.home.home.path)))
}

#[cfg(test)]
mod tests {
    use rules::auth::store_files::StoreObstacle;
    use testkit::TestHome;

    use super::*;

    #[test]
    fn refusals_of_credential_stores_name_the_repair() {
        let home = TestHome::empty();
        let store = home.store();
        let path = || store.home.home.path.join("the-store");
        let io = |kind: ErrorKind| WriteError::Io { doing: "write", path: path(), source: kind.into() };
        let not_writable = |obstacle| WriteError::StoreNotWritable { path: path(), obstacle };
        let cases = [
            (
                WriteError::DatabaseBusy { path: path() },
                "another program is writing `~/the-store`",
                "try again in a moment",
            ),
            (
                io(ErrorKind::StorageFull),
                "could not write `~/the-store`",
                "nothing was changed; free some space on the disk",
            ),
            (
                io(ErrorKind::ReadOnlyFilesystem),
                "could not write `~/the-store`",
                "nothing was changed; the file must be writable",
            ),
            (
                WriteError::StoreNotJson { path: path(), cell: Some("primary"), line: 2, column: 3 },
                "the cell `primary` of `~/the-store` is not valid JSON (line 2, column 3)",
                "nothing was changed; restore it from a backup, or fix it in an editor",
            ),
            (
                not_writable(StoreObstacle::JsonBesideDatabase),
                "`~/the-store` must not be written: OpenClaw keeps credentials in a database here and does not read this file",
                "run `openclaw doctor --fix`, then repeat the command",
            ),
        ];
        for (error, reason, hint) in cases {
            let error = write_failed_error(&error, &store);
            assert_eq!(error.message, format!("could not write: {reason}"));
            assert_eq!(error.hints.iter().map(|hint| hint.text.as_str()).collect::<Vec<_>>(), [hint]);
        }
    }
}
