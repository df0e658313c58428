//! Replaces the model of a step: as a command, and as an operation for a page.

use contract::{AddAlias, Op, PageRepair, Role, SetFallbacks, SetModel};
use serde_json::Value;

use crate::{document::view::View, model::steps::LocatedStep};

/// Stands for the model that the user chooses.
pub(super) const PLACEHOLDER: &str = "<model>";

/// The command that replaces the model of a step. A step that is written as an alias is replaced by moving the alias.
pub(super) fn replace_step_command(view: &View, step: &LocatedStep, all: &[LocatedStep], model: &str) -> String {
    if let Some(alias) = view.alias_of_step(&step.chain_step) {
        return format!("openclaw models aliases add {alias} {model}");
    }
    let agent = step.chain_id.agent.as_ref().map(|agent| format!(" --agent {agent}")).unwrap_or_default();
    match (step.number, step.chain_id.role) {
        (1, Role::Text) => format!("openclaw models set {model}{agent}"),
        (1, Role::Image) => format!("openclaw models set-image {model}"),
        (_, role) => {
            let command = if role == Role::Image { "image-fallbacks" } else { "fallbacks" };
            format!("openclaw models {command} set {}{agent}", replaced_fallbacks(step, all, model).join(" "))
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
    // The other fallbacks stay as they are, also those that are not known.
    let models = replaced_fallbacks(step, all, model).into_iter().map(str::to_owned).collect();
    operation_repair(label, &SetFallbacks { role, agent, models, force: true })
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
        assert_eq!(fields, ["op[role]=text", "op[models][0]=x/y", "op[models][1]=fast", "op[force]=true"]);
    }
}
