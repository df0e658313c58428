//! Reads the sources of a crate as text, and finds out which file imports from which.
//!
//! Paths count in a `use` and in code (`crate::a::b()`, `super::X`, `module::f()`). A path leads to the file that
//! defines the item: re-exports are followed. Test code is left out.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::{Path, PathBuf},
    slice,
};

use crate::{
    Result,
    rust_tokens::{is_name, split_tokens},
};

/// Enough for every chain of re-exports, and an end for `use name;`.
const MAX_REEXPORTS: u8 = 8;

/// Returns the text of a file, or `None` if there is no such file.
pub(crate) type ReadSource<'a> = &'a dyn Fn(&Path) -> Option<String>;

/// The source files of a crate, and their imports from each other.
#[derive(Debug, Default)]
pub(crate) struct SourceGraph {
    /// Module of each file, such as `http::form`; the name of the crate's root is empty.
    pub(crate) modules: BTreeMap<PathBuf, String>,
    /// For each file, the files that it imports from.
    pub(crate) imports: BTreeMap<PathBuf, BTreeSet<PathBuf>>,
}

impl SourceGraph {
    /// Reads the crate with this root file.
    pub(crate) fn read(root: &Path, read_source: ReadSource) -> Result<Self> {
        let mut modules = BTreeMap::new();
        read_module(root, root.parent().unwrap_or(root), "", read_source, &mut modules)?;
        let mut graph = Self::default();
        // A module that is written inside a file comes after the module of the file.
        for (name, module) in &modules {
            graph.modules.entry(module.file.clone()).or_insert_with(|| name.clone());
            let paths = module.paths.iter().filter_map(|path| find_file(&modules, name, path, false, 0));
            let words = module.words.iter().map(slice::from_ref);
            let globs = words.flat_map(|word| module.globs.iter().map(move |glob| [glob, word].concat()));
            let from_globs = globs.filter_map(|path| find_file(&modules, name, &path, true, 0));
            let imports = paths.chain(from_globs).filter(|file| **file != module.file).cloned();
            graph.imports.entry(module.file.clone()).or_default().extend(imports);
        }
        Ok(graph)
    }
}

/// What the source of a module says.
#[derive(Debug, Default)]
struct Module {
    file: PathBuf,
    /// Names that it defines.
    items: BTreeSet<String>,
    /// Names that it imports, each with its path.
    aliases: BTreeMap<String, Vec<String>>,
    /// Modules from which it imports all names.
    globs: Vec<Vec<String>>,
    /// All paths that it mentions.
    paths: Vec<Vec<String>>,
    /// All words that it mentions.
    words: BTreeSet<String>,
}

type Modules = BTreeMap<String, Module>;

/// Reads the module in a file, and the modules in it. `folder` is where their files are.
fn read_module(file: &Path, folder: &Path, name: &str, read_source: ReadSource, modules: &mut Modules) -> Result {
    let text = read_source(file).ok_or_else(|| format!("`{}` is missing", file.display()))?;
    let tokens = split_tokens(&text);
    ModuleReader { file, tokens: &tokens, at: 0, read_source, modules }.read_body(name, folder)
}

struct ModuleReader<'a> {
    file: &'a Path,
    tokens: &'a [String],
    at: usize,
    read_source: ReadSource<'a>,
    modules: &'a mut Modules,
}

