//! The status report.

mod marks;
mod show;
