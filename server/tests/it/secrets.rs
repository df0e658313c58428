//! Tests that a secret never reaches a terminal, a page, a reply, a log, or a file of openclaw other than the backups.
//!
//! Made-up keys are in all typical places, and in forgotten ones: in comments beside edited values, and in an
//! address. Then all commands are run.

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
use testkit::TestHome;

use crate::{
    corpus::{CommandGroup, CommandLine, run_in_process},
    harness::{EXAMPLES, Harness, api_request, form_request, get_request_as},
    process::openclaw_command,
    reference::split_words,
};

/// The text that all made-up keys contain.
const CANARY: &str = "Canary";

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

/// Stored credentials with a made-up key at every place that may have one.
const STORE: &str = r#"{ "version": 1, "profiles": {
  "openai:key": { "type": "api_key", "provider": "openai", "key": "sk-Canary60-0123456789", "metadata": { "a": "Canary61" } },
  "anthropic:token": { "type": "token", "provider": "anthropic", "token": "Canary62-with-an-end", "tokenRef": "Canary63" },
  "google:login": { "type": "oauth", "provider": "google", "access": "Canary64", "refresh": "Canary65", "idToken": "Canary66", "expires": 9 },
  "sk-ant-api03-Canary72abcdefghij0123456789": { "type": "api_key", "provider": "mistral", "key": "k", "email": "sk-ant-api03-Canary73abcdefghij0123456789" },
  "anthropic:work": { "type": "token", "provider": "anthropic", "token": "sk-Canary74-0123456789" },
  "anthropic:manual": { "type": "token", "provider": "anthropic", "token": "sk-Canary75-0123456789" },
  "openai:old": { "type": "api_key", "provider": "openai", "key": "sk-Canary76-0123456789" },
  "xai:other": { "type": "Canary67", "provider": "xai", "key": "Canary68" },
  "house:ref": { "type": "api_key", "provider": "house", "keyRef": { "source": "exec", "provider": "p", "id": "x" }, "apiKey": "Canary69" }
}, "usageStats": { "openai:key": { "cooldownUntil": 4000000000000, "failureCounts": { "auth": 1 }, "note": "Canary70" }, "anthropic:work": { "cooldownUntil": 4000000000000, "disabledReason": "Canary77" } } }"#;

/// A home with secrets in its configuration and in its credential store.
/// A file of an early release, whose entries can be imported.
const LEGACY_STORE: &str = r#"{
  "mistral": { "type": "api_key", "key": "sk-Canary97-0123456789", "note": "Canary97" },
  "chutes": { "type": "oauth", "access": "Canary97-a", "refresh": "Canary97-r", "expires": 9 },
  "sk-ant-api03-Canary97abcdefghij0123456789": { "type": "token", "token": "Canary97" },
  "xai": { "type": "Canary97", "key": "Canary97" }
}"#;

/// A home with secrets in its configuration and in its credential store.
fn create_home() -> TestHome {
    let home = TestHome::with_config(CONFIG);
    home.write_file("agents/main/agent/auth-profiles.json", STORE);
    home.write_file("agents/main/agent/auth.json", LEGACY_STORE);
    home.write_file(
        "agents/main/agent/models.json",
        r#"{ "providers": { "house": { "apiKey": "Canary71", "models": [] } } }"#,
    );
    home
}

fn assert_no_secret(text: &str, description: &str) {
    let context = |at: usize| text.get(at.saturating_sub(200)..at + 20).unwrap_or(text);
    assert!(!text.contains(CANARY), "{description}: {}", text.find(CANARY).map(context).unwrap_or_default());
}

/// The files of openclaw except the backups, which are exact copies.
fn own_files(home: &TestHome) -> Vec<PathBuf> {
    let folder = home.state_dir().join("model-manager");
    let is_read =
        |path: &Path| path.is_file() && path.starts_with(&folder) && !path.starts_with(folder.join("backups"));
    home.fingerprint().into_keys().filter(|path| is_read(path)).collect()
}

fn assert_own_files_clean(home: &TestHome, description: &str) {
    for path in own_files(home) {
        assert_no_secret(
            &String::from_utf8_lossy(&fs::read(&path).unwrap()),
            &format!("{description}, {}", path.display()),
        );
    }
}

/// Previews and runs a command in this process; then reads the history, undoes the change, and reads again.
fn run_and_undo(command: &CommandLine) {
    let home = create_home();
    let ask = |words: &[String]| {
        let output = run_in_process(&home, words);
        let (output, line) = (output.stdout + &output.stderr, format!("openclaw {}", words.join(" ")));
        assert!(!output.is_empty(), "{line} says nothing");
        assert_no_secret(&output, &line);
    };
    command.read_only_variants().iter().for_each(|command| ask(&command.words));
    if command.is_write {
        ask(&command.with_flag("--json").unwrap_or_else(|| command.clone()).words);
        // Another program changes the model and a key.
        let text = fs::read_to_string(home.state_dir().join("openclaw.json")).unwrap();
        home.write_file("openclaw.json", text.replace("google/", "xai/").replace("sk-", "pk-"));
        for line in ["models fallbacks add openai/gpt-5", "models history", "models history --json", "models undo"] {
            ask(&split_words(line));
        }
        assert_own_files_clean(&home, &command.to_text());
    }
}

