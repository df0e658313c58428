mod described;
mod page;

use contract::Generation;
use serde_json::json;

use super::*;
use crate::base::home::{HomeVars, locate_home};

fn test_home() -> Home {
    locate_home(&HomeVars::default(), |_| false)
}

fn set_in_test_home(view: &View, op: &SetValue, scope: AccessScope) -> Result<Decision, SettingError> {
    super::set_value(view, &test_home(), op, scope)
}

fn unset_in_test_home(view: &View, op: &UnsetValue, scope: AccessScope) -> Result<Decision, SettingError> {
    super::unset_value(view, &test_home(), op, scope)
}

fn test_document() -> Value {
    json!({
        "env": { "KEY": "Canary1", "NAMED": "${VAR}", "shellEnv": { "enabled": true } },
        "agents": {
            "defaults": { "model": "a/b", "models": { "a/b": { "alias": "x", "params": { "n": 5 } } }, "timeoutSeconds": 60 },
            "list": [{ "id": "main" }, { "id": "work", "model": { "primary": "c/d" } }],
        },
        "models": { "providers": {
            "p": { "apiKey": "Canary2", "headers": { "A": "Canary3" }, "baseUrl": "http://x" },
            "q": { "baseUrl": "https://me:Canary4@x" },
        } },
    })
}

fn test_view() -> View {
    View::new(test_document())
}

fn read_test_value(path: &str) -> Result<Value, SettingError> {
    read_setting(&test_view(), path, AccessScope::All)
        .map(|setting| serde_json::from_str(&setting.json.unwrap()).unwrap())
}

fn set_op(path: &str, value: &str) -> SetValue {
    SetValue { path: path.to_owned(), value: value.to_owned().into(), force: true, ..SetValue::default() }
}

fn piped_set_op(path: &str, value: &str) -> SetValue {
    SetValue { piped: true, ..set_op(path, value) }
}

/// Returns the value at the path after it was set.
fn value_after_set(document: &Value, op: &SetValue) -> Result<Value, SettingError> {
    let decision = set_in_test_home(&View::new(document.clone()), op, AccessScope::All)?;
    let view = View::new(json5_edit::apply(document, &decision.edits).unwrap());
    let path = parse_path(&op.path, view.document()).unwrap();
    Ok(view.get(&path).unwrap().clone())
}

fn refusal_text(document: &Value, op: &SetValue) -> String {
    let refusal = set_in_test_home(&View::new(document.clone()), op, AccessScope::All).unwrap_err();
    assert!(!format!("{refusal:?} {refusal}").contains("Canary"));
    refusal.to_string()
}

#[test]
fn a_value_is_read_as_it_is_written_and_secrets_are_not() {
    for (path, value) in [
        ("agents.defaults.model", json!("a/b")),
        ("agents.defaults.timeoutSeconds", json!(60)),
        ("agents.list.1.model", json!({ "primary": "c/d" })),
        ("agents.defaults.models[a/b].alias", json!("x")),
        ("env", json!({ "KEY": "‹hidden›", "NAMED": "${VAR}", "shellEnv": { "enabled": "‹hidden›" } })),
        ("env.KEY", json!("‹hidden›")),
        ("models.providers.q.baseUrl", json!("‹hidden›")),
        ("models.providers.p", json!({ "apiKey": "‹hidden›", "headers": { "A": "‹hidden›" }, "baseUrl": "http://x" })),
    ] {
        assert_eq!(read_test_value(path), Ok(value), "{path}");
    }
}

#[test]
fn a_missing_path_names_the_existing_keys() {
    let Err(SettingError::NotFound { level, near, .. }) = read_test_value("agents.default.model") else {
        panic!("it is there")
    };
    assert_eq!((level, near), (KeyPath::from_keys(["agents"]), vec![KeyPath::from_keys(["agents", "defaults"])]));
    let Err(SettingError::NotFound { others, near, .. }) = read_test_value("nope.x") else { panic!("it is there") };
    assert_eq!((others.len(), near), (3, Vec::new()));
    let Err(SettingError::NotFound { elements, .. }) = read_test_value("agents.list[7].id") else {
        panic!("it is there")
    };
    assert_eq!(elements, Some(2));
}

