//! Walks every row of the table in every generation, and checks examples.

use serde_json::json;

use super::{
    kinds::Kinds,
    row::{Marks, Row},
    scalar_form::TextForm,
    *,
};
use crate::base::value_path::step_names;

fn violation_texts(document: &Value) -> Vec<String> {
    super::schema_violations(document, reader_of(Generation::Unknown))
        .into_iter()
        .map(|Violation { at, problem: why, .. }| format!("`{at}` {why}"))
        .collect()
}

#[test]
fn what_is_in_the_wrong_place_is_named_and_not_quoted() {
    for (document, expected) in [
        (json!({ "agents": [] }), "`agents` is a list, but must be an object"),
        (json!({ "agents": { "defaults": 5 } }), "`agents.defaults` is a number, but must be an object"),
        (
            json!({ "agents": { "defaults": { "model": true } } }),
            "`agents.defaults.model` is true or false, but must be text or an object",
        ),
        (
            json!({ "agents": { "defaults": { "model": { "fallbacks": "Canary" } } } }),
            "`agents.defaults.model.fallbacks` is text, but must be a list",
        ),
        (
            json!({ "agents": { "list": [{ "id": "a", "model": null }] } }),
            "`agents.list[0].model` is `null`, but must be text or an object",
        ),
        (
            json!({ "agents": { "entries": { "a": { "agentDir": {} } } } }),
            "`agents.entries.a.agentDir` is an object, but must be text",
        ),
        (json!({ "env": "Canary" }), "`env` is text, but must be an object"),
    ] {
        assert_eq!(violation_texts(&document), [expected]);
    }
}

#[test]
fn what_is_right_or_unknown_is_no_finding() {
    for document in [
        json!({}),
        json!({ "agents": { "defaults": { "model": "a/b", "models": { "a/b": {} } } }, "channels": { "x": [] }, "hooks": { "y": 5 } }),
        json!({ "agents": { "defaults": { "imageModel": { "primary": "a/b", "fallbacks": ["c/d"] } } } }),
    ] {
        assert_eq!(violation_texts(&document), [""; 0], "{document}");
    }
}

#[test]
fn only_what_is_named_is_shown() {
    for shown in [
        "agents/defaults/model",
        "agents/defaults/model/fallbacks/0",
        "agents/defaults/models/a\u{2215}b/alias",
        "agents/list/0/model/primary",
        "agents/entries/work/model",
        "auth/order/anthropic/1",
        "auth/profiles/a:b/mode",
    ] {
        assert!(is_showable_path(&shown.split('/').collect::<Vec<_>>()), "{shown}");
    }
    for hidden in [
        "agents/defaults/workspace",
        "agents/defaults/models/x/params/a",
        "agents/defaults/model/key",
        "agents/defaults/model/authorization",
        "agents/defaults/model/primary/x",
        "agents/defaults/model/api\\u004bey",
        "auth/profiles/a:b/key",
        "auth/profiles/a:b/access",
        "auth/profiles/a:b/t\\u006fken",
        "models/providers/x/baseUrl",
        "",
    ] {
        assert!(!is_showable_path(&hidden.split('/').collect::<Vec<_>>()), "{hidden}");
    }
}

fn reader_of(generation: Generation) -> Reader<'static> {
    Reader { generation, versions: [None; 2] }
}

const GENERATIONS: [Generation; 4] =
    [Generation::JsonStore, Generation::AgentDb, Generation::SharedDb, Generation::Unknown];

/// The paths of a row: a member is called `x`, an element is the first of its list.
fn paths_of_row(row: &Row) -> Vec<KeyPath> {
    let mut paths = vec![KeyPath::default()];
    let pattern = row.pattern.split('.').filter(|step| !step.is_empty()).map(|step| step.split('|').collect());
    let last = (!row.keys.is_empty()).then(|| row.keys.to_vec());
    for keys in pattern.chain(last) {
        let longer = |path: &KeyPath| {
            let step = |key: &&str| match *key {
                "*" if locate(path).may_be(Kinds::LIST) => path.with_index(0),
                "*" => path.with_key("x"),
                key => path.with_key(key),
            };
            keys.iter().map(step).collect::<Vec<_>>()
        };
        paths = paths.iter().flat_map(longer).collect();
    }
    paths
}

/// The violations at this path of a document with only this value, except for missing members.
fn violations_at(path: &KeyPath, value: &Value, generation: Generation) -> Vec<Violation> {
    let document = path.steps().iter().rev().fold(value.clone(), |inner, step| match step {
        json5_edit::KeyPathStep::Key(key) => json!({ key: inner }),
        json5_edit::KeyPathStep::Index(_) => json!([inner]),
    });
    let is_about_value = |found: &Violation| found.at == *path && !found.problem.starts_with("has no `");
    super::schema_violations(&document, reader_of(generation)).into_iter().filter(is_about_value).collect()
}

/// A text of this form.
fn sample_text(form: TextForm) -> &'static str {
    match form {
        TextForm::Duration => "24h",
        TextForm::HttpUrl => "http://localhost",
        TextForm::AbsolutePath => "/x",
        TextForm::ModelOrEmpty => "a/b",
        TextForm::SecretProvider => "vault",
        TextForm::Any | TextForm::NotEmpty | TextForm::NotBlank | TextForm::HexColor => "#00ff7f",
    }
}

