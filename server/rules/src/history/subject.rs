//! What a recorded change did, told from its operation and its leaves: the heading of its entry in the history.

use contract::{ChainId, Effect, Role};
use json5_edit::{Value, read};

use super::Leaf;
use crate::slice;

/// `None` where the operation and the leaves do not tell: an edit by another program, a text that was not kept.
#[must_use]
pub fn subject(op: &str, leaves: &[Leaf]) -> Option<Effect> {
    // Where a value was changed is known, also where its text was not kept.
    match op {
        "config/set" => return only(leaves).map(|leaf| Effect::ValueSet { path: leaf.path.to_string() }),
        "config/unset" => return only(leaves).map(|leaf| Effect::ValueUnset { path: leaf.path.to_string() }),
        _ => {}
    }
    let leaves: Vec<_> = leaves.iter().map(Leaf::kept).filter(Leaf::is_known).collect();
    match op {
        "alias/add" => alias_added(&leaves),
        "alias/remove" => alias_removed(&leaves),
        "alias/rename" => alias_renamed(&leaves),
        "agent/add" => leaves.iter().find_map(agent_added),
        "model/allow" => allowed(&leaves).map(|model| Effect::ModelAllowed { model }),
        "model/disallow" => disallowed(&leaves).map(|model| Effect::ModelDisallowed { model }),
        _ => ChainChange::of(&leaves)?.effect(op),
    }
}

fn only(leaves: &[Leaf]) -> Option<&Leaf> {
    if let [leaf] = leaves { Some(leaf) } else { None }
}

/// A chain before and after: as much of it as the leaves hold.
struct ChainChange {
    chain: ChainId,
    before: Written,
    after: Written,
}

#[derive(Debug, Default)]
struct Written {
    primary: Option<String>,
    fallbacks: Vec<String>,
}

impl ChainChange {
    fn of(leaves: &[Leaf]) -> Option<Self> {
        let mut found: Option<Self> = None;
        for leaf in leaves {
            let path = slice::names(&leaf.path);
            let path: Vec<_> = path.iter().map(String::as_str).collect();
            let Some((chain, rest)) = chain_at(&path) else { continue };
            let one = || Self { chain: chain.clone(), before: Written::default(), after: Written::default() };
            let change = found.get_or_insert_with(one);
            if change.chain != chain {
                return None;
            }
            change.before.learn(leaf.before.as_deref(), rest);
            change.after.learn(leaf.after.as_deref(), rest);
        }
        found
    }

