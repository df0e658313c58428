use contract::Generation;
use serde_json::json;

use super::*;
use crate::home::{Vars, locate};

fn home() -> Home {
    locate(&Vars::default(), |_| false)
}

fn set(view: &View, op: &SetValue, reach: Reach) -> Result<Decision, Refused> {
    super::set(view, &home(), op, reach)
}

fn unset(view: &View, op: &UnsetValue, reach: Reach) -> Result<Decision, Refused> {
    super::unset(view, &home(), op, reach)
}

fn document() -> Value {
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

fn view() -> View {
    View::new(document())
}

fn read(path: &str) -> Result<Value, Refused> {
    get(&view(), path, Reach::All).map(|setting| serde_json::from_str(&setting.json.unwrap()).unwrap())
}

fn op(path: &str, value: &str) -> SetValue {
    SetValue { path: path.to_owned(), value: value.to_owned().into(), ..SetValue::default() }
}

fn piped(path: &str, value: &str) -> SetValue {
    SetValue { piped: true, ..op(path, value) }
}

/// What stands at the path afterwards.
fn after(document: &Value, op: &SetValue) -> Result<Value, Refused> {
    let decision = set(&View::new(document.clone()), op, Reach::All)?;
    let view = View::new(json5_edit::apply(document, &decision.edits).unwrap());
    let path = parse(&op.path, &view).unwrap();
    Ok(view.get(&path).unwrap().clone())
}

fn refused(document: &Value, op: &SetValue) -> String {
    let refusal = set(&View::new(document.clone()), op, Reach::All).unwrap_err();
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
        assert_eq!(read(path), Ok(value), "{path}");
    }
}

#[test]
fn what_is_not_there_names_what_is() {
    let Err(Refused::Missing { level, near, .. }) = read("agents.default.model") else { panic!("it is there") };
    assert_eq!((level, near), (KeyPath::of(["agents"]), vec![KeyPath::of(["agents", "defaults"])]));
    let Err(Refused::Missing { others, near, .. }) = read("nope.x") else { panic!("it is there") };
    assert_eq!((others.len(), near), (3, Vec::new()));
    let Err(Refused::Missing { elements, .. }) = read("agents.list[7].id") else { panic!("it is there") };
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
        assert_eq!(after(&json!({}), &op("x.y", typed)), Ok(value), "{typed}");
    }
    for typed in ["{ a: Canary", "[1", " 'Canary", "\"Canary", "{ a: 1 } b"] {
        assert!(refused(&json!({}), &op("x.y", typed)).contains("the value is not JSON5"), "{typed}");
        assert!(refused(&json!({}), &piped("x.y", typed)).contains("the value is not JSON5"), "{typed}");
        assert_eq!(after(&json!({}), &piped("x.passphrase", typed)), Ok(json!(typed)));
    }
    for typed in ["openai/gpt-5.2", "[1", "NaN", "Infinity", ""] {
        let strict = SetValue { strict: true, ..op("x.y", typed) };
        assert!(refused(&json!({}), &strict).contains("the value is not JSON5"), "{typed}");
    }
    assert_eq!(refused(&json!({}), &op("x.y", "null")), "could not set `x.y`: OpenClaw does not accept `null`");
}

#[test]
fn what_is_missing_on_the_way_is_made() {
    for (before, path, whole) in [
        (json!({}), "a.b.c", json!({ "a": { "b": { "c": 1 } } })),
        (json!({}), "a[0].b", json!({ "a": [{ "b": 1 }] })),
        (json!({}), "a.0.0", json!({ "a": [[1]] })),
        (json!({ "a": [5] }), "a[1]", json!({ "a": [5, 1] })),
        (json!({ "a": [5] }), "a[0]", json!({ "a": [1] })),
        (json!({ "a": { "7": {} } }), "a.7.b", json!({ "a": { "7": { "b": 1 } } })),
    ] {
        let decision = set(&View::new(before.clone()), &op(path, "1"), Reach::All).unwrap();
        assert_eq!(json5_edit::apply(&before, &decision.edits).unwrap(), whole, "{path}");
    }
    assert_eq!(
        refused(&json!({ "a": [5] }), &op("a[2]", "1")),
        "could not set `a[2]`: `a` has 1 element, so the next is `a[1]`"
    );
    assert_eq!(
        refused(&json!({}), &op("a[0][1]", "1")),
        "could not set `a[0][1]`: `a[0]` has 0 elements, so the next is `a[0][0]`"
    );
}

