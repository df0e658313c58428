//! Light, dark, or as the system has it.

use leptos::{ev::SubmitEvent, prelude::*};

use crate::{
    facts::{self, Theme},
    hook::Look,
    text::{SettingsText, say},
    ui::Panel,
};

/// A plain form; with script a choice applies at once, and the button is not needed.
#[component]
pub(super) fn ThemeChoice() -> impl IntoView {
    let look = expect_context::<Look>();
    let submit = move |event: SubmitEvent| event.prevent_default();
    view! {
        <Panel id="theme" name=say(SettingsText::Theme)>
            <form class="themes" method="post" action="/theme" on:submit=submit>
                <input type="hidden" name="csrf" value=facts::current().csrf/>
                <input type="hidden" name="back" value="/settings"/>
                <div class="themes__all" role="radiogroup" aria-labelledby="theme">
                    {Theme::ALL.map(|theme| view! { <Choice look theme/> })}
                </div>
                <button class="button themes__apply">{say(SettingsText::ApplyTheme)}</button>
            </form>
        </Panel>
    }
}

#[component]
fn Choice(look: Look, theme: Theme) -> impl IntoView {
    let is_chosen = move || look.theme.get() == theme;
    view! {
        <label class="theme">
            <input
                type="radio"
                name="theme"
                value=theme.word()
                checked=is_chosen
                prop:checked=is_chosen
                on:change=move |_| look.choose(theme)
            />
            <span>{say(SettingsText::ThemeName(theme))}</span>
            <span class="muted">{say(SettingsText::ThemeHelp(theme))}</span>
        </label>
    }
}
