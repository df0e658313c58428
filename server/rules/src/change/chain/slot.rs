//! The place of a chain in the document, and the edits that change the chain there.

use contract::{Chain, ChainId, ChainStep, ConfigLayer, ModelRef, OpError, Role};
use json5_edit::{Edit, KeyPath};
use serde_json::{Map, Value};

use super::chain_error::ChainError;
use crate::{
    base::{
        decision::Decision,
        list_edits::{self, ListItem},
    },
    change::agent::entry::first_entry_edit,
    document::{
        agents::{Agent, inherits_fallbacks},
        view::{AgentChain, View},
    },
    model::{known_models::ModelCheckError, typed_model::TypedModel},
    schema::paths::model_path,
};

/// The slot of a chain: the default chain of all agents, or one agent's own.
pub(crate) struct ChainSlot<'a> {
    view: &'a View,
    role: Role,
    agent: Option<Agent>,
    /// The chain that is tried, and the layers that its parts come from.
    resolved: AgentChain,
    /// The fallbacks, each with its index in the own list, or in the chain if the list is inherited.
    entries: Vec<IndexedStep>,
}

/// A chain step with its index in the list that it comes from.
pub(crate) type IndexedStep = (usize, ChainStep);

impl<'a> ChainSlot<'a> {
    /// Finds the slot to read or write. All agents share the image model, so an agent has no image slot.
    pub(crate) fn find(view: &'a View, role: Role, agent: Option<&str>) -> Result<Self, OpError> {
        let agent = view.find_agent(agent)?;
        if let (Role::Image, Some(agent)) = (role, &agent) {
            return Err(ChainError::ImageModelIsShared { agent: agent.id.clone() }.into());
        }
        let read_agent_chain = || AgentChain {
            chain: view.default_chain(role),
            primary_layer: ConfigLayer::Defaults,
            fallbacks_layer: ConfigLayer::Defaults,
        };
        let resolved = agent.as_ref().map_or_else(read_agent_chain, |agent| view.agent_chain(agent, role));
        let slot = Self { view, role, agent, resolved, entries: Vec::new() };
        Ok(Self { entries: slot.read_fallback_steps(), ..slot })
    }

    pub(crate) fn chain_id(&self) -> ChainId {
        ChainId { role: self.role, agent: self.agent.as_ref().map(|agent| agent.id.clone()) }
    }

    /// The models that are tried, in order, inherited or not.
    pub(crate) fn chain(&self) -> &Chain {
        &self.resolved.chain
    }

    /// The value that is written in the slot.
    pub(crate) fn own_value(&self) -> Option<&Value> {
        self.view.get(&self.slot_path()?)
    }

    /// The `fallbacks` value that is written in the slot, of any type.
    pub(crate) fn own_fallbacks(&self) -> Option<&Value> {
        self.own_value()?.get("fallbacks")
    }

    /// Whether the agent inherits its fallbacks from the defaults.
    pub(crate) fn inherits_fallback_list(&self) -> bool {
        self.agent.is_some() && self.resolved.fallbacks_layer == ConfigLayer::Defaults
    }

    /// Whether the agent inherits its primary from the defaults.
    pub(crate) fn inherits_primary(&self) -> bool {
        self.agent.is_some() && self.resolved.primary_layer == ConfigLayer::Defaults
    }

    /// Whether the agent, once it has its own primary, only has the fallbacks that are written in its slot.
    pub(crate) fn needs_own_fallbacks(&self) -> bool {
        self.agent.is_some() && !inherits_fallbacks(self.view.generation())
    }

    /// Whether this model is the primary, and not inherited.
    pub(crate) fn is_own_primary(&self, model: &ModelRef) -> bool {
        !self.inherits_primary() && self.chain().primary.as_ref().and_then(|step| step.model.as_ref()) == Some(model)
    }

    /// The fallbacks, each with its index in the own list, or in the chain if the list is inherited.
    pub(crate) fn fallback_steps(&self) -> &[IndexedStep] {
        &self.entries
    }

    fn read_fallback_steps(&self) -> Vec<IndexedStep> {
        if self.inherits_fallback_list() {
            return self.chain().fallbacks.iter().cloned().enumerate().collect();
        }
        self.view.indexed_fallbacks(self.own_value())
    }

    /// The number of elements in the list, including those that are not strings.
    pub(crate) fn fallback_count(&self) -> usize {
        let list = self.own_fallbacks().and_then(Value::as_array);
        list.map_or(self.entries.len(), Vec::len)
    }

