//! State of the suggestion list.

#[cfg(any(test, target_arch = "wasm32"))]
use catalog::{Choice, matching_choices};
use contract::{Role, Suggestion};

use crate::{
    hook::{LiveUpdates, Mounted},
    prelude::*,
};

/// Number of models that are listed at most.
#[cfg(any(test, target_arch = "wasm32"))]
const MAX_LISTED: usize = 50;

/// Suggestions for a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Suggestions {
    pub(super) typed: String,
    /// The best ones; empty if nothing matches.
    pub(super) models: Vec<Suggestion>,
    /// Number of models that match too and are not listed.
    pub(super) left_out: usize,
}

#[cfg(any(test, target_arch = "wasm32"))]
impl Suggestions {
    /// The models that match.
    pub(super) fn matching(models: &[Suggestion], typed: String) -> Self {
        let places = matching_choices(&typed, models.iter().map(to_choice));
        Self::best_of(places.iter().filter_map(|place| models.get(*place)), typed)
    }

    /// The first ones of sorted models, as they are listed: the configured ones are a group above the others.
    pub(super) fn best_of<'m>(models: impl Iterator<Item = &'m Suggestion>, typed: String) -> Self {
        let mut models = models;
        let mut best: Vec<_> = models.by_ref().take(MAX_LISTED).cloned().collect();
        best.sort_by_key(|one| !one.is_configured);
        Self { typed, models: best, left_out: models.count() }
    }

    /// Number of options: if nothing matches, the only one is the text as it is typed.
    pub(super) fn option_count(&self) -> usize {
        self.models.len().max(1)
    }

    /// The text that an option puts into the field.
    pub(super) fn option_text(&self, index: usize) -> Option<&str> {
        match (self.models.get(index), index) {
            (Some(suggestion), _) => Some(&suggestion.model),
            (None, 0) => Some(&self.typed),
            (None, _) => None,
        }
    }
}

#[cfg(any(test, target_arch = "wasm32"))]
fn to_choice(one: &Suggestion) -> Choice<'_> {
    Choice {
        key: &one.model,
        name: one.facts.as_ref().map_or("", |facts| &facts.name),
        alias: one.alias.as_deref(),
        is_configured: one.is_configured,
        has_credential: one.has_credential,
        is_retired: one.is_retired,
    }
}

/// State of the suggestion list of a field. It is `Copy`, because it consists only of handles.
#[derive(Debug, Clone, Copy)]
#[cfg_attr(not(target_arch = "wasm32"), expect(dead_code, reason = "the server only renders the closed list"))]
pub(super) struct SuggestionPopup {
    pub(super) id: StoredValue<String>,
    pub(super) role: Role,
    /// The agent whose chain it is for, if not the default one.
    pub(super) agent: StoredValue<Option<String>>,
    pub(super) typed: RwSignal<String>,
    /// What is listed; `None`: the list is closed.
    pub(super) suggestions: RwSignal<Option<Suggestions>>,
    pub(super) active_index: RwSignal<Option<usize>>,
    /// Number of reported changes: each may change the suggestions.
    pub(super) change_count: RwSignal<u32>,
    /// Whether the list is above the field.
    pub(super) is_above: RwSignal<bool>,
    /// Whether the form was opened on request: the list then opens at once, and choosing a suggestion submits the form.
    pub(super) is_asked_for: bool,
    /// Whether the list is open, or opens once its models are loaded.
    pub(super) stays_open: StoredValue<bool>,
    /// Increased whenever pending responses become outdated.
    pub(super) request_number: StoredValue<u32>,
    pub(super) mounted: Mounted,
}

impl SuggestionPopup {
    pub(super) fn new(
        id: String,
        (role, agent): (Role, Option<String>),
        typed: RwSignal<String>,
        is_asked_for: bool,
    ) -> Self {
        Self {
            id: StoredValue::new(id),
            role,
            agent: StoredValue::new(agent),
            typed,
            suggestions: RwSignal::new(None),
            active_index: RwSignal::new(None),
            change_count: expect_context::<LiveUpdates>().change_count,
            is_above: RwSignal::new(false),
            is_asked_for,
            stays_open: StoredValue::new(false),
            request_number: StoredValue::new(0),
            mounted: Mounted::new(),
        }
    }

    pub(super) fn list_id(self) -> String {
        self.id.with_value(|id| format!("{id}-list"))
    }

    pub(super) fn more_id(self) -> String {
        self.id.with_value(|id| format!("{id}-more"))
    }

    pub(super) fn option_id(self, index: usize) -> String {
        self.id.with_value(|id| format!("{id}-{index}"))
    }

    /// Id of the name of an option.
    pub(super) fn name_id(self, index: usize) -> String {
        self.option_id(index) + "-name"
    }

    /// Id of the facts of an option, which describe it.
    pub(super) fn facts_id(self, index: usize) -> String {
        self.option_id(index) + "-facts"
    }

    pub(super) fn close_list(self) {
        self.stays_open.set_value(false);
        self.request_number.update_value(|turn| *turn += 1);
        self.active_index.set(None);
        self.suggestions.set(None);
    }

    pub(super) fn choose(self, text: String) {
        self.typed.set(text);
        self.close_list();
        #[cfg(target_arch = "wasm32")]
        if self.is_asked_for {
            super::submit::submit_form(self.id.get_value());
        }
    }
}

