//! State of a chain's list, shared by its rows.

use std::collections::BTreeMap;

use contract::{JobRequest, Mark, ModelFacts, MoveFallback, MoveTarget, ProbeRequest, ProbeScope, Role};
use leptos_router::hooks::use_query_map;

use super::state::{MoveRequest, StepItem};
use crate::{
    api::OperationRequest,
    page,
    part::{Reorder, ReorderList, RowId, RowPlace, Rows},
    prelude::*,
    text::PlaceNoun,
};

/// Marks of models, by their keys.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct ModelMarks {
    /// What pays for the models.
    pub(super) credentials: BTreeMap<String, Mark>,
    /// What the last probes of the models showed.
    pub(super) proofs: BTreeMap<String, Mark>,
}

/// State of a list. It is `Copy`, because it consists only of handles.
#[derive(Debug, Clone, Copy)]
pub(super) struct ChainList {
    pub(super) role: Role,
    agent: StoredValue<Option<String>>,
    pub(super) reorder: Reorder<StepItem>,
    /// Facts of the models by their keys. A row that was added on the page has none until the next report.
    pub(super) facts: Memo<BTreeMap<String, ModelFacts>>,
    /// Marks of the models.
    pub(super) marks: Memo<ModelMarks>,
    /// Whether the form to change the primary is requested.
    pub(super) is_changing: Memo<bool>,
}

impl ChainList {
    pub(super) fn new(
        role: Role,
        agent: Option<String>,
        steps: Vec<StepItem>,
        facts: Memo<BTreeMap<String, ModelFacts>>,
        marks: Memo<ModelMarks>,
    ) -> Self {
        let query = use_query_map();
        let asked = move || query.with(|query| query.get_str(page::CHANGE_PARAM) == Some(role.as_str()));
        Self {
            role,
            agent: StoredValue::new(agent),
            reorder: Reorder::new(steps),
            facts,
            marks,
            is_changing: Memo::new(move |_| asked()),
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

    /// The probe of its steps, or of one.
    pub(super) fn probe(self, model: Option<String>) -> JobRequest {
        let scope = if model.is_some() { ProbeScope::Models } else { ProbeScope::Chain(self.role) };
        JobRequest::Probe(ProbeRequest {
            agent: self.agent(),
            scope,
            models: model.into_iter().collect(),
            asks_about_unknown_hosts: true,
            ..ProbeRequest::default()
        })
    }

    pub(super) fn move_op(self, model: String, target: MoveTarget) -> MoveFallback {
        MoveFallback { role: self.role, agent: self.agent(), model, target }
    }
}

impl ReorderList for ChainList {
    type Item = StepItem;

    const NOUN: PlaceNoun = PlaceNoun::Step;

    fn reorder(self) -> Reorder<StepItem> {
        self.reorder
    }

    fn grip_id(self, row: RowId) -> String {
        format!("{}-grip-{row}", self.role.as_str())
    }

    fn row_place(self, rows: &Rows<StepItem>, row: RowId) -> Option<RowPlace> {
        let view = rows.row_view(row)?;
        Some(RowPlace { name: view.chain_step.label(), at: view.step, of: view.step_count })
    }

    fn plan_move(self, rows: &Rows<StepItem>, from: usize, to: usize) -> Option<OperationRequest> {
        let MoveRequest { model, target } = rows.move_request(from, to)?;
        Some(OperationRequest::new(&self.move_op(model, target)))
    }
}
