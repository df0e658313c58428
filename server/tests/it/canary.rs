//! A secret goes nowhere: not to a terminal, a page, a reply or a log, and into no file of ours but the copies.
//!
//! Made-up keys lie wherever people have keys, and where they forget them: in comments beside what is edited, and in an
//! address. Then everything is done that can be done.

use std::{
    fs,
    io::Write,
    path::{Path, PathBuf},
    process::Stdio,
    thread,
};

use json5_edit::{KeyPath, Value};
use serde_json::json;
use server::http::routes::{api_path, form_path};
use testkit::Home;

use crate::{
    corpus::{Spoken, commands, say},
    harness::{EXAMPLES, Harness, api, form, get_as},
    process::command,
    reference::words,
};

/// What all made-up keys have in common.
const MARK: &str = "Canary";

const CONFIG: &str = r"// sk-Canary01 was the old one
{
  env: { OPENAI_API_KEY: 'sk-Canary02', vars: { HOUSE: 'sk-Canary03' } }, // sk-Canary04
  models: { providers: { house: {
    baseUrl: 'https://user:Canary05@127.0.0.1/v1?key=Canary06',
    apiKey: 'sk-Canary07',
    headers: { authorization: 'Bearer Canary08' },
    models: [],
  } } },
  gateway: { port: 18789, auth: { token: 'Canary09' } },
  agents: {
    defaults: {
      model: {
        primary: 'openai/gpt-5.2', // sk-Canary10
        /* sk-Canary11 */
        fallbacks: [
          // token: Canary12
          'anthropic/claude-opus-4-5', // sk-Canary13
          'xai/grok-4', /* pass Canary14 */
        ],
      },
      imageModel: { primary: 'google/gemini-2.5-flash', fallbacks: ['openai/gpt-5.2' /* sk-Canary15 */] },
      models: {
        'openai/gpt-5.2': { params: { apiKey: 'sk-Canary16' } },
        'anthropic/claude-opus-4-5': { alias: 'opus', /* sk-Canary17 */ params: { headers: { a: 'Canary18' } } },
      },
    },
    list: [
      { id: 'main', default: true, apiKey: 'sk-Canary19', model: { fallbacks: ['xai/grok-4'] } },
      { id: 'work', model: 'openai/gpt-5.2', /* sk-Canary20 */ env: { TOKEN: 'Canary21' } },
    ],
  },
  channels: { telegram: { botToken: '0000:Canary22', webhookUrl: 'https://h/services/Canary25' } },
  hooks: { bearer: 'Canary26', smtpPass: 'Canary27', note: 'sk-Canary28', oauth: { refresh: 'Canary29' } },
  auth: { profiles: { 'house:me': { provider: 'house', mode: 'oauth', access: 'Canary30' } } },
}
";

fn assert_clean(text: &str, told: &str) {
    let around = |at: usize| text.get(at.saturating_sub(200)..at + 20).unwrap_or(text);
    assert!(!text.contains(MARK), "{told}: {}", text.find(MARK).map(around).unwrap_or_default());
}

/// Our own files but the copies, which are byte for byte what was there.
fn ours(home: &Home) -> Vec<PathBuf> {
    let folder = home.state_dir().join("model-manager");
    let is_read =
        |path: &Path| path.is_file() && path.starts_with(&folder) && !path.starts_with(folder.join("backups"));
    home.print().into_keys().filter(|path| is_read(path)).collect()
}

fn assert_ours_clean(home: &Home, told: &str) {
    for path in ours(home) {
        assert_clean(&String::from_utf8_lossy(&fs::read(&path).unwrap()), &format!("{told}, {}", path.display()));
    }
}

