//! Ids of agents: how OpenClaw derives them from names.

/// The id of the agent that exists without an entry.
pub const MAIN_AGENT_ID: &str = "main";

/// The longest id, in characters.
const MAX_ID_LENGTH: usize = 64;

/// Normalizes an id as OpenClaw does when it reads a document: a text that no id can be made of becomes `main`. The
/// result is never empty and, as a path component, never leads out of its directory.
pub fn normalize_id(written: &str) -> String {
    id_from_name(written).unwrap_or_else(|| MAIN_AGENT_ID.to_owned())
}

/// Derives an agent id from a name; `None` if no character of the name can be part of an id. It does not fall back to
/// `main` like [`normalize_id`], because a user who types such a name does not mean `main`.
pub fn id_from_name(typed: &str) -> Option<String> {
    let lower = typed.trim().to_lowercase();
    let is_word = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-');
    if !lower.is_empty() && lower.len() <= MAX_ID_LENGTH && lower.chars().all(is_word) && !lower.starts_with(['_', '-'])
    {
        return Some(lower);
    }
    let mut id = String::new();
    for c in lower.chars() {
        if is_word(c) {
            id.push(c);
        } else if !id.ends_with('-') {
            id.push('-');
        }
    }
    let id: String = id.trim_matches('-').chars().take(MAX_ID_LENGTH).collect();
    (!id.is_empty()).then_some(id)
}
