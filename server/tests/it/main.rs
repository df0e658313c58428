//! Both front doors, from outside. One binary, so that it is linked once.

#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "what cannot be prepared has failed, in a helper too"
)]

mod assets;
mod cli;
mod contract;
mod forms;
mod guard;
mod harness;
mod headers;
mod hints;
mod hostile;
mod pages;
mod process;
mod second;
mod signin;
mod sources;
mod stream;
mod writers;
