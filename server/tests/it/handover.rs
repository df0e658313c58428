//! Tests that other commands are handed to OpenClaw unchanged. OpenClaw is a script here.

use std::{
    ffi::{OsStr, OsString},
    fs,
    io::Write,
    os::unix::{
        ffi::{OsStrExt, OsStringExt},
        fs::{PermissionsExt, symlink},
        process::ExitStatusExt,
    },
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
};

use tempfile::TempDir;

use crate::process::BINARY;

/// A script that writes down its arguments and then runs `$DO`.
const FAKE_OPENCLAW: &str =
    "#!/bin/sh\nprintf '%s\\0' \"$@\" >> \"$HOME/argv\"\necho called >> \"$HOME/calls\"\neval \"$DO\"\n";

/// A home with directories for `PATH`, on the file system of the binary.
struct HandoverHome {
    dir: TempDir,
    path: Vec<PathBuf>,
}

impl HandoverHome {
    fn new() -> Self {
        Self { dir: tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap(), path: Vec::new() }
    }

    fn with_script(script: &str) -> Self {
        let mut home = Self::new();
        home.add_script(script);
        home
    }

    /// Returns the path of an `openclaw` in the next directory on `PATH`.
    fn next_binary_path(&mut self) -> PathBuf {
        let dir = self.dir.path().join(format!("bin{}", self.path.len()));
        fs::create_dir(&dir).unwrap();
        self.path.push(dir.clone());
        dir.join("openclaw")
    }

    fn add_script(&mut self, text: &str) -> PathBuf {
        let script = self.next_binary_path();
        fs::write(&script, text).unwrap();
        fs::set_permissions(&script, PermissionsExt::from_mode(0o755)).unwrap();
        script
    }

    fn command(&self, program: &Path) -> Command {
        let system = ["/usr/bin", "/bin"].map(PathBuf::from);
        let path = std::env::join_paths(self.path.iter().chain(&system)).unwrap();
        let mut command = Command::new(program);
        command.env_clear().env("HOME", self.dir.path()).env("PATH", path).current_dir(self.dir.path());
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }

    fn run(&self, line: &str) -> Output {
        self.command(Path::new(BINARY)).args(line.split_whitespace()).output().unwrap()
    }

    fn read_note(&self, name: &str) -> Vec<u8> {
        fs::read(self.dir.path().join(name)).unwrap_or_default()
    }

    fn count_calls(&self) -> usize {
        String::from_utf8(self.read_note("calls")).unwrap().lines().count()
    }
}

fn stderr_text(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

#[test]
fn every_byte_of_every_argument_arrives() {
    let home = HandoverHome::with_script(FAKE_OPENCLAW);
    let strange = OsString::from_vec(b"\xff\xfe".to_vec());
    let args = [OsStr::new("gateway"), OsStr::new(" a\n b"), OsStr::new(""), OsStr::new("$(x) 'y' \"z\""), &strange];
    let output = home.command(Path::new(BINARY)).args(args).output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", stderr_text(&output));
    let expected: Vec<u8> = args.iter().flat_map(|arg| [arg.as_bytes(), b"\0"].concat()).collect();
    assert_eq!(home.read_note("argv"), expected);
}

#[test]
fn flags_before_the_command_are_passed_on() {
    let home = HandoverHome::with_script(FAKE_OPENCLAW);
    home.run("--profile work -v --no-color models accounts --json");
    assert_eq!(home.read_note("argv"), b"--profile\0work\0-v\0--no-color\0models\0accounts\0--json\0");
}

#[test]
fn streams_environment_and_exit_code_are_passed_through() {
    let home = HandoverHome::with_script(FAKE_OPENCLAW);
    let mut command = home.command(Path::new(BINARY));
    command.args(["doctor", "--fix"]).env("MINE", "kept").env("DO", "cat; echo \"$MINE\"; echo oops >&2; exit 7");
    let mut child = command.stdin(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(b"typed\n").unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(7));
    assert_eq!((output.stdout.as_slice(), output.stderr.as_slice()), (&b"typed\nkept\n"[..], &b"oops\n"[..]));
}

#[test]
fn handover_keeps_process_and_signals() {
    let home = HandoverHome::with_script(FAKE_OPENCLAW);
    let mut command = home.command(Path::new(BINARY));
    let child = command.arg("gateway").env("DO", "echo $$; kill -TERM $$").spawn().unwrap();
    let pid = child.id();
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.signal(), Some(15));
    assert_eq!(String::from_utf8(output.stdout).unwrap(), format!("{pid}\n"));
}

