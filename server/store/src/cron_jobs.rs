//! The models of cron jobs, from OpenClaw's file of jobs. Newer releases keep the jobs in a database, which is not read.

use std::ffi::OsStr;

use rules::check::lints::BackgroundModel;
use rustix::fs::OFlags;
use serde_json::Value;

use crate::{HomeStore, disk::OpenDir};

/// The longest file that is read.
const MAX_BYTES: u64 = 4 << 20;

impl HomeStore {
    /// The models that enabled cron jobs name. A file that cannot be read has none.
    pub fn cron_models(&self) -> Vec<BackgroundModel> {
        let dir = self.home.state_dir.path.join("cron");
        let Ok(dir) = OpenDir::open_unchecked(&dir, OFlags::empty()) else { return Vec::new() };
        let bytes = dir.read_file(OsStr::new("jobs.json"), MAX_BYTES).ok().flatten();
        let document: Option<Value> = bytes.and_then(|bytes| serde_json::from_slice(&bytes).ok());
        let jobs = document.as_ref().and_then(|document| document.get("jobs")?.as_array());
        jobs.into_iter().flatten().filter_map(cron_model).collect()
    }
}

fn cron_model(job: &Value) -> Option<BackgroundModel> {
    if job.get("enabled").is_some_and(|enabled| enabled == false) {
        return None;
    }
    let text = |name: &str| job.get(name).and_then(Value::as_str);
    let model = job.get("payload")?.get("model")?.as_str()?;
    Some(BackgroundModel {
        label: format!("the model of cron job `{}`", text("name").or_else(|| text("id")).unwrap_or("?")),
        agent: text("agentId").map(str::to_owned),
        name: model.to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn enabled_jobs_that_name_a_model_count() {
        let job = |enabled: bool, payload: Value| json!({ "id": "1", "name": "nightly", "enabled": enabled, "payload": payload });
        let found = cron_model(&job(true, json!({ "kind": "agentTurn", "model": "openai/gpt-5.2" }))).unwrap();
        assert_eq!((found.label.as_str(), found.name.as_str()), ("the model of cron job `nightly`", "openai/gpt-5.2"));
        assert_eq!(cron_model(&job(false, json!({ "model": "openai/gpt-5.2" }))), None);
        assert_eq!(cron_model(&job(true, json!({ "kind": "systemEvent" }))), None);
    }
}
