//! Scan: finds the best model that answers.

mod candidate;
mod candidates;
mod filters;
mod order;
mod providers;
mod score_bar;

use contract::{JobKind, JobReport, JobRequest, OpError, ReadJob, ScanReport, ScanRequest, StartJob};

use crate::{
    api,
    hook::{LiveUpdates, live_resource_for},
    part::PageLayout,
    prelude::*,
    text::{FrameText, ScanText, translate},
    ui::{Loaded, Panel, RichText, Warnings},
};

#[component]
pub(crate) fn Scan() -> impl IntoView {
    let live = expect_context::<LiveUpdates>();
    let filters = filters::ScanFilters::default();
    let request = Memo::new(move |_| filters.request());
    // What a scan with these filters would do. It sends nothing.
    let plan = live_resource_for(request, |request: ScanRequest| {
        api::start_job(StartJob { what: JobRequest::Scan(request), dry_run: true, confirmed: false })
    });
    // The providers and candidates of a report are complete, so its rows are not needed.
    let read = || api::read_job(ReadJob { kind: JobKind::Scan, after: u32::MAX, ..ReadJob::default() });
    let report = Resource::new(move || (live.change_count.get(), live.job_count.get()), move |_| read());
    view! {
        <PageLayout name=translate(FrameText::Scan)>
            <p class="answer">{translate(ScanText::Purpose)}</p>
            <filters::StartPanel filters request=request.into() plan/>
            <Loaded data=report view=|report| view! { <Results report/> }/>
        </PageLayout>
    }
}

/// What the running or the last scan found; nothing before the first one.
#[component]
fn Results(report: ReadSignal<JobReport>) -> impl IntoView {
    let scan = Memo::new(move |_| report.with(|report| report.scan.clone()));
    let verdict = Memo::new(move |_| report.with(verdict_text));
    let warnings = Memo::new(move |_| report.with(|report| report.warnings.clone()));
    let has_scan = Memo::new(move |_| scan.with(Option::is_some));
    let found = Memo::new(move |_| scan.get().unwrap_or_default());
    move || {
        has_scan.get().then(|| {
            view! {
                <Panel id="scan-results" name=translate(ScanText::Results)>
                    <p>{move || view! { <RichText text=verdict.get()/> }}</p>
                    {move || view! { <Warnings texts=warnings.get()/> }}
                    <providers::ProviderList scan=found/>
                    <candidates::CandidateList scan=found/>
                    {move || view! { <Notes scan=found.get()/> }}
                </Panel>
            }
        })
    }
}

/// The conclusion, and how long ago the scan ended.
fn verdict_text(report: &JobReport) -> String {
    let text = report.verdict.as_ref().map(|verdict| verdict.text.clone());
    let age = report.scan.as_ref().and_then(|scan| scan.age.clone());
    let (text, age) = (text.map(crate::text::capitalize_first), age.filter(|age| !age.is_empty()));
    text.into_iter().chain(age).reduce(|text, age| [&text, " · ", &age].concat()).unwrap_or_default()
}

/// What the filters left out or could not decide.
#[component]
fn Notes(scan: ScanReport) -> impl IntoView {
    let ScanReport { more_candidates, left_out, notes, score_parts, .. } = scan;
    let more = (more_candidates > 0).then(|| translate(ScanText::MoreCandidates(more_candidates)));
    let left_out = left_out.into_iter().map(|filter| translate(ScanText::LeftOut(filter.count, filter.text)));
    let lines = more.into_iter().chain(left_out).chain(notes);
    let parts = score_parts.into_iter().map(|part| {
        view! {
            <div>
                <dt>{part.name}</dt>
                <dd>{part.text}</dd>
            </div>
        }
    });
    view! {
        <ul class="lines muted">{lines.map(|text| view! { <li><RichText text/></li> }).collect_view()}</ul>
        <details>
            <summary>{translate(ScanText::HowRanked)}</summary>
            <p class="muted">{translate(ScanText::RankingRule)}</p>
            <dl class="facts">{parts.collect_view()}</dl>
        </details>
    }
}

/// A plan that is loaded, or the error that tells why nothing can be scanned.
pub(super) type PlanResource = Resource<Result<JobReport, OpError>>;
