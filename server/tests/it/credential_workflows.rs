//! Tests of the workflows about credentials in the documents that specify the product, as they are printed there.

use std::{collections::VecDeque, fs, process::Command};

use serde_json::Value;
use testkit::TestHome;

use crate::{process::openclaw_command, reference::split_words, terminal::Terminal};

const KEY: &str = "sk-ant-api03-CanaryCanaryCanaryCanaryCanaryCanary-0001";
const OPENAI_KEY: &str = "sk-proj-CanaryCanaryCanaryCanaryCanaryCanary-0002";
const SETUP_TOKEN: &str =
    "sk-ant-oat01-CanaryCanaryCanaryCanaryCanaryCanaryCanaryCanaryCanaryCanaryCanaryCanaryCanaryCanary-0003AAAAAA";

const CONFIG: &str = "{ agents: { defaults: { model: { primary: 'anthropic/claude-opus-4-5' } } } }\n";

/// “First-Time Model Setup”.
const FIRST_TIME: &str = "
# 1. Add Anthropic API key
openclaw models auth add
# → Select: anthropic
# → Select: API key
# → Paste key

# 2. Set primary model
openclaw models set anthropic/claude-opus-4-5

# 3. Add fallbacks
openclaw models fallbacks add openai/gpt-5.2
openclaw models fallbacks add google/gemini-2.5-pro

# 4. Verify
openclaw models status

# 5. Restart gateway
openclaw gateway restart
";

/// “Multi-Provider Setup with Rotation”.
const ROTATION: &str = "
# 1. Add multiple Anthropic profiles
openclaw models auth paste-token --provider anthropic --profile-id anthropic:primary --expires-in 365d
openclaw models auth paste-token --provider anthropic --profile-id anthropic:backup --expires-in 365d

# 2. Set rotation order
openclaw models auth order set --provider anthropic anthropic:primary anthropic:backup

# 3. Add OpenAI as fallback provider
openclaw models auth add
# → Select: openai
# → Paste API key

# 4. Configure fallback chain
openclaw models set anthropic/claude-opus-4-5
openclaw models fallbacks add openai/gpt-5.2

# 5. Verify
openclaw models status
";

/// “Token Expiry and Refresh”, without `claude setup-token`, which is another program.
const EXPIRY: &str = "
# Check expiry
openclaw models status --check

# Refresh expired token (Anthropic)
openclaw models auth setup-token --provider anthropic
# → Paste new token

# Or paste token generated elsewhere
openclaw models auth paste-token --provider anthropic --expires-in 365d

# Verify
openclaw models status

# Restart gateway
openclaw gateway restart
";

/// One line of a workflow: a command, and what is selected at its prompts.
struct WorkflowLine {
    words: Vec<String>,
    selections: VecDeque<String>,
}

fn workflow_lines(text: &str) -> Vec<WorkflowLine> {
    let mut lines: Vec<WorkflowLine> = Vec::new();
    for line in text.lines() {
        if let Some(command) = line.strip_prefix("openclaw ") {
            lines.push(WorkflowLine { words: split_words(command), selections: VecDeque::new() });
        } else if let Some(selected) = line.strip_prefix("# → Select: ") {
            lines.last_mut().unwrap().selections.push_back(selected.to_owned());
        }
    }
    lines
}

fn command(home: &TestHome, words: &[String]) -> Command {
    let mut command = openclaw_command(home);
    command.args(words);
    command
}

/// Runs a line and answers its prompts. Returns the exit code and the screen.
fn run_line(home: &TestHome, mut line: WorkflowLine, secret: &str) -> (i32, String) {
    let mut terminal = Terminal::start(&mut command(home, &line.words));
    let is_guide = line.words.ends_with(&["auth".to_owned(), "add".to_owned()]);
    if is_guide {
        let provider = line.selections.pop_front().unwrap();
        terminal.expect("Provider (").expect("): ").type_line(&provider);
        // The workflow with rotation goes on without naming the method of its API key.
        let method = line.selections.pop_front().unwrap_or_else(|| "API key".to_owned());
        terminal.expect("Method (").expect("): ").type_line(&method);
    }
    if line.words.ends_with(&["--provider".to_owned(), "anthropic".to_owned()])
        && line.words.contains(&"setup-token".to_owned())
    {
        terminal.expect("[Y/n] ").type_line("");
    }
    if is_guide || line.words.iter().any(|word| word == "paste-token" || word == "setup-token") {
        terminal.expect("(it is not shown): ").type_secret(secret);
    }
    terminal.finish()
}

fn run_workflow(home: &TestHome, text: &str, secrets: &[(&str, &str)]) -> Vec<(i32, String)> {
    let run = |line: WorkflowLine| {
        let name = line.words.join(" ");
        let of_provider = |(provider, _): &&(&str, &str)| {
            line.selections.iter().any(|selected| selected == provider) || name.contains(provider)
        };
        let secret = secrets.iter().find(of_provider).map_or("", |(_, secret)| secret);
        let (code, screen) = run_line(home, line, secret);
        assert!(!screen.contains("Canary"), "{name}: {screen}");
        assert!(code == 0 || name.ends_with("--check"), "{name}: {code}\n{screen}");
        (code, screen)
    };
    workflow_lines(text).into_iter().map(run).collect()
}

fn stored(home: &TestHome) -> Value {
    let text = fs::read_to_string(home.state_dir().join("agents/main/agent/auth-profiles.json")).unwrap_or_default();
    serde_json::from_str(&text).unwrap_or_default()
}

#[test]
fn first_time_setup_runs_as_printed() {
    let home = TestHome::empty();
    let said = run_workflow(&home, FIRST_TIME, &[("anthropic", KEY)]);
    assert_eq!(stored(&home)["profiles"]["anthropic:default"]["key"], KEY);
    let (_, status) = &said[4];
    assert!(status.contains("anthropic/claude-opus-4-5") && status.contains("anthropic:default"), "{status}");
    assert!(said[5].1.contains("no gateway is installed here"), "{}", said[5].1);
}

#[test]
fn setup_with_rotation_runs_as_printed() {
    let home = TestHome::empty();
    let said = run_workflow(&home, ROTATION, &[("openai", OPENAI_KEY), ("anthropic", SETUP_TOKEN)]);
    let profiles = &stored(&home)["profiles"];
    for id in ["anthropic:primary", "anthropic:backup"] {
        assert_eq!(profiles[id]["token"], SETUP_TOKEN, "{id}");
    }
    assert_eq!(profiles["openai:default"]["key"], OPENAI_KEY);
    let (_, status) = said.last().unwrap();
    assert!(status.contains("anthropic: anthropic:primary, anthropic:backup"), "{status}");
}

#[test]
fn renewal_of_a_token_runs_as_printed() {
    let home = TestHome::with_config(CONFIG);
    let expired = r#"{ "version": 1, "profiles": { "anthropic:manual": { "type": "token", "provider": "anthropic", "token": "old", "expires": 1000 } } }"#;
    home.write_file("agents/main/agent/auth-profiles.json", expired);
    let said = run_workflow(&home, EXPIRY, &[("anthropic", SETUP_TOKEN)]);
    assert_eq!(said[0].0, 1, "an expired token is not reported: {}", said[0].1);
    assert_eq!(stored(&home)["profiles"]["anthropic:manual"]["token"], SETUP_TOKEN);
    assert!(said[3].1.contains("active"), "{}", said[3].1);
}
