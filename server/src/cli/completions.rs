//! `completions`

use clap::{Args, Command, ValueEnum};
use clap_complete::Shell;

use super::tree;
use crate::out::Out;

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  openclaw completions bash > ~/.local/share/bash-completion/completions/openclaw
  openclaw completions zsh > ~/.zfunc/_openclaw    ~/.zfunc must be in fpath
  openclaw completions fish > ~/.config/fish/completions/openclaw.fish
  openclaw completions powershell >> $PROFILE")]
pub(crate) struct CompletionArgs {
    /// Which shell
    #[arg(value_enum)]
    shell: Kind,
}

/// The shells that are tried.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum Kind {
    Bash,
    Zsh,
    Fish,
    Powershell,
}

impl CompletionArgs {
    pub(crate) fn run(&self, out: &mut Out) {
        let shell = match self.shell {
            Kind::Bash => Shell::Bash,
            Kind::Zsh => Shell::Zsh,
            Kind::Fish => Shell::Fish,
            Kind::Powershell => Shell::PowerShell,
        };
        let mut script = Vec::new();
        clap_complete::generate(shell, &mut visible(), "openclaw", &mut script);
        out.data(String::from_utf8_lossy(&script).trim_end());
    }
}

/// The tree without what stands in for OpenClaw: clap hides that in help only.
fn visible() -> Command {
    let tree = tree();
    let commands = tree.get_subcommands().filter(|command| !command.is_hide_set()).cloned();
    Command::new("openclaw").args(tree.get_arguments().cloned()).subcommands(commands)
}
