//! Names: what stands in the chains, and what is called by an alias.

use std::collections::{BTreeMap, BTreeSet};

use contract::{Check, ModelRef, Verdict};

use super::check;
use crate::{
    alias,
    allowlist::{Allowlist, Policy},
    known,
    steps::{self, Step},
    view::{View, unqualified},
};

/// More models than anybody tries one after another.
const MOST: usize = 100;

/// Everything about names.
pub fn checks(view: &View) -> Vec<Check> {
    let steps = steps::all(view);
    let odd = steps.iter().filter_map(|step| nothing_shown(view, step).or_else(|| bare(view, step)));
    let odd: Vec<_> = odd.chain(unknown(view, &steps).into_iter().map(|found| mistyped(view, found))).collect();
    let fine = (odd.is_empty() && !steps.is_empty()).then(|| all_mean_something(steps.len()));
    fine.into_iter().chain(odd).chain(doubled(view)).chain(not_allowed(view)).collect()
}

fn all_mean_something(count: usize) -> Check {
    let detail = if count == 1 { "the one step names a model" } else { "every step names a model" };
    check("chains", Verdict::Ok, detail.to_owned(), None)
}

/// A step of which no model can be shown: it means none, or one that a variable holds.
fn nothing_shown(view: &View, step: &Step) -> Option<Check> {
    match view.kept_to_itself(&step.rung) {
        _ if step.rung.model.is_some() => None,
        Some(true) => None,
        Some(false) => Some(untold(step)),
        None => Some(meaningless(step)),
    }
}

fn meaningless(Step { name, rung, .. }: &Step) -> Check {
    let hint = "a model is written `provider/model`; aliases are the ones that `agents.defaults.models` names";
    let detail = format!("`{}`, {name}, is neither a model nor an alias", rung.configured);
    check("chains", Verdict::Bad, detail, Some(hint.to_owned()))
}

fn untold(Step { name, rung, .. }: &Step) -> Check {
    let hint = "it is not shown, as it may be a secret; write the model itself, or list it in `agents.defaults.models`";
    let detail = format!("what `{}`, {name}, stands for is not a known model", rung.configured);
    check("chains", Verdict::Warn, detail, Some(hint.to_owned()))
}

fn bare(view: &View, Step { name, rung, .. }: &Step) -> Option<Check> {
    let hint = || format!("write `{}`, or the model that is meant", rung.label());
    view.is_unqualified(rung)
        .then(|| check("chains", Verdict::Warn, format!("{name}: {}", unqualified(rung)), Some(hint())))
}

/// The models of the chains that nobody here has heard of, in a sentence each.
pub fn unheard(view: &View) -> Vec<String> {
    let steps = steps::all(view);
    let kept = steps.iter().filter(|step| view.kept_to_itself(&step.rung) == Some(false)).map(untold);
    kept.map(|check| check.detail).chain(unknown(view, &steps).into_iter().map(unheard_of)).collect()
}

fn unheard_of((name, model): (&String, &ModelRef)) -> String {
    format!("`{}`, {name}, is not in the catalog or your config", model.key())
}

/// The models that nobody knows, each once, and where it stands.
fn unknown<'a>(view: &View, steps: &'a [Step]) -> Vec<(&'a String, &'a ModelRef)> {
    let mut seen = BTreeSet::new();
    let models = steps.iter().filter_map(|step| Some((&step.name, step.rung.model.as_ref()?)));
    let models = models.filter(|(_, model)| seen.insert(*model)).take(MOST);
    models.filter(|(_, model)| !known::is_known(view, model)).collect()
}

/// With the one that may be meant: it is looked for among all that are known.
fn mistyped(view: &View, found: (&String, &ModelRef)) -> Check {
    let hint = known::alike(view, found.1).first().map(|alike| format!("did you mean `{alike}`?"));
    check("chains", Verdict::Warn, unheard_of(found), hint)
}

/// One name for several models: look-ups do not see case.
fn doubled(view: &View) -> Vec<Check> {
    let mut named: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for info in alias::list(view).aliases {
        named.entry(info.alias.to_lowercase()).or_default().push(info.model);
    }
    let several = named.into_iter().filter(|(_, models)| models.len() > 1);
    let say = |(alias, models): (String, Vec<String>)| {
        let detail = format!("`{alias}` stands for `{}`; the last one counts", models.join("` and `"));
        let hint = "case does not tell two aliases apart: give one of them another name".to_owned();
        check("aliases", Verdict::Warn, detail, Some(hint))
    };
    several.map(say).collect()
}

