//! Compares violations with the verdicts of OpenClaw itself: each document was given to `openclaw config validate` of
//! 2026.3.13 and of 2026.9.6, each in an empty home, with the files that it includes.

use contract::Generation;
use serde_json::Value;

use super::violations;
use crate::{
    base::home::{HomeVars, locate_home},
    document::view::View,
    schema::include::{IncludeRequest, LoadedFile, assemble_document},
};

const VERDICTS: &str = include_str!("../../../tests/data/verdicts.jsonl");

/// Each generation with the release whose verdict counts.
const RELEASES: [(Generation, &str); 2] = [(Generation::JsonStore, "2026.3.13"), (Generation::SharedDb, "2026.9.6")];

/// Documents that OpenClaw refuses and openclaw accepts, and why. None is about a managed path.
const ACCEPTED_HERE: &[(&str, &str, &str)] = &[
    ("channels unknown", "2026.3.13", "a plugin may bring a channel, so channels are not judged"),
    ("channels unknown", "2026.9.6", "a plugin may bring a channel, so channels are not judged"),
    ("provider baseUrl empty", "2026.9.6", "only OpenClaw knows which providers may leave it out"),
    ("provider no models", "2026.9.6", "only OpenClaw knows which providers may leave them out"),
];

/// The least share of equal verdicts, in percent.
const LEAST_EQUAL: usize = 97;

/// The document of a case with everything that it includes.
fn assembled_document(case: &Value) -> Value {
    let mut load = |request: IncludeRequest<'_>| match case["files"].get(request.written_path) {
        Some(file) => Ok(LoadedFile { source: 1, value: file.clone(), byte_len: 1 }),
        None => Err(request.written_path.to_owned()),
    };
    assemble_document(case["doc"].clone(), &mut load).unwrap().0
}

#[test]
fn a_document_is_judged_as_openclaw_judges_it() {
    let home = locate_home(&HomeVars { home: Some("/home/ada".to_owned()), ..HomeVars::default() }, |_| false);
    let cases: Vec<Value> = VERDICTS.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert!(cases.len() > 100, "{}", cases.len());
    for (generation, release) in RELEASES {
        let mut differences = Vec::new();
        for case in &cases {
            let view = View::new(assembled_document(case)).with_generation(generation);
            let found = violations(&view, &home);
            let is_refused = case["refused_by"].as_array().unwrap().iter().any(|refused| refused == release);
            let name = case["name"].as_str().unwrap();
            let is_exception = ACCEPTED_HERE.iter().any(|(known, by, _)| (*known, *by) == (name, release));
            if found.is_empty() == is_refused {
                assert!(is_exception, "{name}, {release}: {found:?}");
                differences.push(name);
            } else {
                assert!(!is_exception, "{name} is judged as by {release}");
            }
        }
        let equal = (cases.len() - differences.len()) * 100 / cases.len();
        assert!(equal >= LEAST_EQUAL, "{release}: {equal} %, {differences:?}");
    }
}
