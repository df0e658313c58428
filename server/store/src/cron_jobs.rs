//! The models of cron jobs, from OpenClaw's state database, or from the file in which older releases keep the jobs.

use std::ffi::OsStr;

use rules::check::lints::BackgroundModel;
use rusqlite::{Connection, Row};
use rustix::fs::OFlags;
use serde_json::Value;

use crate::{HomeStore, disk::OpenDir, sqlite::open_read_only};

/// The longest file that is read.
const MAX_BYTES: u64 = 4 << 20;

/// The enabled jobs of the database: as many as a person can have, none that is unreasonably long.
const ENABLED_JOBS: &str = "SELECT job_id, agent_id, job_json FROM cron_jobs
    WHERE enabled AND length(job_json) <= 1048576 ORDER BY store_key, sort_order, job_id LIMIT 1000";

impl HomeStore {
    /// The models that enabled cron jobs name. A file or database that cannot be read has none. Opens the state
    /// database, so the thread must not have a database open.
    pub fn cron_models(&self) -> Vec<BackgroundModel> {
        self.cron_models_in_database().unwrap_or_else(|| self.cron_models_in_file())
    }

    /// Those of the database; `None` if it keeps no jobs.
    fn cron_models_in_database(&self) -> Option<Vec<BackgroundModel>> {
        let path = self.shared_database_path();
        let connection = path.is_file().then(|| open_read_only(&path).ok())??;
        let is_table = "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'cron_jobs'";
        connection.query_row(is_table, [], |_| Ok(())).ok()?;
        Some(enabled_models(&connection).unwrap_or_default())
    }

    fn cron_models_in_file(&self) -> Vec<BackgroundModel> {
        let dir = self.home.state_dir.path.join("cron");
        let Ok(dir) = OpenDir::open_unchecked(&dir, OFlags::empty()) else { return Vec::new() };
        let bytes = dir.read_file(OsStr::new("jobs.json"), MAX_BYTES).ok().flatten();
        let document: Option<Value> = bytes.and_then(|bytes| serde_json::from_slice(&bytes).ok());
        let jobs = document.as_ref().and_then(|document| document.get("jobs")?.as_array());
        jobs.into_iter().flatten().filter_map(|job| cron_model(job, None, None)).collect()
    }
}

fn enabled_models(connection: &Connection) -> rusqlite::Result<Vec<BackgroundModel>> {
    let mut query = connection.prepare(ENABLED_JOBS)?;
    let rows = query.query_map([], |row| Ok(row_model(row)))?;
    Ok(rows.filter_map(|row| row.ok().flatten()).collect())
}

/// The model of a row; `None` if it names none or has another form.
fn row_model(row: &Row<'_>) -> Option<BackgroundModel> {
    let text = |column: usize| row.get::<_, Option<String>>(column).ok().flatten();
    let job: Value = serde_json::from_str(&text(2)?).ok()?;
    cron_model(&job, text(0).as_deref(), text(1).as_deref())
}

