//! Tests of other programs that change the file during a write.

use std::{
    fs,
    os::unix::fs::symlink,
    sync::atomic::{AtomicBool, Ordering},
    thread,
    time::{Duration, Instant},
};

use store::WriteError;

use crate::test_home::{TestHome, file_names, long_wait_policy};

const ROUNDS: usize = 300;

/// A slow disk gets fewer rounds and no failure.
const TIME_LIMIT: Duration = Duration::from_secs(9);

#[test]
fn t56_a_file_exchanged_for_a_link_is_not_followed() {
    let home = TestHome::with_config("base");
    let victim = home.dir.path().join("victim");
    fs::write(&victim, "untouched").unwrap();
    let is_over = AtomicBool::new(false);
    thread::scope(|scope| {
        scope.spawn(|| {
            let next = home.dir.path().join("next");
            for n in 0_u64.. {
                if is_over.load(Ordering::Relaxed) {
                    return;
                }
                if n % 2 == 0 {
                    symlink(&victim, &next).unwrap();
                } else {
                    fs::write(&next, "base").unwrap();
                }
                fs::rename(&next, home.config_path()).unwrap();
                // From no pause to a pause longer than a write.
                thread::sleep(Duration::from_micros(n % 64 * 32));
            }
        });
        let mut written = 0;
        let over = Instant::now() + TIME_LIMIT;
        for _ in (0..ROUNDS).take_while(|_| Instant::now() < over) {
            // The target differs from the file that was read, so it must not be replaced in any order of events.
            written += usize::from(home.replace_config(Some("base"), "ours").is_ok());
            assert_eq!(fs::read_to_string(&victim).unwrap(), "untouched");
        }
        println!("{written} of {ROUNDS} writes got through");
        is_over.store(true, Ordering::Relaxed);
    });
    fs::remove_file(home.config_path()).unwrap();
    drop(home.store().lock_for_write(&long_wait_policy()).unwrap());
    assert_eq!(file_names(&home.state_dir()), ["model-manager"]);
}

/// An editor saves twice in a row and then checks its second save. A writer replaces every save that it sees by one
/// that names it. If it ever replaced the second save with a successor of the first, the second would never be named.
#[test]
fn t71_no_save_of_an_editor_is_lost() {
    let home = TestHome::with_config("start");
    let is_over = AtomicBool::new(false);
    thread::scope(|scope| {
        scope.spawn(|| {
            while !is_over.load(Ordering::Relaxed) {
                let base = home.config_text();
                if !base.starts_with("after ") {
                    let done = home.replace_config(Some(&base), &format!("after {base}"));
                    assert!(matches!(done, Ok(_) | Err(WriteError::ConcurrentChange { .. })), "{done:?}");
                }
            }
        });
        let editor = scope.spawn(|| {
            let next = home.dir.path().join("next");
            let over = Instant::now() + TIME_LIMIT;
            for n in (0..ROUNDS / 2).take_while(|_| Instant::now() < over) {
                let saves = [format!("{n} first"), format!("{n} second")];
                for save in &saves {
                    fs::write(&next, save).unwrap();
                    fs::rename(&next, home.config_path()).unwrap();
                    // At any point of the write.
                    thread::sleep(Duration::from_micros(n as u64 * 7));
                }
                let start = Instant::now();
                while home.config_text() != format!("after {}", saves[1]) {
                    assert!(start.elapsed() < Duration::from_secs(20), "{} was lost: {}", saves[1], home.config_text());
                    thread::yield_now();
                }
            }
        });
        let ended = editor.join();
        is_over.store(true, Ordering::Relaxed);
        ended.unwrap();
    });
}
