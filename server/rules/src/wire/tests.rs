//! Requests and answers of every format.

mod answers;
mod bodies;
mod endpoints;
mod requests;