#[test]
fn a_model_that_is_a_text_becomes_an_object() {
    let model = |path, value| {
        let before = document();
        let decision = set(&view(), &op(path, value), Reach::All).unwrap();
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
        ("models.providers.q", "{ apiKey: 'Canary' }"),
        ("models.providers.p.headers", "{ A: 'Canary' }"),
        ("env.KEY", "Canary"),
        ("x.passphrase", "123456"),
        ("x.webhookUrl", "https://h/services/Canary"),
        ("auth.profiles.a:b", "{ access: 'Canary' }"),
        ("gateway.note", "sk-Canary"),
        ("x", "['a', 'ghp_Canary']"),
    ] {
        assert!(refused(&document(), &op(path, typed)).contains("a secret is not taken"), "{path} {typed}");
        assert!(set(&view(), &piped(path, typed), Reach::All).is_ok(), "{path} {typed}");
    }
    for (path, typed) in [
        (key, "${OPENAI_API_KEY}"),
        ("models.providers.q", "{ apiKey: '${A}${B}', baseUrl: 'http://x' }"),
        ("env.shellEnv.enabled", "false"),
        ("x.maxTokens", "4096"),
        ("x.tokens", "{ max: 5 }"),
        ("auth.profiles.a:b", "{ provider: 'a', mode: 'oauth', expires: 5 }"),
        ("x.cookie", "{ secure: true, maxAge: 60 }"),
    ] {
        assert!(set(&view(), &op(path, typed), Reach::All).is_ok(), "{path} {typed}");
    }
}

#[test]
fn a_secret_of_digits_stays_a_text() {
    assert_eq!(after(&document(), &piped("env.KEY", "0123e4")), Ok(json!("0123e4")));
    assert_eq!(after(&document(), &piped("x.y", "12")), Ok(json!(12)));
    let strict = SetValue { strict: true, ..piped("env.shellEnv.timeoutMs", "12") };
    assert_eq!(after(&document(), &strict), Ok(json!(12)));
    assert_eq!(refused(&document(), &piped("env.KEY", "")), "could not set `env.KEY`: nothing came from stdin");
}

#[test]
fn what_was_piped_is_shown_where_a_diff_shows_it() {
    let json = |op: &SetValue| after_set(&view(), op, Reach::All).json.unwrap();
    assert_eq!(json(&op("agents.defaults.timeoutSeconds", "60")), "60");
    assert_eq!(json(&piped("agents.defaults.timeoutSeconds", "60")), "\"‹hidden›\"");
    assert_eq!(json(&piped("agents.defaults.model", "a/b")), "\"a/b\"");
    assert_eq!(json(&op("env.NAMED", "${VAR}")), "\"${VAR}\"");
}

#[test]
fn an_agent_is_named_as_the_file_names_it() {
    let entries = json!({ "agents": { "entries": { "main": {}, "work": {} }, "ownership": "explicit" } });
    let instead = |document: &Value, path| match set(&View::new(document.clone()), &op(path, "a/b"), Reach::All) {
        Err(Refused::OtherShape { shape, instead, .. }) => (shape, instead),
        other => panic!("{other:?}"),
    };
    assert_eq!(
        instead(&entries, "agents.list[1].model.primary"),
        ("agents.entries", "agents.entries.work.model.primary".to_owned())
    );
    assert_eq!(instead(&entries, "agents.list[2].model"), ("agents.entries", "agents.entries.<id>.model".to_owned()));
    assert_eq!(
        instead(&document(), "agents.entries.work.model.primary"),
        ("agents.list", "agents.list[1].model.primary".to_owned())
    );
    assert_eq!(instead(&document(), "agents.entries.nobody"), ("agents.list", "agents.list[<n>]".to_owned()));
}

#[test]
fn a_list_of_agents_that_is_too_short_says_how_many_there_are() {
    for (list, path, why) in [
        (json!([{ "id": "main" }]), "agents.list[1].model.primary", "only 1 agent"),
        (json!([]), "agents.list[0].model", "no agent yet"),
        (json!([{ "id": "a" }, { "id": "b" }]), "agents.list[5].name", "only 2 agents"),
    ] {
        let said = refused(&json!({ "agents": { "list": list } }), &op(path, "x"));
        assert!(said.ends_with(&format!("`agents.list` has {why}")), "{said}");
    }
    assert!(refused(&json!({}), &op("agents.list[1].model.primary", "x")).ends_with("no agent yet"));
    assert_eq!(after(&json!({}), &op("agents.list[0]", "{ id: 'a' }")), Ok(json!({ "id": "a" })));
}

