use contract::{AddFallback, ChainId, Code, Generation, MoveFallback, Role};
use serde_json::{Value, json};

use super::*;
use crate::{change::chain::fallbacks::move_fallback, document::view::View};

fn document_with_model(model: &Value) -> Value {
    json!({ "agents": { "defaults": { "model": model, "models": { "a/2": { "alias": "fast" } } } } })
}

fn sample_document() -> Value {
    document_with_model(&json!({ "primary": "p/q", "fallbacks": ["a/1", 5, "fast", "a/3"] }))
}

fn move_op(model: &str, target: MoveTarget) -> MoveFallback {
    MoveFallback { role: Role::Text, agent: None, model: model.to_owned(), target }
}

fn apply_move(document: &Value, op: &MoveFallback) -> Result<(Value, Decision), OpError> {
    let decision = move_fallback(&View::new(document.clone()), op)?;
    Ok((json5_edit::apply(document, &decision.edits).unwrap(), decision))
}

/// The primary, and the fallbacks joined into one text.
fn primary_and_fallbacks(document: &Value) -> (String, String) {
    let model = &document["agents"]["defaults"]["model"];
    let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let list: Vec<_> = model["fallbacks"].as_array().into_iter().flatten().map(text).collect();
    (text(&model["primary"]), list.join(" "))
}

fn before_model(model: &str) -> MoveTarget {
    MoveTarget::Before(model.to_owned())
}

fn after_model(model: &str) -> MoveTarget {
    MoveTarget::After(model.to_owned())
}

#[test]
fn a_fallback_and_the_primary_change_places() {
    for (model, target, primary, fallbacks) in [
        ("a/1", MoveTarget::Primary, "a/1", "5 p/q fast a/3"),
        ("a/2", MoveTarget::Primary, "fast", "p/q a/1 5 a/3"),
        ("a/3", MoveTarget::Primary, "a/3", "p/q a/1 5 fast"),
        ("p/q", MoveTarget::Down, "a/1", "5 p/q fast a/3"),
        ("p/q", MoveTarget::To(1), "a/1", "5 p/q fast a/3"),
        ("p/q", MoveTarget::To(2), "a/1", "5 fast p/q a/3"),
        ("p/q", MoveTarget::To(3), "a/1", "5 fast a/3 p/q"),
        ("p/q", before_model("fast"), "a/1", "5 p/q fast a/3"),
        ("p/q", before_model("a/3"), "a/1", "5 fast p/q a/3"),
        ("p/q", after_model("a/1"), "a/1", "5 p/q fast a/3"),
        ("p/q", after_model("a/2"), "a/1", "5 fast p/q a/3"),
        ("P/q", after_model("a/3"), "a/1", "5 fast a/3 p/q"),
    ] {
        let (is, _) = apply_move(&sample_document(), &move_op(model, target.clone())).unwrap();
        assert_eq!(primary_and_fallbacks(&is), (primary.to_owned(), fallbacks.to_owned()), "{model} {target:?}");
    }
}

#[test]
fn effect_names_old_and_new_primary() {
    let effect = |model: &str, to| Effect::PrimaryChanged {
        chain: ChainId::default(),
        model: model.to_owned(),
        was: Some("p/q".to_owned()),
        to,
    };
    assert_eq!(
        apply_move(&sample_document(), &move_op("fast", MoveTarget::Primary)).unwrap().1.effect,
        effect("a/2", 1)
    );
    assert_eq!(
        apply_move(&sample_document(), &move_op("p/q", after_model("fast"))).unwrap().1.effect,
        effect("a/1", 2)
    );
}

#[test]
fn primary_cannot_move_up() {
    let effect = Effect::FallbackAlreadyPresent { chain: ChainId::default(), model: "p/q".to_owned(), step: 1 };
    for target in [MoveTarget::Up, MoveTarget::Primary, before_model("a/1"), before_model("p/q"), after_model("p/q")] {
        assert_eq!(
            apply_move(&sample_document(), &move_op("p/q", target)).unwrap().1,
            Decision::unchanged(effect.clone())
        );
    }
    // `Up` does not move the first fallback into the place of the primary.
    assert_eq!(apply_move(&sample_document(), &move_op("a/1", MoveTarget::Up)).unwrap().0, sample_document());
}

