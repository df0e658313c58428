//! Add models to the allowlist and remove them from it.

mod allowlist_error;

use contract::{AllowModel, DisallowModel, Effect, ModelRef, OpError};
use json5_edit::Edit;
use serde_json::Value;

use crate::{
    base::{decision::Decision, did_you_mean::closest_names},
    document::{
        model_name::resolve_model_or_wildcard,
        model_ref::is_wildcard,
        policy::{self, ModelPolicy, policy_allow_path, policy_entries},
        view::{ModelEntry, View},
    },
    model::{
        allowlist::{self, AllowlistSource, empty_entry_edit, other_models_in_use},
        known_models::{self, ModelCheckError},
        steps,
    },
};
pub use allowlist_error::AllowlistError;

/// Adds a model or a wildcard to the allowlist. If every model was allowed until now, this starts an allowlist, and the
/// models that the chains use are added too.
pub fn allow_model(view: &View, op: &AllowModel) -> Result<Decision, OpError> {
    let model = resolve_model_or_wildcard(view, &op.model)?;
    let list = AllowlistSource::detect(view);
    if is_wildcard(&model) && (list == AllowlistSource::Map || policy::lacks_model_policy(view.generation())) {
        return Err(AllowlistError::WildcardNotSupported { wildcard: model.key() }.into());
    }
    let decision = match allowing_entry(view, list, &model) {
        Some(by) if by == model => Decision::unchanged(Effect::ModelAllowed { model: model.key() }),
        Some(by) => Decision::unchanged(Effect::ModelAllowedByWildcard { model: model.key(), by: by.key() }),
        None => add_to_allowlist(view, list, &model, op.force)?,
    };
    Ok(with_unaffected_agents(view, decision))
}

fn add_to_allowlist(
    view: &View,
    list: AllowlistSource,
    model: &ModelRef,
    force: bool,
) -> Result<Decision, ModelCheckError> {
    known_models::check_known(view, model, force)?;
    let effect = Effect::ModelAllowed { model: model.key() };
    let decision = match list {
        AllowlistSource::Off => {
            let others = other_models_in_use(view, model);
            Decision::new(new_allowlist_edits(view, &others, model), effect)
                .with_note(allowlist::allowlist_started_note(&others))
        }
        AllowlistSource::Map => Decision::new(vec![empty_entry_edit(model)], effect),
        AllowlistSource::Policy => Decision::new(append_to_policy(view, std::slice::from_ref(model)), effect),
    };
    Ok(steps::with_alias_warnings(view, decision))
}

/// Removes a model from the allowlist, however it is spelled there. A model that only a wildcard covers has no entry to
/// remove.
pub fn disallow_model(view: &View, op: &DisallowModel) -> Result<Decision, AllowlistError> {
    let typed = op.model.trim();
    let model = view.resolve_name(typed);
    let is_meant = |text: &str, of: Option<&ModelRef>| text.trim() == typed || (of.is_some() && of == model.as_ref());
    let decision = match AllowlistSource::detect(view) {
        AllowlistSource::Off => return Err(not_allowed_error(view, typed, false)),
        AllowlistSource::Map => {
            let found: Vec<_> =
                view.model_entries().filter(|entry| is_meant(&entry.key, entry.model.as_ref())).collect();
            let first = found.first().ok_or_else(|| not_allowed_error(view, typed, true))?;
            remove_map_entries(view, &found, first)
        }
        AllowlistSource::Policy => {
            let found: Vec<_> = policy_entries(view)
                .into_iter()
                .filter(|(_, step)| is_meant(&step.configured, step.model.as_ref()))
                .collect();
            let (_, first) = found.first().ok_or_else(|| not_listed_error(view, typed, model.as_ref()))?;
            let edits = remove_from_policy(view, &found.iter().map(|(index, _)| *index).collect::<Vec<_>>());
            disallow_decision(view, edits, &first.label(), first.model.as_ref())
        }
    };
    Ok(with_unaffected_agents(view, decision))
}

/// Adds a note that names the agents with their own list, which the change does not affect.
fn with_unaffected_agents(view: &View, decision: Decision) -> Decision {
    policy::unaffected_agents_note(view).into_iter().fold(decision, Decision::with_note)
}

/// The allowlist entry that allows a model.
fn allowing_entry(view: &View, list: AllowlistSource, model: &ModelRef) -> Option<ModelRef> {
    match list {
        AllowlistSource::Off => None,
        AllowlistSource::Map => view.model_entry(model).map(|_| model.clone()),
        AllowlistSource::Policy => ModelPolicy::read(view).allowing_entry(model).cloned(),
    }
}

