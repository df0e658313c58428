//! Prints how long the catalog takes: reading the table, one look-up, and models that may be meant by an unknown ref.
//! `cargo xtask bench` runs it in release mode.

#![expect(clippy::print_stdout, reason = "its output is its purpose")]

use std::{
    hint::black_box,
    time::{Duration, Instant},
};

use catalog::{Table, similar_rows};

const MODELS: &str = include_str!("../models.tsv");

/// Runs of each, of which the best counts, because other processes disturb the rest.
const RUNS: usize = 50;

fn main() {
    let table = Table::parse(MODELS);
    println!("index\t{}", best_micros(|| drop(black_box(Table::parse(black_box(MODELS))))));
    println!("look-up\t{}", best_micros(|| _ = black_box(table.find("openrouter", black_box("moonshotai/kimi-k2")))));
    println!(
        "did you mean\t{}",
        best_micros(|| _ = black_box(similar_rows(&table, "openai", black_box("gtp-5.2"), 3)))
    );
}

fn best_micros(work: impl Fn()) -> f64 {
    let time = |_| {
        let start = Instant::now();
        work();
        start.elapsed()
    };
    (0..RUNS).map(time).min().unwrap_or(Duration::ZERO).as_secs_f64() * 1e6
}
