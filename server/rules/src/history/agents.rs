//! Which agents came, went and changed in an object or a list that changed as a whole.

use std::collections::{BTreeMap, BTreeSet};

use json5_edit::{KeyPath, Step};

use super::Leaf;
use crate::{agents::normalise, identity, slice};

/// The members of an object, or the agents of a list, in their order, each with its very text.
type Parts = Vec<(KeyPath, String)>;

impl Leaf {
    /// `agents`, what it lists, and each of these are what is different in them. `None` when it is none of these, or when
    /// more is different than its parts.
    pub(super) fn agents(&self) -> Option<Vec<Self>> {
        let stays = slice::is_entry(&self.path) && self.before.is_some() && self.after.is_some();
        if !stays && !is_around_agents(&self.path) {
            return None;
        }
        let [before, after] = [&self.before, &self.after].map(|text| parts(text.as_deref(), &self.path));
        let (before, after) = (before?, after?);
        if self.path == identity::list() && !is_same_order(&before, &after) {
            return None;
        }
        let fine: Vec<_> = self.parts(&before, &after).into_iter().flat_map(Self::finer).collect();
        (!fine.is_empty()).then_some(fine)
    }

    fn parts(&self, before: &Parts, after: &Parts) -> Vec<Self> {
        let [old, new] = [before, after].map(by_path);
        let text = |parts: &BTreeMap<&KeyPath, &String>, path| parts.get(path).map(|text| (*text).clone());
        let made = if self.before.is_none() { self.made + 1 } else { 0 };
        let came = after.iter().filter(|(path, _)| !old.contains_key(path));
        (before.iter().chain(came))
            .map(|(path, _)| (path, text(&old, path), text(&new, path)))
            .filter(|(_, before, after)| before != after)
            .map(|(path, before, after)| Self::new(path.clone(), before, after, made))
            .collect()
    }
}

fn by_path(parts: &Parts) -> BTreeMap<&KeyPath, &String> {
    parts.iter().map(|(path, text)| (path, text)).collect()
}

fn is_around_agents(path: &KeyPath) -> bool {
    let path = slice::names(path);
    let path: Vec<_> = path.iter().map(String::as_str).collect();
    matches!(path.as_slice(), ["agents"] | ["agents", "list" | "entries" | "defaults"])
}

/// `None` when it has other parts, or when there is one twice.
fn parts(text: Option<&str>, at: &KeyPath) -> Option<Parts> {
    let Some(text) = text else { return Some(Parts::new()) };
    if !text.starts_with(if *at == identity::list() { '[' } else { '{' }) {
        return None;
    }
    let mut parts = Vec::new();
    let read = json5_edit::walk(text, |inside, raw| {
        parts.extend(inside.steps().first().map(|step| Some((at.key(&name(step, raw)?), raw.to_owned()))));
        inside.steps().is_empty()
    });
    let parts: Parts = read.ok().and_then(|()| parts.into_iter().collect())?;
    let mut seen = BTreeSet::new();
    let is_new = |path: &KeyPath| path.split_last().is_some_and(|(_, name)| seen.insert(normalise(&slice::name(name))));
    parts.iter().map(|(path, _)| path).all(is_new).then_some(parts)
}

fn name(step: &Step, raw: &str) -> Option<String> {
    let id = || json5_edit::read(raw.as_bytes()).ok()?.get("id")?.as_str().map(str::to_owned);
    if let Step::Key(key) = step { Some(key.clone()) } else { id() }
}

/// Whether those that stay are in the same order, and all that came are behind them.
fn is_same_order(before: &Parts, after: &Parts) -> bool {
    let came = by_path(after);
    let stay: Vec<_> = before.iter().map(|(path, _)| path).filter(|path| came.contains_key(path)).collect();
    after.iter().map(|(path, _)| path).take(stay.len()).eq(stay)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(path: &str, before: Option<&str>, after: Option<&str>) -> Vec<String> {
        let text = |text: &Option<String>| text.clone().unwrap_or_else(|| "-".to_owned());
        let [before, after] = [before, after].map(|text| text.map(str::to_owned));
        let leaf = Leaf::new(path.parse().unwrap(), before, after, 0);
        let leaves = leaf.finer();
        leaves
            .iter()
            .map(|leaf| format!("{} {}: {} → {}", leaf.path, leaf.made, text(&leaf.before), text(&leaf.after)))
            .collect()
    }

    #[test]
    fn who_came_and_went_is_named() {
        let (main, both) = ("[{ id: 'main' }]", "[{ id: 'main' }, { id: 'a', name: 'A' }]");
        assert_eq!(said("agents.list", Some(main), Some(both)), ["agents.list.a 0: - → { id: 'a', name: 'A' }"]);
        assert_eq!(said("agents.list", Some(both), Some(main)), ["agents.list.a 0: { id: 'a', name: 'A' } → -"]);
        // In the order of the file: the first is the default.
        assert_eq!(
            said("agents.list", None, Some(both)),
            ["agents.list.main 1: - → { id: 'main' }", "agents.list.a 1: - → { id: 'a', name: 'A' }"]
        );
        let agents = "{ entries: { b: {} }, ownership: 'explicit' }";
        assert_eq!(
            said("agents", None, Some(agents)),
            ["agents.entries.b 2: - → {}", "agents.ownership 1: - → 'explicit'"]
        );
    }

    #[test]
    fn who_stays_is_named_by_what_changed() {
        let after = "[{ id: 'a', default: true, name: 'B' }, { id: 'b' }]";
        assert_eq!(
            said("agents.list", Some("[{ id: 'a', name: 'A', model: 'x/y' }]"), Some(after)),
            [
                "agents.list.a.name 0: 'A' → 'B'",
                "agents.list.a.model 0: 'x/y' → -",
                "agents.list.a.default 0: - → true",
                "agents.list.b 0: - → { id: 'b' }",
            ]
        );
    }

    #[test]
    fn a_list_that_is_not_clear_is_one_leaf() {
        for (before, after) in [
            ("[{ id: 'a' }, { id: 'b' }]", "[{ id: 'b' }, { id: 'a' }]"),
            ("[{ id: 'b' }]", "[{ id: 'a' }, { id: 'b' }]"),
            ("[{ id: 'a' }]", "[{ id: 'a' }, { id: 'A' }]"),
            ("[{ id: 'a' }]", "[{ id: 'a' }, {}]"),
            ("[{ id: 'a' }]", "[{ id: 'a' } ]"),
            ("[]", "{}"),
        ] {
            assert_eq!(said("agents.list", Some(before), Some(after)).len(), 1, "{after}");
            assert!(said("agents.list", Some(before), Some(after))[0].starts_with("agents.list 0"), "{after}");
        }
    }
}
