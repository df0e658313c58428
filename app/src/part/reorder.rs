//! List whose rows are reordered by mouse, touch and keyboard. A drop requests the change with the change card; if it is
//! not written, the row returns to its old position.

mod events;
mod rows;

use super::change::ChangeController;
use crate::{
    api::OperationRequest,
    hook::{Mounted, focus_later},
    page_context,
    prelude::*,
    text::{PlaceNoun, ReorderText, translate},
};
pub(crate) use events::keep_focus_during;
pub(crate) use rows::{ReorderItem, RowId, Rows};

/// Signals of a list. It is `Copy`, because it consists only of handles.
#[derive(Debug)]
pub(crate) struct Reorder<T: 'static> {
    pub(crate) rows: RwSignal<Rows<T>>,
    /// Index at which a row dragged by pointer would be dropped.
    landing_index: RwSignal<Option<usize>>,
    /// Announcement for screen readers.
    announcement: RwSignal<String>,
    #[cfg_attr(not(target_arch = "wasm32"), expect(dead_code, reason = "no row is dragged on a server"))]
    mounted: Mounted,
    changes: ChangeController,
}

impl<T> Clone for Reorder<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Reorder<T> {}

impl<T: ReorderItem> Reorder<T> {
    pub(crate) fn new(items: Vec<T>) -> Self {
        Self {
            rows: RwSignal::new(Rows::new(items)),
            landing_index: RwSignal::new(None),
            announcement: RwSignal::new(String::new()),
            mounted: Mounted::new(),
            changes: expect_context(),
        }
    }

    /// Lets the rows follow the server's list. The focus stays on its row.
    pub(crate) fn follow(self, items: Memo<Vec<T>>) {
        Effect::new(move |was: Option<()>| {
            let items = items.get();
            if was.is_some() {
                keep_focus_during(|| self.rows.update(|rows| rows.set_server_items(items)));
            }
        });
    }

    /// The edge of a row where a dragged one would land: `false` is the upper one.
    pub(crate) fn landing_edge(self, row: RowId) -> Option<bool> {
        self.landing_index.get().and_then(|to| self.rows.with(|rows| rows.landing_edge(row, to)))
    }

    pub(crate) fn is_lifted(self, row: RowId) -> bool {
        self.rows.with(|rows| rows.lifted_row() == Some(row))
    }
}

/// What is announced about a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct RowPlace {
    /// Name of the row.
    pub(crate) name: String,
    /// Position from 1.
    pub(crate) at: usize,
    /// Number of positions.
    pub(crate) of: usize,
}

/// A list that can be reordered.
pub(crate) trait ReorderList: Copy + Send + Sync + 'static {
    type Item: ReorderItem;

    /// What a position is called.
    const NOUN: PlaceNoun;

    fn reorder(self) -> Reorder<Self::Item>;

    /// Id of the grip of a row.
    fn grip_id(self, row: RowId) -> String;

    /// `None` if the row is gone.
    fn row_place(self, rows: &Rows<Self::Item>, row: RowId) -> Option<RowPlace>;

    /// The operation that moves a row from one index to another; `None` if it would change nothing.
    fn plan_move(self, rows: &Rows<Self::Item>, from: usize, to: usize) -> Option<OperationRequest>;
}

/// Focuses the grip of a row.
pub(crate) fn focus_grip(list: impl ReorderList, row: RowId) {
    focus_later(list.grip_id(row));
}

/// Announces a text with the present position of a row. Does nothing if the list is disposed, because a change card may
/// be closed after its page is gone.
fn announce<L: ReorderList>(list: L, row: RowId, text: impl FnOnce(RowPlace, PlaceNoun) -> ReorderText) {
    let state = list.reorder();
    let place = state.rows.try_with_untracked(|rows| list.row_place(rows, row)).flatten();
    if let Some(place) = place {
        state.announcement.set(translate(text(place, L::NOUN)));
    }
}

/// Moving a row by key or pointer.
#[cfg_attr(not(target_arch = "wasm32"), expect(dead_code, reason = "the server handles no pointer"))]
mod moves {
    use std::sync::Arc;

    use super::{ReorderList, RowId, RowPlace, Rows, announce, focus_grip};
    use crate::{api::OperationRequest, part::change::WriteRequest, prelude::*, text::ReorderText};

    pub(super) fn lift_row(list: impl ReorderList, row: RowId) -> bool {
        let is_lifted = list.reorder().rows.try_update(|rows| rows.lift_row(row)).unwrap_or_default();
        if is_lifted {
            announce(list, row, |RowPlace { name, at, of }, noun| ReorderText::Lifted { name, noun, at, of });
            focus_grip(list, row);
        }
        is_lifted
    }

