//! Tests of what a write of a credential store changes, and of everything that it leaves as it was.

use std::{
    fs,
    os::unix::fs::{PermissionsExt, symlink},
    path::Path,
};

use rules::{
    auth::store_files::StoreLayout,
    base::{
        home::ResolvedPath,
        write_target::{CredentialStoreEdits, WriteTarget},
    },
    document::view::View,
};
use serde_json::json;
use store::{CommitOutcome, StoredCredentials, WriteError};

use crate::{
    child_process::file_mode,
    store_home::{JSON_TEXT, KINDS, Kind, PROFILES, STATE, StoreHome, commit_locked, lasting_names, remove, set},
    test_home::{TestHome, file_names, long_wait_policy},
};

const DATABASES: [Kind; 2] = [Kind::Agent, Kind::Shared];

fn read(created: &StoreHome) -> StoredCredentials {
    let dir = created.home.state_dir().join("agents/main/agent");
    let dir = ResolvedPath { path: dir, reason: String::new() };
    created.home.store().read_credentials(&View::default(), &dir.into()).unwrap()
}

/// Whether a file has a text anywhere.
fn has_bytes(path: &Path, text: &str) -> bool {
    fs::read(path).unwrap().windows(text.len()).any(|window| window == text.as_bytes())
}

#[test]
fn a_new_credential_changes_only_what_the_edits_name() {
    for kind in KINDS {
        let created = StoreHome::new(kind);
        let edits = created.paste("openai:b", "sk-Canary1");
        assert_eq!(created.commit(&edits).unwrap(), CommitOutcome::Recorded(1));
        let (profiles, state) = created.texts();
        let mut of_profiles = edits.profile_edits.clone();
        of_profiles.push(set(&["profiles", "openai:b", "key"], "sk-Canary1"));
        if kind == Kind::Json {
            let all = [&edits.profile_edits[..], &edits.state_edits, &of_profiles[2..]].concat();
            assert_eq!(profiles.unwrap(), json5_edit::edit(JSON_TEXT, &all).unwrap());
        } else {
            assert_eq!(profiles.unwrap(), json5_edit::edit(PROFILES, &of_profiles).unwrap());
            assert_eq!(state.unwrap(), json5_edit::edit(STATE, &edits.state_edits).unwrap());
        }
        let found = read(&created);
        let added = found.shared.unwrap();
        assert_eq!(added.profiles.pointer("/profiles/openai:b/key"), Some(&json!("sk-Canary1")));
        assert_eq!(added.state.unwrap_or(added.profiles).pointer("/order/openai"), Some(&json!(["openai:b"])));
        assert_eq!(created.commit(&edits).unwrap(), CommitOutcome::Unchanged, "{kind:?}");
    }
}

#[test]
fn other_rows_and_the_form_of_a_database_stay() {
    for kind in DATABASES {
        let created = StoreHome::new(kind);
        let form = |created: &StoreHome| {
            let connection = created.connect();
            let one =
                |query: &str| connection.query_row(query, [], |row| row.get::<_, rusqlite::types::Value>(0)).unwrap();
            [
                "user_version",
                "application_id",
                "journal_mode",
                "page_size",
                "auto_vacuum",
                "schema_version",
                "integrity_check",
            ]
            .map(|pragma| one(&format!("PRAGMA {pragma}")))
            .to_vec()
        };
        let (mut before, form_before) = (created.rows(), form(&created));
        created.commit(&created.paste("openai:b", "sk-Canary1")).unwrap();
        let mut after = created.rows();
        for cell in created.cells() {
            let (old, new) = (before.remove(&cell).unwrap(), after.remove(&cell).unwrap());
            assert_ne!(old[1], new[1]);
            let rusqlite::types::Value::Integer(time) = new[2] else { panic!("{new:?}") };
            assert!(time > 1_700_000_000_000, "{time} is no time in milliseconds");
        }
        assert_eq!(before, after);
        assert_eq!(form_before, form(&created));
        assert_eq!(lasting_names(&created.dir()), [created.path().file_name().unwrap().to_str().unwrap()]);
    }
}

#[test]
fn an_edit_of_one_cell_leaves_the_other_row_as_it_is() {
    for kind in DATABASES {
        let created = StoreHome::new(kind);
        let [profiles, _] = created.cells();
        let before = created.rows().remove(&profiles);
        let edits = CredentialStoreEdits {
            state_edits: vec![set(&["order", "openai"], json!(["openai:z"]))],
            ..CredentialStoreEdits::new(created.path())
        };
        created.commit(&edits).unwrap();
        assert_eq!(created.rows().remove(&profiles), before);
    }
}

