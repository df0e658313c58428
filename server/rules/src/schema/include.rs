//! `$include`: assembles one document from several files.
//!
//! Values are merged as in OpenClaw: objects member by member, arrays by concatenation, and of any other values the
//! later one counts. Keys beside an `$include` are merged last. Includes are followed in the sections that the schema
//! table describes; an include in another section stays as it is, and its errors do not matter.

mod layout;
mod merge;

use std::fmt;

use json5_edit::{KeyPath, MAX_BYTES, MAX_DEPTH};
use serde_json::{Map, Value};

pub use layout::{Layout, MultipleOwners, SourceLocation};
use merge::AssembledValue;

use super::tree::is_described_section;

/// The key of an include.
pub const INCLUDE_KEY: &str = "$include";

/// The maximum depth of nested includes.
pub const MAX_NESTED_FILES: usize = 10;

/// The maximum number of includes in a document.
pub const MAX_INCLUDES: usize = 200;

/// A request to load an included file.
#[derive(Debug, Clone, Copy)]
pub struct IncludeRequest<'a> {
    /// The number of the file that contains the `$include`.
    pub from_source: usize,
    /// The path of the object with the `$include`.
    pub at: &'a KeyPath,
    /// The path as it is written.
    pub written_path: &'a str,
}

/// A file that was loaded for an include.
#[derive(Debug)]
pub struct LoadedFile {
    /// The number of the file. The same file always has the same number.
    pub source: usize,
    /// The parsed content.
    pub value: Value,
    /// The length of its text.
    pub byte_len: usize,
}

/// Why a document cannot be assembled.
#[derive(Debug)]
pub enum AssembleError<E> {
    /// A file could not be loaded.
    Load(E),
    /// An include is invalid.
    Invalid {
        /// The number of the file that contains the `$include`.
        from_source: usize,
        /// The path of the object with the `$include`.
        at: KeyPath,
        /// The path as it is written, if the error concerns a single path.
        written_path: Option<String>,
        /// The rule that it breaks.
        violation: IncludeViolation,
    },
}

/// The rule that an include breaks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum IncludeViolation {
    /// Neither a path nor a list of paths.
    NotAPath,
    /// There are keys beside it, and the included value is not an object.
    NotAnObject,
    /// A file includes itself, directly or through others.
    Circular,
    /// The includes are nested too deeply.
    TooNested,
    /// The document has too many includes.
    TooMany,
    /// The files together are too large. Each file counts as often as it is included.
    TooLarge,
    /// The values of the assembled document are nested too deeply.
    TooDeep,
}

impl fmt::Display for IncludeViolation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotAPath => f.write_str("it is neither a path nor a list of paths"),
            Self::NotAnObject => f.write_str("it has other keys beside it, but the included value is not an object"),
            Self::Circular => f.write_str("the files include one another in a loop"),
            Self::TooNested => write!(f, "more than {MAX_NESTED_FILES} files include one another"),
            Self::TooMany => write!(f, "there are more than {MAX_INCLUDES} includes"),
            Self::TooLarge => write!(f, "the files together are larger than {} MiB", MAX_BYTES >> 20),
            Self::TooDeep => write!(f, "the files together are nested deeper than {MAX_DEPTH} levels"),
        }
    }
}

/// Assembles a document. `main` is file number 0; `load` loads the other files.
pub fn assemble_document<E>(
    main: Value,
    load: &mut dyn FnMut(IncludeRequest<'_>) -> Result<LoadedFile, E>,
) -> Result<(Value, Layout), AssembleError<E>> {
    let mut assembler = Assembler { load, open_files: vec![0], include_count: 0, total_bytes: 0 };
    let AssembledValue { value, layout } = assembler.assemble_value(main, SourceLocation::default(), 0)?;
    Ok((value, layout))
}

struct Assembler<'a, E> {
    load: &'a mut dyn FnMut(IncludeRequest<'_>) -> Result<LoadedFile, E>,
    /// The files that are currently being assembled, the outermost first.
    open_files: Vec<usize>,
    include_count: usize,
    total_bytes: usize,
}

