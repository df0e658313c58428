//! Every construct with every edit: the exact text that comes out, and its inverse the exact text that went in.

use crate::words::{insert, path, remove, set, shift, take};
use json5_edit::{Edit, edit, inverse};
use serde_json::{Value, json};

#[track_caller]
fn becomes(before: &str, change: Edit, after: &str) {
    let edits = [change];
    let edited = edit(before, &edits).unwrap_or_else(|error| panic!("{before}\n{error}"));
    assert_eq!(edited, after, "\n--- before\n{before}\n--- edited\n{edited}\n--- wanted\n{after}");
    let back = inverse(before, &edits).unwrap();
    assert_eq!(edit(&edited, &back).unwrap(), before, "{back:?}");
}

fn s(text: &str) -> Value {
    Value::from(text)
}

#[test]
fn a_value_over_another_changes_nothing_else() {
    becomes("{ a: 'x' /*c*/, b: 1 }", set("a", s("y")), "{ a: 'y' /*c*/, b: 1 }");
    becomes("{ \"a\": \"x\" }", set("a", json!(1.5)), "{ \"a\": 1.5 }");
    becomes(
        "{ a: .5, b: +1, c: 0xFF, d: Infinity }",
        set("b", json!(null)),
        "{ a: .5, b: null, c: 0xFF, d: Infinity }",
    );
    becomes("{a/*c*/:1}", set("a", json!(2)), "{a/*c*/:2}");
    becomes("{ \\u0061: 1, 'b\\\nc': 2 }", set("a", json!(3)), "{ \\u0061: 3, 'b\\\nc': 2 }");
    becomes("{ \\u0061: 1, 'b\\\nc': 2 }", set("bc", json!(3)), "{ \\u0061: 1, 'b\\\nc': 3 }");
    becomes("'x' // c", set("", json!(["y"])), "[\n  'y'\n] // c");
    becomes("{ a: ['x', 'y'] }", Edit::Set { path: path("a").index(1), value: s("z").into() }, "{ a: ['x', 'z'] }");
}

#[test]
fn a_new_value_has_the_quotes_of_the_old_one() {
    becomes(
        "{ \"a\": 'x', \"b\": \"y\", \"c\": \"z\" }",
        set("a", s("it's")),
        "{ \"a\": 'it\\'s', \"b\": \"y\", \"c\": \"z\" }",
    );
    becomes("{ a: \"x\", b: 'y', c: 'z' }", set("a", s("é\u{2028}")), "{ a: \"é\\u2028\", b: 'y', c: 'z' }");
}

#[test]
fn a_list_over_a_list_keeps_its_layout() {
    becomes("{\n  a: ['x', 'y'],\n}\n", set("a", json!(["z"])), "{\n  a: ['z'],\n}\n");
    becomes("{\n  a: [\n    'x'\n  ]\n}\n", set("a", json!(["y", "z"])), "{\n  a: [\n    'y',\n    'z'\n  ]\n}\n");
}

#[test]
fn a_new_member_comes_last_and_looks_like_the_others() {
    becomes("{ a: { b: 1 } }", set("a.c", json!(2)), "{ a: { b: 1, c: 2 } }");
    becomes("{\"a\":1}", set("b", json!([1, {"c": 2}])), "{\"a\":1,\"b\":[1,{\"c\":2}]}");
    becomes("{\n  a: 1\n}", set("b", s("x")), "{\n  a: 1,\n  b: \"x\"\n}");
    becomes("{\n  'a': 'y',\n}", set("b", s("x")), "{\n  'a': 'y',\n  'b': 'x',\n}");
    becomes("{\n  a: 1 // one\n}", set("b-c", json!(2)), "{\n  a: 1, // one\n  \"b-c\": 2\n}");
    becomes("{\n  a: 1 /* one */\n}", set("b", json!(2)), "{\n  a: 1, /* one */\n  b: 2\n}");
    becomes("{ a: 1 /* one */ }", set("b", json!(2)), "{ a: 1 /* one */, b: 2 }");
    becomes("{ a: 1 // one\n}", set("b", json!(2)), "{ a: 1, // one\n  b: 2\n}");
    becomes("{\r\n\ta: 1,\r\n\t// end\r\n}\r\n", set("b", json!(2)), "{\r\n\ta: 1,\r\n\tb: 2,\r\n\t// end\r\n}\r\n");
    becomes("{\r a: 1\r}", set("b", json!(2)), "{\r a: 1,\r b: 2\r}");
}

