//! One chain while somebody puts it in order: its rows, the one that is lifted, and what the server says meanwhile.
//! There is no browser in here.

use contract::{Chain, Rung, Spot};

/// Made here: a model may stand in a chain twice, once by its alias, so no text names a row.
pub(super) type RowId = u32;

#[derive(Debug, Clone, PartialEq, Eq)]
struct Row {
    id: RowId,
    rung: Rung,
}

impl Row {
    fn is_same(&self, rung: &Rung) -> bool {
        self.rung.configured == rung.configured || (rung.model.is_some() && self.rung.model == rung.model)
    }
}

/// What the operation is told: who moves, and beside whom. Never a whole list, so that two who move lose nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Move {
    pub(super) model: String,
    pub(super) place: Spot,
}

/// Why the rows are not simply what the server says.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Held {
    /// They are.
    Not,
    /// Somebody carries a row; this is the order before.
    Lifted(RowId, Vec<Row>),
    /// A row was dropped, and it is not known yet whether it stays there.
    Asked,
}

/// The rows of one list: the primary first, when there is one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Rows {
    order: Vec<Row>,
    has_primary: bool,
    next: RowId,
    told: Chain,
    /// The server has spoken since the rows were held.
    is_late: bool,
    held: Held,
}

/// A row as it is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Shown {
    pub(super) rung: Rung,
    /// Counted from 1, with what answers first.
    pub(super) step: usize,
    pub(super) of: usize,
    pub(super) is_primary: bool,
    /// The step where the same model stands before this one.
    pub(super) same_as: Option<usize>,
    pub(super) is_lifted: bool,
    /// Whether there is anywhere to go, and its name means it.
    pub(super) is_movable: bool,
    /// One earlier, one later.
    pub(super) up: Option<Spot>,
    pub(super) down: Option<Spot>,
}

impl Rows {
    pub(super) fn new(told: Chain) -> Self {
        let mut rows = Self { order: Vec::new(), has_primary: false, next: 0, told, is_late: false, held: Held::Not };
        rows.reconcile();
        rows
    }

    /// What the server says now. Whoever carries a row is not disturbed.
    pub(super) fn tell(&mut self, chain: Chain) {
        self.told = chain;
        match self.held {
            Held::Not => self.reconcile(),
            Held::Lifted(..) | Held::Asked => self.is_late = true,
        }
    }

    pub(super) fn lift(&mut self, id: RowId) -> bool {
        let can = self.held == Held::Not && self.index(id).is_some_and(|at| self.is_movable(at));
        if can {
            self.held = Held::Lifted(id, self.order.clone());
        }
        can
    }

    /// The row that is carried.
    pub(super) fn lifted(&self) -> Option<RowId> {
        match self.held {
            Held::Lifted(id, _) => Some(id),
            Held::Not | Held::Asked => None,
        }
    }

    /// Carries it to a place in the list, from 0.
    pub(super) fn carry(&mut self, to: usize) {
        if let Some(from) = self.lifted().and_then(|id| self.index(id)) {
            self.shift(from, to.min(self.order.len() - 1));
        }
    }

    pub(super) fn cancel(&mut self) {
        if let Held::Lifted(_, before) = std::mem::replace(&mut self.held, Held::Not) {
            self.order = before;
            self.catch_up();
        }
    }

    /// Drops it: what is to be asked for, if anything is. A chain that changed meanwhile is looked at first, and the move
    /// is what it means there: behind the same row, or the first that is left of those before it.
    pub(super) fn drop(&mut self) -> Option<Move> {
        let Held::Lifted(id, before) = std::mem::replace(&mut self.held, Held::Not) else { return None };
        let wanted = std::mem::replace(&mut self.order, before);
        let is_moved = wanted != self.order;
        self.catch_up();
        let from = self.index(id).filter(|_| is_moved)?;
        let to = self.place_behind(&wanted, id);
        let place = self.spot(from, to)?;
        let model = self.order.get(from)?.rung.configured.clone();
        self.shift(from, to);
        self.held = Held::Asked;
        Some(Move { model, place })
    }

    /// The answer. What was written is shown as it was dropped, until the server says it, too.
    pub(super) fn settle(&mut self, is_written: bool) {
        self.held = Held::Not;
        self.is_late |= !is_written;
        self.catch_up();
    }

    pub(super) fn ids(&self) -> Vec<RowId> {
        self.order.iter().map(|row| row.id).collect()
    }

    pub(super) fn index(&self, id: RowId) -> Option<usize> {
        self.order.iter().position(|row| row.id == id)
    }

