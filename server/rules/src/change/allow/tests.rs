use contract::{Code, Generation};
use json5_edit::KeyPath;
use serde_json::{Value, json};

use super::*;

fn json_store_view(defaults: &Value) -> View {
    View::new(json!({ "agents": { "defaults": defaults } }))
}

fn migrated_view(defaults: &Value) -> View {
    let meta = json!({ "migrations": { "modelPolicyAllowlist": true } });
    View::new(json!({ "meta": meta, "agents": { "defaults": defaults } })).with_generation(Generation::SharedDb)
}

fn unmigrated_view(defaults: &Value) -> View {
    json_store_view(defaults).with_generation(Generation::SharedDb)
}

fn apply_allow(view: &View, model: &str) -> (Value, Decision) {
    let decision = allow_model(view, &AllowModel { model: model.to_owned(), force: true }).unwrap();
    (defaults_after(view, &decision), decision)
}

fn apply_disallow(view: &View, model: &str) -> (Value, Decision) {
    let decision = disallow_model(view, &DisallowModel { model: model.to_owned() }).unwrap();
    (defaults_after(view, &decision), decision)
}

fn defaults_after(view: &View, decision: &Decision) -> Value {
    view.with_edits(&decision.edits).unwrap().get(&KeyPath::from_keys(["agents", "defaults"])).unwrap().clone()
}

#[test]
fn allow_adds_to_existing_list() {
    let (after, decision) = apply_allow(&json_store_view(&json!({ "models": { "a/b": {} } })), "c/d");
    assert_eq!(after, json!({ "models": { "a/b": {}, "c/d": {} } }));
    assert_eq!((decision.effect, decision.notes), (Effect::ModelAllowed { model: "c/d".to_owned() }, vec![]));
    let (after, _) =
        apply_allow(&migrated_view(&json!({ "models": { "x/y": {} }, "modelPolicy": { "allow": [5, "a/b"] } })), "c/d");
    assert_eq!(after["modelPolicy"], json!({ "allow": [5, "a/b", "c/d"] }));
    assert_eq!(after["models"], json!({ "x/y": {} }));
    // A `SharedDb` home whose list was not migrated keeps it in the model map.
    let unmoved = unmigrated_view(&json!({ "models": { "a/b": {} } }));
    assert_eq!(apply_allow(&unmoved, "c/d").0, json!({ "models": { "a/b": {}, "c/d": {} } }));
    let policy = unmigrated_view(&json!({ "models": { "x/y": {} }, "modelPolicy": { "allow": ["a/b"] } }));
    assert_eq!(
        apply_allow(&policy, "c/d").0,
        json!({ "models": { "x/y": {} }, "modelPolicy": { "allow": ["a/b", "c/d"] } })
    );
}

#[test]
fn first_entry_adds_models_in_use() {
    let chains = json!({ "model": { "primary": "p/q", "fallbacks": ["c/d", "openai/"] }, "imageModel": "p/q" });
    let (after, decision) = apply_allow(&json_store_view(&chains), "a/b");
    assert_eq!(after["models"], json!({ "p/q": {}, "c/d": {}, "a/b": {} }));
    assert!(decision.notes[0].ends_with("`p/q`, `c/d`"), "{:?}", decision.notes);
    for (view, length) in [(migrated_view(&chains), 1), (unmigrated_view(&chains), 2)] {
        let (after, decision) = apply_allow(&view, "a/b");
        assert_eq!(after["modelPolicy"], json!({ "allow": ["p/q", "c/d", "a/b"] }));
        assert_eq!(decision.edits.len(), length);
        assert_eq!(AllowlistSource::detect(&view.with_edits(&decision.edits).unwrap()), AllowlistSource::Policy);
    }
    for empty in [json!({ "allow": [] }), json!({})] {
        let view = unmigrated_view(&json!({ "models": { "x/y": {} }, "modelPolicy": empty }));
        let (after, decision) = apply_allow(&view, "a/b");
        assert_eq!(after, json!({ "models": { "x/y": {} }, "modelPolicy": { "allow": ["a/b"] } }));
        assert_eq!(decision.edits.len(), 1);
    }
}

#[test]
fn allowed_models_keep_their_spelling() {
    for view in [
        json_store_view(&json!({ "models": { "A/b": { "alias": "x" } } })),
        migrated_view(&json!({ "models": { "a/b": { "alias": "x" } }, "modelPolicy": { "allow": ["A/b"] } })),
    ] {
        for typed in ["a/b", "X"] {
            let decision = allow_model(&view, &AllowModel { model: typed.to_owned(), force: false }).unwrap();
            assert_eq!(decision, Decision::unchanged(Effect::ModelAllowed { model: "a/b".to_owned() }));
        }
    }
}

