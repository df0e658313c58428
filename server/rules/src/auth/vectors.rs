//! Inputs and results of OpenClaw's own functions (2026.3.13), for the tests of this module.

use serde_json::Value;

use crate::{
    auth::{
        profile_store::ProfileStore,
        secret_facts::{marker, variable_marker},
    },
    base::env::{Env, Variables},
    document::view::View,
};

/// The table in the file that belongs to another module: the text of a failed request.
const TABLES_OF_OTHER_MODULES: [&str; 1] = ["assistantErrorText"];

const TABLES_OF_THIS_MODULE: [&str; 6] = [
    "maskApiKey",
    "formatRemainingShort",
    "normalizeProviderId",
    "normalizeSecretInput",
    "isMarker",
    "parseDurationDefaultDays",
];

fn small_tables() -> Value {
    serde_json::from_str(include_str!("../../tests/data/auth/small.json")).unwrap()
}

/// The rows of one of the small tables.
pub(super) fn small_table(name: &str) -> Vec<Value> {
    small_tables()[name].as_array().unwrap().clone()
}

/// The cases of a file with one per line.
pub(super) fn read_cases(lines: &str) -> Vec<Value> {
    lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// The configuration of a case, with its variables.
pub(super) fn view_of(case: &Value) -> View {
    let variables: Variables = (case["env"].as_object().into_iter().flatten())
        .map(|(name, value)| (name.clone(), value.as_str().unwrap().to_owned()))
        .collect();
    View::new(case["cfg"].clone()).with_env(Env::new(vec![variables]))
}

/// The credentials of a case.
pub(super) fn store_of(case: &Value, view: &View) -> ProfileStore {
    ProfileStore::read(&case["store"], None, view.generation()).unwrap()
}

/// The secrets of a case that are long enough to be found in a text.
pub(super) fn secrets_of(case: &Value) -> Vec<String> {
    const MIN_LENGTH: usize = 6;
    let entries =
        ["/store/profiles", "/cfg/models/providers"].map(|path| case.pointer(path).and_then(Value::as_object));
    let members = entries.into_iter().flatten().flat_map(|entries| entries.values());
    let of_entry = |entry: &Value| ["key", "token", "access", "refresh", "apiKey"].map(|key| entry[key].clone());
    let variables = case["env"].as_object().into_iter().flatten().map(|(_, value)| value.clone());
    let all = members.flat_map(of_entry).chain(variables);
    let texts = all.filter_map(|value| value.as_str().map(str::to_owned));
    let is_secret = |text: &String| marker(text).or(variable_marker(text)).is_none() && !text.starts_with("${");
    texts.filter(|text| text.len() >= MIN_LENGTH && is_secret(text)).collect()
}

#[test]
fn every_small_table_is_compared() {
    let tables = small_tables();
    let mut names: Vec<&str> = tables.as_object().unwrap().keys().map(String::as_str).collect();
    names.retain(|name| !TABLES_OF_OTHER_MODULES.contains(name) && !TABLES_OF_THIS_MODULE.contains(name));
    assert!(names.is_empty(), "{names:?}");
}
