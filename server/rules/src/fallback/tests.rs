use contract::{ChainId, Generation, Role};
use serde_json::{Value, json};

use super::*;

fn view(document: &Value) -> View {
    View::new(document.clone())
}

fn defaults(defaults: &Value) -> Value {
    json!({ "agents": { "defaults": defaults } })
}

fn text() -> ChainId {
    ChainId::default()
}

fn applied(document: &Value, decision: &Decision) -> Value {
    json5_edit::apply(document, &decision.edits).unwrap()
}

fn list(document: &Value) -> Value {
    document["agents"]["defaults"]["model"]["fallbacks"].clone()
}

fn added(document: &Value, role: Role, model: &str) -> (Value, Effect) {
    let op = AddFallback { role, model: model.to_owned(), force: true, ..AddFallback::default() };
    let decision = add(&view(document), &op).unwrap();
    (applied(document, &decision), decision.effect)
}

fn removed(document: &Value, model: &str) -> Result<Value, Refusal> {
    let decision = remove(&view(document), &RemoveFallback { model: model.to_owned(), ..RemoveFallback::default() })?;
    Ok(applied(document, &decision))
}

fn relocated(document: &Value, model: &str, place: Spot) -> Result<(Value, usize), Refusal> {
    let op = MoveFallback { role: Role::Text, agent: None, model: model.to_owned(), place };
    let decision = relocate(&view(document), &op)?;
    Ok((list(&applied(document, &decision)), decision.edits.len()))
}

fn replaced(document: &Value, models: &[&str]) -> Result<(Value, Vec<String>), Refusal> {
    let models = models.iter().map(|model| (*model).to_owned()).collect();
    let decision = set(&view(document), &SetFallbacks { models, force: true, ..SetFallbacks::default() })?;
    Ok((list(&applied(document, &decision)), decision.notes))
}

#[test]
fn a_model_is_added_behind_all_others() {
    for (before, after) in [
        (json!({}), defaults(&json!({ "model": { "fallbacks": ["a/b"] } }))),
        (
            defaults(&json!({ "model": "p/q" })),
            defaults(&json!({ "model": { "primary": "p/q", "fallbacks": ["a/b"] } })),
        ),
        (
            defaults(&json!({ "model": { "primary": "p/q", "x": 1 } })),
            defaults(&json!({ "model": { "primary": "p/q", "x": 1, "fallbacks": ["a/b"] } })),
        ),
        (
            defaults(&json!({ "model": { "fallbacks": ["c/d", 5, "openai/"] } })),
            defaults(&json!({ "model": { "fallbacks": ["c/d", 5, "openai/", "a/b"] } })),
        ),
        // OpenClaw's list of models: with entries it gets one more, without any it stays as it is.
        (
            defaults(&json!({ "model": {}, "models": { "p/q": {} } })),
            defaults(&json!({ "model": { "fallbacks": ["a/b"] }, "models": { "p/q": {}, "a/b": {} } })),
        ),
        (
            defaults(&json!({ "model": {}, "models": { "A/b": { "alias": "x" } } })),
            defaults(&json!({ "model": { "fallbacks": ["a/b"] }, "models": { "A/b": { "alias": "x" } } })),
        ),
        (
            defaults(&json!({ "model": {}, "models": {} })),
            defaults(&json!({ "model": { "fallbacks": ["a/b"] }, "models": {} })),
        ),
    ] {
        assert_eq!(added(&before, Role::Text, "a/b").0, after, "{before}");
    }
}

#[test]
fn a_model_is_added_at_a_place_among_those_that_mean_something() {
    let document = defaults(&json!({ "model": { "fallbacks": [5, "c/d", "e/f"] } }));
    let at = |at| {
        let op = AddFallback { model: "a/b".to_owned(), at: Some(at), force: true, ..AddFallback::default() };
        add(&view(&document), &op).map(|decision| list(&applied(&document, &decision)))
    };
    assert_eq!(at(1), Ok(json!([5, "a/b", "c/d", "e/f"])));
    assert_eq!(at(2), Ok(json!([5, "c/d", "a/b", "e/f"])));
    assert_eq!(at(3), Ok(json!([5, "c/d", "e/f", "a/b"])));
    for typed in [0, 4] {
        assert_eq!(at(typed), Err(Refusal::NoSuchPlace { typed, count: 3 }));
    }
}

#[test]
fn an_alias_is_written_as_its_model() {
    let document = defaults(&json!({ "models": { "a/b": { "alias": "fast" } } }));
    let (after, effect) = added(&document, Role::Image, "FAST");
    assert_eq!(after["agents"]["defaults"]["imageModel"], json!({ "fallbacks": ["a/b"] }));
    let chain = ChainId { role: Role::Image, agent: None };
    assert_eq!(effect, Effect::FallbackAdded { chain, model: "a/b".to_owned(), step: 2 });
}