impl<E> Assembler<'_, E> {
    /// Assembles a value with everything that it includes. `depth` counts from the root of the whole document.
    fn assemble_value(
        &mut self,
        value: Value,
        here: SourceLocation,
        depth: usize,
    ) -> Result<AssembledValue, AssembleError<E>> {
        if depth > MAX_DEPTH {
            return value_error(&here, IncludeViolation::TooDeep);
        }
        match value {
            value if !has_include(&value) => Ok(AssembledValue::from_file(value, here)),
            Value::Object(members) => self.assemble_object(members, here, depth),
            Value::Array(items) => {
                let items = (items.into_iter().enumerate())
                    .map(|(index, item)| self.assemble_value(item, here.with_index(index), depth + 1))
                    .collect::<Result<_, _>>()?;
                Ok(AssembledValue::from_items(items, here))
            }
            scalar => Ok(AssembledValue::from_file(scalar, here)),
        }
    }

    fn assemble_object(
        &mut self,
        mut members: Map<String, Value>,
        here: SourceLocation,
        depth: usize,
    ) -> Result<AssembledValue, AssembleError<E>> {
        let Some(include) = members.shift_remove(INCLUDE_KEY) else {
            return self.assemble_members(members, here, depth);
        };
        let included = self.assemble_included(&include, &here, depth)?;
        if members.is_empty() {
            return Ok(included);
        }
        if !included.value.is_object() {
            return value_error(&here, IncludeViolation::NotAnObject);
        }
        Ok(included.merge_with(self.assemble_members(members, here, depth)?))
    }

    fn assemble_members(
        &mut self,
        members: Map<String, Value>,
        here: SourceLocation,
        depth: usize,
    ) -> Result<AssembledValue, AssembleError<E>> {
        let pieces = (members.into_iter())
            .map(|(key, value)| {
                let at = here.with_key(&key);
                let assembled = if depth == 0 && !is_described_section(&key) {
                    AssembledValue::from_file(value, at)
                } else {
                    self.assemble_value(value, at, depth + 1)?
                };
                Ok((key, assembled))
            })
            .collect::<Result<_, _>>()?;
        Ok(AssembledValue::from_members(pieces, here))
    }

    /// The value that an `$include` stands for.
    fn assemble_included(
        &mut self,
        include: &Value,
        here: &SourceLocation,
        depth: usize,
    ) -> Result<AssembledValue, AssembleError<E>> {
        let paths = match include {
            Value::Array(paths) => paths.as_slice(),
            path => std::slice::from_ref(path),
        };
        let mut sum: Option<AssembledValue> = None;
        for path in paths {
            let Some(written) = path.as_str() else { return value_error(here, IncludeViolation::NotAPath) };
            let assembled = self.load_include(written, here, depth)?;
            sum = Some(match sum {
                Some(before) => before.merge_with(assembled),
                None => assembled,
            });
        }
        Ok(sum.unwrap_or_else(|| AssembledValue::from_members(Vec::new(), here.clone())))
    }

    fn load_include(
        &mut self,
        written: &str,
        here: &SourceLocation,
        depth: usize,
    ) -> Result<AssembledValue, AssembleError<E>> {
        let request = IncludeRequest { from_source: here.source, at: &here.path, written_path: written };
        self.include_count += 1;
        if self.include_count > MAX_INCLUDES {
            return file_error(request, IncludeViolation::TooMany);
        }
        if self.open_files.len() > MAX_NESTED_FILES {
            return file_error(request, IncludeViolation::TooNested);
        }
        let LoadedFile { source, value, byte_len: bytes } = (self.load)(request).map_err(AssembleError::Load)?;
        self.total_bytes += bytes;
        if self.total_bytes > MAX_BYTES {
            return file_error(request, IncludeViolation::TooLarge);
        }
        if self.open_files.contains(&source) {
            return file_error(request, IncludeViolation::Circular);
        }
        self.open_files.push(source);
        let assembled = self.assemble_value(value, SourceLocation { source, path: KeyPath::default() }, depth)?;
        self.open_files.pop();
        Ok(assembled)
    }
}

fn value_error<T, E>(here: &SourceLocation, why: IncludeViolation) -> Result<T, AssembleError<E>> {
    Err(AssembleError::Invalid { from_source: here.source, at: here.path.clone(), written_path: None, violation: why })
}

fn file_error<T, E>(request: IncludeRequest<'_>, why: IncludeViolation) -> Result<T, AssembleError<E>> {
    let IncludeRequest { from_source: from, at, written_path: written } = request;
    Err(AssembleError::Invalid {
        from_source: from,
        at: at.clone(),
        written_path: Some(written.to_owned()),
        violation: why,
    })
}

fn has_include(value: &Value) -> bool {
    match value {
        Value::Object(members) => members.contains_key(INCLUDE_KEY) || members.values().any(has_include),
        Value::Array(items) => items.iter().any(has_include),
        _ => false,
    }
}

#[cfg(test)]
mod tests;
