//! What OpenClaw would refuse in a configuration, as far as it is known here: wrong types, and keys of another
//! generation. Its own schema is larger and strict everywhere; a section that is not ours is never judged.

mod roster;

use contract::Generation;
use json5_edit::{KeyPath, Step};
use serde_json::Value;

use crate::{
    agents::{self, Agents, Oddity},
    home::Home,
    identity,
    shape::{self, Misfit, matching},
    view::View,
};

/// A key that some generations do not know. `*` is every member or element.
struct Stranger {
    pattern: &'static str,
    /// Who refuses it.
    to: &'static [Generation],
    hint: &'static str,
}

const TAKE_OUT: &str = "take it out in an editor";
const DOCTOR: &str = "OpenClaw's own `openclaw doctor --fix` takes it out";
const STORE: &str = "take it out; the order of an agent's credentials is in its credential store";

const ALL: &[Generation] = &[Generation::Seeds, Generation::AgentDb, Generation::SharedDb, Generation::Unknown];

const STRANGERS: &[Stranger] = &[
    Stranger { pattern: "agents.entries", to: &[Generation::Seeds], hint: TAKE_OUT },
    Stranger { pattern: "agents.ownership", to: &[Generation::Seeds], hint: TAKE_OUT },
    Stranger { pattern: "agents.defaults.modelPolicy", to: &[Generation::Seeds], hint: TAKE_OUT },
    Stranger { pattern: "agents.defaults.utilityModel", to: &[Generation::Seeds], hint: TAKE_OUT },
    Stranger { pattern: "meta.lastTouchedAt", to: &[Generation::SharedDb], hint: TAKE_OUT },
    Stranger { pattern: "auth.cooldowns", to: &[Generation::SharedDb], hint: DOCTOR },
    Stranger { pattern: "agents.defaults.imageGenerationModel", to: &[Generation::SharedDb], hint: TAKE_OUT },
    Stranger { pattern: "agents.list.*.auth", to: ALL, hint: STORE },
    Stranger { pattern: "agents.entries.*.auth", to: ALL, hint: STORE },
];

/// Objects that know these keys and no others.
const CLOSED: &[(&str, &[&str])] = &[
    ("agents", &["defaults", "list", "entries", "ownership"]),
    ("agents.defaults.models.*", &["alias", "params", "streaming", "agentRuntime", "pickerRuntimes"]),
    ("agents.defaults.model", &["primary", "fallbacks"]),
    ("agents.defaults.imageModel", &["primary", "fallbacks"]),
    ("agents.list.*.model", &["primary", "fallbacks"]),
    ("agents.entries.*.model", &["primary", "fallbacks"]),
];

/// Everything that is known to be refused, once: `config validate`, `config set` and `models doctor` all say this.
pub fn problems(view: &View, home: &Home) -> Vec<Misfit> {
    let agents = view.agents();
    let strangers = STRANGERS.iter().filter(|stranger| stranger.to.contains(&view.generation()));
    let strange = strangers.flat_map(|stranger| paths(view, stranger.pattern).map(|at| unknown(at, stranger.hint)));
    let closed = CLOSED.iter().flat_map(|(pattern, keys)| others(view, pattern, keys));
    let closed = closed.map(|at| unknown(at, TAKE_OUT));
    (shape::misfits(view).into_iter().chain(strange).chain(closed))
        .chain(nameless(view, &agents))
        .chain(roster::problems(view, &agents))
        .chain(agents::sharing(&agents, home))
        .collect()
}

/// The first one afterwards that is not there before.
pub(crate) fn new_problem(before: &View, after: &View, home: &Home) -> Option<Misfit> {
    Problems::of(before, home).first_new(after, home)
}

/// What is refused before a change: for several changes of one document.
pub(crate) struct Problems(Vec<(Vec<String>, String)>);

impl Problems {
    pub(crate) fn of(view: &View, home: &Home) -> Self {
        Self(problems(view, home).iter().map(|misfit| known_as(misfit, view)).collect())
    }

