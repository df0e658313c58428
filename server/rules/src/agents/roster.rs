//! How an agent is written down.

use contract::Generation;
use json5_edit::{Edit, KeyPath};
use serde_json::{Map, Value, json};

use super::{Agent, Agents, MAIN};
use crate::view::View;

/// The edits that write one more agent down, in the shape that the file has and in no other. Where nobody is written
/// down yet, `main` goes first: whoever is not named any more is not there any more.
pub(crate) fn entry_edits(view: &View, id: &str, entry: Map<String, Value>) -> Vec<Edit> {
    let agents = view.agents();
    let form = Form::of(view);
    let is_first = agents.all.iter().all(|agent| agent.at.is_none());
    let is_marked = needs_mark(view, &agents, form);
    let main = (is_first && id != MAIN).then(|| main(is_marked));
    let mark = (!is_first && is_marked).then(|| agents.default()?.at.clone()).flatten();
    let mark = mark.map(|at| Edit::Set { path: at.key("default"), value: true.into() });
    let entries = main.into_iter().map(|main| (MAIN, main)).chain([(id, entry)]);
    let first = if is_first { 0 } else { form.length(view) };
    let added = entries.enumerate().map(|(index, (id, entry))| form.add(first + index, id, entry));
    added.chain(mark).collect()
}

/// Where agents are written.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    List,
    Entries,
}

impl Form {
    /// The one that somebody is in; else the one that is there; else the one that the OpenClaw of the home prefers.
    fn of(view: &View) -> Self {
        let list = view.get(&Self::List.path()).and_then(Value::as_array);
        let entries = view.get(&Self::Entries.path()).and_then(Value::as_object);
        match (list, entries) {
            (Some(list), Some(entries)) if entries.is_empty() && !list.is_empty() => Self::List,
            (_, Some(_)) => Self::Entries,
            (None, None) if view.generation() == Generation::SharedDb => Self::Entries,
            (_, None) => Self::List,
        }
    }

    fn path(self) -> KeyPath {
        KeyPath::of(["agents", if self == Self::List { "list" } else { "entries" }])
    }

    fn length(self, view: &View) -> usize {
        view.get(&self.path()).and_then(Value::as_array).map_or(0, Vec::len)
    }

    fn add(self, index: usize, id: &str, entry: Map<String, Value>) -> Edit {
        let Self::List = self else {
            return Edit::Set { path: self.path().key(id), value: Value::Object(entry).into() };
        };
        let element: Map<_, _> = [("id".to_owned(), json!(id))].into_iter().chain(entry).collect();
        Edit::Insert { list: self.path(), index, value: Value::Object(element).into() }
    }
}

fn main(is_marked: bool) -> Map<String, Value> {
    let mark = is_marked.then(|| ("default".to_owned(), Value::Bool(true)));
    mark.into_iter().collect()
}

/// From 2026.8.1 on, OpenClaw wants one of several marked, or none and `agents.ownership`; both together it refuses.
fn needs_mark(view: &View, agents: &Agents, form: Form) -> bool {
    let is_marked = |agent: &Agent| {
        let mark = agent.at.as_ref().and_then(|at| view.get(&at.key("default")));
        mark.and_then(Value::as_bool).unwrap_or_default()
    };
    let is_asked = form == Form::Entries || view.generation() == Generation::SharedDb;
    let is_owned = view.get(&KeyPath::of(["agents", "ownership"])).is_some();
    is_asked && !is_owned && !agents.all.iter().any(is_marked)
}
