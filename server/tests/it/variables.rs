//! Tests that the value of a variable in place of a model is never output.

use std::{fs, thread};

use server::http::routes::api_path;
use testkit::TestHome;

use crate::{
    corpus::{CommandGroup, CommandLine, run_in_process},
    harness::{EXAMPLES, Harness, api_request, get_request_as},
    process::openclaw_command,
    reference::split_words,
};

/// Typical secrets that do not look like keys.
const SECRETS: [&str; 8] = [
    "hunter2correct",
    "postgres://u:pw-horse@db/x",
    "https://0123456789@o1.ingest.example/5",
    "Tr0ub4dor-and-3",
    "gpt-mine",
    "openai/my-own-secret",
    "plain-word",
    "in-the-process",
];

const CONFIG: &str = "{
  env: {
    HOUSE: 'hunter2correct', OWN: 'gpt-mine', FULL: 'openai/my-own-secret',
    vars: { DB: 'postgres://u:pw-horse@db/x', DSN: 'https://0123456789@o1.ingest.example/5', PASS1: 'Tr0ub4dor-and-3' },
  },
  models: { providers: { house: { baseUrl: 'http://127.0.0.1:1/v1', models: [] } } },
  agents: {
    defaults: {
      model: {
        primary: '${HOUSE}',
        fallbacks: ['openai/gpt-5.2', '${DB}', 'openai/${OWN}', '${FULL}', 'anthropic/claude-opus-4-5', 'house/${PASS1}',
          'openrouter/${DOTENV}', '${PROCESS}', 'xai/grok-4'],
      },
      imageModel: { primary: 'google/${DSN}', fallbacks: ['${HOUSE}@${OWN}'] },
      models: { 'openai/gpt-5.2': { alias: '${PASS1}' }, 'anthropic/claude-opus-4-5': { alias: 'opus' } },
      modelPolicy: { allow: ['${HOUSE}', 'openai/${OWN}'] },
    },
    list: [{ id: 'main', default: true }, { id: 'work', model: '${DB}' }],
  },
}";

fn home_with_secrets() -> TestHome {
    let home = TestHome::with_config(CONFIG);
    home.write_file(".env", "DOTENV=plain-word\nPROCESS=in-the-process\n");
    home
}

fn assert_no_secret(text: &str, description: &str) {
    for secret in SECRETS {
        assert!(!text.contains(secret), "{description} tells {secret}: {text}");
    }
}

fn assert_command_hides_secrets(home: &TestHome, words: &[String]) {
    let output = run_in_process(home, words);
    let output = output.stdout + &output.stderr;
    assert!(!output.is_empty());
    assert_no_secret(&output, &words.join(" "));
}

mod t42_no_command_outputs_the_value_of_a_variable {
    crate::corpus::test_each_command_group!(assert_commands_hide_variables);
}

fn assert_commands_hide_variables(group: CommandGroup) {
    let commands = group.command_lines();
    thread::scope(|scope| {
        for some in commands.chunks(commands.len().div_ceil(2)) {
            scope.spawn(move || some.iter().for_each(run_and_undo));
        }
    });
}

/// Previews, runs and undoes a command, also after another program changed the same values.
fn run_and_undo(command: &CommandLine) {
    let home = home_with_secrets();
    command.read_only_variants().iter().for_each(|command| assert_command_hides_secrets(&home, &command.words));
    if command.is_write {
        assert_command_hides_secrets(&home, &command.words);
        let text = fs::read_to_string(home.state_dir().join("openclaw.json")).unwrap();
        home.write_file("openclaw.json", text.replace("'${DB}'", "'${HOUSE}'").replace("xai/", "zai/"));
        for line in ["models history --json", "models undo --json", "models fallbacks remove ${DB}", "models doctor"] {
            assert_command_hides_secrets(&home, &split_words(line));
        }
    }
}

#[test]
fn t42_process_variables_are_not_shown() {
    for line in
        ["models", "models status --json", "models fallbacks list", "models doctor", "models fallbacks list --plain"]
    {
        let home = TestHome::with_config(CONFIG);
        let output = openclaw_command(&home).env("PROCESS", "in-the-process").args(line.split(' ')).output().unwrap();
        let output = String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned();
        assert!(output.contains("${PROCESS}") || line == "models doctor", "{output}");
        assert_no_secret(&output, line);
    }
}

#[test]
fn hidden_models_are_reported_as_known_or_unknown() {
    let output = run_in_process(&home_with_secrets(), &split_words("models doctor"));
    for line in [
        "`${HOUSE}`, step 1 of the text chain, resolves to an unknown model",
        "`${DB}`, step 1 of the chain of agent `work`, resolves to an unknown model",
    ] {
        assert!(output.stdout.contains(line), "{}", output.stdout);
    }
    // Any value is a valid name there.
    assert!(!output.stdout.contains("openrouter/"), "{}", output.stdout);
}

#[tokio::test]
async fn t42_variable_values_are_not_shown() {
    let harness = Harness::over(home_with_secrets());
    let visitor = harness.sign_in().await;
    let pages = app::page::PAGES.iter().map(|page| get_request_as(&visitor, page.path));
    let previews = EXAMPLES
        .iter()
        .map(|example| api_request(&visitor, &api_path(example.path), &example.preview_json().to_string()));
    for request in pages.chain(previews).collect::<Vec<_>>() {
        let description = request.uri().to_string();
        let answer = harness.send(request).await;
        assert_no_secret(&format!("{:?}{}", answer.headers, answer.body), &description);
    }
}
