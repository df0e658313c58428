//! Entries of the palette.

use crate::{
    page::PAGES,
    page_context::Theme,
    text::{FrameText, PaletteText, translate},
};

/// Action of an entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum PaletteAction {
    OpenPage(&'static str),
    /// Open the routing of an agent.
    OpenAgentRouting(String),
    ChangeModel,
    AddFallback,
    Undo,
    Theme(Theme),
    ShowKeys,
    SignOut,
}

/// An entry of the palette.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct PaletteEntry {
    pub(super) label: String,
    /// Shortcut without the palette: keys separated by spaces.
    pub(super) keys: &'static str,
    pub(super) action: PaletteAction,
}

/// Shortcuts of the pages: key after `g`, label, path.
pub(super) const PAGE_KEYS: [(&str, &str, &str); 8] = [
    ("o", "G O", "/"),
    ("r", "G R", "/routing"),
    ("a", "G A", "/aliases"),
    ("c", "G C", "/auth"),
    ("n", "G N", "/scan"),
    ("e", "G E", "/agents"),
    ("h", "G H", "/history"),
    ("s", "G S", "/settings"),
];

/// The page for a key pressed after `g`.
pub(super) fn page_for_key(key: &str) -> Option<&'static str> {
    PAGE_KEYS.iter().find(|(letter, ..)| *letter == key).map(|(.., path)| *path)
}

/// All entries. A read-only dashboard has no entries that write.
pub(super) fn palette_entries(agents: &[String], is_read_only: bool) -> Vec<PaletteEntry> {
    let pages = PAGES.iter().map(|page| PaletteEntry {
        label: translate(PaletteText::GoTo(translate((page.name)()))),
        keys: PAGE_KEYS.iter().find(|(.., path)| *path == page.path).map_or("", |(_, keys, _)| keys),
        action: PaletteAction::OpenPage(page.path),
    });
    let agents = agents
        .iter()
        .map(|agent| new_entry(PaletteText::RoutingOf(agent.clone()), PaletteAction::OpenAgentRouting(agent.clone())));
    let writes = [
        new_entry(PaletteText::ChangeModel, PaletteAction::ChangeModel),
        new_entry(PaletteText::AddFallback, PaletteAction::AddFallback),
        new_entry(PaletteText::UndoLastChange, PaletteAction::Undo),
    ];
    let writes = writes.into_iter().filter(|_| !is_read_only);
    let themes = Theme::ALL.map(|theme| PaletteEntry {
        label: translate(FrameText::CurrentTheme(theme)),
        keys: "",
        action: PaletteAction::Theme(theme),
    });
    let keys = PaletteEntry { keys: "?", ..new_entry(PaletteText::ShowKeys, PaletteAction::ShowKeys) };
    let leave = PaletteEntry { label: translate(FrameText::SignOut), keys: "", action: PaletteAction::SignOut };
    pages.chain(agents).chain(writes).chain(themes).chain([keys, leave]).collect()
}

fn new_entry(text: PaletteText, action: PaletteAction) -> PaletteEntry {
    PaletteEntry { label: translate(text), keys: "", action }
}

/// Entries whose label contains every typed word, in any order.
pub(super) fn filter_entries(entries: Vec<PaletteEntry>, typed: &str) -> Vec<PaletteEntry> {
    let typed = typed.to_lowercase();
    let is_meant = |entry: &PaletteEntry| {
        let label = entry.label.to_lowercase();
        typed.split_whitespace().all(|word| label.contains(word))
    };
    entries.into_iter().filter(is_meant).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::NavigationPlace;

    fn matching_actions(typed: &str, is_read_only: bool) -> Vec<PaletteAction> {
        let entries = palette_entries(&["work".to_owned()], is_read_only);
        filter_entries(entries, typed).into_iter().map(|entry| entry.action).collect()
    }

    #[test]
    fn typed_words_match_in_any_order() {
        assert_eq!(matching_actions("hist", false), [PaletteAction::OpenPage("/history")]);
        assert_eq!(matching_actions("WORK  rout", false), [PaletteAction::OpenAgentRouting("work".to_owned())]);
        assert_eq!(matching_actions("theme da", false), [PaletteAction::Theme(Theme::Dark)]);
        assert_eq!(matching_actions("history work", false), []);
        assert_eq!(matching_actions("", false).len(), PAGES.len() + 9);
    }

    #[test]
    fn a_read_only_dashboard_offers_no_writes() {
        assert_eq!(matching_actions("undo", false), [PaletteAction::Undo]);
        assert_eq!(matching_actions("undo", true), []);
        assert_eq!(matching_actions("fallback", true), []);
        assert_eq!(matching_actions("change default model", false), [PaletteAction::ChangeModel]);
        assert_eq!(matching_actions("change default model", true), []);
    }

    #[test]
    fn every_page_of_the_navigation_has_a_shortcut_key() {
        for page in PAGES.iter().filter(|page| page.place != NavigationPlace::None) {
            assert_eq!(PAGE_KEYS.iter().filter(|(.., path)| *path == page.path).count(), 1, "{}", page.path);
        }
        assert_eq!((page_for_key("h"), page_for_key("x")), (Some("/history"), None));
    }
}
