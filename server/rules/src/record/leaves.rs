//! Differences in the managed paths between two texts of a file, regardless of the program that made them.

mod credential_effect;
mod effect;
mod leaf_info;
mod split_agents;
mod split_managed;

use std::collections::{BTreeMap, BTreeSet};

use json5_edit::{KeyPath, KeyPathStep, Value};

use crate::schema::{self, agent_id::normalize_id, managed, paths, stable_path};
pub use credential_effect::infer_credential_effect;
pub use effect::infer_effect;

/// The managed leaves of a file, each with its exact text. The texts may contain secrets: see [`LeafChange::redacted`].
#[derive(Clone, Default)]
pub struct LeafSnapshot {
    texts: BTreeMap<KeyPath, String>,
    /// The objects that contain the leaves, and the list of agents.
    containers: BTreeSet<KeyPath>,
    /// Objects from which a change removed something: they may be empty now, or removed too.
    emptied_objects: BTreeSet<KeyPath>,
    /// Paths below which the content is unknown, because a change did not record it.
    unknown_paths: Vec<KeyPath>,
}

/// A leaf before and after a change, each as the exact text of the file.
#[derive(Clone, PartialEq, Eq)]
pub struct LeafChange {
    /// The path in the configuration as one document. An agent is identified by its id instead of its index.
    pub path: KeyPath,
    /// The text before; `None` if the leaf did not exist.
    pub before: Option<String>,
    /// The text after; `None` if the leaf does not exist.
    pub after: Option<String>,
    /// The number of parent objects that were created for the leaf.
    pub created_parents: usize,
    /// Whether both texts are as they were in the file. If not, a missing text does not mean that the leaf did not
    /// exist.
    pub is_complete: bool,
    /// Whether comments that may hold a secret were left out of the texts.
    pub comments_omitted: bool,
}

impl LeafChange {
    /// A change with both texts as they were in the file.
    pub const fn new(path: KeyPath, before: Option<String>, after: Option<String>, made: usize) -> Self {
        Self { path, before, after, created_parents: made, is_complete: true, comments_omitted: false }
    }

    /// The change as the history records it: without texts and comments that may hold a secret. Outside the managed
    /// paths, either both texts are recorded or none: if one of them may hold a secret, the other may too.
    #[must_use]
    pub fn redacted(&self) -> Self {
        let may = |text: &String| managed::may_be_recorded(&self.path, text);
        if !managed::is_managed(&self.path) && ![&self.before, &self.after].into_iter().flatten().all(may) {
            return self.without_texts();
        }
        let kept = |text: &Option<String>| Some(managed::recordable_text(&self.path, text.as_deref()?)?.into_owned());
        let [before, after] = [&self.before, &self.after].map(kept);
        let whole =
            self.is_complete && before.is_some() == self.before.is_some() && after.is_some() == self.after.is_some();
        let is_other = |kept: &Option<String>, text| kept.is_some() && kept != text;
        let without_comments =
            self.comments_omitted || is_other(&before, &self.before) || is_other(&after, &self.after);
        Self {
            path: self.path.clone(),
            before,
            after,
            created_parents: self.created_parents,
            is_complete: whole,
            comments_omitted: without_comments,
        }
    }

    /// The change without its texts: only the path and the number of created parents remain.
    #[must_use]
    pub fn without_texts(&self) -> Self {
        Self { is_complete: false, ..Self::new(self.path.clone(), None, None, self.created_parents) }
    }

    /// Whether both texts are known, including that a leaf is known not to have existed.
    pub fn are_texts_known(&self) -> bool {
        self.is_complete || (self.before.is_some() && self.after.is_some())
    }
}

/// Prints the path only, because the texts may hold secrets.
impl std::fmt::Debug for LeafChange {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("LeafChange").field("path", &self.path.to_string()).finish_non_exhaustive()
    }
}

