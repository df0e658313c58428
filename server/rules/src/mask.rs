//! The one place that decides what of somebody's file may be seen.

use contract::{Excerpt, ExcerptLine};
use json5_edit::{Kind, Token, tokens};

use crate::secret;

/// What stands for a value that is not shown.
pub const HIDDEN: &str = "‹hidden›";

/// Lines before the one with the error.
const CONTEXT: usize = 2;

/// Keys that nobody's secret is spelled like.
const VOCABULARY: &[&str] = &[
    "agents",
    "alias",
    "apiKey",
    "auth",
    "defaults",
    "entries",
    "env",
    "fallbacks",
    "gateway",
    "headers",
    "id",
    "imageModel",
    "list",
    "meta",
    "model",
    "models",
    "order",
    "primary",
    "profiles",
    "providers",
    "vars",
];

/// A line longer than this is cut around the caret.
const WIDTH: usize = 120;

/// The lines up to an error at byte `offset` of a document that does not parse.
///
/// Up to the error the key paths are right, so keys and the values of the models slice are shown and everything else
/// is hidden. From the error on nothing is certain — a forgotten quote turns values inside out — so only punctuation
/// and words of OpenClaw's own vocabulary are shown.
pub fn excerpt(text: &str, offset: usize) -> Excerpt {
    let offset = floor_char_boundary(text, offset);
    let masked = Masked::of(text, offset);
    let last = masked.text.get(..masked.offset).unwrap_or_default().matches('\n').count();
    let first = last.saturating_sub(CONTEXT);
    let mut lines: Vec<ExcerptLine> = (masked.text.split('\n').enumerate().take(last + 1).skip(first))
        .map(|(at, line)| ExcerptLine { number: at + 1, text: line.trim_end_matches('\r').replace('\t', " ") })
        .collect();
    let start = masked.text.get(..masked.offset).and_then(|before| before.rfind('\n')).map_or(0, |at| at + 1);
    let column = masked.text.get(start..masked.offset).unwrap_or_default().chars().count();
    let caret = lines.iter_mut().map(|line| shorten(line, column)).last().unwrap_or_default();
    Excerpt { lines, caret }
}

/// A text with its values hidden, and where a place of the original is in it.
struct Masked {
    text: String,
    offset: usize,
}

impl Masked {
    fn of(original: &str, offset: usize) -> Self {
        let mut masked = Self { text: String::with_capacity(original.len()), offset: 0 };
        let mut copied = 0;
        let tokens = tokens(original);
        for (at, token) in tokens.iter().enumerate() {
            let named = tokens.get(at + 1).is_some_and(|next| original.get(next.span.clone()) == Some(":"));
            let word = original.get(token.span.clone()).unwrap_or_default();
            masked.push(original, copied..token.span.start, None, offset);
            let replacement = hides(token, word, named, offset).then(|| stand_in(word));
            masked.push(original, token.span.clone(), replacement.as_deref(), offset);
            copied = token.span.end;
        }
        masked.push(original, copied..original.len(), None, offset);
        if offset >= original.len() {
            masked.offset = masked.text.len();
        }
        masked
    }

    fn push(&mut self, original: &str, span: std::ops::Range<usize>, replacement: Option<&str>, offset: usize) {
        if span.contains(&offset) {
            let inside = if replacement.is_none() { offset - span.start } else { 0 };
            self.offset = self.text.len() + inside;
        }
        self.text.push_str(replacement.unwrap_or_else(|| original.get(span).unwrap_or_default()));
    }
}

/// Whether a token is hidden. `named`: a colon follows it, so that it is a key and not a value in a key's place.
fn hides(token: &Token, word: &str, named: bool, offset: usize) -> bool {
    match token.kind {
        Kind::Punctuation => false,
        _ if VOCABULARY.contains(&word.trim_matches(['"', '\''])) => false,
        _ if token.span.end > offset => true,
        Kind::Comment => true,
        Kind::Key => !named,
        Kind::Scalar => !secret::is_shown(&token.path),
    }
}

/// Keeps the number of lines, so that the numbers beside them stay right.
fn stand_in(word: &str) -> String {
    format!("{HIDDEN}{}", "\n".repeat(word.matches('\n').count()))
}

