//! Compares results with OpenClaw's.

use json5_edit::Value;
use serde_json::json;

use super::{CaseOutcome, Files};

/// Values that OpenClaw writes in addition, with the reason. openclaw never does: if a value is in neither the file
/// before nor openclaw's result, it is ignored.
const OPENCLAW_ONLY_CONFIG: &[(&str, &str)] = &[
    ("/commands", "a default"),
    ("/messages/ackReactionScope", "a default"),
    ("/agents/defaults/compaction/mode", "a default"),
    ("/agents/defaults/maxConcurrent", "a default"),
    ("/agents/defaults/subagents/maxConcurrent", "a default"),
    ("/agents/defaults/models", "a map of models is an allowlist, which no other change may create"),
    ("/agents/defaults/heartbeat/agentId", "the system agent, who has the heartbeat anyway"),
    ("/talk/agentId", "the system agent, who has it anyway"),
    ("/agents/entries/third/identity/name", "the name, once more"),
];

/// Additional output of OpenClaw about each agent, with the reason: it comes from unmanaged files and keys.
const OPENCLAW_ONLY_OUTPUT: &[(&str, &str)] = &[
    ("bindings", "which channels lead to it"),
    ("routes", "the same in words"),
    ("identityName", "its name in chats"),
    ("identitySource", "where that is from"),
];

/// Returns what differs: any of `code`, `config`, `stdout` and `stderr`.
pub(super) fn differences(
    words: &[String],
    before: &Files,
    ours: &CaseOutcome,
    theirs: CaseOutcome,
) -> Vec<&'static str> {
    let same = [
        ("code", ours.code == theirs.code),
        ("config", is_same_config(before, &ours.files, theirs.files)),
        ("stdout", is_same_output(words, &ours.stdout, &theirs.stdout)),
        ("stderr", ours.code == 0 || !ours.stderr.is_empty()),
    ];
    same.into_iter().filter(|(_, same)| !same).map(|(what, _)| what).collect()
}

/// Whether all files have the same meaning, except for OpenClaw's additional values.
fn is_same_config(before: &Files, ours: &Files, mut theirs: Files) -> bool {
    for (name, value) in &mut theirs {
        let is_in = |files: &Files, path: &str| files.get(name).is_some_and(|value| value.pointer(path).is_some());
        let is_asked_for = |path: &str| is_in(before, path) || is_in(ours, path);
        for (path, _) in OPENCLAW_ONLY_CONFIG {
            remove_value(value, path, &is_asked_for);
        }
    }
    let said =
        |files: &Files| -> Files { files.iter().map(|(name, value)| (name.clone(), normalized(value))).collect() };
    said(ours) == said(&theirs)
}

/// Removes a value, and its parents if they are empty then.
fn remove_value(value: &mut Value, path: &str, is_asked_for: &impl Fn(&str) -> bool) {
    let Some((parent, key)) = path.rsplit_once('/').filter(|_| !is_asked_for(path)) else { return };
    let Some(map) = value.pointer_mut(parent).and_then(Value::as_object_mut) else { return };
    map.remove(key);
    if map.is_empty() {
        remove_value(value, parent, is_asked_for);
    }
}

/// Normalizes a file: removes the last writer, and turns a model text into the equivalent object.
fn normalized(file: &Value) -> Value {
    let mut file = file.clone();
    if let Some(map) = file.as_object_mut() {
        map.remove("meta");
    }
    for path in ["/agents/defaults/model", "/agents/defaults/imageModel"] {
        if let Some(model) = file.pointer_mut(path).filter(|model| model.is_string()) {
            *model = json!({ "primary": model.take() });
        }
    }
    file
}

/// Compares JSON by value, output for scripts by bytes, and text for people only by whether there is any.
fn is_same_output(words: &[String], ours: &str, theirs: &str) -> bool {
    let has = |word: &str| words.iter().any(|w| w == word);
    let is_for_scripts = has("--plain") || has("get") || has("file") || is_line_of_2026_3(theirs);
    if has("--json") && !theirs.is_empty() {
        let [ours, theirs] = [ours, theirs].map(|text| serde_json::from_str(text).unwrap_or(Value::Null));
        return contains_all(&ours, &theirs);
    }
    if is_for_scripts { ours == theirs } else { ours.is_empty() == theirs.is_empty() }
}

/// After `Updated config:`, 2026.9.6 names its backup, which openclaw does not create.
fn is_line_of_2026_3(theirs: &str) -> bool {
    theirs.starts_with("Updated ") && !theirs.starts_with("Updated config: ")
}

/// Whether all of OpenClaw's values are in openclaw's output. Additional keys are allowed.
fn contains_all(ours: &Value, theirs: &Value) -> bool {
    match (ours, theirs) {
        (Value::Object(ours), Value::Object(theirs)) => {
            let is_theirs_alone = |key: &str| OPENCLAW_ONLY_OUTPUT.iter().any(|(theirs, _)| *theirs == key);
            let mut shared = theirs.iter().filter(|(key, _)| !is_theirs_alone(key));
            shared.all(|(key, value)| ours.get(key).is_some_and(|ours| contains_all(ours, value)))
        }
        (Value::Array(ours), Value::Array(theirs)) => {
            ours.len() == theirs.len() && ours.iter().zip(theirs).all(|(ours, theirs)| contains_all(ours, theirs))
        }
        _ => ours == theirs,
    }
}

#[test]
fn only_openclaws_own_keys_are_ignored() {
    let files = |value: Value| Files::from([("x".to_owned(), value)]);
    let before = files(json!({ "a": 1 }));
    let theirs = json!({ "a": 1, "b": 2, "messages": { "ackReactionScope": "x" }, "meta": {} });
    assert!(is_same_config(&before, &files(json!({ "a": 1, "b": 2 })), files(theirs.clone())));
    assert!(!is_same_config(&before, &files(json!({ "a": 1 })), files(theirs.clone())));
    assert!(!is_same_config(&files(theirs.clone()), &files(json!({ "a": 1, "b": 2 })), files(theirs)));
}

#[test]
fn extra_keys_are_ignored_and_missing_ones_differ() {
    assert!(contains_all(&json!({ "a": [{ "b": 1, "c": 2 }], "d": 3 }), &json!({ "a": [{ "b": 1 }] })));
    assert!(!contains_all(&json!({ "a": [{ "b": 1 }] }), &json!({ "a": [{ "b": 1 }], "d": null })));
    assert!(!contains_all(&json!([1, 2]), &json!([1])));
}
