//! Overview: can it answer, and with what.

mod chain;
mod home;
mod welcome;

use contract::{Answer, Role, StatusReport};
use leptos::{either::Either, prelude::*};

use crate::{
    api,
    hook::live_resource,
    text::{FrameText, OverviewText, say},
    ui::{Badge, Loaded, Rich, Screen, Tone},
};

#[component]
pub(crate) fn Overview() -> impl IntoView {
    chain::Drafts::offer();
    let status = live_resource(|| api::show_status(contract::Status::default()));
    view! {
        <Screen name=say(FrameText::Overview)>
            <Loaded data=status view=|report| view! { <Content report/> }/>
        </Screen>
    }
}

#[component]
fn Content(report: ReadSignal<StatusReport>) -> impl IntoView {
    let content = move || {
        let report = report.get();
        if report.is_new_home() {
            return Either::Left(view! {
                <welcome::Welcome path=report.config.shown.clone()/>
                <home::ThisHome report/>
            });
        }
        Either::Right(view! {
            <TheAnswer answer=report.answer.clone() warnings=report.warnings.clone()/>
            <div class="pair">
                <chain::ChainStrip role=Role::Text chain=report.text.clone()/>
                <chain::ChainStrip role=Role::Image chain=report.image.clone()/>
                <home::Aliases aliases=report.aliases.clone()/>
                <home::ThisHome report/>
            </div>
        })
    };
    view! { {content} }
}

/// What is true now, in one sentence. The rest of the page is proof.
#[component]
fn TheAnswer(answer: Answer, warnings: Vec<String>) -> impl IntoView {
    let text = match answer {
        Answer::Default => OverviewText::NoPrimary,
        Answer::Broken { configured } => OverviewText::NotAName(configured),
        Answer::Model { model, others } => OverviewText::Answers { model, others },
    };
    view! {
        <p class="answer">
            <Rich text=say(text)/>
        </p>
        <p class="answer__proof">
            <Badge tone=Tone::Plain word=say(OverviewText::NotChecked)/>
        </p>
        {warnings.into_iter().map(|text| view! { <p class="warning"><Rich text/></p> }).collect_view()}
    }
}
