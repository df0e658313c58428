//! What a few typed letters may mean.

use std::collections::BTreeSet;

use contract::{ModelRef, Role, SuggestModels, Suggestion};

use crate::{
    closest::closest,
    known,
    refs::{is_wildcard, of_key, provider_name},
    steps,
    view::View,
};

/// As many as anybody looks through.
const MOST: usize = 50;

/// Longer than any name: nothing is like it.
const LONGEST: usize = 200;

/// The models that may be meant, best first: what is called just so, then what is configured, then the catalog. In each,
/// what fits from its start on goes before what only has the words in it, and among equals an alias goes first.
pub fn suggest(view: &View, op: &SuggestModels) -> Vec<Suggestion> {
    let typed = Typed::read(&op.typed);
    let all = candidates(view);
    let mut found: Vec<_> = all.iter().filter_map(|one| Some((typed.fits(one)?, one))).collect();
    found.sort_by_key(|(fit, one)| (*fit != Fit::Whole, !one.is_configured, *fit));
    let found = if found.is_empty() { alike(&typed, &all) } else { found.into_iter().map(|(_, one)| one).collect() };
    let may = |one: &&Candidate| op.role == Role::Text || known::takes_images(view, &one.model) != Some(false);
    found.into_iter().filter(may).take(MOST).map(Candidate::shown).collect()
}

/// A model that could be meant.
struct Candidate {
    model: ModelRef,
    key: String,
    alias: Option<String>,
    is_configured: bool,
}

impl Candidate {
    fn shown(&self) -> Suggestion {
        Suggestion { model: self.key.clone(), alias: self.alias.clone(), is_configured: self.is_configured }
    }

    /// What it is called: by alias, in full, and without its provider.
    fn names(&self) -> impl Iterator<Item = &str> {
        self.alias.as_deref().into_iter().chain([self.key.as_str(), self.model.model()])
    }
}

/// Every model that somebody here has heard of, each once.
fn candidates(view: &View) -> Vec<Candidate> {
    let mut seen = BTreeSet::new();
    let aliases = view.listed().filter_map(|entry| view.alias(&entry.called?).cloned());
    let configured = aliases
        .chain(known::listed(view))
        .chain(known::configured(view).map(|(model, _)| model))
        .chain(steps::models(view))
        .filter(|model| !is_wildcard(model));
    let catalog = catalog::keys().filter_map(of_key);
    (configured.map(|model| (model, true)).chain(catalog.map(|model| (model, false))))
        .filter(|(model, _)| seen.insert(model.clone()))
        .map(|(model, is_configured)| {
            let alias = view.alias_of(&model).filter(|alias| view.alias(alias) == Some(&model)).map(str::to_owned);
            Candidate { key: model.key(), model, alias, is_configured }
        })
        .collect()
}

/// How well a name fits, the best first.
#[derive(PartialEq, Eq, PartialOrd, Ord, Clone, Copy)]
enum Fit {
    /// It is the name.
    Whole,
    /// A name begins with it.
    Start,
    /// The names have all its words in them.
    Words,
}

/// What was typed, in lower case, with the provider's own name.
struct Typed {
    text: String,
    words: Vec<String>,
}

impl Typed {
    fn read(typed: &str) -> Self {
        let typed = typed.trim().to_lowercase();
        let text = match typed.split_once('/') {
            Some((provider, model)) => format!("{}/{model}", provider_name(provider)),
            None => typed,
        };
        Self { words: text.split_whitespace().map(str::to_owned).collect(), text }
    }

    fn fits(&self, one: &Candidate) -> Option<Fit> {
        let names: Vec<_> = one.names().map(str::to_lowercase).collect();
        let has = |word: &String| names.iter().any(|name| name.contains(word.as_str()));
        match () {
            () if names.contains(&self.text) => Some(Fit::Whole),
            () if names.iter().any(|name| name.starts_with(&self.text)) => Some(Fit::Start),
            () if self.words.iter().all(has) => Some(Fit::Words),
            () => None,
        }
    }
}

/// What is spelled much like it.
fn alike<'a>(typed: &Typed, all: &'a [Candidate]) -> Vec<&'a Candidate> {
    if typed.text.len() > LONGEST {
        return Vec::new();
    }
    let names = closest(&typed.text, all.iter().flat_map(Candidate::names));
    let called = |name: &String| all.iter().filter(move |one| one.names().any(|own| own == name)).collect::<Vec<_>>();
    let mut seen = BTreeSet::new();
    names.iter().flat_map(called).filter(|one| seen.insert(one.key.as_str())).collect()
}

