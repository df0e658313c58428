//! Tests of malicious and huge documents. No test measures time: the edit must end with the right result.

use json5_edit::{
    Edit, EditError, KeyPath, MAX_BYTES, MAX_VALUES, NewValue, ReadErrorReason, apply, create_document, edit,
    inverse_edits, raw_value, read, walk,
};
use serde_json::{Value, json};

use crate::edits::{insert_edit, parse_path, remove_edit, set_edit};

#[track_caller]
fn read_error_reason(text: &str) -> ReadErrorReason {
    match edit(text, &[set_edit("a", json!(1))]).unwrap_err() {
        EditError::Unreadable(error) => error.reason,
        other => panic!("{other}"),
    }
}

#[test]
fn editor_accepts_only_what_the_reader_accepts() {
    assert_eq!(read_error_reason(&"[".repeat(100_000)), ReadErrorReason::TooDeep);
    assert_eq!(read_error_reason(&"{a:".repeat(100_000)), ReadErrorReason::TooDeep);
    assert_eq!(read_error_reason(&" ".repeat(64 << 20)), ReadErrorReason::TooLarge);
    assert_eq!(read_error_reason("{ a: '\0' }"), ReadErrorReason::NulCharacter);
    for text in ["", " \n", "// nothing", "{ a: 1", "{ a: 1 } }", "{ a-b: 1 }", "{ a: '\n' }", "\u{feff}"] {
        assert!(matches!(read_error_reason(text), ReadErrorReason::Syntax(_)), "{text:?}");
    }
    // Bytes that are not UTF-8 cannot become text, so only the reader can get them.
    assert_eq!(read(b"{a: '\xff'}").unwrap_err().reason, ReadErrorReason::NotUtf8);
    assert_eq!(read(b"\xfe\xff\0{\0}").unwrap_err().reason, ReadErrorReason::Utf16);
}

#[test]
fn edited_document_stays_within_limits() {
    let deep = KeyPath::from_keys(std::iter::repeat_n("a", 100_000));
    let too_deep = Err(EditError::LimitExceeded(ReadErrorReason::TooDeep));
    assert_eq!(edit("{}", &[Edit::Set { path: deep.clone(), value: json!(1).into() }]), too_deep);
    let made = create_document(&[Edit::Set { path: deep, value: json!(1).into() }]);
    assert_eq!(made.map(|edited| edited.text), too_deep);
    let deep = KeyPath::from_keys(std::iter::repeat_n("a", 128));
    assert!(edit("{}", &[Edit::Set { path: deep.clone(), value: json!(1).into() }]).is_ok());
    assert_eq!(edit("{}", &[Edit::Set { path: deep, value: json!([]).into() }]), too_deep);
    let many = Edit::Set { path: parse_path("a"), value: vec![1; MAX_VALUES].into() };
    assert_eq!(edit("{}", &[many]), Err(EditError::LimitExceeded(ReadErrorReason::TooManyValues)));
    let large = Edit::Set { path: parse_path("a"), value: "x".repeat(MAX_BYTES).into() };
    assert_eq!(edit("{}", &[large]), Err(EditError::LimitExceeded(ReadErrorReason::TooLarge)));
}

#[test]
fn raw_text_must_be_a_value() {
    for text in ["", "1, b: 2", "}", "'", "\0", "// c", "[[", &"[".repeat(100_000)] {
        let error = edit("{ a: 1 }", &[Edit::Set { path: parse_path("a"), value: NewValue::Raw(text.to_owned()) }])
            .unwrap_err();
        assert!(matches!(error, EditError::InvalidValue { .. }), "{text:?}: {error}");
    }
    // It is a valid value, but the rest of the line would become part of its comment.
    let comment = Edit::Set { path: parse_path("a"), value: NewValue::Raw("2 // c".to_owned()) };
    assert_eq!(edit("{ a: 1 }", &[comment]), Err(EditError::VerificationFailed));
}

/// Inserts, creates and removes values beside a large number of others.
#[track_caller]
fn assert_editable(text: &str) {
    let edited = edit(text, &[insert_edit("a", 1, json!(2)), set_edit("z.y", json!(3))]).unwrap();
    assert_eq!(raw_value(&edited, &parse_path("z.y")).unwrap(), Some("3"));
    let grown = edited.len() - text.len();
    assert!(grown < 40, "{grown}");
}

const MANY: usize = 1_000_000;

/// The maximum number, given the other values.
const MOST: usize = MAX_VALUES - 10;

fn object_with_keys(count: usize) -> String {
    let keys: Vec<String> = (0..count).map(|n| format!("k{n}: 1")).collect();
    format!("{{ a: [1],\n{}\n}}", keys.join(",\n"))
}

