use crate::model::alias_list::list_aliases;
use contract::AliasInfo;
use contract::AliasUse;
use contract::{Code, Generation, Repair};
use json5_edit::KeyPath;
use serde_json::{Value, json};

use super::*;
use crate::document::model_name::ModelNameError;

fn view_of(defaults: &Value) -> View {
    View::new(json!({ "agents": { "defaults": defaults } }))
}

fn shared_db_view(defaults: &Value, marked: bool) -> View {
    let meta = if marked { json!({ "migrations": { "modelPolicyAllowlist": true } }) } else { json!({}) };
    View::new(json!({ "meta": meta, "agents": { "defaults": defaults } })).with_generation(Generation::SharedDb)
}

fn add_op(alias: &str, model: &str) -> AddAlias {
    AddAlias { alias: alias.to_owned(), model: model.to_owned(), force: true }
}

fn remove_op(alias: &str) -> RemoveAlias {
    RemoveAlias { alias: alias.to_owned(), ..RemoveAlias::default() }
}

fn models_after(view: &View, decision: &Decision) -> Value {
    view.with_edits(&decision.edits)
        .unwrap()
        .get(&KeyPath::from_keys(["agents", "defaults", "models"]))
        .unwrap()
        .clone()
}

fn apply_add(models: &Value, alias: &str, model: &str) -> (Value, Effect, Vec<String>) {
    let view = view_of(&json!({ "models": models }));
    let decision = add_alias(&view, &add_op(alias, model)).unwrap();
    (models_after(&view, &decision), decision.effect, decision.notes)
}

fn apply_remove(models: &Value, alias: &str) -> (Value, Effect, Vec<String>) {
    let view = view_of(&json!({ "models": models }));
    let decision = remove_alias(&view, &remove_op(alias)).unwrap();
    (models_after(&view, &decision), decision.effect, decision.notes)
}

#[test]
fn alias_is_added_to_entry_of_its_model() {
    for (before, alias, model, after) in [
        (json!({ "a/b": {} }), "x", "a/b", json!({ "a/b": { "alias": "x" } })),
        (json!({ "a/b": { "params": {} } }), " x ", "a/b", json!({ "a/b": { "params": {}, "alias": "x" } })),
        (json!({ "A/b": {} }), "x", "a/b", json!({ "A/b": { "alias": "x" } })),
        (json!({ "A/b": {}, "a/b": {} }), "x", "a/b", json!({ "A/b": {}, "a/b": { "alias": "x" } })),
        (
            json!({ "openrouter/openrouter/auto": {} }),
            "x",
            "openrouter/auto",
            json!({ "openrouter/openrouter/auto": { "alias": "x" } }),
        ),
        (json!({ "a/b": {} }), "x.1:_-Y", "c/d", json!({ "a/b": {}, "c/d": { "alias": "x.1:_-Y" } })),
        // The target may be an alias itself.
        (json!({ "a/b": { "alias": "x" } }), "y", "X", json!({ "a/b": { "alias": "y" } })),
        (json!({ "a/b": { "alias": "x" } }), "X", "a/b", json!({ "a/b": { "alias": "X" } })),
    ] {
        let (is, effect, _) = apply_add(&before, alias, model);
        assert_eq!(is, after, "{before} {alias} {model}");
        assert!(matches!(effect, Effect::AliasAdded { alias: said, .. } if said == alias.trim()));
    }
}

#[test]
fn alias_is_moved_and_old_entry_kept() {
    let moved =
        |from: &str, to: &str| Effect::AliasMoved { alias: "X".to_owned(), from: from.to_owned(), to: to.to_owned() };
    let (after, effect, _) = apply_add(&json!({ "a/b": { "alias": "x" }, "c/d": { "alias": "y" } }), "X", "c/d");
    assert_eq!(after, json!({ "a/b": {}, "c/d": { "alias": "X" } }));
    assert_eq!(effect, moved("a/b", "c/d"));
    // Of two aliases that differ only in case, the later one counted; both are removed.
    let (after, effect, _) =
        apply_add(&json!({ "a/b": { "alias": "x" }, "c/d": { "alias": "X", "params": {} } }), "X", "e/f");
    assert_eq!(after, json!({ "a/b": {}, "c/d": { "params": {} }, "e/f": { "alias": "X" } }));
    assert_eq!(effect, moved("c/d", "e/f"));
    // A later entry that would hide the new alias loses its own.
    let (after, effect, _) = apply_add(&json!({ "a/b": { "alias": "X" }, "c/d": { "alias": "x" } }), "X", "a/b");
    assert_eq!(after, json!({ "a/b": { "alias": "X" }, "c/d": {} }));
    assert_eq!(effect, moved("c/d", "a/b"));
}

