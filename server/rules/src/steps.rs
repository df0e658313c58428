//! Every step of every chain, by a name for people.

use std::collections::{BTreeMap, BTreeSet};

use contract::{ChainId, ModelRef, Role, Rung, Use};
use json5_edit::KeyPath;
use serde_json::Value;

use crate::{
    allowlist,
    decision::Decision,
    known,
    view::{View, model_path, primary},
};

/// A step that somebody has configured.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Step {
    /// `step 2 of the text chain`
    pub(crate) name: String,
    /// `the text chain`
    pub(crate) chain: String,
    /// The same for programs.
    pub(crate) of: ChainId,
    /// The primary is 1.
    pub(crate) number: usize,
    /// Where it stands in the document.
    pub(crate) at: KeyPath,
    /// What stands there.
    pub(crate) rung: Rung,
}

impl Step {
    /// Where it is.
    pub(crate) fn place(&self) -> Use {
        Use { chain: self.of.clone(), step: self.number }
    }
}

/// A place in the document that names a model: a step of a chain, or an entry of an allowlist.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Place {
    /// `step 2 of the text chain`
    pub(crate) name: String,
    /// What it is a part of: `the text chain`.
    pub(crate) part_of: String,
    /// Whether that is an allowlist.
    pub(crate) is_list: bool,
    pub(crate) at: KeyPath,
    pub(crate) rung: Rung,
}

/// The steps of the text chain, of the image chain, and of the agents that have their own.
pub(crate) fn all(view: &View) -> Vec<Step> {
    let of = |role, agent| ChainId { role, agent };
    let shared = [Role::Text, Role::Image].map(|role| {
        let name = format!("the {} chain", role.word());
        steps(view, &model_path(role), &of(role, None), &name)
    });
    let agents = view.agents().all;
    let own = agents.iter().filter_map(|agent| {
        let (at, id) = (agent.at.as_ref()?.key("model"), of(Role::Text, Some(agent.id.clone())));
        Some(steps(view, &at, &id, &format!("the chain of agent `{}`", agent.id)))
    });
    shared.into_iter().chain(own).flatten().collect()
}

/// Every place that names a model by a text that may be an alias.
pub(crate) fn places(view: &View) -> Vec<Place> {
    let step = |Step { name, chain: part_of, at, rung, .. }: Step| Place { name, part_of, is_list: false, at, rung };
    let listed = allowlist::lists(view).into_iter().flat_map(|(list, entries)| {
        let entry = move |(at, rung)| Place { name: list.clone(), part_of: list.clone(), is_list: true, at, rung };
        entries.into_iter().map(entry)
    });
    all(view).into_iter().map(step).chain(listed).collect()
}

/// The models of all steps, each once.
pub(crate) fn models(view: &View) -> Vec<ModelRef> {
    let mut seen = BTreeSet::new();
    all(view).into_iter().filter_map(|step| step.rung.model).filter(|model| seen.insert(model.clone())).collect()
}

/// The first step in which a model stands.
pub(crate) fn of(view: &View, model: &ModelRef) -> Option<Step> {
    all(view).into_iter().find(|step| step.rung.model.as_ref() == Some(model))
}

/// A decision, with what it means to places that it does not touch.
pub(crate) fn told(view: &View, mut decision: Decision) -> Decision {
    let shifts = view.edited(&decision.edits).map(|after| shifted(view, &after)).unwrap_or_default();
    for Shift { text, breaks } in shifts {
        if breaks { decision.breaks.push(text) } else { decision.notes.push(text) }
    }
    decision
}

/// A place that a change does not touch and that means another model afterwards: it names an alias.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Shift {
    /// What it says, and what that means.
    pub(crate) text: String,
    /// It means no model that is known.
    pub(crate) breaks: bool,
}

/// The places that mean another model. A step is the same one wherever it stands in its chain.
pub(crate) fn shifted(before: &View, after: &View) -> Vec<Shift> {
    let said = |model: Option<&ModelRef>| model.map_or_else(|| "nothing".to_owned(), |model| format!("`{model}`"));
    let key = |place: &Place| (place.part_of.clone(), place.rung.configured.clone());
    let was: BTreeMap<_, _> = places(before).into_iter().map(|place| (key(&place), place.rung.model)).collect();
    let told = |place: Place| {
        let Place { name, rung: Rung { configured, model, .. }, .. } = &place;
        let was = was.get(&key(&place)).filter(|was| *was != model)?.as_ref();
        // What a place is read as by mistake does not become known by standing there.
        let is_known = |model: &ModelRef| known::is_known(before, model) || after.entry(model).is_some();
        let breaks = !model.as_ref().is_some_and(is_known);
        let (from, to) = (said(was), said(model.as_ref()));
        let unknown =
            if breaks && model.is_some() { ", a model that is not in the catalog or your config" } else { "" };
        Some(Shift { text: format!("{name} says `{configured}`, which changes from {from} to {to}{unknown}"), breaks })
    };
    places(after).into_iter().filter_map(told).collect()
}

