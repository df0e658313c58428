//! Infers the effect of a recorded change from its operation and its leaf changes. The effect is the heading of the
//! change in the history.

use contract::{ChainId, Effect, Role};
use json5_edit::{Value, read};

use super::LeafChange;
use crate::{base::value_path, schema::managed};

/// Infers the effect of a change; `None` if the operation and the leaves do not determine it, as for an edit by another
/// program or a text that was not recorded.
#[must_use]
pub fn infer_effect(op: &str, leaves: &[LeafChange]) -> Option<Effect> {
    // The path of a changed value is known even if its text was not recorded.
    match op {
        "config/set" => return single_leaf(leaves).map(|leaf| Effect::ValueSet { path: leaf.path.to_string() }),
        "config/unset" => return single_leaf(leaves).map(|leaf| Effect::ValueUnset { path: leaf.path.to_string() }),
        _ => {}
    }
    let leaves: Vec<_> = leaves.iter().map(LeafChange::redacted).filter(LeafChange::are_texts_known).collect();
    match op {
        "alias/add" => alias_added(&leaves),
        "alias/remove" => alias_removed(&leaves),
        "alias/rename" => alias_renamed(&leaves),
        "agent/add" => leaves.iter().find_map(agent_added),
        "model/allow" => allowed_model(&leaves).map(|model| Effect::ModelAllowed { model }),
        "model/disallow" => disallowed_model(&leaves).map(|model| Effect::ModelDisallowed { model }),
        _ => ChainChange::from_leaves(&leaves)?.into_effect(op),
    }
}

fn single_leaf(leaves: &[LeafChange]) -> Option<&LeafChange> {
    if let [leaf] = leaves { Some(leaf) } else { None }
}

/// A chain before and after a change, as far as the leaves contain it.
struct ChainChange {
    chain: ChainId,
    before: ChainValues,
    after: ChainValues,
}

#[derive(Debug, Default)]
struct ChainValues {
    primary: Option<String>,
    fallbacks: Vec<String>,
}

impl ChainChange {
    fn from_leaves(leaves: &[LeafChange]) -> Option<Self> {
        let mut found: Option<Self> = None;
        for leaf in leaves {
            let path = value_path::step_names(&leaf.path);
            let path: Vec<_> = path.iter().map(String::as_str).collect();
            let Some((chain, rest)) = chain_at(&path) else { continue };
            let one = || Self { chain: chain.clone(), before: ChainValues::default(), after: ChainValues::default() };
            let change = found.get_or_insert_with(one);
            if change.chain != chain {
                return None;
            }
            change.before.read_value(leaf.before.as_deref(), rest);
            change.after.read_value(leaf.after.as_deref(), rest);
        }
        found
    }

    fn into_effect(self, op: &str) -> Option<Effect> {
        let Self { chain, before, after } = self;
        let count = after.fallbacks.len();
        match op {
            "fallback/add" => {
                let (index, model) = added_element(&before.fallbacks, &after.fallbacks)?;
                Some(Effect::FallbackAdded { chain, model, step: index + 2 })
            }
            "fallback/remove" => added_element(&after.fallbacks, &before.fallbacks)
                .map(|(_, model)| Effect::FallbackRemoved { chain, model }),
            "fallback/move" if before.primary != after.primary => {
                let to = 1 + after.fallbacks.iter().position(|model| before.primary.as_ref() == Some(model))?;
                Some(Effect::PrimaryChanged { chain, model: after.primary?, was: before.primary, to })
            }
            "fallback/move" => {
                let (from, to, model) = moved_element(&before.fallbacks, &after.fallbacks)?;
                Some(Effect::FallbackMoved { chain, model, from: from + 1, to: to + 1 })
            }
            "fallback/set" => Some(Effect::FallbacksSet { chain, count }),
            "fallback/chain" => Some(Effect::ChainSet { chain, primary: after.primary?, count }),
            "fallback/clear" => Some(Effect::FallbacksCleared { chain, count: before.fallbacks.len() }),
            "fallback/inherit" => Some(Effect::ChainInherited { agent: chain.agent?, all: before.primary.is_some() }),
            "model/set" => Some(Effect::ModelSet { chain, model: after.primary? }),
            _ => None,
        }
    }
}