#[test]
fn repeated_add_changes_nothing() {
    let view = view_of(&json!({ "models": { "a/b": { "alias": "x" }, "openai/gpt-5.4": {} } }));
    for (alias, model) in [("x", "a/b"), ("x", "x"), ("gpt", "openai/gpt-5.4")] {
        let decision = add_alias(&view, &add_op(alias, model)).unwrap();
        let key = view.resolve_name(model).unwrap().key();
        assert_eq!(decision, Decision::unchanged(Effect::AliasAdded { alias: alias.to_owned(), model: key }));
    }
}

#[test]
fn invalid_aliases_are_refused() {
    for alias in ["", "  ", "a b", "a/b", "é", "a\nb", "${X}", "x@y"] {
        assert_eq!(
            add_alias(&view_of(&json!({})), &add_op(alias, "a/b")),
            Err(AliasError::Invalid { typed: alias.to_owned() }.into())
        );
    }
}

#[test]
fn unknown_model_needs_force() {
    let view = view_of(&json!({}));
    let ask = |force| add_alias(&view, &AddAlias { force, ..add_op("x", "openai/gpt-52") });
    assert!(ask(false).is_err_and(|error| error.code == Code::ModelUnknown));
    assert!(ask(true).is_ok());
    assert_eq!(
        add_alias(&view, &add_op("x", "openai/")),
        Err(ModelNameError::NotAModel { typed: "openai/".to_owned() }.into())
    );
}

#[test]
fn a_first_entry_that_starts_an_allowlist_adds_the_models_in_use() {
    let chains = json!({ "model": { "primary": "p/q", "fallbacks": ["c/d"] }, "imageModel": "i/j" });
    let old = view_of(&chains);
    let decision = add_alias(&old, &add_op("x", "c/d")).unwrap();
    assert_eq!(models_after(&old, &decision), json!({ "p/q": {}, "i/j": {}, "c/d": { "alias": "x" } }));
    let [note] = decision.notes.as_slice() else { panic!("{:?}", decision.notes) };
    assert!(note.ends_with("the models in use are added too: `p/q`, `i/j`"), "{note}");
    // Homes of the `SharedDb` generation can mark the map as no allowlist.
    for (marked, count) in [(false, 1), (true, 0)] {
        let new = shared_db_view(&chains, marked);
        let decision = add_alias(&new, &add_op("x", "c/d")).unwrap();
        assert_eq!(models_after(&new, &decision), json!({ "c/d": { "alias": "x" } }));
        let after = new.with_edits(&decision.edits).unwrap();
        assert_eq!((AllowlistSource::detect(&after), decision.notes.len()), (AllowlistSource::Off, count));
    }
}

#[test]
fn an_alias_of_a_model_off_the_allowlist_gets_a_note() {
    let policy = json!({ "models": {}, "modelPolicy": { "allow": ["a/b", "e/*"] }, "model": "p/q" });
    for (model, is_said) in [("a/b", false), ("p/q", false), ("e/f", false), ("c/d", true)] {
        let notes = add_alias(&shared_db_view(&policy, true), &add_op("x", model)).unwrap().notes;
        assert_eq!(
            notes.iter().any(|note| note.contains("`openclaw models allow c/d`")),
            is_said,
            "{model}: {notes:?}"
        );
    }
}

#[test]
fn alias_is_removed_from_all_entries() {
    for (before, after, model) in [
        (json!({ "a/b": { "alias": "x" } }), json!({ "a/b": {} }), "a/b"),
        (json!({ "a/b": { "alias": "X", "params": {} } }), json!({ "a/b": { "params": {} } }), "a/b"),
        (json!({ "a/b": { "alias": "x" }, "c/d": { "alias": "X" } }), json!({ "a/b": {}, "c/d": {} }), "c/d"),
        (json!({ "/b": { "alias": " x " } }), json!({ "/b": {} }), "/b"),
    ] {
        let (is, effect, _) = apply_remove(&before, " x ");
        assert_eq!(is, after, "{before}");
        assert!(matches!(effect, Effect::AliasRemoved { model: of, .. } if of == model));
    }
}

#[test]
fn built_in_aliases_are_removed_by_an_empty_alias() {
    let gone = json!({ "openai/gpt-5.4": { "alias": "" } });
    for before in [json!({ "openai/gpt-5.4": {} }), json!({ "openai/gpt-5.4": { "alias": "GPT" } })] {
        let (after, _, notes) = apply_remove(&before, "gpt");
        assert_eq!((&after, notes.len()), (&gone, 1), "{before}");
        assert!(list_aliases(&view_of(&json!({ "models": after }))).aliases.is_empty());
    }
    let (after, effect, _) = apply_add(&json!({ "a/b": {}, "openai/gpt-5.4": {} }), "gpt", "a/b");
    assert_eq!(after, json!({ "a/b": { "alias": "gpt" }, "openai/gpt-5.4": { "alias": "" } }));
    assert!(matches!(effect, Effect::AliasMoved { .. }));
}

