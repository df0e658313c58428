//! What uses an alias: the steps of chains and the entries of lists of allowed models that are written as it.

use std::collections::BTreeSet;

use contract::Repair;
use json5_edit::Edit;

use crate::{
    refs::without_profile,
    steps::{Place, places},
    view::View,
};

pub(super) struct Users(Vec<Place>);

impl Users {
    pub(super) fn of(view: &View, alias: &str) -> Self {
        let alias = alias.to_ascii_lowercase();
        let is_it = |place: &Place| view.alias_in(&place.rung).as_ref() == Some(&alias);
        Self(places(view).into_iter().filter(is_it).collect())
    }

    /// Those that mean another model after some edits.
    pub(super) fn that_lose(view: &View, alias: &str, edits: &[Edit]) -> Self {
        let Self(mut places) = Self::of(view, alias);
        if let Ok(after) = view.edited(edits) {
            places.retain(|place| after.rung(&place.rung.configured).model != place.rung.model);
        }
        Self(places)
    }

    /// The edits that write another name there. A credential that is named behind the alias stays.
    pub(super) fn renamed(&self, name: &str) -> Vec<Edit> {
        let edit = |Place { at, rung, .. }: &Place| {
            let text = rung.configured.trim();
            let profile = text.strip_prefix(without_profile(text)).unwrap_or_default();
            Edit::Set { path: at.clone(), value: format!("{name}{profile}").into() }
        };
        self.0.iter().map(edit).collect()
    }

    /// What these edits are to a person; `None` where nothing uses the alias.
    pub(super) fn repair(&self, writes: &str, is_on: bool) -> Option<Repair> {
        let count = |is_list| {
            let parts = self.0.iter().filter(|place| place.is_list == is_list).map(|place| &place.part_of);
            parts.collect::<BTreeSet<_>>().len()
        };
        let repair = Repair { writes: writes.to_owned(), chains: count(false), lists: count(true), is_on };
        (!self.0.is_empty()).then_some(repair)
    }
}
