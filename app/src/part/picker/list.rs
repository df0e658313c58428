//! View of the suggestion list.

use contract::{Mark, Role, Suggestion};

use super::popup::{SuggestionPopup, Suggestions};
use crate::{
    prelude::*,
    text::{PickerText, translate},
    ui::{Badge, RichText, escape_hidden_owned, facts_line, marks_badge},
};

/// The suggestions for a field, which is in the same element.
#[component]
pub(super) fn SuggestionList(
    /// Id of the field.
    id: String,
    role: Role,
    agent: Option<String>,
    typed: RwSignal<String>,
    is_asked_for: bool,
) -> impl IntoView {
    let popup = SuggestionPopup::new(id, (role, agent), typed, is_asked_for);
    #[cfg(target_arch = "wasm32")]
    Effect::new(move || popup.attach());
    let is_open = Memo::new(move |_| popup.suggestions.with(Option::is_some));
    view! {
        <div
            class="picker__list"
            class:picker__list--open=is_open
            class:picker__list--above=popup.is_above
            id=popup.list_id()
            role="listbox"
            aria-label=translate(PickerText::Suggestions)
            // Keeps the focus in the field.
            on:mousedown=move |event| event.prevent_default()
        >
            {move || popup.suggestions.get().map(|found| view! { <Options popup found/> })}
        </div>
    }
}

#[component]
fn Options(popup: SuggestionPopup, found: Suggestions) -> impl IntoView {
    let Suggestions { typed, models, left_out } = found;
    let none = models.is_empty().then(|| {
        let text = translate(PickerText::UseAsTyped(typed.clone()));
        view! {
            <ListOption popup at=0 chosen=typed.clone()>
                <span id=popup.name_id(0)>
                    <RichText text/>
                </span>
            </ListOption>
        }
    });
    let (configured, known): (Vec<_>, Vec<_>) = models.into_iter().enumerate().partition(|(_, row)| row.is_configured);
    let more = (left_out > 0).then(|| {
        // The field is described by it.
        view! {
            <p class="picker__group" id=popup.more_id() aria-hidden="true">
                {translate(PickerText::MoreModels(left_out))}
            </p>
        }
    });
    view! {
        {none}
        <Group popup name=PickerText::ConfiguredModels rows=configured/>
        <Group popup name=PickerText::KnownModels rows=known/>
        {more}
    }
}

/// Suggestions of one group, with their indexes: configured models, or other known models.
#[component]
fn Group(popup: SuggestionPopup, name: PickerText, rows: Vec<(usize, Suggestion)>) -> impl IntoView {
    (!rows.is_empty()).then(|| {
        let name = translate(name);
        let heading = name.clone();
        view! {
            <div role="group" aria-label=name>
                <p class="picker__group" aria-hidden="true">
                    {heading}
                </p>
                {rows.into_iter().map(|(at, row)| view! { <SuggestedModel popup at row/> }).collect_view()}
            </div>
        }
    })
}

#[component]
fn SuggestedModel(popup: SuggestionPopup, at: usize, row: Suggestion) -> impl IntoView {
    let Suggestion { model, alias, facts, credential, step, .. } = row;
    let badge = facts.as_ref().and_then(|facts| marks_badge(&facts.marks));
    let facts = facts.and_then(facts_line);
    let credential = credential.map(|Mark { tone, word, .. }| view! { <Badge tone label=word/> });
    let step = step.map(|step| view! { <span class="muted">{translate(PickerText::InChain(step))}</span> });
    view! {
        <ListOption popup at chosen=model.clone()>
            <span class="picker__name" id=popup.name_id(at)>
                <span class="ref">{escape_hidden_owned(&model)}</span>
                {alias.map(|alias| view! { <span class="muted">{escape_hidden_owned(&alias)}</span> })}
            </span>
            <span class="picker__facts" id=popup.facts_id(at)>
                {badge.map(|(tone, label)| view! { <Badge tone label/> })}
                {step}
                {credential}
                {facts.map(|text| view! { <span class="facts-line"><RichText text/></span> })}
            </span>
        </ListOption>
    }
}

#[component]
fn ListOption<C: IntoView + 'static>(
    popup: SuggestionPopup,
    at: usize,
    /// The text that it puts into the field.
    chosen: String,
    children: TypedChildren<C>,
) -> impl IntoView {
    let is_active = Memo::new(move |_| popup.active_index.get() == Some(at));
    view! {
        <div
            class="picker__option"
            class:picker__option--active=is_active
            id=popup.option_id(at)
            role="option"
            aria-labelledby=popup.name_id(at)
            aria-describedby=popup.facts_id(at)
            aria-selected=move || is_active.get().to_string()
            on:click=move |_| popup.choose(chosen.clone())
        >
            {children.into_inner()()}
        </div>
    }
}