#[test]
fn what_is_missing_on_the_way_is_made() {
    let json = "{\n  \"a\": 1\n}\n";
    becomes(json, set("b.c", s("x")), "{\n  \"a\": 1,\n  \"b\": {\n    \"c\": \"x\"\n  }\n}\n");
    becomes("{ a: 1 }", set("b.c", json!([1])), "{ a: 1, b: { c: [1] } }");
    becomes("{\n\ta: ['x'],\n}", insert("b.c", 0, s("y")), "{\n\ta: ['x'],\n\tb: {\n\t\tc: ['y'],\n\t},\n}");
    becomes("{}\n", set("a.b", json!({})), "{\n  \"a\": {\n    \"b\": {}\n  }\n}\n");
}

#[test]
fn an_empty_container_gets_its_first_item() {
    becomes("{}", set("a", json!(1)), "{\n  \"a\": 1\n}");
    becomes("{ }", set("a", json!(1)), "{\n  \"a\": 1\n}");
    becomes("{\n}", set("a", json!(1)), "{\n  \"a\": 1\n}");
    becomes("{\n  // none yet\n}", set("a", json!(1)), "{\n  // none yet\n  \"a\": 1\n}");
    becomes("{ // none yet\n}", set("a", json!(1)), "{ // none yet\n  \"a\": 1\n}");
    becomes("{ x: [] }", insert("x", 0, s("a")), "{ x: [\"a\"] }");
    becomes("{\n  x: [],\n  y: ['b'],\n}", insert("x", 0, s("a")), "{\n  x: ['a'],\n  y: ['b'],\n}");
    becomes(
        "{\n  x: [/* none */],\n  y: ['b'],\n}",
        insert("x", 0, s("a")),
        "{\n  x: [/* none */ 'a'],\n  y: ['b'],\n}",
    );
    becomes("{\n  \"x\": []\n}", insert("x", 0, s("a")), "{\n  \"x\": [\n    \"a\"\n  ]\n}");
    becomes("{\n  x: {},\n}", set("x.y", json!(1)), "{\n  x: {\n    y: 1,\n  },\n}");
    becomes("{ x: {}, y: 1 }", set("x.y", json!(1)), "{ x: { y: 1 }, y: 1 }");
}

#[test]
fn an_element_goes_in_anywhere() {
    for (index, after) in [(0, "[9,1,2]"), (1, "[1,9,2]"), (2, "[1,2,9]")] {
        becomes("[1,2]", insert("", index, json!(9)), after);
    }
    for (index, after) in [(0, "[ 9, 1, 2, ]"), (1, "[ 1, 9, 2, ]"), (2, "[ 1, 2, 9, ]")] {
        becomes("[ 1, 2, ]", insert("", index, json!(9)), after);
    }
    let list = "[\n  'a', // one\n  // two\n  'b' // 2\n]";
    becomes(list, insert("", 0, s("x")), "[\n  'x',\n  'a', // one\n  // two\n  'b' // 2\n]");
    becomes(list, insert("", 1, s("x")), "[\n  'a', // one\n  'x',\n  // two\n  'b' // 2\n]");
    becomes(list, insert("", 2, s("x")), "[\n  'a', // one\n  // two\n  'b', // 2\n  'x'\n]");
    becomes("[ // head\n  1\n]", insert("", 0, json!(9)), "[ // head\n  9,\n  1\n]");
    becomes("[ 1 /* one */\n]", insert("", 1, json!(9)), "[ 1 /* one */, 9\n]");
    becomes("[ 1, /* one */ ]", insert("", 1, json!(9)), "[ 1, /* one */\n  9, ]");
}

#[test]
fn a_new_object_is_laid_out_like_its_siblings() {
    let new = json!({"id": "b", "n": 1});
    becomes("[\n  { id: 'a' },\n]", insert("", 1, new.clone()), "[\n  { id: 'a' },\n  { id: 'b', n: 1 },\n]");
    becomes("[{\n  id: 'a',\n}]", insert("", 1, new), "[{\n  id: 'a',\n}, {\n  id: 'b',\n  n: 1,\n}]");
}

