//! Searches for documents and edits that violate the invariants: `cargo xtask fuzz SECONDS [SEED]`.
//!
//! It needs no nightly compiler, and the seed repeats a run. Half of the rounds generate documents, the other half
//! damage samples. A round that violates a law is saved below `target/fuzz`; with such a file as the only argument, it
//! is repeated.

#![expect(
    clippy::disallowed_methods,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "it is a tool for tests"
)]

#[path = "../tests/it/support/mod.rs"]
mod support;

use std::{
    fs, panic,
    path::{Path, PathBuf},
    process::ExitCode,
    time::{Duration, Instant, SystemTime},
};

use support::{invariants, samples::samples};

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    if let Some(Ok(input)) = words.first().map(fs::read) {
        invariants::check_bytes(&input);
        return ExitCode::SUCCESS;
    }
    let number = |at: usize| words.get(at).and_then(|word| word.parse().ok());
    let seed = number(1)
        .unwrap_or_else(|| SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).map_or(0, |since| since.as_secs()));
    println!("seed {seed}");
    run_rounds(seed, Duration::from_secs(number(0).unwrap_or(60)))
}

fn run_rounds(seed: u64, time: Duration) -> ExitCode {
    let (start, mut random, samples) = (Instant::now(), Random(seed), samples());
    let mut rounds = 0_u64;
    while start.elapsed() < time {
        let input =
            if rounds.is_multiple_of(2) { random.next_bytes(700) } else { damage_sample(&mut random, &samples) };
        if panic::catch_unwind(|| invariants::check_bytes(&input)).is_err() {
            let file = save_input(&input, seed, rounds);
            println!("seed {seed}, round {rounds} breaks a law; its input is {}", file.display());
            return ExitCode::FAILURE;
        }
        rounds += 1;
    }
    println!("{rounds} rounds, no law broken");
    ExitCode::SUCCESS
}

fn save_input(input: &[u8], seed: u64, round: u64) -> PathBuf {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target/fuzz");
    fs::create_dir_all(&folder).unwrap();
    let file = folder.join(format!("{seed}-{round}"));
    fs::write(&file, input).unwrap();
    file.canonicalize().unwrap()
}

/// Tokens of JSON5, and texts that resemble them.
const TOKENS: &[&str] = &[
    "{",
    "}",
    "[",
    "]",
    ",",
    ":",
    "'",
    "\"",
    "\\",
    "//",
    "/*",
    "*/",
    "\n",
    "\r",
    "\r\n",
    "\u{2028}",
    "\u{a0}",
    "\u{feff}",
    "\0",
    "\\u0061",
    "+1",
    "0x",
    ".",
    "a: 1,",
    "/* c */",
    "// c\n",
    "null",
    "__proto__",
    "é",
    " ",
];

/// Returns a sample in which a few parts were removed, doubled or overwritten.
fn damage_sample(random: &mut Random, samples: &[(String, String)]) -> Vec<u8> {
    let mut text = samples[random.next_below(samples.len())].1.clone().into_bytes();
    for _ in 0..=random.next_below(4) {
        let at = random.next_below(text.len());
        let end = (at + random.next_below(12)).min(text.len());
        let part = match random.next_below(4) {
            0 => Vec::new(),
            1 => text[at..end].repeat(2),
            2 => random.next_bytes(2),
            _ => TOKENS[random.next_below(TOKENS.len())].as_bytes().to_vec(),
        };
        let keeps = random.next_below(2) == 0;
        text.splice(at..if keeps { at } else { end }, part);
    }
    text
}

/// The `SplitMix64` generator: small, and equal on all machines.
struct Random(u64);

impl Random {
    fn next_u64(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn next_below(&mut self, bound: usize) -> usize {
        usize::try_from(self.next_u64() >> 33).unwrap() % bound.max(1)
    }

    fn next_bytes(&mut self, most: usize) -> Vec<u8> {
        (0..self.next_below(most)).map(|_| self.next_u64().to_le_bytes()[7]).collect()
    }
}
