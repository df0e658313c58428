//! Flags and output that all writing commands share.

use app::text::{ChangeText, Text};
use clap::Args;
use contract::{Change, Diff, DiffLine, Hunk, LineKind, OpError, Write};
use serde::Serialize;

use super::{Outcome, call_in_process, interrupt};
use crate::{
    context::CommandContext,
    out::{BAD, Format, GOOD, Out, QUIET, STRONG, escape_hidden, with_style},
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

    /// Whether the change is to be written, and printed as text.
    pub(crate) fn is_plain_write(self) -> bool {
        !self.dry_run && !self.json
    }

    /// Whether the change is only shown, as text.
    pub(crate) fn is_plain_preview(self) -> bool {
        self.dry_run && !self.json
    }

    /// Builds the request. From here on, a signal lets a write in progress finish before the process ends.
    pub(crate) fn write_request<O>(self, op: O) -> Write<O> {
        if !self.dry_run {
            interrupt::release_locks_on_signal();
        }
        Write { op, dry_run: self.dry_run, expect: None }
    }
}

/// Runs the change and prints it.
pub(crate) fn run_change<T: Serialize>(
    context: &mut CommandContext,
    change_args: ChangeArgs,
    ask: impl Future<Output = Result<Change<T>, OpError>>,
    tail: impl Fn(&T) -> String,
) -> Outcome {
    let change = call_in_process(&context.backend, change_args.format(), ask)?;
    print_change(&change, change_args, &mut context.out, tail);
    Ok(0)
}

/// Prints a change, or its preview. `tail` formats the state after the change.
pub(super) fn print_change<T: Serialize>(
    change: &Change<T>,
    change_args: ChangeArgs,
    out: &mut Out,
    tail: impl Fn(&T) -> String,
) {
    if change.written {
        out.record_change(change.id);
    }
    if change_args.json {
        return out.json(change);
    }
    let warnings = || change.breaks.iter().chain(&change.warnings);
    let warn = |out: &mut Out| {
        warnings().for_each(|warning| out.warn(escape_hidden(warning)));
        change.cannot_undo.iter().for_each(|reason| out.message(format!("note: no undo: {}", escape_hidden(reason))));
        change.gateway.iter().for_each(|note| out.message(format!("note: {}", note.text)));
    };
    if change.is_empty() {
        // On a page, backticks mark code. On the command line they are removed.
        out.data(escape_hidden(&ChangeText::UnchangedMessage(change.effect.clone()).en().replace('`', "")));
    } else if change_args.dry_run {
        change.diffs.iter().for_each(|diff| print_diff(diff, out));
        warn(out);
        change
            .blocked
            .iter()
            .for_each(|reason| out.warn(format!("it could not be written: {}", escape_hidden(reason))));
        out.message(with_style(QUIET, "nothing was written (--dry-run)"));
    } else {
        change.diffs.iter().for_each(|diff| out.data(format!("Updated {}", escape_hidden(&diff.file))));
        out.data(tail(&change.current));
        warn(out);
    }
}

/// Prints a unified diff. It is for reading only: `patch` cannot apply it, because secrets are hidden and paths contain
/// `~`.
fn print_diff(diff: &Diff, out: &mut Out) {
    let file = escape_hidden(&diff.file);
    let old = if diff.is_new { "/dev/null" } else { &file };
    out.data(with_style(STRONG, &format!("--- {old}")));
    out.data(with_style(STRONG, &format!("+++ {file}")));
    for hunk in &diff.hunks {
        // The entries of a credential store have no line numbers.
        if hunk.lines.iter().any(|line| line.old.or(line.new).is_some()) {
            out.data(with_style(QUIET, &hunk_header(hunk)));
        }
        for line in &hunk.lines {
            out.data(diff_line_text(line));
        }
    }
}

/// Formats the header of a hunk: `@@ -12,4 +12,5 @@`.
fn hunk_header(hunk: &Hunk) -> String {
    let side = |number: fn(&DiffLine) -> Option<usize>| {
        let numbers: Vec<_> = hunk.lines.iter().filter_map(number).collect();
        format!("{},{}", numbers.first().copied().unwrap_or_default(), numbers.len())
    };
    format!("@@ -{} +{} @@", side(|line| line.old), side(|line| line.new))
}

pub(super) fn diff_line_text(line: &DiffLine) -> String {
    let text = escape_hidden(&line.text);
    match line.kind {
        LineKind::Unchanged => format!(" {text}"),
        LineKind::Removed => with_style(BAD, &format!("-{text}")),
        LineKind::Added => with_style(GOOD, &format!("+{text}")),
    }
}
