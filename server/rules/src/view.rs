//! A read-only, typed look at a document. What it does not know it does not mind.

use std::collections::BTreeMap;

use contract::{Answer, Chain, Generation, Layer, Role, Rung};
use json5_edit::{KeyPath, Step};
use serde_json::Value;

use crate::{
    agents::{Agent, Agents, inherits_fallbacks},
    refs::{self, Aliases},
};

/// A document as the rules see it.
#[derive(Clone, PartialEq)]
pub struct View {
    document: Value,
    aliases: Aliases,
    generation: Generation,
}

/// What one agent is answered by, and who says so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AgentChain {
    /// What is tried, in order.
    pub chain: Chain,
    /// Who names the primary.
    pub primary: Layer,
    /// Who names the fallbacks.
    pub fallbacks: Layer,
}

impl View {
    /// Over a parsed document, in a home of the first generation.
    pub fn new(document: Value) -> Self {
        let aliases = Aliases::from_entries(alias_entries(&document));
        Self { document, aliases, generation: Generation::Seeds }
    }

    /// The same document in a home of another generation.
    #[must_use]
    pub fn with_generation(self, generation: Generation) -> Self {
        Self { generation, ..self }
    }

    /// Which dialect the home speaks. Everything that differs between generations asks here.
    pub fn generation(&self) -> Generation {
        self.generation
    }

    /// What stands at a path.
    pub fn get(&self, path: &KeyPath) -> Option<&Value> {
        path.steps().iter().try_fold(&self.document, |value, step| match step {
            Step::Key(key) => value.as_object()?.get(key),
            Step::Index(index) => value.as_array()?.get(*index),
        })
    }

    /// Who the agents are.
    pub fn agents(&self) -> Agents {
        Agents::read(&self.document)
    }

    /// The chain of a role for one agent. The image model is the same for all.
    pub fn chain_of(&self, agent: &Agent, role: Role) -> AgentChain {
        let Chain { primary: inherited, fallbacks: list } = self.chain(role);
        let own = match role {
            Role::Text => agent.at.as_ref().and_then(|at| self.get(&at.key("model"))),
            Role::Image => None,
        };
        let own_primary = primary(own).map(|name| self.rung(name));
        let inherits = own_primary.is_none() || inherits_fallbacks(self.generation);
        let (fallbacks, from) = match own.and_then(|model| model.get("fallbacks")) {
            Some(Value::Array(_)) => (self.rungs(own), Layer::Agent),
            _ if inherits => (list, Layer::Defaults),
            _ => (Vec::new(), Layer::Agent),
        };
        AgentChain {
            primary: if own_primary.is_some() { Layer::Agent } else { Layer::Defaults },
            fallbacks: from,
            chain: Chain { primary: own_primary.or(inherited), fallbacks },
        }
    }

    /// The chain of a role, as configured for all agents.
    pub fn chain(&self, role: Role) -> Chain {
        let model = match role {
            Role::Text => self.at(&["agents", "defaults", "model"]),
            Role::Image => self.at(&["agents", "defaults", "imageModel"]),
        };
        Chain { primary: primary(model).map(|name| self.rung(name)), fallbacks: self.rungs(model) }
    }

    /// Alias → ref, of every model that has one.
    pub fn aliases(&self) -> BTreeMap<String, String> {
        self.aliases.iter().map(|(alias, model)| (alias.to_owned(), model.key())).collect()
    }

    /// `meta.lastTouchedVersion`: the OpenClaw that wrote the file last.
    pub fn last_touched_version(&self) -> Option<&str> {
        self.at(&["meta", "lastTouchedVersion"])?.as_str()
    }

    /// Whether `meta.migrations` is there: written from 2026.8.1 on, refused before.
    pub fn has_migrations(&self) -> bool {
        self.at(&["meta", "migrations"]).is_some()
    }

    /// The names in any chain that nothing can be made of, with the role they stand in.
    pub fn unresolved(&self) -> Vec<(Role, String)> {
        [Role::Text, Role::Image]
            .into_iter()
            .flat_map(|role| {
                let Chain { primary, fallbacks } = self.chain(role);
                primary.into_iter().chain(fallbacks).map(move |rung| (role, rung))
            })
            .filter(|(_, rung)| rung.model.is_none())
            .map(|(role, rung)| (role, rung.configured))
            .collect()
    }

    fn at(&self, path: &[&str]) -> Option<&Value> {
        path.iter().try_fold(&self.document, |value, key| value.get(key))
    }

    fn rungs(&self, model: Option<&Value>) -> Vec<Rung> {
        model
            .and_then(|model| model.get("fallbacks"))
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
            .map(|name| self.rung(name))
            .collect()
    }

    fn rung(&self, name: &str) -> Rung {
        let model = refs::resolve(name, &self.aliases);
        let alias = model.as_ref().and_then(|model| self.aliases.of(model)).map(str::to_owned);
        Rung { configured: name.to_owned(), model, alias }
    }
}

impl Default for View {
    fn default() -> Self {
        Self::new(Value::Null)
    }
}

/// The document may hold secrets.
impl std::fmt::Debug for View {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("View").field("generation", &self.generation).finish_non_exhaustive()
    }
}

/// What a request gets from a chain, as far as names tell.
pub fn answer(chain: &Chain) -> Answer {
    let others = chain.fallbacks.iter().filter(|rung| rung.model.is_some()).count();
    match &chain.primary {
        None => Answer::Default,
        Some(Rung { model: Some(model), .. }) => Answer::Model { model: model.key(), others },
        Some(Rung { configured, .. }) => Answer::Broken { configured: configured.clone() },
    }
}

