//! What a change looks like, line by line, with everything hidden that is not ours to show.

use std::ops::{ControlFlow, Range};

use contract::{Diff, DiffLine, Fate, Hunk};
use json5_edit::{KeyPath, Kind, Token, visit};
use similar::{ChangeTag, TextDiff};

use crate::{
    mask::{HIDDEN, shorten},
    secret, slice,
};

/// Unchanged lines around a change.
const CONTEXT: usize = 2;

/// Lines around a change that are compared: `similar` moves an equal line from one end of a change to the other where that
/// reads better.
const MARGIN: usize = 100;

/// A longer line is cut.
const LONGEST_LINE: usize = 240;

/// A longer word or number in a comment may be a secret that somebody has put aside.
const LONGEST_WORD: usize = 14;
const LONGEST_NUMBER: usize = 4;

/// From one text of a file to another; both are known to parse. `mount` is where the file's own top stands in the
/// configuration: empty for the main file, the place of its `$include` for another one. The new values at `typed` are
/// shown, wherever they stand: the user has just typed them.
pub fn diff(file: String, mount: &[String], before: Option<&str>, after: &str, typed: &[KeyPath]) -> Diff {
    let old = before.unwrap_or_default();
    let typed: Vec<_> = typed.iter().map(slice::names).collect();
    let window = Window::of(old, after);
    let (old_shown, new_shown) = (masked(old, mount, &[], &window.old), masked(after, mount, &typed, &window.new));
    let shown = Shown { old: lines(&old_shown), new: lines(&new_shown), first: window.first };
    let inside = |text: &'_ str, window: &Range<usize>| text.get(window.clone()).unwrap_or_default().to_owned();
    let (old, after) = (inside(old, &window.old), inside(after, &window.new));
    let changes = TextDiff::from_lines(&old, &after);
    let groups = changes.grouped_ops(CONTEXT);
    let hunks = groups.iter().map(|ops| {
        let lines = ops.iter().flat_map(|op| changes.iter_changes(op)).map(|change| shown.line(&change));
        Hunk { lines: around_the_change(lines.collect()) }
    });
    Diff { file, is_new: before.is_none(), hunks: hunks.collect() }
}

/// Where two texts differ, in whole lines, and some lines around that. What lies outside is the same in both, however long
/// it is, and is neither compared nor masked.
struct Window {
    /// How many lines are before it.
    first: usize,
    old: Range<usize>,
    new: Range<usize>,
}

impl Window {
    fn of(old: &str, new: &str) -> Self {
        let (old_lines, new_lines) = (whole_lines(old), whole_lines(new));
        let alike = |(one, other): &(&&str, &&str)| one == other;
        let before = old_lines.iter().zip(&new_lines).take_while(alike).count();
        let most = old_lines.len().min(new_lines.len()) - before;
        let behind = old_lines.iter().rev().zip(new_lines.iter().rev()).take(most).take_while(alike).count();
        let (first, behind) = (before.saturating_sub(MARGIN), behind.saturating_sub(MARGIN));
        let length = |lines: &[&str]| lines.iter().map(|line| line.len()).sum::<usize>();
        let start = length(old_lines.get(..first).unwrap_or_default());
        let rest = length(old_lines.get(old_lines.len() - behind..).unwrap_or_default());
        Self { first, old: start..old.len() - rest, new: start..new.len() - rest }
    }
}

/// Both texts as they may be seen, by line.
struct Shown<'a> {
    old: Vec<&'a str>,
    new: Vec<&'a str>,
    /// How many lines are before them.
    first: usize,
}

impl Shown<'_> {
    fn line(&self, change: &similar::Change<&str>) -> DiffLine {
        let (old, new) = (change.old_index(), change.new_index());
        let is = match change.tag() {
            ChangeTag::Equal => Fate::Same,
            ChangeTag::Delete => Fate::Removed,
            ChangeTag::Insert => Fate::Added,
        };
        let text = new.and_then(|at| self.new.get(at)).or_else(|| self.old.get(old?)).copied().unwrap_or(HIDDEN);
        let number = |at: usize| self.first + at + 1;
        DiffLine { is, old: old.map(number), new: new.map(number), text: text.to_owned() }
    }
}

