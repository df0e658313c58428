//! Which models may be asked for: what a change of that consists of.

use contract::{AllowModel, DisallowModel, Effect, ModelRef};
use json5_edit::Edit;
use serde_json::Value;

use crate::{
    allowlist::{self, Allowlist, Policy, entry, others, policy, policy_path},
    closest::closest,
    decision::{Decision, Refusal},
    known,
    refs::{is_wildcard, named_or_wildcard},
    steps,
    view::{Listed, View},
};

/// Allows a model, or all that a wildcard stands for. Where every model was allowed, a list begins, and what the chains
/// use is on it, too.
pub fn allow(view: &View, op: &AllowModel) -> Result<Decision, Refusal> {
    let model = named_or_wildcard(view, &op.model)?;
    let list = Allowlist::of(view);
    if is_wildcard(&model) && (list == Allowlist::Map || allowlist::is_old(view.generation())) {
        return Err(Refusal::NoWildcards { wildcard: model.key() });
    }
    let decision = match allowed_by(view, list, &model) {
        Some(by) if by == model => Decision::nothing(Effect::ModelAllowed { model: model.key() }),
        Some(by) => Decision::nothing(Effect::ModelCovered { model: model.key(), by: by.key() }),
        None => put(view, list, &model, op.force)?,
    };
    Ok(told(view, decision))
}

fn put(view: &View, list: Allowlist, model: &ModelRef, force: bool) -> Result<Decision, Refusal> {
    known::check(view, model, force)?;
    let effect = Effect::ModelAllowed { model: model.key() };
    let decision = match list {
        Allowlist::Off => {
            let others = others(view, model);
            Decision::new(beginning(view, &others, model), effect).note(allowlist::switched_on(&others))
        }
        Allowlist::Map => Decision::new(vec![entry(model)], effect),
        Allowlist::Policy => Decision::new(appended(view, std::slice::from_ref(model)), effect),
    };
    Ok(steps::told(view, decision))
}

/// Takes a model off the list, however it is spelled there. What a wildcard stands for is no entry of its own.
pub fn disallow(view: &View, op: &DisallowModel) -> Result<Decision, Refusal> {
    let typed = op.model.trim();
    let model = view.resolve(typed);
    let is_meant = |text: &str, of: Option<&ModelRef>| text.trim() == typed || (of.is_some() && of == model.as_ref());
    let decision = match Allowlist::of(view) {
        Allowlist::Off => return Err(not_allowed(view, typed, false)),
        Allowlist::Map => {
            let found: Vec<_> = view.listed().filter(|entry| is_meant(&entry.key, entry.model.as_ref())).collect();
            let first = found.first().ok_or_else(|| not_allowed(view, typed, true))?;
            unlisted(view, &found, first)
        }
        Allowlist::Policy => {
            let found: Vec<_> =
                policy(view).into_iter().filter(|(_, rung)| is_meant(&rung.configured, rung.model.as_ref())).collect();
            let (_, first) = found.first().ok_or_else(|| covered(view, typed, model.as_ref()))?;
            let edits = without(view, &found.iter().map(|(index, _)| *index).collect::<Vec<_>>());
            disallowed(view, edits, &first.label(), first.model.as_ref())
        }
    };
    Ok(told(view, decision))
}

/// Says whom it does not reach.
fn told(view: &View, decision: Decision) -> Decision {
    allowlist::out_of_reach(view).into_iter().fold(decision, Decision::note)
}

/// What is on the list and allows a model.
fn allowed_by(view: &View, list: Allowlist, model: &ModelRef) -> Option<ModelRef> {
    match list {
        Allowlist::Off => None,
        Allowlist::Map => view.entry(model).map(|_| model.clone()),
        Allowlist::Policy => Policy::of(view).allows(model).cloned(),
    }
}

