use contract::Generation;
use serde_json::{Value, json};

use super::*;

fn document_with_model(model: &Value) -> Value {
    json!({ "agents": { "defaults": { "model": model } } })
}

fn apply_decision(document: &Value, decision: &Decision) -> Value {
    json5_edit::apply(document, &decision.edits).unwrap()
}

fn set_model_op(model: &str) -> SetModel {
    SetModel { model: model.to_owned(), force: true, ..SetModel::default() }
}

fn document_with_agent(model: &Value) -> Value {
    json!({ "agents": {
        "defaults": { "model": { "primary": "p/q", "fallbacks": ["c/d"] } },
        "list": [{ "id": "work", "model": model }],
    } })
}

#[test]
fn only_the_primary_changes() {
    for (before, after_it) in [
        (json!("p/q"), json!("a/b")),
        (json!({ "primary": "p/q", "fallbacks": ["c/d"] }), json!({ "primary": "a/b", "fallbacks": ["c/d"] })),
        (json!({ "fallbacks": ["c/d"] }), json!({ "fallbacks": ["c/d"], "primary": "a/b" })),
    ] {
        let document = document_with_model(&before);
        let decision = set_primary(&View::new(document.clone()), &set_model_op("a/b")).unwrap();
        assert_eq!(apply_decision(&document, &decision), document_with_model(&after_it));
        assert!(decision.notes.is_empty());
    }
    let decision = set_primary(&View::default(), &set_model_op("a/b")).unwrap();
    assert_eq!(apply_decision(&json!({}), &decision), document_with_model(&json!({ "primary": "a/b" })));
}

#[test]
fn model_map_entry_is_added_only_to_nonempty_map() {
    let document = json!({ "agents": { "defaults": { "model": "p/q", "models": { "p/q": {} } } } });
    let decision = set_primary(&View::new(document.clone()), &set_model_op("a/b")).unwrap();
    assert_eq!(apply_decision(&document, &decision)["agents"]["defaults"]["models"], json!({ "p/q": {}, "a/b": {} }));
}

#[test]
fn current_primary_keeps_spelling() {
    let document = json!({ "agents": { "defaults": { "model": "fast", "models": { "a/b": { "alias": "fast" } } } } });
    assert_eq!(set_primary(&View::new(document), &set_model_op("a/b")).unwrap().edits, []);
}

#[test]
fn new_primary_is_removed_from_fallbacks() {
    let document = document_with_model(&json!({ "primary": "p/q", "fallbacks": ["c/d", "a/b", "e/f", "A/b"] }));
    let decision = set_primary(&View::new(document.clone()), &set_model_op("a/b")).unwrap();
    assert_eq!(
        apply_decision(&document, &decision),
        document_with_model(&json!({ "primary": "a/b", "fallbacks": ["c/d", "e/f"] }))
    );
    assert_eq!(decision.notes, ["`a/b` was step 3 of the chain and is now its primary"]);
    // Other fallbacks stay, even duplicates.
    let twice = document_with_model(&json!({ "primary": "p/q", "fallbacks": ["c/d", "p/q", "c/d"] }));
    let decision = set_primary(&View::new(twice.clone()), &set_model_op("a/b")).unwrap();
    let left = document_with_model(&json!({ "primary": "a/b", "fallbacks": ["c/d", "p/q", "c/d"] }));
    assert_eq!(apply_decision(&twice, &decision), left);
}

#[test]
fn added_allowlist_entry_is_noted() {
    let document = json!({ "agents": { "defaults": { "models": { "p/q": {} } } } });
    let told = ["`a/b` is added to the allowlist (`agents.defaults.models`)"];
    assert_eq!(set_primary(&View::new(document.clone()), &set_model_op("a/b")).unwrap().notes, told);
    let op =
        SetChain { primary: "a/b".to_owned(), fallbacks: vec!["p/q".to_owned()], force: true, ..SetChain::default() };
    assert_eq!(set_chain(&View::new(document), &op).unwrap().notes, told);
}

#[test]
fn own_primary_drops_inherited_fallbacks_on_shared_db() {
    let mut document = document_with_agent(&json!({}));
    document["agents"]["defaults"]["model"]["fallbacks"] = json!(["c/d", "a/b"]);
    let op = |keep_fallbacks| SetModel { agent: Some("work".to_owned()), keep_fallbacks, ..set_model_op("a/b") };
    let set_in = |generation, keep| {
        let decision = set_primary(&View::new(document.clone()).with_generation(generation), &op(keep)).unwrap();
        (apply_decision(&document, &decision)["agents"]["list"][0]["model"].clone(), decision.notes.len())
    };
    // The inherited fallbacks contain the new model of the agent.
    assert_eq!(set_in(Generation::JsonStore, false), (json!({ "primary": "a/b" }), 1));
    assert_eq!(set_in(Generation::JsonStore, true), (json!({ "primary": "a/b" }), 1));
    assert_eq!(set_in(Generation::SharedDb, false), (json!({ "primary": "a/b" }), 1));
    assert_eq!(set_in(Generation::SharedDb, true), (json!({ "primary": "a/b", "fallbacks": ["c/d"] }), 0));
}

