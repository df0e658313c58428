use contract::Generation;
use json5_edit::KeyPath;
use serde_json::{Value, json};

use super::*;

fn old(defaults: &Value) -> View {
    View::new(json!({ "agents": { "defaults": defaults } }))
}

fn modern(defaults: &Value) -> View {
    let meta = json!({ "migrations": { "modelPolicyAllowlist": true } });
    View::new(json!({ "meta": meta, "agents": { "defaults": defaults } })).with_generation(Generation::SharedDb)
}

fn unmarked(defaults: &Value) -> View {
    old(defaults).with_generation(Generation::SharedDb)
}

fn allowed(view: &View, model: &str) -> (Value, Decision) {
    let decision = allow(view, &AllowModel { model: model.to_owned(), force: true }).unwrap();
    (after(view, &decision), decision)
}

fn disallowed(view: &View, model: &str) -> (Value, Decision) {
    let decision = disallow(view, &DisallowModel { model: model.to_owned() }).unwrap();
    (after(view, &decision), decision)
}

fn after(view: &View, decision: &Decision) -> Value {
    view.edited(&decision.edits).unwrap().get(&KeyPath::of(["agents", "defaults"])).unwrap().clone()
}

#[test]
fn a_model_goes_onto_the_list_that_is_there() {
    let (after, decision) = allowed(&old(&json!({ "models": { "a/b": {} } })), "c/d");
    assert_eq!(after, json!({ "models": { "a/b": {}, "c/d": {} } }));
    assert_eq!((decision.effect, decision.notes), (Effect::ModelAllowed { model: "c/d".to_owned() }, vec![]));
    let (after, _) =
        allowed(&modern(&json!({ "models": { "x/y": {} }, "modelPolicy": { "allow": [5, "a/b"] } })), "c/d");
    assert_eq!(after["modelPolicy"], json!({ "allow": [5, "a/b", "c/d"] }));
    assert_eq!(after["models"], json!({ "x/y": {} }));
    // A later home that was not moved keeps its list where it is.
    let unmoved = unmarked(&json!({ "models": { "a/b": {} } }));
    assert_eq!(allowed(&unmoved, "c/d").0, json!({ "models": { "a/b": {}, "c/d": {} } }));
    let policy = unmarked(&json!({ "models": { "x/y": {} }, "modelPolicy": { "allow": ["a/b"] } }));
    assert_eq!(
        allowed(&policy, "c/d").0,
        json!({ "models": { "x/y": {} }, "modelPolicy": { "allow": ["a/b", "c/d"] } })
    );
}

#[test]
fn a_first_one_begins_a_list_with_what_the_chains_use() {
    let chains = json!({ "model": { "primary": "p/q", "fallbacks": ["c/d", "openai/"] }, "imageModel": "p/q" });
    let (after, decision) = allowed(&old(&chains), "a/b");
    assert_eq!(after["models"], json!({ "p/q": {}, "c/d": {}, "a/b": {} }));
    assert!(decision.notes[0].ends_with("`p/q`, `c/d`"), "{:?}", decision.notes);
    for (view, length) in [(modern(&chains), 1), (unmarked(&chains), 2)] {
        let (after, decision) = allowed(&view, "a/b");
        assert_eq!(after["modelPolicy"], json!({ "allow": ["p/q", "c/d", "a/b"] }));
        assert_eq!(decision.edits.len(), length);
        assert_eq!(Allowlist::of(&view.edited(&decision.edits).unwrap()), Allowlist::Policy);
    }
    for empty in [json!({ "allow": [] }), json!({})] {
        let view = unmarked(&json!({ "models": { "x/y": {} }, "modelPolicy": empty }));
        let (after, decision) = allowed(&view, "a/b");
        assert_eq!(after, json!({ "models": { "x/y": {} }, "modelPolicy": { "allow": ["a/b"] } }));
        assert_eq!(decision.edits.len(), 1);
    }
}

#[test]
fn what_is_on_the_list_stays_as_it_is_written() {
    for view in [
        old(&json!({ "models": { "A/b": { "alias": "x" } } })),
        modern(&json!({ "models": { "a/b": { "alias": "x" } }, "modelPolicy": { "allow": ["A/b"] } })),
    ] {
        for typed in ["a/b", "X"] {
            let decision = allow(&view, &AllowModel { model: typed.to_owned(), force: false }).unwrap();
            assert_eq!(decision, Decision::nothing(Effect::ModelAllowed { model: "a/b".to_owned() }));
        }
    }
}

