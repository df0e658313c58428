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
    if names.is_empty() {
        names = names_of_leaves(leaves, "profiles");
    }
    if names.is_empty() {
        names = names_of_leaves(leaves, "order").iter().map(|provider| format!("order of {provider}")).collect();
    }
    let names: Vec<_> = names.iter().map(|name| format!("`{name}`")).collect();
    let did = format!("{} {}", describe_operation(op), names.join(", "));
    Some(Effect::CredentialsChanged { does: String::new(), did: did.trim_end().to_owned() })
}

/// The keys below a part of `auth` in the configuration, each once; what is gone comes first.
fn names_of_leaves(leaves: &[LeafChange], part: &str) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    let (gone, others): (Vec<_>, Vec<_>) = leaves.iter().partition(|leaf| leaf.after.is_none());
    for leaf in gone.into_iter().chain(others) {
        if let [auth, found, name, ..] = value_path::step_names(&leaf.path).as_slice()
            && auth == "auth"
            && found == part
            && !names.contains(name)
        {
            names.push(name.clone());
        }
    }
    names
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
