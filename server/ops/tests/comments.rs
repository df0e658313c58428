//! Comments that move with their models, and back.

#![expect(clippy::unwrap_used, reason = "what cannot be prepared has failed, in a helper too")]

use std::fs;

use contract::{MoveFallback, Op, Role, Runs, Spot, UndoChange, Write};
use ops::{Pen, Workspace};
use testkit::Home;

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

fn run<O: Op>(home: &Home, op: O) -> O::Out
where
    Workspace: Runs<O>,
{
    futures::executor::block_on(Workspace::new(home.place(), Pen::default()).run(op)).unwrap()
}

#[test]
fn an_undo_moves_comments_back_when_others_changed_the_file_elsewhere() {
    let home = Home::with_config(CONFIG);
    let path = home.state_dir().join("openclaw.json");
    let config = || fs::read_to_string(&path).unwrap();
    let model = "xai/grok-4".to_owned();
    run(&home, Write::now(MoveFallback { role: Role::Text, agent: None, model, place: Spot::Primary }));
    let list = "'anthropic/claude-opus-4-5', // best at code\n      'openai/gpt-5.2', // cheap\n    ]";
    assert!(config().contains("primary: // local\n      'xai/grok-4',\n") && config().contains(list), "{}", config());
    let by_others = |text: &str| text.replace("// the house standard", "// the new house standard");
    fs::write(&path, by_others(&config())).unwrap();
    run(&home, Write::now(UndoChange { id: Some(1) }));
    assert_eq!(config(), by_others(CONFIG));
}
