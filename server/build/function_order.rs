//! Orders the functions of a module so that similar ones are neighbours. Brotli compresses a repetition better when it is
//! near: 4 % on the app's module.

#![expect(clippy::indexing_slicing, reason = "each index is that of a function in the module")]

use std::{collections::HashMap, convert::Infallible};

use wasm_encoder::{
    CodeSection, FunctionSection, Module,
    reencode::{self, Reencode},
};
use wasmparser::{CodeSectionReader, FunctionSectionReader, Parser, Payload, TypeRef};

use crate::Result;

/// Two functions are similar when they have many sequences of this many bytes in common.
const SEQUENCE_BYTES: usize = 5;

/// A sequence that is in more functions says nothing about similarity, and would take most of the time.
const MAX_FUNCTIONS_OF_A_SEQUENCE: usize = 400;

type Reencoded<T> = std::result::Result<T, reencode::Error<Infallible>>;

/// Encodes the module with its functions in the new order.
pub(crate) fn order_by_similarity(module: &[u8]) -> Result<Vec<u8>> {
    let (imported, bodies) = read_functions(module)?;
    let order = Similarity::new(&bodies).order();
    let mut new_index = vec![0; order.len()];
    for (new, &old) in (imported..).zip(&order) {
        new_index[old] = new;
    }
    let mut ordered = Module::new();
    Reorder { imported, order, new_index }.parse_core_module(&mut ordered, Parser::new(0), module)?;
    Ok(ordered.finish())
}

/// The number of imported functions, which come first in the index space, and the bodies of the module's own.
fn read_functions(module: &[u8]) -> Result<(u32, Vec<&[u8]>)> {
    let mut imported = 0;
    let mut bodies = Vec::new();
    for payload in Parser::new(0).parse_all(module) {
        match payload? {
            Payload::ImportSection(imports) => {
                for import in imports.into_imports() {
                    imported += u32::from(matches!(import?.ty, TypeRef::Func(_) | TypeRef::FuncExact(_)));
                }
            }
            Payload::CodeSectionEntry(body) => bodies.push(body.as_bytes()),
            _ => {}
        }
    }
    Ok((imported, bodies))
}

/// Which functions have byte sequences in common.
struct Similarity {
    /// Digests of the sequences of each function, each once.
    sequences: Vec<Vec<u64>>,
    /// Functions by sequence, without the sequences of a single function.
    functions: HashMap<u64, Vec<usize>>,
    /// Functions, the largest first.
    by_size: Vec<usize>,
}

impl Similarity {
    fn new(bodies: &[&[u8]]) -> Self {
        let sequences: Vec<_> = bodies.iter().map(|body| sequences_of(body)).collect();
        let mut functions: HashMap<u64, Vec<usize>> = HashMap::new();
        for (function, sequences) in sequences.iter().enumerate() {
            for sequence in sequences {
                functions.entry(*sequence).or_default().push(function);
            }
        }
        functions.retain(|_, functions| (2..MAX_FUNCTIONS_OF_A_SEQUENCE).contains(&functions.len()));
        let mut by_size: Vec<_> = (0..bodies.len()).collect();
        by_size.sort_by_key(|&function| usize::MAX - bodies[function].len());
        Self { sequences, functions, by_size }
    }

    /// Old positions in the new order: each function is followed by the most similar one that is left. When nothing
    /// similar is left, the largest function is next.
    fn order(&self) -> Vec<usize> {
        let mut order = Vec::new();
        let mut is_left = vec![true; self.sequences.len()];
        for &largest in &self.by_size {
            let mut next = is_left[largest].then_some(largest);
            while let Some(function) = next {
                is_left[function] = false;
                order.push(function);
                next = self.most_similar(function, &is_left);
            }
        }
        order
    }

    fn most_similar(&self, function: usize, is_left: &[bool]) -> Option<usize> {
        let own = &self.sequences[function];
        let mut common: HashMap<usize, usize> = HashMap::new();
        for others in own.iter().filter_map(|sequence| self.functions.get(sequence)) {
            for &other in others.iter().filter(|&&other| is_left[other]) {
                *common.entry(other).or_default() += 1;
            }
        }
        let share =
            |(other, common): (usize, usize)| (common * 1000 / (own.len() + self.sequences[other].len()), other);
        common.into_iter().map(share).max().map(|(_, other)| other)
    }
}

/// Digests of all sequences of bytes in a function, sorted, each once.
fn sequences_of(body: &[u8]) -> Vec<u64> {
    let digest = |sequence: &[u8]| sequence.iter().fold(0, |digest, byte| digest << 8 | u64::from(*byte));
    let mut sequences: Vec<_> = body.windows(SEQUENCE_BYTES).map(digest).collect();
    sequences.sort_unstable();
    sequences.dedup();
    sequences
}

/// Copies a module with its functions in another order.
struct Reorder {
    imported: u32,
    order: Vec<usize>,
    new_index: Vec<u32>,
}

impl Reencode for Reorder {
    type Error = Infallible;

    fn function_index(&mut self, function: u32) -> Reencoded<u32> {
        let own = function.checked_sub(self.imported);
        Ok(own.map_or(function, |own| self.new_index[own as usize]))
    }

    fn parse_function_section(
        &mut self,
        functions: &mut FunctionSection,
        section: FunctionSectionReader<'_>,
    ) -> Reencoded<()> {
        let types = section.into_iter().collect::<std::result::Result<Vec<_>, _>>()?;
        for &old in &self.order {
            functions.function(types[old]);
        }
        Ok(())
    }

    fn parse_code_section(&mut self, code: &mut CodeSection, section: CodeSectionReader<'_>) -> Reencoded<()> {
        let bodies = section.into_iter().collect::<std::result::Result<Vec<_>, _>>()?;
        for old in self.order.clone() {
            self.parse_function_body(code, bodies[old].clone())?;
        }
        Ok(())
    }
}
