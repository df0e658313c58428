//! Whose command a line is: ours, or that of the OpenClaw behind us on `PATH`. Decided from the words as they were typed,
//! before anything parses them.

mod guard;

use std::ffi::OsStr;

pub use guard::{Handed, VARIABLE};

/// Who runs a command line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Whose {
    /// We.
    Ours,
    /// OpenClaw where there is one, else we.
    OursAlone,
    /// OpenClaw.
    Theirs,
}

/// A command that is not OpenClaw's alone, and the flags of it that are known here. With any other flag it is theirs.
#[derive(Debug)]
pub struct Row {
    /// Its one or two words.
    pub words: &'static [&'static str],
    /// Its flags; one that takes a value ends with `=`.
    pub flags: &'static [&'static str],
    /// Who runs it.
    pub whose: Whose,
}

/// All but `models` and `completions`, which are ours with whatever follows.
pub const TABLE: &[Row] = &[
    row(&["agents"], &["--json"], Whose::Ours),
    row(&["agents", "list"], &["--json"], Whose::Ours),
    row(
        &["agents", "add"],
        &["--workspace=", "--model=", "--agent-dir=", "--non-interactive", "--force", "--dry-run", "--json"],
        Whose::Ours,
    ),
    row(&["config", "file"], &["--json"], Whose::Ours),
    row(&["config", "get"], &["--json"], Whose::Ours),
    row(&["config", "set"], &["--strict-json", "--dry-run", "--json"], Whose::Ours),
    row(&["config", "unset"], &["--dry-run", "--json"], Whose::Ours),
    row(&["config", "validate"], &["--json"], Whose::Ours),
    row(&["gateway", "restart"], &["--json"], Whose::OursAlone),
    row(&["plugins", "list"], &["--enabled", "--json"], Whose::OursAlone),
    row(&["status"], &["--agent=", "--usage", "--json", "--plain"], Whose::OursAlone),
];

/// What OpenClaw has behind `models` and we do not have yet. A line goes when its command comes.
pub const MODELS_LATER: &[&str] = &["accounts", "auth", "list", "refresh", "scan"];

/// The same for flags of `models status`: they are about credentials. One that takes a value ends with `=`.
pub const STATUS_LATER: &[&str] = &[
    "--check",
    "--probe",
    "--probe-concurrency=",
    "--probe-max-tokens=",
    "--probe-profile=",
    "--probe-provider=",
    "--probe-timeout=",
];

/// Flags that may stand before the command word; those that take a value end with `=`.
const ROOT: &[&str] = &["--profile=", "--dev", "--verbose", "--log-level=", "--no-color"];

/// The same for `models`: what the group takes before its command.
const MODELS: &[&str] = &["--agent=", "--json", "--plain", "--status-json", "--status-plain"];

const HELP: &[&str] = &["-h", "--help"];
const VERSION: &[&str] = &["-V", "--version"];

const fn row(words: &'static [&'static str], flags: &'static [&'static str], whose: Whose) -> Row {
    Row { words, flags, whose }
}

/// Decides. `args` are those behind the program's name.
pub fn decide<'a>(args: impl IntoIterator<Item = &'a OsStr>) -> Whose {
    let args = words(args);
    match command(&args).as_slice() {
        [] | ["completions", ..] => Whose::Ours,
        [flag, ..] if HELP.contains(flag) || VERSION.contains(flag) => Whose::Ours,
        // A flag of OpenClaw's root; where there is none, our parser names the one that was meant.
        [flag, ..] if is_flag(flag) => Whose::OursAlone,
        ["models", rest @ ..] => models(rest),
        [word, flag, ..] if HELP.contains(flag) && TABLE.iter().any(|row| row.words.first() == Some(word)) => {
            Whose::OursAlone
        }
        args => by_table(args),
    }
}

/// The command that a line is about, to be named in a message. Words may be secrets in a wrong place, so only those that
/// look like a command are.
pub fn named<'a>(args: impl IntoIterator<Item = &'a OsStr>) -> Option<String> {
    let args = words(args);
    let args = command(&args);
    let is_plain = |word: &&&str| !is_flag(word) && is_plain(word);
    let mut words = args.iter();
    let first = words.next().filter(is_plain)?;
    let second = words.next().filter(is_plain).filter(|_| is_family(first));
    Some(second.map_or_else(|| (*first).to_owned(), |second| format!("{first} {second}")))
}

/// The flag for which a command is OpenClaw's that is ours without it.
pub fn foreign_flag<'a>(args: impl IntoIterator<Item = &'a OsStr>) -> Option<String> {
    let args = words(args);
    let args = command(&args);
    let flag = match args.as_slice() {
        ["models", rest @ ..] => match skip_all(rest, &[ROOT, MODELS].concat()) {
            [word, ..] if MODELS_LATER.contains(word) => None,
            rest => rest.iter().find(|arg| is_later(arg)).copied(),
        },
        args => row_of(args).and_then(|(row, rest)| unknown_flag(row.flags, rest)),
    };
    let name = flag?.split('=').next()?;
    is_plain(name).then(|| name.to_owned())
}

