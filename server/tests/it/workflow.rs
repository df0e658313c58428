//! Tests of the workflows in the documents that specify the product, as they are printed there.

use std::{
    fs,
    io::Write,
    os::unix::fs::symlink,
    process::{Command, Output, Stdio},
};

use testkit::TestHome;

use crate::process::{BINARY, openclaw_command};

/// “Per-Agent Model Configuration”.
const PER_AGENT: &str = r#"
# 1. Add new agent
openclaw agents add work --workspace ~/.openclaw/workspace-work

# 2. Configure work agent with different model
openclaw config set agents.list[1].model.primary "openai/gpt-5.2"
openclaw config set agents.list[1].model.fallbacks '["google/gemini-2.5-pro"]'

# 3. Copy auth profiles to work agent
cp ~/.openclaw/agents/main/agent/auth-profiles.json \
   ~/.openclaw/agents/work/agent/auth-profiles.json

# 4. Verify
openclaw models status
openclaw status
"#;

/// Runs lines in a shell that finds the binary as `openclaw`.
fn run_shell(home: &TestHome, lines: &str) -> Output {
    let bin = home.path().join("bin");
    fs::create_dir_all(&bin).unwrap();
    symlink(BINARY, bin.join("openclaw")).unwrap();
    let path = format!("{}:/usr/bin:/bin", bin.display());
    let mut shell = Command::new("/bin/sh");
    shell.args(["-e", "-c", lines]).env_clear().envs(home.env_vars()).env("PATH", path).current_dir(home.path());
    shell.output().unwrap()
}

#[test]
fn agent_gets_own_model() {
    let home = TestHome::with_config(
        "{\n  // the house standard\n  agents: { defaults: { model: 'anthropic/claude-opus-4-5' } },\n}\n",
    );
    home.write_file("agents/main/agent/auth-profiles.json", r#"{ "version": 1, "profiles": {} }"#);
    let output = run_shell(&home, PER_AGENT);
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{said}{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(said.matches("Agents (2)    : main (default), work").count(), 2, "{said}");
    assert!(home.state_dir().join("agents/work/agent/auth-profiles.json").is_file());
    let work = format!(
        "{{ id: 'work', name: 'work', workspace: '{0}/workspace-work', agentDir: '{0}/agents/work/agent', \
         model: {{ primary: 'openai/gpt-5.2', fallbacks: ['google/gemini-2.5-pro'] }} }}",
        home.state_dir().display(),
    );
    let expected = format!(
        "{{\n  // the house standard\n  agents: {{ defaults: {{ model: 'anthropic/claude-opus-4-5' }}, \
         list: [{{ id: 'main' }}, {work}] }},\n}}\n"
    );
    assert_eq!(fs::read_to_string(home.state_dir().join("openclaw.json")).unwrap(), expected);
}

/// Runs a command with a value on stdin and returns all its output.
fn run_piped(home: &TestHome, words: &[&str], value: &str) -> String {
    let mut child = openclaw_command(home).args(words).stdin(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(value.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

#[test]
fn a_piped_secret_is_never_output() {
    let before = "{ env: { KEY: 'Canary1' }, models: { providers: { x: { headers: { A: 'Canary2' } } } } }\n";
    for (path, value, kept) in [
        ("models.providers.x.apiKey", "Canary9\n", "apiKey: 'Canary9'"),
        ("models.providers.x.headers.B", "Canary9\r\n", "B: 'Canary9'"),
        ("env.KEY", "\"Canary9\"", "KEY: 'Canary9'"),
        ("not.known.as.one", "Canary9", "one: 'Canary9'"),
    ] {
        let home = TestHome::with_config(before);
        let set =
            |more: &[&str]| run_piped(&home, &[&["-vv", "config", "set", path, "-", "--force"], more].concat(), value);
        let mut said = [set(&["--dry-run"]), set(&[])].concat();
        let written = fs::read_to_string(home.state_dir().join("openclaw.json")).unwrap();
        assert!(written.contains(kept), "{written}");
        said += &fs::read_to_string(home.state_dir().join("model-manager/history.jsonl")).unwrap();
        said += &run_piped(&home, &["-vv", "config", "set", path, "-", "--force", "--json"], "'Canary8'");
        said += &run_piped(&home, &["-vv", "config", "set", path, "-", "--strict-json"], "Canary9");
        assert!(said.contains("op{path=\"config/set\"}"), "the log is not there: {said}");
        assert!(!said.contains("Canary"), "{said}");
    }
}
