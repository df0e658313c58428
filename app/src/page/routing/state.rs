//! State of a chain that is being reordered: its rows, the lifted row, and updates from the server. It is independent
//! of the browser.

use contract::{Chain, ChainStep, MoveTarget};

/// Id of a row. It is generated because no text identifies a row: a model may occur in a chain twice, once by its
/// alias.
pub(super) type RowId = u32;

#[derive(Debug, Clone, PartialEq, Eq)]
struct Row {
    id: RowId,
    chain_step: ChainStep,
}

impl Row {
    fn is_same_model(&self, chain_step: &ChainStep) -> bool {
        self.chain_step.configured == chain_step.configured
            || (chain_step.model.is_some() && self.chain_step.model == chain_step.model)
    }
}

/// A requested move: the model and its target. It never contains a whole list, so that concurrent moves are not lost.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct MoveRequest {
    pub(super) model: String,
    pub(super) target: MoveTarget,
}

/// Whether the rows may follow the server's chain.
#[derive(Debug, Clone, PartialEq, Eq)]
enum DragState {
    /// They follow the server's chain.
    Idle,
    /// A row is lifted; contains the order before that.
    Lifted(RowId, Vec<Row>),
    /// A row was dropped, and the result of the request is not known yet.
    AwaitingResponse,
}

/// Rows of a list: the primary first, if there is one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Rows {
    items: Vec<Row>,
    has_primary: bool,
    next_id: RowId,
    server_chain: Chain,
    /// Whether the server has sent an update since the rows were held.
    has_pending_update: bool,
    drag_state: DragState,
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
    pub(super) is_lifted: bool,
    /// Whether there is another position, and the row can be identified by its name.
    pub(super) is_movable: bool,
    /// Targets of a move by one step, up and down.
    pub(super) up: Option<MoveTarget>,
    pub(super) down: Option<MoveTarget>,
}

impl Rows {
    pub(super) fn new(chain: Chain) -> Self {
        let mut rows = Self {
            items: Vec::new(),
            has_primary: false,
            next_id: 0,
            server_chain: chain,
            has_pending_update: false,
            drag_state: DragState::Idle,
        };
        rows.reconcile();
        rows
    }

    /// Sets the chain of the server. While a row is held, the rows are not updated.
    pub(super) fn set_server_chain(&mut self, chain: Chain) {
        self.server_chain = chain;
        match self.drag_state {
            DragState::Idle => self.reconcile(),
            DragState::Lifted(..) | DragState::AwaitingResponse => self.has_pending_update = true,
        }
    }

    pub(super) fn lift_row(&mut self, id: RowId) -> bool {
        let is_liftable =
            self.drag_state == DragState::Idle && self.index_of(id).is_some_and(|index| self.is_movable(index));
        if is_liftable {
            self.drag_state = DragState::Lifted(id, self.items.clone());
        }
        is_liftable
    }

    /// The lifted row.
    pub(super) fn lifted_row(&self) -> Option<RowId> {
        match self.drag_state {
            DragState::Lifted(id, _) => Some(id),
            DragState::Idle | DragState::AwaitingResponse => None,
        }
    }

    /// Moves the lifted row to an index in the list.
    pub(super) fn move_lifted(&mut self, to: usize) {
        if let Some(from) = self.lifted_row().and_then(|id| self.index_of(id)) {
            self.move_row(from, to.min(self.items.len() - 1));
        }
    }

    pub(super) fn cancel_move(&mut self) {
        if let DragState::Lifted(_, before) = std::mem::replace(&mut self.drag_state, DragState::Idle) {
            self.items = before;
            self.apply_pending_update();
        }
    }

    /// Drops the lifted row. Returns the move to request, if any. A pending update is applied first, and the move is
    /// translated to the new chain: the row goes after the last row that is still there of those before it.
    pub(super) fn drop_lifted(&mut self) -> Option<MoveRequest> {
        let DragState::Lifted(id, before) = std::mem::replace(&mut self.drag_state, DragState::Idle) else {
            return None;
        };
        let dropped_order = std::mem::replace(&mut self.items, before);
        let is_moved = dropped_order != self.items;
        self.apply_pending_update();
        let from = self.index_of(id).filter(|_| is_moved)?;
        let to = self.index_after_predecessors(&dropped_order, id);
        let target = self.move_target(from, to)?;
        let model = self.items.get(from)?.chain_step.configured.clone();
        self.move_row(from, to);
        self.drag_state = DragState::AwaitingResponse;
        Some(MoveRequest { model, target })
    }

    /// Handles the result of the request. A written move stays as it was dropped until the server sends its chain.
    pub(super) fn finish_move(&mut self, is_written: bool) {
        self.drag_state = DragState::Idle;
        self.has_pending_update |= !is_written;
        self.apply_pending_update();
    }

