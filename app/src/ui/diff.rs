//! Line-by-line diff of a change.

use contract::{Diff, DiffLine, Hunk, LineKind};

use crate::{
    prelude::*,
    text::{ChangeText, translate},
    ui::escape_hidden_owned,
};

/// Diff of a file.
#[component]
pub(crate) fn DiffView(diff: Diff) -> impl IntoView {
    view! {
        <figure class="diff">
            <figcaption class="ref">
                {escape_hidden_owned(&diff.file)} {diff.is_new.then(|| view! { <span class="tag">{translate(ChangeText::NewFile)}</span> })}
            </figcaption>
            <HunkLines hunks=diff.hunks/>
        </figure>
    }
}

/// Lines of the hunks. They scroll sideways instead of the page, by keyboard as well.
#[component]
pub(crate) fn HunkLines(hunks: Vec<Hunk>) -> impl IntoView {
    let last = hunks.iter().flat_map(|hunk| &hunk.lines).filter_map(|line| line.old.max(line.new)).max();
    let width = last.unwrap_or_default().to_string().len();
    let hunks = hunks.into_iter().enumerate().map(|(at, hunk)| {
        let gap = (at > 0).then(|| view! { <span class="diff__gap">"⋯\n"</span> });
        let lines = hunk.lines.into_iter().map(|line| view! { <DiffLineView line width/> });
        view! {
            {gap}
            {lines.collect_view()}
        }
    });
    view! { <pre tabindex="0">{hunks.collect_view()}</pre> }
}

/// A diff line, marked by a sign and a color, and by a word for screen readers.
#[component]
fn DiffLineView(line: DiffLine, width: usize) -> impl IntoView {
    let number = line.new.or(line.old).map(|number| number.to_string()).unwrap_or_default();
    let (class, sign, word) = match line.kind {
        LineKind::Unchanged => ("diff__line", ' ', None),
        LineKind::Removed => ("diff__line diff__line--removed", '-', Some(ChangeText::LineRemoved)),
        LineKind::Added => ("diff__line diff__line--added", '+', Some(ChangeText::LineAdded)),
    };
    view! {
        <span class=class>
            <span class="diff__gutter" aria-hidden="true">
                {format!("{sign} {number:>width$}  ")}
            </span>
            {word.map(|word| view! { <span class="sr-only">{translate(word)}</span> })}
            {format!("{}\n", escape_line(&line.text))}
        </span>
    }
}

/// Escapes hidden characters, but keeps tabs, which may be used for indentation.
fn escape_line(line: &str) -> String {
    line.trim_end_matches('\r').split('\t').map(escape_hidden_owned).collect::<Vec<_>>().join("\t")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn direction_characters_are_escaped_and_tabs_kept() {
        assert_eq!(escape_line("\tmodel: 'a/\u{202e}b',\r"), "\tmodel: 'a/\\u{202e}b',");
    }
}