    /// Adds a note if the agent inherited its list until now: later changes to the defaults will not affect it.
    pub(crate) fn with_own_list_note(&self, decision: Decision) -> Decision {
        match self.chain_id().agent.filter(|_| self.inherits_fallback_list()) {
            Some(agent) => decision
                .with_note(format!("`{agent}` gets its own list; later changes to the defaults will not affect it")),
            None => decision,
        }
    }

    /// The edits that write a primary and a fallback list; `None` keeps the current value. If a value has the wrong
    /// type, the editor refuses the edit and reports the position. Comments move with the old and the new primary.
    pub(crate) fn write_edits(&self, primary: Option<&str>, list: Option<&[ListItem]>) -> Vec<Edit> {
        let Some(path) = self.slot_path() else { return self.main_entry_edits(primary, list) };
        match self.own_value() {
            Some(Value::String(_)) if list.is_none() => {
                primary.into_iter().map(|key| Edit::Set { path: path.clone(), value: key.into() }).collect()
            }
            None => vec![Edit::Set { value: self.model_object(primary, list).into(), path }],
            Some(Value::String(_)) => self.text_to_object_edits(&path, primary, list),
            Some(model) => self.member_edits(&path, model, primary, list),
        }
    }

    /// The edits that replace a string with an object. Comments beside the string move with its model if it becomes a
    /// fallback; otherwise they stay with the primary.
    fn text_to_object_edits(&self, path: &KeyPath, primary: Option<&str>, list: Option<&[ListItem]>) -> Vec<Edit> {
        let whole = self.model_object(primary, list);
        let demoted = primary.zip(list).and_then(|(primary, after)| self.demoted_index(primary, after));
        let value_edit = match demoted {
            Some(index) => Some(path.with_key("fallbacks").with_index(index)),
            None => whole.get("primary").map(|_| path.with_key("primary")),
        };
        let swap = value_edit.map(|other| Edit::SwapComments { one: path.clone(), other });
        [Edit::Set { value: whole.into(), path: path.clone() }].into_iter().chain(swap).collect()
    }

    fn member_edits(
        &self,
        path: &KeyPath,
        model: &Value,
        primary: Option<&str>,
        list: Option<&[ListItem]>,
    ) -> Vec<Edit> {
        let (primary_path, list_path) = (path.with_key("primary"), path.with_key("fallbacks"));
        let list_edits = |after: &[ListItem]| self.fallback_list_edits(&list_path, model, after).into_iter();
        let Some(primary) = primary else { return list.into_iter().flat_map(list_edits).collect() };
        let set = Edit::Set { path: primary_path.clone(), value: primary.into() };
        let Some(after) = list else { return vec![set] };
        let swap_with = |index| Edit::SwapComments { one: primary_path.clone(), other: list_path.with_index(index) };
        match (self.promoted_index(primary, after), self.demoted_index(primary, after)) {
            (Some(from), Some(to)) => {
                // Put the old primary where the new one was in the list, then move it to its own position.
                let mut after = after.to_vec();
                let old =
                    after.get_mut(to).and_then(|item| self.item_text(&std::mem::replace(item, ListItem::Kept(from))));
                let put = old.map(|old| Edit::Set { path: list_path.with_index(from), value: old.into() });
                [set, swap_with(from)].into_iter().chain(put).chain(list_edits(&after)).collect()
            }
            (Some(from), None) => [set, swap_with(from)].into_iter().chain(list_edits(after)).collect(),
            (None, to) => [set].into_iter().chain(list_edits(after)).chain(to.map(swap_with)).collect(),
        }
    }

    /// The index, in the slot's own list, of the fallback that becomes the primary.
    fn promoted_index(&self, primary: &str, after: &[ListItem]) -> Option<usize> {
        self.own_fallbacks()?.as_array()?;
        let step = self.view.chain_step(primary);
        let is_primary =
            |(index, entry): &IndexedStep| is_same_step(entry, &step) && !after.contains(&ListItem::Kept(*index));
        self.entries.iter().find(|entry| is_primary(entry)).map(|(index, _)| *index)
    }

    /// The index, in the new list, of the old primary, if it is written in this slot and becomes a fallback.
    fn demoted_index(&self, primary: &str, after: &[ListItem]) -> Option<usize> {
        let old = self.chain().primary.as_ref().filter(|_| !self.inherits_primary())?;
        let is_old_primary =
            |item: &ListItem| matches!(item, ListItem::New(text) if is_same_step(&self.view.chain_step(text), old));
        let is_kept = is_same_step(&self.view.chain_step(primary), old);
        if is_kept { None } else { after.iter().position(is_old_primary) }
    }

