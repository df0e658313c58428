//! What somebody else did since a change was shown, and what is there to go back to.

use std::fs;

use contract::{AddFallback, Change, Code, ListFallbacks, Op, OpError, RemoveFallback, Runs, Write};
use ops::{Pen, Workspace};
use testkit::Home;

const CONFIG: &str =
    "{ agents: { defaults: { model: { primary: 'openai/gpt-5.2', fallbacks: ['xai/grok-4', 'a/b'] } } } }";

fn run<O: Op>(home: &Home, op: O) -> Result<O::Out, OpError>
where
    Workspace: Runs<O>,
{
    futures::executor::block_on(Workspace::new(home.place(), Pen::default()).run(op))
}

fn write<O: Op>(home: &Home, op: Write<O>) -> Result<Change<O::Out>, OpError>
where
    Workspace: Runs<Write<O>>,
    Write<O>: Op<Out = Change<O::Out>>,
{
    run(home, op)
}

#[test]
fn what_is_gone_since_it_was_shown_was_changed() {
    let home = Home::with_config(CONFIG);
    let remove = || RemoveFallback { model: "a/b".to_owned(), ..RemoveFallback::default() };
    let shown = write(&home, Write::preview(remove())).unwrap();
    home.write("openclaw.json", CONFIG.replace(", 'a/b'", ""));
    let error = write(&home, Write { op: remove(), dry_run: false, expect: Some(shown.token) }).unwrap_err();
    assert_eq!(error.code, Code::Changed);
    assert!(error.message.contains("changed after you opened this"), "{error}");
    assert_eq!(error.causes, ["`a/b` is not a fallback in the text chain"]);
    // Who was shown nothing is told only why not.
    assert_eq!(write(&home, Write::now(remove())).unwrap_err().code, Code::FallbackMissing);
}

#[test]
fn of_a_broken_file_only_the_copies_that_exist_are_named() {
    let home = Home::with_config(CONFIG);
    let said = |home: &Home| {
        home.write("openclaw.json", "{ agents: ");
        let error = run(home, ListFallbacks::default()).unwrap_err();
        error.hints.last().unwrap().text.clone()
    };
    assert_eq!(said(&home), "nothing was changed");
    home.write("openclaw.json", CONFIG);
    let op = AddFallback { model: "xai/grok-3".to_owned(), force: true, ..AddFallback::default() };
    write(&home, Write::now(op)).unwrap();
    assert_eq!(
        said(&home),
        "nothing was changed; copies of what we replaced are in `~/.openclaw/model-manager/backups`"
    );
    fs::write(home.state_dir().join("openclaw.json.bak"), CONFIG).unwrap();
    assert_eq!(
        said(&home),
        "nothing was changed; OpenClaw keeps its own copies beside it, as `~/.openclaw/openclaw.json.bak`"
    );
}
