//! Visits every value of a document with its path and its raw text.

use crate::{
    EditError, KeyPath, KeyPathStep,
    index::DocumentIndex,
    read,
    tree::{Node, key_name},
    trivia::text_in,
};

/// Visits every value, outer before inner, and descends into those for which `enter` returns `true`.
pub fn walk<'t>(text: &'t str, mut enter: impl FnMut(&KeyPath, &'t str) -> bool) -> Result<(), EditError> {
    read(text.as_bytes())?;
    DocumentIndex::from_text(text)?.walk_values(&mut enter);
    Ok(())
}

impl<'t> DocumentIndex<'t> {
    /// Visits every value like [`walk`], in a document that was read already.
    pub fn walk_values(&self, mut enter: impl FnMut(&KeyPath, &'t str) -> bool) {
        visit_node(self.body, &self.root, &KeyPath::default(), &mut enter);
    }
}

fn visit_node<'t>(text: &'t str, node: &Node, path: &KeyPath, enter: &mut impl FnMut(&KeyPath, &'t str) -> bool) {
    if !enter(path, text_in(text, &node.span)) {
        return;
    }
    for (index, item) in node.items().iter().enumerate() {
        let step = item.key.as_ref().map(|key| KeyPathStep::Key(key_name(text_in(text, key)).into_owned()));
        let path = path.steps().iter().cloned().chain([step.unwrap_or(KeyPathStep::Index(index))]).collect();
        visit_node(text, &item.value, &path, enter);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_values_are_visited_and_descent_is_optional() {
        let mut seen = Vec::new();
        walk("\u{feff}{ a: { 'b': 1 }, c: [ 0x2, { d: 'e' } ] }", |path, text| {
            seen.push(format!("{path}={text}"));
            path.to_string() != "a"
        })
        .unwrap();
        let all = "{ a: { 'b': 1 }, c: [ 0x2, { d: 'e' } ] }";
        let root = format!("={all}");
        assert_eq!(seen, [&root, "a={ 'b': 1 }", "c=[ 0x2, { d: 'e' } ]", "c[0]=0x2", "c[1]={ d: 'e' }", "c[1].d='e'"]);
    }
}
