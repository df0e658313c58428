//! Tests of every construct with every edit: the exact result, and that the inverse restores the exact input.

use crate::edits::{insert_edit, move_edit, parse_path, remove_edit, remove_element_edit, set_edit};
use json5_edit::{Edit, edit, inverse_edits};
use serde_json::{Value, json};

#[track_caller]
fn assert_edited(before: &str, change: Edit, after: &str) {
    let edits = [change];
    let edited = edit(before, &edits).unwrap_or_else(|error| panic!("{before}\n{error}"));
    assert_eq!(edited, after, "\n--- before\n{before}\n--- edited\n{edited}\n--- wanted\n{after}");
    let back = inverse_edits(before, &edits).unwrap();
    assert_eq!(edit(&edited, &back).unwrap(), before, "{back:?}");
}

fn string_value(text: &str) -> Value {
    Value::from(text)
}

#[test]
fn set_replaces_only_the_value() {
    assert_edited("{ a: 'x' /*c*/, b: 1 }", set_edit("a", string_value("y")), "{ a: 'y' /*c*/, b: 1 }");
    assert_edited("{ \"a\": \"x\" }", set_edit("a", json!(1.5)), "{ \"a\": 1.5 }");
    assert_edited(
        "{ a: .5, b: +1, c: 0xFF, d: Infinity }",
        set_edit("b", json!(null)),
        "{ a: .5, b: null, c: 0xFF, d: Infinity }",
    );
    assert_edited("{a/*c*/:1}", set_edit("a", json!(2)), "{a/*c*/:2}");
    assert_edited("{ \\u0061: 1, 'b\\\nc': 2 }", set_edit("a", json!(3)), "{ \\u0061: 3, 'b\\\nc': 2 }");
    assert_edited("{ \\u0061: 1, 'b\\\nc': 2 }", set_edit("bc", json!(3)), "{ \\u0061: 1, 'b\\\nc': 3 }");
    assert_edited("'x' // c", set_edit("", json!(["y"])), "[\n  'y'\n] // c");
    assert_edited(
        "{ a: ['x', 'y'] }",
        Edit::Set { path: parse_path("a").with_index(1), value: string_value("z").into() },
        "{ a: ['x', 'z'] }",
    );
}

#[test]
fn new_value_keeps_old_quotes() {
    assert_edited(
        "{ \"a\": 'x', \"b\": \"y\", \"c\": \"z\" }",
        set_edit("a", string_value("it's")),
        "{ \"a\": 'it\\'s', \"b\": \"y\", \"c\": \"z\" }",
    );
    assert_edited(
        "{ a: \"x\", b: 'y', c: 'z' }",
        set_edit("a", string_value("é\u{2028}")),
        "{ a: \"é\\u2028\", b: 'y', c: 'z' }",
    );
}

#[test]
fn replaced_list_keeps_layout() {
    assert_edited("{\n  a: ['x', 'y'],\n}\n", set_edit("a", json!(["z"])), "{\n  a: ['z'],\n}\n");
    assert_edited(
        "{\n  a: [\n    'x'\n  ]\n}\n",
        set_edit("a", json!(["y", "z"])),
        "{\n  a: [\n    'y',\n    'z'\n  ]\n}\n",
    );
}

#[test]
fn new_member_is_last_in_sibling_style() {
    assert_edited("{ a: { b: 1 } }", set_edit("a.c", json!(2)), "{ a: { b: 1, c: 2 } }");
    assert_edited("{\"a\":1}", set_edit("b", json!([1, {"c": 2}])), "{\"a\":1,\"b\":[1,{\"c\":2}]}");
    assert_edited("{\n  a: 1\n}", set_edit("b", string_value("x")), "{\n  a: 1,\n  b: \"x\"\n}");
    assert_edited("{\n  'a': 'y',\n}", set_edit("b", string_value("x")), "{\n  'a': 'y',\n  'b': 'x',\n}");
    assert_edited("{\n  a: 1 // one\n}", set_edit("b-c", json!(2)), "{\n  a: 1, // one\n  \"b-c\": 2\n}");
    assert_edited("{\n  a: 1 /* one */\n}", set_edit("b", json!(2)), "{\n  a: 1, /* one */\n  b: 2\n}");
    assert_edited("{ a: 1 /* one */ }", set_edit("b", json!(2)), "{ a: 1 /* one */, b: 2 }");
    assert_edited("{ a: 1 // one\n}", set_edit("b", json!(2)), "{ a: 1, // one\n  b: 2\n}");
    assert_edited(
        "{\r\n\ta: 1,\r\n\t// end\r\n}\r\n",
        set_edit("b", json!(2)),
        "{\r\n\ta: 1,\r\n\tb: 2,\r\n\t// end\r\n}\r\n",
    );
    assert_edited("{\r a: 1\r}", set_edit("b", json!(2)), "{\r a: 1,\r b: 2\r}");
}