/// A new list, in the place that the home has for one.
fn beginning(view: &View, others: &[ModelRef], model: &ModelRef) -> Vec<Edit> {
    let all: Vec<_> = others.iter().chain([model]).cloned().collect();
    if allowlist::is_old(view.generation()) {
        return all.iter().map(entry).collect();
    }
    let marker = allowlist::is_by_map(view).then(allowlist::moved);
    marker.into_iter().chain(appended(view, &all)).collect()
}

/// At the end of the policy's list. What is there and no list the editor refuses, and says where it stands.
fn appended(view: &View, models: &[ModelRef]) -> Vec<Edit> {
    let keys = models.iter().map(ModelRef::key);
    match view.get(&policy_path()) {
        None => vec![Edit::Set { path: policy_path(), value: keys.collect::<Value>().into() }],
        Some(list) => {
            let length = list.as_array().map_or(0, Vec::len);
            let insert = |(index, key): (usize, String)| Edit::Insert { list: policy_path(), index, value: key.into() };
            (length..).zip(keys).map(insert).collect()
        }
    }
}

/// The policy without some of its list. With nothing in it, the list goes, and the policy stays: without one the map of
/// models may be the list again.
fn without(view: &View, indices: &[usize]) -> Vec<Edit> {
    let path = policy_path();
    let length = view.get(&path).and_then(Value::as_array).map_or(0, Vec::len);
    if indices.len() < length {
        // From behind, so that an index still means what it meant.
        return indices.iter().rev().map(|index| Edit::Remove { path: path.index(*index) }).collect();
    }
    vec![Edit::Remove { path }]
}

/// The map without some entries: what else they held is gone, too.
fn unlisted(view: &View, found: &[Listed], first: &Listed) -> Decision {
    let edits = found.iter().map(|entry| Edit::Remove { path: entry.path() }).collect();
    let decision = disallowed(view, edits, &first.label(), first.model.as_ref());
    let written = found.iter().filter(|entry| !entry.is_built_in).filter_map(|entry| entry.alias.as_ref());
    let aliases = written.map(|alias| format!("its alias `{alias}` is removed too"));
    let has_more = |entry: &Listed| {
        let members = view.get(&entry.path()).and_then(Value::as_object);
        members.is_some_and(|members| members.keys().any(|key| key != "alias"))
    };
    let settings = found.iter().any(has_more).then(|| "its settings are removed too".to_owned());
    aliases.chain(settings).fold(decision, Decision::note)
}

fn disallowed(view: &View, edits: Vec<Edit>, label: &str, model: Option<&ModelRef>) -> Decision {
    let after = view.edited(&edits).unwrap_or_default();
    let stays = model.and_then(|model| steps::of(&after, model));
    let stays = stays.map(|step| format!("it is still allowed where it is used: it is {}", step.name));
    let list = Allowlist::of(&after);
    let by = model.and_then(|model| allowed_by(&after, list, model));
    let by = by.map(|by| format!("it is still allowed by `{by}`"));
    let ends = list == Allowlist::Off;
    let ends = ends.then(|| "the allowlist is empty, so every model is allowed".to_owned());
    let decision = Decision::new(edits, Effect::ModelDisallowed { model: label.to_owned() });
    steps::told(view, stays.into_iter().chain(by).chain(ends).fold(decision, Decision::note))
}

fn covered(view: &View, typed: &str, model: Option<&ModelRef>) -> Refusal {
    let by = model.and_then(|model| Some((model, allowed_by(view, Allowlist::Policy, model)?)));
    match by {
        Some((model, by)) => Refusal::Covered { model: model.key(), by: by.key() },
        None => not_allowed(view, typed, true),
    }
}

fn not_allowed(view: &View, typed: &str, is_on: bool) -> Refusal {
    let model = view.resolve(typed);
    let label = model.as_ref().map_or_else(|| typed.to_owned(), ModelRef::key);
    let step = model.as_ref().and_then(|model| steps::of(view, model)).map(|step| step.name);
    let alike = closest(&label, allowlist::allowed(view).models.iter().map(String::as_str));
    Refusal::NotAllowed { model: label, is_on, step, alike }
}

#[cfg(test)]
mod tests;
