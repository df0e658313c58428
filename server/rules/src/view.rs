//! A read-only, typed look at a document. What it does not know it does not mind.

mod first;
mod listed;
mod meaning;
mod missing;

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use contract::{Chain, Generation, Layer, ModelRef, Role, Rung};
use json5_edit::{Edit, EditError, KeyPath, Step};
use serde_json::{Map, Value};

use crate::{
    agents::{Agent, Agents, inherits_fallbacks},
    closest::closest,
    decision::Refusal,
    env::Env,
    refs::{self, Aliases},
};
pub(crate) use first::unqualified;
pub(crate) use listed::built_in;
pub use listed::{Listed, map};
pub use missing::Missing;

/// A document as the rules see it.
#[derive(Clone, PartialEq)]
pub struct View {
    document: Arc<Value>,
    aliases: Aliases,
    /// The models that are written out in the document.
    written: BTreeSet<ModelRef>,
    env: Env,
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
    /// Over a parsed document as it is written, in a home of the first generation and without variables.
    pub fn new(document: Value) -> Self {
        let (aliases, written, env) = (Aliases::default(), BTreeSet::new(), Env::default());
        let view = Self { document: Arc::new(document), aliases, written, env, generation: Generation::Seeds };
        view.with_env(Env::default())
    }

    /// The same document with variables, to which it adds its own.
    #[must_use]
    pub fn with_env(self, env: Env) -> Self {
        let env = env.with_block(&self.document);
        Self { env, ..self }.named()
    }

    /// The same document in a home of another generation.
    #[must_use]
    pub fn with_generation(self, generation: Generation) -> Self {
        Self { generation, ..self }.named()
    }

    /// With the names that its parts make.
    fn named(self) -> Self {
        let aliases = Aliases::from_listed(listed::read(&self.document, &self.env, self.generation));
        let view = Self { aliases, ..self };
        Self { written: meaning::written(&view), ..view }
    }

    /// Whether this is what a document says.
    pub fn says(&self, document: &Value) -> bool {
        *self.document == *document
    }

    /// Which dialect the home speaks. Everything that differs between generations asks here.
    pub fn generation(&self) -> Generation {
        self.generation
    }

    /// What stands at a path.
    pub fn get(&self, path: &KeyPath) -> Option<&Value> {
        value_at(&self.document, path)
    }

    /// All of it. It may hold secrets.
    pub(crate) fn document(&self) -> &Value {
        &self.document
    }

    /// Who the agents are.
    pub fn agents(&self) -> Agents {
        Agents::read(&self.document, &self.env)
    }

    /// The agent that is meant; `None`: all of them.
    pub fn agent(&self, typed: Option<&str>) -> Result<Option<Agent>, Refusal> {
        let Some(typed) = typed.map(str::trim).filter(|typed| !typed.is_empty()) else { return Ok(None) };
        let agents = self.agents();
        let unknown = || Refusal::UnknownAgent {
            typed: typed.to_owned(),
            closest: closest(typed, agents.all.iter().map(|agent| agent.id.as_str())),
            count: agents.all.len(),
        };
        agents.named(typed).cloned().map(Some).ok_or_else(unknown)
    }

    /// The chain of a role for an agent that is named, or for all of them. One that is not there is answered like all.
    pub fn chain_for(&self, role: Role, agent: Option<&str>) -> Chain {
        let agent = self.agent(agent).ok().flatten();
        agent.map_or_else(|| self.chain(role), |agent| self.chain_of(&agent, role).chain)
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
        let model = self.model(role);
        Chain { primary: primary(model).map(|name| self.rung(name)), fallbacks: self.rungs(model) }
    }

    /// The fallbacks of a role, each with its index in the list: what is no text is passed over, and keeps its place.
    pub fn entries(&self, role: Role) -> Vec<(usize, Rung)> {
        self.entries_of(self.model(role))
    }

    /// The same document after some edits.
    pub fn edited(&self, edits: &[Edit]) -> Result<Self, EditError> {
        let document = json5_edit::apply(&self.document, edits)?;
        Ok(self.with_document(Arc::new(document)))
    }

