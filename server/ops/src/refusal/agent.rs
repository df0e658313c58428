//! From why an agent is not added to what is said about it.

use contract::{Code, Hint, OpError};
use rules::agents::add::NotAdded;

pub(super) fn refused(refused: &NotAdded) -> OpError {
    let (code, hint) = match refused {
        NotAdded::Exists { .. } => (Code::AgentExists, "`openclaw agents list` shows who there is"),
        NotAdded::Reserved => (Code::AgentInvalid, "it is the agent that is there without being added"),
        NotAdded::NoId => (Code::AgentInvalid, "an id is made of the letters a to z, digits, `-` and `_`"),
        NotAdded::LongName | NotAdded::NotAPath { .. } => (Code::AgentInvalid, "choose a shorter one"),
        NotAdded::Variable { .. } => {
            (Code::AgentInvalid, "write the path itself; what a variable holds may be a secret")
        }
        NotAdded::InTheWay { .. } => (Code::AgentInvalid, "name another place, or put a directory there"),
        NotAdded::NotForPages { .. } => {
            (Code::AgentInvalid, "leave it out, or name one below the state directory; a terminal may name any")
        }
        NotAdded::NoWorkspace { .. } => (Code::AgentInvalid, "`--workspace <dir>` says where it works"),
        NotAdded::DirTaken { .. } => (Code::AgentInvalid, "OpenClaw refuses that; name another one, or none"),
    };
    let is_flag = matches!(refused, NotAdded::NoWorkspace { .. });
    let hint = if is_flag { Hint::terminal(hint) } else { hint.into() };
    OpError::new(code, refused.to_string()).hint(hint)
}
