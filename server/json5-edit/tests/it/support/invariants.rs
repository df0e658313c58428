//! The invariants: properties of every edit of every document.

use std::{collections::BTreeMap, ops::ControlFlow};

use json5_edit::{
    Edit, EditError, KeyPath, NewValue, ReadErrorReason, ScratchDocument, TokenKind, Value, apply, edit, inverse_edits,
    raw_value, read, visit_tokens,
};

use super::generate::{self, Choices};

/// Generates a document and edits from bytes, and checks the invariants for each edit and for all together.
fn check_generated(bytes: &[u8]) {
    let mut choices = Choices::new(bytes);
    let first = generate::generate_document(&mut choices);
    let (mut text, mut made) = (first.clone(), Vec::new());
    for _ in 0..3 {
        let value = read(text.as_bytes()).unwrap();
        let change = generate::generate_edit(&mut choices, &value);
        if let Some(edited) = check_edit(&text, &change) {
            text = edited;
            made.push(change);
        }
    }
    assert_eq!(edit(&first, &made).as_deref(), Ok(&*text));
    let back = inverse_edits(&first, &made).unwrap();
    assert_eq!(edit(&text, &back), Ok(first), "{made:?}, back by {back:?}\n{text:?}");
}

/// Checks the invariants for arbitrary bytes: used as choices, and used as a document.
pub(crate) fn check_bytes(bytes: &[u8]) {
    check_generated(bytes);
    visit_tokens(&String::from_utf8_lossy(bytes), |_| ControlFlow::Continue(()));
    let Ok(text) = str::from_utf8(bytes) else {
        assert!(matches!(read(bytes).unwrap_err().reason, ReadErrorReason::NotUtf8 | ReadErrorReason::Utf16));
        return;
    };
    let mut choices = Choices::new(bytes);
    match read(bytes) {
        Ok(value) => (0..3).for_each(|_| drop(check_edit(text, &generate::generate_edit(&mut choices, &value)))),
        Err(reason) => {
            let change = generate::generate_edit(&mut choices, &Value::Null);
            assert_eq!(edit(text, &[change]), Err(EditError::Unreadable(reason)));
        }
    }
}

/// Checks all invariants for one edit. Returns the edited text, or `None` if the edit was correctly refused.
pub(crate) fn check_edit(text: &str, change: &Edit) -> Option<String> {
    let edits = std::slice::from_ref(change);
    let old = read(text.as_bytes()).unwrap();
    let meant = apply(&old, edits);
    check_scratch_resets(&old, change, &meant);
    let edited = match (edit(text, edits), &meant) {
        (Ok(edited), _) => edited,
        // Only in the text are there duplicate keys.
        (Err(EditError::DuplicateKey { .. }), _) => return None,
        (Err(error), Err(same)) if error_kind(&error) == error_kind(same) => return None,
        (Err(error), _) => panic!("{change:?} was refused: {error}\n{text:?}"),
    };
    assert_eq!(read(edited.as_bytes()).unwrap(), meant.unwrap(), "{change:?}\n{text:?}\n{edited:?}");
    check_outside_unchanged(text, change, &edited);
    check_swap_is_reversible(text, change, &edited);
    check_nothing_lost(text, change, &edited);
    let back = inverse_edits(text, edits).unwrap();
    assert_eq!(edit(&edited, &back).as_deref(), Ok(text), "{change:?}, back by {back:?}\n{edited:?}");
    Some(edited)
}

/// The preview gives the same result as `apply`, and leaves everything unchanged.
fn check_scratch_resets(document: &Value, change: &Edit, meant: &Result<Value, EditError>) {
    let mut scratch = ScratchDocument::new(document.clone());
    let tried = scratch.apply(std::slice::from_ref(change)).map(|()| scratch.document().clone());
    assert_eq!(tried, *meant, "{change:?}");
    // Twice: the second call starts from the state that the first one left.
    scratch.apply(std::slice::from_ref(change)).ok();
    scratch.reset();
    // Compared as text, because the order of members matters.
    assert_eq!(scratch.document().to_string(), document.to_string(), "{change:?}");
}

