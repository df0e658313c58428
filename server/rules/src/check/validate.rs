//! Finds what OpenClaw would refuse in a configuration: what the schema table refuses, and agents that do not go
//! together.

mod agent_layout;
mod default_agent;

use json5_edit::{Edit, KeyPath, KeyPathStep, NewValue};
use serde_json::{Value, json};

use crate::{
    base::home::Home,
    document::{
        agents::{self, AgentIssue, Agents},
        view::View,
    },
    schema::{self, Reader, Violation, managed, paths, stable_path},
};

/// Returns all known violations. `config validate`, `config set` and `models doctor` all use this list.
pub fn violations(view: &View, home: &Home) -> Vec<Violation> {
    let agents = view.agents();
    let mut problems = schema::schema_violations(view.document(), view.reader());
    problems.extend(missing_id_violations(view, &agents));
    problems.extend(agent_layout::layout_violations(view));
    problems.extend(default_agent::default_agent_violations(view, &agents));
    problems.extend(agents::shared_dir_violations(&agents, home));
    problems
}

/// Whether edits change only managed paths of existing agents and of the defaults, and write only values that OpenClaw
/// accepts there. Such edits add no violation to the document of `view`.
pub(crate) fn are_valid_managed_edits(edits: &[Edit], view: &View) -> bool {
    edits.iter().all(|edit| {
        let (path, piece) = match edit {
            Edit::Set { path, value } => (path.clone(), Some(value)),
            Edit::Insert { list, value, .. } => (list.with_index(0), Some(value)),
            Edit::Remove { path } | Edit::Move { list: path, .. } | Edit::SwapComments { one: path, .. } => {
                (path.clone(), None)
            }
        };
        let is_valid =
            |piece| new_value_as_json(piece).is_some_and(|value| is_valid_alone(&path, value, view.reader()));
        managed::is_managed(edit.path()) && !adds_agent(edit.path(), view) && piece.is_none_or(is_valid)
    })
}

/// Whether a value at this path would add the agent that it belongs to: agents are also checked together.
fn adds_agent(path: &KeyPath, view: &View) -> bool {
    paths::split_agent_entry(path).is_some_and(|(entry, _)| view.get(&entry).is_none())
}

fn new_value_as_json(piece: &NewValue) -> Option<Value> {
    match piece {
        NewValue::Value(value) => Some(value.clone()),
        NewValue::Raw(text) => json5_edit::read(text.as_bytes()).ok(),
    }
}

/// Whether OpenClaw accepts a document with this value at a path, and nothing else.
fn is_valid_alone(path: &KeyPath, value: Value, reader: Reader<'_>) -> bool {
    schema::schema_violations(&document_with_only(path, value), reader).is_empty()
}

/// Builds a document with this value at a path, and nothing else.
fn document_with_only(path: &KeyPath, value: Value) -> Value {
    path.steps().iter().rev().fold(value, |inner, step| match step {
        KeyPathStep::Key(key) => json!({ key: inner }),
        KeyPathStep::Index(_) => json!([inner]),
    })
}

/// Returns the first violation after a change that did not exist before.
pub(crate) fn find_new_violation(before: &View, after: &View, home: &Home) -> Option<Violation> {
    find_new_violations(before, after, home).into_iter().next()
}

/// Returns the violations after a change that did not exist before.
pub(crate) fn find_new_violations(before: &View, after: &View, home: &Home) -> Vec<Violation> {
    Violations::collect(before, home).find_new(after, home)
}

/// The violations before a change, to compare several changes of one document with them.
pub(crate) struct Violations(Vec<(Vec<String>, String)>);

impl Violations {
    pub(crate) fn collect(view: &View, home: &Home) -> Self {
        Self(violations(view, home).iter().map(|violation| stable_key(violation, view)).collect())
    }

    /// Returns the first violation after a change that did not exist before.
    pub(crate) fn first_new(&self, after: &View, home: &Home) -> Option<Violation> {
        self.find_new(after, home).into_iter().next()
    }

    fn find_new(&self, after: &View, home: &Home) -> Vec<Violation> {
        let mut known: Vec<_> = self.0.iter().collect();
        let mut is_new = |violation: &Violation| {
            let name = stable_key(violation, after);
            let at = known.iter().position(|known| **known == name);
            at.map(|at| known.swap_remove(at)).is_none()
        };
        violations(after, home).into_iter().filter(|violation| is_new(violation)).collect()
    }
}

/// Returns a key for a violation that stays the same when it moves: an agent is its id, and the index of any other list
/// element is `*`.
fn stable_key(violation: &Violation, view: &View) -> (Vec<String>, String) {
    let at = stable_path::to_stable(&violation.at, view.document());
    let name = |step: &KeyPathStep| match step {
        KeyPathStep::Key(key) => key.clone(),
        KeyPathStep::Index(_) => "*".to_owned(),
    };
    (at.steps().iter().map(name).collect(), violation.problem.clone())
}

