//! Which ids of a source belong into a table.

/// Models that are not for text: parts of their ids.
const NOT_FOR_TEXT: &[&str] = &[
    "embed",
    "rerank",
    "whisper",
    "transcribe",
    "moderation",
    "speech",
    "-tts",
    "tts-",
    "-ocr",
    "ocr-",
    "safeguard",
    "guard-",
    "gpt-image",
    "voyage",
    "realtime",
    "-voice",
    "lyria",
    "bge-",
    "content-safety",
    "riva-",
];

/// Whether an id fits in a ref, where the text behind an `@` in the last segment names a credential.
pub fn fits_in_ref(id: &str) -> bool {
    id.rsplit('/').next().is_some_and(|last| last.rfind('@').is_none_or(|at| at == 0 || at + 1 == last.len()))
}

/// Whether an id is that of a model for text, as far as the id tells.
pub fn is_text_model_id(id: &str) -> bool {
    let lower = id.to_lowercase();
    !NOT_FOR_TEXT.iter().any(|part| lower.contains(part))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn some_ids_do_not_belong_into_a_table() {
        for (id, is_listed) in [
            ("claude-opus-4-5", true),
            ("workers-ai/@cf/meta/llama-3.1-8b-instruct-fp8", true),
            ("claude-sonnet-4@20250514", false),
            ("openai/whisper-large", false),
            ("text-embedding-3", false),
        ] {
            assert_eq!(is_text_model_id(id) && fits_in_ref(id), is_listed, "{id}");
        }
    }
}
