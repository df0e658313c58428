//! Prints how long it takes to store a credential, with its syncs and its record in the history: `paste <home>…`, where
//! each home has no credential yet. The first gets a JSON file, the second one a shared database.
//! `cargo xtask bench` runs it in release mode.

#![expect(clippy::print_stdout, reason = "its output is its purpose")]

use std::{
    env,
    error::Error,
    path::{Path, PathBuf},
    time::{Duration, Instant, SystemTime},
};

use json5_edit::{Edit, KeyPath};
use rules::base::{
    home::HomeVars,
    typed_secret::Secret,
    write_target::{CredentialStoreEdits, SecretSlot, WriteTarget},
};
use store::{CredentialRecord, CredentialStoreChange, HomeStore, RecordAuthor, TargetChanges, WaitPolicy};

/// Runs of each, of which the best counts, because other processes disturb the rest.
const RUNS: usize = 30;

fn main() -> Result<(), Box<dyn Error>> {
    let homes: Vec<_> = env::args_os().skip(1).map(PathBuf::from).collect();
    let [json, database] = homes.as_slice() else { return Err("two homes are needed".into()) };
    let json = open_home(json);
    println!("json\t{}", best_millis(&json, &json.home.agent_dir.path.join("auth-profiles.json"))?);
    let database = open_home(database);
    database.create_shared_store()?;
    // As OpenClaw does when it finds the database.
    rusqlite::Connection::open(database.shared_database_path())?.pragma_update(None, "journal_mode", "WAL")?;
    println!("database\t{}", best_millis(&database, &database.shared_database_path())?);
    Ok(())
}

fn open_home(home: &Path) -> HomeStore {
    let path = Some(home.to_string_lossy().into_owned());
    HomeStore::find_home(&HomeVars { home: path, cwd: home.to_path_buf(), ..HomeVars::default() }, None)
}

fn best_millis(store: &HomeStore, path: &Path) -> Result<f64, Box<dyn Error>> {
    let mut best = Duration::MAX;
    for run in 0..RUNS {
        let start = Instant::now();
        paste(store, path, &format!("openai:{run}"))?;
        best = best.min(start.elapsed());
    }
    Ok(best.as_secs_f64() * 1e3)
}

/// Stores a credential.
fn paste(store: &HomeStore, path: &Path, id: &str) -> Result<(), Box<dyn Error>> {
    let at = |field| KeyPath::from_keys(["profiles", id, field]);
    let set = |field, text: &str| Edit::Set { path: at(field), value: text.into() };
    let edits = CredentialStoreEdits {
        profile_edits: vec![set("type", "api_key"), set("provider", "openai")],
        secrets: vec![SecretSlot { path: at("key"), secret: Secret::new("made-up-0123456789").into() }],
        ..CredentialStoreEdits::new(path.to_path_buf())
    };
    let changed = CredentialRecord { id: id.to_owned(), kind_before: None, kind_after: Some("api_key".to_owned()) };
    let change = CredentialStoreChange {
        store: path,
        display_path: store.home.display_path(path),
        edits: &edits,
        author: RecordAuthor::Cli,
        op: "bench",
        changed: vec![changed],
    };
    let guard = store.lock_targets(&[WriteTarget::CredentialStore(path.to_path_buf())], &WaitPolicy::default())?;
    guard.commit_and_record(&TargetChanges { stores: vec![change], files: Vec::new(), time: SystemTime::now() })?;
    Ok(())
}
