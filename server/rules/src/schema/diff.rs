//! Line-by-line diffs in which values that may not be displayed are hidden.

use std::ops::{ControlFlow, Range};

use contract::{Diff, DiffLine, Hunk, LineKind};
use json5_edit::{KeyPath, Token, TokenKind, visit_tokens};
use similar::{
    ChangeTag, DiffOp,
    algorithms::{Capture, Compact, Replace, myers},
    group_diff_ops,
};

use super::mask::{HIDDEN_TEXT, shorten_line};
use crate::{
    base::{secret, value_path},
    schema,
};

/// The number of unchanged lines that are displayed around a change.
const CONTEXT_LINES: usize = 2;

/// The number of unchanged lines around a change that are compared: `similar` may move an equal line from one end of a
/// change to the other if that reads better.
const MARGIN_LINES: usize = 100;

/// Longer lines are shortened.
const MAX_LINE_CHARS: usize = 240;

/// A longer word or number in a comment may be a secret.
const MAX_PLAIN_WORD: usize = 14;
const MAX_PLAIN_NUMBER: usize = 4;

/// The diff between two texts of a file, with hidden values masked. Both texts must be valid. `mount` is the path of
/// the file's root in the configuration: empty for the main file, the path of the `$include` for an included one. New
/// values at the `typed` paths are always shown, because the user has just typed them.
pub fn masked_diff(file: String, mount: &[String], before: Option<&str>, after: &str, typed: &[KeyPath]) -> Diff {
    let old = before.unwrap_or_default();
    let typed: Vec<_> = typed.iter().map(value_path::step_names).collect();
    let window = ChangeWindow::find(old, after);
    let (old_shown, new_shown) =
        (mask_values(old, mount, &[], &window.old_range), mask_values(after, mount, &typed, &window.new_range));
    let shown = MaskedLines {
        old: lines_without_endings(&old_shown),
        new: lines_without_endings(&new_shown),
        lines_before: window.lines_before,
    };
    let inside = |text: &'_ str, window: &Range<usize>| text.get(window.clone()).unwrap_or_default().to_owned();
    let (old, after) = (inside(old, &window.old_range), inside(after, &window.new_range));
    let (old, after) = (lines_with_endings(&old), lines_with_endings(&after));
    let hunks = group_diff_ops(compare_lines(&old, &after), CONTEXT_LINES).into_iter().map(|ops| {
        let lines = ops.iter().flat_map(|op| op.iter_changes(&*old, &*after)).map(|change| shown.diff_line(&change));
        Hunk { lines: shorten_around_change(lines.collect()) }
    });
    Diff { file, is_new: before.is_none(), hunks: hunks.collect() }
}

/// Compares lines with one algorithm. `TextDiff` would compile all algorithms into the program.
fn compare_lines(old: &[&str], new: &[&str]) -> Vec<DiffOp> {
    let mut ops = Compact::new(Replace::new(Capture::new()), old, new);
    // Capturing cannot fail.
    let Ok(()) = myers::diff(&mut ops, old, 0..old.len(), new, 0..new.len());
    ops.into_inner().into_inner().into_ops()
}

/// The range of whole lines in which two texts differ, with some lines around it. The text outside is the same in both,
/// and is neither compared nor masked, however long it is.
struct ChangeWindow {
    /// The number of lines before the window.
    lines_before: usize,
    old_range: Range<usize>,
    new_range: Range<usize>,
}

impl ChangeWindow {
    fn find(old: &str, new: &str) -> Self {
        let alike = |(one, other): &(u8, u8)| one == other;
        let before = old.bytes().zip(new.bytes()).take_while(alike).count();
        let before = old.as_bytes().iter().take(before).rposition(|byte| *byte == b'\n').map_or(0, |end| end + 1);
        let (start, end) = (old.get(..before).unwrap_or_default(), old.get(before..).unwrap_or_default());
        let behind = end.bytes().rev().zip(new.bytes().skip(before).rev()).take_while(alike).count();
        let behind = end
            .as_bytes()
            .iter()
            .skip(end.len() - behind)
            .position(|byte| *byte == b'\n')
            .map_or(0, |end| behind - end - 1);
        let rest = end.get(end.len() - behind..).unwrap_or_default();
        let start = start.rmatch_indices('\n').nth(MARGIN_LINES).map_or(0, |(end, _)| end + 1);
        let rest = rest.match_indices('\n').nth(MARGIN_LINES - 1).map_or(0, |(end, _)| rest.len() - end - 1);
        let first = count_lines(old.get(..start).unwrap_or_default());
        Self { lines_before: first, old_range: start..old.len() - rest, new_range: start..new.len() - rest }
    }
}

