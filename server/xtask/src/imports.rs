//! Who may import whom. Cargo enforces it once the line in `Cargo.toml` is missing; this keeps the line out.

use serde_json::Value;

use crate::{Result, run::cargo};

/// Our crates, with ours that each may use.
const OURS: &[(&str, &[&str])] = &[
    ("contract", &[]),
    ("app", &["contract"]),
    ("hydrate", &["app"]),
    ("json5-edit", &[]),
    ("catalog", &["contract"]),
    ("rules", &["catalog", "contract", "json5-edit"]),
    ("store", &["contract", "json5-edit", "rules"]),
    ("ops", &["contract", "json5-edit", "rules", "store"]),
    ("openclaw", &["app", "contract", "ops", "rules", "store"]),
    ("testkit", &["contract", "rules", "store"]),
    ("xtask", &[]),
];

/// Crates of the world that only some of ours may use.
const GUARDED: &[(&str, &[&str])] = &[
    ("axum", &["openclaw"]),
    ("clap", &["openclaw"]),
    ("clap_complete", &["openclaw"]),
    ("hyper", &["openclaw"]),
    ("hyper-util", &["openclaw"]),
    ("json5", &["json5-edit"]),
    ("leptos", &["app", "hydrate", "openclaw"]),
    ("leptos_axum", &["openclaw"]),
    ("notify", &["store"]),
    ("open", &["openclaw"]),
    ("rusqlite", &["store"]),
    ("tokio", &["ops", "openclaw"]),
    ("tracing", &["ops", "store", "openclaw"]),
];

pub(crate) fn check() -> Result {
    let metadata = cargo(&["metadata", "--no-deps", "--format-version", "1", "--locked"]).read()?;
    let metadata: Value = serde_json::from_str(&metadata)?;
    for package in list(&metadata, "packages") {
        let name = text(package, "name");
        let normal = list(package, "dependencies").iter().filter(|dependency| text(dependency, "kind") != "dev");
        for dependency in normal.filter(|dependency| text(dependency, "kind") != "build") {
            allowed(name, text(dependency, "name"))?;
        }
    }
    Ok(())
}

fn allowed(who: &str, whom: &str) -> Result {
    let row = OURS.iter().find(|(name, _)| *name == who);
    let (_, ours) = row.ok_or_else(|| format!("{who} is new: say in xtask's imports.rs what it may use"))?;
    let is_ours = OURS.iter().any(|(name, _)| *name == whom);
    let guarded = GUARDED.iter().find(|(name, _)| *name == whom);
    if (is_ours && !ours.contains(&whom)) || guarded.is_some_and(|(_, users)| !users.contains(&who)) {
        return Err(format!("{who} may not depend on {whom}").into());
    }
    Ok(())
}

fn list<'a>(value: &'a Value, key: &str) -> &'a [Value] {
    value.get(key).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

fn text<'a>(value: &'a Value, key: &str) -> &'a str {
    value.get(key).and_then(Value::as_str).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_browser_half_reaches_nothing_of_the_servers() {
        assert!(allowed("app", "contract").is_ok());
        for (who, whom) in [("app", "rules"), ("app", "tokio"), ("rules", "tokio"), ("rules", "store"), ("ops", "axum")]
        {
            assert!(allowed(who, whom).is_err(), "{who} → {whom}");
        }
        assert!(allowed("newcomer", "serde").is_err());
    }
}
