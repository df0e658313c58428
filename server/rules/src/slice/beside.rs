//! Beside the models slice: switches and numbers that somebody set, and agents that were added. What may be a secret is
//! not among them: a text could be one anywhere, a number in some places.

use json5_edit::{KeyPath, Kind, Value, visit};

use super::names;
use crate::agents::id_of;

/// A longer number may be a key or an account.
const LONGEST_NUMBER: usize = 10;

/// Below these, numbers are somebody's.
const OTHERS: &[&[&str]] = &[
    &["meta"],
    &["wizard"],
    &["env"],
    &["secrets"],
    &["channels"],
    &["plugins"],
    &["hooks"],
    &["gateway", "auth"],
    &["models", "providers"],
];

/// Numbers with such a name open something.
const KEYS: &[&str] = &["pin", "code", "otp", "pass", "key", "credential", "credentials", "auth"];

/// What an entry holds that we have written.
const MEMBERS: &[&str] = &["id", "name", "workspace", "agentDir", "model", "default"];

/// Whether the text of a leaf outside of the slice may be kept.
pub(super) fn may_be_kept(leaf: &KeyPath, raw: &str) -> bool {
    let path = names(leaf);
    let is_ownership = path == ["agents", "ownership"];
    match json5_edit::read(raw.as_bytes()) {
        Ok(Value::Bool(_)) => !is_others(&path) && is_bare(raw),
        Ok(Value::Number(_)) => !is_others(&path) && is_bare(raw) && raw.len() <= LONGEST_NUMBER,
        Ok(Value::String(text)) if is_ownership => text == "explicit",
        Ok(Value::String(text)) => has_no_comment(raw) && is_written_for_default(&path, &text),
        Ok(Value::Object(entry)) => is_entry(leaf) && is_as_added(&entry) && has_no_comment(raw),
        _ => false,
    }
}

/// Whether this is an agent's whole entry, by its id.
pub fn is_entry(path: &KeyPath) -> bool {
    let path = names(path);
    matches!(path.as_slice(), [agents, shape, _] if agents == "agents" && (shape == "list" || shape == "entries"))
}

/// What `agents add` writes so that the default agent stays the default one: its id, and where it works.
fn is_written_for_default(path: &[String], text: &str) -> bool {
    let path: Vec<_> = path.iter().map(String::as_str).collect();
    match path.as_slice() {
        ["agents", "defaults", "systemAgent" | "authInheritance", "agentId"] => id_of(text).as_deref() == Some(text),
        ["agents", "list" | "entries", _, "workspace"] => true,
        _ => false,
    }
}

fn is_others(path: &[String]) -> bool {
    let path: Vec<_> = path.iter().map(|key| key.to_lowercase()).collect();
    let is_below = |outer: &&[&str]| path.iter().zip(*outer).filter(|(key, other)| key == other).count() == outer.len();
    let opens = |key: &String| KEYS.iter().any(|word| key.ends_with(word));
    OTHERS.iter().any(is_below) || path.last().is_some_and(opens)
}

/// No comment around it.
fn is_bare(raw: &str) -> bool {
    raw.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '+' | '-'))
}

fn is_as_added(entry: &serde_json::Map<String, Value>) -> bool {
    entry.iter().all(|(key, value)| match key.as_str() {
        "default" => value.is_boolean(),
        key => MEMBERS.contains(&key) && value.is_string(),
    })
}

fn has_no_comment(raw: &str) -> bool {
    let mut has_none = true;
    visit(raw, |token| {
        has_none &= token.kind != Kind::Comment;
        std::ops::ControlFlow::Continue(())
    });
    has_none
}

#[cfg(test)]
mod tests {
    use super::super::may_be_kept;

    #[test]
    fn switches_and_numbers_are_kept_where_they_open_nothing() {
        for (path, raw, may) in [
            ("agents.defaults.timeoutSeconds", "60", true),
            ("agents.defaults.timeoutSeconds", "-1.5e3", true),
            ("agents.defaults.timeoutSeconds", "'60'", false),
            ("agents.defaults.timeoutSeconds", "[60]", false),
            ("agents.defaults.timeoutSeconds", "{ a: 60 }", false),
            ("agents.defaults.timeoutSeconds", "null", false),
            ("agents.defaults.timeoutSeconds", "60 /* Canary */", false),
            ("agents.defaults.timeoutSeconds", "12345678901", false),
            ("gateway.port", "18789", true),
            ("gateway.tls.enabled", "true", true),
            ("auth.cooldowns.billingMaxHours", "5", true),
            ("gateway.auth.x", "1", false),
            ("gateway.auth.token", "1", false),
            ("meta.x", "1", false),
            ("env.X", "true", false),
            ("env.vars.X", "1", false),
            ("channels.telegram.allow", "12345", false),
            ("models.providers.x.n", "1", false),
            ("models.providers.x.headers.n", "1", false),
            ("x.devicePin", "1234", false),
            ("x.unlockCode", "1234", false),
            ("x.apiKey", "1", false),
            ("gateway.bind", "'lan'", false),
            ("agents.ownership", "'explicit'", true),
            ("agents.ownership", "'Canary'", false),
            ("agents.defaults.systemAgent.agentId", "'work'", true),
            ("agents.defaults.authInheritance.agentId", "'work'", true),
            ("agents.defaults.systemAgent.agentId", "'Canary 1'", false),
            ("agents.defaults.systemAgent.model", "'work'", false),
            ("agents.entries.main.workspace", "'~/w'", true),
            ("agents.entries.main.workspace", "'~/w' /* Canary */", false),
            ("agents.defaults.workspace", "'~/w'", false),
        ] {
            assert_eq!(may_be_kept(&path.parse().unwrap(), raw), may, "{path} {raw}");
        }
    }

    #[test]
    fn an_entry_is_kept_as_we_write_it() {
        for (path, raw, may) in [
            ("agents.list.work", "{ id: 'work', name: 'Work', workspace: '/w', agentDir: '/d', model: 'a/b' }", true),
            ("agents.entries.work", "{ \"workspace\": \"/w\" }", true),
            ("agents.entries.main", "{}", true),
            ("agents.list.main", "{ id: 'main', default: true }", true),
            ("agents.list.main", "{ id: 'main', default: 'Canary' }", false),
            ("agents.list.work", "{ id: 'work', tools: {} }", false),
            ("agents.list.work", "{ id: 'work', model: { primary: 'a/b' } }", false),
            ("agents.list.work", "{ id: 'work' /* Canary */ }", false),
            ("agents.list.work", "'Canary'", false),
            ("agents.list.work.sandbox", "{}", false),
            ("agents.other.work", "{}", false),
            ("agents.list", "[{ id: 'work' }]", false),
        ] {
            assert_eq!(may_be_kept(&path.parse().unwrap(), raw), may, "{path} {raw}");
        }
    }
}
