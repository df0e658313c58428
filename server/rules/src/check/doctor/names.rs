//! Doctor findings about names: the models in the chains, and the aliases.

use std::collections::{BTreeMap, BTreeSet};

use catalog_data::find_provider;
use contract::{Check, Finding, ModelRef, Verdict};

use crate::{
    base::{finding::new_check, shell_word::shell_word},
    check::{
        diagnosis::is_about_model,
        replace_step::{replace_step_command, similar_replacements},
    },
    document::{policy::ModelPolicy, view::View},
    model::{
        alias_list,
        allowlist::AllowlistSource,
        answer::unqualified_warning,
        known_models,
        steps::{self, LocatedStep},
    },
};

/// The most models that are looked up.
const MAX_MODELS_CHECKED: usize = 100;

/// All findings about names.
pub fn doctor_checks(view: &View) -> Vec<Check> {
    let steps = steps::all_steps(view);
    let problem_checks = steps
        .iter()
        .filter_map(|step| unresolved_or_hidden_check(view, step).or_else(|| unqualified_model_check(view, step)));
    let problem_checks: Vec<_> = problem_checks
        .chain(unknown_models(view, &steps).into_iter().map(|found| unknown_model_check(view, &steps, found)))
        .collect();
    let all_resolved = (problem_checks.is_empty() && !steps.is_empty()).then(|| all_steps_resolved_check(steps.len()));
    all_resolved
        .into_iter()
        .chain(problem_checks)
        .chain(unusable_models_file_checks(view))
        .chain(duplicate_alias_checks(view))
        .chain(disallowed_alias_checks(view))
        .collect()
}

/// Reports a `models.json` that is left out. OpenClaw writes it again.
fn unusable_models_file_checks(view: &View) -> impl Iterator<Item = Check> {
    let problems = view.known_catalog().agent_problems.iter();
    problems.map(|problem| new_check("models", Verdict::Warn, problem.sentence.clone(), None))
}

fn all_steps_resolved_check(count: usize) -> Check {
    let detail = if count == 1 { "the one step names a model" } else { "every step names a model" };
    new_check("chains", Verdict::Ok, detail.to_owned(), None)
}

/// Reports a step whose model cannot be displayed: it resolves to no model, or to one from a variable that is not
/// known.
fn unresolved_or_hidden_check(view: &View, step: &LocatedStep) -> Option<Check> {
    match view.is_hidden_model_known(&step.chain_step) {
        _ if step.chain_step.model.is_some() => None,
        Some(true) => None,
        Some(false) => Some(hidden_model_check(step)),
        None => Some(unresolved_step_check(step)),
    }
}

fn unresolved_step_check(LocatedStep { label: name, chain_step: step, .. }: &LocatedStep) -> Check {
    let hint = "write a model as `provider/model`, or use an alias from `agents.defaults.models`";
    let detail = format!("`{}`, {name}, is neither a model nor an alias", step.configured);
    new_check("chains", Verdict::Bad, detail, Some(hint.to_owned()))
}

fn hidden_model_check(LocatedStep { label: name, chain_step: step, .. }: &LocatedStep) -> Check {
    let hint = "the value is not shown because it may be a secret; write the model itself, or list it in \
                `agents.defaults.models`";
    let detail = format!("`{}`, {name}, resolves to an unknown model", step.configured);
    new_check("chains", Verdict::Warn, detail, Some(hint.to_owned()))
}

fn unqualified_model_check(
    view: &View,
    LocatedStep { label: name, chain_step: step, .. }: &LocatedStep,
) -> Option<Check> {
    let hint = || format!("write `{}`, or the model that you mean", step.label());
    view.is_unqualified(step)
        .then(|| new_check("chains", Verdict::Warn, format!("{name}: {}", unqualified_warning(step)), Some(hint())))
}

/// Describes the unknown models of the chains, in a sentence each; those that a finding is about are left out.
pub fn unknown_model_texts(view: &View, findings: &[Finding]) -> Vec<String> {
    let is_found = |step: &LocatedStep| {
        let name = step.chain_step.label();
        findings.iter().any(|finding| is_about_model(finding, &name))
    };
    let steps = steps::all_steps(view);
    let kept =
        steps.iter().filter(|step| view.is_hidden_model_known(&step.chain_step) == Some(false)).map(hidden_model_check);
    let unknown = unknown_models(view, &steps).into_iter().filter(|(step, _)| !is_found(step));
    kept.map(|check| check.detail).chain(unknown.map(unknown_model_text)).collect()
}

fn unknown_model_text((step, model): (&LocatedStep, &ModelRef)) -> String {
    format!("`{}`, {}, is not in the catalog or your config", model.key(), step.label)
}

/// The unknown models, each once, with the first step that has it.
fn unknown_models<'a>(view: &View, steps: &'a [LocatedStep]) -> Vec<(&'a LocatedStep, &'a ModelRef)> {
    let mut seen = BTreeSet::new();
    let models = steps.iter().filter_map(|step| Some((step, step.chain_step.model.as_ref()?)));
    let models = models.filter(|(_, model)| seen.insert(*model)).take(MAX_MODELS_CHECKED);
    models.filter(|(_, model)| !known_models::is_known(view, model)).collect()
}