#[test]
fn may_lose_and_may_inherit_match_the_writes() {
    use Generation::{JsonStore, SharedDb};
    let inherit = InheritChain { agent: "work".to_owned(), all: false };
    let op = SetModel { agent: Some("work".to_owned()), ..set_model_op("x/y") };
    for (model, generation, may_lose, may_inherit) in [
        (json!({}), JsonStore, false, false),
        (json!({}), SharedDb, true, false),
        (json!("a/b"), JsonStore, false, false),
        (json!("a/b"), SharedDb, false, false),
        (json!({ "fallbacks": [] }), JsonStore, false, true),
        (json!({ "fallbacks": [] }), SharedDb, false, true),
        (json!({ "primary": "a/b", "fallbacks": ["e/f"] }), JsonStore, false, true),
        (json!({ "primary": "a/b", "fallbacks": ["e/f"] }), SharedDb, false, false),
    ] {
        let view = View::new(document_with_agent(&model)).with_generation(generation);
        let found = view.agent_chain(view.agents().find_by_id("work").unwrap(), Role::Text);
        assert_eq!(may_lose_fallbacks(generation, &found), may_lose, "{model} {generation:?}");
        assert_eq!(may_inherit_fallbacks(generation, &found), may_inherit, "{model} {generation:?}");
        let loses = set_primary(&view, &op).unwrap().notes.iter().any(|note| note.contains("no fallbacks now"));
        assert_eq!(loses, may_lose, "{model} {generation:?}");
        let changes = inherit_changes_something(&view, &inherit);
        assert_eq!(changes, may_inherit, "{model} {generation:?}");
    }
}

fn inherit_changes_something(view: &View, op: &InheritChain) -> bool {
    inherit_chain(view, op).is_ok_and(|decision| !decision.edits.is_empty())
}

#[test]
fn keep_fallbacks_works_when_the_primary_is_set_already() {
    let document = document_with_agent(&json!({ "primary": "a/b" }));
    let op = SetModel { agent: Some("work".to_owned()), keep_fallbacks: true, ..set_model_op("a/b") };
    let decision = set_primary(&View::new(document.clone()).with_generation(Generation::SharedDb), &op).unwrap();
    let model = json!({ "primary": "a/b", "fallbacks": ["c/d"] });
    assert_eq!(apply_decision(&document, &decision)["agents"]["list"][0]["model"], model);
    assert!(decision.notes.is_empty(), "{:?}", decision.notes);
}

#[test]
fn inherited_models_are_accepted_as_own_ones() {
    let document = document_with_agent(&json!({}));
    let decision =
        set_primary(&View::new(document.clone()), &SetModel { agent: Some("work".to_owned()), ..set_model_op("p/q") })
            .unwrap();
    assert_eq!(apply_decision(&document, &decision)["agents"]["list"][0]["model"], json!({ "primary": "p/q" }));
}

#[test]
fn set_chain_replaces_all_and_may_keep_old_primary() {
    let chain = |primary: &str, fallbacks: &[&str]| SetChain {
        primary: primary.to_owned(),
        fallbacks: fallbacks.iter().map(|model| (*model).to_owned()).collect(),
        force: true,
        ..SetChain::default()
    };
    for before in [json!("p/q"), json!({ "primary": "p/q", "fallbacks": ["a/b", "c/d"] }), json!({})] {
        let document = document_with_model(&before);
        let decision = set_chain(&View::new(document.clone()), &chain("a/b", &["p/q", "c/d", "a/b"])).unwrap();
        let chain = json!({ "primary": "a/b", "fallbacks": ["p/q", "c/d"] });
        assert_eq!(apply_decision(&document, &decision), document_with_model(&chain), "{before}");
        assert_eq!(decision.notes.len(), 1);
    }
    let same = document_with_model(&json!({ "primary": "a/b", "fallbacks": ["p/q"] }));
    assert_eq!(set_chain(&View::new(same), &chain("a/b", &["p/q"])).unwrap().edits, []);
}

#[test]
fn an_agent_inherits_again() {
    let inherited = |model: &Value, all, generation| -> Result<_, OpError> {
        let document = document_with_agent(model);
        let op = InheritChain { agent: "work".to_owned(), all };
        let decision = inherit_chain(&View::new(document.clone()).with_generation(generation), &op)?;
        Ok(apply_decision(&document, &decision)["agents"]["list"][0].get("model").cloned())
    };
    let both = json!({ "primary": "a/b", "fallbacks": ["x/y"] });
    let seeds = Generation::JsonStore;
    assert_eq!(inherited(&both, false, seeds), Ok(Some(json!({ "primary": "a/b" }))));
    assert_eq!(inherited(&both, true, seeds), Ok(None));
    assert_eq!(inherited(&json!({ "fallbacks": [] }), false, seeds), Ok(None));
    assert_eq!(inherited(&json!("a/b"), false, seeds), Ok(Some(json!("a/b"))));
    let refusal = ChainError::CannotInherit { agent: "work".to_owned() };
    assert_eq!(inherited(&both, false, Generation::SharedDb), Err(refusal.into()));
    assert_eq!(inherited(&both, true, Generation::SharedDb), Ok(None));
}

#[test]
fn lost_built_in_alias_is_noted() {
    let document = json!({ "agents": { "defaults": {
        "model": { "primary": "a/b", "fallbacks": ["opus"] },
        "models": { "a/b": {}, "anthropic/claude-opus-4-5": { "alias": "opus" } },
    } } });
    let decision = set_primary(&View::new(document), &set_model_op("anthropic/claude-opus-4-6")).unwrap();
    assert!(decision.notes[0].contains("uses `opus`"), "{:?}", decision.notes);
}
