//! Checks which crates may depend on which. Cargo prevents an import only while `Cargo.toml` does not list the crate;
//! this check keeps it from being listed.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::{Result, command::cargo_command};

/// Crates of this workspace, each with those of the workspace that it may use.
const INTERNAL_CRATES: &[(&str, &[&str])] = &[
    ("allocator", &[]),
    ("contract", &[]),
    ("app", &["catalog", "contract"]),
    ("hydrate", &["app"]),
    ("json5-edit", &[]),
    ("catalog", &[]),
    ("catalog-data", &["catalog", "contract"]),
    ("rules", &["catalog", "catalog-data", "contract", "json5-edit"]),
    ("store", &["contract", "json5-edit", "rules"]),
    ("net", &["rules"]),
    ("ops", &["contract", "json5-edit", "net", "rules", "store"]),
    ("openclaw", &["allocator", "app", "catalog", "contract", "net", "ops", "rules", "store"]),
    ("testkit", &["contract", "rules", "store"]),
    ("xtask", &["catalog"]),
];

/// External crates that only some crates of this workspace may use.
const RESTRICTED_CRATES: &[(&str, &[&str])] = &[
    ("axum", &["openclaw"]),
    ("clap", &["openclaw"]),
    ("clap_complete", &["openclaw"]),
    ("hyper", &["net", "openclaw"]),
    ("hyper-util", &["net", "openclaw"]),
    ("json5", &["json5-edit"]),
    ("libc", &["allocator"]),
    ("leptos", &["app", "hydrate", "openclaw"]),
    ("leptos_axum", &["openclaw"]),
    ("notify", &["store"]),
    ("open", &["openclaw"]),
    ("reqwest", &["net"]),
    ("rusqlite", &["store"]),
    ("rustls", &["net"]),
    ("rustls-native-certs", &["net"]),
    ("tokio", &["net", "ops", "openclaw"]),
    ("tracing", &["ops", "store", "openclaw"]),
];

/// Crates that the product is built with: each is a dependency of a crate of this workspace.
const REQUIRED_CRATES: &[&str] =
    &["axum", "clap", "leptos", "open", "reqwest", "rust-embed", "serde", "serde_json", "tokio", "tower-http"];

pub(crate) fn check_imports() -> Result {
    let metadata = cargo_command(&["metadata", "--no-deps", "--format-version", "1", "--locked"]).read_stdout()?;
    let metadata: Value = serde_json::from_str(&metadata)?;
    let mut used = BTreeSet::new();
    for package in json_list(&metadata, "packages") {
        let name = json_text(package, "name");
        for dependency in json_list(package, "dependencies").iter().filter(|dependency| is_normal(dependency)) {
            check_dependency(name, json_text(dependency, "name"))?;
            used.insert(json_text(dependency, "name"));
        }
    }
    check_required(&used)
}

/// Whether it is neither of the tests nor of a build script.
fn is_normal(dependency: &Value) -> bool {
    !["dev", "build"].contains(&json_text(dependency, "kind"))
}

fn check_required(used: &BTreeSet<&str>) -> Result {
    match REQUIRED_CRATES.iter().find(|required| !used.contains(*required)) {
        Some(missing) => Err(format!("no crate uses {missing}, which the product is built with").into()),
        None => Ok(()),
    }
}

fn check_dependency(who: &str, whom: &str) -> Result {
    let row = INTERNAL_CRATES.iter().find(|(name, _)| *name == who);
    let (_, ours) =
        row.ok_or_else(|| format!("{who} is new: list the crates that it may use in xtask's imports.rs"))?;
    let is_ours = INTERNAL_CRATES.iter().any(|(name, _)| *name == whom);
    let guarded = RESTRICTED_CRATES.iter().find(|(name, _)| *name == whom);
    if (is_ours && !ours.contains(&whom)) || guarded.is_some_and(|(_, users)| !users.contains(&who)) {
        return Err(format!("{who} may not depend on {whom}").into());
    }
    Ok(())
}

fn json_list<'a>(value: &'a Value, key: &str) -> &'a [Value] {
    value.get(key).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

fn json_text<'a>(value: &'a Value, key: &str) -> &'a str {
    value.get(key).and_then(Value::as_str).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_required_crates_are_used() {
        let all: BTreeSet<_> = REQUIRED_CRATES.iter().copied().collect();
        assert!(check_required(&all).is_ok());
        for required in REQUIRED_CRATES {
            let without = all.iter().copied().filter(|name| name != required).collect();
            assert!(check_required(&without).unwrap_err().to_string().contains(required));
        }
    }

    #[test]
    fn the_browser_half_reaches_nothing_of_the_servers() {
        assert!(check_dependency("app", "contract").is_ok());
        for (who, whom) in [("app", "rules"), ("app", "tokio"), ("rules", "tokio"), ("rules", "store"), ("ops", "axum")]
        {
            assert!(check_dependency(who, whom).is_err(), "{who} → {whom}");
        }
        assert!(check_dependency("newcomer", "serde").is_err());
    }
}