/// The edits that start an allowlist: in the model map or in the model policy, depending on the home.
fn new_allowlist_edits(view: &View, others: &[ModelRef], model: &ModelRef) -> Vec<Edit> {
    let all: Vec<_> = others.iter().chain([model]).cloned().collect();
    if policy::lacks_model_policy(view.generation()) {
        return all.iter().map(empty_entry_edit).collect();
    }
    let marker = allowlist::is_map_allowlist(view).then(allowlist::mark_migrated);
    marker.into_iter().chain(append_to_policy(view, &all)).collect()
}

/// The edits that append models to the list of the policy. If the value there is not a list, the editor refuses the
/// edit and reports the position.
fn append_to_policy(view: &View, models: &[ModelRef]) -> Vec<Edit> {
    let keys = models.iter().map(ModelRef::key);
    match view.get(&policy_allow_path()) {
        None => vec![Edit::Set { path: policy_allow_path(), value: keys.collect::<Value>().into() }],
        Some(list) => {
            let length = list.as_array().map_or(0, Vec::len);
            let insert =
                |(index, key): (usize, String)| Edit::Insert { list: policy_allow_path(), index, value: key.into() };
            (length..).zip(keys).map(insert).collect()
        }
    }
}

/// The edits that remove entries from the list of the policy. If no entry is left, the list is removed and the policy
/// stays: without a policy, the model map may become the allowlist again.
fn remove_from_policy(view: &View, indices: &[usize]) -> Vec<Edit> {
    let path = policy_allow_path();
    let length = view.get(&path).and_then(Value::as_array).map_or(0, Vec::len);
    if indices.len() < length {
        // Remove the last index first, so that the other indexes stay valid.
        return indices.iter().rev().map(|index| Edit::Remove { path: path.with_index(*index) }).collect();
    }
    vec![Edit::Remove { path }]
}

/// Removes entries from the model map, with a note on the aliases and settings that are removed with them.
fn remove_map_entries(view: &View, found: &[ModelEntry], first: &ModelEntry) -> Decision {
    let edits = found.iter().map(|entry| Edit::Remove { path: entry.entry_path() }).collect();
    let decision = disallow_decision(view, edits, &first.label(), first.model.as_ref());
    let written = found.iter().filter(|entry| !entry.is_alias_built_in).filter_map(|entry| entry.alias.as_ref());
    let aliases = written.map(|alias| format!("its alias `{alias}` is removed too"));
    let has_more = |entry: &ModelEntry| {
        let members = view.get(&entry.entry_path()).and_then(Value::as_object);
        members.is_some_and(|members| members.keys().any(|key| key != "alias"))
    };
    let settings = found.iter().any(has_more).then(|| "its settings are removed too".to_owned());
    aliases.chain(settings).fold(decision, Decision::with_note)
}

fn disallow_decision(view: &View, edits: Vec<Edit>, label: &str, model: Option<&ModelRef>) -> Decision {
    let edited = view.with_edits(&edits).ok();
    let after = edited.clone().unwrap_or_default();
    let remaining_step = model.and_then(|model| steps::first_step_of(&after, model));
    let remaining_step = remaining_step.map(|step| format!("chains may still use it: it is {}", step.label));
    let list = AllowlistSource::detect(&after);
    let by = model.and_then(|model| allowing_entry(&after, list, model));
    let by = by.map(|by| format!("it is still allowed by `{by}`"));
    let ends = list == AllowlistSource::Off;
    let ends = ends.then(|| "the allowlist is empty, so every model is allowed".to_owned());
    let decision = Decision::new(edits, Effect::ModelDisallowed { model: label.to_owned() })
        .with_edited_document(edited.as_ref().map(View::shared_document));
    steps::with_alias_warnings(
        view,
        remaining_step.into_iter().chain(by).chain(ends).fold(decision, Decision::with_note),
    )
}

fn not_listed_error(view: &View, typed: &str, model: Option<&ModelRef>) -> AllowlistError {
    let by = model.and_then(|model| Some((model, allowing_entry(view, AllowlistSource::Policy, model)?)));
    match by {
        Some((model, by)) => AllowlistError::CoveredByWildcard { model: model.key(), by: by.key() },
        None => not_allowed_error(view, typed, true),
    }
}

fn not_allowed_error(view: &View, typed: &str, is_on: bool) -> AllowlistError {
    let model = view.resolve_name(typed);
    let label = model.as_ref().map_or_else(|| typed.to_owned(), ModelRef::key);
    let step = model.as_ref().and_then(|model| steps::first_step_of(view, model)).map(|step| step.label);
    let alike = closest_names(&label, allowlist::allowed_models(view).models.iter().map(String::as_str));
    AllowlistError::NotListed { model: label, has_allowlist: is_on, used_in_step: step, suggestions: alike }
}

#[cfg(test)]
mod tests;