#[test]
fn missing_parents_are_created() {
    let json = "{\n  \"a\": 1\n}\n";
    assert_edited(json, set_edit("b.c", string_value("x")), "{\n  \"a\": 1,\n  \"b\": {\n    \"c\": \"x\"\n  }\n}\n");
    assert_edited("{ a: 1 }", set_edit("b.c", json!([1])), "{ a: 1, b: { c: [1] } }");
    assert_edited(
        "{\n\ta: ['x'],\n}",
        insert_edit("b.c", 0, string_value("y")),
        "{\n\ta: ['x'],\n\tb: {\n\t\tc: ['y'],\n\t},\n}",
    );
    assert_edited("{}\n", set_edit("a.b", json!({})), "{\n  \"a\": {\n    \"b\": {}\n  }\n}\n");
}

#[test]
fn empty_container_accepts_first_item() {
    assert_edited("{}", set_edit("a", json!(1)), "{\n  \"a\": 1\n}");
    assert_edited("{ }", set_edit("a", json!(1)), "{\n  \"a\": 1\n}");
    assert_edited("{\n}", set_edit("a", json!(1)), "{\n  \"a\": 1\n}");
    assert_edited("{\n  // none yet\n}", set_edit("a", json!(1)), "{\n  // none yet\n  \"a\": 1\n}");
    assert_edited("{ // none yet\n}", set_edit("a", json!(1)), "{ // none yet\n  \"a\": 1\n}");
    assert_edited("{ x: [] }", insert_edit("x", 0, string_value("a")), "{ x: [\"a\"] }");
    assert_edited(
        "{\n  x: [],\n  y: ['b'],\n}",
        insert_edit("x", 0, string_value("a")),
        "{\n  x: ['a'],\n  y: ['b'],\n}",
    );
    assert_edited(
        "{\n  x: [/* none */],\n  y: ['b'],\n}",
        insert_edit("x", 0, string_value("a")),
        "{\n  x: [/* none */ 'a'],\n  y: ['b'],\n}",
    );
    assert_edited("{\n  \"x\": []\n}", insert_edit("x", 0, string_value("a")), "{\n  \"x\": [\n    \"a\"\n  ]\n}");
    assert_edited("{\n  x: {},\n}", set_edit("x.y", json!(1)), "{\n  x: {\n    y: 1,\n  },\n}");
    assert_edited("{ x: {}, y: 1 }", set_edit("x.y", json!(1)), "{ x: { y: 1 }, y: 1 }");
}

#[test]
fn element_is_inserted_at_any_index() {
    for (index, after) in [(0, "[9,1,2]"), (1, "[1,9,2]"), (2, "[1,2,9]")] {
        assert_edited("[1,2]", insert_edit("", index, json!(9)), after);
    }
    for (index, after) in [(0, "[ 9, 1, 2, ]"), (1, "[ 1, 9, 2, ]"), (2, "[ 1, 2, 9, ]")] {
        assert_edited("[ 1, 2, ]", insert_edit("", index, json!(9)), after);
    }
    let list = "[\n  'a', // one\n  // two\n  'b' // 2\n]";
    assert_edited(list, insert_edit("", 0, string_value("x")), "[\n  'x',\n  'a', // one\n  // two\n  'b' // 2\n]");
    assert_edited(list, insert_edit("", 1, string_value("x")), "[\n  'a', // one\n  'x',\n  // two\n  'b' // 2\n]");
    assert_edited(list, insert_edit("", 2, string_value("x")), "[\n  'a', // one\n  // two\n  'b', // 2\n  'x'\n]");
    assert_edited("[ // head\n  1\n]", insert_edit("", 0, json!(9)), "[ // head\n  9,\n  1\n]");
    assert_edited("[ 1 /* one */\n]", insert_edit("", 1, json!(9)), "[ 1 /* one */, 9\n]");
    assert_edited("[ 1, /* one */ ]", insert_edit("", 1, json!(9)), "[ 1, /* one */\n  9, ]");
}

#[test]
fn new_object_has_sibling_layout() {
    let new = json!({"id": "b", "n": 1});
    assert_edited(
        "[\n  { id: 'a' },\n]",
        insert_edit("", 1, new.clone()),
        "[\n  { id: 'a' },\n  { id: 'b', n: 1 },\n]",
    );
    assert_edited("[{\n  id: 'a',\n}]", insert_edit("", 1, new), "[{\n  id: 'a',\n}, {\n  id: 'b',\n  n: 1,\n}]");
}