/// Whether a generation accepts the path, and each path above it.
fn is_accepted(path: &KeyPath, generation: Generation) -> bool {
    (0..=path.steps().len()).all(|count| {
        let above: KeyPath = path.steps().iter().take(count).cloned().collect();
        locate(&above).is_accepted_by(Releases::of_reader(reader_of(generation)))
    })
}

#[test]
fn every_row_is_checked_in_every_generation() {
    let samples = [json!({}), json!([]), json!(1), json!(null)];
    let mut refused = 0;
    for (row, path) in table::all_rows().flat_map(|row| paths_of_row(row).into_iter().map(move |path| (row, path))) {
        for generation in GENERATIONS {
            let text = json!(row.options.first().copied().unwrap_or_else(|| sample_text(row.text_form)));
            let flag = json!(row.only_flag.unwrap_or(true));
            let is_of_other_row = |value: &&Value| {
                let kind = Kinds::of_value(value);
                locate(&path).may_be(kind) && !row.kinds.contains(kind)
            };
            for value in samples.iter().chain([&text, &flag]).filter(|value| !is_of_other_row(value)) {
                let found = violations_at(&path, value, generation);
                let is_fine = !is_accepted(&path, generation) || locate(&path).may_be(Kinds::of_value(value));
                refused += found.len();
                let is_unknown = found.iter().any(|violation| violation.topic == "dialect");
                assert!(found.len() <= 1 && (is_fine || found.len() == 1), "{path} {value} {generation:?} {found:?}");
                assert!(!is_fine || found.is_empty() || is_unknown, "{path} {value} {generation:?} {found:?}");
            }
        }
    }
    assert!(refused > 500, "{refused}");
}

#[test]
fn every_row_stands_below_another_and_does_what_it_says() {
    for (row, path) in table::all_rows().flat_map(|row| paths_of_row(row).into_iter().map(move |path| (row, path))) {
        let (names, at) = (step_names(&path), locate(&path));
        if let Some((above, _)) = path.split_last() {
            assert!(locate(&above).may_be(Kinds::OBJECT) || locate(&above).may_be(Kinds::LIST), "above {path}");
        }
        assert_eq!(row.marks.contains(Marks::SHOWN), is_showable_path(&names), "{path}");
        if row.marks.contains(Marks::MANAGED) {
            assert!(managed::is_managed(&path) && managed::is_managed(&path.with_key("x").with_index(0)), "{path}");
        }
        for count in 1..names.len() {
            let above: KeyPath = path.steps().iter().take(count).cloned().collect();
            assert!(!managed::is_managed(&above) || at.is_managed(), "{path}");
            assert!(!at.is_managed() || locate(&above).may_contain_managed(), "{path}");
        }
        assert!(!row.marks.contains(Marks::CHAIN) || at.is_managed(), "{path}");
    }
}

#[test]
fn an_agent_has_the_same_keys_in_either_layout() {
    let keys = |layout: &str| {
        let entry = KeyPath::from_keys(["agents", layout]).with_key("x");
        locate(&entry).member_keys().filter(|key| *key != "id").collect::<Vec<_>>()
    };
    assert_eq!(keys("list"), keys("entries"));
}

#[test]
fn the_models_of_utilities_and_of_agents_are_checked_where_a_generation_knows_them() {
    let utility = |value: Value| json!({ "agents": { "defaults": { "utilityModel": value } } });
    let own = |value: Value| json!({ "agents": { "list": [{ "id": "a", "modelPolicy": { "allow": value } }] } });
    let unknown = "is a key that this home's OpenClaw does not accept";
    for (document, generation, expected) in [
        (utility(json!("a/b")), Generation::SharedDb, None),
        (utility(json!(5)), Generation::AgentDb, Some("`agents.defaults.utilityModel` is a number, but must be text")),
        (utility(json!("a/b")), Generation::JsonStore, Some("`agents.defaults.utilityModel`")),
        (own(json!(["a/b"])), Generation::SharedDb, None),
        (own(json!("a")), Generation::SharedDb, Some("`agents.list[0].modelPolicy.allow` is text, but must be a list")),
        (
            own(json!([5])),
            Generation::SharedDb,
            Some("`agents.list[0].modelPolicy.allow[0]` is a number, but must be text"),
        ),
        (own(json!(["a/b"])), Generation::JsonStore, Some("`agents.list[0].modelPolicy`")),
    ] {
        let expected =
            expected.map(|text| if text.ends_with('`') { format!("{text} {unknown}") } else { text.to_owned() });
        let found = super::schema_violations(&document, reader_of(generation));
        let texts: Vec<_> = found.iter().map(|found| format!("`{}` {}", found.at, found.problem)).collect();
        assert_eq!(texts, Vec::from_iter(expected), "{document} {generation:?}");
    }
    for path in ["agents.list[0].modelPolicy.allow", "agents.entries.work.modelPolicy.allow"] {
        let path: KeyPath = path.parse().unwrap();
        assert!(managed::is_managed(&path) && managed::may_be_recorded(&path, "['a/b']"));
        assert!(is_showable_path(&step_names(&path.with_index(0))));
    }
}

#[test]
fn the_described_members_of_a_credential_are_no_secrets() {
    let profile = KeyPath::from_keys(["auth", "profiles", "a:b"]);
    let keys: Vec<_> = locate(&profile).member_keys().collect();
    assert!(keys.contains(&"displayName"));
    for key in keys {
        assert!(!secret::is_secret_text_path(&step_names(&profile.with_key(key))), "{key}");
    }
    assert!(secret::is_secret_text_path(&step_names(&profile.with_key("key"))));
}
