//! Where a chain stands in the document, and how a new one is written there.

use contract::{Chain, ChainId, Layer, ModelRef, Role, Rung};
use json5_edit::{Edit, KeyPath};
use serde_json::{Map, Value};

use crate::{
    agents::{Agent, first_entry, inherits_fallbacks},
    decision::{Decision, Refusal},
    known,
    order::{self, Item},
    view::{AgentChain, View, model_path},
};

/// The seat of a chain: the one for all agents, or one agent's own.
pub(crate) struct Seat<'a> {
    view: &'a View,
    role: Role,
    agent: Option<Agent>,
    /// What is tried, and who says so.
    found: AgentChain,
}

/// A step of a chain as it stands there: its index in the list that it comes from.
pub(crate) type Entry = (usize, Rung);

impl<'a> Seat<'a> {
    /// For looking and for writing. The image model is the same for all agents: an agent has no seat for one.
    pub(crate) fn find(view: &'a View, role: Role, agent: Option<&str>) -> Result<Self, Refusal> {
        let agent = view.agent(agent)?;
        if let (Role::Image, Some(agent)) = (role, &agent) {
            return Err(Refusal::ImageIsForAll { agent: agent.id.clone() });
        }
        let own = || AgentChain { chain: view.chain(role), primary: Layer::Defaults, fallbacks: Layer::Defaults };
        let found = agent.as_ref().map_or_else(own, |agent| view.chain_of(agent, role));
        Ok(Self { view, role, agent, found })
    }

    pub(crate) fn id(&self) -> ChainId {
        ChainId { role: self.role, agent: self.agent.as_ref().map(|agent| agent.id.clone()) }
    }

    /// What is tried, in order, inherited or not.
    pub(crate) fn chain(&self) -> &Chain {
        &self.found.chain
    }

    /// What stands there.
    pub(crate) fn own(&self) -> Option<&Value> {
        self.view.get(&self.path()?)
    }

    /// What stands there as a list, of whatever type.
    pub(crate) fn own_list(&self) -> Option<&Value> {
        self.own()?.get("fallbacks")
    }

    /// Whether the fallbacks are somebody else's.
    pub(crate) fn inherits_list(&self) -> bool {
        self.agent.is_some() && self.found.fallbacks == Layer::Defaults
    }

    /// Whether the primary is somebody else's.
    pub(crate) fn inherits_primary(&self) -> bool {
        self.agent.is_some() && self.found.primary == Layer::Defaults
    }

    /// Whether an agent with a primary of its own has no fallbacks but those that stand there.
    pub(crate) fn is_strict(&self) -> bool {
        self.agent.is_some() && !inherits_fallbacks(self.view.generation())
    }

    /// Whether this is what answers, and stands there.
    pub(crate) fn answers(&self, model: &ModelRef) -> bool {
        !self.inherits_primary() && self.chain().primary.as_ref().and_then(|rung| rung.model.as_ref()) == Some(model)
    }

    /// The fallbacks, each with its index in the list; of a list that is inherited, counted.
    pub(crate) fn entries(&self) -> Vec<Entry> {
        if self.inherits_list() {
            return self.chain().fallbacks.iter().cloned().enumerate().collect();
        }
        self.view.entries_of(self.own())
    }

    /// As many as there are in the list, also those that are no text.
    pub(crate) fn length(&self) -> usize {
        let list = self.own_list().and_then(Value::as_array);
        list.map_or_else(|| self.entries().len(), Vec::len)
    }

    /// The decision, with what it means for later changes of the list that was inherited until now.
    pub(crate) fn with_own_list(&self, decision: Decision) -> Decision {
        match self.id().agent.filter(|_| self.inherits_list()) {
            Some(agent) => {
                decision.note(format!("`{agent}` gets its own list; later changes to the defaults will not affect it"))
            }
            None => decision,
        }
    }