#[test]
fn closed_pipe_ends_openclaw_as_usual() {
    let home = HandoverHome::with_script(FAKE_OPENCLAW);
    let mut command = home.command(Path::new(BINARY));
    let mut child = command.arg("logs").env("DO", "read go; echo x; echo x").stdin(Stdio::piped()).spawn().unwrap();
    drop(child.stdout.take());
    child.stdin.take().unwrap().write_all(b"go\n").unwrap();
    assert_eq!(child.wait().unwrap().signal(), Some(13));
}

#[test]
fn own_commands_are_not_handed_over() {
    let home = HandoverHome::with_script(FAKE_OPENCLAW);
    let lines =
        ["", "--help", "help", "help models", "--version", "models", "models aliases help", "models status --json"];
    for line in lines.into_iter().chain(["models sett", "models scan --help", "completions bash"]) {
        home.run(line);
        assert_eq!(home.count_calls(), 0, "openclaw {line}");
    }
    for (at, line) in
        ["status", "plugins list", "gateway restart", "agents list --bindings", "help doctor", "models help accounts"]
            .iter()
            .enumerate()
    {
        home.run(line);
        assert_eq!(home.count_calls(), at + 1, "openclaw {line}");
    }
}

#[test]
fn copies_of_this_program_are_skipped() {
    let mut home = HandoverHome::new();
    symlink(BINARY, home.next_binary_path()).unwrap();
    let chain = home.next_binary_path();
    symlink(&chain, home.next_binary_path()).unwrap();
    symlink(BINARY, chain).unwrap();
    fs::hard_link(BINARY, home.next_binary_path()).unwrap();
    fs::copy(BINARY, home.next_binary_path()).unwrap();
    let output = home.run("gateway status");
    assert!(stderr_text(&output).contains("there is no OpenClaw on `PATH`"), "{}", stderr_text(&output));
    home.add_script(FAKE_OPENCLAW);
    assert_eq!(home.run("gateway status").status.code(), Some(0));
    assert_eq!(home.count_calls(), 1);
}

#[test]
fn unrunnable_and_relative_programs_are_skipped() {
    let mut home = HandoverHome::new();
    fs::write(home.next_binary_path(), FAKE_OPENCLAW).unwrap();
    fs::create_dir(home.next_binary_path()).unwrap();
    let relative = home.add_script(FAKE_OPENCLAW).parent().unwrap().file_name().map(PathBuf::from).unwrap();
    home.path.pop();
    home.path.extend([relative, PathBuf::new()]);
    let output = home.run("gateway status");
    assert_eq!((output.status.code(), home.count_calls()), (Some(1), 0), "{}", stderr_text(&output));
}

/// A program that calls openclaw again is called only once.
#[test]
fn handover_loop_is_refused_with_both_names() {
    for call in ["exec \"$US\" \"$@\"", "\"$US\" \"$@\"", "exec \"$US\" --dev \"$@\""] {
        let home = HandoverHome::with_script(FAKE_OPENCLAW);
        let mut command = home.command(Path::new(BINARY));
        let output = command.args(["gateway", "status"]).env("US", BINARY).env("DO", call).output().unwrap();
        assert_eq!((output.status.code(), home.count_calls()), (Some(1), 1), "{call}: {}", stderr_text(&output));
        let script = home.path[0].join("openclaw");
        assert!(
            stderr_text(&output).contains(BINARY) && stderr_text(&output).contains(script.to_str().unwrap()),
            "{call}"
        );
    }
}

#[test]
fn growing_handover_loop_is_stopped() {
    let home = HandoverHome::with_script(FAKE_OPENCLAW);
    let mut command = home.command(Path::new(BINARY));
    let output = command.arg("gateway").env("US", BINARY).env("DO", "\"$US\" --dev \"$@\"").output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!((2..50).contains(&home.count_calls()), "{}", home.count_calls());
}