    pub(super) fn has_primary(&self) -> bool {
        self.has_primary
    }

    pub(super) fn has_fallbacks(&self) -> bool {
        self.order.len() > self.first()
    }

    pub(super) fn show(&self, id: RowId) -> Option<Shown> {
        let at = self.index(id)?;
        let rung = self.order.get(at)?.rung.clone();
        // Without a primary, OpenClaw's own default is step 1.
        let offset = 2 - self.first();
        let can = self.is_movable(at);
        let same_as = self.order.iter().take(at).position(|row| row.is_same(&rung));
        // Nothing would change if it took the place of the same model.
        let up = at.checked_sub(1).filter(|to| can && same_as != Some(*to));
        Some(Shown {
            step: at + offset,
            of: self.order.len() + offset - 1,
            is_primary: at < self.first(),
            same_as: same_as.map(|other| other + offset),
            is_lifted: self.lifted() == Some(id),
            is_movable: can,
            up: up.and_then(|to| self.spot(at, to)),
            down: Some(at + 1).filter(|to| can && *to < self.order.len()).and_then(|to| self.spot(at, to)),
            rung,
        })
    }

    /// The edge of a row at which the lifted one would land: `false` the upper one.
    pub(super) fn edge(&self, id: RowId, landing: usize) -> Option<bool> {
        let from = self.index(self.lifted()?)?;
        let is_it = landing != from && self.index(id) == Some(landing);
        is_it.then_some(landing > from)
    }

    /// The index of the first fallback.
    fn first(&self) -> usize {
        usize::from(self.has_primary)
    }

    fn is_movable(&self, at: usize) -> bool {
        self.order.len() > 1 && self.is_meant(at)
    }

    /// Whether its name means this row: it means the first fallback that is so, and the primary when no fallback is.
    fn is_meant(&self, at: usize) -> bool {
        let Some(row) = self.order.get(at) else { return false };
        let mut fallbacks = self.order.iter().enumerate().skip(self.first());
        fallbacks.find(|(_, other)| other.is_same(&row.rung)).map_or(at < self.first(), |(first, _)| first == at)
    }

    /// What a move from one place to another means, said so that it means the same when others have moved, too.
    fn spot(&self, from: usize, to: usize) -> Option<Spot> {
        if from == to {
            return None;
        }
        if to < self.first() {
            return Some(Spot::Primary);
        }
        // The places beside it, as they are counted now.
        let (before, behind) = if to > from { (to, to + 1) } else { (to.wrapping_sub(1), to) };
        let is_fallback = |at: usize| at >= self.first() && at != from;
        let name = |at: usize| {
            self.order.get(at).filter(|_| is_fallback(at) && self.is_meant(at)).map(|row| row.rung.configured.clone())
        };
        let after = || name(before).map(Spot::After);
        // The first fallback takes the primary's place, so the primary can only go behind somebody.
        let ahead = || name(behind).filter(|_| from >= self.first()).map(Spot::Before);
        let beside = if to > from { after().or_else(ahead) } else { ahead().or_else(after) };
        Some(beside.unwrap_or(Spot::To(to + 1 - self.first())))
    }

    /// Where a row belongs that stands in `wanted` behind certain others.
    fn place_behind(&self, wanted: &[Row], id: RowId) -> usize {
        let others: Vec<_> = self.order.iter().map(|row| row.id).filter(|other| *other != id).collect();
        let ahead = wanted.iter().map(|row| row.id).take_while(|other| *other != id);
        ahead.filter_map(|other| others.iter().position(|there| *there == other)).last().map_or(0, |at| at + 1)
    }

    fn shift(&mut self, from: usize, to: usize) {
        if from < self.order.len() && to < self.order.len() {
            let row = self.order.remove(from);
            self.order.insert(to, row);
        }
    }

    fn catch_up(&mut self) {
        if self.is_late {
            self.reconcile();
        }
    }

    /// The rows that the server's chain makes. Who was there before keeps its id, and with it its place on the screen.
    fn reconcile(&mut self) {
        let mut old = std::mem::take(&mut self.order);
        let rungs = self.told.primary.iter().chain(&self.told.fallbacks);
        for rung in rungs {
            let exact = old.iter().position(|row| row.rung.configured == rung.configured);
            let at = exact.or_else(|| old.iter().position(|row| row.is_same(rung)));
            let id = at.map_or(self.next, |at| old.remove(at).id);
            self.next = self.next.max(id + 1);
            self.order.push(Row { id, rung: rung.clone() });
        }
        self.has_primary = self.told.primary.is_some();
        self.is_late = false;
    }
}

#[cfg(test)]
mod tests;