impl ChainValues {
    fn read_value(&mut self, text: Option<&str>, rest: &[&str]) {
        let Some(value) = text.and_then(|text| read(text.as_bytes()).ok()) else { return };
        match (rest, value) {
            ([] | ["primary"], Value::String(model)) => self.primary = Some(model),
            (["fallbacks"], value) => self.fallbacks = string_list(&value),
            ([], value) => {
                self.primary = value.get("primary").and_then(Value::as_str).map(str::to_owned);
                self.fallbacks = value.get("fallbacks").map(string_list).unwrap_or_default();
            }
            _ => {}
        }
    }
}

fn string_list(list: &Value) -> Vec<String> {
    list.as_array().into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect()
}

/// The chain that a path belongs to, with the rest of the path inside the chain.
fn chain_at<'p>(path: &'p [&'p str]) -> Option<(ChainId, &'p [&'p str])> {
    let id = |role, agent: Option<&str>| ChainId { role, agent: agent.map(str::to_owned) };
    match path {
        ["agents", "defaults", "model", rest @ ..] => Some((id(Role::Text, None), rest)),
        ["agents", "defaults", "imageModel", rest @ ..] => Some((id(Role::Image, None), rest)),
        ["agents", "list" | "entries", agent, "model", rest @ ..] => Some((id(Role::Text, Some(agent)), rest)),
        _ => None,
    }
}

/// The single element that was added in `after`, with its index.
fn added_element(before: &[String], after: &[String]) -> Option<(usize, String)> {
    let index = (0..after.len()).find(|index| before.get(*index) != after.get(*index))?;
    let mut rest = after.to_vec();
    let model = rest.remove(index);
    (rest == before).then_some((index, model))
}

/// The single element that was moved, with its old and new index. If two neighbors were swapped, it is the one that
/// moved up.
fn moved_element(before: &[String], after: &[String]) -> Option<(usize, usize, String)> {
    let differs = |index: &usize| before.get(*index) != after.get(*index);
    let first = (0..before.len()).find(differs)?;
    let last = (0..before.len()).rfind(differs)?;
    [(last, first), (first, last)].into_iter().find_map(|(from, to)| {
        let mut rest = before.to_vec();
        let model = rest.remove(from);
        rest.insert(to, model.clone());
        (rest == after).then_some((from, to, model))
    })
}

/// The alias of a model before and after a change.
struct AliasChange {
    model: String,
    before: Option<String>,
    after: Option<String>,
}

fn alias_changes(leaves: &[LeafChange]) -> Vec<AliasChange> {
    let alias = |leaf: &LeafChange| {
        let path = value_path::step_names(&leaf.path);
        let path: Vec<_> = path.iter().map(String::as_str).collect();
        let ["agents", "defaults", "models", model, rest @ ..] = path.as_slice() else { return None };
        let of = |text: &Option<String>| {
            let value = read(text.as_ref()?.as_bytes()).ok()?;
            let alias = if rest.is_empty() { value.get("alias")?.clone() } else { value };
            alias.as_str().filter(|alias| !alias.is_empty()).map(str::to_owned)
        };
        let is_alias = matches!(rest, [] | ["alias"]);
        is_alias.then(|| AliasChange { model: (*model).to_owned(), before: of(&leaf.before), after: of(&leaf.after) })
    };
    leaves.iter().filter_map(alias).collect()
}

fn alias_added(leaves: &[LeafChange]) -> Option<Effect> {
    let aliases = alias_changes(leaves);
    let new = aliases.iter().find(|leaf| leaf.after.is_some() && leaf.after != leaf.before)?;
    let (alias, to) = (new.after.clone()?, new.model.clone());
    let old = aliases.iter().find(|leaf| leaf.before.as_ref() == Some(&alias) && leaf.after.is_none());
    Some(match old {
        Some(old) => Effect::AliasMoved { alias, from: old.model.clone(), to },
        None => Effect::AliasAdded { alias, model: to },
    })
}

fn alias_removed(leaves: &[LeafChange]) -> Option<Effect> {
    let aliases = alias_changes(leaves);
    let removed_alias = aliases.into_iter().find(|leaf| leaf.before.is_some() && leaf.after.is_none())?;
    Some(Effect::AliasRemoved { alias: removed_alias.before?, model: removed_alias.model })
}

fn alias_renamed(leaves: &[LeafChange]) -> Option<Effect> {
    let renamed = alias_changes(leaves).into_iter().find(|leaf| leaf.before.is_some() && leaf.after != leaf.before)?;
    Some(Effect::AliasRenamed { from: renamed.before?, to: renamed.after?, model: renamed.model })
}

fn agent_added(leaf: &LeafChange) -> Option<Effect> {
    let is_new = leaf.before.is_none() && managed::is_agent_entry(&leaf.path);
    let agent = value_path::step_names(&leaf.path).pop().filter(|_| is_new)?;
    Some(Effect::AgentAdded { agent })
}

/// The allowlist entries that a leaf contains: a member of the model map, or the texts of a model policy.
fn allowlist_models(leaf: &LeafChange, text: Option<&String>) -> Vec<String> {
    let path = value_path::step_names(&leaf.path);
    let path: Vec<_> = path.iter().map(String::as_str).collect();
    let value = || text.and_then(|text| read(text.as_bytes()).ok());
    match path.as_slice() {
        ["agents", "defaults", "models", model] => text.map(|_| (*model).to_owned()).into_iter().collect(),
        ["agents", "defaults", "modelPolicy", "allow"] => value().as_ref().map(string_list).unwrap_or_default(),
        ["agents", "defaults", "modelPolicy"] => {
            value().as_ref().and_then(|policy| policy.get("allow")).map(string_list).unwrap_or_default()
        }
        _ => Vec::new(),
    }
}

/// The single model that was added to the allowlist.
fn allowed_model(leaves: &[LeafChange]) -> Option<String> {
    let before: Vec<_> = leaves.iter().flat_map(|leaf| allowlist_models(leaf, leaf.before.as_ref())).collect();
    let after: Vec<_> = leaves.iter().flat_map(|leaf| allowlist_models(leaf, leaf.after.as_ref())).collect();
    added_element(&before, &after).map(|(_, model)| model)
}

/// The single model that was removed from the allowlist.
fn disallowed_model(leaves: &[LeafChange]) -> Option<String> {
    let turned =
        |leaf: &LeafChange| LeafChange { before: leaf.after.clone(), after: leaf.before.clone(), ..leaf.clone() };
    allowed_model(&leaves.iter().map(turned).collect::<Vec<_>>())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn leaf_change(path: &str, before: Option<&str>, after: Option<&str>) -> LeafChange {
        let [before, after] = [before, after].map(|text| text.map(str::to_owned));
        LeafChange::new(path.parse().unwrap(), before, after, 0)
    }

    const FALLBACKS_PATH: &str = "agents.defaults.model.fallbacks";
    const TEXT_CHAIN: ChainId = ChainId { role: Role::Text, agent: None };

    #[test]
    fn fallback_effect_has_step_number() {
        let list = |before, after| [leaf_change(FALLBACKS_PATH, before, after)];
        let (model, chain) = ("sonnet".to_owned(), TEXT_CHAIN);
        assert_eq!(
            infer_effect(
                "fallback/move",
                &list(Some("['a/b', 'c/d', /* x */ 'sonnet']"), Some("['sonnet', 'a/b', 'c/d']"))
            ),
            Some(Effect::FallbackMoved { chain: chain.clone(), model: model.clone(), from: 3, to: 1 })
        );
        assert_eq!(
            infer_effect("fallback/move", &list(Some("['sonnet', 'a/b', 'c/d']"), Some("['a/b', 'c/d', 'sonnet']"))),
            Some(Effect::FallbackMoved { chain: chain.clone(), model: model.clone(), from: 1, to: 3 })
        );
        assert_eq!(
            infer_effect("fallback/add", &list(Some("['a/b', 'c/d']"), Some("['a/b', 'sonnet', 'c/d']"))),
            Some(Effect::FallbackAdded { chain: chain.clone(), model: model.clone(), step: 3 })
        );
        assert_eq!(
            infer_effect("fallback/add", &[leaf_change("agents.list.work.model.fallbacks", None, Some("['sonnet']"))]),
            Some(Effect::FallbackAdded {
                chain: ChainId { role: Role::Text, agent: Some("work".to_owned()) },
                model: model.clone(),
                step: 2
            })
        );
        assert_eq!(
            infer_effect("fallback/remove", &list(Some("['a/b', 'sonnet']"), Some("['a/b']"))),
            Some(Effect::FallbackRemoved { chain, model })
        );
    }

    #[test]
    fn primary_change_is_described() {
        let chain = ChainId { role: Role::Image, agent: None };
        let image = |before, after| [leaf_change("agents.defaults.imageModel", before, after)];
        assert_eq!(
            infer_effect("model/set", &image(None, Some("'a/b'"))),
            Some(Effect::ModelSet { chain: chain.clone(), model: "a/b".to_owned() })
        );
        let before = Some("{ primary: 'a/b', fallbacks: ['c/d', 'e/f'] }");
        assert_eq!(
            infer_effect("fallback/move", &image(before, Some("{ primary: 'e/f', fallbacks: ['a/b', 'c/d'] }"))),
            Some(Effect::PrimaryChanged { chain, model: "e/f".to_owned(), was: Some("a/b".to_owned()), to: 1 })
        );
    }

    #[test]
    fn aliases_and_the_allowlist_are_named() {
        let models =
            |key: &str, before, after| leaf_change(&format!("agents.defaults.models[\"{key}\"]"), before, after);
        for (op, leaves, said) in [
            (
                "alias/add",
                vec![models("a/b", Some("{}"), Some("{ alias: 'x' }"))],
                Some(Effect::AliasAdded { alias: "x".to_owned(), model: "a/b".to_owned() }),
            ),
            (
                "alias/add",
                vec![models("a/b", None, Some("{ alias: 'x' }")), models("c/d", Some("{ alias: 'x' }"), Some("{}"))],
                Some(Effect::AliasMoved { alias: "x".to_owned(), from: "c/d".to_owned(), to: "a/b".to_owned() }),
            ),
            (
                "alias/remove",
                vec![leaf_change("agents.defaults.models[\"a/b\"].alias", Some("'x'"), None)],
                Some(Effect::AliasRemoved { alias: "x".to_owned(), model: "a/b".to_owned() }),
            ),
            (
                "model/allow",
                vec![models("a/b", None, Some("{}"))],
                Some(Effect::ModelAllowed { model: "a/b".to_owned() }),
            ),
            (
                "model/disallow",
                vec![leaf_change("agents.defaults.modelPolicy.allow", Some("['c/d', 'a/b']"), Some("['c/d']"))],
                Some(Effect::ModelDisallowed { model: "a/b".to_owned() }),
            ),
        ] {
            assert_eq!(infer_effect(op, &leaves), said);
        }
    }

    #[test]
    fn value_effect_has_path_without_recorded_text() {
        let leaf = leaf_change("models.providers.x.apiKey", Some("'a'"), Some("'b'")).without_texts();
        let path = leaf.path.to_string();
        assert_eq!(infer_effect("config/set", &[leaf]), Some(Effect::ValueSet { path }));
    }

    #[test]
    fn records_without_enough_data_have_no_effect() {
        for (op, leaves) in [
            ("edit", vec![leaf_change(FALLBACKS_PATH, Some("[]"), Some("['a/b']"))]),
            ("change/undo", vec![leaf_change(FALLBACKS_PATH, Some("[]"), Some("['a/b']"))]),
            ("fallback/move", vec![]),
            (
                "fallback/move",
                vec![leaf_change(FALLBACKS_PATH, Some("['a/b', 'c/d', 'e/f']"), Some("['e/f', 'c/d', 'a/b']"))],
            ),
            ("fallback/add", vec![leaf_change(FALLBACKS_PATH, None, Some("['a/b', 'c/d']"))]),
            ("fallback/add", vec![leaf_change(FALLBACKS_PATH, Some("['a/b']"), Some("['a/b', 'c/d', 'e/f']"))]),
            ("fallback/set", vec![leaf_change(FALLBACKS_PATH, Some("[]"), Some("['a/b']")).without_texts()]),
            ("model/allow", vec![leaf_change("agents.defaults.models", None, Some("{}"))]),
            ("alias/add", vec![leaf_change("agents.defaults.models[\"a/b\"].alias", Some("'x'"), Some("''"))]),
        ] {
            assert_eq!(infer_effect(op, &leaves), None, "{op}");
        }
    }
}
