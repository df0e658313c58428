//! A change, line by line.

use contract::{Diff, DiffLine, Fate, Hunk};
use leptos::prelude::*;

use crate::{
    text::{ChangeText, say},
    ui::seen,
};

/// A file, and what changes in it.
#[component]
pub(crate) fn DiffView(diff: Diff) -> impl IntoView {
    view! {
        <figure class="diff">
            <figcaption class="ref">
                {seen(&diff.file)} {diff.is_new.then(|| view! { <span class="tag">{say(ChangeText::NewFile)}</span> })}
            </figcaption>
            <HunkLines hunks=diff.hunks/>
        </figure>
    }
}

/// Scrolls sideways rather than the page, and by keyboard too.
#[component]
pub(crate) fn HunkLines(hunks: Vec<Hunk>) -> impl IntoView {
    let last = hunks.iter().flat_map(|hunk| &hunk.lines).filter_map(|line| line.old.max(line.new)).max();
    let width = last.unwrap_or_default().to_string().len();
    let hunks = hunks.into_iter().enumerate().map(|(at, hunk)| {
        let gap = (at > 0).then(|| view! { <span class="diff__gap">"⋯\n"</span> });
        let lines = hunk.lines.into_iter().map(|line| view! { <Line line width/> });
        view! {
            {gap}
            {lines.collect_view()}
        }
    });
    view! { <pre tabindex="0">{hunks.collect_view()}</pre> }
}

/// A sign besides the colour, and a word for who hears it.
#[component]
fn Line(line: DiffLine, width: usize) -> impl IntoView {
    let number = line.new.or(line.old).map(|number| number.to_string()).unwrap_or_default();
    let (class, sign, word) = match line.is {
        Fate::Same => ("diff__line", ' ', None),
        Fate::Removed => ("diff__line diff__line--removed", '-', Some(ChangeText::LineRemoved)),
        Fate::Added => ("diff__line diff__line--added", '+', Some(ChangeText::LineAdded)),
    };
    view! {
        <span class=class>
            <span class="diff__gutter" aria-hidden="true">
                {format!("{sign} {number:>width$}  ")}
            </span>
            {word.map(|word| view! { <span class="sr-only">{say(word)}</span> })}
            {format!("{}\n", shown(&line.text))}
        </span>
    }
}

/// A tab is how some people indent.
fn shown(line: &str) -> String {
    line.trim_end_matches('\r').split('\t').map(seen).collect::<Vec<_>>().join("\t")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_turns_a_line_around_is_spelled_out_and_a_tab_stays() {
        assert_eq!(shown("\tmodel: 'a/\u{202e}b',\r"), "\tmodel: 'a/\\u{202e}b',");
    }
}
