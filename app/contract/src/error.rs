//! The error of all operations, with one code, message and hints for the command line, HTTP and the dashboard.

use serde::{Deserialize, Serialize};

/// Why an operation was refused or failed.
///
/// It is sent to the browser and written to redirects and logs, so it never contains a secret, a header or unmasked
/// text of a file: excerpts are masked before they are added.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[error("{message}")]
#[serde(rename_all = "camelCase")]
pub struct OpError {
    /// Stable code that scripts and tests match on.
    pub code: Code,
    /// What was attempted and why it failed: a phrase, lower case, no full stop.
    pub message: String,
    /// Underlying causes, outermost first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub causes: Vec<String>,
    /// What the user can do.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub hints: Vec<Hint>,
    /// Location in a file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<Box<SourceSpan>>,
}

impl OpError {
    /// An error with a code and a message; the methods below add the rest.
    pub fn new(code: Code, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), causes: Vec::new(), hints: Vec::new(), at: None }
    }

    /// Adds an underlying cause.
    #[must_use]
    pub fn with_cause(mut self, cause: impl Into<String>) -> Self {
        self.causes.push(cause.into());
        self
    }

    /// Adds a hint.
    #[must_use]
    pub fn with_hint(mut self, hint: impl Into<Hint>) -> Self {
        self.hints.push(hint.into());
        self
    }

    /// Adds the location in a file.
    #[must_use]
    pub fn with_location(mut self, location: SourceSpan) -> Self {
        self.at = Some(Box::new(location));
        self
    }
}

/// An error enum (or struct) that describes itself to the user. Each feature implements it beside its own errors; `?`
/// then converts them to an [`OpError`].
pub trait Refusal: std::error::Error {
    /// The code that scripts and tests match on.
    fn code(&self) -> Code;

    /// Underlying causes, outermost first.
    fn causes(&self) -> Vec<String> {
        Vec::new()
    }

    /// What the user can do.
    fn hints(&self) -> Vec<Hint> {
        Vec::new()
    }

    /// Location in a file.
    fn location(&self) -> Option<&SourceSpan> {
        None
    }
}

impl<R: Refusal> From<R> for OpError {
    fn from(refusal: R) -> Self {
        Self {
            code: refusal.code(),
            message: refusal.to_string(),
            causes: refusal.causes(),
            hints: refusal.hints(),
            at: refusal.location().cloned().map(Box::new),
        }
    }
}

/// What the user can do, and the command for it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hint {
    /// A sentence; words between backticks are code.
    pub text: String,
    /// Whether the hint names something that only the command line has, such as a flag.
    #[serde(default, rename = "terminal", skip_serializing_if = "is_for_all")]
    is_for_terminals: bool,
    /// Refs of models that may be meant, the best first. The text names them, too.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub suggestions: Vec<String>,
}

impl Hint {
    /// A hint for the command line only: it names a flag, or a pipe.
    pub fn for_terminal(text: impl Into<String>) -> Self {
        Self { text: text.into(), is_for_terminals: true, suggestions: Vec::new() }
    }

    /// Adds what a page offers to put into the field.
    #[must_use]
    pub fn with_suggestions(self, suggestions: &[String]) -> Self {
        Self { suggestions: suggestions.to_vec(), ..self }
    }

    /// Whether the dashboard should show the hint.
    pub const fn is_for_pages(&self) -> bool {
        !self.is_for_terminals
    }
}

impl<T: Into<String>> From<T> for Hint {
    fn from(text: T) -> Self {
        Self { text: text.into(), is_for_terminals: false, suggestions: Vec::new() }
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde requires this signature")]
const fn is_for_all(is_for_terminals: &bool) -> bool {
    !*is_for_terminals
}

/// Location in a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SourceSpan {
    /// The file, shortened for display (`~/.openclaw/openclaw.json`).
    pub file: String,
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
    /// The lines around it, with secrets masked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub excerpt: Option<Excerpt>,
}

/// Lines of a file, masked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Excerpt {
    /// Lines up to the one with the error, which is the last.
    pub lines: Vec<ExcerptLine>,
    /// Position of the caret below the last line, in characters from 0.
    pub caret: usize,
}