fn steps(view: &View, at: &KeyPath, id: &ChainId, of: &str) -> Vec<Step> {
    let own = view.get(at);
    let first = if own.is_some_and(Value::is_string) { at.clone() } else { at.key("primary") };
    let primary = primary(own).map(|name| (1, first, view.rung(name)));
    let fallback = |((index, rung), number)| (number, at.key("fallbacks").index(index), rung);
    let fallbacks = view.entries_of(own).into_iter().zip(2..).map(fallback);
    let step = |(number, at, rung)| Step {
        name: format!("step {number} of {of}"),
        chain: of.to_owned(),
        of: id.clone(),
        number,
        at,
        rung,
    };
    primary.into_iter().chain(fallbacks).map(step).collect()
}

#[cfg(test)]
mod tests {
    use contract::Generation;
    use serde_json::json;

    use super::*;

    fn texts(before: &View, after: &View) -> Vec<String> {
        shifted(before, after).into_iter().map(|shift| shift.text).collect()
    }

    fn document(fast: &str) -> Value {
        json!({ "agents": {
            "defaults": {
                "model": { "primary": "fast", "fallbacks": ["a/b", "openai/"] },
                "imageModel": "a/b",
                "models": { fast: { "alias": "fast" } },
            },
            "list": [
                { "id": "main" },
                { "id": "work", "model": "FAST" },
                { "id": "play", "model": { "fallbacks": ["x/y"] } },
            ],
        } })
    }

    #[test]
    fn a_step_has_a_name() {
        let names: Vec<_> = all(&View::new(document("c/d"))).into_iter().map(|step| step.name).collect();
        assert_eq!(
            names,
            [
                "step 1 of the text chain",
                "step 2 of the text chain",
                "step 3 of the text chain",
                "step 1 of the image chain",
                "step 1 of the chain of agent `work`",
                "step 2 of the chain of agent `play`",
            ]
        );
    }

    #[test]
    fn a_model_counts_once() {
        let view = View::new(document("c/d"));
        assert_eq!(models(&view).iter().map(ModelRef::key).collect::<Vec<_>>(), ["c/d", "a/b", "x/y"]);
        assert_eq!(of(&view, &ModelRef::new("x", "y").unwrap()).unwrap().name, "step 2 of the chain of agent `play`");
    }

    #[test]
    fn a_step_that_names_an_alias_shifts_with_it() {
        let view = |fast| View::new(document(fast));
        assert_eq!(
            texts(&view("c/d"), &view("e/f")),
            [
                "step 1 of the text chain says `fast`, which changes from `c/d` to `e/f`",
                "step 1 of the chain of agent `work` says `FAST`, which changes from `c/d` to `e/f`",
            ]
        );
        assert!(shifted(&view("c/d"), &view("c/d")).is_empty());
    }

    #[test]
    fn every_place_is_where_it_says() {
        let view = View::new(document("c/d"));
        for place in places(&view) {
            assert_eq!(view.get(&place.at).unwrap(), &json!(place.rung.configured), "{}", place.name);
        }
    }

    #[test]
    fn a_list_of_allowed_models_names_aliases_too() {
        let view = |model: &str| {
            let entries = json!({ "work": { "modelPolicy": { "allow": ["a/b", "fast"] } } });
            let (models, policy) = (json!({ model: { "alias": "fast" } }), json!({ "allow": ["fast"] }));
            let document =
                json!({ "agents": { "defaults": { "models": models, "modelPolicy": policy }, "entries": entries } });
            View::new(document).with_generation(Generation::SharedDb)
        };
        assert_eq!(
            texts(&view("c/d"), &view("e/f")),
            [
                "the list of allowed models says `fast`, which changes from `c/d` to `e/f`",
                "the list of allowed models of agent `work` says `fast`, which changes from `c/d` to `e/f`",
            ]
        );
        assert!(places(&view("c/d").with_generation(Generation::Seeds)).is_empty());
    }

    #[test]
    fn a_step_that_moves_meanwhile_is_told_where_it_is_now() {
        let view = |model: &str, fallbacks: &[&str]| {
            let models = json!({ model: { "alias": "fast" } });
            let chain = json!({ "primary": "x/y", "fallbacks": fallbacks });
            View::new(json!({ "agents": { "defaults": { "model": chain, "models": models } } }))
        };
        assert_eq!(
            texts(&view("c/d", &["a/b", "fast"]), &view("e/f", &["n/n", "a/b", "fast"])),
            ["step 4 of the text chain says `fast`, which changes from `c/d` to `e/f`"]
        );
        assert!(shifted(&view("c/d", &[]), &view("e/f", &["fast"])).is_empty());
    }
}
