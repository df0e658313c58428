//! Infers the effect of a recorded change of credentials. Of a credential store, only ids and kinds are recorded.

use contract::{Effect, describe_operation};

use super::LeafChange;
use crate::base::{value_path, write_target::ChangedCredential};

/// The start of the names of all operations on credentials.
const OPERATIONS: &str = "auth/";

/// Infers the effect of an operation on credentials: what it did, and to which. `None` for another operation.
#[must_use]
pub fn infer_credential_effect(op: &str, changed: &[ChangedCredential], leaves: &[LeafChange]) -> Option<Effect> {
    if !op.starts_with(OPERATIONS) {
        return None;
    }
    let mut names: Vec<String> = changed.iter().map(|entry| entry.id.clone()).collect();
    names.extend(leaves.iter().filter_map(name_of_leaf));
    names.dedup();
    let names: Vec<_> = names.iter().map(|name| format!("`{name}`")).collect();
    let did = format!("{} {}", describe_operation(op), names.join(", "));
    Some(Effect::CredentialsChanged { does: String::new(), did: did.trim_end().to_owned() })
}

/// The profile or the provider that a value of the configuration is about.
fn name_of_leaf(leaf: &LeafChange) -> Option<String> {
    let path = value_path::step_names(&leaf.path);
    match path.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["auth", "profiles", id, ..] => Some((*id).to_owned()),
        ["auth", "order", provider, ..] => Some(format!("order of {provider}")),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn credentials_and_orders_are_named() {
        let leaf = |path: &str| LeafChange::new(path.parse().unwrap(), None, Some("'x'".to_owned()), 0);
        let stored = |id: &str| ChangedCredential { id: id.to_owned(), kind_before: None, kind_after: None };
        for (op, changed, leaves, expected) in [
            ("auth/add", vec![stored("openai:default")], vec![], Some("stored a credential `openai:default`")),
            (
                "auth/add",
                vec![],
                vec![
                    leaf("auth.profiles[\"openai:default\"].mode"),
                    leaf("auth.profiles[\"openai:default\"].provider"),
                ],
                Some("stored a credential `openai:default`"),
            ),
            (
                "auth/order",
                vec![],
                vec![leaf("auth.order.openai")],
                Some("set the order of credentials `order of openai`"),
            ),
            ("auth/remove", vec![], vec![], Some("removed a credential")),
            ("model/set", vec![], vec![leaf("auth.order.openai")], None),
        ] {
            let effect = infer_credential_effect(op, &changed, &leaves);
            let did = effect.map(|effect| match effect {
                Effect::CredentialsChanged { did, .. } => did,
                other => panic!("{other:?}"),
            });
            assert_eq!(did.as_deref(), expected, "{op}");
        }
    }
}
