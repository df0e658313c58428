//! References to an alias: chain steps and allowlist entries whose text is the alias.

use std::collections::BTreeSet;

use contract::Repair;
use json5_edit::Edit;

use crate::{
    document::{model_ref::without_profile, view::View},
    model::steps::{ModelMention, model_mentions},
};

pub(super) struct AliasReferences(Vec<ModelMention>);

impl AliasReferences {
    pub(super) fn find(view: &View, alias: &str) -> Self {
        let alias = alias.to_ascii_lowercase();
        let uses_alias = |mention: &ModelMention| view.alias_of_step(&mention.chain_step).as_ref() == Some(&alias);
        Self(model_mentions(view).into_iter().filter(uses_alias).collect())
    }

    /// The references that resolve to another model after the edits.
    pub(super) fn broken_by(view: &View, alias: &str, edits: &[Edit]) -> Self {
        let Self(mut mentions) = Self::find(view, alias);
        if let Ok(after) = view.with_edits(edits) {
            mentions
                .retain(|mention| after.chain_step(&mention.chain_step.configured).model != mention.chain_step.model);
        }
        Self(mentions)
    }

    /// The edits that replace the alias with another name. A credential profile after the alias (`@…`) stays.
    pub(super) fn rename_edits(&self, name: &str) -> Vec<Edit> {
        let edit = |ModelMention { at, chain_step: step, .. }: &ModelMention| {
            let text = step.configured.trim();
            let profile = text.strip_prefix(without_profile(text)).unwrap_or_default();
            Edit::Set { path: at.clone(), value: format!("{name}{profile}").into() }
        };
        self.0.iter().map(edit).collect()
    }

    /// Describes these edits for the user; `None` if nothing uses the alias.
    pub(super) fn to_repair(&self, writes: &str, is_on: bool) -> Option<Repair> {
        let count = |is_list| {
            let parts =
                self.0.iter().filter(|mention| mention.is_allowlist == is_list).map(|mention| &mention.container_label);
            parts.collect::<BTreeSet<_>>().len()
        };
        let repair = Repair { writes: writes.to_owned(), chains: count(false), lists: count(true), is_on };
        (!self.0.is_empty()).then_some(repair)
    }
}