    /// Another document in the same home.
    #[must_use]
    pub fn with_document(&self, document: Arc<Value>) -> Self {
        Self { document, ..self.clone() }.with_env(self.env.clone())
    }

    /// What a typed name means: an alias or a ref.
    pub fn resolve(&self, name: &str) -> Option<ModelRef> {
        refs::resolve(name, &self.aliases, refs::implied_provider(self.generation))
    }

    /// What an alias stands for, in whatever case it is typed.
    pub fn alias(&self, alias: &str) -> Option<&ModelRef> {
        self.aliases.resolve(alias)
    }

    /// The alias as which a step is written, in lower case; through a variable, too.
    pub(crate) fn alias_in(&self, rung: &Rung) -> Option<String> {
        let name = self.shown(&rung.configured)?;
        let name = refs::without_profile(name.trim());
        self.alias(name).filter(|_| !name.contains('/')).map(|_| name.to_ascii_lowercase())
    }

    /// The alias of a model; of several the first.
    pub(crate) fn alias_of(&self, model: &ModelRef) -> Option<&str> {
        self.aliases.of(model)
    }

    /// Alias → ref, of every model that has one.
    pub fn aliases(&self) -> BTreeMap<String, String> {
        self.aliases.iter().map(|(alias, model)| (alias.to_owned(), model.key())).collect()
    }

    /// `meta.lastTouchedVersion`: the OpenClaw that wrote the file last.
    pub fn last_touched_version(&self) -> Option<&str> {
        self.get(&KeyPath::of(["meta", "lastTouchedVersion"]))?.as_str()
    }

    /// Whether `meta.migrations` is there: written from 2026.8.1 on, refused before.
    pub fn has_migrations(&self) -> bool {
        self.get(&KeyPath::of(["meta", "migrations"])).is_some()
    }

    fn model(&self, role: Role) -> Option<&Value> {
        self.get(&model_path(role))
    }

    fn rungs(&self, model: Option<&Value>) -> Vec<Rung> {
        self.entries_of(model).into_iter().map(|(_, rung)| rung).collect()
    }

    pub(crate) fn entries_of(&self, model: Option<&Value>) -> Vec<(usize, Rung)> {
        let listed = model.and_then(|model| model.get("fallbacks")).and_then(Value::as_array);
        (listed.into_iter().flatten().enumerate())
            .filter_map(|(index, entry)| Some((index, self.rung(entry.as_str()?))))
            .collect()
    }

    pub(crate) fn rung(&self, name: &str) -> Rung {
        let model = self.shown(name).and_then(|name| self.resolve(&name));
        let alias = model.as_ref().and_then(|model| self.alias_of(model)).map(str::to_owned);
        Rung { configured: name.to_owned(), model, alias }
    }
}

impl Default for View {
    fn default() -> Self {
        Self::new(Value::Object(Map::new()))
    }
}

/// The document may hold secrets.
impl std::fmt::Debug for View {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("View").field("generation", &self.generation).finish_non_exhaustive()
    }
}

/// What stands at a path of a document.
pub(crate) fn value_at<'v>(document: &'v Value, path: &KeyPath) -> Option<&'v Value> {
    path.steps().iter().try_fold(document, |value, step| match step {
        Step::Key(key) => value.as_object()?.get(key),
        Step::Index(index) => value.as_array()?.get(*index),
    })
}

/// Where the model of a role stands, for all agents.
pub fn model_path(role: Role) -> KeyPath {
    let key = match role {
        Role::Text => "model",
        Role::Image => "imageModel",
    };
    KeyPath::of(["agents", "defaults", key])
}

/// A model is a string, or an object with a primary. Blank is not set.
pub(crate) fn primary(model: Option<&Value>) -> Option<&str> {
    let model = model?;
    let name = model.as_str().or_else(|| model.get("primary")?.as_str())?.trim();
    (!name.is_empty()).then_some(name)
}

#[cfg(test)]
mod tests;
