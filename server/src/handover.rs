//! What is not ours goes to the OpenClaw that comes next on `PATH`. It takes our place in this process: streams,
//! environment, exit code and signals are its own.

use std::{
    ffi::{OsStr, OsString},
    os::unix::{ffi::OsStrExt, process::CommandExt},
    path::{Path, PathBuf},
    process,
};

use contract::{Code, OpError};
use rules::{
    closest::closest,
    handover::{Handed, VARIABLE, Whose, decide, foreign_flag, named},
};

use crate::{
    cli,
    out::{Format, Out},
};

/// What a hand-over must know of its surroundings.
#[derive(Debug, Clone, Default)]
pub struct Around {
    /// `PATH`
    pub path: Option<OsString>,
    /// The hand-over that led here.
    pub before: Option<Handed>,
}

/// Hands a command line over, if it is OpenClaw's. It comes back with an exit code when it could not, and with nothing
/// when the line is ours.
pub fn hand_over(args: &[OsString], around: &Around, out: &mut Out) -> Option<u8> {
    let words = || args.iter().skip(1).map(OsString::as_os_str);
    let whose = decide(words());
    if whose == Whose::Ours {
        return None;
    }
    let next = around.path.as_deref().and_then(store::next_openclaw);
    let error = match next {
        Some(next) => become_it(args, &next, around.before.clone()),
        None if whose == Whose::OursAlone => return None,
        None => none_there(named(words()).as_deref(), foreign_flag(words()).as_deref()),
    };
    out.error(&error, Format::wanted(args));
    Some(1)
}

/// Comes back only when it could not be.
fn become_it(args: &[OsString], to: &Path, before: Option<Handed>) -> OpError {
    let from = store::this_program().unwrap_or_else(|| PathBuf::from("openclaw"));
    let line = store::revision(args.join(OsStr::new("\0")).as_bytes()).to_string();
    let handed = match Handed::after(before, process::id(), line, &from, to) {
        Ok(handed) => handed,
        Err(before) => return in_circles(&before),
    };
    let mut command = process::Command::new(to);
    if let Some((name, args)) = args.split_first() {
        command.arg0(name).args(args);
    }
    let failed = command.env(VARIABLE, handed.value()).exec();
    OpError::new(Code::HandOver, format!("could not run OpenClaw, `{}`: {failed}", to.display()))
        .hint("it is what comes next on `PATH`; what it is written in may be missing")
}

fn in_circles(before: &Handed) -> OpError {
    let (from, to) = (before.from.display(), before.to.display());
    OpError::new(
        Code::HandOver,
        format!("could not hand this to OpenClaw: `{from}` gave it to `{to}`, and it came back"),
    )
    .hint(format!(
        "`{to}` is no OpenClaw but calls this program, or is another version of it: remove one of the two from `PATH`"
    ))
    .hint(format!("where that is meant, run it without the variable `{VARIABLE}`"))
}

fn none_there(named: Option<&str>, flag: Option<&str>) -> OpError {
    let error = match named.zip(flag) {
        Some((words, flag)) => without_flag(words, flag),
        None => without_command(named),
    };
    error.hint("`npm install -g openclaw` installs OpenClaw").hint("`openclaw --help` shows what works without it")
}

/// A command of ours with a flag that is not.
fn without_flag(words: &str, flag: &str) -> OpError {
    let why = "this flag is handed to OpenClaw, and there is no OpenClaw on `PATH`";
    let message = format!("could not run `openclaw {words}` with `{flag}`: {why}");
    let error = OpError::new(Code::NoOpenclaw, message);
    if !words.starts_with("models") {
        return error.hint(format!("`openclaw {words}` works without `{flag}`"));
    }
    error.hint("`openclaw models status` shows what is configured; credentials are not checked").hint(
        "`openclaw models doctor` checks the files, the names and the chains, and exits 1 when something is wrong",
    )
}

fn without_command(named: Option<&str>) -> OpError {
    let tree = cli::tree();
    let ours = tree.get_subcommands().filter(|command| !command.is_hide_set()).map(clap::Command::get_name);
    let word = named.and_then(|words| words.split(' ').next());
    let meant = word.and_then(|word| closest(word, ours).into_iter().next().filter(|meant| meant != word));
    let what = named.map_or_else(|| "this".to_owned(), |words| format!("`openclaw {words}`"));
    let whose = if meant.is_some() { "it is no command of this program" } else { "it is OpenClaw's own command" };
    let message = format!("could not run {what}: {whose}, and there is no OpenClaw on `PATH`");
    let error = OpError::new(Code::NoOpenclaw, message);
    let error = meant.into_iter().fold(error, |error, meant| error.hint(format!("is `openclaw {meant}` meant?")));
    if named == Some("models list") {
        error.hint("`openclaw models suggest` lists the models that are known here")
    } else {
        error
    }
}
