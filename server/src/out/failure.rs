//! Results of commands.

use contract::OpError;

use super::Format;

/// A failed command: the error, and the format to print it in.
pub(crate) struct Failure(pub(crate) OpError, pub(crate) Format);

/// Result of a command. The exit code of a command that did its work is not always 0.
pub(crate) type Outcome = Result<u8, Failure>;

impl Failure {
    /// Creates a failure that is printed as text.
    pub(crate) fn for_people(error: OpError) -> Self {
        Self(error, Format::Human)
    }
}