#[test]
fn what_is_in_the_chain_already_stays_where_it_is() {
    let document = defaults(&json!({
        "model": { "primary": "fast", "fallbacks": ["c/d", "e/f"] },
        "models": { "a/b": { "alias": "fast" } },
    }));
    for (typed, model, step) in [("a/b", "a/b", 1), ("Fast", "a/b", 1), ("E/f", "e/f", 3)] {
        let (after, effect) = added(&document, Role::Text, typed);
        assert_eq!(after, document);
        assert_eq!(effect, Effect::FallbackThere { chain: text(), model: model.to_owned(), step });
    }
}

#[test]
fn a_name_that_is_none_is_refused() {
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
        assert_eq!(add(&View::default(), &op), Err(Refusal::NotAModel { typed: typed.to_owned() }));
    }
}

#[test]
fn a_model_that_nobody_knows_must_be_insisted_on() {
    let op = |force| AddFallback { model: "openai/gpt-52".to_owned(), force, ..AddFallback::default() };
    assert!(matches!(add(&View::default(), &op(false)), Err(Refusal::UnknownModel { .. })));
    assert!(add(&View::default(), &op(true)).is_ok());
    let models = vec!["openai/gpt-5.2".to_owned(), "openai/gpt-52".to_owned()];
    let op = SetFallbacks { models, ..SetFallbacks::default() };
    assert!(matches!(set(&View::default(), &op), Err(Refusal::UnknownModel { .. })));
    // What is in the chain already was insisted on before.
    let document = defaults(&json!({ "model": { "fallbacks": ["openai/gpt-52"] } }));
    assert!(set(&view(&document), &op).is_ok());
}

#[test]
fn a_model_is_removed_wherever_and_however_it_is_written() {
    let document = defaults(&json!({
        "model": { "primary": "a/b", "fallbacks": ["fast", "c/d", "openai/", "A/b", 5] },
        "models": { "a/b": { "alias": "fast" } },
    }));
    let left = |model| list(&removed(&document, model).unwrap());
    assert_eq!(left("FAST"), json!(["c/d", "openai/", 5]));
    assert_eq!(left("c/d"), json!(["fast", "openai/", "A/b", 5]));
    assert_eq!(left("openai/"), json!(["fast", "c/d", "A/b", 5]));
}

#[test]
fn a_variable_is_removed_by_its_text_and_by_what_it_stands_for() {
    let document = json!({
        "env": { "M": "openai/gpt-5.2" },
        "agents": { "defaults": { "model": { "fallbacks": ["${M}", "${NOT_SET}", "c/d"] } } },
    });
    let left = |model| list(&removed(&document, model).unwrap());
    assert_eq!(left("${M}"), json!(["${NOT_SET}", "c/d"]));
    assert_eq!(left("openai/gpt-5.2"), json!(["${NOT_SET}", "c/d"]));
    assert_eq!(left("${NOT_SET}"), json!(["${M}", "c/d"]));
}

#[test]
fn what_is_not_there_is_not_removed_and_the_others_are_named() {
    let document = defaults(&json!({ "model": { "primary": "a/b", "fallbacks": ["c/d"] } }));
    for (typed, is_primary) in [("a/b", true), ("x/y", false)] {
        let refusal =
            Refusal::NotInChain { chain: text(), model: typed.to_owned(), is_primary, others: vec!["c/d".to_owned()] };
        assert_eq!(removed(&document, typed), Err(refusal));
    }
    assert_eq!(removed(&document, "openai/"), Err(Refusal::NotAModel { typed: "openai/".to_owned() }));
}

#[test]
fn adding_and_removing_gives_the_same_document() {
    let document = defaults(&json!({ "model": { "primary": "p/q", "fallbacks": ["c/d"] } }));
    let (after, _) = added(&document, Role::Text, "a/b");
    assert_eq!(removed(&after, "a/b").unwrap(), document);
}

#[test]
fn a_fallback_moves_and_the_others_keep_their_order() {
    let document = defaults(&json!({ "model": { "fallbacks": ["a/1", 5, "a/2", "a/3", "a/4"] } }));
    let other = |name: &str| name.to_owned();
    for (model, place, after) in [
        ("a/3", Spot::To(1), json!(["a/3", "a/1", 5, "a/2", "a/4"])),
        ("a/1", Spot::To(4), json!([5, "a/2", "a/3", "a/4", "a/1"])),
        ("a/2", Spot::Up, json!(["a/2", "a/1", 5, "a/3", "a/4"])),
        ("a/2", Spot::Down, json!(["a/1", 5, "a/3", "a/2", "a/4"])),
        ("a/4", Spot::Before(other("a/2")), json!(["a/1", 5, "a/4", "a/2", "a/3"])),
        ("a/1", Spot::Before(other("a/4")), json!([5, "a/2", "a/3", "a/1", "a/4"])),
        ("a/4", Spot::After(other("a/2")), json!(["a/1", 5, "a/2", "a/4", "a/3"])),
        ("a/2", Spot::After(other("a/3")), json!(["a/1", 5, "a/3", "a/2", "a/4"])),
    ] {
        assert_eq!(relocated(&document, model, place.clone()), Ok((after, 1)), "{model} {place:?}");
    }
}

