//! What is said about changed credentials.

use contract::Effect;

use crate::base::secret::hide_if_secret;

/// An id as it may be shown: a key in the place of a name is hidden.
pub(super) fn visible_id(id: &str) -> String {
    hide_if_secret(id).to_owned()
}

/// Ids between backticks.
pub(super) fn quoted<'i>(ids: impl IntoIterator<Item = &'i str>) -> String {
    ids.into_iter().map(|id| format!("`{}`", visible_id(id))).collect::<Vec<_>>().join(", ")
}

/// The effect of a change, from what is done and what was done.
pub(super) fn effect(does: impl Into<String>, did: impl Into<String>) -> Effect {
    Effect::CredentialsChanged { does: does.into(), did: did.into() }
}

/// The effect of a change that changes nothing.
pub(super) fn no_effect(why: impl Into<String>) -> Effect {
    effect(why, "")
}

/// The article before a name.
pub(super) fn article(name: &str) -> &'static str {
    if name.starts_with(['A', 'N', 'O', 'x']) { "an" } else { "a" }
}
