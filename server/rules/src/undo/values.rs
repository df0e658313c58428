//! From the values that are there to others, so that every comment stays with what it is about.

use std::ops::ControlFlow;

use json5_edit::{Edit, KeyPath, Kind, Value, visit};

use crate::order::{self, Item};

/// The edits that make one text say what another one says. `None` where an element that is no text would have to be
/// written.
pub(super) fn edits(place: &KeyPath, now: &str, wanted: &str) -> Option<Vec<Edit>> {
    let [now, wanted] = [now, wanted].map(|text| json5_edit::read(text.as_bytes()).ok());
    between(place, &now?, &wanted?)
}

fn between(place: &KeyPath, now: &Value, wanted: &Value) -> Option<Vec<Edit>> {
    match (now, wanted) {
        _ if now == wanted => Some(Vec::new()),
        (Value::Array(now), Value::Array(wanted)) => Some(order::edits(place, now.len(), &items(now, wanted)?)),
        (Value::Object(now), Value::Object(wanted)) => {
            let gone = now.keys().filter(|key| !wanted.contains_key(*key));
            let mut edits: Vec<_> = gone.map(|key| Edit::Remove { path: place.key(key) }).collect();
            for (key, value) in wanted {
                let path = place.key(key);
                match now.get(key) {
                    Some(now) => edits.extend(between(&path, now, value)?),
                    None => edits.push(Edit::Set { path, value: value.clone().into() }),
                }
            }
            Some(edits)
        }
        _ => Some(vec![Edit::Set { path: place.clone(), value: wanted.clone().into() }]),
    }
}

/// Each wanted element is the first one that says the same and is not taken yet.
fn items(now: &[Value], wanted: &[Value]) -> Option<Vec<Item>> {
    let mut taken = vec![false; now.len()];
    let item = |value: &Value| {
        let kept = now.iter().zip(&taken).position(|(other, taken)| other == value && !taken);
        if let Some(index) = kept {
            taken.iter_mut().skip(index).take(1).for_each(|taken| *taken = true);
            return Some(Item::Kept(index));
        }
        value.as_str().map(|text| Item::New(text.to_owned()))
    };
    wanted.iter().map(item).collect()
}

/// The comments of a text, in order.
pub(super) fn comments(text: &str) -> Vec<&str> {
    let mut comments = Vec::new();
    visit(text, |token| {
        if token.kind == Kind::Comment {
            comments.extend(text.get(token.span.clone()));
        }
        ControlFlow::Continue(())
    });
    comments
}

/// Whether every comment of a text is in another one, too.
pub(super) fn has_comments_of(text: &str, other: &str) -> bool {
    let mut others = comments(other);
    comments(text).iter().all(|comment| {
        let found = others.iter().position(|other| other.trim_end() == comment.trim_end());
        found.map(|at| others.swap_remove(at)).is_some()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_comment_stays_with_its_element_and_its_member() {
        for (now, wanted, expected) in [
            ("[\n'a', // 1\n'b', // 2\n]", "['b', 'a']", "[\n'b', // 2\n'a', // 1\n]"),
            ("[\n'a', // 1\n'b', // 2\n]", "['b']", "[\n'b', // 2\n]"),
            ("[\n'a', // 1\n'a', // 2\n]", "['a', 'c', 'a']", "[\n'a', // 1\n'c',\n'a', // 2\n]"),
            ("{\np: 'a', // 1\nf: ['b'],\n}", "{ p: 'c', f: ['b'], g: 5 }", "{\np: 'c', // 1\nf: ['b'],\ng: 5,\n}"),
            ("{\np: 'a', // 1\nf: ['b'], // 2\n}", "{ f: [] }", "{\nf: [], // 2\n}"),
            ("'a'", "{ p: 'a' }", "{ p: 'a' }"),
        ] {
            let text = format!("{{ x: {now} }}");
            let edits = edits(&KeyPath::of(["x"]), now, wanted).unwrap();
            assert_eq!(json5_edit::edit(&text, &edits).unwrap(), format!("{{ x: {expected} }}"), "{edits:?}");
        }
        assert_eq!(edits(&KeyPath::of(["x"]), "['a']", "['a', 5]"), None);
    }

    #[test]
    fn no_comment_is_lost_where_the_other_text_has_it_as_often() {
        let other = "[ // a\r\n /* b */ 'x' ]";
        for (text, expected) in
            [("[]", true), ("[ // a\n]", true), ("[ /* b */ /* b */ ]", false), ("[ // c\n]", false)]
        {
            assert_eq!(has_comments_of(text, other), expected, "{text}");
        }
    }
}