impl ModuleReader<'_> {
    /// Reads up to the closing brace of the module, or to the end of the file.
    fn read_body(&mut self, name: &str, folder: &Path) -> Result {
        let mut module = Module { file: self.file.to_owned(), ..Module::default() };
        let (mut depth, mut path_attribute) = (0, None);
        while depth >= 0 && self.at < self.tokens.len() {
            let (word, next) = (self.token(0).to_owned(), self.token(1).to_owned());
            if self.starts_tests() {
                self.skip_item();
            } else if word == "path" && next == "=" && self.follows("[") {
                path_attribute = Some(self.token(2).trim_matches('"').to_owned());
                self.at += 3;
            } else if word == "mod" && is_name(&next) {
                module.items.insert(next.clone());
                let is_inline = self.token(2) == "{";
                self.at += 3;
                if is_inline {
                    self.read_body(&join_name(name, &next), &folder.join(&next))?;
                } else {
                    self.read_child(&join_name(name, &next), &next, folder, path_attribute.take())?;
                }
            } else if word == "use" && next != "<" {
                self.at += 1;
                self.read_use(&[], &mut module);
            } else if is_name(&word) && next == "::" && is_name(self.token(2)) && !self.follows("::") {
                let path = self.read_path();
                module.paths.push(path);
            } else {
                depth += i32::from(word == "{") - i32::from(word == "}");
                if is_definition(&word) {
                    module.items.insert(if next == "!" { self.token(2).to_owned() } else { next });
                }
                module.words.insert(word);
                self.at += 1;
            }
        }
        self.modules.insert(name.to_owned(), module);
        Ok(())
    }

    fn read_child(&mut self, name: &str, word: &str, folder: &Path, path_attribute: Option<String>) -> Result {
        if let Some(path) = path_attribute {
            let file: PathBuf = folder.join(path);
            return read_module(&file, file.parent().unwrap_or(folder), name, self.read_source, self.modules);
        }
        let (beside, inside) = (folder.join(format!("{word}.rs")), folder.join(word).join("mod.rs"));
        let file = if (self.read_source)(&beside).is_some() { beside } else { inside };
        read_module(&file, &folder.join(word), name, self.read_source, self.modules)
    }

    /// Reads one tree of a `use` declaration.
    fn read_use(&mut self, prefix: &[String], module: &mut Module) {
        let mut path = prefix.to_vec();
        loop {
            let token = self.token(0).to_owned();
            match token.as_str() {
                "{" => {
                    self.at += 1;
                    while !["}", ""].contains(&self.token(0)) {
                        self.read_use(&path, module);
                        self.at += usize::from(self.token(0) == ",");
                    }
                    self.at += 1;
                    return;
                }
                "*" => {
                    self.at += 1;
                    return module.globs.push(path);
                }
                "as" | "," | "}" | ";" | "" => {
                    path.truncate(if path.last().is_some_and(|last| last == "self") {
                        path.len() - 1
                    } else {
                        path.len()
                    });
                    let alias = if token == "as" { Some(self.token(1).to_owned()) } else { path.last().cloned() };
                    self.at += if token == "as" { 2 } else { 0 };
                    // A macro's parameter could be any module.
                    if !path.iter().any(|word| word == "$") {
                        module.aliases.extend(alias.map(|alias| (alias, path.clone())));
                        module.paths.push(path);
                    }
                    return;
                }
                "::" => {}
                _ => path.push(token),
            }
            self.at += 1;
        }
    }

    fn read_path(&mut self) -> Vec<String> {
        let mut path = vec![self.token(0).to_owned()];
        self.at += 1;
        while self.token(0) == "::" && is_name(self.token(1)) {
            path.push(self.token(1).to_owned());
            self.at += 2;
        }
        path
    }

    /// Whether test code begins here: a module `tests`, or anything with `#[cfg(test)]`.
    fn starts_tests(&self) -> bool {
        let begins_with = |words: &[&str]| words.iter().zip(0..).all(|(word, ahead)| self.token(ahead) == *word);
        begins_with(&["mod", "tests"])
            || begins_with(&["#", "[", "cfg", "(", "test"])
            || begins_with(&["#", "[", "cfg", "(", "all", "(", "test"])
    }

    /// Skips an item with its attributes: up to its closing brace, or to its semicolon.
    fn skip_item(&mut self) {
        let (mut depth, mut is_use) = (0, false);
        while self.at < self.tokens.len() {
            let token = self.token(0);
            is_use |= token == "use";
            depth += i32::from(["{", "(", "["].contains(&token)) - i32::from(["}", ")", "]"].contains(&token));
            let is_end = depth == 0 && (token == ";" || (token == "}" && !is_use));
            self.at += usize::from(depth >= 0);
            if is_end || depth < 0 {
                return;
            }
        }
    }

    fn token(&self, ahead: usize) -> &str {
        self.tokens.get(self.at + ahead).map_or("", String::as_str)
    }

    fn follows(&self, token: &str) -> bool {
        self.at.checked_sub(1).and_then(|before| self.tokens.get(before)).is_some_and(|before| before == token)
    }
}

/// Finds the file that defines what a path in module `from` names. `None` for a module as a whole, and for what is not in
/// this crate. `is_exact`: also `None` for a name that its module does not visibly define, such as one from a macro.
fn find_file<'m>(modules: &'m Modules, from: &str, path: &[String], is_exact: bool, depth: u8) -> Option<&'m PathBuf> {
    // A re-exported function may have the name of a module.
    let is_alias = |module: &str, word: &String| modules.get(module).is_some_and(|at| at.aliases.contains_key(word));
    let (mut module, mut rest) = (from.to_owned(), path);
    while let [word, tail @ ..] = rest {
        let child = join_name(&module, word);
        match word.as_str() {
            "crate" => module.clear(),
            "self" => {}
            "super" => module.truncate(module.rfind("::").unwrap_or(0)),
            _ if modules.contains_key(&child) && !(tail.is_empty() && is_alias(&module, word)) => module = child,
            _ if rest.len() == path.len() => {
                let target = modules.get(&module)?.aliases.get(word).filter(|_| depth < MAX_REEXPORTS)?;
                return find_file(modules, &module, &[target, tail].concat(), is_exact, depth + 1);
            }
            _ => return find_item(modules, &module, rest, is_exact, depth),
        }
        rest = tail;
    }
    None
}

/// Finds the file that defines an item of a module. `path` begins with the name of the item.
fn find_item<'m>(modules: &'m Modules, name: &str, path: &[String], is_exact: bool, depth: u8) -> Option<&'m PathBuf> {
    let module = modules.get(name).filter(|_| depth < MAX_REEXPORTS)?;
    let (word, tail) = path.split_first()?;
    if let Some(target) = module.aliases.get(word) {
        return find_file(modules, name, &[target, tail].concat(), is_exact, depth + 1);
    }
    if module.items.contains(word) {
        return Some(&module.file);
    }
    let mut globs = module.globs.iter();
    globs
        .find_map(|glob| find_file(modules, name, &[glob, path].concat(), true, depth + 1))
        .or_else(|| (!is_exact).then_some(&module.file))
}

fn join_name(module: &str, child: &str) -> String {
    if module.is_empty() { child.to_owned() } else { format!("{module}::{child}") }
}

fn is_definition(word: &str) -> bool {
    ["struct", "enum", "union", "fn", "const", "static", "trait", "type", "macro_rules"].contains(&word)
}
