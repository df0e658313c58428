//! Others who change the file while we do.

use std::{
    fs,
    os::unix::fs::symlink,
    sync::atomic::{AtomicBool, Ordering},
    thread,
    time::{Duration, Instant},
};

use store::WriteError;

use crate::home::{Home, names, patience};

const TURNS: usize = 300;

/// A slow disk gets fewer turns, and no failure.
const ENOUGH: Duration = Duration::from_secs(9);

#[test]
fn t56_whoever_exchanges_the_file_for_a_link_does_not_get_the_victim_written() {
    let home = Home::with("base");
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
                fs::rename(&next, home.config()).unwrap();
                // From no pause to one that is longer than a write.
                thread::sleep(Duration::from_micros(n % 64 * 32));
            }
        });
        let mut written = 0;
        let over = Instant::now() + ENOUGH;
        for _ in (0..TURNS).take_while(|_| Instant::now() < over) {
            // The victim differs from what was read, so no order of events makes writing it right.
            written += usize::from(home.replace(Some("base"), "ours").is_ok());
            assert_eq!(fs::read_to_string(&victim).unwrap(), "untouched");
        }
        println!("{written} of {TURNS} writes got through");
        is_over.store(true, Ordering::Relaxed);
    });
    fs::remove_file(home.config()).unwrap();
    drop(home.place().turn(&patience()).unwrap());
    assert_eq!(names(&home.state()), ["model-manager"]);
}

/// An editor saves twice in a row and then looks for its second save. We replace every save that we see by one that
/// names it. If we ever put a successor of the first over the second, the second is never named.
#[test]
fn t71_no_save_of_an_editor_is_lost() {
    let home = Home::with("start");
    let is_over = AtomicBool::new(false);
    thread::scope(|scope| {
        scope.spawn(|| {
            while !is_over.load(Ordering::Relaxed) {
                let base = home.text();
                if !base.starts_with("after ") {
                    let done = home.replace(Some(&base), &format!("after {base}"));
                    assert!(matches!(done, Ok(_) | Err(WriteError::Changed { .. })), "{done:?}");
                }
            }
        });
        let editor = scope.spawn(|| {
            let next = home.dir.path().join("next");
            let over = Instant::now() + ENOUGH;
            for n in (0..TURNS / 2).take_while(|_| Instant::now() < over) {
                let saves = [format!("{n} first"), format!("{n} second")];
                for save in &saves {
                    fs::write(&next, save).unwrap();
                    fs::rename(&next, home.config()).unwrap();
                    // Anywhere in our write.
                    thread::sleep(Duration::from_micros(n as u64 * 7));
                }
                let start = Instant::now();
                while home.text() != format!("after {}", saves[1]) {
                    assert!(start.elapsed() < Duration::from_secs(20), "{} was lost: {}", saves[1], home.text());
                    thread::yield_now();
                }
            }
        });
        let ended = editor.join();
        is_over.store(true, Ordering::Relaxed);
        ended.unwrap();
    });
}
