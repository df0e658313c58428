//! Every value of a document with its path and its very text.

use crate::{
    EditError, KeyPath, Step,
    error::read_checked,
    gap::slice,
    limits::check,
    tree::{Node, name, parse},
};

/// Shows every value, the outer before the inner, and goes into those that `enter` answers with `true`.
pub fn walk<'t>(text: &'t str, mut enter: impl FnMut(&KeyPath, &'t str) -> bool) -> Result<(), EditError> {
    let body = check(text.as_bytes())?;
    read_checked(body)?;
    let root = parse(body).ok_or(EditError::Unproved)?;
    visit(body, &root, &KeyPath::default(), &mut enter);
    Ok(())
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
