//! Both front doors of `openclaw`: the command line and the dashboard.
//!
//! **Why this crate exists.** It turns words into operations and replies into text or pages. Both doors call the server
//! functions of `app`; neither decides anything.
//!
//! **How to add a command.** A variant in [`cli`] that builds the operation, an arm that calls its server function in
//! process, and a function that prints the reply. **How to add a route:** a row in [`http::routes`].
//!
//! **What is not ours** never gets as far as that: [`handover`] gives it to OpenClaw.
//!
//! **What it must never do.** Decide, touch a file of OpenClaw's, print past [`out::Out`]. Of our own, it makes the
//! dashboard's sockets and the page that leads a browser to the link.

// The type of a page is as deep as the page.
#![recursion_limit = "256"]

pub mod cli;
pub mod handover;
pub mod http;
pub mod log;
pub mod out;
pub mod ui;
pub mod wire;

use std::{ffi::OsString, process::ExitCode};

/// Runs the command that this process was started with.
#[must_use]
pub fn main() -> ExitCode {
    let args: Vec<OsString> = std::env::args_os().collect();
    if args.iter().any(|arg| arg == "--no-color") {
        anstream::ColorChoice::Never.write_global();
    }
    let mut out = out::Out::from_process();
    let failed = handover::hand_over(&args, &wire::around(), &mut out);
    ExitCode::from(failed.unwrap_or_else(|| cli::run(args, out, wire::from_process)))
}
