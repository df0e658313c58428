//! A list and everything that its rows need of it.

use std::sync::Arc;

use contract::{MoveFallback, Role, Spot};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::state::{Move, RowId, Rows, Shown};
use crate::{
    api::Request,
    hook::{Changes, Mounted, Wish, focus_later},
    page,
    text::{ChainText, say},
};

/// Cheap to hand around: it is nothing but handles.
#[derive(Debug, Clone, Copy)]
pub(super) struct List {
    pub(super) role: Role,
    agent: StoredValue<Option<String>>,
    pub(super) rows: RwSignal<Rows>,
    /// Where a row that a pointer carries would land.
    pub(super) landing: RwSignal<Option<usize>>,
    /// What is said to who does not see it.
    pub(super) said: RwSignal<String>,
    /// Whether the form that changes the primary is asked for.
    pub(super) is_changing: Memo<bool>,
    #[cfg_attr(not(target_arch = "wasm32"), expect(dead_code, reason = "nothing is carried on a server"))]
    pub(super) mounted: Mounted,
    changes: Changes,
}

impl List {
    pub(super) fn new(role: Role, agent: Option<String>, rows: Rows) -> Self {
        let query = use_query_map();
        let asked = move || query.with(|query| query.get_str(page::CHANGE) == Some(role.word()));
        Self {
            role,
            agent: StoredValue::new(agent),
            rows: RwSignal::new(rows),
            landing: RwSignal::new(None),
            said: RwSignal::new(String::new()),
            is_changing: Memo::new(move |_| asked()),
            mounted: Mounted::here(),
            changes: expect_context(),
        }
    }

    pub(super) fn agent(self) -> Option<String> {
        self.agent.get_value()
    }

    /// The address of the page that it is on, without a form that is asked for.
    pub(super) fn address(self) -> String {
        self.agent().map_or_else(|| "/routing".to_owned(), |agent| page::routing_of(&agent))
    }

    /// The fields that say which chain.
    pub(super) fn hidden(self) -> Vec<(&'static str, String)> {
        let role = ("op[role]", self.role.word().to_owned());
        std::iter::once(role).chain(self.agent().map(|agent| ("op[agent]", agent))).collect()
    }

    pub(super) fn grip_id(self, row: RowId) -> String {
        format!("{}-grip-{row}", self.role.word())
    }

    pub(super) fn field_id(self) -> &'static str {
        match self.role {
            Role::Text => "add-text",
            Role::Image => "add-image",
        }
    }

    pub(super) fn change_id(self) -> &'static str {
        match self.role {
            Role::Text => "change-text",
            Role::Image => "change-image",
        }
    }

    /// The heading above the list: a field would open the keyboard of a phone.
    pub(super) fn panel_id(self) -> &'static str {
        match self.role {
            Role::Text => "routing-text",
            Role::Image => "routing-image",
        }
    }

    pub(super) fn moves(self, model: String, place: Spot) -> MoveFallback {
        MoveFallback { role: self.role, agent: self.agent(), model, place }
    }

    pub(super) fn focus(self, row: RowId) {
        focus_later(self.grip_id(row));
    }

    /// A change card may be closed when the page of the list is gone.
    fn shown(self, row: RowId) -> Option<Shown> {
        self.rows.try_with_untracked(|rows| rows.show(row)).flatten()
    }

    /// Says it with the name and the place that a row has now.
    fn say(self, row: RowId, text: impl FnOnce(String, usize, usize) -> ChainText) {
        if let Some(Shown { rung, step, of, .. }) = self.shown(row) {
            self.said.set(say(text(rung.label(), step, of)));
        }
    }
}

/// What a hand does.
#[cfg_attr(not(target_arch = "wasm32"), expect(dead_code, reason = "there is no hand on a server"))]
impl List {
    pub(super) fn lift(self, row: RowId) -> bool {
        let is_lifted = self.rows.try_update(|rows| rows.lift(row)).unwrap_or_default();
        if is_lifted {
            self.say(row, |model, step, of| ChainText::Lifted { model, step, of });
            self.focus(row);
        }
        is_lifted
    }

    /// Carries the lifted row; the grip moves with it, and the focus with the grip.
    pub(super) fn carry(self, row: RowId, to: usize) {
        self.rows.update(|rows| rows.carry(to));
        self.say(row, |_, step, of| ChainText::Carried { step, of });
        self.focus(row);
    }

    pub(super) fn cancel(self) {
        if let Some(row) = self.put_back() {
            self.focus(row);
        }
    }

    /// The same, and the focus stays where somebody has put it.
    pub(super) fn put_back(self) -> Option<RowId> {
        self.landing.set(None);
        let row = self.rows.with_untracked(Rows::lifted)?;
        self.rows.update(Rows::cancel);
        self.say(row, |model, step, _| ChainText::Cancelled { model, step });
        Some(row)
    }

    /// Drops the lifted row and asks for what that means.
    pub(super) fn drop(self) {
        self.landing.set(None);
        let Some(row) = self.rows.with_untracked(Rows::lifted) else { return };
        match self.rows.try_update(Rows::drop).flatten() {
            None => self.say(row, |model, _, _| ChainText::Stays { model }),
            Some(Move { model, place }) => {
                self.say(row, |model, step, _| ChainText::Dropped { model, step });
                self.ask(row, model, place);
            }
        }
        self.focus(row);
    }

    /// The list shows it already; if it is not written after all, the row goes back.
    fn ask(self, row: RowId, model: String, place: Spot) {
        let settle = move |is_written| {
            self.rows.try_update(|rows| rows.settle(is_written));
            self.focus(row);
        };
        let dropped = move || {
            settle(false);
            self.say(row, |model, step, _| ChainText::Cancelled { model, step });
        };
        self.changes.ask(Wish {
            request: Request::of(&self.moves(model, place)),
            forced: None,
            other: None,
            done: Arc::new(move || settle(true)),
            dropped: Arc::new(dropped),
        });
    }
}
