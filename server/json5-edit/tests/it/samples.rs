//! Tests of every edit on every sample configuration.

use json5_edit::{Edit, NewValue, Value, edit, inverse_edits, read};

use crate::{
    edits::parse_path,
    support::{generate::value_paths, invariants::check_edit, samples::samples},
};

#[test]
fn invariants_hold_for_all_samples() {
    let samples = samples();
    assert!(samples.len() >= 6, "{}", samples.len());
    for (name, text) in samples {
        let value = read(text.as_bytes()).unwrap_or_else(|error| panic!("{name}: {error}"));
        let made = every_edit(&value).iter().filter(|edit| check_edit(&text, edit).is_some()).count();
        assert!(made > 50, "{name}: {made}");
    }
}

#[test]
fn inverse_of_plain_edit_is_plain() {
    for (name, text) in samples() {
        let value = read(text.as_bytes()).unwrap();
        let path_of_new = parse_path("new");
        let additions = every_edit(&value).into_iter().filter(|edit| match edit {
            Edit::Set { path, .. } => path.steps().last() == path_of_new.steps().last(),
            Edit::Insert { .. } | Edit::Move { .. } => true,
            Edit::Remove { .. } | Edit::SwapComments { .. } => false,
        });
        let (mut all, mut plain) = (0, 0);
        for change in additions.filter(|change| edit(&text, std::slice::from_ref(change)).is_ok()) {
            all += 1;
            let back = inverse_edits(&text, &[change]).unwrap();
            plain += usize::from(matches!(&back[..], [Edit::Remove { .. } | Edit::Move { .. }]));
        }
        assert_eq!(plain, all, "{name}");
    }
}

/// Returns every possible edit of every value of a document.
fn every_edit(document: &Value) -> Vec<Edit> {
    let new = || [NewValue::from("new"), NewValue::from(serde_json::json!({"a": ["x"], "b": {}}))];
    let mut edits = Vec::new();
    for (path, value) in value_paths(document) {
        edits.extend(new().map(|value| Edit::Set { path: path.clone(), value }));
        if !path.steps().is_empty() {
            edits.push(Edit::Remove { path: path.clone() });
        }
        match value {
            Value::Object(_) => {
                edits.extend(new().map(|value| Edit::Set { path: path.with_key("new"), value }));
                edits.extend(new().map(|value| Edit::Insert {
                    list: path.with_key("new").with_key("list"),
                    index: 0,
                    value,
                }));
            }
            Value::Array(elements) => {
                let all = 0..elements.len();
                let insert = |index| new().map(|value| Edit::Insert { list: path.clone(), index, value });
                edits.extend((0..=elements.len()).flat_map(insert));
                let pairs = all.clone().flat_map(|from| all.clone().map(move |to| (from, to)));
                edits.extend(pairs.map(|(from, to)| Edit::Move { list: path.clone(), from, to }));
            }
            _ => {}
        }
    }
    edits
}
