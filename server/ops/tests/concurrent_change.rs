//! Tests of changes by others after a preview, and of the backups that can be restored.

use std::fs;

use contract::{AddFallback, Change, Code, ListFallbacks, Op, OpError, RemoveFallback, RunsOperation, Write};
use ops::{Workspace, WritePolicy};
use testkit::TestHome;

const CONFIG: &str =
    "{ agents: { defaults: { model: { primary: 'openai/gpt-5.2', fallbacks: ['xai/grok-4', 'a/b'] } } } }";

fn run_op<O: Op>(home: &TestHome, op: O) -> Result<O::Out, OpError>
where
    Workspace: RunsOperation<O>,
{
    futures::executor::block_on(Workspace::new(home.store(), WritePolicy::default()).run(op))
}

fn write_op<O: Op>(home: &TestHome, op: Write<O>) -> Result<Change<O::Out>, OpError>
where
    Workspace: RunsOperation<Write<O>>,
    Write<O>: Op<Out = Change<O::Out>>,
{
    run_op(home, op)
}

#[test]
fn a_value_removed_after_the_preview_is_a_conflict() {
    let home = TestHome::with_config(CONFIG);
    let remove = || RemoveFallback { model: "a/b".to_owned(), ..RemoveFallback::default() };
    let shown = write_op(&home, Write::preview(remove())).unwrap();
    home.write_file("openclaw.json", CONFIG.replace(", 'a/b'", ""));
    let error = write_op(&home, Write { op: remove(), dry_run: false, expect: Some(shown.token) }).unwrap_err();
    assert_eq!(error.code, Code::Changed);
    assert!(error.message.contains("changed after you opened this"), "{error}");
    assert_eq!(error.causes, ["`a/b` is not a fallback in the text chain"]);
    // Without a preview, only the refusal is reported.
    assert_eq!(write_op(&home, Write::apply(remove())).unwrap_err().code, Code::FallbackMissing);
}

#[test]
fn broken_file_error_names_existing_backups_only() {
    let home = TestHome::with_config(CONFIG);
    let said = |home: &TestHome| {
        home.write_file("openclaw.json", "{ agents: ");
        let error = run_op(home, ListFallbacks::default()).unwrap_err();
        error.hints.last().unwrap().text.clone()
    };
    assert_eq!(said(&home), "nothing was changed");
    home.write_file("openclaw.json", CONFIG);
    let op = AddFallback { model: "xai/grok-3".to_owned(), force: true, ..AddFallback::default() };
    write_op(&home, Write::apply(op)).unwrap();
    assert_eq!(said(&home), "nothing was changed; openclaw's backups are in `~/.openclaw/model-manager/backups`");
    fs::write(home.state_dir().join("openclaw.json.bak"), CONFIG).unwrap();
    assert_eq!(
        said(&home),
        "nothing was changed; OpenClaw keeps backups beside it, such as `~/.openclaw/openclaw.json.bak`"
    );
}
