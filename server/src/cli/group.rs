//! What stands between `models` and a command of it. `models --agent work set …`: OpenClaw takes this flag there and
//! passes over it; here it means what it says. And `help` as a command: `models help set` is `models set --help`.

use std::ffi::OsString;

use clap::Command;

/// The same line with that behind the command.
pub(super) fn in_order(mut args: Vec<OsString>) -> Vec<OsString> {
    if args.iter().any(|arg| arg == "help") {
        args = with_help_flag(args, &super::tree());
    }
    let Some(flag) = args.iter().position(|arg| arg == "models").map(|group| group + 1) else { return args };
    let text = |at: usize| args.get(at).and_then(|arg| arg.to_str()).unwrap_or_default();
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

/// Where a command is expected, `help` asks for the help of the command that follows.
fn with_help_flag(mut args: Vec<OsString>, tree: &Command) -> Vec<OsString> {
    let (mut command, mut at) = (tree, 1);
    while let Some(word) = args.get(at).and_then(|arg| arg.to_str()).filter(|word| *word != "--") {
        if word.starts_with('-') {
            at += if takes_value(word, command) || takes_value(word, tree) { 2 } else { 1 };
        } else if word == "help" && command.has_subcommands() {
            args.remove(at);
            args.push("--help".into());
            break;
        } else if let Some(inner) = command.find_subcommand(word) {
            (command, at) = (inner, at + 1);
        } else {
            break;
        }
    }
    args
}

/// Whether the value of a flag is the next argument.
fn takes_value(word: &str, command: &Command) -> bool {
    let name = word.strip_prefix("--");
    command.get_arguments().any(|arg| arg.get_long() == name && name.is_some() && arg.get_action().takes_values())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_goes_behind_the_command() {
        for (typed, meant) in [
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
            let meant: Vec<_> = meant.split(' ').map(OsString::from).collect();
            assert_eq!(in_order(args), meant, "{typed}");
        }
    }
}
