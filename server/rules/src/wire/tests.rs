//! Requests and answers of every format.

mod answers;
mod bodies;
mod checks;
mod endpoints;
mod requests;
