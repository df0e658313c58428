//! Replaces the model of a step: as a command, and as an operation for a page.

use std::borrow::Cow;

use contract::{AddAlias, ModelRef, Op, PageRepair, Role, SetFallbacks, SetModel};
use serde_json::Value;

use crate::{
    base::shell_word::shell_word,
    document::view::View,
    model::{known_models, steps::LocatedStep},
};

/// Stands for the model that the user chooses.
pub(super) const PLACEHOLDER: &str = "<model>";

/// The known models that are most similar to the unknown one of a step, or their aliases. A model that is in the chain
/// already would be left out of it when it is set once more.
pub(super) fn similar_replacements(
    view: &View,
    step: &LocatedStep,
    all: &[LocatedStep],
    model: &ModelRef,
) -> Vec<String> {
    let similar = known_models::similar_names(view, model);
    similar.into_iter().filter(|name| !is_in_chain(view, step, all, name)).collect()
}

/// Whether another step of the chain has the model.
pub(super) fn is_in_chain(view: &View, step: &LocatedStep, all: &[LocatedStep], name: &str) -> bool {
    let Some(model) = view.resolve_name(name) else { return false };
    let others = all.iter().filter(|other| other.chain_id == step.chain_id && other.number != step.number);
    others.into_iter().any(|other| other.chain_step.model.as_ref() == Some(&model))
}

/// The flag for an agent.
pub(super) fn agent_flag(agent: &str) -> String {
    format!(" --agent {}", shell_word(agent))
}

/// A model as an argument. The placeholder stays as it is, so that it is seen as one.
fn model_argument(model: &str) -> Cow<'_, str> {
    if model == PLACEHOLDER { model.into() } else { shell_word(model) }
}

/// The command that replaces the model of a step. A step that is written as an alias is replaced by moving the alias.
pub(super) fn replace_step_command(view: &View, step: &LocatedStep, all: &[LocatedStep], model: &str) -> String {
    if let Some(alias) = view.alias_of_step(&step.chain_step) {
        return format!("openclaw models aliases add {} {}", shell_word(&alias), model_argument(model));
    }
    let agent = step.chain_id.agent.as_deref().map(agent_flag).unwrap_or_default();
    let argument = model_argument(model);
    match (step.number, step.chain_id.role) {
        (1, Role::Text) => format!("openclaw models set {argument}{agent}"),
        (1, Role::Image) => format!("openclaw models set-image {argument}"),
        (_, role) => {
            let command = if role == Role::Image { "image-fallbacks" } else { "fallbacks" };
            let models = replaced_fallbacks(step, all, model).into_iter().map(model_argument);
            format!("openclaw models {command} set {}{agent}", models.collect::<Vec<_>>().join(" "))
        }
    }
}

/// The operation that replaces the model of a step.
pub(super) fn replace_step_repair(view: &View, step: &LocatedStep, all: &[LocatedStep], model: &str) -> PageRepair {
    let label = format!("Replace with {model}");
    if let Some(alias) = view.alias_of_step(&step.chain_step) {
        return operation_repair(label, &AddAlias { alias, model: model.to_owned(), ..AddAlias::default() });
    }
    let (role, agent) = (step.chain_id.role, step.chain_id.agent.clone());
    if step.number == 1 {
        return operation_repair(label, &SetModel { role, agent, model: model.to_owned(), ..SetModel::default() });
    }
    // The other fallbacks stay as they are: one that is in the chain already is accepted, also if it is not known.
    let models = replaced_fallbacks(step, all, model).into_iter().map(str::to_owned).collect();
    operation_repair(label, &SetFallbacks { role, agent, models, force: false })
}

/// The fallbacks of the chain of a step, with another model in its place.
fn replaced_fallbacks<'a>(step: &LocatedStep, all: &'a [LocatedStep], model: &'a str) -> Vec<&'a str> {
    let fallbacks = all.iter().filter(|other| other.chain_id == step.chain_id && other.number > 1);
    let name = |other: &'a LocatedStep| {
        if other.number == step.number { model } else { other.chain_step.configured.as_str() }
    };
    fallbacks.map(name).collect()
}