/// Asks and does it, in this process; then looks at what was done, takes it back, and looks again.
fn spoken_of(spoken: &Spoken) {
    let home = Home::with_config(CONFIG);
    let ask = |words: &[String]| {
        let said = say(&home, words);
        let (said, line) = (said.out + &said.err, format!("openclaw {}", words.join(" ")));
        assert!(!said.is_empty(), "{line} says nothing");
        assert_clean(&said, &line);
    };
    spoken.harmless().iter().for_each(|spoken| ask(&spoken.words));
    if spoken.writes {
        ask(&spoken.with("--json").unwrap_or_else(|| spoken.clone()).words);
        // Somebody else changes the model and a key.
        let text = fs::read_to_string(home.state_dir().join("openclaw.json")).unwrap();
        home.write("openclaw.json", text.replace("google/", "xai/").replace("sk-", "pk-"));
        for line in ["models fallbacks add openai/gpt-5", "models history", "models history --json", "models undo"] {
            ask(&words(line));
        }
        assert_ours_clean(&home, &spoken.line());
    }
}

#[test]
fn t42_no_command_says_a_secret() {
    let commands = commands();
    thread::scope(|scope| {
        for some in commands.chunks(commands.len().div_ceil(8)) {
            scope.spawn(move || some.iter().for_each(spoken_of));
        }
    });
}

/// A path to every object, list and scalar of a value.
fn paths(value: &Value, path: &KeyPath) -> Vec<KeyPath> {
    let inner = match value {
        Value::Object(map) => map.iter().map(|(key, inner)| (path.key(key), inner)).collect(),
        Value::Array(list) => list.iter().enumerate().map(|(at, inner)| (path.index(at), inner)).collect(),
        _ => Vec::new(),
    };
    [path.clone()].into_iter().chain(inner.into_iter().flat_map(|(path, inner)| paths(inner, &path))).collect()
}

#[test]
fn t42_no_value_that_is_asked_for_shows_a_secret() {
    let home = Home::with_config(CONFIG);
    let all = paths(&json5_edit::read(CONFIG.as_bytes()).unwrap(), &KeyPath::default());
    for path in all.iter().skip(1) {
        for form in [&["config", "get"][..], &["config", "get", "--json"], &["config", "unset", "--dry-run"]] {
            let line: Vec<_> = form.iter().map(|word| (*word).to_owned()).chain([path.to_string()]).collect();
            let said = say(&home, &line);
            assert!(said.code == 0 || form[1] == "unset", "{path}: {}", said.err);
            assert_clean(&(said.out + &said.err), &format!("{} {path}", form.join(" ")));
        }
    }
}

#[test]
fn t43_a_secret_that_is_set_is_told_to_nobody() {
    for flags in [&[][..], &["--dry-run"], &["--json"], &["--strict-json"], &["--dry-run", "--json"], &["-vv"]] {
        for value in ["sk-Canary40", "sk-Canary41\n", "'sk-Canary42'", "{ a: 'sk-Canary43' }", "{ a: 'sk-Canary44'"] {
            let home = Home::with_config(CONFIG);
            let mut child = command(&home);
            child.args(["config", "set", "models.providers.house.apiKey", "-"]).args(flags).stdin(Stdio::piped());
            let mut child = child.spawn().unwrap();
            child.stdin.take().unwrap().write_all(value.as_bytes()).unwrap();
            let output = child.wait_with_output().unwrap();
            let told = format!("{value:?} {flags:?}");
            assert_clean(&String::from_utf8_lossy(&[output.stdout, output.stderr].concat()), &told);
            for line in ["models history --json", "models undo --dry-run", "models undo"] {
                let said = say(&home, &words(line));
                assert_clean(&(said.out + &said.err), &told);
            }
            assert_ours_clean(&home, &told);
        }
    }
}

#[test]
fn t43_a_secret_on_the_command_line_is_refused_and_not_repeated() {
    for (path, value) in [
        ("gateway.auth.token", "sk-Canary50"),
        ("gateway", "{ auth: { token: 'sk-Canary51' } }"),
        ("models.providers.house.headers.x", "Canary52"),
        ("models.providers.house", "{ apiKey: 'sk-Canary53' }"),
        ("env.vars.KEY", "Canary54"),
        ("env", "{ K: 'Canary55'"),
        ("models.providers.house.baseUrl", "https://me:Canary56@h/v1"),
    ] {
        let home = Home::with_config(CONFIG);
        for more in [&[][..], &["--dry-run"], &["--json"]] {
            let line: Vec<_> = ["config", "set", path, value].iter().chain(more).map(|w| (*w).to_owned()).collect();
            let said = say(&home, &line);
            assert_eq!(said.code, 1, "{path} {value}");
            assert_clean(&(said.out + &said.err), path);
        }
    }
}

