//! What the shells are told.

use std::{
    collections::BTreeSet,
    process::{Command, Output},
};

use testkit::Home;

use crate::process::command;

fn script(shell: &str) -> String {
    let Output { status, stdout, stderr } = command(&Home::empty()).args(["completions", shell]).output().unwrap();
    assert!(status.success() && stderr.is_empty());
    String::from_utf8(stdout).unwrap()
}

/// The words of all our commands, but those that stand in for OpenClaw's.
fn words(command: &clap::Command) -> BTreeSet<String> {
    let ours = command.get_subcommands().filter(|command| !command.is_hide_set());
    ours.flat_map(|command| words(command).into_iter().chain([command.get_name().to_owned()])).collect()
}

#[test]
fn every_shell_is_told_the_whole_tree() {
    for shell in ["bash", "zsh", "fish", "powershell"] {
        let script = script(shell);
        for word in words(&server::cli::tree()) {
            assert!(script.contains(&word), "{shell} does not know `{word}`");
        }
    }
}

/// What bash offers for the last of some words.
fn offered(line: &[&str]) -> Vec<String> {
    let ask = r#"eval "$SCRIPT"; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _openclaw openclaw "${!#}" "${*: -2:1}"; printf '%s\n' "${COMPREPLY[@]}""#;
    let output =
        Command::new("bash").env("SCRIPT", script("bash")).args(["-c", ask, "bash"]).args(line).output().unwrap();
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
        assert_eq!(offered(line), [expected], "{line:?}");
    }
}

#[test]
fn what_stands_in_for_openclaw_is_not_offered() {
    assert_eq!(offered(&["openclaw", "gate"]), [""]);
}
