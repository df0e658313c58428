//! From why a value is not read or written to what is said about it.

use contract::{Code, Hint, OpError};
use json5_edit::KeyPath;
use rules::{path::NotAPath, setting::Refused};

use super::did_you_mean;

pub(super) fn refused(refused: &Refused) -> OpError {
    let error = OpError::new(code(refused), refused.to_string());
    let is_for_terminals =
        matches!(refused, Refused::SecretTyped { .. } | Refused::NoSuchAgent { .. } | Refused::Null { .. });
    match hint(refused) {
        Some(hint) if is_for_terminals => error.hint(Hint::terminal(hint)),
        Some(hint) => error.hint(hint),
        None => error,
    }
}

fn code(refused: &Refused) -> Code {
    match refused {
        Refused::Missing { .. } => Code::ConfigMissing,
        Refused::SecretTyped { .. } => Code::SecretTyped,
        Refused::Path(_)
        | Refused::Dotted { .. }
        | Refused::NotForPages { .. }
        | Refused::OpenClaws { .. }
        | Refused::Include { .. }
        | Refused::OtherShape { .. }
        | Refused::NoSuchAgent { .. }
        | Refused::Gap { .. } => Code::ConfigPath,
        Refused::NothingPiped { .. }
        | Refused::Mask { .. }
        | Refused::NoSecret { .. }
        | Refused::Variable { .. }
        | Refused::NotJson5 { .. }
        | Refused::Null { .. }
        | Refused::ReservedKey { .. }
        | Refused::Misfit { .. } => Code::ConfigValue,
    }
}

fn hint(refused: &Refused) -> Option<String> {
    match refused {
        Refused::Path(NotAPath::Reserved { .. }) | Refused::OpenClaws { .. } => None,
        Refused::Path(_) => Some("a path is written like `agents.list[0].model` or `models[a/b].alias`".to_owned()),
        Refused::Missing { level, near, others, elements, .. } => there_is(level, near, others, *elements),
        Refused::NotForPages { .. } => Some("a terminal can change the whole file".to_owned()),
        Refused::Variable { .. } => Some("a terminal can".to_owned()),
        Refused::Include { .. } | Refused::ReservedKey { .. } => {
            Some("do that in an editor, to see what else the change affects".to_owned())
        }
        Refused::Dotted { instead, .. } | Refused::OtherShape { instead, .. } => {
            Some(format!("the path here is `{instead}`"))
        }
        Refused::NoSuchAgent { .. } => Some("`openclaw agents add <name> --workspace=<dir>` adds one".to_owned()),
        Refused::Gap { .. } => Some("a list is filled from its start, without gaps".to_owned()),
        Refused::SecretTyped { path } => {
            Some(format!("pipe it: `printf %s \"$KEY\" | openclaw config set {} -`", word(path)))
        }
        Refused::Mask { .. } => Some("nothing was written; set the values beside it, each by its own path".to_owned()),
        Refused::NoSecret { .. } => Some("nothing was written; look at what the pipe brings".to_owned()),
        Refused::NothingPiped { .. } => Some("was the variable in the command empty?".to_owned()),
        Refused::NotJson5 { .. } => Some("text needs quotes there, as in `'\"text\"'`".to_owned()),
        Refused::Null { .. } => Some("`openclaw config unset <path>` takes a value out".to_owned()),
        Refused::Misfit { .. } => Some("nothing was changed".to_owned()),
    }
}

/// What stands where the path ends.
fn there_is(level: &KeyPath, near: &[KeyPath], others: &[String], elements: Option<usize>) -> Option<String> {
    let place = if level.steps().is_empty() { "the file".to_owned() } else { format!("`{level}`") };
    match (near, elements) {
        ([], Some(count)) => Some(format!("{place} is a list of {count}, counted from 0")),
        ([], None) if others.is_empty() => None,
        ([], None) => Some(format!("{place} has `{}`", others.join("`, `"))),
        (near, _) => Some(did_you_mean(&near.iter().map(KeyPath::to_string).collect::<Vec<_>>())),
    }
}

/// A path as a shell takes it for one word.
fn word(path: &KeyPath) -> String {
    let path = path.to_string();
    let is_plain = path.chars().all(|c| c.is_alphanumeric() || "._-".contains(c));
    if is_plain { path } else { format!("'{}'", path.replace('\'', "'\\''")) }
}
