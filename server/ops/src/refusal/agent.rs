//! From why an agent is not added to what is said about it.

use contract::{Code, Hint, OpError};
use rules::agents::add::NotAdded;

pub(super) fn refused(refused: &NotAdded) -> OpError {
    let code = if matches!(refused, NotAdded::Exists { .. }) { Code::AgentExists } else { Code::AgentInvalid };
    OpError::new(code, refused.to_string()).hint(hint(refused))
}

fn hint(refused: &NotAdded) -> Hint {
    match refused {
        NotAdded::Exists { .. } => Hint::terminal("`openclaw agents list` shows the agents"),
        NotAdded::Reserved => "OpenClaw always has this agent".into(),
        NotAdded::NoId => "an id is made of the letters a to z, digits, `-` and `_`".into(),
        NotAdded::LongName | NotAdded::NotAPath { .. } => "choose a shorter one".into(),
        NotAdded::Variable { .. } => "write the path itself; what a variable holds may be a secret".into(),
        NotAdded::InTheWay { .. } => "name another place, or put a directory there".into(),
        NotAdded::NotForPages { .. } => "leave it out; in a terminal it can be any".into(),
        NotAdded::WorkspaceElsewhere { id, state_dir } => {
            format!("name one like `{state_dir}/workspace-{id}`; in a terminal it can be any").into()
        }
        NotAdded::NoWorkspace { .. } => Hint::terminal("`--workspace <dir>` says where it works"),
        NotAdded::DirTaken { .. } => "OpenClaw refuses that; name another one, or none".into(),
    }
}