#[test]
fn built_in_aliases_yield_to_configured_ones() {
    let names = |models: &Value| {
        let aliases = list_aliases(&shared_db_view(&json!({ "models": models }), true)).aliases;
        let named = |alias: AliasInfo| format!("{} {}{}", alias.alias, alias.model, if alias.works { "" } else { "!" });
        aliases.into_iter().map(named).collect::<Vec<_>>()
    };
    let listed = json!({
        "anthropic/claude-opus-5": {},
        "anthropic/claude-opus-4-6": {},
        "openai/gpt-5.4": { "params": {} },
        "openai/gpt-5.4-nano": { "alias": "" },
        "openai/gpt-5.4-mini": { "alias": "mini" },
        "google/gemini-3.1-pro-preview": {},
        "a/b": { "alias": "GEMINI" },
    });
    assert_eq!(
        names(&listed),
        ["opus anthropic/claude-opus-5", "gpt openai/gpt-5.4", "mini openai/gpt-5.4-mini", "GEMINI a/b"]
    );
}

#[test]
fn built_in_alias_is_removed_by_empty_alias() {
    let gone = json!({ "openai/gpt-5.4": { "alias": "" } });
    let removed = |models: &Value| {
        let view = shared_db_view(&json!({ "models": models }), true);
        let decision = remove_alias(&view, &remove_op("gpt")).unwrap();
        (models_after(&view, &decision), decision.notes.len(), decision.effect)
    };
    let effect = |model: &str, alias: &str| Effect::AliasRemoved { alias: alias.to_owned(), model: model.to_owned() };
    for before in [json!({ "openai/gpt-5.4": {} }), json!({ "openai/gpt-5.4": { "alias": "gpt" } })] {
        assert_eq!(removed(&before), (gone.clone(), 1, effect("openai/gpt-5.4", "gpt")));
    }
    // Without the empty alias, the built-in alias would return to the model.
    let before = json!({ "a/b": { "alias": "GPT" }, "openai/gpt-5.4": {} });
    let after = json!({ "a/b": {}, "openai/gpt-5.4": { "alias": "" } });
    assert_eq!(removed(&before), (after, 1, effect("a/b", "GPT")));
}

#[test]
fn unknown_alias_error_suggests_similar_ones() {
    let view = view_of(&json!({ "models": { "a/b": { "alias": "opus" }, "c/d": { "alias": "fast" } } }));
    for (typed, alike) in [("opsu", vec!["opus"]), ("zzz", vec![]), ("a/b", vec!["opus"]), ("", vec![])] {
        let alike = alike.into_iter().map(str::to_owned).collect();
        let refusal = AliasError::Unknown { alias: typed.to_owned(), suggestions: alike, count: 2 };
        assert_eq!(remove_alias(&view, &remove_op(typed)), Err(refusal));
    }
}

#[test]
fn retargeted_step_is_noted() {
    let view = view_of(&json!({ "model": "x", "models": { "a/b": { "alias": "x" }, "c/d": {} } }));
    let moved = add_alias(&view, &add_op("x", "c/d")).unwrap().notes;
    assert_eq!(moved, ["step 1 of the text chain uses `x`, which changes from `a/b` to `c/d`"]);
    let renamed = add_alias(&view, &add_op("y", "a/b")).unwrap();
    assert_eq!((renamed.breaks.len(), renamed.notes.len()), (1, 1), "{renamed:?}");
}

const BROKEN_STEP_TEXT: &str = "step 1 of the text chain uses `X`, which changes from `a/b` to `openai/X`, a model that is not in the catalog or your config";

/// A view in which a chain, the image chain, an agent and two allowlists use `x`.
fn view_with_used_alias() -> View {
    let defaults = json!({
        "model": { "primary": "X", "fallbacks": ["c/d", "x@a:work"] },
        "imageModel": { "primary": "c/d", "fallbacks": ["x"] },
        "modelPolicy": { "allow": ["c/*", "x"] },
        "models": { "a/b": { "alias": "x", "params": {} }, "c/d": { "alias": "y" } },
    });
    let entries = json!({ "work": { "model": "x", "modelPolicy": { "allow": ["x"] } }, "play": { "model": "c/d" } });
    View::new(json!({ "agents": { "defaults": defaults, "entries": entries } })).with_generation(Generation::SharedDb)
}

#[test]
fn alias_in_use_is_kept_and_uses_are_listed() {
    let Err(AliasError::InUse { alias, breaks, repair }) = remove_alias(&view_with_used_alias(), &remove_op("X"))
    else {
        panic!("removed")
    };
    assert_eq!((alias.as_str(), breaks.len(), breaks[0].as_str()), ("x", 6, BROKEN_STEP_TEXT));
    assert_eq!(repair, Repair { writes: "a/b".to_owned(), chains: 3, lists: 2, is_on: false });
    // An alias that nothing uses is removed without a repair.
    let view = view_of(&json!({ "model": "a/b", "models": { "a/b": { "alias": "x" } } }));
    let decision = remove_alias(&view, &remove_op("x")).unwrap();
    assert_eq!((decision.edits.len(), decision.repair, decision.breaks), (1, None, Vec::new()));
}

