//! Explains why a list is empty.

use contract::{Hint, ListModels, ListScope};

/// A sentence for an empty list, and where to look instead.
pub(super) fn explain(op: &ListModels) -> Vec<Hint> {
    let kinds = [("local", op.local), ("free", op.free)].into_iter().filter(|(_, is_on)| *is_on).map(|(word, _)| word);
    let kinds: Vec<_> = kinds.collect();
    let adjective = if kinds.is_empty() { String::new() } else { format!("{} ", kinds.join(" ")) };
    let of = op.provider.as_ref().map(|provider| format!(" of `{provider}`")).unwrap_or_default();
    let found = op.search.as_ref().map(|typed| format!(" matches `{typed}`"));
    let (among, elsewhere) = match op.scope {
        ListScope::All => ("", None),
        ListScope::Configured => (" is configured", Some("`openclaw models list --all` lists every known model")),
        ListScope::Recommended => {
            (" is configured or recommended", Some("`openclaw models list --all` lists every known model"))
        }
    };
    let end = match (found, among) {
        (Some(found), "") => found,
        (Some(found), among) => format!("{found} and{among}"),
        (None, "") => " is known".to_owned(),
        (None, among) => among.to_owned(),
    };
    let sentence = Hint::from(format!("no {adjective}model{of}{end}"));
    [sentence].into_iter().chain(elsewhere.map(Hint::for_terminal)).collect()
}
