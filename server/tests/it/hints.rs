//! Tests that commands which texts name really exist.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
};

use server::cli;

use crate::{golden, source_rules::rust_sources};

/// Prefixes of OpenClaw's own commands that texts name, with the reason.
const OPENCLAW_COMMANDS: &[(&str, &str)] = &[
    ("openclaw doctor --fix", "only OpenClaw may import an old credential store into its own"),
    ("openclaw doctor", "only OpenClaw checks its databases"),
    ("openclaw models auth login", "only OpenClaw signs in"),
    ("openclaw plugins install ", "only OpenClaw installs its plugins"),
    ("openclaw models auth login", "only OpenClaw signs in to providers"),
];

/// Returns each text in backticks that begins with `openclaw`, with its file.
fn named_commands() -> BTreeMap<String, String> {
    let code = ["src", "ops/src", "rules/src", "store/src", "../app/src", "../app/contract/src"];
    let said = golden::case_dirs().into_iter().flat_map(|case| ["stdout", "stderr"].map(|name| case.join(name)));
    let said = said.filter_map(|path| Some((fs::read_to_string(&path).ok()?, path)));
    let mut named = BTreeMap::new();
    for (text, path) in
        code.into_iter().flat_map(rust_sources).map(|(path, text)| (without_comments(&text), path)).chain(said)
    {
        // User input is not a hint.
        let text = text.replace("could not run `openclaw ", "");
        let commands = text.split("`openclaw ").skip(1).filter_map(|rest| rest.split_once('`'));
        named.extend(commands.map(|(words, _)| (format!("openclaw {words}"), path.display().to_string())));
    }
    named
}

/// Removes the comments of a source, because users do not see them.
fn without_comments(source: &str) -> String {
    source.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n")
}

/// If a word is filled in later, the text before it must parse.
fn is_valid_command(command: &str) -> bool {
    use clap::error::ErrorKind::{
        DisplayHelpOnMissingArgumentOrSubcommand, InvalidValue, MissingRequiredArgument, MissingSubcommand,
    };
    let is_for_us = |word: &&str| !matches!(*word, ">" | ">>" | "|");
    let (filled_in, words): (Vec<_>, Vec<_>) =
        command.split_whitespace().take_while(is_for_us).partition(|word| word.contains(['<', '{', '…']));
    cli::command_tree().try_get_matches_from(words).err().is_none_or(|error| match error.kind() {
        // An option without its value is an invalid value.
        DisplayHelpOnMissingArgumentOrSubcommand | InvalidValue | MissingRequiredArgument | MissingSubcommand => {
            !filled_in.is_empty()
        }
        _ => !error.use_stderr(),
    })
}

#[test]
fn every_command_in_texts_exists() {
    let named = named_commands();
    assert!(named.len() >= 4, "only {named:?} were found");
    let is_theirs = |command: &str| OPENCLAW_COMMANDS.iter().any(|(theirs, _)| command.starts_with(theirs));
    let lost: Vec<_> = named.iter().filter(|(command, _)| !is_theirs(command) && !is_valid_command(command)).collect();
    assert!(lost.is_empty(), "commands that do not exist: {lost:#?}");
    for (theirs, reason) in OPENCLAW_COMMANDS {
        let is_named = named.keys().any(|command| command.starts_with(theirs));
        assert!(is_named && !is_valid_command(theirs), "no longer needed: {theirs}, {reason}");
    }
}

#[test]
fn every_help_example_is_valid() {
    fn examples(command: &clap::Command) -> BTreeSet<String> {
        let help = command.get_after_help().map(ToString::to_string).unwrap_or_default();
        let lines = help.lines().filter_map(|line| line.strip_prefix("  ")?.split("  ").next()).map(str::to_owned);
        lines.chain(command.get_subcommands().flat_map(examples)).collect()
    }
    let examples = examples(&cli::command_tree());
    assert!(examples.len() >= 10, "only {examples:?} were found");
    let lost: Vec<_> = examples.iter().filter(|example| !is_valid_command(example)).collect();
    assert!(lost.is_empty(), "examples that do not run: {lost:#?}");
}

#[test]
fn invalid_commands_are_detected() {
    for command in ["openclaw models", "openclaw models fallbacks add <model>", "openclaw models fallbacks …"] {
        assert!(is_valid_command(command), "{command}");
    }
    for command in ["openclaw models sett", "openclaw models fallbacks add", "openclaw models doctor --unknown"] {
        assert!(!is_valid_command(command), "{command}");
    }
}