/// Cuts a long line around `column`; returns where that column is then.
fn shorten(line: &mut ExcerptLine, column: usize) -> usize {
    let length = line.text.chars().count();
    if length <= WIDTH {
        return column;
    }
    let from = column.saturating_sub(WIDTH / 2).min(length - WIDTH);
    let cut: String = line.text.chars().skip(from).take(WIDTH).collect();
    line.text = format!("{}{cut}{}", if from > 0 { "…" } else { "" }, if from + WIDTH < length { "…" } else { "" });
    column + usize::from(from > 0) - from
}

fn floor_char_boundary(text: &str, offset: usize) -> usize {
    (0..=offset.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawn(text: &str) -> String {
        let error = json5_edit::read(text.as_bytes()).unwrap_err();
        let excerpt = excerpt(text, error.offset);
        let lines: Vec<_> = excerpt.lines.iter().map(|line| format!("{} | {}", line.number, line.text)).collect();
        format!("{}\n  | {}^", lines.join("\n"), " ".repeat(excerpt.caret))
    }

    #[test]
    fn the_models_slice_is_shown_and_the_rest_is_not() {
        let text = "{\n  gateway: { port: 18789 },\n  agents: { defaults: { model: {\n    primary: 'a/b'\n    fallbacks: [] } } }\n}";
        assert_eq!(
            drawn(text),
            "3 |   agents: { defaults: { model: {\n4 |     primary: 'a/b'\n5 |     fallbacks: [] } } }\n  |     ^"
        );
    }

    #[test]
    fn no_secret_is_shown_wherever_the_error_is() {
        let secret = "sk-live-Canary1";
        for text in [
            "{ models: { providers: { x: { apiKey: 'KEY', b: } } } }",
            "{ models: { providers: { x: { apiKey: KEY, b: 1 } } } }",
            "{ models: { providers: { x: { apiKey: 'KEY, b: 1 } } } }",
            "{ models: { providers: { x: { apiKey 'KEY' } } } }",
            "{ models: { providers: { x: { apiKey: 'KEY' b: 'KEY' } } } }",
            "{ models: { providers: { x: { apiKey: 'x': 'KEY' } } } }",
            "{ models: { providers: { x: { 'KEY' } } } }",
            "{ models: { providers: { x: { 'KEY', y: 1 } } } }",
            "{ models: { providers: { x: { KEY KEY: 1 } } } }",
            "{ agents: { defaults: { model: { primary: 'a/b', 'KEY' } } } }",
            "{ env: { A: \"KEY\" }, // KEY\n /* KEY */ b: ' }",
            "{ agents: { defaults: { model: { apiKey: 'KEY' } } } ",
            "{ a: 'x\n', token: 'KEY', b: 'y }",
            "{ headers: { a: \"KEY\\q\\u12\" } }",
            "KEY",
            "{\"apiKey\": \"KEY\"]",
        ] {
            let text = text.replace("KEY", secret);
            let shown = drawn(&text);
            assert!(!shown.contains("Canary1"), "{text}\n{shown}");
        }
    }

    #[test]
    fn a_cut_at_any_place_shows_no_secret() {
        let text =
            "{ agents: { defaults: { model: 'a/b' } }, env: { K: 'Canary1-Canary1' }, x: [{ botToken: \"Canary1\" }] }";
        for end in 0..text.len() {
            let cut = &text[..end];
            if let Err(error) = json5_edit::read(cut.as_bytes()) {
                let shown = format!("{:?}", excerpt(cut, error.offset));
                assert!(!shown.contains("Cana"), "{cut}\n{shown}");
            }
        }
    }

    #[test]
    fn a_long_line_is_cut_around_the_caret() {
        let text = format!("{{ agents: {{ defaults: {{ model: {{ fallbacks: [{}] x }} }} }} }}", "'a/b', ".repeat(100));
        let error = json5_edit::read(text.as_bytes()).unwrap_err();
        let excerpt = excerpt(&text, error.offset);
        let line = &excerpt.lines[0].text;
        assert!(line.chars().count() <= WIDTH + 2, "{line}");
        assert_eq!(line.chars().nth(excerpt.caret), Some('‹'), "{line}");
    }

    #[test]
    fn a_hidden_value_of_two_lines_keeps_the_count() {
        let text = "{ a: 'x\\\ny',\n b: 1 c }";
        let excerpt = excerpt(text, text.find('c').unwrap());
        assert_eq!(excerpt.lines.last().unwrap().number, 3);
    }
}
