//! Process identity: whether a process id still belongs to the same process.

use std::{fs, path::Path};

use rustix::{io::Errno, process::Pid};

/// The start time of this process, in clock ticks since boot; `None` without `/proc`.
pub(crate) fn own_start_time() -> Option<u64> {
    state_and_start_time("self").map(|(_, start)| start)
}

/// Whether a process with this id exists and, if its start time is known, started then. A zombie counts as dead: it
/// holds no resources and may remain for years if its parent does not reap it.
pub(crate) fn is_alive(pid: u32, started: Option<u64>) -> bool {
    let Some(known) = i32::try_from(pid).ok().and_then(Pid::from_raw) else { return false };
    // An error such as `EPERM` means that the process exists.
    if rustix::process::test_kill_process(known) == Err(Errno::SRCH) {
        return false;
    }
    state_and_start_time(&pid.to_string())
        .is_none_or(|(state, start)| !matches!(state, 'Z' | 'X') && started.is_none_or(|started| started == start))
}

/// The maximum number of ancestors that are followed.
const MAX_ANCESTORS: usize = 1024;

/// Whether a process is this one or one of its ancestors; `true` when that cannot be determined.
pub fn is_self_or_ancestor(pid: u32) -> bool {
    let Some(first) = parent_pid("self") else { return true };
    let parents = std::iter::successors(Some(first), |pid| parent_pid(&pid.to_string()).filter(|parent| *parent != 0));
    pid == std::process::id() || parents.take(MAX_ANCESTORS).any(|parent| parent == pid)
}

fn parent_pid(process: &str) -> Option<u32> {
    stat_fields(process)?.get(1)?.parse().ok()
}

/// Reads the fields `state` and `starttime` (3 and 22) of `/proc/<process>/stat`.
fn state_and_start_time(process: &str) -> Option<(char, u64)> {
    let fields = stat_fields(process)?;
    Some((fields.first()?.chars().next()?, fields.get(19)?.parse().ok()?))
}

/// Returns the fields of `stat` from the third on. The second one, a name in parentheses, may contain any characters.
fn stat_fields(process: &str) -> Option<Vec<String>> {
    let text = fs::read(Path::new("/proc").join(process).join("stat")).ok()?;
    let text = String::from_utf8_lossy(&text);
    let (_, rest) = text.rsplit_once(')')?;
    Some(rest.split_whitespace().map(str::to_owned).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn own_pid_needs_matching_start_time() {
        let pid = std::process::id();
        assert!(is_alive(pid, own_start_time()));
        assert!(is_alive(pid, None));
        if let Some(start) = own_start_time() {
            assert!(!is_alive(pid, Some(start + 1)));
        }
    }

    #[test]
    fn process_ancestry_includes_parent_not_child() {
        assert!(is_self_or_ancestor(std::process::id()));
        assert!(is_self_or_ancestor(std::os::unix::process::parent_id()));
        let mut child = std::process::Command::new("true").spawn().unwrap();
        assert_eq!(is_self_or_ancestor(child.id()), own_start_time().is_none());
        child.wait().unwrap();
    }

    #[test]
    fn zombie_processes_count_as_dead() {
        let mut child = std::process::Command::new("true").spawn().unwrap();
        let pid = child.id();
        while own_start_time().is_some() && is_alive(pid, None) {
            std::thread::yield_now();
        }
        child.wait().unwrap();
        assert!(!is_alive(pid, None));
        assert!(!is_alive(0, None));
        assert!(!is_alive(u32::MAX, None));
    }
}
