//! Manage model aliases.

mod rename;
mod users;

use std::collections::BTreeMap;

use contract::{AddAlias, AliasInfo, AliasList, Effect, ModelRef, RemoveAlias, Use};
use json5_edit::Edit;

use crate::{
    allowlist::{self, Allowlist, Policy},
    closest::closest,
    decision::{Decision, Refusal},
    known,
    refs::named,
    steps::{self, Step},
    view::{Listed, View, built_in, map},
};
pub use rename::rename;
use users::Users;

/// What there is, in the order of the file.
pub fn list(view: &View) -> AliasList {
    let (all, uses) = (steps::all(view), uses(view));
    let means = |alias: &str| view.alias(alias).cloned();
    let info = |entry: Listed| {
        let (model, alias, called) = (entry.label(), entry.alias?, entry.called?);
        let works = entry.model.is_some() && means(&called) == entry.model;
        let used_in =
            if works { uses.get(&called.to_ascii_lowercase()).cloned().unwrap_or_default() } else { Vec::new() };
        let model_in = entry.model.iter().filter(|_| works).flat_map(|model| model_in(&all, model, &used_in)).collect();
        Some(AliasInfo { alias, model, is_built_in: entry.is_built_in, works, used_in, model_in })
    };
    AliasList { aliases: view.listed().filter_map(info).collect() }
}

/// Where each alias is written, by its lower case.
fn uses(view: &View) -> BTreeMap<String, Vec<Use>> {
    let mut uses = BTreeMap::<_, Vec<_>>::new();
    for step in steps::all(view) {
        if let Some(alias) = view.alias_in(&step.rung) {
            uses.entry(alias).or_default().push(step.place());
        }
    }
    uses
}

/// The steps that have a model, without those that are known to name its alias.
fn model_in(steps: &[Step], model: &ModelRef, used_in: &[Use]) -> Vec<Use> {
    let has_it = steps.iter().filter(|step| step.rung.model.as_ref() == Some(model));
    has_it.map(Step::place).filter(|place| !used_in.contains(place)).collect()
}

/// Gives a model a short name. One that stands for another model is moved.
pub fn add(view: &View, op: &AddAlias) -> Result<Decision, Refusal> {
    let alias = spelled(&op.alias)?;
    let model = named(view, &op.model)?;
    known::check(view, &model, op.force).map_err(|refusal| refusal.of_word(&op.model))?;
    let target = view.entry(&model);
    let at = target.as_ref().map_or_else(|| map().key(&model.key()), Listed::path);
    let old = target.as_ref().and_then(|entry| entry.alias.as_deref());
    let others: Vec<_> = view.listed().filter(|entry| entry.is_called(alias) && entry.path() != at).collect();
    let effect = effect(view, alias, &model);
    if others.is_empty() && old == Some(alias) {
        return Ok(Decision::nothing(effect));
    }
    let (company, note) = if target.is_none() { allowlist::company(view, &model) } else { (Vec::new(), None) };
    let freed = others.iter().map(|entry| without(view, entry, alias));
    // The last: of two that are called the same, OpenClaw takes the later one.
    let set = Edit::Set { path: at.key("alias"), value: alias.into() };
    let decision = Decision::new(freed.chain(company).chain([set]).collect(), effect);
    let replaced = old.filter(|old| !old.eq_ignore_ascii_case(alias));
    let replaced = replaced.map(|old| format!("the model's old alias `{old}` is removed: a model has only one"));
    let notes = [replaced, note, forbidden(view, &model)];
    Ok(notes.into_iter().flatten().fold(steps::told(view, decision), Decision::note))
}

fn effect(view: &View, alias: &str, model: &ModelRef) -> Effect {
    let (alias, key) = (alias.to_owned(), model.key());
    match view.alias(&alias).filter(|before| *before != model) {
        Some(from) => Effect::AliasMoved { from: from.key(), to: key, alias },
        None => Effect::AliasAdded { model: key, alias },
    }
}

/// Removes an alias, wherever it stands. One that is in use is only removed with what keeps its users as they are, or by
/// force.
pub fn remove(view: &View, op: &RemoveAlias) -> Result<Decision, Refusal> {
    let alias = op.alias.trim();
    let would_be = |entry: &Listed| entry.yields.is_some_and(|own| own.eq_ignore_ascii_case(alias));
    let found: Vec<_> = view.listed().filter(|entry| entry.is_called(alias) || would_be(entry)).collect();
    let Some(last) = found.iter().rfind(|entry| entry.is_called(alias)) else { return Err(unknown(view, alias)) };
    let (written, model) = (last.alias.clone().unwrap_or_default(), last.label());
    let edits: Vec<_> = found.iter().map(|entry| without(view, entry, alias)).collect();
    let users = Users::that_lose(view, alias, &edits);
    let repair = users.repair(&model, op.write_out);
    let written_out = if op.write_out { users.renamed(&model) } else { Vec::new() };
    let effect = Effect::AliasRemoved { alias: written.clone(), model };
    let decision = steps::told(view, Decision::new(written_out.into_iter().chain(edits).collect(), effect));
    if let Some(repair) = repair.clone().filter(|_| !op.write_out && !op.force) {
        let breaks = decision.breaks.into_iter().chain(decision.notes).collect();
        return Err(Refusal::AliasUsed { alias: written, breaks, repair });
    }
    let note = |entry: &Listed| {
        format!("`{alias}` is OpenClaw's built-in alias for `{}`; an empty alias switches it off", entry.label())
    };
    let own = found.iter().find(|entry| is_own(view, entry, alias)).map(note);
    Ok(own.into_iter().fold(Decision { repair, ..decision }, Decision::note))
}

/// An entry without its alias. Where OpenClaw would put in the very same one by itself, only an empty one is none.
fn without(view: &View, entry: &Listed, alias: &str) -> Edit {
    let path = entry.path().key("alias");
    if is_own(view, entry, alias) { Edit::Set { path, value: "".into() } } else { Edit::Remove { path } }
}

/// Whether OpenClaw gives this alias to this model by itself.
fn is_own(view: &View, entry: &Listed, alias: &str) -> bool {
    built_in(&entry.key, view.generation()).is_some_and(|own| own.eq_ignore_ascii_case(alias))
}

/// A name that nobody may ask for is of little use.
fn forbidden(view: &View, model: &ModelRef) -> Option<String> {
    let is_allowed = || Policy::of(view).allows(model).is_some();
    let is_forbidden = Allowlist::of(view) == Allowlist::Policy && !is_allowed() && steps::of(view, model).is_none();
    is_forbidden.then(|| format!("`{model}` is not on the allowlist: `openclaw models allow {model}` adds it"))
}

fn unknown(view: &View, alias: &str) -> Refusal {
    let of_model = view.resolve(alias).and_then(|model| view.entry(&model)?.alias);
    let names: Vec<_> = view.listed().filter_map(|entry| entry.alias).collect();
    let alike = of_model.map_or_else(|| closest(alias, names.iter().map(String::as_str)), |alias| vec![alias]);
    Refusal::UnknownAlias { alias: alias.to_owned(), alike, count: names.len() }
}

/// What OpenClaw takes for an alias, without the blanks around it.
fn spelled(typed: &str) -> Result<&str, Refusal> {
    let alias = typed.trim();
    let is_fit = |c: char| c.is_ascii_alphanumeric() || "._:-".contains(c);
    if !alias.is_empty() && alias.chars().all(is_fit) {
        Ok(alias)
    } else {
        Err(Refusal::NotAnAlias { typed: typed.to_owned() })
    }
}

#[cfg(test)]
mod tests;
