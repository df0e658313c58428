//! Overview: can it answer, and with what.

mod agents;
mod answer;
mod chain;
mod picture;
mod recent;
mod route;
mod welcome;

use contract::{Role, StatusReport};
use leptos::{either::Either, prelude::*};

use crate::{
    api,
    hook::live_resource,
    text::{FrameText, say},
    ui::{Loaded, Screen},
};

#[component]
pub(crate) fn Overview() -> impl IntoView {
    let status = live_resource(|| api::show_status(contract::Status::default()));
    let model = welcome::draft();
    view! {
        <Screen name=say(FrameText::Overview)>
            <Loaded data=status view=move |report| view! { <Content report model/> }/>
        </Screen>
    }
}

#[component]
fn Content(report: ReadSignal<StatusReport>, model: RwSignal<String>) -> impl IntoView {
    let is_new = Memo::new(move |_| report.with(StatusReport::is_new_home));
    move || {
        if is_new.get() {
            let path = report.with_untracked(|report| report.config.shown.clone());
            Either::Left(view! { <welcome::Welcome path model/> })
        } else {
            Either::Right(view! { <Home report/> })
        }
    }
}

#[component]
fn Home(report: ReadSignal<StatusReport>) -> impl IntoView {
    let chain = move |role| report.with(|report| if role == Role::Text { &report.text } else { &report.image }.clone());
    let strip = move |role| view! { <chain::ChainStrip role chain=chain(role)/> };
    view! {
        {move || view! { <answer::TheAnswer report=report.get()/> }}
        <div class="pair">
            {move || strip(Role::Text)} {move || strip(Role::Image)}
        </div>
        {move || view! { <picture::Pictures text=chain(Role::Text) image=chain(Role::Image)/> }}
        <div class="pair">
            {move || view! { <agents::ThatDiffer agents=report.with(|report| report.agents.clone())/> }}
            <recent::Recent/>
        </div>
    }
}
