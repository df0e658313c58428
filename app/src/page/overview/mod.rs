//! Overview: can it answer, and with what.

mod chain;
mod home;
mod welcome;

use contract::{Chain, Role, StatusReport};
use leptos::{either::Either, prelude::*};
use leptos_meta::Title;

use crate::{
    api, facts,
    hook::Live,
    text::{FrameText, OverviewText, say},
    ui::{Badge, Loaded, Rich, Tone},
};

#[component]
pub(crate) fn Overview() -> impl IntoView {
    let live = expect_context::<Live>();
    let status = Resource::new(move || live.changes.get(), |_| api::show_status(contract::Status {}));
    let page = say(FrameText::Overview);
    let host = facts::current().host;
    view! {
        <Title text=say(FrameText::PageTitle { page: page.clone(), host })/>
        <h1>{page}</h1>
        <Loaded data=status view=|report| view! { <Content report/> }/>
    }
}

#[component]
fn Content(report: StatusReport) -> impl IntoView {
    if report.is_new_home() {
        return Either::Left(view! {
            <welcome::Welcome path=report.config.shown.clone()/>
            <home::ThisHome report/>
        });
    }
    Either::Right(view! {
        <Answer chain=report.text.clone()/>
        <div class="pair">
            <chain::ChainStrip role=Role::Text chain=report.text.clone()/>
            <chain::ChainStrip role=Role::Image chain=report.image.clone()/>
            <home::Aliases aliases=report.aliases.clone()/>
            <home::ThisHome report/>
        </div>
    })
}

/// What is true now, in one sentence. The rest of the page is proof.
#[component]
fn Answer(chain: Chain) -> impl IntoView {
    let others = chain.others();
    let (tone, text) = match chain.primary {
        None => (Tone::Plain, OverviewText::NoPrimary),
        Some(rung) if rung.model.is_none() => (Tone::Bad, OverviewText::NotAName(rung.configured)),
        Some(rung) => (Tone::Plain, OverviewText::Answers { model: rung.label(), others }),
    };
    view! {
        <p class="answer">
            <Rich text=say(text)/>
        </p>
        <p class="answer__proof">
            <Badge tone word=say(OverviewText::NotChecked)/>
        </p>
    }
}
