//! A read-only, typed view of a document. Unknown keys are ignored.

pub(crate) mod alias_map;
mod kept_catalog;
pub(crate) mod known_catalog;
mod model_map;
pub(crate) mod providers;
mod unset_variables;
mod visible_name;

use std::{
    borrow::Cow,
    collections::{BTreeMap, BTreeSet},
    sync::{Arc, OnceLock},
};

use contract::{Chain, ChainStep, ConfigLayer, Generation, ModelRef, Role};
use json5_edit::{Edit, EditError, KeyPath};
use serde_json::{Map, Value};

use super::{
    agents::{Agent, Agents, UnknownAgent, inherits_fallbacks},
    model_ref,
};
use crate::{
    base::{
        did_you_mean::closest_names,
        env::{Env, Variables},
        value_path::value_at,
    },
    schema::{Reader, paths::model_path},
};
use alias_map::AliasMap;
pub use kept_catalog::{KeptCatalog, KeptOverlays};
pub use known_catalog::AgentModels;
use known_catalog::KnownCatalog;
pub use model_map::ModelEntry;
pub(crate) use model_map::built_in_alias;
pub use unset_variables::UnsetVariable;

/// A parsed document, as the rules see it.
#[derive(Clone)]
pub struct View {
    document: Arc<Value>,
    env: Env,
    generation: Generation,
    /// The version of the OpenClaw that is installed.
    installed_version: Option<String>,
    /// The aliases in the document, collected when they are first needed.
    aliases: OnceLock<AliasMap>,
    /// The models that are written out in the document, collected when they are first needed.
    written_models: OnceLock<BTreeSet<ModelRef>>,
    /// The models that OpenClaw has found for the agents.
    agent_models: Arc<[AgentModels]>,
    /// What is kept beside the embedded catalog.
    kept_catalog: KeptCatalog,
    /// The known models, collected when they are first needed.
    catalog: OnceLock<Arc<KnownCatalog>>,
}

/// The chain of one agent, and the layers that configure it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AgentChain {
    /// The models to try, in order.
    pub chain: Chain,
    /// The layer that configures the primary.
    pub primary_layer: ConfigLayer,
    /// The layer that configures the fallbacks.
    pub fallbacks_layer: ConfigLayer,
}

impl AgentChain {
    /// Whether the agent has a primary or fallbacks of its own.
    pub fn is_own(&self) -> bool {
        [self.primary_layer, self.fallbacks_layer].contains(&ConfigLayer::Agent)
    }
}

impl View {
    /// Creates a view of a parsed document, in a home of the first generation and without variables.
    pub fn new(document: Value) -> Self {
        let (aliases, written_models, catalog) = Default::default();
        let (env, generation) = (Env::default().with_block(&document), Generation::JsonStore);
        let (document, installed_version, agent_models) = (Arc::new(document), None, Arc::default());
        let kept_catalog = KeptCatalog::default();
        Self {
            document,
            env,
            generation,
            installed_version,
            aliases,
            written_models,
            agent_models,
            kept_catalog,
            catalog,
        }
    }

    /// Sets the variables, and adds those of the document.
    #[must_use]
    pub fn with_env(self, env: Env) -> Self {
        Self { env: env.with_block(&self.document), ..self }.without_derived_parts()
    }

    /// Adds the variables of the login shell.
    #[must_use]
    pub fn with_login_shell(self, variables: Variables) -> Self {
        Self { env: self.env.clone().with_login_shell(variables), ..self }.without_derived_parts()
    }

    /// Whether a variable is set in the login shell only.
    pub(crate) fn is_from_login_shell(&self, name: &str) -> bool {
        self.env.is_from_login_shell(name)
    }

    /// Sets the generation of the home.
    #[must_use]
    pub fn with_generation(self, generation: Generation) -> Self {
        Self { generation, ..self }.without_derived_parts()
    }

    /// Drops what was collected from the other parts.
    fn without_derived_parts(self) -> Self {
        let (aliases, written_models, catalog) = Default::default();
        Self { aliases, written_models, catalog, ..self }
    }

    fn aliases(&self) -> &AliasMap {
        self.aliases.get_or_init(|| AliasMap::from_entries(self.model_entries()))
    }

    /// Sets the version of the OpenClaw that is installed.
    #[must_use]
    pub fn with_installed_version(self, installed_version: Option<String>) -> Self {
        Self { installed_version, ..self }
    }

    fn written_models(&self) -> &BTreeSet<ModelRef> {
        self.written_models.get_or_init(|| visible_name::collect_written_models(self))
    }

