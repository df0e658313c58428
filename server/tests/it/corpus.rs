//! All commands, from the examples in their help texts and from `EXAMPLES`. Properties of all commands are tested with
//! these, so a new command is covered at once.

use std::{
    io::{self, Write},
    sync::{Arc, Mutex, PoisonError},
};

use clap::Command;
use server::{
    cli,
    context::{CommandContext, SessionEnvironment},
    input::Input,
    out::Out,
};
use testkit::TestHome;

use crate::harness::{EXAMPLES, workspace};

/// A command line without `openclaw`.
#[derive(Debug, Clone)]
pub(crate) struct CommandLine {
    pub(crate) words: Vec<String>,
    /// Whether it writes without `--dry-run`.
    pub(crate) is_write: bool,
    /// Whether it sends requests to providers without `--dry-run`.
    pub(crate) is_live: bool,
    /// The flags that it accepts.
    flags: Vec<String>,
}

impl CommandLine {
    /// Parses a command line; `None` if it is not a command.
    pub(crate) fn new(words: &[&str]) -> Option<Self> {
        let command = find_command(words)?;
        let flags: Vec<_> =
            command.get_arguments().filter_map(|flag| flag.get_long()).map(|flag| format!("--{flag}")).collect();
        let is_probe = words.starts_with(&["models", "probe"]) && !words.contains(&"--last");
        let is_retry = words.starts_with(&["models", "auth", "cooldown", "retry"]);
        let is_refresh = words.starts_with(&["models", "refresh"]) || words.contains(&"--refresh");
        let is_scan = words.starts_with(&["models", "scan"]) && !words.contains(&"--no-probe");
        let is_live = is_probe || is_retry || is_scan || is_refresh || words.contains(&"--probe");
        let has = |name: &str| flags.iter().any(|flag| flag == name);
        let is_write = has("--dry-run") && !has("--allow-host") && !is_refresh;
        let words = words.iter().map(|word| (*word).to_owned()).collect();
        Some(Self { words, is_write, is_live, flags })
    }

    /// Adds a flag, if the command accepts it and does not have it yet.
    pub(crate) fn with_flag(&self, flag: &str) -> Option<Self> {
        let mut command = self.clone();
        command.words.push(flag.to_owned());
        let is_fresh = self.flags.iter().any(|known| known == flag) && !self.words.iter().any(|word| word == flag);
        is_fresh.then_some(command)
    }

    /// Returns all variants of the command that only read.
    pub(crate) fn read_only_variants(&self) -> Vec<Self> {
        // A list that is refreshed first has no dry run.
        if self.words.iter().any(|word| word == "--refresh") {
            return Vec::new();
        }
        let plain = if self.is_write || self.is_live {
            self.with_flag("--dry-run").or_else(|| Some(self.clone()))
        } else {
            Some(self.clone())
        };
        let forms = ["--json", "--plain"].into_iter().filter_map(|form| plain.as_ref()?.with_flag(form));
        plain.iter().cloned().chain(forms).collect()
    }

    pub(crate) fn to_text(&self) -> String {
        format!("openclaw {}", self.words.join(" "))
    }
}

/// Returns the innermost command of a command line.
fn find_command(words: &[&str]) -> Option<Command> {
    let tree = cli::command_tree();
    let matches = tree.clone().try_get_matches_from(["openclaw"].iter().chain(words)).ok()?;
    let (mut command, mut matches) = (tree, &matches);
    while let Some((name, inner)) = matches.subcommand() {
        (command, matches) = (command.find_subcommand(name)?.clone(), inner);
    }
    Some(command)
}

/// Returns all commands except the dashboard, which does not end.
pub(crate) fn all_command_lines() -> Vec<CommandLine> {
    fn examples(command: &Command) -> Vec<String> {
        let help = command.get_after_help().map(ToString::to_string).unwrap_or_default();
        let lines = help.lines().filter_map(|line| line.strip_prefix("  openclaw ")?.split("  ").next());
        let lines = lines.map(str::to_owned).collect::<Vec<_>>();
        lines.into_iter().chain(command.get_subcommands().flat_map(examples)).collect()
    }
    let mut lines = examples(&cli::command_tree());
    lines.extend(EXAMPLES.iter().map(|example| example.command.join(" ")));
    lines.sort();
    lines.dedup();
    let split = |line: &String| crate::reference::split_words(line);
    let command = |line| CommandLine::new(&split(line).iter().map(String::as_str).collect::<Vec<_>>());
    let commands: Vec<_> = lines.iter().filter_map(command).collect();
    commands.into_iter().filter(|command| !command.words.starts_with(&["models".to_owned(), "ui".to_owned()])).collect()
}

