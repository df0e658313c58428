//! Documents that mean harm, or are merely huge. No test measures time: it must end, and it must be right.

use json5_edit::{
    Edit, EditError, KeyPath, MAX_BYTES, MAX_VALUES, Piece, Reason, apply, create, edit, inverse, raw, read, walk,
};
use serde_json::{Value, json};

use crate::words::{insert, path, remove, set};

#[track_caller]
fn unreadable(text: &str) -> Reason {
    match edit(text, &[set("a", json!(1))]).unwrap_err() {
        EditError::Unreadable(error) => error.reason,
        other => panic!("{other}"),
    }
}

#[test]
fn the_editor_has_the_same_door_as_the_reader() {
    assert_eq!(unreadable(&"[".repeat(100_000)), Reason::TooDeep);
    assert_eq!(unreadable(&"{a:".repeat(100_000)), Reason::TooDeep);
    assert_eq!(unreadable(&" ".repeat(64 << 20)), Reason::TooLarge);
    assert_eq!(unreadable("{ a: '\0' }"), Reason::Nul);
    for text in ["", " \n", "// nothing", "{ a: 1", "{ a: 1 } }", "{ a-b: 1 }", "{ a: '\n' }", "\u{feff}"] {
        assert!(matches!(unreadable(text), Reason::Syntax(_)), "{text:?}");
    }
    // What is not UTF-8 cannot become text, so only the reader meets it.
    assert_eq!(read(b"{a: '\xff'}").unwrap_err().reason, Reason::NotUtf8);
    assert_eq!(read(b"\xfe\xff\0{\0}").unwrap_err().reason, Reason::Utf16);
}

#[test]
fn an_edit_cannot_make_what_could_not_be_read() {
    let deep = KeyPath::of(std::iter::repeat_n("a", 100_000));
    let too_deep = Err(EditError::Outgrown(Reason::TooDeep));
    assert_eq!(edit("{}", &[Edit::Set { path: deep.clone(), value: json!(1).into() }]), too_deep);
    let made = create(&[Edit::Set { path: deep, value: json!(1).into() }]);
    assert_eq!(made.map(|edited| edited.text), too_deep);
    let deep = KeyPath::of(std::iter::repeat_n("a", 128));
    assert!(edit("{}", &[Edit::Set { path: deep.clone(), value: json!(1).into() }]).is_ok());
    assert_eq!(edit("{}", &[Edit::Set { path: deep, value: json!([]).into() }]), too_deep);
    let many = Edit::Set { path: path("a"), value: vec![1; MAX_VALUES].into() };
    assert_eq!(edit("{}", &[many]), Err(EditError::Outgrown(Reason::TooMany)));
    let large = Edit::Set { path: path("a"), value: "x".repeat(MAX_BYTES).into() };
    assert_eq!(edit("{}", &[large]), Err(EditError::Outgrown(Reason::TooLarge)));
}

#[test]
fn raw_text_must_be_a_value() {
    for text in ["", "1, b: 2", "}", "'", "\0", "// c", "[[", &"[".repeat(100_000)] {
        let error = edit("{ a: 1 }", &[Edit::Set { path: path("a"), value: Piece::Raw(text.to_owned()) }]).unwrap_err();
        assert!(matches!(error, EditError::Piece { .. }), "{text:?}: {error}");
    }
    // It is a value, but what follows on the line would become part of its comment.
    let comment = Edit::Set { path: path("a"), value: Piece::Raw("2 // c".to_owned()) };
    assert_eq!(edit("{ a: 1 }", &[comment]), Err(EditError::Unproved));
}

/// Adds, makes and takes out beside a great many of something.
#[track_caller]
fn is_edited(text: &str) {
    let edited = edit(text, &[insert("a", 1, json!(2)), set("z.y", json!(3))]).unwrap();
    assert_eq!(raw(&edited, &path("z.y")).unwrap(), Some("3"));
    let grown = edited.len() - text.len();
    assert!(grown < 40, "{grown}");
}

const MANY: usize = 1_000_000;

/// As many as there may be beside the others.
const MOST: usize = MAX_VALUES - 10;

fn keys(count: usize) -> String {
    let keys: Vec<String> = (0..count).map(|n| format!("k{n}: 1")).collect();
    format!("{{ a: [1],\n{}\n}}", keys.join(",\n"))
}

