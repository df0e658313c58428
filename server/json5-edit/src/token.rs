//! A tolerant view of a document: the kind and key path of each token.

use std::ops::{ControlFlow, Range};

use crate::scan::{RawToken, RawTokenKind, Scanner};

/// A token with its meaning, valid during the visit.
#[derive(Debug)]
pub struct Token<'a> {
    /// The kind.
    pub kind: TokenKind,
    /// The position, in bytes.
    pub span: Range<usize>,
    levels: &'a [Level],
}

impl Token<'_> {
    /// The keys above the token, outermost first; an array adds its index. A key's own path ends with itself. The path
    /// is built on demand, because few tokens of a large document need one.
    pub fn path_keys(&self) -> Vec<String> {
        let name = |level: &Level| match level {
            Level::Object { key } => key.clone(),
            Level::Array { index } => index.to_string(),
        };
        self.levels.iter().map(name).collect()
    }
}

/// The kind of a [`Token`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TokenKind {
    /// A comment of either form.
    Comment,
    /// The name of a member.
    Key,
    /// A string, a number, `true`, `false`, `null`, or invalid text in place of a value.
    Scalar,
    /// One of `{ } [ ] : ,`.
    Punctuation,
}

/// Visits the tokens of a text in order, until `see` breaks. It never fails; in an invalid text, the paths are correct
/// up to the first error.
pub fn visit_tokens(text: &str, mut visitor: impl FnMut(&Token<'_>) -> ControlFlow<()>) {
    let mut walker = TokenWalker { text, levels: Vec::new(), expects_value: true };
    for raw in Scanner::new(text) {
        let kind = walker.classify_token(&raw);
        if visitor(&Token { kind, span: raw.span.clone(), levels: &walker.levels }).is_break() {
            return;
        }
        if kind == TokenKind::Punctuation {
            walker.apply_punctuation(&raw);
        }
    }
}

#[derive(Debug)]
enum Level {
    Object { key: String },
    Array { index: usize },
}

struct TokenWalker<'a> {
    text: &'a str,
    levels: Vec<Level>,
    /// Whether a value comes next: after a colon, in an array, or at the root.
    expects_value: bool,
}

impl TokenWalker<'_> {
    fn classify_token(&mut self, raw: &RawToken) -> TokenKind {
        match raw.kind {
            RawTokenKind::Comment => TokenKind::Comment,
            RawTokenKind::Punctuation => TokenKind::Punctuation,
            RawTokenKind::Quoted | RawTokenKind::Bare if self.expects_value => TokenKind::Scalar,
            RawTokenKind::Quoted | RawTokenKind::Bare => self.classify_word(raw),
        }
    }

    /// Classifies a word in an object: the first one of a member is its key; another one before the colon is a value
    /// whose colon is missing.
    fn classify_word(&mut self, raw: &RawToken) -> TokenKind {
        match self.levels.last_mut() {
            Some(Level::Object { key }) if key.is_empty() => {
                strip_quotes(self.text.get(raw.span.clone()).unwrap_or_default()).clone_into(key);
                TokenKind::Key
            }
            _ => TokenKind::Scalar,
        }
    }

    fn apply_punctuation(&mut self, raw: &RawToken) {
        match self.text.as_bytes().get(raw.span.start) {
            Some(b'{') => self.enter_level(Level::Object { key: String::new() }),
            Some(b'[') => self.enter_level(Level::Array { index: 0 }),
            Some(b'}' | b']') => {
                self.levels.pop();
                self.expects_value = false;
            }
            Some(b':') => self.expects_value = true,
            Some(b',') => self.next_item(),
            _ => {}
        }
    }

    fn enter_level(&mut self, level: Level) {
        self.expects_value = matches!(level, Level::Array { .. });
        self.levels.push(level);
    }

    fn next_item(&mut self) {
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

/// Removes the quotes of a key. Escapes stay as written: code that looks for a key by name must consider that.
fn strip_quotes(text: &str) -> &str {
    text.trim_matches(['"', '\''])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn map_tokens<T>(text: &str, of: impl Fn(&Token<'_>) -> T) -> Vec<T> {
        let mut found = Vec::new();
        visit_tokens(text, |token| {
            found.push(of(token));
            ControlFlow::Continue(())
        });
        found
    }

    fn scalar_paths(text: &str) -> Vec<(String, &str)> {
        let scalar = |token: &Token<'_>| {
            (token.kind == TokenKind::Scalar).then(|| (token.path_keys().join("."), &text[token.span.clone()]))
        };
        map_tokens(text, scalar).into_iter().flatten().collect()
    }

    #[test]
    fn scalar_tokens_have_their_path() {
        assert_eq!(
            scalar_paths("{ a: { 'b': 1, c: ['x', { d: null }] }, /* e: 2 */ f: true }"),
            [
                ("a.b".to_owned(), "1"),
                ("a.c.0".to_owned(), "'x'"),
                ("a.c.1.d".to_owned(), "null"),
                ("f".to_owned(), "true"),
            ],
        );
    }

    #[test]
    fn unquoted_value_is_a_value() {
        assert_eq!(scalar_paths("{ apiKey: sk-live-1 }"), [("apiKey".to_owned(), "sk-live-1")]);
    }

    #[test]
    fn value_without_colon_is_a_value() {
        assert_eq!(scalar_paths("{ apiKey 'sk-live-1' }"), [("apiKey".to_owned(), "'sk-live-1'")]);
    }

    #[test]
    fn tokens_cover_everything_except_white_space() {
        for text in ["", "}}]],,::", "{{[[", "'", "/*", "a b c", "{a:'x\ny'"] {
            let covered: usize = map_tokens(text, |token| token.span.len()).into_iter().sum();
            assert_eq!(
                covered,
                text.chars().filter(|c| !c.is_whitespace()).map(char::len_utf8).sum::<usize>(),
                "{text:?}"
            );
        }
    }
}
