//! The layers that may order the credentials of a provider, with the one that decides. Its rows can be moved.

use contract::{CredentialInfo, CredentialReport, MoveInOrder, OrderLayer, ProviderCredentials, element_id};

use super::state::{self, badge};
use crate::{
    api::OperationRequest,
    page_context,
    part::{Grip, Reorder, ReorderAnnouncements, ReorderItem, ReorderList, ReorderRows, RowId, RowPlace, Rows},
    prelude::*,
    text::{CredentialsText, PlaceNoun, translate},
    ui::{Badge, RichText, Tone, escape_hidden_owned},
};

/// A place that may have an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Layer {
    /// A place with a written order.
    Written(OrderLayer),
    /// A credential store without an order.
    NoStored,
    /// The configuration without an order.
    NoConfigured,
    /// The rule that applies where no order is written.
    Rule,
}

/// A layer with the credentials that it lists.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct OrderOfLayer {
    pub(super) layer: Layer,
    pub(super) decides: bool,
    /// Ids of the credentials; empty for a layer that lists none.
    pub(super) ids: Vec<String>,
}

/// The layers, the strongest first. There are none if there is nothing to order.
pub(super) fn layers(of: &ProviderCredentials) -> Vec<OrderOfLayer> {
    let stored = of.credentials.iter().filter(|one| one.profile_id.is_some()).count();
    if stored < 2 && of.order.is_none() && of.weaker_orders.is_empty() {
        return Vec::new();
    }
    let deciding = of.order.as_ref().map(|order| order.layer);
    let written: Vec<_> = of.order.iter().chain(&of.weaker_orders).collect();
    let written_in = |layers: &[OrderLayer]| -> Vec<_> {
        let orders = written.iter().filter(|order| layers.contains(&order.layer));
        let to_layer =
            |layer| OrderOfLayer { layer: Layer::Written(layer), decides: deciding == Some(layer), ids: Vec::new() };
        orders.map(|order| OrderOfLayer { ids: order.profiles.clone(), ..to_layer(order.layer) }).collect()
    };
    let unset = |layer| OrderOfLayer { layer, decides: false, ids: Vec::new() };
    let or_unset = |found: Vec<OrderOfLayer>, layer| if found.is_empty() { vec![unset(layer)] } else { found };
    let stored = or_unset(written_in(&[OrderLayer::AgentStore, OrderLayer::SharedStore]), Layer::NoStored);
    let configured = or_unset(written_in(&[OrderLayer::Config]), Layer::NoConfigured);
    // `auth.profiles` only limits which credentials the rule sorts.
    let is_by_rule = deciding.is_none_or(|layer| layer == OrderLayer::ConfigProfiles);
    let rule = OrderOfLayer {
        layer: if deciding == Some(OrderLayer::ConfigProfiles) {
            Layer::Written(OrderLayer::ConfigProfiles)
        } else {
            Layer::Rule
        },
        decides: is_by_rule,
        ids: if is_by_rule { tried_ids(of) } else { Vec::new() },
    };
    stored.into_iter().chain(configured).chain([rule]).collect()
}

/// The order that decides: the one that is written, or the one that the rule makes.
pub(super) fn deciding_ids(of: &ProviderCredentials) -> Vec<String> {
    match &of.order {
        Some(order) if order.layer != OrderLayer::ConfigProfiles => order.profiles.clone(),
        _ => tried_ids(of),
    }
}

/// The stored credentials that are tried.
fn tried_ids(of: &ProviderCredentials) -> Vec<String> {
    of.credentials.iter().filter(|one| state::is_tried(one)).filter_map(|one| one.profile_id.clone()).collect()
}