/// The number of lines in a text that ends with a line ending.
fn count_lines(text: &str) -> usize {
    if text.contains('\r') { lines_with_endings(text).len() } else { text.matches('\n').count() }
}

/// The lines of both texts, with hidden values masked.
struct MaskedLines<'a> {
    old: Vec<&'a str>,
    new: Vec<&'a str>,
    /// The number of lines before the first of these.
    lines_before: usize,
}

impl MaskedLines<'_> {
    fn diff_line(&self, change: &similar::Change<&str>) -> DiffLine {
        let (old, new) = (change.old_index(), change.new_index());
        let kind = match change.tag() {
            ChangeTag::Equal => LineKind::Unchanged,
            ChangeTag::Delete => LineKind::Removed,
            ChangeTag::Insert => LineKind::Added,
        };
        let text = new.and_then(|at| self.new.get(at)).or_else(|| self.old.get(old?)).copied().unwrap_or(HIDDEN_TEXT);
        let number = |at: usize| self.lines_before + at + 1;
        DiffLine { kind, old: old.map(number), new: new.map(number), text: text.to_owned() }
    }
}

/// Shortens long lines around the first difference between a removed line and its added line. A file that is written on
/// one line changes in one long line.
fn shorten_around_change(mut lines: Vec<DiffLine>) -> Vec<DiffLine> {
    let of = |kind: LineKind| lines.iter().filter(move |line| line.kind == kind).map(|line| line.text.as_str());
    let differs = |(old, new): (&str, &str)| old.chars().zip(new.chars()).take_while(|(a, b)| a == b).count();
    let places: Vec<_> = of(LineKind::Removed).zip(of(LineKind::Added)).map(differs).collect();
    let (mut removed, mut added) = (places.iter(), places.iter());
    for line in &mut lines {
        let place = match line.kind {
            LineKind::Unchanged => None,
            LineKind::Removed => removed.next(),
            LineKind::Added => added.next(),
        };
        shorten_line(&mut line.text, place.copied().unwrap_or_default(), MAX_LINE_CHARS);
    }
    lines
}

/// Splits a text into lines as `similar` does: after CR LF, LF and CR.
fn lines_with_endings(text: &str) -> Vec<&str> {
    let mut rest = text;
    let mut lines = Vec::new();
    while !rest.is_empty() {
        let end = rest.bytes().position(|byte| matches!(byte, b'\r' | b'\n')).unwrap_or(rest.len());
        let is_pair = rest.get(end..).is_some_and(|tail| tail.starts_with("\r\n"));
        let (line, tail) = rest.split_at(rest.len().min(end + 1 + usize::from(is_pair)));
        lines.push(line);
        rest = tail;
    }
    lines
}

/// The lines of a text without their line endings.
fn lines_without_endings(text: &str) -> Vec<&str> {
    lines_with_endings(text).into_iter().map(|line| line.trim_end_matches(['\r', '\n'])).collect()
}

/// Masks the values that may not be shown in a part of a text, which starts at the start of a line. Line endings stay,
/// so that the lines keep their numbers.
fn mask_values(text: &str, mount: &[String], typed: &[Vec<String>], part: &Range<usize>) -> String {
    let mut out = String::with_capacity(part.len());
    let mut copied = part.start;
    visit_tokens(text, |token| {
        if token.span.start >= part.end {
            return ControlFlow::Break(());
        }
        if token.span.end > part.start && is_hidden(token, text, mount) && !is_typed_value(token, mount, typed) {
            out.push_str(text.get(copied..token.span.start).unwrap_or_default());
            push_hidden(&mut out, text, &token.span, part.start);
            copied = token.span.end;
        }
        ControlFlow::Continue(())
    });
    out.push_str(text.get(copied..part.end).unwrap_or_default());
    out
}

/// Appends the mask for a hidden token, with its line endings. The part of the token before `from` is left out.
fn push_hidden(out: &mut String, text: &str, span: &Range<usize>, from: usize) {
    let hidden = text.get(span.clone()).unwrap_or_default();
    if span.start >= from {
        out.push_str(match hidden.get(..2) {
            Some("//") => "// ",
            Some("/*") => "/* ",
            _ => "",
        });
        out.push_str(HIDDEN_TEXT);
    }
    let shown = text.get(span.start.max(from)..span.end).unwrap_or_default();
    out.extend(shown.chars().filter(|c| matches!(c, '\r' | '\n')));
    if hidden.starts_with("/*") {
        out.push_str(" */");
    }
}

