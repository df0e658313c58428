mod agent_fallbacks;

use contract::{ChainId, Code, Generation, Role};
use serde_json::{Value, json};

use super::*;

fn view_of(document: &Value) -> View {
    View::new(document.clone())
}

fn document_with_defaults(defaults: &Value) -> Value {
    json!({ "agents": { "defaults": defaults } })
}

fn text_chain() -> ChainId {
    ChainId::default()
}

fn apply_decision(document: &Value, decision: &Decision) -> Value {
    json5_edit::apply(document, &decision.edits).unwrap()
}

fn fallbacks_in(document: &Value) -> Value {
    document["agents"]["defaults"]["model"]["fallbacks"].clone()
}

fn apply_add(document: &Value, role: Role, model: &str) -> (Value, Effect) {
    let op = AddFallback { role, model: model.to_owned(), force: true, ..AddFallback::default() };
    let decision = add_fallback(&view_of(document), &op).unwrap();
    (apply_decision(document, &decision), decision.effect)
}

fn apply_remove(document: &Value, model: &str) -> Result<Value, OpError> {
    let decision =
        remove_fallback(&view_of(document), &RemoveFallback { model: model.to_owned(), ..RemoveFallback::default() })?;
    Ok(apply_decision(document, &decision))
}

fn apply_move(document: &Value, model: &str, target: MoveTarget) -> Result<(Value, usize), OpError> {
    let op = MoveFallback { role: Role::Text, agent: None, model: model.to_owned(), target };
    let decision = move_fallback(&view_of(document), &op)?;
    Ok((fallbacks_in(&apply_decision(document, &decision)), decision.edits.len()))
}

fn apply_set(document: &Value, models: &[&str]) -> Result<(Value, Vec<String>), OpError> {
    let models = models.iter().map(|model| (*model).to_owned()).collect();
    let decision = set_fallbacks(&view_of(document), &SetFallbacks { models, force: true, ..SetFallbacks::default() })?;
    Ok((fallbacks_in(&apply_decision(document, &decision)), decision.notes))
}

#[test]
fn model_is_added_last() {
    for (before, after) in [
        (json!({}), document_with_defaults(&json!({ "model": { "fallbacks": ["a/b"] } }))),
        (
            document_with_defaults(&json!({ "model": "p/q" })),
            document_with_defaults(&json!({ "model": { "primary": "p/q", "fallbacks": ["a/b"] } })),
        ),
        (
            document_with_defaults(&json!({ "model": { "primary": "p/q", "x": 1 } })),
            document_with_defaults(&json!({ "model": { "primary": "p/q", "x": 1, "fallbacks": ["a/b"] } })),
        ),
        (
            document_with_defaults(&json!({ "model": { "fallbacks": ["c/d", 5, "openai/"] } })),
            document_with_defaults(&json!({ "model": { "fallbacks": ["c/d", 5, "openai/", "a/b"] } })),
        ),
        // The model map gets an entry only if it has entries.
        (
            document_with_defaults(&json!({ "model": {}, "models": { "p/q": {} } })),
            document_with_defaults(&json!({ "model": { "fallbacks": ["a/b"] }, "models": { "p/q": {}, "a/b": {} } })),
        ),
        (
            document_with_defaults(&json!({ "model": {}, "models": { "A/b": { "alias": "x" } } })),
            document_with_defaults(
                &json!({ "model": { "fallbacks": ["a/b"] }, "models": { "A/b": { "alias": "x" } } }),
            ),
        ),
        (
            document_with_defaults(&json!({ "model": {}, "models": {} })),
            document_with_defaults(&json!({ "model": { "fallbacks": ["a/b"] }, "models": {} })),
        ),
    ] {
        assert_eq!(apply_add(&before, Role::Text, "a/b").0, after, "{before}");
    }
}