/// A file on one line changes in one line: what is long is cut around the first difference of what goes and what comes.
fn around_the_change(mut lines: Vec<DiffLine>) -> Vec<DiffLine> {
    let of = |fate: Fate| lines.iter().filter(move |line| line.is == fate).map(|line| line.text.as_str());
    let differs = |(old, new): (&str, &str)| old.chars().zip(new.chars()).take_while(|(a, b)| a == b).count();
    let places: Vec<_> = of(Fate::Removed).zip(of(Fate::Added)).map(differs).collect();
    let (mut removed, mut added) = (places.iter(), places.iter());
    for line in &mut lines {
        let place = match line.is {
            Fate::Same => None,
            Fate::Removed => removed.next(),
            Fate::Added => added.next(),
        };
        shorten(&mut line.text, place.copied().unwrap_or_default(), LONGEST_LINE);
    }
    lines
}

/// As `similar` cuts them: behind CR LF, LF and CR.
fn whole_lines(text: &str) -> Vec<&str> {
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

/// The lines without their ends.
fn lines(text: &str) -> Vec<&str> {
    whole_lines(text).into_iter().map(|line| line.trim_end_matches(['\r', '\n'])).collect()
}

/// A part of a text, from the start of a line, with every value hidden that may not be shown; the line ends stay, so that
/// lines keep their numbers.
fn masked(text: &str, mount: &[String], typed: &[Vec<String>], part: &Range<usize>) -> String {
    let mut out = String::with_capacity(part.len());
    let mut copied = part.start;
    visit(text, |token| {
        if token.span.start >= part.end {
            return ControlFlow::Break(());
        }
        if token.span.end > part.start && is_hidden(token, text, mount) && !is_typed(token, mount, typed) {
            out.push_str(text.get(copied..token.span.start).unwrap_or_default());
            hide(&mut out, text, &token.span, part.start);
            copied = token.span.end;
        }
        ControlFlow::Continue(())
    });
    out.push_str(text.get(copied..part.end).unwrap_or_default());
    out
}

/// What lies before `from` is not shown at all.
fn hide(out: &mut String, text: &str, span: &Range<usize>, from: usize) {
    let hidden = text.get(span.clone()).unwrap_or_default();
    if span.start >= from {
        out.push_str(match hidden.get(..2) {
            Some("//") => "// ",
            Some("/*") => "/* ",
            _ => "",
        });
        out.push_str(HIDDEN);
    }
    let shown = text.get(span.start.max(from)..span.end).unwrap_or_default();
    out.extend(shown.chars().filter(|c| matches!(c, '\r' | '\n')));
    if hidden.starts_with("/*") {
        out.push_str(" */");
    }
}

/// Whether this is a value at one of the places that were typed into.
fn is_typed(token: &Token<'_>, mount: &[String], typed: &[Vec<String>]) -> bool {
    token.kind == Kind::Scalar && typed.contains(&full_path(token, mount))
}

fn full_path(token: &Token<'_>, mount: &[String]) -> Vec<String> {
    mount.iter().cloned().chain(token.path()).collect()
}

/// Whether a piece of a file may not be seen. `mount` is where the text stands in the configuration.
pub(crate) fn is_hidden(token: &Token<'_>, text: &str, mount: &[String]) -> bool {
    let path = || full_path(token, mount);
    match token.kind {
        Kind::Punctuation | Kind::Key => false,
        Kind::Scalar => !secret::is_shown(&path()),
        Kind::Comment => !is_about_models(&path()) || is_suspicious(text.get(token.span.clone()).unwrap_or_default()),
    }
}

/// A comment belongs to what it stands in.
fn is_about_models(path: &[String]) -> bool {
    path.first().is_some_and(|key| key == "agents") && !secret::is_secret_text(path)
}

/// Whether somebody may have put a secret aside in this comment: it has anything but short plain words in it.
fn is_suspicious(comment: &str) -> bool {
    let lower = comment.to_lowercase();
    let names_one = ["key", "token", "secret", "pass", "pw", "bearer"].iter().any(|word| lower.contains(word));
    let is_plain = |word: &str| {
        word.chars().count() <= LONGEST_WORD && word.chars().all(char::is_alphabetic)
            || word.len() <= LONGEST_NUMBER && word.chars().all(|c| c.is_ascii_digit())
    };
    names_one || !lower.split(|c: char| c.is_whitespace() || "/*,.;:!?()'\"–—-".contains(c)).all(is_plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawn(before: &str, after: &str) -> String {
        let diff = diff("x".to_owned(), &[], Some(before), after, &[]);
        let sign = |line: &DiffLine| match line.is {
            Fate::Same => ' ',
            Fate::Removed => '-',
            Fate::Added => '+',
        };
        let lines = diff.hunks.iter().flat_map(|hunk| &hunk.lines);
        lines.fold(String::new(), |drawn, line| format!("{drawn}{}{}\n", sign(line), line.text))
    }

    const DOCUMENT: &str = "{\n  env: { K: 'Canary1' }, // Canary2\n  agents: { defaults: {\n    model: {\n      // the house standard\n      primary: 'a/b', // key Canary3\n      fallbacks: [\n        'c/d', // cheap\n      ],\n    },\n    workspace: '/Canary4',\n  } },\n}\n";

    #[test]
    fn only_what_is_about_models_is_shown() {
        let after = DOCUMENT.replace("'c/d', // cheap\n", "'c/d', // cheap\n        'e/f',\n");
        assert_eq!(
            drawn(DOCUMENT, &after),
            "       fallbacks: [\n         'c/d', // cheap\n+        'e/f',\n       ],\n     },\n",
        );
        let after = DOCUMENT.replace("a/b", "x/y");
        assert_eq!(
            drawn(DOCUMENT, &after),
            "     model: {\n       // the house standard\n-      primary: 'a/b', // ‹hidden›\n+      primary: 'x/y', // ‹hidden›\n       fallbacks: [\n         'c/d', // cheap\n",
        );
    }

    #[test]
    fn a_change_of_every_line_shows_no_secret() {
        for ending in ["\n", "\r\n", "\r"] {
            let before = DOCUMENT.replace('\n', ending);
            let lines: Vec<_> = DOCUMENT.lines().map(|line| format!("{line} ")).collect();
            let shown = drawn(&before, &lines.join(ending));
            assert!(!shown.contains("Canary"), "{shown}");
            assert_eq!(shown.matches("‹hidden›").count(), 8, "{shown}");
        }
    }

    #[test]
    fn a_changed_secret_is_seen_to_change_and_not_seen() {
        let shown = drawn("{ env: { K: 'Canary1' } }", "{ env: { K: 'Canary2\\\nCanary3' } }");
        assert_eq!(shown, "-{ env: { K: ‹hidden› } }\n+{ env: { K: ‹hidden›\n+ } }\n");
    }

    #[test]
    fn a_long_line_is_cut_around_its_change() {
        let before = format!(
            "{{ a: [{}], agents: {{ defaults: {{ model: 'a/b' }} }}, z: [{}] }}",
            "1,".repeat(900),
            "2,".repeat(900)
        );
        let shown = drawn(&before, &before.replace("a/b", "x/y"));
        let lines: Vec<_> = shown.lines().collect();
        assert!(lines.len() == 2 && lines.iter().all(|line| line.chars().count() <= LONGEST_LINE + 3), "{shown}");
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
            assert!(!is_suspicious(shown), "{shown}");
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
            assert!(is_suspicious(hidden), "{hidden}");
        }
    }

    #[test]
    fn a_change_far_down_looks_as_near_the_top() {
        let comment = format!("  /* Canary {} end */\n", "Canary,\n".repeat(3 * MARGIN));
        for above in ["  x: 1,\n".repeat(3 * MARGIN), comment] {
            let long = DOCUMENT.replacen('\n', &format!("\n{above}"), 1) + &"// Canary\n".repeat(2 * MARGIN);
            let changed = |text: &str| text.replace("a/b", "x/y").replace("    },\n    work", "    },\n\n    work");
            assert_eq!(drawn(&long, &changed(&long)), drawn(DOCUMENT, &changed(DOCUMENT)));
            let diff = diff("x".to_owned(), &[], Some(&long), &changed(&long), &[]);
            let line = diff.hunks[0].lines.iter().find(|line| line.is == Fate::Removed).unwrap();
            assert_eq!(long.lines().nth(line.old.unwrap() - 1).unwrap().trim_start(), "primary: 'a/b', // key Canary3");
        }
        let inside = format!("/*\n{}*/ {{}}", "Canary\n".repeat(3 * MARGIN));
        let shown = drawn(&inside, &inside.replace("*/", "Canary2 */"));
        assert_eq!(shown, " \n \n- */ {}\n+ */ {}\n");
    }

    #[test]
    fn an_included_file_is_masked_for_where_it_stands() {
        let mount = ["agents".to_owned(), "defaults".to_owned()];
        let diff = diff("x".to_owned(), &mount, None, "{ model: 'a/b', env: 'Canary1' }", &[]);
        assert!(diff.is_new);
        assert_eq!(diff.hunks[0].lines[0].text, "{ model: 'a/b', env: ‹hidden› }");
    }

    #[test]
    fn what_was_typed_is_shown_in_its_place_and_nowhere_else() {
        let mount = ["agents".to_owned()];
        let typed = [KeyPath::of(["agents", "list"]).index(0).key("name")];
        let lines = |before: &str, after: &str| {
            let diff = diff("x".to_owned(), &mount, Some(before), after, &typed);
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
