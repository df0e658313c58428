//! Tests that comments move with their models, and back.

#![expect(clippy::unwrap_used, reason = "a failed preparation fails the test, in helpers too")]

use std::fs;

use contract::{MoveFallback, MoveTarget, Op, Role, RunsOperation, UndoChange, Write};
use ops::{Workspace, WritePolicy};
use testkit::TestHome;

const CONFIG: &str = "{
  // the house standard
  agents: { defaults: { model: {
    primary: 'anthropic/claude-opus-4-5', // best at code
    fallbacks: [
      'openai/gpt-5.2', // cheap
      // local
      'xai/grok-4',
    ],
  } } },
}
";

fn run_op<O: Op>(home: &TestHome, op: O) -> O::Out
where
    Workspace: RunsOperation<O>,
{
    futures::executor::block_on(Workspace::new(home.store(), WritePolicy::default()).run(op)).unwrap()
}

#[test]
fn undo_moves_comments_back_after_unrelated_edits() {
    let home = TestHome::with_config(CONFIG);
    let path = home.state_dir().join("openclaw.json");
    let config = || fs::read_to_string(&path).unwrap();
    let model = "xai/grok-4".to_owned();
    run_op(&home, Write::apply(MoveFallback { role: Role::Text, agent: None, model, target: MoveTarget::Primary }));
    let list = "'anthropic/claude-opus-4-5', // best at code\n      'openai/gpt-5.2', // cheap\n    ]";
    assert!(config().contains("primary: // local\n      'xai/grok-4',\n") && config().contains(list), "{}", config());
    let by_others = |text: &str| text.replace("// the house standard", "// the new house standard");
    fs::write(&path, by_others(&config())).unwrap();
    run_op(&home, Write::apply(UndoChange { id: Some(1) }));
    assert_eq!(config(), by_others(CONFIG));
}
