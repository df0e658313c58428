//! What a scan compares: the filters, what it would cost, and its start.

use contract::{JobKind, JobRequest, Op, OpError, Role, ScanRequest, StartJob};
use leptos::ev::SubmitEvent;

use super::PlanResource;
use crate::{
    page_context,
    part::{HiddenFormFields, JobController, JobStatus},
    prelude::*,
    text::{ScanText, translate},
    ui::{ErrorPanel, Panel},
};

/// The values of the filters, as their form fields have them; empty: no filter.
#[derive(Debug, Clone, Copy)]
pub(super) struct ScanFilters {
    role: RwSignal<String>,
    provider: RwSignal<String>,
    min_params: RwSignal<String>,
    max_age: RwSignal<String>,
    max_candidates: RwSignal<String>,
    free: RwSignal<bool>,
    probe_tools: RwSignal<bool>,
    probe_images: RwSignal<bool>,
}

impl Default for ScanFilters {
    fn default() -> Self {
        let text = |value: &str| RwSignal::new(value.to_owned());
        Self {
            role: text(Role::Text.as_str()),
            provider: text(""),
            min_params: text(""),
            max_age: text(""),
            max_candidates: text("6"),
            free: RwSignal::new(false),
            probe_tools: RwSignal::new(false),
            probe_images: RwSignal::new(false),
        }
    }
}

impl ScanFilters {
    /// What the filters ask for.
    pub(super) fn request(self) -> ScanRequest {
        let number = |field: RwSignal<String>| field.with(|text| text.parse().ok());
        let provider = self.provider.with(|typed| typed.trim().to_owned());
        ScanRequest {
            role: if self.role.with(|role| role == Role::Image.as_str()) { Role::Image } else { Role::Text },
            provider: Some(provider).filter(|typed| !typed.is_empty()),
            min_params_millions: number(self.min_params),
            max_age_days: number(self.max_age),
            max_candidates: number(self.max_candidates),
            free: self.free.get(),
            probe_tools: self.probe_tools.get(),
            probe_images: self.probe_images.get(),
            asks_about_unknown_hosts: true,
            ..ScanRequest::default()
        }
    }
}

/// The card that starts a scan. Without script its form is posted.
#[component]
pub(super) fn StartPanel(filters: ScanFilters, request: Signal<ScanRequest>, plan: PlanResource) -> impl IntoView {
    let jobs = expect_context::<JobController>();
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        jobs.start(JobRequest::Scan(request.get_untracked()));
    };
    let cost = RwSignal::new(String::new());
    let refused = RwSignal::new(None::<OpError>);
    let keep = move |result| match result {
        Ok(report) => {
            let report: contract::JobReport = report;
            cost.set(report.plan.estimate);
            refused.set(None);
        }
        Err(error) => {
            cost.set(String::new());
            refused.set(Some(error));
        }
    };
    Effect::new(move || {
        if let Some(result) = plan.get() {
            keep(result);
        }
    });
    let status = Suspend::new(async move {
        keep(plan.await);
        view! {
            <JobStatus kind=JobKind::Scan cost=cost.into()/>
            {move || refused.get().map(|error| view! { <ErrorPanel error/> })}
        }
    });
    view! {
        <Panel id="scan-start" name=translate(ScanText::Start)>
            <form method="post" action=format!("/form/{}", StartJob::PATH) class="form" on:submit=submit>
                <HiddenFormFields hidden=vec![("op[what][scan][asksAboutUnknownHosts]", "true".to_owned())]/>
                <fieldset class="form form__more" disabled=page_context::current().read_only>
                    <FilterFields filters/>
                    <button class="button button--primary">{translate(ScanText::Scan)}</button>
                </fieldset>
            </form>
            <Transition>{status}</Transition>
        </Panel>
    }
}

#[component]
fn FilterFields(filters: ScanFilters) -> impl IntoView {
    let any = |label: &ScanText| ("", translate(label.clone()));
    let sizes = [("7000", 7), ("30000", 30), ("70000", 70), ("200000", 200), ("400000", 400)];
    let sizes = sizes.map(|(value, billions)| (value, translate(ScanText::Billions(billions))));
    let ages = [("90", 90), ("180", 180), ("365", 365), ("730", 730)];
    let ages = ages.map(|(value, days)| (value, translate(ScanText::Days(days))));
    let counts = ["3", "6", "12", "20"].map(|count| (count, count.to_owned()));
    let roles = [
        (Role::Text.as_str(), translate(ScanText::TextRequests)),
        (Role::Image.as_str(), translate(ScanText::ImageRequests)),
    ];
    let any_size = std::iter::once(any(&ScanText::AnySize)).chain(sizes).collect();
    let any_age = std::iter::once(any(&ScanText::AnyAge)).chain(ages).collect();
    view! {
        <Select id="scan-role" name="op[what][scan][role]" label=ScanText::Role options=roles.into() value=filters.role/>
        <div class="field">
            <label for="scan-provider">{translate(ScanText::Provider)}</label>
            <input
                id="scan-provider"
                class="input"
                name="op[what][scan][provider]"
                autocomplete="off"
                autocapitalize="none"
                spellcheck="false"
                placeholder=translate(ScanText::AllProviders)
                on:change=move |event| filters.provider.set(event_target_value(&event))
            />
        </div>
        <Select id="scan-size" name="op[what][scan][minParamsMillions]" label=ScanText::MinSize options=any_size value=filters.min_params/>
        <Select id="scan-age" name="op[what][scan][maxAgeDays]" label=ScanText::MaxAge options=any_age value=filters.max_age/>
        <Select id="scan-count" name="op[what][scan][maxCandidates]" label=ScanText::Count options=counts.into() value=filters.max_candidates/>
        <div class="form__more scan__checks">
            <Check name="op[what][scan][free]" label=ScanText::FreeOnly value=filters.free/>
            <Check name="op[what][scan][probeTools]" label=ScanText::ProbeTools value=filters.probe_tools/>
            <Check name="op[what][scan][probeImages]" label=ScanText::ProbeImages value=filters.probe_images/>
        </div>
    }
}

#[component]
fn Select(
    id: &'static str,
    name: &'static str,
    label: ScanText,
    /// Values and their labels.
    options: Vec<(&'static str, String)>,
    value: RwSignal<String>,
) -> impl IntoView {
    let chosen = value.get_untracked();
    let option = |(of, label): (&'static str, String)| {
        view! {
            <option value=of selected=of == chosen>
                {label}
            </option>
        }
    };
    view! {
        <div class="field">
            <label for=id>{translate(label)}</label>
            <select id=id class="input" name=name on:change=move |event| value.set(event_target_value(&event))>
                {options.into_iter().map(option).collect_view()}
            </select>
        </div>
    }
}

#[component]
fn Check(name: &'static str, label: ScanText, value: RwSignal<bool>) -> impl IntoView {
    view! {
        <label class="checkbox">
            <input type="checkbox" name=name value="true" on:change=move |event| value.set(event_target_checked(&event))/>
            {translate(label)}
        </label>
    }
}
