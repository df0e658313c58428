//! The recipe of the model catalog: `cargo xtask catalog fetch|build|diff|check`.
//!
//! `fetch` downloads the locked sources into `target/catalog-sources`. `build` merges them with the files that are kept
//! by hand in `server/catalog` and writes `models.tsv` and `providers.tsv` there, which are committed. It is a pure
//! function of these inputs: it reads no clock and no network. `diff` prints what `build` would change. `check` needs
//! neither the sources nor the network, and is a part of `cargo xtask check`.

mod base_id;
mod check;
mod dates;
mod diff;
mod fetch;
mod inputs;
mod merge;
mod recommend;
mod sizes;
mod sources;
mod tables;

use std::{fs, path::PathBuf};

use crate::{Result, repository_root};

pub(crate) use check::check_tables;

const HELP: &str = "\
cargo xtask catalog <word>

  fetch  download the locked sources; needs npm, cargo, pip, tar and unzip
  build  write models.tsv and providers.tsv from them
  diff   what `build` would change, by model
  check  that the committed tables are complete and belong to the committed inputs";

pub(crate) fn run(words: &[String]) -> Result {
    match words.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["fetch"] => fetch::fetch_sources(),
        ["build"] => {
            let tables = build_tables()?;
            fs::write(data_folder().join("models.tsv"), tables.models)?;
            fs::write(data_folder().join("providers.tsv"), tables.providers)?;
            check_tables()
        }
        ["diff"] => {
            diff::print_changes(&fs::read_to_string(data_folder().join("models.tsv"))?, &build_tables()?.models);
            Ok(())
        }
        ["check"] => check_tables(),
        _ => Err(HELP.into()),
    }
}

fn build_tables() -> Result<tables::Tables> {
    let inputs = inputs::Inputs::read()?;
    let sources = sources::Sources::read(&inputs)?;
    Ok(tables::render_tables(&inputs, &merge::merge_models(&inputs, &sources))?)
}

/// The folder with the hand-kept files and the built tables.
fn data_folder() -> PathBuf {
    repository_root().join("server/catalog")
}

/// The folder that the sources are downloaded into.
fn sources_folder() -> PathBuf {
    repository_root().join("target/catalog-sources")
}