/// Next active index, with wrap-around. Home and End work only if an option is active, otherwise they belong to the
/// text field.
#[cfg(any(test, target_arch = "wasm32"))]
pub(super) fn next_active_index(key: &str, active: Option<usize>, count: usize) -> Option<usize> {
    match (key, active) {
        ("ArrowDown", None) | ("Home", Some(_)) => Some(0),
        ("ArrowDown", Some(at)) => Some((at + 1) % count),
        ("ArrowUp", None) | ("End", Some(_)) => Some(count - 1),
        ("ArrowUp", Some(at)) => Some((at + count - 1) % count),
        _ => None,
    }
}

/// Place of the list in the window.
#[cfg(any(test, target_arch = "wasm32"))]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct ListPlace {
    pub(super) is_above: bool,
    /// In pixels.
    pub(super) max_height: i32,
}

/// Height of a full list, and the one that is still useful, in pixels.
#[cfg(any(test, target_arch = "wasm32"))]
const FULL_HEIGHT: i32 = 288;
#[cfg(any(test, target_arch = "wasm32"))]
const USEFUL_HEIGHT: i32 = 144;

#[cfg(any(test, target_arch = "wasm32"))]
impl ListPlace {
    /// The place with the room for a list: below the field if it fits or more room is there. `stays_below`: also where a
    /// shorter list fits, because there is something to read above the field.
    pub(super) fn with_room(above: i32, below: i32, stays_below: bool) -> Self {
        let needed = if stays_below { USEFUL_HEIGHT } else { FULL_HEIGHT };
        let is_above = below < needed && above > below;
        Self { is_above, max_height: if is_above { above } else { below }.min(FULL_HEIGHT) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arrows_wrap_home_end_only_when_active() {
        for (key, active, to) in [
            ("ArrowDown", None, Some(0)),
            ("ArrowDown", Some(1), Some(2)),
            ("ArrowDown", Some(2), Some(0)),
            ("ArrowUp", None, Some(2)),
            ("ArrowUp", Some(0), Some(2)),
            ("Home", Some(2), Some(0)),
            ("End", Some(0), Some(2)),
            ("Home", None, None),
            ("End", None, None),
            ("a", Some(1), None),
        ] {
            assert_eq!(next_active_index(key, active, 3), to, "{key} at {active:?}");
        }
    }

    #[test]
    fn the_list_opens_where_it_fits_or_has_more_room() {
        for (above, below, stays_below, is_above, height) in [
            (100, 500, false, false, 288),
            (500, 300, false, false, 288),
            (500, 200, false, true, 288),
            (500, 200, true, false, 200),
            (500, 100, true, true, 288),
            (80, 100, false, false, 100),
        ] {
            let place = ListPlace::with_room(above, below, stays_below);
            assert_eq!(place, ListPlace { is_above, max_height: height }, "{above} above, {below} below");
        }
    }

    fn suggestion(model: &str) -> Suggestion {
        Suggestion {
            model: model.to_owned(),
            alias: None,
            is_configured: false,
            has_credential: false,
            is_retired: false,
            facts: None,
            credential: None,
            step: None,
        }
    }

    #[test]
    fn without_a_match_the_typed_text_is_the_only_option() {
        let none = Suggestions::matching(&[suggestion("a/b")], "x/y".to_owned());
        assert_eq!((none.option_count(), none.option_text(0), none.option_text(1)), (1, Some("x/y"), None));
        let some = Suggestions::matching(&[suggestion("a/b"), suggestion("c/b")], "b".to_owned());
        assert_eq!((some.option_count(), some.option_text(1), some.option_text(2)), (2, Some("c/b"), None));
    }

    #[test]
    fn the_best_matches_are_listed_and_the_others_counted() {
        let mut models: Vec<_> = (0..60).map(|number| suggestion(&format!("maker/model-{number}"))).collect();
        models[59].is_configured = true;
        models[58].alias = Some("daily".to_owned());
        models[57].facts = Some(contract::ModelFacts { name: "Evening Star".to_owned(), ..Default::default() });
        let all = Suggestions::matching(&models, String::new());
        let similar = Suggestions::best_of(models.iter(), "x".to_owned());
        assert_eq!((similar.models.len(), similar.left_out), (50, 10));
        assert_eq!((all.models.len(), all.left_out, all.option_text(0)), (50, 10, Some("maker/model-59")));
        for (typed, model) in [("daily", "maker/model-58"), ("star", "maker/model-57"), ("model 7", "maker/model-7")] {
            let found = Suggestions::matching(&models, typed.to_owned());
            assert_eq!((found.option_text(0), found.left_out), (Some(model), 0), "{typed}");
        }
    }

    #[test]
    fn the_order_of_the_keys_is_that_of_the_groups() {
        let mut models: Vec<_> = ["maker/gpt-5", "own/gpt-5-large", "maker/gpt-5-small"].map(suggestion).into();
        models[1].is_configured = true;
        let found = Suggestions::matching(&models, "gpt-5".to_owned());
        let keys: Vec<_> = found.models.iter().map(|one| one.model.as_str()).collect();
        assert_eq!(keys, ["own/gpt-5-large", "maker/gpt-5", "maker/gpt-5-small"]);
    }
}
