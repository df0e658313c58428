use super::*;
use contract::{Answer, Because};
use serde_json::json;

fn view(document: Value) -> View {
    View::new(document)
}

fn labels(chain: &Chain) -> Vec<String> {
    chain.primary.iter().chain(&chain.fallbacks).map(Rung::label).collect()
}

#[test]
fn a_chain_is_read_in_both_forms() {
    let string = view(json!({ "agents": { "defaults": { "model": "openai/gpt-5.2" } } }));
    assert_eq!(labels(&string.chain(Role::Text)), ["openai/gpt-5.2"]);
    let object = view(json!({ "agents": { "defaults": {
        "imageModel": { "primary": "google/gemini-2.5-flash", "fallbacks": ["openai/gpt-5.2"] },
    } } }));
    assert_eq!(labels(&object.chain(Role::Image)), ["google/gemini-2.5-flash", "openai/gpt-5.2"]);
    assert_eq!(object.chain(Role::Text), Chain::default());
}

#[test]
fn an_alias_in_a_chain_shows_its_model() {
    let view = view(json!({ "agents": { "defaults": {
        "model": { "primary": "opus" },
        "models": { "anthropic/claude-opus-4-5": { "alias": "opus" } },
    } } }));
    let rung = view.chain(Role::Text).primary.unwrap();
    assert_eq!(rung.label(), "anthropic/claude-opus-4-5");
    assert!(rung.is_indirect());
    assert_eq!(rung.alias.as_deref(), Some("opus"));
}

#[test]
fn a_request_gets_what_is_set_or_openclaws_own_and_it_is_said_why() {
    let answer_of = |model: Value| {
        let view = view(json!({ "agents": { "defaults": { "model": model } } }));
        view.answer(&view.chain(Role::Text))
    };
    for (model, first, why, others) in [
        (json!({}), "anthropic/claude-opus-4-6", Because::Unset, 0),
        (json!({ "fallbacks": ["openai/gpt-5.2"] }), "anthropic/claude-opus-4-6", Because::Unset, 1),
        (json!("openai/"), "anthropic/claude-opus-4-6", Because::Meaningless, 0),
        (json!("${NOT_SET_HERE}"), "${NOT_SET_HERE}", Because::Unfilled, 0),
        (json!("openai/gpt-5.2"), "openai/gpt-5.2", Because::Set, 0),
        (json!({ "primary": "openai/gpt-x", "fallbacks": ["c/d", "openai/"] }), "openai/gpt-x", Because::Unheard, 1),
    ] {
        assert_eq!(answer_of(model), Answer { model: first.to_owned(), why, others });
    }
}

#[test]
fn wrong_types_are_passed_over() {
    for document in [
        json!({ "agents": null }),
        json!({ "agents": { "defaults": [] } }),
        json!({ "agents": { "defaults": { "model": 5, "models": "x" } } }),
        json!({ "agents": { "defaults": { "model": { "primary": {}, "fallbacks": "x" } } } }),
        json!({ "agents": { "defaults": { "model": { "primary": "  ", "fallbacks": [1, null] } } } }),
    ] {
        assert_eq!(view(document.clone()).chain(Role::Text), Chain::default(), "{document}");
    }
}

/// The golden home of the reference, and what it says about each agent.
#[test]
fn an_agent_inherits_what_it_does_not_say() {
    let document = json!({ "agents": {
        "defaults": { "model": { "primary": "a/b", "fallbacks": ["c/d"] }, "imageModel": "i/j" },
        "list": [
            { "id": "main" },
            { "id": "empty", "model": { "primary": "e/f", "fallbacks": [] } },
            { "id": "string", "model": "e/f" },
            { "id": "primary", "model": { "primary": "e/f" } },
            { "id": "fallbacks", "model": { "fallbacks": ["g/h"] } },
            { "id": "blank", "model": { "primary": " " } },
            { "id": "wrong", "model": { "primary": "e/f", "fallbacks": "x" } },
        ],
    } });
    let tell = |generation, id: &str, role| {
        let view = view(document.clone()).with_generation(generation);
        let AgentChain { chain, primary, fallbacks } = view.chain_of(view.agents().named(id).unwrap(), role);
        format!("{} {primary:?}/{fallbacks:?}", labels(&chain).join(","))
    };
    for (id, before, shared) in [
        ("main", "a/b,c/d Defaults/Defaults", None),
        ("empty", "e/f Agent/Agent", None),
        ("string", "e/f,c/d Agent/Defaults", Some("e/f Agent/Agent")),
        ("primary", "e/f,c/d Agent/Defaults", Some("e/f Agent/Agent")),
        ("fallbacks", "a/b,g/h Defaults/Agent", None),
        ("blank", "a/b,c/d Defaults/Defaults", None),
        ("wrong", "e/f,c/d Agent/Defaults", Some("e/f Agent/Agent")),
    ] {
        assert_eq!(tell(Generation::Seeds, id, Role::Text), before, "{id}");
        assert_eq!(tell(Generation::AgentDb, id, Role::Text), before, "{id}");
        assert_eq!(tell(Generation::SharedDb, id, Role::Text), shared.unwrap_or(before), "{id}");
        assert_eq!(tell(Generation::SharedDb, id, Role::Image), "i/j Defaults/Defaults", "{id}");
    }
}

