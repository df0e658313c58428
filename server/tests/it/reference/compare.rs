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

/// What a recorded case has in the place of a time.
const ANY_TIME: &str = "$TIME";

/// Keys of texts with a part of a secret, of which openclaw shows less.
const SHORTER_LABELS: &[&str] = &["labels", "value", "detail"];

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
    is_same_value(&json!(said(ours)), &json!(said(&theirs)))
}

/// Whether two values are equal, except for times that were not recorded.
fn is_same_value(ours: &Value, theirs: &Value) -> bool {
    match (ours, theirs) {
        (Value::Object(ours), Value::Object(theirs)) => {
            let is_same =
                |(key, value): (&String, &Value)| ours.get(key).is_some_and(|ours| is_same_value(ours, value));
            ours.len() == theirs.len() && theirs.iter().all(is_same)
        }
        (Value::Array(ours), Value::Array(theirs)) => {
            ours.len() == theirs.len() && ours.iter().zip(theirs).all(|(ours, theirs)| is_same_value(ours, theirs))
        }
        _ => ours == theirs || theirs == ANY_TIME && ours.is_number(),
    }
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
            shared.all(|(key, value)| match ours.get(key) {
                Some(ours) if SHORTER_LABELS.contains(&key.as_str()) => is_same_label(ours, value),
                ours => ours.is_some_and(|ours| contains_all(ours, value)),
            })
        }
        (Value::Array(ours), Value::Array(theirs)) => {
            ours.len() == theirs.len() && ours.iter().zip(theirs).all(|(ours, theirs)| contains_all(ours, theirs))
        }
        _ => is_same_value(ours, theirs),
    }
}

/// Whether a label says the same, where OpenClaw shows both ends of a secret and openclaw at most its last characters.
fn is_same_label(ours: &Value, theirs: &Value) -> bool {
    match (ours, theirs) {
        (Value::String(ours), Value::String(theirs)) => match theirs.split_once("...") {
            Some((before, behind)) => {
                let name = before.rsplit_once(['=', ':']).map_or("", |(name, _)| name);
                let state = behind.split_once(' ').map_or("", |(_, state)| state);
                ours.starts_with(name) && ours.ends_with(state)
            }
            None => ours == theirs,
        },
        (Value::Array(ours), Value::Array(theirs)) => {
            let mut theirs: Vec<_> = theirs.iter().collect();
            // Labels of a provider are in the order in which its credentials are tried.
            let mut take = |ours: &Value| {
                let found = theirs.iter().position(|theirs| is_same_label(ours, theirs));
                found.map(|at| theirs.swap_remove(at)).is_some()
            };
            ours.iter().all(&mut take) && theirs.is_empty()
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

#[test]
fn labels_are_compared_without_the_secret() {
    for (ours, theirs, expected) in [
        ("a:b=…wxyz", "a:b=sk-abcde...stuvwxyz", true),
        ("a:b=token:set [cooldown 5m]", "a:b=token:a...z [cooldown 5m]", true),
        ("a:b=token:set", "a:b=token:a...z [cooldown 5m]", false),
        ("a:c=…wxyz", "a:b=sk-abcde...stuvwxyz", false),
        ("marker(x)", "marker(x)", true),
        ("set", "missing", false),
    ] {
        assert_eq!(is_same_label(&json!([ours]), &json!([theirs])), expected, "{ours} {theirs}");
    }
    assert!(!is_same_label(&json!(["a=…wxyz"]), &json!(["a=…wxyz", "b=missing"])));
}
