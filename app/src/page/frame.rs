//! What stands around every page: navigation, whose home this is, theme, sign-out.

use leptos::{ev::SubmitEvent, prelude::*};
use leptos_router::{components::A, hooks::use_location};

use super::{PAGES, Page};
use crate::{
    facts::{self, Theme},
    hook::{Look, Stream, follow, forget_drafts, offer_changes, offer_look, offer_single_keys},
    part::{ChangeDialog, Palette, PaletteButton, PaletteDialog, Toast, back},
    text::{FrameText, say},
    ui::{Badge, Rich, SignIn, Tone},
};

#[component]
pub(crate) fn Frame<C: IntoView + 'static>(children: TypedChildren<C>) -> impl IntoView {
    let live = follow();
    let busy = offer_changes(live).busy;
    offer_look();
    offer_single_keys();
    let palette = RwSignal::new(Palette::Closed);
    view! {
        <a class="skip" href="#content" rel="external">
            {say(FrameText::SkipToContent)}
        </a>
        <div class="frame">
            <header class="frame__head">
                <a class="brand" href="/">
                    <span class="brand__sign" aria-hidden="true">
                        "◆"
                    </span>
                    "openclaw"
                </a>
                <div class="frame__bar">
                    <Whose/>
                    <ReadOnly/>
                    <LiveState stream=live.stream/>
                    <PaletteButton shows=palette/>
                    <Controls/>
                </div>
            </header>
            <Navigation/>
            <div class="frame__busy" role="status" hidden=move || !busy.get()>
                <span class="sr-only">{move || busy.get().then(|| say(FrameText::Busy))}</span>
            </div>
            <main id="content" class="frame__main" tabindex="-1">
                {children.into_inner()()}
            </main>
            <Toast/>
        </div>
        <ChangeDialog/>
        <PaletteDialog shows=palette/>
    }
}

/// A rail; in a narrow window a bar with five entries, and what is left behind “more”.
#[component]
fn Navigation() -> impl IntoView {
    // What Settings says of security comes with its document.
    let rel = |page: &Page| (page.path == "/settings").then_some("external");
    let link =
        move |page: &'static Page| view! { <A href=page.path exact=true attr:rel=rel(page)>{say((page.name)())}</A> };
    let entry = |page: &'static Page| view! { <li class:frame__rail=!page.is_in_bar>{link(page)}</li> };
    let hidden = PAGES.iter().filter(|page| !page.is_in_bar).map(|page| view! { <li>{link(page)}</li> });
    // A page that was gone to has been chosen: the list closes.
    let path = use_location().pathname;
    let open = move || {
        path.track();
        false
    };
    view! {
        <nav class="frame__nav" aria-label=say(FrameText::Navigation)>
            <ul>
                {PAGES.iter().map(entry).collect_view()} <li class="frame__more">
                    <details prop:open=open>
                        <summary>{say(FrameText::More)}</summary>
                        <ul>{hidden.collect_view()} <li class="frame__controls"><Controls/></li></ul>
                    </details>
                </li>
            </ul>
        </nav>
    }
}

#[component]
fn ReadOnly() -> impl IntoView {
    facts::current().read_only.then(|| {
        view! {
            <p class="live" title=say(FrameText::ReadOnlyHelp)>
                <Badge tone=Tone::Warn word=say(FrameText::ReadOnly)/>
            </p>
        }
    })
}

/// Several tunnels may be open at once.
#[component]
fn Whose() -> impl IntoView {
    let facts = facts::current();
    view! {
        <p class="whose">
            <Rich text=say(FrameText::HomeOn { home: facts.home, host: facts.host })/>
        </p>
    }
}

#[component]
fn LiveState(stream: RwSignal<Stream>) -> impl IntoView {
    let badge = move || match stream.get() {
        Stream::Off => None,
        Stream::Open => Some((Tone::Ok, FrameText::Live)),
        Stream::Lost => Some((Tone::Warn, FrameText::Lost)),
        Stream::Ended => Some((Tone::Bad, FrameText::Ended)),
    };
    view! {
        <p class="live" role="status" title=say(FrameText::LiveHelp)>
            {move || badge().map(|(tone, word)| view! { <Badge tone word=say(word)/> })}
            {move || (stream.get() == Stream::Ended).then(|| view! { <SignInAgain/> })}
        </p>
    }
}

#[component]
fn SignInAgain() -> impl IntoView {
    view! {
        " "
        <SignIn/>
    }
}

/// Plain forms: they work before the app has arrived, and without script.
#[component]
fn Controls() -> impl IntoView {
    let facts = facts::current();
    let look = expect_context::<Look>();
    let next = move || next_theme(look.theme.get());
    let choose = move |event: SubmitEvent| {
        event.prevent_default();
        look.choose(next_theme(look.theme.get_untracked()));
    };
    view! {
        <form method="post" action="/theme" on:submit=choose>
            <input type="hidden" name="csrf" value=facts.csrf.clone()/>
            <input type="hidden" name="back" value=back()/>
            <button class="button button--quiet" name="theme" value=move || next().word()>
                {move || say(FrameText::ThemeIs(look.theme.get()))}
            </button>
        </form>
        <form method="post" action="/logout" on:submit=|_| forget_drafts()>
            <input type="hidden" name="csrf" value=facts.csrf/>
            <button class="button button--quiet">{say(FrameText::SignOut)}</button>
        </form>
    }
}

fn next_theme(theme: Theme) -> Theme {
    let at = Theme::ALL.iter().position(|t| *t == theme).unwrap_or_default();
    Theme::ALL.iter().copied().cycle().nth(at + 1).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_button_goes_through_all_themes() {
        let mut theme = Theme::System;
        for expected in [Theme::Light, Theme::Dark, Theme::System] {
            theme = next_theme(theme);
            assert_eq!(theme, expected);
        }
    }
}
