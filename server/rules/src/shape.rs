//! What stands where something else is expected. It reads as empty and is a finding, never an error: OpenClaw refuses
//! such a file, and whoever mends it needs the rest of ours.

use json5_edit::{KeyPath, Step};
use serde_json::Value;

use crate::view::View;

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
    ("agents.defaults.models.*.params", &[Kind::Object]),
    ("agents.defaults.models.*.streaming", &[Kind::Flag]),
    ("agents.defaults.modelPolicy", &[Kind::Object]),
    ("agents.defaults.modelPolicy.allow", &[Kind::List]),
    ("agents.defaults.modelPolicy.allow.*", &[Kind::Text]),
    ("agents.defaults.workspace", &[Kind::Text]),
    ("agents.list", &[Kind::List]),
    ("agents.list.*", &[Kind::Object]),
    ("agents.list.*.id", &[Kind::Text]),
    ("agents.list.*.default", &[Kind::Flag]),
    ("agents.list.*.name", &[Kind::Text]),
    ("agents.list.*.workspace", &[Kind::Text]),
    ("agents.list.*.model", &[Kind::Text, Kind::Object]),
    ("agents.list.*.model.primary", &[Kind::Text]),
    ("agents.list.*.model.fallbacks", &[Kind::List]),
    ("agents.list.*.model.fallbacks.*", &[Kind::Text]),
    ("agents.list.*.agentDir", &[Kind::Text]),
    ("agents.entries", &[Kind::Object]),
    ("agents.entries.*", &[Kind::Object]),
    ("agents.entries.*.name", &[Kind::Text]),
    ("agents.entries.*.workspace", &[Kind::Text]),
    ("agents.entries.*.model", &[Kind::Text, Kind::Object]),
    ("agents.entries.*.model.primary", &[Kind::Text]),
    ("agents.entries.*.model.fallbacks", &[Kind::List]),
    ("agents.entries.*.model.fallbacks.*", &[Kind::Text]),
    ("agents.entries.*.agentDir", &[Kind::Text]),
    ("models", &[Kind::Object]),
    ("models.providers", &[Kind::Object]),
    ("auth", &[Kind::Object]),
    ("auth.order", &[Kind::Object]),
    ("auth.order.*", &[Kind::List]),
    ("auth.order.*.*", &[Kind::Text]),
    ("auth.profiles", &[Kind::Object]),
    ("auth.profiles.*", &[Kind::Object]),
    ("auth.profiles.*.provider", &[Kind::Text]),
    ("auth.profiles.*.mode", &[Kind::Text]),
    ("env", &[Kind::Object]),
    ("env.vars", &[Kind::Object]),
    ("meta", &[Kind::Object]),
];

/// What OpenClaw refuses a configuration for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Misfit {
    /// Where.
    pub at: KeyPath,
    /// “is a number, where text belongs”
    pub why: String,
    /// What can be done about it.
    pub hint: &'static str,
    /// What it is about, in a word.
    pub about: &'static str,
}

const HINT: &str = "mend that place in an editor; until then it counts as not there";

/// Everything that is not what it should be.
pub(crate) fn misfits(view: &View) -> Vec<Misfit> {
    EXPECTED.iter().flat_map(|(pattern, kinds)| unexpected(view.document(), pattern, kinds)).collect()
}

fn unexpected(document: &Value, pattern: &str, kinds: &[Kind]) -> Vec<Misfit> {
    let expected = kinds.iter().map(|kind| kind.say()).collect::<Vec<_>>().join(" or ");
    let misfit = |value: &Value| {
        let kind = Kind::of(value);
        (!kinds.contains(&kind)).then(|| format!("is {}, where {expected} belongs", kind.say()))
    };
    let found = matching(document, pattern, |value| misfit(value).into_iter().collect());
    found.into_iter().map(|(at, why)| Misfit { at, why, hint: HINT, about: "shape" }).collect()
}

/// What `find` finds in the values at a dotted pattern; `*` is every member or element. A document has thousands of values
/// and few findings, so only these get a path.
pub(crate) fn matching<'v, T>(
    document: &'v Value,
    pattern: &str,
    find: impl Fn(&'v Value) -> Vec<T>,
) -> Vec<(KeyPath, T)> {
    let pattern: Vec<_> = pattern.split('.').collect();
    let mut search = Search { find, way: Vec::with_capacity(pattern.len()), found: Vec::new() };
    search.go(document, &pattern);
    search.found
}

struct Search<'v, T, F> {
    find: F,
    /// From the top of the document to where the search is.
    way: Vec<Way<'v>>,
    found: Vec<(KeyPath, T)>,
}

#[derive(Clone, Copy)]
enum Way<'v> {
    Key(&'v str),
    Index(usize),
}

impl<'v, T, F: Fn(&'v Value) -> Vec<T>> Search<'v, T, F> {
    fn go(&mut self, value: &'v Value, pattern: &[&str]) {
        let Some((key, rest)) = pattern.split_first() else { return self.look(value) };
        match (value, *key) {
            (Value::Object(members), "*") => {
                members.iter().for_each(|(key, value)| self.enter(Way::Key(key), value, rest));
            }
            (Value::Array(items), "*") => {
                items.iter().enumerate().for_each(|(index, item)| self.enter(Way::Index(index), item, rest));
            }
            (Value::Object(members), key) => {
                members.get_key_value(key).into_iter().for_each(|(key, value)| self.enter(Way::Key(key), value, rest));
            }
            _ => {}
        }
    }

    fn enter(&mut self, step: Way<'v>, value: &'v Value, rest: &[&str]) {
        self.way.push(step);
        self.go(value, rest);
        self.way.pop();
    }

    fn look(&mut self, value: &'v Value) {
        for finding in (self.find)(value) {
            let steps = self.way.iter().map(|step| match step {
                Way::Key(key) => Step::Key((*key).to_owned()),
                Way::Index(index) => Step::Index(*index),
            });
            self.found.push((steps.collect(), finding));
        }
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
        misfits(&View::new(document)).into_iter().map(|Misfit { at, why, .. }| format!("`{at}` {why}")).collect()
    }

    #[test]
    fn what_is_in_the_wrong_place_is_named_and_not_quoted() {
        for (document, expected) in [
            (json!({ "agents": [] }), "`agents` is a list, where an object belongs"),
            (json!({ "agents": { "defaults": 5 } }), "`agents.defaults` is a number, where an object belongs"),
            (
                json!({ "agents": { "defaults": { "model": true } } }),
                "`agents.defaults.model` is true or false, where text or an object belongs",
            ),
            (
                json!({ "agents": { "defaults": { "model": { "fallbacks": "Canary" } } } }),
                "`agents.defaults.model.fallbacks` is text, where a list belongs",
            ),
            (
                json!({ "agents": { "list": [{ "id": "a", "model": null }] } }),
                "`agents.list[0].model` is `null`, where text or an object belongs",
            ),
            (
                json!({ "agents": { "entries": { "a": { "agentDir": {} } } } }),
                "`agents.entries.a.agentDir` is an object, where text belongs",
            ),
            (json!({ "env": "Canary" }), "`env` is text, where an object belongs"),
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