/// A line of an [`Excerpt`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExcerptLine {
    /// Line number, from 1.
    pub number: usize,
    /// Masked text.
    pub text: String,
}

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident = $word:literal, $status:literal;)+) => {
        /// Stable code of an error. Each has an HTTP status.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Code {
            $($(#[$doc])* $name,)+
        }

        impl Code {
            /// All codes.
            pub const ALL: &[Self] = &[$(Self::$name,)+];

            /// The word that scripts match on, such as `config-syntax`.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$name => $word,)+ }
            }

            /// The HTTP status.
            pub const fn status(self) -> u16 {
                match self { $(Self::$name => $status,)+ }
            }
        }
    };
}

crate::word::impl_serde_by_word!(Code, Self::ALL.iter().map(|code| (*code, code.as_str())));

codes! {
    /// The request could not be understood.
    BadRequest = "bad-request", 400;
    /// The configuration is not JSON5.
    ConfigSyntax = "config-syntax", 422;
    /// The configuration is JSON5, but its top level is not an object.
    ConfigShape = "config-shape", 422;
    /// The configuration is too large, too deep or not UTF-8.
    ConfigLimits = "config-limits", 422;
    /// An include of the configuration is invalid.
    ConfigInclude = "config-include", 422;
    /// The configuration could not be read.
    ConfigUnreadable = "config-unreadable", 422;
    /// A credential store exists and cannot be read.
    CredentialsUnreadable = "credentials-unreadable", 422;
    /// A name that is neither a ref nor an alias.
    ModelInvalid = "model-invalid", 422;
    /// The chain has no such position.
    ChainPlace = "chain-place", 422;
    /// In this home, an agent with its own model cannot inherit fallbacks.
    ChainInherit = "chain-inherit", 422;
    /// An agent cannot have its own image model.
    ImageForAll = "image-for-all", 422;
    /// The request must name an agent.
    AgentMissing = "agent-missing", 422;
    /// No agent has this id.
    AgentUnknown = "agent-unknown", 422;
    /// The model is in neither the catalog nor the configuration.
    ModelUnknown = "model-unknown", 422;
    /// The provider is in neither the catalog nor the configuration.
    ProviderUnknown = "provider-unknown", 422;
    /// No stored credential has this id.
    CredentialUnknown = "credential-unknown", 422;
    /// An image model that takes only text.
    ModelTextOnly = "model-text-only", 422;
    /// The name is not a valid alias.
    AliasInvalid = "alias-invalid", 422;
    /// No model has this alias.
    AliasUnknown = "alias-unknown", 422;
    /// Another model has this alias.
    AliasTaken = "alias-taken", 422;
    /// The alias is built into OpenClaw and is in no file.
    AliasBuiltIn = "alias-built-in", 422;
    /// A chain or an allowlist uses the alias.
    AliasUsed = "alias-used", 422;
    /// The model is not on the allowlist.
    ModelNotAllowed = "model-not-allowed", 422;
    /// A wildcard on the allowlist covers the model.
    ModelCovered = "model-covered", 422;
    /// The model is not in the chain.
    FallbackMissing = "fallback-missing", 422;
    /// A value in the configuration has another type than the edit needs.
    ConfigType = "config-type", 422;
    /// A key on the path of the edit is duplicated.
    ConfigDuplicate = "config-duplicate", 422;
    /// The value is merged from several files, so it cannot be edited in a single one.
    ConfigSplit = "config-split", 422;
    /// The history has no such change.
    ChangeUnknown = "change-unknown", 404;
    /// There is no such lint.
    LintUnknown = "lint-unknown", 404;
    /// The change can never be undone.
    ChangeFinal = "change-final", 422;
    /// The changed values have changed again since, so the change is not undone.
    ChangeConflict = "change-conflict", 409;
    /// There is no change to undo.
    NothingToUndo = "nothing-to-undo", 422;
    /// The history cannot be read.
    HistoryUnreadable = "history-unreadable", 500;
    /// The path is invalid, or cannot be changed by openclaw.
    ConfigPath = "config-path", 422;
    /// There is no value at the path.
    ConfigMissing = "config-missing", 422;
    /// The value is not valid at this path.
    ConfigValue = "config-value", 422;
    /// A secret was typed on the command line.
    SecretTyped = "secret-typed", 422;
    /// A typed secret cannot be stored.
    SecretInvalid = "secret-invalid", 422;
    /// A typed secret looks like one of another kind or provider.
    SecretMismatch = "secret-mismatch", 422;
    /// A duration is not valid.
    DurationInvalid = "duration-invalid", 422;
    /// A stored credential has this id already.
    CredentialExists = "credential-exists", 422;
    /// Nothing else pays for the provider of the credential.
    CredentialUsed = "credential-used", 422;
    /// The change is not possible for this credential or this home.
    CredentialRefused = "credential-refused", 422;
    /// The home has no credential store yet, and one can be created on request.
    CredentialStoreMissing = "credential-store-missing", 422;
    /// An agent has this id already.
    AgentExists = "agent-exists", 422;
    /// The agent is not valid.
    AgentInvalid = "agent-invalid", 422;
    /// The files have changed since the preview.
    Changed = "changed", 409;
    /// Another process is writing.
    Busy = "busy", 409;
    /// Another job of this kind runs.
    JobRunning = "job-running", 409;
    /// There is no job with this number.
    JobUnknown = "job-unknown", 404;
    /// A number is outside of its range.
    NumberInvalid = "number-invalid", 422;
    /// The home is read-only.
    ReadOnly = "read-only", 409;
    /// The operating system did not allow the write.
    WriteFailed = "write-failed", 500;
    /// The server could not be reached.
    Offline = "offline", 503;
    /// The session ended while a page was open.
    SignedOut = "signed-out", 401;
    /// No free port could be bound.
    PortTaken = "port-taken", 500;
    /// The socket path is not safe to listen on.
    SocketRefused = "socket-refused", 500;
    /// No dashboard is running for this home.
    NotRunning = "not-running", 409;
    /// A dashboard is running for this home, but with other options.
    RunsOtherwise = "runs-otherwise", 409;
    /// The command line could not be understood.
    Usage = "usage", 400;
    /// The command belongs to OpenClaw, which is not installed.
    NoOpenclaw = "no-openclaw", 501;
    /// The command could not be passed on to OpenClaw.
    HandOver = "hand-over", 500;
    /// The output could not be written.
    OutputLost = "output-lost", 500;
    /// A bug in openclaw.
    Internal = "internal", 500;
}

