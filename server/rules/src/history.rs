//! What changed in the models slice between two texts of a file, whoever changed it.

mod agents;
mod finer;
mod shown;
mod subject;

use std::collections::{BTreeMap, BTreeSet};

use json5_edit::{KeyPath, Step, Value};

use crate::{agents::normalise, identity, slice};
pub use subject::subject;

/// The leaves of the models slice, each with its very text. They may hold what is not to be kept, see [`Leaf::kept`].
#[derive(Clone, Default)]
pub struct Leaves {
    texts: BTreeMap<KeyPath, String>,
    /// The objects around them, and the list of agents.
    groups: BTreeSet<KeyPath>,
    /// What was in these objects was taken out: they are empty, or they went with it.
    emptied: BTreeSet<KeyPath>,
    /// Below these paths nobody knows any more.
    unknown: Vec<KeyPath>,
}

/// A leaf before and after, in the very text of the file.
#[derive(Clone, PartialEq, Eq)]
pub struct Leaf {
    /// Where, in the configuration as one document: an agent by its id.
    pub path: KeyPath,
    /// `None`: it was not there.
    pub before: Option<String>,
    /// `None`: it is not there.
    pub after: Option<String>,
    /// How many of the objects around it were made for it.
    pub made: usize,
    /// Both texts are as they were; without it, one that is missing says nothing.
    pub whole: bool,
    /// Comments that may hold a secret are left out of the texts.
    pub without_comments: bool,
}

impl Leaf {
    /// With both texts as they were.
    pub const fn new(path: KeyPath, before: Option<String>, after: Option<String>, made: usize) -> Self {
        Self { path, before, after, made, whole: true, without_comments: false }
    }

    /// The leaf as the history keeps it: without the texts and the comments that may hold a secret. Outside the models
    /// slice both texts are kept or none: where one is a text, the other one may stand for a secret, too.
    #[must_use]
    pub fn kept(&self) -> Self {
        let may = |text: &String| slice::may_be_kept(&self.path, text);
        if !slice::is_ours(&self.path) && ![&self.before, &self.after].into_iter().flatten().all(may) {
            return self.unkept();
        }
        let kept = |text: &Option<String>| Some(slice::kept_text(&self.path, text.as_deref()?)?.into_owned());
        let [before, after] = [&self.before, &self.after].map(kept);
        let whole = self.whole && before.is_some() == self.before.is_some() && after.is_some() == self.after.is_some();
        let is_other = |kept: &Option<String>, text| kept.is_some() && kept != text;
        let without_comments =
            self.without_comments || is_other(&before, &self.before) || is_other(&after, &self.after);
        Self { path: self.path.clone(), before, after, made: self.made, whole, without_comments }
    }

    /// The same, of which nothing is kept but where it is.
    #[must_use]
    pub fn unkept(&self) -> Self {
        Self { whole: false, ..Self::new(self.path.clone(), None, None, self.made) }
    }

    /// Whether both texts are known, if only by there being none.
    pub fn is_known(&self) -> bool {
        self.whole || (self.before.is_some() && self.after.is_some())
    }
}

/// Its texts may hold secrets.
impl std::fmt::Debug for Leaf {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Leaf").field("path", &self.path.to_string()).finish_non_exhaustive()
    }
}

/// Finds the leaves in a text. `mount` is where it stands in the configuration. A text that cannot be read has none.
pub fn leaves(text: &str, mount: &KeyPath) -> Leaves {
    let (mut texts, mut groups, mut agents) = (Vec::new(), Vec::new(), BTreeMap::new());
    let read = json5_edit::walk(text, |inside, raw| {
        let path: KeyPath = mount.steps().iter().chain(inside.steps()).cloned().collect();
        let is_group = is_agent_list(&path) || (raw.starts_with('{') && !(is_empty(raw) && slice::is_ours(&path)));
        if let Some((index, id)) = agent_id(&path, raw) {
            agents.insert(index, id);
        } else if is_group {
            groups.push(path.clone());
        } else if slice::is_ours(&path) {
            texts.push((path.clone(), raw.to_owned()));
        }
        is_group && may_lead_to_ours(&path)
    });
    if read.is_err() {
        return Leaves::default();
    }
    let ids = own_ids(&agents);
    let named = |path: &KeyPath| identity::with_name(path, |index| ids.get(&index).copied());
    Leaves {
        texts: texts.into_iter().map(|(path, raw)| (named(&path), raw)).collect(),
        groups: groups.iter().map(named).collect(),
        ..Leaves::default()
    }
}

fn is_empty(object: &str) -> bool {
    object.trim_matches(['{', '}']).trim().is_empty()
}

fn is_agent_list(path: &KeyPath) -> bool {
    *path == identity::list()
}

fn may_lead_to_ours(path: &KeyPath) -> bool {
    path.steps()
        .first()
        .is_none_or(|step| matches!(step, Step::Key(key) if ["agents", "auth", "meta"].contains(&key.as_str())))
}

