//! From what failed to what is said about it.

use contract::{Code, OpError, SourceSpan};
use json5_edit::Reason;
use store::{ConfigError, Place};

/// The configuration cannot be read: where, why, and what to do.
pub(crate) fn config(error: ConfigError, place: &Place) -> OpError {
    let file = place.home.show(&place.home.config.path);
    let name = file.rsplit('/').next().unwrap_or(&file).to_owned();
    let could_not = |why: String| format!("could not read `{file}`: {why}");
    match error {
        ConfigError::Unreadable { source, .. } => {
            OpError::new(Code::ConfigUnreadable, could_not(source.kind().to_string()))
                .hint(format!("look at it with `ls -l {file}`"))
        }
        ConfigError::NotAFile { .. } => {
            OpError::new(Code::ConfigUnreadable, could_not("it is not a regular file".to_owned()))
        }
        ConfigError::NotAnObject { .. } => {
            OpError::new(Code::ConfigShape, could_not("it does not hold an object".to_owned()))
                .hint("a configuration starts with `{` and ends with `}`")
        }
        ConfigError::Invalid { source, excerpt, .. } => {
            let (code, hint) = invalid(&source.reason);
            OpError::new(code, could_not(source.to_string()))
                .hint(hint)
                .hint(format!("nothing was changed; OpenClaw keeps its own copies beside it, as `{name}.bak`"))
                .at(SourceSpan { file, line: source.line, column: source.column, excerpt })
        }
    }
}

fn invalid(reason: &Reason) -> (Code, &'static str) {
    match reason {
        Reason::Syntax(_) => (Code::ConfigSyntax, "mend that place in an editor; often it is the line above"),
        Reason::Utf16 | Reason::NotUtf8 | Reason::Nul => (Code::ConfigLimits, "save the file as UTF-8 text"),
        Reason::TooLarge | Reason::TooDeep => (Code::ConfigLimits, "is this really OpenClaw's configuration?"),
    }
}

/// A defect of ours: the work panicked.
pub(crate) fn crashed() -> OpError {
    OpError::new(Code::Internal, "openclaw failed inside; nothing was written")
}
