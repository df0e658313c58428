//! What fills a variable where a model is named goes nowhere, whatever it looks like.

use std::{fs, thread};

use server::http::routes::api_path;
use testkit::Home;

use crate::{
    corpus::{Spoken, commands, say},
    harness::{EXAMPLES, Harness, api, get_as},
    process::command,
    reference::words,
};

/// Secrets as people have them, none of which looks like a key.
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

fn home() -> Home {
    let home = Home::with_config(CONFIG);
    home.write(".env", "DOTENV=plain-word\nPROCESS=in-the-process\n");
    home
}

fn assert_untold(text: &str, told: &str) {
    for secret in SECRETS {
        assert!(!text.contains(secret), "{told} tells {secret}: {text}");
    }
}

fn ask(home: &Home, words: &[String]) {
    let said = say(home, words);
    let said = said.out + &said.err;
    assert!(!said.is_empty());
    assert_untold(&said, &words.join(" "));
}

#[test]
fn t42_no_command_tells_what_fills_a_variable() {
    let commands = commands();
    thread::scope(|scope| {
        for some in commands.chunks(commands.len().div_ceil(4)) {
            scope.spawn(move || some.iter().for_each(all_of));
        }
    });
}

/// Asked, done, taken back, and after somebody else changed the same places.
fn all_of(spoken: &Spoken) {
    let home = home();
    spoken.harmless().iter().for_each(|spoken| ask(&home, &spoken.words));
    if spoken.writes {
        ask(&home, &spoken.words);
        let text = fs::read_to_string(home.state_dir().join("openclaw.json")).unwrap();
        home.write("openclaw.json", text.replace("'${DB}'", "'${HOUSE}'").replace("xai/", "zai/"));
        for line in ["models history --json", "models undo --json", "models fallbacks remove ${DB}", "models doctor"] {
            ask(&home, &words(line));
        }
    }
}

#[test]
fn t42_no_variable_of_the_process_is_told() {
    for line in
        ["models", "models status --json", "models fallbacks list", "models doctor", "models fallbacks list --plain"]
    {
        let home = Home::with_config(CONFIG);
        let output = command(&home).env("PROCESS", "in-the-process").args(line.split(' ')).output().unwrap();
        let said = String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned();
        assert!(said.contains("${PROCESS}") || line == "models doctor", "{said}");
        assert_untold(&said, line);
    }
}

#[test]
fn what_is_not_shown_may_be_known_or_not() {
    let said = say(&home(), &words("models doctor"));
    for line in [
        "what `${HOUSE}`, step 1 of the text chain, stands for is not a known model",
        "what `${DB}`, step 1 of the chain of agent `work`, stands for is not a known model",
    ] {
        assert!(said.out.contains(line), "{}", said.out);
    }
    // Any name may be right there.
    assert!(!said.out.contains("openrouter/"), "{}", said.out);
}

#[tokio::test]
async fn t42_no_page_and_no_reply_tells_what_fills_a_variable() {
    let harness = Harness::over(home());
    let visitor = harness.visitor().await;
    let pages = app::page::PAGES.iter().map(|page| get_as(&visitor, page.path));
    let previews =
        EXAMPLES.iter().map(|example| api(&visitor, &api_path(example.path), &example.preview().to_string()));
    for request in pages.chain(previews).collect::<Vec<_>>() {
        let told = request.uri().to_string();
        let answer = harness.send(request).await;
        assert_untold(&format!("{:?}{}", answer.headers, answer.body), &told);
    }
}
