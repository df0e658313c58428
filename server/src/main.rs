//! The `openclaw` binary. All code is in the library crate next to it, so that tests can reach it.

use std::process::ExitCode;

fn main() -> ExitCode {
    server::main()
}
