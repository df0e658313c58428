use contract::{CredentialOrder, CredentialStatus};

use super::*;
use crate::page::credentials::state::test_data::{credential, provider, report};

fn stored(id: &str, status: CredentialStatus) -> CredentialInfo {
    credential(&format!("profile:{id}"), status)
}

fn with_orders(orders: &[(OrderLayer, &[&str])]) -> ProviderCredentials {
    let credentials = ["a", "b"].map(|id| stored(id, CredentialStatus::Active));
    let old = stored("old", CredentialStatus::Expired);
    let of = provider(credentials.into_iter().chain([old]).collect());
    let order = |(layer, ids): &(OrderLayer, &[&str])| CredentialOrder {
        profiles: ids.iter().map(|id| (*id).to_owned()).collect(),
        layer: *layer,
    };
    let mut orders = orders.iter().map(order);
    ProviderCredentials { order: orders.next(), weaker_orders: orders.collect(), ..of }
}

fn shown(of: &ProviderCredentials) -> Vec<(Layer, bool, String)> {
    layers(of).into_iter().map(|one| (one.layer, one.decides, one.ids.join(" "))).collect()
}

#[test]
fn all_layers_are_shown_and_one_decides() {
    use OrderLayer::{AgentStore, Config, ConfigProfiles};
    let row = |layer, decides, ids: &str| (layer, decides, ids.to_owned());
    assert_eq!(
        shown(&with_orders(&[])),
        [row(Layer::NoStored, false, ""), row(Layer::NoConfigured, false, ""), row(Layer::Rule, true, "a b")]
    );
    assert_eq!(
        shown(&with_orders(&[(AgentStore, &["b", "a"]), (Config, &["a"]), (ConfigProfiles, &["a", "b"])])),
        [
            row(Layer::Written(AgentStore), true, "b a"),
            row(Layer::Written(Config), false, "a"),
            row(Layer::Rule, false, "")
        ]
    );
    assert_eq!(
        shown(&with_orders(&[(ConfigProfiles, &["b", "a", "old"])])),
        [
            row(Layer::NoStored, false, ""),
            row(Layer::NoConfigured, false, ""),
            row(Layer::Written(ConfigProfiles), true, "a b")
        ]
    );
}

#[test]
fn one_credential_needs_no_order() {
    let one = provider(vec![stored("a", CredentialStatus::Active), credential("env: KEY", CredentialStatus::Active)]);
    assert_eq!(layers(&one), []);
}

#[test]
fn only_existing_credentials_are_moved_and_in_the_store_that_decides() {
    let of = with_orders(&[(OrderLayer::AgentStore, &["b", "gone", "‹hidden›", "a"])]);
    let rows = Rows::new(order_items(&report(vec![of.clone()]), &of));
    assert_eq!(
        rows.row_ids().into_iter().map(|id| rows.is_movable(id)).collect::<Vec<_>>(),
        [true, false, false, true]
    );
    let missing =
        CredentialInfo { reason: Some(PROFILE_MISSING.to_owned()), ..stored("gone", CredentialStatus::Missing) };
    let named = ProviderCredentials { credentials: of.credentials.iter().cloned().chain([missing]).collect(), ..of };
    assert!(!Rows::new(order_items(&report(vec![named.clone()]), &named)).is_movable(1));
    assert_eq!(rows.item(0).unwrap().agent.as_deref(), Some("main"));
    let of = with_orders(&[(OrderLayer::Config, &["b", "a"])]);
    assert_eq!(agent_of_move(&report(vec![of.clone()]), &of, "b"), None);
    let own = CredentialInfo { is_own: true, ..stored("own", CredentialStatus::Active) };
    let of = provider(vec![own]);
    assert_eq!(agent_of_move(&report(vec![of.clone()]), &of, "own").as_deref(), Some("main"));
}
