//! Tests of scans that read the lists of providers first.

use serde_json::json;
use testkit::{
    TestHome,
    fake::{
        FakeProvider, Script,
        feeds::{models_dev_list, ollama, open_router_list, open_router_model, upstream},
    },
};

use super::{command, stderr, stdout};
use crate::probe::ok_answer;

/// A model that only the list of `OpenRouter` has, larger than all others.
const NEW: &str = "vendor/huge-9000b";

#[test]
fn a_model_that_only_the_list_of_openrouter_has_is_compared() {
    let mut list = open_router_list(400);
    list["data"].as_array_mut().unwrap().push(open_router_model(NEW, 1.0));
    let lists = FakeProvider::start(upstream(&list, &models_dev_list(1)));
    let provider = FakeProvider::start(Script::always(ok_answer()));
    let home = TestHome::with_config(
        &json!({
            "models": { "providers": { "openrouter": {
                "baseUrl": format!("{}/v1", provider.url()), "api": "openai-completions",
                "apiKey": "sk-or-Canary0123456", "models": [],
            } } },
            "agents": { "defaults": { "model": { "primary": "xai/grok-4" } } },
        })
        .to_string(),
    );
    home.write_file("endpoints.json", json!({ "openrouter.ai": lists.url(), "models.dev": lists.url() }).to_string());
    let counted = stdout(&command(&home, "models scan --provider openrouter --dry-run").output().unwrap());
    // OpenRouter's own, and that of the server on this machine that stands for it.
    assert!(counted.contains("; 2 lists of models are read first, without a cost; nothing was sent"), "{counted}");
    let mut scan = command(&home, "models scan --provider openrouter --max-candidates 2 --yes");
    let output = scan.env("OPENCLAW_ENDPOINTS", home.state_dir().join("endpoints.json")).output().unwrap();
    let (out, err) = (stdout(&output), stderr(&output));
    assert!(out.contains(&format!("1. openrouter/{NEW}")), "{out}{err}");
    assert!(out.contains(&format!("Recommended: openrouter/{NEW}")), "{out}{err}");
    let asked = lists.seen();
    assert_eq!(asked.len(), 1, "models.dev is not asked");
    assert!(!format!("{asked:?}").contains("Canary"), "the list is public");
}

#[test]
fn the_models_of_a_running_ollama_are_compared() {
    let mut script = ollama();
    script.answers.push(ok_answer());
    let server = FakeProvider::start(script);
    let home = TestHome::with_config(
        &json!({
            "models": { "providers": { "ollama": { "baseUrl": server.url(), "api": "openai-completions", "models": [] } } },
            "agents": { "defaults": { "model": { "primary": "xai/grok-4" } } },
        })
        .to_string(),
    );
    let output = command(&home, "models scan --provider ollama --yes").output().unwrap();
    let (out, err) = (stdout(&output), stderr(&output));
    assert!(out.contains("1. ollama/llama3.3:70b") && out.contains("free)"), "{out}{err}");
    assert!(!out.contains("nomic"), "a model for embeddings does not answer: {out}");
}
