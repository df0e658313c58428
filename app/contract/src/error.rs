//! One error for every front door: the same code, message and hints in the terminal, over HTTP and on the page.

use serde::{Deserialize, Serialize};

/// Why an operation was refused or failed.
///
/// It travels to the browser, into redirects and into logs, so it never holds a secret, a header or raw text of a
/// file: excerpts are masked before they get here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[error("{message}")]
#[serde(rename_all = "camelCase")]
pub struct OpError {
    /// Stable; scripts and tests match on it.
    pub code: Code,
    /// What was attempted and why it failed: a phrase, lower case, no full stop.
    pub message: String,
    /// What lies below, outermost first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub causes: Vec<String>,
    /// What the reader can do.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub hints: Vec<Hint>,
    /// Where in which file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<Box<SourceSpan>>,
}

impl OpError {
    /// An error that consists of a code and a message; the rest is added with the methods below.
    pub fn new(code: Code, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), causes: Vec::new(), hints: Vec::new(), at: None }
    }

    /// Adds what lies below.
    #[must_use]
    pub fn cause(mut self, cause: impl Into<String>) -> Self {
        self.causes.push(cause.into());
        self
    }

    /// Adds what the reader can do.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<Hint>) -> Self {
        self.hints.push(hint.into());
        self
    }

    /// Adds where it is.
    #[must_use]
    pub fn at(mut self, place: SourceSpan) -> Self {
        self.at = Some(Box::new(place));
        self
    }
}

/// What the reader can do, with the command that does it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hint {
    /// A sentence; words between backticks are code.
    pub text: String,
    /// It names what a command line has and a page has not.
    #[serde(default, rename = "terminal", skip_serializing_if = "is_for_all")]
    is_for_terminals: bool,
}

impl Hint {
    /// What only somebody at a terminal can do: it names a flag, or a pipe.
    pub fn terminal(text: impl Into<String>) -> Self {
        Self { text: text.into(), is_for_terminals: true }
    }

    /// Whether a page should say it.
    pub const fn is_for_pages(&self) -> bool {
        !self.is_for_terminals
    }
}

impl<T: Into<String>> From<T> for Hint {
    fn from(text: T) -> Self {
        Self { text: text.into(), is_for_terminals: false }
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks so")]
const fn is_for_all(is_for_terminals: &bool) -> bool {
    !*is_for_terminals
}

/// A place in a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SourceSpan {
    /// The file, shortened for people (`~/.openclaw/openclaw.json`).
    pub file: String,
    /// From 1.
    pub line: usize,
    /// From 1, in characters.
    pub column: usize,
    /// The lines around it, with every secret hidden.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub excerpt: Option<Excerpt>,
}

/// Some lines of a file, masked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Excerpt {
    /// Up to the line of the error, which is the last.
    pub lines: Vec<ExcerptLine>,
    /// Where to put the caret below the last line, in characters from 0.
    pub caret: usize,
}

/// One line of an [`Excerpt`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExcerptLine {
    /// From 1.
    pub number: usize,
    /// Masked.
    pub text: String,
}

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident = $word:literal, $status:literal;)+) => {
        /// The stable word for an error. The number beside it is its HTTP status.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
        pub enum Code {
            $($(#[$doc])* #[serde(rename = $word)] $name,)+
        }

        impl Code {
            /// Every code there is.
            pub const ALL: &[Self] = &[$(Self::$name,)+];

            /// `config-syntax`: what scripts match on.
            pub const fn word(self) -> &'static str {
                match self { $(Self::$name => $word,)+ }
            }

            /// The HTTP status that says the same.
            pub const fn status(self) -> u16 {
                match self { $(Self::$name => $status,)+ }
            }
        }
    };
}

