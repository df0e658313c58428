//! Doctor findings about models that their provider stops offering.

use std::time::SystemTime;

use contract::{Check, ModelRef, Verdict};

use crate::{
    base::{finding::new_check, shell_word::shell_word},
    check::replace_step::{PLACEHOLDER, replace_step_command},
    document::view::View,
    model::{
        retirement::{Retirement, days_since_epoch},
        steps::{self, LocatedStep},
    },
};

/// Findings about the steps of all chains and about the aliases, the soonest end first. A model that is already gone is
/// an error.
pub fn doctor_checks(view: &View, now: SystemTime, horizon_days: u32) -> Vec<Check> {
    let today = days_since_epoch(now);
    let find = |model: &ModelRef| Retirement::find(view.catalog().find(model)?, today, horizon_days);
    let steps = steps::all_steps(view);
    let of_step = |step: &LocatedStep| {
        let model = step.chain_step.model.as_ref()?;
        Some((find(model)?, step.label.clone(), model.clone(), replace_step_command(view, step, &steps, PLACEHOLDER)))
    };
    let of_alias = |(alias, key): (String, String)| {
        let model = view.resolve_alias(&alias)?;
        let command = format!("openclaw models aliases add {} {PLACEHOLDER}", shell_word(&alias));
        Some((find(model).filter(|_| model.key() == key)?, format!("alias `{alias}`"), model.clone(), command))
    };
    let mut found: Vec<_> = steps.iter().filter_map(of_step).collect();
    found.extend(view.alias_refs().into_iter().filter_map(of_alias));
    found.sort_by_key(|(retirement, ..)| retirement.stage);
    if found.is_empty() && !steps.is_empty() {
        let unit = if horizon_days == 1 { "day" } else { "days" };
        let detail = format!("no model of the chains and aliases is known to end within {horizon_days} {unit}");
        return vec![new_check(NAME, Verdict::Ok, detail, None)];
    }
    found
        .into_iter()
        .map(|(retirement, label, model, command)| to_check(&retirement, &label, &model, &command))
        .collect()
}

/// The name of the findings.
const NAME: &str = "retirement";

fn to_check(retirement: &Retirement, label: &str, model: &ModelRef, command: &str) -> Check {
    let verdict = if retirement.is_past() { Verdict::Bad } else { Verdict::Warn };
    let detail = format!("{label}: {}", retirement.sentence(&model.key()));
    let current_models =
        |provider: &str| format!("; `openclaw models list --provider {provider}` lists current models");
    let (successor, where_to_look) = match retirement.successor(model) {
        Some(successor) => (successor, String::new()),
        None => (PLACEHOLDER.to_owned(), current_models(model.provider())),
    };
    let hint = format!("`{}` replaces it{where_to_look}", command.replace(PLACEHOLDER, &successor));
    new_check(NAME, verdict, detail, Some(hint))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use serde_json::{Value, json};

    use super::*;

    const LLAMA: &str = "amazon-bedrock/meta.llama3-1-8b-instruct-v1:0";
    const O3: &str = "openai/o3";

    fn checks(document: Value, date: &str, horizon_days: u32) -> Vec<(Verdict, String, String)> {
        let days = catalog::Date::parse(date).unwrap().days_since_epoch();
        let now = SystemTime::UNIX_EPOCH + Duration::from_secs(u64::try_from(days).unwrap() * 86_400);
        let found = doctor_checks(&View::new(document), now, horizon_days);
        found.into_iter().map(|check| (check.verdict, check.detail, check.hint.unwrap_or_default())).collect()
    }

    fn test_document() -> Value {
        json!({ "agents": {
            "defaults": {
                "model": { "primary": "anthropic/claude-opus-4-5", "fallbacks": ["xai/grok-4", LLAMA] },
                "imageModel": O3,
                "models": { O3: { "alias": "deep" } },
            },
            "list": [{ "id": "main" }, { "id": "work", "model": { "primary": O3, "fallbacks": ["deep"] } }],
        } })
    }

    #[test]
    fn steps_and_aliases_are_listed_with_the_soonest_end_first() {
        let found = checks(test_document(), "2026-11-29", 90);
        let labels: Vec<_> = found.iter().map(|(_, detail, _)| detail.split(':').next().unwrap()).collect();
        let expected =
            ["step 1 of the image chain", "step 1 of the chain of agent `work`", "step 2 of the chain of agent `work`"];
        assert_eq!(labels, [expected.as_slice(), &["alias `deep`"]].concat());
        assert!(found.iter().all(|(verdict, ..)| *verdict == Verdict::Warn));
        assert_eq!(checks(test_document(), "2026-11-29", 365).len(), 5);
    }

    #[test]
    fn only_a_model_that_is_gone_is_an_error() {
        let found = checks(test_document(), "2026-12-11", 200);
        assert_eq!(found.iter().filter(|(verdict, ..)| *verdict == Verdict::Bad).count(), 4, "{found:?}");
        let (verdict, detail, _) = found.last().unwrap();
        assert_eq!(*verdict, Verdict::Warn);
        assert_eq!(*detail, format!("step 3 of the text chain: `{LLAMA}` is offered only until 2027-03-30"));
    }

    #[test]
    fn each_finding_has_the_command_that_replaces_the_model() {
        let commands: Vec<_> = checks(test_document(), "2026-11-29", 365)
            .into_iter()
            .map(|(_, _, hint)| hint.split('`').nth(1).unwrap_or_default().replace("openclaw models ", ""))
            .collect();
        let expected = [
            "set-image <model>",
            "set <model> --agent work",
            "aliases add deep <model>",
            "aliases add deep <model>",
            "fallbacks set xai/grok-4 <model>",
        ];
        assert_eq!(commands, expected);
    }

    #[test]
    fn without_an_end_the_horizon_is_said() {
        let found = checks(json!({ "agents": { "defaults": { "model": "xai/grok-4" } } }), "2026-11-29", 30);
        let expected = "no model of the chains and aliases is known to end within 30 days";
        assert_eq!(found, [(Verdict::Ok, expected.to_owned(), String::new())]);
        assert!(checks(json!({}), "2026-11-29", 30).is_empty());
    }
}
