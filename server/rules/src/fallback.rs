//! Chains: what an edit of one consists of.

use contract::{AddFallback, Effect, ModelRef, RemoveFallback, Role, Rung, text::is_hostile};
use json5_edit::{Edit, KeyPath};
use serde_json::{Value, json};

use crate::{
    decision::{Decision, Refusal},
    view::{View, model_path},
};

/// Adds a model behind all others. One that is in the chain already stays where it is.
pub fn add(view: &View, op: &AddFallback) -> Result<Decision, Refusal> {
    let model = named(view, &op.model)?;
    let key = model.key();
    if let Some(step) = step_of(view, op.role, &model) {
        return Ok(Decision { edits: Vec::new(), effect: Effect::FallbackThere { role: op.role, model: key, step } });
    }
    let mut edits = vec![append(view, op.role, &key)];
    edits.extend(list_entry(view, &model));
    let step = view.entries(op.role).len() + 2;
    Ok(Decision { edits, effect: Effect::FallbackAdded { role: op.role, model: key, step } })
}

/// Takes a model out, wherever it stands among the fallbacks and however it is written there. A text in the file that
/// means nothing is taken out by itself.
pub fn remove(view: &View, op: &RemoveFallback) -> Result<Decision, Refusal> {
    let typed = op.model.trim();
    let model = view.resolve(typed);
    let entries = view.entries(op.role);
    // The text in the file is what a page sends back, and it may name a variable.
    let is_meant = |rung: &Rung| rung.configured.trim() == typed || (rung.model.is_some() && rung.model == model);
    let found: Vec<_> = entries.iter().filter(|(_, rung)| is_meant(rung)).collect();
    let Some((_, rung)) = found.first() else {
        return Err(match model {
            None => Refusal::NotAModel { typed: op.model.clone() },
            Some(model) => not_in_chain(view, op.role, &model, &entries),
        });
    };
    let list = model_path(op.role).key("fallbacks");
    // From behind, so that an index still means what it meant.
    let edits = found.iter().rev().map(|(index, _)| Edit::Remove { path: list.index(*index) }).collect();
    Ok(Decision { edits, effect: Effect::FallbackRemoved { role: op.role, model: rung.label() } })
}

fn not_in_chain(view: &View, role: Role, model: &ModelRef, entries: &[(usize, Rung)]) -> Refusal {
    Refusal::NotInChain {
        role,
        model: model.key(),
        is_primary: step_of(view, role, model) == Some(1),
        others: entries.iter().map(|(_, rung)| rung.label()).collect(),
    }
}

/// A ref has no blanks inside, no variable, no half of a credential, and nothing that a terminal obeys or hides.
fn named(view: &View, typed: &str) -> Result<ModelRef, Refusal> {
    let is_strange = |c: char| c.is_whitespace() || is_hostile(c) || "${}".contains(c);
    let is_fit =
        |model: &ModelRef| !model.key().contains(is_strange) && model.model().trim_matches('@') == model.model();
    view.resolve(typed).filter(is_fit).ok_or_else(|| Refusal::NotAModel { typed: typed.to_owned() })
}

/// Where a model stands in a chain; the primary is 1.
fn step_of(view: &View, role: Role, model: &ModelRef) -> Option<usize> {
    let chain = view.chain(role);
    let is_it = |rung: &Rung| rung.model.as_ref() == Some(model);
    if chain.primary.as_ref().is_some_and(is_it) {
        return Some(1);
    }
    chain.fallbacks.iter().position(is_it).map(|at| at + 2)
}

/// The edit that puts a key at the end of a chain. A model that is a plain string becomes an object, as OpenClaw does it;
/// what is of any other type the editor refuses, and says where it stands.
fn append(view: &View, role: Role, key: &str) -> Edit {
    let model = model_path(role);
    let list = model.key("fallbacks");
    if let Some(Value::String(primary)) = view.get(&model) {
        let both = json!({ "primary": primary, "fallbacks": [key] });
        return Edit::Set { path: model, value: both.into() };
    }
    let index = view.get(&list).and_then(Value::as_array).map_or(0, Vec::len);
    Edit::Insert { list, index, value: key.into() }
}

