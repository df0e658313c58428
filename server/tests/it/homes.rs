//! Homes as people have them, for what must hold of every command in every home.

use std::{fs, path::Path};

use rusqlite::Connection;
use testkit::Home;

/// Comments at every place, everything that the commands are about, and keys that nobody knows.
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

/// A shared store's home, with agents by name and a policy.
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

/// The agents of [`RICH`] in a file of their own.
fn included() -> Home {
    let home = Home::empty();
    let (start, end) = (RICH.find("agents: {").unwrap() + 8, RICH.find(",\n  gateway").unwrap());
    home.write("openclaw.json", format!("{}{{ $include: './agents.json5' }}{}", &RICH[..start], &RICH[end..]));
    home.write("agents.json5", &RICH[start..end]);
    home
}

/// Where the file that [`included`] includes stands.
pub(crate) const MOUNTS: &[(&str, &str)] = &[("agents.json5", "agents")];

/// A home by its name, made anew each time.
pub(crate) type Kind = (&'static str, fn() -> Home);

/// Homes in which there is something to do for every command.
pub(crate) const RICH_HOMES: &[Kind] = &[
    ("rich", || Home::with_config(RICH)),
    ("rich, from Windows", || Home::with_config(&format!("\u{feff}{}", RICH.replace('\n', "\r\n")))),
    ("rich, with tabs", || Home::with_config(&RICH.replace("  ", "\t"))),
    ("rich, included", included),
    ("entries", || Home::with_config(ENTRIES)),
    ("empty", Home::empty),
];

/// Configurations as people have them.
pub(crate) const SAMPLES: &[Kind] = &[
    ("bom", || sample("bom")),
    ("commented", || sample("commented")),
    ("inline", || sample("inline")),
    ("machine", || sample("machine")),
    ("odd", || sample("odd")),
    ("tabs", || sample("tabs")),
    ("variables", || sample("variables")),
    ("windows", || sample("windows")),
];

fn sample(name: &str) -> Home {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("testkit/samples").join(name).with_extension("json5");
    Home::with_config(&fs::read_to_string(path).unwrap())
}

/// Homes of each generation, and what keeps a home from being written.
pub(crate) fn generations() -> Vec<(&'static str, Home)> {
    let seeds = Home::with_config(RICH);
    seeds.write("agents/main/agent/auth-profiles.json", r#"{ "version": 1, "profiles": {} }"#);
    let agent_db = Home::with_config(RICH);
    database(&agent_db, "agents/main/agent/openclaw-agent.sqlite", "auth_profile_store", 1);
    let shared_db = shared_db(ENTRIES);
    let newer = Home::with_config(ENTRIES);
    database(&newer, "state/openclaw.sqlite", "config_machine_state", 99);
    let no_database = Home::with_config(RICH);
    no_database.write("state/openclaw.sqlite", "no database");
    vec![
        ("seeds", seeds),
        ("agent-db", agent_db),
        ("shared-db", shared_db),
        ("a newer schema", newer),
        ("a broken database", no_database),
        ("a broken file", Home::with_config(&RICH.replace("'xai/grok-4', // last", "'xai/grok-4' 'again'"))),
        ("a broken include", Home::with_config("{ agents: { $include: './nowhere.json5' } }")),
        ("empty", Home::empty()),
    ]
}

/// A home of the newest generation that we know.
pub(crate) fn shared_db(config: &str) -> Home {
    let home = Home::with_config(config);
    database(&home, "state/openclaw.sqlite", "config_machine_state", 18);
    home
}

fn database(home: &Home, name: &str, table: &str, schema: i64) {
    home.write(name, "");
    let connection = Connection::open(home.state_dir().join(name)).unwrap();
    connection.execute_batch(&format!("PRAGMA user_version={schema}; CREATE TABLE {table}(a);")).unwrap();
}
