//! The configuration as it is now, as far as past changes are about it.

use std::{
    cell::OnceCell,
    collections::{BTreeMap, BTreeSet},
};

use contract::Revision;
use json5_edit::{Edit, Index, KeyPath, Step, Value};
use serde_json::json;

use super::{Copies, Past, WhyNot};
use crate::{
    fit::{self, Problems},
    history::{Leaf, around},
    home::Home,
    identity::{self, AgentIndexes},
    include::{Layout, Owned},
    plan::File,
    shape::Misfit,
    view::View,
};

/// What is there now. It is looked up once, for all changes that are asked about.
pub struct Present<'a> {
    view: &'a View,
    home: &'a Home,
    files: &'a [File<'a>],
    layout: &'a Layout,
    agents: AgentIndexes,
    /// Which of the files are plain JSON.
    plain: OnceCell<Vec<bool>>,
    /// What OpenClaw refuses in them.
    problems: OnceCell<Problems>,
    /// Of each file, the texts at the places that changes are about.
    texts: Vec<BTreeMap<KeyPath, &'a str>>,
    copies: &'a Copies<'a>,
}

/// No byte copy of the file is left, or it cannot be said where the leaf is in it.
pub(super) struct NoCopy;

impl<'a> Present<'a> {
    /// As far as these changes are about it. The first of `files` is the main one.
    pub fn new(view: &'a View, home: &'a Home, files: &'a [File<'a>], layout: &'a Layout, past: &[Past]) -> Self {
        let agents = AgentIndexes::of(view.document());
        let mut wanted = vec![BTreeSet::new(); files.len()];
        for leaf in past.iter().flat_map(|past| &past.leaves) {
            let path = agents.placed(&leaf.path).unwrap_or_default();
            let places = around(&path).take(leaf.made).chain([path.clone()]);
            for Owned { source, path } in places.filter_map(|place| layout.owner(&place).ok()) {
                wanted.get_mut(source).map(|wanted| wanted.insert(path));
            }
        }
        let texts = files.iter().zip(&wanted).map(|(file, wanted)| texts(file.text.unwrap_or_default(), wanted));
        let texts = texts.collect();
        let (plain, problems) = (OnceCell::new(), OnceCell::new());
        Self { view, home, files, layout, agents, plain, problems, texts, copies: &|_, _| None }
    }

    /// With the byte copies of the files.
    #[must_use]
    pub fn with_copies(self, copies: &'a Copies<'a>) -> Self {
        Self { copies, ..self }
    }

    /// The text of a leaf in its file at a revision; `None` when nothing was there.
    pub(super) fn text_at(
        &self,
        past: &Past,
        leaf: &Leaf,
        revision: Option<&Revision>,
    ) -> Result<Option<String>, NoCopy> {
        let Some(revision) = revision else { return Ok(None) };
        let text = (self.copies)(&past.file, revision).ok_or(NoCopy)?;
        let place = self.place(&leaf.path).ok_or(NoCopy)?;
        let Owned { path: inside, .. } = self.layout.owner(&place).map_err(|_| NoCopy)?;
        let depth = place.steps().len().saturating_sub(inside.steps().len());
        let mount = place.steps().get(..depth).unwrap_or_default();
        let is_in_list =
            identity::agent_of(&leaf.path).is_some() && mount.iter().all(|step| matches!(step, Step::Key(_)));
        let inside = if is_in_list { placed_in(&text, mount, leaf).ok_or(NoCopy)? } else { inside };
        json5_edit::raw(&text, &inside).map(|raw| raw.map(str::to_owned)).map_err(|_| NoCopy)
    }

    /// Where a path by identity leads now.
    pub(super) fn place(&self, path: &KeyPath) -> Option<KeyPath> {
        self.agents.placed(path)
    }

    /// The file that a place belongs into; `None` when it is put together from several.
    pub(super) fn file(&self, place: &KeyPath) -> Option<&str> {
        let Owned { source, .. } = self.layout.owner(place).ok()?;
        self.files.get(source).map(|file| file.shown.as_str())
    }

    /// The very text at a place.
    pub(super) fn text(&self, place: &KeyPath) -> Option<&'a str> {
        let Owned { source, path } = self.layout.owner(place).ok()?;
        self.texts.get(source)?.get(&path).copied()
    }

    /// Whether a text is written as the file is that a place belongs into: JSON5 is no part of plain JSON.
    pub(super) fn takes(&self, place: &KeyPath, text: &str) -> bool {
        let owner = self.layout.owner(place).ok();
        let plain = || self.files.iter().map(|file| is_plain(file.text.unwrap_or_default())).collect();
        let plain = self.plain.get_or_init(plain);
        let file_is_plain = owner.and_then(|Owned { source, .. }| plain.get(source).copied()).unwrap_or_default();
        !file_is_plain || is_plain(text)
    }

    /// Whether OpenClaw would miss an owner, or a default, after these edits.
    pub(super) fn is_without_owner(&self, edits: &[Edit]) -> bool {
        self.view.edited(edits).is_ok_and(|after| fit::is_without_owner(&after))
    }

    /// What OpenClaw would refuse after these edits, and does not refuse now.
    pub(super) fn misfit(&self, edits: &[Edit]) -> Option<WhyNot> {
        let after = self.view.edited(edits).ok()?;
        let problems = self.problems.get_or_init(|| Problems::of(self.view, self.home));
        let Misfit { at, why, .. } = problems.first_new(&after, self.home)?;
        Some(WhyNot::Misfit { at, why })
    }

    pub(super) fn document(&self) -> &'a Value {
        self.view.document()
    }

    /// What an element of a list means: two that mean the same model are the same.
    pub(super) fn meaning(&self, element: &Value) -> String {
        let model = element.as_str().and_then(|name| self.view.resolve(name));
        model.map_or_else(|| element.to_string(), |model| model.key())
    }
}

/// Where a leaf of an agent is in the text of a file: the agent may stand elsewhere in its list there.
fn placed_in(text: &str, mount: &[Step], leaf: &Leaf) -> Option<KeyPath> {
    let file = json5_edit::read(text.as_bytes()).ok()?;
    let document = mount.iter().rev().try_fold(file, |inner, step| match step {
        Step::Key(key) => Some(json!({ key: inner })),
        Step::Index(_) => None,
    });
    let place = identity::placed(&leaf.path, &document?)?;
    Some(place.steps().iter().skip(mount.len()).cloned().collect())
}

fn is_plain(text: &str) -> bool {
    serde_json::from_str::<Value>(text).is_ok()
}

/// Of a key that is there twice the last one counts, as for all readers.
fn texts<'t>(text: &'t str, wanted: &BTreeSet<KeyPath>) -> BTreeMap<KeyPath, &'t str> {
    let mut found = BTreeMap::new();
    // What makes a view has been read.
    let Ok(index) = Index::of(text) else { return found };
    index.walk(|path, raw| {
        if wanted.contains(path) {
            found.insert(path.clone(), raw);
        }
        // What lies below a path is ordered directly behind it.
        wanted.range(path..).next().is_some_and(|next| next.steps().starts_with(path.steps()))
    });
    found
}
