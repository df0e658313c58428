//! Who can reach this dashboard, and the way out.

use leptos::{either::Either, prelude::*};

use crate::{
    facts,
    hook::forget_drafts,
    text::{SettingsText, say},
    ui::{Badge, Panel, Rich, Tone},
};

#[component]
pub(super) fn Security() -> impl IntoView {
    let known = match facts::current().security {
        Some(security) => Either::Left(view! { <Known security/> }),
        // The document of another page does not say it.
        None => Either::Right(view! {
            <p>
                <a href="/settings" rel="external">
                    {say(SettingsText::LoadAgain)}
                </a>
            </p>
        }),
    };
    view! {
        <Panel id="security" name=say(SettingsText::Security)>
            {known} <div class="leave">
                <SignOut all=false label=SettingsText::SignOutHere/>
                <SignOut all=true label=SettingsText::SignOutEverywhere/>
            </div>
            <p class="muted">
                <Rich text=say(SettingsText::EverywhereHelp)/>
            </p>
        </Panel>
    }
}

#[component]
fn Known(security: facts::Security) -> impl IntoView {
    let facts::Security { address, is_socket, sessions, read_only } = security;
    let (tone, word, help) = if read_only {
        (Tone::Warn, SettingsText::ReadOnly, SettingsText::ReadOnlyHelp)
    } else {
        (Tone::Plain, SettingsText::Allowed, SettingsText::AllowedHelp)
    };
    view! {
        <dl class="facts">
            <div>
                <dt>{say(SettingsText::ListensOn)}</dt>
                <dd>
                    <span class="ref">{address}</span>
                    <span class="muted">{say(SettingsText::WhoReaches { is_socket })}</span>
                </dd>
            </div>
            <div>
                <dt>{say(SettingsText::Changes)}</dt>
                <dd>
                    <Badge tone word=say(word)/>
                    <span class="muted">
                        <Rich text=say(help)/>
                    </span>
                </dd>
            </div>
            <div>
                <dt>{say(SettingsText::SignedIn)}</dt>
                <dd>{say(SettingsText::Sessions(sessions))}</dd>
            </div>
        </dl>
    }
}

/// A plain form: it works without script, and a script has only to forget what was typed.
#[component]
fn SignOut(all: bool, label: SettingsText) -> impl IntoView {
    view! {
        <form method="post" action="/logout" on:submit=|_| forget_drafts()>
            <input type="hidden" name="csrf" value=facts::current().csrf/>
            {all.then(|| view! { <input type="hidden" name="all" value="true"/> })}
            <button class="button">{say(label)}</button>
        </form>
    }
}
