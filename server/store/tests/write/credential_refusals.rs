//! Tests of credential stores that must not or cannot be written. Nothing changes, and no error has a part of a store.

use std::{
    fs,
    os::unix::fs::{PermissionsExt, chown},
    path::Path,
};

use rules::auth::store_files::StoreObstacle;
use rusqlite::Connection;
use store::WriteError;

use crate::{
    child_process::{child_command, is_runnable, run_to_end, wrapped_child_command},
    store_home::{KINDS, Kind, PROFILES, STATE, StoreHome, lasting_names},
    test_home::{TestHome, file_names, is_root},
};

const DATABASES: [Kind; 2] = [Kind::Agent, Kind::Shared];

/// Tries to add a credential; asserts that it is refused and that nothing changes.
fn refuse(created: &StoreHome) -> WriteError {
    let (before, names) = (created.texts(), lasting_names(&created.dir()));
    let error = created.commit(&created.paste("openai:b", "sk-Canary1")).unwrap_err();
    assert_eq!((created.texts(), lasting_names(&created.dir())), (before, names));
    let text = format!("{error} {error:?} {:?}", std::error::Error::source(&error));
    assert!(!text.contains("Canary") && !text.contains("openai"), "{text}");
    assert!(!created.home.manager_dir().join("intent.json").exists());
    error
}

fn obstacle(error: &WriteError) -> Option<StoreObstacle> {
    if let WriteError::StoreNotWritable { obstacle, .. } = error { Some(*obstacle) } else { None }
}

#[test]
fn a_json_file_that_does_not_parse_is_never_written() {
    let cases: [(&[u8], usize, usize); 6] = [
        (b"{\n \"sk-Canary", 2, 11),
        (b"", 1, 0),
        (b"{ \"version\": 1, \"profiles\": {}, } // Canary", 1, 33),
        (b"{ 'version': 1 }", 1, 3),
        (b"\xef\xbb\xbf{}", 1, 1),
        (b"{\n\"Canary\xff\": 1 }", 2, 8),
    ];
    for (bytes, expected_line, expected_column) in cases {
        let created = StoreHome::without_documents(Kind::Json);
        fs::write(created.path(), bytes).unwrap();
        let error = created.commit(&created.paste("openai:b", "sk-Canary1")).unwrap_err();
        let WriteError::StoreNotJson { line, column, cell: None, .. } = error else { panic!("{error}") };
        assert_eq!((line, column), (expected_line, expected_column), "{}", String::from_utf8_lossy(bytes));
        assert!(!error.to_string().contains("Canary"), "{error}");
        assert_eq!(fs::read(created.path()).unwrap(), bytes);
        assert_eq!(file_names(&created.dir()), ["auth-profiles.json"]);
    }
}

#[test]
fn a_cell_that_does_not_parse_is_never_written() {
    for kind in DATABASES {
        for (profiles, state) in [("{ sk-Canary", STATE), (PROFILES, "{ Canary"), (PROFILES, "")] {
            let created = StoreHome::new(kind);
            created.write_cells(profiles, state);
            let error = refuse(&created);
            assert!(matches!(error, WriteError::StoreNotJson { cell: Some(_), line: 1, .. }), "{error}");
        }
    }
}

#[test]
fn another_version_is_never_written() {
    let other = r#"{"version":2,"profiles":{},"sealed":"Canary"}"#;
    for kind in KINDS {
        let created = StoreHome::new(kind);
        match kind {
            Kind::Json => fs::write(created.path(), other).unwrap(),
            Kind::Agent | Kind::Shared => created.write_cells(PROFILES, other),
        }
        assert_eq!(obstacle(&refuse(&created)), Some(StoreObstacle::UnknownVersion));
    }
}

#[test]
fn tables_of_another_form_are_never_written() {
    for (kind, table) in [(Kind::Agent, "auth_profile_store"), (Kind::Shared, "config_machine_state")] {
        let created = StoreHome::new(kind);
        created.connect().execute_batch(&format!("ALTER TABLE {table} ADD COLUMN sealed TEXT")).unwrap();
        assert_eq!(obstacle(&refuse(&created)), Some(StoreObstacle::UnknownTables));
    }
}

#[test]
fn no_database_and_no_table_is_created() {
    for kind in DATABASES {
        let created = StoreHome::without_documents(kind);
        for name in file_names(&created.dir()) {
            fs::remove_file(created.dir().join(name)).unwrap();
        }
        let error = created.commit(&created.paste("openai:b", "sk-Canary1")).unwrap_err();
        assert!(error.to_string().starts_with("could not open `"), "{error}");
        assert!(file_names(&created.dir()).is_empty());
        Connection::open(created.path()).unwrap().execute_batch("CREATE TABLE other(a)").unwrap();
        assert_eq!(obstacle(&refuse(&created)), Some(StoreObstacle::NoTables));
        assert!(created.rows().is_empty());
    }
}

#[test]
fn a_state_database_without_the_credentials_is_not_written() {
    for owner in [r#"{"location":"legacy-main"}"#, r#"{"location":"cloud"}"#, "Canary"] {
        let created = StoreHome::new(Kind::Shared);
        let update = "UPDATE config_machine_state SET value_json = ?1 WHERE state_key = 'auth.sharedStore'";
        created.connect().execute(update, [owner]).unwrap();
        assert!(matches!(refuse(&created), WriteError::ConcurrentChange { .. }));
    }
}

