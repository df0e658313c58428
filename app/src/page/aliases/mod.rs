//! Aliases: short names, and where each is used.

mod add;
mod row;
mod state;

use contract::{AliasList, ListAliases};
use leptos::prelude::*;

use crate::{
    api,
    hook::live_resource,
    text::{AliasesText, FrameText, say},
    ui::{Loaded, Panel, Screen},
};

#[component]
pub(crate) fn Aliases() -> impl IntoView {
    let aliases = live_resource(|| api::list_aliases(ListAliases {}));
    view! {
        <Screen name=say(FrameText::Aliases)>
            <Loaded data=aliases view=|list| view! { <Content list/> }/>
        </Screen>
    }
}

#[component]
fn Content(list: ReadSignal<AliasList>) -> impl IntoView {
    let count = Memo::new(move |_| list.with(state::count));
    let sentence = move || {
        let (works, dead) = count.get();
        say(AliasesText::Count { works, dead })
    };
    view! {
        <p class="answer">{sentence}</p>
        <Panel id="aliases" name=say(FrameText::Aliases)>
            <p class="muted">{say(AliasesText::What)}</p>
            <Rows list/>
            <add::AddForm/>
        </Panel>
    }
}

#[component]
fn Rows(list: ReadSignal<AliasList>) -> impl IntoView {
    let keys = Memo::new(move |_| list.with(state::keys));
    let is_empty = Memo::new(move |_| keys.with(Vec::is_empty));
    let columns = [AliasesText::Alias, AliasesText::Model, AliasesText::UsedIn, AliasesText::State];
    let columns = columns.map(|column| view! { <span>{say(column)}</span> });
    view! {
        <div class="rows aliases" hidden=is_empty>
            <div class="rows__head" aria-hidden="true">
                {columns.into_iter().collect_view()}
            </div>
            <ul>
                <For each=move || keys.get() key=Clone::clone children=move |key| view! { <row::Row key list/> }/>
            </ul>
        </div>
    }
}