/// Whether a word may be repeated: it looks like that of a command or a flag.
fn is_plain(word: &str) -> bool {
    word.len() <= 24 && word.chars().all(|c| c.is_ascii_lowercase() || c == '-')
}

/// The command without the flags before it, and with `help` as what it means: `models help set` is `models set --help`.
fn command(args: &[String]) -> Vec<&str> {
    let args: Vec<_> = args.iter().map(String::as_str).collect();
    let args = skip_all(&args, ROOT);
    match args {
        ["help", rest @ ..] => [rest, &["--help"]].concat(),
        [family, "help", rest @ ..] if is_family(family) => [&[*family], rest, &["--help"]].concat(),
        args => args.to_vec(),
    }
}

/// Whether a command has commands below it.
fn is_family(word: &str) -> bool {
    word == "models" || TABLE.iter().any(|row| row.words.len() > 1 && row.words.first() == Some(&word))
}

/// What follows `--` is no flag and no word of a command.
fn words<'a>(args: impl IntoIterator<Item = &'a OsStr>) -> Vec<String> {
    args.into_iter().map(|arg| arg.to_string_lossy().into_owned()).take_while(|arg| arg != "--").collect()
}

fn models(args: &[&str]) -> Whose {
    match skip_all(args, &[ROOT, MODELS].concat()) {
        [word, ..] if MODELS_LATER.contains(word) => Whose::Theirs,
        [word, rest @ ..] if *word == "status" && rest.iter().any(is_later) => Whose::Theirs,
        rest if rest.first().is_some_and(|arg| is_flag(arg)) && rest.iter().any(is_later) => Whose::Theirs,
        _ => Whose::Ours,
    }
}

/// Whether it is a flag of `models status` that is OpenClaw's.
fn is_later(arg: &&str) -> bool {
    skip(&[*arg], STATUS_LATER).is_some() && !is_verbose(arg)
}

fn by_table(args: &[&str]) -> Whose {
    let row = row_of(args).filter(|(row, rest)| unknown_flag(row.flags, rest).is_none());
    row.map_or(Whose::Theirs, |(row, _)| row.whose)
}

/// The row of a command, and what follows its words.
fn row_of<'a, 'b>(args: &'a [&'b str]) -> Option<(&'static Row, &'a [&'b str])> {
    let length = if args.get(1).is_some_and(|word| !is_flag(word)) { 2 } else { 1 };
    let (words, rest) = args.split_at_checked(length)?;
    Some((TABLE.iter().find(|row| row.words == words)?, rest))
}

/// The first flag that is not known.
fn unknown_flag<'b>(flags: &[&str], mut args: &[&'b str]) -> Option<&'b str> {
    while let [arg, rest @ ..] = args {
        let is_fine = !is_flag(arg) || HELP.contains(arg);
        let next = if is_fine { Some(rest) } else { skip(args, flags).or_else(|| skip(args, ROOT)) };
        match next {
            Some(rest) => args = rest,
            None => return Some(arg),
        }
    }
    None
}

/// What comes after the flags at the start that are known.
fn skip_all<'a, 'b>(mut args: &'a [&'b str], known: &[&str]) -> &'a [&'b str] {
    while let Some(rest) = skip(args, known) {
        args = rest;
    }
    args
}

/// The same for one flag, with its value; `None` when there is none.
fn skip<'a, 'b>(args: &'a [&'b str], known: &[&str]) -> Option<&'a [&'b str]> {
    let (arg, rest) = args.split_first()?;
    let (name, has_value) = arg.split_once('=').map_or((*arg, false), |(name, _)| (name, true));
    let takes_value = |known: &&str| known.strip_suffix('=') == Some(name);
    if known.iter().any(takes_value) && !has_value {
        return Some(rest.get(1..).unwrap_or_default());
    }
    (known.iter().any(|known| known.trim_end_matches('=') == name) || is_verbose(arg)).then_some(rest)
}

/// `-v`, `-vv`
fn is_verbose(arg: &str) -> bool {
    arg.strip_prefix('-').is_some_and(|rest| !rest.is_empty() && rest.chars().all(|c| c == 'v'))
}

/// `-` alone is a file, and `-5` a number.
fn is_flag(arg: &str) -> bool {
    arg.strip_prefix('-').is_some_and(|rest| rest.starts_with(|c: char| c == '-' || c.is_ascii_alphabetic()))
}

#[cfg(test)]
mod tests;
