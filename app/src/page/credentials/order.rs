//! The orders that are written for a provider, with the one that decides.

use contract::{CredentialOrder, ProviderCredentials};
use leptos::prelude::*;

use crate::{
    text::{CredentialsText, translate},
    ui::{RichText, escape_hidden_owned},
};

#[component]
pub(super) fn OrderLists(of: Memo<Option<ProviderCredentials>>) -> impl IntoView {
    let orders = Memo::new(move |_| of.with(|of| of.as_ref().map(all_orders).unwrap_or_default()));
    let is_automatic = Memo::new(move |_| of.with(|of| of.as_ref().is_some_and(is_sorted_by_kind)));
    view! {
        {move || is_automatic.get().then(|| view! { <p class="muted">{translate(CredentialsText::NoOrder)}</p> })}
        {move || {
            let orders = orders.get();
            (!orders.is_empty()).then(|| {
                let lists = orders.into_iter().map(|(order, decides)| view! { <OrderList order decides/> });
                view! {
                    <ul class="orders" aria-label=translate(CredentialsText::Orders)>
                        {lists.collect_view()}
                    </ul>
                }
            })
        }}
    }
}

/// The orders, each with whether it decides.
fn all_orders(of: &ProviderCredentials) -> Vec<(CredentialOrder, bool)> {
    let weaker = of.weaker_orders.iter().map(|order| (order.clone(), false));
    of.order.iter().map(|order| (order.clone(), true)).chain(weaker).collect()
}

/// Whether there are several stored credentials, and no order says which one is tried first.
fn is_sorted_by_kind(of: &ProviderCredentials) -> bool {
    of.order.is_none() && of.credentials.iter().filter(|one| one.profile_id.is_some()).count() > 1
}

#[component]
fn OrderList(order: CredentialOrder, decides: bool) -> impl IntoView {
    let (class, shape, word) = if decides {
        ("badge badge--own", "◆", CredentialsText::Decides)
    } else {
        ("badge", "◇", CredentialsText::DoesNotCount)
    };
    let profiles = order.profiles.iter().map(|id| view! { <li class="ref">{escape_hidden_owned(id)}</li> });
    view! {
        <li class="order">
            <p class="order__head">
                <RichText text=translate(CredentialsText::Layer(order.layer))/>
                " "
                <span class=class>
                    <span class="badge__shape" aria-hidden="true">
                        {shape}
                    </span>
                    {translate(word)}
                </span>
            </p>
            <ol>{profiles.collect_view()}</ol>
        </li>
    }
}
