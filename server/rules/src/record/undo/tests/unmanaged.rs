//! Tests of undo outside the managed paths: agents, booleans and numbers.

use std::path::Path;

use contract::{AddAgent, Generation};

use super::*;
use crate::{
    base::{
        access_scope::AccessScope,
        home::{Home, HomeVars, locate_home},
    },
    change::agent::{AddContext, PathProbe, add_agent},
};

pub(super) fn test_home() -> Home {
    locate_home(&HomeVars { home: Some("/home/ada".to_owned()), cwd: "/srv".into(), ..HomeVars::default() }, |_| false)
}

/// A history in the home of a given generation.
struct GenerationHistory(TestHistory, Generation);

impl GenerationHistory {
    fn from_text(text: &str, generation: Generation) -> Self {
        Self(TestHistory::from_text(text), generation)
    }

    fn view(&self) -> View {
        self.0.view().with_generation(self.1)
    }

    fn add_agent(self, name: &str) -> Self {
        let op = AddAgent { name: name.to_owned(), workspace: "~/w".to_owned(), ..AddAgent::default() };
        let probe = |path: &Path| PathProbe { real_path: path.to_path_buf(), blocked_by: None };
        let decision =
            add_agent(&self.view(), &AddContext { home: &test_home(), access: AccessScope::All, probe: &probe }, &op)
                .unwrap();
        Self(self.0.apply_ours(&decision.edits), self.1)
    }

    fn replace_unrecorded(self, from: &str, to: &str) -> Self {
        Self(self.0.replace_unrecorded(from, to), self.1)
    }

    fn apply_undo(self, wanted: u64) -> Self {
        let (view, file, layout) = (self.view(), self.0.config_files(), Layout::default());
        let decision =
            undo_change(&self.0.records, Some(wanted), &CurrentState::new(&view, &test_home(), &file, &layout))
                .unwrap();
        assert!(!decision.edits.is_empty(), "{}", self.0.text);
        Self(self.0.apply_recorded(&decision.edits, "change/undo", decision.undoes), self.1)
    }

    fn agents_value(&self) -> Value {
        self.view().document()["agents"].clone()
    }
}

const HOME_DOCUMENTS: &[&str] = &[
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

fn for_each_home(check: impl Fn(&str, Generation)) {
    for generation in [Generation::JsonStore, Generation::AgentDb, Generation::SharedDb] {
        for text in HOME_DOCUMENTS {
            check(text, generation);
        }
    }
}

#[test]
fn undo_and_redo_of_add_agent() {
    for_each_home(|text, generation| {
        let added = GenerationHistory::from_text(text, generation).add_agent("work");
        let with = added.agents_value();
        let back = added.apply_undo(1);
        assert_eq!(back.0.text, text, "{generation:?}");
        // Where OpenClaw refuses the layout of the agents, the addition is not repeated.
        if generation == Generation::JsonStore && text.contains("entries") {
            return;
        }
        assert_eq!(back.apply_undo(2).agents_value(), with, "{text} {generation:?}");
    });
}

#[test]
fn undo_removes_only_its_own_agent() {
    for_each_home(|text, generation| {
        let one = GenerationHistory::from_text(text, generation).add_agent("two").agents_value();
        let other = GenerationHistory::from_text(text, generation).add_agent("work").add_agent("two").apply_undo(1);
        assert_eq!(other.agents_value(), one, "{text} {generation:?}");
        // The side effects of the first addition still belong to the second agent.
        let both = GenerationHistory::from_text(text, generation)
            .add_agent("work")
            .add_agent("two")
            .apply_undo(2)
            .apply_undo(1);
        let [before, after] = [text, &both.0.text].map(|text| json5_edit::read(text.as_bytes()).unwrap());
        assert_eq!(after, before, "{generation:?}");
    });
}

#[test]
fn undo_keeps_moved_and_inserted_agents() {
    let story =
        || GenerationHistory::from_text("{ agents: { list: [{ id: 'a' }] } }", Generation::SharedDb).add_agent("work");
    let before = story().replace_unrecorded("{ id: 'a',", "{ id: 'z', default: true }, { id: 'a',").apply_undo(1);
    let ids = |told: &GenerationHistory| {
        told.agents_value()["list"].as_array().unwrap().iter().map(|a| a["id"].clone()).collect::<Vec<_>>()
    };
    assert_eq!(ids(&before), ["z", "a"]);
    let first = GenerationHistory::from_text("{}", Generation::JsonStore).add_agent("work");
    let list = first.agents_value()["list"].clone();
    let text = first.0.text.clone();
    let raw = |at| {
        json5_edit::raw_value(&text, &KeyPath::from_keys(["agents", "list"]).with_index(at))
            .unwrap()
            .unwrap()
            .to_owned()
    };
    let turned = format!("{{ agents: {{ list: [{}, {}, {{ id: 'z' }}] }} }}", raw(1), raw(0));
    assert_eq!(list.as_array().unwrap().len(), 2);
    let turned = GenerationHistory(TestHistory { text: turned, ..first.0 }, first.1).apply_undo(1);
    assert_eq!(ids(&turned), ["main", "z"]);
}

#[test]
fn needed_owner_is_kept() {
    let story =
        GenerationHistory::from_text("{ agents: { entries: { a: {} } } }", Generation::SharedDb).add_agent("work");
    let back = story.replace_unrecorded("entries: {", "entries: { z: {},").apply_undo(1);
    let owner = json!({ "systemAgent": { "agentId": "a" }, "authInheritance": { "agentId": "a" } });
    let a = json!({ "workspace": "/home/ada/.openclaw/workspace" });
    let still = json!({ "entries": { "z": {}, "a": a }, "ownership": "explicit", "defaults": owner });
    assert_eq!(back.agents_value(), still);
}

#[test]
fn entry_with_unrecordable_values_is_not_recorded() {
    let list = KeyPath::from_keys(["agents", "list"]);
    let story = TestHistory::from_text("{ agents: { list: [] } }").apply_ours(&[Edit::Insert {
        list,
        index: 0,
        value: json!({ "id": "work", "key": "Canary" }).into(),
    }]);
    assert!(!story.records[0].leaves[0].are_texts_known());
    assert!(story.refusal_text(Some(1)).contains("`agents.list.work` was not kept because it may contain a secret"));
}

#[test]
fn unchanged_numbers_and_booleans_are_restored() {
    let path = KeyPath::from_keys(["agents", "defaults", "timeoutSeconds"]);
    for before in ["{}", "{ agents: { defaults: { timeoutSeconds: 0x10, /* ours */ } } }", "{ agents: {} } // x"] {
        let story = TestHistory::from_text(before).apply_ours(&[set_edit(path.clone(), 60)]);
        assert_eq!(story.clone().apply_undo(None).text, before);
        let refused = story.replace_unrecorded("60", "61").refusal_text(None);
        assert!(refused.ends_with("`agents.defaults.timeoutSeconds` has changed since"), "{refused}");
    }
    let was_a_text = TestHistory::from_text("{ agents: { defaults: { timeoutSeconds: 'Canary' } } }")
        .apply_ours(&[set_edit(path, 60)]);
    assert!(!was_a_text.records[0].leaves[0].are_texts_known());
    assert!(was_a_text.refusal_text(Some(1)).contains("is not a model setting"));
}
