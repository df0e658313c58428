//! The browser tests.

use std::path::Path;

use crate::{
    Result, root,
    run::{Step, step},
    test,
};

const FOLDER: &str = "end2end";

/// What Playwright drives. Its own download is not used.
const CHROMIUM: &str = "/usr/bin/chromium";

/// Packages and a browser, where they are missing.
pub(crate) fn prepare() -> Result {
    if !step("npm", &["--version"]).succeeds() {
        return Err("the browser tests need Node.js 20 or later, with npm".into());
    }
    npm(&["ci", "--no-audit", "--no-fund"]).go()?;
    if chromium().is_some() {
        return Ok(());
    }
    if !step("apt-get", &["--version"]).succeeds() {
        return Err(
            format!("the browser tests need Chromium: install it as {CHROMIUM}, or set CHROMIUM to its path").into()
        );
    }
    let install = ["install", "--yes", "--no-install-recommends", "chromium", "fonts-dejavu-core"];
    step("apt-get", &["update"]).go()?;
    step("apt-get", &install).env("DEBIAN_FRONTEND", "noninteractive").go()
}

fn npm(args: &[&str]) -> Step {
    step("npm", args).within(FOLDER)
}

fn chromium() -> Option<String> {
    let named = std::env::var("CHROMIUM").ok();
    named.into_iter().chain([CHROMIUM.to_owned()]).find(|path| Path::new(path).exists())
}

/// Makes the pictures in the README anew, from the real pages.
pub(crate) fn pictures() -> Result {
    run(&["--config".to_owned(), "pictures.config.ts".to_owned()]).and_then(test::all_passed)
}

/// Runs them; returns passed and failed.
pub(crate) fn run(words: &[String]) -> Result<(usize, usize)> {
    let words: Vec<_> = words.iter().map(String::as_str).collect();
    let binary = root().join("target/release/openclaw");
    let chromium = chromium().unwrap_or_else(|| CHROMIUM.to_owned());
    let (lines, succeeded) = npm(&[&["exec", "--", "playwright", "test"], &words[..]].concat())
        .env("OPENCLAW_BINARY", &binary.display().to_string())
        .env("CHROMIUM", &chromium)
        .watch()?;
    let count = |word: &str| lines.iter().rev().find_map(|line| counted(line, word)).unwrap_or_default();
    let failed = count("failed") + count("flaky") + count("did not run");
    match (succeeded, failed) {
        (true, 0) | (false, 1..) => Ok((count("passed"), failed)),
        _ => Err("the browser tests did not run to their end".into()),
    }
}

/// `  12 passed (8.1s)`
fn counted(line: &str, word: &str) -> Option<usize> {
    let (number, rest) = line.trim().split_once(' ')?;
    rest.starts_with(word).then(|| number.parse().ok())?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_summary_is_counted() {
        assert_eq!(counted("  12 passed (8.1s)", "passed"), Some(12));
        assert_eq!(counted("  1 failed", "failed"), Some(1));
        assert_eq!(counted("all passed", "passed"), None);
    }
}
