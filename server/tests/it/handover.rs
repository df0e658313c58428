//! What is not ours goes to OpenClaw, as it was typed. Here that is a script.

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

/// Notes its arguments, and does what `$DO` says.
const FAKE: &str = "#!/bin/sh\nprintf '%s\\0' \"$@\" >> \"$HOME/argv\"\necho called >> \"$HOME/calls\"\neval \"$DO\"\n";

/// A home with some directories for `PATH`, on the file system of the binary.
struct Desk {
    dir: TempDir,
    path: Vec<PathBuf>,
}

impl Desk {
    fn new() -> Self {
        Self { dir: tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap(), path: Vec::new() }
    }

    fn with(script: &str) -> Self {
        let mut desk = Self::new();
        desk.script(script);
        desk
    }

    /// The place of an `openclaw` in a directory that comes next on `PATH`.
    fn next(&mut self) -> PathBuf {
        let dir = self.dir.path().join(format!("bin{}", self.path.len()));
        fs::create_dir(&dir).unwrap();
        self.path.push(dir.clone());
        dir.join("openclaw")
    }

    fn script(&mut self, text: &str) -> PathBuf {
        let script = self.next();
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

    fn note(&self, name: &str) -> Vec<u8> {
        fs::read(self.dir.path().join(name)).unwrap_or_default()
    }

    fn calls(&self) -> usize {
        String::from_utf8(self.note("calls")).unwrap().lines().count()
    }
}

fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

#[test]
fn every_byte_of_every_argument_arrives() {
    let desk = Desk::with(FAKE);
    let strange = OsString::from_vec(b"\xff\xfe".to_vec());
    let args = [OsStr::new("gateway"), OsStr::new(" a\n b"), OsStr::new(""), OsStr::new("$(x) 'y' \"z\""), &strange];
    let output = desk.command(Path::new(BINARY)).args(args).output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let expected: Vec<u8> = args.iter().flat_map(|arg| [arg.as_bytes(), b"\0"].concat()).collect();
    assert_eq!(desk.note("argv"), expected);
}

#[test]
fn flags_before_the_command_go_along() {
    let desk = Desk::with(FAKE);
    desk.run("--profile work -v --no-color models list --json");
    assert_eq!(desk.note("argv"), b"--profile\0work\0-v\0--no-color\0models\0list\0--json\0");
}

#[test]
fn streams_environment_and_exit_code_are_its_own() {
    let desk = Desk::with(FAKE);
    let mut command = desk.command(Path::new(BINARY));
    command.args(["doctor", "--fix"]).env("MINE", "kept").env("DO", "cat; echo \"$MINE\"; echo oops >&2; exit 7");
    let mut child = command.stdin(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(b"typed\n").unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(7));
    assert_eq!((output.stdout.as_slice(), output.stderr.as_slice()), (&b"typed\nkept\n"[..], &b"oops\n"[..]));
}

#[test]
fn it_is_the_same_process_and_dies_of_its_own_signals() {
    let desk = Desk::with(FAKE);
    let mut command = desk.command(Path::new(BINARY));
    let child = command.arg("gateway").env("DO", "echo $$; kill -TERM $$").spawn().unwrap();
    let pid = child.id();
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.signal(), Some(15));
    assert_eq!(String::from_utf8(output.stdout).unwrap(), format!("{pid}\n"));
}

#[test]
fn a_reader_that_goes_away_ends_it_as_it_would_without_us() {
    let desk = Desk::with(FAKE);
    let mut command = desk.command(Path::new(BINARY));
    let mut child = command.arg("logs").env("DO", "read go; echo x; echo x").stdin(Stdio::piped()).spawn().unwrap();
    drop(child.stdout.take());
    child.stdin.take().unwrap().write_all(b"go\n").unwrap();
    assert_eq!(child.wait().unwrap().signal(), Some(13));
}

#[test]
fn what_is_ours_is_not_handed_over() {
    let desk = Desk::with(FAKE);
    let lines =
        ["", "--help", "help", "help models", "--version", "models", "models aliases help", "models status --json"];
    for line in lines.into_iter().chain(["models sett", "completions bash"]) {
        desk.run(line);
        assert_eq!(desk.calls(), 0, "openclaw {line}");
    }
    for (at, line) in
        ["status", "plugins list", "gateway restart", "agents list --bindings", "help doctor", "models help list"]
            .iter()
            .enumerate()
    {
        desk.run(line);
        assert_eq!(desk.calls(), at + 1, "openclaw {line}");
    }
}

#[test]
fn we_are_passed_over_under_any_name() {
    let mut desk = Desk::new();
    symlink(BINARY, desk.next()).unwrap();
    let chain = desk.next();
    symlink(&chain, desk.next()).unwrap();
    symlink(BINARY, chain).unwrap();
    fs::hard_link(BINARY, desk.next()).unwrap();
    fs::copy(BINARY, desk.next()).unwrap();
    let output = desk.run("gateway status");
    assert!(stderr(&output).contains("there is no OpenClaw on `PATH`"), "{}", stderr(&output));
    desk.script(FAKE);
    assert_eq!(desk.run("gateway status").status.code(), Some(0));
    assert_eq!(desk.calls(), 1);
}

