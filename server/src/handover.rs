//! Hands command lines that belong to OpenClaw over to it, before they are parsed.

use std::ffi::OsString;

use contract::{Code, OpError};
use rules::{
    base::did_you_mean::closest_names,
    handover::{CommandOwner, command_name, command_owner, delegating_flag},
};

use crate::{
    cli,
    openclaw_process::{HandoverEnvironment, exec_openclaw},
    out::{Format, Out},
};

/// Hands a command line over to OpenClaw if it belongs to OpenClaw.
///
/// Returns an exit code if the hand-over failed, and `None` if this program has to run the command line itself.
pub fn hand_over(args: &[OsString], env: &HandoverEnvironment, out: &mut Out) -> Option<u8> {
    let words = || args.iter().skip(1).map(OsString::as_os_str);
    let owner = command_owner(words());
    if owner == CommandOwner::ThisProgram {
        return None;
    }
    let error = match env.next_openclaw() {
        Some(next) => exec_openclaw(args, &next, env.previous_trace.clone(), &[]),
        None if owner == CommandOwner::OpenClawIfInstalled => return None,
        None => openclaw_missing_error(command_name(words()).as_deref(), delegating_flag(words()).as_deref()),
    };
    out.error(&error, Format::from_args(args));
    Some(1)
}

fn openclaw_missing_error(command: Option<&str>, flag: Option<&str>) -> OpError {
    let error = match command.zip(flag) {
        Some((words, flag)) => foreign_flag_error(words, flag),
        None => foreign_command_error(command),
    };
    error
        .with_hint("`npm install -g openclaw` installs OpenClaw")
        .with_hint("`openclaw --help` shows what works without it")
}

/// Error for a command of this program with a flag that belongs to OpenClaw.
fn foreign_flag_error(words: &str, flag: &str) -> OpError {
    let why = "this flag is handed to OpenClaw, and there is no OpenClaw on `PATH`";
    let message = format!("could not run `openclaw {words}` with `{flag}`: {why}");
    let error = OpError::new(Code::NoOpenclaw, message);
    if !words.starts_with("models") {
        return error.with_hint(format!("`openclaw {words}` works without `{flag}`"));
    }
    error
        .with_hint("`openclaw models status --check` checks the credentials without a request to a provider")
        .with_hint(
            "`openclaw models doctor` checks the files, the names and the chains, and exits 1 when something is wrong",
        )
}

fn foreign_command_error(command: Option<&str>) -> OpError {
    let tree = cli::command_tree();
    let ours = tree.get_subcommands().filter(|command| !command.is_hide_set()).map(clap::Command::get_name);
    let word = command.and_then(|words| words.split(' ').next());
    let meant = word.and_then(|word| closest_names(word, ours).into_iter().next().filter(|meant| meant != word));
    let what = command.map_or_else(|| "this".to_owned(), |words| format!("`openclaw {words}`"));
    let owner = if meant.is_some() { "it is not a command of this program" } else { "it is OpenClaw's own command" };
    let message = format!("could not run {what}: {owner}, and there is no OpenClaw on `PATH`");
    let error = OpError::new(Code::NoOpenclaw, message);
    meant.into_iter().fold(error, |error, meant| error.with_hint(format!("did you mean `openclaw {meant}`?")))
}
