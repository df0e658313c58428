use contract::{Answer, AnswerReason};
use serde_json::json;

use super::*;

fn view_of(document: Value) -> View {
    View::new(document)
}

fn chain_labels(chain: &Chain) -> Vec<String> {
    chain.primary.iter().chain(&chain.fallbacks).map(ChainStep::label).collect()
}

#[test]
fn a_chain_is_read_in_both_forms() {
    let string = view_of(json!({ "agents": { "defaults": { "model": "openai/gpt-5.2" } } }));
    assert_eq!(chain_labels(&string.default_chain(Role::Text)), ["openai/gpt-5.2"]);
    let object = view_of(json!({ "agents": { "defaults": {
        "imageModel": { "primary": "google/gemini-2.5-flash", "fallbacks": ["openai/gpt-5.2"] },
    } } }));
    assert_eq!(chain_labels(&object.default_chain(Role::Image)), ["google/gemini-2.5-flash", "openai/gpt-5.2"]);
    assert_eq!(object.default_chain(Role::Text), Chain::default());
}

#[test]
fn alias_in_chain_shows_its_model() {
    let view = view_of(json!({ "agents": { "defaults": {
        "model": { "primary": "opus" },
        "models": { "anthropic/claude-opus-4-5": { "alias": "opus" } },
    } } }));
    let step = view.default_chain(Role::Text).primary.unwrap();
    assert_eq!(step.label(), "anthropic/claude-opus-4-5");
    assert!(step.is_written_differently());
    assert_eq!(step.alias.as_deref(), Some("opus"));
}

#[test]
fn effective_model_is_configured_or_default_with_reason() {
    let answer_of = |model: Value| {
        let view = view_of(json!({ "agents": { "defaults": { "model": model } } }));
        view.answer_for(&view.default_chain(Role::Text))
    };
    for (model, first, reason, fallback_count) in [
        (json!({}), "anthropic/claude-opus-4-6", AnswerReason::NotConfigured, 0),
        (json!({ "fallbacks": ["openai/gpt-5.2"] }), "anthropic/claude-opus-4-6", AnswerReason::NotConfigured, 1),
        (json!("openai/"), "anthropic/claude-opus-4-6", AnswerReason::NoSuchModel, 0),
        (json!("${NOT_SET_HERE}"), "${NOT_SET_HERE}", AnswerReason::VariableUnset, 0),
        (json!("openai/gpt-5.2"), "openai/gpt-5.2", AnswerReason::Configured, 0),
        (
            json!({ "primary": "openai/gpt-x", "fallbacks": ["c/d", "openai/"] }),
            "openai/gpt-x",
            AnswerReason::NotInCatalog,
            1,
        ),
    ] {
        assert_eq!(answer_of(model), Answer { model: first.to_owned(), reason, fallback_count });
    }
}

#[test]
fn wrong_types_are_ignored() {
    for document in [
        json!({ "agents": null }),
        json!({ "agents": { "defaults": [] } }),
        json!({ "agents": { "defaults": { "model": 5, "models": "x" } } }),
        json!({ "agents": { "defaults": { "model": { "primary": {}, "fallbacks": "x" } } } }),
        json!({ "agents": { "defaults": { "model": { "primary": "  ", "fallbacks": [1, null] } } } }),
    ] {
        assert_eq!(view_of(document.clone()).default_chain(Role::Text), Chain::default(), "{document}");
    }
}

/// Checks the chain of each agent of the reference's golden home.
#[test]
fn agent_inherits_unset_values() {
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
        let view = view_of(document.clone()).with_generation(generation);
        let AgentChain { chain, primary_layer: primary, fallbacks_layer: fallbacks } =
            view.agent_chain(view.agents().find_by_id(id).unwrap(), role);
        format!("{} {primary:?}/{fallbacks:?}", chain_labels(&chain).join(","))
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
        assert_eq!(tell(Generation::JsonStore, id, Role::Text), before, "{id}");
        assert_eq!(tell(Generation::AgentDb, id, Role::Text), before, "{id}");
        assert_eq!(tell(Generation::SharedDb, id, Role::Text), shared.unwrap_or(before), "{id}");
        assert_eq!(tell(Generation::SharedDb, id, Role::Image), "i/j Defaults/Defaults", "{id}");
    }
}

#[test]
fn variable_is_expanded_and_text_kept() {
    let variables = [("MY_M", "gpt-5.2"), ("OP", "opus"), ("KEY", "Canary")];
    let variables = variables.map(|(name, value)| (name.to_owned(), value.to_owned())).into_iter().collect();
    let view = view_of(json!({
        "agents": { "defaults": {
            "model": { "primary": "openai/${MY_M}", "fallbacks": ["${OP}", "p/${GONE}", "p/$${MY_M}"] },
            "models": { "a/b": { "alias": "${OP}" } },
        } },
        "models": { "providers": { "x": { "apiKey": "${KEY}", "baseUrl": "${URL}" } } },
        "channels": { "x": "${NOT_OURS}" },
    }))
    .with_env(Env::new(vec![variables]));
    let chain = view.default_chain(Role::Text);
    assert_eq!(chain_labels(&chain), ["openai/gpt-5.2", "a/b", "p/${GONE}", "p/${MY_M}"]);
    assert_eq!(chain.primary.unwrap().configured, "openai/${MY_M}");
    assert_eq!(chain.fallbacks[1].model, None);
    let missing: Vec<_> =
        view.unset_variables().iter().map(|missing| (missing.to_string(), missing.is_in_chain())).collect();
    let expected = [
        ("`GONE` is not set; `agents.defaults.model.fallbacks[1]` needs it".to_owned(), true),
        ("`URL` is not set; `models.providers.x.baseUrl` needs it".to_owned(), false),
    ];
    assert_eq!(missing, expected);
    assert!(!format!("{view:?}").contains("Canary"));
}

