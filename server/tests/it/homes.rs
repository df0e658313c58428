//! Sample homes, for properties of every command in every home.

use std::{fs, path::Path};

use rusqlite::Connection;
use testkit::TestHome;

/// A configuration with comments everywhere, all values that commands edit, and unknown keys.
pub(crate) const RICH: &str = r#"// what answers
{
  meta: { lastTouchedVersion: '2026.3.13', lastTouchedAt: 'x' },
  env: { vars: { HOUSE_KEY: 'sk-fake-house' } }, // never shown
  models: { providers: { house: { baseUrl: 'http://127.0.0.1:1/v1', apiKey: '${HOUSE_KEY}', models: [] } } },
  /* the heart of it */
  agents: {
    defaults: {
      model: {
        primary: 'anthropic/claude-opus-4-5', // since January
        fallbacks: [
          // fast
          'openai/gpt-5.2', // and cheap
          'google/gemini-2.5-pro',

          'xai/grok-4', // last
        ],
      },
      imageModel: { primary: 'google/gemini-2.5-flash', fallbacks: ['google/gemini-2.5-pro', 'opus', 'openai/gpt-5.2'] },
      models: {
        // names for the house
        'anthropic/claude-opus-4-5': { alias: 'opus', params: { temperature: 1 } },
        'openai/gpt-5.2': { alias: 'gpt' },
        'google/gemini-2.5-pro': {}, // no name yet
      },
      workspace: '~/w',
      unknown: { to: ['everybody', 1, null] },
    },
    list: [
      { id: 'main', default: true, model: { fallbacks: ['xai/grok-4'] } }, // the first
      { id: 'work', model: { primary: 'google/gemini-2.5-pro', fallbacks: ['xai/grok-4'] } }, // weekdays
    ],
  },
  gateway: { port: 18789 }, // nobody's business
  $unknown: "stays",
}
"#;

/// A shared-db home, with agents in `entries` and a policy.
const ENTRIES: &str = r"{
  meta: { lastTouchedVersion: '2026.9.6', migrations: { modelPolicyAllowlist: true } },
  agents: {
    ownership: 'config', // since the second generation
    defaults: {
      model: { primary: 'google/gemini-2.5-pro', fallbacks: ['xai/grok-4', 'openai/gpt-5.2', 'anthropic/claude-opus-4-5'] },
      imageModel: 'google/gemini-2.5-flash',
      models: { 'anthropic/claude-opus-4-5': { alias: 'opus' } },
      modelPolicy: { allow: ['anthropic/claude-opus-4-5', 'xai/grok-4', 'google/*'] }, // the list
    },
    entries: {
      main: { default: true },
      work: { model: { primary: 'google/gemini-2.5-flash', fallbacks: ['openai/gpt-5.2'] } }, // weekdays
    },
  },
}
";

/// Credentials of a home with a seeds-form store, in which every command about them has something to change.
const CREDENTIALS: &str = r#"{
  "version": 1,
  "profiles": {
    "anthropic:manual": {
      "type": "token",
      "provider": "anthropic",
      "token": "made-up-manual-0123456789",
      "note": "kept"
    },
    "anthropic:work": { "type": "token", "provider": "anthropic", "token": "made-up-work-0123456789" },
    "openai:old": { "type": "api_key", "provider": "openai", "key": "made-up-old-0123456789" },
    "openai:default": { "type": "api_key", "provider": "openai", "key": "made-up-default-0123456789" }
  },
  "order": { "anthropic": ["anthropic:manual", "anthropic:work"] },
  "usageStats": {
    "anthropic:work": { "lastUsed": 1, "cooldownUntil": 4000000000000, "cooldownModel": "claude-opus-4-5", "errorCount": 2 }
  }
}
"#;

/// Adds stored credentials to a home: those of all agents, and an order of `work`.
pub(crate) fn add_credentials(home: &TestHome) {
    home.write_file("agents/main/agent/auth-profiles.json", CREDENTIALS);
    for agent in ["main", "work"] {
        let legacy = r#"{ "mistral": { "type": "api_key", "key": "made-up-mistral" } }"#;
        home.write_file(&format!("agents/{agent}/agent/auth.json"), legacy);
    }
    let own = r#"{ "version": 1, "profiles": {}, "order": { "anthropic": ["anthropic:work"] } }"#;
    home.write_file("agents/work/agent/auth-profiles.json", own);
}

