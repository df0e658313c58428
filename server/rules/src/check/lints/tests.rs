use serde_json::{Value, json};

use super::*;
use crate::auth::report::test_report::with_report;

const VARIABLES: [&str; 3] = ["OPENAI_API_KEY", "ANTHROPIC_API_KEY", "GEMINI_API_KEY"];

fn lints(defaults: &Value) -> Lints {
    let store = json!({ "version": 1, "profiles": {} });
    with_report(json!({ "agents": { "defaults": defaults } }), &store, &VARIABLES, |report| {
        let mut lints = Lints::default();
        lints.add_default_chains(report);
        lints.add_agent(report);
        lints.add_background(report, &BackgroundModel::of_config(report.view));
        lints
    })
}

fn whats(lints: &Lints) -> Vec<&str> {
    lints.findings.iter().map(|finding| finding.what.as_str()).collect()
}

#[test]
fn steps_that_one_credential_pays_fail_together() {
    let chain = json!({ "primary": "anthropic/claude-opus-4-5", "fallbacks": ["openai/gpt-5.2", "anthropic/claude-sonnet-4-5"] });
    let found = lints(&json!({ "model": chain }));
    let expected =
        "steps 1 and 3 of the text chain are both paid by `ANTHROPIC_API_KEY`, so they fail together when it does";
    assert_eq!(whats(&found), [expected]);
    let mark = &found.marks["text::anthropic/claude-sonnet-4-5"][0];
    assert_eq!((mark.word.as_str(), mark.reason.as_deref()), ("same credential as step 1", Some(expected)));
    assert_eq!(found.marks.len(), 1);
}

#[test]
fn a_model_of_the_image_chain_has_to_accept_images() {
    let chain = json!({ "primary": "google/gemini-2.5-flash", "fallbacks": ["zai/glm-4.7"] });
    let found = lints(&json!({ "imageModel": chain }));
    assert_eq!(whats(&found), ["step 2 of the image chain, `zai/glm-4.7`, accepts text only"]);
}

#[test]
fn a_step_that_costs_much_more_is_reported_by_its_class_of_price() {
    let of =
        |fallback: &str| lints(&json!({ "model": { "primary": "google/gemini-2.5-flash", "fallbacks": [fallback] } }));
    let found = of("anthropic/claude-opus-4-5");
    let expected = "step 2 of the text chain, `anthropic/claude-opus-4-5`, costs 10 times as much as the primary: $25 and \
        $2.5 for a million output tokens";
    assert_eq!(whats(&found), [expected]);
    assert!(found.findings[0].id.starts_with("costly-"));
    // What is cheaper, or has no known price, does not count.
    assert_eq!(whats(&of("openai/gpt-5-mini")), [""; 0]);
    assert_eq!(whats(&of("openrouter/unknown/model")), [""; 0]);
    // Another primary is another fact.
    let other = lints(
        &json!({ "model": { "primary": "google/gemini-2.5-flash-lite", "fallbacks": ["anthropic/claude-opus-4-5"] } }),
    );
    assert_ne!(other.findings[0].id, found.findings[0].id);
}

#[test]
fn a_local_chain_that_goes_on_to_a_paid_model_is_reported_once() {
    let chain = json!({ "primary": "ollama/qwen3:8b", "fallbacks": ["lmstudio/any", "openai/gpt-5.2", "anthropic/claude-opus-4-5"] });
    let found = lints(&json!({ "model": chain }));
    let expected = "step 3 of the text chain, `openai/gpt-5.2`, is paid, but the primary `ollama/qwen3:8b` is free: \
        falling back costs money without a question";
    assert_eq!(whats(&found), [expected]);
    let paid = json!({ "primary": "openai/gpt-5.2", "fallbacks": ["ollama/qwen3:8b"] });
    assert_eq!(whats(&lints(&json!({ "model": paid }))), [""; 0]);
}

#[test]
fn background_work_needs_a_fallback() {
    let of = |model: &Value, heartbeat: &str| {
        let found =
            lints(&json!({ "model": model, "heartbeat": { "model": heartbeat }, "utilityModel": "openai/gpt-5-mini" }));
        whats(&found).iter().map(|what| what.split(", ").next().unwrap().to_owned()).collect::<Vec<_>>()
    };
    let chain = json!({ "primary": "anthropic/claude-opus-4-5", "fallbacks": ["openai/gpt-5.2"] });
    assert_eq!(of(&chain, "openai/gpt-5-mini"), [""; 0]);
    // A primary alone takes over from other models, and has nothing itself.
    assert_eq!(of(&json!("openai/gpt-5-mini"), "google/gemini-2.5-flash"), ["the utility model"]);
    assert_eq!(of(&json!("openai/gpt-5-mini"), "openai/gpt-5-mini"), ["the heartbeat model", "the utility model"]);
    assert_eq!(of(&Value::Null, "openai/gpt-5-mini"), ["the heartbeat model", "the utility model"]);
}

#[test]
fn a_lint_that_was_acknowledged_is_only_counted() {
    let chain = json!({ "primary": "google/gemini-2.5-flash", "fallbacks": ["anthropic/claude-opus-4-5"] });
    let found = lints(&json!({ "model": chain }));
    let id = found.findings[0].id.clone();
    let open = doctor_checks(&found.findings);
    assert_eq!(open[0].verdict, Verdict::Warn);
    assert!(open[0].hint.as_ref().unwrap().contains(&format!("--acknowledge {id}")));
    let found = found.with_acknowledged(&BTreeSet::from([id.clone()]));
    assert!(found.marks.is_empty(), "{:?}", found.marks);
    let checks = doctor_checks(&found.findings);
    assert_eq!((checks.len(), checks[0].verdict), (1, Verdict::Note));
    assert_eq!(checks[0].detail, format!("acknowledged: {id}"));
}
