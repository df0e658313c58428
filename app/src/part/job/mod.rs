//! Jobs on a page: a form that starts one, a bar with its progress and its end, and marks beside what is tried.
//!
//! The code that starts and follows a job, and shows its progress, is a chunk of its own, loaded when a job is first
//! started or runs already. Without script, the server renders the progress, and the page reloads itself.

#[cfg(target_arch = "wasm32")]
mod chunk;
mod fields;
#[cfg(target_arch = "wasm32")]
mod follow;
#[cfg(not(target_arch = "wasm32"))]
mod no_script;
#[cfg(target_arch = "wasm32")]
mod progress;
mod start;
mod state;

use std::time::Duration;

use contract::{JobKind, JobRequest, JobState, Mark};
use leptos::{either::Either, ev::SubmitEvent};

use crate::{
    page_context,
    prelude::*,
    text::{JobProgressText, capitalize_first},
    ui::{Badge, RichText},
};
#[cfg(not(target_arch = "wasm32"))]
pub(crate) use no_script::JobQuestionCard;
pub(crate) use state::{JobController, provide_jobs};

use super::op_form::HiddenFormFields;

/// How often the ages of results are updated.
const AGE_INTERVAL: Duration = Duration::from_mins(1);

/// The button that starts the main job of a page, and the state of the job that runs or ran last.
#[component]
pub(crate) fn JobBar(
    /// The job.
    request: Signal<JobRequest>,
    /// The text of the button.
    label: String,
    /// The number of requests, and what they cost at most; empty if there is nothing to ask.
    cost: Signal<String>,
    /// Whether the page shows results with their ages.
    has_results: Signal<bool>,
) -> impl IntoView {
    let jobs = expect_context::<JobController>();
    let is_editable = !page_context::current().read_only;
    refresh_ages(jobs, has_results);
    let kind = request.with_untracked(JobRequest::kind);
    let name = label.clone();
    let form = move || {
        let label = label.clone();
        (is_editable && cost.with(|cost| !cost.is_empty()))
            .then(|| view! { <JobForm request><button class="button">{label}</button></JobForm> })
    };
    view! {
        <section class="job" aria-label=name>
            {form}
            <JobStatus kind cost/>
        </section>
    }
}

/// The state of the job of a kind that runs or ran last, or what it would cost.
#[component]
pub(crate) fn JobStatus(kind: JobKind, cost: Signal<String>) -> impl IntoView {
    let jobs = expect_context::<JobController>();
    jobs.follow_while_shown(kind);
    let status = move || match jobs.code.get() {
        Some(code) => Either::Left((code.progress)(jobs, cost)),
        None => Either::Right(view! { <span class="muted">{cost}</span> }),
    };
    view! {
        <div class="job__status">{status}</div>
        <p class="sr-only" role="status">
            {move || jobs.announcement.get()}
        </p>
        <ProgressWithoutScript/>
    }
}

/// Loads the page's data again from time to time while it shows ages.
fn refresh_ages(jobs: JobController, has_results: Signal<bool>) {
    Effect::new(move || {
        if !has_results.get() {
            return;
        }
        let tick = move || jobs.live.change_count.update(|count| *count += 1);
        if let Ok(timer) = set_interval_with_handle(tick, AGE_INTERVAL) {
            on_cleanup(move || timer.clear());
        }
    });
}

/// Form that starts a job. Without script it is posted.
#[component]
pub(crate) fn JobForm<C: IntoView + 'static>(
    #[prop(into)] request: Signal<JobRequest>,
    children: TypedChildren<C>,
) -> impl IntoView {
    let jobs = expect_context::<JobController>();
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        jobs.start(request.get_untracked());
    };
    let hidden = request.with_untracked(fields::hidden_fields);
    view! {
        <form method="post" action="/form/job/start" class="job__form" on:submit=submit>
            <HiddenFormFields hidden/>
            <fieldset disabled=page_context::current().read_only>{children.into_inner()()}</fieldset>
        </form>
    }
}

/// The progress for a browser without script. With script, the browser does not read what is inside.
#[cfg(not(target_arch = "wasm32"))]
#[component]
fn ProgressWithoutScript() -> impl IntoView {
    view! { <noscript>{no_script::render_progress()}</noscript> }
}

#[cfg(target_arch = "wasm32")]
#[component]
fn ProgressWithoutScript() -> impl IntoView {
    view! { <noscript></noscript> }
}

/// The word about a job that has not come to its end.
const fn broken_off_text(state: JobState) -> Option<JobProgressText> {
    match state {
        JobState::Cancelled => Some(JobProgressText::Stopped),
        JobState::Failed => Some(JobProgressText::Failed),
        JobState::Idle | JobState::NeedsConfirmation | JobState::Running | JobState::Finished => None,
    }
}

/// What is known of a credential or a model: what a job says, or else the stored result.
pub(crate) fn current_mark(
    key: Memo<String>,
    stored: impl Fn() -> Option<Mark> + Send + Sync + 'static,
) -> Memo<Option<Mark>> {
    let jobs = expect_context::<JobController>();
    Memo::new(move |_| key.with(|key| jobs.marks.with(|marks| marks.get(key).cloned())).or_else(&stored))
}

/// A mark that changes while the page is open. Its reason, if it is open, stays open.
#[component]
pub(crate) fn LiveMark(mark: Memo<Option<Mark>>) -> impl IntoView {
    let has_reason = Memo::new(move |_| mark.with(|mark| Some(mark.as_ref()?.reason.is_some())));
    let badge = move || mark.get().map(|Mark { tone, word, .. }| view! { <Badge tone label=word/> });
    let reason =
        move || mark.get().and_then(|mark| mark.reason).map(|text| view! { <RichText text=capitalize_first(text)/> });
    move || {
        has_reason.get().map(|has_reason| {
            if has_reason {
                Either::Left(view! {
                    <details class="why">
                        <summary>{badge}</summary>
                        <p>{reason}</p>
                    </details>
                })
            } else {
                Either::Right(badge)
            }
        })
    }
}