#[test]
fn what_cannot_be_run_and_what_has_no_fixed_place_is_passed_over() {
    let mut desk = Desk::new();
    fs::write(desk.next(), FAKE).unwrap();
    fs::create_dir(desk.next()).unwrap();
    let relative = desk.script(FAKE).parent().unwrap().file_name().map(PathBuf::from).unwrap();
    desk.path.pop();
    desk.path.extend([relative, PathBuf::new()]);
    let output = desk.run("gateway status");
    assert_eq!((output.status.code(), desk.calls()), (Some(1), 0), "{}", stderr(&output));
}

/// Whoever calls us back is called once.
#[test]
fn a_script_that_calls_us_back_is_refused_with_both_names() {
    for call in ["exec \"$US\" \"$@\"", "\"$US\" \"$@\"", "exec \"$US\" --dev \"$@\""] {
        let desk = Desk::with(FAKE);
        let mut command = desk.command(Path::new(BINARY));
        let output = command.args(["gateway", "status"]).env("US", BINARY).env("DO", call).output().unwrap();
        assert_eq!((output.status.code(), desk.calls()), (Some(1), 1), "{call}: {}", stderr(&output));
        let script = desk.path[0].join("openclaw");
        assert!(stderr(&output).contains(BINARY) && stderr(&output).contains(script.to_str().unwrap()), "{call}");
    }
}

#[test]
fn a_script_that_calls_us_back_with_more_each_time_comes_to_an_end() {
    let desk = Desk::with(FAKE);
    let mut command = desk.command(Path::new(BINARY));
    let output = command.arg("gateway").env("US", BINARY).env("DO", "\"$US\" --dev \"$@\"").output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!((2..50).contains(&desk.calls()), "{}", desk.calls());
}

#[test]
fn openclaw_may_start_us_and_that_may_be_handed_over_again() {
    let desk = Desk::with(FAKE);
    let mut command = desk.command(Path::new(BINARY));
    let again = "[ \"$1\" = doctor ] || \"$US\" doctor";
    let output = command.args(["gateway", "run"]).env("US", BINARY).env("DO", again).output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert_eq!(desk.note("argv"), b"gateway\0run\0doctor\0");
}

#[test]
fn another_version_of_us_is_no_openclaw() {
    let mut desk = Desk::new();
    symlink(BINARY, desk.next()).unwrap();
    let other = desk.next();
    fs::copy(BINARY, &other).unwrap();
    fs::OpenOptions::new().append(true).open(&other).unwrap().write_all(b"\n").unwrap();
    let output = desk.run("gateway status --json");
    assert_eq!(output.status.code(), Some(1));
    let said: serde_json::Value = serde_json::from_slice(&output.stderr).unwrap();
    assert_eq!(said["error"]["code"], "hand-over");
    let message = said["error"]["message"].as_str().unwrap();
    assert!(message.contains(BINARY) && message.contains(other.to_str().unwrap()), "{message}");
}

#[test]
fn what_cannot_be_started_is_an_error() {
    let desk = Desk::with("#!/no/such/interpreter\n");
    let output = desk.run("gateway status");
    assert_eq!(output.status.code(), Some(1));
    assert!(stderr(&output).contains("could not run OpenClaw"), "{}", stderr(&output));
}

#[test]
fn no_argument_is_repeated_where_there_is_no_openclaw() {
    let desk = Desk::new();
    for line in
        ["Canary-1", "doctor Canary", "--profile Canary doctor", "agent --message Canary", "config patch Canary"]
    {
        let output = desk.run(line);
        assert_eq!((output.status.code(), output.stdout.len()), (Some(1), 0), "openclaw {line}");
        assert!(!stderr(&output).contains("Canary"), "openclaw {line}: {}", stderr(&output));
    }
}

/// What our parser knows and what the table knows of `agents`, `config` and the others is the same.
#[test]
fn the_table_knows_every_flag_of_our_own_commands() {
    let tree = server::cli::tree();
    for row in rules::handover::TABLE {
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
    for word in rules::handover::MODELS_LATER {
        assert!(models.find_subcommand(word).is_none(), "`models {word}` is ours by now");
    }
    let status = models.find_subcommand("status").unwrap();
    let ours: Vec<_> = [models, status].into_iter().flat_map(clap::Command::get_arguments).collect();
    for flag in rules::handover::STATUS_LATER {
        let name = flag.trim_start_matches('-').trim_end_matches('=');
        assert!(ours.iter().all(|arg| arg.get_long() != Some(name)), "`models status {flag}` is ours by now");
    }
}
