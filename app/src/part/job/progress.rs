//! The state of a job in a bar: progress, a question, or the end.

use contract::JobState;
use leptos::either::EitherOf6;

use super::{
    broken_off_text, follow,
    state::{JobController, JobView},
};
use crate::{
    prelude::*,
    text::{JobProgressText, capitalize_first, translate},
    ui::{RichText, Warnings},
};

/// Renders the state.
pub(super) fn render(jobs: JobController, cost: Signal<String>) -> AnyView {
    let is_running = Memo::new(move |_| {
        jobs.view.with(|view| match view {
            JobView::Running { id, .. } => Some(*id),
            _ => None,
        })
    });
    // The button is built once, so that it keeps the focus while the numbers change.
    let stop = move || {
        is_running.get().map(|id| {
            view! {
                <button type="button" class="button" on:click=move |_| follow::stop(jobs, id)>
                    {translate(JobProgressText::Stop)}
                </button>
            }
        })
    };
    let content = move || match jobs.view.get() {
        JobView::Idle => EitherOf6::A(view! { <span class="muted">{cost}</span> }),
        JobView::Starting => EitherOf6::B(view! { <span class="muted">{translate(JobProgressText::Starting)}</span> }),
        JobView::Question { estimate, hosts } => EitherOf6::C(view! { <Question jobs estimate hosts/> }),
        JobView::Running { done, total, .. } => EitherOf6::D(view! {
            <progress class="job__progress" max=total value=done aria-label=translate(JobProgressText::Progress)></progress>
            <span class="muted">{translate(JobProgressText::Done { done, total })}</span>
        }),
        JobView::Ended { text, warnings, state } => EitherOf6::E(view! { <End text warnings state/> }),
        JobView::Failed(error) => {
            let hint =
                error.hints.into_iter().find(contract::Hint::is_for_pages).map(|hint| format!(": {}", hint.text));
            let text = [capitalize_first(error.message), hint.unwrap_or_default()].concat();
            EitherOf6::F(view! { <span class="broken" role="alert"><RichText text/></span> })
        }
    };
    view! {
        {stop}
        {content}
    }
    .into_any()
}

#[component]
fn End(text: String, warnings: Vec<String>, state: JobState) -> impl IntoView {
    let broken_off = broken_off_text(state).map(|text| view! { <span>{translate(text)}</span> });
    let text = capitalize_first(text);
    view! {
        {broken_off}
        <span class="job__verdict">
            <RichText text/>
        </span>
        <Warnings texts=warnings/>
    }
}

/// Asks before many requests are sent, or to a host that is not known.
#[component]
fn Question(jobs: JobController, estimate: String, hosts: Vec<String>) -> impl IntoView {
    let allowed = RwSignal::new(Vec::<String>::new());
    let tick = move |host: String| {
        let label = translate(JobProgressText::AllowHost(host.clone()));
        let choose = move |event| {
            let host = host.clone();
            allowed.update(|allowed| {
                allowed.retain(|known| *known != host);
                allowed.extend(event_target_checked(&event).then_some(host));
            });
        };
        view! {
            <label class="checkbox">
                <input type="checkbox" on:change=choose/>
                <span>
                    <RichText text=label/>
                </span>
            </label>
        }
    };
    view! {
        <span>{translate(JobProgressText::Question(estimate))}</span>
        {hosts.into_iter().map(tick).collect_view()}
        <button type="button" class="button button--primary" on:click=move |_| follow::confirm(jobs, allowed.get_untracked())>
            {translate(JobProgressText::Send)}
        </button>
        <button type="button" class="button" on:click=move |_| jobs.view.set(JobView::Idle)>
            {translate(JobProgressText::Cancel)}
        </button>
    }
}