#[test]
fn a_value_is_json5_or_else_text() {
    for (typed, value) in [
        ("openai/gpt-5.2", json!("openai/gpt-5.2")),
        ("60", json!(60)),
        ("true", json!(true)),
        ("'60'", json!("60")),
        ("[1, /* two */ 2,]", json!([1, 2])),
        ("{ a: 'b' }", json!({ "a": "b" })),
        ("NaN", json!("NaN")),
        ("", json!("")),
    ] {
        assert_eq!(value_after_set(&json!({}), &set_op("x.y", typed)), Ok(value), "{typed}");
    }
    for typed in ["{ a: Canary", "[1", " 'Canary", "\"Canary", "{ a: 1 } b"] {
        assert!(refusal_text(&json!({}), &set_op("x.y", typed)).contains("the value is not JSON5"), "{typed}");
        assert!(refusal_text(&json!({}), &piped_set_op("x.y", typed)).contains("the value is not JSON5"), "{typed}");
        assert_eq!(value_after_set(&json!({}), &piped_set_op("x.passphrase", typed)), Ok(json!(typed)));
    }
    for typed in ["openai/gpt-5.2", "[1", "NaN", "Infinity", ""] {
        let strict = SetValue { strict: true, ..set_op("x.y", typed) };
        assert!(refusal_text(&json!({}), &strict).contains("the value is not JSON5"), "{typed}");
    }
    assert_eq!(
        refusal_text(&json!({}), &set_op("x.y", "null")),
        "could not set `x.y`: OpenClaw does not accept `null`"
    );
}

#[test]
fn missing_parents_are_created() {
    for (before, path, whole) in [
        (json!({}), "a.b.c", json!({ "a": { "b": { "c": 1 } } })),
        (json!({}), "a[0].b", json!({ "a": [{ "b": 1 }] })),
        (json!({}), "a.0.0", json!({ "a": [[1]] })),
        (json!({ "a": [5] }), "a[1]", json!({ "a": [5, 1] })),
        (json!({ "a": [5] }), "a[0]", json!({ "a": [1] })),
        (json!({ "a": { "7": {} } }), "a.7.b", json!({ "a": { "7": { "b": 1 } } })),
    ] {
        let decision = set_in_test_home(&View::new(before.clone()), &set_op(path, "1"), AccessScope::All).unwrap();
        assert_eq!(json5_edit::apply(&before, &decision.edits).unwrap(), whole, "{path}");
    }
    assert_eq!(
        refusal_text(&json!({ "a": [5] }), &set_op("a[2]", "1")),
        "could not set `a[2]`: `a` has 1 element, so the next is `a[1]`"
    );
    assert_eq!(
        refusal_text(&json!({}), &set_op("a[0][1]", "1")),
        "could not set `a[0][1]`: `a[0]` has 0 elements, so the next is `a[0][0]`"
    );
}

#[test]
fn a_model_that_is_a_text_becomes_an_object() {
    let model = |path, value| {
        let before = test_document();
        let decision = set_in_test_home(&test_view(), &set_op(path, value), AccessScope::All).unwrap();
        json5_edit::apply(&before, &decision.edits).unwrap()["agents"]["defaults"]["model"].clone()
    };
    assert_eq!(model("agents.defaults.model.fallbacks", "['e/f']"), json!({ "primary": "a/b", "fallbacks": ["e/f"] }));
    assert_eq!(model("agents.defaults.model.fallbacks[0]", "e/f"), json!({ "primary": "a/b", "fallbacks": ["e/f"] }));
    assert_eq!(model("agents.defaults.model.primary", "e/f"), json!({ "primary": "e/f" }));
    assert_eq!(model("agents.defaults.model", "e/f"), json!("e/f"));
}

