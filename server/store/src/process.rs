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

/// More generations than a machine has.
const MOST_PARENTS: usize = 1024;

/// Whether a process is this one, or one that it descends from. Where that cannot be known, it may be.
pub fn is_ancestor(pid: u32) -> bool {
    let Some(first) = parent("self") else { return true };
    let parents = std::iter::successors(Some(first), |pid| parent(&pid.to_string()).filter(|parent| *parent != 0));
    pid == std::process::id() || parents.take(MOST_PARENTS).any(|parent| parent == pid)
}

fn parent(process: &str) -> Option<u32> {
    fields(process)?.get(1)?.parse().ok()
}

/// The third and the twenty-second field of `stat`.
fn stat(process: &str) -> Option<(char, u64)> {
    let fields = fields(process)?;
    Some((fields.first()?.chars().next()?, fields.get(19)?.parse().ok()?))
}

/// What `stat` says, from the third field on: the second is a name in brackets and may hold anything.
fn fields(process: &str) -> Option<Vec<String>> {
    let text = fs::read(Path::new("/proc").join(process).join("stat")).ok()?;
    let text = String::from_utf8_lossy(&text);
    let (_, rest) = text.rsplit_once(')')?;
    Some(rest.split_whitespace().map(str::to_owned).collect())
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
    fn we_descend_from_our_parent_and_not_from_our_child() {
        assert!(is_ancestor(std::process::id()));
        assert!(is_ancestor(std::os::unix::process::parent_id()));
        let mut child = std::process::Command::new("true").spawn().unwrap();
        assert_eq!(is_ancestor(child.id()), own_start().is_none());
        child.wait().unwrap();
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