/// Aliases of models that may not be asked for. What a chain uses may always be.
fn not_allowed(view: &View) -> Vec<Check> {
    if Allowlist::of(view) != Allowlist::Policy {
        return Vec::new();
    }
    let (policy, in_use) = (Policy::of(view), BTreeSet::from_iter(steps::models(view)));
    let may_be = |model: &ModelRef| policy.allows(model).is_some() || in_use.contains(model);
    let left_out = view.listed().filter(|entry| !entry.model.as_ref().is_some_and(may_be));
    let say = |(alias, model): (String, String)| {
        let detail = format!(
            "`{alias}` stands for `{model}`, which is not in `agents.defaults.modelPolicy.allow`, so it cannot be chosen",
        );
        check("aliases", Verdict::Warn, detail, Some("`openclaw models allow <model>` allows it".to_owned()))
    };
    left_out.filter_map(|entry| Some((entry.alias.clone()?, entry.label()))).map(say).collect()
}

#[cfg(test)]
mod tests {
    use contract::Generation;
    use serde_json::{Value, json};

    use super::*;

    fn said(document: Value, generation: Generation) -> Vec<String> {
        let view = View::new(document).with_generation(generation);
        checks(&view).into_iter().map(|check| format!("{:?} {}", check.verdict, check.detail)).collect()
    }

    fn defaults(defaults: &Value) -> Value {
        json!({ "agents": { "defaults": defaults } })
    }

    #[test]
    fn a_chain_of_models_is_fine() {
        let chain = json!({ "primary": "opus", "fallbacks": ["openai/gpt-5.2"] });
        let models = json!({ "anthropic/claude-opus-4-5": { "alias": "opus" } });
        let document = defaults(&json!({ "model": chain, "models": models }));
        assert_eq!(said(document, Generation::Seeds), ["Ok every step names a model"]);
        assert_eq!(said(json!({}), Generation::Seeds), [""; 0]);
    }

    #[test]
    fn what_stands_in_a_chain_is_looked_at_wherever_it_stands() {
        let document = json!({ "agents": {
            "defaults": { "model": { "primary": "gpt-5.2", "fallbacks": ["openai/"] } },
            "list": [{ "id": "work", "model": "openai/gpt-52" }],
        } });
        assert_eq!(
            said(document, Generation::Seeds),
            [
                "Warn step 1 of the text chain: `gpt-5.2` has no provider, so OpenClaw reads it as `anthropic/gpt-5.2`",
                "Bad `openai/`, step 2 of the text chain, is neither a model nor an alias",
                "Warn `anthropic/gpt-5.2`, step 1 of the text chain, is not in the catalog or your config",
                "Warn `openai/gpt-52`, step 1 of the chain of agent `work`, is not in the catalog or your config",
            ]
        );
    }

    #[test]
    fn two_aliases_that_differ_in_case_are_one() {
        let models = json!({ "a/b": { "alias": "Fast" }, "c/d": { "alias": "fast" }, "e/f": { "alias": "slow" } });
        let document = defaults(&json!({ "models": models }));
        assert_eq!(said(document, Generation::Seeds), ["Warn `fast` stands for `a/b` and `c/d`; the last one counts"]);
    }

    #[test]
    fn an_alias_needs_a_model_that_may_be_chosen() {
        let models = json!({
            "a/b": { "alias": "x" },
            "c/d": { "alias": "y" },
            "e/f": { "alias": "w" },
            "openai/gpt-5.2": { "alias": "z" },
        });
        let policy = json!({ "allow": ["a/b", "e/*"] });
        let mut document = defaults(&json!({ "model": "openai/gpt-5.2", "models": models, "modelPolicy": policy }));
        let not_allowed =
            "Warn `y` stands for `c/d`, which is not in `agents.defaults.modelPolicy.allow`, so it cannot be chosen";
        let fine = "Ok the one step names a model";
        assert_eq!(said(document.clone(), Generation::SharedDb), [fine, not_allowed]);
        // Without a policy the map is the list, and everything that has an alias is on it.
        document["agents"]["defaults"]["modelPolicy"] = Value::Null;
        assert_eq!(said(document, Generation::SharedDb), [fine]);
    }
}
