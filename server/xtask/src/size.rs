//! How large things are, and may be.

use std::fs;

use crate::{Result, bench, dashboard::Dashboard, root, test};

/// What a first visit to Overview may load in all: the page as it is sent, the rest as Brotli.
const FIRST_LOAD: u64 = 250_000;

/// What the binary may have.
const BINARY: u64 = 15_000_000;

/// A file of the site.
struct Part {
    name: String,
    raw: u64,
    sent: u64,
    /// Whether it comes with Overview, and not only with a page that is gone to.
    is_first: bool,
}

/// Whether the binary and a first visit stay within their budgets.
pub(crate) fn check() -> Result {
    let (binary, first_load) = (binary()?, total(&first_load()?));
    println!("\nThe binary has {binary} bytes of {BINARY}; a first visit loads {first_load} of {FIRST_LOAD}.");
    within("the binary", binary, BINARY)?;
    within("a first visit", first_load, FIRST_LOAD)
}

pub(crate) fn size() -> Result {
    test::release()?;
    let binary = binary()?;
    println!("binary            {binary:>9} bytes, {:.1} MB; at most {:.0}", mega(binary), mega(BINARY));
    let parts = first_load()?;
    for Part { name, raw, sent, is_first } in &parts {
        let later = if *is_first { "" } else { ", later" };
        println!("{name:<17} {raw:>9} bytes, {sent:>7} as sent{later}");
    }
    let total = total(&parts);
    println!("first load        {total:>9} bytes, {} kB; at most {}", total / 1000, FIRST_LOAD / 1000);
    Ok(())
}

fn within(what: &str, found: u64, budget: u64) -> Result {
    if found <= budget {
        return Ok(());
    }
    Err(format!("{what} has outgrown its budget by {} bytes; `cargo xtask size` shows where", found - budget).into())
}

fn binary() -> Result<u64> {
    Ok(fs::metadata(root().join("target/release/openclaw"))?.len())
}

/// The page of the sample home, and every file of the site, which is sent as Brotli; what the page names is what it
/// loads.
fn first_load() -> Result<Vec<Part>> {
    let (page, sent) = Dashboard::start(&bench::home("size-home")?)?.visit()?;
    let (raw, sent) = (page.len() as u64, sent as u64);
    let mut parts = vec![Part { name: "overview.html".to_owned(), raw, sent, is_first: true }];
    let mut files: Vec<_> = fs::read_dir(root().join("target/site"))?.collect::<std::io::Result<_>>()?;
    files.sort_by_key(std::fs::DirEntry::file_name);
    for file in files {
        let name = file.file_name().to_string_lossy().into_owned();
        let Some(plain) = name.strip_suffix(".br") else { continue };
        let (raw, sent) = (fs::metadata(file.path().with_file_name(plain))?.len(), file.metadata()?.len());
        let kind = plain.rsplit('.').next().unwrap_or_default();
        let stem = plain.split('-').next().unwrap_or_default();
        parts.push(Part { name: format!("{stem}.{kind}"), raw, sent, is_first: page.contains(plain) });
    }
    Ok(parts)
}

fn total(parts: &[Part]) -> u64 {
    parts.iter().filter(|part| part.is_first).map(|part| part.sent).sum()
}

#[expect(clippy::cast_precision_loss, reason = "it is printed with one digit")]
pub(crate) fn mega(bytes: u64) -> f64 {
    bytes as f64 / 1e6
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_budget_is_kept_to_the_byte() {
        assert!(within("it", BINARY, BINARY).is_ok());
        assert!(within("it", BINARY + 1, BINARY).unwrap_err().to_string().contains("by 1 bytes"));
    }
}