/// The agent whose store has the order of a credential after a move: the one whose order decides, or the only one that
/// has the credential. `None`: the order is that of all agents.
pub(super) fn agent_of_move(report: &CredentialReport, of: &ProviderCredentials, id: &str) -> Option<String> {
    let is_stored = of.order.as_ref().is_some_and(|order| order.layer == OrderLayer::AgentStore);
    let has_id = |one: &&CredentialInfo| one.profile_id.as_deref() == Some(id);
    let is_own = of.credentials.iter().find(has_id).is_some_and(|one| one.is_own);
    (is_stored || is_own).then(|| report.agent.clone())
}

/// A credential in the order that decides.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct OrderItem {
    id: String,
    /// The credential; `None` if the order names one that does not exist.
    credential: Option<CredentialInfo>,
    /// The agent whose store a move changes.
    agent: Option<String>,
}

impl ReorderItem for OrderItem {
    fn name(&self) -> &str {
        &self.id
    }

    fn is_movable(rows: &Rows<Self>, index: usize) -> bool {
        rows.len() > 1 && rows.item(index).is_some_and(|item| item.credential.is_some() && !item.id.contains('‹'))
    }
}

/// OpenClaw's code for an id in an order that the store does not have.
const PROFILE_MISSING: &str = "profile_missing";

/// The rows of the order that decides.
pub(super) fn order_items(report: &CredentialReport, of: &ProviderCredentials) -> Vec<OrderItem> {
    let is_stored = |one: &&CredentialInfo| one.reason.as_deref() != Some(PROFILE_MISSING);
    let stored = of.credentials.iter().filter(is_stored);
    let find = |id: &str| stored.clone().find(|one| one.profile_id.as_deref() == Some(id)).cloned();
    let item = |id: String| OrderItem { credential: find(&id), agent: agent_of_move(report, of, &id), id };
    deciding_ids(of).into_iter().map(item).collect()
}

/// The order of a provider that decides. It is `Copy`, because it consists only of handles.
#[derive(Debug, Clone, Copy)]
struct OrderRows {
    provider: StoredValue<String>,
    reorder: Reorder<OrderItem>,
}

impl ReorderList for OrderRows {
    type Item = OrderItem;

    const NOUN: PlaceNoun = PlaceNoun::Position;

    fn reorder(self) -> Reorder<OrderItem> {
        self.reorder
    }

    fn grip_id(self, row: RowId) -> String {
        let list = self.provider.try_with_value(|provider| element_id("order", provider)).unwrap_or_default();
        format!("{list}-grip-{row}")
    }

    fn row_place(self, rows: &Rows<OrderItem>, row: RowId) -> Option<RowPlace> {
        let index = rows.index_of(row)?;
        let name = escape_hidden_owned(&rows.item(index)?.id);
        Some(RowPlace { name, at: index + 1, of: rows.len() })
    }

    fn plan_move(self, rows: &Rows<OrderItem>, from: usize, to: usize) -> Option<OperationRequest> {
        let OrderItem { id, agent, .. } = rows.item(from)?.clone();
        Some(OperationRequest::new(&MoveInOrder { id, to: to + 1, agent }))
    }
}

#[component]
pub(super) fn OrderLists(of: Memo<Option<ProviderCredentials>>, report: ReadSignal<CredentialReport>) -> impl IntoView {
    let layers = Memo::new(move |_| of.with(|of| of.as_ref().map(layers).unwrap_or_default()));
    let items = Memo::new(move |_| {
        let items = |report: &CredentialReport| of.with(|of| of.as_ref().map(|of| order_items(report, of)));
        report.with(items).unwrap_or_default()
    });
    let provider = of.with_untracked(|of| of.as_ref().map(|of| of.provider.clone())).unwrap_or_default();
    let list = OrderRows { provider: StoredValue::new(provider), reorder: Reorder::new(items.get_untracked()) };
    list.reorder.follow(items);
    let has_any = Memo::new(move |_| layers.with(|layers| !layers.is_empty()));
    let deciding = Memo::new(move |_| layers.with(|layers| layers.iter().find(|one| one.decides).cloned()));
    let weaker =
        Memo::new(move |_| layers.with(|layers| layers.iter().filter(|one| !one.decides).cloned().collect::<Vec<_>>()));
    move || {
        has_any.get().then(|| {
            view! {
                <div class="orders">
                    <div class="order order--decides">
                        {move || deciding.get().map(|one| view! { <OrderHead layer=one.layer decides=true/> })}
                        <ReorderRows list>
                            <For
                                each=move || list.reorder.rows.with(Rows::row_ids)
                                key=|id| *id
                                children=move |id| view! { <OrderRow list id/> }
                            />
                        </ReorderRows>
                        <ReorderAnnouncements list/>
                    </div>
                    {move || weaker.get().into_iter().map(|one| view! { <OtherOrder one/> }).collect_view()}
                </div>
            }
        })
    }
}

