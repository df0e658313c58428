//! What we write beside the slice: agents, switches and numbers.

use std::path::Path;

use contract::{AddAgent, Generation};

use super::*;
use crate::{
    agents::add::{Around, Seen, add},
    home::{Home, Vars, locate},
    setting::Reach,
};

pub(super) fn home() -> Home {
    locate(&Vars { home: Some("/home/ada".to_owned()), cwd: "/srv".into(), ..Vars::default() }, |_| false)
}

/// A story in the home of a generation.
struct Told(Story, Generation);

impl Told {
    fn of(text: &str, generation: Generation) -> Self {
        Self(Story::of(text), generation)
    }

    fn view(&self) -> View {
        self.0.view().with_generation(self.1)
    }

    fn with_agent(self, name: &str) -> Self {
        let op = AddAgent { name: name.to_owned(), workspace: "~/w".to_owned(), ..AddAgent::default() };
        let look = |path: &Path| Seen { real: path.to_path_buf(), in_the_way: None };
        let decision = add(&self.view(), &Around { home: &home(), reach: Reach::All, look: &look }, &op).unwrap();
        Self(self.0.then(&decision.edits), self.1)
    }

    fn unseen(self, from: &str, to: &str) -> Self {
        Self(self.0.unseen(from, to), self.1)
    }

    fn undone(self, wanted: u64) -> Self {
        let (view, file, layout) = (self.view(), self.0.file(), Layout::default());
        let decision =
            undo(&self.0.past, Some(wanted), &Present::new(&view, &home(), &file, &layout, &self.0.past)).unwrap();
        assert!(!decision.edits.is_empty(), "{}", self.0.text);
        Self(self.0.made(&decision.edits, "change/undo", decision.undoes), self.1)
    }

    fn agents(&self) -> Value {
        self.view().document()["agents"].clone()
    }
}

const HOMES: &[&str] = &[
    "{}",
    "{ x: 1 }",
    "{ agents: {} }",
    "{ agents: { list: [] } }",
    "{ agents: { list: [{ id: 'a' }] } }",
    "{ agents: { list: [ { id: 'a', default: true }, { id: 'b', tools: {} }, ] } }",
    "{ agents: { entries: {} } }",
    "{ agents: { entries: { a: {}, }, defaults: {} } }",
    "{ agents: { ownership: 'explicit', entries: { a: {} } } }",
];

fn everywhere(check: impl Fn(&str, Generation)) {
    for generation in [Generation::Seeds, Generation::AgentDb, Generation::SharedDb] {
        for text in HOMES {
            check(text, generation);
        }
    }
}

#[test]
fn an_agent_that_was_added_leaves_no_trace_and_comes_back() {
    everywhere(|text, generation| {
        let added = Told::of(text, generation).with_agent("work");
        let with = added.agents();
        let back = added.undone(1);
        assert_eq!(back.0.text, text, "{generation:?}");
        // Where OpenClaw refuses how agents are written, they are not written once more.
        if generation == Generation::Seeds && text.contains("entries") {
            return;
        }
        assert_eq!(back.undone(2).agents(), with, "{text} {generation:?}");
    });
}

#[test]
fn one_of_two_that_were_added_goes_and_the_other_one_stays() {
    everywhere(|text, generation| {
        let one = Told::of(text, generation).with_agent("two").agents();
        let other = Told::of(text, generation).with_agent("work").with_agent("two").undone(1);
        assert_eq!(other.agents(), one, "{text} {generation:?}");
        // What came along with the first one still belongs to the second one.
        let both = Told::of(text, generation).with_agent("work").with_agent("two").undone(2).undone(1);
        let [before, after] = [text, &both.0.text].map(|text| json5_edit::read(text.as_bytes()).unwrap());
        assert_eq!(after, before, "{generation:?}");
    });
}

#[test]
fn others_that_were_moved_or_put_before_it_stay() {
    let story = || Told::of("{ agents: { list: [{ id: 'a' }] } }", Generation::SharedDb).with_agent("work");
    let before = story().unseen("{ id: 'a',", "{ id: 'z', default: true }, { id: 'a',").undone(1);
    let ids =
        |told: &Told| told.agents()["list"].as_array().unwrap().iter().map(|a| a["id"].clone()).collect::<Vec<_>>();
    assert_eq!(ids(&before), ["z", "a"]);
    let first = Told::of("{}", Generation::Seeds).with_agent("work");
    let list = first.agents()["list"].clone();
    let text = first.0.text.clone();
    let raw = |at| json5_edit::raw(&text, &KeyPath::of(["agents", "list"]).index(at)).unwrap().unwrap().to_owned();
    let turned = format!("{{ agents: {{ list: [{}, {}, {{ id: 'z' }}] }} }}", raw(1), raw(0));
    assert_eq!(list.as_array().unwrap().len(), 2);
    let turned = Told(Story { text: turned, ..first.0 }, first.1).undone(1);
    assert_eq!(ids(&turned), ["main", "z"]);
}

#[test]
fn an_owner_that_is_needed_stays() {
    let story = Told::of("{ agents: { entries: { a: {} } } }", Generation::SharedDb).with_agent("work");
    let back = story.unseen("entries: {", "entries: { z: {},").undone(1);
    let owner = json!({ "systemAgent": { "agentId": "a" }, "authInheritance": { "agentId": "a" } });
    let a = json!({ "workspace": "/home/ada/.openclaw/workspace" });
    let still = json!({ "entries": { "z": {}, "a": a }, "ownership": "explicit", "defaults": owner });
    assert_eq!(back.agents(), still);
}

#[test]
fn an_entry_with_anything_else_in_it_is_not_kept() {
    let list = KeyPath::of(["agents", "list"]);
    let story = Story::of("{ agents: { list: [] } }").then(&[Edit::Insert {
        list,
        index: 0,
        value: json!({ "id": "work", "key": "Canary" }).into(),
    }]);
    assert!(!story.past[0].leaves[0].is_known());
    assert!(story.refused(Some(1)).contains("`agents.list.work` may hold a secret"));
}

#[test]
fn a_number_and_a_switch_come_back_while_they_say_the_same() {
    let path = KeyPath::of(["agents", "defaults", "timeoutSeconds"]);
    for before in ["{}", "{ agents: { defaults: { timeoutSeconds: 0x10, /* ours */ } } }", "{ agents: {} } // x"] {
        let story = Story::of(before).then(&[set(path.clone(), 60)]);
        assert_eq!(story.clone().undone(None).text, before);
        let refused = story.unseen("60", "61").refused(None);
        assert!(refused.ends_with("`agents.defaults.timeoutSeconds` was changed since"), "{refused}");
    }
    let was_a_text = Story::of("{ agents: { defaults: { timeoutSeconds: 'Canary' } } }").then(&[set(path, 60)]);
    assert!(!was_a_text.past[0].leaves[0].is_known());
    assert!(was_a_text.refused(Some(1)).contains("is not about models"));
}
