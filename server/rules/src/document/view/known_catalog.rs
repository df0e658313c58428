//! The catalog with what is put on top of it: refreshed lists, answers of servers on this machine, providers that
//! OpenClaw has written for an agent, and those of the configuration.

use std::{
    collections::BTreeMap,
    fmt::Write as _,
    sync::{Arc, OnceLock},
};

use catalog::{Entry, EntrySize, Flags, InputKinds, Price, ProviderKind, Row, SizeSource, Table};
use catalog_data::{Catalog, Overlay, OverlaySource, canonical_provider, find_provider};
use contract::ModelRef;
use serde_json::{Map, Value};

use super::{KeptCatalog, View, providers::is_local};
use crate::{document::model_ref::parse_ref, schema::paths::providers_path};

/// The `models.json` of an agent: providers and models that OpenClaw has found for it.
#[derive(Debug, Clone, PartialEq)]
pub struct AgentModels {
    /// The id of the agent.
    pub agent: String,
    /// The path of the file for display.
    pub display_path: String,
    /// Its providers by name, each with `baseUrl`, `api` and `models`; or why the file cannot be used.
    pub providers: Result<Value, String>,
}

/// The catalog of a home, and what is wrong with the parts that are put on top of the embedded one.
#[derive(Debug, Clone)]
pub(crate) struct KnownCatalog {
    pub(crate) catalog: Catalog,
    /// A sentence for each provider of the configuration that is left out.
    pub(crate) config_problems: Vec<String>,
    /// What is left out of the `models.json` of the agents.
    pub(crate) agent_problems: Vec<AgentProblem>,
    /// A sentence for each file of a refreshed list that is ignored.
    pub(crate) kept_problems: Vec<String>,
}

/// A `models.json`, or a provider in one, that is left out.
#[derive(Debug, Clone)]
pub(crate) struct AgentProblem {
    /// The id of the agent.
    pub(crate) agent: String,
    /// What is left out, and why.
    pub(crate) sentence: String,
}

impl View {
    /// The models that this home knows: those of the catalog, of the configuration, and of the `models.json` of every
    /// agent.
    pub(crate) fn catalog(&self) -> &Catalog {
        &self.known_catalog().catalog
    }

    /// Like [`Self::catalog`], with what is wrong in it.
    pub(crate) fn known_catalog(&self) -> &KnownCatalog {
        self.catalog.get_or_init(|| Arc::new(KnownCatalog::read(self, &self.agent_models)))
    }

    /// The models that one agent knows.
    pub(crate) fn catalog_of_agent(&self, agent: &str) -> KnownCatalog {
        let own: Vec<_> = self.agent_models.iter().filter(|models| models.agent == agent).cloned().collect();
        if own.len() == self.agent_models.len() { self.known_catalog().clone() } else { KnownCatalog::read(self, &own) }
    }

    /// The entry of a provider in the `models.json` of an agent, and the path of the file for display.
    pub(crate) fn agent_provider(&self, agent: &str, provider: &str) -> Option<(&Value, &str)> {
        let own = self.agent_models.iter().find(|models| models.agent == agent)?;
        let mut entries = own.providers.as_ref().ok()?.as_object()?.iter();
        let (_, entry) = entries.find(|(name, _)| canonical_provider(name, self.generation) == provider)?;
        Some((entry, &own.display_path))
    }

    /// A sentence for each `models.json` of an agent, or provider in it, that is left out.
    pub fn agent_models_problems(&self, agent: &str) -> impl Iterator<Item = String> {
        let own = self.known_catalog().agent_problems.iter().filter(move |problem| problem.agent == agent);
        own.map(|problem| problem.sentence.clone())
    }

    /// The date of the newest data in the catalog.
    pub fn catalog_date(&self) -> &str {
        self.kept_catalog.overlays().date.as_deref().unwrap_or_else(|| Catalog::embedded().as_of())
    }

    /// Sets what is kept beside the embedded catalog.
    #[must_use]
    pub fn with_kept_catalog(self, kept_catalog: KeptCatalog) -> Self {
        Self { kept_catalog, catalog: OnceLock::new(), ..self }
    }

    /// Sets the models that OpenClaw has found for the agents.
    #[must_use]
    pub fn with_agent_models(self, agent_models: Arc<[AgentModels]>) -> Self {
        Self { agent_models, catalog: OnceLock::new(), ..self }
    }
}

