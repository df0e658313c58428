//! How large things are.

use std::fs;

use crate::{Result, root, test};

/// What a first visit may load, as Brotli: what was measured, and a tenth. Raise it in a commit that says why.
const BUDGET: u64 = 220_000;

/// Whether a first visit stays within its budget.
pub(crate) fn check() -> Result {
    let mut total = 0;
    for file in fs::read_dir(root().join("target/site"))? {
        let file = file?;
        if file.file_name().to_string_lossy().ends_with(".br") {
            total += file.metadata()?.len();
        }
    }
    println!("\nA first visit loads {total} bytes of {BUDGET}.");
    if total <= BUDGET {
        Ok(())
    } else {
        Err("the site has outgrown its budget; `cargo xtask size` shows where".into())
    }
}

pub(crate) fn size() -> Result {
    test::release()?;
    let binary = fs::metadata(root().join("target/release/openclaw"))?.len();
    println!("binary            {:>9} bytes, {:.1} MB", binary, mega(binary));
    let mut total = 0;
    let mut files: Vec<_> = fs::read_dir(root().join("target/site"))?.collect::<std::io::Result<_>>()?;
    files.sort_by_key(std::fs::DirEntry::file_name);
    for file in files {
        let name = file.file_name().to_string_lossy().into_owned();
        let Some(plain) = name.strip_suffix(".br") else { continue };
        let (raw, brotli) = (fs::metadata(file.path().with_file_name(plain))?.len(), file.metadata()?.len());
        let kind = plain.rsplit('.').next().unwrap_or_default();
        let stem = plain.split('-').next().unwrap_or_default();
        println!("{:<17} {raw:>9} bytes, {brotli:>7} as brotli", format!("{stem}.{kind}"));
        total += brotli;
    }
    println!("site as brotli    {total:>9} bytes, {} kB", total / 1000);
    Ok(())
}

#[expect(clippy::cast_precision_loss, reason = "it is printed with one digit")]
fn mega(bytes: u64) -> f64 {
    bytes as f64 / 1e6
}
