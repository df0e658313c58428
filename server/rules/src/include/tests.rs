mod owner;

use std::collections::BTreeMap;

use serde_json::json;

use super::*;

/// Files by name; `main` is number 0, the others are numbered as they are first wished for.
fn assembled(files: &[(&str, Value)]) -> Result<(Value, Layout), Failure<String>> {
    let files: BTreeMap<&str, Value> = files.iter().cloned().collect();
    let mut numbers = vec!["main".to_owned()];
    assemble(files["main"].clone(), &mut |wish| {
        let value = files.get(wish.written).ok_or_else(|| wish.written.to_owned())?.clone();
        let known = numbers.iter().position(|name| name == wish.written);
        let source = known.unwrap_or_else(|| {
            numbers.push(wish.written.to_owned());
            numbers.len() - 1
        });
        let bytes = value.to_string().len();
        Ok(Loaded { source, value, bytes })
    })
}

fn path(text: &str) -> KeyPath {
    let steps = text.split('.').filter(|step| !step.is_empty());
    steps.fold(KeyPath::default(), |path, step| match step.parse() {
        Ok(index) => path.index(index),
        Err(_) => path.key(step),
    })
}

/// The golden home of the reference.
fn golden() -> Vec<(&'static str, Value)> {
    vec![
        (
            "main",
            json!({
                "$include": "base", "meta": { "lastTouchedVersion": "2026.3.13" },
                "agents": { "$include": ["a", "b"], "defaults": { "workspace": "~/w" } },
            }),
        ),
        ("base", json!({ "env": { "vars": { "A_KEY": "1" } }, "logging": { "level": "info" } })),
        ("a", json!({ "defaults": { "model": { "primary": "inc/a", "fallbacks": ["x/1"] } } })),
        (
            "b",
            json!({ "defaults": { "model": { "primary": "inc/b", "fallbacks": ["x/2"] } }, "list": [{ "id": "main" }] }),
        ),
    ]
}

#[test]
fn files_are_put_together_as_openclaw_does() {
    let (document, _) = assembled(&golden()).unwrap();
    let expected = json!({
        "env": { "vars": { "A_KEY": "1" } },
        "logging": { "level": "info" },
        "meta": { "lastTouchedVersion": "2026.3.13" },
        "agents": {
            "defaults": { "model": { "primary": "inc/b", "fallbacks": ["x/1", "x/2"] }, "workspace": "~/w" },
            "list": [{ "id": "main" }],
        },
    });
    assert_eq!(document, expected);
}

#[test]
fn an_include_that_cannot_matter_is_not_followed() {
    let main = json!({ "channels": { "$include": 5 }, "x": [{ "$include": "gone" }], "agents": { "defaults": {} } });
    let (document, layout) = assembled(&[("main", main.clone())]).unwrap();
    assert_eq!(document, main);
    assert_eq!(layout.owner(&path("channels.y")).unwrap().source, 0);
    let nested = [("main", json!({ "$include": "a" })), ("a", json!({ "hooks": { "$include": "gone" } }))];
    assert!(assembled(&nested).is_ok());
}

#[test]
fn what_breaks_a_rule_is_refused() {
    let nested = |depth: usize| -> Vec<(String, Value)> {
        let link = |n: usize| if n < depth { json!({ "$include": format!("f{}", n + 1) }) } else { json!({}) };
        (0..=depth).map(|n| (if n == 0 { "main".to_owned() } else { format!("f{n}") }, link(n))).collect()
    };
    let refusal = |files: &[(&str, Value)]| match assembled(files) {
        Err(Failure::Refused { why, .. }) => why,
        other => panic!("{other:?}"),
    };
    let named = |files: &[(String, Value)]| -> Vec<(&'static str, Value)> {
        files.iter().map(|(name, value)| (&*name.clone().leak(), value.clone())).collect()
    };
    assert!(assembled(&named(&nested(MOST_NESTED))).is_ok());
    assert_eq!(refusal(&named(&nested(MOST_NESTED + 1))), Refusal::TooNested);
    let many = json!({ "agents": { "$include": vec!["a"; MOST_FOLLOWED + 1] } });
    assert_eq!(refusal(&[("main", many), ("a", json!({}))]), Refusal::TooMany);
    let large = json!({ "models": { "$include": vec!["a"; 100] } });
    assert_eq!(refusal(&[("main", large), ("a", json!({ "x": "y".repeat(200_000) }))]), Refusal::TooLarge);
    let circle = [("main", json!({ "$include": "a" })), ("a", json!({ "$include": "main" }))];
    assert_eq!(refusal(&circle), Refusal::Circular);
    for include in [json!(5), json!(null), json!({}), json!(["a", 5])] {
        assert_eq!(
            refusal(&[("main", json!({ "models": { "$include": include } })), ("a", json!({}))]),
            Refusal::NotAPath
        );
    }
    let beside = json!({ "agents": { "list": { "$include": "a", "x": 1 } } });
    assert_eq!(refusal(&[("main", beside), ("a", json!([]))]), Refusal::NotAnObject);
}

#[test]
fn files_together_are_no_deeper_than_one_may_be() {
    let deep = |inside: Value| (0..100).fold(inside, |value, _| json!({ "a": value }));
    let files = [
        ("main", json!({ "agents": deep(json!({ "$include": "x" })) })),
        ("x", deep(json!({ "$include": "y" }))),
        ("y", json!({})),
    ];
    assert!(matches!(assembled(&files), Err(Failure::Refused { why: Refusal::TooDeep, from: 1, .. })));
}

#[test]
fn a_file_that_cannot_be_had_ends_it() {
    let result = assembled(&[("main", json!({ "agents": { "list": [{ "$include": "gone" }] } }))]);
    assert!(matches!(result, Err(Failure::Load(name)) if name == "gone"));
}