fn error_kind(error: &EditError) -> std::mem::Discriminant<EditError> {
    std::mem::discriminant(error)
}

/// The bytes before and after the edited value, or after its container, do not change.
fn check_outside_unchanged(text: &str, change: &Edit, edited: &str) {
    let enclosing = enclosing_path(text, change);
    let old = raw_value(text, &enclosing).unwrap().unwrap();
    let start = old.as_ptr() as usize - text.as_ptr() as usize;
    let (before, behind) = (&text[..start], &text[start + old.len()..]);
    assert!(edited.starts_with(before) && edited.ends_with(behind), "{change:?}\n{text:?}\n{edited:?}");
}

fn enclosing_path(text: &str, change: &Edit) -> KeyPath {
    let is_there = |path: &KeyPath| raw_value(text, path).unwrap().is_some();
    let mut path = match change {
        Edit::Remove { path } => path.split_last().unwrap().0,
        Edit::SwapComments { one, other } => {
            let [one, other] = [one, other].map(|path| path.split_last().unwrap().0);
            let common = one.steps().iter().zip(other.steps()).take_while(|(one, other)| one == other);
            common.map(|(step, _)| step.clone()).collect()
        }
        other => other.path().clone(),
    };
    while !is_there(&path) {
        path = path.split_last().unwrap().0;
    }
    path
}

/// An insertion keeps all characters in order; a removal adds none; a move does neither.
fn check_nothing_lost(text: &str, change: &Edit, edited: &str) {
    let replaces = matches!(change, Edit::Set { path, .. } if raw_value(text, path).unwrap().is_some());
    let describe = || format!("{change:?}\n{text:?}\n{edited:?}");
    match change {
        Edit::Remove { .. } => assert!(is_subsequence(edited, text), "{}", describe()),
        Edit::Move { .. } | Edit::SwapComments { .. } => {
            assert_eq!(character_counts(text), character_counts(edited), "{}", describe());
            let sorted = |text| {
                let mut comments = comments_in(text);
                comments.sort_unstable();
                comments
            };
            assert_eq!(sorted(text), sorted(edited), "{}", describe());
        }
        Edit::Set { value, .. } | Edit::Insert { value, .. } if !replaces => {
            assert!(is_subsequence(text, edited), "{}", describe());
            if matches!(value, NewValue::Value(_)) {
                assert_eq!(comments_in(text), comments_in(edited), "{}", describe());
            }
        }
        Edit::Set { .. } | Edit::Insert { .. } => {}
    }
}

/// Swapped comments belong to their new values, so a second swap restores them. Only white space may have been
/// added, and a comma may be on the other side of a comment.
fn check_swap_is_reversible(text: &str, change: &Edit, edited: &str) {
    if matches!(change, Edit::SwapComments { .. }) {
        let back = edit(edited, std::slice::from_ref(change)).unwrap();
        let plain = |text: &str| text.chars().filter(|c| !is_space(*c) && *c != ',').collect::<String>();
        assert_eq!(plain(&back), plain(text), "{change:?}\n{text:?}\n{edited:?}\n{back:?}");
    }
}

/// Whether the characters of `part`, except white space, appear in this order in `whole`.
fn is_subsequence(part: &str, whole: &str) -> bool {
    let mut whole = whole.chars();
    part.chars().filter(|c| !is_space(*c)).all(|wanted| whole.any(|c| c == wanted))
}

fn character_counts(text: &str) -> BTreeMap<char, usize> {
    let mut counts = BTreeMap::new();
    text.chars().filter(|c| !is_space(*c)).for_each(|c| *counts.entry(c).or_default() += 1);
    counts
}

fn is_space(c: char) -> bool {
    c.is_whitespace() || c == '\u{feff}'
}

/// White space after a comment on its line counts as part of it.
fn comments_in(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    visit_tokens(text, |token| {
        if token.kind == TokenKind::Comment {
            found.push(text[token.span.clone()].trim_end_matches(is_space));
        }
        ControlFlow::Continue(())
    });
    found
}
