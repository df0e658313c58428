//! Scans: which models of which providers are compared, which of them are asked, and which one is the best.
//!
//! [`options`] understands the numbers that are typed, [`candidates`] filters the models, [`score`] ranks them. A
//! [`plan::Scan`] says which requests come next for the rows so far, and [`report`] makes the report of them.

mod best;
pub mod candidates;
pub mod cost;
pub mod live;
pub mod options;
pub mod plan;
mod provider_state;
pub mod report;
pub mod scan_error;
pub mod score;

#[cfg(test)]
mod tests;