#[test]
fn unset_primary_does_not_become_a_fallback() {
    let (is, decision) =
        apply_move(&document_with_model(&json!({ "fallbacks": ["a/1", "a/3"] })), &move_op("a/3", MoveTarget::Primary))
            .unwrap();
    assert_eq!(primary_and_fallbacks(&is), ("a/3".to_owned(), "a/1".to_owned()));
    assert!(matches!(decision.effect, Effect::PrimaryChanged { was: None, .. }));
}

#[test]
fn a_primary_that_is_also_a_fallback_moves_as_a_fallback() {
    let twice = document_with_model(&json!({ "primary": "p/q", "fallbacks": ["a/1", "p/q"] }));
    let (is, decision) = apply_move(&twice, &move_op("p/q", MoveTarget::Up)).unwrap();
    assert_eq!(primary_and_fallbacks(&is), ("p/q".to_owned(), "p/q a/1".to_owned()));
    assert!(matches!(decision.effect, Effect::FallbackMoved { .. }));
    assert_eq!(apply_move(&twice, &move_op("p/q", MoveTarget::Primary)).unwrap().0, twice);
}

#[test]
fn swapped_models_are_not_duplicated() {
    let twice = document_with_model(
        &json!({ "primary": "p/q", "fallbacks": ["a/1", "fast", "a/3", "a/1", "p/q", "a/2", "a/1"] }),
    );
    for (model, target, primary, fallbacks, to) in [
        ("a/2", MoveTarget::Primary, "fast", "p/q a/1 a/3 a/1 a/1", 1),
        ("a/1", MoveTarget::Primary, "a/1", "p/q fast a/3 a/2", 1),
    ] {
        let (is, decision) = apply_move(&twice, &move_op(model, target)).unwrap();
        assert_eq!(primary_and_fallbacks(&is), (primary.to_owned(), fallbacks.to_owned()), "{model}");
        assert!(matches!(decision.effect, Effect::PrimaryChanged { to: is, .. } if is == to));
    }
    let twice = document_with_model(&json!({ "primary": "p/q", "fallbacks": ["a/1", "a/3", "a/1", "fast"] }));
    let (is, decision) = apply_move(&twice, &move_op("p/q", after_model("fast"))).unwrap();
    assert_eq!(primary_and_fallbacks(&is), ("a/1".to_owned(), "a/3 fast p/q".to_owned()));
    assert!(matches!(decision.effect, Effect::PrimaryChanged { to: 3, .. }), "{:?}", decision.effect);
}

#[test]
fn a_lone_primary_or_a_missing_model_is_refused() {
    for model in [json!("p/q"), json!({ "primary": "p/q", "fallbacks": [5] })] {
        let refusal = OpError::from(ChainError::OnlyModel { chain: ChainId::default(), model: "p/q".to_owned() });
        for target in [MoveTarget::Down, MoveTarget::To(1), after_model("a/1")] {
            assert_eq!(apply_move(&document_with_model(&model), &move_op("p/q", target)), Err(refusal.clone()));
        }
    }
    for op in [move_op("x/y", MoveTarget::Primary), move_op("p/q", after_model("x/y"))] {
        assert_eq!(apply_move(&sample_document(), &op).unwrap_err().code, Code::FallbackMissing);
    }
    assert_eq!(
        apply_move(&sample_document(), &move_op("p/q", MoveTarget::To(4))),
        Err(ChainError::NoSuchPosition { typed: 4, count: 3 }.into())
    );
}

#[test]
fn unresolved_primary_is_warned_about() {
    let document = document_with_model(&json!({ "primary": "p/q", "fallbacks": ["openai/", "${NOT_SET}"] }));
    let (is, decision) = apply_move(&document, &move_op("p/q", MoveTarget::Down)).unwrap();
    assert_eq!(primary_and_fallbacks(&is), ("openai/".to_owned(), "p/q ${NOT_SET}".to_owned()));
    let [note] = decision.notes.as_slice() else { panic!("{:?}", decision.notes) };
    assert!(note.contains("OpenClaw uses its own default"), "{note}");
    let (is, decision) = apply_move(&document, &move_op("${NOT_SET}", MoveTarget::Primary)).unwrap();
    assert_eq!((primary_and_fallbacks(&is).0.as_str(), decision.notes.len()), ("${NOT_SET}", 0));
}

