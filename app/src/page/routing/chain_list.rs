//! State of a chain's list, shared by its rows.

use std::{collections::BTreeMap, sync::Arc};

use contract::{Mark, ModelFacts, MoveFallback, MoveTarget, Role};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::state::{MoveRequest, RowId, RowView, Rows};
use crate::{
    api::OperationRequest,
    hook::{Mounted, focus_later},
    page,
    part::{ChangeController, WriteRequest},
    text::{ChainText, translate},
};

/// State of a list. It is `Copy`, because it consists only of handles.
#[derive(Debug, Clone, Copy)]
pub(super) struct ChainList {
    pub(super) role: Role,
    agent: StoredValue<Option<String>>,
    pub(super) rows: RwSignal<Rows>,
    /// Facts of the models by their keys. A row that was added on the page has none until the next report.
    pub(super) facts: Memo<BTreeMap<String, ModelFacts>>,
    /// What pays for the models, by their keys.
    pub(super) marks: Memo<BTreeMap<String, Mark>>,
    /// Index at which a row dragged by pointer would be dropped.
    pub(super) landing_index: RwSignal<Option<usize>>,
    /// Announcement for screen readers.
    pub(super) announcement: RwSignal<String>,
    /// Whether the form to change the primary is requested.
    pub(super) is_changing: Memo<bool>,
    #[cfg_attr(not(target_arch = "wasm32"), expect(dead_code, reason = "no row is dragged on a server"))]
    pub(super) mounted: Mounted,
    changes: ChangeController,
}

impl ChainList {
    pub(super) fn new(
        role: Role,
        agent: Option<String>,
        rows: Rows,
        facts: Memo<BTreeMap<String, ModelFacts>>,
        marks: Memo<BTreeMap<String, Mark>>,
    ) -> Self {
        let query = use_query_map();
        let asked = move || query.with(|query| query.get_str(page::CHANGE_PARAM) == Some(role.as_str()));
        Self {
            role,
            agent: StoredValue::new(agent),
            rows: RwSignal::new(rows),
            facts,
            marks,
            landing_index: RwSignal::new(None),
            announcement: RwSignal::new(String::new()),
            is_changing: Memo::new(move |_| asked()),
            mounted: Mounted::new(),
            changes: expect_context(),
        }
    }

    pub(super) fn agent(self) -> Option<String> {
        self.agent.get_value()
    }

    /// URL of its page, without the query parameter that opens a form.
    pub(super) fn page_url(self) -> String {
        self.agent().map_or_else(|| "/routing".to_owned(), |agent| page::routing_url(&agent))
    }

    /// Hidden fields that identify the chain.
    pub(super) fn hidden_fields(self) -> Vec<(&'static str, String)> {
        let role = ("op[role]", self.role.as_str().to_owned());
        std::iter::once(role).chain(self.agent().map(|agent| ("op[agent]", agent))).collect()
    }

    pub(super) fn grip_id(self, row: RowId) -> String {
        format!("{}-grip-{row}", self.role.as_str())
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

    /// Id of the heading above the list. It gets the focus because a focused field would open the keyboard of a phone.
    pub(super) fn panel_id(self) -> &'static str {
        match self.role {
            Role::Text => "routing-text",
            Role::Image => "routing-image",
        }
    }

    pub(super) fn move_op(self, model: String, target: MoveTarget) -> MoveFallback {
        MoveFallback { role: self.role, agent: self.agent(), model, target }
    }

    pub(super) fn focus_grip(self, row: RowId) {
        focus_later(self.grip_id(row));
    }

    /// View of a row; `None` if the list is disposed, because a change card may be closed after its page is gone.
    fn row_view(self, row: RowId) -> Option<RowView> {
        self.rows.try_with_untracked(|rows| rows.row_view(row)).flatten()
    }

    /// Announces a text with the current model and position of a row.
    fn announce(self, row: RowId, text: impl FnOnce(String, usize, usize) -> ChainText) {
        if let Some(RowView { chain_step, step, step_count: of, .. }) = self.row_view(row) {
            self.announcement.set(translate(text(chain_step.label(), step, of)));
        }
    }
}

/// Moving a row by key or pointer.
#[cfg_attr(not(target_arch = "wasm32"), expect(dead_code, reason = "the server handles no pointer"))]
impl ChainList {
    pub(super) fn lift_row(self, row: RowId) -> bool {
        let is_lifted = self.rows.try_update(|rows| rows.lift_row(row)).unwrap_or_default();
        if is_lifted {
            self.announce(row, |model, step, of| ChainText::Lifted { model, step, of });
            self.focus_grip(row);
        }
        is_lifted
    }

    /// Moves the lifted row. The focus stays on its grip.
    pub(super) fn move_lifted(self, row: RowId, to: usize) {
        self.rows.update(|rows| rows.move_lifted(to));
        self.announce(row, |_, step, of| ChainText::MovedToStep { step, of });
        self.focus_grip(row);
    }

    pub(super) fn cancel_move(self) {
        if let Some(row) = self.put_back() {
            self.focus_grip(row);
        }
    }

    /// Cancels the move without moving the focus.
    pub(super) fn put_back(self) -> Option<RowId> {
        self.landing_index.set(None);
        let row = self.rows.with_untracked(Rows::lifted_row)?;
        self.rows.update(Rows::cancel_move);
        self.announce(row, |model, step, _| ChainText::Cancelled { model, step });
        Some(row)
    }

    /// Drops the lifted row and requests the move.
    pub(super) fn drop_row(self) {
        self.landing_index.set(None);
        let Some(row) = self.rows.with_untracked(Rows::lifted_row) else { return };
        match self.rows.try_update(Rows::drop_lifted).flatten() {
            None => self.announce(row, |model, _, _| ChainText::NotMoved { model }),
            Some(MoveRequest { model, target }) => {
                self.announce(row, |model, step, _| ChainText::Dropped { model, step });
                self.request_move(row, model, target);
            }
        }
        self.focus_grip(row);
    }

    /// Requests a move that the list shows already. If it is not written, the row returns to its old position.
    fn request_move(self, row: RowId, model: String, target: MoveTarget) {
        let finish = move |is_written| {
            self.rows.try_update(|rows| rows.finish_move(is_written));
            self.focus_grip(row);
        };
        let dropped = move || {
            finish(false);
            self.announce(row, |model, step, _| ChainText::Cancelled { model, step });
        };
        self.changes.preview_change(WriteRequest {
            request: OperationRequest::new(&self.move_op(model, target)),
            forced: None,
            with_other_repair: None,
            typed: None,
            on_written: Arc::new(move || finish(true)),
            on_cancelled: Arc::new(dropped),
        });
    }
}
