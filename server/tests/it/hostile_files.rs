//! Tests of malicious and broken files, read and written with the real binary.

use std::{
    fs,
    time::{Duration, Instant},
};

use serde_json::Value;
use testkit::TestHome;

use crate::process::openclaw_command;

/// As many values as are allowed, and too many levels.
const MANY: usize = 100_000;

const STATUS: &[&str] = &["models", "status", "--json"];
const ADD: &[&str] = &["models", "fallbacks", "add", "c/d", "--force", "--json"];
const REMOVE: &[&str] = &["models", "fallbacks", "remove", "a/b", "--json"];

const SET: &[&str] = &["config", "set", "agents.defaults.model.primary", "'c/d'", "--json"];

/// A name, the bytes, and a word of the expected error.
type HostileFile = (&'static str, Vec<u8>, &'static str);

/// Files that cannot be read.
fn unreadable_files() -> Vec<HostileFile> {
    vec![
        ("lists in lists", "[".repeat(MANY).into(), "config-limits"),
        ("objects in objects", "{a:".repeat(MANY).into(), "config-limits"),
        ("20 MiB", format!("{{ a: '{}' }}", "x".repeat(20 << 20)).into(), "config-limits"),
        ("many elements", format!("{{ a: [{}] }}", "{},".repeat(MANY)).into(), "config-limits"),
        ("many keys", format!("{{ {} }}", "k: 1,\n".repeat(MANY)).into(), "config-limits"),
        ("many comments", format!("{{}} {}", "//\n".repeat(MANY)).into(), "config-limits"),
        ("not UTF-8", b"{ a: '\xff\xfe' }".into(), "config-limits"),
        ("UTF-16, little end first", utf16_bytes([0xff, 0xfe], u16::to_le_bytes), "config-limits"),
        ("UTF-16, big end first", utf16_bytes([0xfe, 0xff], u16::to_be_bytes), "config-limits"),
        ("NUL", b"{ a: 1 }\0".into(), "config-limits"),
        ("empty", Vec::new(), "config-syntax"),
        ("a mark and nothing else", "\u{feff}".into(), "config-syntax"),
        ("cut off", b"{ agents: { defaults: {".into(), "config-syntax"),
        ("a list", b"[]".into(), "config-shape"),
        ("a string", b"'agents'".into(), "config-shape"),
    ]
}

/// Files that can be read, but whose values are ambiguous.
fn ambiguous_files() -> Vec<HostileFile> {
    let with = |text: &str| text.replace("CHAIN", "{ primary: 'x/y', fallbacks: ['a/b'] }").into_bytes();
    vec![
        ("agents twice", with("{ agents: {}, agents: { defaults: { model: CHAIN } } }"), "config-duplicate"),
        ("a model twice", with("{ agents: { defaults: { model: 'x/y', 'model': CHAIN } } }"), "config-duplicate"),
    ]
}

fn utf16_bytes(mark: [u8; 2], bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
    mark.into_iter().chain("{ a: 1 }".encode_utf16().flat_map(bytes)).collect()
}

/// Asserts that every command reports the word and changes nothing. Returns the longest run time.
fn assert_all_refused((name, bytes, word): &HostileFile, commands: &[&[&str]]) -> Duration {
    let home = TestHome::empty();
    home.write_file("openclaw.json", bytes);
    fs::create_dir(home.path().join("run")).unwrap();
    let before = home.fingerprint();
    let time = |words: &&[&str]| {
        let start = Instant::now();
        let output = openclaw_command(&home).args(*words).output().unwrap();
        let time = start.elapsed();
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(1), "{name}, {words:?}: {said}");
        assert!(output.stdout.is_empty(), "{name}, {words:?}");
        let error: Value = serde_json::from_str(&said).unwrap();
        assert_eq!(error.pointer("/error/code").and_then(Value::as_str), Some(*word), "{name}, {words:?}: {said}");
        assert!(home.fingerprint() == before, "{name}, {words:?}: something was written");
        time
    };
    commands.iter().map(time).max().unwrap()
}

#[test]
fn t74_t76_t77_unsafe_files_are_refused_by_name() {
    let unreadable =
        unreadable_files().into_iter().map(|file| (assert_all_refused(&file, &[STATUS, ADD, REMOVE]), file.0));
    let ambiguous = ambiguous_files().into_iter().map(|file| (assert_all_refused(&file, &[ADD, REMOVE, SET]), file.0));
    let (time, name) = unreadable.chain(ambiguous).max().unwrap();
    println!("the slowest: {name}, {time:?}");
}
