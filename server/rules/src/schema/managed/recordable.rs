//! Values outside the managed paths that the history may record: booleans and numbers that were set, and agents that
//! were added. Values that may be secrets are excluded: a string can be one anywhere, a number in some sections.

use json5_edit::{KeyPath, TokenKind, Value, visit_tokens};

use crate::{
    base::value_path::step_names,
    schema::{self, Location, agent_id::id_from_name},
};

/// Longer numbers are not recorded: they may be keys or account numbers.
const MAX_NUMBER_LEN: usize = 10;

/// Key suffixes of values that may give access to something, such as a PIN. These values are not recorded.
const SECRET_KEY_SUFFIXES: &[&str] = &["pin", "code", "otp", "pass", "key", "credential", "credentials", "auth"];

/// Whether the history may store the text of a value outside the managed paths.
pub(super) fn may_record_unmanaged(leaf: &KeyPath, raw: &str) -> bool {
    let at = schema::locate(leaf);
    match json5_edit::read(raw.as_bytes()) {
        Ok(Value::Bool(_)) => !may_be_private(leaf) && is_bare_literal(raw),
        Ok(Value::Number(_)) => !may_be_private(leaf) && is_bare_literal(raw) && raw.len() <= MAX_NUMBER_LEN,
        Ok(Value::String(text)) => has_no_comment(raw) && is_recorded_text(at, &text),
        Ok(Value::Object(entry)) => at.is_agent_entry() && is_plain_agent_entry(at, &entry) && has_no_comment(raw),
        _ => false,
    }
}

/// Whether a path leads to the whole entry of an agent. Recorded paths have the agent's id as their last step.
pub fn is_agent_entry(path: &KeyPath) -> bool {
    schema::locate(path).is_agent_entry()
}

/// Whether a string is one that `agents add` writes so that the default agent stays the default: its id, or its
/// workspace.
fn is_recorded_text(at: Location, text: &str) -> bool {
    at.is_recorded_text(text) || at.is_recorded_agent_id() && id_from_name(text).as_deref() == Some(text)
}

/// Whether a number at this path may be private, in any spelling of the path.
fn may_be_private(path: &KeyPath) -> bool {
    let path: Vec<_> = step_names(path).iter().map(|key| key.to_lowercase()).collect();
    let opens = |key: &String| SECRET_KEY_SUFFIXES.iter().any(|word| key.ends_with(word));
    schema::locate_names(&path).is_private() || path.last().is_some_and(opens)
}

/// Whether a text is the literal alone, without a comment around it.
fn is_bare_literal(raw: &str) -> bool {
    raw.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '+' | '-'))
}

/// Whether an agent's entry has only the members that openclaw writes, each as a plain value.
fn is_plain_agent_entry(at: Location, entry: &serde_json::Map<String, Value>) -> bool {
    entry.iter().all(|(key, value)| match key.as_str() {
        "default" => value.is_boolean(),
        key => at.is_in_new_agent(key) && value.is_string(),
    })
}

fn has_no_comment(raw: &str) -> bool {
    let mut has_none = true;
    visit_tokens(raw, |token| {
        has_none &= token.kind != TokenKind::Comment;
        std::ops::ControlFlow::Continue(())
    });
    has_none
}

#[cfg(test)]
mod tests {
    use crate::schema::managed::may_be_recorded;

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
            assert_eq!(may_be_recorded(&path.parse().unwrap(), raw), may, "{path} {raw}");
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
            assert_eq!(may_be_recorded(&path.parse().unwrap(), raw), may, "{path} {raw}");
        }
    }
}