fn list_of(element: &str, count: usize) -> String {
    format!("{{ a: [1, {}] }}", element.repeat(count))
}

fn comment_texts(count: usize) -> [String; 2] {
    let [block, line] = ["/* c */", "// c\n"].map(|comment| comment.repeat(count));
    [format!("{{ a: [1] {block} }}"), format!("{{ {line} a: [1] }}")]
}

#[test]
fn very_many_values_are_edited() {
    assert_editable(&object_with_keys(MOST));
    assert_editable(&list_of("1,", MOST));
    assert_editable(&list_of("{},", MOST));
    assert_editable(&list_of("{ b: 'c' },", MOST / 2));
}

#[test]
fn very_many_comments_are_edited() {
    for text in comment_texts(MOST) {
        assert_editable(&text);
    }
}

#[test]
fn t74_documents_over_the_limits_are_refused() {
    let values = [object_with_keys(MANY), list_of("1,", MANY), list_of("{},", MANY), list_of("{ b: 'c' },", MANY)];
    for text in values.into_iter().chain(comment_texts(MANY)) {
        assert_eq!(read_error_reason(&text), ReadErrorReason::TooManyValues);
        let error = read(text.as_bytes()).unwrap_err().to_string();
        assert!(error.starts_with("more than 100,000 values and comments at line "), "{error}");
        assert!(raw_value(&text, &parse_path("a")).is_err());
        assert!(walk(&text, |_, _| true).is_err());
    }
}

#[test]
fn long_strings_white_space_and_nesting_are_edited() {
    assert_editable(&format!("{{ a: [1], b: '{}' }}", "x".repeat(MANY)));
    assert_editable(&format!("{{ a: [1] {} }}", " \n".repeat(MANY)));
    assert_editable(&format!("{{ a: [1], b: {}1{} }}", "[".repeat(120), "]".repeat(120)));
}

#[test]
fn out_of_range_numbers_are_unchanged() {
    let text = "{ a: 1e999999, b: 0xFFFFFFFFFFFFFFFFFFFF, c: -1e-999999, d: 123456789012345678901234567890 }";
    let edited = edit(text, &[set_edit("e", json!(1))]).unwrap();
    assert_eq!(edited, text.replace(" }", ", e: 1 }"));
}

#[test]
fn duplicate_keys_are_refused() {
    let text = "{ a: { x: 1 },\n  \\u0061: { x: 2 }, b: { x: 1, 'x': 2, y: 3 } }";
    for change in [
        set_edit("a", json!(1)),
        set_edit("a.x", json!(1)),
        set_edit("a.n", json!(1)),
        remove_edit("a"),
        insert_edit("a", 0, json!(1)),
    ] {
        let error = edit(text, &[change]).unwrap_err();
        assert_eq!(
            error.to_string(),
            "`a` is defined twice, at line 1 column 3 and at line 2 column 3: remove one of them"
        );
        assert_eq!(error.position().map(|at| (at.line, at.column)), Some((2, 3)));
    }
    assert!(matches!(raw_value(text, &parse_path("b.x")), Err(EditError::DuplicateKey { .. })));
    assert!(inverse_edits(text, &[remove_edit("b.x")]).is_err());
    // Duplicates elsewhere do not matter; parsers use the last one.
    let edited = edit(text, &[set_edit("b.y", json!(4)), set_edit("b.z", json!(5))]).unwrap();
    assert_eq!(read(edited.as_bytes()).unwrap(), json!({"a": {"x": 2}, "b": {"x": 2, "y": 4, "z": 5}}));
}

#[test]
fn keys_that_look_alike_are_different_keys() {
    let text = "{ a: 1, A: 2, 'é': 3, 'e\u{301}': 4 }";
    let edited = edit(text, &[set_edit("A", json!(5)), set_edit("e\u{301}", json!(6))]).unwrap();
    assert_eq!(edited, "{ a: 1, A: 5, 'é': 3, 'e\u{301}': 6 }");
}

#[test]
fn reserved_keys_are_refused() {
    let text = "{ __proto__: { a: 1 }, b: 2 }";
    for change in [set_edit("__proto__.a", json!(1)), remove_edit("__proto__"), set_edit("b.__proto__", json!(1))] {
        assert!(matches!(edit(text, std::slice::from_ref(&change)), Err(EditError::ReservedKey { .. })));
        assert!(matches!(apply(&Value::Null, &[change]), Err(EditError::ReservedKey { .. })));
    }
    assert_eq!(edit(text, &[set_edit("toString", json!(1))]).unwrap(), "{ __proto__: { a: 1 }, b: 2, toString: 1 }");
}