fn elements(element: &str, count: usize) -> String {
    format!("{{ a: [1, {}] }}", element.repeat(count))
}

fn comments(count: usize) -> [String; 2] {
    let [block, line] = ["/* c */", "// c\n"].map(|comment| comment.repeat(count));
    [format!("{{ a: [1] {block} }}"), format!("{{ {line} a: [1] }}")]
}

#[test]
fn very_many_values_are_edited() {
    is_edited(&keys(MOST));
    is_edited(&elements("1,", MOST));
    is_edited(&elements("{},", MOST));
    is_edited(&elements("{ b: 'c' },", MOST / 2));
}

#[test]
fn very_many_comments_are_edited() {
    for text in comments(MOST) {
        is_edited(&text);
    }
}

#[test]
fn t74_more_than_anybody_has_is_refused() {
    let values = [keys(MANY), elements("1,", MANY), elements("{},", MANY), elements("{ b: 'c' },", MANY)];
    for text in values.into_iter().chain(comments(MANY)) {
        assert_eq!(unreadable(&text), Reason::TooMany);
        let error = read(text.as_bytes()).unwrap_err().to_string();
        assert!(error.starts_with("more than 100,000 values and comments at line "), "{error}");
        assert!(raw(&text, &path("a")).is_err());
        assert!(walk(&text, |_, _| true).is_err());
    }
}

#[test]
fn long_strings_white_space_and_nesting_are_edited() {
    is_edited(&format!("{{ a: [1], b: '{}' }}", "x".repeat(MANY)));
    is_edited(&format!("{{ a: [1] {} }}", " \n".repeat(MANY)));
    is_edited(&format!("{{ a: [1], b: {}1{} }}", "[".repeat(120), "]".repeat(120)));
}

#[test]
fn numbers_beyond_all_bounds_are_left_alone() {
    let text = "{ a: 1e999999, b: 0xFFFFFFFFFFFFFFFFFFFF, c: -1e-999999, d: 123456789012345678901234567890 }";
    let edited = edit(text, &[set("e", json!(1))]).unwrap();
    assert_eq!(edited, text.replace(" }", ", e: 1 }"));
}

#[test]
fn a_key_that_is_there_twice_is_not_edited() {
    let text = "{ a: { x: 1 },\n  \\u0061: { x: 2 }, b: { x: 1, 'x': 2, y: 3 } }";
    for change in
        [set("a", json!(1)), set("a.x", json!(1)), set("a.n", json!(1)), remove("a"), insert("a", 0, json!(1))]
    {
        let error = edit(text, &[change]).unwrap_err();
        assert_eq!(
            error.to_string(),
            "`a` is there twice, at line 1 column 3 and at line 2 column 3: remove one of them"
        );
        assert_eq!(error.position().map(|at| (at.line, at.column)), Some((2, 3)));
    }
    assert!(matches!(raw(text, &path("b.x")), Err(EditError::Duplicate { .. })));
    assert!(inverse(text, &[remove("b.x")]).is_err());
    // Elsewhere they do not matter, and the last one is what is read.
    let edited = edit(text, &[set("b.y", json!(4)), set("b.z", json!(5))]).unwrap();
    assert_eq!(read(edited.as_bytes()).unwrap(), json!({"a": {"x": 2}, "b": {"x": 2, "y": 4, "z": 5}}));
}

#[test]
fn keys_that_look_alike_are_different_keys() {
    let text = "{ a: 1, A: 2, 'é': 3, 'e\u{301}': 4 }";
    let edited = edit(text, &[set("A", json!(5)), set("e\u{301}", json!(6))]).unwrap();
    assert_eq!(edited, "{ a: 1, A: 5, 'é': 3, 'e\u{301}': 6 }");
}

#[test]
fn a_key_that_readers_drop_is_not_edited() {
    let text = "{ __proto__: { a: 1 }, b: 2 }";
    for change in [set("__proto__.a", json!(1)), remove("__proto__"), set("b.__proto__", json!(1))] {
        assert!(matches!(edit(text, std::slice::from_ref(&change)), Err(EditError::Proto { .. })));
        assert!(matches!(apply(&Value::Null, &[change]), Err(EditError::Proto { .. })));
    }
    assert_eq!(edit(text, &[set("toString", json!(1))]).unwrap(), "{ __proto__: { a: 1 }, b: 2, toString: 1 }");
}
