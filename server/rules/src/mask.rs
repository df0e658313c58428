//! What may be seen of a file that does not parse. Of one that does, `diff` decides; both ask `secret` about a path.

use std::ops::{ControlFlow, Range};

use contract::{Excerpt, ExcerptLine};
use json5_edit::{Kind, Token, visit};

use crate::secret;

/// What stands for a value that is not shown.
pub const HIDDEN: &str = "‹hidden›";

/// The same as others have it: OpenClaw's own word, and what forms show.
const OTHERS: &[&str] = &["__OPENCLAW_REDACTED__", "••••"];

/// How keys are cut short, so that only their ends are seen.
const CUTS: &[&str] = &["...", "…"];
/// A longer one with dots in it is a text.
const LONGEST_CUT: usize = 40;

/// Whether something stands in a text that stands for what is not shown. Written back, it would take its place.
pub(crate) fn is_mask(text: &str) -> bool {
    let trimmed = text.trim();
    let is_starred = trimmed.len() >= 3 && trimmed.chars().all(|c| c == '*');
    is_starred || text.contains(HIDDEN) || OTHERS.iter().any(|mask| text.contains(mask))
}

/// The same where a secret stands: one that is cut short is none, either.
pub(crate) fn is_cut(text: &str) -> bool {
    let is_all = |c: char| text.trim().chars().all(|own| own == c);
    let is_short = || text.len() <= LONGEST_CUT && !text.trim().contains(char::is_whitespace);
    is_mask(text)
        || ['*', '•', '.', '…'].into_iter().any(is_all)
        || is_short() && CUTS.iter().any(|cut| text.contains(cut))
}

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

/// Bytes to either side of an error that are looked at.
const NEAR: usize = 2000;

/// A line longer than this is cut around the caret.
const WIDTH: usize = 120;

/// The lines up to an error at byte `offset` of a document that does not parse.
///
/// Up to byte `trusted` a parser has agreed with our reading, so keys and the values that may be shown are shown and
/// everything else is hidden. From there on nothing is certain — a forgotten quote turns values inside out — so only
/// punctuation and words of OpenClaw's own vocabulary are shown. Whatever it is, only a plain word is ever shown: what
/// a forgotten quote has swallowed is none.
pub fn excerpt(text: &str, offset: usize, trusted: usize) -> Excerpt {
    let window = Window::around(text, floor_char_boundary(text, offset));
    let (masked, place) = window.masked(text, trusted);
    let start = masked.get(..place).and_then(|before| before.rfind('\n')).map_or(0, |at| at + 1);
    let column = masked.get(start..place).unwrap_or_default().chars().count();
    let mut lines: Vec<ExcerptLine> = (masked.split('\n').enumerate())
        .map(|(at, line)| ExcerptLine {
            number: window.first_line + at,
            text: line.trim_end_matches('\r').replace('\t', " "),
        })
        .collect();
    let caret = lines.iter_mut().map(|line| shorten(&mut line.text, column, WIDTH)).last().unwrap_or_default();
    Excerpt { lines, caret }
}

/// The part of a text that is looked at: some lines, and of a long line what is near.
struct Window {
    span: Range<usize>,
    offset: usize,
    first_line: usize,
}

impl Window {
    fn around(text: &str, offset: usize) -> Self {
        let line_start = |at: usize| text.get(..at).and_then(|before| before.rfind('\n')).map_or(0, |nl| nl + 1);
        let mut start = line_start(offset);
        for _ in 0..CONTEXT {
            start = line_start(start.saturating_sub(1));
        }
        let start = start.max(floor_char_boundary(text, offset.saturating_sub(NEAR)));
        let line_end = text.get(offset..).and_then(|rest| rest.find('\n')).map_or(text.len(), |nl| offset + nl);
        let end = line_end.min(floor_char_boundary(text, offset + NEAR));
        let first_line = text.get(..start).unwrap_or_default().matches('\n').count() + 1;
        Self { span: start..end, offset, first_line }
    }

    /// The window with its values hidden, and where the error is in it.
    fn masked(&self, text: &str, trusted: usize) -> (String, usize) {
        let mut masked = Masked { text, window: self, out: String::new(), place: None, copied: self.span.start };
        // Whether a word is a key shows in what comes after it.
        let mut waiting: Option<Word> = None;
        visit(text, |token| {
            if token.span.start >= self.span.end {
                return ControlFlow::Break(());
            }
            if token.span.end > self.span.start {
                let is_colon = text.get(token.span.clone()) == Some(":");
                if let Some(word) = waiting.replace(Word::of(token)) {
                    masked.push(&word, is_colon, trusted);
                }
            }
            ControlFlow::Continue(())
        });
        if let Some(word) = waiting {
            masked.push(&word, false, trusted);
        }
        masked.copy_to(self.span.end);
        let place = masked.place.unwrap_or(masked.out.len());
        (masked.out, place)
    }
}

/// A token that outlives its visit.
struct Word {
    kind: Kind,
    span: Range<usize>,
    is_shown: bool,
}

