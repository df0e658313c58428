//! Row of a credential: its state, and the reasons when it is opened.

use contract::{CredentialInfo, CredentialReport, Mark, ProviderCredentials, element_id};
use leptos::either::Either;

use super::{
    actions::{Position, ProbeForm, QuickActions, Stored, StoredForms},
    countdown::{Countdown, utc_timestamp},
    state::{self, PlacedCredential, RowKey},
};
use crate::{
    page_context,
    part::current_mark,
    prelude::*,
    text::{CredentialsText, JobText, capitalize_first, translate},
    ui::{Badge, Disclosure, DisclosureCell, RichText, Timestamp, escape_hidden_owned},
};

#[component]
pub(super) fn CredentialRow(
    key: RowKey,
    of: Memo<Option<ProviderCredentials>>,
    report: ReadSignal<CredentialReport>,
) -> impl IntoView {
    let provider = of.with_untracked(|of| of.as_ref().map(|of| of.provider.clone())).unwrap_or_default();
    let id = element_id(&format!("credential-{}", key.1), &[&provider, " ", &key.0].concat());
    let found = Memo::new(move |_| of.with(|of| state::find_credential(of.as_ref()?, &key)));
    let stored = Memo::new(move |_| report.with(|report| Stored::find(report, &provider, &found.get()?)));
    let quick = Memo::new(move |_| {
        let (stored, of) = (stored.get()?, of.get()?);
        let is_in_cooldown = found.get().is_some_and(|found| found.credential.usable_at.is_some());
        let position = report.with(|report| Position::find(report, &of, &stored));
        Some((stored, position, is_in_cooldown))
    });
    let stored_mark = move || found.with(|found| found.as_ref()?.credential.proof.clone());
    let probe_key = Memo::new(move |_| {
        found.with(|found| found.as_ref().map(|found| found.credential.probe_key.clone())).unwrap_or_default()
    });
    let mark = current_mark(probe_key, stored_mark);
    let target = Memo::new(move |_| {
        let (agent, provider) =
            (report.with(|report| report.agent.clone()), of.with(|of| Some(of.as_ref()?.provider.clone()))?);
        let (id, is_in_cooldown) = found.with(|found| {
            let one = &found.as_ref()?.credential;
            Some((one.profile_id.clone().filter(|id| !id.contains('‹')), one.usable_at.is_some()))
        })?;
        let is_probed = (id.is_some() || one_is_unstored(found)) && probe_key.with(|key| !key.is_empty());
        is_probed.then_some((agent, provider, id, is_in_cooldown))
    });
    let is_editable = !page_context::current().read_only;
    let actions = is_editable.then(|| {
        view! {
            {move || target.get().map(|target| view! { <ProbeForms target/> })}
            {move || quick.get().map(|(stored, position, is_in_cooldown)| view! { <QuickActions stored position is_in_cooldown/> })}
            {move || stored.get().map(|stored| view! { <StoredForms stored/> })}
        }
    });
    let credential = move || found.get().map(|found| found.credential);
    let head = view! {
        <DisclosureCell name=translate(CredentialsText::Credential)>{move || found.get().map(|found| view! { <NameCell found/> })}</DisclosureCell>
        <DisclosureCell name=translate(CredentialsText::Kind)>{move || credential().map(|one| view! { <KindCell one/> })}</DisclosureCell>
        <DisclosureCell name=translate(CredentialsText::State)>{move || credential().map(|one| view! { <StateCell one mark/> })}</DisclosureCell>
        <DisclosureCell name=translate(CredentialsText::Expires)>
            {move || credential().map(|one| view! { <ExpiryCell one/> })}
        </DisclosureCell>
        <DisclosureCell name=translate(CredentialsText::Source)>
            <span class="muted">{move || credential().map(|one| translate(state::source(&one)))}</span>
        </DisclosureCell>
    };
    view! {
        <li class="rows__row">
            <Disclosure id open=false head>
                {move || credential().map(|one| view! { <Details one/> })} <LastProbe mark/> {actions}
            </Disclosure>
        </li>
    }
}

/// Whether the credential is not stored: one without an id, not one whose id is hidden.
fn one_is_unstored(found: Memo<Option<PlacedCredential>>) -> bool {
    found.with(|found| found.as_ref().is_some_and(|found| found.credential.profile_id.is_none()))
}

