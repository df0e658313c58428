//! What stands where something else is expected. It reads as empty and is a finding, never an error: OpenClaw refuses
//! such a file, and whoever mends it needs the rest of ours.

use contract::{Check, Verdict};
use json5_edit::KeyPath;
use serde_json::Value;

use crate::{health::check, view::View};

/// What a value can be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Object,
    List,
    Text,
    Number,
    Flag,
    Null,
}

/// Where what is expected, as far as it is read here. `*` is every member or element.
const EXPECTED: &[(&str, &[Kind])] = &[
    ("agents", &[Kind::Object]),
    ("agents.defaults", &[Kind::Object]),
    ("agents.defaults.model", &[Kind::Text, Kind::Object]),
    ("agents.defaults.model.primary", &[Kind::Text]),
    ("agents.defaults.model.fallbacks", &[Kind::List]),
    ("agents.defaults.model.fallbacks.*", &[Kind::Text]),
    ("agents.defaults.imageModel", &[Kind::Text, Kind::Object]),
    ("agents.defaults.imageModel.primary", &[Kind::Text]),
    ("agents.defaults.imageModel.fallbacks", &[Kind::List]),
    ("agents.defaults.imageModel.fallbacks.*", &[Kind::Text]),
    ("agents.defaults.models", &[Kind::Object]),
    ("agents.defaults.models.*", &[Kind::Object]),
    ("agents.defaults.models.*.alias", &[Kind::Text]),
    ("agents.list", &[Kind::List]),
    ("agents.list.*.model", &[Kind::Text, Kind::Object]),
    ("agents.list.*.model.primary", &[Kind::Text]),
    ("agents.list.*.model.fallbacks", &[Kind::List]),
    ("agents.list.*.agentDir", &[Kind::Text]),
    ("agents.entries", &[Kind::Object]),
    ("agents.entries.*.model", &[Kind::Text, Kind::Object]),
    ("agents.entries.*.model.primary", &[Kind::Text]),
    ("agents.entries.*.model.fallbacks", &[Kind::List]),
    ("agents.entries.*.agentDir", &[Kind::Text]),
    ("models", &[Kind::Object]),
    ("models.providers", &[Kind::Object]),
    ("auth", &[Kind::Object]),
    ("auth.order", &[Kind::Object]),
    ("auth.order.*", &[Kind::List]),
    ("auth.profiles", &[Kind::Object]),
    ("env", &[Kind::Object]),
    ("env.vars", &[Kind::Object]),
    ("meta", &[Kind::Object]),
];

/// Everything that is not what it should be.
pub fn checks(view: &View) -> Vec<Check> {
    EXPECTED.iter().flat_map(|(pattern, kinds)| unexpected(view.document(), pattern, kinds)).collect()
}

fn unexpected(document: &Value, pattern: &str, kinds: &[Kind]) -> Vec<Check> {
    let mut found = vec![(KeyPath::default(), document)];
    for key in pattern.split('.') {
        found = found.into_iter().flat_map(|(at, value)| below(&at, value, key)).collect();
    }
    let expected = kinds.iter().map(|kind| kind.say()).collect::<Vec<_>>().join(" or ");
    (found.into_iter())
        .map(|(at, value)| (at, Kind::of(value)))
        .filter(|(_, kind)| !kinds.contains(kind))
        .map(|(at, kind)| {
            let detail = format!("`{at}` is {}, where {expected} belongs; it counts as not there", kind.say());
            check(
                "shape",
                Verdict::Bad,
                detail,
                Some("mend that place in an editor; OpenClaw refuses the file".to_owned()),
            )
        })
        .collect()
}

fn below<'a>(at: &KeyPath, value: &'a Value, key: &str) -> Vec<(KeyPath, &'a Value)> {
    match (value, key) {
        (Value::Object(members), "*") => members.iter().map(|(key, value)| (at.key(key), value)).collect(),
        (Value::Array(items), "*") => items.iter().enumerate().map(|(index, item)| (at.index(index), item)).collect(),
        (Value::Object(members), key) => members.get(key).map(|value| (at.key(key), value)).into_iter().collect(),
        _ => Vec::new(),
    }
}

impl Kind {
    fn of(value: &Value) -> Self {
        match value {
            Value::Object(_) => Self::Object,
            Value::Array(_) => Self::List,
            Value::String(_) => Self::Text,
            Value::Number(_) => Self::Number,
            Value::Bool(_) => Self::Flag,
            Value::Null => Self::Null,
        }
    }

    fn say(self) -> &'static str {
        match self {
            Self::Object => "an object",
            Self::List => "a list",
            Self::Text => "text",
            Self::Number => "a number",
            Self::Flag => "true or false",
            Self::Null => "`null`",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn details(document: Value) -> Vec<String> {
        checks(&View::new(document)).into_iter().map(|check| check.detail).collect()
    }

    #[test]
    fn what_is_in_the_wrong_place_is_named_and_not_quoted() {
        for (document, expected) in [
            (json!({ "agents": [] }), "`agents` is a list, where an object belongs; it counts as not there"),
            (
                json!({ "agents": { "defaults": 5 } }),
                "`agents.defaults` is a number, where an object belongs; it counts as not there",
            ),
            (
                json!({ "agents": { "defaults": { "model": true } } }),
                "`agents.defaults.model` is true or false, where text or an object belongs; it counts as not there",
            ),
            (
                json!({ "agents": { "defaults": { "model": { "fallbacks": "Canary" } } } }),
                "`agents.defaults.model.fallbacks` is text, where a list belongs; it counts as not there",
            ),
            (
                json!({ "agents": { "list": [{ "id": "a", "model": null }] } }),
                "`agents.list[0].model` is `null`, where text or an object belongs; it counts as not there",
            ),
            (
                json!({ "agents": { "entries": { "a": { "agentDir": {} } } } }),
                "`agents.entries.a.agentDir` is an object, where text belongs; it counts as not there",
            ),
            (json!({ "env": "Canary" }), "`env` is text, where an object belongs; it counts as not there"),
        ] {
            assert_eq!(details(document), [expected]);
        }
    }

    #[test]
    fn what_is_right_or_unknown_is_no_finding() {
        for document in [
            json!({}),
            json!({ "agents": { "defaults": { "model": "a/b", "models": { "a/b": {} } } }, "future": 5, "channels": [] }),
            json!({ "agents": { "defaults": { "imageModel": { "primary": "a/b", "fallbacks": ["c/d"], "x": 1 } } } }),
        ] {
            assert_eq!(details(document.clone()), [""; 0], "{document}");
        }
    }
}
