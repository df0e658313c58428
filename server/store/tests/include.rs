//! Tests of includes.

#![expect(clippy::panic, clippy::unwrap_used, reason = "a failed preparation fails the test, in helpers too")]

use std::{
    fs,
    os::unix::fs::symlink,
    path::Path,
    time::{Duration, Instant},
};

use contract::Role;
use json5_edit::KeyPath;
use rules::{base::home::HomeVars, schema::include::IncludeViolation};
use store::{ConfigError, ConfigWatcher, HomeStore, IncludeError};

/// Creates a home with these files in its state directory.
fn home_with_files(files: &[(&str, &str)]) -> (tempfile::TempDir, HomeStore) {
    let dir = tempfile::tempdir().unwrap();
    for (name, text) in files {
        let path = dir.path().join(".openclaw").join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    let home = dir.path().to_str().unwrap().to_owned();
    let store = HomeStore::find_home(
        &HomeVars { home: Some(home), cwd: dir.path().to_path_buf(), ..HomeVars::default() },
        None,
    );
    (dir, store)
}

fn include_error(store: &HomeStore) -> IncludeError {
    match store.read_config() {
        Err(ConfigError::Include { reason, .. }) => reason,
        other => panic!("{other:?}"),
    }
}

#[test]
fn revision_covers_all_included_files() {
    let (dir, store) = home_with_files(&[
        ("openclaw.json", "\u{feff}{ $include: './parts/a.json5', agents: { $include: './b.json' } }"),
        ("parts/a.json5", "{ meta: { $include: './c.json' } } // mine"),
        ("parts/c.json", "{ lastTouchedVersion: '2026.3.13' }"),
        ("b.json", "{ defaults: { model: 'a/b' } }"),
    ]);
    let snapshot = store.read_config().unwrap();
    assert_eq!(snapshot.view.default_chain(Role::Text).primary.unwrap().label(), "a/b");
    assert_eq!(snapshot.view.last_touched_version(), Some("2026.3.13"));
    let state = dir.path().join(".openclaw");
    let names: Vec<_> =
        snapshot.sources.iter().map(|source| source.path.strip_prefix(&state).unwrap().to_str().unwrap()).collect();
    assert_eq!(names, ["openclaw.json", "parts/a.json5", "parts/c.json", "b.json"]);
    assert!(snapshot.sources[0].text.starts_with('\u{feff}'));
    let owned = snapshot.layout.find_owner(&KeyPath::from_keys(["agents", "defaults", "model"])).unwrap();
    assert_eq!((owned.source, owned.path.to_string().as_str()), (3, "defaults.model"));
    fs::write(state.join("parts/c.json"), "{}").unwrap();
    assert_ne!(snapshot.revision, store.read_config().unwrap().revision);
}

#[test]
fn revision_without_includes_is_that_of_the_file() {
    let (_dir, store) = home_with_files(&[("openclaw.json", "{}")]);
    let snapshot = store.read_config().unwrap();
    assert_eq!(snapshot.revision.as_ref(), Some(&snapshot.sources[0].revision));
}

#[test]
fn includes_that_openclaw_refuses_are_refused() {
    let files = [("openclaw.json", "{ agents: { list: [{ $include: './x.json' }] } }")];
    let prepared = |prepare: &dyn Fn(&Path)| {
        let (dir, store) = home_with_files(&files);
        prepare(&dir.path().join(".openclaw"));
        include_error(&store)
    };
    assert!(matches!(prepared(&|_| {}), IncludeError::Unreadable(e) if e.kind() == std::io::ErrorKind::NotFound));
    assert!(matches!(prepared(&|dir| fs::create_dir(dir.join("x.json")).unwrap()), IncludeError::NotAFile));
    let large = vec![b' '; (2 << 20) + 1];
    assert!(matches!(prepared(&|dir| fs::write(dir.join("x.json"), &large).unwrap()), IncludeError::TooLarge));
    let hard_link = |dir: &Path| {
        fs::write(dir.join("y.json"), "{}").unwrap();
        fs::hard_link(dir.join("y.json"), dir.join("x.json")).unwrap();
    };
    assert!(matches!(prepared(&hard_link), IncludeError::HardLink));
    let link_out = |dir: &Path| {
        fs::write(dir.with_file_name("y.json"), "{}").unwrap();
        symlink("../y.json", dir.join("x.json")).unwrap();
    };
    assert!(matches!(prepared(&link_out), IncludeError::OutsideConfigDir));
    let pipe = |dir: &Path| {
        assert!(std::process::Command::new("mkfifo").arg(dir.join("x.json")).status().unwrap().success());
    };
    assert!(matches!(prepared(&pipe), IncludeError::NotAFile));
}

#[test]
fn includes_cannot_leave_the_directory() {
    for path in ["../x.json", "/etc/hosts", "./a/../../x.json", "../.openclaw-x/x.json"] {
        let (dir, store) = home_with_files(&[("openclaw.json", &format!("{{ $include: '{path}' }}"))]);
        fs::write(dir.path().join("x.json"), "{}").unwrap();
        assert!(matches!(include_error(&store), IncludeError::OutsideConfigDir), "{path}");
    }
    let (dir, store) = home_with_files(&[("openclaw.json", "{ $include: './a/../x.json' }"), ("x.json", "{}")]);
    assert!(store.read_config().is_ok());
    let absolute = dir.path().join(".openclaw/x.json");
    fs::write(dir.path().join(".openclaw/openclaw.json"), format!("{{ $include: '{}' }}", absolute.display())).unwrap();
    assert!(store.read_config().is_ok());
}

#[test]
fn include_cycle_is_detected_through_links() {
    let (dir, store) =
        home_with_files(&[("openclaw.json", "{ $include: './a.json' }"), ("a.json", "{ $include: './b.json' }")]);
    symlink("openclaw.json", dir.path().join(".openclaw/b.json")).unwrap();
    assert!(matches!(include_error(&store), IncludeError::RuleViolation(IncludeViolation::Circular)));
}

#[test]
fn includes_in_unmanaged_sections_are_ignored() {
    let (_dir, store) = home_with_files(&[(
        "openclaw.json",
        "{ channels: { $include: '../gone.json' }, agents: { defaults: { model: 'a/b' } } }",
    )]);
    let snapshot = store.read_config().unwrap();
    assert_eq!(
        (snapshot.sources.len(), snapshot.view.default_chain(Role::Text).primary.unwrap().label()),
        (1, "a/b".to_owned())
    );
}

#[test]
fn a_file_that_is_included_and_broken_is_shown_masked() {
    let (dir, store) = home_with_files(&[
        ("openclaw.json", "{ $include: './a.json' }"),
        ("a.json", "{ agents: { list: [] }, env: { K: 'Canary' } x }"),
    ]);
    let Err(ConfigError::Invalid { path, source, excerpt }) = store.read_config() else { panic!("it is read") };
    assert_eq!(path, dir.path().join(".openclaw/a.json"));
    assert_eq!((source.line, source.column), (1, 46));
    assert!(!format!("{excerpt:?}").contains("Canary"));
}

#[test]
fn change_of_included_file_is_detected() {
    let (dir, store) =
        home_with_files(&[("openclaw.json", "{ agents: { $include: './parts/a.json' } }"), ("parts/b.json", "{}")]);
    let mut watcher = ConfigWatcher::start_watching(store).unwrap();
    let a = dir.path().join(".openclaw/parts/a.json");
    for text in ["{}", "{ defaults: {} }"] {
        fs::write(&a, text).unwrap();
        let start = Instant::now();
        let mut seen = false;
        while !seen && start.elapsed() < Duration::from_secs(9) {
            seen = watcher.wait_for_change(Duration::from_secs(1)).unwrap();
        }
        assert!(seen, "{text}");
    }
}