    /// The first one after a change that is not there before.
    pub(crate) fn first_new(&self, after: &View, home: &Home) -> Option<Misfit> {
        let mut known: Vec<_> = self.0.iter().collect();
        let mut is_new = |misfit: &Misfit| {
            let name = known_as(misfit, after);
            let at = known.iter().position(|known| **known == name);
            at.map(|at| known.swap_remove(at)).is_none()
        };
        problems(after, home).into_iter().find(|misfit| is_new(misfit))
    }
}

/// A misfit wherever it moves to: an agent is its id, and an element of a list is one of several.
fn known_as(misfit: &Misfit, view: &View) -> (Vec<String>, String) {
    let at = identity::named(&misfit.at, view.document());
    let name = |step: &Step| match step {
        Step::Key(key) => key.clone(),
        Step::Index(_) => "*".to_owned(),
    };
    (at.steps().iter().map(name).collect(), misfit.why.clone())
}

/// Whether several agents have nobody who answers where none is named.
pub(crate) fn is_without_owner(view: &View) -> bool {
    roster::without_owner(view, &view.agents()).is_some()
}

fn paths(view: &View, pattern: &str) -> impl Iterator<Item = KeyPath> {
    matching(view.document(), pattern, |_| vec![()]).into_iter().map(|(at, ())| at)
}

/// The members that a closed object should not have.
fn others(view: &View, pattern: &str, known: &[&str]) -> impl Iterator<Item = KeyPath> {
    let strange = |value: &Value| {
        let members = value.as_object().into_iter().flat_map(serde_json::Map::keys);
        members.filter(|key| !known.contains(&key.as_str())).cloned().collect()
    };
    matching(view.document(), pattern, strange).into_iter().map(|(at, key)| at.key(&key))
}

fn unknown(at: KeyPath, hint: &'static str) -> Misfit {
    let why = "is a key that the OpenClaw of this home does not know".to_owned();
    Misfit { at, why, hint, about: "dialect" }
}

/// Who must be told apart, and by what.
fn nameless(view: &View, agents: &Agents) -> Vec<Misfit> {
    let found = agents.oddities.iter().filter_map(|oddity| match oddity {
        Oddity::NoId(at) if is_listed_object(view, at) => Some(at.clone()),
        _ => None,
    });
    let misfit = |at| Misfit { at, why: "has no `id`".to_owned(), hint: "give it one in an editor", about: "agents" };
    found.map(misfit).collect()
}

