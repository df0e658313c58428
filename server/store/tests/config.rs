//! Tests of reading the configuration, on sample homes.

#![expect(clippy::unwrap_used, reason = "a failed preparation fails the test, in helpers too")]

use std::{
    fs,
    os::unix::fs::symlink,
    path::Path,
    time::{Duration, Instant},
};

use contract::Role;
use rules::base::home::HomeVars;
use store::{ConfigError, ConfigWatcher, HomeStore};

fn store_in(dir: &Path) -> HomeStore {
    let home = dir.to_str().unwrap().to_owned();
    HomeStore::find_home(&HomeVars { home: Some(home), cwd: dir.to_path_buf(), ..HomeVars::default() }, None)
}

fn home_with(config: &str) -> (tempfile::TempDir, HomeStore) {
    let dir = tempfile::tempdir().unwrap();
    fs::create_dir(dir.path().join(".openclaw")).unwrap();
    fs::write(dir.path().join(".openclaw/openclaw.json"), config).unwrap();
    let store = store_in(dir.path());
    (dir, store)
}

#[test]
fn home_without_config_is_empty_and_not_created() {
    let dir = tempfile::tempdir().unwrap();
    let snapshot = store_in(dir.path()).read_config().unwrap();
    assert_eq!(snapshot.revision, None);
    assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 0);
}

#[test]
fn config_revision_is_hash_of_bytes() {
    let (_dir, store) = home_with("\u{feff}{ agents: { defaults: { model: 'a/b', }, }, } // mine\r\n");
    let snapshot = store.read_config().unwrap();
    assert_eq!(snapshot.view.default_chain(Role::Text).primary.unwrap().label(), "a/b");
    assert_eq!(snapshot.revision, Some(store::revision_of_bytes(snapshot.sources[0].text.as_bytes())));
}

#[test]
fn special_config_file_is_refused_immediately() {
    let (dir, store) = home_with("");
    let config = dir.path().join(".openclaw/openclaw.json");
    fs::remove_file(&config).unwrap();
    assert!(std::process::Command::new("mkfifo").arg(&config).status().unwrap().success());
    assert!(matches!(store.read_config(), Err(ConfigError::NotAFile { .. })));
    fs::remove_file(&config).unwrap();
    fs::create_dir(&config).unwrap();
    assert!(matches!(store.read_config(), Err(ConfigError::NotAFile { .. })));
}

#[test]
fn dangling_config_link_is_an_error() {
    let (dir, store) = home_with("");
    let config = dir.path().join(".openclaw/openclaw.json");
    fs::remove_file(&config).unwrap();
    symlink("nowhere.json", &config).unwrap();
    assert!(matches!(store.read_config(), Err(ConfigError::Unreadable { .. })));
}

#[test]
fn error_position_ignores_byte_order_mark() {
    let (_dir, store) = home_with("\u{feff}{ agents: { defaults: { model: 'a/b' x } } }");
    let Err(ConfigError::Invalid { source, excerpt, .. }) = store.read_config() else { panic!("it is read") };
    let excerpt = excerpt.unwrap();
    assert_eq!(source.column, excerpt.caret + 1);
    assert_eq!(excerpt.lines[0].text, "{ agents: { defaults: { model: 'a/b' ‹hidden› } } }");
}

#[test]
fn a_document_that_is_not_an_object_is_refused() {
    for text in ["[]", "'x'", "null", "1"] {
        let (_dir, store) = home_with(text);
        assert!(matches!(store.read_config(), Err(ConfigError::NotAnObject { .. })), "{text}");
    }
}

/// Waits without a limit, so that the test does not fail on a slow machine.
fn has_changed(watcher: &mut ConfigWatcher) -> bool {
    let start = Instant::now();
    while start.elapsed() < Duration::from_secs(9) {
        if watcher.wait_for_change(Duration::from_secs(1)).unwrap() {
            return true;
        }
    }
    false
}

#[test]
fn every_kind_of_file_change_is_detected() {
    let dir = tempfile::tempdir().unwrap();
    let store = store_in(dir.path());
    let folder = dir.path().join(".openclaw");
    let config = folder.join("openclaw.json");
    let mut watcher = ConfigWatcher::start_watching(store).unwrap();
    let steps: [(&str, &dyn Fn()); 5] = [
        ("made, with its directory", &|| {
            fs::create_dir(&folder).unwrap();
            fs::write(&config, "{}").unwrap();
        }),
        ("written in place", &|| fs::write(&config, "{ a: 1 }").unwrap()),
        ("replaced", &|| {
            fs::write(folder.join("new"), "{ a: 2 }").unwrap();
            fs::rename(folder.join("new"), &config).unwrap();
        }),
        ("removed", &|| fs::remove_file(&config).unwrap()),
        ("made anew, with its directory", &|| {
            fs::remove_dir(&folder).unwrap();
            fs::create_dir(&folder).unwrap();
            fs::write(&config, "{ a: 3 }").unwrap();
        }),
    ];
    for (step, change) in steps {
        change();
        assert!(has_changed(&mut watcher), "{step}");
    }
}

#[test]
fn a_snapshot_is_outdated_when_an_agents_models_change() {
    let (dir, store) = home_with("{}");
    let file = dir.path().join(".openclaw/agents/main/agent/models.json");
    let without = store.read_config().unwrap();
    assert!(store.is_current(&without));
    fs::create_dir_all(file.parent().unwrap()).unwrap();
    fs::write(&file, r#"{ "providers": { "house": { "models": [{ "id": "a" }] } } }"#).unwrap();
    assert!(!store.is_current(&without));
    let with = store.read_config().unwrap();
    assert!(store.is_current(&with));
    fs::write(&file, r#"{ "providers": { "house": { "models": [{ "id": "b" }] } } }"#).unwrap();
    assert!(!store.is_current(&with));
}