#[test]
fn the_row_of_an_empty_state_is_removed() {
    for kind in DATABASES {
        let created = StoreHome::new(kind);
        let edits = CredentialStoreEdits {
            state_edits: vec![remove(&["order"]), remove(&["usageStats"])],
            ..CredentialStoreEdits::new(created.path())
        };
        assert_eq!(created.commit(&edits).unwrap(), CommitOutcome::Recorded(1));
        assert_eq!(created.texts(), (Some(PROFILES.to_owned()), None));
        let next = created.paste("openai:b", "sk-Canary1");
        created.commit(&next).unwrap();
        let state: serde_json::Value = serde_json::from_str(&created.texts().1.unwrap()).unwrap();
        assert_eq!(state, json!({ "version": 1, "order": { "openai": ["openai:b"] } }));
    }
}

#[test]
fn the_first_credential_creates_its_document() {
    for kind in KINDS {
        let created = StoreHome::without_documents(kind);
        created.commit(&created.paste("openai:a", "sk-Canary1")).unwrap();
        let (profiles, state) = created.texts();
        let mut expected = json!({ "version": 1, "profiles": { "openai:a": {
            "type": "api_key", "provider": "openai", "key": "sk-Canary1"
        } } });
        let order = json!({ "openai": ["openai:a"] });
        if kind == Kind::Json {
            expected["order"] = order;
            assert!(
                profiles.as_deref().unwrap().starts_with("{\n  \"version\": 1,\n  \"profiles\": {"),
                "{profiles:?}"
            );
        } else {
            let state: serde_json::Value = serde_json::from_str(&state.unwrap()).unwrap();
            assert_eq!(state, json!({ "version": 1, "order": order }));
        }
        assert_eq!(serde_json::from_str::<serde_json::Value>(&profiles.unwrap()).unwrap(), expected);
    }
}

