//! The name of a model that its ids at several providers have in common.

/// Regions that a cloud writes before an id.
const REGIONS: &[&str] = &["us", "us-gov", "eu", "apac", "global", "jp", "au", "ca", "ap", "sa"];

/// Makers that a cloud writes before an id.
const MAKERS: &[&str] = &[
    "ai21",
    "amazon",
    "anthropic",
    "cohere",
    "google",
    "meta",
    "minimax",
    "mistral",
    "moonshot",
    "moonshotai",
    "nvidia",
    "openai",
    "qwen",
    "writer",
    "xai",
    "zai",
];

/// Endings for another service of the same model.
const SERVICES: &[&str] = &["-batch", "-fast", "-free", "-tee", "-maas", "-spot", "-highspeed"];

/// Returns the base id: `us.anthropic.claude-opus-4-5-v1:0` and `anthropic/claude-opus-4.5` are `claude-opus-4-5`.
pub(super) fn base_id(id: &str) -> String {
    let lower = id.to_lowercase();
    let last = lower.rsplit('/').next().unwrap_or_default();
    let (untagged, tag) = last.split_once([':', '@']).unwrap_or((last, ""));
    let without_region = strip_dotted(untagged, REGIONS).unwrap_or(untagged);
    let mut base = strip_dotted(without_region, MAKERS).unwrap_or(without_region);
    if tag.len() == 1 && tag.bytes().all(|byte| byte.is_ascii_digit()) {
        base = strip_revision(base);
    }
    if let Some(shorter) = SERVICES.iter().find_map(|ending| base.strip_suffix(ending)) {
        base = shorter;
    }
    join_version(base)
}

/// Strips a word and a dot from the start.
fn strip_dotted<'a>(text: &'a str, words: &[&str]) -> Option<&'a str> {
    let (first, rest) = text.split_once('.')?;
    words.contains(&first).then_some(rest)
}

/// Strips the revision that a cloud writes behind an id, such as `-v1`.
fn strip_revision(text: &str) -> &str {
    match text.rsplit_once("-v") {
        Some((before, revision)) if revision.len() <= 2 && revision.bytes().all(|byte| byte.is_ascii_digit()) => before,
        _ => text,
    }
}

/// Writes `-` for the separators of words and versions: `4.5`, `4_5` and `4p5` are `4-5`.
fn join_version(text: &str) -> String {
    let bytes = text.as_bytes();
    let is_digit = |at: Option<usize>| at.and_then(|at| bytes.get(at)).is_some_and(u8::is_ascii_digit);
    let characters = text.char_indices().map(|(at, character)| match character {
        '.' | '_' | ' ' => '-',
        'p' if is_digit(at.checked_sub(1)) && is_digit(Some(at + 1)) => '-',
        other => other,
    });
    characters.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_of_one_model_have_one_base() {
        for (id, base) in [
            ("claude-opus-4-5", "claude-opus-4-5"),
            ("anthropic/claude-opus-4.5", "claude-opus-4-5"),
            ("us.anthropic.claude-opus-4-5-20251101-v1:0", "claude-opus-4-5-20251101"),
            ("accounts/fireworks/models/glm-4p6", "glm-4-6"),
            ("moonshotai/Kimi-K2-Instruct:free", "kimi-k2-instruct"),
            ("gpt-5.1-fast", "gpt-5-1"),
            ("claude-sonnet-4@20250514", "claude-sonnet-4"),
            ("deepseek-v3", "deepseek-v3"),
            ("deepseek.v3-v1:0", "deepseek-v3"),
            ("deepseek/deepseek-v3:free", "deepseek-v3"),
            ("gpt-oss-120b", "gpt-oss-120b"),
        ] {
            assert_eq!(base_id(id), base, "{id}");
        }
    }
}