#[test]
fn an_unknown_model_is_allowed_only_by_force() {
    let ask = |force| allow(&old(&json!({})), &AllowModel { model: "openai/gpt-52".to_owned(), force });
    assert!(matches!(ask(false), Err(Refusal::UnknownModel { .. })));
    assert!(ask(true).is_ok());
}

#[test]
fn a_model_is_taken_off_however_it_is_spelled() {
    let (after, decision) = disallowed(&old(&json!({ "models": { "A/b": {}, "c/d": {}, "a/b": {} } })), "a/b");
    assert_eq!(after, json!({ "models": { "c/d": {} } }));
    assert_eq!((decision.effect, decision.notes), (Effect::ModelDisallowed { model: "a/b".to_owned() }, vec![]));
    assert_eq!(disallowed(&old(&json!({ "models": { "/x": {}, "c/d": {} } })), "/x").0["models"], json!({ "c/d": {} }));
    let policy = modern(&json!({ "models": { "a/b": {} }, "modelPolicy": { "allow": ["a/b", 5, "c/d", "A/b"] } }));
    let (after, _) = disallowed(&policy, "a/b");
    assert_eq!(after, json!({ "models": { "a/b": {} }, "modelPolicy": { "allow": [5, "c/d"] } }));
}

#[test]
fn what_goes_with_an_entry_is_said() {
    let models = json!({ "a/b": { "alias": "x", "params": {} }, "c/d": {} });
    let (_, decision) = disallowed(&old(&json!({ "model": "x", "models": models })), "x");
    assert_eq!(
        decision.breaks,
        [
            "step 1 of the text chain says `x`, which changes from `a/b` to `anthropic/x`, a model that is not in the catalog or your config"
        ]
    );
    assert_eq!(decision.notes, ["its alias `x` is removed too", "its settings are removed too"]);
}

#[test]
fn a_model_of_a_chain_is_still_used_there() {
    let chain = json!({ "model": { "fallbacks": ["a/b"] }, "models": { "a/b": {}, "c/d": {} } });
    let (_, decision) = disallowed(&old(&chain), "a/b");
    assert_eq!(decision.notes, ["it is still allowed where it is used: it is step 2 of the text chain"]);
}

#[test]
fn with_the_last_one_the_list_ends() {
    for (view, after) in [
        (old(&json!({ "models": { "a/b": {} } })), json!({ "models": {} })),
        (modern(&json!({ "modelPolicy": { "allow": ["a/b"] } })), json!({ "modelPolicy": {} })),
        // The map does not become the list again.
        (
            unmarked(&json!({ "models": { "c/d": {} }, "modelPolicy": { "allow": ["a/b"] } })),
            json!({ "models": { "c/d": {} }, "modelPolicy": {} }),
        ),
        (modern(&json!({ "modelPolicy": { "allow": ["a/b"], "x": 1 } })), json!({ "modelPolicy": { "x": 1 } })),
    ] {
        let (is, decision) = disallowed(&view, "a/b");
        assert_eq!(is, after);
        assert_eq!(decision.notes, ["the allowlist is empty, so every model is allowed"]);
    }
}

#[test]
fn what_is_not_on_the_list_cannot_be_taken_off() {
    let view = old(&json!({ "model": "p/q", "models": { "openai/gpt-5.2": {} } }));
    let refusal = |model: &str| disallow(&view, &DisallowModel { model: model.to_owned() }).unwrap_err();
    let not = |model: &str, is_on, step: Option<&str>, alike: &[&str]| Refusal::NotAllowed {
        model: model.to_owned(),
        is_on,
        step: step.map(str::to_owned),
        alike: alike.iter().map(|name| (*name).to_owned()).collect(),
    };
    assert_eq!(refusal("openai/gpt-52"), not("openai/gpt-52", true, None, &["openai/gpt-5.2"]));
    assert_eq!(refusal("p/q"), not("p/q", true, Some("step 1 of the text chain"), &[]));
    assert_eq!(refusal("openai/"), not("openai/", true, None, &["openai/gpt-5.2"]));
    let off = disallow(&old(&json!({})), &DisallowModel { model: "a/b".to_owned() }).unwrap_err();
    assert_eq!(off, not("a/b", false, None, &[]));
}

