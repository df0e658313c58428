//! Frame around every page: navigation, home and host, theme, sign-out.

use leptos::ev::SubmitEvent;
use leptos_router::{components::A, hooks::use_location};

use super::{NavigationPlace, PAGES, Page};
use crate::{
    hook::{
        StreamState, ThemeState, forget_drafts, provide_attention, provide_live, provide_single_keys, provide_theme,
    },
    page_context::{self, Theme},
    part::{
        ChangeDialog, PaletteButton, PaletteDialog, PaletteView, Toast, provide_changes, provide_jobs, return_path,
    },
    prelude::*,
    text::{FrameText, translate},
    ui::{Badge, RichText, SignInLink, Tone},
};

#[component]
pub(crate) fn Frame<C: IntoView + 'static>(children: TypedChildren<C>) -> impl IntoView {
    let live = provide_live();
    let busy = provide_changes(live).busy;
    provide_jobs(live);
    let attention = provide_attention();
    provide_theme();
    provide_single_keys();
    let palette = RwSignal::new(PaletteView::Closed);
    async_view! {
        <a class="skip" href="#content" rel="external">
            {translate(FrameText::SkipToContent)}
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
                    <HomeAndHost/>
                    <ReadOnlyBadge/>
                    <ConnectionBadge stream=live.stream_state/>
                    <PaletteButton shows=palette/>
                    <ThemeAndSignOut/>
                </div>
            </header>
            <Navigation attention/>
            <div class="frame__busy" role="status" hidden=move || !busy.get()>
                <span class="sr-only">{move || busy.get().then(|| translate(FrameText::Busy))}</span>
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

/// Navigation bar. A narrow window shows five entries and puts the others below “more”.
#[component]
fn Navigation(
    /// Whether Credentials has a dot.
    attention: RwSignal<bool>,
) -> impl IntoView {
    // Loaded as a document: the access information of Settings is embedded in it.
    let rel = |page: &Page| (page.path == "/settings").then_some("external");
    let dot = move |page: &Page| {
        let is_marked = page.path == "/auth";
        move || (is_marked && attention.get()).then(|| view! { <Dot/> })
    };
    let link = move |page: &'static Page| {
        view! {
            <A href=page.path exact=true attr:rel=rel(page)>
                {translate((page.name)())}
                {dot(page)}
            </A>
        }
    };
    let entry =
        |page: &'static Page| view! { <li class:frame__rail=page.place == NavigationPlace::Rail>{link(page)}</li> };
    let hidden =
        PAGES.iter().filter(|page| page.place == NavigationPlace::Rail).map(|page| view! { <li>{link(page)}</li> });
    let shown = PAGES.iter().filter(|page| page.place != NavigationPlace::None);
    // Closes the list after navigation.
    let path = use_location().pathname;
    let open = move || {
        path.track();
        false
    };
    view! {
        <nav class="frame__nav" aria-label=translate(FrameText::Navigation)>
            <ul>
                {shown.map(entry).collect_view()} <li class="frame__more">
                    <details prop:open=open>
                        <summary>{translate(FrameText::More)}</summary>
                        <ul>{hidden.collect_view()} <li class="frame__controls"><ThemeAndSignOut/></li></ul>
                    </details>
                </li>
            </ul>
        </nav>
    }
}

/// Mark of an entry that needs attention.
#[component]
fn Dot() -> impl IntoView {
    let (word, title) = (translate(FrameText::NeedsAttention), translate(FrameText::NeedsAttention));
    view! {
        <span class="dot" title=title>
            <span class="sr-only">" " {word}</span>
        </span>
    }
}

#[component]
fn ReadOnlyBadge() -> impl IntoView {
    page_context::current().read_only.then(|| {
        view! {
            <p class="status" title=translate(FrameText::ReadOnlyHelp)>
                <Badge tone=Tone::Warn label=translate(FrameText::ReadOnly)/>
            </p>
        }
    })
}

/// Home and host of this dashboard: a user may have several tunnels open at once.
#[component]
fn HomeAndHost() -> impl IntoView {
    let context = page_context::current();
    view! {
        <p class="home-host">
            <RichText text=translate(FrameText::HomeAndHost { home: context.home, host: context.host })/>
        </p>
    }
}

#[component]
fn ConnectionBadge(stream: RwSignal<StreamState>) -> impl IntoView {
    let badge = move || match stream.get() {
        StreamState::Off => None,
        StreamState::Open => Some((Tone::Ok, FrameText::Live)),
        StreamState::Lost => Some((Tone::Warn, FrameText::ConnectionLost)),
        StreamState::SignedOut => Some((Tone::Bad, FrameText::SessionEnded)),
    };
    view! {
        <p class="status" role="status" title=translate(FrameText::LiveHelp)>
            {move || badge().map(|(tone, word)| view! { <Badge tone label=translate(word)/> })}
            {move || (stream.get() == StreamState::SignedOut).then(|| view! { <SignInAgain/> })}
        </p>
    }
}

#[component]
fn SignInAgain() -> impl IntoView {
    view! {
        " "
        <SignInLink/>
    }
}

/// Theme and sign-out as plain forms, which work before hydration and without script.
#[component]
fn ThemeAndSignOut() -> impl IntoView {
    let context = page_context::current();
    let theme_state = expect_context::<ThemeState>();
    let next = move || next_theme(theme_state.theme.get());
    let choose = move |event: SubmitEvent| {
        event.prevent_default();
        theme_state.set_theme(next_theme(theme_state.theme.get_untracked()));
    };
    view! {
        <form method="post" action="/theme" on:submit=choose>
            <input type="hidden" name="csrf" value=context.csrf.clone()/>
            <input type="hidden" name="back" value=return_path()/>
            <button class="button button--quiet" name="theme" value=move || next().as_str()>
                {move || translate(FrameText::CurrentTheme(theme_state.theme.get()))}
            </button>
        </form>
        <form method="post" action="/logout" on:submit=|_| forget_drafts()>
            <input type="hidden" name="csrf" value=context.csrf/>
            <button class="button button--quiet">{translate(FrameText::SignOut)}</button>
        </form>
    }
}

fn next_theme(theme: Theme) -> Theme {
    let index = Theme::ALL.iter().position(|t| *t == theme).unwrap_or_default();
    Theme::ALL.iter().copied().cycle().nth(index + 1).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn theme_button_cycles_all_themes() {
        let mut theme = Theme::System;
        for expected in [Theme::Light, Theme::Dark, Theme::System] {
            theme = next_theme(theme);
            assert_eq!(theme, expected);
        }
    }
}
