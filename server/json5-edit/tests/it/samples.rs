//! Configurations as people have them: every edit of every one.

use json5_edit::{Edit, Piece, Value, edit, inverse, read};

use crate::{
    support::{generate::places, laws::hold, samples::samples},
    words::path,
};

#[test]
fn every_edit_of_every_sample_obeys_the_laws() {
    let samples = samples();
    assert!(samples.len() >= 6, "{}", samples.len());
    for (name, text) in samples {
        let value = read(text.as_bytes()).unwrap_or_else(|error| panic!("{name}: {error}"));
        let made = every_edit(&value).iter().filter(|edit| hold(&text, edit).is_some()).count();
        assert!(made > 50, "{name}: {made}");
    }
}

#[test]
fn the_opposite_of_a_plain_edit_is_plain() {
    for (name, text) in samples() {
        let value = read(text.as_bytes()).unwrap();
        let path_of_new = path("new");
        let additions = every_edit(&value).into_iter().filter(|edit| match edit {
            Edit::Set { path, .. } => path.steps().last() == path_of_new.steps().last(),
            Edit::Insert { .. } | Edit::Move { .. } => true,
            Edit::Remove { .. } | Edit::SwapComments { .. } => false,
        });
        let (mut all, mut plain) = (0, 0);
        for change in additions.filter(|change| edit(&text, std::slice::from_ref(change)).is_ok()) {
            all += 1;
            let back = inverse(&text, &[change]).unwrap();
            plain += usize::from(matches!(&back[..], [Edit::Remove { .. } | Edit::Move { .. }]));
        }
        assert_eq!(plain, all, "{name}");
    }
}

/// Every value of a document, with every edit that could be made of it.
fn every_edit(document: &Value) -> Vec<Edit> {
    let new = || [Piece::from("new"), Piece::from(serde_json::json!({"a": ["x"], "b": {}}))];
    let mut edits = Vec::new();
    for (path, value) in places(document) {
        edits.extend(new().map(|value| Edit::Set { path: path.clone(), value }));
        if !path.steps().is_empty() {
            edits.push(Edit::Remove { path: path.clone() });
        }
        match value {
            Value::Object(_) => {
                edits.extend(new().map(|value| Edit::Set { path: path.key("new"), value }));
                edits.extend(new().map(|value| Edit::Insert { list: path.key("new").key("list"), index: 0, value }));
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
