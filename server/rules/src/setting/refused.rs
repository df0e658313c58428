//! Why a value is not read or written.

use json5_edit::KeyPath;

use crate::path::NotAPath;

/// Why a value is not read or written. None of them repeats a value.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// The text names no place.
    #[error(transparent)]
    Path(#[from] NotAPath),
    /// Nothing stands there.
    #[error("could not find `{path}`: config path not found")]
    Missing {
        /// What was asked for.
        path: KeyPath,
        /// The last value on the way that is there.
        level: KeyPath,
        /// What may have been meant.
        near: Vec<KeyPath>,
        /// Some keys of the last value, when it is an object.
        others: Vec<String>,
        /// How many elements it has, when it is a list.
        elements: Option<usize>,
    },
    /// A name with a dot in it was taken for several keys.
    #[error("could not tell which of `agents.defaults.models` is meant: put a name with a dot in brackets")]
    Dotted {
        /// What was meant.
        instead: String,
    },
    /// Somebody else's, over HTTP.
    #[error("`{path}` is not about models, so a page cannot read or write it")]
    NotForPages {
        /// What was asked for.
        path: KeyPath,
    },
    /// A variable may hold a secret, and a model's name goes out to its provider.
    #[error("could not set `{path}`: a page cannot put a variable into a value")]
    Variable {
        /// What was asked for.
        path: KeyPath,
    },
    /// OpenClaw's own notes.
    #[error("could not change `{path}`: only OpenClaw writes `meta`")]
    OpenClaws {
        /// What was asked for.
        path: KeyPath,
    },
    /// Another file would become a part of this one, unseen.
    #[error("could not change `{path}`: an include is no value")]
    Include {
        /// Where.
        path: KeyPath,
    },
    /// The agents are written in the other shape.
    #[error("could not set `{path}`: the agents of this home are in `{shape}`")]
    OtherShape {
        /// What was asked for.
        path: KeyPath,
        /// `agents.entries`
        shape: &'static str,
        /// The path that means the same.
        instead: String,
    },
    /// The list of agents is too short.
    #[error("could not set `{path}`: `agents.list` has {}", agents(*.length))]
    NoSuchAgent {
        /// What was asked for.
        path: KeyPath,
        /// How many there are.
        length: usize,
    },
    /// An element would leave a gap in its list.
    #[error("could not set `{path}`: `{list}` has {}, so the next is `{}`", elements(*.length), list.index(*.length))]
    Gap {
        /// What was asked for.
        path: KeyPath,
        /// The list.
        list: KeyPath,
        /// How many elements it has.
        length: usize,
    },
    /// A secret stands on the command line.
    #[error(
        "could not set `{path}`: a secret is not taken from the command line, where others and the shell's history see it"
    )]
    SecretTyped {
        /// What was asked for.
        path: KeyPath,
    },
    /// The pipe was empty.
    #[error("could not set `{path}`: nothing came from stdin")]
    NothingPiped {
        /// What was asked for.
        path: KeyPath,
    },
    /// What is shown in the place of a value came back as one.
    #[error("could not set `{path}`: the value contains a mask, which would replace the hidden text")]
    Mask {
        /// What was asked for.
        path: KeyPath,
    },
    /// A secret that can be none.
    #[error("could not set `{path}`: a secret {why}")]
    NoSecret {
        /// What was asked for.
        path: KeyPath,
        /// “is never blank”
        why: &'static str,
    },
    /// The value is not JSON5, and had to be.
    #[error("could not set `{path}`: the value is not JSON5: {reason}")]
    NotJson5 {
        /// What was asked for.
        path: KeyPath,
        /// What is wrong, and where in the value.
        reason: String,
    },
    /// `null` is no value for OpenClaw.
    #[error("could not set `{path}`: OpenClaw does not accept `null`")]
    Null {
        /// What was asked for.
        path: KeyPath,
    },
    /// A key in the value is one that readers drop.
    #[error("could not set `{path}`: the value has the key `{key}` in it")]
    ReservedKey {
        /// What was asked for.
        path: KeyPath,
        /// Which.
        key: &'static str,
    },
    /// OpenClaw would no longer read the file.
    #[error("could not change `{path}`: OpenClaw would refuse the file, for `{at}` {why}")]
    Misfit {
        /// What was asked for.
        path: KeyPath,
        /// Where it would be wrong.
        at: KeyPath,
        /// “is a number, where text belongs”
        why: String,
    },
}

fn elements(length: usize) -> String {
    if length == 1 { "1 element".to_owned() } else { format!("{length} elements") }
}

fn agents(length: usize) -> String {
    match length {
        0 => "no agent yet".to_owned(),
        1 => "only 1 agent".to_owned(),
        length => format!("only {length} agents"),
    }
}
