use std::time::{Duration, UNIX_EPOCH};

use contract::{Code, Generation, ListedModel};
use serde_json::{Value, json};

use super::*;
use crate::{
    base::{
        env::{Env, Variables},
        home::{HomeVars, locate_home},
    },
    document::view::providers::provider_entry,
};

fn test_home() -> Home {
    locate_home(&HomeVars { home: Some("/home/user".to_owned()), ..HomeVars::default() }, |_| false)
}

fn test_document() -> Value {
    json!({
        "agents": {
            "defaults": {
                "model": { "primary": "opus", "fallbacks": ["openai/gpt-5.2", "openai/", "nosuch/model-x", "fast"] },
                "imageModel": { "primary": "google/gemini-2.5-flash", "fallbacks": ["openai/gpt-5.2"] },
                "models": {
                    "anthropic/claude-opus-4-5": { "alias": "opus" },
                    "google/gemini-2.5-flash": { "alias": "fast" },
                    "openrouter/moonshotai/kimi-k2": {},
                    "zz/unlisted": {},
                    "gone/g": { "alias": "gg" },
                    "xai/*": {},
                },
            },
            "list": [{ "id": "main", "default": true }, { "id": "work", "model": "zz/m2" }],
        },
        "models": { "providers": {
            "zz": {
                "baseUrl": "http://localhost:1234/v1",
                "apiKey": "lm",
                "models": [
                    { "id": "m1", "name": "Model One", "contextWindow": 32768, "maxTokens": 4096 },
                    { "id": "m2", "input": ["text", "image"], "reasoning": true,
                      "cost": { "input": 0, "output": 0, "cacheRead": 0, "cacheWrite": 0 } },
                ],
            },
            "anthropic": { "models": [{ "id": "claude-opus-4-5", "contextWindow": 1234 }] },
        } },
    })
}

fn view_with(document: Value, variables: &[&str]) -> View {
    let set: Variables = variables.iter().map(|name| ((*name).to_owned(), "value".to_owned())).collect();
    View::new(document).with_env(Env::new(vec![set]))
}

fn test_view() -> View {
    view_with(test_document(), &["OPENAI_API_KEY"])
}

/// A provider has a credential if the configuration or a variable has a key.
fn is_test_provider(view: &View, provider: &str) -> bool {
    let has_key = provider_entry(view, provider).is_some_and(|entry| entry.get("apiKey").is_some());
    let variable = format!("{}_API_KEY", provider.to_uppercase());
    has_key || view.is_variable_set(&variable)
}

fn list(view: &View, op: &ListModels) -> ListedModels {
    list_on(view, op, "2026-11-29")
}

fn list_on(view: &View, op: &ListModels, today: &str) -> ListedModels {
    let days = catalog::Date::parse(today).unwrap().days_since_epoch();
    let now = UNIX_EPOCH + Duration::from_secs(u64::try_from(days).unwrap() * 86_400 + 1);
    list_models(view, &test_home(), &|provider| is_test_provider(view, provider), op, now).unwrap()
}

fn configured() -> ListModels {
    ListModels { scope: ListScope::Configured, ..ListModels::default() }
}

fn all() -> ListModels {
    ListModels { scope: ListScope::All, ..ListModels::default() }
}

fn keys(list: &ListedModels) -> Vec<&str> {
    list.models.iter().map(|model| model.key.as_ref()).collect()
}

fn find<'a>(list: &'a ListedModels, key: &str) -> &'a ListedModel {
    list.models.iter().find(|model| *model.key == *key).unwrap_or_else(|| panic!("{key} in {:?}", keys(list)))
}