    /// The edits that put a primary and a list there; `None` leaves what is there. What is of another type than it should
    /// be the editor refuses, and says where it stands. Comments of the old and of the new primary move with them.
    pub(crate) fn edits(&self, primary: Option<&str>, list: Option<&[Item]>) -> Vec<Edit> {
        let Some(path) = self.path() else { return self.first_entry(primary, list) };
        match self.own() {
            Some(Value::String(_)) if list.is_none() => {
                primary.into_iter().map(|key| Edit::Set { path: path.clone(), value: key.into() }).collect()
            }
            None => vec![Edit::Set { value: self.whole(primary, list).into(), path }],
            Some(Value::String(_)) => self.object_edits(&path, primary, list),
            Some(model) => self.member_edits(&path, model, primary, list),
        }
    }

    /// An object in place of a text. Comments beside the text move to its model, or stay with the primary.
    fn object_edits(&self, path: &KeyPath, primary: Option<&str>, list: Option<&[Item]>) -> Vec<Edit> {
        let whole = self.whole(primary, list);
        let demoted = primary.zip(list).and_then(|(primary, after)| self.demoted(primary, after));
        let place = match demoted {
            Some(index) => Some(path.key("fallbacks").index(index)),
            None => whole.get("primary").map(|_| path.key("primary")),
        };
        let swap = place.map(|other| Edit::SwapComments { one: path.clone(), other });
        [Edit::Set { value: whole.into(), path: path.clone() }].into_iter().chain(swap).collect()
    }

    fn member_edits(&self, path: &KeyPath, model: &Value, primary: Option<&str>, list: Option<&[Item]>) -> Vec<Edit> {
        let (at, list_at) = (path.key("primary"), path.key("fallbacks"));
        let list_edits = |after: &[Item]| self.list_edits(&list_at, model, after).into_iter();
        let Some(primary) = primary else { return list.into_iter().flat_map(list_edits).collect() };
        let set = Edit::Set { path: at.clone(), value: primary.into() };
        let Some(after) = list else { return vec![set] };
        let swap_with = |index| Edit::SwapComments { one: at.clone(), other: list_at.index(index) };
        match (self.promoted(primary, after), self.demoted(primary, after)) {
            (Some(from), Some(to)) => {
                // The old primary takes the place of the new one in the list, and then moves to its own.
                let mut after = after.to_vec();
                let old = after.get_mut(to).and_then(|item| self.text(&std::mem::replace(item, Item::Kept(from))));
                let put = old.map(|old| Edit::Set { path: list_at.index(from), value: old.into() });
                [set, swap_with(from)].into_iter().chain(put).chain(list_edits(&after)).collect()
            }
            (Some(from), None) => [set, swap_with(from)].into_iter().chain(list_edits(after)).collect(),
            (None, to) => [set].into_iter().chain(list_edits(after)).chain(to.map(swap_with)).collect(),
        }
    }

    /// The index in the own list of the fallback that becomes the primary.
    fn promoted(&self, primary: &str, after: &[Item]) -> Option<usize> {
        self.own_list()?.as_array()?;
        let rung = self.view.rung(primary);
        let is_it = |(index, entry): &Entry| is_same(entry, &rung) && !after.contains(&Item::Kept(*index));
        self.entries().iter().find(|entry| is_it(entry)).map(|(index, _)| *index)
    }

    /// The index in the new list of the old primary, if that is written here and becomes a fallback.
    fn demoted(&self, primary: &str, after: &[Item]) -> Option<usize> {
        let old = self.chain().primary.as_ref().filter(|_| !self.inherits_primary())?;
        let is_it = |item: &Item| matches!(item, Item::New(text) if is_same(&self.view.rung(text), old));
        let is_kept = is_same(&self.view.rung(primary), old);
        if is_kept { None } else { after.iter().position(is_it) }
    }

    /// The own list without a model; `None` if the model is not in it.
    pub(crate) fn without(&self, model: &ModelRef) -> Option<Vec<Item>> {
        let is_it = |(_, rung): &Entry| rung.model.as_ref() == Some(model);
        let list = self.own_list().and_then(Value::as_array).filter(|_| self.entries().iter().any(is_it))?;
        let gone: Vec<_> = self.entries().into_iter().filter(is_it).map(|(index, _)| index).collect();
        Some((0..list.len()).filter(|index| !gone.contains(index)).map(Item::Kept).collect())
    }

