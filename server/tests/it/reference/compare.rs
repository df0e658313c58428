//! What counts as the same.

use json5_edit::Value;
use serde_json::json;

use super::{Files, Outcome};

/// What OpenClaw writes besides what it was asked for, and why. We never do: where it is neither before nor in ours, it
/// is passed over.
const THEIRS_ALONE: &[(&str, &str)] = &[
    ("/commands", "a default"),
    ("/messages/ackReactionScope", "a default"),
    ("/agents/defaults/compaction/mode", "a default"),
    ("/agents/defaults/maxConcurrent", "a default"),
    ("/agents/defaults/subagents/maxConcurrent", "a default"),
    ("/agents/defaults/models", "a map of models is an allowlist; nobody gets one by the way"),
    ("/agents/defaults/heartbeat/agentId", "the system agent, who has the heartbeat anyway"),
    ("/talk/agentId", "the system agent, who has it anyway"),
    ("/agents/entries/third/identity/name", "the name, once more"),
];

/// What OpenClaw says besides about each agent, and why: it comes from files and keys that are not ours.
const SAID_BY_THEM_ALONE: &[(&str, &str)] = &[
    ("bindings", "which channels lead to it"),
    ("routes", "the same in words"),
    ("identityName", "its name in chats"),
    ("identitySource", "where that is from"),
];

/// What is different: some of `code`, `config`, `stdout` and `stderr`.
pub(super) fn differences(words: &[String], before: &Files, ours: &Outcome, theirs: Outcome) -> Vec<&'static str> {
    let same = [
        ("code", ours.code == theirs.code),
        ("config", is_same_config(before, &ours.files, theirs.files)),
        ("stdout", is_same_output(words, &ours.out, &theirs.out)),
        ("stderr", ours.code == 0 || !ours.err.is_empty()),
    ];
    same.into_iter().filter(|(_, same)| !same).map(|(what, _)| what).collect()
}

/// Whether every file says the same, but for what is theirs alone.
fn is_same_config(before: &Files, ours: &Files, mut theirs: Files) -> bool {
    for (name, value) in &mut theirs {
        let is_in = |files: &Files, path: &str| files.get(name).is_some_and(|value| value.pointer(path).is_some());
        let is_asked_for = |path: &str| is_in(before, path) || is_in(ours, path);
        for (path, _) in THEIRS_ALONE {
            forget(value, path, &is_asked_for);
        }
    }
    let said = |files: &Files| -> Files { files.iter().map(|(name, value)| (name.clone(), said(value))).collect() };
    said(ours) == said(&theirs)
}

/// Takes away a value, and what it leaves empty.
fn forget(value: &mut Value, path: &str, is_asked_for: &impl Fn(&str) -> bool) {
    let Some((parent, key)) = path.rsplit_once('/').filter(|_| !is_asked_for(path)) else { return };
    let Some(map) = value.pointer_mut(parent).and_then(Value::as_object_mut) else { return };
    map.remove(key);
    if map.is_empty() {
        forget(value, parent, is_asked_for);
    }
}

/// A file without who wrote it last, and with a model that is a text as the object that means the same.
fn said(file: &Value) -> Value {
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

/// JSON by its values, what scripts read byte for byte, and what people read by whether there is any.
fn is_same_output(words: &[String], ours: &str, theirs: &str) -> bool {
    let has = |word: &str| words.iter().any(|w| w == word);
    let is_for_scripts = has("--plain") || has("get") || has("file") || is_line_of_2026_3(theirs);
    if has("--json") && !theirs.is_empty() {
        let [ours, theirs] = [ours, theirs].map(|text| serde_json::from_str(text).unwrap_or(Value::Null));
        return says_all(&ours, &theirs);
    }
    if is_for_scripts { ours == theirs } else { ours.is_empty() == theirs.is_empty() }
}

/// 2026.9.6 says after `Updated config:` where its copy is, and ours does not make that one.
fn is_line_of_2026_3(theirs: &str) -> bool {
    theirs.starts_with("Updated ") && !theirs.starts_with("Updated config: ")
}

/// Whether everything that they say is in ours. More keys are no difference: they break nobody who reads the others.
fn says_all(ours: &Value, theirs: &Value) -> bool {
    match (ours, theirs) {
        (Value::Object(ours), Value::Object(theirs)) => {
            let is_theirs_alone = |key: &str| SAID_BY_THEM_ALONE.iter().any(|(theirs, _)| *theirs == key);
            let mut shared = theirs.iter().filter(|(key, _)| !is_theirs_alone(key));
            shared.all(|(key, value)| ours.get(key).is_some_and(|ours| says_all(ours, value)))
        }
        (Value::Array(ours), Value::Array(theirs)) => {
            ours.len() == theirs.len() && ours.iter().zip(theirs).all(|(ours, theirs)| says_all(ours, theirs))
        }
        _ => ours == theirs,
    }
}

#[test]
fn what_is_theirs_alone_is_passed_over_and_nothing_else() {
    let files = |value: Value| Files::from([("x".to_owned(), value)]);
    let before = files(json!({ "a": 1 }));
    let theirs = json!({ "a": 1, "b": 2, "messages": { "ackReactionScope": "x" }, "meta": {} });
    assert!(is_same_config(&before, &files(json!({ "a": 1, "b": 2 })), files(theirs.clone())));
    assert!(!is_same_config(&before, &files(json!({ "a": 1 })), files(theirs.clone())));
    assert!(!is_same_config(&files(theirs.clone()), &files(json!({ "a": 1, "b": 2 })), files(theirs)));
}

#[test]
fn more_keys_are_no_difference_and_less_are() {
    assert!(says_all(&json!({ "a": [{ "b": 1, "c": 2 }], "d": 3 }), &json!({ "a": [{ "b": 1 }] })));
    assert!(!says_all(&json!({ "a": [{ "b": 1 }] }), &json!({ "a": [{ "b": 1 }], "d": null })));
    assert!(!says_all(&json!([1, 2]), &json!([1])));
}
