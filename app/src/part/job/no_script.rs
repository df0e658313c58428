//! The state of a job for a browser without script: rendered by the server, on a page that reloads itself.

use contract::{CancelJob, JobKind, JobState, Op, StartJob};

use super::{HiddenFormFields, broken_off_text};
use crate::{
    page_context::{self, JobProgressInfo, JobQuestion},
    prelude::*,
    text::{JobProgressText, capitalize_first, translate},
    ui::{RichText, Warnings},
};

/// The field of the form with a host that may get a credential; `None`: a job of this kind has no such field.
const fn host_field(kind: JobKind) -> Option<&'static str> {
    match kind {
        JobKind::Probe => Some("op[what][probe][allowedHosts][]"),
        JobKind::Scan => Some("op[what][scan][allowedHosts][]"),
        JobKind::Refresh => None,
    }
}

/// The job that runs or ran last; nothing if there is none.
pub(super) fn render_progress() -> Option<impl IntoView> {
    let JobProgressInfo { id, state, done, total, text, warnings } = page_context::current().job?;
    let stop = (state == JobState::Running).then(|| {
        let hidden = vec![("op[id]", id.to_string())];
        view! {
            <form method="post" action=format!("/form/{}", CancelJob::PATH) class="job__form">
                <HiddenFormFields hidden/>
                <button class="button">{translate(JobProgressText::Stop)}</button>
            </form>
            <progress class="job__progress" max=total value=done></progress>
            <span class="muted">{translate(JobProgressText::Done { done, total })}</span>
        }
    });
    let broken_off = broken_off_text(state).map(|text| view! { <span>{translate(text)}</span> });
    Some(view! {
        <div class="job__status">
            {stop}
            {broken_off}
            <span class="job__verdict">
                <RichText text=capitalize_first(text)/>
            </span>
            <Warnings texts=warnings/>
        </div>
    })
}

/// Asks before a job starts, above the page.
#[component]
pub(crate) fn JobQuestionCard(question: JobQuestion) -> impl IntoView {
    let JobQuestion { kind, fields, estimate, hosts, return_to } = question;
    let fields = fields.into_iter().map(|(name, value)| view! { <input type="hidden" name=name value=value/> });
    let tick = |host: String| {
        let label = translate(JobProgressText::AllowHost(host.clone()));
        view! {
            <label class="checkbox">
                <input type="checkbox" name=host_field(kind) value=host/>
                <span>
                    <RichText text=label/>
                </span>
            </label>
        }
    };
    view! {
        <section class="card" aria-labelledby="job-question">
            <h2 id="job-question">{translate(JobProgressText::Question(estimate))}</h2>
            <form method="post" action=format!("/form/{}", StartJob::PATH) class="form">
                <input type="hidden" name="csrf" value=page_context::current().csrf/>
                {fields.collect_view()}
                <input type="hidden" name="op[confirmed]" value="true"/>
                {hosts.into_iter().map(tick).collect_view()}
                <div class="card__actions">
                    <a class="button" href=return_to>
                        {translate(JobProgressText::Cancel)}
                    </a>
                    <button class="button button--primary">{translate(JobProgressText::Send)}</button>
                </div>
            </form>
        </section>
    }
}
