//! Generates random JSON5 and edits from bytes: equal bytes give equal results, fewer or smaller bytes give something
//! simpler.

use json5_edit::{Edit, KeyPath, NewValue};
use serde_json::{Value, json};

/// A source of choices, one byte each; zero when no bytes are left.
pub(crate) struct Choices<'a>(&'a [u8]);

impl<'a> Choices<'a> {
    pub(crate) fn new(bytes: &'a [u8]) -> Self {
        Self(bytes)
    }

    /// Returns a number below `bound`.
    pub(crate) fn below(&mut self, bound: usize) -> usize {
        let Some((first, rest)) = self.0.split_first() else { return 0 };
        self.0 = rest;
        usize::from(*first) % bound.max(1)
    }

    fn one_in(&mut self, many: usize) -> bool {
        self.below(many) + 1 == many
    }

    fn pick_from<T: Copy>(&mut self, options: &[T]) -> T {
        options[self.below(options.len())]
    }
}

/// Style of a generated document.
struct WritingStyle {
    newline: &'static str,
    unit: &'static str,
    /// One in this many containers has several lines.
    broken: usize,
    /// One in this many gaps has a comment.
    comments: usize,
    /// One in this many places has unusual white space, an escaped key or the like.
    odd: usize,
    end_comma: bool,
}

/// Generates a document.
pub(crate) fn generate_document(choices: &mut Choices<'_>) -> String {
    let manner = WritingStyle {
        newline: choices.pick_from(&["\n", "\n", "\r\n", "\r"]),
        unit: choices.pick_from(&["  ", "  ", "\t", "    ", " "]),
        broken: choices.pick_from(&[1, 2, 1000]),
        comments: choices.pick_from(&[1000, 8, 3]),
        odd: choices.pick_from(&[1000, 20, 5]),
        end_comma: choices.one_in(2),
    };
    let mut writer = DocumentWriter { choices, manner, text: String::new() };
    if writer.choices.one_in(12) {
        writer.text.push('\u{feff}');
    }
    writer.write_trivia(0);
    writer.write_container(0, true);
    writer.write_trivia(0);
    if !writer.choices.one_in(3) {
        writer.text.push_str(writer.manner.newline);
    }
    writer.text
}

struct DocumentWriter<'c, 'b> {
    choices: &'c mut Choices<'b>,
    manner: WritingStyle,
    text: String,
}

const COMMENTS: &[&str] = &["/* c */", "/**/", "/*/ \" */", "/* , ] } */", "/* two\nlines */", "/* it's */"];
const LINE_COMMENTS: &[&str] = &["// c", "//", "// it's, ]", "// \" /* "];
const KEYS: &[&str] = &["a", "b", "c", "'d'", "\"e\"", "\"f-g\"", "'h/i.j'", "null", "$k", "ключ", "'__proto__'"];
const ODD_KEYS: &[&str] = &["\\u0061", "b\\u0062", "'\\x63'", "'d\\\nd'", "\"\\u0022\"", "'\\'e'", "constructor", "Å"];
const SCALARS: &[&str] = &["1", "'x'", "\"y\"", "true", "null", "-2.5", "'it\\'s'", "\"//\"", "'${VAR}'", "1e3"];
const ODD_SCALARS: &[&str] = &[
    "+1",
    ".5",
    "5.",
    "0xFF",
    "Infinity",
    "-Infinity",
    "NaN",
    "'a\\\nb'",
    "'a\\\r\nb'",
    "\"\\u2028\u{2028}\"",
    "'\\v\\0'",
    "1e999999",
    "''",
    "'\u{1f600}\\uD83D\\uDE00'",
    "-0",
];

impl DocumentWriter<'_, '_> {
    fn write_container(&mut self, depth: usize, is_top: bool) {
        let is_object = if is_top { !self.choices.one_in(4) } else { self.choices.one_in(2) };
        let broken = self.choices.one_in(self.manner.broken);
        let count = self.choices.below(5);
        self.text.push(if is_object { '{' } else { '[' });
        for index in 0..count {
            self.write_separator(broken, depth + 1);
            self.write_trivia(depth + 1);
            if is_object {
                self.write_key();
                self.write_trivia(depth + 1);
                self.text.push(':');
                if !self.choices.one_in(4) {
                    self.text.push(' ');
                }
                self.write_trivia(depth + 1);
            }
            self.write_value(depth + 1);
            self.write_trivia(depth + 1);
            if index + 1 < count || self.manner.end_comma {
                self.text.push(',');
                self.write_trivia(depth + 1);
            }
        }
        if count > 0 || self.choices.one_in(3) {
            self.write_separator(broken, depth);
        }
        self.write_trivia(depth);
        self.text.push(if is_object { '}' } else { ']' });
    }

