//! Our own processes among themselves.

use std::{collections::BTreeSet, fs, time::Duration};

use store::{Patience, Waiting, WriteError};

use crate::{
    actor::{actor, ready},
    home::{Home, impatience, names, patience},
};

/// Runs processes that add lines, and returns how many different lines there are then.
fn lines_of(processes: usize, count: usize, home: &Home, has_own_folder: bool) -> usize {
    let children: Vec<_> = (0..processes)
        .map(|n| {
            let mut command = actor("append", home);
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
    home.text().lines().map(str::to_owned).collect::<BTreeSet<_>>().len()
}

#[test]
fn t66_eight_processes_lose_nothing_and_none_is_refused() {
    let home = Home::with("");
    assert_eq!(lines_of(8, 25, &home, false), 200);
    assert_eq!(names(&home.state()), ["model-manager", "openclaw.json"]);
}

#[test]
fn processes_that_do_not_share_a_queue_lose_nothing_either() {
    let home = Home::with("");
    fs::write(home.lock(), r#"{"pid":4194304,"createdAt":"2026-01-01T00:00:00.000Z","starttime":1}"#).unwrap();
    assert_eq!(lines_of(4, 10, &home, true), 40);
    assert_eq!(names(&home.state()), ["openclaw.json"]);
}

#[test]
fn who_waits_too_long_is_told_and_gives_up() {
    let home = Home::with("");
    let mut holder = ready(actor("hold", &home));
    let (patience, told) = impatience();
    let refused = home.place().turn(&Patience { ours: Duration::from_millis(100), ..patience }).unwrap_err();
    assert!(matches!(refused, WriteError::Busy { .. }), "{refused}");
    assert_eq!(*told.lock().unwrap(), [Waiting::ForUs]);
    // It ends like a process that is interrupted: nothing is released, and nobody waits.
    holder.kill().unwrap();
    holder.wait().unwrap();
    assert!(home.lock().exists());
    drop(home.place().turn(&impatience().0).unwrap());
    assert!(!home.lock().exists());
}

#[test]
fn threads_of_one_process_wait_for_each_other_too() {
    let home = Home::with("0");
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                for _ in 0..5 {
                    let turn = home.place().turn(&patience()).unwrap();
                    let before = home.text();
                    let after = (before.parse::<usize>().unwrap() + 1).to_string();
                    turn.replace(&home.config(), Some(&crate::home::revision(&before)), after.as_bytes()).unwrap();
                }
            });
        }
    });
    assert_eq!(home.text(), "20");
}
