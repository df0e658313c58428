//! Rewrites arguments that precede a command into the form that the parser expects.
//!
//! In `models --agent work set …`, OpenClaw accepts the flag and ignores it; here it applies to the command. `help` in
//! place of a command asks for its help: `models help set` is `models set --help`.

use std::ffi::OsString;

use clap::Command;

/// Moves an `--agent` flag after `models` to the end of the command, and turns `help` into `--help`.
pub(super) fn normalize(mut args: Vec<OsString>) -> Vec<OsString> {
    if args.iter().any(|arg| arg == "help") {
        args = with_help_flag(args, &super::command_tree());
    }
    let Some(flag) = args.iter().position(|arg| arg == "models").map(|group| group + 1) else { return args };
    let text = |index: usize| args.get(index).and_then(|arg| arg.to_str()).unwrap_or_default();
    let width = match text(flag) {
        "--agent" => 2,
        joined if joined.starts_with("--agent=") => 1,
        _ => return args,
    };
    let command = text(flag + width);
    if command.is_empty() || command.starts_with('-') {
        return args;
    }
    let moved: Vec<_> = args.drain(flag..flag + width).collect();
    let end = args.iter().position(|arg| arg == "--").unwrap_or(args.len());
    args.splice(end..end, moved);
    args
}

/// Turns `help` in place of a command into `--help` for the command that follows.
fn with_help_flag(mut args: Vec<OsString>, tree: &Command) -> Vec<OsString> {
    let (mut command, mut index) = (tree, 1);
    while let Some(word) = args.get(index).and_then(|arg| arg.to_str()).filter(|word| *word != "--") {
        if word.starts_with('-') {
            index += if takes_value(word, command) || takes_value(word, tree) { 2 } else { 1 };
        } else if word == "help" && command.has_subcommands() {
            args.remove(index);
            args.push("--help".into());
            break;
        } else if let Some(inner) = command.find_subcommand(word) {
            (command, index) = (inner, index + 1);
        } else {
            break;
        }
    }
    args
}

/// Whether the next argument is the value of this flag.
fn takes_value(flag: &str, command: &Command) -> bool {
    let name = flag.strip_prefix("--");
    command.get_arguments().any(|arg| arg.get_long() == name && name.is_some() && arg.get_action().takes_values())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn group_flags_and_help_are_moved_behind_the_command() {
        for (typed, expected) in [
            ("openclaw models --agent work set a/b", "openclaw models set a/b --agent work"),
            ("openclaw --dev models --agent=work set -- a/b", "openclaw --dev models set --agent=work -- a/b"),
            ("openclaw models --agent work", "openclaw models --agent work"),
            ("openclaw models --agent work --json", "openclaw models --agent work --json"),
            ("openclaw models --agent", "openclaw models --agent"),
            ("openclaw models set a/b --agent work", "openclaw models set a/b --agent work"),
            ("openclaw models help", "openclaw models --help"),
            ("openclaw models help fallbacks add", "openclaw models fallbacks add --help"),
            ("openclaw models fallbacks add help", "openclaw models fallbacks add help"),
            ("openclaw help", "openclaw --help"),
            ("openclaw help models fallbacks", "openclaw models fallbacks --help"),
            ("openclaw --profile help help config", "openclaw --profile help config --help"),
            ("openclaw models aliases help", "openclaw models aliases --help"),
            ("openclaw models --agent work aliases help add", "openclaw models aliases add --help --agent work"),
            ("openclaw models set help", "openclaw models set help"),
            ("openclaw models set -- help", "openclaw models set -- help"),
            ("openclaw agents list", "openclaw agents list"),
        ] {
            let args = typed.split(' ').map(OsString::from).collect();
            let expected: Vec<_> = expected.split(' ').map(OsString::from).collect();
            assert_eq!(normalize(args), expected, "{typed}");
        }
    }
}
