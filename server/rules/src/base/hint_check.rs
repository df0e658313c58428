//! A check of the hints of refusals, for the tests of the features.

use contract::Refusal;

/// Asserts that a hint is marked for terminals exactly when it contains a command or a flag, and that the samples have
/// this many such hints together.
pub(crate) fn assert_hints_suit_pages<R: Refusal>(samples: &[R], for_terminals: usize) {
    let hints: Vec<_> = samples.iter().flat_map(Refusal::hints).collect();
    for hint in &hints {
        assert_eq!(hint.is_for_pages(), !contains_command(&hint.text), "{}", hint.text);
    }
    assert_eq!(hints.iter().filter(|hint| !hint.is_for_pages()).count(), for_terminals, "{hints:?}");
}

fn contains_command(text: &str) -> bool {
    ["--", " | ", "`openclaw", "`ls", "`printf"].iter().any(|part| text.contains(part))
}