/// Whether there are several agents, and none of them answers when no agent is specified.
pub(crate) fn lacks_default_agent(view: &View) -> bool {
    default_agent::missing_default_violation(view, &view.agents()).is_some()
}

/// Returns the agents in the list that need an `id` and have none.
fn missing_id_violations(view: &View, agents: &Agents) -> Vec<Violation> {
    let found = agents.issues.iter().filter_map(|oddity| match oddity {
        AgentIssue::MissingId(at) if is_listed_object(view, at) => Some(at.clone()),
        _ => None,
    });
    found.map(|at| Violation::of_agents(at, "has no `id`".to_owned(), "add an `id` in an editor")).collect()
}

/// Whether a list entry is an object without `id`. An entry that is not an object is a violation already.
fn is_listed_object(view: &View, at: &KeyPath) -> bool {
    let is_listed = matches!(at.split_last(), Some((_, KeyPathStep::Index(_))));
    is_listed && view.get(&at.with_key("id")).is_none() && view.get(at).is_some_and(Value::is_object)
}

#[cfg(test)]
mod verdicts;

#[cfg(test)]
mod tests {
    use contract::Generation;

    use super::*;
    use crate::base::home::{HomeVars, locate_home};

    fn violation_texts(document: &Value, generation: Generation) -> Vec<String> {
        let view = View::new(document.clone()).with_generation(generation);
        let home = locate_home(&HomeVars { home: Some("/home/ada".to_owned()), ..HomeVars::default() }, |_| false);
        violations(&view, &home).into_iter().map(|Violation { at, problem: why, .. }| format!("{at} {why}")).collect()
    }

    const UNKNOWN_KEY_TEXT: &str = "is a key that this home's OpenClaw does not accept";

    #[test]
    fn each_generation_has_keys_that_others_refuse() {
        let modern = json!({ "agents": { "entries": { "main": {} }, "ownership": "explicit",
            "defaults": { "modelPolicy": { "allow": ["a/b"] }, "utilityModel": "a/b" } } });
        let old = json!({ "auth": { "cooldowns": {} }, "meta": { "lastTouchedAt": "x" } });
        for (document, generation, paths) in [
            (
                &modern,
                Generation::JsonStore,
                &["agents.entries", "agents.ownership", "agents.defaults.modelPolicy", "agents.defaults.utilityModel"]
                    [..],
            ),
            (&modern, Generation::AgentDb, &[]),
            (&modern, Generation::SharedDb, &[]),
            (&old, Generation::JsonStore, &[]),
            (&old, Generation::SharedDb, &["auth.cooldowns", "meta.lastTouchedAt"]),
            (&old, Generation::Unknown, &[]),
        ] {
            let expected: Vec<_> = paths.iter().map(|path| format!("{path} {UNKNOWN_KEY_TEXT}")).collect();
            assert_eq!(violation_texts(document, generation), expected, "{generation:?}");
        }
    }

    #[test]
    fn what_is_refused_everywhere() {
        for (agents, expected) in [
            (
                json!({ "list": [{ "id": "a", "auth": { "order": {} } }] }),
                format!("agents.list[0].auth {UNKNOWN_KEY_TEXT}"),
            ),
            (
                json!({ "list": [{ "id": "a", "model": { "key": 1 } }] }),
                format!("agents.list[0].model.key {UNKNOWN_KEY_TEXT}"),
            ),
            (json!({ "foo": 1 }), format!("agents.foo {UNKNOWN_KEY_TEXT}")),
            (
                json!({ "defaults": { "models": { "a/b": { "streaming": true, "x": 1 } } } }),
                format!("agents.defaults.models[\"a/b\"].x {UNKNOWN_KEY_TEXT}"),
            ),
            (json!({ "list": [{ "name": "a" }] }), "agents.list[0] has no `id`".to_owned()),
            (json!({ "list": [5] }), "agents.list[0] is a number, but must be an object".to_owned()),
            (json!({ "list": [{ "id": 5 }] }), "agents.list[0].id is a number, but must be text".to_owned()),
            (
                json!({ "defaults": { "model": { "fallbacks": ["a/b", 5] } } }),
                "agents.defaults.model.fallbacks[1] is a number, but must be text".to_owned(),
            ),
        ] {
            assert_eq!(violation_texts(&json!({ "agents": agents }), Generation::AgentDb), [expected]);
        }
    }

