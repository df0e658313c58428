//! Splits a change of `agents`, or of a list or object in it, into the agents that were added, removed or changed.

use std::collections::{BTreeMap, BTreeSet};

use json5_edit::{KeyPath, KeyPathStep};

use super::LeafChange;
use crate::{
    base::value_path,
    schema::{agent_id::normalize_id, managed, paths},
};

/// The members of an object, or the agents of a list, in order, each with its exact text.
type PartTexts = Vec<(KeyPath, String)>;

impl LeafChange {
    /// Splits a change of `agents`, of a container in it, or of an agent's entry into changes of the parts that differ.
    /// `None` if the path is none of these, or if the parts do not describe the whole difference.
    pub(super) fn split_agents(&self) -> Option<Vec<Self>> {
        let stays = managed::is_agent_entry(&self.path) && self.before.is_some() && self.after.is_some();
        if !stays && !is_agent_container(&self.path) {
            return None;
        }
        let [before, after] = [&self.before, &self.after].map(|text| read_parts(text.as_deref(), &self.path));
        let (before, after) = (before?, after?);
        if self.path == paths::agent_list_path() && !keeps_order(&before, &after) {
            return None;
        }
        let split: Vec<_> = self.changed_parts(&before, &after).into_iter().flat_map(Self::split_managed).collect();
        (!split.is_empty()).then_some(split)
    }

    fn changed_parts(&self, before: &PartTexts, after: &PartTexts) -> Vec<Self> {
        let [old, new] = [before, after].map(index_by_path);
        let text = |parts: &BTreeMap<&KeyPath, &String>, path| parts.get(path).map(|text| (*text).clone());
        let made = if self.before.is_none() { self.created_parents + 1 } else { 0 };
        let added = after.iter().filter(|(path, _)| !old.contains_key(path));
        (before.iter().chain(added))
            .map(|(path, _)| (path, text(&old, path), text(&new, path)))
            .filter(|(_, before, after)| before != after)
            .map(|(path, before, after)| Self::new(path.clone(), before, after, made))
            .collect()
    }
}

fn index_by_path(parts: &PartTexts) -> BTreeMap<&KeyPath, &String> {
    parts.iter().map(|(path, text)| (path, text)).collect()
}

fn is_agent_container(path: &KeyPath) -> bool {
    let path = value_path::step_names(path);
    let path: Vec<_> = path.iter().map(String::as_str).collect();
    matches!(path.as_slice(), ["agents"] | ["agents", "list" | "entries" | "defaults"])
}

/// Reads the parts of an object or list; `None` if a part has no name, or if two parts have the same name.
fn read_parts(text: Option<&str>, container: &KeyPath) -> Option<PartTexts> {
    let Some(text) = text else { return Some(PartTexts::new()) };
    if !text.starts_with(if *container == paths::agent_list_path() { '[' } else { '{' }) {
        return None;
    }
    let mut parts = Vec::new();
    let read = json5_edit::walk(text, |inside, raw| {
        parts.extend(
            inside.steps().first().map(|step| Some((container.with_key(&part_name(step, raw)?), raw.to_owned()))),
        );
        inside.steps().is_empty()
    });
    let parts: PartTexts = read.ok().and_then(|()| parts.into_iter().collect())?;
    let mut seen = BTreeSet::new();
    let is_new = |path: &KeyPath| {
        path.split_last().is_some_and(|(_, name)| seen.insert(normalize_id(&value_path::step_name(name))))
    };
    parts.iter().map(|(path, _)| path).all(is_new).then_some(parts)
}

fn part_name(step: &KeyPathStep, raw: &str) -> Option<String> {
    let id = || json5_edit::read(raw.as_bytes()).ok()?.get("id")?.as_str().map(str::to_owned);
    if let KeyPathStep::Key(key) = step { Some(key.clone()) } else { id() }
}

/// Whether the parts that stay keep their order, and the added ones come after them.
fn keeps_order(before: &PartTexts, after: &PartTexts) -> bool {
    let added_at = index_by_path(after);
    let stay: Vec<_> = before.iter().map(|(path, _)| path).filter(|path| added_at.contains_key(path)).collect();
    after.iter().map(|(path, _)| path).take(stay.len()).eq(stay)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split_texts(path: &str, before: Option<&str>, after: Option<&str>) -> Vec<String> {
        let text = |text: &Option<String>| text.clone().unwrap_or_else(|| "-".to_owned());
        let [before, after] = [before, after].map(|text| text.map(str::to_owned));
        let leaf = LeafChange::new(path.parse().unwrap(), before, after, 0);
        let leaves = leaf.split_managed();
        leaves
            .iter()
            .map(|leaf| {
                format!("{} {}: {} → {}", leaf.path, leaf.created_parents, text(&leaf.before), text(&leaf.after))
            })
            .collect()
    }

    #[test]
    fn added_and_removed_agents_are_named() {
        let (main, both) = ("[{ id: 'main' }]", "[{ id: 'main' }, { id: 'a', name: 'A' }]");
        assert_eq!(split_texts("agents.list", Some(main), Some(both)), ["agents.list.a 0: - → { id: 'a', name: 'A' }"]);
        assert_eq!(split_texts("agents.list", Some(both), Some(main)), ["agents.list.a 0: { id: 'a', name: 'A' } → -"]);
        // In the order of the file, because the first agent is the default.
        assert_eq!(
            split_texts("agents.list", None, Some(both)),
            ["agents.list.main 1: - → { id: 'main' }", "agents.list.a 1: - → { id: 'a', name: 'A' }"]
        );
        let agents = "{ entries: { b: {} }, ownership: 'explicit' }";
        assert_eq!(
            split_texts("agents", None, Some(agents)),
            ["agents.entries.b 2: - → {}", "agents.ownership 1: - → 'explicit'"]
        );
    }

    #[test]
    fn kept_agents_are_split_into_changed_values() {
        let after = "[{ id: 'a', default: true, name: 'B' }, { id: 'b' }]";
        assert_eq!(
            split_texts("agents.list", Some("[{ id: 'a', name: 'A', model: 'x/y' }]"), Some(after)),
            [
                "agents.list.a.name 0: 'A' → 'B'",
                "agents.list.a.model 0: 'x/y' → -",
                "agents.list.a.default 0: - → true",
                "agents.list.b 0: - → { id: 'b' }",
            ]
        );
    }

    #[test]
    fn ambiguous_list_is_one_leaf() {
        for (before, after) in [
            ("[{ id: 'a' }, { id: 'b' }]", "[{ id: 'b' }, { id: 'a' }]"),
            ("[{ id: 'b' }]", "[{ id: 'a' }, { id: 'b' }]"),
            ("[{ id: 'a' }]", "[{ id: 'a' }, { id: 'A' }]"),
            ("[{ id: 'a' }]", "[{ id: 'a' }, {}]"),
            ("[{ id: 'a' }]", "[{ id: 'a' } ]"),
            ("[]", "{}"),
        ] {
            assert_eq!(split_texts("agents.list", Some(before), Some(after)).len(), 1, "{after}");
            assert!(split_texts("agents.list", Some(before), Some(after))[0].starts_with("agents.list 0"), "{after}");
        }
    }
}
