//! `completions` command.

use clap::{Args, Command, ValueEnum};
use clap_complete::Shell;

use super::command_tree;
use crate::out::Out;

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  openclaw completions bash > ~/.local/share/bash-completion/completions/openclaw
  openclaw completions zsh > ~/.zfunc/_openclaw    ~/.zfunc must be in fpath
  openclaw completions fish > ~/.config/fish/completions/openclaw.fish
  openclaw completions powershell >> $PROFILE")]
pub(crate) struct CompletionArgs {
    /// The shell
    #[arg(value_enum)]
    shell: SupportedShell,
}

/// The shells that are tried.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum SupportedShell {
    Bash,
    Zsh,
    Fish,
    Powershell,
}

impl CompletionArgs {
    pub(crate) fn run(&self, out: &mut Out) {
        let shell = match self.shell {
            SupportedShell::Bash => Shell::Bash,
            SupportedShell::Zsh => Shell::Zsh,
            SupportedShell::Fish => Shell::Fish,
            SupportedShell::Powershell => Shell::PowerShell,
        };
        let mut script = Vec::new();
        clap_complete::generate(shell, &mut visible_command_tree(), "openclaw", &mut script);
        out.data(String::from_utf8_lossy(&script).trim_end());
    }
}

/// Returns the command tree without the stand-ins for OpenClaw's commands. clap itself hides them only in help.
fn visible_command_tree() -> Command {
    let tree = command_tree();
    let commands = tree.get_subcommands().filter(|command| !command.is_hide_set()).cloned();
    Command::new("openclaw").args(tree.get_arguments().cloned()).subcommands(commands)
}
