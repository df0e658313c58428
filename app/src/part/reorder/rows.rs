//! Rows of a list that is being reordered: their order, the lifted row, and updates from the server. It is independent
//! of the browser.

/// Id of a row. It is generated, because no text identifies a row: a chain may contain a model twice, once by its alias.
pub(crate) type RowId = u32;

/// Content of a row.
pub(crate) trait ReorderItem: Clone + PartialEq + Send + Sync + 'static {
    /// The text that is written for the row.
    fn name(&self) -> &str;

    /// Whether both rows are about one thing, even if their names are written differently.
    fn is_same(&self, other: &Self) -> bool {
        self.name() == other.name()
    }

    /// Whether the row at an index may be moved.
    fn is_movable(rows: &Rows<Self>, index: usize) -> bool;
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Row<T> {
    id: RowId,
    item: T,
}

/// Whether the rows may follow the server's list.
#[derive(Debug, Clone, PartialEq, Eq)]
enum DragState<T> {
    /// They follow the server's list.
    Idle,
    /// A row is lifted; contains the order before that.
    Lifted(RowId, Vec<Row<T>>),
    /// A row was dropped, and the result of the request is not known yet.
    AwaitingResponse,
}

/// Rows of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Rows<T> {
    current: Vec<Row<T>>,
    next_id: RowId,
    server_items: Vec<T>,
    /// Whether the server has sent an update since the rows were held.
    has_pending_update: bool,
    drag_state: DragState<T>,
}

impl<T: ReorderItem> Rows<T> {
    pub(crate) fn new(items: Vec<T>) -> Self {
        let mut rows = Self {
            current: Vec::new(),
            next_id: 0,
            server_items: items,
            has_pending_update: false,
            drag_state: DragState::Idle,
        };
        rows.reconcile();
        rows
    }

    /// Sets the list of the server. While a row is held, the rows are not updated.
    pub(crate) fn set_server_items(&mut self, items: Vec<T>) {
        self.server_items = items;
        match self.drag_state {
            DragState::Idle => self.reconcile(),
            DragState::Lifted(..) | DragState::AwaitingResponse => self.has_pending_update = true,
        }
    }

    pub(crate) fn lift_row(&mut self, id: RowId) -> bool {
        let is_liftable =
            self.drag_state == DragState::Idle && self.index_of(id).is_some_and(|index| T::is_movable(self, index));
        if is_liftable {
            self.drag_state = DragState::Lifted(id, self.current.clone());
        }
        is_liftable
    }

    /// The lifted row.
    pub(crate) fn lifted_row(&self) -> Option<RowId> {
        match self.drag_state {
            DragState::Lifted(id, _) => Some(id),
            DragState::Idle | DragState::AwaitingResponse => None,
        }
    }

    /// Moves the lifted row to an index in the list.
    pub(crate) fn move_lifted(&mut self, to: usize) {
        if let Some(from) = self.lifted_row().and_then(|id| self.index_of(id)) {
            self.move_row(from, to.min(self.current.len() - 1));
        }
    }

    pub(crate) fn cancel_move(&mut self) {
        if let DragState::Lifted(_, before) = std::mem::replace(&mut self.drag_state, DragState::Idle) {
            self.current = before;
            self.apply_pending_update();
        }
    }

    /// Drops the lifted row. Returns the move to request, if any: `plan` makes it from two indexes. A pending update is
    /// applied first, and the move is translated to the new list: the row goes after the last row that is still there of
    /// those before it.
    pub(crate) fn drop_lifted<M>(&mut self, plan: impl FnOnce(&Self, usize, usize) -> Option<M>) -> Option<M> {
        let DragState::Lifted(id, before) = std::mem::replace(&mut self.drag_state, DragState::Idle) else {
            return None;
        };
        let dropped_order = std::mem::replace(&mut self.current, before);
        let is_moved = dropped_order != self.current;
        self.apply_pending_update();
        let from = self.index_of(id).filter(|_| is_moved)?;
        let to = self.index_after_predecessors(&dropped_order, id);
        let planned = plan(self, from, to).filter(|_| from != to)?;
        self.move_row(from, to);
        self.drag_state = DragState::AwaitingResponse;
        Some(planned)
    }

    /// Handles the result of the request. A written move stays as it was dropped until the server sends its list.
    pub(crate) fn finish_move(&mut self, is_written: bool) {
        self.drag_state = DragState::Idle;
        self.has_pending_update |= !is_written;
        self.apply_pending_update();
    }

    pub(crate) fn row_ids(&self) -> Vec<RowId> {
        self.current.iter().map(|row| row.id).collect()
    }

    pub(crate) fn index_of(&self, id: RowId) -> Option<usize> {
        self.current.iter().position(|row| row.id == id)
    }

    pub(crate) fn len(&self) -> usize {
        self.current.len()
    }

    pub(crate) fn items(&self) -> impl Iterator<Item = &T> {
        self.current.iter().map(|row| &row.item)
    }

    pub(crate) fn item(&self, index: usize) -> Option<&T> {
        self.current.get(index).map(|row| &row.item)
    }

    pub(crate) fn is_movable(&self, id: RowId) -> bool {
        self.index_of(id).is_some_and(|index| T::is_movable(self, index))
    }

    /// The edge of a row where the lifted one would land: `false` is the upper one.
    pub(crate) fn landing_edge(&self, id: RowId, landing: usize) -> Option<bool> {
        let from = self.index_of(self.lifted_row()?)?;
        let is_landing_row = landing != from && self.index_of(id) == Some(landing);
        is_landing_row.then_some(landing > from)
    }

    /// Index for a row that should be after the rows that precede it in `wanted`.
    fn index_after_predecessors(&self, wanted: &[Row<T>], id: RowId) -> usize {
        let others: Vec<_> = self.current.iter().map(|row| row.id).filter(|other| *other != id).collect();
        let ahead = wanted.iter().map(|row| row.id).take_while(|other| *other != id);
        ahead.filter_map(|other| others.iter().position(|there| *there == other)).last().map_or(0, |at| at + 1)
    }

    fn move_row(&mut self, from: usize, to: usize) {
        if from < self.current.len() && to < self.current.len() {
            let row = self.current.remove(from);
            self.current.insert(to, row);
        }
    }

    fn apply_pending_update(&mut self) {
        if self.has_pending_update {
            self.reconcile();
        }
    }

    /// Rebuilds the rows from the server's list. Rows that existed before keep their ids, and thereby their elements.
    fn reconcile(&mut self) {
        let mut old = std::mem::take(&mut self.current);
        for item in &self.server_items {
            let exact = old.iter().position(|row| row.item.name() == item.name());
            let old_index = exact.or_else(|| old.iter().position(|row| row.item.is_same(item)));
            let id = old_index.map_or(self.next_id, |old_index| old.remove(old_index).id);
            self.next_id = self.next_id.max(id + 1);
            self.current.push(Row { id, item: item.clone() });
        }
        self.has_pending_update = false;
    }
}