impl Word {
    fn of(token: &Token<'_>) -> Self {
        let is_shown = token.kind == Kind::Scalar && secret::is_shown(&token.path());
        Self { kind: token.kind, span: token.span.clone(), is_shown }
    }

    fn is_hidden(&self, text: &str, is_key: bool, trusted: usize) -> bool {
        let word = text.get(self.span.clone()).unwrap_or_default();
        match self.kind {
            Kind::Punctuation => false,
            _ if VOCABULARY.contains(&unquoted(word)) => false,
            _ if self.span.end >= trusted || !is_plain(unquoted(word)) => true,
            Kind::Comment => true,
            Kind::Key => !is_key,
            Kind::Scalar => !self.is_shown,
        }
    }
}

/// The window as it is written anew.
struct Masked<'a> {
    text: &'a str,
    window: &'a Window,
    out: String,
    place: Option<usize>,
    copied: usize,
}

impl Masked<'_> {
    fn push(&mut self, word: &Word, is_key: bool, trusted: usize) {
        self.copy_to(word.span.start);
        let end = word.span.end.min(self.window.span.end);
        if word.is_hidden(self.text, is_key, trusted) {
            self.mark(self.copied..end, 0);
            let inside = self.text.get(self.copied..end).unwrap_or_default();
            self.out.push_str(HIDDEN);
            // The numbers beside the lines stay right.
            self.out.extend(inside.matches('\n'));
            self.copied = self.copied.max(end);
        } else {
            self.copy_to(end);
        }
    }

    fn copy_to(&mut self, end: usize) {
        if let Some(piece) = self.text.get(self.copied..end) {
            self.mark(self.copied..end, self.window.offset.saturating_sub(self.copied));
            self.out.push_str(piece);
            self.copied = end;
        }
    }

    /// Remembers where the error comes to stand.
    fn mark(&mut self, span: Range<usize>, inside: usize) {
        if span.contains(&self.window.offset) {
            self.place = Some(self.out.len() + inside);
        }
    }
}

fn unquoted(word: &str) -> &str {
    word.trim_matches(['"', '\''])
}

/// As a ref, an alias, a key or a number is written; a quote, a blank, a brace or a comma is in none of them.
fn is_plain(word: &str) -> bool {
    word.len() <= 128 && word.chars().all(|c| c.is_ascii_alphanumeric() || "._/:@$+-".contains(c))
}

/// Cuts a line that is longer than `width` around `column`; returns where that column is then.
pub(crate) fn shorten(line: &mut String, column: usize, width: usize) -> usize {
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

    fn drawn(text: &str) -> String {
        let error = json5_edit::read(text.as_bytes()).unwrap_err();
        let excerpt = excerpt(text, error.offset, error.offset);
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
                let shown = format!("{:?}", excerpt(cut, error.offset, error.offset));
                assert!(!shown.contains("Cana"), "{cut}\n{shown}");
            }
        }
    }

    #[test]
    fn a_long_line_is_cut_around_the_caret() {
        let text = format!("{{ agents: {{ defaults: {{ model: {{ fallbacks: [{}] x }} }} }} }}", "'a/b', ".repeat(100));
        let error = json5_edit::read(text.as_bytes()).unwrap_err();
        let excerpt = excerpt(&text, error.offset, error.offset);
        let line = &excerpt.lines[0].text;
        assert!(line.chars().count() <= WIDTH + 2, "{line}");
        assert_eq!(line.chars().nth(excerpt.caret), Some('‹'), "{line}");
    }

    /// One wrong keystroke is how files break: every one, at every place, in one line and in several.
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
                let shown = format!("{:?}", excerpt(&mutant, error.offset, error.offset));
                assert!(!shown.contains("Canary"), "{mutant}\n{shown}");
                broken += 1;
            }
        }
        assert!(broken > 5000, "only {broken} mutants were broken");
    }

    #[test]
    fn where_no_parser_has_been_nothing_is_trusted() {
        let text = "{ agents: { defaults: { model: { primary: 'a/b' } env: { K: 'Canary1' } } } \0 }";
        let shown = format!("{:?}", excerpt(text, text.find('\0').unwrap(), 0));
        assert!(!shown.contains("Canary") && !shown.contains("a/b"), "{shown}");
    }

    #[test]
    fn of_a_large_document_only_what_is_near_is_looked_at() {
        let text = format!("{}{} x y", "[".repeat(120), "1,".repeat(1 << 20));
        let error = json5_edit::read(text.as_bytes()).unwrap_err();
        let excerpt = excerpt(&text, error.offset, error.offset);
        assert!(excerpt.lines[0].text.chars().count() <= WIDTH + 2);
    }

    #[test]
    fn a_hidden_value_of_two_lines_keeps_the_count() {
        let text = "{ a: 'x\\\ny',\n b: 1 c }";
        let at = text.find('c').unwrap();
        let excerpt = excerpt(text, at, at);
        assert_eq!(excerpt.lines.last().unwrap().number, 3);
    }
}
