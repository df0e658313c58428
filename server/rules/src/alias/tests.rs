use contract::{Generation, Repair};
use json5_edit::KeyPath;
use serde_json::{Value, json};

use super::*;

fn view(defaults: &Value) -> View {
    View::new(json!({ "agents": { "defaults": defaults } }))
}

fn modern(defaults: &Value, marked: bool) -> View {
    let meta = if marked { json!({ "migrations": { "modelPolicyAllowlist": true } }) } else { json!({}) };
    View::new(json!({ "meta": meta, "agents": { "defaults": defaults } })).with_generation(Generation::SharedDb)
}

fn op(alias: &str, model: &str) -> AddAlias {
    AddAlias { alias: alias.to_owned(), model: model.to_owned(), force: true }
}

fn named(alias: &str) -> RemoveAlias {
    RemoveAlias { alias: alias.to_owned(), ..RemoveAlias::default() }
}

fn done(view: &View, decision: &Decision) -> Value {
    view.edited(&decision.edits).unwrap().get(&KeyPath::of(["agents", "defaults", "models"])).unwrap().clone()
}

fn added(models: &Value, alias: &str, model: &str) -> (Value, Effect, Vec<String>) {
    let view = view(&json!({ "models": models }));
    let decision = add(&view, &op(alias, model)).unwrap();
    (done(&view, &decision), decision.effect, decision.notes)
}

fn removed(models: &Value, alias: &str) -> (Value, Effect, Vec<String>) {
    let view = view(&json!({ "models": models }));
    let decision = remove(&view, &named(alias)).unwrap();
    (done(&view, &decision), decision.effect, decision.notes)
}

#[test]
fn an_alias_is_added_where_its_model_stands() {
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
        let (is, effect, _) = added(&before, alias, model);
        assert_eq!(is, after, "{before} {alias} {model}");
        assert!(matches!(effect, Effect::AliasAdded { alias: said, .. } if said == alias.trim()));
    }
}

#[test]
fn one_that_stands_for_another_model_is_moved_and_its_entry_stays() {
    let moved =
        |from: &str, to: &str| Effect::AliasMoved { alias: "X".to_owned(), from: from.to_owned(), to: to.to_owned() };
    let (after, effect, _) = added(&json!({ "a/b": { "alias": "x" }, "c/d": { "alias": "y" } }), "X", "c/d");
    assert_eq!(after, json!({ "a/b": {}, "c/d": { "alias": "X" } }));
    assert_eq!(effect, moved("a/b", "c/d"));
    // Of two that differ in case the later one was meant; both go.
    let (after, effect, _) =
        added(&json!({ "a/b": { "alias": "x" }, "c/d": { "alias": "X", "params": {} } }), "X", "e/f");
    assert_eq!(after, json!({ "a/b": {}, "c/d": { "params": {} }, "e/f": { "alias": "X" } }));
    assert_eq!(effect, moved("c/d", "e/f"));
    // An earlier one that a later one hides is taken away, so that it means what was asked for.
    let (after, effect, _) = added(&json!({ "a/b": { "alias": "X" }, "c/d": { "alias": "x" } }), "X", "a/b");
    assert_eq!(after, json!({ "a/b": { "alias": "X" }, "c/d": {} }));
    assert_eq!(effect, moved("c/d", "a/b"));
}

#[test]
fn the_same_again_changes_nothing() {
    let view = view(&json!({ "models": { "a/b": { "alias": "x" }, "openai/gpt-5.4": {} } }));
    for (alias, model) in [("x", "a/b"), ("x", "x"), ("gpt", "openai/gpt-5.4")] {
        let decision = add(&view, &op(alias, model)).unwrap();
        let key = view.resolve(model).unwrap().key();
        assert_eq!(decision, Decision::nothing(Effect::AliasAdded { alias: alias.to_owned(), model: key }));
    }
}

#[test]
fn what_cannot_be_an_alias_is_refused() {
    for alias in ["", "  ", "a b", "a/b", "é", "a\nb", "${X}", "x@y"] {
        assert_eq!(add(&view(&json!({})), &op(alias, "a/b")), Err(Refusal::NotAnAlias { typed: alias.to_owned() }));
    }
}

#[test]
fn an_unknown_model_gets_one_only_by_force() {
    let view = view(&json!({}));
    let ask = |force| add(&view, &AddAlias { force, ..op("x", "openai/gpt-52") });
    assert!(matches!(ask(false), Err(Refusal::UnknownModel { .. })));
    assert!(ask(true).is_ok());
    assert_eq!(add(&view, &op("x", "openai/")), Err(Refusal::NotAModel { typed: "openai/".to_owned() }));
}