impl KnownCatalog {
    /// Reads the providers. One that has the wrong shape is left out, and the others stay.
    fn read(view: &View, agent_models: &[AgentModels]) -> Self {
        let (mut config_problems, mut agent_problems) = (Vec::new(), Vec::new());
        let kept = view.kept_catalog.overlays();
        // What is known before the configuration is read: its models take the facts from there that they do not state.
        let known = kept
            .overlays
            .iter()
            .fold(Catalog::embedded().clone(), |catalog, overlay| catalog.with_overlay(overlay.clone()));
        let mut catalog = known.clone();
        let configured = view.get(&providers_path()).and_then(Value::as_object);
        if let Some(providers) = configured.filter(|providers| !providers.is_empty()) {
            let (rows, names) = read_providers(view, &known, providers, "`models.providers`", &mut config_problems);
            let overlay = Overlay::new(OverlaySource::ConfigProviders, rows.into_table(view));
            catalog = catalog.with_overlay(overlay.with_open_ended(names));
        }
        for AgentModels { agent, display_path, providers } in agent_models {
            let mut problems = Vec::new();
            match providers {
                Ok(Value::Object(providers)) => {
                    let source = format!("`{display_path}`");
                    let (rows, _) = read_providers(view, &known, providers, &source, &mut problems);
                    catalog = catalog.with_overlay(Overlay::new(OverlaySource::AgentModels, rows.into_table(view)));
                }
                Ok(_) => problems.push(format!("`{display_path}` is left out: its `providers` is not an object")),
                Err(why) => problems.push(format!("`{display_path}` is left out: {why}")),
            }
            let of_agent = |sentence| AgentProblem { agent: agent.clone(), sentence };
            agent_problems.extend(problems.into_iter().map(of_agent));
        }
        Self { catalog, config_problems, agent_problems, kept_problems: kept.problems.clone() }
    }
}

/// Returns the rows of the usable providers, and their names. Adds a sentence for each of the others.
fn read_providers(
    view: &View,
    known: &Catalog,
    providers: &Map<String, Value>,
    source: &str,
    problems: &mut Vec<String>,
) -> (Rows, Vec<String>) {
    let (mut rows, mut names) = (Rows::default(), Vec::new());
    for (name, entry) in providers {
        match described_models(entry) {
            Ok(models) => {
                let provider = canonical_provider(name, view.generation);
                for (id, model) in models {
                    rows.add(view, known, &provider, id, |known| entry_of(model, known));
                }
                names.push(provider);
            }
            Err(why) => problems.push(format!("the provider `{name}` in {source} is left out: {why}")),
        }
    }
    (rows, names)
}

/// Rows for models of which nothing but the name is known.
pub(crate) fn rows_without_facts(view: &View, models: Vec<&ModelRef>) -> Table {
    let mut rows = Rows::default();
    for model in models {
        rows.add_entry(view, model, Entry { flags: Flags::UNKNOWN, ..Entry::default() });
    }
    rows.into_table(view)
}

/// The models that a provider describes, with their ids.
fn described_models(entry: &Value) -> Result<Vec<(&str, &Value)>, &'static str> {
    let entry = entry.as_object().ok_or("it is not an object")?;
    let Some(models) = entry.get("models") else { return Ok(Vec::new()) };
    let models = models.as_array().ok_or("its `models` is not a list")?;
    let described = |model: &'_ Value| model.get("id").and_then(Value::as_str).is_some_and(|id| !id.trim().is_empty());
    if !models.iter().all(described) {
        return Err("a model of it has no `id`");
    }
    Ok(models.iter().filter_map(|model| Some((model.get("id")?.as_str()?, model))).collect())
}

/// The facts that the configuration states; the others are those of the known row.
fn entry_of(model: &Value, known: Option<Row<'_>>) -> Entry {
    let number = |key: &str| model.get(key).and_then(Value::as_u64).filter(|number| *number > 0);
    let reasoning = model.get("reasoning").and_then(Value::as_bool).or_else(|| known?.reasoning());
    let price = stated_price(model).or_else(|| known?.price());
    let name = model.get("name").and_then(Value::as_str).or_else(|| known.map(Row::name)).unwrap_or_default();
    let kept = known.map(Row::flags).unwrap_or_default();
    let keep = |flags: Flags, flag| flags.with(flag, kept.contains(flag));
    let flags = [Flags::TOOLS, Flags::OPEN_WEIGHTS, Flags::DEPRECATED, Flags::LEGACY]
        .into_iter()
        .fold(Flags::RECOMMENDED, keep)
        .with(Flags::REASONING, reasoning == Some(true))
        .with(Flags::UNKNOWN, reasoning.is_none())
        .with(Flags::FREE, price.is_some_and(|price| price.input <= 0.0 && price.output <= 0.0));
    Entry {
        id: String::new(),
        name: name.to_owned(),
        context: number("contextWindow").or_else(|| known?.context()),
        max_output: number("maxTokens").or_else(|| known?.max_output()),
        price,
        flags,
        input: stated_input(model).or_else(|| known.map(Row::input)).unwrap_or_default(),
        size: known.and_then(|row| stated_size(row)),
        released: known.and_then(Row::released),
        retires: known.and_then(Row::retires),
        replaced_by: known.and_then(Row::replaced_by).unwrap_or_default().to_owned(),
    }
}