    fn effect(self, op: &str) -> Option<Effect> {
        let Self { chain, before, after } = self;
        let count = after.fallbacks.len();
        match op {
            "fallback/add" => {
                let (at, model) = added(&before.fallbacks, &after.fallbacks)?;
                Some(Effect::FallbackAdded { chain, model, step: at + 2 })
            }
            "fallback/remove" => {
                added(&after.fallbacks, &before.fallbacks).map(|(_, model)| Effect::FallbackRemoved { chain, model })
            }
            "fallback/move" if before.primary != after.primary => {
                let to = 1 + after.fallbacks.iter().position(|model| before.primary.as_ref() == Some(model))?;
                Some(Effect::PrimaryChanged { chain, model: after.primary?, was: before.primary, to })
            }
            "fallback/move" => {
                let (from, to, model) = moved(&before.fallbacks, &after.fallbacks)?;
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

impl Written {
    fn learn(&mut self, text: Option<&str>, rest: &[&str]) {
        let Some(value) = text.and_then(|text| read(text.as_bytes()).ok()) else { return };
        match (rest, value) {
            ([] | ["primary"], Value::String(model)) => self.primary = Some(model),
            (["fallbacks"], value) => self.fallbacks = texts(&value),
            ([], value) => {
                self.primary = value.get("primary").and_then(Value::as_str).map(str::to_owned);
                self.fallbacks = value.get("fallbacks").map(texts).unwrap_or_default();
            }
            _ => {}
        }
    }
}

fn texts(list: &Value) -> Vec<String> {
    list.as_array().into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect()
}

/// The chain that a path belongs to, and what follows in it.
fn chain_at<'p>(path: &'p [&'p str]) -> Option<(ChainId, &'p [&'p str])> {
    let id = |role, agent: Option<&str>| ChainId { role, agent: agent.map(str::to_owned) };
    match path {
        ["agents", "defaults", "model", rest @ ..] => Some((id(Role::Text, None), rest)),
        ["agents", "defaults", "imageModel", rest @ ..] => Some((id(Role::Image, None), rest)),
        ["agents", "list" | "entries", agent, "model", rest @ ..] => Some((id(Role::Text, Some(agent)), rest)),
        _ => None,
    }
}

/// The one element that `after` has more, and its index.
fn added(before: &[String], after: &[String]) -> Option<(usize, String)> {
    let at = (0..after.len()).find(|at| before.get(*at) != after.get(*at))?;
    let mut rest = after.to_vec();
    let model = rest.remove(at);
    (rest == before).then_some((at, model))
}

/// The one element that has another index, with both. Of two neighbours that changed places it is the one that went up.
fn moved(before: &[String], after: &[String]) -> Option<(usize, usize, String)> {
    let differs = |at: &usize| before.get(*at) != after.get(*at);
    let first = (0..before.len()).find(differs)?;
    let last = (0..before.len()).rfind(differs)?;
    [(last, first), (first, last)].into_iter().find_map(|(from, to)| {
        let mut rest = before.to_vec();
        let model = rest.remove(from);
        rest.insert(to, model.clone());
        (rest == after).then_some((from, to, model))
    })
}

/// An alias of a model before and after; `None`: the leaf is of something else.
struct AliasLeaf {
    model: String,
    before: Option<String>,
    after: Option<String>,
}

fn aliases(leaves: &[Leaf]) -> Vec<AliasLeaf> {
    let alias = |leaf: &Leaf| {
        let path = slice::names(&leaf.path);
        let path: Vec<_> = path.iter().map(String::as_str).collect();
        let ["agents", "defaults", "models", model, rest @ ..] = path.as_slice() else { return None };
        let of = |text: &Option<String>| {
            let value = read(text.as_ref()?.as_bytes()).ok()?;
            let alias = if rest.is_empty() { value.get("alias")?.clone() } else { value };
            alias.as_str().filter(|alias| !alias.is_empty()).map(str::to_owned)
        };
        let is_alias = matches!(rest, [] | ["alias"]);
        is_alias.then(|| AliasLeaf { model: (*model).to_owned(), before: of(&leaf.before), after: of(&leaf.after) })
    };
    leaves.iter().filter_map(alias).collect()
}

fn alias_added(leaves: &[Leaf]) -> Option<Effect> {
    let aliases = aliases(leaves);
    let new = aliases.iter().find(|leaf| leaf.after.is_some() && leaf.after != leaf.before)?;
    let (alias, to) = (new.after.clone()?, new.model.clone());
    let old = aliases.iter().find(|leaf| leaf.before.as_ref() == Some(&alias) && leaf.after.is_none());
    Some(match old {
        Some(old) => Effect::AliasMoved { alias, from: old.model.clone(), to },
        None => Effect::AliasAdded { alias, model: to },
    })
}

fn alias_removed(leaves: &[Leaf]) -> Option<Effect> {
    let aliases = aliases(leaves);
    let gone = aliases.into_iter().find(|leaf| leaf.before.is_some() && leaf.after.is_none())?;
    Some(Effect::AliasRemoved { alias: gone.before?, model: gone.model })
}

fn alias_renamed(leaves: &[Leaf]) -> Option<Effect> {
    let renamed = aliases(leaves).into_iter().find(|leaf| leaf.before.is_some() && leaf.after != leaf.before)?;
    Some(Effect::AliasRenamed { from: renamed.before?, to: renamed.after?, model: renamed.model })
}

fn agent_added(leaf: &Leaf) -> Option<Effect> {
    let is_new = leaf.before.is_none() && slice::is_entry(&leaf.path);
    let agent = slice::names(&leaf.path).pop().filter(|_| is_new)?;
    Some(Effect::AgentAdded { agent })
}

/// The models on the allowlist that a leaf holds: members of the map of models, or texts of a policy.
fn listed(leaf: &Leaf, text: Option<&String>) -> Vec<String> {
    let path = slice::names(&leaf.path);
    let path: Vec<_> = path.iter().map(String::as_str).collect();
    let value = || text.and_then(|text| read(text.as_bytes()).ok());
    match path.as_slice() {
        ["agents", "defaults", "models", model] => text.map(|_| (*model).to_owned()).into_iter().collect(),
        ["agents", "defaults", "modelPolicy", "allow"] => value().as_ref().map(texts).unwrap_or_default(),
        ["agents", "defaults", "modelPolicy"] => {
            value().as_ref().and_then(|policy| policy.get("allow")).map(texts).unwrap_or_default()
        }
        _ => Vec::new(),
    }
}

/// The one model that the allowlist has more.
fn allowed(leaves: &[Leaf]) -> Option<String> {
    let before: Vec<_> = leaves.iter().flat_map(|leaf| listed(leaf, leaf.before.as_ref())).collect();
    let after: Vec<_> = leaves.iter().flat_map(|leaf| listed(leaf, leaf.after.as_ref())).collect();
    added(&before, &after).map(|(_, model)| model)
}

/// The one model that it no longer has.
fn disallowed(leaves: &[Leaf]) -> Option<String> {
    let turned = |leaf: &Leaf| Leaf { before: leaf.after.clone(), after: leaf.before.clone(), ..leaf.clone() };
    allowed(&leaves.iter().map(turned).collect::<Vec<_>>())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn leaf(path: &str, before: Option<&str>, after: Option<&str>) -> Leaf {
        let [before, after] = [before, after].map(|text| text.map(str::to_owned));
        Leaf::new(path.parse().unwrap(), before, after, 0)
    }

    const FALLBACKS: &str = "agents.defaults.model.fallbacks";
    const TEXT: ChainId = ChainId { role: Role::Text, agent: None };

    #[test]
    fn a_fallback_is_named_with_its_step() {
        let list = |before, after| [leaf(FALLBACKS, before, after)];
        let (model, chain) = ("sonnet".to_owned(), TEXT);
        assert_eq!(
            subject("fallback/move", &list(Some("['a/b', 'c/d', /* x */ 'sonnet']"), Some("['sonnet', 'a/b', 'c/d']"))),
            Some(Effect::FallbackMoved { chain: chain.clone(), model: model.clone(), from: 3, to: 1 })
        );
        assert_eq!(
            subject("fallback/move", &list(Some("['sonnet', 'a/b', 'c/d']"), Some("['a/b', 'c/d', 'sonnet']"))),
            Some(Effect::FallbackMoved { chain: chain.clone(), model: model.clone(), from: 1, to: 3 })
        );
        assert_eq!(
            subject("fallback/add", &list(Some("['a/b', 'c/d']"), Some("['a/b', 'sonnet', 'c/d']"))),
            Some(Effect::FallbackAdded { chain: chain.clone(), model: model.clone(), step: 3 })
        );
        assert_eq!(
            subject("fallback/add", &[leaf("agents.list.work.model.fallbacks", None, Some("['sonnet']"))]),
            Some(Effect::FallbackAdded {
                chain: ChainId { role: Role::Text, agent: Some("work".to_owned()) },
                model: model.clone(),
                step: 2
            })
        );
        assert_eq!(
            subject("fallback/remove", &list(Some("['a/b', 'sonnet']"), Some("['a/b']"))),
            Some(Effect::FallbackRemoved { chain, model })
        );
    }

    #[test]
    fn a_primary_is_named() {
        let chain = ChainId { role: Role::Image, agent: None };
        let image = |before, after| [leaf("agents.defaults.imageModel", before, after)];
        assert_eq!(
            subject("model/set", &image(None, Some("'a/b'"))),
            Some(Effect::ModelSet { chain: chain.clone(), model: "a/b".to_owned() })
        );
        let before = Some("{ primary: 'a/b', fallbacks: ['c/d', 'e/f'] }");
        assert_eq!(
            subject("fallback/move", &image(before, Some("{ primary: 'e/f', fallbacks: ['a/b', 'c/d'] }"))),
            Some(Effect::PrimaryChanged { chain, model: "e/f".to_owned(), was: Some("a/b".to_owned()), to: 1 })
        );
    }

    #[test]
    fn aliases_and_the_allowlist_are_named() {
        let models = |key: &str, before, after| leaf(&format!("agents.defaults.models[\"{key}\"]"), before, after);
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
                vec![leaf("agents.defaults.models[\"a/b\"].alias", Some("'x'"), None)],
                Some(Effect::AliasRemoved { alias: "x".to_owned(), model: "a/b".to_owned() }),
            ),
            (
                "model/allow",
                vec![models("a/b", None, Some("{}"))],
                Some(Effect::ModelAllowed { model: "a/b".to_owned() }),
            ),
            (
                "model/disallow",
                vec![leaf("agents.defaults.modelPolicy.allow", Some("['c/d', 'a/b']"), Some("['c/d']"))],
                Some(Effect::ModelDisallowed { model: "a/b".to_owned() }),
            ),
        ] {
            assert_eq!(subject(op, &leaves), said);
        }
    }

    #[test]
    fn a_value_is_named_by_its_path_also_where_its_text_was_not_kept() {
        let leaf = leaf("models.providers.x.apiKey", Some("'a'"), Some("'b'")).unkept();
        let path = leaf.path.to_string();
        assert_eq!(subject("config/set", &[leaf]), Some(Effect::ValueSet { path }));
    }

    #[test]
    fn what_the_record_does_not_tell_has_no_subject() {
        for (op, leaves) in [
            ("edit", vec![leaf(FALLBACKS, Some("[]"), Some("['a/b']"))]),
            ("change/undo", vec![leaf(FALLBACKS, Some("[]"), Some("['a/b']"))]),
            ("fallback/move", vec![]),
            ("fallback/move", vec![leaf(FALLBACKS, Some("['a/b', 'c/d', 'e/f']"), Some("['e/f', 'c/d', 'a/b']"))]),
            ("fallback/add", vec![leaf(FALLBACKS, None, Some("['a/b', 'c/d']"))]),
            ("fallback/add", vec![leaf(FALLBACKS, Some("['a/b']"), Some("['a/b', 'c/d', 'e/f']"))]),
            ("fallback/set", vec![leaf(FALLBACKS, Some("[]"), Some("['a/b']")).unkept()]),
            ("model/allow", vec![leaf("agents.defaults.models", None, Some("{}"))]),
            ("alias/add", vec![leaf("agents.defaults.models[\"a/b\"].alias", Some("'x'"), Some("''"))]),
        ] {
            assert_eq!(subject(op, &leaves), None, "{op}");
        }
    }
}