#[test]
fn a_first_entry_that_begins_a_list_brings_the_chains_along() {
    let chains = json!({ "model": { "primary": "p/q", "fallbacks": ["c/d"] }, "imageModel": "i/j" });
    let old = view(&chains);
    let decision = add(&old, &op("x", "c/d")).unwrap();
    assert_eq!(done(&old, &decision), json!({ "p/q": {}, "i/j": {}, "c/d": { "alias": "x" } }));
    let [note] = decision.notes.as_slice() else { panic!("{:?}", decision.notes) };
    assert!(note.ends_with("the models in use are added too: `p/q`, `i/j`"), "{note}");
    // The later homes can say that it is no list.
    for (marked, count) in [(false, 1), (true, 0)] {
        let new = modern(&chains, marked);
        let decision = add(&new, &op("x", "c/d")).unwrap();
        assert_eq!(done(&new, &decision), json!({ "c/d": { "alias": "x" } }));
        let after = new.edited(&decision.edits).unwrap();
        assert_eq!((Allowlist::of(&after), decision.notes.len()), (Allowlist::Off, count));
    }
}

#[test]
fn an_alias_for_what_nobody_may_ask_for_is_said_to_be_one() {
    let policy = json!({ "models": {}, "modelPolicy": { "allow": ["a/b", "e/*"] }, "model": "p/q" });
    for (model, is_said) in [("a/b", false), ("p/q", false), ("e/f", false), ("c/d", true)] {
        let notes = add(&modern(&policy, true), &op("x", model)).unwrap().notes;
        assert_eq!(
            notes.iter().any(|note| note.contains("`openclaw models allow c/d`")),
            is_said,
            "{model}: {notes:?}"
        );
    }
}

#[test]
fn an_alias_is_removed_wherever_it_stands() {
    for (before, after, model) in [
        (json!({ "a/b": { "alias": "x" } }), json!({ "a/b": {} }), "a/b"),
        (json!({ "a/b": { "alias": "X", "params": {} } }), json!({ "a/b": { "params": {} } }), "a/b"),
        (json!({ "a/b": { "alias": "x" }, "c/d": { "alias": "X" } }), json!({ "a/b": {}, "c/d": {} }), "c/d"),
        (json!({ "/b": { "alias": " x " } }), json!({ "/b": {} }), "/b"),
    ] {
        let (is, effect, _) = removed(&before, " x ");
        assert_eq!(is, after, "{before}");
        assert!(matches!(effect, Effect::AliasRemoved { model: of, .. } if of == model));
    }
}

#[test]
fn what_openclaw_calls_a_model_by_itself_goes_only_with_an_empty_alias() {
    let gone = json!({ "openai/gpt-5.4": { "alias": "" } });
    for before in [json!({ "openai/gpt-5.4": {} }), json!({ "openai/gpt-5.4": { "alias": "GPT" } })] {
        let (after, _, notes) = removed(&before, "gpt");
        assert_eq!((&after, notes.len()), (&gone, 1), "{before}");
        assert!(list(&view(&json!({ "models": after }))).aliases.is_empty());
    }
    let (after, effect, _) = added(&json!({ "a/b": {}, "openai/gpt-5.4": {} }), "gpt", "a/b");
    assert_eq!(after, json!({ "a/b": { "alias": "gpt" }, "openai/gpt-5.4": { "alias": "" } }));
    assert!(matches!(effect, Effect::AliasMoved { .. }));
}

