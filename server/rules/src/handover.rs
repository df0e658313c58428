//! Decides who runs a command line: this program (`openclaw`), or the OpenClaw that comes after it on `PATH`. The
//! decision is made from the typed arguments, before they are parsed.

mod loop_guard;

pub use loop_guard::{HandoverTrace, TRACE_VARIABLE};
use std::ffi::OsStr;

/// Who runs a command line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CommandOwner {
    /// This program.
    ThisProgram,
    /// OpenClaw if it is installed, else this program.
    OpenClawIfInstalled,
    /// OpenClaw, in any case.
    OpenClaw,
}

/// A command that this program can run, with the flags that it supports. With any other flag, OpenClaw runs the
/// command.
#[derive(Debug)]
pub struct CommandRow {
    /// The one or two words of the command.
    pub words: &'static [&'static str],
    /// The supported flags; a flag that takes a value ends with `=`.
    pub flags: &'static [&'static str],
    /// Who runs it.
    pub owner: CommandOwner,
}

/// The commands of this program, except `models` and `completions`, which have rules of their own.
pub const COMMAND_TABLE: &[CommandRow] = &[
    command_row(&["agents"], &["--json"], CommandOwner::ThisProgram),
    command_row(&["agents", "list"], &["--json"], CommandOwner::ThisProgram),
    command_row(
        &["agents", "add"],
        &["--workspace=", "--model=", "--agent-dir=", "--non-interactive", "--force", "--dry-run", "--json"],
        CommandOwner::ThisProgram,
    ),
    command_row(&["config", "file"], &["--json"], CommandOwner::ThisProgram),
    command_row(&["config", "get"], &["--json"], CommandOwner::ThisProgram),
    command_row(&["config", "set"], &["--strict-json", "--force", "--dry-run", "--json"], CommandOwner::ThisProgram),
    command_row(&["config", "unset"], &["--force", "--dry-run", "--json"], CommandOwner::ThisProgram),
    command_row(&["config", "validate"], &["--json"], CommandOwner::ThisProgram),
    command_row(&["gateway", "restart"], &["--json"], CommandOwner::OpenClawIfInstalled),
    command_row(&["plugins", "list"], &["--enabled", "--json"], CommandOwner::OpenClawIfInstalled),
    command_row(
        &["status"],
        &[
            "--agent=",
            "--usage",
            "--no-usage",
            "--shell-env",
            "--check",
            "--chain",
            "--warn-within=",
            "--probe",
            "--probe-provider=",
            "--probe-profile=",
            "--probe-timeout=",
            "--probe-concurrency=",
            "--probe-max-tokens=",
            "--allow-host=",
            "--yes",
            "--dry-run",
            "--json",
            "--plain",
        ],
        CommandOwner::OpenClawIfInstalled,
    ),
];

/// The `models` commands of OpenClaw that this program does not have yet. Remove a command here when it is added.
pub const DELEGATED_MODELS_COMMANDS: &[&str] = &["accounts"];

/// The `models auth` commands of this program. OpenClaw runs all others. Add a command here when it is added.
pub const AUTH_COMMANDS: &[&[&str]] = &[
    &["list"],
    &["providers"],
    &["add"],
    &["paste-api-key"],
    &["paste-token"],
    &["setup-token"],
    &["remove"],
    &["logout"],
    &["rename"],
    &["copy"],
    &["import"],
    &["order"],
    &["cooldown"],
    &["clear-cooldown"],
];

/// Flags of the group `models auth` that may come before its command.
const AUTH_FLAGS: &[&str] = &["--agent=", "--json"];

/// Flags that may come before the command; a flag that takes a value ends with `=`.
const ROOT_FLAGS: &[&str] = &["--profile=", "--dev", "--verbose", "--log-level=", "--no-color"];

/// Flags of the group `models` that may come before its command.
const MODELS_FLAGS: &[&str] = &["--agent=", "--json", "--plain", "--status-json", "--status-plain"];

const HELP_FLAGS: &[&str] = &["-h", "--help"];
const VERSION_FLAGS: &[&str] = &["-V", "--version"];

const fn command_row(
    words: &'static [&'static str],
    flags: &'static [&'static str],
    owner: CommandOwner,
) -> CommandRow {
    CommandRow { words, flags, owner }
}

/// Decides who runs a command line. `args` are the arguments after the program's name.
pub fn command_owner<'a>(args: impl IntoIterator<Item = &'a OsStr>) -> CommandOwner {
    let args = args_before_double_dash(args);
    match normalized_command(&args).as_slice() {
        [] | ["completions", ..] => CommandOwner::ThisProgram,
        [flag, ..] if HELP_FLAGS.contains(flag) || VERSION_FLAGS.contains(flag) => CommandOwner::ThisProgram,
        // A global flag of OpenClaw; without OpenClaw, the parser of this program suggests a similar flag.
        [flag, ..] if is_flag(flag) => CommandOwner::OpenClawIfInstalled,
        ["models", rest @ ..] => models_owner(rest),
        [word, flag, ..]
            if HELP_FLAGS.contains(flag) && COMMAND_TABLE.iter().any(|row| row.words.first() == Some(word)) =>
        {
            CommandOwner::OpenClawIfInstalled
        }
        args => owner_by_table(args),
    }
}

/// The command of a command line, for messages. An argument may be a misplaced secret, so only words that look like a
/// command are returned.
pub fn command_name<'a>(args: impl IntoIterator<Item = &'a OsStr>) -> Option<String> {
    let args = args_before_double_dash(args);
    let args = normalized_command(&args);
    let is_plain = |word: &&&str| !is_flag(word) && is_plain_word(word);
    let mut words = args.iter();
    let first = words.next().filter(is_plain)?;
    let second = words.next().filter(is_plain).filter(|_| has_subcommands(first));
    Some(second.map_or_else(|| (*first).to_owned(), |second| format!("{first} {second}")))
}

