//! Removes the comments that may hold a secret from a text.

use std::{
    borrow::Cow,
    ops::{ControlFlow, Range},
};

use json5_edit::{TokenKind, visit_tokens};

use crate::schema::diff;

/// Returns the text without the comments that a diff would hide. `mount` is the position of the text in the
/// configuration. A line that contains only such a comment is removed as a whole.
pub(crate) fn without_hidden_comments<'t>(raw: &'t str, mount: &[String]) -> Cow<'t, str> {
    let mut cuts = Vec::new();
    visit_tokens(raw, |token| {
        if token.kind == TokenKind::Comment && diff::is_hidden(token, raw, mount) {
            cuts.push(comment_cut_range(raw, &token.span));
        }
        ControlFlow::Continue(())
    });
    if cuts.is_empty() {
        return Cow::Borrowed(raw);
    }
    let mut rest = 0;
    let mut text = String::with_capacity(raw.len());
    for cut in cuts {
        text.push_str(raw.get(rest..cut.start).unwrap_or_default());
        rest = rest.max(cut.end);
    }
    text.push_str(raw.get(rest..).unwrap_or_default());
    Cow::Owned(text)
}

/// Returns the range to cut for a comment: the whole line if the comment is alone on it; the comment and the blanks
/// before it if it ends the line; otherwise the comment alone.
fn comment_cut_range(raw: &str, comment: &Range<usize>) -> Range<usize> {
    let before = raw.get(..comment.start).unwrap_or_default();
    let after = raw.get(comment.end..).unwrap_or_default();
    let to_line_end = after.find('\n').unwrap_or(after.len());
    if !after.get(..to_line_end).unwrap_or_default().trim().is_empty() {
        return comment.clone();
    }
    let text_end = before.trim_end_matches([' ', '\t']).len();
    let is_alone = before.get(..text_end).is_some_and(|text| text.ends_with('\n'));
    let end = if is_alone { (comment.end + to_line_end + 1).min(raw.len()) } else { comment.end };
    text_end..end
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_hidden_comments_go_and_the_values_stay() {
        let mount = ["agents", "defaults", "model", "fallbacks"].map(str::to_owned);
        for (raw, text) in [
            ("['a/b', 'c/d']", "['a/b', 'c/d']"),
            ("[\n  'a/b', // cheap\n  'c/d', // 2x cheaper\n]", "[\n  'a/b', // cheap\n  'c/d',\n]"),
            ("[\r\n  // $5/M tokens\r\n  'a/b',\r\n]", "[\r\n  'a/b',\r\n]"),
            ("['a/b' /* -> */, 'c/d' /* 50% */]", "['a/b' , 'c/d' ]"),
            ("[ /* cheap & long */ /* was gpt-4o before */\n'a/b']", "[ \n'a/b']"),
            ("[\n  /* $1\n     $2 */\n  'a/b',\n  // $3\n]", "[\n  'a/b',\n]"),
        ] {
            let left = without_hidden_comments(raw, &mount);
            assert_eq!(left, text, "{raw}");
            assert_eq!(without_hidden_comments(&left, &mount), text, "{raw}");
            let [was, is] = [raw, &left].map(|text| json5_edit::read(text.as_bytes()).unwrap());
            assert_eq!(was, is);
        }
    }
}
