use serde_json::json;

use super::{assemble_files, golden_home, parse_key_path};
use crate::schema::include::{MultipleOwners, SourceLocation};

/// Checks the owner of each path: the file number and the path in it, or the files that the value is split over.
fn assert_owners(files: &[(&str, serde_json::Value)], expected: &[(&str, &str)]) {
    let (_, layout) = assemble_files(files).unwrap();
    for (asked, expected) in expected {
        let told = match layout.find_owner(&parse_key_path(asked)) {
            Ok(SourceLocation { source, path }) => format!("{source} {path}"),
            Err(MultipleOwners { sources }) => {
                format!("split {}", sources.iter().map(usize::to_string).collect::<Vec<_>>().join(","))
            }
        };
        assert_eq!(told, *expected, "{asked} of {files:?}");
    }
}

#[test]
fn one_file_owns_everything() {
    let main = [("main", json!({ "agents": {} }))];
    assert_owners(&main, &[("agents.defaults.model", "0 agents.defaults.model"), ("", "0 ")]);
    let included =
        [("main", json!({ "$include": "a" })), ("a", json!({ "agents": { "defaults": { "model": "x/y" } } }))];
    assert_owners(
        &included,
        &[("agents.defaults.model", "1 agents.defaults.model"), ("auth.order.x", "1 auth.order.x")],
    );
    let empty = [("main", json!({ "agents": { "$include": [] } }))];
    assert_owners(&empty, &[("agents.list", "0 agents.list")]);
}

#[test]
fn of_several_files_the_last_that_has_it() {
    assert_owners(
        &golden_home(),
        &[
            ("agents.defaults.model.primary", "3 defaults.model.primary"),
            ("agents.defaults.model.timeout", "3 defaults.model.timeout"),
            ("agents.defaults.workspace", "0 agents.defaults.workspace"),
            ("agents.defaults.imageModel.primary", "0 agents.defaults.imageModel.primary"),
            ("agents.list.0.model", "3 list[0].model"),
            ("agents.list", "3 list"),
            ("env.vars.B", "1 env.vars.B"),
            ("meta.migrations.x", "0 meta.migrations.x"),
            ("auth.order", "0 auth.order"),
        ],
    );
}

#[test]
fn edits_across_files_are_refused_as_split() {
    assert_owners(
        &golden_home(),
        &[
            ("agents.defaults.model.fallbacks", "split 2,3"),
            ("agents.defaults.model", "split 2,3"),
            ("agents", "split 0,2,3"),
            // An element comes from one file, in which it has another index.
            ("agents.defaults.model.fallbacks.0", "2 defaults.model.fallbacks[0]"),
            ("agents.defaults.model.fallbacks.1", "3 defaults.model.fallbacks[0]"),
            ("agents.defaults.model.fallbacks.2", "split 2,3"),
        ],
    );
    let twice = [("main", json!({ "agents": { "$include": ["a", "a"] } })), ("a", json!({ "list": [{ "id": "a" }] }))];
    assert_owners(&twice, &[("agents.list", "split 1"), ("agents.list.1.model", "1 list[0].model")]);
}

#[test]
fn an_include_in_a_section_makes_the_path_shorter() {
    let files = [("main", json!({ "agents": { "$include": "a" } })), ("a", json!({ "defaults": {} }))];
    assert_owners(
        &files,
        &[
            ("agents.defaults.model", "1 defaults.model"),
            ("agents.list", "1 list"),
            ("agents", "1 "),
            ("models.providers", "0 models.providers"),
        ],
    );
}

#[test]
fn values_beside_an_include_take_precedence() {
    let files = [("main", json!({ "$include": "a", "agents": {} })), ("a", json!({ "agents": { "defaults": {} } }))];
    assert_owners(
        &files,
        &[
            ("agents.defaults.model", "1 agents.defaults.model"),
            ("agents.list", "0 agents.list"),
            ("agents", "split 0,1"),
        ],
    );
}

/// An edit below a string replaces the string, in the file that holds it.
#[test]
fn a_string_over_an_object_is_the_strings_files() {
    let files = [
        ("main", json!({ "agents": { "defaults": { "$include": "a", "model": "x/y" } } })),
        ("a", json!({ "model": { "primary": "p/q", "fallbacks": ["r/s"] } })),
    ];
    assert_owners(
        &files,
        &[
            ("agents.defaults.model", "0 agents.defaults.model"),
            ("agents.defaults.model.primary", "0 agents.defaults.model.primary"),
        ],
    );
}

#[test]
fn an_include_may_be_an_element_or_a_whole_list() {
    let files = [
        (
            "main",
            json!({ "agents": { "list": [{ "id": "main" }, { "$include": "w" }], "defaults": { "model": { "$include": "m" } } } }),
        ),
        ("w", json!({ "id": "work" })),
        ("m", json!({ "primary": "x/y", "fallbacks": { "$include": "f" } })),
        ("f", json!(["a/b"])),
    ];
    assert_owners(
        &files,
        &[
            ("agents.list.0.model", "0 agents.list[0].model"),
            ("agents.list.1.model", "1 model"),
            ("agents.list", "0 agents.list"),
            ("agents.list.2", "0 agents.list[2]"),
            ("agents.defaults.model.primary", "2 primary"),
            ("agents.defaults.model.fallbacks", "3 "),
            ("agents.defaults.model.fallbacks.0", "3 [0]"),
        ],
    );
}

#[test]
fn an_empty_list_is_no_part_of_one() {
    let files = [
        ("main", json!({ "agents": { "$include": ["a", "b"] } })),
        ("a", json!({ "list": [], "defaults": { "model": { "fallbacks": ["x/1"] } } })),
        ("b", json!({ "list": [{ "id": "b" }], "defaults": { "model": { "fallbacks": [] } } })),
    ];
    assert_owners(
        &files,
        &[("agents.list", "2 list"), ("agents.defaults.model.fallbacks", "1 defaults.model.fallbacks")],
    );
}

#[test]
fn files_include_one_another() {
    let files = [
        ("main", json!({ "$include": "a" })),
        ("a", json!({ "agents": { "$include": "b" } })),
        ("b", json!({ "defaults": { "$include": "c" } })),
        ("c", json!({ "model": "x/y" })),
    ];
    assert_owners(&files, &[("agents.defaults.model", "3 model"), ("agents.list", "2 list"), ("env.X", "1 env.X")]);
}
