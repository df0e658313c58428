//! What a text means where a model is named, and whether that may be shown.
//!
//! A variable may hold anything, and a password looks like a name. So what fills a `${VAR}` is shown only where the
//! whole is a model that can be read elsewhere: in the catalog, or written out in the document. Else the text stays as it
//! is written; whether it is known may still be told.

use std::{borrow::Cow, collections::BTreeSet};

use contract::{ModelRef, Rung};

use super::View;
use crate::{env::has_variable, known};

impl View {
    /// What a text means, as far as it may be shown; `None` also while a variable in it is not set.
    pub(super) fn shown<'a>(&self, name: &'a str) -> Option<Cow<'a, str>> {
        let meaning = self.env.text(name)?;
        let is_public = |model: ModelRef| catalog::find(&model).is_some() || self.written.contains(&model);
        (!has_variable(name) || self.resolve(&meaning).is_some_and(is_public)).then_some(meaning)
    }

    /// Whether a step means a model that is not shown, because a variable holds it: then, whether it is known.
    pub(crate) fn kept_to_itself(&self, rung: &Rung) -> Option<bool> {
        let model = self.meant(&rung.configured).filter(|_| rung.model.is_none())?;
        Some(known::is_known(self, &model))
    }

    /// What a text means; it may be a secret.
    pub(super) fn meant(&self, name: &str) -> Option<ModelRef> {
        self.env.text(name).and_then(|name| self.resolve(&name))
    }
}

/// The models that are written out. A rung is none of them: it may have a variable.
pub(super) fn written(view: &View) -> BTreeSet<ModelRef> {
    let listed = view.listed().filter_map(|entry| entry.model);
    listed.chain(known::configured(view).map(|(model, _)| model)).collect()
}
