//! Builds the masked excerpt of a file that does not parse. For a file that parses, `diff` decides what to hide. Both
//! ask `schema` about a path.

use std::ops::{ControlFlow, Range};

use contract::{Excerpt, ExcerptLine};
use json5_edit::{Token, TokenKind, visit_tokens};

use crate::schema;

/// The placeholder for a hidden value.
pub const HIDDEN_TEXT: &str = crate::base::typed_secret::HIDDEN_TEXT;

/// Placeholders of other programs: OpenClaw's own, and the dots that forms show.
const FOREIGN_MASKS: &[&str] = &["__OPENCLAW_REDACTED__", "••••"];

/// Marks of a shortened key, of which only the ends are shown.
const ELLIPSES: &[&str] = &["...", "…"];
/// A longer text with such a mark in it is not taken for a shortened key.
const MAX_SHORTENED_KEY_LEN: usize = 40;

/// Whether a text contains a placeholder for a hidden value. If it were written back, it would replace the hidden
/// value.
pub(crate) fn contains_mask(text: &str) -> bool {
    let trimmed = text.trim();
    let is_starred = trimmed.len() >= 3 && trimmed.chars().all(|c| c == '*');
    is_starred || text.contains(HIDDEN_TEXT) || FOREIGN_MASKS.iter().any(|mask| text.contains(mask))
}

/// Whether a text at the path of a secret is a placeholder. A shortened key counts as one, too.
pub(crate) fn is_masked_secret(text: &str) -> bool {
    let is_all = |c: char| text.trim().chars().all(|own| own == c);
    let is_short = || text.len() <= MAX_SHORTENED_KEY_LEN && !text.trim().contains(char::is_whitespace);
    contains_mask(text)
        || ['*', '•', '.', '…'].into_iter().any(is_all)
        || is_short() && ELLIPSES.iter().any(|cut| text.contains(cut))
}

/// Number of lines to show before the line with the error.
const CONTEXT_LINES: usize = 2;

/// Number of bytes on each side of an error that the excerpt may include.
const WINDOW_BYTES: usize = 2000;

/// A line with more characters is cut around the caret.
const MAX_LINE_WIDTH: usize = 120;

/// Returns the lines up to an error at byte `offset` of a document that does not parse, with values hidden.
///
/// Up to byte `trusted` the parser agreed with this tokenizer, so keys and showable values are shown and everything
/// else is hidden. After it nothing is certain, because a missing quote swaps the inside and the outside of strings.
/// There, only punctuation and the landmarks of the schema table are shown. Besides punctuation, only plain words are ever
/// shown; text that a missing quote has swallowed is not a plain word.
pub fn masked_excerpt(text: &str, offset: usize, trusted: usize) -> Excerpt {
    let window = Window::around_offset(text, floor_char_boundary(text, offset));
    let (masked, place) = window.mask_text(text, trusted);
    let start = masked.get(..place).and_then(|before| before.rfind('\n')).map_or(0, |at| at + 1);
    let column = masked.get(start..place).unwrap_or_default().chars().count();
    let mut lines: Vec<ExcerptLine> = (masked.split('\n').enumerate())
        .map(|(at, line)| ExcerptLine {
            number: window.first_line_number + at,
            text: line.trim_end_matches('\r').replace('\t', " "),
        })
        .collect();
    let caret =
        lines.iter_mut().map(|line| shorten_line(&mut line.text, column, MAX_LINE_WIDTH)).last().unwrap_or_default();
    Excerpt { lines, caret }
}

/// The part of a text that the excerpt covers: some lines, and of a long line the part near the error.
struct Window {
    span: Range<usize>,
    error_offset: usize,
    first_line_number: usize,
}

impl Window {
    fn around_offset(text: &str, offset: usize) -> Self {
        let line_start = |at: usize| text.get(..at).and_then(|before| before.rfind('\n')).map_or(0, |nl| nl + 1);
        let mut start = line_start(offset);
        for _ in 0..CONTEXT_LINES {
            start = line_start(start.saturating_sub(1));
        }
        let start = start.max(floor_char_boundary(text, offset.saturating_sub(WINDOW_BYTES)));
        let line_end = text.get(offset..).and_then(|rest| rest.find('\n')).map_or(text.len(), |nl| offset + nl);
        let end = line_end.min(floor_char_boundary(text, offset + WINDOW_BYTES));
        let first_line = text.get(..start).unwrap_or_default().matches('\n').count() + 1;
        Self { span: start..end, error_offset: offset, first_line_number: first_line }
    }

