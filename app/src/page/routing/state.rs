//! Rows of a chain that is being reordered.

use contract::{Chain, ChainStep, MoveTarget};

use crate::part::{ReorderItem, RowId, Rows};

/// A step of the chain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct StepItem {
    chain_step: ChainStep,
    /// Whether it is the primary in the server's chain. A chain with such a row has a primary: the first row.
    was_primary: bool,
}

impl ReorderItem for StepItem {
    fn name(&self) -> &str {
        &self.chain_step.configured
    }

    fn is_same(&self, other: &Self) -> bool {
        is_same_model(&self.chain_step, &other.chain_step)
    }

    fn is_movable(rows: &Rows<Self>, index: usize) -> bool {
        rows.len() > 1 && rows.is_addressable(index)
    }
}

fn is_same_model(one: &ChainStep, other: &ChainStep) -> bool {
    one.configured == other.configured || (one.model.is_some() && one.model == other.model)
}

/// The steps of a chain: the primary first, if there is one.
pub(super) fn step_items(chain: Chain) -> Vec<StepItem> {
    let item = |was_primary| move |chain_step| StepItem { chain_step, was_primary };
    chain.primary.into_iter().map(item(true)).chain(chain.fallbacks.into_iter().map(item(false))).collect()
}

/// A requested move: the model and its target. It never contains a whole list, so that concurrent moves are not lost.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct MoveRequest {
    pub(super) model: String,
    pub(super) target: MoveTarget,
}

/// Displayed state of a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct RowView {
    pub(super) chain_step: ChainStep,
    /// Position from 1, including the primary or OpenClaw's own default.
    pub(super) step: usize,
    pub(super) step_count: usize,
    pub(super) is_primary: bool,
    /// Step of an earlier row with the same model.
    pub(super) same_as: Option<usize>,
    /// Targets of a move by one step, up and down.
    pub(super) up: Option<MoveTarget>,
    pub(super) down: Option<MoveTarget>,
}

impl Rows<StepItem> {
    pub(super) fn has_primary(&self) -> bool {
        self.items().any(|item| item.was_primary)
    }

    pub(super) fn has_fallbacks(&self) -> bool {
        self.len() > self.first_fallback_index()
    }

    /// The move of a row from one index to another.
    pub(super) fn move_request(&self, from: usize, to: usize) -> Option<MoveRequest> {
        let target = self.move_target(from, to)?;
        Some(MoveRequest { model: self.item(from)?.chain_step.configured.clone(), target })
    }

    pub(super) fn row_view(&self, id: RowId) -> Option<RowView> {
        let index = self.index_of(id)?;
        let chain_step = self.item(index)?.chain_step.clone();
        // Without a primary, OpenClaw's own default is step 1.
        let offset = 2 - self.first_fallback_index();
        let can = StepItem::is_movable(self, index);
        let same_as = self.items().take(index).position(|row| is_same_model(&row.chain_step, &chain_step));
        // Moving it to the position of the same model would change nothing.
        let up = index.checked_sub(1).filter(|to| can && same_as != Some(*to));
        Some(RowView {
            step: index + offset,
            step_count: self.len() + offset - 1,
            is_primary: index < self.first_fallback_index(),
            same_as: same_as.map(|other| other + offset),
            up: up.and_then(|to| self.move_target(index, to)),
            down: Some(index + 1).filter(|to| can && *to < self.len()).and_then(|to| self.move_target(index, to)),
            chain_step,
        })
    }

    /// Index of the first fallback.
    fn first_fallback_index(&self) -> usize {
        usize::from(self.has_primary())
    }

    /// Whether the name of a row identifies it: a name means the first fallback with that model, or the primary if no
    /// fallback has it.
    fn is_addressable(&self, index: usize) -> bool {
        let Some(row) = self.item(index) else { return false };
        let mut fallbacks = self.items().enumerate().skip(self.first_fallback_index());
        fallbacks
            .find(|(_, other)| other.is_same(row))
            .map_or(index < self.first_fallback_index(), |(first, _)| first == index)
    }

    /// Target of a move from one index to another. It names a neighbor, so that it means the same after concurrent
    /// moves.
    fn move_target(&self, from: usize, to: usize) -> Option<MoveTarget> {
        if from == to {
            return None;
        }
        if to < self.first_fallback_index() {
            return Some(MoveTarget::Primary);
        }
        // The neighbors of the target, by their current indexes.
        let (before, behind) = if to > from { (to, to + 1) } else { (to.wrapping_sub(1), to) };
        let is_fallback = |index: usize| index >= self.first_fallback_index() && index != from;
        let name = |index: usize| {
            self.item(index)
                .filter(|_| is_fallback(index) && self.is_addressable(index))
                .map(|row| row.chain_step.configured.clone())
        };
        let after = || name(before).map(MoveTarget::After);
        // If the primary moves, the first fallback takes its position, so the primary can only go after another row.
        let ahead = || name(behind).filter(|_| from >= self.first_fallback_index()).map(MoveTarget::Before);
        let beside = if to > from { after().or_else(ahead) } else { ahead().or_else(after) };
        Some(beside.unwrap_or(MoveTarget::To(to + 1 - self.first_fallback_index())))
    }
}

#[cfg(test)]
mod tests;