    /// Moves the lifted row. The focus stays on its grip.
    pub(super) fn move_lifted(list: impl ReorderList, row: RowId, to: usize) {
        list.reorder().rows.update(|rows| rows.move_lifted(to));
        announce(list, row, |RowPlace { at, of, .. }, noun| ReorderText::Moved { noun, at, of });
        focus_grip(list, row);
    }

    pub(super) fn cancel_move(list: impl ReorderList) {
        if let Some(row) = put_back(list) {
            focus_grip(list, row);
        }
    }

    /// Cancels the move without moving the focus.
    pub(super) fn put_back(list: impl ReorderList) -> Option<RowId> {
        let state = list.reorder();
        state.landing_index.set(None);
        let row = state.rows.with_untracked(Rows::lifted_row)?;
        state.rows.update(Rows::cancel_move);
        announce(list, row, |RowPlace { name, at, .. }, noun| ReorderText::Cancelled { name, noun, at });
        Some(row)
    }

    /// Drops the lifted row and requests the move.
    pub(super) fn drop_row(list: impl ReorderList) {
        let state = list.reorder();
        state.landing_index.set(None);
        let Some(row) = state.rows.with_untracked(Rows::lifted_row) else { return };
        let plan = |rows: &Rows<_>, from, to| list.plan_move(rows, from, to);
        match state.rows.try_update(|rows| rows.drop_lifted(plan)).flatten() {
            None => announce(list, row, |RowPlace { name, .. }, _| ReorderText::NotMoved { name }),
            Some(request) => {
                announce(list, row, |RowPlace { name, at, .. }, noun| ReorderText::Dropped { name, noun, at });
                request_move(list, row, request);
            }
        }
        focus_grip(list, row);
    }

    /// Requests a move that the list shows already. If it is not written, the row returns to its old position.
    fn request_move(list: impl ReorderList, row: RowId, request: OperationRequest) {
        let state = list.reorder();
        let finish = move |is_written| {
            state.rows.try_update(|rows| rows.finish_move(is_written));
            focus_grip(list, row);
        };
        let dropped = move || {
            finish(false);
            announce(list, row, |RowPlace { name, at, .. }, noun| ReorderText::Cancelled { name, noun, at });
        };
        state.changes.preview_change(WriteRequest {
            request,
            forced: None,
            with_other_repair: None,
            typed: None,
            on_written: Arc::new(move || finish(true)),
            on_cancelled: Arc::new(dropped),
        });
    }
}

/// The list element, with the handlers of all its rows.
#[component]
pub(crate) fn ReorderRows<L: ReorderList, C: IntoView + 'static>(list: L, children: TypedChildren<C>) -> impl IntoView {
    view! {
        <ol
            class="steps"
            on:keydown=move |event| events::on_key(list, &event)
            on:focusout=move |event| events::on_blur(list, &event)
            on:pointerdown=move |event| events::pointer_down(list, &event)
            on:pointermove=move |event| events::pointer_move(list, &event)
            on:pointerup=move |event| events::pointer_up(list, &event)
            on:pointercancel=move |event| events::pointer_lost(list, &event)
            on:lostpointercapture=move |event| events::pointer_lost(list, &event)
        >
            {children.into_inner()()}
        </ol>
    }
}

/// Announcements of a list.
#[component]
pub(crate) fn ReorderAnnouncements<L: ReorderList>(list: L) -> impl IntoView {
    view! {
        <p class="sr-only" aria-live="polite">
            {move || list.reorder().announcement.get()}
        </p>
    }
}

/// How the grips of a page are used. A page has it once, before its first list.
#[component]
pub(crate) fn GripHelp() -> impl IntoView {
    (!page_context::current().read_only).then(|| {
        view! {
            <p id="grip-help" class="sr-only">
                {translate(ReorderText::GripHelp)}
            </p>
        }
    })
}

/// Grip of a row: what is dragged, and what takes the keys.
#[component]
pub(crate) fn Grip<L: ReorderList>(list: L, id: RowId) -> impl IntoView {
    let state = list.reorder();
    // A removed row keeps its last name until it disappears.
    let label = Memo::new(move |was: Option<&String>| {
        let place = state.rows.with(|rows| list.row_place(rows, id));
        let text = place.map(|RowPlace { name, at, of }| translate(ReorderText::Grip { name, noun: L::NOUN, at, of }));
        text.or_else(|| was.cloned()).unwrap_or_default()
    });
    view! {
        <button
            type="button"
            class="grip"
            id=list.grip_id(id)
            data-row=id
            data-needs-script
            aria-label=label
            aria-describedby="grip-help"
            aria-pressed=move || state.is_lifted(id).to_string()
            disabled=move || state.rows.with(|rows| !rows.is_movable(id))
        >
            <svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
                <path d="M5 3h2v2H5zM9 3h2v2H9zM5 7h2v2H5zM9 7h2v2H9zM5 11h2v2H5zM9 11h2v2H9z"/>
            </svg>
        </button>
    }
}
