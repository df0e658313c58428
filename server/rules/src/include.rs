//! `$include`: one document out of several files.
//!
//! Merging is OpenClaw's: objects member by member, arrays one after the other, of anything else the later; what stands
//! beside an `$include` comes last. Only includes that can matter here are followed: one in a section that is none of
//! our business stays as it is, and cannot stop us.

mod layout;
mod merge;

use std::fmt;

use json5_edit::{KeyPath, MAX_BYTES, MAX_DEPTH};
use serde_json::{Map, Value};

pub use layout::{Layout, Owned, Split};
use merge::Piece;

/// The key that is not a setting.
pub const KEY: &str = "$include";

/// The most files that may include one another in a row.
pub const MOST_NESTED: usize = 10;

/// The most includes that are followed in all.
pub const MOST_FOLLOWED: usize = 200;

/// The sections that are read here.
const SECTIONS: &[&str] = &["agents", "models", "auth", "env", "meta"];

/// A wish for another file.
#[derive(Debug, Clone, Copy)]
pub struct Wish<'a> {
    /// The number of the file that asks.
    pub from: usize,
    /// Where it asks: the object with the `$include`.
    pub at: &'a KeyPath,
    /// The path as it is written.
    pub written: &'a str,
}

/// A file that was wished for.
#[derive(Debug)]
pub struct Loaded {
    /// Its number: the same whenever it is the same file.
    pub source: usize,
    /// What it says.
    pub value: Value,
    /// How long its text is.
    pub bytes: usize,
}

/// Why a document cannot be put together.
#[derive(Debug)]
pub enum Failure<E> {
    /// A file could not be had.
    Load(E),
    /// An include that breaks a rule.
    Refused {
        /// The number of the file that asks.
        from: usize,
        /// Where it asks.
        at: KeyPath,
        /// The path as it is written, when it is about one.
        written: Option<String>,
        /// Which rule.
        why: Refusal,
    },
}

/// The rule that an include breaks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// Neither a path nor a list of paths.
    NotAPath,
    /// Something stands beside it, and what it includes is no object.
    NotAnObject,
    /// A file that includes itself, directly or through others.
    Circular,
    /// Too many files in a row.
    TooNested,
    /// Too many files.
    TooMany,
    /// Too much text, each file counted as often as it is included.
    TooLarge,
    /// Values nested too deep once they are put together.
    TooDeep,
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotAPath => f.write_str("it is neither a path nor a list of paths"),
            Self::NotAnObject => f.write_str("other keys stand beside it, and what it includes is not an object"),
            Self::Circular => f.write_str("the files include one another in a circle"),
            Self::TooNested => write!(f, "more than {MOST_NESTED} files include one another"),
            Self::TooMany => write!(f, "there are more than {MOST_FOLLOWED} includes"),
            Self::TooLarge => write!(f, "the files together are larger than {} MiB", MAX_BYTES >> 20),
            Self::TooDeep => write!(f, "the files together are nested deeper than {MAX_DEPTH} levels"),
        }
    }
}

/// Puts a document together. `main` is file number 0; `load` gets the others.
pub fn assemble<E>(
    main: Value,
    load: &mut dyn FnMut(Wish<'_>) -> Result<Loaded, E>,
) -> Result<(Value, Layout), Failure<E>> {
    let mut assembler = Assembler { load, chain: vec![0], followed: 0, bytes: 0 };
    let piece = assembler.piece(main, Owned::default(), 0)?;
    Ok((piece.value, piece.layout))
}

struct Assembler<'a, E> {
    load: &'a mut dyn FnMut(Wish<'_>) -> Result<Loaded, E>,
    /// The files that we are inside of, outermost first.
    chain: Vec<usize>,
    followed: usize,
    bytes: usize,
}

