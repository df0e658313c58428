//! Every recipe of the house: `cargo xtask <recipe>`.

#![expect(clippy::print_stdout, clippy::print_stderr, reason = "it is a tool for the terminal, and prints")]

mod bench;
mod bench_large;
mod browser;
mod check;
mod dashboard;
mod imports;
#[expect(unreachable_pub, reason = "the tests have this file, too")]
#[path = "../../testkit/src/large.rs"]
mod large;
mod run;
mod size;
mod test;

use std::{
    error::Error,
    path::{Path, PathBuf},
    process::ExitCode,
};

type Result<T = ()> = std::result::Result<T, Box<dyn Error>>;

const HELP: &str = "\
cargo xtask <recipe>

  check   formatting, lints of both halves, imports, file sizes, the top level
  test    everything that must pass; installs what it needs; ends with `N passed, N failed`
  e2e     the browser tests alone, against the release binary; further words go to Playwright
  site    the dashboard's site for debug builds
  pictures the README's pictures, made anew from the real pages
  golden  accept what the golden cases give now
  size    how large the binary and the first load of the dashboard are, and may be
  fuzz    looks for documents that the editor gets wrong: SECONDS [SEED]
  bench   how long commands take, and how much memory a dashboard, also in large homes; PEER=<another openclaw> is measured beside
";

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let (recipe, rest) = words.split_first().map_or(("", &[][..]), |(recipe, rest)| (recipe.as_str(), rest));
    let done = match recipe {
        "check" => check::check(),
        "test" => test::test(),
        "e2e" => browser::prepare()
            .and_then(|()| test::release())
            .and_then(|()| browser::run(rest))
            .and_then(test::all_passed),
        "pictures" => browser::prepare().and_then(|()| test::release()).and_then(|()| browser::pictures()),
        "site" => run::cargo(&["build", "--package", "openclaw"]).env("OPENCLAW_SITE", "build").go(),
        "golden" => run::cargo(&["test", "--package", "openclaw", "golden"]).env("SNAPSHOTS", "overwrite").go(),
        "size" => size::size(),
        "fuzz" => fuzz(rest),
        "bench" => bench::bench(),
        "" | "help" | "--help" => {
            print!("{HELP}");
            Ok(())
        }
        other => Err(format!("no recipe `{other}`\n\n{HELP}").into()),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            eprintln!("xtask: {why}");
            ExitCode::FAILURE
        }
    }
}

fn fuzz(rest: &[String]) -> Result {
    let run = ["run", "--release", "--package", "json5-edit", "--example", "fuzz", "--"];
    let rest = rest.iter().map(String::as_str);
    run::cargo(&run.into_iter().chain(rest).collect::<Vec<_>>()).go()
}

/// The top of the repository.
fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").components().collect()
}