    pub(super) fn row_ids(&self) -> Vec<RowId> {
        self.items.iter().map(|row| row.id).collect()
    }

    pub(super) fn index_of(&self, id: RowId) -> Option<usize> {
        self.items.iter().position(|row| row.id == id)
    }

    pub(super) fn has_primary(&self) -> bool {
        self.has_primary
    }

    pub(super) fn has_fallbacks(&self) -> bool {
        self.items.len() > self.first_fallback_index()
    }

    pub(super) fn row_view(&self, id: RowId) -> Option<RowView> {
        let index = self.index_of(id)?;
        let chain_step = self.items.get(index)?.chain_step.clone();
        // Without a primary, OpenClaw's own default is step 1.
        let offset = 2 - self.first_fallback_index();
        let can = self.is_movable(index);
        let same_as = self.items.iter().take(index).position(|row| row.is_same_model(&chain_step));
        // Moving it to the position of the same model would change nothing.
        let up = index.checked_sub(1).filter(|to| can && same_as != Some(*to));
        Some(RowView {
            step: index + offset,
            step_count: self.items.len() + offset - 1,
            is_primary: index < self.first_fallback_index(),
            same_as: same_as.map(|other| other + offset),
            is_lifted: self.lifted_row() == Some(id),
            is_movable: can,
            up: up.and_then(|to| self.move_target(index, to)),
            down: Some(index + 1).filter(|to| can && *to < self.items.len()).and_then(|to| self.move_target(index, to)),
            chain_step,
        })
    }

    /// The edge of a row where the lifted one would land: `false` is the upper one.
    pub(super) fn landing_edge(&self, id: RowId, landing: usize) -> Option<bool> {
        let from = self.index_of(self.lifted_row()?)?;
        let is_landing_row = landing != from && self.index_of(id) == Some(landing);
        is_landing_row.then_some(landing > from)
    }

    /// Index of the first fallback.
    fn first_fallback_index(&self) -> usize {
        usize::from(self.has_primary)
    }

    fn is_movable(&self, index: usize) -> bool {
        self.items.len() > 1 && self.is_addressable(index)
    }

    /// Whether the name of a row identifies it: a name means the first fallback with that model, or the primary if no
    /// fallback has it.
    fn is_addressable(&self, index: usize) -> bool {
        let Some(row) = self.items.get(index) else { return false };
        let mut fallbacks = self.items.iter().enumerate().skip(self.first_fallback_index());
        fallbacks
            .find(|(_, other)| other.is_same_model(&row.chain_step))
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
            self.items
                .get(index)
                .filter(|_| is_fallback(index) && self.is_addressable(index))
                .map(|row| row.chain_step.configured.clone())
        };
        let after = || name(before).map(MoveTarget::After);
        // If the primary moves, the first fallback takes its position, so the primary can only go after another row.
        let ahead = || name(behind).filter(|_| from >= self.first_fallback_index()).map(MoveTarget::Before);
        let beside = if to > from { after().or_else(ahead) } else { ahead().or_else(after) };
        Some(beside.unwrap_or(MoveTarget::To(to + 1 - self.first_fallback_index())))
    }

    /// Index for a row that should be after the rows that precede it in `wanted`.
    fn index_after_predecessors(&self, wanted: &[Row], id: RowId) -> usize {
        let others: Vec<_> = self.items.iter().map(|row| row.id).filter(|other| *other != id).collect();
        let ahead = wanted.iter().map(|row| row.id).take_while(|other| *other != id);
        ahead.filter_map(|other| others.iter().position(|there| *there == other)).last().map_or(0, |at| at + 1)
    }

    fn move_row(&mut self, from: usize, to: usize) {
        if from < self.items.len() && to < self.items.len() {
            let row = self.items.remove(from);
            self.items.insert(to, row);
        }
    }

    fn apply_pending_update(&mut self) {
        if self.has_pending_update {
            self.reconcile();
        }
    }

    /// Rebuilds the rows from the server's chain. Rows that existed before keep their ids, and thereby their elements.
    fn reconcile(&mut self) {
        let mut old = std::mem::take(&mut self.items);
        let chain_steps = self.server_chain.primary.iter().chain(&self.server_chain.fallbacks);
        for chain_step in chain_steps {
            let exact = old.iter().position(|row| row.chain_step.configured == chain_step.configured);
            let old_index = exact.or_else(|| old.iter().position(|row| row.is_same_model(chain_step)));
            let id = old_index.map_or(self.next_id, |old_index| old.remove(old_index).id);
            self.next_id = self.next_id.max(id + 1);
            self.items.push(Row { id, chain_step: chain_step.clone() });
        }
        self.has_primary = self.server_chain.primary.is_some();
        self.has_pending_update = false;
    }
}

#[cfg(test)]
mod tests;
