mod owner;

use std::collections::BTreeMap;

use serde_json::json;

use super::*;

/// Assembles files by name. `main` is number 0; the others are numbered in the order in which they are first requested.
fn assemble_files(files: &[(&str, Value)]) -> Result<(Value, Layout), AssembleError<String>> {
    let files: BTreeMap<&str, Value> = files.iter().cloned().collect();
    let mut numbers = vec!["main".to_owned()];
    assemble_document(files["main"].clone(), &mut |request| {
        let value = files.get(request.written_path).ok_or_else(|| request.written_path.to_owned())?.clone();
        let known = numbers.iter().position(|name| name == request.written_path);
        let source = known.unwrap_or_else(|| {
            numbers.push(request.written_path.to_owned());
            numbers.len() - 1
        });
        let bytes = value.to_string().len();
        Ok(LoadedFile { source, value, byte_len: bytes })
    })
}

fn parse_key_path(text: &str) -> KeyPath {
    let steps = text.split('.').filter(|step| !step.is_empty());
    steps.fold(KeyPath::default(), |path, step| match step.parse() {
        Ok(index) => path.with_index(index),
        Err(_) => path.with_key(step),
    })
}

/// The files of the golden home of the reference, OpenClaw.
fn golden_home() -> Vec<(&'static str, Value)> {
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
    let (document, _) = assemble_files(&golden_home()).unwrap();
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
fn includes_are_followed_in_every_section_that_the_table_describes() {
    for section in ["agents", "models", "auth", "env", "meta", "gateway", "session", "cron", "ui"] {
        let main = json!({ section: { "$include": "a" } });
        let (document, layout) = assemble_files(&[("main", main), ("a", json!({ "x": 1 }))]).unwrap();
        assert_eq!(document, json!({ section: { "x": 1 } }));
        let owner = layout.find_owner(&KeyPath::from_keys([section, "x"])).unwrap();
        assert_eq!((owner.source, owner.path), (1, parse_key_path("x")), "{section}");
    }
}

#[test]
fn an_include_that_cannot_matter_is_not_followed() {
    let main = json!({ "channels": { "$include": 5 }, "x": [{ "$include": "gone" }], "agents": { "defaults": {} } });
    let (document, layout) = assemble_files(&[("main", main.clone())]).unwrap();
    assert_eq!(document, main);
    assert_eq!(layout.find_owner(&parse_key_path("channels.y")).unwrap().source, 0);
    let nested = [("main", json!({ "$include": "a" })), ("a", json!({ "hooks": { "$include": "gone" } }))];
    assert!(assemble_files(&nested).is_ok());
}

#[test]
fn include_rule_violations_are_refused() {
    let nested = |depth: usize| -> Vec<(String, Value)> {
        let link = |n: usize| if n < depth { json!({ "$include": format!("f{}", n + 1) }) } else { json!({}) };
        (0..=depth).map(|n| (if n == 0 { "main".to_owned() } else { format!("f{n}") }, link(n))).collect()
    };
    let refusal = |files: &[(&str, Value)]| match assemble_files(files) {
        Err(AssembleError::Invalid { violation: why, .. }) => why,
        other => panic!("{other:?}"),
    };
    let named = |files: &[(String, Value)]| -> Vec<(&'static str, Value)> {
        files.iter().map(|(name, value)| (&*name.clone().leak(), value.clone())).collect()
    };
    assert!(assemble_files(&named(&nested(MAX_NESTED_FILES))).is_ok());
    assert_eq!(refusal(&named(&nested(MAX_NESTED_FILES + 1))), IncludeViolation::TooNested);
    let many = json!({ "agents": { "$include": vec!["a"; MAX_INCLUDES + 1] } });
    assert_eq!(refusal(&[("main", many), ("a", json!({}))]), IncludeViolation::TooMany);
    let large = json!({ "models": { "$include": vec!["a"; 100] } });
    assert_eq!(refusal(&[("main", large), ("a", json!({ "x": "y".repeat(200_000) }))]), IncludeViolation::TooLarge);
    let circle = [("main", json!({ "$include": "a" })), ("a", json!({ "$include": "main" }))];
    assert_eq!(refusal(&circle), IncludeViolation::Circular);
    for include in [json!(5), json!(null), json!({}), json!(["a", 5])] {
        assert_eq!(
            refusal(&[("main", json!({ "models": { "$include": include } })), ("a", json!({}))]),
            IncludeViolation::NotAPath
        );
    }
    let beside = json!({ "agents": { "list": { "$include": "a", "x": 1 } } });
    assert_eq!(refusal(&[("main", beside), ("a", json!([]))]), IncludeViolation::NotAnObject);
}

#[test]
fn files_together_are_no_deeper_than_one_may_be() {
    let deep = |inside: Value| (0..100).fold(inside, |value, _| json!({ "a": value }));
    let files = [
        ("main", json!({ "agents": deep(json!({ "$include": "x" })) })),
        ("x", deep(json!({ "$include": "y" }))),
        ("y", json!({})),
    ];
    assert!(matches!(
        assemble_files(&files),
        Err(AssembleError::Invalid { violation: IncludeViolation::TooDeep, from_source: 1, .. })
    ));
}

#[test]
fn a_file_that_cannot_be_had_ends_it() {
    let result = assemble_files(&[("main", json!({ "agents": { "list": [{ "$include": "gone" }] } }))]);
    assert!(matches!(result, Err(AssembleError::Load(name)) if name == "gone"));
}
