//! What the palette offers, as a table.

use crate::{
    facts::Theme,
    page::PAGES,
    text::{FrameText, PaletteText, say},
};

/// What an entry does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Deed {
    Go(&'static str),
    /// To the routing of an agent.
    Agent(String),
    ChangeModel,
    AddFallback,
    Undo,
    Theme(Theme),
    Keys,
    SignOut,
}

/// A line of the palette.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Entry {
    pub(super) label: String,
    /// What is pressed for it without the palette, with spaces between.
    pub(super) keys: &'static str,
    pub(super) deed: Deed,
}

/// Pages by a key that is pressed after `g`.
pub(super) const GO: [(&str, &str, &str); 6] = [
    ("o", "G O", "/"),
    ("r", "G R", "/routing"),
    ("a", "G A", "/aliases"),
    ("e", "G E", "/agents"),
    ("h", "G H", "/history"),
    ("s", "G S", "/settings"),
];

/// The page that a key leads to after `g`.
pub(super) fn page(key: &str) -> Option<&'static str> {
    GO.iter().find(|(letter, ..)| *letter == key).map(|(.., path)| *path)
}

/// Everything that can be done here. Nothing is offered that a read-only dashboard refuses.
pub(super) fn entries(agents: &[String], is_read_only: bool) -> Vec<Entry> {
    let pages = PAGES.iter().map(|page| Entry {
        label: say(PaletteText::GoTo(say((page.name)()))),
        keys: GO.iter().find(|(.., path)| *path == page.path).map_or("", |(_, keys, _)| keys),
        deed: Deed::Go(page.path),
    });
    let agents = agents.iter().map(|agent| entry(PaletteText::RoutingOf(agent.clone()), Deed::Agent(agent.clone())));
    let writes = [
        entry(PaletteText::ChangeModel, Deed::ChangeModel),
        entry(PaletteText::AddFallback, Deed::AddFallback),
        entry(PaletteText::UndoLast, Deed::Undo),
    ];
    let writes = writes.into_iter().filter(|_| !is_read_only);
    let themes =
        Theme::ALL.map(|theme| Entry { label: say(FrameText::ThemeIs(theme)), keys: "", deed: Deed::Theme(theme) });
    let keys = Entry { keys: "?", ..entry(PaletteText::ShowKeys, Deed::Keys) };
    let leave = Entry { label: say(FrameText::SignOut), keys: "", deed: Deed::SignOut };
    pages.chain(agents).chain(writes).chain(themes).chain([keys, leave]).collect()
}

fn entry(text: PaletteText, deed: Deed) -> Entry {
    Entry { label: say(text), keys: "", deed }
}

/// Those that have every typed word in them, in any order.
pub(super) fn matching(entries: Vec<Entry>, typed: &str) -> Vec<Entry> {
    let typed = typed.to_lowercase();
    let is_meant = |entry: &Entry| {
        let label = entry.label.to_lowercase();
        typed.split_whitespace().all(|word| label.contains(word))
    };
    entries.into_iter().filter(is_meant).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(typed: &str, is_read_only: bool) -> Vec<Deed> {
        let entries = entries(&["work".to_owned()], is_read_only);
        matching(entries, typed).into_iter().map(|entry| entry.deed).collect()
    }

    #[test]
    fn every_typed_word_counts_in_any_order() {
        assert_eq!(found("hist", false), [Deed::Go("/history")]);
        assert_eq!(found("WORK  rout", false), [Deed::Agent("work".to_owned())]);
        assert_eq!(found("theme da", false), [Deed::Theme(Theme::Dark)]);
        assert_eq!(found("history work", false), []);
        assert_eq!(found("", false).len(), PAGES.len() + 9);
    }

    #[test]
    fn a_read_only_dashboard_offers_no_writes() {
        assert_eq!(found("undo", false), [Deed::Undo]);
        assert_eq!(found("undo", true), []);
        assert_eq!(found("fallback", true), []);
        assert_eq!(found("change default model", false), [Deed::ChangeModel]);
        assert_eq!(found("change default model", true), []);
    }

    #[test]
    fn every_page_has_its_key() {
        for page in PAGES {
            assert_eq!(GO.iter().filter(|(.., path)| *path == page.path).count(), 1, "{}", page.path);
        }
        assert_eq!((page("h"), page("x")), (Some("/history"), None));
    }
}
