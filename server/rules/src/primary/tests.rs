use contract::Generation;
use serde_json::{Value, json};

use super::*;

fn defaults(model: &Value) -> Value {
    json!({ "agents": { "defaults": { "model": model } } })
}

fn after(document: &Value, decision: &Decision) -> Value {
    json5_edit::apply(document, &decision.edits).unwrap()
}

fn op(model: &str) -> SetModel {
    SetModel { model: model.to_owned(), force: true, ..SetModel::default() }
}

fn with_work(model: &Value) -> Value {
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
        let document = defaults(&before);
        let decision = set(&View::new(document.clone()), &op("a/b")).unwrap();
        assert_eq!(after(&document, &decision), defaults(&after_it));
        assert!(decision.notes.is_empty());
    }
    let decision = set(&View::default(), &op("a/b")).unwrap();
    assert_eq!(after(&json!({}), &decision), defaults(&json!({ "primary": "a/b" })));
}

#[test]
fn the_list_of_models_gets_an_entry_only_where_it_has_some() {
    let document = json!({ "agents": { "defaults": { "model": "p/q", "models": { "p/q": {} } } } });
    let decision = set(&View::new(document.clone()), &op("a/b")).unwrap();
    assert_eq!(after(&document, &decision)["agents"]["defaults"]["models"], json!({ "p/q": {}, "a/b": {} }));
}

#[test]
fn what_answers_already_stays_as_it_is_written() {
    let document = json!({ "agents": { "defaults": { "model": "fast", "models": { "a/b": { "alias": "fast" } } } } });
    assert_eq!(set(&View::new(document), &op("a/b")).unwrap().edits, []);
}

#[test]
fn a_fallback_that_answers_first_is_no_fallback_any_more() {
    let document = defaults(&json!({ "primary": "p/q", "fallbacks": ["c/d", "a/b", "e/f", "A/b"] }));
    let decision = set(&View::new(document.clone()), &op("a/b")).unwrap();
    assert_eq!(after(&document, &decision), defaults(&json!({ "primary": "a/b", "fallbacks": ["c/d", "e/f"] })));
    assert_eq!(decision.notes, ["`a/b` was step 3 of the chain, and is its primary now"]);
    // What it does not name it leaves alone.
    let twice = defaults(&json!({ "primary": "p/q", "fallbacks": ["c/d", "p/q", "c/d"] }));
    let decision = set(&View::new(twice.clone()), &op("a/b")).unwrap();
    let left = defaults(&json!({ "primary": "a/b", "fallbacks": ["c/d", "p/q", "c/d"] }));
    assert_eq!(after(&twice, &decision), left);
}

#[test]
fn an_entry_in_the_allowlist_is_told() {
    let document = json!({ "agents": { "defaults": { "models": { "p/q": {} } } } });
    let told = ["`a/b` is added to the allowlist (`agents.defaults.models`)"];
    assert_eq!(set(&View::new(document.clone()), &op("a/b")).unwrap().notes, told);
    let op =
        SetChain { primary: "a/b".to_owned(), fallbacks: vec!["p/q".to_owned()], force: true, ..SetChain::default() };
    assert_eq!(set_chain(&View::new(document), &op).unwrap().notes, told);
}

#[test]
fn an_agents_first_model_of_its_own_costs_it_its_fallbacks_where_that_is_so() {
    let mut document = with_work(&json!({}));
    document["agents"]["defaults"]["model"]["fallbacks"] = json!(["c/d", "a/b"]);
    let wish = |keep_fallbacks| SetModel { agent: Some("work".to_owned()), keep_fallbacks, ..op("a/b") };
    let set_in = |generation, keep| {
        let decision = set(&View::new(document.clone()).with_generation(generation), &wish(keep)).unwrap();
        (after(&document, &decision)["agents"]["list"][0]["model"].clone(), decision.notes.len())
    };
    // What it inherits has its new model in it.
    assert_eq!(set_in(Generation::Seeds, false), (json!({ "primary": "a/b" }), 1));
    assert_eq!(set_in(Generation::Seeds, true), (json!({ "primary": "a/b" }), 1));
    assert_eq!(set_in(Generation::SharedDb, false), (json!({ "primary": "a/b" }), 1));
    assert_eq!(set_in(Generation::SharedDb, true), (json!({ "primary": "a/b", "fallbacks": ["c/d"] }), 0));
}

