//! libFuzzer target that checks the invariants of the editor.

#![no_main]

#[path = "../../tests/it/support/mod.rs"]
#[expect(dead_code, reason = "the samples are for others")]
mod support;

libfuzzer_sys::fuzz_target!(|data: &[u8]| support::invariants::check_bytes(data));