#[test]
fn a_secret_comes_through_a_pipe_only() {
    let key = "models.providers.p.apiKey";
    for (path, typed) in [
        (key, "Canary"),
        (key, "'Canary'"),
        (key, "12345678"),
        (key, "Bearer ${Canary}"),
        ("models.providers.q", "{ apiKey: 'Canary', baseUrl: 'http://x', models: [] }"),
        ("models.providers.p.headers", "{ A: 'Canary' }"),
        ("env.KEY", "Canary"),
        ("x.passphrase", "123456"),
        ("x.webhookUrl", "https://h/services/Canary"),
        ("auth.profiles.a:b", "{ provider: 'a', mode: 'token', access: 'Canary' }"),
        ("gateway.note", "sk-Canary"),
        ("x", "['a', 'ghp_Canary']"),
    ] {
        assert!(
            refusal_text(&test_document(), &set_op(path, typed)).contains("a secret must not be"),
            "{path} {typed}"
        );
        assert!(set_in_test_home(&test_view(), &piped_set_op(path, typed), AccessScope::All).is_ok(), "{path} {typed}");
    }
    for (path, typed) in [
        (key, "${OPENAI_API_KEY}"),
        ("models.providers.q", "{ apiKey: '${A}${B}', baseUrl: 'http://x', models: [] }"),
        ("env.shellEnv.enabled", "false"),
        ("x.maxTokens", "4096"),
        ("x.tokens", "{ max: 5 }"),
        ("auth.profiles.a:b", "{ provider: 'a', mode: 'oauth', expires: 5 }"),
        ("x.cookie", "{ secure: true, maxAge: 60 }"),
    ] {
        assert!(set_in_test_home(&test_view(), &set_op(path, typed), AccessScope::All).is_ok(), "{path} {typed}");
    }
}

#[test]
fn a_secret_of_digits_stays_a_text() {
    assert_eq!(value_after_set(&test_document(), &piped_set_op("env.KEY", "0123e4")), Ok(json!("0123e4")));
    assert_eq!(value_after_set(&test_document(), &piped_set_op("x.y", "12")), Ok(json!(12)));
    let strict = SetValue { strict: true, ..piped_set_op("env.shellEnv.timeoutMs", "12") };
    assert_eq!(value_after_set(&test_document(), &strict), Ok(json!(12)));
    assert_eq!(
        refusal_text(&test_document(), &piped_set_op("env.KEY", "")),
        "could not set `env.KEY`: stdin was empty"
    );
}

#[test]
fn piped_values_are_shown_where_a_diff_shows_them() {
    let json = |op: &SetValue| setting_after_set(&test_view(), op, AccessScope::All).json.unwrap();
    assert_eq!(json(&set_op("agents.defaults.timeoutSeconds", "60")), "60");
    assert_eq!(json(&piped_set_op("agents.defaults.timeoutSeconds", "60")), "\"‹hidden›\"");
    assert_eq!(json(&piped_set_op("agents.defaults.model", "a/b")), "\"a/b\"");
    assert_eq!(json(&set_op("env.NAMED", "${VAR}")), "\"${VAR}\"");
}

#[test]
fn an_agent_is_named_as_the_file_names_it() {
    let entries = json!({ "agents": { "entries": { "main": {}, "work": {} }, "ownership": "explicit" } });
    let instead = |document: &Value, path| match set_in_test_home(
        &View::new(document.clone()),
        &set_op(path, "a/b"),
        AccessScope::All,
    ) {
        Err(SettingError::OtherAgentShape { shape, instead, .. }) => (shape, instead),
        other => panic!("{other:?}"),
    };
    assert_eq!(
        instead(&entries, "agents.list[1].model.primary"),
        ("agents.entries", "agents.entries.work.model.primary".to_owned())
    );
    assert_eq!(instead(&entries, "agents.list[2].model"), ("agents.entries", "agents.entries.<id>.model".to_owned()));
    assert_eq!(
        instead(&test_document(), "agents.entries.work.model.primary"),
        ("agents.list", "agents.list[1].model.primary".to_owned())
    );
    assert_eq!(instead(&test_document(), "agents.entries.unknown"), ("agents.list", "agents.list[<n>]".to_owned()));
}