impl<E> Assembler<'_, E> {
    /// A value and everything that it includes. `depth` counts from the top of the whole document.
    fn piece(&mut self, value: Value, here: Owned, depth: usize) -> Result<Piece, Failure<E>> {
        if depth > MAX_DEPTH {
            return refuse(&here, Refusal::TooDeep);
        }
        match value {
            value if !has_include(&value) => Ok(Piece::whole(value, here)),
            Value::Object(members) => self.object(members, here, depth),
            Value::Array(items) => {
                let items = (items.into_iter().enumerate())
                    .map(|(index, item)| self.piece(item, here.index(index), depth + 1))
                    .collect::<Result<_, _>>()?;
                Ok(Piece::array(items, here))
            }
            scalar => Ok(Piece::whole(scalar, here)),
        }
    }

    fn object(&mut self, mut members: Map<String, Value>, here: Owned, depth: usize) -> Result<Piece, Failure<E>> {
        let Some(include) = members.shift_remove(KEY) else { return self.members(members, here, depth) };
        let included = self.included(&include, &here, depth)?;
        if members.is_empty() {
            return Ok(included);
        }
        if !included.value.is_object() {
            return refuse(&here, Refusal::NotAnObject);
        }
        Ok(included.merge(self.members(members, here, depth)?))
    }

    fn members(&mut self, members: Map<String, Value>, here: Owned, depth: usize) -> Result<Piece, Failure<E>> {
        let pieces = (members.into_iter())
            .map(|(key, value)| {
                let at = here.key(&key);
                let is_foreign = depth == 0 && !SECTIONS.contains(&key.as_str());
                let piece = if is_foreign { Piece::whole(value, at) } else { self.piece(value, at, depth + 1)? };
                Ok((key, piece))
            })
            .collect::<Result<_, _>>()?;
        Ok(Piece::object(pieces, here))
    }

    /// What an `$include` stands for.
    fn included(&mut self, include: &Value, here: &Owned, depth: usize) -> Result<Piece, Failure<E>> {
        let paths = match include {
            Value::Array(paths) => paths.as_slice(),
            path => std::slice::from_ref(path),
        };
        let mut sum: Option<Piece> = None;
        for path in paths {
            let Some(written) = path.as_str() else { return refuse(here, Refusal::NotAPath) };
            let piece = self.follow(written, here, depth)?;
            sum = Some(match sum {
                Some(before) => before.merge(piece),
                None => piece,
            });
        }
        Ok(sum.unwrap_or_else(|| Piece::object(Vec::new(), here.clone())))
    }

    fn follow(&mut self, written: &str, here: &Owned, depth: usize) -> Result<Piece, Failure<E>> {
        let wish = Wish { from: here.source, at: &here.path, written };
        self.followed += 1;
        if self.followed > MOST_FOLLOWED {
            return refuse_file(wish, Refusal::TooMany);
        }
        if self.chain.len() > MOST_NESTED {
            return refuse_file(wish, Refusal::TooNested);
        }
        let Loaded { source, value, bytes } = (self.load)(wish).map_err(Failure::Load)?;
        self.bytes += bytes;
        if self.bytes > MAX_BYTES {
            return refuse_file(wish, Refusal::TooLarge);
        }
        if self.chain.contains(&source) {
            return refuse_file(wish, Refusal::Circular);
        }
        self.chain.push(source);
        let piece = self.piece(value, Owned { source, path: KeyPath::default() }, depth)?;
        self.chain.pop();
        Ok(piece)
    }
}

fn refuse<T, E>(here: &Owned, why: Refusal) -> Result<T, Failure<E>> {
    Err(Failure::Refused { from: here.source, at: here.path.clone(), written: None, why })
}

fn refuse_file<T, E>(wish: Wish<'_>, why: Refusal) -> Result<T, Failure<E>> {
    let Wish { from, at, written } = wish;
    Err(Failure::Refused { from, at: at.clone(), written: Some(written.to_owned()), why })
}

fn has_include(value: &Value) -> bool {
    match value {
        Value::Object(members) => members.contains_key(KEY) || members.values().any(has_include),
        Value::Array(items) => items.iter().any(has_include),
        _ => false,
    }
}

#[cfg(test)]
mod tests;