#[test]
fn configured_models_have_openclaws_order_and_tags() {
    let list = list(&test_view(), &configured());
    let rows: Vec<_> = list.models.iter().map(|one| (one.key.as_ref(), one.tags.join(","), one.available)).collect();
    assert_eq!(
        rows,
        [
            ("anthropic/claude-opus-4-5", "default,configured,alias:opus".to_owned(), Some(false)),
            ("openai/gpt-5.2", "fallback#1,img-fallback#1".to_owned(), Some(true)),
            ("nosuch/model-x", "fallback#3,missing".to_owned(), None),
            ("google/gemini-2.5-flash", "fallback#4,image,configured,alias:fast".to_owned(), Some(false)),
            ("openrouter/moonshotai/kimi-k2", "configured".to_owned(), Some(false)),
            ("zz/unlisted", "configured".to_owned(), Some(true)),
            ("gone/g", "configured,missing".to_owned(), None),
        ]
    );
    assert!(list.models.iter().all(|one| one.missing == one.tags.contains(&"missing".to_owned())));
    assert!(list.models.iter().all(|one| one.model_ref == one.key));
}

#[test]
fn an_agents_own_chain_counts() {
    let op = ListModels { agent: Some("work".to_owned()), ..configured() };
    assert_eq!(find(&list(&test_view(), &op), "zz/m2").tags, ["default"]);
    let op = ListModels { agent: Some("wrok".to_owned()), ..configured() };
    assert_eq!(
        list_models(&test_view(), &test_home(), &|_| false, &op, UNIX_EPOCH).unwrap_err().code,
        Code::AgentUnknown
    );
}

#[test]
fn without_a_configuration_openclaws_own_default_is_listed() {
    for (generation, expected) in
        [(Generation::JsonStore, "anthropic/claude-opus-4-6"), (Generation::SharedDb, "openai/gpt-5.5")]
    {
        let view = View::default().with_generation(generation);
        let answer = view.answer_for(&contract::Chain::default()).model;
        let list = list(&view, &ListModels::default());
        assert_eq!(keys(&list), [answer.as_str()], "{expected}");
        assert_eq!(list.models[0].tags[0], "default");
    }
}

#[test]
fn recommended_models_follow_if_their_provider_has_a_credential() {
    let found = list(&test_view(), &ListModels::default());
    let others: Vec<_> = keys(&found).into_iter().skip(7).collect();
    // The models of the configuration's own providers are recommended.
    assert_eq!(others[..2], ["zz/m1", "zz/m2"]);
    assert!(others.len() > 4 && others[2..].iter().all(|key| key.starts_with("openai/")), "{others:?}");
    // A provider that is asked for needs no credential.
    let google = list(&test_view(), &ListModels { provider: Some("Google".to_owned()), ..ListModels::default() });
    assert!(google.models.len() > 2 && keys(&google).iter().all(|key| key.starts_with("google/")));
    assert!(google.models.iter().all(|one| one.available == Some(false)));
}

#[test]
fn all_models_are_sorted_and_missing_ones_come_last() {
    let found = list(&test_view(), &all());
    assert!(found.models.len() > 2_500);
    let known = keys(&found).len() - 3;
    assert_eq!(keys(&found)[known..], ["gone/g", "nosuch/model-x", "zz/unlisted"]);
    let providers: Vec<_> = keys(&found)[..known].iter().map(|key| key.split('/').next().unwrap()).collect();
    assert!(providers.is_sorted());
    let unique: BTreeSet<_> = keys(&found).into_iter().collect();
    assert_eq!(unique.len(), found.models.len());
    assert_eq!(find(&found, "openai/gpt-5.2").tags, ["fallback#1", "img-fallback#1"]);
}

#[test]
fn the_configuration_states_facts_and_the_catalog_the_others() {
    let found = list(&test_view(), &all());
    let opus = find(&found, "anthropic/claude-opus-4-5");
    assert_eq!((opus.context_window, opus.reasoning, opus.local), (Some(1234), Some(true), Some(false)));
    assert!(opus.cost.is_some() && opus.name.starts_with("Claude Opus 4.5") && opus.released.is_some());
    let one = find(&found, "zz/m1");
    assert_eq!((one.name.as_str(), one.context_window, one.max_output), ("Model One", Some(32_768), Some(4_096)));
    assert_eq!((one.reasoning, one.cost, one.status.as_deref(), one.local), (None, None, None, Some(true)));
    assert_eq!(one.available, Some(true));
    let two = find(&found, "zz/m2");
    assert_eq!((two.input.join("+"), two.reasoning), ("text+image".to_owned(), Some(true)));
    let unlisted = find(&found, "zz/unlisted");
    assert_eq!((unlisted.missing, unlisted.local, unlisted.context_window), (false, Some(true), None));
    let missing = find(&found, "gone/g");
    assert_eq!((missing.name.as_str(), missing.local, missing.available), ("gone/g", None, None));
}

