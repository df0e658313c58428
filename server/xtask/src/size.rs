//! Sizes of the binary and the site, and their budgets.

use std::fs;

use crate::{Result, command::build_release, dashboard::Dashboard, repository_root, sample_home::create_home};

/// Maximum bytes of a first visit to Overview: the page as it is sent, everything else as Brotli.
const MAX_FIRST_LOAD_BYTES: u64 = 250_000;

/// Maximum size of the binary in bytes. Requests to providers and their encryption take 2,900,000.
const MAX_BINARY_BYTES: u64 = 16_500_000;

/// A file of the site.
struct SiteFile {
    name: String,
    /// Size as a browser gets it: of a page as gzip, of a file as Brotli.
    sent_bytes: u64,
    /// Whether Overview loads it, and not only a page that is visited later.
    is_in_first_load: bool,
}

/// Checks that the binary and a first visit stay within their budgets.
pub(crate) fn check_budgets() -> Result {
    let (binary, first_load) = (binary_bytes()?, first_load_bytes(&first_load_files()?));
    println!(
        "\nThe binary has {binary} bytes of {MAX_BINARY_BYTES}; a first visit loads {first_load} of {MAX_FIRST_LOAD_BYTES}."
    );
    check_budget("the binary", binary, MAX_BINARY_BYTES)?;
    check_budget("a first visit", first_load, MAX_FIRST_LOAD_BYTES)
}

pub(crate) fn print_sizes() -> Result {
    build_release()?;
    let binary = binary_bytes()?;
    println!(
        "binary            {binary:>9} bytes, {:.1} MB; at most {:.1}",
        to_megabytes(binary),
        to_megabytes(MAX_BINARY_BYTES)
    );
    let parts = first_load_files()?;
    for SiteFile { name, sent_bytes: sent, is_in_first_load: is_first } in &parts {
        let later = if *is_first { "" } else { ", later" };
        println!("{name:<17} {sent:>9} bytes as sent{later}");
    }
    let total = first_load_bytes(&parts);
    println!("first load        {total:>9} bytes, {} kB; at most {}", total / 1000, MAX_FIRST_LOAD_BYTES / 1000);
    Ok(())
}

fn check_budget(what: &str, found: u64, budget: u64) -> Result {
    if found <= budget {
        return Ok(());
    }
    Err(format!("{what} has outgrown its budget by {} bytes; `cargo xtask size` shows where", found - budget).into())
}

fn binary_bytes() -> Result<u64> {
    Ok(fs::metadata(repository_root().join("target/release/openclaw"))?.len())
}

/// Returns the Overview page of the sample home and all files of the site, which are sent as Brotli. A file that the
/// page names belongs to the first load.
fn first_load_files() -> Result<Vec<SiteFile>> {
    let (page, sent) = Dashboard::start(&create_home("size-home")?)?.load_overview()?;
    let mut parts =
        vec![SiteFile { name: "overview.html".to_owned(), sent_bytes: sent as u64, is_in_first_load: true }];
    let mut files: Vec<_> = fs::read_dir(repository_root().join("target/site"))?.collect::<std::io::Result<_>>()?;
    files.sort_by_key(std::fs::DirEntry::file_name);
    for file in files {
        let name = file.file_name().to_string_lossy().into_owned();
        let Some(plain) = name.strip_suffix(".br") else { continue };
        let kind = plain.rsplit('.').next().unwrap_or_default();
        let stem = plain.split('-').next().unwrap_or_default();
        parts.push(SiteFile {
            name: format!("{stem}.{kind}"),
            sent_bytes: file.metadata()?.len(),
            is_in_first_load: page.contains(plain),
        });
    }
    Ok(parts)
}

fn first_load_bytes(parts: &[SiteFile]) -> u64 {
    parts.iter().filter(|part| part.is_in_first_load).map(|part| part.sent_bytes).sum()
}

#[expect(clippy::cast_precision_loss, reason = "it is printed with one digit")]
pub(crate) fn to_megabytes(bytes: u64) -> f64 {
    bytes as f64 / 1e6
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_budget_is_kept_to_the_byte() {
        assert!(check_budget("it", MAX_BINARY_BYTES, MAX_BINARY_BYTES).is_ok());
        assert!(
            check_budget("it", MAX_BINARY_BYTES + 1, MAX_BINARY_BYTES).unwrap_err().to_string().contains("by 1 bytes")
        );
    }
}
