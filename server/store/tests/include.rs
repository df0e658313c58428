//! Files that include files.

#![expect(clippy::panic, clippy::unwrap_used, reason = "what cannot be prepared has failed, in a helper too")]

use std::{
    fs,
    os::unix::fs::symlink,
    path::Path,
    time::{Duration, Instant},
};

use contract::Role;
use json5_edit::KeyPath;
use rules::{home::Vars, include::Refusal};
use store::{ConfigError, Place, Unfit, Watcher};

/// A home with these files in its state directory.
fn home(files: &[(&str, &str)]) -> (tempfile::TempDir, Place) {
    let dir = tempfile::tempdir().unwrap();
    for (name, text) in files {
        let path = dir.path().join(".openclaw").join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    let home = dir.path().to_str().unwrap().to_owned();
    let place = Place::find(&Vars { home: Some(home), cwd: dir.path().to_path_buf(), ..Vars::default() }, None);
    (dir, place)
}

fn unfit(place: &Place) -> Unfit {
    match place.read_config() {
        Err(ConfigError::Include { why, .. }) => why,
        other => panic!("{other:?}"),
    }
}

#[test]
fn every_file_is_a_source_and_the_revision_names_them_all() {
    let (dir, place) = home(&[
        ("openclaw.json", "\u{feff}{ $include: './parts/a.json5', agents: { $include: './b.json' } }"),
        ("parts/a.json5", "{ meta: { $include: './c.json' } } // mine"),
        ("parts/c.json", "{ lastTouchedVersion: '2026.3.13' }"),
        ("b.json", "{ defaults: { model: 'a/b' } }"),
    ]);
    let snapshot = place.read_config().unwrap();
    assert_eq!(snapshot.view.chain(Role::Text).primary.unwrap().label(), "a/b");
    assert_eq!(snapshot.view.last_touched_version(), Some("2026.3.13"));
    let state = dir.path().join(".openclaw");
    let names: Vec<_> =
        snapshot.sources.iter().map(|source| source.path.strip_prefix(&state).unwrap().to_str().unwrap()).collect();
    assert_eq!(names, ["openclaw.json", "parts/a.json5", "parts/c.json", "b.json"]);
    assert!(snapshot.sources[0].text.starts_with('\u{feff}'));
    let owned = snapshot.layout.owner(&KeyPath::of(["agents", "defaults", "model"])).unwrap();
    assert_eq!((owned.source, owned.path.to_string().as_str()), (3, "defaults.model"));
    fs::write(state.join("parts/c.json"), "{}").unwrap();
    assert_ne!(snapshot.revision, place.read_config().unwrap().revision);
}

#[test]
fn without_includes_the_revision_is_the_files_own() {
    let (_dir, place) = home(&[("openclaw.json", "{}")]);
    let snapshot = place.read_config().unwrap();
    assert_eq!(snapshot.revision.as_ref(), Some(&snapshot.sources[0].revision));
}

#[test]
fn what_openclaw_does_not_include_is_refused() {
    let files = [("openclaw.json", "{ agents: { list: [{ $include: './x.json' }] } }")];
    let prepared = |prepare: &dyn Fn(&Path)| {
        let (dir, place) = home(&files);
        prepare(&dir.path().join(".openclaw"));
        unfit(&place)
    };
    assert!(matches!(prepared(&|_| {}), Unfit::Unreadable(e) if e.kind() == std::io::ErrorKind::NotFound));
    assert!(matches!(prepared(&|dir| fs::create_dir(dir.join("x.json")).unwrap()), Unfit::NotAFile));
    let large = vec![b' '; (2 << 20) + 1];
    assert!(matches!(prepared(&|dir| fs::write(dir.join("x.json"), &large).unwrap()), Unfit::TooLarge));
    let hard_link = |dir: &Path| {
        fs::write(dir.join("y.json"), "{}").unwrap();
        fs::hard_link(dir.join("y.json"), dir.join("x.json")).unwrap();
    };
    assert!(matches!(prepared(&hard_link), Unfit::HardLink));
    let link_out = |dir: &Path| {
        fs::write(dir.with_file_name("y.json"), "{}").unwrap();
        symlink("../y.json", dir.join("x.json")).unwrap();
    };
    assert!(matches!(prepared(&link_out), Unfit::Outside));
    let pipe = |dir: &Path| {
        assert!(std::process::Command::new("mkfifo").arg(dir.join("x.json")).status().unwrap().success());
    };
    assert!(matches!(prepared(&pipe), Unfit::NotAFile));
}

#[test]
fn no_path_leads_out_of_the_directory() {
    for path in ["../x.json", "/etc/hosts", "./a/../../x.json", "../.openclaw-x/x.json"] {
        let (dir, place) = home(&[("openclaw.json", &format!("{{ $include: '{path}' }}"))]);
        fs::write(dir.path().join("x.json"), "{}").unwrap();
        assert!(matches!(unfit(&place), Unfit::Outside), "{path}");
    }
    let (dir, place) = home(&[("openclaw.json", "{ $include: './a/../x.json' }"), ("x.json", "{}")]);
    assert!(place.read_config().is_ok());
    let absolute = dir.path().join(".openclaw/x.json");
    fs::write(dir.path().join(".openclaw/openclaw.json"), format!("{{ $include: '{}' }}", absolute.display())).unwrap();
    assert!(place.read_config().is_ok());
}

#[test]
fn a_circle_is_seen_through_links() {
    let (dir, place) = home(&[("openclaw.json", "{ $include: './a.json' }"), ("a.json", "{ $include: './b.json' }")]);
    symlink("openclaw.json", dir.path().join(".openclaw/b.json")).unwrap();
    assert!(matches!(unfit(&place), Unfit::Refused(Refusal::Circular)));
}

#[test]
fn a_section_that_is_none_of_our_business_cannot_stop_us() {
    let (_dir, place) = home(&[(
        "openclaw.json",
        "{ channels: { $include: '../gone.json' }, agents: { defaults: { model: 'a/b' } } }",
    )]);
    let snapshot = place.read_config().unwrap();
    assert_eq!(
        (snapshot.sources.len(), snapshot.view.chain(Role::Text).primary.unwrap().label()),
        (1, "a/b".to_owned())
    );
}

#[test]
fn a_file_that_is_included_and_broken_is_shown_masked() {
    let (dir, place) = home(&[
        ("openclaw.json", "{ $include: './a.json' }"),
        ("a.json", "{ agents: { list: [] }, env: { K: 'Canary' } x }"),
    ]);
    let Err(ConfigError::Invalid { path, source, excerpt }) = place.read_config() else { panic!("it is read") };
    assert_eq!(path, dir.path().join(".openclaw/a.json"));
    assert_eq!((source.line, source.column), (1, 46));
    assert!(!format!("{excerpt:?}").contains("Canary"));
}

#[test]
fn a_change_of_an_included_file_is_seen() {
    let (dir, place) = home(&[("openclaw.json", "{ agents: { $include: './parts/a.json' } }"), ("parts/b.json", "{}")]);
    let mut watcher = Watcher::start(place).unwrap();
    let a = dir.path().join(".openclaw/parts/a.json");
    for text in ["{}", "{ defaults: {} }"] {
        fs::write(&a, text).unwrap();
        let start = Instant::now();
        let mut seen = false;
        while !seen && start.elapsed() < Duration::from_secs(9) {
            seen = watcher.wait(Duration::from_secs(1)).unwrap();
        }
        assert!(seen, "{text}");
    }
}