#[component]
fn OrderHead(layer: Layer, decides: bool) -> impl IntoView {
    let (class, shape, word) = if decides {
        ("badge badge--own", "◆", CredentialsText::Decides)
    } else {
        ("badge", "◇", CredentialsText::DoesNotCount)
    };
    let is_unset = matches!(layer, Layer::NoStored | Layer::NoConfigured);
    let name = match layer {
        Layer::Written(layer) => CredentialsText::Layer(layer),
        Layer::NoStored => CredentialsText::StoredLayer,
        Layer::NoConfigured => CredentialsText::Layer(OrderLayer::Config),
        Layer::Rule => CredentialsText::RuleLayer,
    };
    let badge = (!is_unset).then(|| {
        view! {
            <span class=class>
                <span class="badge__shape" aria-hidden="true">
                    {shape}
                </span>
                {translate(word)}
            </span>
        }
    });
    view! {
        <p class="order__head">
            <RichText text=translate(name)/>
            " "
            {badge}
            {is_unset.then(|| view! { <span class="muted">{translate(CredentialsText::NotSet)}</span> })}
        </p>
        {(layer == Layer::Rule).then(|| view! { <p class="muted">{translate(CredentialsText::Rule)}</p> })}
    }
}

/// An order that does not count.
#[component]
fn OtherOrder(one: OrderOfLayer) -> impl IntoView {
    let OrderOfLayer { layer, ids, .. } = one;
    let rows = ids.iter().map(|id| view! { <li class="ref">{escape_hidden_owned(id)}</li> }).collect_view();
    view! {
        <div class="order">
            <OrderHead layer decides=false/>
            {(!ids.is_empty()).then(|| view! { <ol>{rows}</ol> })}
        </div>
    }
}

#[component]
fn OrderRow(list: OrderRows, id: RowId) -> impl IntoView {
    let state = list.reorder;
    // A removed row keeps its last content until it disappears.
    let shown = Memo::new(move |was: Option<&Option<(usize, OrderItem)>>| {
        let now = state.rows.with(|rows| {
            let index = rows.index_of(id)?;
            Some((index + 1, rows.item(index)?.clone()))
        });
        now.or_else(|| was.cloned().flatten())
    });
    let edge = Memo::new(move |_| state.landing_edge(id));
    let content = move || {
        shown.get().map(|(_, OrderItem { id, credential, .. })| {
            let (tone, word) = credential.as_ref().map_or((Tone::Bad, CredentialsText::NoSuchCredential), badge);
            view! {
                <span class="ref">{escape_hidden_owned(&id)}</span>
                <Badge tone label=translate(word)/>
            }
        })
    };
    let place = move || shown.get().map(|(place, _)| place);
    let grip = (!page_context::current().read_only).then(|| view! { <Grip list id/> });
    view! {
        <li
            class="step"
            class:step--lifted=move || state.is_lifted(id)
            class:step--above=move || edge.get() == Some(false)
            class:step--below=move || edge.get() == Some(true)
            data-row=id
        >
            {grip}
            <span class="step__number">{place}</span>
            <div class="step__what">{content}</div>
        </li>
    }
}

#[cfg(test)]
mod tests;