#[test]
fn the_habits_of_the_siblings_come_before_those_of_the_document() {
    let text = "{ 'a': { 'b': 1 }, \"c\": { \"d\": 1, \"e\": 2, \"f\": 3 } }";
    becomes(text, set("a.x", json!(1)), &text.replace("'b': 1", "'b': 1, 'x': 1"));
    let text = "{\n  a: {\n      b: 1\n  },\n  c: {\n      d: 1\n  },\n}";
    becomes(
        text,
        set("x.y", json!(1)),
        "{\n  a: {\n      b: 1\n  },\n  c: {\n      d: 1\n  },\n  x: {\n    y: 1,\n  },\n}",
    );
    let new = json!({"id": "b", "m": {"n": [1]}});
    let text = "[\n  { id: 'a' },\n]";
    becomes(text, insert("", 1, new), "[\n  { id: 'a' },\n  {\n    id: 'b',\n    m: {\n      n: [1],\n    },\n  },\n]");
}

#[test]
fn a_new_list_is_laid_out_as_the_document_would() {
    let new = || set("b", json!(["x", "y"]));
    becomes("{\n  a: { c: 1 },\n}", new(), "{\n  a: { c: 1 },\n  b: [\"x\", \"y\"],\n}");
    becomes("{\n  a: [1],\n}", new(), "{\n  a: [1],\n  b: [\"x\", \"y\"],\n}");
    becomes("{\n  a: [\n    1,\n  ],\n}", new(), "{\n  a: [\n    1,\n  ],\n  b: [\n    \"x\",\n    \"y\",\n  ],\n}");
    becomes("{\n  a: 1\n}", new(), "{\n  a: 1,\n  b: [\n    \"x\",\n    \"y\"\n  ]\n}");
    let lists = set("b", json!([["x"], []]));
    becomes("{\n  a: [1]\n}", lists, "{\n  a: [1],\n  b: [\n    [\"x\"],\n    []\n  ]\n}");
}

#[test]
fn a_removed_element_takes_its_comments_with_it() {
    let list = "[\n  // far\n\n  // above\n  'a', // one\n\n  /* two */ 'b', // two\n  'c' // three\n]";
    becomes(list, take("", 0), "[\n  // far\n\n  /* two */ 'b', // two\n  'c' // three\n]");
    becomes(list, take("", 1), "[\n  // far\n\n  // above\n  'a', // one\n\n  'c' // three\n]");
    becomes(list, take("", 2), "[\n  // far\n\n  // above\n  'a', // one\n\n  /* two */ 'b' // two\n]");
    becomes("['a', 'b',\n // three\n 'c']", take("", 1), "['a',\n // three\n 'c']");
    becomes("['a',\n // two\n 'b']", take("", 0), "[\n // two\n 'b']");
}

#[test]
fn a_removed_member_takes_its_line_and_the_comment_on_it() {
    becomes("{\n  // above\n  a: 1, // one\n  b: 2,\n}", remove("a"), "{\n  // above\n  b: 2,\n}");
    becomes("{\n  a: 1,\n  b: 2,\n}", remove("b"), "{\n  a: 1,\n}");
    becomes("{\n  a: 1,\n  b: 2\n}", remove("b"), "{\n  a: 1\n}");
    becomes("{\n  a: 1,\n  b: 2\n}", remove("a"), "{\n  b: 2\n}");
    becomes("{\n  a: 1,\n  b: 2,\n\n  c: 3\n}", remove("b"), "{\n  a: 1,\n\n  c: 3\n}");
    becomes("{ a: 1, b: 2, c: 3 }", remove("b"), "{ a: 1, c: 3 }");
    becomes("{ a: 1, b: 2, c: 3 }", remove("c"), "{ a: 1, b: 2 }");
}

#[test]
fn an_only_item_leaves_an_empty_container() {
    becomes("{\n  a: 1,\n}", remove("a"), "{}");
    becomes("{ a: 1 }", remove("a"), "{}");
    becomes("[ 1, ]", take("", 0), "[]");
    becomes("[\n  // why\n\n  1,\n]", take("", 0), "[\n  // why\n]");
    becomes("[\n  // why\n  1,\n]", take("", 0), "[]");
    becomes("[ // why\n  1 ]", take("", 0), "[ // why\n   ]");
}