/// OpenClaw lists every model of a chain among its models. Where there is no such list, or an empty one, a first entry
/// would mean that only the listed ones are allowed: then it stays away.
fn list_entry(view: &View, model: &ModelRef) -> Option<Edit> {
    let models = KeyPath::of(["agents", "defaults", "models"]);
    let listed = view.get(&models)?.as_object().filter(|listed| !listed.is_empty())?;
    let is_there = listed.keys().any(|key| view.resolve(key).as_ref() == Some(model));
    (!is_there).then(|| Edit::Set { path: models.key(&model.key()), value: json!({}).into() })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn view(document: &Value) -> View {
        View::new(document.clone())
    }

    fn added(document: &Value, role: Role, model: &str) -> (Value, Effect) {
        let decision = add(&view(document), &AddFallback { role, model: model.to_owned() }).unwrap();
        (json5_edit::apply(document, &decision.edits).unwrap(), decision.effect)
    }

    fn removed(document: &Value, model: &str) -> Result<Value, Refusal> {
        let decision = remove(&view(document), &RemoveFallback { role: Role::Text, model: model.to_owned() })?;
        Ok(json5_edit::apply(document, &decision.edits).unwrap())
    }

    fn defaults(defaults: &Value) -> Value {
        json!({ "agents": { "defaults": defaults } })
    }

    #[test]
    fn a_model_is_added_behind_all_others() {
        for (before, after) in [
            (json!({}), defaults(&json!({ "model": { "fallbacks": ["a/b"] } }))),
            (
                defaults(&json!({ "model": "p/q" })),
                defaults(&json!({ "model": { "primary": "p/q", "fallbacks": ["a/b"] } })),
            ),
            (
                defaults(&json!({ "model": { "primary": "p/q", "x": 1 } })),
                defaults(&json!({ "model": { "primary": "p/q", "x": 1, "fallbacks": ["a/b"] } })),
            ),
            (
                defaults(&json!({ "model": { "fallbacks": ["c/d", 5, "openai/"] } })),
                defaults(&json!({ "model": { "fallbacks": ["c/d", 5, "openai/", "a/b"] } })),
            ),
            // OpenClaw's list of models: with entries it gets one more, without any it stays as it is.
            (
                defaults(&json!({ "model": {}, "models": { "p/q": {} } })),
                defaults(&json!({ "model": { "fallbacks": ["a/b"] }, "models": { "p/q": {}, "a/b": {} } })),
            ),
            (
                defaults(&json!({ "model": {}, "models": { "A/b": { "alias": "x" } } })),
                defaults(&json!({ "model": { "fallbacks": ["a/b"] }, "models": { "A/b": { "alias": "x" } } })),
            ),
            (
                defaults(&json!({ "model": {}, "models": {} })),
                defaults(&json!({ "model": { "fallbacks": ["a/b"] }, "models": {} })),
            ),
        ] {
            assert_eq!(added(&before, Role::Text, "a/b").0, after, "{before}");
        }
    }

    #[test]
    fn an_alias_is_written_as_its_model() {
        let document = defaults(&json!({ "models": { "a/b": { "alias": "fast" } } }));
        let (after, effect) = added(&document, Role::Image, "FAST");
        assert_eq!(after["agents"]["defaults"]["imageModel"], json!({ "fallbacks": ["a/b"] }));
        assert_eq!(effect, Effect::FallbackAdded { role: Role::Image, model: "a/b".to_owned(), step: 2 });
    }

    #[test]
    fn what_is_in_the_chain_already_stays_where_it_is() {
        let document = defaults(&json!({
            "model": { "primary": "fast", "fallbacks": ["c/d", "e/f"] },
            "models": { "a/b": { "alias": "fast" } },
        }));
        for (typed, model, step) in [("a/b", "a/b", 1), ("Fast", "a/b", 1), ("E/f", "e/f", 3)] {
            let (after, effect) = added(&document, Role::Text, typed);
            assert_eq!(after, document);
            assert_eq!(effect, Effect::FallbackThere { role: Role::Text, model: model.to_owned(), step });
        }
    }

    #[test]
    fn a_name_that_is_none_is_refused() {
        for typed in ["", "  ", "openai/", "/x", "a b/c", "a/b\u{1b}[2J", "a/b\nc", "a/\u{202e}b", "${M}", "@x", "a/b@"]
        {
            let refusal = add(&View::default(), &AddFallback { role: Role::Text, model: typed.to_owned() });
            assert_eq!(refusal, Err(Refusal::NotAModel { typed: typed.to_owned() }));
        }
    }

    #[test]
    fn a_model_is_removed_wherever_and_however_it_is_written() {
        let document = defaults(&json!({
            "model": { "primary": "a/b", "fallbacks": ["fast", "c/d", "openai/", "A/b", 5] },
            "models": { "a/b": { "alias": "fast" } },
        }));
        let left = |model| removed(&document, model).unwrap()["agents"]["defaults"]["model"]["fallbacks"].clone();
        assert_eq!(left("FAST"), json!(["c/d", "openai/", 5]));
        assert_eq!(left("c/d"), json!(["fast", "openai/", "A/b", 5]));
        assert_eq!(left("openai/"), json!(["fast", "c/d", "A/b", 5]));
    }

    #[test]
    fn a_variable_is_removed_by_its_text_and_by_what_it_stands_for() {
        let document = json!({
            "env": { "M": "a/b" },
            "agents": { "defaults": { "model": { "fallbacks": ["${M}", "${NOT_SET}", "c/d"] } } },
        });
        let left = |model| removed(&document, model).unwrap()["agents"]["defaults"]["model"]["fallbacks"].clone();
        assert_eq!(left("${M}"), json!(["${NOT_SET}", "c/d"]));
        assert_eq!(left("a/b"), json!(["${NOT_SET}", "c/d"]));
        assert_eq!(left("${NOT_SET}"), json!(["${M}", "c/d"]));
    }

    #[test]
    fn what_is_not_there_cannot_be_removed() {
        let document = defaults(&json!({ "model": { "primary": "a/b", "fallbacks": ["c/d"] } }));
        for (typed, is_primary) in [("a/b", true), ("x/y", false)] {
            let Err(Refusal::NotInChain { is_primary: was, others, .. }) = removed(&document, typed) else {
                panic!("{typed} was removed")
            };
            assert_eq!((was, others), (is_primary, vec!["c/d".to_owned()]));
        }
        assert_eq!(removed(&document, "openai/"), Err(Refusal::NotAModel { typed: "openai/".to_owned() }));
    }

    #[test]
    fn adding_and_removing_gives_the_same_document() {
        let document = defaults(&json!({ "model": { "primary": "p/q", "fallbacks": ["c/d"] } }));
        let (after, _) = added(&document, Role::Text, "a/b");
        assert_eq!(removed(&after, "a/b").unwrap(), document);
    }
}
