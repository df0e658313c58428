//! Tests of the errors of refused edits: they name the position and never quote the text.

use json5_edit::{Edit, EditError, KeyPath, Position, apply, create_document, edit, raw_value, read};
use serde_json::json;

use crate::edits::{insert_edit, move_edit, parse_path, remove_edit, remove_element_edit, set_edit};

const TEXT: &str = "{\n  name: 'sk-fake-1',\n  list: ['sk-fake-2', { n: 1 }],\n  on: true, n: 5, none: null,\n}";

#[test]
fn errors_have_position_and_no_value() {
    for (change, said) in [
        (set_edit("name.x", json!(1)), "`name` is a string where an object was expected, at line 2 column 9"),
        (set_edit("list.x", json!(1)), "`list` is an array where an object was expected, at line 3 column 9"),
        (insert_edit("on", 0, json!(1)), "`on` is a boolean where an array was expected, at line 4 column 7"),
        (insert_edit("", 0, json!(1)), "the document is an object where an array was expected, at line 1 column 1"),
        (remove_element_edit("n", 0), "`n` is a number where an array was expected, at line 4 column 16"),
        (set_edit("none.x.y", json!(1)), "`none` is null where an object was expected, at line 4 column 25"),
        (insert_edit("list", 3, json!(1)), "`list` has no element 3, only 2, at line 3 column 9"),
        (remove_element_edit("list", 2), "`list` has no element 2, only 2, at line 3 column 9"),
        (move_edit("list", 0, 2), "`list` has no element 2, only 2, at line 3 column 9"),
        (insert_edit("new", 1, json!(1)), "`new` has no element 1, only 0"),
        (remove_edit("new"), "there is no `new`"),
        (remove_edit("new.x"), "there is no `new.x`"),
        (move_edit("new", 0, 0), "there is no `new`"),
        (Edit::Set { path: parse_path("new").with_index(0), value: json!(1).into() }, "there is no `new[0]`"),
        (remove_edit(""), "the whole document cannot be removed"),
        (set_edit("__proto__", json!(1)), "`__proto__` contains `__proto__`, which parsers drop"),
    ] {
        let edits = [change];
        let error = edit(TEXT, &edits).unwrap_err();
        assert_eq!(error.to_string(), said);
        // The error for plain values is the same, without the position.
        let error = apply(&read(TEXT.as_bytes()).unwrap(), &edits).unwrap_err();
        assert_eq!(error.to_string(), said.split(", at line").next().unwrap());
    }
}

#[test]
fn unreadable_document_has_position() {
    let error = edit("{\n  a: 1\n  b: 2\n}", &[remove_edit("a")]).unwrap_err();
    assert_eq!(error.position(), Some(Position { line: 3, column: 3, offset: 11 }));
    assert_eq!(error.to_string(), "expected comma at line 3 column 3");
}

#[test]
fn one_refused_edit_refuses_all() {
    assert!(edit(TEXT, &[set_edit("n", json!(6)), remove_edit("missing")]).is_err());
}

#[test]
fn raw_value_returns_source_text() {
    let text = "\u{feff}{ a: [+1, { '\\u0062': \"x\\\ny\" /* c */ }] }";
    assert_eq!(raw_value(text, &parse_path("a").with_index(1).with_key("b")), Ok(Some("\"x\\\ny\"")));
    assert_eq!(raw_value(text, &parse_path("a").with_index(0)), Ok(Some("+1")));
    assert_eq!(raw_value(text, &KeyPath::default()).unwrap(), text.strip_prefix('\u{feff}'));
    for missing in
        [parse_path("b"), parse_path("a.b"), parse_path("a").with_index(2), parse_path("a").with_index(0).with_key("x")]
    {
        assert_eq!(raw_value(text, &missing), Ok(None), "{missing}");
    }
    assert!(matches!(raw_value("{", &parse_path("b")), Err(EditError::Unreadable(_))));
}

#[test]
fn a_new_document_is_json() {
    let edits = [set_edit("a.b", json!(["x"])), insert_edit("a.b", 1, json!("y")), set_edit("c", json!({}))];
    let text = "{\n  \"a\": {\n    \"b\": [\n      \"x\",\n      \"y\"\n    ]\n  },\n  \"c\": {}\n}\n";
    let text_of = |edits: &[Edit]| create_document(edits).map(|edited| edited.text);
    assert_eq!(text_of(&edits).as_deref(), Ok(text));
    assert_eq!(text_of(&[]).as_deref(), Ok("{}\n"));
    assert!(create_document(&[remove_edit("a")]).is_err());
}