#[test]
fn position_counts_resolved_fallbacks() {
    let document = document_with_defaults(&json!({ "model": { "fallbacks": [5, "c/d", "e/f"] } }));
    let at = |at| {
        let op = AddFallback { model: "a/b".to_owned(), at: Some(at), force: true, ..AddFallback::default() };
        add_fallback(&view_of(&document), &op).map(|decision| fallbacks_in(&apply_decision(&document, &decision)))
    };
    assert_eq!(at(1), Ok(json!([5, "a/b", "c/d", "e/f"])));
    assert_eq!(at(2), Ok(json!([5, "c/d", "a/b", "e/f"])));
    assert_eq!(at(3), Ok(json!([5, "c/d", "e/f", "a/b"])));
    for typed in [0, 4] {
        assert_eq!(at(typed), Err(ChainError::NoSuchPosition { typed, count: 3 }.into()));
    }
}

#[test]
fn alias_is_written_as_its_model() {
    let document = document_with_defaults(&json!({ "models": { "a/b": { "alias": "fast" } } }));
    let (after, effect) = apply_add(&document, Role::Image, "FAST");
    assert_eq!(after["agents"]["defaults"]["imageModel"], json!({ "fallbacks": ["a/b"] }));
    let chain = ChainId { role: Role::Image, agent: None };
    assert_eq!(effect, Effect::FallbackAdded { chain, model: "a/b".to_owned(), step: 2 });
}

#[test]
fn models_in_the_chain_keep_their_position() {
    let document = document_with_defaults(&json!({
        "model": { "primary": "fast", "fallbacks": ["c/d", "e/f"] },
        "models": { "a/b": { "alias": "fast" } },
    }));
    for (typed, model, step) in [("a/b", "a/b", 1), ("Fast", "a/b", 1), ("E/f", "e/f", 3)] {
        let (after, effect) = apply_add(&document, Role::Text, typed);
        assert_eq!(after, document);
        assert_eq!(effect, Effect::FallbackAlreadyPresent { chain: text_chain(), model: model.to_owned(), step });
    }
}

#[test]
fn invalid_names_are_refused() {
    for typed in [
        "openai/",
        "/x",
        "a b/c",
        "a/b\u{1b}[2J",
        "a/b\nc",
        "a/\u{202e}b",
        "${M}",
        "@x",
        "a/b@",
        "a/b`c",
        "a/\u{3164}b",
        "a/b\u{fe0f}",
        "a/‹hidden›",
    ] {
        let op = AddFallback { model: typed.to_owned(), force: true, ..AddFallback::default() };
        assert_eq!(
            add_fallback(&View::default(), &op),
            Err(ModelNameError::NotAModel { typed: typed.to_owned() }.into())
        );
    }
}

#[test]
fn an_unknown_model_is_added_only_by_force() {
    let op = |force| AddFallback { model: "openai/gpt-52".to_owned(), force, ..AddFallback::default() };
    assert!(add_fallback(&View::default(), &op(false)).is_err_and(|error| error.code == Code::ModelUnknown));
    assert!(add_fallback(&View::default(), &op(true)).is_ok());
    let models = vec!["openai/gpt-5.2".to_owned(), "openai/gpt-52".to_owned()];
    let op = SetFallbacks { models, ..SetFallbacks::default() };
    assert!(set_fallbacks(&View::default(), &op).is_err_and(|error| error.code == Code::ModelUnknown));
    // An unknown model that is already in the chain is accepted.
    let document = document_with_defaults(&json!({ "model": { "fallbacks": ["openai/gpt-52"] } }));
    assert!(set_fallbacks(&view_of(&document), &op).is_ok());
}

#[test]
fn all_spellings_of_a_model_are_removed() {
    let document = document_with_defaults(&json!({
        "model": { "primary": "a/b", "fallbacks": ["fast", "c/d", "openai/", "A/b", 5] },
        "models": { "a/b": { "alias": "fast" } },
    }));
    let left = |model| fallbacks_in(&apply_remove(&document, model).unwrap());
    assert_eq!(left("FAST"), json!(["c/d", "openai/", 5]));
    assert_eq!(left("c/d"), json!(["fast", "openai/", "A/b", 5]));
    assert_eq!(left("openai/"), json!(["fast", "c/d", "A/b", 5]));
}