#[test]
fn sibling_style_takes_precedence() {
    let text = "{ 'a': { 'b': 1 }, \"c\": { \"d\": 1, \"e\": 2, \"f\": 3 } }";
    assert_edited(text, set_edit("a.x", json!(1)), &text.replace("'b': 1", "'b': 1, 'x': 1"));
    let text = "{\n  a: {\n      b: 1\n  },\n  c: {\n      d: 1\n  },\n}";
    assert_edited(
        text,
        set_edit("x.y", json!(1)),
        "{\n  a: {\n      b: 1\n  },\n  c: {\n      d: 1\n  },\n  x: {\n    y: 1,\n  },\n}",
    );
    let new = json!({"id": "b", "m": {"n": [1]}});
    let text = "[\n  { id: 'a' },\n]";
    assert_edited(
        text,
        insert_edit("", 1, new),
        "[\n  { id: 'a' },\n  {\n    id: 'b',\n    m: {\n      n: [1],\n    },\n  },\n]",
    );
}

#[test]
fn new_list_has_document_style() {
    let new = || set_edit("b", json!(["x", "y"]));
    assert_edited("{\n  a: { c: 1 },\n}", new(), "{\n  a: { c: 1 },\n  b: [\"x\", \"y\"],\n}");
    assert_edited("{\n  a: [1],\n}", new(), "{\n  a: [1],\n  b: [\"x\", \"y\"],\n}");
    assert_edited(
        "{\n  a: [\n    1,\n  ],\n}",
        new(),
        "{\n  a: [\n    1,\n  ],\n  b: [\n    \"x\",\n    \"y\",\n  ],\n}",
    );
    assert_edited("{\n  a: 1\n}", new(), "{\n  a: 1,\n  b: [\n    \"x\",\n    \"y\"\n  ]\n}");
    let lists = set_edit("b", json!([["x"], []]));
    assert_edited("{\n  a: [1]\n}", lists, "{\n  a: [1],\n  b: [\n    [\"x\"],\n    []\n  ]\n}");
}

#[test]
fn removed_element_loses_its_comments() {
    let list = "[\n  // far\n\n  // above\n  'a', // one\n\n  /* two */ 'b', // two\n  'c' // three\n]";
    assert_edited(list, remove_element_edit("", 0), "[\n  // far\n\n  /* two */ 'b', // two\n  'c' // three\n]");
    assert_edited(list, remove_element_edit("", 1), "[\n  // far\n\n  // above\n  'a', // one\n\n  'c' // three\n]");
    assert_edited(
        list,
        remove_element_edit("", 2),
        "[\n  // far\n\n  // above\n  'a', // one\n\n  /* two */ 'b' // two\n]",
    );
    assert_edited("['a', 'b',\n // three\n 'c']", remove_element_edit("", 1), "['a',\n // three\n 'c']");
    assert_edited("['a',\n // two\n 'b']", remove_element_edit("", 0), "[\n // two\n 'b']");
}

#[test]
fn removed_member_loses_its_line_and_comment() {
    assert_edited("{\n  // above\n  a: 1, // one\n  b: 2,\n}", remove_edit("a"), "{\n  // above\n  b: 2,\n}");
    assert_edited("{\n  a: 1,\n  b: 2,\n}", remove_edit("b"), "{\n  a: 1,\n}");
    assert_edited("{\n  a: 1,\n  b: 2\n}", remove_edit("b"), "{\n  a: 1\n}");
    assert_edited("{\n  a: 1,\n  b: 2\n}", remove_edit("a"), "{\n  b: 2\n}");
    assert_edited("{\n  a: 1,\n  b: 2,\n\n  c: 3\n}", remove_edit("b"), "{\n  a: 1,\n\n  c: 3\n}");
    assert_edited("{ a: 1, b: 2, c: 3 }", remove_edit("b"), "{ a: 1, c: 3 }");
    assert_edited("{ a: 1, b: 2, c: 3 }", remove_edit("c"), "{ a: 1, b: 2 }");
}

#[test]
fn removing_only_item_leaves_empty_container() {
    assert_edited("{\n  a: 1,\n}", remove_edit("a"), "{}");
    assert_edited("{ a: 1 }", remove_edit("a"), "{}");
    assert_edited("[ 1, ]", remove_element_edit("", 0), "[]");
    assert_edited("[\n  // why\n\n  1,\n]", remove_element_edit("", 0), "[\n  // why\n]");
    assert_edited("[\n  // why\n  1,\n]", remove_element_edit("", 0), "[]");
    assert_edited("[ // why\n  1 ]", remove_element_edit("", 0), "[ // why\n   ]");
}