/// What is no object at all is a misfit already.
fn is_listed_object(view: &View, at: &KeyPath) -> bool {
    let is_listed = matches!(at.split_last(), Some((_, Step::Index(_))));
    is_listed && view.get(&at.key("id")).is_none() && view.get(at).is_some_and(Value::is_object)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::home::{Vars, locate};

    fn said(document: &Value, generation: Generation) -> Vec<String> {
        let view = View::new(document.clone()).with_generation(generation);
        let home = locate(&Vars { home: Some("/home/ada".to_owned()), ..Vars::default() }, |_| false);
        problems(&view, &home).into_iter().map(|Misfit { at, why, .. }| format!("{at} {why}")).collect()
    }

    const UNKNOWN: &str = "is a key that the OpenClaw of this home does not know";

    #[test]
    fn each_generation_has_keys_that_others_refuse() {
        let modern = json!({ "agents": { "entries": { "main": {} }, "ownership": "explicit",
            "defaults": { "modelPolicy": { "allow": ["a/b"] }, "utilityModel": "a/b" } } });
        let old = json!({ "auth": { "cooldowns": {} }, "meta": { "lastTouchedAt": "x" } });
        for (document, generation, paths) in [
            (
                &modern,
                Generation::Seeds,
                &["agents.entries", "agents.ownership", "agents.defaults.modelPolicy", "agents.defaults.utilityModel"]
                    [..],
            ),
            (&modern, Generation::AgentDb, &[]),
            (&modern, Generation::SharedDb, &[]),
            (&old, Generation::Seeds, &[]),
            (&old, Generation::SharedDb, &["meta.lastTouchedAt", "auth.cooldowns"]),
            (&old, Generation::Unknown, &[]),
        ] {
            let expected: Vec<_> = paths.iter().map(|path| format!("{path} {UNKNOWN}")).collect();
            assert_eq!(said(document, generation), expected, "{generation:?}");
        }
    }

    #[test]
    fn what_is_refused_everywhere() {
        for (agents, expected) in [
            (json!({ "list": [{ "id": "a", "auth": { "order": {} } }] }), format!("agents.list[0].auth {UNKNOWN}")),
            (json!({ "list": [{ "id": "a", "model": { "key": 1 } }] }), format!("agents.list[0].model.key {UNKNOWN}")),
            (json!({ "foo": 1 }), format!("agents.foo {UNKNOWN}")),
            (
                json!({ "defaults": { "models": { "a/b": { "streaming": true, "x": 1 } } } }),
                format!("agents.defaults.models[\"a/b\"].x {UNKNOWN}"),
            ),
            (json!({ "list": [{ "name": "a" }] }), "agents.list[0] has no `id`".to_owned()),
            (json!({ "list": [5] }), "agents.list[0] is a number, where an object belongs".to_owned()),
            (json!({ "list": [{ "id": 5 }] }), "agents.list[0].id is a number, where text belongs".to_owned()),
            (
                json!({ "defaults": { "model": { "fallbacks": ["a/b", 5] } } }),
                "agents.defaults.model.fallbacks[1] is a number, where text belongs".to_owned(),
            ),
        ] {
            assert_eq!(said(&json!({ "agents": agents }), Generation::AgentDb), [expected]);
        }
    }

    #[test]
    fn several_agents_need_exactly_one_default_or_an_ownership() {
        let nobody = "has several agents, none with `default: true`, and no `agents.ownership`";
        let beside = "default stands beside `agents.ownership`, which has taken its place";
        let twice = "default marks one more agent as the default";
        let marked = || json!({ "default": true });
        for (agents, expected) in [
            (json!({ "list": [{ "id": "a" }] }), None),
            (json!({ "list": [{ "id": "a" }, { "id": "b" }] }), Some(format!("agents.list {nobody}"))),
            (json!({ "list": [{ "id": "a" }, { "id": "b", "default": true }] }), None),
            (json!({ "list": [{ "id": "a" }, { "id": "b" }], "ownership": "explicit" }), None),
            (
                json!({ "list": [{ "id": "a", "default": true }, { "id": "b", "default": true }] }),
                Some(format!("agents.list[1].{twice}")),
            ),
            (json!({ "entries": { "a": {}, "b": {} } }), Some(format!("agents.entries {nobody}"))),
            (json!({ "entries": { "a": {}, "b": marked() } }), None),
            (json!({ "entries": { "a": marked(), "b": marked() } }), Some(format!("agents.entries.b.{twice}"))),
            (json!({ "entries": { "a": {}, "b": {} }, "ownership": "explicit" }), None),
            (
                json!({ "entries": { "a": {}, "b": marked() }, "ownership": "explicit" }),
                Some(format!("agents.entries.b.{beside}")),
            ),
        ] {
            let document = json!({ "agents": agents });
            assert_eq!(said(&document, Generation::SharedDb), Vec::from_iter(expected), "{document}");
            let older = said(&document, Generation::AgentDb);
            assert!(older.is_empty(), "{document} {older:?}");
        }
    }

    #[test]
    fn two_agents_in_one_directory_are_refused() {
        let agents = json!({ "list": [{ "id": "a", "agentDir": "/x" }, { "id": "b", "agentDir": "/y/../x" }] });
        let expected = "agents.list[1] has the directory `/x` of `a`";
        assert_eq!(said(&json!({ "agents": agents }), Generation::Seeds), [expected]);
    }

    #[test]
    fn a_section_that_is_not_ours_is_not_judged() {
        let document =
            json!({ "channels": [], "future": { "model": 5 }, "agents": { "defaults": { "heartbeat": 5 } } });
        assert!(said(&document, Generation::Seeds).is_empty());
    }
}
