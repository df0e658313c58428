//! Runs every command line of the documents that specify the product, each in a home of its own, against fake providers.

use std::{
    fs,
    os::unix::fs::{PermissionsExt, symlink},
    path::Path,
    process::{Command, Output, Stdio},
};

use serde_json::{Value, json};
use testkit::{TestHome, fake::FakeProvider};

use super::script;
use crate::{golden::TIME, process::BINARY, terminal::Terminal};

const BLOCKS: &str = include_str!("../../data/documented-commands.md");

/// Lines that do not run as they are printed, each with the reason.
const DO_NOT_RUN: &[(&str, &str)] = &[];

/// Lines that are commands of another OpenClaw, to which they are handed over.
const HANDED_OVER: &[&str] =
    &["openclaw gateway restart", r#"openclaw logs --limit 50 | grep -i "model\|auth\|error""#, "openclaw status"];

/// What the stand-in for the other OpenClaw prints; a line looks for one of the words.
const HANDED_OVER_TEXT: &str = "from OpenClaw, about a model";

/// Lines that ask, with the answers. A prompt without an answer is only expected.
const ASKING: &[(&str, &[(&str, &str)])] = &[
    ("openclaw models scan", &[("or Enter to keep current", "1\r"), ("Default model: ", "")]),
    ("openclaw models scan --set-default", &[("or Enter to keep current", "1\r"), ("Default model: ", "")]),
    ("openclaw models scan --set-image", &[("or Enter to keep current", "1\r"), ("Image model: ", "")]),
    (
        "openclaw models scan --min-params 70 --max-age-days 90",
        &[("or Enter to keep current", "\r"), ("Kept the current model", "")],
    ),
    ("openclaw models scan --no-probe", &[("or Enter to keep current", "\r"), ("Kept the current model", "")]),
    (
        "openclaw models auth add",
        &[
            ("Provider (a number", "mistral\r"),
            ("Method (a number", "1\r"),
            ("Paste API key for mistral", "typed-Canary1-0123456789\r"),
        ],
    ),
];

/// The workflow “Model Scanning and Auto-Selection”, as it is printed.
const WORKFLOW: &[&str] = &[
    "openclaw models scan",
    "openclaw models scan --yes --set-default",
    "openclaw models scan --min-params 70 --max-age-days 90 --yes --set-default",
    "openclaw models scan --provider anthropic --yes",
    "openclaw models scan --no-probe",
];

/// A home with everything that the lines name.
fn home(provider: &FakeProvider, line: &str) -> TestHome {
    let entry = |models: &[&str]| {
        let model = |id: &&str| {
            let cost = json!({ "input": 1, "output": 2 });
            json!({ "id": id, "name": id, "cost": cost, "input": ["text", "image"], "contextWindow": 200_000 })
        };
        let models: Vec<_> = models.iter().map(model).collect();
        json!({ "baseUrl": format!("{}/v1", provider.url()), "api": "openai-completions", "models": models })
    };
    // A line that adds an agent needs a home without it.
    let agents = if line.contains("agents add") { json!([]) } else { json!([{ "id": "main" }, { "id": "work" }]) };
    let config = json!({
        "models": { "providers": {
            "anthropic": entry(&["claude-opus-4-5", "own-70b"]),
            "openai": entry(&["gpt-5.2"]),
        } },
        "agents": {
            "defaults": {
                "model": { "primary": "anthropic/claude-opus-4-5", "fallbacks": ["openai/gpt-5.2"] },
                "imageModel": { "primary": "anthropic/claude-opus-4-5", "fallbacks": ["openai/gpt-5.2"] },
                "models": { "anthropic/claude-opus-4-5": { "alias": "opus" } },
            },
            "list": agents,
        },
    });
    let home = TestHome::with_config(&config.to_string());
    let key = |id: &str| {
        let provider = id.split(':').next().unwrap_or_default();
        (id.to_owned(), json!({ "type": "api_key", "provider": provider, "key": format!("key-{id}-0123456789") }))
    };
    let ids = ["work", "default", "fallback", "primary", "backup", "manual"].map(|name| format!("anthropic:{name}"));
    let ids = ids.into_iter().chain(["openai:personal", "openai:work"].map(str::to_owned));
    let profiles: serde_json::Map<String, Value> = ids.map(|id| key(&id)).collect();
    let store = json!({ "version": 1, "profiles": profiles }).to_string();
    home.write_file("agents/main/agent/auth-profiles.json", &store);
    if line.contains("work") && !line.contains("agents add") {
        home.write_file("agents/work/agent/auth-profiles.json", &store);
    }
    home
}

/// A shell with openclaw, a stand-in for another OpenClaw behind it, and the other programs that the lines name.
fn shell(home: &TestHome, line: &str) -> Command {
    let (first, second) = (home.path().join("bin"), home.path().join("bin2"));
    fs::create_dir_all(&second).unwrap();
    fs::create_dir_all(&first).unwrap();
    symlink(BINARY, first.join("openclaw")).ok();
    for (name, text) in [("openclaw", &*format!("echo {HANDED_OVER_TEXT}")), ("jq", "exec cat"), ("claude", "exit 0")] {
        write_program(&second.join(name), text);
    }
    let mut shell = Command::new("/bin/sh");
    shell.args(["-c", line]).env_clear().envs(home.env_vars()).env("OPENCLAW_TEST_TIME", TIME);
    let path = format!("{}:{}:/usr/bin:/bin", first.display(), second.display());
    shell.env("PATH", path).current_dir(home.path());
    shell
}

fn write_program(path: &Path, text: &str) {
    fs::write(path, format!("#!/bin/sh\n{text}\n")).unwrap();
    fs::set_permissions(path, fs::Permissions::from_mode(0o755)).unwrap();
}

/// The lines of the blocks, with examples in place of what stands for something.
fn lines() -> Vec<String> {
    let joined = BLOCKS.replace("\\\n", " ");
    let is_command = |line: &&str| !line.is_empty() && !line.starts_with('#') && !line.starts_with("```");
    let filled = |line: &str| {
        line.replace("[--json] [--plain]", "--json")
            .replace("<model>", "openai/gpt-5.2")
            .replace("<index>", "1")
            .replace("<your-agent>", "work")
            .replace("provider/model-id", "openai/gpt-5.2")
    };
    joined.lines().map(str::trim).filter(is_command).map(filled).collect()
}

/// Runs a line with a token on stdin.
fn run_piped(home: &TestHome, line: &str) -> Output {
    let token = home.path().join("token");
    fs::write(&token, format!("sk-ant-oat01-Canary2{}\n", "a1".repeat(44))).unwrap();
    let stdin = Stdio::from(fs::File::open(token).unwrap());
    shell(home, line).stdin(stdin).output().unwrap()
}

/// Why a line does not run; `None` if it does.
fn failure(provider: &FakeProvider, line: &str) -> Option<String> {
    let home = home(provider, line);
    let (code, said) = if let Some((_, answers)) = ASKING.iter().find(|(asking, _)| *asking == line) {
        let mut session = Terminal::start(&mut shell(&home, line));
        answers.iter().for_each(|(prompt, keys)| session.answer(prompt, keys));
        session.finish()
    } else {
        let output = run_piped(&home, line);
        let said = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        (output.status.code().unwrap_or(-1), said)
    };
    let is_error =
        |line: &str| ["Error:", "error:", "sh:", "/bin/sh:"].iter().any(|start| line.trim_start().starts_with(start));
    let mut found: Vec<_> = said.lines().filter(|line| is_error(line)).map(str::to_owned).collect();
    if code != 0 {
        found.push(format!("it ends with exit code {code}"));
    }
    let is_handed_over = said.lines().any(|line| line == HANDED_OVER_TEXT);
    match (is_handed_over, HANDED_OVER.contains(&line)) {
        (true, false) => found.push("it is handed over".to_owned()),
        (false, true) => found.push("it is not handed over".to_owned()),
        _ => {}
    }
    (!found.is_empty()).then(|| found.join("; "))
}

#[test]
fn every_command_line_of_the_documents_runs() {
    let provider = FakeProvider::start(script(&[]));
    let lines = lines();
    assert!(lines.len() > 100, "only {} lines were found", lines.len());
    let mut failed = Vec::new();
    for line in lines.iter().collect::<std::collections::BTreeSet<_>>() {
        let is_known = DO_NOT_RUN.iter().any(|(known, _)| known == line);
        match failure(&provider, line) {
            Some(why) if !is_known => failed.push(format!("{line}\n    {why}")),
            None if is_known => failed.push(format!("{line}\n    it runs: take it off the list")),
            _ => {}
        }
    }
    assert!(failed.is_empty(), "{} lines do not run:\n{}", failed.len(), failed.join("\n"));
    let known = DO_NOT_RUN.iter().map(|(line, _)| line).chain(ASKING.iter().map(|(line, _)| line));
    let known = known.chain(HANDED_OVER);
    known.for_each(|line| assert!(lines.iter().any(|one| one == line), "not in the documents: {line}"));
}

#[test]
fn the_workflow_runs_as_it_is_printed() {
    let provider = FakeProvider::start(script(&[]));
    let home = home(&provider, "");
    let config = || fs::read_to_string(home.state_dir().join("openclaw.json")).unwrap();
    for line in WORKFLOW {
        assert!(lines().iter().any(|one| one == line), "not in the documents: {line}");
        let (code, screen) = if let Some((_, answers)) = ASKING.iter().find(|(asking, _)| asking == line) {
            let mut session = Terminal::start(&mut shell(&home, line));
            for (prompt, keys) in *answers {
                session.answer(prompt, keys);
            }
            session.finish()
        } else {
            let output = run_piped(&home, line);
            let said = [output.stdout, output.stderr].concat();
            (output.status.code().unwrap(), String::from_utf8(said).unwrap())
        };
        assert_eq!(code, 0, "{line}\n{screen}");
        assert!(screen.contains("Top candidates:") && screen.contains(" 1. "), "{line}\n{screen}");
    }
    assert!(config().contains("anthropic/own-70b"), "the largest known size comes first: {}", config());
}