#[test]
fn a_nominal_size_names_its_note() {
    let found = list(&View::default(), &all());
    let nominal: Vec<_> = found.models.iter().filter(|one| one.has_nominal_params()).collect();
    assert!(!nominal.is_empty() && nominal.iter().all(|one| one.params.is_some()));
    assert!(nominal.iter().all(|one| one.params_source.as_ref().is_some_and(|note| note.starts_with("nominal"))));
    let stated = found.models.iter().find(|one| one.params_source.as_deref() == Some("id")).unwrap();
    assert!(!stated.has_nominal_params());
}

#[test]
fn filters_leave_out_what_they_exclude() {
    let filtered = |op: ListModels| list(&test_view(), &op);
    let local = filtered(ListModels { local: true, ..ListModels::default() });
    assert_eq!(keys(&local), ["zz/unlisted", "zz/m1", "zz/m2"]);
    assert!(keys(&filtered(ListModels { local: true, ..all() })).contains(&"zz/m2"));
    let free = filtered(ListModels { free: true, ..all() });
    assert!(keys(&free).contains(&"zz/m2") && !keys(&free).contains(&"zz/m1"));
    assert!(free.models.iter().all(|one| one.cost.is_none_or(|cost| cost.output <= 0.0)));
    let configured = filtered(ListModels { provider: Some("zz".to_owned()), ..configured() });
    assert_eq!(keys(&configured), ["zz/unlisted"]);
    // A name that OpenClaw reads as another provider.
    let zai = filtered(ListModels { provider: Some("z.ai".to_owned()), ..all() });
    assert!(!zai.models.is_empty() && keys(&zai).iter().all(|key| key.starts_with("zai/")));
}

#[test]
fn a_search_finds_names_and_aliases() {
    let search = |typed: &str, op: ListModels| {
        let found = list(&test_view(), &ListModels { search: Some(typed.to_owned()), ..op });
        found.models.iter().map(|one| one.key.to_string()).collect::<Vec<_>>()
    };
    assert_eq!(search("fast", configured()), ["google/gemini-2.5-flash"]);
    assert_eq!(search("claude opus 4.5", all())[0], "anthropic/claude-opus-4-5");
    assert_eq!(search("gone", configured()), ["gone/g"]);
    assert_eq!(search(" ", configured()).len(), 7);
}

#[test]
fn unknown_values_are_sorted_last() {
    let sorted = |order| list(&test_view(), &ListModels { sort: Some(order), ..all() }).models;
    let outputs: Vec<_> =
        sorted(ModelOrder::Cost).iter().map(|one| one.cost.map_or(f64::INFINITY, |cost| cost.output)).collect();
    assert!(outputs.is_sorted() && outputs.last() == Some(&f64::INFINITY));
    let contexts: Vec<_> = sorted(ModelOrder::Context).iter().map(|one| Reverse(one.context_window)).collect();
    assert!(contexts.is_sorted() && contexts.last() == Some(&Reverse(None)));
    let params = sorted(ModelOrder::Params);
    assert!(params[0].params > Some(100.0) && !params[0].has_nominal_params());
    assert_eq!(sorted(ModelOrder::Released).last().unwrap().released, None);
}