codes! {
    /// The request could not be understood.
    BadRequest = "bad-request", 400;
    /// The configuration is not JSON5.
    ConfigSyntax = "config-syntax", 422;
    /// The configuration is JSON5, and its top level is not an object.
    ConfigShape = "config-shape", 422;
    /// The configuration is too large, too deep or not UTF-8.
    ConfigLimits = "config-limits", 422;
    /// The configuration includes what cannot be included.
    ConfigInclude = "config-include", 422;
    /// The configuration could not be read.
    ConfigUnreadable = "config-unreadable", 422;
    /// A name that is neither a ref nor an alias.
    ModelInvalid = "model-invalid", 422;
    /// There are not so many places in the chain.
    ChainPlace = "chain-place", 422;
    /// An agent with a model of its own does not inherit in this home.
    ChainInherit = "chain-inherit", 422;
    /// An agent cannot have its own image model.
    ImageForAll = "image-for-all", 422;
    /// It must be said which agent.
    AgentMissing = "agent-missing", 422;
    /// No agent has this id.
    AgentUnknown = "agent-unknown", 422;
    /// A model that is in neither the catalog nor the configuration.
    ModelUnknown = "model-unknown", 422;
    /// An image model that takes text only.
    ModelTextOnly = "model-text-only", 422;
    /// What cannot be an alias.
    AliasInvalid = "alias-invalid", 422;
    /// No model has this alias.
    AliasUnknown = "alias-unknown", 422;
    /// Another model has this alias.
    AliasTaken = "alias-taken", 422;
    /// An alias of OpenClaw's own, which is in no file.
    AliasBuiltIn = "alias-built-in", 422;
    /// A chain or an allowlist uses the alias.
    AliasUsed = "alias-used", 422;
    /// The model is not on the allowlist.
    ModelNotAllowed = "model-not-allowed", 422;
    /// A wildcard on the allowlist covers the model.
    ModelCovered = "model-covered", 422;
    /// The model is not in the chain.
    FallbackMissing = "fallback-missing", 422;
    /// Something in the configuration is of another type than an edit needs.
    ConfigType = "config-type", 422;
    /// A key on the way to an edit is there twice.
    ConfigDuplicate = "config-duplicate", 422;
    /// A value is put together from several files, so no single one can be edited.
    ConfigSplit = "config-split", 422;
    /// The history has no such change.
    ChangeUnknown = "change-unknown", 404;
    /// A change cannot be taken back, whatever happens.
    ChangeFinal = "change-final", 422;
    /// What a change did was changed again since, so it is not taken back.
    ChangeConflict = "change-conflict", 409;
    /// No change is there to be taken back.
    NothingToUndo = "nothing-to-undo", 422;
    /// The history cannot be read.
    HistoryUnreadable = "history-unreadable", 500;
    /// Not a path, or one that cannot be changed from here.
    ConfigPath = "config-path", 422;
    /// Nothing stands at the path.
    ConfigMissing = "config-missing", 422;
    /// The value is not one for this place.
    ConfigValue = "config-value", 422;
    /// A secret stands on the command line.
    SecretTyped = "secret-typed", 422;
    /// An agent has this id already.
    AgentExists = "agent-exists", 422;
    /// An agent cannot be made like this.
    AgentInvalid = "agent-invalid", 422;
    /// The files are not what they were when the change was shown.
    Changed = "changed", 409;
    /// Somebody else is writing.
    Busy = "busy", 409;
    /// This home is not to be written.
    ReadOnly = "read-only", 409;
    /// The system did not let us write.
    WriteFailed = "write-failed", 500;
    /// The server could not be reached.
    Offline = "offline", 503;
    /// The session ended while a page was open.
    SignedOut = "signed-out", 401;
    /// No free port could be bound.
    PortTaken = "port-taken", 500;
    /// The place for a socket is not one where we listen.
    SocketRefused = "socket-refused", 500;
    /// No dashboard for this home runs.
    NotRunning = "not-running", 409;
    /// A dashboard for this home runs, and not in the way that was asked for.
    RunsOtherwise = "runs-otherwise", 409;
    /// The command line could not be understood.
    Usage = "usage", 400;
    /// A command of OpenClaw's own, and no OpenClaw.
    NoOpenclaw = "no-openclaw", 501;
    /// A command could not be handed to OpenClaw.
    HandOver = "hand-over", 500;
    /// What was to be printed did not get out.
    OutputLost = "output-lost", 500;
    /// Ours to repair.
    Internal = "internal", 500;
}

#[cfg(feature = "server-fn")]
mod transport {
    use server_fn::error::{FromServerFnError, ServerFnErrorErr};

    use super::{Code, OpError};
    use crate::codec::JsonText;

    impl FromServerFnError for OpError {
        type Encoder = JsonText;

        /// What went wrong between browser and server. The text of the transport is dropped: it may quote the request.
        fn from_server_fn_error(value: ServerFnErrorErr) -> Self {
            match value {
                ServerFnErrorErr::Request(_) => Self::new(Code::Offline, "the dashboard's server does not answer")
                    .hint("is `openclaw models ui` still running, and the tunnel open?"),
                ServerFnErrorErr::Args(_) | ServerFnErrorErr::MissingArg(_) => {
                    Self::new(Code::BadRequest, "the request could not be understood")
                }
                ServerFnErrorErr::Deserialization(_) => {
                    Self::new(Code::SignedOut, "the server's answer was not for this page")
                        .hint("reload the page; sign in again if it asks")
                }
                _ => Self::new(Code::Internal, "the request failed inside openclaw"),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_travels_as_its_word() {
        for code in Code::ALL {
            let json = serde_json::to_string(code).unwrap();
            assert_eq!(json, format!("\"{}\"", code.word()));
            assert_eq!(serde_json::from_str::<Code>(&json).unwrap(), *code);
        }
    }

    #[test]
    fn a_hint_says_whom_it_is_for_only_where_it_is_not_for_all() {
        for (hint, json) in [
            (Hint::from("mend it"), r#"{"text":"mend it"}"#),
            (Hint::terminal("`--force`"), r#"{"text":"`--force`","terminal":true}"#),
        ] {
            assert_eq!(serde_json::to_string(&hint).unwrap(), json);
            assert_eq!(serde_json::from_str::<Hint>(json).unwrap(), hint);
            assert_eq!(hint.is_for_pages(), !json.contains("terminal"));
        }
    }
}
