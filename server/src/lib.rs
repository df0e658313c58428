//! The command line and the dashboard of `openclaw`.
//!
//! Both turn user input into operations, call the server functions of `app`, and print or render the replies. They make
//! no decisions of their own.
//!
//! **To add a command:** add a variant in [`cli`] that builds the operation, an arm that calls its server function in
//! process, and a function that prints the reply. **To add a route:** add a row in [`http::routes`].
//!
//! **Commands that belong to OpenClaw** are passed on by [`handover`] before the command line is parsed.
//!
//! **Restrictions:** this crate decides nothing, touches no file of OpenClaw, and prints only through [`out::Out`]. The
//! only files it creates itself are the dashboard's sockets and the page that leads a browser to the sign-in link.

pub mod cli;
pub mod context;
pub mod dashboard;
pub mod handover;
pub mod http;
pub mod input;
pub mod log;
pub mod openclaw_process;
pub mod out;
mod runtime;
mod signal;

use std::{ffi::OsString, process::ExitCode};

/// Runs the command line of this process and returns its exit code.
#[must_use]
pub fn main() -> ExitCode {
    let args: Vec<OsString> = std::env::args_os().collect();
    if args.iter().any(|arg| arg == "--no-color") {
        anstream::ColorChoice::Never.write_global();
    }
    let mut out = out::Out::from_process();
    let failed = handover::hand_over(&args, &context::handover_environment(), &mut out);
    ExitCode::from(failed.unwrap_or_else(|| cli::run(args, out, context::from_process)))
}