#[test]
fn deprecated_and_retired_models_say_so() {
    let retiring = list(&View::default(), &all());
    let one = retiring
        .models
        .iter()
        .find(|one| one.status.as_deref() == Some("deprecated") && one.retires.as_deref() > Some("2026-12"));
    let key = one.map_or("openai/gpt-4", |one| one.key.as_ref());
    let retires = find(&retiring, key).retires.clone().unwrap();
    for (today, expected) in [("2020-01-01", "deprecated"), (retires.as_str(), "retired"), ("2099-01-01", "retired")] {
        let found = list_on(&View::default(), &all(), today);
        let one = find(&found, key);
        assert_eq!((one.status.as_deref(), one.tags.join(",")), (Some(expected), expected.to_owned()), "{today}");
    }
    // A retired model is not recommended.
    let recommended = list_on(&test_view(), &ListModels::default(), "2099-01-01");
    assert!(recommended.models.iter().skip(7).all(|one| one.status.as_deref() != Some("retired")));
}

#[test]
fn a_provider_of_the_wrong_shape_is_left_out_and_named() {
    let mut document = test_document();
    for (entry, why) in [
        (json!("x"), "it is not an object"),
        (json!({ "models": {} }), "its `models` is not a list"),
        (json!({ "models": [{ "id": "a" }, { "name": "b" }] }), "a model of it has no `id`"),
        (json!({ "models": ["a"] }), "a model of it has no `id`"),
    ] {
        document["models"]["providers"]["bad"] = entry;
        let found = list(&view_with(document.clone(), &[]), &all());
        let note = format!("the provider `bad` in `models.providers` is left out: {why}");
        assert_eq!(found.warnings, [note]);
        assert!(keys(&found).contains(&"zz/m1") && !keys(&found).iter().any(|key| key.starts_with("bad/")));
    }
}

#[test]
fn ids_that_a_table_cannot_hold_are_left_out() {
    let mut document = test_document();
    document["models"]["providers"]["zz"]["models"] =
        json!([{ "id": "#provider" }, { "id": "a\tb" }, { "id": "good" }]);
    let found = list(&view_with(document, &[]), &ListModels { provider: Some("zz".to_owned()), ..all() });
    assert_eq!(keys(&found), ["zz/good", "zz/unlisted"]);
}

#[test]
fn an_empty_list_is_explained() {
    let op = |scope, provider: Option<&str>, search: Option<&str>, free| ListModels {
        scope,
        provider: provider.map(str::to_owned),
        search: search.map(str::to_owned),
        free,
        ..ListModels::default()
    };
    for (op, expected, has_hint) in [
        (op(ListScope::All, None, Some("qqqq"), false), "no model matches `qqqq`", false),
        (op(ListScope::All, Some("anthropic"), None, true), "no free model of `anthropic` is known", false),
        (op(ListScope::Configured, Some("xai"), None, false), "no model of `xai` is configured", true),
        (
            op(ListScope::Recommended, None, Some("qqqq"), false),
            "no model matches `qqqq` and is configured or recommended",
            true,
        ),
    ] {
        let found = list(&test_view(), &op);
        assert_eq!((found.models.len(), found.notes[0].text.as_str()), (0, expected));
        assert_eq!(found.notes.iter().any(|note| !note.is_for_pages()), has_hint, "{expected}");
    }
}

#[test]
fn an_unknown_provider_is_refused_with_similar_names() {
    let home = test_home();
    for (typed, hint) in [("anthropc", "did you mean `anthropic`?"), ("zzz", "did you mean `zz`?")] {
        let op = ListModels { provider: Some(typed.to_owned()), ..all() };
        let error = list_models(&test_view(), &home, &|_| false, &op, UNIX_EPOCH).unwrap_err();
        assert_eq!((error.code, error.message), (Code::ProviderUnknown, format!("Unknown provider: {typed}")));
        if typed == "anthropc" {
            assert_eq!(error.hints[0].text, hint);
        }
    }
}

#[test]
fn a_name_without_a_provider_is_explained() {
    let document = json!({ "agents": { "defaults": { "model": "gpt-5.2", "models": { "openai/gpt-5.2": {} } } } });
    let found = list(&View::new(document), &configured());
    assert_eq!(find(&found, "anthropic/gpt-5.2").tags, ["default", "missing"]);
    assert_eq!((found.warnings.len(), found.notes.len()), (1, 0));
}