    /// Whether the view is of a document with this value.
    pub fn has_document(&self, document: &Value) -> bool {
        *self.document == *document
    }

    /// Returns the generation of the home. Everything that differs between generations depends on it.
    pub fn generation(&self) -> Generation {
        self.generation
    }

    /// Returns the OpenClaw that reads the document, as far as it is known.
    pub(crate) fn reader(&self) -> Reader<'_> {
        let versions = [self.last_touched_version(), self.installed_version.as_deref()];
        Reader { generation: self.generation, versions }
    }

    /// Returns a text with its variables filled in; `None` if one is not set. The result may be a secret.
    pub fn expand<'t>(&self, text: &'t str) -> Option<Cow<'t, str>> {
        self.env.expand(text)
    }

    /// Returns the value of a variable. It may be a secret.
    pub fn variable(&self, name: &str) -> Option<String> {
        self.expand(&format!("${{{name}}}")).map(Cow::into_owned)
    }

    /// Whether a variable is set and not blank.
    pub(crate) fn is_variable_set(&self, name: &str) -> bool {
        self.env.is_set(name)
    }

    /// Returns the value at a path.
    pub fn get(&self, path: &KeyPath) -> Option<&Value> {
        value_at(&self.document, path)
    }

    /// Returns the whole document. It may hold secrets.
    pub(crate) fn document(&self) -> &Value {
        &self.document
    }

    /// Returns the whole document, shared. It may hold secrets.
    pub(crate) fn shared_document(&self) -> Arc<Value> {
        Arc::clone(&self.document)
    }

    /// Reads the agents.
    pub fn agents(&self) -> Agents {
        Agents::read(&self.document, &self.env)
    }

    /// Finds the agent with a typed name. `None` means all agents.
    pub fn find_agent(&self, typed: Option<&str>) -> Result<Option<Agent>, UnknownAgent> {
        let Some(typed) = typed.map(str::trim).filter(|typed| !typed.is_empty()) else { return Ok(None) };
        let agents = self.agents();
        let unknown = || UnknownAgent {
            typed: typed.to_owned(),
            suggestions: closest_names(typed, agents.all.iter().map(|agent| agent.id.as_str())),
            count: agents.all.len(),
        };
        agents.find_by_id(typed).cloned().map(Some).ok_or_else(unknown)
    }

    /// Returns the chain of a role for a named agent, or for all agents. An unknown agent gets the chain of all agents.
    pub fn chain_for_name(&self, role: Role, agent: Option<&str>) -> Chain {
        let agent = self.find_agent(agent).ok().flatten();
        agent.map_or_else(|| self.default_chain(role), |agent| self.agent_chain(&agent, role).chain)
    }

    /// Returns the chain of a role for one agent. The image model is the same for all agents.
    pub fn agent_chain(&self, agent: &Agent, role: Role) -> AgentChain {
        let Chain { primary: inherited, fallbacks: list } = self.default_chain(role);
        let own_value = match role {
            Role::Text => agent.entry_path.as_ref().and_then(|path| self.get(&path.with_key("model"))),
            Role::Image => None,
        };
        let own_primary = primary_name(own_value).map(|name| self.chain_step(name));
        let inherits = own_primary.is_none() || inherits_fallbacks(self.generation);
        let (fallbacks, from) = match own_value.and_then(|model| model.get("fallbacks")) {
            Some(Value::Array(_)) => (self.chain_steps(own_value), ConfigLayer::Agent),
            _ if inherits => (list, ConfigLayer::Defaults),
            _ => (Vec::new(), ConfigLayer::Agent),
        };
        AgentChain {
            primary_layer: if own_primary.is_some() { ConfigLayer::Agent } else { ConfigLayer::Defaults },
            fallbacks_layer: from,
            chain: Chain { primary: own_primary.or(inherited), fallbacks },
        }
    }

    /// Returns the chain of a role that is configured for all agents.
    pub fn default_chain(&self, role: Role) -> Chain {
        let model = self.model_value(role);
        Chain { primary: primary_name(model).map(|name| self.chain_step(name)), fallbacks: self.chain_steps(model) }
    }

    /// Returns the fallbacks of a role, each with its index in the list. Elements that are not text are skipped, but
    /// keep their index.
    pub fn fallback_steps(&self, role: Role) -> Vec<(usize, ChainStep)> {
        self.indexed_fallbacks(self.model_value(role))
    }

    /// Returns a view of the document after some edits.
    pub fn with_edits(&self, edits: &[Edit]) -> Result<Self, EditError> {
        let document = json5_edit::apply(&self.document, edits)?;
        Ok(self.with_document(Arc::new(document)))
    }

    /// Returns a view of another document in the same home.
    #[must_use]
    pub fn with_document(&self, document: Arc<Value>) -> Self {
        let (aliases, written_models, catalog) = Default::default();
        Self {
            env: self.env.clone().with_block(&document),
            document,
            generation: self.generation,
            installed_version: self.installed_version.clone(),
            agent_models: Arc::clone(&self.agent_models),
            kept_catalog: self.kept_catalog.clone(),
            aliases,
            written_models,
            catalog,
        }
    }

    /// Resolves a typed name: an alias or a ref.
    pub fn resolve_name(&self, name: &str) -> Option<ModelRef> {
        alias_map::resolve_name(name, self.aliases(), self.generation)
    }

    /// Returns the model of an alias. Case does not matter.
    pub fn resolve_alias(&self, alias: &str) -> Option<&ModelRef> {
        self.aliases().resolve(alias)
    }

    /// Returns the alias, in lower case, if a step is written as one. It may be in a variable.
    pub(crate) fn alias_of_step(&self, step: &ChainStep) -> Option<String> {
        let name = self.visible_name(&step.configured)?;
        let name = model_ref::without_profile(name.trim());
        self.resolve_alias(name).filter(|_| !name.contains('/')).map(|_| name.to_ascii_lowercase())
    }

    /// Returns the alias of a model; the first one if there are several.
    pub(crate) fn alias_of(&self, model: &ModelRef) -> Option<&str> {
        self.aliases().alias_of(model)
    }

    /// Whether every alias means the same in another view.
    pub(crate) fn has_same_aliases(&self, other: &Self) -> bool {
        self.aliases() == other.aliases()
    }

    /// Returns a map from aliases to refs.
    pub fn alias_refs(&self) -> BTreeMap<String, String> {
        self.aliases().iter().map(|(alias, model)| (alias.to_owned(), model.key())).collect()
    }

    /// Returns the version of the OpenClaw that last wrote the file, from `meta.lastTouchedVersion`.
    pub fn last_touched_version(&self) -> Option<&str> {
        self.get(&KeyPath::from_keys(["meta", "lastTouchedVersion"]))?.as_str()
    }

    /// Whether `meta.migrations` exists: OpenClaw writes it since 2026.8.1, and refuses it before.
    pub fn has_migrations(&self) -> bool {
        self.get(&KeyPath::from_keys(["meta", "migrations"])).is_some()
    }

    fn model_value(&self, role: Role) -> Option<&Value> {
        self.get(&model_path(role))
    }

    fn chain_steps(&self, model: Option<&Value>) -> Vec<ChainStep> {
        self.indexed_fallbacks(model).into_iter().map(|(_, step)| step).collect()
    }

    pub(crate) fn indexed_fallbacks(&self, model: Option<&Value>) -> Vec<(usize, ChainStep)> {
        let listed = model.and_then(|model| model.get("fallbacks")).and_then(Value::as_array);
        (listed.into_iter().flatten().enumerate())
            .filter_map(|(index, entry)| Some((index, self.chain_step(entry.as_str()?))))
            .collect()
    }

    pub(crate) fn chain_step(&self, name: &str) -> ChainStep {
        let model = self.visible_name(name).and_then(|name| self.resolve_name(&name));
        let alias = model.as_ref().and_then(|model| self.alias_of(model)).map(str::to_owned);
        ChainStep { configured: name.to_owned(), model, alias }
    }
}

impl Default for View {
    fn default() -> Self {
        Self::new(Value::Object(Map::new()))
    }
}

/// The aliases, the written models and the catalog follow from the other parts.
impl PartialEq for View {
    fn eq(&self, other: &Self) -> bool {
        self.document == other.document
            && self.env == other.env
            && self.generation == other.generation
            && self.installed_version == other.installed_version
            && self.agent_models == other.agent_models
    }
}

/// Omits the document, which may hold secrets.
impl std::fmt::Debug for View {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("View").field("generation", &self.generation).finish_non_exhaustive()
    }
}

/// Returns the name of the primary. A model is a string, or an object with a primary. A blank name is not set.
pub(crate) fn primary_name(model: Option<&Value>) -> Option<&str> {
    let model = model?;
    let name = model.as_str().or_else(|| model.get("primary")?.as_str())?.trim();
    (!name.is_empty()).then_some(name)
}

#[cfg(test)]
mod tests;