#[test]
fn write_out_replaces_alias_by_model() {
    let decision = remove_alias(&view_with_used_alias(), &RemoveAlias { write_out: true, ..remove_op("x") }).unwrap();
    let after = view_with_used_alias().with_edits(&decision.edits).unwrap();
    let at = |path: &str| after.get(&path.parse().unwrap()).unwrap().clone();
    assert_eq!(at("agents.defaults.model"), json!({ "primary": "a/b", "fallbacks": ["c/d", "a/b@a:work"] }));
    assert_eq!(at("agents.defaults.imageModel"), json!({ "primary": "c/d", "fallbacks": ["a/b"] }));
    assert_eq!(at("agents.defaults.modelPolicy.allow"), json!(["c/*", "a/b"]));
    assert_eq!(at("agents.entries.work"), json!({ "model": "a/b", "modelPolicy": { "allow": ["a/b"] } }));
    assert_eq!(at("agents.defaults.models"), json!({ "a/b": { "params": {} }, "c/d": { "alias": "y" } }));
    assert!(decision.breaks.is_empty() && decision.notes.is_empty());
    assert!(decision.repair.unwrap().is_on);
}

#[test]
fn force_removes_alias_in_use() {
    let decision = remove_alias(&view_with_used_alias(), &RemoveAlias { force: true, ..remove_op("x") }).unwrap();
    assert_eq!((decision.edits.len(), decision.breaks.len(), decision.breaks[0].as_str()), (1, 6, BROKEN_STEP_TEXT));
    assert!(!decision.repair.unwrap().is_on);
}

#[test]
fn direct_model_ref_is_not_an_alias_use() {
    let models = json!({ "anthropic/claude-opus-4-5": { "alias": "opus-4.5" } });
    let view = view_of(&json!({ "model": "opus-4.5", "models": models }));
    assert_eq!(remove_alias(&view, &remove_op("opus-4.5")).unwrap().repair, None);
}

#[test]
fn alias_list_reports_effective_alias_and_origin() {
    let view = view_of(&json!({ "models": {
        "a/b": { "alias": "x" },
        "c/d": { "alias": "X" },
        "/z": { "alias": "none" },
        "openai/gpt-5.4": {},
        "google/gemini-3-flash-preview": { "alias": "" },
    } }));
    let rows: Vec<_> =
        list_aliases(&view).aliases.into_iter().map(|a| (a.alias, a.model, a.is_built_in, a.works)).collect();
    let row = |alias: &str, model: &str, is_built_in, works| (alias.to_owned(), model.to_owned(), is_built_in, works);
    assert_eq!(
        rows,
        [
            row("x", "a/b", false, false),
            row("X", "c/d", false, true),
            row("none", "/z", false, false),
            row("gpt", "openai/gpt-5.4", true, true),
        ]
    );
}

#[test]
fn alias_info_has_its_path() {
    let view = View::new(json!({
        "env": { "FAST": "x" },
        "agents": {
            "defaults": {
                "model": { "primary": "X", "fallbacks": ["c/d", "a/b", "${FAST}", "x@a:work"] },
                "imageModel": "y",
                "models": { "e/f": { "alias": "y" }, "a/b": { "alias": "x" }, "c/d": { "alias": "Y" }, "/z": { "alias": "z" } },
            },
            "list": [
                { "id": "main" },
                { "id": "work", "model": { "fallbacks": ["y", "x"] } },
                { "id": "play", "model": "x" },
            ],
        },
    }));
    let said = |info: AliasInfo| {
        let place = |AliasUse { chain, step }: &AliasUse| {
            format!("{} {} {step}", chain.role.as_str(), chain.agent.as_deref().unwrap_or("-"))
        };
        let [used_in, model_in] =
            [info.used_in, info.model_in].map(|uses| uses.iter().map(place).collect::<Vec<_>>().join(", "));
        (info.alias, used_in, model_in)
    };
    let row = |alias: &str, used_in: &str, model_in: &str| (alias.to_owned(), used_in.to_owned(), model_in.to_owned());
    assert_eq!(
        list_aliases(&view).aliases.into_iter().map(said).collect::<Vec<_>>(),
        [
            // `Y` further down is the same alias, and counts instead.
            row("y", "", ""),
            row("x", "text - 1, text - 4, text - 5, text work 3, text play 1", "text - 3"),
            row("Y", "image - 1, text work 2", "text - 2"),
            row("z", "", ""),
        ]
    );
}