#[test]
fn a_move_to_where_it_is_changes_nothing() {
    let document = defaults(&json!({ "model": { "fallbacks": ["a/1", "a/2", "a/3"] } }));
    for (model, place) in [
        ("a/1", Spot::Up),
        ("a/1", Spot::To(1)),
        ("a/3", Spot::Down),
        ("a/2", Spot::Before("a/3".to_owned())),
        ("a/2", Spot::After("a/1".to_owned())),
        ("a/2", Spot::After("a/2".to_owned())),
    ] {
        assert_eq!(relocated(&document, model, place), Ok((list(&document), 0)));
    }
}

#[test]
fn a_move_to_no_place_is_refused() {
    let document = defaults(&json!({ "model": { "fallbacks": ["a/1", "a/2"] } }));
    for typed in [0, 3] {
        let refusal = Refusal::NoSuchPlace { typed, count: 2 };
        assert_eq!(relocated(&document, "a/1", Spot::To(typed)), Err(refusal));
    }
    let other = Spot::After("x/y".to_owned());
    assert!(matches!(relocated(&document, "a/1", other), Err(Refusal::NotInChain { .. })));
}

#[test]
fn an_entry_in_the_allowlist_is_told() {
    let op = AddFallback { model: "a/b".to_owned(), force: true, ..AddFallback::default() };
    let told = |view: View| add(&view, &op).unwrap().notes;
    let models = |models: Value| defaults(&json!({ "models": models }));
    assert_eq!(told(view(&models(json!({})))), [""; 0]);
    assert_eq!(told(view(&models(json!({ "p/q": {}, "a/b": {} })))), [""; 0]);
    let mut document = models(json!({ "p/q": {} }));
    let is_added = ["`a/b` is added to the allowlist (`agents.defaults.models`)"];
    assert_eq!(told(view(&document)), is_added);
    assert_eq!(replaced(&document, &["p/q", "a/b"]).unwrap().1, is_added);
    // Where the map of models is no allowlist.
    document["meta"] = json!({ "migrations": { "modelPolicyAllowlist": true } });
    let marked = view(&document).with_generation(Generation::SharedDb);
    assert_eq!(told(marked), ["`a/b` is added to `agents.defaults.models`"]);
}

#[test]
fn all_fallbacks_are_replaced_and_what_stays_keeps_its_spelling() {
    let document = defaults(&json!({
        "model": { "primary": "p/q", "fallbacks": ["c/d", "fast", 5, "c/d"] },
        "models": { "a/b": { "alias": "fast" } },
    }));
    let after = |models| replaced(&document, models).unwrap();
    assert_eq!(after(&["a/b", "x/y", "C/d"]).0, json!(["fast", "x/y", "c/d"]));
    let (left, notes) = after(&["x/y", "p/q", "x/y"]);
    let told: Vec<_> = notes.iter().filter(|note| !note.contains("allowlist")).collect();
    assert_eq!((left, told.len()), (json!(["x/y"]), 2), "{notes:?}");
    assert_eq!(after(&[]), (json!([]), vec![]));
}

#[test]
fn an_empty_list_stays_empty() {
    for document in
        [json!({}), defaults(&json!({ "model": "p/q" })), defaults(&json!({ "model": { "fallbacks": [] } }))]
    {
        assert_eq!(set(&view(&document), &SetFallbacks::default()).unwrap().edits, []);
        assert_eq!(clear(&view(&document), &ClearFallbacks::default()).unwrap().edits, []);
    }
}

#[test]
fn what_is_no_list_is_not_cleared() {
    let document = defaults(&json!({ "model": { "fallbacks": "a/b" } }));
    let decision = clear(&view(&document), &ClearFallbacks::default()).unwrap();
    assert!(json5_edit::apply(&document, &decision.edits).is_err(), "the editor says what stands there");
    let nobody = ClearFallbacks { agent: Some(String::new()), ..ClearFallbacks::default() };
    assert_eq!(clear(&View::default(), &nobody).unwrap().edits, []);
}

mod of_an_agent {
    use super::*;

    fn document(work: &Value) -> Value {
        json!({ "agents": {
            "defaults": { "model": { "primary": "p/q", "fallbacks": ["c/d", "${M}"] } },
            "list": [{ "id": "main" }, { "id": "Work", "model": work }],
        } })
    }