#[test]
fn an_entry_of_the_map_stays_where_the_policy_is_the_list() {
    let map = json!({ "a/b": { "alias": "x" }, "c/d": {} });
    let view = unmarked(&json!({ "models": map, "modelPolicy": { "allow": ["a/b", "e/f"] } }));
    let (after, decision) = disallowed(&view, "x");
    assert_eq!(after, json!({ "models": map, "modelPolicy": { "allow": ["e/f"] } }));
    assert_eq!(decision.notes, [""; 0]);
    assert!(matches!(disallow(&view, &DisallowModel { model: "c/d".to_owned() }), Err(Refusal::NotAllowed { .. })));
}

#[test]
fn a_wildcard_is_one_entry_of_the_list() {
    let view = unmarked(&json!({ "modelPolicy": { "allow": ["a/b"] } }));
    let ask = |view, model: &str| allow(view, &AllowModel { model: model.to_owned(), force: false });
    let decision = ask(&view, "OpenAI/*").unwrap();
    assert_eq!(after(&view, &decision), json!({ "modelPolicy": { "allow": ["a/b", "openai/*"] } }));
    let wide = view.edited(&decision.edits).unwrap();
    let covered = |model: &str| Effect::ModelCovered { model: model.to_owned(), by: "openai/*".to_owned() };
    for model in ["openai/gpt-5.2", "openai/gpt-52", "openai/gpt/*"] {
        assert_eq!(ask(&wide, model).unwrap(), Decision::nothing(covered(model)));
        let by = "openai/*".to_owned();
        let refusal = disallow(&wide, &DisallowModel { model: model.to_owned() }).unwrap_err();
        assert_eq!(refusal, Refusal::Covered { model: model.to_owned(), by });
    }
    assert_eq!(ask(&wide, "openai/*").unwrap().edits, []);
    assert_eq!(disallowed(&wide, "openai/*").0, json!({ "modelPolicy": { "allow": ["a/b"] } }));
    assert!(matches!(ask(&view, "opnai/*"), Err(Refusal::UnknownModel { unknown_provider: Some(_), .. })));
    assert!(matches!(ask(&view, "*"), Err(Refusal::NotAModel { .. })));
}

#[test]
fn a_model_that_a_wildcard_still_allows_is_said_to_be_allowed() {
    let view = modern(&json!({ "modelPolicy": { "allow": ["openai/*", "openai/gpt-5.2"] } }));
    let (after, decision) = disallowed(&view, "openai/gpt-5.2");
    assert_eq!(after, json!({ "modelPolicy": { "allow": ["openai/*"] } }));
    assert_eq!(decision.notes, ["it is still allowed by `openai/*`"]);
}

#[test]
fn where_the_map_is_the_list_there_are_no_wildcards() {
    let map = json!({ "models": { "a/b": {} } });
    for view in [old(&map), unmarked(&map), old(&json!({}))] {
        let refusal = allow(&view, &AllowModel { model: "openai/*".to_owned(), force: true }).unwrap_err();
        assert_eq!(refusal, Refusal::NoWildcards { wildcard: "openai/*".to_owned() });
    }
}

#[test]
fn an_agent_with_a_list_of_its_own_is_not_reached() {
    let entry = |allow: Value| json!({ "modelPolicy": { "allow": allow } });
    let entries = json!({ "main": {}, "play": entry(json!([])), "work": entry(json!(["a/b"])) });
    let view = |mut entries: Value, without: &str| {
        entries.as_object_mut().unwrap().shift_remove(without);
        View::new(json!({ "agents": { "defaults": entry(json!(["a/b", "c/d"])), "entries": entries } }))
            .with_generation(Generation::SharedDb)
    };
    for (without, note) in [
        ("main", "`play`, `work` have lists of their own, which this does not change"),
        ("play", "`work` has a list of its own, which this does not change"),
    ] {
        let view = view(entries.clone(), without);
        assert_eq!(allowed(&view, "e/f").1.notes, [note]);
        assert_eq!(disallowed(&view, "a/b").1.notes, [note]);
    }
}
