//! Single values by their path: what may be seen, what may be put there, what may be taken out.
//!
//! The parts: `place` finds the edit for a path, `value` reads what was typed, `shown` hides what is not to be seen,
//! `sound` refuses what can be no secret.

mod place;
mod refused;
mod shown;
mod sound;
mod value;

use contract::{Effect, SetValue, Setting, UnsetValue};
use json5_edit::{Edit, KeyPath, Step};
use serde_json::Value;

pub use refused::Refused;

use crate::{
    closest::closest,
    decision::Decision,
    fit,
    home::Home,
    path::{INCLUDE, parse},
    secret,
    shape::Misfit,
    slice,
    view::View,
};

/// How much of the configuration may be touched.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// All of it: somebody at a terminal, whose file it is.
    All,
    /// What is about models: a page.
    Models,
}

/// More keys are not named.
const MOST_NAMED: usize = 8;

/// What stands at a path, as it is written.
pub fn get(view: &View, typed: &str, reach: Reach) -> Result<Setting, Refused> {
    let path = within(view, typed, reach)?;
    match view.get(&path) {
        Some(value) => Ok(Setting { json: Some(shown(&path, value, reach)), path: path.to_string() }),
        None => Err(missing(view, path, reach)),
    }
}

/// Puts a value at a path.
pub fn set(view: &View, home: &Home, op: &SetValue, reach: Reach) -> Result<Decision, Refused> {
    let path = within(view, &op.path, reach)?;
    is_ours_to_write(&path)?;
    place::is_in_the_shape_of(view, &path)?;
    let value = value::read(&path, op)?;
    let present = view.get(&path);
    is_within(reach, &path, &value)?;
    let there = path.to_string();
    if present == Some(&value) {
        return Ok(Decision::nothing(Effect::ValueThere { path: there }));
    }
    if let Some(present) = present {
        is_within(reach, &path, present)?;
    }
    if reach == Reach::Models && shown::has_new_variable(&value, present) {
        return Err(Refused::Variable { path });
    }
    let edit = place::edit(view, &path, value)?;
    still_fits(view, home, &edit, &path)?;
    Ok(Decision::new(vec![edit], Effect::ValueSet { path: there }))
}

/// Takes a value out; what it stood in stays.
pub fn unset(view: &View, home: &Home, op: &UnsetValue, reach: Reach) -> Result<Decision, Refused> {
    let path = within(view, &op.path, reach)?;
    is_ours_to_write(&path)?;
    match view.get(&path) {
        Some(present) => is_within(reach, &path, present)?,
        None => return Err(missing(view, path, reach)),
    }
    let edit = Edit::Remove { path: path.clone() };
    still_fits(view, home, &edit, &path)?;
    Ok(Decision::new(vec![edit], Effect::ValueUnset { path: path.to_string() }))
}

/// What stands at a path after it was set. What came through a pipe is shown where a diff would show it, and nowhere
/// else: somebody piped it for a reason.
pub fn after_set(view: &View, op: &SetValue, reach: Reach) -> Setting {
    now(view, &op.path, if op.piped { Reach::Models } else { reach })
}

/// What stands at a path; nothing when it is none.
pub fn now(view: &View, typed: &str, reach: Reach) -> Setting {
    let Ok(path) = parse(typed, view) else { return Setting { path: typed.to_owned(), json: None } };
    Setting { json: view.get(&path).map(|value| shown(&path, value, reach)), path: path.to_string() }
}

fn shown(path: &KeyPath, value: &Value, reach: Reach) -> String {
    let is_hidden = match reach {
        Reach::All => shown::is_secret,
        Reach::Models => shown::is_foreign,
    };
    shown::masked(path, value, is_hidden).to_string()
}

/// A page reaches the models slice, without the secrets that somebody may have put there.
fn within(view: &View, typed: &str, reach: Reach) -> Result<KeyPath, Refused> {
    let path = parse(typed, view)?;
    place::is_undotted(&path)?;
    let names = slice::names(&path);
    match reach {
        Reach::Models if !slice::is_ours(&path) || secret::is_secret(&names) => Err(Refused::NotForPages { path }),
        _ => Ok(path),
    }
}

/// A page neither writes nor replaces what it does not see.
fn is_within(reach: Reach, path: &KeyPath, value: &Value) -> Result<(), Refused> {
    match reach {
        Reach::Models if shown::masked(path, value, shown::is_foreign) != *value => {
            Err(Refused::NotForPages { path: path.clone() })
        }
        _ => Ok(()),
    }
}

fn is_ours_to_write(path: &KeyPath) -> Result<(), Refused> {
    match slice::names(path).as_slice() {
        [first, ..] if first == "meta" => Err(Refused::OpenClaws { path: path.clone() }),
        names if names.iter().any(|key| key == INCLUDE) => Err(Refused::Include { path: path.clone() }),
        _ => Ok(()),
    }
}

/// What OpenClaw would refuse afterwards, and does not refuse now. What is wrong elsewhere already is nobody's fault
/// here; what is wrong in a value that is set is.
fn still_fits(view: &View, home: &Home, edit: &Edit, path: &KeyPath) -> Result<(), Refused> {
    // An edit that is impossible is refused where the text is at hand, with the place.
    let Ok(after) = view.edited(std::slice::from_ref(edit)) else { return Ok(()) };
    // What has moved up to where something was taken out is none of it.
    let is_set = !matches!(edit, Edit::Remove { .. });
    let is_here = |misfit: &Misfit| is_set && misfit.at.steps().starts_with(path.steps());
    let here = fit::problems(&after, home).into_iter().find(is_here);
    match here.or_else(|| fit::new_problem(view, &after, home)) {
        Some(Misfit { at, why, .. }) => Err(Refused::Misfit { path: path.clone(), at, why }),
        None => Ok(()),
    }
}

/// Nothing stands there: what does, where the path ends. A page sees no names beside the models slice.
fn missing(view: &View, path: KeyPath, reach: Reach) -> Refused {
    let there = place::there(view, &path);
    let level: KeyPath = path.steps().iter().take(there).cloned().collect();
    let stands = view.get(&level).filter(|_| reach == Reach::All || slice::is_ours(&level));
    let keys: Vec<&str> = match stands {
        Some(Value::Object(members)) => members.keys().map(String::as_str).collect(),
        _ => Vec::new(),
    };
    let typed = match path.steps().get(there) {
        Some(Step::Key(key)) => closest(key, keys.iter().copied()),
        _ => Vec::new(),
    };
    let near = typed.iter().map(|key| level.key(key)).collect();
    let others = keys.iter().take(MOST_NAMED).map(|key| (*key).to_owned()).collect();
    let elements = stands.and_then(Value::as_array).map(Vec::len);
    Refused::Missing { path, level, near, others, elements }
}

#[cfg(test)]
mod tests;
