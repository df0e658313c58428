//! Everything that must pass.

use std::time::Instant;

use crate::{Result, browser, check, run::cargo, size};

/// Ends with the one line that a machine looks for.
pub(crate) fn test() -> Result {
    let start = Instant::now();
    browser::prepare()?;
    check::check()?;
    let rust = rust()?;
    release()?;
    size::check()?;
    let browser = browser::run(&[])?;
    let (passed, failed) = (rust.0 + browser.0, rust.1 + browser.1);
    println!("\nRust: {} passed, {} failed. Browser: {} passed, {} failed.", rust.0, rust.1, browser.0, browser.1);
    let seconds = start.elapsed().as_secs();
    println!("It took {} min {} s.", seconds / 60, seconds % 60);
    println!("{passed} passed, {failed} failed");
    all_passed((passed, failed))
}

/// For a recipe that counts: how many passed, and how many did not.
pub(crate) fn all_passed((_, failed): (usize, usize)) -> Result {
    if failed == 0 { Ok(()) } else { Err("not everything passed".into()) }
}

/// The binary as people get it, with the site inside.
pub(crate) fn release() -> Result {
    cargo(&["build", "--release", "--locked"]).go()
}

/// With nextest where it is installed, else with what Cargo brings.
fn rust() -> Result<(usize, usize)> {
    let has_nextest = cargo(&["nextest", "--version"]).succeeds();
    let words: &[&str] = if has_nextest {
        &["nextest", "run", "--workspace", "--locked", "--no-fail-fast"]
    } else {
        &["test", "--workspace", "--locked", "--no-fail-fast"]
    };
    let (lines, succeeded) = cargo(words).watch()?;
    let results = lines.iter().filter(|line| line.contains("tests run:") || line.starts_with("test result:"));
    let (passed, failed) = results.fold((0, 0), |(passed, failed), line| {
        (passed + before(line, "passed"), failed + before(line, "failed") + before(line, "timed out"))
    });
    match (succeeded, passed, failed) {
        (true, 1.., 0) | (false, _, 1..) => Ok((passed, failed)),
        _ => Err("the Rust tests did not run to their end".into()),
    }
}

/// The number that stands before a word.
fn before(line: &str, word: &str) -> usize {
    let words = line.split(word).next().filter(|head| head.len() < line.len());
    words.and_then(|head| head.split_whitespace().last()).and_then(|number| number.parse().ok()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_summaries_are_counted() {
        let nextest = "     Summary [   1.064s] 18 tests run: 17 passed (1 slow), 1 failed, 2 skipped";
        assert_eq!((before(nextest, "passed"), before(nextest, "failed")), (17, 1));
        let cargo = "test result: FAILED. 17 passed; 1 failed; 0 ignored; 0 measured";
        assert_eq!((before(cargo, "passed"), before(cargo, "failed")), (17, 1));
        assert_eq!(before("nothing", "passed"), 0);
    }
}