/// Reports an unknown model in the words of OpenClaw, and the command that replaces it with the most similar one.
fn unknown_model_check(view: &View, steps: &[LocatedStep], (step, model): (&LocatedStep, &ModelRef)) -> Check {
    let detail = format!("Unknown model: {}, {}, is not in the catalog or your config", model.key(), step.label);
    let replace = |alike: &String| {
        format!("did you mean `{alike}`? `{}` replaces it", replace_step_command(view, step, steps, alike))
    };
    let list = || format!("`openclaw models list --provider {}` lists its models", shell_word(model.provider()));
    let in_chain = || {
        let alike = known_models::similar_names(view, model).into_iter().next()?;
        Some(format!("did you mean `{alike}`? It is in the chain already"))
    };
    let hint = similar_replacements(view, step, steps, model).first().map(replace).or_else(in_chain);
    let hint = hint.unwrap_or_else(list);
    // Other providers have no list that could be refreshed.
    let advice = find_provider(model.provider()).map(|_| format!("; {}", known_models::REFRESH_ADVICE));
    new_check("chains", Verdict::Warn, detail, Some(hint + advice.as_deref().unwrap_or_default()))
}

/// Reports aliases that stand for several models. Aliases are looked up without regard to case.
fn duplicate_alias_checks(view: &View) -> Vec<Check> {
    let mut named: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for info in alias_list::list_aliases(view).aliases {
        named.entry(info.alias.to_lowercase()).or_default().push(info.model);
    }
    let several = named.into_iter().filter(|(_, models)| models.len() > 1);
    let to_check = |(alias, models): (String, Vec<String>)| {
        let detail = format!("`{alias}` points to `{}`; OpenClaw uses the last one", models.join("` and `"));
        let hint = "aliases are not case-sensitive: rename one of them".to_owned();
        new_check("aliases", Verdict::Warn, detail, Some(hint))
    };
    several.map(to_check).collect()
}

/// Reports aliases of models that are not on the allowlist. Models that a chain uses are always allowed.
fn disallowed_alias_checks(view: &View) -> Vec<Check> {
    if AllowlistSource::detect(view) != AllowlistSource::Policy {
        return Vec::new();
    }
    let (policy, in_use) = (ModelPolicy::read(view), BTreeSet::from_iter(steps::step_models(view)));
    let may_be = |model: &ModelRef| policy.allowing_entry(model).is_some() || in_use.contains(model);
    let left_out = view.model_entries().filter(|entry| !entry.model.as_ref().is_some_and(may_be));
    let to_check = |(alias, model): (String, String)| {
        let detail = format!(
            "`{alias}` points to `{model}`, which is not in `agents.defaults.modelPolicy.allow`, so it cannot be \
             chosen",
        );
        new_check("aliases", Verdict::Warn, detail, Some("`openclaw models allow <model>` allows it".to_owned()))
    };
    left_out.filter_map(|entry| Some((entry.alias.clone()?, entry.label()))).map(to_check).collect()
}

#[cfg(test)]
mod tests {
    use contract::Generation;
    use serde_json::{Value, json};

    use super::*;

    fn check_texts(document: Value, generation: Generation) -> Vec<String> {
        let view = View::new(document).with_generation(generation);
        doctor_checks(&view).into_iter().map(|check| format!("{:?} {}", check.verdict, check.detail)).collect()
    }

    fn document_with_defaults(defaults: &Value) -> Value {
        json!({ "agents": { "defaults": defaults } })
    }

    #[test]
    fn resolved_chain_has_no_problem() {
        let chain = json!({ "primary": "opus", "fallbacks": ["openai/gpt-5.2"] });
        let models = json!({ "anthropic/claude-opus-4-5": { "alias": "opus" } });
        let document = document_with_defaults(&json!({ "model": chain, "models": models }));
        assert_eq!(check_texts(document, Generation::JsonStore), ["Ok every step names a model"]);
        assert_eq!(check_texts(json!({}), Generation::JsonStore), [""; 0]);
    }

    #[test]
    fn all_chains_are_checked() {
        let document = json!({ "agents": {
            "defaults": { "model": { "primary": "gpt-5.2", "fallbacks": ["openai/"] } },
            "list": [{ "id": "work", "model": "openai/gpt-52" }],
        } });
        assert_eq!(
            check_texts(document, Generation::JsonStore),
            [
                "Warn step 1 of the text chain: `gpt-5.2` has no provider, so OpenClaw reads it as `anthropic/gpt-5.2`",
                "Bad `openai/`, step 2 of the text chain, is neither a model nor an alias",
                "Warn Unknown model: anthropic/gpt-5.2, step 1 of the text chain, is not in the catalog or your config",
                "Warn Unknown model: openai/gpt-52, step 1 of the chain of agent `work`, is not in the catalog or your config",
            ]
        );
    }

    #[test]
    fn aliases_ignore_case() {
        let models = json!({ "a/b": { "alias": "Fast" }, "c/d": { "alias": "fast" }, "e/f": { "alias": "slow" } });
        let document = document_with_defaults(&json!({ "models": models }));
        assert_eq!(
            check_texts(document, Generation::JsonStore),
            ["Warn `fast` points to `a/b` and `c/d`; OpenClaw uses the last one"]
        );
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
        let mut document =
            document_with_defaults(&json!({ "model": "openai/gpt-5.2", "models": models, "modelPolicy": policy }));
        let not_allowed =
            "Warn `y` points to `c/d`, which is not in `agents.defaults.modelPolicy.allow`, so it cannot be chosen";
        let fine = "Ok the one step names a model";
        assert_eq!(check_texts(document.clone(), Generation::SharedDb), [fine, not_allowed]);
        // Without a policy the model map is the allowlist, and every model with an alias is in the map.
        document["agents"]["defaults"]["modelPolicy"] = Value::Null;
        assert_eq!(check_texts(document, Generation::SharedDb), [fine]);
    }
}
