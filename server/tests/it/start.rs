//! Tests that a command starts no thread, no runtime and no connection.

use std::{fs, process::Command};

use contract::{OPERATIONS, OperationKind};
use testkit::TestHome;

use crate::{
    harness::{CONFIG, find_example},
    process::{BINARY, openclaw_command},
};

/// System calls that start a runtime, a thread or a connection.
const TRACED_SYSCALLS: &str =
    "trace=clone,clone3,fork,vfork,socket,epoll_create1,eventfd2,timerfd_create,io_uring_setup";

/// Returns the system calls of a program, one per line.
fn traced_syscalls(home: &TestHome, program: &[&str]) -> Vec<String> {
    let log = home.path().join("calls");
    let mut traced = Command::new("strace");
    traced.args(["-f", "-qq", "-e", TRACED_SYSCALLS, "-e", "signal=none", "-o"]).arg(&log).args(program);
    let untraced = openclaw_command(home);
    traced.env_clear().envs(untraced.get_envs().filter_map(|(name, value)| Some((name, value?))));
    assert!(traced.current_dir(home.path()).output().unwrap().status.success(), "{program:?}");
    fs::read_to_string(log).unwrap().lines().map(str::to_owned).collect()
}

#[test]
fn a_read_starts_no_thread_no_runtime_and_no_connection() {
    let can_trace = Command::new("strace").args(["-o", "/dev/null", "true"]).output();
    if !can_trace.is_ok_and(|output| output.status.success()) {
        eprintln!("SKIPPED: what a read starts, for `strace` cannot be run here");
        return;
    }
    let home = TestHome::with_config(CONFIG);
    assert_eq!(traced_syscalls(&home, &["sh", "-c", "(true); true"]).len(), 1, "what is started is not seen");
    for op in OPERATIONS.iter().filter(|op| op.kind == OperationKind::Read) {
        let words = find_example(op.path).unwrap().command;
        assert_eq!(traced_syscalls(&home, &[&[BINARY], words].concat()), [""; 0], "openclaw {}", words.join(" "));
    }
    assert_eq!(traced_syscalls(&home, &[BINARY, "--version"]), [""; 0]);
}
