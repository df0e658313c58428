//! The tolerant view of a document: what each piece is, and the key path it stands at.

use std::ops::{ControlFlow, Range};

use crate::scan::{Piece, Scanner, Shape};

/// A piece of a document with its meaning, while it is being looked at.
#[derive(Debug)]
pub struct Token<'a> {
    /// What it is.
    pub kind: Kind,
    /// Where it is, in bytes.
    pub span: Range<usize>,
    levels: &'a [Level],
}

impl Token<'_> {
    /// The keys above it, outermost first; an array adds its index. A key's own path ends with itself. Made when it is
    /// asked for: a large document has more tokens than anybody wants paths.
    pub fn path(&self) -> Vec<String> {
        let name = |level: &Level| match level {
            Level::Object { key } => key.clone(),
            Level::Array { index } => index.to_string(),
        };
        self.levels.iter().map(name).collect()
    }
}

/// What a [`Token`] is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A comment of either form.
    Comment,
    /// The name of a member.
    Key,
    /// A string, a number, `true`, `false`, `null` — or what stands in the place of one.
    Scalar,
    /// `{ } [ ] : ,`
    Punctuation,
}

/// Shows the tokens of a text, in order, until `see` has seen enough. It never fails; of a broken text the paths are
/// right up to the place where it breaks.
pub fn visit(text: &str, mut see: impl FnMut(&Token<'_>) -> ControlFlow<()>) {
    let mut walker = Walker { text, levels: Vec::new(), expects_value: true };
    for piece in Scanner::new(text) {
        let kind = walker.kind(&piece);
        if see(&Token { kind, span: piece.span.clone(), levels: &walker.levels }).is_break() {
            return;
        }
        if kind == Kind::Punctuation {
            walker.punctuation(&piece);
        }
    }
}

#[derive(Debug)]
enum Level {
    Object { key: String },
    Array { index: usize },
}

struct Walker<'a> {
    text: &'a str,
    levels: Vec<Level>,
    /// After a colon, in an array, or at the top.
    expects_value: bool,
}

impl Walker<'_> {
    fn kind(&mut self, piece: &Piece) -> Kind {
        match piece.shape {
            Shape::Comment => Kind::Comment,
            Shape::Punctuation => Kind::Punctuation,
            Shape::Quoted | Shape::Bare if self.expects_value => Kind::Scalar,
            Shape::Quoted | Shape::Bare => self.key(piece),
        }
    }

    /// The first word of a member is its key. A second one before the colon is a value that lost its colon.
    fn key(&mut self, piece: &Piece) -> Kind {
        match self.levels.last_mut() {
            Some(Level::Object { key }) if key.is_empty() => {
                unquote(self.text.get(piece.span.clone()).unwrap_or_default()).clone_into(key);
                Kind::Key
            }
            _ => Kind::Scalar,
        }
    }

    fn punctuation(&mut self, piece: &Piece) {
        match self.text.as_bytes().get(piece.span.start) {
            Some(b'{') => self.open(Level::Object { key: String::new() }),
            Some(b'[') => self.open(Level::Array { index: 0 }),
            Some(b'}' | b']') => {
                self.levels.pop();
                self.expects_value = false;
            }
            Some(b':') => self.expects_value = true,
            Some(b',') => self.next_member(),
            _ => {}
        }
    }

    fn open(&mut self, level: Level) {
        self.expects_value = matches!(level, Level::Array { .. });
        self.levels.push(level);
    }

    fn next_member(&mut self) {
        self.expects_value = match self.levels.last_mut() {
            Some(Level::Object { key }) => {
                key.clear();
                false
            }
            Some(Level::Array { index }) => {
                *index += 1;
                true
            }
            None => true,
        };
    }
}

/// A key without its quotes. Escapes stay as they are written: whoever looks for a key by name must mind them.
fn unquote(word: &str) -> &str {
    word.trim_matches(['"', '\''])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all<T>(text: &str, of: impl Fn(&Token<'_>) -> T) -> Vec<T> {
        let mut found = Vec::new();
        visit(text, |token| {
            found.push(of(token));
            ControlFlow::Continue(())
        });
        found
    }

    fn paths(text: &str) -> Vec<(String, &str)> {
        let scalar = |token: &Token<'_>| {
            (token.kind == Kind::Scalar).then(|| (token.path().join("."), &text[token.span.clone()]))
        };
        all(text, scalar).into_iter().flatten().collect()
    }

    #[test]
    fn every_scalar_knows_its_path() {
        assert_eq!(
            paths("{ a: { 'b': 1, c: ['x', { d: null }] }, /* e: 2 */ f: true }"),
            [
                ("a.b".to_owned(), "1"),
                ("a.c.0".to_owned(), "'x'"),
                ("a.c.1.d".to_owned(), "null"),
                ("f".to_owned(), "true"),
            ],
        );
    }

    #[test]
    fn a_value_without_its_quotes_is_still_a_value() {
        assert_eq!(paths("{ apiKey: sk-live-1 }"), [("apiKey".to_owned(), "sk-live-1")]);
    }

    #[test]
    fn a_value_without_its_colon_is_still_a_value() {
        assert_eq!(paths("{ apiKey 'sk-live-1' }"), [("apiKey".to_owned(), "'sk-live-1'")]);
    }

    #[test]
    fn any_text_has_tokens_and_they_cover_all_but_space() {
        for text in ["", "}}]],,::", "{{[[", "'", "/*", "a b c", "{a:'x\ny'"] {
            let covered: usize = all(text, |token| token.span.len()).into_iter().sum();
            assert_eq!(
                covered,
                text.chars().filter(|c| !c.is_whitespace()).map(char::len_utf8).sum::<usize>(),
                "{text:?}"
            );
        }
    }
}
