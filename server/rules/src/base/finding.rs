//! Findings of the doctor.

use contract::{Check, Verdict};

/// Creates a finding.
pub(crate) fn new_check(name: &str, verdict: Verdict, detail: String, hint: Option<String>) -> Check {
    Check { name: name.to_owned(), verdict, detail, hint }
}