#[test]
fn a_list_of_agents_that_is_too_short_says_how_many_there_are() {
    for (list, path, why) in [
        (json!([{ "id": "main" }]), "agents.list[1].model.primary", "only 1 agent"),
        (json!([]), "agents.list[0].model", "no agent yet"),
        (json!([{ "id": "a" }, { "id": "b" }]), "agents.list[5].name", "only 2 agents"),
    ] {
        let said = refusal_text(&json!({ "agents": { "list": list } }), &set_op(path, "x"));
        assert!(said.ends_with(&format!("`agents.list` has {why}")), "{said}");
    }
    assert!(refusal_text(&json!({}), &set_op("agents.list[1].model.primary", "x")).ends_with("no agent yet"));
    assert_eq!(value_after_set(&json!({}), &set_op("agents.list[0]", "{ id: 'a' }")), Ok(json!({ "id": "a" })));
}

#[test]
fn openclaw_keeps_reading_the_file() {
    for (path, value, why) in [
        ("agents.defaults.model", "5", "`agents.defaults.model` is a number, but must be text or an object"),
        ("agents.defaults.model", "{ primary: 5 }", "`agents.defaults.model.primary` is a number, but must be text"),
        ("agents.defaults.model.fallbacks", "a/b", "`agents.defaults.model.fallbacks` is text, but must be a list"),
        ("agents.defaults.model.retries", "1", "`agents.defaults.model.retries` is a key that"),
        ("agents.list[1].auth.order", "{ a: ['b'] }", "`agents.list[1].auth` is a key that"),
        ("agents.list[1]", "{ name: 'x' }", "`agents.list[1]` has no `id`"),
        ("agents.defaults.modelPolicy.allow", "['a/b']", "`agents.defaults.modelPolicy` is a key that"),
        ("agents.ownership", "explicit", "`agents.ownership` is a key that"),
        ("auth.order.anthropic", "a:b", "`auth.order.anthropic` is text, but must be a list"),
    ] {
        let said = refusal_text(&test_document(), &SetValue { force: false, ..set_op(path, value) });
        assert!(said.contains(&format!("OpenClaw would refuse the file: {why}")), "{said}");
    }
    let shared = View::new(test_document()).with_generation(Generation::SharedDb);
    let cooldowns = set_in_test_home(
        &shared,
        &SetValue { force: false, ..set_op("auth.cooldowns.billingMaxHours", "1") },
        AccessScope::All,
    );
    assert!(matches!(cooldowns, Err(SettingError::Violation { .. })), "{cooldowns:?}");
}

#[test]
fn violations_elsewhere_do_not_block_a_write() {
    let odd = json!({ "agents": { "list": [{ "id": "a", "auth": {} }, { "name": "b" }], "defaults": { "model": 5 } } });
    assert!(
        set_in_test_home(&View::new(odd.clone()), &set_op("agents.list[0].model", "a/b"), AccessScope::All).is_ok()
    );
    assert!(
        set_in_test_home(&View::new(odd.clone()), &set_op("agents.defaults.model", "true"), AccessScope::All).is_err()
    );
    let repaired = unset_in_test_home(
        &View::new(odd),
        &UnsetValue { path: "agents.list[0].auth".to_owned(), force: false },
        AccessScope::All,
    );
    assert!(repaired.is_ok(), "{repaired:?}");
}

