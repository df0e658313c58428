//! A command that a text tells people to run is there to be run.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
};

use server::cli;

use crate::{cli as golden, sources::sources};

/// Commands of OpenClaw's own that our texts name, as they begin, and why.
const THEIRS: &[(&str, &str)] = &[
    ("openclaw doctor --fix", "only OpenClaw may import an old credential store into its own"),
    ("openclaw plugins install ", "only OpenClaw installs its plugins"),
];

/// What stands between backticks and begins with `openclaw`, and where.
fn named() -> BTreeMap<String, String> {
    let code = ["src", "ops/src", "rules/src", "store/src", "../app/src", "../app/contract/src"];
    let said = golden::cases().into_iter().flat_map(|case| ["stdout", "stderr"].map(|name| case.join(name)));
    let said = said.filter_map(|path| Some((fs::read_to_string(&path).ok()?, path)));
    let mut named = BTreeMap::new();
    for (text, path) in code.into_iter().flat_map(sources).map(|(path, text)| (spoken(&text), path)).chain(said) {
        // What somebody typed is no advice.
        let text = text.replace("could not run `openclaw ", "");
        let commands = text.split("`openclaw ").skip(1).filter_map(|rest| rest.split_once('`'));
        named.extend(commands.map(|(words, _)| (format!("openclaw {words}"), path.display().to_string())));
    }
    named
}

/// A source without its comments: nobody is told to run what they say.
fn spoken(source: &str) -> String {
    source.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n")
}

/// Where a word is filled in later, what is there must parse as far as it goes.
fn parses(command: &str) -> bool {
    use clap::error::ErrorKind::{
        DisplayHelpOnMissingArgumentOrSubcommand, MissingRequiredArgument, MissingSubcommand,
    };
    let is_for_us = |word: &&str| !matches!(*word, ">" | ">>" | "|");
    let (filled_in, words): (Vec<_>, Vec<_>) =
        command.split_whitespace().take_while(is_for_us).partition(|word| word.contains(['<', '{', '…']));
    cli::tree().try_get_matches_from(words).err().is_none_or(|error| match error.kind() {
        DisplayHelpOnMissingArgumentOrSubcommand | MissingRequiredArgument | MissingSubcommand => !filled_in.is_empty(),
        _ => !error.use_stderr(),
    })
}

#[test]
fn every_command_that_a_text_names_is_there() {
    let named = named();
    assert!(named.len() >= 4, "only {named:?} were found");
    let is_theirs = |command: &str| THEIRS.iter().any(|(theirs, _)| command.starts_with(theirs));
    let lost: Vec<_> = named.iter().filter(|(command, _)| !is_theirs(command) && !parses(command)).collect();
    assert!(lost.is_empty(), "commands that do not exist: {lost:#?}");
    for (theirs, why) in THEIRS {
        let is_named = named.keys().any(|command| command.starts_with(theirs));
        assert!(is_named && !parses(theirs), "no longer needed: {theirs}, {why}");
    }
}

#[test]
fn every_example_of_a_help_text_is_there() {
    fn examples(command: &clap::Command) -> BTreeSet<String> {
        let help = command.get_after_help().map(ToString::to_string).unwrap_or_default();
        let lines = help.lines().filter_map(|line| line.strip_prefix("  ")?.split("  ").next()).map(str::to_owned);
        lines.chain(command.get_subcommands().flat_map(examples)).collect()
    }
    let examples = examples(&cli::tree());
    assert!(examples.len() >= 10, "only {examples:?} were found");
    let lost: Vec<_> = examples.iter().filter(|example| !parses(example)).collect();
    assert!(lost.is_empty(), "examples that do not run: {lost:#?}");
}

#[test]
fn a_command_that_does_not_exist_is_told_apart() {
    for command in ["openclaw models", "openclaw models fallbacks add <model>", "openclaw models fallbacks …"] {
        assert!(parses(command), "{command}");
    }
    for command in ["openclaw models sett", "openclaw models fallbacks add", "openclaw models doctor --mend"] {
        assert!(!parses(command), "{command}");
    }
}
