//! What must hold of every edit of every document.

use std::{collections::BTreeMap, ops::ControlFlow};

use json5_edit::{Edit, EditError, KeyPath, Kind, Piece, Reason, Value, apply, edit, inverse, raw, read, visit};

use super::generate::{self, Choices};

/// Makes a document and edits of it from bytes, and holds the laws against each, and against all together.
fn hold_for(bytes: &[u8]) {
    let mut choices = Choices::new(bytes);
    let first = generate::document(&mut choices);
    let (mut text, mut made) = (first.clone(), Vec::new());
    for _ in 0..3 {
        let value = read(text.as_bytes()).unwrap();
        let change = generate::edit(&mut choices, &value);
        if let Some(edited) = hold(&text, &change) {
            text = edited;
            made.push(change);
        }
    }
    assert_eq!(edit(&first, &made).as_deref(), Ok(&*text));
    let back = inverse(&first, &made).unwrap();
    assert_eq!(edit(&text, &back), Ok(first), "{made:?}, back by {back:?}\n{text:?}");
}

/// Holds the laws for bytes of any kind: taken as decisions, and taken as a document.
pub(crate) fn hold_for_anything(bytes: &[u8]) {
    hold_for(bytes);
    visit(&String::from_utf8_lossy(bytes), |_| ControlFlow::Continue(()));
    let Ok(text) = str::from_utf8(bytes) else {
        assert!(matches!(read(bytes).unwrap_err().reason, Reason::NotUtf8 | Reason::Utf16));
        return;
    };
    let mut choices = Choices::new(bytes);
    match read(bytes) {
        Ok(value) => (0..3).for_each(|_| drop(hold(text, &generate::edit(&mut choices, &value)))),
        Err(why) => {
            let change = generate::edit(&mut choices, &Value::Null);
            assert_eq!(edit(text, &[change]), Err(EditError::Unreadable(why)));
        }
    }
}

/// Holds all laws against one edit. Returns the edited text, or `None` if it was rightly refused.
pub(crate) fn hold(text: &str, change: &Edit) -> Option<String> {
    let edits = std::slice::from_ref(change);
    let old = read(text.as_bytes()).unwrap();
    let meant = apply(&old, edits);
    let edited = match (edit(text, edits), &meant) {
        (Ok(edited), _) => edited,
        // Which of two keys is meant, only the text can ask.
        (Err(EditError::Duplicate { .. }), _) => return None,
        (Err(error), Err(same)) if kind(&error) == kind(same) => return None,
        (Err(error), _) => panic!("{change:?} was refused: {error}\n{text:?}"),
    };
    assert_eq!(read(edited.as_bytes()).unwrap(), meant.unwrap(), "{change:?}\n{text:?}\n{edited:?}");
    outside_stays(text, change, &edited);
    swapped_twice_is_as_before(text, change, &edited);
    nothing_is_lost(text, change, &edited);
    let back = inverse(text, edits).unwrap();
    assert_eq!(edit(&edited, &back).as_deref(), Ok(text), "{change:?}, back by {back:?}\n{edited:?}");
    Some(edited)
}

fn kind(error: &EditError) -> std::mem::Discriminant<EditError> {
    std::mem::discriminant(error)
}

/// What is before and behind the value that the edit names, or that it is in, is the same bytes.
fn outside_stays(text: &str, change: &Edit, edited: &str) {
    let around = around(text, change);
    let old = raw(text, &around).unwrap().unwrap();
    let start = old.as_ptr() as usize - text.as_ptr() as usize;
    let (before, behind) = (&text[..start], &text[start + old.len()..]);
    assert!(edited.starts_with(before) && edited.ends_with(behind), "{change:?}\n{text:?}\n{edited:?}");
}

fn around(text: &str, change: &Edit) -> KeyPath {
    let is_there = |path: &KeyPath| raw(text, path).unwrap().is_some();
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

/// An edit that adds keeps every character in its order; one that removes adds none; one that moves does neither.
fn nothing_is_lost(text: &str, change: &Edit, edited: &str) {
    let replaces = matches!(change, Edit::Set { path, .. } if raw(text, path).unwrap().is_some());
    let told = || format!("{change:?}\n{text:?}\n{edited:?}");
    match change {
        Edit::Remove { .. } => assert!(is_within(edited, text), "{}", told()),
        Edit::Move { .. } | Edit::SwapComments { .. } => {
            assert_eq!(counted(text), counted(edited), "{}", told());
            let sorted = |text| {
                let mut comments = comments(text);
                comments.sort_unstable();
                comments
            };
            assert_eq!(sorted(text), sorted(edited), "{}", told());
        }
        Edit::Set { value, .. } | Edit::Insert { value, .. } if !replaces => {
            assert!(is_within(text, edited), "{}", told());
            if matches!(value, Piece::Value(_)) {
                assert_eq!(comments(text), comments(edited), "{}", told());
            }
        }
        Edit::Set { .. } | Edit::Insert { .. } => {}
    }
}

/// Exchanged comments belong to their new values, so exchanging again brings them back. Only white space may have been
/// added, and a comma may stand on the other side of a comment.
fn swapped_twice_is_as_before(text: &str, change: &Edit, edited: &str) {
    if matches!(change, Edit::SwapComments { .. }) {
        let back = edit(edited, std::slice::from_ref(change)).unwrap();
        let plain = |text: &str| text.chars().filter(|c| !is_space(*c) && *c != ',').collect::<String>();
        assert_eq!(plain(&back), plain(text), "{change:?}\n{text:?}\n{edited:?}\n{back:?}");
    }
}

/// Whether the characters of `part`, but for white space, come in this order in `whole`.
fn is_within(part: &str, whole: &str) -> bool {
    let mut whole = whole.chars();
    part.chars().filter(|c| !is_space(*c)).all(|wanted| whole.any(|c| c == wanted))
}

fn counted(text: &str) -> BTreeMap<char, usize> {
    let mut counts = BTreeMap::new();
    text.chars().filter(|c| !is_space(*c)).for_each(|c| *counts.entry(c).or_default() += 1);
    counts
}

fn is_space(c: char) -> bool {
    c.is_whitespace() || c == '\u{feff}'
}

/// White space that follows a comment on its line is as good as a part of it.
fn comments(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    visit(text, |token| {
        if token.kind == Kind::Comment {
            found.push(text[token.span.clone()].trim_end_matches(is_space));
        }
        ControlFlow::Continue(())
    });
    found
}