/// The flag because of which OpenClaw runs a command that this program would run without it.
pub fn delegating_flag<'a>(args: impl IntoIterator<Item = &'a OsStr>) -> Option<String> {
    let args = args_before_double_dash(args);
    let args = normalized_command(&args);
    let flag = match args.as_slice() {
        ["models", ..] => None,
        args => find_row(args).and_then(|(row, rest)| first_unknown_flag(row.flags, rest)),
    };
    let name = flag?.split('=').next()?;
    is_plain_word(name).then(|| name.to_owned())
}

/// Whether a word looks like a command or a flag, so that a message may repeat it.
fn is_plain_word(word: &str) -> bool {
    word.len() <= 24 && word.chars().all(|c| c.is_ascii_lowercase() || c == '-')
}

/// The arguments without the flags before the command, and with `help` rewritten: `models help set` becomes
/// `models set --help`.
fn normalized_command(args: &[String]) -> Vec<&str> {
    let args: Vec<_> = args.iter().map(String::as_str).collect();
    let args = skip_known_flags(&args, ROOT_FLAGS);
    match args {
        ["help", rest @ ..] => [rest, &["--help"]].concat(),
        [family, "help", rest @ ..] if has_subcommands(family) => [&[*family], rest, &["--help"]].concat(),
        args => args.to_vec(),
    }
}

/// Whether a command has subcommands.
fn has_subcommands(word: &str) -> bool {
    word == "models" || COMMAND_TABLE.iter().any(|row| row.words.len() > 1 && row.words.first() == Some(&word))
}

/// The arguments before `--`. Those after it are neither flags nor words of a command.
fn args_before_double_dash<'a>(args: impl IntoIterator<Item = &'a OsStr>) -> Vec<String> {
    args.into_iter().map(|arg| arg.to_string_lossy().into_owned()).take_while(|arg| arg != "--").collect()
}

fn models_owner(args: &[&str]) -> CommandOwner {
    match skip_known_flags(args, &[ROOT_FLAGS, MODELS_FLAGS].concat()) {
        [word, ..] if DELEGATED_MODELS_COMMANDS.contains(word) => CommandOwner::OpenClaw,
        ["auth", rest @ ..] => auth_owner(rest),
        _ => CommandOwner::ThisProgram,
    }
}

fn auth_owner(args: &[&str]) -> CommandOwner {
    let args = skip_known_flags(args, &[ROOT_FLAGS, AUTH_FLAGS].concat());
    let is_help = |rest: &[&str]| rest.first().is_none_or(|word| *word == "help" || HELP_FLAGS.contains(word));
    match args {
        rest if is_help(rest) => CommandOwner::ThisProgram,
        rest if AUTH_COMMANDS.iter().any(|command| rest.starts_with(command)) => CommandOwner::ThisProgram,
        _ => CommandOwner::OpenClaw,
    }
}

fn owner_by_table(args: &[&str]) -> CommandOwner {
    let row = find_row(args).filter(|(row, rest)| first_unknown_flag(row.flags, rest).is_none());
    row.map_or(CommandOwner::OpenClaw, |(row, _)| row.owner)
}

/// The row of a command, with the arguments after its words.
fn find_row<'a, 'b>(args: &'a [&'b str]) -> Option<(&'static CommandRow, &'a [&'b str])> {
    let length = if args.get(1).is_some_and(|word| !is_flag(word)) { 2 } else { 1 };
    let (words, rest) = args.split_at_checked(length)?;
    Some((COMMAND_TABLE.iter().find(|row| row.words == words)?, rest))
}

/// The first flag that is not supported.
fn first_unknown_flag<'b>(flags: &[&str], mut args: &[&'b str]) -> Option<&'b str> {
    while let [arg, rest @ ..] = args {
        let is_fine = !is_flag(arg) || HELP_FLAGS.contains(arg);
        let next = if is_fine {
            Some(rest)
        } else {
            skip_known_flag(args, flags).or_else(|| skip_known_flag(args, ROOT_FLAGS))
        };
        match next {
            Some(rest) => args = rest,
            None => return Some(arg),
        }
    }
    None
}

/// The arguments after the known flags at the start.
fn skip_known_flags<'a, 'b>(mut args: &'a [&'b str], known: &[&str]) -> &'a [&'b str] {
    while let Some(rest) = skip_known_flag(args, known) {
        args = rest;
    }
    args
}

/// The arguments after one known flag and its value; `None` if the first argument is not a known flag.
fn skip_known_flag<'a, 'b>(args: &'a [&'b str], known: &[&str]) -> Option<&'a [&'b str]> {
    let (arg, rest) = args.split_first()?;
    let (name, has_value) = arg.split_once('=').map_or((*arg, false), |(name, _)| (name, true));
    let takes_value = |known: &&str| known.strip_suffix('=') == Some(name);
    if known.iter().any(takes_value) && !has_value {
        return Some(rest.get(1..).unwrap_or_default());
    }
    (known.iter().any(|known| known.trim_end_matches('=') == name) || is_verbose(arg)).then_some(rest)
}

/// Whether the argument is `-v`, `-vv` and so on.
fn is_verbose(arg: &str) -> bool {
    arg.strip_prefix('-').is_some_and(|rest| !rest.is_empty() && rest.chars().all(|c| c == 'v'))
}

/// Whether the argument is a flag. `-` alone is a file, and `-5` a number.
fn is_flag(arg: &str) -> bool {
    arg.strip_prefix('-').is_some_and(|rest| rest.starts_with(|c: char| c == '-' || c.is_ascii_alphabetic()))
}

#[cfg(test)]
mod tests;