    fn write_value(&mut self, depth: usize) {
        if depth < 5 && self.choices.one_in(3) {
            return self.write_container(depth, false);
        }
        let scalar = if self.is_odd() { self.choices.pick_from(ODD_SCALARS) } else { self.choices.pick_from(SCALARS) };
        self.text.push_str(scalar);
    }

    fn write_key(&mut self) {
        let key = if self.is_odd() { self.choices.pick_from(ODD_KEYS) } else { self.choices.pick_from(KEYS) };
        self.text.push_str(key);
    }

    /// Returns the usual text between two items.
    fn write_separator(&mut self, broken: bool, depth: usize) {
        if broken {
            self.text.push_str(self.manner.newline);
            if self.choices.one_in(8) {
                self.text.push_str(self.manner.newline);
            }
            self.text.push_str(&self.manner.unit.repeat(depth));
        } else if !self.choices.one_in(4) {
            self.text.push(' ');
        }
    }

    /// Returns comments and unusual white space, which are allowed anywhere.
    fn write_trivia(&mut self, depth: usize) {
        if self.is_odd() {
            let space =
                self.choices.pick_from(&["\u{a0}", "\u{2028}", "\u{feff}", "\u{b}\u{c}", "\t", "\n", "\u{2003}"]);
            self.text.push_str(space);
        }
        if !self.choices.one_in(self.manner.comments) {
            return;
        }
        let space = self.choices.pick_from(&[" ", "", "\n"]);
        self.text.push_str(space);
        if self.choices.one_in(2) {
            let comment = self.choices.pick_from(COMMENTS);
            self.text.push_str(comment);
        } else {
            let comment = self.choices.pick_from(LINE_COMMENTS);
            self.text.push_str(comment);
            let end = if self.is_odd() { "\u{2029}" } else { self.manner.newline };
            self.text.push_str(end);
            self.text.push_str(&self.manner.unit.repeat(depth));
        }
    }

    fn is_odd(&mut self) -> bool {
        self.choices.one_in(self.manner.odd)
    }
}

/// Generates an edit that almost always fits the document.
pub(crate) fn generate_edit(choices: &mut Choices<'_>, document: &Value) -> Edit {
    let places = value_paths(document);
    let (path, value) = &places[choices.below(places.len())];
    if choices.one_in(5) {
        let (other, _) = &places[choices.below(places.len())];
        return Edit::SwapComments { one: path.clone(), other: other.clone() };
    }
    match (choices.below(6), value) {
        (0 | 1, Value::Array(elements)) => Edit::Insert {
            list: path.clone(),
            index: choices.below(elements.len() + 1),
            value: generate_value(choices),
        },
        (2 | 3, Value::Array(elements)) if !elements.is_empty() => {
            let mut index = || choices.below(elements.len());
            Edit::Move { list: path.clone(), from: index(), to: index() }
        }
        (0 | 2, Value::Object(_)) => {
            let path = path.with_key(choices.pick_from(&["new", "new-er", "a", "it's \"x\""]));
            let path = if choices.one_in(3) { path.with_key("deep") } else { path };
            if choices.one_in(3) {
                return Edit::Insert { list: path, index: 0, value: generate_value(choices) };
            }
            Edit::Set { path, value: generate_value(choices) }
        }
        (0..=3, _) if !path.steps().is_empty() => Edit::Remove { path: path.clone() },
        _ => Edit::Set { path: path.clone(), value: generate_value(choices) },
    }
}

/// Returns every value of a document with its path.
pub(crate) fn value_paths(document: &Value) -> Vec<(KeyPath, &Value)> {
    let mut places = vec![(KeyPath::default(), document)];
    let mut next = 0;
    while let Some((path, value)) = places.get(next).cloned() {
        next += 1;
        match value {
            Value::Array(elements) => {
                places.extend(elements.iter().enumerate().map(|(index, value)| (path.with_index(index), value)));
            }
            Value::Object(members) => places.extend(members.iter().map(|(key, value)| (path.with_key(key), value))),
            _ => {}
        }
    }
    places
}

fn generate_value(choices: &mut Choices<'_>) -> NewValue {
    match choices.below(8) {
        0 => json!("x").into(),
        1 => json!(-1.5e300).into(),
        2 => json!({"k": ["it's", "\"q\""], "k-k": {"deep": null}}).into(),
        3 => json!([]).into(),
        4 => json!(["\u{2028}\n\\", 0, true]).into(),
        5 => json!({"id": "x"}).into(),
        6 => json!({}).into(),
        _ => NewValue::Raw("{ raw: ['x', /* kept */ +1,], // kept\n}".to_owned()),
    }
}