/// `agents.list[2].id` and what it says.
fn agent_id(path: &KeyPath, raw: &str) -> Option<(usize, String)> {
    let (agent, id) = path.split_last()?;
    let (list, index) = agent.split_last()?;
    let Step::Index(index) = index else { return None };
    let is_id = is_agent_list(&list) && *id == Step::Key("id".to_owned());
    let name = json5_edit::read(raw.as_bytes()).ok().filter(|_| is_id)?;
    Some((*index, name.as_str()?.to_owned()))
}

/// The first with an id counts.
fn own_ids(agents: &BTreeMap<usize, String>) -> BTreeMap<usize, &str> {
    let mut seen = BTreeSet::new();
    let ids = agents.iter().map(|(index, id)| (*index, id.as_str()));
    ids.filter(|(_, id)| seen.insert(normalise(id))).collect()
}

/// What we left behind: the leaves before our last change, with what it changed. A change may record an object as a whole;
/// what is compared are the leaves in it. Of what was not kept nothing is known afterwards.
#[must_use]
pub fn replayed(mut before: Leaves, change: &[Leaf]) -> Leaves {
    for leaf in change {
        before.forget(&leaf.path);
        match &leaf.after {
            Some(text) => before.learn(leaves(text, &leaf.path), &leaf.path),
            None if leaf.whole => before.emptied.extend(around(&leaf.path).filter(slice::is_ours)),
            None => before.unknown.push(leaf.path.clone()),
        }
    }
    before
}

impl Leaves {
    fn forget(&mut self, at: &KeyPath) {
        let is_below = |path: &KeyPath| path.steps().starts_with(at.steps());
        self.texts.retain(|path, _| !is_below(path));
        self.groups.retain(|path| !is_below(path));
        self.emptied.retain(|path| !is_below(path));
        self.unknown.retain(|path| !is_below(path));
    }

    fn learn(&mut self, found: Self, at: &KeyPath) {
        self.texts.extend(found.texts);
        self.groups.extend(found.groups);
        for outer in around(at) {
            self.texts.remove(&outer);
            self.emptied.remove(&outer);
            self.groups.insert(outer);
        }
    }

    /// Whether something else stands there by now. Another way to write the same is nothing else.
    fn differs(&self, path: &KeyPath, after: &Self) -> bool {
        match (self.texts.get(path), after.texts.get(path)) {
            (Some(one), Some(other)) => one != other && value(one) != value(other),
            (None, Some(text)) => !(self.emptied.contains(path) && is_empty(text)),
            (one, other) => one != other,
        }
    }

    fn knows(&self, path: &KeyPath) -> bool {
        let touches =
            |other: &KeyPath| path.steps().starts_with(other.steps()) || other.steps().starts_with(path.steps());
        !self.unknown.iter().any(touches)
    }
}

fn value(text: &str) -> Option<Value> {
    json5_edit::read(text.as_bytes()).ok()
}

/// What a path leads through, the innermost first, without the document itself.
pub(crate) fn around(path: &KeyPath) -> impl Iterator<Item = KeyPath> {
    let steps = path.steps();
    (1..steps.len()).rev().map(|count| steps.iter().take(count).cloned().collect())
}

