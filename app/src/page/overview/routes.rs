//! The routes of requests, as the server has drawn them.
//!
//! This is the only file that inserts markup, and a test keeps it the only one: see `draw_routes` in
//! `server/rules/src/model/route_diagram.rs`, which escapes all names.

use crate::{
    prelude::*,
    text::{OverviewText, translate},
    ui::Panel,
};

#[component]
pub(super) fn Routes(
    /// A figure for each route; empty if nothing is configured.
    drawn: String,
) -> impl IntoView {
    (!drawn.is_empty()).then(|| {
        view! {
            <Panel id="route" name=translate(OverviewText::Route)>
                <div class="columns" inner_html=drawn></div>
            </Panel>
        }
    })
}
