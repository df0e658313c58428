//! Tests that every operation has a command, an endpoint and a route. A failure names the operation.

use std::{collections::BTreeSet, ffi::OsString, sync::Arc};

use contract::{AcknowledgeLints, ListChanges, OPERATIONS, Op, Operation, OperationKind, RunsOperation, UndoChange};
use server::{
    cli,
    context::{CommandContext, SessionEnvironment},
    http::routes::{Access, api_path, form_path, route_table},
    input::Input,
    out::Out,
};
use testkit::TestHome;

use crate::{
    corpus::{piped_secret, run_in_process},
    harness::{CONFIG, CountingBackend, EXAMPLES, Harness, api_request, find_example, test_site, workspace},
    homes::{RICH, RICH_HOMES, add_credentials},
};

fn find_operation(path: &str) -> Option<&'static Operation> {
    OPERATIONS.iter().find(|op| op.path == path)
}

#[test]
fn every_operation_has_a_command_that_runs_it_and_nothing_else() {
    let home = TestHome::with_config(CONFIG);
    let counting = CountingBackend::over(&home);
    for op in OPERATIONS {
        let example = find_example(op.path).unwrap_or_else(|| panic!("{} has no command", op.name));
        let words = example.command;
        if words.is_empty() {
            assert_eq!(op.kind, OperationKind::Live, "{} has no command", op.name);
            continue;
        }
        let context = |_, out| CommandContext {
            backend: counting.clone(),
            store: home.store(),
            session_env: SessionEnvironment::default(),
            input: Input::piped(piped_secret(words)),
            out,
            log_level: None,
        };
        let args = std::iter::once("openclaw").chain(words.iter().copied()).map(OsString::from);
        cli::run(args, Out::new(std::io::sink(), std::io::sink()), context);
        assert_eq!(counting.take_calls(), [op.path], "openclaw {}", words.join(" "));
    }
    assert!(
        EXAMPLES.iter().all(|example| find_operation(example.path).is_some()),
        "a command for an operation that is gone"
    );
}

#[tokio::test]
async fn every_operation_has_an_endpoint_that_runs_it_and_nothing_else() {
    let home = TestHome::with_config(RICH);
    add_credentials(&home);
    let counting = CountingBackend::over(&home);
    let harness = Harness::with_backend(home, Arc::<CountingBackend>::clone(&counting));
    let visitor = harness.sign_in().await;
    for op in OPERATIONS {
        let answer = harness.send(api_request(&visitor, &api_path(op.path), find_example(op.path).unwrap().json)).await;
        assert_eq!(answer.status, 200, "{}: {}", op.name, answer.body);
        assert_eq!(counting.take_calls(), [op.path]);
    }
}

#[test]
fn every_server_function_is_an_operation() {
    let endpoints: BTreeSet<_> = server_fn::axum::server_fn_paths().map(|(path, _)| path.to_owned()).collect();
    let operations: BTreeSet<_> = OPERATIONS.iter().map(|op| api_path(op.path)).collect();
    assert_eq!(endpoints, operations);
}

#[test]
fn every_operation_is_in_the_guard_table() {
    let table = route_table(&test_site());
    let has = |path: &str| table.iter().any(|route| route.path == path && route.access == Access::SessionAndToken);
    for op in OPERATIONS {
        assert!(has(&api_path(op.path)), "{} has no endpoint in the table", op.name);
        // Of the operations that write openclaw's own folder, a page has a form for this one.
        let needs_form = op.kind.is_write() || op.path == AcknowledgeLints::PATH;
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
fn every_command_definition_is_valid_and_has_examples() {
    fn has_examples(command: &clap::Command) {
        let help = command.get_after_help().map(ToString::to_string).unwrap_or_default();
        assert!(help.contains("Examples:\n  openclaw "), "{}", command.get_name());
        command.get_subcommands().for_each(has_examples);
    }
    cli::command_tree().debug_assert();
    has_examples(&cli::command_tree());
}

/// Without one, History shows paths and values where other changes are described in words.
#[tokio::test]
async fn every_recorded_operation_is_described_by_its_effect() {
    let mut described = BTreeSet::new();
    for example in EXAMPLES.iter().filter(|example| find_operation(example.path).unwrap().kind.is_write()) {
        for (_, new_home) in RICH_HOMES {
            let home = new_home();
            let words: Vec<_> = example.command.iter().map(|word| (*word).to_owned()).collect();
            run_in_process(&home, &words);
            let history = RunsOperation::run(&workspace(&home), ListChanges::default()).await.unwrap();
            let Some(change) = history.changes.first() else { continue };
            assert!(change.subject.is_some(), "openclaw {}: {change:?}", words.join(" "));
            described.insert(example.path);
        }
    }
    // An undo needs a change before it.
    let writes = OPERATIONS.iter().filter(|op| op.kind.is_write() && op.path != UndoChange::PATH);
    let missing: Vec<_> = writes.map(|op| op.path).filter(|path| !described.contains(path)).collect();
    assert!(missing.is_empty(), "no example was written: {missing:?}");
}
