//! The status report.

mod show;
