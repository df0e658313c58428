//! The JSON of a scan: one object with the same keys, whether it is a dry run, sends nothing or has results.

use contract::JobReport;
use serde_json::{Value, json};

/// The object. `change` is what was written, or null.
pub(super) fn scan_json(report: &JobReport, is_dry_run: bool, change: &Value) -> Value {
    let mut report = json!(report);
    if let Some(members) = report.as_object_mut() {
        // The number of the job means nothing to another process.
        members.remove("id");
    }
    add_missing(Some(&mut report), &["finishedAt", "verdict", "scan"], &["warnings"]);
    add_missing(report.get_mut("plan"), &[], &["unknownHosts"]);
    let mut scan = report.get_mut("scan");
    add_missing(scan.as_deref_mut(), &["recommended", "current", "age"], &[]);
    for (list, nulls, lists) in [
        ("providers", &["detail"][..], &[][..]),
        ("candidates", &["contextText", "error", "tools", "images"], &["best"]),
        ("leftOut", &["flag"], &[]),
    ] {
        let items = scan.as_deref_mut().and_then(|scan| scan.get_mut(list)?.as_array_mut());
        items.into_iter().flatten().for_each(|item| add_missing(Some(item), nulls, lists));
    }
    json!({ "dryRun": is_dry_run, "report": report, "change": change })
}

/// Adds keys that are left out in other places where they have no value.
fn add_missing(value: Option<&mut Value>, nulls: &[&str], lists: &[&str]) {
    let Some(members) = value.and_then(Value::as_object_mut) else { return };
    for key in nulls {
        members.entry(*key).or_insert(Value::Null);
    }
    for key in lists {
        members.entry(*key).or_insert_with(|| json!([]));
    }
}