#[test]
fn t43_a_word_in_the_wrong_place_is_not_repeated() {
    for line in [
        "models Canary70",
        "models --Canary71",
        "models --Canary72=x --json",
        "models sk-canary",
        "models fallbacks add a/b sk-Canary73 --json",
        "models status --json=Canary74",
        "config get a Canary75",
        "config set gateway.auth.token sk-Canary76 --Canary77",
        "--log-level Canary78 models",
        "--Canary79 models",
    ] {
        let said = say(&Home::empty(), &words(line));
        assert_eq!(said.code, 1, "{line}");
        assert_clean(&(said.out + &said.err.replace("canary", MARK)), line);
    }
}

#[test]
fn t42_no_complaint_about_a_broken_file_shows_a_secret() {
    let harmless: Vec<_> = EXAMPLES.iter().filter_map(|example| Spoken::new(example.command)).collect();
    let harmless: Vec<_> = harmless.iter().flat_map(Spoken::harmless).collect();
    // Broken before a key, in it, and behind it.
    let broken = CONFIG.match_indices(MARK).flat_map(|(at, _)| {
        let (before, behind) = CONFIG.split_at(at);
        let (marked, rest) = behind.split_at(MARK.len() + 2);
        [format!("{before}'{behind}"), format!("{before}{marked}"), format!("{before}{marked}' [{rest}")]
    });
    let broken: Vec<_> = broken.collect();
    assert!(broken.len() >= 60);
    thread::scope(|scope| {
        for some in broken.chunks(broken.len().div_ceil(8)) {
            let harmless = &harmless;
            scope.spawn(move || {
                for (at, text) in some.iter().enumerate() {
                    let home = Home::with_config(text);
                    // Each file meets some of the commands, and each command some of the files.
                    for spoken in harmless.iter().skip(at % 4).step_by(4) {
                        let said = say(&home, &spoken.words);
                        assert_clean(&(said.out + &said.err), &format!("{} of {text}", spoken.line()));
                    }
                }
            });
        }
    });
}

#[test]
fn t44_no_log_of_a_command_holds_a_secret() {
    for example in EXAMPLES {
        let home = Home::with_config(CONFIG);
        let output = command(&home).args(example.command).arg("-vv").output().unwrap();
        let said = [output.stdout, output.stderr].concat();
        assert_clean(&String::from_utf8_lossy(&said), &example.command.join(" "));
    }
}

#[tokio::test]
async fn t42_no_page_and_no_reply_holds_a_secret() {
    for config in [CONFIG.to_owned(), CONFIG.replacen("list: [", "list: ['sk-Canary23' 'sk-Canary24'", 1)] {
        for example in EXAMPLES {
            let harness = Harness::over(Home::with_config(&config));
            let visitor = harness.visitor().await;
            let (api_path, form_path) = (api_path(example.path), form_path(example.path));
            let mut asked = vec![api(&visitor, &api_path, &example.preview().to_string())];
            if let Some(op) = example.preview().pointer("/op/op") {
                let fields = serde_qs::to_string(&json!({ "op": op, "back": "/" })).unwrap();
                asked.push(form(&visitor, &form_path, &fields));
                asked.push(api(&visitor, &api_path, example.json));
            }
            asked.extend(app::page::PAGES.iter().map(|page| get_as(&visitor, page.path)));
            for request in asked {
                let told = format!("{} for {}", request.uri(), example.path);
                let answer = harness.send(request).await;
                assert_clean(&format!("{:?}{}", answer.headers, answer.body), &told);
            }
            assert_ours_clean(&harness.home, example.path);
        }
    }
}