#[test]
fn violations_that_move_do_not_block_a_write() {
    let list = json!([{ "id": "a" }, { "id": "b", "auth": {} }, { "name": "c" }, { "id": "d", "model": { "x": 1 } }]);
    let odd = json!({ "agents": { "list": list, "defaults": { "model": { "fallbacks": ["a/b", 5, "c/d", 6] } } } });
    let taken = |path: &str| {
        unset_in_test_home(
            &View::new(odd.clone()),
            &UnsetValue { path: path.to_owned(), force: false },
            AccessScope::All,
        )
    };
    for path in ["agents.list[0]", "agents.list[1]", "agents.list[2]", "agents.defaults.model.fallbacks[0]"] {
        assert!(taken(path).is_ok(), "{path}: {:?}", taken(path));
    }
    assert!(matches!(taken("agents.list[3].id"), Err(SettingError::Violation { .. })));
}

#[test]
fn paths_owned_by_openclaw_are_refused() {
    for path in ["meta.lastTouchedAt", "meta", "agents.$include", "x.$include[0]"] {
        assert!(set_in_test_home(&test_view(), &set_op(path, "x"), AccessScope::All).is_err(), "{path}");
    }
    for value in ["{ $include: './x' }", "[{ a: { $include: './x' } }]"] {
        assert!(refusal_text(&test_document(), &set_op("x", value)).contains("`$include`"), "{value}");
    }
    let unset = unset_in_test_home(
        &View::new(json!({ "meta": { "a": 1 } })),
        &UnsetValue { path: "meta.a".to_owned(), force: false },
        AccessScope::All,
    );
    assert_eq!(unset, Err(SettingError::OwnedByOpenClaw { path: KeyPath::from_keys(["meta", "a"]) }));
}

#[test]
fn setting_the_same_value_changes_nothing() {
    let decision =
        set_in_test_home(&test_view(), &set_op("agents.defaults.timeoutSeconds", "60"), AccessScope::All).unwrap();
    let path = "agents.defaults.timeoutSeconds".to_owned();
    assert_eq!(decision, Decision::unchanged(Effect::ValueAlreadyPresent { path }));
}

#[test]
fn a_value_is_taken_out_once_and_leaves_what_it_stood_in() {
    let left = |document: &Value, path: &str| {
        let decision = unset_in_test_home(
            &View::new(document.clone()),
            &UnsetValue { path: path.to_owned(), force: false },
            AccessScope::All,
        )?;
        Ok::<_, SettingError>(json5_edit::apply(document, &decision.edits).unwrap())
    };
    let list = json!({ "a": [{ "id": 1 }, { "id": 2 }, { "id": 3 }] });
    assert_eq!(left(&list, "a[0]"), Ok(json!({ "a": [{ "id": 2 }, { "id": 3 }] })));
    assert_eq!(left(&json!({ "a": { "b": 1 } }), "a.b"), Ok(json!({ "a": {} })));
    assert!(matches!(left(&list, "a[3]"), Err(SettingError::NotFound { elements: Some(3), .. })));
}

#[test]
fn a_model_with_a_dot_in_its_name_stands_in_brackets() {
    for (typed, meant) in [
        ("agents.defaults.models.openai/gpt-5.5.alias", "agents.defaults.models[openai/gpt-5.5].alias"),
        ("agents.defaults.models.a/b-4.1.2-mini", "agents.defaults.models[a/b-4.1.2-mini]"),
    ] {
        let Err(SettingError::DottedModelKey { instead, .. }) =
            set_in_test_home(&test_view(), &set_op(typed, "x"), AccessScope::All)
        else {
            panic!("{typed}")
        };
        assert_eq!(instead, meant);
        assert!(matches!(read_test_value(typed), Err(SettingError::DottedModelKey { .. })), "{typed}");
    }
    assert_eq!(read_test_value("agents.defaults.models.a/b.alias"), Ok(json!("x")));
}
