//! Tests that no secret of any credential store, old file or file of another program reaches an output, a page, a reply
//! or a command line.

use std::{
    fs,
    path::Path,
    process::{Command, Stdio},
    thread,
};

use rusqlite::Connection;
use server::http::routes::api_path;
use testkit::TestHome;

use crate::{
    corpus::{CommandLine, run_in_process},
    harness::{EXAMPLES, Harness, api_request, get_request_as},
    process::{UiProcess, openclaw_command},
    reference::split_words,
};

/// The text that all made-up secrets contain.
const CANARY: &str = "Canary";

const CONFIG: &str = r"{
  models: { providers: { house: { baseUrl: 'http://10.0.0.1/v1', apiKey: 'sk-Canary01-0123456789', models: [] } } },
  agents: {
    defaults: { model: { primary: 'openai/gpt-5.2', fallbacks: ['anthropic/claude-opus-4-5', 'google/gemini-2.5-pro'] } },
    list: [{ id: 'main', default: true }, { id: 'work' }],
  },
}
";

/// Profiles with a secret at every place that may have one.
const PROFILES: &str = r#"{ "version": 1, "profiles": {
  "openai:key": { "type": "api_key", "provider": "openai", "key": "sk-Canary10-0123456789", "metadata": { "a": "Canary11" } },
  "openai:short": { "type": "api_key", "provider": "openai", "key": "Canary12" },
  "anthropic:token": { "type": "token", "provider": "anthropic", "token": "sk-ant-oat01-Canary13-with-an-end", "tokenRef": "Canary14" },
  "google:login": { "type": "oauth", "provider": "google", "access": "Canary15", "refresh": "Canary16", "idToken": "Canary17", "clientId": "Canary18", "expires": 9 },
  "xai:other": { "type": "Canary19", "provider": "xai", "key": "Canary20" },
  "mistral:list": ["Canary21"],
  "house:ref": { "type": "api_key", "provider": "house", "keyRef": { "source": "exec", "provider": "p", "id": "x" }, "apiKey": "Canary22" }
}, "note": "Canary23" }"#;

const STATE: &str = r#"{ "version": 1,
  "order": { "openai": ["openai:short", "openai:key", "sk-ant-api03-Canary30abcdefghij0123456789"] },
  "lastGood": { "openai": "openai:key" },
  "usageStats": {
    "openai:key": { "cooldownUntil": 4000000000000, "cooldownReason": "rate_limit", "failureCounts": { "auth": 1 }, "note": "Canary31" },
    "inline-api-key:openai:Canary32": { "disabledUntil": 4000000000000, "disabledReason": "billing" }
  }
}"#;

/// Creates the stores of a home from its two documents.
type CreateStores = fn(&TestHome, profiles: &str, state: &str);

/// The stores of each generation, and files that OpenClaw no longer reads or that belong to other programs.
const STORES: [(&str, CreateStores); 4] = [
    ("JSON file", json_file),
    ("agent databases", agent_databases),
    ("shared database", shared_database),
    ("old files", old_files),
];

fn json_file(home: &TestHome, profiles: &str, state: &str) {
    let state = state.trim().strip_prefix("{ \"version\": 1,").unwrap_or("}");
    let both = profiles.strip_suffix("}").map_or_else(|| profiles.to_owned(), |open| format!("{open}, {state}"));
    for agent in ["main", "work"] {
        home.write_file(&format!("agents/{agent}/agent/auth-profiles.json"), &both);
    }
}

fn agent_databases(home: &TestHome, profiles: &str, state: &str) {
    for agent in ["main", "work"] {
        let connection = open_database(home, &format!("agents/{agent}/agent/openclaw-agent.sqlite"));
        let tables =
            "CREATE TABLE auth_profile_store (store_key TEXT PRIMARY KEY, store_json TEXT, updated_at INTEGER) STRICT;
            CREATE TABLE auth_profile_state (state_key TEXT PRIMARY KEY, state_json TEXT, updated_at INTEGER) STRICT;";
        connection.execute_batch(tables).unwrap();
        connection.execute("INSERT INTO auth_profile_store VALUES ('primary', ?1, 1)", [profiles]).unwrap();
        connection.execute("INSERT INTO auth_profile_state VALUES ('primary', ?1, 1)", [state]).unwrap();
    }
}

