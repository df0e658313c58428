//! What a command does before it does its work: as little as there is to do.

use std::{fs, process::Command};

use contract::{Kind, OPERATIONS};
use testkit::Home;

use crate::{
    harness::{CONFIG, example},
    process::{BINARY, command},
};

/// What a runtime, a thread or a connection begins with.
const CALLS: &str = "trace=clone,clone3,fork,vfork,socket,epoll_create1,eventfd2,timerfd_create,io_uring_setup";

/// The calls that a program makes, one a line.
fn calls(home: &Home, program: &[&str]) -> Vec<String> {
    let log = home.path().join("calls");
    let mut traced = Command::new("strace");
    traced.args(["-f", "-qq", "-e", CALLS, "-e", "signal=none", "-o"]).arg(&log).args(program);
    let untraced = command(home);
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
    let home = Home::with_config(CONFIG);
    assert_eq!(calls(&home, &["sh", "-c", "(true); true"]).len(), 1, "what is started is not seen");
    for op in OPERATIONS.iter().filter(|op| op.kind == Kind::Read) {
        let words = example(op.path).unwrap().command;
        assert_eq!(calls(&home, &[&[BINARY], words].concat()), [""; 0], "openclaw {}", words.join(" "));
    }
    assert_eq!(calls(&home, &[BINARY, "--version"]), [""; 0]);
}