/// Reads the managed leaves of a text. `mount` is the path of the text in the configuration. A text that cannot be
/// parsed has no leaves.
pub fn read_leaves(text: &str, mount: &KeyPath) -> LeafSnapshot {
    let (mut texts, mut groups, mut agents) = (Vec::new(), Vec::new(), BTreeMap::new());
    let read = json5_edit::walk(text, |inside, raw| {
        let path: KeyPath = mount.steps().iter().chain(inside.steps()).cloned().collect();
        let is_group =
            is_agent_list(&path) || (raw.starts_with('{') && !(is_empty_object(raw) && managed::is_managed(&path)));
        if let Some((index, id)) = agent_id(&path, raw) {
            agents.insert(index, id);
        } else if is_group {
            groups.push(path.clone());
        } else if managed::is_managed(&path) {
            texts.push((path.clone(), raw.to_owned()));
        }
        is_group && may_contain_managed(&path)
    });
    if read.is_err() {
        return LeafSnapshot::default();
    }
    let ids = unique_ids(&agents);
    let named = |path: &KeyPath| stable_path::with_agent_id(path, |index| ids.get(&index).copied());
    LeafSnapshot {
        texts: texts.into_iter().map(|(path, raw)| (named(&path), raw)).collect(),
        containers: groups.iter().map(named).collect(),
        ..LeafSnapshot::default()
    }
}

fn is_empty_object(object: &str) -> bool {
    object.trim_matches(['{', '}']).trim().is_empty()
}

fn is_agent_list(path: &KeyPath) -> bool {
    *path == paths::agent_list_path()
}

fn may_contain_managed(path: &KeyPath) -> bool {
    schema::locate(path).may_contain_managed()
}

/// The index and the id of an agent, if the path is `agents.list[…].id`.
fn agent_id(path: &KeyPath, raw: &str) -> Option<(usize, String)> {
    let (agent, id) = path.split_last()?;
    let (list, index) = agent.split_last()?;
    let KeyPathStep::Index(index) = index else { return None };
    let is_id = is_agent_list(&list) && *id == KeyPathStep::Key("id".to_owned());
    let name = json5_edit::read(raw.as_bytes()).ok().filter(|_| is_id)?;
    Some((*index, name.as_str()?.to_owned()))
}

/// The ids by index. If two agents have the same id, only the first counts.
fn unique_ids(agents: &BTreeMap<usize, String>) -> BTreeMap<usize, &str> {
    let mut seen = BTreeSet::new();
    let ids = agents.iter().map(|(index, id)| (*index, id.as_str()));
    ids.filter(|(_, id)| seen.insert(normalize_id(id))).collect()
}

/// Applies a recorded change to the leaves before it. The result is the state that this program left behind. A change
/// may record an object as a whole; it is split into its leaves. If a text was not recorded, the content below its path
/// is unknown afterwards.
#[must_use]
pub fn apply_changes(mut before: LeafSnapshot, change: &[LeafChange]) -> LeafSnapshot {
    for leaf in change {
        before.remove_below(&leaf.path);
        match &leaf.after {
            Some(text) => before.insert_leaves(read_leaves(text, &leaf.path), &leaf.path),
            None if leaf.is_complete => {
                before.emptied_objects.extend(parent_paths(&leaf.path).filter(managed::is_managed));
            }
            None => before.unknown_paths.push(leaf.path.clone()),
        }
    }
    before
}

impl LeafSnapshot {
    fn remove_below(&mut self, parent: &KeyPath) {
        let is_below = |path: &KeyPath| path.steps().starts_with(parent.steps());
        self.texts.retain(|path, _| !is_below(path));
        self.containers.retain(|path| !is_below(path));
        self.emptied_objects.retain(|path| !is_below(path));
        self.unknown_paths.retain(|path| !is_below(path));
    }

    fn insert_leaves(&mut self, found: Self, path: &KeyPath) {
        self.texts.extend(found.texts);
        self.containers.extend(found.containers);
        for outer in parent_paths(path) {
            self.texts.remove(&outer);
            self.emptied_objects.remove(&outer);
            self.containers.insert(outer);
        }
    }

    /// Whether the leaf at this path has another value. A different spelling of the same value is not a change.
    fn has_changed_at(&self, path: &KeyPath, after: &Self) -> bool {
        match (self.texts.get(path), after.texts.get(path)) {
            (Some(one), Some(other)) => one != other && parse_value(one) != parse_value(other),
            (None, Some(text)) => !(self.emptied_objects.contains(path) && is_empty_object(text)),
            (one, other) => one != other,
        }
    }