/// Forms that probe the credential, and that end its cooldown if it answers.
#[component]
fn ProbeForms(
    /// Agent, provider, id of a stored credential, and whether it is in a cooldown.
    target: (String, String, Option<String>, bool),
) -> impl IntoView {
    let (agent, provider, id, is_in_cooldown) = target;
    let retry = (is_in_cooldown && id.is_some()).then(|| {
        view! { <ProbeForm agent=agent.clone() provider=provider.clone() id=id.clone() ends_cooldowns=true/> }
    });
    view! {
        <div class="credentials__actions">
            {retry} <ProbeForm agent provider id ends_cooldowns=false/>
        </div>
    }
}

/// What the last probe showed, in a sentence.
#[component]
fn LastProbe(mark: Memo<Option<Mark>>) -> impl IntoView {
    let reason = move || mark.get().and_then(|mark| mark.reason);
    move || {
        reason().map(|reason| {
            view! {
                <dl class="facts">
                    <div>
                        <dt>{translate(JobText::LastProbe)}</dt>
                        <dd>
                            <span>
                                <RichText text=capitalize_first(reason)/>
                            </span>
                        </dd>
                    </div>
                </dl>
            }
        })
    }
}

/// The place in the order, and the name.
#[component]
fn NameCell(found: PlacedCredential) -> impl IntoView {
    let PlacedCredential { credential, place } = found;
    let place = place.map_or_else(|| "–".to_owned(), |place| place.to_string());
    view! {
        <span class="credentials__place" title=translate(CredentialsText::PlaceHelp)>
            <span class="sr-only">{translate(CredentialsText::Place)} " "</span>
            {place}
        </span>
        " "
        <span class="ref rows__name">{escape_hidden_owned(state::name(&credential))}</span>
        " "
        {credential.is_chosen.then(|| view! { <span class="tag">{translate(CredentialsText::PaysTag)}</span> })}
    }
}

#[component]
fn KindCell(one: CredentialInfo) -> impl IntoView {
    view! {
        <span>{translate(CredentialsText::Mode(one.mode))}</span>
        " "
        <span class="ref muted">{escape_hidden_owned(&one.label)}</span>
    }
}

/// The state with its reason and its end, and what the last probe showed.
#[component]
fn StateCell(one: CredentialInfo, mark: Memo<Option<Mark>>) -> impl IntoView {
    let (tone, word) = state::badge(&one);
    let is_in_cooldown = one.usable_at.is_some() && !one.is_left_out;
    let reason = one.reason.filter(|_| is_in_cooldown).map(CredentialsText::FailureReason);
    let end = one.usable_at.filter(|_| is_in_cooldown);
    let is_unremarkable = word == CredentialsText::NotChecked;
    let label = translate(word);
    // A result says more than that the credential is set.
    let state = move || {
        let has_result = mark.with(Option::is_some);
        (!is_unremarkable || !has_result).then(|| view! { <Badge tone label=label.clone()/> })
    };
    let result = move || mark.get().map(|Mark { tone, word, .. }| view! { <Badge tone label=word/> });
    view! {
        {state}
        " "
        {result}
        " "
        {end.map(|at| view! { <Countdown at over=CredentialsText::Over/> })}
        " "
        {reason.map(|reason| view! { <span class="muted">{translate(reason)}</span> })}
    }
}

#[component]
fn ExpiryCell(one: CredentialInfo) -> impl IntoView {
    match one.expires_at {
        None => Either::Left(view! { <span class="muted">"–"</span> }),
        Some(at) => Either::Right(view! { <Countdown at over=CredentialsText::Expired/> }),
    }
}

/// Why the credential is in its place and state, and its exact times.
#[component]
fn Details(one: CredentialInfo) -> impl IntoView {
    let time = |label, at: Option<i64>| {
        at.map(|at| {
            view! {
                <div>
                    <dt>{translate(label)}</dt>
                    <dd>
                        <Timestamp at=Some(utc_timestamp(at))/>
                    </dd>
                </div>
            }
        })
    };
    let account = one.account.map(|account| {
        view! {
            <div>
                <dt>{translate(CredentialsText::Account)}</dt>
                <dd>{escape_hidden_owned(&account)}</dd>
            </div>
        }
    });
    view! {
        <dl class="facts">
            <div>
                <dt>{translate(CredentialsText::Why)}</dt>
                <dd>
                    <span>
                        <RichText text=capitalize_first(one.why)/>
                    </span>
                </dd>
            </div>
            {account}
            {time(CredentialsText::UsableAgain, one.usable_at)}
            {time(CredentialsText::Expires, one.expires_at)}
        </dl>
    }
}
