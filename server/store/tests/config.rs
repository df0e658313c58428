//! Reading the configuration of homes made by hand.

#![expect(clippy::unwrap_used, reason = "what cannot be prepared has failed, in a helper too")]

use std::{
    fs,
    os::unix::fs::symlink,
    path::Path,
    time::{Duration, Instant},
};

use contract::Role;
use rules::home::Vars;
use store::{ConfigError, Place, Watcher};

fn place(dir: &Path) -> Place {
    let home = dir.to_str().unwrap().to_owned();
    Place::find(&Vars { home: Some(home), cwd: dir.to_path_buf(), ..Vars::default() }, None)
}

fn home_with(config: &str) -> (tempfile::TempDir, Place) {
    let dir = tempfile::tempdir().unwrap();
    fs::create_dir(dir.path().join(".openclaw")).unwrap();
    fs::write(dir.path().join(".openclaw/openclaw.json"), config).unwrap();
    let place = place(dir.path());
    (dir, place)
}

#[test]
fn a_home_without_a_file_is_empty_and_stays_so() {
    let dir = tempfile::tempdir().unwrap();
    let snapshot = place(dir.path()).read_config().unwrap();
    assert_eq!(snapshot.revision, None);
    assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 0);
}

#[test]
fn json5_is_read_and_named_by_its_bytes() {
    let (_dir, place) = home_with("\u{feff}{ agents: { defaults: { model: 'a/b', }, }, } // mine\r\n");
    let snapshot = place.read_config().unwrap();
    assert_eq!(snapshot.view.chain(Role::Text).primary.unwrap().label(), "a/b");
    assert_eq!(snapshot.revision, Some(store::revision(snapshot.sources[0].text.as_bytes())));
}

#[test]
fn what_is_no_file_is_refused_without_waiting() {
    let (dir, place) = home_with("");
    let config = dir.path().join(".openclaw/openclaw.json");
    fs::remove_file(&config).unwrap();
    assert!(std::process::Command::new("mkfifo").arg(&config).status().unwrap().success());
    assert!(matches!(place.read_config(), Err(ConfigError::NotAFile { .. })));
    fs::remove_file(&config).unwrap();
    fs::create_dir(&config).unwrap();
    assert!(matches!(place.read_config(), Err(ConfigError::NotAFile { .. })));
}

#[test]
fn a_link_that_leads_nowhere_is_an_error_and_not_an_empty_home() {
    let (dir, place) = home_with("");
    let config = dir.path().join(".openclaw/openclaw.json");
    fs::remove_file(&config).unwrap();
    symlink("nowhere.json", &config).unwrap();
    assert!(matches!(place.read_config(), Err(ConfigError::Unreadable { .. })));
}

#[test]
fn an_error_in_a_file_with_a_byte_order_mark_points_at_the_right_place() {
    let (_dir, place) = home_with("\u{feff}{ agents: { defaults: { model: 'a/b' x } } }");
    let Err(ConfigError::Invalid { source, excerpt, .. }) = place.read_config() else { panic!("it is read") };
    let excerpt = excerpt.unwrap();
    assert_eq!(source.column, excerpt.caret + 1);
    assert_eq!(excerpt.lines[0].text, "{ agents: { defaults: { model: 'a/b' ‹hidden› } } }");
}

#[test]
fn what_is_no_object_is_refused() {
    for text in ["[]", "'x'", "null", "1"] {
        let (_dir, place) = home_with(text);
        assert!(matches!(place.read_config(), Err(ConfigError::NotAnObject { .. })), "{text}");
    }
}

/// Waits as long as it takes, so that a slow machine does not fail.
fn changes(watcher: &mut Watcher) -> bool {
    let start = Instant::now();
    while start.elapsed() < Duration::from_secs(9) {
        if watcher.wait(Duration::from_secs(1)).unwrap() {
            return true;
        }
    }
    false
}

#[test]
fn a_change_is_seen_however_it_is_made() {
    let dir = tempfile::tempdir().unwrap();
    let place = place(dir.path());
    let folder = dir.path().join(".openclaw");
    let config = folder.join("openclaw.json");
    let mut watcher = Watcher::start(place).unwrap();
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
        assert!(changes(&mut watcher), "{step}");
    }
}