#[test]
fn an_unknown_model_is_allowed_only_by_force() {
    let ask =
        |force| allow_model(&json_store_view(&json!({})), &AllowModel { model: "openai/gpt-52".to_owned(), force });
    assert!(ask(false).is_err_and(|error| error.code == Code::ModelUnknown));
    assert!(ask(true).is_ok());
}

#[test]
fn disallow_matches_any_spelling() {
    let (after, decision) =
        apply_disallow(&json_store_view(&json!({ "models": { "A/b": {}, "c/d": {}, "a/b": {} } })), "a/b");
    assert_eq!(after, json!({ "models": { "c/d": {} } }));
    assert_eq!((decision.effect, decision.notes), (Effect::ModelDisallowed { model: "a/b".to_owned() }, vec![]));
    assert_eq!(
        apply_disallow(&json_store_view(&json!({ "models": { "/x": {}, "c/d": {} } })), "/x").0["models"],
        json!({ "c/d": {} })
    );
    let policy =
        migrated_view(&json!({ "models": { "a/b": {} }, "modelPolicy": { "allow": ["a/b", 5, "c/d", "A/b"] } }));
    let (after, _) = apply_disallow(&policy, "a/b");
    assert_eq!(after, json!({ "models": { "a/b": {} }, "modelPolicy": { "allow": [5, "c/d"] } }));
}

#[test]
fn removed_aliases_and_settings_are_noted() {
    let models = json!({ "a/b": { "alias": "x", "params": {} }, "c/d": {} });
    let (_, decision) = apply_disallow(&json_store_view(&json!({ "model": "x", "models": models })), "x");
    assert_eq!(
        decision.breaks,
        [
            "step 1 of the text chain uses `x`, which changes from `a/b` to `anthropic/x`, a model that is not in the catalog or your config"
        ]
    );
    assert_eq!(decision.notes, ["its alias `x` is removed too", "its settings are removed too"]);
}

#[test]
fn disallowed_model_in_chain_is_noted() {
    let chain = json!({ "model": { "fallbacks": ["a/b"] }, "models": { "a/b": {}, "c/d": {} } });
    let (_, decision) = apply_disallow(&json_store_view(&chain), "a/b");
    assert_eq!(decision.notes, ["chains may still use it: it is step 2 of the text chain"]);
}

#[test]
fn removing_last_entry_ends_allowlist() {
    for (view, after) in [
        (json_store_view(&json!({ "models": { "a/b": {} } })), json!({ "models": {} })),
        (migrated_view(&json!({ "modelPolicy": { "allow": ["a/b"] } })), json!({ "modelPolicy": {} })),
        // The model map does not become the allowlist again.
        (
            unmigrated_view(&json!({ "models": { "c/d": {} }, "modelPolicy": { "allow": ["a/b"] } })),
            json!({ "models": { "c/d": {} }, "modelPolicy": {} }),
        ),
        (migrated_view(&json!({ "modelPolicy": { "allow": ["a/b"], "x": 1 } })), json!({ "modelPolicy": { "x": 1 } })),
    ] {
        let (is, decision) = apply_disallow(&view, "a/b");
        assert_eq!(is, after);
        assert_eq!(decision.notes, ["the allowlist is empty, so every model is allowed"]);
    }
}

#[test]
fn models_not_on_the_list_cannot_be_removed() {
    let view = json_store_view(&json!({ "model": "p/q", "models": { "openai/gpt-5.2": {} } }));
    let refusal = |model: &str| disallow_model(&view, &DisallowModel { model: model.to_owned() }).unwrap_err();
    let not = |model: &str, is_on, step: Option<&str>, alike: &[&str]| AllowlistError::NotListed {
        model: model.to_owned(),
        has_allowlist: is_on,
        used_in_step: step.map(str::to_owned),
        suggestions: alike.iter().map(|name| (*name).to_owned()).collect(),
    };
    assert_eq!(refusal("openai/gpt-52"), not("openai/gpt-52", true, None, &["openai/gpt-5.2"]));
    assert_eq!(refusal("p/q"), not("p/q", true, Some("step 1 of the text chain"), &[]));
    assert_eq!(refusal("openai/"), not("openai/", true, None, &["openai/gpt-5.2"]));
    let off = disallow_model(&json_store_view(&json!({})), &DisallowModel { model: "a/b".to_owned() }).unwrap_err();
    assert_eq!(off, not("a/b", false, None, &[]));
}