#[test]
fn variable_is_removed_by_text_or_value() {
    let document = json!({
        "env": { "M": "openai/gpt-5.2" },
        "agents": { "defaults": { "model": { "fallbacks": ["${M}", "${NOT_SET}", "c/d"] } } },
    });
    let left = |model| fallbacks_in(&apply_remove(&document, model).unwrap());
    assert_eq!(left("${M}"), json!(["${NOT_SET}", "c/d"]));
    assert_eq!(left("openai/gpt-5.2"), json!(["${NOT_SET}", "c/d"]));
    assert_eq!(left("${NOT_SET}"), json!(["${M}", "c/d"]));
}

#[test]
fn removing_missing_model_lists_fallbacks() {
    let document = document_with_defaults(&json!({ "model": { "primary": "a/b", "fallbacks": ["c/d"] } }));
    for (typed, is_primary) in [("a/b", true), ("x/y", false)] {
        let refusal = ChainError::NotAFallback {
            chain: text_chain(),
            model: typed.to_owned(),
            is_primary,
            fallbacks: vec!["c/d".to_owned()],
        };
        assert_eq!(apply_remove(&document, typed), Err(refusal.into()));
    }
    assert_eq!(
        apply_remove(&document, "openai/"),
        Err(ModelNameError::NotAModel { typed: "openai/".to_owned() }.into())
    );
}

#[test]
fn adding_and_removing_gives_the_same_document() {
    let document = document_with_defaults(&json!({ "model": { "primary": "p/q", "fallbacks": ["c/d"] } }));
    let (after, _) = apply_add(&document, Role::Text, "a/b");
    assert_eq!(apply_remove(&after, "a/b").unwrap(), document);
}

#[test]
fn moved_fallback_keeps_order_of_others() {
    let document = document_with_defaults(&json!({ "model": { "fallbacks": ["a/1", 5, "a/2", "a/3", "a/4"] } }));
    let other = |name: &str| name.to_owned();
    for (model, target, after) in [
        ("a/3", MoveTarget::To(1), json!(["a/3", "a/1", 5, "a/2", "a/4"])),
        ("a/1", MoveTarget::To(4), json!([5, "a/2", "a/3", "a/4", "a/1"])),
        ("a/2", MoveTarget::Up, json!(["a/2", "a/1", 5, "a/3", "a/4"])),
        ("a/2", MoveTarget::Down, json!(["a/1", 5, "a/3", "a/2", "a/4"])),
        ("a/4", MoveTarget::Before(other("a/2")), json!(["a/1", 5, "a/4", "a/2", "a/3"])),
        ("a/1", MoveTarget::Before(other("a/4")), json!([5, "a/2", "a/3", "a/1", "a/4"])),
        ("a/4", MoveTarget::After(other("a/2")), json!(["a/1", 5, "a/2", "a/4", "a/3"])),
        ("a/2", MoveTarget::After(other("a/3")), json!(["a/1", 5, "a/3", "a/2", "a/4"])),
    ] {
        assert_eq!(apply_move(&document, model, target.clone()), Ok((after, 1)), "{model} {target:?}");
    }
}

#[test]
fn move_to_same_position_changes_nothing() {
    let document = document_with_defaults(&json!({ "model": { "fallbacks": ["a/1", "a/2", "a/3"] } }));
    for (model, target) in [
        ("a/1", MoveTarget::Up),
        ("a/1", MoveTarget::To(1)),
        ("a/3", MoveTarget::Down),
        ("a/2", MoveTarget::Before("a/3".to_owned())),
        ("a/2", MoveTarget::After("a/1".to_owned())),
        ("a/2", MoveTarget::After("a/2".to_owned())),
    ] {
        assert_eq!(apply_move(&document, model, target), Ok((fallbacks_in(&document), 0)));
    }
}

