//! The other processes: this test binary, started again.

use std::{
    env,
    ffi::OsStr,
    fs,
    io::{self, BufRead, BufReader, Read},
    path::Path,
    process::{Child, Command, Stdio},
    time::Duration,
};

use json5_edit::KeyPath;
use rustix::fs::{Mode, RawMode};
use store::{Draft, FileChange, Patience, Place, Replacement, Turn, Who, WriteError};

use crate::home::{Home, patience, place, revision};

/// How long a version is: several pages, so that half of one would be seen.
pub(crate) const VERSION: usize = 20_000;

/// A command that plays a role in a home.
pub(crate) fn actor(role: &str, home: &Home) -> Command {
    started_by(Command::new(env::current_exe().unwrap()), role, home)
}

/// The same, by way of a program that runs the rest of its arguments.
pub(crate) fn actor_under(program: &[&str], role: &str, home: &Home) -> Command {
    let mut command = Command::new(program[0]);
    command.args(&program[1..]).arg(env::current_exe().unwrap());
    started_by(command, role, home)
}

fn started_by(mut command: Command, role: &str, home: &Home) -> Command {
    command.args(["actor::play", "--exact", "--ignored", "--nocapture"]);
    command.env("ACTOR_ROLE", role).env("ACTOR_HOME", home.dir.path()).env("RUST_TEST_THREADS", "1");
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

/// Starts it and waits until it says that it is where it should be.
pub(crate) fn ready(mut command: Command) -> Child {
    let mut child = command.spawn().unwrap();
    let mut lines = BufReader::new(child.stdout.as_mut().unwrap()).lines();
    assert!(lines.any(|line| line.unwrap().contains("ready")), "it ended early");
    child
}

/// Runs it to its end and returns what it says.
pub(crate) fn run(mut command: Command) -> String {
    let output = command.output().unwrap();
    let said = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{said}");
    said
}

#[test]
#[ignore = "the part of other processes; other tests start it"]
fn play() {
    let (Ok(role), Ok(home)) = (env::var("ACTOR_ROLE"), env::var("ACTOR_HOME")) else { return };
    let place = place(Path::new(&home), env::var("ACTOR_MANAGER").ok());
    match role.as_str() {
        "append" => append(&place),
        "hold" => hold(&place),
        "forever" => forever(&place),
        "once" => println!("{}", once(&place)),
        "umask" => {
            let mask = RawMode::from_str_radix(&env::var("ACTOR_UMASK").unwrap(), 8).unwrap();
            rustix::process::umask(Mode::from_raw_mode(mask));
            everything(&place);
        }
        role => panic!("no such role: {role}"),
    }
}

/// Adds its own lines, one in a turn.
fn append(place: &Place) {
    let file = &place.home.config.path;
    let count: usize = env::var("ACTOR_COUNT").unwrap().parse().unwrap();
    // In one queue with all others, nobody finds OpenClaw's lock taken: no patience is needed.
    let openclaw = if env::var("ACTOR_MANAGER").is_ok() { patience().openclaw } else { Duration::ZERO };
    let patience = Patience { openclaw, ..patience() };
    for n in 0..count {
        let turn = place.turn(&patience).unwrap();
        let text = fs::read_to_string(file).unwrap();
        let longer = format!("{text}{} {n}\n", std::process::id());
        turn.replace(file, Some(&revision(&text)), longer.as_bytes()).unwrap();
    }
}

/// Keeps its turn until somebody closes its input.
fn hold(place: &Place) {
    let _turn = place.turn(&patience()).unwrap();
    println!("ready");
    io::stdin().read_to_end(&mut Vec::new()).unwrap();
}

/// Writes one version after the other until it is killed.
fn forever(place: &Place) {
    let file = &place.home.config.path;
    println!("ready");
    for letter in ["a", "b", "c", "d"].iter().cycle() {
        let turn = place.turn(&patience()).unwrap();
        let text = fs::read_to_string(file).unwrap();
        change(&turn, file, &text, &letter.repeat(VERSION)).unwrap();
    }
}

/// Replaces the file and records it.
pub(crate) fn change(turn: &Turn, file: &Path, before: &str, after: &str) -> Result<Option<u64>, WriteError> {
    let (old, new) = (revision(before), revision(after));
    let change = Draft { rev_before: Some(old.clone()), rev_after: Some(new), ..draft() };
    let replacement = Replacement { file, before: Some(&old), bytes: after.as_bytes() };
    turn.change(&[FileChange { replacement, mount: &KeyPath::default(), earlier: None, change }])
}

/// One large write; says how it ended.
fn once(place: &Place) -> String {
    let file = &place.home.config.path;
    let before = fs::read_to_string(file).unwrap();
    let done = place.turn(&patience()).and_then(|turn| change(&turn, file, &before, &"x".repeat(1 << 20)));
    let Err(error) = done else { return "written".to_owned() };
    let source = std::error::Error::source(&error).map(ToString::to_string);
    format!("refused: {error}: {}", source.unwrap_or_default())
}

/// Makes every kind of file that we make.
fn everything(place: &Place) {
    let file = &place.home.config.path;
    let turn = place.turn(&patience()).unwrap();
    let first = turn.replace(file, None, b"{}").unwrap();
    turn.replace(file, Some(&first), b"{ a: 1 }").unwrap();
    turn.record(draft()).unwrap();
    println!("lock {:o}", mode(file.with_extension("json.lock")));
}

pub(crate) fn draft() -> Draft {
    Draft {
        who: Who::Cli,
        op: "test".to_owned(),
        file: "openclaw.json".to_owned(),
        rev_before: None,
        rev_after: Some(revision("{}")),
        leaves: Vec::new(),
        undoes: None,
        part_of: None,
    }
}

pub(crate) fn mode(path: impl AsRef<Path>) -> u32 {
    std::os::unix::fs::PermissionsExt::mode(&path.as_ref().metadata().unwrap().permissions()) & 0o7777
}

/// Whether a program can be run here; says it loudly when not.
pub(crate) fn has(program: impl AsRef<OsStr>, args: &[&str], what_is_not_tested: &str) -> bool {
    let works = Command::new(&program)
        .args(args)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success());
    if !works {
        eprintln!("SKIPPED, `{}` does not work here: {what_is_not_tested}", program.as_ref().display());
    }
    works
}
