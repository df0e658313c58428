//! Every value of a document with its path and its very text.

use crate::{
    EditError, KeyPath, Step,
    gap::slice,
    index::Index,
    read,
    tree::{Node, name},
};

/// Shows every value, the outer before the inner, and goes into those that `enter` answers with `true`.
pub fn walk<'t>(text: &'t str, mut enter: impl FnMut(&KeyPath, &'t str) -> bool) -> Result<(), EditError> {
    read(text.as_bytes())?;
    Index::of(text)?.walk(&mut enter);
    Ok(())
}

impl<'t> Index<'t> {
    /// Edits a document that was read already.
    pub fn walk(&self, mut enter: impl FnMut(&KeyPath, &'t str) -> bool) {
        visit(self.body, &self.root, &KeyPath::default(), &mut enter);
    }
}

fn visit<'t>(text: &'t str, node: &Node, path: &KeyPath, enter: &mut impl FnMut(&KeyPath, &'t str) -> bool) {
    if !enter(path, slice(text, &node.span)) {
        return;
    }
    for (index, item) in node.items().iter().enumerate() {
        let step = item.key.as_ref().map(|key| Step::Key(name(slice(text, key)).into_owned()));
        let path = path.steps().iter().cloned().chain([step.unwrap_or(Step::Index(index))]).collect();
        visit(text, &item.value, &path, enter);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_value_is_shown_and_only_what_is_asked_for_is_entered() {
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
