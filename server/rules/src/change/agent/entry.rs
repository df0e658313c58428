//! Edits that write agent entries.

use contract::Generation;
use json5_edit::{Edit, KeyPath};
use serde_json::{Map, Value, json};

use super::default_agent;
use crate::{
    base::home::Home,
    document::{
        agents::{Agent, Agents},
        view::View,
    },
    schema::agent_id::MAIN_AGENT_ID,
};

/// The edit that writes the first agent entry, in the layout of the home.
pub(crate) fn first_entry_edit(view: &View, id: &str, entry: Map<String, Value>) -> Edit {
    EntryLayout::for_view(view).add_edit(0, id, entry)
}

/// The edits that add an agent entry, in the layout that the file uses. If there is no entry yet, an entry for `main`
/// is written first: without one, `main` would no longer exist once there is another agent.
pub(super) fn add_entry_edits(view: &View, home: &Home, id: &str, entry: Map<String, Value>) -> Vec<Edit> {
    let agents = view.agents();
    let form = EntryLayout::for_view(view);
    let is_first = agents.all.iter().all(|agent| agent.entry_path.is_none());
    let naming = DefaultMarking::required(view, &agents, form);
    let default = agents.default_agent().filter(|_| naming == DefaultMarking::ExplicitOwnership);
    let named = default.map(|default| default_agent::keep_default_edits(view, home, default)).unwrap_or_default();
    let main = is_first.then(|| (MAIN_AGENT_ID, main_entry(view, home, naming)));
    let default_entry_path = agents
        .default_agent()
        .and_then(|default| default.entry_path.as_ref())
        .filter(|_| naming == DefaultMarking::DefaultFlag);
    let default_edit = default_entry_path.map(|path| Edit::Set { path: path.with_key("default"), value: true.into() });
    let first = if is_first { 0 } else { form.list_length(view) };
    let entries = main.into_iter().chain([(id, entry)]).enumerate();
    let entries = entries.map(|(index, (id, entry))| form.add_edit(first + index, id, entry));
    named.into_iter().chain(entries).chain(default_edit).collect()
}

/// The container that agents are written to: `agents.list` or `agents.entries`.
#[derive(Clone, Copy, PartialEq, Eq)]
enum EntryLayout {
    List,
    Entries,
}

impl EntryLayout {
    /// Chooses the container: the one that holds an agent, else the one that exists, else the one that the home's
    /// OpenClaw prefers.
    fn for_view(view: &View) -> Self {
        let list = view.get(&Self::List.container_path()).and_then(Value::as_array);
        let entries = view.get(&Self::Entries.container_path()).and_then(Value::as_object);
        match (list, entries) {
            (Some(list), Some(entries)) if entries.is_empty() && !list.is_empty() => Self::List,
            (_, Some(_)) => Self::Entries,
            (None, None) if view.generation() == Generation::SharedDb => Self::Entries,
            (_, None) => Self::List,
        }
    }

    fn container_path(self) -> KeyPath {
        KeyPath::from_keys(["agents", if self == Self::List { "list" } else { "entries" }])
    }

    fn list_length(self, view: &View) -> usize {
        view.get(&self.container_path()).and_then(Value::as_array).map_or(0, Vec::len)
    }

    fn add_edit(self, index: usize, id: &str, entry: Map<String, Value>) -> Edit {
        let Self::List = self else {
            return Edit::Set { path: self.container_path().with_key(id), value: Value::Object(entry).into() };
        };
        let element: Map<_, _> = [("id".to_owned(), json!(id))].into_iter().chain(entry).collect();
        Edit::Insert { list: self.container_path(), index, value: Value::Object(element).into() }
    }
}

/// What must be written so that the default agent stays the default when an agent is added.
#[derive(Clone, Copy, PartialEq, Eq)]
enum DefaultMarking {
    /// Nothing: the default agent is the first in the list, or is already named.
    NotNeeded,
    /// `default: true`, the form of OpenClaw before 2026.8.1.
    DefaultFlag,
    /// `agents.ownership` and a system agent, the form of OpenClaw since 2026.8.1.
    ExplicitOwnership,
}

impl DefaultMarking {
    fn required(view: &View, agents: &Agents, form: EntryLayout) -> Self {
        let is_several = agents.all.len() > 1;
        let is_marked = || agents.all.iter().any(|agent| has_default_flag(view, agent));
        match view.generation() {
            Generation::SharedDb if agents.has_explicit_ownership && is_several => Self::NotNeeded,
            Generation::SharedDb => Self::ExplicitOwnership,
            _ if form == EntryLayout::List || agents.has_explicit_ownership || is_marked() => Self::NotNeeded,
            _ => Self::DefaultFlag,
        }
    }
}

fn has_default_flag(view: &View, agent: &Agent) -> bool {
    let default_flag = agent.entry_path.as_ref().and_then(|path| view.get(&path.with_key("default")));
    default_flag.and_then(Value::as_bool).unwrap_or_default()
}

/// The entry for `main`, which had none.
fn main_entry(view: &View, home: &Home, naming: DefaultMarking) -> Map<String, Value> {
    let member = match naming {
        DefaultMarking::NotNeeded => None,
        DefaultMarking::DefaultFlag => Some(("default".to_owned(), true.into())),
        DefaultMarking::ExplicitOwnership => {
            Some(("workspace".to_owned(), default_agent::default_workspace(view, home).into()))
        }
    };
    member.into_iter().collect()
}
