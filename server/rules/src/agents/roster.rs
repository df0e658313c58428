//! How an agent is written down.

use contract::Generation;
use json5_edit::{Edit, KeyPath};
use serde_json::{Map, Value, json};

use super::{Agent, Agents, MAIN, default_agent};
use crate::{home::Home, view::View};

/// The edits that write the first agent down, in the form that the home has.
pub(crate) fn first_entry(view: &View, id: &str, entry: Map<String, Value>) -> Edit {
    Form::of(view).add(0, id, entry)
}

/// The edits that write one more agent down, in the form that the file has and in no other. Where no agent is written
/// down yet, `main` goes first: an agent without an entry is gone once there is another.
pub(super) fn added(view: &View, home: &Home, id: &str, entry: Map<String, Value>) -> Vec<Edit> {
    let agents = view.agents();
    let form = Form::of(view);
    let is_first = agents.all.iter().all(|agent| agent.at.is_none());
    let naming = DefaultAgent::of(view, &agents, form);
    let default = agents.default().filter(|_| naming == DefaultAgent::Owner);
    let named = default.map(|default| default_agent::edits(view, home, default)).unwrap_or_default();
    let main = is_first.then(|| (MAIN, main(view, home, naming)));
    let mark = agents.default().and_then(|default| default.at.as_ref()).filter(|_| naming == DefaultAgent::Mark);
    let mark = mark.map(|at| Edit::Set { path: at.key("default"), value: true.into() });
    let first = if is_first { 0 } else { form.length(view) };
    let entries = main.into_iter().chain([(id, entry)]).enumerate();
    let entries = entries.map(|(index, (id, entry))| form.add(first + index, id, entry));
    named.into_iter().chain(entries).chain(mark).collect()
}

/// Where agents are written.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    List,
    Entries,
}

impl Form {
    /// The one that an agent is in; else the one that is there; else the one that the OpenClaw of the home prefers.
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

/// What has to be written so that the default agent stays the default one when there is one more.
#[derive(Clone, Copy, PartialEq, Eq)]
enum DefaultAgent {
    /// Nothing: it is the first of the list, or named already.
    Clear,
    /// `default: true`, as OpenClaw before 2026.8.1 has it.
    Mark,
    /// `agents.ownership` and a system agent, as OpenClaw writes it from 2026.8.1 on.
    Owner,
}

impl DefaultAgent {
    fn of(view: &View, agents: &Agents, form: Form) -> Self {
        let is_several = agents.all.len() > 1;
        let is_marked = || agents.all.iter().any(|agent| is_marked(view, agent));
        match view.generation() {
            Generation::SharedDb if agents.is_explicit && is_several => Self::Clear,
            Generation::SharedDb => Self::Owner,
            _ if form == Form::List || agents.is_explicit || is_marked() => Self::Clear,
            _ => Self::Mark,
        }
    }
}

fn is_marked(view: &View, agent: &Agent) -> bool {
    let mark = agent.at.as_ref().and_then(|at| view.get(&at.key("default")));
    mark.and_then(Value::as_bool).unwrap_or_default()
}

/// The entry of an agent that had none.
fn main(view: &View, home: &Home, naming: DefaultAgent) -> Map<String, Value> {
    let member = match naming {
        DefaultAgent::Clear => None,
        DefaultAgent::Mark => Some(("default".to_owned(), true.into())),
        DefaultAgent::Owner => Some(("workspace".to_owned(), default_agent::workspace(view, home).into())),
    };
    member.into_iter().collect()
}
