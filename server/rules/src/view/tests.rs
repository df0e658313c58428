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
    let variables = [("MY_M", "val"), ("OP", "opus"), ("KEY", "Canary")];
    let variables = variables.map(|(name, value)| (name.to_owned(), value.to_owned())).into_iter().collect();
    let view = view(json!({
        "agents": { "defaults": {
            "model": { "primary": "p/${MY_M}-$${MY_M}", "fallbacks": ["${OP}", "p/${GONE}"] },
            "models": { "a/b": { "alias": "${OP}" } },
        } },
        "models": { "providers": { "x": { "apiKey": "${KEY}", "baseUrl": "${URL}" } } },
        "channels": { "x": "${NOT_OURS}" },
    }))
    .with_env(Env::new(vec![variables]));
    let chain = view.chain(Role::Text);
    assert_eq!(labels(&chain), ["p/val-${MY_M}", "a/b", "p/${GONE}"]);
    assert_eq!(chain.primary.unwrap().configured, "p/${MY_M}-$${MY_M}");
    assert_eq!(chain.fallbacks[1].model, None);
    let missing: Vec<_> = view.missing().iter().map(|missing| (missing.to_string(), missing.is_in_chain())).collect();
    let expected = [
        ("`GONE` is not set; `agents.defaults.model.fallbacks[1]` needs it".to_owned(), true),
        ("`URL` is not set; `models.providers.x.baseUrl` needs it".to_owned(), false),
    ];
    assert_eq!(missing, expected);
    assert!(!format!("{view:?}").contains("Canary"));
}