    fn is_known_at(&self, path: &KeyPath) -> bool {
        let touches =
            |other: &KeyPath| path.steps().starts_with(other.steps()) || other.steps().starts_with(path.steps());
        !self.unknown_paths.iter().any(touches)
    }
}

fn parse_value(text: &str) -> Option<Value> {
    json5_edit::read(text.as_bytes()).ok()
}

/// The parents of a path, the innermost first, without the document root.
pub(crate) fn parent_paths(path: &KeyPath) -> impl Iterator<Item = KeyPath> {
    let steps = path.steps();
    (1..steps.len()).rev().map(|count| steps.iter().take(count).cloned().collect())
}

/// The leaves whose values differ, in the order of their paths.
pub fn diff_leaves(before: &LeafSnapshot, after: &LeafSnapshot) -> Vec<LeafChange> {
    let paths: BTreeSet<_> = before.texts.keys().chain(after.texts.keys()).collect();
    (paths.into_iter())
        .filter(|path| before.has_changed_at(path, after) && before.is_known_at(path) && after.is_known_at(path))
        .map(|path| {
            let made = parent_paths(path).take_while(|group| !before.containers.contains(group)).count();
            LeafChange::new(path.clone(), before.texts.get(path).cloned(), after.texts.get(path).cloned(), made)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const BEFORE: &str = "{ env: { K: 'Canary' }, agents: { defaults: { model: 'a/b', workspace: '/x' },
        list: [{ id: 'main' }, { id: 'work', model: { primary: 'c/d', fallbacks: ['e/f'] }, key: 'Canary' }] } }";

    fn change_texts(leaves: &[LeafChange]) -> Vec<String> {
        let text = |text: &Option<String>| text.clone().unwrap_or_else(|| "-".to_owned());
        leaves.iter().map(|leaf| format!("{}: {} → {}", leaf.path, text(&leaf.before), text(&leaf.after))).collect()
    }

    fn leaf_change(path: &str, before: Option<&str>, after: Option<&str>) -> LeafChange {
        let [before, after] = [before, after].map(|text| text.map(str::to_owned));
        LeafChange::new(path.parse().unwrap(), before, after, 0)
    }

    fn leaves_of_text(text: &str) -> LeafSnapshot {
        read_leaves(text, &KeyPath::default())
    }

    #[test]
    fn snapshot_has_managed_values_by_agent_id() {
        let leaves = diff_leaves(&LeafSnapshot::default(), &leaves_of_text(BEFORE));
        assert_eq!(
            change_texts(&leaves),
            [
                "agents.defaults.model: - → 'a/b'",
                "agents.list.work.model.fallbacks: - → ['e/f']",
                "agents.list.work.model.primary: - → 'c/d'",
            ]
        );
    }

    #[test]
    fn reordered_agent_is_unchanged() {
        let after = BEFORE.replace("{ id: 'main' }, ", "").replace("'Canary' }] }", "'Canary' }, { id: 'main' }] }");
        assert_eq!(diff_leaves(&leaves_of_text(BEFORE), &leaves_of_text(&after)), []);
    }

    #[test]
    fn own_changes_are_not_external_changes() {
        let ours = "{ primary: 'a/b', fallbacks: ['g/h'] }";
        let change = [leaf_change("agents.defaults.model", None, Some(ours))];
        let left = apply_changes(leaves_of_text(BEFORE), &change);
        assert_eq!(diff_leaves(&left, &leaves_of_text(&BEFORE.replace("model: 'a/b'", &format!("model: {ours}")))), []);
        let outside = BEFORE.replace("model: 'a/b'", "model: { primary: 'x/y', fallbacks: ['g/h'] }");
        assert_eq!(
            change_texts(&diff_leaves(&left, &leaves_of_text(&outside))),
            ["agents.defaults.model.primary: 'a/b' → 'x/y'"]
        );
    }

    #[test]
    fn unrecorded_texts_are_not_external_changes() {
        let change = [LeafChange { is_complete: false, ..leaf_change("agents.list.work.model", None, None) }];
        let left = apply_changes(leaves_of_text(BEFORE), &change);
        let now = BEFORE.replace("c/d", "x/y").replace("a/b", "z/z");
        assert_eq!(change_texts(&diff_leaves(&left, &leaves_of_text(&now))), ["agents.defaults.model: 'a/b' → 'z/z'"]);
        let again = [leaf_change("agents.list.work.model", None, Some("'m/n'"))];
        assert_eq!(diff_leaves(&apply_changes(left, &again), &leaves_of_text(&now)).len(), 4, "it is known again");
    }

    #[test]
    fn empty_object_is_a_leaf() {
        let before = "{ agents: { defaults: { models: { 'a/b': { alias: 'x' } } } } }";
        let after = before.replace("} } }", "}, 'c/d': {} } }");
        assert_eq!(
            change_texts(&diff_leaves(&leaves_of_text(before), &leaves_of_text(&after))),
            ["agents.defaults.models[\"c/d\"]: - → {}"]
        );
    }

    #[test]
    fn own_fill_or_emptying_is_not_an_external_change() {
        let models = |models: &str| format!("{{ agents: {{ defaults: {{ models: {models} }} }} }}");
        let path = "agents.defaults.models[\"a/b\"].alias";
        let (empty, full) = (models("{ 'a/b': {} }"), models("{ 'a/b': { alias: 'x' } }"));
        let filled = apply_changes(leaves_of_text(&empty), &[leaf_change(path, None, Some("'x'"))]);
        assert_eq!(diff_leaves(&filled, &leaves_of_text(&full)), []);
        let emptied = apply_changes(leaves_of_text(&full), &[leaf_change(path, Some("'x'"), None)]);
        for now in [&empty, &models("{}"), &models("{ /* ours */ }"), "{}"] {
            assert_eq!(diff_leaves(&emptied, &leaves_of_text(now)), [], "{now}");
        }
        assert_eq!(
            diff_leaves(
                &apply_changes(emptied.clone(), &[leaf_change(path, None, Some("'x'"))]),
                &leaves_of_text(&empty)
            )
            .len(),
            2
        );
        let theirs = models("{ 'a/b': { params: 1 } }");
        assert_eq!(
            change_texts(&diff_leaves(&emptied, &leaves_of_text(&theirs))),
            ["agents.defaults.models[\"a/b\"].params: - → 1"]
        );
    }

    #[test]
    fn respelling_is_no_change() {
        let list = BEFORE.replace("['e/f']", "[ /* first */ 'e/f', 'g/h' ]");
        let json = json5_edit::read(list.as_bytes()).unwrap();
        assert_eq!(diff_leaves(&leaves_of_text(&list), &leaves_of_text(&format!("{json:#}"))), []);
        let turned = list.replace("'e/f', 'g/h'", "'g/h', 'e/f'");
        assert_eq!(
            change_texts(&diff_leaves(&leaves_of_text(&list), &leaves_of_text(&turned))),
            ["agents.list.work.model.fallbacks: [ /* first */ 'e/f', 'g/h' ] → [ /* first */ 'g/h', 'e/f' ]"]
        );
    }

    #[test]
    fn created_parents_are_counted() {
        let made =
            |before: &str, after: &str| diff_leaves(&leaves_of_text(before), &leaves_of_text(after))[0].created_parents;
        let after = "{ agents: { defaults: { model: { primary: 'a/b' } } } }";
        for (before, count) in [("{}", 3), ("{ agents: {} }", 2), ("{ agents: { defaults: { x: 1 } } }", 1)] {
            assert_eq!(made(before, after), count, "{before}");
        }
        assert_eq!(made("{ agents: { list: [{ id: 'w' }] } }", "{ agents: { list: [{ id: 'w', model: 'a/b' }] } }"), 0);
    }

    #[test]
    fn unrecordable_texts_make_the_change_incomplete() {
        let secret = leaf_change("agents.defaults.model", Some("'a/b'"), Some("{ primary: 'a/b', key: 'Canary' }"));
        let kept = secret.redacted();
        assert_eq!((kept.before.as_deref(), kept.after.as_deref(), kept.is_complete), (Some("'a/b'"), None, false));
        assert!(!kept.are_texts_known() && secret.are_texts_known() && !format!("{secret:?}").contains("Canary"));
    }
}
