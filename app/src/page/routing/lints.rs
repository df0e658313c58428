//! What to look at at a step, as the server found it.

use contract::StatusReport;

use super::{chain_list::ChainList, state::RowView};
use crate::{prelude::*, ui::MarkBadge};

/// The report that the lints are in.
#[derive(Debug, Clone, Copy)]
struct LintSource(ReadSignal<StatusReport>);

/// Provides the lints of a report to the rows of its chains.
pub(super) fn provide_lints(report: ReadSignal<StatusReport>) {
    provide_context(LintSource(report));
}

#[component]
pub(super) fn StepLints(list: ChainList, shown: Memo<RowView>) -> impl IntoView {
    let LintSource(report) = expect_context();
    let marks = Memo::new(move |_| {
        report.with(|report| {
            let is_own = |id: &String| report.agents.iter().any(|agent| agent.id == *id && agent.has_own_models());
            let agent = list.agent().filter(is_own).unwrap_or_default();
            let key = shown.with(|shown| format!("{}:{agent}:{}", list.role.as_str(), shown.chain_step.label()));
            report.lints.get(&key).cloned().unwrap_or_default()
        })
    });
    move || marks.get().into_iter().map(|mark| view! { <MarkBadge mark/> }).collect_view()
}
