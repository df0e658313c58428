//! Browser tests.

use std::path::Path;

use crate::{
    Result,
    command::{RepositoryCommand, cargo_command, repository_command},
    repository_root,
};

const FOLDER: &str = "end2end";

/// Browser that Playwright uses. Its own download is not used.
const CHROMIUM: &str = "/usr/bin/chromium";

/// Installs the npm packages, and the browser if it is missing.
pub(crate) fn install_prerequisites() -> Result {
    if !repository_command("npm", &["--version"]).succeeds() {
        return Err("the browser tests need Node.js 20 or later, with npm".into());
    }
    npm_command(&["ci", "--no-audit", "--no-fund"]).run_or_fail()?;
    if chromium_path().is_some() {
        return Ok(());
    }
    if !repository_command("apt-get", &["--version"]).succeeds() {
        return Err(
            format!("the browser tests need Chromium: install it as {CHROMIUM}, or set CHROMIUM to its path").into()
        );
    }
    let install = ["install", "--yes", "--no-install-recommends", "chromium", "fonts-dejavu-core"];
    repository_command("apt-get", &["update"]).run_or_fail()?;
    repository_command("apt-get", &install).env("DEBIAN_FRONTEND", "noninteractive").run_or_fail()
}

fn npm_command(args: &[&str]) -> RepositoryCommand {
    repository_command("npm", args).in_folder(FOLDER)
}

fn chromium_path() -> Option<String> {
    let named = std::env::var("CHROMIUM").ok();
    named.into_iter().chain([CHROMIUM.to_owned()]).find(|path| Path::new(path).exists())
}

/// Makes the pictures for the README again, from the real pages.
pub(crate) fn make_pictures() -> Result {
    run_browser_tests("release", &["--config".to_owned(), "pictures.config.ts".to_owned()]).and_then(check_all_passed)
}

/// Runs the browser tests against the binary of a profile, and returns how many passed and failed.
pub(crate) fn run_browser_tests(profile: &str, words: &[String]) -> Result<(usize, usize)> {
    let words: Vec<_> = words.iter().map(String::as_str).collect();
    let binary = repository_root().join("target").join(profile).join("openclaw");
    let chromium = chromium_path().unwrap_or_else(|| CHROMIUM.to_owned());
    cargo_command(&["build", "--package", "testkit", "--bin", "fake-provider", "--locked"]).run_or_fail()?;
    let fake_provider = repository_root().join("target/debug/fake-provider");
    let (lines, succeeded) = npm_command(&[&["exec", "--", "playwright", "test"], &words[..]].concat())
        .env("OPENCLAW_BINARY", &binary.display().to_string())
        .env("CHROMIUM", &chromium)
        .env("FAKE_PROVIDER", &fake_provider.display().to_string())
        .run_and_collect_lines()?;
    let count = |word: &str| lines.iter().rev().find_map(|line| parse_count(line, word)).unwrap_or_default();
    let failed = count("failed") + count("did not run");
    match (succeeded, failed) {
        // A flaky test has passed when it was run again.
        (true, 0) | (false, 1..) => Ok((count("passed") + count("flaky"), failed)),
        _ => Err("the browser tests did not finish".into()),
    }
}

/// Returns an error if any test failed.
pub(crate) fn check_all_passed((_, failed): (usize, usize)) -> Result {
    if failed == 0 { Ok(()) } else { Err("not everything passed".into()) }
}

/// Returns the count in a line such as `  12 passed (8.1s)`.
fn parse_count(line: &str, word: &str) -> Option<usize> {
    let (number, rest) = line.trim().split_once(' ')?;
    rest.starts_with(word).then(|| number.parse().ok())?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_summary_is_counted() {
        assert_eq!(parse_count("  12 passed (8.1s)", "passed"), Some(12));
        assert_eq!(parse_count("  1 failed", "failed"), Some(1));
        assert_eq!(parse_count("all passed", "passed"), None);
    }
}