#[test]
fn openclaw_keeps_reading_the_file() {
    for (path, value, why) in [
        ("agents.defaults.model", "5", "`agents.defaults.model` is a number, where text or an object belongs"),
        ("agents.defaults.model", "{ primary: 5 }", "`agents.defaults.model.primary` is a number, where text belongs"),
        ("agents.defaults.model.fallbacks", "a/b", "`agents.defaults.model.fallbacks` is text, where a list belongs"),
        ("agents.defaults.model.retries", "1", "`agents.defaults.model.retries` is a key that"),
        ("agents.list[1].auth.order", "{ a: ['b'] }", "`agents.list[1].auth` is a key that"),
        ("agents.list[1]", "{ name: 'x' }", "`agents.list[1]` has no `id`"),
        ("agents.defaults.modelPolicy.allow", "['a/b']", "`agents.defaults.modelPolicy` is a key that"),
        ("agents.ownership", "explicit", "`agents.ownership` is a key that"),
        ("auth.order.anthropic", "a:b", "`auth.order.anthropic` is text, where a list belongs"),
    ] {
        let said = refused(&document(), &op(path, value));
        assert!(said.contains(&format!("OpenClaw would refuse the file, for {why}")), "{said}");
    }
    let shared = View::new(document()).with_generation(Generation::SharedDb);
    let cooldowns = set(&shared, &op("auth.cooldowns.billingMaxHours", "1"), Reach::All);
    assert!(matches!(cooldowns, Err(Refused::Misfit { .. })), "{cooldowns:?}");
}

#[test]
fn what_is_wrong_elsewhere_is_no_reason() {
    let odd = json!({ "agents": { "list": [{ "id": "a", "auth": {} }, { "name": "b" }], "defaults": { "model": 5 } } });
    assert!(set(&View::new(odd.clone()), &op("agents.list[0].model", "a/b"), Reach::All).is_ok());
    assert!(set(&View::new(odd.clone()), &op("agents.defaults.model", "true"), Reach::All).is_err());
    let repaired = unset(&View::new(odd), &UnsetValue { path: "agents.list[0].auth".to_owned() }, Reach::All);
    assert!(repaired.is_ok(), "{repaired:?}");
}

#[test]
fn what_was_wrong_and_moves_is_still_no_reason() {
    let list = json!([{ "id": "a" }, { "id": "b", "auth": {} }, { "name": "c" }, { "id": "d", "model": { "x": 1 } }]);
    let odd = json!({ "agents": { "list": list, "defaults": { "model": { "fallbacks": ["a/b", 5, "c/d", 6] } } } });
    let taken = |path: &str| unset(&View::new(odd.clone()), &UnsetValue { path: path.to_owned() }, Reach::All);
    for path in ["agents.list[0]", "agents.list[1]", "agents.list[2]", "agents.defaults.model.fallbacks[0]"] {
        assert!(taken(path).is_ok(), "{path}: {:?}", taken(path));
    }
    assert!(matches!(taken("agents.list[3].id"), Err(Refused::Misfit { .. })));
}

#[test]
fn what_is_not_ours_to_write_stays() {
    for path in ["meta.lastTouchedAt", "meta", "agents.$include", "x.$include[0]"] {
        assert!(set(&view(), &op(path, "x"), Reach::All).is_err(), "{path}");
    }
    for value in ["{ $include: './x' }", "[{ a: { $include: './x' } }]"] {
        assert!(refused(&document(), &op("x", value)).contains("`$include`"), "{value}");
    }
    let unset = unset(&View::new(json!({ "meta": { "a": 1 } })), &UnsetValue { path: "meta.a".to_owned() }, Reach::All);
    assert_eq!(unset, Err(Refused::OpenClaws { path: KeyPath::of(["meta", "a"]) }));
}

#[test]
fn what_is_so_already_changes_nothing() {
    let decision = set(&view(), &op("agents.defaults.timeoutSeconds", "60"), Reach::All).unwrap();
    let path = "agents.defaults.timeoutSeconds".to_owned();
    assert_eq!(decision, Decision::nothing(Effect::ValueThere { path }));
}

