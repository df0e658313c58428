//! From why nothing was written to what is said about it.

use contract::{ChainId, Code, Hint, OpError, Repair, Role, SourceSpan, history::words};
use json5_edit::EditError;
use rules::{decision::Refusal, undo::WhyNot};
use store::{Place, WriteError};

use crate::workspace::Seal;

mod agent;
mod setting;

const SPELLED: &str = "a model is written `provider/model`, as in `anthropic/claude-opus-4-5`";

/// The facts that we have may be older than a model.
const FORCE: &str = "`--force` uses it anyway";

/// A rule said no.
pub(crate) fn refused(refusal: Refusal) -> OpError {
    let message = refusal.to_string();
    match refusal {
        Refusal::NotAModel { .. } => {
            OpError::new(Code::ModelInvalid, format!("invalid model reference: {message}")).hint(SPELLED)
        }
        Refusal::NoModel => OpError::new(Code::ModelInvalid, message).hint(SPELLED),
        Refusal::UnknownModel { model, word, alike, unknown_provider, providers } => {
            let error = OpError::new(Code::ModelUnknown, message);
            let read = |word: String| format!("`{word}` is not an alias and was read as `{model}`");
            let error = word.map(read).into_iter().fold(error, OpError::cause);
            unknown(error, &alike, unknown_provider.as_deref(), &providers)
        }
        Refusal::TextOnly { .. } => OpError::new(Code::ModelTextOnly, message).hint(Hint::terminal(FORCE)),
        Refusal::NotAnAlias { .. } => OpError::new(Code::AliasInvalid, message)
            .hint("an alias is made of letters, digits and `.`, `_`, `:`, `-`, as in `opus`"),
        Refusal::UnknownAlias { alike, count, .. } => unknown_alias(message, &alike, count),
        Refusal::AliasTaken { .. } => {
            OpError::new(Code::AliasTaken, message).hint("choose another name, or remove that alias first")
        }
        Refusal::AliasBuiltIn { model, .. } => OpError::new(Code::AliasBuiltIn, message)
            .hint("give the model an alias of its own")
            .hint(Hint::terminal(format!("`openclaw models aliases add <alias> {model}` does that"))),
        Refusal::AliasUsed { breaks, repair, .. } => alias_used(message, breaks, &repair),
        Refusal::NotAllowed { is_on, step, alike, .. } => not_allowed(message, is_on, step, &alike),
        Refusal::Covered { by, .. } => OpError::new(Code::ModelCovered, message)
            .hint(Hint::terminal(format!("`openclaw models disallow '{by}'` takes all of them off"))),
        Refusal::NoWildcards { .. } => OpError::new(Code::ModelInvalid, message).hint("name each model"),
        Refusal::NotInChain { is_primary, others, .. } => not_in_chain(message, is_primary, &others),
        Refusal::NoFallback { chain, .. } => no_fallback(message, &chain),
        Refusal::NoSuchPlace { count, .. } => OpError::new(Code::ChainPlace, message).hint(places(count)),
        Refusal::UnknownAgent { closest, count, .. } => unknown_agent(message, &closest, count),
        Refusal::NoAgent => {
            OpError::new(Code::AgentMissing, message).hint(Hint::terminal("name it with `--agent <id>`"))
        }
        Refusal::ImageIsForAll { .. } => {
            OpError::new(Code::ImageForAll, message).hint("leave the agent out to change the default")
        }
        Refusal::CannotInherit { .. } => {
            OpError::new(Code::ChainInherit, message).hint(Hint::terminal("`--all` removes its own model too"))
        }
        Refusal::NoSuchChange { newest, .. } => no_such_change(message, newest),
        Refusal::NotUndone { why, instead, .. } => {
            instead.into_iter().fold(not_undone(message, why), |error, (id, op)| older(error, id, &op))
        }
        Refusal::NothingToUndo { passed } => {
            let error = OpError::new(Code::NothingToUndo, message);
            let error = passed.into_iter().fold(error, OpError::cause);
            error.hint(Hint::terminal("`openclaw models history` shows what was changed"))
        }
        Refusal::Setting(refused) => setting::refused(&refused),
        Refusal::Agent(refused) => agent::refused(&refused),
        Refusal::UnknownGeneration { .. } => {
            OpError::new(Code::ReadOnly, message).hint(Hint::terminal("`openclaw models doctor` shows what was found"))
        }
        Refusal::Split { .. } => OpError::new(Code::ConfigSplit, format!("could not edit one place: {message}"))
            .hint("edit it in one of these files"),
        Refusal::ReachesFurther { .. } => OpError::new(Code::ConfigSplit, message)
            .hint("nothing was changed; edit the files yourself, to see what else the change affects"),
        Refusal::NotEditable { file, reason, at } => not_editable(&file, &reason, at),
    }
}

fn no_fallback(message: String, ChainId { role, agent }: &ChainId) -> OpError {
    let command = match (role, agent) {
        (Role::Image, _) => "`openclaw models image-fallbacks add <provider/model>` adds one".to_owned(),
        (Role::Text, None) => "`openclaw models fallbacks add <provider/model>` adds one".to_owned(),
        (Role::Text, Some(agent)) => {
            format!("`openclaw models fallbacks add <provider/model> --agent={agent}` adds one")
        }
    };
    OpError::new(Code::ChainPlace, message).hint("add a fallback first").hint(Hint::terminal(command))
}

fn places(count: usize) -> String {
    match count {
        0 => "there is no fallback".to_owned(),
        1 => "there is one position: 1".to_owned(),
        count => format!("positions are counted from 1 to {count}, without the primary"),
    }
}

