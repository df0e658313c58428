//! Theme setting: light, dark, or the system's.

use leptos::ev::SubmitEvent;

use crate::{
    hook::ThemeState,
    page_context::{self, Theme},
    prelude::*,
    text::{SettingsText, translate},
    ui::Panel,
};

/// Plain form. With script a selection applies immediately, and the submit button is hidden.
#[component]
pub(super) fn ThemeChoice() -> impl IntoView {
    let theme_state = expect_context::<ThemeState>();
    let submit = move |event: SubmitEvent| event.prevent_default();
    view! {
        <Panel id="theme" name=translate(SettingsText::Theme)>
            <form class="themes" method="post" action="/theme" on:submit=submit>
                <input type="hidden" name="csrf" value=page_context::current().csrf/>
                <input type="hidden" name="back" value="/settings"/>
                <div class="themes__all" role="radiogroup" aria-labelledby="theme">
                    {Theme::ALL.map(|theme| view! { <ThemeOption theme_state theme/> })}
                </div>
                <button class="button themes__apply">{translate(SettingsText::ApplyTheme)}</button>
            </form>
        </Panel>
    }
}

#[component]
fn ThemeOption(theme_state: ThemeState, theme: Theme) -> impl IntoView {
    let is_chosen = move || theme_state.theme.get() == theme;
    view! {
        <label class="theme">
            <input
                type="radio"
                name="theme"
                value=theme.as_str()
                checked=is_chosen
                prop:checked=is_chosen
                on:change=move |_| theme_state.set_theme(theme)
            />
            <span>{translate(SettingsText::ThemeName(theme))}</span>
            <span class="muted">{translate(SettingsText::ThemeHelp(theme))}</span>
        </label>
    }
}