#[test]
fn the_first_credential_of_a_state_database_says_where_credentials_are() {
    let created = StoreHome::without_documents(Kind::Shared);
    created.connect().execute("DELETE FROM config_machine_state WHERE state_key = 'auth.sharedStore'", []).unwrap();
    created.commit(&created.paste("openai:a", "sk-Canary1")).unwrap();
    let owner = created.rows().remove(&("config_machine_state".to_owned(), "auth.sharedStore".to_owned())).unwrap();
    assert_eq!(owner[1], rusqlite::types::Value::Text(r#"{"location":"state-db"}"#.to_owned()));
}

#[test]
fn a_new_json_file_and_its_directory_are_private() {
    let created = StoreHome::without_documents(Kind::Json);
    fs::remove_dir_all(created.home.state_dir().join("agents")).unwrap();
    created.commit(&created.paste("openai:a", "sk-Canary1")).unwrap();
    assert_eq!((file_mode(created.path()), file_mode(created.dir())), (0o600, 0o700));
    assert_eq!(file_names(&created.dir()), ["auth-profiles.json"]);
}

#[test]
fn permissions_of_other_users_are_removed() {
    for kind in KINDS {
        let created = StoreHome::new(kind);
        fs::set_permissions(created.path(), fs::Permissions::from_mode(0o644)).unwrap();
        // The files of the journal exist while the connection is open.
        let open = (kind != Kind::Json).then(|| created.connect());
        if let Some(connection) = &open {
            connection.execute_batch("CREATE TABLE more(a)").unwrap();
        }
        created.commit(&created.paste("openai:b", "sk-Canary1")).unwrap();
        for name in file_names(&created.dir()) {
            assert_eq!(file_mode(created.dir().join(&name)), 0o600, "{name}");
        }
        drop(open);
    }
}

#[test]
fn links_are_kept_and_their_targets_written() {
    for kind in KINDS {
        let created = StoreHome::new(kind);
        let elsewhere = created.home.dir.path().join("elsewhere");
        fs::create_dir(&elsewhere).unwrap();
        let target = elsewhere.join("the-store");
        fs::rename(created.path(), &target).unwrap();
        symlink(&target, created.path()).unwrap();
        let guard = created.lock(&long_wait_policy()).unwrap();
        if kind == Kind::Json {
            assert_eq!(file_names(&elsewhere), ["the-store", "the-store.lock"]);
            assert_eq!(file_names(&created.dir()), ["auth-profiles.json", "auth-profiles.json.lock"]);
        }
        commit_locked(&guard, &created.paste("openai:b", "sk-Canary1")).unwrap();
        drop(guard);
        assert_eq!(fs::read_link(created.path()).unwrap(), target);
        assert!(created.texts().0.unwrap().contains("openai:b"));
        assert_eq!(lasting_names(&elsewhere), ["the-store"]);
    }
}

#[test]
fn a_replaced_secret_is_nowhere_on_the_disk() {
    for kind in KINDS {
        let created = StoreHome::new(kind);
        // Long enough for pages of its own.
        let first = "sk-Canary2".repeat(2000);
        created.commit(&created.paste("openai:b", &first)).unwrap();
        assert!(has_bytes(&created.path(), "sk-Canary2"));
        let edits = CredentialStoreEdits {
            profile_edits: vec![remove(&["profiles", "openai:b"]), remove(&["profiles", "openai:a"])],
            ..CredentialStoreEdits::new(created.path())
        };
        created.commit(&edits).unwrap();
        for dir in [created.dir(), created.home.state_dir(), created.home.manager_dir()] {
            let files = file_names(&dir).into_iter().map(|name| dir.join(name)).filter(|path| path.is_file());
            for file in files {
                assert!(!has_bytes(&file, "Canary"), "{kind:?}: {}", file.display());
            }
        }
    }
}

#[test]
fn a_replaced_secret_is_not_in_the_log_of_a_database_in_use() {
    for kind in DATABASES {
        let created = StoreHome::new(kind);
        let gateway = created.connect();
        gateway.execute_batch("SELECT 1 FROM sqlite_master").unwrap();
        created.commit(&created.paste("openai:b", "sk-Canary2")).unwrap();
        let edits = CredentialStoreEdits {
            profile_edits: vec![remove(&["profiles", "openai:b"]), remove(&["profiles", "openai:a"])],
            ..CredentialStoreEdits::new(created.path())
        };
        created.commit(&edits).unwrap();
        for name in file_names(&created.dir()) {
            // Reading an open database's files by another handle would release its locks; the test is over then.
            assert!(!has_bytes(&created.dir().join(&name), "Canary"), "{name}");
        }
        drop(gateway);
    }
}

#[test]
fn one_guard_makes_several_changes() {
    for kind in KINDS {
        let created = StoreHome::new(kind);
        let guard = created.lock(&long_wait_policy()).unwrap();
        for id in ["openai:b", "openai:c"] {
            commit_locked(&guard, &created.paste(id, "sk-Canary1")).unwrap();
        }
        drop(guard);
        let profiles = created.texts().0.unwrap();
        assert!(profiles.contains("openai:b") && profiles.contains("openai:c"), "{kind:?}");
    }
}

#[test]
fn a_lock_without_a_change_leaves_nothing() {
    for kind in KINDS {
        let created = StoreHome::new(kind);
        let (before, names) = (created.texts(), lasting_names(&created.dir()));
        let bytes = fs::read(created.path()).unwrap();
        drop(created.lock(&long_wait_policy()).unwrap());
        assert_eq!(fs::read(created.path()).unwrap(), bytes);
        assert_eq!((created.texts(), lasting_names(&created.dir())), (before, names));
    }
}

#[test]
fn a_file_with_another_name_is_no_credential_store() {
    let created = StoreHome::new(Kind::Json);
    let path = created.dir().join("auth-profiles.json.bak");
    let refused = created.home.store().lock_targets(&[WriteTarget::CredentialStore(path)], &long_wait_policy());
    assert!(refused.is_err());
    assert_eq!(file_names(&created.dir()), ["auth-profiles.json"]);
}

#[test]
fn a_shared_store_is_created_once_and_private() {
    let created = StoreHome { home: TestHome::with_config("{}"), kind: Kind::Shared };
    let store = created.home.store();
    store.create_shared_store().unwrap();
    let found = read(&created);
    assert_eq!(found.layout, StoreLayout::SharedDatabase);
    assert_eq!(found.shared.unwrap().profiles, json!({ "version": 1, "profiles": {} }));
    let file = found.files.shared;
    assert!(file.exists && file.obstacle.is_none() && file.warning.is_none(), "{file:?}");
    assert_eq!((file_mode(created.path()), file_mode(created.dir())), (0o600, 0o700));
    assert_eq!(file_names(&created.dir()), ["openclaw.sqlite"]);
    assert_eq!(created.connect().query_row("PRAGMA user_version", [], |row| row.get::<_, i64>(0)).unwrap(), 0);
    created.commit(&created.paste("openai:a", "sk-Canary1")).unwrap();
    let again = store.create_shared_store().unwrap_err();
    assert!(matches!(again, WriteError::ConcurrentChange { .. }), "{again}");
    assert!(created.texts().0.unwrap().contains("Canary1"));
    assert_eq!(file_names(&created.dir()), ["openclaw.sqlite"]);
}
