//! Prints errors of the argument parser.

use clap::error::{ContextKind, ContextValue, ErrorKind};
use contract::{Code, OpError};
use rules::{base::secret, schema::mask::HIDDEN_TEXT};

use super::profile;
use crate::out::{Format, Out};

/// Maximum length of a word that is repeated in an error. No command or flag is longer.
const MAX_WORD_LEN: usize = 24;

/// Prints help, the version or a parse error, and returns the exit code. Help and version are data; everything else is
/// an error. clap's exit code 2 is not used, because it has another meaning here.
pub(super) fn print_parse_error(usage: clap::Error, format: Format, out: &mut Out) -> u8 {
    let usage = &hide_typed_value(usage);
    if let Some(error) = profile::missing_name_error(usage) {
        return print_profile_error(&error, format, out);
    }
    let is_data = !usage.use_stderr();
    if let Some(error) = missing_command_error(usage) {
        out.error(&error, format);
    } else if !is_data && format == Format::Json {
        out.error(&to_op_error(usage), format);
    } else {
        out.print_rendered(&usage.render().ansi().to_string(), is_data);
    }
    u8::from(!is_data)
}

/// Hides what was typed unless it looks like a command or a flag: it may be a secret in the wrong position.
fn hide_typed_value(mut usage: clap::Error) -> clap::Error {
    let typed = match usage.kind() {
        ErrorKind::UnknownArgument => ContextKind::InvalidArg,
        ErrorKind::InvalidSubcommand => ContextKind::InvalidSubcommand,
        _ => ContextKind::InvalidValue,
    };
    let is_told = |value: &ContextValue| matches!(value, ContextValue::String(typed) if !is_plain_word(typed));
    if usage.get(typed).is_some_and(is_told) {
        usage.insert(typed, ContextValue::String(HIDDEN_TEXT.to_owned()));
        // The suggestion repeats the whole argument.
        usage.remove(ContextKind::Suggested);
    }
    usage
}

/// Whether a word is written like a command or a flag.
fn is_plain_word(typed: &str) -> bool {
    let is_plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    typed.len() <= MAX_WORD_LEN && typed.chars().all(is_plain) && !secret::looks_like_api_key(typed)
}

/// Prints an error about the profile. If the home cannot be determined, the exit code is 2, as in OpenClaw.
pub(super) fn print_profile_error(error: &OpError, format: Format, out: &mut Out) -> u8 {
    out.error(error, format);
    2
}

/// Error for flags without a command. Without any arguments, help is shown instead.
fn missing_command_error(usage: &clap::Error) -> Option<OpError> {
    (usage.kind() == ErrorKind::MissingSubcommand)
        .then(|| OpError::new(Code::Usage, "a command is missing").with_hint("`--help` lists the commands"))
}

/// Converts a clap error for JSON output: its paragraphs become a message and hints.
fn to_op_error(usage: &clap::Error) -> OpError {
    let text = usage.render().to_string();
    let mut paragraphs = text.split("\n\n").map(join_lines);
    let message = paragraphs.next().unwrap_or_default();
    let hints = paragraphs.filter_map(|line| match line.strip_prefix("tip: ") {
        Some(tip) => Some(tip.to_owned()),
        None => line.starts_with("Usage: ").then_some(line),
    });
    let error = OpError::new(Code::Usage, message.trim_start_matches("error: "));
    hints.fold(error, OpError::with_hint)
}

/// Joins the lines of a paragraph. Each line of a usage paragraph is an alternative.
fn join_lines(paragraph: &str) -> String {
    let glue = if paragraph.starts_with("Usage:") { " or " } else { " " };
    paragraph.lines().map(str::trim).filter(|line| !line.is_empty()).collect::<Vec<_>>().join(glue)
}