#[test]
fn moved_element_keeps_comments() {
    let list = "[\n  'a', // one\n  'b' // two\n]\n";
    assert_edited(list, move_edit("", 0, 1), "[\n  'b', // two\n  'a' // one\n]\n");
    let list = "[\n  // first\n  'a', // one\n\n  /* second */\n  'b',\n  'c',\n]\n";
    assert_edited(list, move_edit("", 0, 2), "[\n  /* second */\n  'b',\n\n  'c',\n  // first\n  'a', // one\n]\n");
    assert_edited(list, move_edit("", 2, 0), "[\n  'c',\n\n  // first\n  'a', // one\n  /* second */\n  'b',\n]\n");
    assert_edited("['a', 'b' /* two */]", move_edit("", 1, 0), "['b' /* two */, 'a']");
    assert_edited("['a', 'b' // two\n]", move_edit("", 1, 0), "['b', // two\n 'a'\n]");
    assert_edited("[\n    'a' // one\n  , 'b' // two\n]", move_edit("", 0, 1), "[\n    'b' // two\n  , 'a' // one\n]");
    assert_edited("[1, 2, 3]", move_edit("", 1, 1), "[1, 2, 3]");
}

#[test]
fn moved_element_keeps_comments_on_shared_line() {
    let list = "['a', 'b',\n  // three\n  'c', // last\n]";
    assert_edited(list, move_edit("", 2, 0), "[\n// three\n  'c', // last\n 'a',\n  'b',\n]");
    assert_edited(list, move_edit("", 2, 1), "['a', \n// three\n  'c', // last\n  'b',\n]");
    assert_edited("['a', /* one */\n 'b', 'c']", move_edit("", 0, 1), "['b',\n 'a', /* one */\n  'c']");
}

#[test]
fn two_values_exchange_their_comments() {
    let swap = |one: &str, other: &str| Edit::SwapComments { one: one.parse().unwrap(), other: other.parse().unwrap() };
    let text = "{\n  // head\n  a: 'x', // one\n  b: [\n    // two\n    'y', // 2\n    'z' /* three */\n  ],\n}";
    assert_edited(
        text,
        swap("a", "b[0]"),
        "{\n  // head\n  a: // two\n    'x', // 2\n  b: [\n    'y', // one\n    'z' /* three */\n  ],\n}",
    );
    assert_edited(
        text,
        swap("b[1]", "a"),
        "{\n  // head\n  a: 'x', /* three */\n  b: [\n    // two\n    'y', // 2\n    'z' // one\n  ],\n}",
    );
    assert_edited(
        "{ a: /* 1 */ 'x', b: ['y' /* 2 */, 'z'] }",
        swap("a", "b[0]"),
        "{ a: 'x' /* 2 */, b: [/* 1 */ 'y', 'z'] }",
    );
    assert_edited(
        "{\n  a: 'x', // one\n  b: ['y', 'z'],\n}",
        swap("a", "b[0]"),
        "{\n  a: 'x',\n  b: ['y', // one\n   'z'],\n}",
    );
    assert_edited("{\n  a: { b: 'x' }, // one\n}", swap("a", "a.b"), "{\n  a: { b: 'x' // one\n   },\n}");
    assert_edited("{\n  a: {\n    b: 'x'\n  } // one\n}", swap("a.b", "a"), "{\n  a: {\n    b: 'x' // one\n  }\n}");
    assert_edited("{ a: 1, b: 2 }", swap("a", "b"), "{ a: 1, b: 2 }");
    assert_edited("[1 /* one */, 2]", swap("[0]", "[0]"), "[1 /* one */, 2]");
}

#[test]
fn unedited_bytes_are_unchanged() {
    assert_edited("\u{feff}{ a: 1 }\n", set_edit("b", json!(2)), "\u{feff}{ a: 1, b: 2 }\n");
    assert_edited("{\u{a0}a:\u{2028}'${KEY}' }", set_edit("b", json!(2)), "{\u{a0}a:\u{2028}'${KEY}', b: 2 }");
    assert_edited("{ __proto__: 1, constructor: 2 }", remove_edit("constructor"), "{ __proto__: 1 }");
    assert_edited("{ a: 1, a: 2, b: 3 }", set_edit("b", json!(4)), "{ a: 1, a: 2, b: 4 }");
    assert_edited("{ a: 1, // c\u{2028} b: 3 }", set_edit("b", json!(4)), "{ a: 1, // c\u{2028} b: 4 }");
}