/// The model of a job, if the job is enabled. `id` and `agent` are those that stand beside the job.
fn cron_model(job: &Value, id: Option<&str>, agent: Option<&str>) -> Option<BackgroundModel> {
    if job.get("enabled").is_some_and(|enabled| enabled == false) {
        return None;
    }
    let text = |name: &str| job.get(name).and_then(Value::as_str);
    let model = job.get("payload")?.get("model")?.as_str()?;
    Some(BackgroundModel {
        label: format!("the model of cron job `{}`", text("name").or_else(|| text("id")).or(id).unwrap_or("?")),
        agent: text("agentId").or(agent).map(str::to_owned),
        name: model.to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use rules::base::home::HomeVars;
    use serde_json::json;

    use super::*;

    const TABLE: &str =
        "CREATE TABLE cron_jobs (store_key TEXT NOT NULL, job_id TEXT NOT NULL, enabled INTEGER NOT NULL,
        agent_id TEXT, job_json TEXT NOT NULL, sort_order INTEGER NOT NULL, PRIMARY KEY (store_key, job_id)) STRICT;";

    /// A home with a file of one job and a state database.
    fn home(statements: &str) -> (tempfile::TempDir, HomeStore) {
        let dir = tempfile::tempdir().unwrap();
        let vars = HomeVars {
            home: Some(dir.path().to_str().unwrap().to_owned()),
            cwd: dir.path().to_path_buf(),
            ..HomeVars::default()
        };
        let store = HomeStore::find_home(&vars, None);
        let jobs = json!({ "jobs": [{ "id": "1", "payload": { "model": "openai/in-file" } }] });
        for folder in ["cron", "state"] {
            std::fs::create_dir_all(store.home.state_dir.path.join(folder)).unwrap();
        }
        std::fs::write(store.home.state_dir.path.join("cron/jobs.json"), jobs.to_string()).unwrap();
        Connection::open(store.shared_database_path()).unwrap().execute_batch(statements).unwrap();
        (dir, store)
    }

    fn names(store: &HomeStore) -> Vec<String> {
        store.cron_models().into_iter().map(|model| model.name).collect()
    }

    #[test]
    fn enabled_jobs_that_name_a_model_count() {
        let job = |enabled: bool, payload: Value| json!({ "id": "1", "name": "nightly", "enabled": enabled, "payload": payload });
        let model = |job: &Value| cron_model(job, None, None);
        let found = model(&job(true, json!({ "kind": "agentTurn", "model": "openai/gpt-5.2" }))).unwrap();
        assert_eq!((found.label.as_str(), found.name.as_str()), ("the model of cron job `nightly`", "openai/gpt-5.2"));
        assert_eq!(model(&job(false, json!({ "model": "openai/gpt-5.2" }))), None);
        assert_eq!(model(&job(true, json!({ "kind": "systemEvent" }))), None);
    }

    #[test]
    fn jobs_of_the_database_are_read_instead_of_the_file() {
        let (_dir, store) = home(&format!(
            r#"{TABLE} INSERT INTO cron_jobs VALUES
            ('default', 'late', 1, 'work', '{{"payload":{{"model":"openai/late"}}}}', 2),
            ('default', 'off', 0, NULL, '{{"payload":{{"model":"openai/off"}}}}', 0),
            ('default', 'off-inside', 1, NULL, '{{"enabled":false,"payload":{{"model":"openai/off"}}}}', 0),
            ('default', 'broken', 1, NULL, '{{"payload":', 0),
            ('default', 'no-model', 1, NULL, '{{"payload":{{"kind":"systemEvent"}}}}', 0),
            ('default', 'early', 1, 'work', '{{"name":"nightly","agentId":"main","payload":{{"model":"openai/early"}}}}', 1);"#
        ));
        let model = |label: &str, agent: &str, name: &str| BackgroundModel {
            label: format!("the model of cron job `{label}`"),
            agent: Some(agent.to_owned()),
            name: name.to_owned(),
        };
        let expected = [model("nightly", "main", "openai/early"), model("late", "work", "openai/late")];
        assert_eq!(store.cron_models(), expected);
    }

    #[test]
    fn database_without_jobs_leaves_the_file() {
        let (_dir, store) = home("CREATE TABLE other (a);");
        assert_eq!(names(&store), ["openai/in-file"]);
        std::fs::write(store.shared_database_path(), "this is not a database, and long enough to be looked at")
            .unwrap();
        assert_eq!(names(&store), ["openai/in-file"]);
    }

    #[test]
    fn table_of_another_form_has_no_models() {
        let (_dir, store) =
            home("CREATE TABLE cron_jobs (id TEXT, job_json TEXT); INSERT INTO cron_jobs VALUES ('1', '{}');");
        assert!(store.cron_models().is_empty());
    }
}
