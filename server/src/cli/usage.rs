//! A line that cannot be parsed.

use clap::error::{ContextKind, ContextValue, ErrorKind};
use contract::{Code, OpError};
use rules::{mask::HIDDEN, secret};

use super::profile;
use crate::out::{Format, Out};

/// No command and no flag is longer.
const LONGEST_WORD: usize = 24;

/// Says it, and returns the exit code. Help and version are data; everything else that clap says is a refusal. Its exit
/// code 2 means something else here.
pub(super) fn answer(usage: clap::Error, format: Format, out: &mut Out) -> u8 {
    let usage = &unsaid(usage);
    if let Some(error) = profile::missing(usage) {
        return refuse(&error, format, out);
    }
    let is_data = !usage.use_stderr();
    if let Some(error) = without_a_command(usage) {
        out.error(&error, format);
    } else if !is_data && format == Format::Json {
        out.error(&as_error(usage), format);
    } else {
        out.rendered(&usage.render().ansi().to_string(), is_data);
    }
    u8::from(!is_data)
}

/// What was typed may be a secret in a wrong place: only what looks like a word of ours is repeated.
fn unsaid(mut usage: clap::Error) -> clap::Error {
    let typed = match usage.kind() {
        ErrorKind::UnknownArgument => ContextKind::InvalidArg,
        ErrorKind::InvalidSubcommand => ContextKind::InvalidSubcommand,
        _ => ContextKind::InvalidValue,
    };
    let is_told = |value: &ContextValue| matches!(value, ContextValue::String(typed) if !is_a_word(typed));
    if usage.get(typed).is_some_and(is_told) {
        usage.insert(typed, ContextValue::String(HIDDEN.to_owned()));
        // How to write it in another way, with all of it.
        usage.remove(ContextKind::Suggested);
    }
    usage
}

/// As commands and flags are written.
fn is_a_word(typed: &str) -> bool {
    let is_plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    typed.len() <= LONGEST_WORD && typed.chars().all(is_plain) && !secret::is_like_a_key(typed)
}

/// A home that cannot be told has an exit code of its own, as in OpenClaw.
pub(super) fn refuse(error: &OpError, format: Format, out: &mut Out) -> u8 {
    out.error(error, format);
    2
}

/// Flags, and nothing to do. With nothing at all the help is shown.
fn without_a_command(usage: &clap::Error) -> Option<OpError> {
    (usage.kind() == ErrorKind::MissingSubcommand)
        .then(|| OpError::new(Code::Usage, "a command is missing").hint("`--help` shows which there are"))
}

/// The same for programs: what clap sets in paragraphs is a message with hints.
fn as_error(usage: &clap::Error) -> OpError {
    let text = usage.render().to_string();
    let mut paragraphs = text.split("\n\n").map(one_line);
    let message = paragraphs.next().unwrap_or_default();
    let hints = paragraphs.filter_map(|line| match line.strip_prefix("tip: ") {
        Some(tip) => Some(tip.to_owned()),
        None => line.starts_with("Usage: ").then_some(line),
    });
    let error = OpError::new(Code::Usage, message.trim_start_matches("error: "));
    hints.fold(error, OpError::hint)
}

/// A second way to use a command stands on a line of its own.
fn one_line(paragraph: &str) -> String {
    let glue = if paragraph.starts_with("Usage:") { " or " } else { " " };
    paragraph.lines().map(str::trim).filter(|line| !line.is_empty()).collect::<Vec<_>>().join(glue)
}