    /// Returns the window with its values hidden, and the position of the error in the result.
    fn mask_text(&self, text: &str, trusted: usize) -> (String, usize) {
        let mut masked = MaskWriter {
            text,
            window: self,
            output: String::new(),
            error_position: None,
            copied_until: self.span.start,
        };
        // Whether a word is a key depends on the next token, so each word waits for it.
        let mut waiting: Option<OwnedToken> = None;
        visit_tokens(text, |token| {
            if token.span.start >= self.span.end {
                return ControlFlow::Break(());
            }
            if token.span.end > self.span.start {
                let is_colon = text.get(token.span.clone()) == Some(":");
                if let Some(word) = waiting.replace(OwnedToken::from_token(token)) {
                    masked.push_token(&word, is_colon, trusted);
                }
            }
            ControlFlow::Continue(())
        });
        if let Some(word) = waiting {
            masked.push_token(&word, false, trusted);
        }
        masked.copy_to(self.span.end);
        let place = masked.error_position.unwrap_or(masked.output.len());
        (masked.output, place)
    }
}

/// A token that is kept after the visit.
struct OwnedToken {
    kind: TokenKind,
    span: Range<usize>,
    may_be_shown: bool,
}

impl OwnedToken {
    fn from_token(token: &Token<'_>) -> Self {
        let is_shown = token.kind == TokenKind::Scalar && schema::is_showable_path(&token.path_keys());
        Self { kind: token.kind, span: token.span.clone(), may_be_shown: is_shown }
    }

    fn is_hidden(&self, text: &str, is_key: bool, trusted: usize) -> bool {
        let word = text.get(self.span.clone()).unwrap_or_default();
        match self.kind {
            TokenKind::Punctuation => false,
            _ if schema::is_landmark(strip_quotes(word)) => false,
            _ if self.span.end >= trusted || !is_plain_word(strip_quotes(word)) => true,
            TokenKind::Comment => true,
            TokenKind::Key => !is_key,
            TokenKind::Scalar => !self.may_be_shown,
        }
    }
}

/// Writes the masked copy of a window.
struct MaskWriter<'a> {
    text: &'a str,
    window: &'a Window,
    output: String,
    error_position: Option<usize>,
    copied_until: usize,
}

impl MaskWriter<'_> {
    fn push_token(&mut self, word: &OwnedToken, is_key: bool, trusted: usize) {
        self.copy_to(word.span.start);
        let end = word.span.end.min(self.window.span.end);
        if word.is_hidden(self.text, is_key, trusted) {
            self.record_error_position(self.copied_until..end, 0);
            let inside = self.text.get(self.copied_until..end).unwrap_or_default();
            self.output.push_str(HIDDEN_TEXT);
            // Keep the line breaks, so that the line numbers stay correct.
            self.output.extend(inside.matches('\n'));
            self.copied_until = self.copied_until.max(end);
        } else {
            self.copy_to(end);
        }
    }

    fn copy_to(&mut self, end: usize) {
        if let Some(piece) = self.text.get(self.copied_until..end) {
            self.record_error_position(
                self.copied_until..end,
                self.window.error_offset.saturating_sub(self.copied_until),
            );
            self.output.push_str(piece);
            self.copied_until = end;
        }
    }

    /// Records the position of the error in the output if the error is in `span`.
    fn record_error_position(&mut self, span: Range<usize>, inside: usize) {
        if span.contains(&self.window.error_offset) {
            self.error_position = Some(self.output.len() + inside);
        }
    }
}

fn strip_quotes(word: &str) -> &str {
    word.trim_matches(['"', '\''])
}

/// Whether a word has only the characters of a ref, an alias, a key or a number: no quote, blank, brace or comma.
fn is_plain_word(word: &str) -> bool {
    word.len() <= 128 && word.chars().all(|c| c.is_ascii_alphanumeric() || "._/:@$+-".contains(c))
}

/// Cuts a line with more than `width` characters around `column`. Returns the new position of that column.
pub(crate) fn shorten_line(line: &mut String, column: usize, width: usize) -> usize {
    let length = line.chars().count();
    if length <= width {
        return column;
    }
    let from = column.saturating_sub(width / 2).min(length - width);
    let cut: String = line.chars().skip(from).take(width).collect();
    *line = format!("{}{cut}{}", if from > 0 { "…" } else { "" }, if from + width < length { "…" } else { "" });
    column + usize::from(from > 0) - from
}