#[test]
fn nested_handover_is_allowed() {
    let home = HandoverHome::with_script(FAKE_OPENCLAW);
    let mut command = home.command(Path::new(BINARY));
    let again = "[ \"$1\" = doctor ] || \"$US\" doctor";
    let output = command.args(["gateway", "run"]).env("US", BINARY).env("DO", again).output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", stderr_text(&output));
    assert_eq!(home.read_note("argv"), b"gateway\0run\0doctor\0");
}

#[test]
fn other_versions_of_this_program_are_skipped() {
    let mut home = HandoverHome::new();
    symlink(BINARY, home.next_binary_path()).unwrap();
    let other = home.next_binary_path();
    fs::copy(BINARY, &other).unwrap();
    fs::OpenOptions::new().append(true).open(&other).unwrap().write_all(b"\n").unwrap();
    let output = home.run("gateway status --json");
    assert_eq!(output.status.code(), Some(1));
    let said: serde_json::Value = serde_json::from_slice(&output.stderr).unwrap();
    assert_eq!(said["error"]["code"], "hand-over");
    let message = said["error"]["message"].as_str().unwrap();
    assert!(message.contains(BINARY) && message.contains(other.to_str().unwrap()), "{message}");
}

#[test]
fn a_program_that_fails_to_start_is_an_error() {
    let home = HandoverHome::with_script("#!/no/such/interpreter\n");
    let output = home.run("gateway status");
    assert_eq!(output.status.code(), Some(1));
    assert!(stderr_text(&output).contains("could not run OpenClaw"), "{}", stderr_text(&output));
}

/// A script that writes down its arguments and the files that it is to edit.
const ENVIRONMENT_NOTE: &str = "#!/bin/sh\nprintf '%s\\0' \"$@\" >> \"$HOME/argv\"\necho called >> \"$HOME/calls\"\n\
    printf '%s\\n' \"$OPENCLAW_STATE_DIR\" \"$OPENCLAW_CONFIG_PATH\" > \"$HOME/files\"\n";

#[test]
fn a_value_that_cannot_be_checked_is_set_by_openclaw() {
    let desk = HandoverHome::with_script(FAKE_OPENCLAW);
    let output = desk.run("config set channels.x.y true --strict-json");
    assert_eq!(output.status.code(), Some(0), "{}", stderr_text(&output));
    assert_eq!(desk.read_note("argv"), b"config\0set\0--strict-json\0channels.x.y\0true\0");
    assert!(stderr_text(&output).contains("without its comments"), "{}", stderr_text(&output));
    for (line, code) in [
        ("config set channels.x.y true --json", 1),
        ("config set channels.x.y true --dry-run", 1),
        ("config set gateway.foo true", 1),
        ("config set gateway.mode local", 0),
        ("config set channels.x.y true --force", 0),
        ("config unset channels.x.y --json", 1),
        ("config unset channels.x.y --dry-run", 1),
        ("config unset channels.x.y --force", 0),
    ] {
        let output = desk.run(line);
        assert_eq!((output.status.code(), desk.count_calls()), (Some(code), 1), "{line}: {}", stderr_text(&output));
    }
}

#[test]
fn openclaw_edits_the_file_of_this_home_and_is_told_so() {
    let desk = HandoverHome::with_script(ENVIRONMENT_NOTE);
    let state_dir = desk.dir.path().join("other");
    fs::create_dir(&state_dir).unwrap();
    let files = |dir: &Path| format!("{}\n{}\n", dir.display(), dir.join("openclaw.json").display());
    for name in ["OPENCLAW_STATE_DIR", "CLAWDBOT_STATE_DIR"] {
        let mut command = desk.command(Path::new(BINARY));
        command.args(["config", "set", "channels.x.y", "true"]).env(name, &state_dir);
        let output = command.output().unwrap();
        assert_eq!(String::from_utf8(desk.read_note("files")).unwrap(), files(&state_dir), "{name}");
        assert!(stderr_text(&output).contains("in `~/other/openclaw.json`"), "{}", stderr_text(&output));
    }
    let output = desk.run("--profile work config set channels.x.y true");
    assert_eq!(String::from_utf8(desk.read_note("files")).unwrap(), files(&desk.dir.path().join(".openclaw-work")));
    assert!(stderr_text(&output).contains("in `~/.openclaw-work/openclaw.json`"), "{}", stderr_text(&output));
}