#[test]
fn a_moved_element_takes_its_comments_with_it() {
    let list = "[\n  'a', // one\n  'b' // two\n]\n";
    becomes(list, shift("", 0, 1), "[\n  'b', // two\n  'a' // one\n]\n");
    let list = "[\n  // first\n  'a', // one\n\n  /* second */\n  'b',\n  'c',\n]\n";
    becomes(list, shift("", 0, 2), "[\n  /* second */\n  'b',\n\n  'c',\n  // first\n  'a', // one\n]\n");
    becomes(list, shift("", 2, 0), "[\n  'c',\n\n  // first\n  'a', // one\n  /* second */\n  'b',\n]\n");
    becomes("['a', 'b' /* two */]", shift("", 1, 0), "['b' /* two */, 'a']");
    becomes("['a', 'b' // two\n]", shift("", 1, 0), "['b', // two\n 'a'\n]");
    becomes("[\n    'a' // one\n  , 'b' // two\n]", shift("", 0, 1), "[\n    'b' // two\n  , 'a' // one\n]");
    becomes("[1, 2, 3]", shift("", 1, 1), "[1, 2, 3]");
}

#[test]
fn a_moved_element_keeps_its_comments_where_others_share_its_line() {
    let list = "['a', 'b',\n  // three\n  'c', // last\n]";
    becomes(list, shift("", 2, 0), "[\n// three\n  'c', // last\n 'a',\n  'b',\n]");
    becomes(list, shift("", 2, 1), "['a', \n// three\n  'c', // last\n  'b',\n]");
    becomes("['a', /* one */\n 'b', 'c']", shift("", 0, 1), "['b',\n 'a', /* one */\n  'c']");
}

#[test]
fn two_values_exchange_their_comments() {
    let swap = |one: &str, other: &str| Edit::SwapComments { one: one.parse().unwrap(), other: other.parse().unwrap() };
    let text = "{\n  // head\n  a: 'x', // one\n  b: [\n    // two\n    'y', // 2\n    'z' /* three */\n  ],\n}";
    becomes(
        text,
        swap("a", "b[0]"),
        "{\n  // head\n  a: // two\n    'x', // 2\n  b: [\n    'y', // one\n    'z' /* three */\n  ],\n}",
    );
    becomes(
        text,
        swap("b[1]", "a"),
        "{\n  // head\n  a: 'x', /* three */\n  b: [\n    // two\n    'y', // 2\n    'z' // one\n  ],\n}",
    );
    becomes(
        "{ a: /* 1 */ 'x', b: ['y' /* 2 */, 'z'] }",
        swap("a", "b[0]"),
        "{ a: 'x' /* 2 */, b: [/* 1 */ 'y', 'z'] }",
    );
    becomes(
        "{\n  a: 'x', // one\n  b: ['y', 'z'],\n}",
        swap("a", "b[0]"),
        "{\n  a: 'x',\n  b: ['y', // one\n   'z'],\n}",
    );
    becomes("{\n  a: { b: 'x' }, // one\n}", swap("a", "a.b"), "{\n  a: { b: 'x' // one\n   },\n}");
    becomes("{\n  a: {\n    b: 'x'\n  } // one\n}", swap("a.b", "a"), "{\n  a: {\n    b: 'x' // one\n  }\n}");
    becomes("{ a: 1, b: 2 }", swap("a", "b"), "{ a: 1, b: 2 }");
    becomes("[1 /* one */, 2]", swap("[0]", "[0]"), "[1 /* one */, 2]");
}

#[test]
fn bytes_that_no_edit_asked_for_stay() {
    becomes("\u{feff}{ a: 1 }\n", set("b", json!(2)), "\u{feff}{ a: 1, b: 2 }\n");
    becomes("{\u{a0}a:\u{2028}'${KEY}' }", set("b", json!(2)), "{\u{a0}a:\u{2028}'${KEY}', b: 2 }");
    becomes("{ __proto__: 1, constructor: 2 }", remove("constructor"), "{ __proto__: 1 }");
    becomes("{ a: 1, a: 2, b: 3 }", set("b", json!(4)), "{ a: 1, a: 2, b: 4 }");
    becomes("{ a: 1, // c\u{2028} b: 3 }", set("b", json!(4)), "{ a: 1, // c\u{2028} b: 4 }");
}
