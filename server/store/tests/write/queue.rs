//! Tests of concurrent openclaw processes.

use std::{collections::BTreeSet, fs, time::Duration, time::SystemTime};

use store::{WaitEvent, WaitPolicy, WriteError};

use crate::{
    child_process::{child_command, start_until_ready},
    test_home::{TestHome, file_names, long_wait_policy, short_wait_policy},
};

/// Runs processes that add lines, and returns the number of different lines afterwards.
fn count_written_lines(processes: usize, count: usize, home: &TestHome, has_own_folder: bool) -> usize {
    let children: Vec<_> = (0..processes)
        .map(|n| {
            let mut command = child_command("append", home);
            command.env("ACTOR_COUNT", count.to_string());
            if has_own_folder {
                command.env("ACTOR_MANAGER", home.dir.path().join(format!("manager-{n}")));
            }
            command.spawn().unwrap()
        })
        .collect();
    for child in children {
        let output = child.wait_with_output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    }
    home.config_text().lines().map(str::to_owned).collect::<BTreeSet<_>>().len()
}

#[test]
fn t66_eight_processes_lose_no_change() {
    let home = TestHome::with_config("");
    assert_eq!(count_written_lines(8, 25, &home, false), 200);
    assert_eq!(file_names(&home.state_dir()), ["model-manager", "openclaw.json"]);
}

#[test]
fn processes_without_shared_queue_lose_no_change() {
    let home = TestHome::with_config("");
    fs::write(home.lock_path(), r#"{"pid":4194304,"createdAt":"2026-01-01T00:00:00.000Z","starttime":1}"#).unwrap();
    assert_eq!(count_written_lines(4, 10, &home, true), 40);
    assert_eq!(file_names(&home.state_dir()), ["openclaw.json"]);
}

#[test]
fn a_writer_times_out_in_the_queue() {
    let home = TestHome::with_config("");
    let mut holder = start_until_ready(child_command("hold", &home));
    let (policy, told) = short_wait_policy();
    let refused =
        home.store().lock_for_write(&WaitPolicy { queue_timeout: Duration::from_millis(100), ..policy }).unwrap_err();
    assert!(matches!(refused, WriteError::QueueTimeout { .. }), "{refused}");
    assert_eq!(*told.lock().unwrap(), [WaitEvent::ForOwnQueue]);
    // It ends like an interrupted process: it releases nothing, and other writers do not wait.
    holder.kill().unwrap();
    holder.wait().unwrap();
    assert!(home.lock_path().exists());
    drop(home.store().lock_for_write(&short_wait_policy().0).unwrap());
    assert!(!home.lock_path().exists());
}

#[test]
fn threads_of_one_process_take_turns() {
    let home = TestHome::with_config("0");
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                for _ in 0..5 {
                    let guard = home.store().lock_for_write(&long_wait_policy()).unwrap();
                    let before = home.config_text();
                    let after = (before.parse::<usize>().unwrap() + 1).to_string();
                    guard
                        .replace_file(
                            &home.config_path(),
                            Some(&crate::test_home::revision_of(&before)),
                            after.as_bytes(),
                            SystemTime::now(),
                        )
                        .unwrap();
                }
            });
        }
    });
    assert_eq!(home.config_text(), "20");
}
