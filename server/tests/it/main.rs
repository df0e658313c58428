//! Tests of the command line and the dashboard from outside. They are one binary, so that it is linked once.

#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a failed preparation fails the test, in helpers too"
)]

mod abuse;
mod assets;
mod completions;
mod concurrent_writers;
mod connections;
mod contract;
mod corpus;
mod crash;
mod credential_databases;
mod credential_workflows;
mod diagnosis;
mod doctor;
mod event_stream;
mod examples;
mod first_run;
mod forms;
mod golden;
mod guard;
mod handover;
mod harness;
mod headers;
mod hidden_characters;
mod hints;
mod homes;
mod hostile_files;
mod job_forms;
mod memory;
mod no_trace;
mod pages;
mod probe;
mod probe_recorded;
mod process;
mod prompts;
mod read_only;
mod reference;
mod refresh;
mod scan;
mod second_start;
mod secret_forms;
mod secrets;
mod signin;
mod source_rules;
mod start;
mod stored_secrets;
mod terminal;
mod unix_socket;
mod variables;
mod workflow;
mod write_scope;