mod t42_no_command_outputs_a_secret {
    crate::corpus::test_each_command_group!(assert_commands_hide_secrets);
}

fn assert_commands_hide_secrets(group: CommandGroup) {
    let commands = group.command_lines();
    thread::scope(|scope| {
        for some in commands.chunks(commands.len().div_ceil(4)) {
            scope.spawn(move || some.iter().for_each(run_and_undo));
        }
    });
}

/// Returns the path of every object, list and scalar in a value.
fn all_paths(value: &Value, path: &KeyPath) -> Vec<KeyPath> {
    let inner = match value {
        Value::Object(map) => map.iter().map(|(key, inner)| (path.with_key(key), inner)).collect(),
        Value::Array(list) => list.iter().enumerate().map(|(at, inner)| (path.with_index(at), inner)).collect(),
        _ => Vec::new(),
    };
    [path.clone()].into_iter().chain(inner.into_iter().flat_map(|(path, inner)| all_paths(inner, &path))).collect()
}

#[test]
fn t42_requested_values_show_no_secret() {
    let home = create_home();
    let all = all_paths(&json5_edit::read(CONFIG.as_bytes()).unwrap(), &KeyPath::default());
    for path in all.iter().skip(1) {
        for form in [&["config", "get"][..], &["config", "get", "--json"], &["config", "unset", "--dry-run"]] {
            let line: Vec<_> = form.iter().map(|word| (*word).to_owned()).chain([path.to_string()]).collect();
            let output = run_in_process(&home, &line);
            assert!(output.code == 0 || form[1] == "unset", "{path}: {}", output.stderr);
            assert_no_secret(&(output.stdout + &output.stderr), &format!("{} {path}", form.join(" ")));
        }
    }
}

#[test]
fn t43_a_secret_that_is_set_is_never_output() {
    for flags in [&[][..], &["--dry-run"], &["--json"], &["--strict-json"], &["--dry-run", "--json"], &["-vv"]] {
        for value in ["sk-Canary40", "sk-Canary41\n", "'sk-Canary42'", "{ a: 'sk-Canary43' }", "{ a: 'sk-Canary44'"] {
            let home = create_home();
            let mut child = openclaw_command(&home);
            child.args(["config", "set", "models.providers.house.apiKey", "-"]).args(flags).stdin(Stdio::piped());
            let mut child = child.spawn().unwrap();
            child.stdin.take().unwrap().write_all(value.as_bytes()).unwrap();
            let output = child.wait_with_output().unwrap();
            let description = format!("{value:?} {flags:?}");
            assert_no_secret(&String::from_utf8_lossy(&[output.stdout, output.stderr].concat()), &description);
            for line in ["models history --json", "models undo --dry-run", "models undo"] {
                let output = run_in_process(&home, &split_words(line));
                assert_no_secret(&(output.stdout + &output.stderr), &description);
            }
            assert_own_files_clean(&home, &description);
        }
    }
}

/// Runs a command that reads a secret from a pipe, and returns what it has on its own command line and what it outputs.
fn pipe_secret(home: &TestHome, line: &str, flags: &[&str], secret: &str) -> String {
    let mut child = openclaw_command(home);
    child.args(split_words(line)).args(flags).stdin(Stdio::piped());
    let mut child = child.spawn().unwrap();
    // A refused command may end before it has read all.
    child.stdin.as_ref().unwrap().write_all(secret.as_bytes()).ok();
    let arguments = fs::read(format!("/proc/{}/cmdline", child.id())).unwrap();
    drop(child.stdin.take());
    let output = child.wait_with_output().unwrap();
    String::from_utf8_lossy(&[arguments, output.stdout, output.stderr].concat()).into_owned()
}

#[test]
fn t43_a_credential_that_is_stored_is_never_output() {
    let long = "0123456789".repeat(9);
    let secrets = [
        format!("sk-ant-oat01-Canary80{long}\n"),
        format!("sk-ant-api03-Canary81{long}"),
        "sk-Canary82\nsk-Canary83\n".to_owned(),
        "ghp_Canary84\u{7}".to_owned(),
        "Canary85****".to_owned(),
        format!("Canary86{}", "x".repeat(70_000)),
    ];
    for line in [
        "models auth paste-api-key --provider openai",
        "models auth paste-token --provider anthropic --expires-in 90d",
        "models auth setup-token --yes",
        "models auth add --provider openai --method api-key --place 1",
    ] {
        for (secret, flags) in secrets
            .iter()
            .flat_map(|secret| [&[][..], &["--dry-run"], &["--json"], &["-vv"]].map(|flags| (secret, flags)))
        {
            let home = create_home();
            let description = format!("{line} {flags:?}");
            assert_no_secret(&pipe_secret(&home, line, flags, secret), &description);
            for line in ["models history --json", "models auth list --json", "models status", "models undo"] {
                let output = run_in_process(&home, &split_words(line));
                assert_no_secret(&(output.stdout + &output.stderr), &description);
            }
            assert_own_files_clean(&home, &description);
        }
    }
}