#[test]
fn the_image_chain_has_a_primary_too() {
    let document = json!({ "agents": { "defaults": { "imageModel": { "primary": "p/q", "fallbacks": ["a/1"] } } } });
    let (is, _) =
        apply_move(&document, &MoveFallback { role: Role::Image, ..move_op("a/1", MoveTarget::Primary) }).unwrap();
    assert_eq!(is["agents"]["defaults"]["imageModel"], json!({ "primary": "a/1", "fallbacks": ["p/q"] }));
}

#[test]
fn concurrent_move_and_add_lose_no_model() {
    let (is, _) = apply_move(&sample_document(), &move_op("a/3", MoveTarget::Primary)).unwrap();
    let add = AddFallback { model: "n/n".to_owned(), force: true, ..AddFallback::default() };
    let decision = crate::change::chain::fallbacks::add_fallback(&View::new(is.clone()), &add).unwrap();
    let is = json5_edit::apply(&is, &decision.edits).unwrap();
    let (is, _) = apply_move(&is, &move_op("a/3", after_model("a/2"))).unwrap();
    assert_eq!(primary_and_fallbacks(&is), ("p/q".to_owned(), "a/1 5 fast a/3 n/n".to_owned()));
}

mod agent_fallbacks {
    use super::*;

    fn move_in_agent(
        own: &Value,
        generation: Generation,
        model: &str,
        target: MoveTarget,
    ) -> Result<(Value, usize), OpError> {
        let mut document = sample_document();
        document["agents"]["list"] = json!([{ "id": "main" }, { "id": "work", "model": own }]);
        let view = View::new(document.clone()).with_generation(generation);
        let decision =
            move_fallback(&view, &MoveFallback { agent: Some("work".to_owned()), ..move_op(model, target) })?;
        let is = json5_edit::apply(&document, &decision.edits).unwrap();
        assert_eq!(is["agents"]["defaults"], document["agents"]["defaults"]);
        Ok((is["agents"]["list"][1]["model"].clone(), decision.notes.len()))
    }

    #[test]
    fn inherited_fallbacks_are_copied_to_agent() {
        let own = |primary: &str, fallbacks: &[&str]| json!({ "primary": primary, "fallbacks": fallbacks });
        for (before, model, target, after, notes) in [
            (json!({}), "a/2", MoveTarget::Primary, own("fast", &["p/q", "a/1", "a/3"]), 1),
            (json!({}), "p/q", MoveTarget::Down, own("a/1", &["p/q", "fast", "a/3"]), 1),
            (json!("x/y"), "a/3", MoveTarget::Primary, own("a/3", &["x/y", "a/1", "fast"]), 1),
            (json!({ "primary": "x/y" }), "x/y", MoveTarget::To(3), own("a/1", &["fast", "a/3", "x/y"]), 1),
            (json!({ "fallbacks": ["x/y"] }), "x/y", MoveTarget::Primary, own("x/y", &["p/q"]), 0),
        ] {
            assert_eq!(move_in_agent(&before, Generation::JsonStore, model, target), Ok((after, notes)), "{before}");
        }
    }

    #[test]
    fn own_primary_has_no_fallbacks_on_shared_db() {
        let today = Generation::SharedDb;
        let alone = move_in_agent(&json!("x/y"), today, "x/y", MoveTarget::Down).unwrap_err();
        assert_eq!(alone.message, "`x/y` is the only model in the text chain of `work`");
        let (after, _) = move_in_agent(&json!({}), today, "a/3", MoveTarget::Primary).unwrap();
        assert_eq!(after, json!({ "primary": "a/3", "fallbacks": ["p/q", "a/1", "fast"] }));
    }
}