#[test]
fn move_to_missing_position_is_refused() {
    let document = document_with_defaults(&json!({ "model": { "fallbacks": ["a/1", "a/2"] } }));
    for typed in [0, 3] {
        let refusal = OpError::from(ChainError::NoSuchPosition { typed, count: 2 });
        assert_eq!(apply_move(&document, "a/1", MoveTarget::To(typed)), Err(refusal));
    }
    let other = MoveTarget::After("x/y".to_owned());
    assert!(apply_move(&document, "a/1", other).is_err_and(|error| error.code == Code::FallbackMissing));
}

#[test]
fn added_allowlist_entry_is_noted() {
    let op = AddFallback { model: "a/b".to_owned(), force: true, ..AddFallback::default() };
    let told = |view: View| add_fallback(&view, &op).unwrap().notes;
    let models = |models: Value| document_with_defaults(&json!({ "models": models }));
    assert_eq!(told(view_of(&models(json!({})))), [""; 0]);
    assert_eq!(told(view_of(&models(json!({ "p/q": {}, "a/b": {} })))), [""; 0]);
    let mut document = models(json!({ "p/q": {} }));
    let is_added = ["`a/b` is added to the allowlist (`agents.defaults.models`)"];
    assert_eq!(told(view_of(&document)), is_added);
    assert_eq!(apply_set(&document, &["p/q", "a/b"]).unwrap().1, is_added);
    // The model map is no allowlist.
    document["meta"] = json!({ "migrations": { "modelPolicyAllowlist": true } });
    let marked = view_of(&document).with_generation(Generation::SharedDb);
    assert_eq!(told(marked), ["`a/b` is added to `agents.defaults.models`"]);
}

#[test]
fn set_fallbacks_keeps_spelling_of_kept_models() {
    let document = document_with_defaults(&json!({
        "model": { "primary": "p/q", "fallbacks": ["c/d", "fast", 5, "c/d"] },
        "models": { "a/b": { "alias": "fast" } },
    }));
    let after = |models| apply_set(&document, models).unwrap();
    assert_eq!(after(&["a/b", "x/y", "C/d"]).0, json!(["fast", "x/y", "c/d"]));
    let (left, notes) = after(&["x/y", "p/q", "x/y"]);
    let told: Vec<_> = notes.iter().filter(|note| !note.contains("allowlist")).collect();
    assert_eq!((left, told.len()), (json!(["x/y"]), 2), "{notes:?}");
    assert_eq!(after(&[]), (json!([]), vec![]));
}

#[test]
fn an_empty_list_stays_empty() {
    for document in [
        json!({}),
        document_with_defaults(&json!({ "model": "p/q" })),
        document_with_defaults(&json!({ "model": { "fallbacks": [] } })),
    ] {
        assert_eq!(set_fallbacks(&view_of(&document), &SetFallbacks::default()).unwrap().edits, []);
        assert_eq!(clear_fallbacks(&view_of(&document), &ClearFallbacks::default()).unwrap().edits, []);
    }
}

#[test]
fn a_value_that_is_not_a_list_is_not_cleared() {
    let document = document_with_defaults(&json!({ "model": { "fallbacks": "a/b" } }));
    let decision = clear_fallbacks(&view_of(&document), &ClearFallbacks::default()).unwrap();
    assert!(json5_edit::apply(&document, &decision.edits).is_err(), "the editor says what stands there");
    let without_agent = ClearFallbacks { agent: Some(String::new()), ..ClearFallbacks::default() };
    assert_eq!(clear_fallbacks(&View::default(), &without_agent).unwrap().edits, []);
}

#[test]
fn blank_names_are_refused() {
    for typed in ["", "  ", "\t"] {
        let op = AddFallback { model: typed.to_owned(), force: true, ..AddFallback::default() };
        assert_eq!(add_fallback(&View::default(), &op), Err(ModelNameError::Empty.into()));
        assert_eq!(apply_remove(&json!({}), typed), Err(ModelNameError::Empty.into()));
    }
    assert_eq!(ModelNameError::Empty.to_string(), "name a model");
}
