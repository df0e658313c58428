//! Lists the model aliases, with the chain steps that use them.

use std::collections::BTreeMap;

use contract::{AliasInfo, AliasList, AliasUse, ModelRef};

use super::steps::{self, LocatedStep};
use crate::document::view::{ModelEntry, View};

/// Lists the aliases, in the order of the file.
pub fn list_aliases(view: &View) -> AliasList {
    let (all, uses) = (steps::all_steps(view), uses_by_alias(view));
    let means = |alias: &str| view.resolve_alias(alias).cloned();
    let info = |entry: ModelEntry| {
        let (model, alias, called) = (entry.label(), entry.alias?, entry.effective_alias?);
        let works = entry.model.is_some() && means(&called) == entry.model;
        let used_in =
            if works { uses.get(&called.to_ascii_lowercase()).cloned().unwrap_or_default() } else { Vec::new() };
        let model_in =
            entry.model.iter().filter(|_| works).flat_map(|model| other_uses_of_model(&all, model, &used_in)).collect();
        Some(AliasInfo {
            alias,
            model,
            is_built_in: entry.is_alias_built_in,
            works,
            used_in,
            model_in,
            marks: Vec::new(),
        })
    };
    AliasList { aliases: view.model_entries().filter_map(info).collect() }
}

/// The chain steps that use each alias, by the alias in lower case.
fn uses_by_alias(view: &View) -> BTreeMap<String, Vec<AliasUse>> {
    let mut uses = BTreeMap::<_, Vec<_>>::new();
    for step in steps::all_steps(view) {
        if let Some(alias) = view.alias_of_step(&step.chain_step) {
            uses.entry(alias).or_default().push(step.to_use());
        }
    }
    uses
}

/// The steps that resolve to a model, without those in `used_in`, which use its alias.
fn other_uses_of_model(steps: &[LocatedStep], model: &ModelRef, used_in: &[AliasUse]) -> Vec<AliasUse> {
    let has_it = steps.iter().filter(|step| step.chain_step.model.as_ref() == Some(model));
    has_it.map(LocatedStep::to_use).filter(|alias_use| !used_in.contains(alias_use)).collect()
}
