//! `models history` and `models undo` commands.

use std::time::{Duration, SystemTime};

use app::text::{ChangeDescription, ChangeText, HistoryText, Text};
use clap::Args;
use contract::{Author, ChangeInfo, ChangeList, ChangedValue, ListChanges, UndoChange};
use serde_json::{Value, json};

use super::{
    JsonArgs, Outcome, call_in_process,
    change::{self, ChangeArgs},
};
use crate::{
    context::CommandContext,
    out::{Format, Out, QUIET, STRONG, WARN, escape_hidden, with_style},
};

/// Default number of changes in the text output.
const DEFAULT_LIMIT: usize = 20;

#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  openclaw models history\n  openclaw models history 12    only this change, and whether it can be undone\n  openclaw models history --limit 5 --json"
)]
pub(crate) struct HistoryArgs {
    /// Show only the change with this number
    #[arg(conflicts_with = "limit")]
    number: Option<u64>,
    /// Show at most this many [default: 20, with --json all]
    #[arg(long)]
    limit: Option<usize>,
    #[command(flatten)]
    format: JsonArgs,
}

impl HistoryArgs {
    pub(crate) fn run(self, context: &mut CommandContext) -> Outcome {
        let format = self.format.format();
        let limit = self.limit.or((format != Format::Json).then_some(DEFAULT_LIMIT));
        let op = ListChanges { id: self.number, limit, ..ListChanges::default() };
        let history = call_in_process(&context.backend, format, app::api::list_changes(op))?;
        match format {
            Format::Json => context.out.json(&history.changes.iter().map(change_to_json).collect::<Vec<_>>()),
            Format::Human | Format::Plain => print_history(&history, self.number.is_some(), &mut context.out),
        }
        history.warnings.iter().for_each(|warning| context.out.warn(escape_hidden(warning)));
        Ok(0)
    }
}

#[derive(Debug, Args)]
#[command(
    after_help = "Undo again to go back one change further. To redo, undo the undo by its number.\n\nExamples:\n  openclaw models undo              the last change made here\n  openclaw models undo --dry-run    only show what that would change\n  openclaw models undo 12           the change that `openclaw models history` shows as 12"
)]
pub(crate) struct UndoArgs {
    /// The number of a change [default: the last one made here]
    number: Option<u64>,
    #[command(flatten)]
    change_args: ChangeArgs,
}

impl UndoArgs {
    pub(crate) fn run(self, context: &mut CommandContext) -> Outcome {
        let write = self.change_args.write_request(UndoChange { id: self.number });
        let is_preview = write.dry_run;
        let change = call_in_process(&context.backend, self.change_args.format(), app::api::undo_change(write))?;
        if is_preview && self.change_args.format() == Format::Human && !change.is_empty() {
            context.out.message(escape_hidden(&ChangeText::CardHeading(change.effect.clone()).en()));
        }
        let message = ChangeText::DoneMessage(change.effect.clone()).en();
        change::print_change(&change, self.change_args, &mut context.out, |_| escape_hidden(&message).into_owned());
        Ok(0)
    }
}

fn change_to_json(change: &ChangeInfo) -> Value {
    let leaf = |leaf: &ChangedValue| json!({ "path": leaf.path, "before": leaf.before, "after": leaf.after, "kept": leaf.kept });
    json!({
        "id": change.id,
        "at": change.at,
        "who": change.author,
        "op": change.op,
        "file": change.file,
        "revBefore": change.rev_before,
        "revAfter": change.rev_after,
        "leaves": change.values.iter().map(leaf).collect::<Vec<_>>(),
        "partOf": change.part_of,
        "undoes": change.undoes,
        "undoneBy": change.undone_by,
        "canUndo": change.can_undo,
        "whyNot": change.undo_error,
    })
}