    /// A model that comes into the chain must be known; one that is there already was somebody's wish.
    pub(crate) fn admit(&self, model: &ModelRef, force: bool) -> Result<(), Refusal> {
        match self.role {
            _ if self.lent().any(|rung| rung.model.as_ref() == Some(model)) => Ok(()),
            Role::Text => known::check(self.view, model, force),
            Role::Image => known::check_image(self.view, model, force),
        }
    }

    /// What stands in the chain, and in the one for all agents, which an agent may take over as it is.
    fn lent(&self) -> impl Iterator<Item = Rung> {
        let chains = [self.chain().clone(), self.view.chain(self.role)];
        chains.into_iter().flat_map(|Chain { primary, fallbacks }| primary.into_iter().chain(fallbacks))
    }

    /// The text in one of these that a name stands for, though nobody could name that anew.
    pub(crate) fn text_of(&self, name: &str) -> Option<String> {
        let found = self.lent().find(|rung| rung.configured == name || rung.label() == name);
        found.map(|rung| rung.configured)
    }

    /// What it stands in.
    pub(crate) fn view(&self) -> &'a View {
        self.view
    }

    /// What a typed name means.
    pub(crate) fn resolve(&self, name: &str) -> Option<ModelRef> {
        self.view.resolve(name)
    }

    /// The edits that take what stands there away.
    pub(crate) fn removal(&self, also_primary: bool) -> Vec<Edit> {
        let Some((path, own)) = self.path().zip(self.own()) else { return Vec::new() };
        let others = own.as_object().map_or(0, |model| model.keys().filter(|key| *key != "fallbacks").count());
        let path = if also_primary || others == 0 { path } else { path.key("fallbacks") };
        vec![Edit::Remove { path }]
    }

    fn list_edits(&self, path: &KeyPath, model: &Value, after: &[Item]) -> Vec<Edit> {
        match model.get("fallbacks") {
            None => vec![Edit::Set { path: path.clone(), value: self.texts(after).into() }],
            Some(Value::Array(list)) => order::edits(path, list.len(), after),
            // Refused: the editor says what stands there.
            Some(_) => vec![Edit::Insert { list: path.clone(), index: 0, value: "".into() }],
        }
    }

    /// The model as an object.
    fn whole(&self, primary: Option<&str>, list: Option<&[Item]>) -> Value {
        let primary = primary.or_else(|| self.own()?.as_str().filter(|name| !name.trim().is_empty()));
        let mut model = Map::new();
        model.extend(primary.map(|key| ("primary".to_owned(), key.into())));
        model.extend(list.map(|after| ("fallbacks".to_owned(), self.texts(after))));
        Value::Object(model)
    }

    fn texts(&self, after: &[Item]) -> Value {
        after.iter().filter_map(|item| self.text(item)).collect()
    }

    fn text(&self, item: &Item) -> Option<String> {
        match item {
            Item::New(key) => Some(key.clone()),
            Item::Kept(index) => Some(self.entries().into_iter().find(|(at, _)| at == index)?.1.configured),
        }
    }

    /// `None`: the agent `main` that nobody has written down.
    fn path(&self) -> Option<KeyPath> {
        match &self.agent {
            Some(agent) => Some(agent.at.as_ref()?.key("model")),
            None => Some(model_path(self.role)),
        }
    }

    /// Writes `main` down, in the form of the home.
    fn first_entry(&self, primary: Option<&str>, list: Option<&[Item]>) -> Vec<Edit> {
        let id = self.agent.as_ref().map_or("", |agent| agent.id.as_str());
        let model = Map::from_iter([("model".to_owned(), self.whole(primary, list))]);
        vec![first_entry(self.view, id, model)]
    }
}

/// Whether two steps mean one model, or have the same text.
pub(crate) fn is_same(one: &Rung, other: &Rung) -> bool {
    one.configured.trim() == other.configured.trim() || (one.model.is_some() && one.model == other.model)
}

#[cfg(test)]
mod tests;