#[test]
fn a_variable_stands_for_its_value_and_the_text_stays() {
    let variables = [("MY_M", "gpt-5.2"), ("OP", "opus"), ("KEY", "Canary")];
    let variables = variables.map(|(name, value)| (name.to_owned(), value.to_owned())).into_iter().collect();
    let view = view(json!({
        "agents": { "defaults": {
            "model": { "primary": "openai/${MY_M}", "fallbacks": ["${OP}", "p/${GONE}", "p/$${MY_M}"] },
            "models": { "a/b": { "alias": "${OP}" } },
        } },
        "models": { "providers": { "x": { "apiKey": "${KEY}", "baseUrl": "${URL}" } } },
        "channels": { "x": "${NOT_OURS}" },
    }))
    .with_env(Env::new(vec![variables]));
    let chain = view.chain(Role::Text);
    assert_eq!(labels(&chain), ["openai/gpt-5.2", "a/b", "p/${GONE}", "p/${MY_M}"]);
    assert_eq!(chain.primary.unwrap().configured, "openai/${MY_M}");
    assert_eq!(chain.fallbacks[1].model, None);
    let missing: Vec<_> = view.missing().iter().map(|missing| (missing.to_string(), missing.is_in_chain())).collect();
    let expected = [
        ("`GONE` is not set; `agents.defaults.model.fallbacks[1]` needs it".to_owned(), true),
        ("`URL` is not set; `models.providers.x.baseUrl` needs it".to_owned(), false),
    ];
    assert_eq!(missing, expected);
    assert!(!format!("{view:?}").contains("Canary"));
}

/// A home where the variable `V` has a value, and a name is the primary.
fn holding(value: &str, name: &str) -> View {
    let variables = [("V".to_owned(), value.to_owned())].into_iter().collect();
    let document = json!({
        "agents": { "defaults": { "model": name, "models": { "any/listed": { "alias": "mine" } } } },
        "models": { "providers": { "house": { "models": [{ "id": "big" }] } } },
    });
    View::new(document).with_env(Env::new(vec![variables]))
}

#[test]
fn what_fills_a_variable_is_shown_as_a_model_that_can_be_read_elsewhere() {
    for (value, name, model) in [
        ("openai/gpt-5.2", "${V}", "openai/gpt-5.2"),
        ("gpt-5.2", "openai/${V}", "openai/gpt-5.2"),
        ("openai/gpt-5.2@openai:Canary", "${V}", "openai/gpt-5.2"),
        ("any/listed", "${V}", "any/listed"),
        ("MINE", "${V}", "any/listed"),
        ("big", "house/${V}", "house/big"),
    ] {
        let rung = holding(value, name).rung(name);
        assert_eq!(rung.model.map(|model| model.key()).as_deref(), Some(model), "{name} {value}");
        assert_eq!(rung.configured, name);
    }
}

/// A password looks like a name.
#[test]
fn what_else_fills_a_variable_is_told_to_be_known_or_not_and_not_shown() {
    let long = "gpt-5.2".repeat(100);
    for (value, name, is_known) in [
        ("hunter2correct", "${V}", Some(false)),
        ("postgres://u:pw-horse@db/x", "${V}", Some(false)),
        ("https://0123@o1.ingest.sentry.io/1", "${V}", Some(false)),
        ("hunter2", "openai/${V}", Some(false)),
        // Any name may be right there, and this one may be a password.
        ("hunter2", "openrouter/${V}", Some(true)),
        ("hunter2", "house/${V}", Some(true)),
        (&long, "openai/${V}", Some(false)),
    ] {
        let view = holding(value, name);
        let (rung, chain) = (view.rung(name), view.chain(Role::Text));
        assert_eq!((rung.label().as_str(), &rung.model), (name, &None), "{value}");
        assert_eq!(view.kept_to_itself(&rung), is_known, "{name} {value}");
        let doubts = [view.doubts(&chain), crate::health::names::unheard(&view)].concat();
        let told = format!("{:?} {doubts:?} {:?}", view.answer(&chain), crate::health::names::checks(&view));
        assert!(!told.contains(value), "{told}");
        assert_eq!(
            doubts.iter().any(|doubt| doubt.contains("is not a known model")),
            is_known == Some(false),
            "{doubts:?}"
        );
    }
    for value in ["openai/", " "] {
        let view = holding(value, "${V}");
        assert_eq!(view.kept_to_itself(&view.rung("${V}")), None, "{value}");
    }
}

#[test]
fn an_alias_from_a_variable_works_and_is_not_shown() {
    let view = View::new(json!({
        "env": { "SHORT": "hunter2" },
        "agents": { "defaults": { "model": "hunter2", "models": { "a/b": { "alias": "${SHORT}" } } } },
    }));
    assert_eq!(labels(&view.chain(Role::Text)), ["a/b"]);
    assert_eq!(view.aliases().into_iter().collect::<Vec<_>>(), [("${SHORT}".to_owned(), "a/b".to_owned())]);
    let row = crate::alias::list(&view).aliases.remove(0);
    assert_eq!((row.alias.as_str(), row.works, row.used_in.len()), ("${SHORT}", true, 1));
}