#[test]
fn what_an_agent_may_lose_and_inherit_again_is_what_the_writes_do() {
    use Generation::{Seeds, SharedDb};
    let inherit = InheritChain { agent: "work".to_owned(), all: false };
    let wish = SetModel { agent: Some("work".to_owned()), ..op("x/y") };
    for (model, generation, may_lose, may_inherit) in [
        (json!({}), Seeds, false, false),
        (json!({}), SharedDb, true, false),
        (json!("a/b"), Seeds, false, false),
        (json!("a/b"), SharedDb, false, false),
        (json!({ "fallbacks": [] }), Seeds, false, true),
        (json!({ "fallbacks": [] }), SharedDb, false, true),
        (json!({ "primary": "a/b", "fallbacks": ["e/f"] }), Seeds, false, true),
        (json!({ "primary": "a/b", "fallbacks": ["e/f"] }), SharedDb, false, false),
    ] {
        let view = View::new(with_work(&model)).with_generation(generation);
        let found = view.chain_of(view.agents().named("work").unwrap(), Role::Text);
        assert_eq!(may_lose_fallbacks(generation, &found), may_lose, "{model} {generation:?}");
        assert_eq!(may_inherit_fallbacks(generation, &found), may_inherit, "{model} {generation:?}");
        let loses = set(&view, &wish).unwrap().notes.iter().any(|note| note.contains("no fallbacks now"));
        assert_eq!(loses, may_lose, "{model} {generation:?}");
        let changes = inherits(&view, &inherit);
        assert_eq!(changes, may_inherit, "{model} {generation:?}");
    }
}

fn inherits(view: &View, op: &InheritChain) -> bool {
    inherit(view, op).is_ok_and(|decision| !decision.edits.is_empty())
}

#[test]
fn what_was_not_kept_the_first_time_is_kept_the_second_time() {
    let document = with_work(&json!({ "primary": "a/b" }));
    let wish = SetModel { agent: Some("work".to_owned()), keep_fallbacks: true, ..op("a/b") };
    let decision = set(&View::new(document.clone()).with_generation(Generation::SharedDb), &wish).unwrap();
    let model = json!({ "primary": "a/b", "fallbacks": ["c/d"] });
    assert_eq!(after(&document, &decision)["agents"]["list"][0]["model"], model);
    assert!(decision.notes.is_empty(), "{:?}", decision.notes);
}

#[test]
fn what_an_agent_inherits_it_may_have_as_its_own() {
    let document = with_work(&json!({}));
    let decision =
        set(&View::new(document.clone()), &SetModel { agent: Some("work".to_owned()), ..op("p/q") }).unwrap();
    assert_eq!(after(&document, &decision)["agents"]["list"][0]["model"], json!({ "primary": "p/q" }));
}

#[test]
fn a_chain_is_replaced_at_once_and_the_old_primary_may_become_a_fallback() {
    let chain = |primary: &str, fallbacks: &[&str]| SetChain {
        primary: primary.to_owned(),
        fallbacks: fallbacks.iter().map(|model| (*model).to_owned()).collect(),
        force: true,
        ..SetChain::default()
    };
    for before in [json!("p/q"), json!({ "primary": "p/q", "fallbacks": ["a/b", "c/d"] }), json!({})] {
        let document = defaults(&before);
        let decision = set_chain(&View::new(document.clone()), &chain("a/b", &["p/q", "c/d", "a/b"])).unwrap();
        let chain = json!({ "primary": "a/b", "fallbacks": ["p/q", "c/d"] });
        assert_eq!(after(&document, &decision), defaults(&chain), "{before}");
        assert_eq!(decision.notes.len(), 1);
    }
    let same = defaults(&json!({ "primary": "a/b", "fallbacks": ["p/q"] }));
    assert_eq!(set_chain(&View::new(same), &chain("a/b", &["p/q"])).unwrap().edits, []);
}

#[test]
fn an_agent_inherits_again() {
    let inherited = |model: &Value, all, generation| {
        let document = with_work(model);
        let op = InheritChain { agent: "work".to_owned(), all };
        let decision = inherit(&View::new(document.clone()).with_generation(generation), &op)?;
        Ok(after(&document, &decision)["agents"]["list"][0].get("model").cloned())
    };
    let both = json!({ "primary": "a/b", "fallbacks": ["x/y"] });
    let seeds = Generation::Seeds;
    assert_eq!(inherited(&both, false, seeds), Ok(Some(json!({ "primary": "a/b" }))));
    assert_eq!(inherited(&both, true, seeds), Ok(None));
    assert_eq!(inherited(&json!({ "fallbacks": [] }), false, seeds), Ok(None));
    assert_eq!(inherited(&json!("a/b"), false, seeds), Ok(Some(json!("a/b"))));
    let refusal = Refusal::CannotInherit { agent: "work".to_owned() };
    assert_eq!(inherited(&both, false, Generation::SharedDb), Err(refusal));
    assert_eq!(inherited(&both, true, Generation::SharedDb), Ok(None));
}

#[test]
fn an_entry_that_takes_a_builtin_alias_away_is_said() {
    let document = json!({ "agents": { "defaults": {
        "model": { "primary": "a/b", "fallbacks": ["opus"] },
        "models": { "a/b": {}, "anthropic/claude-opus-4-5": { "alias": "opus" } },
    } } });
    let decision = set(&View::new(document), &op("anthropic/claude-opus-4-6")).unwrap();
    assert!(decision.notes[0].contains("says `opus`"), "{:?}", decision.notes);
}
