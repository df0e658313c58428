//! Runs a fake provider for the browser tests: `fake-provider [SCRIPT.json]`. It prints its address, takes a new script
//! by `POST /__script`, and returns what it received by `GET /__seen`.

#![expect(clippy::print_stdout, reason = "the address is its output")]

use std::{env, error::Error, fs};

use testkit::fake::{FakeProvider, Script};

fn main() -> Result<(), Box<dyn Error>> {
    let script = match env::args_os().nth(1) {
        Some(path) => Script::from_json(&fs::read_to_string(path)?)?,
        None => Script::default(),
    };
    let provider = FakeProvider::start(script);
    println!("{}", provider.url());
    provider.serve_forever();
    Ok(())
}
