use contract::{AddFallback, ChainId, Generation, Role};
use serde_json::{Value, json};

use super::*;
use crate::{fallback::relocate, view::View};

fn document(model: &Value) -> Value {
    json!({ "agents": { "defaults": { "model": model, "models": { "a/2": { "alias": "fast" } } } } })
}

fn chain() -> Value {
    document(&json!({ "primary": "p/q", "fallbacks": ["a/1", 5, "fast", "a/3"] }))
}

fn op(model: &str, place: Spot) -> MoveFallback {
    MoveFallback { role: Role::Text, agent: None, model: model.to_owned(), place }
}

fn moved(document: &Value, op: &MoveFallback) -> Result<(Value, Decision), Refusal> {
    let decision = relocate(&View::new(document.clone()), op)?;
    Ok((json5_edit::apply(document, &decision.edits).unwrap(), decision))
}

/// The primary, and the fallbacks in one text.
fn says(document: &Value) -> (String, String) {
    let model = &document["agents"]["defaults"]["model"];
    let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let list: Vec<_> = model["fallbacks"].as_array().into_iter().flatten().map(text).collect();
    (text(&model["primary"]), list.join(" "))
}

fn before(model: &str) -> Spot {
    Spot::Before(model.to_owned())
}

fn after(model: &str) -> Spot {
    Spot::After(model.to_owned())
}

#[test]
fn a_fallback_and_the_primary_change_places() {
    for (model, place, primary, fallbacks) in [
        ("a/1", Spot::Primary, "a/1", "5 p/q fast a/3"),
        ("a/2", Spot::Primary, "fast", "p/q a/1 5 a/3"),
        ("a/3", Spot::Primary, "a/3", "p/q a/1 5 fast"),
        ("p/q", Spot::Down, "a/1", "5 p/q fast a/3"),
        ("p/q", Spot::To(1), "a/1", "5 p/q fast a/3"),
        ("p/q", Spot::To(2), "a/1", "5 fast p/q a/3"),
        ("p/q", Spot::To(3), "a/1", "5 fast a/3 p/q"),
        ("p/q", before("fast"), "a/1", "5 p/q fast a/3"),
        ("p/q", before("a/3"), "a/1", "5 fast p/q a/3"),
        ("p/q", after("a/1"), "a/1", "5 p/q fast a/3"),
        ("p/q", after("a/2"), "a/1", "5 fast p/q a/3"),
        ("P/q", after("a/3"), "a/1", "5 fast a/3 p/q"),
    ] {
        let (is, _) = moved(&chain(), &op(model, place.clone())).unwrap();
        assert_eq!(says(&is), (primary.to_owned(), fallbacks.to_owned()), "{model} {place:?}");
    }
}

#[test]
fn the_effect_names_both_and_where_the_old_one_is() {
    let effect = |model: &str, to| Effect::PrimaryChanged {
        chain: ChainId::default(),
        model: model.to_owned(),
        was: Some("p/q".to_owned()),
        to,
    };
    assert_eq!(moved(&chain(), &op("fast", Spot::Primary)).unwrap().1.effect, effect("a/2", 1));
    assert_eq!(moved(&chain(), &op("p/q", after("fast"))).unwrap().1.effect, effect("a/1", 2));
}

#[test]
fn the_primary_stays_where_it_is() {
    let effect = Effect::FallbackThere { chain: ChainId::default(), model: "p/q".to_owned(), step: 1 };
    for place in [Spot::Up, Spot::Primary, before("a/1"), before("p/q"), after("p/q")] {
        assert_eq!(moved(&chain(), &op("p/q", place)).unwrap().1, Decision::nothing(effect.clone()));
    }
    // Up brings no fallback into its place.
    assert_eq!(moved(&chain(), &op("a/1", Spot::Up)).unwrap().0, chain());
}

#[test]
fn where_nothing_is_configured_nothing_becomes_a_fallback() {
    let (is, decision) = moved(&document(&json!({ "fallbacks": ["a/1", "a/3"] })), &op("a/3", Spot::Primary)).unwrap();
    assert_eq!(says(&is), ("a/3".to_owned(), "a/1".to_owned()));
    assert!(matches!(decision.effect, Effect::PrimaryChanged { was: None, .. }));
}

#[test]
fn one_that_is_also_a_fallback_moves_as_a_fallback() {
    let twice = document(&json!({ "primary": "p/q", "fallbacks": ["a/1", "p/q"] }));
    let (is, decision) = moved(&twice, &op("p/q", Spot::Up)).unwrap();
    assert_eq!(says(&is), ("p/q".to_owned(), "p/q a/1".to_owned()));
    assert!(matches!(decision.effect, Effect::FallbackMoved { .. }));
    assert_eq!(moved(&twice, &op("p/q", Spot::Primary)).unwrap().0, twice);
}

#[test]
fn neither_of_the_two_is_there_twice_afterwards() {
    let twice = document(&json!({ "primary": "p/q", "fallbacks": ["a/1", "fast", "a/3", "a/1", "p/q", "a/2", "a/1"] }));
    for (model, place, primary, fallbacks, to) in
        [("a/2", Spot::Primary, "fast", "p/q a/1 a/3 a/1 a/1", 1), ("a/1", Spot::Primary, "a/1", "p/q fast a/3 a/2", 1)]
    {
        let (is, decision) = moved(&twice, &op(model, place)).unwrap();
        assert_eq!(says(&is), (primary.to_owned(), fallbacks.to_owned()), "{model}");
        assert!(matches!(decision.effect, Effect::PrimaryChanged { to: is, .. } if is == to));
    }
    let twice = document(&json!({ "primary": "p/q", "fallbacks": ["a/1", "a/3", "a/1", "fast"] }));
    let (is, decision) = moved(&twice, &op("p/q", after("fast"))).unwrap();
    assert_eq!(says(&is), ("a/1".to_owned(), "a/3 fast p/q".to_owned()));
    assert!(matches!(decision.effect, Effect::PrimaryChanged { to: 3, .. }), "{:?}", decision.effect);
}

