//! Who answers where no agent is named. From 2026.8.1 on, several agents need exactly one that is marked as the default,
//! or none and an ownership that says so.

use contract::Generation;
use json5_edit::KeyPath;
use serde_json::Value;

use crate::{
    agents::{Agents, Shape},
    shape::Misfit,
    view::View,
};

pub(super) fn problems(view: &View, agents: &Agents) -> Vec<Misfit> {
    if view.generation() != Generation::SharedDb {
        return Vec::new();
    }
    let marks = marks(view, agents);
    let beside = marks.first().filter(|_| agents.is_explicit).cloned().map(|at| {
        let why = "stands beside `agents.ownership`, which has taken its place".to_owned();
        Misfit { at, why, hint: "take the mark out", about: "agents" }
    });
    let second = marks.get(1).filter(|_| !agents.is_explicit).cloned().map(|at| {
        let why = "marks one more agent as the default".to_owned();
        Misfit { at, why, hint: "leave one mark, and take the others out", about: "agents" }
    });
    without_owner(view, agents).into_iter().chain(beside).chain(second).collect()
}

/// Several agents, and nothing says whose the system is.
pub(super) fn without_owner(view: &View, agents: &Agents) -> Option<Misfit> {
    let is_fine = view.generation() != Generation::SharedDb
        || agents.all.len() < 2
        || agents.is_explicit
        || !marks(view, agents).is_empty();
    let at = KeyPath::of(["agents", if agents.shape == Shape::List { "list" } else { "entries" }]);
    let why = "has several agents, none with `default: true`, and no `agents.ownership`".to_owned();
    let hint = "mark one with `default: true`, or set `agents.ownership` to `explicit`";
    (!is_fine).then_some(Misfit { at, why, hint, about: "agents" })
}

/// The marks that say who the default is.
fn marks(view: &View, agents: &Agents) -> Vec<KeyPath> {
    let marks = agents.all.iter().filter_map(|agent| Some(agent.at.as_ref()?.key("default")));
    marks.filter(|at| view.get(at).and_then(Value::as_bool) == Some(true)).collect()
}