fn stated_price(model: &Value) -> Option<Price> {
    let cost = model.get("cost")?;
    let price = |key: &str| cost.get(key).and_then(Value::as_f64).filter(|price| *price >= 0.0);
    let (cache_read, cache_write) = (price("cacheRead"), price("cacheWrite"));
    Some(Price { input: price("input")?, output: price("output")?, cache_read, cache_write })
}

fn stated_input(model: &Value) -> Option<InputKinds> {
    let words = model.get("input")?.as_array()?.iter().filter_map(Value::as_str);
    Some(words.fold(InputKinds::default(), InputKinds::with_word))
}

/// The size of an embedded row. A nominal one is looked up there, because its note is.
fn stated_size(row: Row<'_>) -> Option<EntrySize> {
    let size = row.size()?;
    match size.source {
        SizeSource::Id => Some(EntrySize::Id(size.billions)),
        SizeSource::Description => Some(EntrySize::Description(size.billions)),
        SizeSource::Nominal(_) => None,
    }
}

/// The rows of a table, by provider and id, as a table must have them.
#[derive(Default)]
struct Rows(BTreeMap<String, BTreeMap<String, Entry>>);

impl Rows {
    fn add(
        &mut self,
        view: &View,
        known: &Catalog,
        provider: &str,
        id: &str,
        entry: impl FnOnce(Option<Row<'_>>) -> Entry,
    ) {
        if let Some(model) = view.resolve_name(&format!("{provider}/{id}")).filter(|model| model.provider() == provider)
        {
            self.add_entry(view, &model, entry(known.find(&model)));
        }
    }

    /// Adds a row, unless the ref could not be read back: a table separates its columns by tabs.
    fn add_entry(&mut self, view: &View, model: &ModelRef, entry: Entry) {
        let is_clean = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ") == text;
        let is_ref = |key: &str| parse_ref(key, view.generation).is_some();
        let (provider, id) = (model.provider(), model.model());
        if !id.starts_with('#') && is_clean(id) && is_clean(provider) && is_ref(&model.key()) {
            let rows = self.0.entry(provider.to_owned()).or_default();
            rows.insert(id.to_owned(), Entry { id: id.to_owned(), ..entry });
        }
    }

    fn into_table(self, view: &View) -> Table {
        let mut text = String::new();
        for (provider, rows) in self.0 {
            let kind = find_provider(&provider).map_or(ProviderKind::Host, |known| known.kind);
            // Writing to a string cannot fail.
            writeln!(text, "#provider\t{provider}\t{}", kind.as_str()).ok();
            let local = is_local(view, &provider);
            for entry in rows.into_values() {
                let flags = entry.flags.with(Flags::LOCAL, local);
                writeln!(text, "{}", Entry { flags, ..entry }.to_line()).ok();
            }
        }
        Table::parse(text)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn an_agent_has_only_its_own_problems() {
        let models = |agent: &str, providers| AgentModels {
            agent: agent.to_owned(),
            display_path: format!("~/{agent}.json"),
            providers,
        };
        let view = View::new(json!({})).with_agent_models(Arc::from([
            models("main", Ok(json!({ "good": { "models": [] }, "bad": 5 }))),
            models("work", Err("it is not valid JSON".to_owned())),
            models("fine", Ok(json!({}))),
        ]));
        for (agent, expected) in [
            ("main", &["the provider `bad` in `~/main.json` is left out: it is not an object"][..]),
            ("work", &["`~/work.json` is left out: it is not valid JSON"]),
            ("fine", &[]),
            ("none", &[]),
        ] {
            assert_eq!(view.agent_models_problems(agent).collect::<Vec<_>>(), expected, "{agent}");
        }
    }
}