#[cfg(feature = "server-fn")]
mod transport {
    use server_fn::error::{FromServerFnError, ServerFnErrorErr};

    use super::{Code, OpError};
    use crate::codec::JsonText;

    impl FromServerFnError for OpError {
        type Encoder = JsonText;

        /// Converts an error of the transport. Its text is dropped because it may quote the request.
        fn from_server_fn_error(value: ServerFnErrorErr) -> Self {
            match value {
                ServerFnErrorErr::Request(_) => Self::new(Code::Offline, "the dashboard's server does not answer")
                    .with_hint("is `openclaw models ui` still running, and the tunnel open?"),
                ServerFnErrorErr::Args(_) | ServerFnErrorErr::MissingArg(_) => {
                    Self::new(Code::BadRequest, "the request could not be understood")
                }
                ServerFnErrorErr::Deserialization(_) => {
                    Self::new(Code::SignedOut, "the server's answer was not for this page")
                        .with_hint("reload the page; sign in again if it asks")
                }
                _ => Self::new(Code::Internal, "internal error in openclaw"),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_serialize_as_their_names() {
        for code in Code::ALL {
            let json = serde_json::to_string(code).unwrap();
            assert_eq!(json, format!("\"{}\"", code.as_str()));
            assert_eq!(serde_json::from_str::<Code>(&json).unwrap(), *code);
        }
    }

    #[test]
    fn hint_scope_is_serialized_only_when_restricted() {
        for (hint, json) in [
            (Hint::from("fix it"), r#"{"text":"fix it"}"#),
            (Hint::for_terminal("`--force`"), r#"{"text":"`--force`","terminal":true}"#),
            (Hint::from("or `b`?").with_suggestions(&["b".to_owned()]), r#"{"text":"or `b`?","suggestions":["b"]}"#),
        ] {
            assert_eq!(serde_json::to_string(&hint).unwrap(), json);
            assert_eq!(serde_json::from_str::<Hint>(json).unwrap(), hint);
            assert_eq!(hint.is_for_pages(), !json.contains("terminal"));
        }
    }
}
