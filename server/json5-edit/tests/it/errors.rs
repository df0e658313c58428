//! What a refused edit says: where, and never what stands there.

use json5_edit::{Edit, EditError, KeyPath, Position, apply, create, edit, raw, read};
use serde_json::json;

use crate::words::{insert, path, remove, set, shift, take};

const TEXT: &str = "{\n  name: 'sk-fake-1',\n  list: ['sk-fake-2', { n: 1 }],\n  on: true, n: 5, none: null,\n}";

#[test]
fn an_error_says_what_and_where_and_names_no_value() {
    for (change, said) in [
        (set("name.x", json!(1)), "`name` is a string where an object was expected, at line 2 column 9"),
        (set("list.x", json!(1)), "`list` is an array where an object was expected, at line 3 column 9"),
        (insert("on", 0, json!(1)), "`on` is a boolean where an array was expected, at line 4 column 7"),
        (insert("", 0, json!(1)), "the document is an object where an array was expected, at line 1 column 1"),
        (take("n", 0), "`n` is a number where an array was expected, at line 4 column 16"),
        (set("none.x.y", json!(1)), "`none` is null where an object was expected, at line 4 column 25"),
        (insert("list", 3, json!(1)), "`list` has no element 3, only 2, at line 3 column 9"),
        (take("list", 2), "`list` has no element 2, only 2, at line 3 column 9"),
        (shift("list", 0, 2), "`list` has no element 2, only 2, at line 3 column 9"),
        (insert("new", 1, json!(1)), "`new` has no element 1, only 0"),
        (remove("new"), "there is no `new`"),
        (remove("new.x"), "there is no `new.x`"),
        (shift("new", 0, 0), "there is no `new`"),
        (Edit::Set { path: path("new").index(0), value: json!(1).into() }, "there is no `new[0]`"),
        (remove(""), "the whole document cannot be removed"),
        (set("__proto__", json!(1)), "`__proto__` goes through `__proto__`, which readers drop"),
    ] {
        let edits = [change];
        let error = edit(TEXT, &edits).unwrap_err();
        assert_eq!(error.to_string(), said);
        // The plain values say the same, but for the place.
        let error = apply(&read(TEXT.as_bytes()).unwrap(), &edits).unwrap_err();
        assert_eq!(error.to_string(), said.split(", at line").next().unwrap());
    }
}

#[test]
fn a_document_that_cannot_be_read_says_where() {
    let error = edit("{\n  a: 1\n  b: 2\n}", &[remove("a")]).unwrap_err();
    assert_eq!(error.position(), Some(Position { line: 3, column: 3, offset: 11 }));
    assert_eq!(error.to_string(), "expected comma at line 3 column 3");
}

#[test]
fn one_refused_edit_refuses_them_all() {
    assert!(edit(TEXT, &[set("n", json!(6)), remove("missing")]).is_err());
}

#[test]
fn a_value_is_found_as_it_is_written() {
    let text = "\u{feff}{ a: [+1, { '\\u0062': \"x\\\ny\" /* c */ }] }";
    assert_eq!(raw(text, &path("a").index(1).key("b")), Ok(Some("\"x\\\ny\"")));
    assert_eq!(raw(text, &path("a").index(0)), Ok(Some("+1")));
    assert_eq!(raw(text, &KeyPath::default()).unwrap(), text.strip_prefix('\u{feff}'));
    for missing in [path("b"), path("a.b"), path("a").index(2), path("a").index(0).key("x")] {
        assert_eq!(raw(text, &missing), Ok(None), "{missing}");
    }
    assert!(matches!(raw("{", &path("b")), Err(EditError::Unreadable(_))));
}

#[test]
fn a_new_document_is_json() {
    let edits = [set("a.b", json!(["x"])), insert("a.b", 1, json!("y")), set("c", json!({}))];
    let text = "{\n  \"a\": {\n    \"b\": [\n      \"x\",\n      \"y\"\n    ]\n  },\n  \"c\": {}\n}\n";
    let text_of = |edits: &[Edit]| create(edits).map(|edited| edited.text);
    assert_eq!(text_of(&edits).as_deref(), Ok(text));
    assert_eq!(text_of(&[]).as_deref(), Ok("{}\n"));
    assert!(create(&[remove("a")]).is_err());
}
