//! Access to this dashboard, and sign-out.

use leptos::either::Either;

use crate::{
    hook::forget_drafts,
    page_context,
    prelude::*,
    text::{SettingsText, translate},
    ui::{Badge, Panel, RichText, Tone},
};

#[component]
pub(super) fn SecurityPanel() -> impl IntoView {
    let access_info = match page_context::current().security {
        Some(security) => Either::Left(view! { <AccessDetails security/> }),
        // The document was loaded for another page and does not contain the access information.
        None => Either::Right(view! {
            <p>
                <a href="/settings" rel="external">
                    {translate(SettingsText::ReloadForDetails)}
                </a>
            </p>
        }),
    };
    view! {
        <Panel id="security" name=translate(SettingsText::Security)>
            {access_info} <div class="leave">
                <SignOutForm all=false label=SettingsText::SignOutHere/>
                <SignOutForm all=true label=SettingsText::SignOutEverywhere/>
            </div>
            <p class="muted">
                <RichText text=translate(SettingsText::EverywhereHelp)/>
            </p>
        </Panel>
    }
}

#[component]
fn AccessDetails(security: page_context::AccessInfo) -> impl IntoView {
    let page_context::AccessInfo { address, is_socket, sessions, read_only } = security;
    let (tone, label, help) = if read_only {
        (Tone::Warn, SettingsText::ReadOnly, SettingsText::ReadOnlyHelp)
    } else {
        (Tone::Plain, SettingsText::Allowed, SettingsText::AllowedHelp)
    };
    view! {
        <dl class="facts">
            <div>
                <dt>{translate(SettingsText::ListensOn)}</dt>
                <dd>
                    <span class="ref">{address}</span>
                    <span class="muted">{translate(SettingsText::Reachability { is_socket })}</span>
                </dd>
            </div>
            <div>
                <dt>{translate(SettingsText::Changes)}</dt>
                <dd>
                    <Badge tone label=translate(label)/>
                    <span class="muted">
                        <RichText text=translate(help)/>
                    </span>
                </dd>
            </div>
            <div>
                <dt>{translate(SettingsText::SignedIn)}</dt>
                <dd>{translate(SettingsText::Sessions(sessions))}</dd>
            </div>
        </dl>
    }
}

/// Plain form, which works without script. With script, it deletes the drafts as well.
#[component]
fn SignOutForm(all: bool, label: SettingsText) -> impl IntoView {
    view! {
        <form method="post" action="/logout" on:submit=|_| forget_drafts()>
            <input type="hidden" name="csrf" value=page_context::current().csrf/>
            {all.then(|| view! { <input type="hidden" name="all" value="true"/> })}
            <button class="button">{translate(label)}</button>
        </form>
    }
}