fn unknown_agent(message: String, closest: &[String], count: usize) -> OpError {
    let (there_are, them) = if count == 1 {
        ("there is one agent".to_owned(), "it")
    } else {
        (format!("there are {count} agents"), "them")
    };
    let error = meant(OpError::new(Code::AgentUnknown, message), closest).hint(there_are);
    error.hint(Hint::terminal(format!("`openclaw agents list` shows {them}")))
}

fn unknown(error: OpError, alike: &[String], unknown_provider: Option<&str>, providers: &[String]) -> OpError {
    let error = meant(error, alike);
    let error = match (unknown_provider, providers) {
        (None, _) => error,
        (Some(name), []) => error.hint(format!("no provider is called `{name}`")),
        (Some(name), providers) => {
            error.hint(format!("no provider is called `{name}`; there is {}", either(providers)))
        }
    };
    error.hint(Hint::terminal(FORCE))
}

fn unknown_alias(message: String, alike: &[String], count: usize) -> OpError {
    let error = OpError::new(Code::AliasUnknown, message);
    match (alike, count) {
        (_, 0) => error.hint("there is no alias"),
        ([], _) => error.hint(Hint::terminal("`openclaw models aliases list` shows what there is")),
        (alike, _) => meant(error, alike),
    }
}

/// What keeps the users of an alias as they are goes first.
fn alias_used(message: String, breaks: Vec<String>, Repair { writes, .. }: &Repair) -> OpError {
    let error = breaks.into_iter().fold(OpError::new(Code::AliasUsed, message), OpError::cause);
    error
        .hint("nothing was written")
        .hint(Hint::terminal(format!("`--write-out` writes `{writes}` there, in the same change")))
        .hint(Hint::terminal("`--force` removes it anyway"))
}

fn not_allowed(message: String, is_on: bool, step: Option<String>, alike: &[String]) -> OpError {
    let error = OpError::new(Code::ModelNotAllowed, message);
    match (step, alike) {
        _ if !is_on => error.hint("there is no allowlist, so every model is allowed"),
        (Some(step), _) => error.hint(format!("it is allowed because it is {step}")),
        (None, alike) => meant(error, alike),
    }
}

/// With what somebody may have meant, if there is anything.
fn meant(error: OpError, names: &[String]) -> OpError {
    if names.is_empty() { error } else { error.hint(did_you_mean(names)) }
}

fn did_you_mean(names: &[String]) -> String {
    format!("did you mean {}?", either(names))
}

/// `a`, `b` or `c`, each as code.
fn either(names: &[String]) -> String {
    let names: Vec<_> = names.iter().map(|name| format!("`{name}`")).collect();
    match names.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} or {last}", rest.join(", ")),
        _ => names.concat(),
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

fn no_such_change(message: String, newest: Option<u64>) -> OpError {
    let error = OpError::new(Code::ChangeUnknown, message);
    match newest {
        Some(newest) => {
            error.hint(format!("the newest is {newest}")).hint(Hint::terminal("`openclaw models history` shows them"))
        }
        None => error.hint("nothing was changed by us yet"),
    }
}

fn not_undone(message: String, why: WhyNot) -> OpError {
    match why {
        WhyNot::Changed { left, now, .. } => OpError::new(Code::ChangeConflict, message)
            .cause(format!("the change left {left}"))
            .cause(format!("now it is {now}"))
            .hint("nothing was written")
            .hint(Hint::terminal("`openclaw models history` shows what was changed since")),
        WhyNot::Elsewhere { .. } | WhyNot::Misfit { .. } => {
            OpError::new(Code::ChangeConflict, message).hint("nothing was written")
        }
        WhyNot::NothingKnown
        | WhyNot::NotOurs { .. }
        | WhyNot::NotKept { .. }
        | WhyNot::Odd { .. }
        | WhyNot::AgentGone { .. }
        | WhyNot::NothingLeft => OpError::new(Code::ChangeFinal, message).hint("nothing was written"),
    }
}

/// Which change could be undone instead.
fn older(error: OpError, id: u64, op: &str) -> OpError {
    let error = error.hint(format!("an older change can be undone: change {id} ({})", words(op)));
    error.hint(Hint::terminal(format!("`openclaw models undo {id}` takes it back")))
}

/// The history is there and cannot be read.
pub(crate) fn no_history(error: &WriteError, place: &Place) -> OpError {
    OpError::new(Code::HistoryUnreadable, format!("could not read the history: {}", shown(error, place)))
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
    OpError::new(Code::Changed, format!("`{file}` changed after you opened this"))
        .hint("nothing was written; look at your change on the new version and apply it again")
}

/// Nothing is written from here, whatever it is.
pub(crate) fn sealed(seal: Seal) -> OpError {
    OpError::new(Code::ReadOnly, format!("could not write: {}", seal.why)).hint(seal.hint)
}

/// The system, or somebody else who writes, is in the way.
pub(crate) fn unwritten(error: &WriteError, place: &Place) -> OpError {
    let (code, hint) = match error {
        WriteError::Changed { .. } => {
            (Code::Changed, "nothing was written; another program keeps saving the file: try again")
        }
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
        WriteError::NotADirectory { .. } => (Code::WriteFailed, "put a directory in its place"),
        WriteError::Directory { .. } => (Code::WriteFailed, "nothing was changed; the directory must be writable"),
        WriteError::Io { .. } => (Code::WriteFailed, "nothing was changed"),
    };
    let hint = if code == Code::ReadOnly { Hint::terminal(hint) } else { hint.into() };
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

#[cfg(test)]
mod tests;