/// What says something else, in the order of paths.
pub fn between(before: &Leaves, after: &Leaves) -> Vec<Leaf> {
    let paths: BTreeSet<_> = before.texts.keys().chain(after.texts.keys()).collect();
    (paths.into_iter())
        .filter(|path| before.differs(path, after) && before.knows(path) && after.knows(path))
        .map(|path| {
            let made = around(path).take_while(|group| !before.groups.contains(group)).count();
            Leaf::new(path.clone(), before.texts.get(path).cloned(), after.texts.get(path).cloned(), made)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const BEFORE: &str = "{ env: { K: 'Canary' }, agents: { defaults: { model: 'a/b', workspace: '/x' },
        list: [{ id: 'main' }, { id: 'work', model: { primary: 'c/d', fallbacks: ['e/f'] }, key: 'Canary' }] } }";

    fn said(leaves: &[Leaf]) -> Vec<String> {
        let text = |text: &Option<String>| text.clone().unwrap_or_else(|| "-".to_owned());
        leaves.iter().map(|leaf| format!("{}: {} → {}", leaf.path, text(&leaf.before), text(&leaf.after))).collect()
    }

    fn leaf(path: &str, before: Option<&str>, after: Option<&str>) -> Leaf {
        let [before, after] = [before, after].map(|text| text.map(str::to_owned));
        Leaf::new(path.parse().unwrap(), before, after, 0)
    }

    fn of(text: &str) -> Leaves {
        leaves(text, &KeyPath::default())
    }

    #[test]
    fn only_our_leaves_are_seen_and_agents_go_by_their_name() {
        let leaves = between(&Leaves::default(), &of(BEFORE));
        assert_eq!(
            said(&leaves),
            [
                "agents.defaults.model: - → 'a/b'",
                "agents.list.work.model.fallbacks: - → ['e/f']",
                "agents.list.work.model.primary: - → 'c/d'",
            ]
        );
    }

    #[test]
    fn an_agent_that_moves_in_its_list_has_not_changed() {
        let after = BEFORE.replace("{ id: 'main' }, ", "").replace("'Canary' }] }", "'Canary' }, { id: 'main' }] }");
        assert_eq!(between(&of(BEFORE), &of(&after)), []);
    }

    #[test]
    fn what_we_changed_ourselves_is_not_somebody_elses() {
        let ours = "{ primary: 'a/b', fallbacks: ['g/h'] }";
        let change = [leaf("agents.defaults.model", None, Some(ours))];
        let left = replayed(of(BEFORE), &change);
        assert_eq!(between(&left, &of(&BEFORE.replace("model: 'a/b'", &format!("model: {ours}")))), []);
        let outside = BEFORE.replace("model: 'a/b'", "model: { primary: 'x/y', fallbacks: ['g/h'] }");
        assert_eq!(said(&between(&left, &of(&outside))), ["agents.defaults.model.primary: 'a/b' → 'x/y'"]);
    }

    #[test]
    fn what_was_not_kept_is_nobodys_change() {
        let change = [Leaf { whole: false, ..leaf("agents.list.work.model", None, None) }];
        let left = replayed(of(BEFORE), &change);
        let now = BEFORE.replace("c/d", "x/y").replace("a/b", "z/z");
        assert_eq!(said(&between(&left, &of(&now))), ["agents.defaults.model: 'a/b' → 'z/z'"]);
        let again = [leaf("agents.list.work.model", None, Some("'m/n'"))];
        assert_eq!(between(&replayed(left, &again), &of(&now)).len(), 4, "it is known again");
    }

    #[test]
    fn an_entry_without_anything_in_it_is_a_leaf() {
        let before = "{ agents: { defaults: { models: { 'a/b': { alias: 'x' } } } } }";
        let after = before.replace("} } }", "}, 'c/d': {} } }");
        assert_eq!(said(&between(&of(before), &of(&after))), ["agents.defaults.models[\"c/d\"]: - → {}"]);
    }

    #[test]
    fn an_object_that_we_filled_or_emptied_is_not_changed_by_others() {
        let models = |models: &str| format!("{{ agents: {{ defaults: {{ models: {models} }} }} }}");
        let path = "agents.defaults.models[\"a/b\"].alias";
        let (empty, full) = (models("{ 'a/b': {} }"), models("{ 'a/b': { alias: 'x' } }"));
        let filled = replayed(of(&empty), &[leaf(path, None, Some("'x'"))]);
        assert_eq!(between(&filled, &of(&full)), []);
        let emptied = replayed(of(&full), &[leaf(path, Some("'x'"), None)]);
        for now in [&empty, &models("{}"), &models("{ /* ours */ }"), "{}"] {
            assert_eq!(between(&emptied, &of(now)), [], "{now}");
        }
        assert_eq!(between(&replayed(emptied.clone(), &[leaf(path, None, Some("'x'"))]), &of(&empty)).len(), 2);
        let theirs = models("{ 'a/b': { params: 1 } }");
        assert_eq!(said(&between(&emptied, &of(&theirs))), ["agents.defaults.models[\"a/b\"].params: - → 1"]);
    }

    #[test]
    fn another_way_to_write_the_same_is_no_change() {
        let list = BEFORE.replace("['e/f']", "[ /* first */ 'e/f', 'g/h' ]");
        let json = json5_edit::read(list.as_bytes()).unwrap();
        assert_eq!(between(&of(&list), &of(&format!("{json:#}"))), []);
        let turned = list.replace("'e/f', 'g/h'", "'g/h', 'e/f'");
        assert_eq!(
            said(&between(&of(&list), &of(&turned))),
            ["agents.list.work.model.fallbacks: [ /* first */ 'e/f', 'g/h' ] → [ /* first */ 'g/h', 'e/f' ]"]
        );
    }

    #[test]
    fn what_is_made_for_a_leaf_is_counted() {
        let made = |before: &str, after: &str| between(&of(before), &of(after))[0].made;
        let after = "{ agents: { defaults: { model: { primary: 'a/b' } } } }";
        for (before, count) in [("{}", 3), ("{ agents: {} }", 2), ("{ agents: { defaults: { x: 1 } } }", 1)] {
            assert_eq!(made(before, after), count, "{before}");
        }
        assert_eq!(made("{ agents: { list: [{ id: 'w' }] } }", "{ agents: { list: [{ id: 'w', model: 'a/b' }] } }"), 0);
    }

    #[test]
    fn a_text_that_may_not_be_kept_leaves_a_mark() {
        let secret = leaf("agents.defaults.model", Some("'a/b'"), Some("{ primary: 'a/b', key: 'Canary' }"));
        let kept = secret.kept();
        assert_eq!((kept.before.as_deref(), kept.after.as_deref(), kept.whole), (Some("'a/b'"), None, false));
        assert!(!kept.is_known() && secret.is_known() && !format!("{secret:?}").contains("Canary"));
    }
}
