//! Whether a process is still the one that was meant.

use std::{fs, path::Path};

use rustix::{io::Errno, process::Pid};

/// When this process started, in clock ticks since the machine did; `None` without `/proc`.
pub(crate) fn own_start() -> Option<u64> {
    stat("self").map(|(_, start)| start)
}

/// Whether there is a process of this number that, where it is known, started then. A zombie is dead: it holds nothing
/// and may stay for years where nobody collects it.
pub(crate) fn is_alive(pid: u32, started: Option<u64>) -> bool {
    let Some(known) = i32::try_from(pid).ok().and_then(Pid::from_raw) else { return false };
    // Not being allowed to ask means that it is there.
    if rustix::process::test_kill_process(known) == Err(Errno::SRCH) {
        return false;
    }
    stat(&pid.to_string())
        .is_none_or(|(state, start)| !matches!(state, 'Z' | 'X') && started.is_none_or(|started| started == start))
}

/// The third and the twenty-second field of `stat`. The second is a name in brackets and may hold anything.
fn stat(process: &str) -> Option<(char, u64)> {
    let text = fs::read(Path::new("/proc").join(process).join("stat")).ok()?;
    let text = String::from_utf8_lossy(&text);
    let (_, rest) = text.rsplit_once(')')?;
    let mut fields = rest.split_whitespace();
    let state = fields.next()?.chars().next()?;
    Some((state, fields.nth(18)?.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn we_are_alive_and_our_number_alone_is_not_us() {
        let pid = std::process::id();
        assert!(is_alive(pid, own_start()));
        assert!(is_alive(pid, None));
        if let Some(start) = own_start() {
            assert!(!is_alive(pid, Some(start + 1)));
        }
    }

    #[test]
    fn what_has_ended_is_dead_before_it_is_collected_too() {
        let mut child = std::process::Command::new("true").spawn().unwrap();
        let pid = child.id();
        while own_start().is_some() && is_alive(pid, None) {
            std::thread::yield_now();
        }
        child.wait().unwrap();
        assert!(!is_alive(pid, None));
        assert!(!is_alive(0, None));
        assert!(!is_alive(u32::MAX, None));
    }
}
