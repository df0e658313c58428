//! Runs other programs, and prints their command lines.

use std::{
    io::{BufRead, BufReader},
    process::{Command, Stdio},
};

use crate::{Result, repository_root};

/// A command that will run at the top of the repository.
pub(crate) struct RepositoryCommand {
    command: Command,
    display_text: String,
}

pub(crate) fn cargo_command(args: &[&str]) -> RepositoryCommand {
    repository_command(&std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned()), args)
}

pub(crate) fn repository_command(program: &str, args: &[&str]) -> RepositoryCommand {
    let name = program.rsplit('/').next().unwrap_or(program);
    let mut command = Command::new(program);
    command.args(args).current_dir(repository_root());
    // Variables that Cargo sets for this program must not reach the next Cargo.
    for (name, _) in std::env::vars_os() {
        let text = name.to_string_lossy();
        if text.starts_with("CARGO_PKG_") || text.starts_with("CARGO_MANIFEST_") {
            command.env_remove(name);
        }
    }
    RepositoryCommand { command, display_text: format!("{name} {}", args.join(" ")) }
}

/// Builds the release binary, with the site inside.
pub(crate) fn build_release() -> Result {
    cargo_command(&["build", "--release", "--locked"]).run_or_fail()
}

impl RepositoryCommand {
    pub(crate) fn env(mut self, name: &str, value: &str) -> Self {
        self.command.env(name, value);
        self
    }

    pub(crate) fn in_folder(mut self, folder: &str) -> Self {
        self.command.current_dir(repository_root().join(folder));
        self
    }

    /// Runs it; a failure is an error.
    pub(crate) fn run_or_fail(mut self) -> Result {
        eprintln!("\n$ {}", self.display_text);
        if self.command.status()?.success() { Ok(()) } else { Err(format!("`{}` failed", self.display_text).into()) }
    }

    /// Runs it and returns its exit code; `None` if a signal ended it.
    pub(crate) fn exit_code(mut self) -> Result<Option<i32>> {
        eprintln!("\n$ {}", self.display_text);
        Ok(self.command.status()?.code())
    }

    /// Runs it and returns its stdout; its stderr goes to the stderr of this process.
    pub(crate) fn read_stdout(mut self) -> Result<String> {
        let output = self.command.stderr(Stdio::inherit()).output()?;
        if !output.status.success() {
            return Err(format!("`{}` failed", self.display_text).into());
        }
        Ok(String::from_utf8(output.stdout)?)
    }

    /// Runs it and prints its output; returns the lines, and whether it succeeded.
    pub(crate) fn run_and_collect_lines(mut self) -> Result<(Vec<String>, bool)> {
        eprintln!("\n$ {}", self.display_text);
        let (reader, writer) = std::io::pipe()?;
        let mut child = self.command.stdout(writer.try_clone()?).stderr(writer).spawn()?;
        // The command holds the write ends of the pipe, so without this the reader would never reach its end.
        drop(self);
        let mut lines = Vec::new();
        for line in BufReader::new(reader).lines() {
            let line = line?;
            println!("{line}");
            lines.push(line);
        }
        Ok((lines, child.wait()?.success()))
    }

    /// Whether it runs and exits successfully.
    pub(crate) fn succeeds(mut self) -> bool {
        self.command.stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok_and(|status| status.success())
    }
}
