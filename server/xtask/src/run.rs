//! Running other programs, and saying which.

use std::{
    io::{BufRead, BufReader},
    process::{Command, Stdio},
};

use crate::{Result, root};

/// A command that is about to run at the top of the repository.
pub(crate) struct Step {
    command: Command,
    shown: String,
}

pub(crate) fn cargo(args: &[&str]) -> Step {
    step(&std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned()), args)
}

pub(crate) fn step(program: &str, args: &[&str]) -> Step {
    let name = program.rsplit('/').next().unwrap_or(program);
    let mut command = Command::new(program);
    command.args(args).current_dir(root());
    // What Cargo tells this program about itself is not for the next Cargo.
    for (name, _) in std::env::vars_os() {
        let text = name.to_string_lossy();
        if text.starts_with("CARGO_PKG_") || text.starts_with("CARGO_MANIFEST_") {
            command.env_remove(name);
        }
    }
    Step { command, shown: format!("{name} {}", args.join(" ")) }
}

impl Step {
    pub(crate) fn env(mut self, name: &str, value: &str) -> Self {
        self.command.env(name, value);
        self
    }

    pub(crate) fn within(mut self, folder: &str) -> Self {
        self.command.current_dir(root().join(folder));
        self
    }

    /// Runs it; failure is an error.
    pub(crate) fn go(mut self) -> Result {
        eprintln!("\n$ {}", self.shown);
        if self.command.status()?.success() { Ok(()) } else { Err(format!("`{}` failed", self.shown).into()) }
    }

    /// Runs it and returns its stdout; what it says goes where ours goes.
    pub(crate) fn read(mut self) -> Result<String> {
        let output = self.command.stderr(Stdio::inherit()).output()?;
        if !output.status.success() {
            return Err(format!("`{}` failed", self.shown).into());
        }
        Ok(String::from_utf8(output.stdout)?)
    }

    /// Runs it while its lines pass by; returns them, and whether it succeeded.
    pub(crate) fn watch(mut self) -> Result<(Vec<String>, bool)> {
        eprintln!("\n$ {}", self.shown);
        let (reader, writer) = std::io::pipe()?;
        let mut child = self.command.stdout(writer.try_clone()?).stderr(writer).spawn()?;
        // The command keeps its ends of the pipe, and the pipe would never end.
        drop(self);
        let mut lines = Vec::new();
        for line in BufReader::new(reader).lines() {
            let line = line?;
            println!("{line}");
            lines.push(line);
        }
        Ok((lines, child.wait()?.success()))
    }

    /// Whether it can be run at all.
    pub(crate) fn succeeds(mut self) -> bool {
        self.command.stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok_and(|status| status.success())
    }
}
