//! What the system offers, in the few forms that are safe: names relative to a directory that is held open, files that
//! are made and never found, renames that lose nothing.

mod clean;
mod dir;
mod swap;
mod target;
mod temp;

use rustix::fs::Stat;

pub(crate) use clean::{clean, leftovers};
pub(crate) use dir::{Dir, make_all};
pub(crate) use swap::Swap;
pub(crate) use target::{Old, Target, resolve, split};
pub(crate) use temp::{Temp, random, random_name};

/// Whether two looks saw one file, under whatever name.
pub(crate) fn is_same(a: &Stat, b: &Stat) -> bool {
    a.st_dev == b.st_dev && a.st_ino == b.st_ino
}
