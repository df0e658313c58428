//! From what failed to what is said about it.

use std::path::Path;

use contract::{Code, Hint, OpError, SourceSpan};
use json5_edit::Reason;
use rules::{secret, slice};
use store::{ConfigError, Place, Unfit};

/// The configuration cannot be read: where, why, and what to do.
pub(crate) fn config(error: ConfigError, place: &Place) -> OpError {
    let could_not = |code, path: &Path, why: String| {
        OpError::new(code, format!("could not read `{}`: {why}", place.home.show(path)))
    };
    match error {
        ConfigError::Unreadable { path, source } => could_not(Code::ConfigUnreadable, &path, source.kind().to_string())
            .hint(Hint::terminal(format!("look at it with `ls -l {}`", place.home.show(&path)))),
        ConfigError::NotAFile { path } => {
            could_not(Code::ConfigUnreadable, &path, "it is not a regular file".to_owned())
        }
        ConfigError::NotAnObject { path } => {
            could_not(Code::ConfigShape, &path, "it does not hold an object".to_owned())
                .hint("a configuration starts with `{` and ends with `}`")
        }
        ConfigError::Invalid { path, source, excerpt } => {
            let (code, hint) = invalid(&source.reason);
            let file = place.home.show(&path);
            could_not(code, &path, source.to_string()).hint(hint).hint(copies(&path, place)).at(SourceSpan {
                file,
                line: source.line,
                column: source.column,
                excerpt,
            })
        }
        ConfigError::Include { path, at, written, why } => {
            let is_secret = secret::is_secret_text(&at.steps().iter().map(slice::name).collect::<Vec<_>>());
            let what = written
                .filter(|_| !is_secret)
                .map_or_else(|| "an include".to_owned(), |written| format!("the include `{written}`"));
            let place = if at.steps().is_empty() { "its top".to_owned() } else { format!("`{at}`") };
            could_not(Code::ConfigInclude, &path, format!("{what} at {place}: {why}")).hint(include_hint(&why))
        }
    }
}

/// What there is to go back to: OpenClaw's own copy, or else ours.
fn copies(path: &Path, place: &Place) -> String {
    let nothing = "nothing was changed";
    let (theirs, ours) = place.copies(path);
    match (theirs, ours) {
        (Some(theirs), _) => {
            format!("{nothing}; OpenClaw keeps its own copies beside it, as `{}`", place.home.show(&theirs))
        }
        (None, Some(ours)) => format!("{nothing}; copies of what we replaced are in `{}`", place.home.show(&ours)),
        (None, None) => nothing.to_owned(),
    }
}

fn include_hint(why: &Unfit) -> &'static str {
    match why {
        Unfit::Outside => "OpenClaw includes only what is below the directory of its configuration",
        Unfit::Unreadable(_) => "a path is relative to the file that includes it",
        Unfit::NotAFile | Unfit::HardLink | Unfit::TooLarge => {
            "OpenClaw includes regular files of one name, up to 2 MiB"
        }
        Unfit::Refused(_) => "mend that place in an editor; nothing was changed",
    }
}

fn invalid(reason: &Reason) -> (Code, &'static str) {
    match reason {
        Reason::Syntax(_) => (Code::ConfigSyntax, "mend that place in an editor; often it is the line above"),
        Reason::Utf16 | Reason::NotUtf8 | Reason::Nul => (Code::ConfigLimits, "save the file as UTF-8 text"),
        Reason::TooLarge | Reason::TooDeep | Reason::TooMany => {
            (Code::ConfigLimits, "is this really OpenClaw's configuration?")
        }
    }
}

/// A defect of ours: the work panicked, wherever it was.
pub(crate) fn crashed() -> OpError {
    OpError::new(Code::Internal, "openclaw failed inside")
        .hint("a file is written whole or not at all: look which it is")
}
