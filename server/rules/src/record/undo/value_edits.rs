//! Converts values to other values by edits that keep every comment with the value that it is about.

use std::ops::ControlFlow;

use json5_edit::{Edit, KeyPath, TokenKind, Value, visit_tokens};

use crate::base::list_edits::{self, ListItem};

/// Returns the edits that give one text the value of another. `None` when a list element that is not a string would
/// have to be written.
pub(super) fn edits_between_texts(member_path: &KeyPath, current: &str, target: &str) -> Option<Vec<Edit>> {
    let [current, target] = [current, target].map(|text| json5_edit::read(text.as_bytes()).ok());
    edits_between_values(member_path, &current?, &target?)
}

fn edits_between_values(path: &KeyPath, current: &Value, target: &Value) -> Option<Vec<Edit>> {
    match (current, target) {
        _ if current == target => Some(Vec::new()),
        (Value::Array(current), Value::Array(target)) => {
            Some(list_edits::reorder_edits(path, current.len(), &match_items(current, target)?))
        }
        (Value::Object(current), Value::Object(target)) => {
            let removed = current.keys().filter(|key| !target.contains_key(*key));
            let mut edits: Vec<_> = removed.map(|key| Edit::Remove { path: path.with_key(key) }).collect();
            for (key, value) in target {
                let path = path.with_key(key);
                match current.get(key) {
                    Some(current) => edits.extend(edits_between_values(&path, current, value)?),
                    None => edits.push(Edit::Set { path, value: value.clone().into() }),
                }
            }
            Some(edits)
        }
        _ => Some(vec![Edit::Set { path: path.clone(), value: target.clone().into() }]),
    }
}

/// Matches each wanted element with the first equal element that is not taken yet.
fn match_items(current: &[Value], target: &[Value]) -> Option<Vec<ListItem>> {
    let mut taken = vec![false; current.len()];
    let item = |value: &Value| {
        let kept = current.iter().zip(&taken).position(|(other, taken)| other == value && !taken);
        if let Some(index) = kept {
            taken.iter_mut().skip(index).take(1).for_each(|taken| *taken = true);
            return Some(ListItem::Kept(index));
        }
        value.as_str().map(|text| ListItem::New(text.to_owned()))
    };
    target.iter().map(item).collect()
}

/// Returns the comments of a text, in order.
pub(super) fn comment_texts(text: &str) -> Vec<&str> {
    let mut comments = Vec::new();
    visit_tokens(text, |token| {
        if token.kind == TokenKind::Comment {
            comments.extend(text.get(token.span.clone()));
        }
        ControlFlow::Continue(())
    });
    comments
}

/// Whether every comment of a text is also in another one.
pub(super) fn has_all_comments(text: &str, other: &str) -> bool {
    let mut others = comment_texts(other);
    comment_texts(text).iter().all(|comment| {
        let found = others.iter().position(|other| other.trim_end() == comment.trim_end());
        found.map(|at| others.swap_remove(at)).is_some()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_stay_with_elements_and_members() {
        for (now, wanted, expected) in [
            ("[\n'a', // 1\n'b', // 2\n]", "['b', 'a']", "[\n'b', // 2\n'a', // 1\n]"),
            ("[\n'a', // 1\n'b', // 2\n]", "['b']", "[\n'b', // 2\n]"),
            ("[\n'a', // 1\n'a', // 2\n]", "['a', 'c', 'a']", "[\n'a', // 1\n'c',\n'a', // 2\n]"),
            ("{\np: 'a', // 1\nf: ['b'],\n}", "{ p: 'c', f: ['b'], g: 5 }", "{\np: 'c', // 1\nf: ['b'],\ng: 5,\n}"),
            ("{\np: 'a', // 1\nf: ['b'], // 2\n}", "{ f: [] }", "{\nf: [], // 2\n}"),
            ("'a'", "{ p: 'a' }", "{ p: 'a' }"),
        ] {
            let text = format!("{{ x: {now} }}");
            let edits = edits_between_texts(&KeyPath::from_keys(["x"]), now, wanted).unwrap();
            assert_eq!(json5_edit::edit(&text, &edits).unwrap(), format!("{{ x: {expected} }}"), "{edits:?}");
        }
        assert_eq!(edits_between_texts(&KeyPath::from_keys(["x"]), "['a']", "['a', 5]"), None);
    }

    #[test]
    fn has_all_comments_counts_repetitions() {
        let other = "[ // a\r\n /* b */ 'x' ]";
        for (text, expected) in
            [("[]", true), ("[ // a\n]", true), ("[ /* b */ /* b */ ]", false), ("[ // c\n]", false)]
        {
            assert_eq!(has_all_comments(text, other), expected, "{text}");
        }
    }
}