/// A model is a string, or an object with a primary. Blank is not set.
fn primary(model: Option<&Value>) -> Option<&str> {
    let model = model?;
    let name = model.as_str().or_else(|| model.get("primary")?.as_str())?.trim();
    (!name.is_empty()).then_some(name)
}

fn alias_entries(document: &Value) -> impl Iterator<Item = (&str, &str)> {
    document
        .pointer("/agents/defaults/models")
        .and_then(Value::as_object)
        .into_iter()
        .flatten()
        .filter_map(|(key, entry)| Some((key.as_str(), entry.get("alias")?.as_str()?)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn view(document: Value) -> View {
        View::new(document)
    }

    fn labels(chain: &Chain) -> Vec<String> {
        chain.primary.iter().chain(&chain.fallbacks).map(Rung::label).collect()
    }

    #[test]
    fn a_chain_is_read_in_both_forms() {
        let string = view(json!({ "agents": { "defaults": { "model": "openai/gpt-5.2" } } }));
        assert_eq!(labels(&string.chain(Role::Text)), ["openai/gpt-5.2"]);
        let object = view(json!({ "agents": { "defaults": {
            "imageModel": { "primary": "google/gemini-2.5-flash", "fallbacks": ["openai/gpt-5.2"] },
        } } }));
        assert_eq!(labels(&object.chain(Role::Image)), ["google/gemini-2.5-flash", "openai/gpt-5.2"]);
        assert_eq!(object.chain(Role::Text), Chain::default());
    }

    #[test]
    fn an_alias_in_a_chain_shows_its_model() {
        let view = view(json!({ "agents": { "defaults": {
            "model": { "primary": "opus" },
            "models": { "anthropic/claude-opus-4-5": { "alias": "opus" } },
        } } }));
        let rung = view.chain(Role::Text).primary.unwrap();
        assert_eq!(rung.label(), "anthropic/claude-opus-4-5");
        assert!(rung.is_indirect());
        assert_eq!(rung.alias.as_deref(), Some("opus"));
    }

    #[test]
    fn only_a_fallback_that_means_something_could_take_over() {
        let answer_of =
            |model: Value| answer(&view(json!({ "agents": { "defaults": { "model": model } } })).chain(Role::Text));
        assert_eq!(answer_of(json!({})), Answer::Default);
        assert_eq!(answer_of(json!("openai/")), Answer::Broken { configured: "openai/".to_owned() });
        assert_eq!(
            answer_of(json!({ "primary": "a/b", "fallbacks": ["c/d", "openai/"] })),
            Answer::Model { model: "a/b".to_owned(), others: 1 },
        );
    }

    #[test]
    fn wrong_types_are_passed_over() {
        for document in [
            json!({ "agents": null }),
            json!({ "agents": { "defaults": [] } }),
            json!({ "agents": { "defaults": { "model": 5, "models": "x" } } }),
            json!({ "agents": { "defaults": { "model": { "primary": {}, "fallbacks": "x" } } } }),
            json!({ "agents": { "defaults": { "model": { "primary": "  ", "fallbacks": [1, null] } } } }),
        ] {
            assert_eq!(view(document.clone()).chain(Role::Text), Chain::default(), "{document}");
        }
    }

    #[test]
    fn a_name_that_means_nothing_is_reported() {
        let view =
            view(json!({ "agents": { "defaults": { "model": { "primary": "a/b", "fallbacks": ["openai/"] } } } }));
        assert_eq!(view.unresolved(), [(Role::Text, "openai/".to_owned())]);
    }

    /// The golden home of the reference, and what it says about each agent.
    #[test]
    fn an_agent_inherits_what_it_does_not_say() {
        let document = json!({ "agents": {
            "defaults": { "model": { "primary": "a/b", "fallbacks": ["c/d"] }, "imageModel": "i/j" },
            "list": [
                { "id": "main" },
                { "id": "empty", "model": { "primary": "e/f", "fallbacks": [] } },
                { "id": "string", "model": "e/f" },
                { "id": "primary", "model": { "primary": "e/f" } },
                { "id": "fallbacks", "model": { "fallbacks": ["g/h"] } },
                { "id": "blank", "model": { "primary": " " } },
                { "id": "wrong", "model": { "primary": "e/f", "fallbacks": "x" } },
            ],
        } });
        let tell = |generation, id: &str, role| {
            let view = view(document.clone()).with_generation(generation);
            let AgentChain { chain, primary, fallbacks } = view.chain_of(view.agents().named(id).unwrap(), role);
            format!("{} {primary:?}/{fallbacks:?}", labels(&chain).join(","))
        };
        for (id, before, shared) in [
            ("main", "a/b,c/d Defaults/Defaults", None),
            ("empty", "e/f Agent/Agent", None),
            ("string", "e/f,c/d Agent/Defaults", Some("e/f Agent/Agent")),
            ("primary", "e/f,c/d Agent/Defaults", Some("e/f Agent/Agent")),
            ("fallbacks", "a/b,g/h Defaults/Agent", None),
            ("blank", "a/b,c/d Defaults/Defaults", None),
            ("wrong", "e/f,c/d Agent/Defaults", Some("e/f Agent/Agent")),
        ] {
            assert_eq!(tell(Generation::Seeds, id, Role::Text), before, "{id}");
            assert_eq!(tell(Generation::AgentDb, id, Role::Text), before, "{id}");
            assert_eq!(tell(Generation::SharedDb, id, Role::Text), shared.unwrap_or(before), "{id}");
            assert_eq!(tell(Generation::SharedDb, id, Role::Image), "i/j Defaults/Defaults", "{id}");
        }
    }
}
