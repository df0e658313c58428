//! Every step of every chain, by a name for people.

use std::collections::{BTreeMap, BTreeSet};

use contract::{Chain, ChainId, Layer, ModelRef, Role, Rung};

use crate::{decision::Decision, known, view::View};

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
    /// What stands there.
    pub(crate) rung: Rung,
}

/// The steps of the text chain, of the image chain, and of the agents that have their own.
pub(crate) fn all(view: &View) -> Vec<Step> {
    let of = |role, agent| ChainId { role, agent };
    let shared = [Role::Text, Role::Image]
        .map(|role| steps(view.chain(role), &of(role, None), &format!("the {} chain", role.word())));
    let agents = view.agents().all;
    let own = agents.iter().flat_map(|agent| {
        let found = view.chain_of(agent, Role::Text);
        let primary = found.chain.primary.filter(|_| found.primary == Layer::Agent);
        let fallbacks = if found.fallbacks == Layer::Agent { found.chain.fallbacks } else { Vec::new() };
        let id = of(Role::Text, Some(agent.id.clone()));
        steps(Chain { primary, fallbacks }, &id, &format!("the chain of agent `{}`", agent.id))
    });
    shared.into_iter().flatten().chain(own).collect()
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

/// A decision, with what it means to steps that it does not touch.
pub(crate) fn told(view: &View, decision: Decision) -> Decision {
    let shifted = view.edited(&decision.edits).map(|after| shifted(view, &after)).unwrap_or_default();
    shifted.into_iter().fold(decision, Decision::note)
}

/// What steps mean something else after a change that does not touch them: they name an alias. A step is the same one
/// wherever it stands in its chain.
pub(crate) fn shifted(before: &View, after: &View) -> Vec<String> {
    let said = |model: Option<&ModelRef>| model.map_or_else(|| "nothing".to_owned(), |model| format!("`{model}`"));
    let before: BTreeMap<_, _> =
        all(before).into_iter().map(|step| ((step.chain, step.rung.configured), step.rung.model)).collect();
    let told = |Step { name, chain, rung, .. }: Step| {
        let key = (chain, rung.configured);
        let was = before.get(&key).filter(|was| **was != rung.model)?.as_ref();
        let (from, to) = (said(was), said(rung.model.as_ref()));
        let repair = match &rung.model {
            None => ": name a model there instead",
            Some(model) if !known::is_known(after, model) => {
                ", which is not in the catalog or your config: name a model there instead"
            }
            Some(_) => "",
        };
        Some(format!("{name} says `{}`: that was {from} and is {to} from now on{repair}", key.1))
    };
    all(after).into_iter().filter_map(told).collect()
}

fn steps(chain: Chain, id: &ChainId, of: &str) -> Vec<Step> {
    let primary = chain.primary.map(|rung| (1, rung)).into_iter();
    let fallbacks = chain.fallbacks.into_iter().zip(2..).map(|(rung, number)| (number, rung));
    let step = |(number, rung)| Step {
        name: format!("step {number} of {of}"),
        chain: of.to_owned(),
        of: id.clone(),
        number,
        rung,
    };
    primary.chain(fallbacks).map(step).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

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
            shifted(&view("c/d"), &view("e/f")),
            [
                "step 1 of the text chain says `fast`: that was `c/d` and is `e/f` from now on",
                "step 1 of the chain of agent `work` says `FAST`: that was `c/d` and is `e/f` from now on",
            ]
        );
        assert!(shifted(&view("c/d"), &view("c/d")).is_empty());
    }
    #[test]
    fn a_step_that_moves_meanwhile_is_told_where_it_is_now() {
        let view = |model: &str, fallbacks: &[&str]| {
            let models = json!({ model: { "alias": "fast" } });
            let chain = json!({ "primary": "x/y", "fallbacks": fallbacks });
            View::new(json!({ "agents": { "defaults": { "model": chain, "models": models } } }))
        };
        assert_eq!(
            shifted(&view("c/d", &["a/b", "fast"]), &view("e/f", &["n/n", "a/b", "fast"])),
            ["step 4 of the text chain says `fast`: that was `c/d` and is `e/f` from now on"]
        );
        assert!(shifted(&view("c/d", &[]), &view("e/f", &["fast"])).is_empty());
    }
}
