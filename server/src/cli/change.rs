//! What every writing command has in common: its flags, and how it says what it did.

use app::text::{ChangeText, Text};
use clap::Args;
use contract::{Change, Diff, DiffLine, Fate, Hunk, OpError, Write};
use serde::Serialize;

use super::{Outcome, call, interrupt};
use crate::{
    out::{BAD, Format, GOOD, Out, QUIET, STRONG, printable, styled},
    wire::World,
};

/// How to write.
#[derive(Debug, Clone, Copy, Default, Args)]
pub(crate) struct ChangeArgs {
    /// Show what would change, and write nothing
    #[arg(long)]
    dry_run: bool,
    /// Print the change as JSON
    #[arg(long)]
    json: bool,
}

impl ChangeArgs {
    pub(crate) fn format(self) -> Format {
        if self.json { Format::Json } else { Format::Human }
    }

    /// The request, from a command that may be interrupted from here on.
    pub(crate) fn write<O>(self, op: O) -> Write<O> {
        if !self.dry_run {
            interrupt::leave_no_lock();
        }
        Write { op, dry_run: self.dry_run, expect: None }
    }
}

/// Asks for the change, and prints it.
pub(crate) fn run<T: Serialize>(
    world: &mut World,
    how: ChangeArgs,
    ask: impl Future<Output = Result<Change<T>, OpError>>,
    tail: impl Fn(&T) -> String,
) -> Outcome {
    let change = call(&world.backend, how.format(), ask)?;
    print(&change, how, &mut world.out, tail);
    Ok(0)
}

/// The change, or what it would be. `tail` says how things are afterwards.
pub(super) fn print<T: Serialize>(change: &Change<T>, how: ChangeArgs, out: &mut Out, tail: impl Fn(&T) -> String) {
    if change.written {
        out.note_change(change.id);
    }
    if how.json {
        return out.json(change);
    }
    let warnings = || change.breaks.iter().chain(&change.warnings);
    let warn = |out: &mut Out| {
        warnings().for_each(|warning| out.warn(printable(warning)));
        change.cannot_undo.iter().for_each(|why| out.talk(format!("note: no undo: {}", printable(why))));
    };
    if change.is_empty() {
        // Between backticks where a page shows code; here they would be in the way.
        out.data(printable(&ChangeText::Already(change.effect.clone()).en().replace('`', "")));
    } else if how.dry_run {
        change.diffs.iter().for_each(|diff| draw(diff, out));
        warn(out);
        change.blocked.iter().for_each(|why| out.warn(format!("it could not be written: {}", printable(why))));
        out.talk(styled(QUIET, "nothing was written (--dry-run)"));
    } else {
        change.diffs.iter().for_each(|diff| out.data(format!("Updated {}", printable(&diff.file))));
        out.data(tail(&change.now));
        warn(out);
    }
}

/// As a unified diff. It is for looking at: hidden values and `~` are nothing for `patch`.
fn draw(diff: &Diff, out: &mut Out) {
    let file = printable(&diff.file);
    let old = if diff.is_new { "/dev/null" } else { &file };
    out.data(styled(STRONG, &format!("--- {old}")));
    out.data(styled(STRONG, &format!("+++ {file}")));
    for hunk in &diff.hunks {
        out.data(styled(QUIET, &header(hunk)));
        for line in &hunk.lines {
            out.data(draw_line(line));
        }
    }
}

/// `@@ -12,4 +12,5 @@`
fn header(hunk: &Hunk) -> String {
    let side = |number: fn(&DiffLine) -> Option<usize>| {
        let numbers: Vec<_> = hunk.lines.iter().filter_map(number).collect();
        format!("{},{}", numbers.first().copied().unwrap_or_default(), numbers.len())
    };
    format!("@@ -{} +{} @@", side(|line| line.old), side(|line| line.new))
}

pub(super) fn draw_line(line: &DiffLine) -> String {
    let text = printable(&line.text);
    match line.is {
        Fate::Same => format!(" {text}"),
        Fate::Removed => styled(BAD, &format!("-{text}")),
        Fate::Added => styled(GOOD, &format!("+{text}")),
    }
}
