//! Every command there is, as its own help shows it, and as the operations are asked for. What must hold of all commands
//! is tested with these: a new one is in it from its first day.

use std::{
    io::{self, Write},
    sync::{Arc, Mutex, PoisonError},
};

use clap::Command;
use server::{
    cli,
    out::Out,
    wire::{Desk, World},
};
use testkit::Home;

use crate::harness::{EXAMPLES, workspace};

/// A command line, without the `openclaw` in front.
#[derive(Debug, Clone)]
pub(crate) struct Spoken {
    pub(crate) words: Vec<String>,
    /// It writes, unless it is asked with `--dry-run`.
    pub(crate) writes: bool,
    /// The flags that it has.
    flags: Vec<String>,
}

impl Spoken {
    /// `None`: that is no command.
    pub(crate) fn new(words: &[&str]) -> Option<Self> {
        let command = leaf(words)?;
        let flags: Vec<_> =
            command.get_arguments().filter_map(|flag| flag.get_long()).map(|flag| format!("--{flag}")).collect();
        let words = words.iter().map(|word| (*word).to_owned()).collect();
        Some(Self { words, writes: flags.iter().any(|flag| flag == "--dry-run"), flags })
    }

    /// The same with a flag, if it takes it and does not have it yet.
    pub(crate) fn with(&self, flag: &str) -> Option<Self> {
        let mut spoken = self.clone();
        spoken.words.push(flag.to_owned());
        let is_fresh = self.flags.iter().any(|known| known == flag) && !self.words.iter().any(|word| word == flag);
        is_fresh.then_some(spoken)
    }

    /// The command, asked in every way in which it looks and does not write.
    pub(crate) fn harmless(&self) -> Vec<Self> {
        let plain =
            if self.writes { self.with("--dry-run").or_else(|| Some(self.clone())) } else { Some(self.clone()) };
        let forms = ["--json", "--plain"].into_iter().filter_map(|form| plain.as_ref()?.with(form));
        plain.iter().cloned().chain(forms).collect()
    }

    pub(crate) fn line(&self) -> String {
        format!("openclaw {}", self.words.join(" "))
    }
}

/// The command that a line ends in.
fn leaf(words: &[&str]) -> Option<Command> {
    let tree = cli::tree();
    let matches = tree.clone().try_get_matches_from(["openclaw"].iter().chain(words)).ok()?;
    let (mut command, mut matches) = (tree, &matches);
    while let Some((name, inner)) = matches.subcommand() {
        (command, matches) = (command.find_subcommand(name)?.clone(), inner);
    }
    Some(command)
}

/// Every command but the dashboard, which does not end.
pub(crate) fn commands() -> Vec<Spoken> {
    fn examples(command: &Command) -> Vec<String> {
        let help = command.get_after_help().map(ToString::to_string).unwrap_or_default();
        let lines = help.lines().filter_map(|line| line.strip_prefix("  openclaw ")?.split("  ").next());
        let lines = lines.map(str::to_owned).collect::<Vec<_>>();
        lines.into_iter().chain(command.get_subcommands().flat_map(examples)).collect()
    }
    let mut lines = examples(&cli::tree());
    lines.extend(EXAMPLES.iter().map(|example| example.command.join(" ")));
    lines.sort();
    lines.dedup();
    let split = |line: &String| crate::reference::words(line);
    let spoken = |line| Spoken::new(&split(line).iter().map(String::as_str).collect::<Vec<_>>());
    let commands: Vec<_> = lines.iter().filter_map(spoken).collect();
    commands.into_iter().filter(|spoken| !spoken.words.starts_with(&["models".to_owned(), "ui".to_owned()])).collect()
}

/// The words that lead to each command and each group of commands.
pub(crate) fn nodes() -> Vec<Vec<String>> {
    fn walk(command: &Command, path: &[String], found: &mut Vec<Vec<String>>) {
        found.push(path.to_vec());
        for inner in command.get_subcommands() {
            walk(inner, &[path, &[inner.get_name().to_owned()]].concat(), found);
        }
    }
    let mut found = Vec::new();
    walk(&cli::tree(), &[], &mut found);
    found
}

/// What came of a command.
pub(crate) struct Said {
    pub(crate) code: u8,
    pub(crate) out: String,
    pub(crate) err: String,
}

/// Runs a command in this process, on a home.
pub(crate) fn say(home: &Home, words: &[String]) -> Said {
    let (out, err) = (Page::default(), Page::default());
    let world = |_, out| World {
        backend: Arc::new(workspace(home)),
        place: home.place(),
        desk: Desk::default(),
        out,
        level: None,
    };
    let args = ["openclaw".to_owned()].into_iter().chain(words.iter().cloned()).map(Into::into);
    let code = cli::run(args, Out::new(out.clone(), err.clone()), world);
    Said { code, out: out.text(), err: err.text() }
}

/// Paper to write on.
#[derive(Clone, Default)]
struct Page(Arc<Mutex<Vec<u8>>>);

impl Page {
    fn text(&self) -> String {
        String::from_utf8(self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()).unwrap()
    }
}

impl Write for Page {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[test]
fn the_corpus_has_every_operation() {
    use contract::{Kind, OPERATIONS};
    let commands = commands();
    for op in OPERATIONS {
        let words = crate::harness::example(op.path).unwrap().command;
        let spoken = commands.iter().find(|spoken| spoken.words == words);
        let spoken = spoken.unwrap_or_else(|| panic!("{}: `openclaw {}` is no command", op.name, words.join(" ")));
        assert_eq!(spoken.writes, op.kind != Kind::Read, "{}: whether it can be asked with `--dry-run`", op.name);
    }
}