#[test]
fn t45_a_secret_in_the_place_of_a_name_is_refused_and_not_repeated() {
    for line in [
        "models auth paste-token --provider sk-Canary87",
        "models auth paste-token --provider openai --profile-id sk-Canary88",
        "models auth paste-token sk-Canary89 --provider openai",
        "models auth paste-api-key --provider openai --key sk-Canary89",
        "models auth paste-token --provider openai --expires-in sk-Canary90-0123456789",
        "models auth order set --provider openai sk-Canary91",
        "models auth remove sk-Canary92",
        "models auth rename openai:old sk-Canary93",
        "models auth cooldown clear sk-Canary94",
        "models auth copy sk-Canary95 --to-agent work",
    ] {
        for more in ["", " --json", " --dry-run"] {
            let home = create_home();
            let output = run_in_process(&home, &split_words(&format!("{line}{more}")));
            assert_eq!(output.code, 1, "{line}");
            assert_no_secret(&(output.stdout + &output.stderr), line);
            assert_own_files_clean(&home, line);
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
        let home = create_home();
        for more in [&[][..], &["--dry-run"], &["--json"]] {
            let line: Vec<_> = ["config", "set", path, value].iter().chain(more).map(|w| (*w).to_owned()).collect();
            let output = run_in_process(&home, &line);
            assert_eq!(output.code, 1, "{path} {value}");
            assert_no_secret(&(output.stdout + &output.stderr), path);
        }
    }
}

#[test]
fn t43_misplaced_argument_is_not_repeated() {
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
        let output = run_in_process(&TestHome::empty(), &split_words(line));
        assert_eq!(output.code, 1, "{line}");
        assert_no_secret(&(output.stdout + &output.stderr.replace("canary", CANARY)), line);
    }
}

#[test]
fn t42_broken_file_errors_show_no_secret() {
    let harmless: Vec<_> = EXAMPLES.iter().filter_map(|example| CommandLine::new(example.command)).collect();
    let harmless: Vec<_> = harmless.iter().flat_map(CommandLine::read_only_variants).collect();
    // The text is broken before, inside and after a key.
    let broken = CONFIG.match_indices(CANARY).flat_map(|(at, _)| {
        let (before, behind) = CONFIG.split_at(at);
        let (marked, rest) = behind.split_at(CANARY.len() + 2);
        [format!("{before}'{behind}"), format!("{before}{marked}"), format!("{before}{marked}' [{rest}")]
    });
    let broken: Vec<_> = broken.collect();
    assert!(broken.len() >= 60);
    thread::scope(|scope| {
        for some in broken.chunks(broken.len().div_ceil(8)) {
            let harmless = &harmless;
            scope.spawn(move || {
                for (at, text) in some.iter().enumerate() {
                    let home = TestHome::with_config(text);
                    // Each file is tested with some commands, and each command with some files.
                    for command in harmless.iter().skip(at % 4).step_by(4) {
                        let output = run_in_process(&home, &command.words);
                        assert_no_secret(
                            &(output.stdout + &output.stderr),
                            &format!("{} of {text}", command.to_text()),
                        );
                    }
                }
            });
        }
    });
}

#[test]
fn t44_no_log_of_a_command_holds_a_secret() {
    for example in EXAMPLES {
        let home = create_home();
        let output = openclaw_command(&home).args(example.command).arg("-vv").output().unwrap();
        let output = [output.stdout, output.stderr].concat();
        assert_no_secret(&String::from_utf8_lossy(&output), &example.command.join(" "));
    }
}

#[tokio::test]
async fn t42_no_page_and_no_reply_holds_a_secret() {
    for config in [CONFIG.to_owned(), CONFIG.replacen("list: [", "list: ['sk-Canary23' 'sk-Canary24'", 1)] {
        for example in EXAMPLES {
            let home = create_home();
            home.write_file("openclaw.json", &config);
            let harness = Harness::over(home);
            let visitor = harness.sign_in().await;
            let (api_path, form_path) = (api_path(example.path), form_path(example.path));
            let mut asked = vec![api_request(&visitor, &api_path, &example.preview_json().to_string())];
            if let Some(op) = example.preview_json().pointer("/op/op") {
                let fields = serde_qs::to_string(&json!({ "op": op, "back": "/" })).unwrap();
                asked.push(form_request(&visitor, &form_path, &fields));
                asked.push(api_request(&visitor, &api_path, example.json));
            }
            asked.extend(app::page::PAGES.iter().map(|page| get_request_as(&visitor, page.path)));
            for request in asked {
                let description = format!("{} for {}", request.uri(), example.path);
                let answer = harness.send(request).await;
                assert_no_secret(&format!("{:?}{}", answer.headers, answer.body), &description);
            }
            assert_own_files_clean(&harness.home, example.path);
        }
    }
}