/// An operation that a page offers as a repair.
pub(crate) fn operation_repair<O: Op>(label: String, op: &O) -> PageRepair {
    let value = serde_json::to_value(op).unwrap_or_default();
    let mut fields = Vec::new();
    add_fields("op", &value, &mut fields);
    PageRepair { label, target: O::PATH.to_owned(), op: value.to_string(), fields }
}

/// Adds a value as the fields of a form. What is absent or off has no field.
fn add_fields(name: &str, value: &Value, fields: &mut Vec<(String, String)>) {
    match value {
        Value::Null | Value::Bool(false) => {}
        Value::Object(members) => {
            members.iter().for_each(|(key, member)| add_fields(&format!("{name}[{key}]"), member, fields));
        }
        Value::Array(items) => {
            items.iter().enumerate().for_each(|(at, item)| add_fields(&format!("{name}[{at}]"), item, fields));
        }
        Value::String(text) => fields.push((name.to_owned(), text.clone())),
        Value::Bool(true) | Value::Number(_) => fields.push((name.to_owned(), value.to_string())),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::model::steps::all_steps;

    fn view() -> View {
        View::new(json!({ "agents": { "defaults": {
            "model": { "primary": "a/1", "fallbacks": ["b/2", "fast"] },
            "models": { "c/3": { "alias": "fast" } },
        } } }))
    }

    #[test]
    fn a_step_is_replaced_by_the_operation_of_its_command() {
        let view = view();
        let steps = all_steps(&view);
        let found: Vec<_> = steps
            .iter()
            .map(|step| {
                let repair = replace_step_repair(&view, step, &steps, "x/y");
                (replace_step_command(&view, step, &steps, "x/y"), repair.target, repair.op)
            })
            .collect();
        let expected = [
            ("openclaw models set x/y", "model/set", json!({ "role": "text", "agent": null, "model": "x/y" })),
            ("openclaw models fallbacks set x/y fast", "fallback/set", json!({ "models": ["x/y", "fast"] })),
            ("openclaw models aliases add fast x/y", "alias/add", json!({ "alias": "fast", "model": "x/y" })),
        ];
        for ((command, target, op), (expected, path, part)) in found.iter().zip(expected) {
            assert_eq!((command.as_str(), target.as_str()), (expected, path));
            let op: Value = serde_json::from_str(op).unwrap();
            for (key, value) in part.as_object().unwrap() {
                assert_eq!(op[key], *value, "{key} of {op}");
            }
        }
        assert_eq!(found.len(), 3);
    }

    #[test]
    fn a_plain_form_has_the_same_operation() {
        let view = view();
        let steps = all_steps(&view);
        let repair = replace_step_repair(&view, &steps[1], &steps, "x/y");
        let fields: Vec<_> = repair.fields.iter().map(|(name, value)| format!("{name}={value}")).collect();
        assert_eq!(fields, ["op[role]=text", "op[models][0]=x/y", "op[models][1]=fast"]);
    }

    #[test]
    fn texts_are_quoted_for_a_shell() {
        let config =
            json!({ "agents": { "defaults": { "model": { "primary": "a/1", "fallbacks": ["b/2", "${MODEL}"] } } } });
        let view = View::new(config);
        let steps = all_steps(&view);
        let command = |model| replace_step_command(&view, &steps[1], &steps, model);
        assert_eq!(command("x/y z"), "openclaw models fallbacks set 'x/y z' '${MODEL}'");
        assert_eq!(command(PLACEHOLDER), "openclaw models fallbacks set <model> '${MODEL}'");
    }

    #[test]
    fn a_model_of_the_chain_replaces_no_other_one() {
        let view = View::new(json!({ "agents": { "defaults": {
            "model": { "primary": "openai/gpt-5.2", "fallbacks": ["openai/gpt-52"] },
        } } }));
        let steps = all_steps(&view);
        let model = steps[1].chain_step.model.clone().unwrap();
        assert!(known_models::similar_names(&view, &model).contains(&"openai/gpt-5.2".to_owned()));
        let similar = similar_replacements(&view, &steps[1], &steps, &model);
        assert!(!similar.contains(&"openai/gpt-5.2".to_owned()), "{similar:?}");
    }
}
