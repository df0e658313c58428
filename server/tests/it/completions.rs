//! Tests of the shell completions.

use std::{
    collections::BTreeSet,
    fs,
    process::{Command, Output},
};

use testkit::TestHome;

use crate::process::openclaw_command;

fn completion_script(shell: &str) -> String {
    let Output { status, stdout, stderr } =
        openclaw_command(&TestHome::empty()).args(["completions", shell]).output().unwrap();
    assert!(status.success() && stderr.is_empty());
    String::from_utf8(stdout).unwrap()
}

/// Returns the words of all commands except the stand-ins for OpenClaw's commands.
fn visible_words(command: &clap::Command) -> BTreeSet<String> {
    let ours = command.get_subcommands().filter(|command| !command.is_hide_set());
    ours.flat_map(|command| visible_words(command).into_iter().chain([command.get_name().to_owned()])).collect()
}

#[test]
fn completions_cover_all_commands_in_every_shell() {
    for shell in ["bash", "zsh", "fish", "powershell"] {
        let script = completion_script(shell);
        for word in visible_words(&server::cli::command_tree()) {
            assert!(script.contains(&word), "{shell} does not know `{word}`");
        }
    }
}

/// Returns the completions that bash offers for the last word.
fn bash_completions(line: &[&str]) -> Vec<String> {
    // The script is longer than a variable or an argument may be.
    let script = tempfile::NamedTempFile::new().unwrap();
    fs::write(script.path(), completion_script("bash")).unwrap();
    let ask = r#". "$SCRIPT"; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _openclaw openclaw "${!#}" "${*: -2:1}"; printf '%s\n' "${COMPREPLY[@]}""#;
    let output =
        Command::new("bash").env("SCRIPT", script.path()).args(["-c", ask, "bash"]).args(line).output().unwrap();
    assert!(output.status.success() && output.stderr.is_empty(), "{output:?}");
    String::from_utf8(output.stdout).unwrap().lines().map(str::to_owned).collect()
}

#[test]
fn bash_completes_commands_and_flags() {
    for (line, expected) in [
        (&["openclaw", "mod"][..], "models"),
        (&["openclaw", "models", "fall"], "fallbacks"),
        (&["openclaw", "models", "fallbacks", "rem"], "remove"),
        (&["openclaw", "models", "status", "--js"], "--json"),
        (&["openclaw", "completions", "fi"], "fish"),
    ] {
        assert_eq!(bash_completions(line), [expected], "{line:?}");
    }
}

#[test]
fn standalone_commands_are_not_completed() {
    assert_eq!(bash_completions(&["openclaw", "gate"]), [""]);
}
