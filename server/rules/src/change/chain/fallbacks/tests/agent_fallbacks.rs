use super::*;
use crate::document::agents::UnknownAgent;

fn document_with_agent(work: &Value) -> Value {
    json!({ "agents": {
        "defaults": { "model": { "primary": "p/q", "fallbacks": ["c/d", "${M}"] } },
        "list": [{ "id": "main" }, { "id": "Work", "model": work }],
    } })
}

fn work_agent() -> String {
    "work".to_owned()
}

fn agent_model_after(document: &Value, decision: &Decision) -> Value {
    apply_decision(document, decision)["agents"]["list"][1]["model"].clone()
}

#[test]
fn inherited_fallbacks_are_copied_to_agent() {
    let op = AddFallback { agent: Some(work_agent()), model: "a/b".to_owned(), force: true, ..AddFallback::default() };
    for (before, after) in [
        (json!({ "primary": "x/y" }), json!({ "primary": "x/y", "fallbacks": ["c/d", "${M}", "a/b"] })),
        (json!("x/y"), json!({ "primary": "x/y", "fallbacks": ["c/d", "${M}", "a/b"] })),
        (json!({ "fallbacks": [] }), json!({ "fallbacks": ["a/b"] })),
    ] {
        let document = document_with_agent(&before);
        let decision = add_fallback(&view_of(&document), &op).unwrap();
        assert_eq!(agent_model_after(&document, &decision), after);
        assert_eq!(decision.notes.is_empty(), before.get("fallbacks").is_some());
    }
}

#[test]
fn own_primary_inherits_no_fallbacks_on_shared_db() {
    let document = document_with_agent(&json!("x/y"));
    let op = AddFallback { agent: Some(work_agent()), model: "a/b".to_owned(), force: true, ..AddFallback::default() };
    let decision = add_fallback(&view_of(&document).with_generation(Generation::SharedDb), &op).unwrap();
    assert_eq!(decision.notes, Vec::<String>::new());
    assert_eq!(agent_model_after(&document, &decision), json!({ "primary": "x/y", "fallbacks": ["a/b"] }));
}

#[test]
fn own_empty_list_differs_from_unset() {
    let op = ClearFallbacks { agent: Some(work_agent()), ..ClearFallbacks::default() };
    let inheriting = document_with_agent(&json!({ "primary": "x/y" }));
    let decision = clear_fallbacks(&view_of(&inheriting), &op).unwrap();
    assert_eq!(agent_model_after(&inheriting, &decision), json!({ "primary": "x/y", "fallbacks": [] }));
    assert_eq!(clear_fallbacks(&view_of(&document_with_agent(&json!({ "fallbacks": [] }))), &op).unwrap().edits, []);
}

#[test]
fn own_order_starts_with_inherited_fallbacks() {
    let document = document_with_agent(&Value::Null);
    let document = json5_edit::apply(&document, &[Edit::Remove { path: "agents.list[1].model".parse().unwrap() }]);
    let op =
        MoveFallback { role: Role::Text, agent: Some(work_agent()), model: "${M}".to_owned(), target: MoveTarget::Up };
    let document = document.unwrap();
    let decision = move_fallback(&view_of(&document), &op).unwrap();
    assert_eq!(agent_model_after(&document, &decision), json!({ "fallbacks": ["${M}", "c/d"] }));
}

#[test]
fn agent_without_entry_gets_one() {
    let op =
        AddFallback { agent: Some("main".to_owned()), model: "a/b".to_owned(), force: true, ..AddFallback::default() };
    let made = |generation| {
        let decision = add_fallback(&View::default().with_generation(generation), &op).unwrap();
        apply_decision(&json!({}), &decision)["agents"].clone()
    };
    let model = json!({ "fallbacks": ["a/b"] });
    assert_eq!(made(Generation::JsonStore), json!({ "list": [{ "id": "main", "model": model }] }));
    assert_eq!(made(Generation::SharedDb), json!({ "entries": { "main": { "model": model } } }));
}

#[test]
fn the_agent_must_exist_and_has_no_image_chain() {
    let view = view_of(&document_with_agent(&json!("x/y")));
    let op = |agent: &str, role| AddFallback {
        agent: Some(agent.to_owned()),
        role,
        model: "a/b".to_owned(),
        ..AddFallback::default()
    };
    let unknown = UnknownAgent { typed: "wrok".to_owned(), suggestions: vec!["work".to_owned()], count: 2 };
    assert_eq!(add_fallback(&view, &op("wrok", Role::Text)), Err(unknown.into()));
    let refusal = OpError::from(ChainError::ImageModelIsShared { agent: "work".to_owned() });
    assert_eq!(add_fallback(&view, &op("work", Role::Image)), Err(refusal));
    assert!(add_fallback(&view, &op(" ", Role::Image)).is_err_and(|error| error.code != Code::ImageForAll));
}
