//! `models history`, `models undo`

use std::time::{Duration, SystemTime};

use app::text::{ChangeText, Deed, HistoryText, Text};
use clap::Args;
use contract::{Author, ChangeInfo, Changes, LeafInfo, ListChanges, UndoChange};
use serde_json::{Value, json};

use super::{
    JsonArgs, Outcome, call,
    change::{self, ChangeArgs},
};
use crate::{
    out::{Format, Out, QUIET, STRONG, WARN, printable, styled},
    wire::World,
};

/// How many changes are shown to people who do not say.
const SHOWN: usize = 20;

#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  openclaw models history\n  openclaw models history 12    this change alone, and whether it can be undone\n  openclaw models history --limit 5 --json"
)]
pub(crate) struct HistoryArgs {
    /// The number of a change: show it alone
    #[arg(conflicts_with = "limit")]
    number: Option<u64>,
    /// Show at most this many [default: 20, with --json all]
    #[arg(long)]
    limit: Option<usize>,
    #[command(flatten)]
    format: JsonArgs,
}

impl HistoryArgs {
    pub(crate) fn run(self, world: &mut World) -> Outcome {
        let format = self.format.format();
        let limit = self.limit.or((format != Format::Json).then_some(SHOWN));
        let op = ListChanges { id: self.number, limit, ..ListChanges::default() };
        let history = call(&world.backend, format, app::api::list_changes(op))?;
        match format {
            Format::Json => world.out.json(&history.changes.iter().map(as_json).collect::<Vec<_>>()),
            Format::Human | Format::Plain => print(&history, self.number.is_some(), &mut world.out),
        }
        history.warnings.iter().for_each(|warning| world.out.warn(printable(warning)));
        Ok(0)
    }
}

#[derive(Debug, Args)]
#[command(
    after_help = "Undo again to go back one change further. To redo, undo the undo by its number.\n\nExamples:\n  openclaw models undo              the last change made here\n  openclaw models undo --dry-run    what that would change, and nothing is written\n  openclaw models undo 12           the change that `openclaw models history` shows as 12"
)]
pub(crate) struct UndoArgs {
    /// The number of a change [default: the last one made here]
    number: Option<u64>,
    #[command(flatten)]
    how: ChangeArgs,
}

impl UndoArgs {
    pub(crate) fn run(self, world: &mut World) -> Outcome {
        let write = self.how.write(UndoChange { id: self.number });
        let is_preview = write.dry_run;
        let change = call(&world.backend, self.how.format(), app::api::undo_change(write))?;
        if is_preview && self.how.format() == Format::Human && !change.is_empty() {
            world.out.talk(printable(&ChangeText::Would(change.effect.clone()).en()));
        }
        let done = ChangeText::Done(change.effect.clone()).en();
        change::print(&change, self.how, &mut world.out, |_| printable(&done).into_owned());
        Ok(0)
    }
}

fn as_json(change: &ChangeInfo) -> Value {
    let leaf =
        |leaf: &LeafInfo| json!({ "path": leaf.path, "before": leaf.before, "after": leaf.after, "kept": leaf.kept });
    json!({
        "id": change.id,
        "at": change.at,
        "who": change.who,
        "op": change.op,
        "file": change.file,
        "revBefore": change.rev_before,
        "revAfter": change.rev_after,
        "leaves": change.leaves.iter().map(leaf).collect::<Vec<_>>(),
        "partOf": change.part_of,
        "undoes": change.undoes,
        "undoneBy": change.undone_by,
        "canUndo": change.can_undo,
        "whyNot": change.why_not,
    })
}

fn print(history: &Changes, is_one: bool, out: &mut Out) {
    for (at, change) in history.changes.iter().enumerate() {
        if at > 0 {
            out.data("");
        }
        head(change, out);
        change.leaves.iter().for_each(|leaf| print_leaf(leaf, out));
        if change.leaves.is_empty() {
            out.data("  no change to models is recorded for it");
        }
        foot(change, is_one, out);
    }
    let hidden = history.total - history.changes.len();
    match (history.total, hidden) {
        (0, _) => out.data("Nothing was changed yet."),
        (_, 0) => {}
        (all, hidden) => out.talk(styled(QUIET, &format!("{hidden} older are not shown (--limit {all} shows all)"))),
    }
}

/// Which change, what it did, by whom, when, where.
fn head(change: &ChangeInfo, out: &mut Out) {
    let number = change.id.map_or_else(|| "not recorded yet".to_owned(), |id| format!("change {id}"));
    let who = match change.who {
        Author::Cli => "you, in the terminal",
        Author::Ui => "you, on the dashboard",
        Author::Outside => "another program",
    };
    let what = HistoryText::What(Deed::of(change)).en();
    let at = change.at.as_deref().map(|at| format!(" · {}", moment(at, SystemTime::now()))).unwrap_or_default();
    out.data(format!("{}  {}", styled(STRONG, &number), printable(&what)));
    out.data(format!("  {who}{}", printable(&at)));
    out.data(format!("  {}", printable(&change.file)));
}

/// `2026-01-31T23:59:59.007Z` as people read it.
fn moment(at: &str, now: SystemTime) -> String {
    let (Some(seconds), Some(age)) = (at.get(..19), store::age(at, now)) else { return at.to_owned() };
    format!("{} UTC{}", seconds.replacen('T', " ", 1), ago(age))
}

/// Of what is older than a day the date says enough.
fn ago(age: Duration) -> String {
    match age.as_secs() / 60 {
        0 => " (just now)".to_owned(),
        minutes @ 1..60 => format!(" ({minutes} min ago)"),
        minutes @ 60..1440 => format!(" ({} h ago)", minutes / 60),
        _ => String::new(),
    }
}

fn print_leaf(leaf: &LeafInfo, out: &mut Out) {
    out.data(format!("  {}", printable(&leaf.path)));
    if !leaf.kept {
        return out.data(format!("    {}", styled(QUIET, "not kept: it may hold a secret, or is not about models")));
    }
    for (at, hunk) in leaf.hunks.iter().enumerate() {
        if at > 0 {
            out.data("    …");
        }
        hunk.lines.iter().for_each(|line| out.data(format!("    {}", change::draw_line(line))));
    }
}

fn foot(change: &ChangeInfo, is_one: bool, out: &mut Out) {
    let mut say = |text: String| out.data(format!("  {text}"));
    change.part_of.iter().for_each(|first| say(format!("together with change {first}")));
    change.undoes.iter().for_each(|other| say(format!("undoes change {other}")));
    change.undone_by.iter().for_each(|other| say(styled(WARN, &format!("undone by change {other}"))));
    match (change.id, &change.why_not) {
        (Some(id), None) if is_one => say(format!("`openclaw models undo {id}` takes it back")),
        (_, Some(why)) if is_one => say(format!("no undo: {}", printable(why))),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use std::time::UNIX_EPOCH;

    use super::*;

    #[test]
    fn a_moment_says_how_long_ago_it_was_if_that_is_short() {
        let now = UNIX_EPOCH + Duration::from_secs(1_798_761_599);
        for (at, said) in [
            ("2026-12-31T23:59:01.000Z", "2026-12-31 23:59:01 UTC (just now)"),
            ("2026-12-31T23:00:00.123Z", "2026-12-31 23:00:00 UTC (59 min ago)"),
            ("2026-12-31T00:00:00.123Z", "2026-12-31 00:00:00 UTC (23 h ago)"),
            ("2026-12-30T00:00:00.123Z", "2026-12-30 00:00:00 UTC"),
            ("long ago", "long ago"),
        ] {
            assert_eq!(moment(at, now), said);
        }
    }
}