fn floor_char_boundary(text: &str, offset: usize) -> usize {
    (0..=offset.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rendered_excerpt(text: &str) -> String {
        let error = json5_edit::read(text.as_bytes()).unwrap_err();
        let excerpt = masked_excerpt(text, error.offset, error.offset);
        let lines: Vec<_> = excerpt.lines.iter().map(|line| format!("{} | {}", line.number, line.text)).collect();
        format!("{}\n  | {}^", lines.join("\n"), " ".repeat(excerpt.caret))
    }

    #[test]
    fn the_models_slice_is_shown_and_the_rest_is_not() {
        let text = "{\n  gateway: { port: 18789 },\n  agents: { defaults: { model: {\n    primary: 'a/b'\n    fallbacks: [] } } }\n}";
        assert_eq!(
            rendered_excerpt(text),
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
            "{ agents: { defaults: { model: \"a/b } }, env: { KEY: 'KEY' } }\n",
            "{ agents: { defaults: { model: \"a/b } }, env: { K: 'KEY', B: \"x\" } }\n",
            "{ agents: { defaults: { model: \"a/b } }, env: { K: 'KEY', B: \" x\" } }\n",
            "{ agents: { defaults: { model: \"a/b } }, env: { K: 'KEY', B: \", x\" } }\n",
            "{ agents: { defaults: { model: \"a/b } }, env: { K: \"KEY\" } }\n",
            "{ agents: { list: [ { id: 'main, token: \"KEY\" } ] } }\n",
            "{ agents: { defaults: { models: { 'a/b': { alias: \"x } } } }, env: { K: 'KEY' },\n",
            "{ agents: { defaults: { model: \"a\\\", token: 'KEY' } } }\n",
            "{ agents: { defaults: { model: \"a/b, // old key KEY\n",
            "{ a: 1, 'KEY\n: 2 }",
            "{ agents: { defaults: { model: { /*/ old: KEY */ primary: 'a/b' } } } x }",
            "{ /*/ KEY : old */ a: 1 x }",
            "{ auth: { profiles: { a: { provider: 'x', key: 'KEY' } } } x }",
            "{ auth: { profiles: { a: { access: 'KEY', refresh: 'KEY' } } } x }",
            "{ agents: { defaults: { model: { key: 'KEY', authorization: 'Bearer KEY' } } } x }",
            "{ agents: { defaults: { model: { \"api\\u004bey\": \"KEY\" } } } x }",
        ] {
            let text = text.replace("KEY", secret);
            let shown = rendered_excerpt(&text);
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
                let shown = format!("{:?}", masked_excerpt(cut, error.offset, error.offset));
                assert!(!shown.contains("Cana"), "{cut}\n{shown}");
            }
        }
    }

    #[test]
    fn a_long_line_is_cut_around_the_caret() {
        let text = format!("{{ agents: {{ defaults: {{ model: {{ fallbacks: [{}] x }} }} }} }}", "'a/b', ".repeat(100));
        let error = json5_edit::read(text.as_bytes()).unwrap_err();
        let excerpt = masked_excerpt(&text, error.offset, error.offset);
        let line = &excerpt.lines[0].text;
        assert!(line.chars().count() <= MAX_LINE_WIDTH + 2, "{line}");
        assert_eq!(line.chars().nth(excerpt.caret), Some('‹'), "{line}");
    }

    /// Files usually break by one wrong keystroke. Tries each one at every position, in one line and in several.
    #[test]
    fn one_wrong_keystroke_shows_no_secret() {
        let document = "{ // Canary0\n  env: { K: 'Canary1', vars: { \"B\": \"Canary2\" } },\n  agents: { defaults: { model: { \
            primary: 'a/b', fallbacks: ['c/d', \"e/f\"] }, models: { 'a/b': { alias: 'x', params: { h: 'Canary3' } } } },\n  \
            list: [{ id: 'm', model: 'a/b', token: 'Canary4' }] }, auth: { profiles: { p: { mode: 'token', key: 'Canary5' } } } }";
        let mut broken = 0;
        for text in [document.to_owned(), document.replace("// Canary0", "/* Canary0 */").replace('\n', " ")] {
            let delete = (0..text.len()).map(|at| format!("{}{}", &text[..at], &text[at + 1..]));
            let insert = "'\"{}[],:/\\*x\n"
                .chars()
                .flat_map(|c| (0..text.len()).map(move |at| (c, at)))
                .map(|(c, at)| format!("{}{c}{}", &text[..at], &text[at..]));
            for mutant in delete.chain(insert) {
                let Err(error) = json5_edit::read(mutant.as_bytes()) else { continue };
                let shown = format!("{:?}", masked_excerpt(&mutant, error.offset, error.offset));
                assert!(!shown.contains("Canary"), "{mutant}\n{shown}");
                broken += 1;
            }
        }
        assert!(broken > 5000, "only {broken} mutants were broken");
    }

    #[test]
    fn where_no_parser_has_been_nothing_is_trusted() {
        let text = "{ agents: { defaults: { model: { primary: 'a/b' } env: { K: 'Canary1' } } } \0 }";
        let shown = format!("{:?}", masked_excerpt(text, text.find('\0').unwrap(), 0));
        assert!(!shown.contains("Canary") && !shown.contains("a/b"), "{shown}");
    }

    #[test]
    fn of_a_large_document_only_what_is_near_is_looked_at() {
        let text = format!("{}{} x y", "[".repeat(120), "1,".repeat(1 << 20));
        let error = json5_edit::read(text.as_bytes()).unwrap_err();
        let excerpt = masked_excerpt(&text, error.offset, error.offset);
        assert!(excerpt.lines[0].text.chars().count() <= MAX_LINE_WIDTH + 2);
    }

    #[test]
    fn a_hidden_value_of_two_lines_keeps_the_count() {
        let text = "{ a: 'x\\\ny',\n b: 1 c }";
        let at = text.find('c').unwrap();
        let excerpt = masked_excerpt(text, at, at);
        assert_eq!(excerpt.lines.last().unwrap().number, 3);
    }
}