fn print_history(history: &ChangeList, is_one: bool, out: &mut Out) {
    for (at, change) in history.changes.iter().enumerate() {
        if at > 0 {
            out.data("");
        }
        print_header(change, out);
        change.values.iter().for_each(|leaf| print_leaf(leaf, out));
        if change.values.is_empty() {
            out.data("  no change to models was recorded");
        }
        print_footer(change, is_one, out);
    }
    let hidden = history.total - history.changes.len();
    match (history.total, hidden) {
        (0, _) => out.data("No changes yet."),
        (_, 0) => {}
        (all, hidden) => {
            out.message(with_style(QUIET, &format!("{hidden} older are not shown (--limit {all} shows all)")));
        }
    }
}

/// Prints the number of a change, what it did, its author, its time and its file.
fn print_header(change: &ChangeInfo, out: &mut Out) {
    let number = change.id.map_or_else(|| "not recorded yet".to_owned(), |id| format!("change {id}"));
    let author = match change.author {
        Author::Cli => "you, in the terminal",
        Author::Ui => "you, on the dashboard",
        Author::Outside => "another program",
    };
    let heading = HistoryText::ChangeHeading(ChangeDescription::from_change(change)).en();
    let time =
        change.at.as_deref().map(|time| format!(" · {}", time_with_age(time, SystemTime::now()))).unwrap_or_default();
    out.data(format!("{}  {}", with_style(STRONG, &number), escape_hidden(&heading)));
    out.data(format!("  {author}{}", escape_hidden(&time)));
    out.data(format!("  {}", escape_hidden(&change.file)));
}

/// Formats a timestamp such as `2026-01-31T23:59:59.007Z` for people.
fn time_with_age(timestamp: &str, now: SystemTime) -> String {
    let (Some(seconds), Some(age)) = (timestamp.get(..19), store::timestamp_age(timestamp, now)) else {
        return timestamp.to_owned();
    };
    format!("{} UTC{}", seconds.replacen('T', " ", 1), age_suffix(age))
}

/// Formats the age of a change. It is empty after a day: then the date says enough.
fn age_suffix(age: Duration) -> String {
    match age.as_secs() / 60 {
        0 => " (just now)".to_owned(),
        minutes @ 1..60 => format!(" ({minutes} min ago)"),
        minutes @ 60..1440 => format!(" ({} h ago)", minutes / 60),
        _ => String::new(),
    }
}

fn print_leaf(leaf: &ChangedValue, out: &mut Out) {
    out.data(format!("  {}", escape_hidden(&leaf.path)));
    if !leaf.kept {
        return out.data(format!(
            "    {}",
            with_style(QUIET, "not kept: it may contain a secret, or is not a model setting")
        ));
    }
    for (at, hunk) in leaf.hunks.iter().enumerate() {
        if at > 0 {
            out.data("    …");
        }
        hunk.lines.iter().for_each(|line| out.data(format!("    {}", change::diff_line_text(line))));
    }
}

fn print_footer(change: &ChangeInfo, is_one: bool, out: &mut Out) {
    let mut print_line = |text: String| out.data(format!("  {text}"));
    change.part_of.iter().for_each(|first| print_line(format!("together with change {first}")));
    change.undoes.iter().for_each(|other| print_line(format!("undoes change {other}")));
    change.undone_by.iter().for_each(|other| print_line(with_style(WARN, &format!("undone by change {other}"))));
    match (change.id, &change.undo_error) {
        (Some(id), None) if is_one => print_line(format!("`openclaw models undo {id}` undoes it")),
        (_, Some(reason)) if is_one => print_line(format!("no undo: {}", escape_hidden(reason))),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use std::time::UNIX_EPOCH;

    use super::*;

    #[test]
    fn recent_times_show_their_age() {
        let now = UNIX_EPOCH + Duration::from_secs(1_798_761_599);
        for (at, said) in [
            ("2026-12-31T23:59:01.000Z", "2026-12-31 23:59:01 UTC (just now)"),
            ("2026-12-31T23:00:00.123Z", "2026-12-31 23:00:00 UTC (59 min ago)"),
            ("2026-12-31T00:00:00.123Z", "2026-12-31 00:00:00 UTC (23 h ago)"),
            ("2026-12-30T00:00:00.123Z", "2026-12-30 00:00:00 UTC"),
            ("long ago", "long ago"),
        ] {
            assert_eq!(time_with_age(at, now), said);
        }
    }
}