fn home_with_credentials() -> TestHome {
    let home = TestHome::with_config(RICH);
    add_credentials(&home);
    home
}

/// The agents of [`RICH`] in a separate file.
fn home_with_include() -> TestHome {
    let home = TestHome::empty();
    let (start, end) = (RICH.find("agents: {").unwrap() + 8, RICH.find(",\n  gateway").unwrap());
    home.write_file("openclaw.json", format!("{}{{ $include: './agents.json5' }}{}", &RICH[..start], &RICH[end..]));
    home.write_file("agents.json5", &RICH[start..end]);
    home
}

/// The path of the file that [`included`] includes.
pub(crate) const MOUNTS: &[(&str, &str)] = &[("agents.json5", "agents")];

/// A named home, created again for each test.
pub(crate) type NamedHome = (&'static str, fn() -> TestHome);

/// Homes in which every command has something to change.
pub(crate) const RICH_HOMES: &[NamedHome] = &[
    ("rich", || TestHome::with_config(RICH)),
    ("rich, from Windows", || TestHome::with_config(&format!("\u{feff}{}", RICH.replace('\n', "\r\n")))),
    ("rich, with tabs", || TestHome::with_config(&RICH.replace("  ", "\t"))),
    ("rich, included", home_with_include),
    ("entries", || TestHome::with_config(ENTRIES)),
    ("with credentials", home_with_credentials),
    ("empty", TestHome::empty),
];

/// Typical configurations.
pub(crate) const SAMPLES: &[NamedHome] = &[
    ("bom", || sample_home("bom")),
    ("commented", || sample_home("commented")),
    ("inline", || sample_home("inline")),
    ("machine", || sample_home("machine")),
    ("odd", || sample_home("odd")),
    ("tabs", || sample_home("tabs")),
    ("variables", || sample_home("variables")),
    ("windows", || sample_home("windows")),
];

fn sample_home(name: &str) -> TestHome {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("testkit/samples").join(name).with_extension("json5");
    TestHome::with_config(&fs::read_to_string(path).unwrap())
}

/// Homes of each generation, and homes that cannot be written.
pub(crate) fn generation_homes() -> Vec<(&'static str, TestHome)> {
    let seeds = TestHome::with_config(RICH);
    seeds.write_file("agents/main/agent/auth-profiles.json", r#"{ "version": 1, "profiles": {} }"#);
    let agent_db = TestHome::with_config(RICH);
    create_database(&agent_db, "agents/main/agent/openclaw-agent.sqlite", "auth_profile_store", 1);
    let shared_db = shared_db_home(ENTRIES);
    let newer = TestHome::with_config(ENTRIES);
    create_database(&newer, "state/openclaw.sqlite", "config_machine_state", 99);
    let no_database = TestHome::with_config(RICH);
    no_database.write_file("state/openclaw.sqlite", "no database");
    vec![
        ("seeds", seeds),
        ("agent-db", agent_db),
        ("shared-db", shared_db),
        ("a newer schema", newer),
        ("a broken database", no_database),
        ("a broken file", TestHome::with_config(&RICH.replace("'xai/grok-4', // last", "'xai/grok-4' 'again'"))),
        ("a broken include", TestHome::with_config("{ agents: { $include: './nowhere.json5' } }")),
        ("empty", TestHome::empty()),
    ]
}

/// A home of the newest known generation.
pub(crate) fn shared_db_home(config: &str) -> TestHome {
    let home = TestHome::with_config(config);
    create_database(&home, "state/openclaw.sqlite", "config_machine_state", 18);
    home
}

fn create_database(home: &TestHome, name: &str, table: &str, schema: i64) {
    home.write_file(name, "");
    let connection = Connection::open(home.state_dir().join(name)).unwrap();
    connection.execute_batch(&format!("PRAGMA user_version={schema}; CREATE TABLE {table}(a);")).unwrap();
}
