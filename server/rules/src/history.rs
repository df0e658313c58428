//! What changed in the models slice between two texts of a file, whoever changed it.

use std::collections::BTreeMap;

use json5_edit::{KeyPath, Step};

use crate::slice;

/// The leaves of the models slice, each with its very text.
pub type Leaves = BTreeMap<KeyPath, String>;

/// A leaf before and after, in the very text of the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Leaf {
    /// Where, in the configuration as one document.
    pub path: KeyPath,
    /// `None`: it was not there.
    pub before: Option<String>,
    /// `None`: it is not there.
    pub after: Option<String>,
}

impl Leaf {
    /// The same without the texts that may not be kept.
    #[must_use]
    pub fn kept(&self) -> Self {
        let keep = |text: &Option<String>| text.clone().filter(|text| slice::may_be_kept(&self.path, text));
        Self { path: self.path.clone(), before: keep(&self.before), after: keep(&self.after) }
    }
}

/// Finds the leaves in a text. `mount` is where it stands in the configuration. A text that cannot be read has none.
pub fn leaves(text: &str, mount: &KeyPath) -> Leaves {
    let (mut found, mut agents) = (Vec::new(), BTreeMap::new());
    let read = json5_edit::walk(text, |inside, raw| {
        let path: KeyPath = mount.steps().iter().chain(inside.steps()).cloned().collect();
        let is_group = raw.starts_with('{') || is_agent_list(&path);
        if let Some((index, id)) = agent_id(&path, raw) {
            agents.insert(index, id);
        } else if !is_group && slice::may_be_kept(&path, raw) {
            found.push((path.clone(), raw.to_owned()));
        }
        is_group && may_lead_to_ours(&path)
    });
    let named = found.into_iter().map(|(path, raw)| (by_name(path, &agents), raw));
    read.map(|()| named.collect()).unwrap_or_default()
}

fn is_agent_list(path: &KeyPath) -> bool {
    *path == KeyPath::of(["agents", "list"])
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

/// An agent is its id, wherever in the list it stands.
fn by_name(path: KeyPath, agents: &BTreeMap<usize, String>) -> KeyPath {
    let list = KeyPath::of(["agents", "list"]);
    let Some([Step::Index(index), rest @ ..]) = path.steps().strip_prefix(list.steps()) else { return path };
    let Some(name) = agents.get(index) else { return path };
    list.key(name).steps().iter().chain(rest).cloned().collect()
}

/// What we left behind: the leaves before our last change, with what it changed. A change may record an object as a whole;
/// what is compared are the leaves in it.
#[must_use]
pub fn replayed(mut before: Leaves, change: &[Leaf]) -> Leaves {
    for leaf in change {
        before.retain(|path, _| !path.steps().starts_with(leaf.path.steps()));
        if let Some(text) = &leaf.after {
            before.extend(leaves(text, &leaf.path));
        }
    }
    before
}

/// What is different, in the order of paths.
pub fn between(before: &Leaves, after: &Leaves) -> Vec<Leaf> {
    let mut paths: Vec<_> = before.keys().chain(after.keys()).collect();
    paths.sort();
    paths.dedup();
    (paths.into_iter())
        .filter(|path| before.get(path) != after.get(path))
        .map(|path| Leaf { path: path.clone(), before: before.get(path).cloned(), after: after.get(path).cloned() })
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

    fn of(text: &str) -> Leaves {
        leaves(text, &KeyPath::default())
    }

    #[test]
    fn only_our_leaves_are_seen_and_agents_go_by_their_name() {
        let leaves = between(&Leaves::new(), &of(BEFORE));
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
        let change =
            [Leaf { path: KeyPath::of(["agents", "defaults", "model"]), before: None, after: Some(ours.into()) }];
        let left = replayed(of(BEFORE), &change);
        assert_eq!(between(&left, &of(&BEFORE.replace("model: 'a/b'", &format!("model: {ours}")))), []);
        let outside = BEFORE.replace("model: 'a/b'", "model: { primary: 'x/y', fallbacks: ['g/h'] }");
        assert_eq!(said(&between(&left, &of(&outside))), ["agents.defaults.model.primary: 'a/b' → 'x/y'"]);
    }
}