#[test]
fn a_value_is_taken_out_once_and_leaves_what_it_stood_in() {
    let left = |document: &Value, path: &str| {
        let decision = unset(&View::new(document.clone()), &UnsetValue { path: path.to_owned() }, Reach::All)?;
        Ok::<_, Refused>(json5_edit::apply(document, &decision.edits).unwrap())
    };
    let list = json!({ "a": [{ "id": 1 }, { "id": 2 }, { "id": 3 }] });
    assert_eq!(left(&list, "a[0]"), Ok(json!({ "a": [{ "id": 2 }, { "id": 3 }] })));
    assert_eq!(left(&json!({ "a": { "b": 1 } }), "a.b"), Ok(json!({ "a": {} })));
    assert!(matches!(left(&list, "a[3]"), Err(Refused::Missing { elements: Some(3), .. })));
}

#[test]
fn a_page_reaches_the_models_slice_and_no_further() {
    for path in
        ["agents", "agents.defaults", "env.KEY", "models.providers.p.apiKey", "agents.defaults.model.apiKey", "x"]
    {
        let not_for_pages = |refusal| matches!(refusal, Err(Refused::NotForPages { .. }));
        assert!(matches!(get(&view(), path, Reach::Models), Err(Refused::NotForPages { .. })), "{path}");
        assert!(not_for_pages(set(&view(), &piped(path, "x"), Reach::Models)), "{path}");
        assert!(not_for_pages(unset(&view(), &UnsetValue { path: path.to_owned() }, Reach::Models)), "{path}");
    }
    let models = get(&view(), "agents.defaults.models", Reach::Models).unwrap().json.unwrap();
    assert_eq!(models, r#"{"a/b":{"alias":"x","params":{"n":"‹hidden›"}}}"#);
    assert!(set(&view(), &op("agents.defaults.models[a/b].alias", "y"), Reach::Models).is_ok());
    let foreign = set(&view(), &op("agents.defaults.models[a/b].params", "{ n: 6 }"), Reach::Models);
    assert!(matches!(foreign, Err(Refused::NotForPages { .. })));
}

#[test]
fn a_page_takes_nothing_out_that_it_does_not_see() {
    let view = View::new(json!({
        "agents": { "defaults": { "models": { "a/b": { "alias": "x", "params": { "n": 5 } }, "c/d": { "alias": "y" } } },
            "list": [{ "id": "work", "tools": {} }] },
        "auth": { "profiles": { "p": { "provider": "x", "key": "Canary" }, "q": { "provider": "x" } }, "cooldowns": {} },
    }));
    let taken = |path: &str| unset(&view, &UnsetValue { path: path.to_owned() }, Reach::Models);
    for path in ["agents.defaults.models", "agents.defaults.models[a/b]", "auth.profiles", "auth.profiles.p"] {
        assert!(matches!(taken(path), Err(Refused::NotForPages { .. })), "{path}");
        assert!(matches!(set(&view, &op(path, "{}"), Reach::Models), Err(Refused::NotForPages { .. })), "{path}");
    }
    for path in ["agents.defaults.models[a/b].alias", "agents.defaults.models[c/d]", "auth.profiles.q"] {
        assert!(taken(path).is_ok(), "{path}");
    }
    for path in ["agents.list[0].model", "auth.order"] {
        let Err(Refused::Missing { near, others, .. }) = taken(path) else { panic!("{path} is there") };
        assert_eq!((near, others), (Vec::new(), Vec::new()), "{path}");
    }
}

#[test]
fn a_model_with_a_dot_in_its_name_stands_in_brackets() {
    for (typed, meant) in [
        ("agents.defaults.models.openai/gpt-5.5.alias", "agents.defaults.models[openai/gpt-5.5].alias"),
        ("agents.defaults.models.a/b-4.1.2-mini", "agents.defaults.models[a/b-4.1.2-mini]"),
    ] {
        let Err(Refused::Dotted { instead, .. }) = set(&view(), &op(typed, "x"), Reach::All) else { panic!("{typed}") };
        assert_eq!(instead, meant);
        assert!(matches!(read(typed), Err(Refused::Dotted { .. })), "{typed}");
    }
    assert_eq!(read("agents.defaults.models.a/b.alias"), Ok(json!("x")));
}

#[test]
fn a_page_puts_no_variable_into_a_value() {
    let view = View::new(json!({ "agents": { "defaults": { "model": { "fallbacks": ["${A}", "a/b"] } } } }));
    let list = |value| set(&view, &op("agents.defaults.model.fallbacks", value), Reach::Models);
    assert!(list("['a/b', '${A}']").is_ok());
    assert!(matches!(list("['a/b', '${B}']"), Err(Refused::Variable { .. })));
}