/// Builds a view of a home where the variable `V` has a value and a name is the primary.
fn view_with_variable(value: &str, name: &str) -> View {
    let variables = [("V".to_owned(), value.to_owned())].into_iter().collect();
    let document = json!({
        "agents": { "defaults": { "model": name, "models": { "any/listed": { "alias": "mine" } } } },
        "models": { "providers": { "house": { "models": [{ "id": "big" }] } } },
    });
    View::new(document).with_env(Env::new(vec![variables]))
}

#[test]
fn variables_with_known_models_show_the_model() {
    for (value, name, model) in [
        ("openai/gpt-5.2", "${V}", "openai/gpt-5.2"),
        ("gpt-5.2", "openai/${V}", "openai/gpt-5.2"),
        ("openai/gpt-5.2@openai:Canary", "${V}", "openai/gpt-5.2"),
        ("any/listed", "${V}", "any/listed"),
        ("MINE", "${V}", "any/listed"),
        ("big", "house/${V}", "house/big"),
    ] {
        let step = view_with_variable(value, name).chain_step(name);
        assert_eq!(step.model.map(|model| model.key()).as_deref(), Some(model), "{name} {value}");
        assert_eq!(step.configured, name);
    }
}

/// A password looks like a model name.
#[test]
fn other_variable_values_are_hidden() {
    let long = "gpt-5.2".repeat(100);
    for (value, name, is_known) in [
        ("hunter2correct", "${V}", Some(false)),
        ("postgres://u:pw-horse@db/x", "${V}", Some(false)),
        ("https://0123@o1.ingest.sentry.io/1", "${V}", Some(false)),
        ("hunter2", "openai/${V}", Some(false)),
        // These providers accept any name, and this one may be a password.
        ("hunter2", "openrouter/${V}", Some(true)),
        ("hunter2", "house/${V}", Some(true)),
        (&long, "openai/${V}", Some(false)),
    ] {
        let view = view_with_variable(value, name);
        let (step, chain) = (view.chain_step(name), view.default_chain(Role::Text));
        assert_eq!((step.label().as_str(), &step.model), (name, &None), "{value}");
        assert_eq!(view.is_hidden_model_known(&step), is_known, "{name} {value}");
        let doubts =
            [view.primary_warnings(&chain), crate::check::doctor::names::unknown_model_texts(&view, &[])].concat();
        let told =
            format!("{:?} {doubts:?} {:?}", view.answer_for(&chain), crate::check::doctor::names::doctor_checks(&view));
        assert!(!told.contains(value), "{told}");
        assert_eq!(
            doubts.iter().any(|doubt| doubt.contains("resolves to an unknown model")),
            is_known == Some(false),
            "{doubts:?}"
        );
    }
    for value in ["openai/", " "] {
        let view = view_with_variable(value, "${V}");
        assert_eq!(view.is_hidden_model_known(&view.chain_step("${V}")), None, "{value}");
    }
}

#[test]
fn an_alias_from_a_variable_works_and_is_not_shown() {
    let view = View::new(json!({
        "env": { "SHORT": "hunter2" },
        "agents": { "defaults": { "model": "hunter2", "models": { "a/b": { "alias": "${SHORT}" } } } },
    }));
    assert_eq!(chain_labels(&view.default_chain(Role::Text)), ["a/b"]);
    assert_eq!(view.alias_refs().into_iter().collect::<Vec<_>>(), [("${SHORT}".to_owned(), "a/b".to_owned())]);
    let row = crate::model::alias_list::list_aliases(&view).aliases.remove(0);
    assert_eq!((row.alias.as_str(), row.works, row.used_in.len()), ("${SHORT}", true, 1));
}

#[test]
fn names_are_collected_lazily_once_per_view() {
    let models = json!({ "anthropic/claude-opus-4-5": { "alias": "opus" } });
    let view = view_of(json!({ "agents": { "defaults": { "models": models } } }));
    let view = view.with_env(Env::default()).with_generation(Generation::SharedDb);
    assert!(view.aliases.get().is_none() && view.written_models.get().is_none());
    assert!(view.resolve_alias("opus").is_some() && view.clone().aliases.get().is_some());
    let other = view.with_document(Arc::new(json!({})));
    assert!(other.aliases.get().is_none() && other.resolve_alias("opus").is_none());
}