#[test]
fn what_is_alone_or_not_there_is_refused() {
    for model in [json!("p/q"), json!({ "primary": "p/q", "fallbacks": [5] })] {
        let refusal = Refusal::NoFallback { chain: ChainId::default(), model: "p/q".to_owned() };
        for place in [Spot::Down, Spot::To(1), after("a/1")] {
            assert_eq!(moved(&document(&model), &op("p/q", place)), Err(refusal.clone()));
        }
    }
    assert!(matches!(moved(&chain(), &op("x/y", Spot::Primary)), Err(Refusal::NotInChain { .. })));
    assert!(matches!(moved(&chain(), &op("p/q", after("x/y"))), Err(Refusal::NotInChain { .. })));
    assert_eq!(moved(&chain(), &op("p/q", Spot::To(4))), Err(Refusal::NoSuchPlace { typed: 4, count: 3 }));
}

#[test]
fn a_text_that_means_nothing_is_said_to_leave_the_answer_to_openclaw() {
    let document = document(&json!({ "primary": "p/q", "fallbacks": ["openai/", "${NOT_SET}"] }));
    let (is, decision) = moved(&document, &op("p/q", Spot::Down)).unwrap();
    assert_eq!(says(&is), ("openai/".to_owned(), "p/q ${NOT_SET}".to_owned()));
    let [note] = decision.notes.as_slice() else { panic!("{:?}", decision.notes) };
    assert!(note.contains("OpenClaw uses its own default"), "{note}");
    let (is, decision) = moved(&document, &op("${NOT_SET}", Spot::Primary)).unwrap();
    assert_eq!((says(&is).0.as_str(), decision.notes.len()), ("${NOT_SET}", 0));
}

#[test]
fn pictures_have_a_primary_too() {
    let document = json!({ "agents": { "defaults": { "imageModel": { "primary": "p/q", "fallbacks": ["a/1"] } } } });
    let (is, _) = moved(&document, &MoveFallback { role: Role::Image, ..op("a/1", Spot::Primary) }).unwrap();
    assert_eq!(is["agents"]["defaults"]["imageModel"], json!({ "primary": "a/1", "fallbacks": ["p/q"] }));
}

#[test]
fn two_who_move_and_add_at_once_lose_nothing() {
    let (is, _) = moved(&chain(), &op("a/3", Spot::Primary)).unwrap();
    let add = AddFallback { model: "n/n".to_owned(), force: true, ..AddFallback::default() };
    let decision = crate::fallback::add(&View::new(is.clone()), &add).unwrap();
    let is = json5_edit::apply(&is, &decision.edits).unwrap();
    let (is, _) = moved(&is, &op("a/3", after("a/2"))).unwrap();
    assert_eq!(says(&is), ("p/q".to_owned(), "a/1 5 fast a/3 n/n".to_owned()));
}

mod of_an_agent {
    use super::*;

    fn work(own: &Value, generation: Generation, model: &str, place: Spot) -> Result<(Value, usize), Refusal> {
        let mut document = chain();
        document["agents"]["list"] = json!([{ "id": "main" }, { "id": "work", "model": own }]);
        let view = View::new(document.clone()).with_generation(generation);
        let decision = relocate(&view, &MoveFallback { agent: Some("work".to_owned()), ..op(model, place) })?;
        let is = json5_edit::apply(&document, &decision.edits).unwrap();
        assert_eq!(is["agents"]["defaults"], document["agents"]["defaults"]);
        Ok((is["agents"]["list"][1]["model"].clone(), decision.notes.len()))
    }

    #[test]
    fn what_it_inherits_becomes_its_own() {
        let own = |primary: &str, fallbacks: &[&str]| json!({ "primary": primary, "fallbacks": fallbacks });
        for (before, model, place, after, notes) in [
            (json!({}), "a/2", Spot::Primary, own("fast", &["p/q", "a/1", "a/3"]), 1),
            (json!({}), "p/q", Spot::Down, own("a/1", &["p/q", "fast", "a/3"]), 1),
            (json!("x/y"), "a/3", Spot::Primary, own("a/3", &["x/y", "a/1", "fast"]), 1),
            (json!({ "primary": "x/y" }), "x/y", Spot::To(3), own("a/1", &["fast", "a/3", "x/y"]), 1),
            (json!({ "fallbacks": ["x/y"] }), "x/y", Spot::Primary, own("x/y", &["p/q"]), 0),
        ] {
            assert_eq!(work(&before, Generation::Seeds, model, place), Ok((after, notes)), "{before}");
        }
    }

    #[test]
    fn with_a_model_of_its_own_it_is_alone_in_a_home_of_today() {
        let today = Generation::SharedDb;
        assert!(matches!(work(&json!("x/y"), today, "x/y", Spot::Down), Err(Refusal::NoFallback { .. })));
        let (after, _) = work(&json!({}), today, "a/3", Spot::Primary).unwrap();
        assert_eq!(after, json!({ "primary": "a/3", "fallbacks": ["p/q", "a/1", "fast"] }));
    }
}
