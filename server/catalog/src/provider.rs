//! The providers that OpenClaw knows.

use std::sync::LazyLock;

use ::catalog::ProviderKind;
use contract::Generation;

/// A provider with OpenClaw's defaults for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Provider {
    /// OpenClaw's id for it.
    pub id: &'static str,
    /// The name for people.
    pub name: &'static str,
    /// What it sells.
    pub kind: ProviderKind,
    /// Whether its models cannot be listed: it resells models of other vendors, runs downloaded ones, or uses names
    /// that an account has configured. Any model name may then be valid.
    pub is_open_ended: bool,
    /// The API that it speaks; empty if it has none of its own.
    pub api: &'static str,
    /// The address of the API; empty if it depends on the account.
    pub base_url: &'static str,
    env: &'static str,
    shared_db_env: &'static str,
    aliases: &'static str,
    shared_db_aliases: &'static str,
    models_dev: &'static str,
}

static PROVIDERS: LazyLock<Vec<Provider>> =
    LazyLock::new(|| include_str!("../providers.tsv").lines().filter_map(Provider::parse).collect());

/// All providers, sorted by id.
pub fn providers() -> &'static [Provider] {
    &PROVIDERS
}

/// The provider with this id.
pub fn find_provider(id: &str) -> Option<&'static Provider> {
    let at = PROVIDERS.binary_search_by(|provider| provider.id.cmp(id)).ok()?;
    PROVIDERS.get(at)
}

/// Other names with the ids of their providers, sorted by name: up to OpenClaw 7.x, and afterwards.
static ALIASES: LazyLock<[Vec<(&str, &str)>; 2]> =
    LazyLock::new(|| [Generation::JsonStore, Generation::SharedDb].map(collect_aliases));

fn collect_aliases(generation: Generation) -> Vec<(&'static str, &'static str)> {
    let of_provider = |provider: &'static Provider| provider.aliases(generation).map(|alias| (alias, provider.id));
    let mut aliases: Vec<_> = PROVIDERS.iter().flat_map(of_provider).collect();
    aliases.sort_unstable();
    aliases
}

/// Returns the id of a provider for a typed name. Generations differ: `qwen` is another name of `qwen-portal` up to
/// OpenClaw 7.x, and a provider of its own afterwards.
pub fn canonical_provider(typed: &str, generation: Generation) -> String {
    let lower = typed.trim().to_lowercase();
    let [older, newer] = &*ALIASES;
    let aliases = if is_shared_db(generation) { newer } else { older };
    let found = aliases.binary_search_by(|(alias, _)| (*alias).cmp(&lower)).ok().and_then(|at| aliases.get(at));
    found.map_or(lower, |(_, id)| (*id).to_owned())
}

impl Provider {
    /// Parses a line of the table; `None` for the line with the hash.
    fn parse(line: &'static str) -> Option<Self> {
        let mut columns = line.split('\t');
        let mut next = || columns.next().unwrap_or_default();
        let (id, name, kind, open) = (next(), next(), ProviderKind::parse(next()), next());
        Some(Self {
            id,
            name,
            kind: kind?,
            is_open_ended: open == "open",
            api: next(),
            base_url: next(),
            env: next(),
            shared_db_env: next(),
            aliases: next(),
            shared_db_aliases: next(),
            models_dev: next(),
        })
    }

    /// The other names of the provider.
    pub fn aliases(&self, generation: Generation) -> impl Iterator<Item = &'static str> + use<> {
        split_words(if is_shared_db(generation) { self.shared_db_aliases } else { self.aliases })
    }

    /// Its ids at models.dev, the most important first.
    pub fn models_dev_ids(&self) -> impl Iterator<Item = &'static str> + use<> {
        split_words(self.models_dev)
    }

    /// The environment variables that may have its key, the first one first.
    pub fn env_names(&self, generation: Generation) -> impl Iterator<Item = &'static str> + use<> {
        let more = if is_shared_db(generation) { self.shared_db_env } else { "" };
        split_words(self.env).chain(split_words(more))
    }
}

/// An unknown generation counts as the newest one.
fn is_shared_db(generation: Generation) -> bool {
    matches!(generation, Generation::SharedDb | Generation::Unknown)
}

fn split_words(text: &'static str) -> impl Iterator<Item = &'static str> {
    text.split(',').filter(|word| !word.is_empty())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    const GENERATIONS: [Generation; 4] =
        [Generation::JsonStore, Generation::AgentDb, Generation::SharedDb, Generation::Unknown];

    #[test]
    fn every_line_is_a_provider() {
        assert_eq!(providers().len() + 1, include_str!("../providers.tsv").lines().count());
        assert!(providers().is_sorted_by(|a, b| a.id < b.id) && providers().len() >= 40);
        assert!(providers().iter().all(|one| find_provider(one.id) == Some(one)));
        assert_eq!(find_provider("opnai"), None);
    }

    #[test]
    fn an_alias_has_one_meaning() {
        for generation in GENERATIONS {
            let mut seen = BTreeSet::new();
            for provider in providers() {
                assert!(provider.aliases(generation).all(|alias| seen.insert(alias)), "{}", provider.id);
            }
        }
    }

    #[test]
    fn aliases_depend_on_the_generation() {
        let (old, new) = (Generation::JsonStore, Generation::SharedDb);
        for (typed, generation, id) in [
            ("qwen", old, "qwen-portal"),
            ("qwen", Generation::AgentDb, "qwen-portal"),
            ("qwen", new, "qwen"),
            ("kimi", old, "kimi"),
            ("kimi", new, "kimi-coding"),
            ("kimi-code", old, "kimi-coding"),
            (" Z.AI ", old, "zai"),
            ("z-ai", new, "zai"),
            ("bedrock", old, "amazon-bedrock"),
            ("doubao", old, "volcengine"),
            ("opencode-zen", old, "opencode"),
            ("OpenAI", new, "openai"),
            ("unlisted", new, "unlisted"),
        ] {
            assert_eq!(canonical_provider(typed, generation), id, "{typed} {generation:?}");
        }
    }

    #[test]
    fn variables_depend_on_the_generation() {
        let names = |id, generation| find_provider(id).unwrap().env_names(generation).collect::<Vec<_>>();
        assert_eq!(names("anthropic", Generation::JsonStore), ["ANTHROPIC_OAUTH_TOKEN", "ANTHROPIC_API_KEY"]);
        assert_eq!(names("deepseek", Generation::JsonStore), [""; 0]);
        assert_eq!(names("deepseek", Generation::SharedDb), ["DEEPSEEK_API_KEY"]);
        let openrouter = find_provider("openrouter").unwrap();
        assert!(openrouter.is_open_ended && openrouter.base_url.starts_with("https://"));
    }
}
