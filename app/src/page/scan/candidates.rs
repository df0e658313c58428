//! The candidates of a scan.

use contract::{ScanCandidate, ScanReport};

use super::{candidate::CandidateRow, order::sort_candidates};
use crate::{
    prelude::*,
    text::{CandidateOrder, ScanText, translate},
};

#[component]
pub(super) fn CandidateList(scan: Memo<ScanReport>) -> impl IntoView {
    let order = RwSignal::new(CandidateOrder::default());
    let sorted = Memo::new(move |_| {
        let mut candidates = scan.with(|scan| scan.candidates.clone());
        sort_candidates(&mut candidates, order.get());
        candidates
    });
    let models =
        Memo::new(move |_| sorted.with(|sorted| sorted.iter().map(|one| one.model.clone()).collect::<Vec<_>>()));
    let current = Memo::new(move |_| scan.with(|scan| scan.current.clone()));
    let role = Memo::new(move |_| scan.with(|scan| scan.request.role));
    let row = move |model: String| {
        let candidate = Memo::new(move |_| sorted.with(|sorted| find(sorted, &model)));
        view! { <CandidateRow candidate current role/> }
    };
    let is_empty = Memo::new(move |_| models.with(Vec::is_empty));
    let choose = move |event| {
        let chosen = event_target_value(&event);
        let found = CandidateOrder::ALL.into_iter().find(|order| translate(ScanText::Order(*order)) == chosen);
        order.set(found.unwrap_or_default());
    };
    let option = |order: CandidateOrder| view! { <option>{translate(ScanText::Order(order))}</option> };
    view! {
        <div class="scan__head" hidden=move || is_empty.get()>
            <h3 id="scan-candidates">{translate(ScanText::Candidates)}</h3>
            <label class="scan__order" data-needs-script>
                {translate(ScanText::SortBy)} " "
                <select class="input" on:change=choose>{CandidateOrder::ALL.map(option).collect_view()}</select>
            </label>
        </div>
        <ol class="scan__candidates" aria-labelledby="scan-candidates">
            <For each=move || models.get() key=Clone::clone children=row/>
        </ol>
    }
}

/// The candidate with a model. Every model of the list has one.
fn find(candidates: &[ScanCandidate], model: &str) -> ScanCandidate {
    candidates.iter().find(|one| one.model == model).cloned().unwrap_or_default()
}