#[cfg(test)]
mod tests {
    use contract::Generation;
    use serde_json::json;

    use super::*;

    fn view() -> View {
        View::new(json!({
            "models": { "providers": {
                "house": { "models": [{ "id": "gpt-at-home" }, { "id": "blind-gpt", "input": ["text"] }] },
            } },
            "agents": {
                "defaults": {
                    "model": { "primary": "xai/grok-4", "fallbacks": ["fast", "${NOT_SET}", "openai/"] },
                    "models": {
                        "any/listed": {},
                        "google/gemini-2.5-flash": { "alias": "fast" },
                        "openai/gpt-5.2": { "alias": "GPT" },
                    },
                    "modelPolicy": { "allow": ["some/allowed", "anthropic/*"] },
                },
                "list": [{ "id": "work", "model": "mine/own" }],
            },
        }))
        .with_generation(Generation::Seeds)
    }

    fn rows(typed: &str, role: Role) -> Vec<Suggestion> {
        suggest(&view(), &SuggestModels { typed: typed.to_owned(), role })
    }

    fn keys(typed: &str) -> Vec<String> {
        rows(typed, Role::Text).into_iter().map(|row| row.model).collect()
    }

    #[test]
    fn where_nothing_is_typed_it_is_what_is_configured_and_then_the_catalog() {
        let all = rows("  ", Role::Text);
        let configured: Vec<_> = all.iter().filter(|row| row.is_configured).map(|row| row.model.as_str()).collect();
        assert_eq!(
            configured,
            [
                "google/gemini-2.5-flash",
                "openai/gpt-5.2",
                "any/listed",
                "some/allowed",
                "house/gpt-at-home",
                "house/blind-gpt",
                "xai/grok-4",
                "mine/own",
            ]
        );
        assert_eq!((all.len(), all[8].is_configured), (MOST, false));
        assert_eq!(all[0].alias.as_deref(), Some("fast"));
        let once: BTreeSet<_> = all.iter().map(|row| &row.model).collect();
        assert_eq!(once.len(), all.len());
    }

    #[test]
    fn the_whole_name_goes_first_and_its_start_before_its_middle() {
        for (typed, best) in [
            ("fast", vec!["google/gemini-2.5-flash"]),
            ("FA", vec!["google/gemini-2.5-flash"]),
            ("gpt", vec!["openai/gpt-5.2", "house/gpt-at-home", "house/blind-gpt"]),
            ("openai/gpt-5", vec!["openai/gpt-5", "openai/gpt-5.2"]),
            ("gpt-5.1", vec!["openai/gpt-5.1"]),
            ("house", vec!["house/gpt-at-home", "house/blind-gpt"]),
            ("home gpt", vec!["house/gpt-at-home"]),
            ("  Grok-4 ", vec!["xai/grok-4"]),
            ("z.ai/glm-4.7", vec!["zai/glm-4.7"]),
            ("mine", vec!["mine/own"]),
        ] {
            let found = keys(typed);
            assert_eq!(found.iter().take(best.len()).collect::<Vec<_>>(), best.iter().collect::<Vec<_>>(), "{typed}");
        }
        // The whole name goes first even where it is not configured.
        assert_eq!(keys("gpt-5")[0], "openai/gpt-5");
    }

    #[test]
    fn only_where_nothing_fits_it_is_what_is_spelled_alike() {
        assert_eq!(keys("openai/gtp-5.2")[0], "openai/gpt-5.2");
        assert_eq!(keys("grok-44")[0], "xai/grok-4");
        assert_eq!(keys("fsat"), ["google/gemini-2.5-flash"]);
        assert_eq!(keys("zzzzzz"), Vec::<String>::new());
        assert_eq!(keys(&"fast".repeat(LONGEST)), Vec::<String>::new());
    }

    #[test]
    fn what_takes_only_text_is_not_for_pictures() {
        let images = |typed| rows(typed, Role::Image).into_iter().map(|row| row.model).collect::<Vec<_>>();
        assert_eq!(images("house"), ["house/gpt-at-home"]);
        assert!(keys("zai/glm-4.7").contains(&"zai/glm-4.7".to_owned()));
        assert!(!images("zai/glm-4.7").contains(&"zai/glm-4.7".to_owned()));
    }

    #[test]
    fn whatever_is_suggested_can_be_asked_for() {
        for row in rows("", Role::Text).into_iter().chain(rows("a", Role::Text)) {
            assert_eq!(view().resolve(&row.model).map(|model| model.key()), Some(row.model));
        }
    }
}
