//! Whether a change can be taken back, before it is made.

use super::{WhyNot, sound};
use crate::{fit, history::Leaf, home::Home, view::View};

/// A change that is ready and not made.
pub struct Ahead<'a> {
    /// Its leaves with their texts, each with what the history keeps of it.
    pub leaves: Vec<(&'a Leaf, Leaf)>,
    /// The configuration before it.
    pub before: &'a View,
    /// The configuration afterwards.
    pub after: &'a View,
    /// Where the configuration stands.
    pub home: &'a Home,
}

/// Why a change could not be taken back right after it was made, while the byte copy of its file is kept.
pub fn obstacle_ahead(change: &Ahead<'_>) -> Option<WhyNot> {
    let Ahead { leaves, before, after, home } = change;
    if leaves.is_empty() {
        return Some(WhyNot::NothingKnown);
    }
    leaves.iter().find_map(|(leaf, kept)| obstacle(leaf, kept)).or_else(|| {
        // Most configurations have no problem that could come back.
        let is_sound = fit::problems(before, home).is_empty();
        let misfit = if is_sound { None } else { fit::new_problem(after, before, home) };
        misfit.map(|misfit| WhyNot::Misfit { at: misfit.at, why: misfit.why })
    })
}

fn obstacle(leaf: &Leaf, kept: &Leaf) -> Option<WhyNot> {
    let unknown = || (!kept.is_known() && !sound::may_be_restored(leaf)).then(|| sound::not_known(&kept.path));
    sound::check(kept).err().or_else(unknown)
}
