//! Development tasks: `cargo xtask <recipe>`.

#![expect(clippy::print_stdout, clippy::print_stderr, reason = "it is a tool for the terminal, and prints")]

mod bench;
mod bench_catalog;
mod bench_credentials;
mod bench_large;
mod browser;
mod catalog;
mod check;
mod command;
mod dashboard;
mod imports;
#[expect(unreachable_pub, reason = "the tests include this file too")]
#[path = "../../testkit/src/large.rs"]
mod large;
mod layers;
mod rust_tokens;
mod sample_home;
mod size;
mod source_graph;
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
  catalog the tables of models and providers: fetch|build|diff|check; `catalog check` is a part of check
  layers  imports between files: none upwards, and no circle; a part of check
  test    everything that must pass; installs what it needs; ends with `N passed, N failed`
  e2e     the browser tests alone, against a binary that compiles sooner than a release; further words go to Playwright
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
        "check" => check::run_checks(),
        "catalog" => catalog::run(rest),
        "layers" => check::check_file_imports(),
        "test" => test::run_all_tests(),
        "e2e" => run_quick_browser_tests(rest),
        "pictures" => browser::install_prerequisites()
            .and_then(|()| command::build_release())
            .and_then(|()| browser::make_pictures()),
        "site" => {
            command::cargo_command(&["build", "--package", "openclaw"]).env("OPENCLAW_SITE", "quick").run_or_fail()
        }
        "golden" => command::cargo_command(&["test", "--package", "openclaw", "golden"])
            .env("SNAPSHOTS", "overwrite")
            .run_or_fail(),
        "size" => size::print_sizes(),
        "fuzz" => run_fuzz(rest),
        "bench" => bench::run_benchmarks(),
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

/// Runs the browser tests against a build of the profile `quick`.
fn run_quick_browser_tests(rest: &[String]) -> Result {
    browser::install_prerequisites()?;
    command::cargo_command(&["build", "--profile", "quick", "--locked"]).env("OPENCLAW_SITE", "quick").run_or_fail()?;
    browser::run_browser_tests("quick", rest).and_then(browser::check_all_passed)
}

fn run_fuzz(rest: &[String]) -> Result {
    let run = ["run", "--release", "--package", "json5-edit", "--example", "fuzz", "--"];
    let rest = rest.iter().map(String::as_str);
    command::cargo_command(&run.into_iter().chain(rest).collect::<Vec<_>>()).run_or_fail()
}

/// Top directory of the repository.
fn repository_root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").components().collect()
}
