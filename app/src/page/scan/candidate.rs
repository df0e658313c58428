//! One candidate: its facts, its answer, its score, and what can be made of it.

use std::sync::Arc;

use contract::{AddFallback, Role, ScanCandidate, ScanCandidateState, SetModel};
use leptos::either::Either;

use super::score_bar::ScoreBar;
use crate::{
    page_context,
    part::OpForm,
    prelude::*,
    text::{ScanText, translate},
    ui::{Badge, RichText, Tone, escape_hidden_owned},
};

#[component]
pub(super) fn CandidateRow(
    candidate: Memo<ScanCandidate>,
    /// The model that the configuration has now.
    current: Memo<Option<String>>,
    /// What the scan was for.
    role: Memo<Role>,
) -> impl IntoView {
    let model = candidate.with_untracked(|one| one.model.clone());
    let is_current = {
        let model = model.clone();
        Memo::new(move |_| current.with(|current| current.as_deref() == Some(model.as_str())))
    };
    let facts = move || view! { <Facts of=candidate.get()/> };
    let actions = {
        let model = model.clone();
        move || {
            (!page_context::current().read_only && !is_current.get())
                .then(|| view! { <Actions model=model.clone() role=role.get()/> })
        }
    };
    view! {
        <li class="scan__candidate">
            <span class="chain__number" aria-hidden="true">
                {move || candidate.with(|one| one.rank)}
            </span>
            <div class="scan__what">
                <span class="ref scan__name">{escape_hidden_owned(&model)}</span>
                {move || is_current.get().then(|| view! { <span class="tag">{translate(ScanText::Current(role.get()))}</span> })}
                {move || view! { <State of=candidate.get()/> }}
                {facts}
                {move || view! { <ScoreBar parts=candidate.with(|one| one.parts.clone())/> }}
            </div>
            {actions}
        </li>
    }
}

/// The state with the reason of one that does not answer.
#[component]
fn State(of: ScanCandidate) -> impl IntoView {
    let ScanCandidate { state, word, error, tools, images, .. } = of;
    let tone = match state {
        ScanCandidateState::Ok => Tone::Ok,
        ScanCandidateState::Partly => Tone::Warn,
        ScanCandidateState::Failed => Tone::Bad,
        ScanCandidateState::NotAsked => Tone::Plain,
    };
    let checks = [tools.map(ScanText::Tools), images.map(ScanText::Images)].into_iter().flatten().map(translate);
    let word = std::iter::once(word).chain(checks).collect::<Vec<_>>().join(" · ");
    match error {
        None => Either::Left(view! { <Badge tone label=word/> }),
        Some(text) => Either::Right(view! {
            <details class="why">
                <summary>
                    <Badge tone label=word/>
                </summary>
                <p>
                    <RichText text/>
                </p>
            </details>
        }),
    }
}

/// The facts on one line, and in which of them it is the best candidate.
#[component]
fn Facts(of: ScanCandidate) -> impl IntoView {
    let ScanCandidate { name, facts, context_text, latency_ms, best, .. } = of;
    let context = context_text.map(|tokens| translate(ScanText::Context(tokens)));
    let latency = latency_ms.map(|millis| translate(ScanText::Latency(millis)));
    let line = [Some(name), Some(facts), context, latency].into_iter().flatten().collect::<Vec<_>>().join(" · ");
    view! {
        <span class="facts-line">{escape_hidden_owned(&line)}</span>
        {best.into_iter().map(|word| view! { <span class="tag">{word}</span> }).collect_view()}
    }
}

/// What the candidate can be made. Each shows the change first.
#[component]
fn Actions(model: String, role: Role) -> impl IntoView {
    let hidden = vec![("op[role]", role.as_str().to_owned()), ("op[model]", model.clone())];
    let set = SetModel { role, model: model.clone(), keep_old: false, ..SetModel::default() };
    let add = AddFallback { role, model: model.clone(), ..AddFallback::default() };
    let set_label = translate(ScanText::MakePrimaryOf(role, model.clone()));
    let add_label = translate(ScanText::AddFallbackOf(model));
    view! {
        <div class="scan__actions">
            <OpForm op=move || set.clone() hidden=hidden.clone() on_written=Arc::new(|| {}) class="scan__action">
                <button class="button" aria-label=set_label>
                    {translate(ScanText::MakePrimary(role))}
                </button>
            </OpForm>
            <OpForm op=move || add.clone() hidden on_written=Arc::new(|| {}) class="scan__action">
                <button class="button button--quiet" aria-label=add_label>
                    {translate(ScanText::AddFallback)}
                </button>
            </OpForm>
        </div>
    }
}