/// Whether the token is a value at one of the typed paths.
fn is_typed_value(token: &Token<'_>, mount: &[String], typed: &[Vec<String>]) -> bool {
    token.kind == TokenKind::Scalar && typed.contains(&full_path(token, mount))
}

fn full_path(token: &Token<'_>, mount: &[String]) -> Vec<String> {
    mount.iter().cloned().chain(token.path_keys()).collect()
}

/// Whether a token may not be displayed. `mount` is the path of the text in the configuration.
pub(crate) fn is_hidden(token: &Token<'_>, text: &str, mount: &[String]) -> bool {
    let path = || full_path(token, mount);
    match token.kind {
        TokenKind::Punctuation | TokenKind::Key => false,
        TokenKind::Scalar => !schema::is_showable_path(&path()),
        TokenKind::Comment => {
            !is_about_models(&path()) || may_hold_secret(text.get(token.span.clone()).unwrap_or_default())
        }
    }
}

/// Whether comments in the object or list at this path may be displayed: it is about agents, and does not hold secrets.
fn is_about_models(path: &[String]) -> bool {
    schema::locate_names(path).are_comments_shown() && !secret::is_secret_text_path(path)
}

/// Whether a comment may hold a secret: it names one, or contains anything but short plain words and numbers.
fn may_hold_secret(comment: &str) -> bool {
    let lower = comment.to_lowercase();
    let names_one = ["key", "token", "secret", "pass", "pw", "bearer"].iter().any(|word| lower.contains(word));
    let is_plain = |word: &str| {
        word.chars().count() <= MAX_PLAIN_WORD && word.chars().all(char::is_alphabetic)
            || word.len() <= MAX_PLAIN_NUMBER && word.chars().all(|c| c.is_ascii_digit())
    };
    names_one || !lower.split(|c: char| c.is_whitespace() || "/*,.;:!?()'\"–—-".contains(c)).all(is_plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn diff_text(before: &str, after: &str) -> String {
        let diff = masked_diff("x".to_owned(), &[], Some(before), after, &[]);
        let sign = |line: &DiffLine| match line.kind {
            LineKind::Unchanged => ' ',
            LineKind::Removed => '-',
            LineKind::Added => '+',
        };
        let lines = diff.hunks.iter().flat_map(|hunk| &hunk.lines);
        lines.fold(String::new(), |drawn, line| format!("{drawn}{}{}\n", sign(line), line.text))
    }

    const DOCUMENT: &str = "{\n  env: { K: 'Canary1' }, // Canary2\n  agents: { defaults: {\n    model: {\n      // the house standard\n      primary: 'a/b', // key Canary3\n      fallbacks: [\n        'c/d', // cheap\n      ],\n    },\n    workspace: '/Canary4',\n  } },\n}\n";

    #[test]
    fn only_what_is_about_models_is_shown() {
        let after = DOCUMENT.replace("'c/d', // cheap\n", "'c/d', // cheap\n        'e/f',\n");
        assert_eq!(
            diff_text(DOCUMENT, &after),
            "       fallbacks: [\n         'c/d', // cheap\n+        'e/f',\n       ],\n     },\n",
        );
        let after = DOCUMENT.replace("a/b", "x/y");
        assert_eq!(
            diff_text(DOCUMENT, &after),
            "     model: {\n       // the house standard\n-      primary: 'a/b', // ‹hidden›\n+      primary: 'x/y', // ‹hidden›\n       fallbacks: [\n         'c/d', // cheap\n",
        );
    }

    #[test]
    fn a_change_of_every_line_shows_no_secret() {
        for ending in ["\n", "\r\n", "\r"] {
            let before = DOCUMENT.replace('\n', ending);
            let lines: Vec<_> = DOCUMENT.lines().map(|line| format!("{line} ")).collect();
            let shown = diff_text(&before, &lines.join(ending));
            assert!(!shown.contains("Canary"), "{shown}");
            assert_eq!(shown.matches("‹hidden›").count(), 8, "{shown}");
        }
    }

    #[test]
    fn a_changed_secret_is_seen_to_change_and_not_seen() {
        let shown = diff_text("{ env: { K: 'Canary1' } }", "{ env: { K: 'Canary2\\\nCanary3' } }");
        assert_eq!(shown, "-{ env: { K: ‹hidden› } }\n+{ env: { K: ‹hidden›\n+ } }\n");
    }

    #[test]
    fn a_long_line_is_cut_around_its_change() {
        let before = format!(
            "{{ a: [{}], agents: {{ defaults: {{ model: 'a/b' }} }}, z: [{}] }}",
            "1,".repeat(900),
            "2,".repeat(900)
        );
        let shown = diff_text(&before, &before.replace("a/b", "x/y"));
        let lines: Vec<_> = shown.lines().collect();
        assert!(lines.len() == 2 && lines.iter().all(|line| line.chars().count() <= MAX_LINE_CHARS + 3), "{shown}");
        assert!(lines[0].contains("model: 'a/b'") && lines[1].contains("model: 'x/y'"), "{shown}");
    }

    #[test]
    fn a_comment_of_plain_words_is_shown_and_no_other() {
        for shown in [
            "// cheap",
            "/* best at code, since 2026 */",
            "// don't touch (Ada)",
            "// 3 of 4",
            "//",
            "/**/",
            "// für später",
        ] {
            assert!(!may_hold_secret(shown), "{shown}");
        }
        for hidden in [
            "// sk-live-Canary1",
            "// old: x1y2z3",
            "// pw hunter",
            "// https://bob@host/v1",
            "// wJalrXUtnFEMIKMDENG",
            "// 1234567890",
            "// a+b=c",
            "// API_KEY",
        ] {
            assert!(may_hold_secret(hidden), "{hidden}");
        }
    }

    #[test]
    fn a_change_far_down_looks_as_near_the_top() {
        let comment = format!("  /* Canary {} end */\n", "Canary,\n".repeat(3 * MARGIN_LINES));
        for above in ["  x: 1,\n".repeat(3 * MARGIN_LINES), comment] {
            let long = DOCUMENT.replacen('\n', &format!("\n{above}"), 1) + &"// Canary\n".repeat(2 * MARGIN_LINES);
            let changed = |text: &str| text.replace("a/b", "x/y").replace("    },\n    work", "    },\n\n    work");
            assert_eq!(diff_text(&long, &changed(&long)), diff_text(DOCUMENT, &changed(DOCUMENT)));
            let diff = masked_diff("x".to_owned(), &[], Some(&long), &changed(&long), &[]);
            let line = diff.hunks[0].lines.iter().find(|line| line.kind == LineKind::Removed).unwrap();
            assert_eq!(long.lines().nth(line.old.unwrap() - 1).unwrap().trim_start(), "primary: 'a/b', // key Canary3");
        }
        let inside = format!("/*\n{}*/ {{}}", "Canary\n".repeat(3 * MARGIN_LINES));
        let shown = diff_text(&inside, &inside.replace("*/", "Canary2 */"));
        assert_eq!(shown, " \n \n- */ {}\n+ */ {}\n");
    }

    #[test]
    fn an_included_file_is_masked_for_where_it_stands() {
        let mount = ["agents".to_owned(), "defaults".to_owned()];
        let diff = masked_diff("x".to_owned(), &mount, None, "{ model: 'a/b', env: 'Canary1' }", &[]);
        assert!(diff.is_new);
        assert_eq!(diff.hunks[0].lines[0].text, "{ model: 'a/b', env: ‹hidden› }");
    }

    #[test]
    fn typed_text_is_shown_at_its_path_only() {
        let mount = ["agents".to_owned()];
        let typed = [KeyPath::from_keys(["agents", "list"]).with_index(0).with_key("name")];
        let lines = |before: &str, after: &str| {
            let diff = masked_diff("x".to_owned(), &mount, Some(before), after, &typed);
            diff.hunks[0].lines.iter().map(|line| line.text.clone()).collect::<Vec<_>>()
        };
        let after = "{ list: [{ name: 'At work', more: 'Canary1' }, { name: 'Canary2' }] }";
        assert_eq!(lines("{}", after)[1], "{ list: [{ name: 'At work', more: ‹hidden› }, { name: ‹hidden› }] }");
        let before = "{ list: [{ name: 'Canary3' }] }";
        assert_eq!(
            lines(before, "{ list: [{ name: 'x' }] }"),
            ["{ list: [{ name: ‹hidden› }] }", "{ list: [{ name: 'x' }] }"]
        );
    }
}
