//! Changes of a credential store whose process ended before it could record them.

use std::fs;

use crate::{
    kill_stores::{count_once, targets},
    store_home::{JSON_TEXT, KINDS, Kind, PROFILES, STATE, StoreHome},
    test_home::{file_names, long_wait_policy},
};

/// Writes the store and the configuration; the records of it stay in the intent.
fn write_without_history(kind: Kind) -> StoreHome {
    let created = StoreHome::new(kind);
    let history = created.home.manager_dir().join("history.jsonl");
    fs::create_dir_all(&history).unwrap();
    let guard = created.home.store().lock_targets(&targets(&created), &long_wait_policy()).unwrap();
    count_once(&guard, &created.home.store(), kind, 1);
    drop(guard);
    fs::remove_dir(history).unwrap();
    assert!(created.home.store().has_pending_intent());
    created
}

/// The files of the records that the next writer adds.
fn recovered(created: &StoreHome) -> Vec<String> {
    let store = created.home.store();
    let pending: Vec<_> = store.read_history().unwrap().pending.into_iter().map(|record| record.change).collect();
    drop(store.lock_for_write(&long_wait_policy()).unwrap());
    let recorded: Vec<_> = store.all_records().unwrap().into_iter().map(|record| record.change).collect();
    assert_eq!(pending, recorded, "what is pending is shown before it is recorded");
    assert!(!store.has_pending_intent());
    recorded.into_iter().map(|change| change.file).collect()
}

#[test]
fn a_change_of_both_targets_is_recorded_by_the_next_writer() {
    for kind in KINDS {
        assert_eq!(recovered(&write_without_history(kind)), ["the store", "openclaw.json"], "{kind:?}");
    }
}

#[test]
fn a_store_that_was_written_before_the_configuration_is_recorded_alone() {
    for kind in KINDS {
        let created = write_without_history(kind);
        fs::write(created.home.config_path(), "{ count: 0 }").unwrap();
        assert_eq!(recovered(&created), ["the store"], "{kind:?}");
    }
}

#[test]
fn a_change_that_was_not_made_is_not_recorded() {
    for kind in KINDS {
        let created = write_without_history(kind);
        fs::write(created.home.config_path(), "{ count: 0 }").unwrap();
        match kind {
            Kind::Json => fs::write(created.path(), JSON_TEXT).unwrap(),
            Kind::Agent | Kind::Shared => created.write_cells(PROFILES, STATE),
        }
        assert!(recovered(&created).is_empty(), "{kind:?}");
    }
}

#[test]
fn no_own_file_has_a_part_of_a_store() {
    for kind in KINDS {
        let created = write_without_history(kind);
        let intent = fs::read_to_string(created.home.manager_dir().join("intent.json")).unwrap();
        assert!(!intent.contains("Canary"), "{intent}");
        recovered(&created);
        let mut left = vec![created.home.manager_dir()];
        while let Some(dir) = left.pop() {
            for name in file_names(&dir) {
                let path = dir.join(name);
                if path.is_dir() {
                    left.push(path);
                } else {
                    let text = String::from_utf8_lossy(&fs::read(&path).unwrap()).into_owned();
                    assert!(!text.contains("Canary") && !text.contains("openai"), "{}", path.display());
                }
            }
        }
    }
}
