//! The laws of the editor, for libFuzzer.

#![no_main]

#[path = "../../tests/it/support/mod.rs"]
#[expect(dead_code, reason = "the samples are for others")]
mod support;

libfuzzer_sys::fuzz_target!(|data: &[u8]| support::laws::hold_for_anything(data));