fn shared_database(home: &TestHome, profiles: &str, state: &str) {
    let connection = open_database(home, "state/openclaw.sqlite");
    let table = "CREATE TABLE config_machine_state (state_key TEXT PRIMARY KEY, value_json TEXT, updated_at_ms INTEGER) STRICT;";
    connection.execute_batch(table).unwrap();
    for (key, value) in [
        ("auth.sharedStore", r#"{"location":"state-db"}"#),
        ("authProfiles.store", profiles),
        ("authProfiles.state", state),
        ("other", r#"{"token":"Canary40"}"#),
    ] {
        connection.execute("INSERT INTO config_machine_state VALUES (?1, ?2, 1)", [key, value]).unwrap();
    }
    // A file of an older generation beside the database.
    home.write_file("agents/main/agent/auth-profiles.json", profiles);
}

fn old_files(home: &TestHome, profiles: &str, _: &str) {
    home.write_file("agents/main/agent/auth.json", r#"{ "openai": { "type": "api_key", "key": "sk-Canary50" } }"#);
    let login = r#"{ "anthropic": { "access": "Canary51", "refresh": "Canary52", "expires": 4000000000000 } }"#;
    home.write_file("credentials/oauth.json", login);
    home.write_file("agents/work/agent/auth.json", profiles);
    home.write_file(".env", "OPENAI_API_KEY=sk-Canary53-0123456789\nANTHROPIC_API_KEY='Canary54'\n");
    let tokens = r#"{ "access_token": "Canary55", "refresh_token": "Canary56", "expiry_date": 4000000000000 }"#;
    for (folder, name) in [
        (".qwen", "oauth_creds.json"),
        (".minimax", "oauth_creds.json"),
        (".codex", "auth.json"),
        (".claude", ".credentials.json"),
    ] {
        let folder = home.path().join(folder);
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join(name), tokens).unwrap();
    }
}

fn open_database(home: &TestHome, name: &str) -> Connection {
    home.write_file(name, "");
    Connection::open(home.state_dir().join(name)).unwrap()
}

fn create_home(create: CreateStores) -> TestHome {
    let home = TestHome::with_config(CONFIG);
    create(&home, PROFILES, STATE);
    home
}

fn assert_no_secret(text: &str, description: &str) {
    let context = |at: usize| text.get(at.saturating_sub(200)..at + 20).unwrap_or(text);
    assert!(!text.contains(CANARY), "{description}: {}", text.find(CANARY).map(context).unwrap_or_default());
}

/// All commands that change nothing, in every form of output.
fn harmless_commands() -> Vec<CommandLine> {
    let examples = EXAMPLES.iter().filter_map(|example| CommandLine::new(example.command));
    let examples: Vec<_> = examples.flat_map(|command| command.read_only_variants()).collect();
    let more = ["models status --check", "models status --agent work", "models auth list", "models auth list --json"];
    let more = more.iter().map(|line| line.split_whitespace().collect::<Vec<_>>());
    examples.into_iter().chain(more.filter_map(|words| CommandLine::new(&words))).collect()
}

#[test]
fn t42_no_command_outputs_a_stored_secret() {
    let commands = harmless_commands();
    thread::scope(|scope| {
        for (name, create) in STORES {
            let commands = &commands;
            scope.spawn(move || {
                let home = create_home(create);
                for command in commands {
                    let output = run_in_process(&home, &command.words);
                    let said = output.stdout + &output.stderr;
                    assert_no_secret(&said, &format!("{} with {name}", command.to_text()));
                }
            });
        }
    });
}

#[test]
fn t42_an_unreadable_store_is_not_quoted() {
    let lines = [
        "models status",
        "models status --json",
        "models auth list",
        "models auth order get --provider openai",
        "models doctor",
    ];
    // The documents end inside and behind each secret.
    let broken = |text: &str| -> Vec<String> {
        let places = text.match_indices(CANARY).flat_map(|(at, _)| [at, at + CANARY.len() + 2]);
        places.map(|end| text[..end].to_owned()).collect()
    };
    thread::scope(|scope| {
        for (name, create) in &STORES[..3] {
            scope.spawn(move || {
                let profiles = broken(PROFILES).into_iter().map(|profiles| (profiles, STATE.to_owned()));
                for (profiles, state) in
                    profiles.chain(broken(STATE).into_iter().map(|state| (PROFILES.to_owned(), state)))
                {
                    let home = TestHome::with_config(CONFIG);
                    create(&home, &profiles, &state);
                    for line in lines {
                        let output = run_in_process(&home, &split_words(line));
                        assert_no_secret(
                            &(output.stdout + &output.stderr),
                            &format!("{line} with {name}: {profiles}{state}"),
                        );
                    }
                }
            });
        }
    });
}

#[tokio::test]
async fn t42_no_page_and_no_reply_holds_a_stored_secret() {
    for (name, create) in STORES {
        let harness = Harness::over(create_home(create));
        let visitor = harness.sign_in().await;
        let pages = app::page::PAGES.iter().map(|page| get_request_as(&visitor, page.path));
        let replies = EXAMPLES
            .iter()
            .map(|example| api_request(&visitor, &api_path(example.path), &example.preview_json().to_string()));
        for request in pages.chain(replies).collect::<Vec<_>>() {
            let description = format!("{} with {name}", request.uri());
            let answer = harness.send(request).await;
            assert_no_secret(&format!("{:?}{}", answer.headers, answer.body), &description);
        }
    }
}

#[test]
fn t44_no_log_of_a_command_holds_a_stored_secret() {
    for (name, create) in STORES {
        let home = create_home(create);
        for line in ["models status --json -vv", "models auth list -vv", "models why -vv", "models doctor -vv"] {
            let output = openclaw_command(&home).args(split_words(line)).output().unwrap();
            let output = [output.stdout, output.stderr].concat();
            assert_no_secret(&String::from_utf8_lossy(&output), &format!("{line} with {name}"));
        }
    }
}

/// All users of the machine can read the command line and, of their own processes, the environment.
#[test]
fn t45_no_command_line_holds_a_secret() {
    let home = create_home(old_files);
    let dashboard = UiProcess::start(&home, &["--no-open"]);
    let shown = fs::read_to_string(Path::new("/proc").join(dashboard.child.id().to_string()).join("cmdline")).unwrap();
    assert!(shown.contains("models"), "{shown}");
    assert_no_secret(&shown, "the command line of the dashboard");
    let children = Command::new("ps").args(["-eo", "args"]).stdout(Stdio::piped()).output();
    if let Ok(output) = children {
        assert_no_secret(&String::from_utf8_lossy(&output.stdout), "a command line");
    }
    dashboard.interrupt_and_wait();
}