    #[test]
    fn several_agents_need_exactly_one_default_or_an_ownership() {
        let no_default = "has several agents, none with `default: true`, and no `agents.ownership`";
        let beside = "default is set together with `agents.ownership`, which replaces it";
        let twice = "default marks a second agent as the default";
        let marked = || json!({ "default": true });
        for (agents, expected) in [
            (json!({ "list": [{ "id": "a" }] }), None),
            (json!({ "list": [{ "id": "a" }, { "id": "b" }] }), Some(format!("agents.list {no_default}"))),
            (json!({ "list": [{ "id": "a" }, { "id": "b", "default": true }] }), None),
            (json!({ "list": [{ "id": "a" }, { "id": "b" }], "ownership": "explicit" }), None),
            (
                json!({ "list": [{ "id": "a", "default": true }, { "id": "b", "default": true }] }),
                Some(format!("agents.list[1].{twice}")),
            ),
            (json!({ "entries": { "a": {}, "b": {} } }), Some(format!("agents.entries {no_default}"))),
            (json!({ "entries": { "a": {}, "b": marked() } }), None),
            (json!({ "entries": { "a": marked(), "b": marked() } }), Some(format!("agents.entries.b.{twice}"))),
            (json!({ "entries": { "a": {}, "b": {} }, "ownership": "explicit" }), None),
            (
                json!({ "entries": { "a": {}, "b": marked() }, "ownership": "explicit" }),
                Some(format!("agents.entries.b.{beside}")),
            ),
        ] {
            let document = json!({ "agents": agents });
            assert_eq!(violation_texts(&document, Generation::SharedDb), Vec::from_iter(expected), "{document}");
            let older = violation_texts(&document, Generation::AgentDb);
            assert!(older.is_empty(), "{document} {older:?}");
        }
    }

    #[test]
    fn two_agents_in_one_directory_are_refused() {
        let agents = json!({ "list": [{ "id": "a", "agentDir": "/x" }, { "id": "b", "agentDir": "/y/../x" }] });
        let expected = "agents.list[1] uses the directory `/x`, which belongs to `a`";
        assert_eq!(violation_texts(&json!({ "agents": agents }), Generation::JsonStore), [expected]);
    }

    #[test]
    fn a_section_that_is_not_ours_is_not_judged() {
        let document =
            json!({ "channels": { "x": { "model": 5 } }, "agents": { "defaults": { "heartbeat": { "every": 5 } } } });
        assert!(violation_texts(&document, Generation::JsonStore).is_empty());
    }

    #[test]
    fn edits_of_models_are_judged_by_what_they_put_in() {
        let set = |path: &str, value: Value| Edit::Set { path: path.parse().unwrap(), value: value.into() };
        let raw =
            |path: &str, text: &str| Edit::Set { path: path.parse().unwrap(), value: NewValue::Raw(text.to_owned()) };
        let fallbacks = || KeyPath::from_keys(["agents", "defaults", "model", "fallbacks"]);
        let insert = |value: Value| Edit::Insert { list: fallbacks(), index: 3, value: value.into() };
        for (edit, generation, expected) in [
            (set("agents.defaults.model", json!("a/b")), Generation::JsonStore, true),
            (set("agents.defaults.model", json!(5)), Generation::JsonStore, false),
            (
                set("agents.list[7].model", json!({ "primary": "a/b", "fallbacks": ["c/d"] })),
                Generation::JsonStore,
                true,
            ),
            (set("agents.list[7].model", json!({ "primary": "a/b", "x": 1 })), Generation::JsonStore, false),
            (raw("agents.list[7].model", "{ primary: 'a/b' }"), Generation::JsonStore, true),
            (raw("agents.list[7].model", "{ primary: 5 }"), Generation::JsonStore, false),
            (raw("agents.list[7].model", "{ primary: "), Generation::JsonStore, false),
            (insert(json!("a/b")), Generation::JsonStore, true),
            (insert(json!(5)), Generation::JsonStore, false),
            (Edit::Remove { path: fallbacks().with_index(0) }, Generation::JsonStore, true),
            (Edit::Move { list: fallbacks(), from: 0, to: 1 }, Generation::JsonStore, true),
            // The value contains a parent key that the generation refuses.
            (set("agents.defaults.modelPolicy.allow", json!(["a/b"])), Generation::SharedDb, true),
            (set("agents.defaults.modelPolicy.allow", json!(["a/b"])), Generation::JsonStore, false),
            // Agents are checked together.
            (set("agents.entries.work.model", json!("a/b")), Generation::SharedDb, false),
            (set("agents.list[8].model", json!("a/b")), Generation::SharedDb, false),
            (set("agents.list[7].id", json!("work")), Generation::JsonStore, false),
            (Edit::Remove { path: "agents.list[7]".parse().unwrap() }, Generation::JsonStore, false),
        ] {
            let document = json!({ "agents": { "list": [{}, {}, {}, {}, {}, {}, {}, { "id": "work" }] } });
            let view = View::new(document).with_generation(generation);
            assert_eq!(are_valid_managed_edits(std::slice::from_ref(&edit), &view), expected, "{edit:?}");
        }
    }
}
