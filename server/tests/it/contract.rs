//! Every operation is reachable through every door. Forgetting one fails here, by name.

use std::{collections::BTreeSet, ffi::OsString, sync::Arc};

use contract::{Kind, OPERATIONS, Operation};
use server::{
    cli,
    http::routes::{Class, api_path, form_path, table},
    out::Out,
    wire::{Desk, World},
};
use testkit::Home;

use crate::harness::{CONFIG, Counting, EXAMPLES, Harness, api, example, site};

fn operation(path: &str) -> Option<&'static Operation> {
    OPERATIONS.iter().find(|op| op.path == path)
}

#[test]
fn every_operation_has_a_command_that_runs_it_and_nothing_else() {
    let home = Home::with_config(CONFIG);
    let counting = Counting::over(&home);
    for op in OPERATIONS {
        let example = example(op.path).unwrap_or_else(|| panic!("{} has no command", op.name));
        let words = example.command;
        let world =
            |_, out| World { backend: counting.clone(), place: home.place(), desk: Desk::default(), out, level: None };
        let args = std::iter::once("openclaw").chain(words.iter().copied()).map(OsString::from);
        cli::run(args, Out::new(std::io::sink(), std::io::sink()), world);
        assert_eq!(counting.take(), [op.path], "openclaw {}", words.join(" "));
    }
    assert!(
        EXAMPLES.iter().all(|example| operation(example.path).is_some()),
        "a command for an operation that is gone"
    );
}

#[tokio::test]
async fn every_operation_has_an_endpoint_that_runs_it_and_nothing_else() {
    let home = Home::with_config(CONFIG);
    let counting = Counting::over(&home);
    let harness = Harness::with_backend(home, Arc::<Counting>::clone(&counting));
    let visitor = harness.visitor().await;
    for op in OPERATIONS {
        let answer = harness.send(api(&visitor, &api_path(op.path), example(op.path).unwrap().json)).await;
        assert_eq!(answer.status, 200, "{}: {}", op.name, answer.body);
        assert_eq!(counting.take(), [op.path]);
    }
}

#[test]
fn every_server_function_is_an_operation() {
    let endpoints: BTreeSet<_> = server_fn::axum::server_fn_paths().map(|(path, _)| path.to_owned()).collect();
    let operations: BTreeSet<_> = OPERATIONS.iter().map(|op| api_path(op.path)).collect();
    assert_eq!(endpoints, operations);
}

#[test]
fn every_operation_has_its_lines_in_the_guards_table() {
    let table = table(&site());
    let has = |path: &str| table.iter().any(|route| route.path == path && route.class == Class::SessionAndToken);
    for op in OPERATIONS {
        assert!(has(&api_path(op.path)), "{} has no endpoint in the table", op.name);
        let needs_form = op.kind != Kind::Read;
        assert_eq!(has(&form_path(op.path)), needs_form, "{}'s form route", op.name);
    }
}

#[test]
fn names_and_paths_are_unique() {
    let names: BTreeSet<_> = OPERATIONS.iter().map(|op| op.name).collect();
    let paths: BTreeSet<_> = OPERATIONS.iter().map(|op| op.path).collect();
    assert_eq!((names.len(), paths.len()), (OPERATIONS.len(), OPERATIONS.len()));
}

#[test]
fn every_command_is_sound_and_has_examples() {
    fn has_examples(command: &clap::Command) {
        let help = command.get_after_help().map(ToString::to_string).unwrap_or_default();
        assert!(help.contains("Examples:\n  openclaw "), "{}", command.get_name());
        command.get_subcommands().for_each(has_examples);
    }
    cli::tree().debug_assert();
    has_examples(&cli::tree());
}