#[test]
fn broken_databases_and_other_files_are_refused() {
    for kind in DATABASES {
        let created = StoreHome::without_documents(kind);
        fs::write(created.path(), "sk-Canary, and no database, but long enough to be looked at".repeat(20)).unwrap();
        let error = created.commit(&created.paste("openai:b", "sk-Canary1")).unwrap_err();
        assert!(error.to_string().ends_with("it is not a SQLite database"), "{error}");
        fs::remove_file(created.path()).unwrap();
        fs::create_dir(created.path()).unwrap();
        let error = created.commit(&created.paste("openai:b", "sk-Canary1")).unwrap_err();
        assert!(matches!(error, WriteError::NotAFile { .. }), "{error}");
    }
}

#[test]
fn a_hard_linked_json_file_is_refused() {
    let created = StoreHome::new(Kind::Json);
    fs::hard_link(created.path(), created.home.dir.path().join("other.json")).unwrap();
    assert_eq!(obstacle(&refuse(&created)), Some(StoreObstacle::HardLinks));
}

#[test]
fn a_store_of_another_user_is_refused() {
    if !is_root() {
        eprintln!("SKIPPED, only root can give a file away");
        return;
    }
    for kind in KINDS {
        let created = StoreHome::new(kind);
        chown(created.path(), Some(65_534), None).unwrap();
        assert!(matches!(refuse(&created), WriteError::OwnedByOtherUser { .. }), "{kind:?}");
    }
}

/// Sets the owner of everything in a directory.
fn give_away(path: &Path) {
    chown(path, Some(65_534), Some(65_534)).unwrap();
    for entry in path.read_dir().into_iter().flatten() {
        give_away(&entry.unwrap().path());
    }
}

#[test]
fn a_store_without_permission_is_refused() {
    let drop_to = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"];
    if is_root() && !is_runnable(drop_to[0], &[&drop_to[1..], &["true"]].concat(), "permissions, as root") {
        return;
    }
    for kind in KINDS {
        let created = StoreHome::new(kind);
        let before = created.texts();
        let (closed, mode) = if kind == Kind::Json { (created.dir(), 0o500) } else { (created.path(), 0o400) };
        fs::set_permissions(&closed, fs::Permissions::from_mode(mode)).unwrap();
        let mut command = if is_root() {
            give_away(created.home.dir.path());
            wrapped_child_command(&drop_to, "paste", &created.home)
        } else {
            child_command("paste", &created.home)
        };
        command.env("ACTOR_STORE", format!("{kind:?}"));
        let said = run_to_end(command);
        assert!(said.contains("refused: could not write") && said.contains("Permission denied"), "{said}");
        assert!(!said.contains("Canary"), "{said}");
        fs::set_permissions(&closed, fs::Permissions::from_mode(0o700)).unwrap();
        assert_eq!(created.texts(), before);
    }
}

/// Copies a home into a small file system, and writes the store there.
fn paste_in_mount(kind: Kind, size: &str, prepare: &str, length: usize) -> Option<String> {
    let can = ["-rm", "sh", "-c", "mount -t tmpfs -o size=64k none /mnt && mount -o remount,ro /mnt"];
    if !is_runnable("unshare", &can, "a full and a read-only file system") {
        return None;
    }
    let (created, empty) = (StoreHome::new(kind), TestHome::empty());
    let dir = created.dir().strip_prefix(created.home.dir.path()).unwrap().to_str().unwrap().to_owned();
    let script = format!(
        "mount -t tmpfs -o mode=700,size={size} none \"$ACTOR_HOME\" && cp -r \"$SEED/.\" \"$ACTOR_HOME\" && \
         cd \"$ACTOR_HOME/{dir}\" && {prepare} \"$@\"; ls -A"
    );
    let mut command = wrapped_child_command(&["unshare", "-rm", "sh", "-c", &script, "sh"], "paste", &empty);
    command.env("SEED", created.home.dir.path()).env("ACTOR_STORE", format!("{kind:?}"));
    command.env("ACTOR_LENGTH", length.to_string());
    let said = run_to_end(command);
    assert!(file_names(empty.dir.path()).is_empty(), "it was not mounted");
    assert!(!said.contains("Canary"), "{said}");
    let names: Vec<_> = said.lines().rev().take_while(|line| !line.contains("test result")).collect();
    let store = created.path().file_name().unwrap().to_str().unwrap().to_owned();
    let is_stray = |name: &&str| [".mm-tmp", ".lock"].iter().any(|end| name.ends_with(end));
    assert!(names.contains(&store.as_str()) && !names.iter().any(is_stray), "{said}");
    Some(said)
}

#[test]
fn a_full_disk_changes_nothing() {
    for kind in KINDS {
        let Some(said) = paste_in_mount(kind, "1m", "", 2_000_000) else { return };
        assert!(said.contains("refused: could not write") && said.contains("No space left"), "{said}");
        assert!(said.contains("unchanged"), "{said}");
    }
}

#[test]
fn a_read_only_disk_is_reported() {
    for kind in KINDS {
        let prepare = "mount --bind . . && mount -o remount,bind,ro \"$PWD\" && cd \"$PWD\" &&";
        let Some(said) = paste_in_mount(kind, "1m", prepare, 10) else { return };
        assert!(said.contains("refused: could not write") && said.contains("Read-only file system"), "{said}");
        assert!(said.contains("unchanged"), "{said}");
    }
}
