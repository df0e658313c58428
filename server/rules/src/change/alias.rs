//! Manage model aliases.

mod alias_error;
mod references;
mod rename;

use contract::{AddAlias, Effect, ModelRef, OpError, RemoveAlias};
use json5_edit::Edit;

use crate::{
    base::{decision::Decision, did_you_mean::closest_names},
    document::{
        policy::ModelPolicy,
        view::{ModelEntry, View, built_in_alias},
    },
    model::{
        allowlist::{self, AllowlistSource},
        steps,
        typed_model::TypedModel,
    },
    schema::paths::model_map_path,
};
pub use alias_error::AliasError;
use references::AliasReferences;
pub use rename::rename_alias;

/// Adds an alias for a model. If the alias belongs to another model, it is moved.
pub fn add_alias(view: &View, op: &AddAlias) -> Result<Decision, OpError> {
    let alias = parse_alias(&op.alias)?;
    let typed = TypedModel::resolve(view, &op.model)?;
    typed.check_known(view, op.force)?;
    let model = typed.model;
    let target = view.model_entry(&model);
    let entry_path = target.as_ref().map_or_else(|| model_map_path().with_key(&model.key()), ModelEntry::entry_path);
    let old = target.as_ref().and_then(|entry| entry.alias.as_deref());
    let others: Vec<_> =
        view.model_entries().filter(|entry| entry.has_alias(alias) && entry.entry_path() != entry_path).collect();
    let effect = add_effect(view, alias, &model);
    if others.is_empty() && old == Some(alias) {
        return Ok(Decision::unchanged(effect));
    }
    let (company, note) = if target.is_none() { allowlist::entry_side_edits(view, &model) } else { (Vec::new(), None) };
    let freed = others.iter().map(|entry| remove_alias_edit(view, entry, alias));
    // Set the alias last: of two entries with the same alias, OpenClaw uses the later one.
    let set = Edit::Set { path: entry_path.with_key("alias"), value: alias.into() };
    let decision = Decision::new(freed.chain(company).chain([set]).collect(), effect);
    let replaced = old.filter(|old| !old.eq_ignore_ascii_case(alias));
    let replaced = replaced.map(|old| format!("the model's old alias `{old}` is removed: a model has only one"));
    let notes = [replaced, note, not_allowed_note(view, &model)];
    Ok(notes.into_iter().flatten().fold(steps::with_alias_warnings(view, decision), Decision::with_note))
}

fn add_effect(view: &View, alias: &str, model: &ModelRef) -> Effect {
    let (alias, key) = (alias.to_owned(), model.key());
    match view.resolve_alias(&alias).filter(|before| *before != model) {
        Some(from) => Effect::AliasMoved { from: from.key(), to: key, alias },
        None => Effect::AliasAdded { model: key, alias },
    }
}

/// Removes an alias from every entry that has it. An alias in use is only removed if its references are replaced with
/// the model (`write_out`), or by force.
pub fn remove_alias(view: &View, op: &RemoveAlias) -> Result<Decision, AliasError> {
    let alias = op.alias.trim();
    let would_be = |entry: &ModelEntry| entry.yielded_alias.is_some_and(|own| own.eq_ignore_ascii_case(alias));
    let found: Vec<_> = view.model_entries().filter(|entry| entry.has_alias(alias) || would_be(entry)).collect();
    let Some(last) = found.iter().rfind(|entry| entry.has_alias(alias)) else { return Err(unknown_alias(view, alias)) };
    let (written, model) = (last.alias.clone().unwrap_or_default(), last.label());
    let edits: Vec<_> = found.iter().map(|entry| remove_alias_edit(view, entry, alias)).collect();
    let users = AliasReferences::broken_by(view, alias, &edits);
    let repair = users.to_repair(&model, op.write_out);
    let written_out = if op.write_out { users.rename_edits(&model) } else { Vec::new() };
    let effect = Effect::AliasRemoved { alias: written.clone(), model };
    let decision =
        steps::with_alias_warnings(view, Decision::new(written_out.into_iter().chain(edits).collect(), effect));
    if let Some(repair) = repair.clone().filter(|_| !op.write_out && !op.force) {
        let breaks = decision.breaks.into_iter().chain(decision.notes).collect();
        return Err(AliasError::InUse { alias: written, breaks, repair });
    }
    let note = |entry: &ModelEntry| {
        format!("`{alias}` is OpenClaw's built-in alias for `{}`; an empty alias switches it off", entry.label())
    };
    let own = found.iter().find(|entry| is_built_in_alias(view, entry, alias)).map(note);
    Ok(own.into_iter().fold(Decision { repair, ..decision }, Decision::with_note))
}

/// The edit that removes the alias of an entry. For OpenClaw's built-in alias of the model, an empty alias is written
/// instead, which switches the built-in one off.
fn remove_alias_edit(view: &View, entry: &ModelEntry, alias: &str) -> Edit {
    let path = entry.entry_path().with_key("alias");
    if is_built_in_alias(view, entry, alias) { Edit::Set { path, value: "".into() } } else { Edit::Remove { path } }
}

/// Whether this is OpenClaw's built-in alias for the model.
fn is_built_in_alias(view: &View, entry: &ModelEntry, alias: &str) -> bool {
    built_in_alias(&entry.key, view.generation()).is_some_and(|own| own.eq_ignore_ascii_case(alias))
}

/// The note for an alias whose model is not on the allowlist, so that it cannot be chosen.
fn not_allowed_note(view: &View, model: &ModelRef) -> Option<String> {
    let is_allowed = || ModelPolicy::read(view).allowing_entry(model).is_some();
    let is_forbidden = AllowlistSource::detect(view) == AllowlistSource::Policy
        && !is_allowed()
        && steps::first_step_of(view, model).is_none();
    is_forbidden.then(|| format!("`{model}` is not on the allowlist: `openclaw models allow {model}` adds it"))
}

fn unknown_alias(view: &View, alias: &str) -> AliasError {
    let of_model = view.resolve_name(alias).and_then(|model| view.model_entry(&model)?.alias);
    let names: Vec<_> = view.model_entries().filter_map(|entry| entry.alias).collect();
    let alike = of_model.map_or_else(|| closest_names(alias, names.iter().map(String::as_str)), |alias| vec![alias]);
    AliasError::Unknown { alias: alias.to_owned(), suggestions: alike, count: names.len() }
}

/// Trims an alias and checks that OpenClaw accepts it.
fn parse_alias(typed: &str) -> Result<&str, AliasError> {
    let alias = typed.trim();
    let is_fit = |c: char| c.is_ascii_alphanumeric() || "._:-".contains(c);
    if !alias.is_empty() && alias.chars().all(is_fit) {
        Ok(alias)
    } else {
        Err(AliasError::Invalid { typed: typed.to_owned() })
    }
}

#[cfg(test)]
mod tests;
