//! Tests of many processes that write one credential store at once.

use std::{
    fs::{self, File},
    thread,
    time::Duration,
};

use crate::{
    child_process::child_command,
    store_home::{Kind, StoreHome, lasting_names},
};

#[test]
fn eight_processes_lose_nothing_in_a_json_file() {
    write_with_eight_processes(Kind::Json);
}

#[test]
fn eight_processes_lose_nothing_in_the_database_of_an_agent() {
    write_with_eight_processes(Kind::Agent);
}

#[test]
fn eight_processes_lose_nothing_in_the_shared_database() {
    write_with_eight_processes(Kind::Shared);
}

/// Eight processes add, order and clear at once, and OpenClaw writes beside them.
fn write_with_eight_processes(kind: Kind) {
    let created = StoreHome::new(kind);
    let (processes, changes) = (8, 3);
    let mut running: Vec<_> = (0..processes)
        .map(|process| {
            let mut command = child_command("change", &created.home);
            command.env("ACTOR_STORE", format!("{kind:?}")).env("ACTOR_COUNT", changes.to_string());
            command.env("ACTOR_NAME", format!("p{process}")).spawn().unwrap()
        })
        .collect();
    let mut others = 0;
    while running.iter_mut().any(|child| child.try_wait().unwrap().is_none()) {
        others += write_beside(&created);
    }
    for child in running {
        let output = child.wait_with_output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    }
    let (profiles, state) = created.texts();
    let profiles: serde_json::Value = serde_json::from_str(&profiles.unwrap()).unwrap();
    let state = state.map_or_else(|| profiles.clone(), |state| serde_json::from_str(&state).unwrap());
    for (process, n) in (0..processes).flat_map(|process| (0..changes).map(move |n| (process, n))) {
        let id = format!("openai:p{process}-{n}");
        assert_eq!(profiles["profiles"][&id]["key"], format!("sk-Canary-{id}"));
        assert!(state["usageStats"].get(&id).is_none(), "{id}");
    }
    for process in 0..processes {
        let last = format!("openai:p{process}-{}", changes - 1);
        assert_eq!(state["order"][format!("p{process}")], serde_json::json!([last]));
    }
    assert_eq!(profiles["profiles"]["openai:a"]["theirs"].to_string(), "[1.5]");
    assert_eq!(created.home.store().all_records().unwrap().len(), processes * changes * 3, "{kind:?}");
    assert!(others > 0, "no other program wrote meanwhile");
    assert_eq!(others, theirs_counted(&created), "{kind:?}");
    assert_eq!(lasting_names(&created.dir()), [created.path().file_name().unwrap().to_str().unwrap()]);
}

/// One change by OpenClaw: of a JSON file under its lock, of a database in a transaction.
fn write_beside(created: &StoreHome) -> i64 {
    thread::sleep(Duration::from_millis(2));
    if created.kind != Kind::Json {
        let connection = created.connect();
        connection.busy_timeout(Duration::from_secs(20)).unwrap();
        connection.execute("UPDATE schema_meta SET updated_at = updated_at + 1", []).unwrap();
        return 1;
    }
    let text = format!("{{\"pid\":{},\"createdAt\":\"x\"}}", std::process::id());
    let lock = created.dir().join("auth-profiles.json.lock");
    let Ok(mut file) = File::options().write(true).create_new(true).open(&lock) else { return 0 };
    std::io::Write::write_all(&mut file, text.as_bytes()).unwrap();
    let mut document: serde_json::Value = serde_json::from_str(&created.texts().0.unwrap()).unwrap();
    document["later"]["b"] = (document["later"]["b"].as_i64().unwrap() + 1).into();
    fs::write(created.path(), format!("{document:#}")).unwrap();
    fs::remove_file(&lock).unwrap();
    1
}

/// How many changes of [`write_beside`] are there.
fn theirs_counted(created: &StoreHome) -> i64 {
    if created.kind == Kind::Json {
        let document: serde_json::Value = serde_json::from_str(&created.texts().0.unwrap()).unwrap();
        return document["later"]["b"].as_i64().unwrap() - 2;
    }
    let query = "SELECT updated_at FROM schema_meta";
    created.connect().query_row(query, [], |row| row.get::<_, i64>(0)).unwrap() - 1
}
