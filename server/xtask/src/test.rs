//! Runs all tests and checks.

use std::time::Instant;

use crate::{
    Result, browser, check,
    command::{build_release, cargo_command},
    size,
};

/// Runs everything; the last line has the counts for programs to read.
pub(crate) fn run_all_tests() -> Result {
    let start = Instant::now();
    browser::install_prerequisites()?;
    check::run_checks()?;
    let rust = run_rust_tests()?;
    build_release()?;
    size::check_budgets()?;
    let browser = browser::run_browser_tests("release", &[])?;
    let (passed, failed) = (rust.0 + browser.0, rust.1 + browser.1);
    println!("\nRust: {} passed, {} failed. Browser: {} passed, {} failed.", rust.0, rust.1, browser.0, browser.1);
    let seconds = start.elapsed().as_secs();
    println!("It took {} min {} s.", seconds / 60, seconds % 60);
    println!("{passed} passed, {failed} failed");
    browser::check_all_passed((passed, failed))
}

/// Runs the Rust tests with nextest if it is installed, otherwise with `cargo test`.
fn run_rust_tests() -> Result<(usize, usize)> {
    let has_nextest = cargo_command(&["nextest", "--version"]).succeeds();
    let words: &[&str] = if has_nextest {
        &["nextest", "run", "--workspace", "--locked", "--no-fail-fast"]
    } else {
        &["test", "--workspace", "--locked", "--no-fail-fast"]
    };
    let (lines, succeeded) = cargo_command(words).run_and_collect_lines()?;
    let results = lines.iter().filter(|line| line.contains("tests run:") || line.starts_with("test result:"));
    let (passed, failed) = results.fold((0, 0), |(passed, failed), line| {
        (passed + count_before(line, "passed"), failed + count_before(line, "failed") + count_before(line, "timed out"))
    });
    match (succeeded, passed, failed) {
        (true, 1.., 0) | (false, _, 1..) => Ok((passed, failed)),
        _ => Err("the Rust tests did not finish".into()),
    }
}

/// Returns the number in front of a word.
fn count_before(line: &str, word: &str) -> usize {
    let words = line.split(word).next().filter(|head| head.len() < line.len());
    words.and_then(|head| head.split_whitespace().last()).and_then(|number| number.parse().ok()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_summaries_are_counted() {
        let nextest = "     Summary [   1.064s] 18 tests run: 17 passed (1 slow), 1 failed, 2 skipped";
        assert_eq!((count_before(nextest, "passed"), count_before(nextest, "failed")), (17, 1));
        let cargo = "test result: FAILED. 17 passed; 1 failed; 0 ignored; 0 measured";
        assert_eq!((count_before(cargo, "passed"), count_before(cargo, "failed")), (17, 1));
        assert_eq!(count_before("nothing", "passed"), 0);
    }
}
