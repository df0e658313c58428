//! Both front doors, from outside. One binary, so that it is linked once.

#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "what cannot be prepared has failed, in a helper too"
)]

mod assets;
mod canary;
mod cli;
mod completions;
mod connections;
mod contract;
mod corpus;
mod crash;
mod doctor;
mod forms;
mod guard;
mod handover;
mod harness;
mod headers;
mod hints;
mod homes;
mod hostile;
mod leaves;
mod memory;
mod names;
mod pages;
mod process;
mod read_only;
mod reads;
mod reference;
mod second;
mod signin;
mod socket;
mod sources;
mod start;
mod strangers;
mod stream;
mod variables;
mod workflow;
mod writers;