#[test]
fn openclaw_gets_no_flag_and_no_path_that_only_we_read() {
    for (args, expected) in [
        (&["-v", "config", "set", "channels.x.y", "true"][..], "--log-level info config set channels.x.y true"),
        (&["config", "set", "channels.x.y", "true", "--verbose"], "--log-level info config set channels.x.y true"),
        (&["--dev", "config", "set", "channels.x.y", "1"], "--profile dev config set channels.x.y 1"),
        (&["--no-color", "config", "set", "channels.x.y", "1"], "--no-color config set channels.x.y 1"),
        (&["config", "set", "channels[\"x.y\"][0]", "1"], "config set channels.x\\.y.0 1"),
        (&["config", "set", "channels.x.y", "-5"], "config set -- channels.x.y -5"),
        (&["config", "set", "channels.x.y", "two words"], "config set channels.x.y two words"),
        (&["config", "unset", "-vv", "channels[x.y]"], "--log-level debug config unset channels.x\\.y"),
    ] {
        let desk = HandoverHome::with_script(FAKE_OPENCLAW);
        let home = desk.dir.path().join(".openclaw");
        fs::create_dir(&home).unwrap();
        fs::write(home.join("openclaw.json"), "{ channels: { 'x.y': 1 } }").unwrap();
        let output = desk.command(Path::new(BINARY)).args(args).output().unwrap();
        let seen = String::from_utf8(desk.read_note("argv")).unwrap();
        assert_eq!(seen.trim_end_matches('\0').replace('\0', " "), expected, "{}", stderr_text(&output));
    }
    let desk = HandoverHome::with_script(FAKE_OPENCLAW);
    let output = desk.command(Path::new(BINARY)).args(["config", "set", "channels[\"5\"]", "{}"]).output().unwrap();
    assert_eq!((output.status.code(), desk.count_calls()), (Some(1), 0));
    assert!(stderr_text(&output).contains("cannot read this path"), "{}", stderr_text(&output));
}

#[test]
fn missing_openclaw_error_repeats_no_argument() {
    let home = HandoverHome::new();
    for line in
        ["Canary-1", "doctor Canary", "--profile Canary doctor", "agent --message Canary", "config patch Canary"]
    {
        let output = home.run(line);
        assert_eq!((output.status.code(), output.stdout.len()), (Some(1), 0), "openclaw {line}");
        assert!(!stderr_text(&output).contains("Canary"), "openclaw {line}: {}", stderr_text(&output));
    }
}

/// The parser and the table have the same commands of `agents`, `config` and the others.
#[test]
fn command_table_has_every_own_flag() {
    let tree = server::cli::command_tree();
    for row in rules::handover::COMMAND_TABLE {
        let mut words = row.words.iter();
        let Some(family) = words.next().and_then(|word| tree.find_subcommand(word)) else { continue };
        let Some(command) = words.next().map_or(Some(family), |word| family.find_subcommand(word)) else { continue };
        let mut ours: Vec<_> = (command.get_arguments())
            .filter_map(|arg| Some((format!("--{}", arg.get_long()?), arg.get_action().takes_values())))
            .map(|(name, takes_value)| if takes_value { name + "=" } else { name })
            .filter(|flag| flag != "--help")
            .collect();
        let mut known: Vec<_> = row.flags.iter().map(|flag| (*flag).to_owned()).collect();
        ours.sort();
        known.sort();
        assert_eq!(ours, known, "openclaw {}", row.words.join(" "));
    }
    let models = tree.find_subcommand("models").unwrap();
    for word in rules::handover::DELEGATED_MODELS_COMMANDS {
        assert!(models.find_subcommand(word).is_none(), "`models {word}` is ours by now");
    }
}