    fn work() -> String {
        "work".to_owned()
    }

    fn with(document: &Value, decision: &Decision) -> Value {
        applied(document, decision)["agents"]["list"][1]["model"].clone()
    }

    #[test]
    fn what_it_inherits_becomes_its_own() {
        let op = AddFallback { agent: Some(work()), model: "a/b".to_owned(), force: true, ..AddFallback::default() };
        for (before, after) in [
            (json!({ "primary": "x/y" }), json!({ "primary": "x/y", "fallbacks": ["c/d", "${M}", "a/b"] })),
            (json!("x/y"), json!({ "primary": "x/y", "fallbacks": ["c/d", "${M}", "a/b"] })),
            (json!({ "fallbacks": [] }), json!({ "fallbacks": ["a/b"] })),
        ] {
            let document = document(&before);
            let decision = add(&view(&document), &op).unwrap();
            assert_eq!(with(&document, &decision), after);
            assert_eq!(decision.notes.is_empty(), before.get("fallbacks").is_some());
        }
    }

    #[test]
    fn with_a_model_of_its_own_it_inherits_nothing_in_a_home_of_today() {
        let document = document(&json!("x/y"));
        let op = AddFallback { agent: Some(work()), model: "a/b".to_owned(), force: true, ..AddFallback::default() };
        let decision = add(&view(&document).with_generation(Generation::SharedDb), &op).unwrap();
        assert_eq!(decision.notes, Vec::<String>::new());
        assert_eq!(with(&document, &decision), json!({ "primary": "x/y", "fallbacks": ["a/b"] }));
    }

    #[test]
    fn an_empty_list_of_its_own_is_not_the_same_as_none() {
        let op = ClearFallbacks { agent: Some(work()), ..ClearFallbacks::default() };
        let inheriting = document(&json!({ "primary": "x/y" }));
        let decision = clear(&view(&inheriting), &op).unwrap();
        assert_eq!(with(&inheriting, &decision), json!({ "primary": "x/y", "fallbacks": [] }));
        assert_eq!(clear(&view(&document(&json!({ "fallbacks": [] }))), &op).unwrap().edits, []);
    }

    #[test]
    fn its_own_order_starts_with_what_it_inherits() {
        let document = document(&Value::Null);
        let document = json5_edit::apply(&document, &[Edit::Remove { path: "agents.list[1].model".parse().unwrap() }]);
        let op = MoveFallback { role: Role::Text, agent: Some(work()), model: "${M}".to_owned(), place: Spot::Up };
        let document = document.unwrap();
        let decision = relocate(&view(&document), &op).unwrap();
        assert_eq!(with(&document, &decision), json!({ "fallbacks": ["${M}", "c/d"] }));
    }

    #[test]
    fn the_agent_that_nobody_wrote_down_gets_an_entry() {
        let op = AddFallback {
            agent: Some("main".to_owned()),
            model: "a/b".to_owned(),
            force: true,
            ..AddFallback::default()
        };
        let made = |generation| {
            let decision = add(&View::default().with_generation(generation), &op).unwrap();
            applied(&json!({}), &decision)["agents"].clone()
        };
        let model = json!({ "fallbacks": ["a/b"] });
        assert_eq!(made(Generation::Seeds), json!({ "list": [{ "id": "main", "model": model }] }));
        assert_eq!(made(Generation::SharedDb), json!({ "entries": { "main": { "model": model } } }));
    }

    #[test]
    fn it_must_be_there_and_has_no_pictures() {
        let view = view(&document(&json!("x/y")));
        let op = |agent: &str, role| AddFallback {
            agent: Some(agent.to_owned()),
            role,
            model: "a/b".to_owned(),
            ..AddFallback::default()
        };
        let unknown = Refusal::UnknownAgent { typed: "wrok".to_owned(), closest: vec!["work".to_owned()], count: 2 };
        assert_eq!(add(&view, &op("wrok", Role::Text)), Err(unknown));
        let refusal = Refusal::ImageIsForAll { agent: "work".to_owned() };
        assert_eq!(add(&view, &op("work", Role::Image)), Err(refusal));
        assert!(
            add(&view, &op(" ", Role::Image)).is_err_and(|refusal| !matches!(refusal, Refusal::ImageIsForAll { .. }))
        );
    }
}

#[test]
fn a_blank_is_no_name() {
    for typed in ["", "  ", "\t"] {
        let op = AddFallback { model: typed.to_owned(), force: true, ..AddFallback::default() };
        assert_eq!(add(&View::default(), &op), Err(Refusal::NoModel));
        assert_eq!(removed(&json!({}), typed), Err(Refusal::NoModel));
    }
    assert_eq!(Refusal::NoModel.to_string(), "name a model");
}
