//! Random JSON5 and random edits, made from bytes: the same bytes give the same, and fewer or smaller bytes something
//! simpler.

use json5_edit::{Edit, KeyPath, Piece};
use serde_json::{Value, json};

/// Decisions, a byte each; zero when there are no more.
pub(crate) struct Choices<'a>(&'a [u8]);

impl<'a> Choices<'a> {
    pub(crate) fn new(bytes: &'a [u8]) -> Self {
        Self(bytes)
    }

    /// Below `bound`.
    pub(crate) fn below(&mut self, bound: usize) -> usize {
        let Some((first, rest)) = self.0.split_first() else { return 0 };
        self.0 = rest;
        usize::from(*first) % bound.max(1)
    }

    fn one_in(&mut self, many: usize) -> bool {
        self.below(many) + 1 == many
    }

    fn of<T: Copy>(&mut self, options: &[T]) -> T {
        options[self.below(options.len())]
    }
}

/// How a whole document tends to be written.
struct Manner {
    newline: &'static str,
    unit: &'static str,
    /// One container in so many is broken over lines.
    broken: usize,
    /// One gap in so many has a comment.
    comments: usize,
    /// Odd white space, escaped keys and the like, one in so many.
    odd: usize,
    end_comma: bool,
}

/// A whole document.
pub(crate) fn document(choices: &mut Choices<'_>) -> String {
    let manner = Manner {
        newline: choices.of(&["\n", "\n", "\r\n", "\r"]),
        unit: choices.of(&["  ", "  ", "\t", "    ", " "]),
        broken: choices.of(&[1, 2, 1000]),
        comments: choices.of(&[1000, 8, 3]),
        odd: choices.of(&[1000, 20, 5]),
        end_comma: choices.one_in(2),
    };
    let mut writer = Writer { choices, manner, text: String::new() };
    if writer.choices.one_in(12) {
        writer.text.push('\u{feff}');
    }
    writer.gap(0);
    writer.container(0, true);
    writer.gap(0);
    if !writer.choices.one_in(3) {
        writer.text.push_str(writer.manner.newline);
    }
    writer.text
}

struct Writer<'c, 'b> {
    choices: &'c mut Choices<'b>,
    manner: Manner,
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

impl Writer<'_, '_> {
    fn container(&mut self, depth: usize, is_top: bool) {
        let is_object = if is_top { !self.choices.one_in(4) } else { self.choices.one_in(2) };
        let broken = self.choices.one_in(self.manner.broken);
        let count = self.choices.below(5);
        self.text.push(if is_object { '{' } else { '[' });
        for index in 0..count {
            self.separate(broken, depth + 1);
            self.gap(depth + 1);
            if is_object {
                self.key();
                self.gap(depth + 1);
                self.text.push(':');
                if !self.choices.one_in(4) {
                    self.text.push(' ');
                }
                self.gap(depth + 1);
            }
            self.value(depth + 1);
            self.gap(depth + 1);
            if index + 1 < count || self.manner.end_comma {
                self.text.push(',');
                self.gap(depth + 1);
            }
        }
        if count > 0 || self.choices.one_in(3) {
            self.separate(broken, depth);
        }
        self.gap(depth);
        self.text.push(if is_object { '}' } else { ']' });
    }

    fn value(&mut self, depth: usize) {
        if depth < 5 && self.choices.one_in(3) {
            return self.container(depth, false);
        }
        let scalar = if self.is_odd() { self.choices.of(ODD_SCALARS) } else { self.choices.of(SCALARS) };
        self.text.push_str(scalar);
    }

    fn key(&mut self) {
        let key = if self.is_odd() { self.choices.of(ODD_KEYS) } else { self.choices.of(KEYS) };
        self.text.push_str(key);
    }

    /// What usually stands between two items.
    fn separate(&mut self, broken: bool, depth: usize) {
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

    /// What may stand anywhere: comments and odd white space, with or without a blank around.
    fn gap(&mut self, depth: usize) {
        if self.is_odd() {
            let space = self.choices.of(&["\u{a0}", "\u{2028}", "\u{feff}", "\u{b}\u{c}", "\t", "\n", "\u{2003}"]);
            self.text.push_str(space);
        }
        if !self.choices.one_in(self.manner.comments) {
            return;
        }
        let space = self.choices.of(&[" ", "", "\n"]);
        self.text.push_str(space);
        if self.choices.one_in(2) {
            let comment = self.choices.of(COMMENTS);
            self.text.push_str(comment);
        } else {
            let comment = self.choices.of(LINE_COMMENTS);
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

/// An edit that fits the document, or nearly always.
pub(crate) fn edit(choices: &mut Choices<'_>, document: &Value) -> Edit {
    let places = places(document);
    let (path, value) = &places[choices.below(places.len())];
    if choices.one_in(5) {
        let (other, _) = &places[choices.below(places.len())];
        return Edit::SwapComments { one: path.clone(), other: other.clone() };
    }
    match (choices.below(6), value) {
        (0 | 1, Value::Array(elements)) => {
            Edit::Insert { list: path.clone(), index: choices.below(elements.len() + 1), value: piece(choices) }
        }
        (2 | 3, Value::Array(elements)) if !elements.is_empty() => {
            let mut index = || choices.below(elements.len());
            Edit::Move { list: path.clone(), from: index(), to: index() }
        }
        (0 | 2, Value::Object(_)) => {
            let path = path.key(choices.of(&["new", "new-er", "a", "it's \"x\""]));
            let path = if choices.one_in(3) { path.key("deep") } else { path };
            if choices.one_in(3) {
                return Edit::Insert { list: path, index: 0, value: piece(choices) };
            }
            Edit::Set { path, value: piece(choices) }
        }
        (0..=3, _) if !path.steps().is_empty() => Edit::Remove { path: path.clone() },
        _ => Edit::Set { path: path.clone(), value: piece(choices) },
    }
}

/// Every value of a document with its path.
pub(crate) fn places(document: &Value) -> Vec<(KeyPath, &Value)> {
    let mut places = vec![(KeyPath::default(), document)];
    let mut next = 0;
    while let Some((path, value)) = places.get(next).cloned() {
        next += 1;
        match value {
            Value::Array(elements) => {
                places.extend(elements.iter().enumerate().map(|(index, value)| (path.index(index), value)));
            }
            Value::Object(members) => places.extend(members.iter().map(|(key, value)| (path.key(key), value))),
            _ => {}
        }
    }
    places
}

fn piece(choices: &mut Choices<'_>) -> Piece {
    match choices.below(8) {
        0 => json!("x").into(),
        1 => json!(-1.5e300).into(),
        2 => json!({"k": ["it's", "\"q\""], "k-k": {"deep": null}}).into(),
        3 => json!([]).into(),
        4 => json!(["\u{2028}\n\\", 0, true]).into(),
        5 => json!({"id": "x"}).into(),
        6 => json!({}).into(),
        _ => Piece::Raw("{ raw: ['x', /* kept */ +1,], // kept\n}".to_owned()),
    }
}
