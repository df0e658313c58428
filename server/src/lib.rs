//! Both front doors of `openclaw`: the command line and the dashboard.
//!
//! **Why this crate exists.** It turns words into operations and replies into text or pages. Both doors call the server
//! functions of `app`; neither decides anything.
//!
//! **How to add a command.** A variant in [`cli`] that builds the operation, an arm that calls its server function in
//! process, and a function that prints the reply. **How to add a route:** a row in [`http::routes`].
//!
//! **What it must never do.** Decide, touch a file of OpenClaw's, print past [`out::Out`]. Of our own, it makes the
//! control socket and the page that leads a browser to the link.

// The type of a page is as deep as the page.
#![recursion_limit = "256"]

pub mod cli;
pub mod http;
pub mod out;
pub mod ui;
pub mod wire;

use std::process::ExitCode;

/// Runs the command that this process was started with.
#[must_use]
pub fn main() -> ExitCode {
    ExitCode::from(cli::run(std::env::args_os(), out::Out::from_process(), wire::from_process))
}
