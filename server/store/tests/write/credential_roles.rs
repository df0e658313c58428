//! What child processes do with credential stores.

use std::{env, time::Duration};

use rules::{
    base::{home::ResolvedPath, write_target::WriteTarget},
    document::view::View,
};
use store::{HomeStore, StoredCredentials, WaitPolicy};

use crate::{
    store_home::{Kind, commit_edits, commit_locked, paste, remove, set, store_path},
    test_home::long_wait_policy,
};

pub(crate) fn kind_of_role() -> Kind {
    Kind::from_name(&env::var("ACTOR_STORE").unwrap())
}

fn number(variable: &str, default: usize) -> usize {
    env::var(variable).map_or(default, |text| text.parse().unwrap())
}

/// Adds one credential, and prints what happened.
pub(crate) fn paste_once(store: &HomeStore) {
    let path = store_path(store, kind_of_role());
    let secret = format!("sk-Canary1{}", "x".repeat(number("ACTOR_LENGTH", 0)));
    let wait = Duration::from_millis(number("ACTOR_WAIT_MS", 60_000) as u64);
    let policy = WaitPolicy { openclaw_timeout: wait, ..long_wait_policy() };
    let before = read(store);
    let done = store
        .lock_targets(&[WriteTarget::CredentialStore(path.clone())], &policy)
        .and_then(|guard| commit_locked(&guard, &paste(path, "openai:b", &secret)));
    let Err(error) = done else { return println!("written") };
    let source = std::error::Error::source(&error).map(ToString::to_string);
    let outcome = if read(store) == before { "unchanged" } else { "changed" };
    println!("refused: {error}: {}\n{outcome}", source.unwrap_or_default());
}

/// What the store of `main` has, as far as it can be read.
fn read(store: &HomeStore) -> Option<StoredCredentials> {
    let dir = ResolvedPath { path: store.home.state_dir.path.join("agents/main/agent"), reason: String::new() };
    store.read_credentials(&View::default(), &dir.into()).ok()
}

/// Adds credentials, sets orders and clears usage, each under a lock of its own, in a random order of the three.
pub(crate) fn change_many(store: &HomeStore) {
    let path = store_path(store, kind_of_role());
    let name = env::var("ACTOR_NAME").unwrap();
    for n in 0..number("ACTOR_COUNT", 1) {
        let id = format!("openai:{name}-{n}");
        let mut pasted = paste(path.clone(), &id, &format!("sk-Canary-{id}"));
        pasted.state_edits = vec![set(&["usageStats", &id], serde_json::json!({ "errorCount": 3 }))];
        let mut ordered = paste(path.clone(), &id, "");
        (ordered.profile_edits, ordered.secrets) = (Vec::new(), Vec::new());
        ordered.state_edits = vec![set(&["order", &name], vec![id.clone()])];
        let mut cleared = ordered.clone();
        cleared.state_edits = vec![remove(&["usageStats", &id])];
        for edits in [pasted, ordered, cleared] {
            commit_edits(store, &edits).unwrap();
        }
    }
}

/// Tries to write a database as another program, and prints whether it is locked.
pub(crate) fn begin_transaction(store: &HomeStore) {
    let connection = rusqlite::Connection::open(store_path(store, kind_of_role())).unwrap();
    connection.busy_timeout(Duration::ZERO).unwrap();
    println!("{}", if connection.execute_batch("BEGIN IMMEDIATE").is_ok() { "free" } else { "busy" });
}