    /// The slot's own list without a model; `None` if the model is not in it.
    pub(crate) fn items_without(&self, model: &ModelRef) -> Option<Vec<ListItem>> {
        let has_model = |(_, step): &&IndexedStep| step.model.as_ref() == Some(model);
        let list = self
            .own_fallbacks()
            .and_then(Value::as_array)
            .filter(|_| self.entries.iter().any(|entry| has_model(&entry)))?;
        let removed_indices: Vec<_> = self.entries.iter().filter(has_model).map(|(index, _)| *index).collect();
        Some((0..list.len()).filter(|index| !removed_indices.contains(index)).map(ListItem::Kept).collect())
    }

    /// Checks that a model that is new in the chain is known. A model that is already in this chain or in the default
    /// chain is accepted: the user chose it before.
    pub(crate) fn check_model(&self, typed: &TypedModel, force: bool) -> Result<(), ModelCheckError> {
        match self.role {
            _ if self.reusable_steps().any(|step| step.model.as_ref() == Some(&typed.model)) => Ok(()),
            Role::Text => typed.check_known(self.view, force),
            Role::Image => typed.check_image_model(self.view, force),
        }
    }

    /// The steps of this chain and of the default chain, whose texts an agent may take over unchanged.
    fn reusable_steps(&self) -> impl Iterator<Item = ChainStep> {
        let chains = [self.chain().clone(), self.view.default_chain(self.role)];
        chains.into_iter().flat_map(|Chain { primary, fallbacks }| primary.into_iter().chain(fallbacks))
    }

    /// The configured text of the reusable step with this text or label. A text that could not be entered as a new
    /// model is found too.
    pub(crate) fn written_text_of(&self, name: &str) -> Option<String> {
        let found = self.reusable_steps().find(|step| step.configured == name || step.label() == name);
        found.map(|step| step.configured)
    }

    /// The view that the slot is in.
    pub(crate) fn view(&self) -> &'a View {
        self.view
    }

    /// The edits that remove the fallbacks from the slot, and the primary if `also_primary`.
    pub(crate) fn removal_edits(&self, also_primary: bool) -> Vec<Edit> {
        let Some((path, own)) = self.slot_path().zip(self.own_value()) else { return Vec::new() };
        let others = own.as_object().map_or(0, |model| model.keys().filter(|key| *key != "fallbacks").count());
        let path = if also_primary || others == 0 { path } else { path.with_key("fallbacks") };
        vec![Edit::Remove { path }]
    }

    fn fallback_list_edits(&self, path: &KeyPath, model: &Value, after: &[ListItem]) -> Vec<Edit> {
        match model.get("fallbacks") {
            None => vec![Edit::Set { path: path.clone(), value: self.item_texts(after).into() }],
            Some(Value::Array(list)) => list_edits::reorder_edits(path, list.len(), after),
            // The value is not a list: the editor refuses this edit and reports what is there.
            Some(_) => vec![Edit::Insert { list: path.clone(), index: 0, value: "".into() }],
        }
    }

    /// The chain as an object with `primary` and `fallbacks`.
    fn model_object(&self, primary: Option<&str>, list: Option<&[ListItem]>) -> Value {
        let primary = primary.or_else(|| self.own_value()?.as_str().filter(|name| !name.trim().is_empty()));
        let mut model = Map::new();
        model.extend(primary.map(|key| ("primary".to_owned(), key.into())));
        model.extend(list.map(|after| ("fallbacks".to_owned(), self.item_texts(after))));
        Value::Object(model)
    }

    fn item_texts(&self, after: &[ListItem]) -> Value {
        after.iter().filter_map(|item| self.item_text(item)).collect()
    }

    fn item_text(&self, item: &ListItem) -> Option<String> {
        match item {
            ListItem::New(key) => Some(key.clone()),
            ListItem::Kept(index) => Some(self.entries.iter().find(|(at, _)| at == index)?.1.configured.clone()),
        }
    }

    /// The path of the slot; `None` for the agent `main` without an entry.
    fn slot_path(&self) -> Option<KeyPath> {
        match &self.agent {
            Some(agent) => Some(agent.entry_path.as_ref()?.with_key("model")),
            None => Some(model_path(self.role)),
        }
    }

    /// The edits that write an entry for `main`, in the layout of the home.
    fn main_entry_edits(&self, primary: Option<&str>, list: Option<&[ListItem]>) -> Vec<Edit> {
        let id = self.agent.as_ref().map_or("", |agent| agent.id.as_str());
        let model = Map::from_iter([("model".to_owned(), self.model_object(primary, list))]);
        vec![first_entry_edit(self.view, id, model)]
    }
}

/// Whether two steps resolve to the same model, or have the same text.
pub(crate) fn is_same_step(one: &ChainStep, other: &ChainStep) -> bool {
    one.configured.trim() == other.configured.trim() || (one.model.is_some() && one.model == other.model)
}

#[cfg(test)]
mod tests;