#[test]
fn the_later_homes_have_names_of_their_own_which_yield_to_others() {
    let names = |models: &Value| {
        let aliases = list(&modern(&json!({ "models": models }), true)).aliases;
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
fn a_name_of_the_later_homes_goes_with_an_empty_alias() {
    let gone = json!({ "openai/gpt-5.4": { "alias": "" } });
    let removed = |models: &Value| {
        let view = modern(&json!({ "models": models }), true);
        let decision = remove(&view, &named("gpt")).unwrap();
        (done(&view, &decision), decision.notes.len(), decision.effect)
    };
    let effect = |model: &str, alias: &str| Effect::AliasRemoved { alias: alias.to_owned(), model: model.to_owned() };
    for before in [json!({ "openai/gpt-5.4": {} }), json!({ "openai/gpt-5.4": { "alias": "gpt" } })] {
        assert_eq!(removed(&before), (gone.clone(), 1, effect("openai/gpt-5.4", "gpt")));
    }
    // Else the name would come back to the model that it was taken from.
    let before = json!({ "a/b": { "alias": "GPT" }, "openai/gpt-5.4": {} });
    let after = json!({ "a/b": {}, "openai/gpt-5.4": { "alias": "" } });
    assert_eq!(removed(&before), (after, 1, effect("a/b", "GPT")));
}

#[test]
fn an_alias_that_is_none_names_what_is_alike() {
    let view = view(&json!({ "models": { "a/b": { "alias": "opus" }, "c/d": { "alias": "fast" } } }));
    for (typed, alike) in [("opsu", vec!["opus"]), ("zzz", vec![]), ("a/b", vec!["opus"]), ("", vec![])] {
        let alike = alike.into_iter().map(str::to_owned).collect();
        let refusal = Refusal::UnknownAlias { alias: typed.to_owned(), alike, count: 2 };
        assert_eq!(remove(&view, &named(typed)), Err(refusal));
    }
}

#[test]
fn a_chain_that_names_the_alias_is_told() {
    let view = view(&json!({ "model": "x", "models": { "a/b": { "alias": "x" }, "c/d": {} } }));
    let moved = add(&view, &op("x", "c/d")).unwrap().notes;
    assert_eq!(moved, ["step 1 of the text chain says `x`, which changes from `a/b` to `c/d`"]);
    let renamed = add(&view, &op("y", "a/b")).unwrap();
    assert_eq!((renamed.breaks.len(), renamed.notes.len()), (1, 1), "{renamed:?}");
}

const LOST: &str = "step 1 of the text chain says `X`, which changes from `a/b` to `openai/X`, a model that is not in the catalog or your config";

/// A chain, the image chain, an agent and two lists of allowed models use `x`.
fn used() -> View {
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
fn an_alias_in_use_is_not_removed_and_what_would_break_is_said() {
    let Err(Refusal::AliasUsed { alias, breaks, repair }) = remove(&used(), &named("X")) else { panic!("removed") };
    assert_eq!((alias.as_str(), breaks.len(), breaks[0].as_str()), ("x", 6, LOST));
    assert_eq!(repair, Repair { writes: "a/b".to_owned(), chains: 3, lists: 2, is_on: false });
    // What no place uses goes as it is.
    let view = view(&json!({ "model": "a/b", "models": { "a/b": { "alias": "x" } } }));
    let decision = remove(&view, &named("x")).unwrap();
    assert_eq!((decision.edits.len(), decision.repair, decision.breaks), (1, None, Vec::new()));
}

#[test]
fn written_out_the_model_stands_wherever_its_alias_stood() {
    let decision = remove(&used(), &RemoveAlias { write_out: true, ..named("x") }).unwrap();
    let after = used().edited(&decision.edits).unwrap();
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
fn by_force_an_alias_in_use_is_removed_all_the_same() {
    let decision = remove(&used(), &RemoveAlias { force: true, ..named("x") }).unwrap();
    assert_eq!((decision.edits.len(), decision.breaks.len(), decision.breaks[0].as_str()), (1, 6, LOST));
    assert!(!decision.repair.unwrap().is_on);
}

#[test]
fn a_text_that_means_the_same_model_without_the_alias_does_not_use_it() {
    let models = json!({ "anthropic/claude-opus-4-5": { "alias": "opus-4.5" } });
    let view = view(&json!({ "model": "opus-4.5", "models": models }));
    assert_eq!(remove(&view, &named("opus-4.5")).unwrap().repair, None);
}

#[test]
fn a_list_says_which_of_two_works_and_who_gave_the_name() {
    let view = view(&json!({ "models": {
        "a/b": { "alias": "x" },
        "c/d": { "alias": "X" },
        "/z": { "alias": "none" },
        "openai/gpt-5.4": {},
        "google/gemini-3-flash-preview": { "alias": "" },
    } }));
    let rows: Vec<_> = list(&view).aliases.into_iter().map(|a| (a.alias, a.model, a.is_built_in, a.works)).collect();
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
fn an_alias_says_where_it_is_written() {
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
        let place = |Use { chain, step }: &Use| {
            format!("{} {} {step}", chain.role.word(), chain.agent.as_deref().unwrap_or("-"))
        };
        let [used_in, model_in] =
            [info.used_in, info.model_in].map(|uses| uses.iter().map(place).collect::<Vec<_>>().join(", "));
        (info.alias, used_in, model_in)
    };
    let row = |alias: &str, used_in: &str, model_in: &str| (alias.to_owned(), used_in.to_owned(), model_in.to_owned());
    assert_eq!(
        list(&view).aliases.into_iter().map(said).collect::<Vec<_>>(),
        [
            // A later one is called the same.
            row("y", "", ""),
            row("x", "text - 1, text - 4, text - 5, text work 3, text play 1", "text - 3"),
            row("Y", "image - 1, text work 2", "text - 2"),
            row("z", "", ""),
        ]
    );
}
