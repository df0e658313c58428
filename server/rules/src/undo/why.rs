//! Why a change cannot be taken back.

use json5_edit::KeyPath;

use crate::{
    mask::{HIDDEN, shorten},
    slice,
};

/// A longer text is cut.
const LONGEST: usize = 160;

/// Why a change cannot be taken back. Texts in here may be shown.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum WhyNot {
    /// Others changed the file, and no copy is left to tell what.
    #[error("no change to models is recorded for it")]
    NothingKnown,
    /// It is not in the models slice.
    #[error("`{path}` is not about models, so it cannot be undone here")]
    NotOurs {
        /// Where.
        path: KeyPath,
    },
    /// The history does not have its text.
    #[error("the text of `{path}` may hold a secret and is not kept, so it cannot be undone here")]
    NotKept {
        /// Where.
        path: KeyPath,
    },
    /// The history has something that no write of ours left.
    #[error("the history has {what} for `{path}`, which is not put into a file")]
    Odd {
        /// Where.
        path: KeyPath,
        /// What it has.
        what: &'static str,
    },
    /// OpenClaw would not start with it.
    #[error("OpenClaw would refuse what was there: `{at}` {why}")]
    Misfit {
        /// Where.
        at: KeyPath,
        /// What is wrong there.
        why: String,
    },
    /// The agent is no longer there.
    #[error("the agent `{agent}` is gone")]
    AgentGone {
        /// Its id.
        agent: String,
    },
    /// What it changed is in another file by now, or in several.
    #[error("`{path}` is no longer in `{file}`")]
    Elsewhere {
        /// Where.
        path: KeyPath,
        /// The file that was changed.
        file: String,
    },
    /// Somebody changed the same since.
    #[error("`{path}` was changed since")]
    Changed {
        /// Where.
        path: KeyPath,
        /// How the change left it.
        left: String,
        /// How it is.
        now: String,
    },
    /// Everything is as it was before it, or was changed again so that it does not matter.
    #[error("nothing of it is left to undo")]
    NothingLeft,
}

impl WhyNot {
    /// Somebody changed a leaf since.
    pub(super) fn changed(path: &KeyPath, left: Option<&str>, now: Option<&str>) -> Self {
        let [left, now] = [left, now].map(|text| shown(path, text));
        Self::Changed { path: path.clone(), left, now }
    }
}

/// A text on one line, if it may be seen.
fn shown(path: &KeyPath, text: Option<&str>) -> String {
    let Some(text) = text else { return "nothing".to_owned() };
    if !slice::may_be_kept(path, text) {
        return HIDDEN.to_owned();
    }
    let mut line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    shorten(&mut line, 0, LONGEST);
    format!("`{line}`")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_texts_are_shown_if_they_may_be() {
        let path = KeyPath::of(["agents", "defaults", "model", "fallbacks"]);
        let why = WhyNot::changed(&path, Some("[\n  'a/b', // cheap\n]"), Some("['c/d', /* sk-Canary1 */]"));
        let WhyNot::Changed { left, now, .. } = why else { panic!("{why:?}") };
        assert_eq!((left.as_str(), now.as_str()), ("`[ 'a/b', // cheap ]`", HIDDEN));
        assert_eq!(shown(&path, None), "nothing");
    }
}