#[test]
fn model_map_entry_is_kept_with_policy_allowlist() {
    let map = json!({ "a/b": { "alias": "x" }, "c/d": {} });
    let view = unmigrated_view(&json!({ "models": map, "modelPolicy": { "allow": ["a/b", "e/f"] } }));
    let (after, decision) = apply_disallow(&view, "x");
    assert_eq!(after, json!({ "models": map, "modelPolicy": { "allow": ["e/f"] } }));
    assert_eq!(decision.notes, [""; 0]);
    assert!(matches!(
        disallow_model(&view, &DisallowModel { model: "c/d".to_owned() }),
        Err(AllowlistError::NotListed { .. })
    ));
}

#[test]
fn wildcard_is_one_entry() {
    let view = unmigrated_view(&json!({ "modelPolicy": { "allow": ["a/b"] } }));
    let ask = |view, model: &str| allow_model(view, &AllowModel { model: model.to_owned(), force: false });
    let decision = ask(&view, "OpenAI/*").unwrap();
    assert_eq!(defaults_after(&view, &decision), json!({ "modelPolicy": { "allow": ["a/b", "openai/*"] } }));
    let wide = view.with_edits(&decision.edits).unwrap();
    let covered = |model: &str| Effect::ModelAllowedByWildcard { model: model.to_owned(), by: "openai/*".to_owned() };
    for model in ["openai/gpt-5.2", "openai/gpt-52", "openai/gpt/*"] {
        assert_eq!(ask(&wide, model).unwrap(), Decision::unchanged(covered(model)));
        let by = "openai/*".to_owned();
        let refusal = disallow_model(&wide, &DisallowModel { model: model.to_owned() }).unwrap_err();
        assert_eq!(refusal, AllowlistError::CoveredByWildcard { model: model.to_owned(), by });
    }
    assert_eq!(ask(&wide, "openai/*").unwrap().edits, []);
    assert_eq!(apply_disallow(&wide, "openai/*").0, json!({ "modelPolicy": { "allow": ["a/b"] } }));
    let unknown = ask(&view, "opnai/*").unwrap_err();
    assert_eq!((unknown.code, unknown.message.as_str()), (Code::ModelUnknown, "Unknown model: opnai/*"));
    assert!(unknown.hints.contains(&"no provider is called `opnai`; there is `openai`".into()), "{unknown:?}");
    assert!(ask(&view, "*").is_err_and(|error| error.code == Code::ModelInvalid));
}

#[test]
fn disallow_notes_covering_wildcard() {
    let view = migrated_view(&json!({ "modelPolicy": { "allow": ["openai/*", "openai/gpt-5.2"] } }));
    let (after, decision) = apply_disallow(&view, "openai/gpt-5.2");
    assert_eq!(after, json!({ "modelPolicy": { "allow": ["openai/*"] } }));
    assert_eq!(decision.notes, ["it is still allowed by `openai/*`"]);
}

#[test]
fn model_map_allowlist_has_no_wildcards() {
    let map = json!({ "models": { "a/b": {} } });
    for view in [json_store_view(&map), unmigrated_view(&map), json_store_view(&json!({}))] {
        let refusal = allow_model(&view, &AllowModel { model: "openai/*".to_owned(), force: true }).unwrap_err();
        assert_eq!(refusal, AllowlistError::WildcardNotSupported { wildcard: "openai/*".to_owned() }.into());
    }
}

#[test]
fn agent_with_own_list_is_not_affected() {
    let entry = |allow: Value| json!({ "modelPolicy": { "allow": allow } });
    let entries = json!({ "main": {}, "play": entry(json!([])), "work": entry(json!(["a/b"])) });
    let view = |mut entries: Value, without: &str| {
        entries.as_object_mut().unwrap().shift_remove(without);
        View::new(json!({ "agents": { "defaults": entry(json!(["a/b", "c/d"])), "entries": entries } }))
            .with_generation(Generation::SharedDb)
    };
    for (without, note) in [
        ("main", "`play`, `work` have their own lists, which this does not change"),
        ("play", "`work` has its own list, which this does not change"),
    ] {
        let view = view(entries.clone(), without);
        assert_eq!(apply_allow(&view, "e/f").1.notes, [note]);
        assert_eq!(apply_disallow(&view, "a/b").1.notes, [note]);
    }
}
