//! Aliases: the model of each alias, and the steps that use it.

mod add;
mod fields;
mod row;
mod state;

use contract::{AliasList, ListAliases};

use crate::{
    api,
    hook::live_resource,
    part::PageLayout,
    prelude::*,
    text::{AliasesText, FrameText, translate},
    ui::{Loaded, Panel},
};

#[component]
pub(crate) fn Aliases() -> impl IntoView {
    let aliases = live_resource(|| api::list_aliases(ListAliases {}));
    view! {
        <PageLayout name=translate(FrameText::Aliases)>
            <Loaded data=aliases view=|list| view! { <Content list/> }/>
        </PageLayout>
    }
}

#[component]
fn Content(list: ReadSignal<AliasList>) -> impl IntoView {
    let count = Memo::new(move |_| list.with(state::count_working));
    let sentence = move || {
        let (works, broken) = count.get();
        translate(AliasesText::Count { works, broken })
    };
    view! {
        <p class="answer">{sentence}</p>
        <Panel id="aliases" name=translate(FrameText::Aliases)>
            <p class="muted">{translate(AliasesText::Explanation)}</p>
            <AliasRows list/>
            <add::AddAliasForm/>
        </Panel>
    }
}

#[component]
fn AliasRows(list: ReadSignal<AliasList>) -> impl IntoView {
    let keys = Memo::new(move |_| list.with(state::row_keys));
    let is_empty = Memo::new(move |_| keys.with(Vec::is_empty));
    let columns = [AliasesText::Alias, AliasesText::Model, AliasesText::UsedIn, AliasesText::State];
    let columns = columns.map(|column| view! { <span>{translate(column)}</span> });
    view! {
        <div class="rows aliases" hidden=is_empty>
            <div class="rows__head" aria-hidden="true">
                {columns.into_iter().collect_view()}
            </div>
            <ul>
                <For each=move || keys.get() key=Clone::clone children=move |key| view! { <row::AliasRow key list/> }/>
            </ul>
        </div>
    }
}