/// Commands that are tested together. A property of all commands is tested a group at a time, so that each test stays
/// short as commands are added.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum CommandGroup {
    Agents,
    Config,
    Aliases,
    Fallbacks,
    ImageFallbacks,
    Credentials,
    /// All other commands.
    Rest,
}

impl CommandGroup {
    fn of(words: &[String]) -> Self {
        let words: Vec<_> = words.iter().map(String::as_str).collect();
        match words.as_slice() {
            ["agents", ..] => Self::Agents,
            ["config", ..] => Self::Config,
            ["models", "aliases", ..] => Self::Aliases,
            ["models", "fallbacks", ..] => Self::Fallbacks,
            ["models", "image-fallbacks", ..] => Self::ImageFallbacks,
            ["models", "auth", ..] => Self::Credentials,
            _ => Self::Rest,
        }
    }

    pub(crate) fn command_lines(self) -> Vec<CommandLine> {
        all_command_lines().into_iter().filter(|command| Self::of(&command.words) == self).collect()
    }
}

/// Makes a test for each group of commands, all of which call one function with the group.
macro_rules! test_each_command_group {
    ($check:ident) => {
        $crate::corpus::test_each_command_group!($check: agents Agents, config Config, aliases Aliases, fallbacks Fallbacks,
            image_fallbacks ImageFallbacks, credentials Credentials, rest Rest);
    };
    ($check:ident: $($test:ident $group:ident),*) => {
        $(
            #[test]
            fn $test() {
                super::$check(crate::corpus::CommandGroup::$group);
            }
        )*
    };
}
pub(crate) use test_each_command_group;

/// Returns the words of each command and of each group of commands.
pub(crate) fn all_command_paths() -> Vec<Vec<String>> {
    fn walk(command: &Command, path: &[String], found: &mut Vec<Vec<String>>) {
        found.push(path.to_vec());
        for inner in command.get_subcommands() {
            walk(inner, &[path, &[inner.get_name().to_owned()]].concat(), found);
        }
    }
    let mut found = Vec::new();
    walk(&cli::command_tree(), &[], &mut found);
    found
}

/// The result of a command.
pub(crate) struct CommandOutput {
    pub(crate) code: u8,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

/// The secret that is piped into a command: the made-up one that no output may contain.
pub(crate) fn piped_secret(words: &[impl AsRef<str>]) -> String {
    let is_setup_token = words.iter().any(|word| word.as_ref() == "setup-token");
    let start = if is_setup_token { "sk-ant-oat01-" } else { "typed-" };
    format!("{start}Canary99-{}\n", "0123456789".repeat(9))
}

/// Whether a command asks for everything, so that it does nothing without a terminal.
pub(crate) fn needs_terminal(words: &[String]) -> bool {
    words.iter().map(String::as_str).eq(["models", "auth", "add"])
}

/// Runs a command on a home, in this process.
pub(crate) fn run_in_process(home: &TestHome, words: &[String]) -> CommandOutput {
    let (out, err) = (SharedBuffer::default(), SharedBuffer::default());
    let context = |_, out| CommandContext {
        backend: Arc::new(workspace(home)),
        store: home.store(),
        session_env: SessionEnvironment::default(),
        input: Input::piped(piped_secret(words)),
        out,
        log_level: None,
    };
    let args = ["openclaw".to_owned()].into_iter().chain(words.iter().cloned()).map(Into::into);
    let code = cli::run(args, Out::new(out.clone(), err.clone()), context);
    CommandOutput { code, stdout: out.text(), stderr: err.text() }
}

/// A writer whose text can be read afterwards.
#[derive(Clone, Default)]
struct SharedBuffer(Arc<Mutex<Vec<u8>>>);

impl SharedBuffer {
    fn text(&self) -> String {
        String::from_utf8(self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()).unwrap()
    }
}

impl Write for SharedBuffer {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[test]
fn the_corpus_has_every_operation() {
    use contract::{OPERATIONS, OperationKind};
    let commands = all_command_lines();
    for op in OPERATIONS {
        let words = crate::harness::find_example(op.path).unwrap().command;
        if words.is_empty() {
            continue;
        }
        let command = commands.iter().find(|command| command.words == words);
        let command = command.unwrap_or_else(|| panic!("{}: `openclaw {}` is no command", op.name, words.join(" ")));
        assert_eq!(
            (command.is_write, command.is_live),
            (op.kind.is_write(), op.kind == OperationKind::Live),
            "{}: whether it can be asked with `--dry-run`",
            op.name
        );
    }
}
