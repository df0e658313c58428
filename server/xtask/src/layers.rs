//! Checks that the imports between the files of a crate point downwards, and never in a circle.
//!
//! **To add a file:** if its crate is in `layers.txt`, write the name of its module there, behind those of all modules
//! that it imports from. A module inside one that is named there needs no name of its own.

use std::{
    collections::{BTreeSet, VecDeque},
    fs,
    path::{Path, PathBuf},
};

use crate::{
    Result, repository_root,
    source_graph::{ReadSource, SourceGraph},
};

/// Modules of crates, lowest first: the root file of each crate, and indented below it the names of its modules. A
/// module imports only from modules before it, and from its own. Only the root file may import from all of them.
const ORDERS: &str = include_str!("../layers.txt");

/// Checks every crate whose root is among these files.
pub(crate) fn check_layers(files: &[String]) -> Result {
    let read_source = |file: &Path| fs::read_to_string(repository_root().join(file)).ok();
    let roots =
        files.iter().filter(|file| ["src/lib.rs", "src/main.rs", "/build.rs"].iter().any(|end| file.ends_with(end)));
    let mut problems = Vec::new();
    for root in roots {
        let order = read_order(ORDERS, root);
        problems.extend(find_problems(Path::new(root), order.as_deref(), &read_source)?);
    }
    if problems.is_empty() { Ok(()) } else { Err(problems.join("\n").into()) }
}

/// Reads the order of a crate from the table; `None` if it has none.
fn read_order<'t>(table: &'t str, root: &str) -> Option<Vec<&'t str>> {
    let mut lines = table.lines().skip_while(|line| *line != root);
    lines.next()?;
    Some(lines.take_while(|line| line.starts_with(' ')).flat_map(str::split_whitespace).collect())
}

/// Finds the circles and the upward imports of a crate.
fn find_problems(root: &Path, order: Option<&[&str]>, read_source: ReadSource) -> Result<Vec<String>> {
    let graph = SourceGraph::read(root, read_source)?;
    let mut problems = find_circles(&graph, &graph.modules.keys().collect());
    problems.extend(order.into_iter().flat_map(|order| find_upward_imports(&graph, order)));
    Ok(problems)
}

/// Finds circles among some files. A module's file and the files in its folder may import from each other.
fn find_circles<'a>(graph: &'a SourceGraph, files: &BTreeSet<&'a PathBuf>) -> Vec<String> {
    let (mut problems, mut rest) = (Vec::new(), files.clone());
    while let Some(first) = rest.pop_first() {
        let reached = reachable_files(graph, first, files);
        let mut circle: BTreeSet<&PathBuf> =
            reached.into_iter().filter(|file| reachable_files(graph, file, files).contains(first)).collect();
        rest.retain(|file| !circle.contains(file));
        let is_above = |top: &&&PathBuf| circle.iter().all(|file| is_in_folder(graph, file, top));
        if let Some(top) = circle.iter().find(is_above).copied() {
            circle.remove(top);
            problems.extend(find_circles(graph, &circle));
        } else if let Some(shortest) =
            circle.iter().filter_map(|file| path_back(graph, file, &circle)).min_by_key(Vec::len)
        {
            let names: Vec<_> = shortest.iter().map(|file| file.display().to_string()).collect();
            problems.push(format!("a circle of imports: {}", names.join(" → ")));
        }
    }
    problems
}

/// Whether a file is that of a module, or in its folder.
fn is_in_folder(graph: &SourceGraph, file: &PathBuf, top: &PathBuf) -> bool {
    let (Some(file), Some(top)) = (graph.modules.get(file), graph.modules.get(top)) else { return false };
    top.is_empty() || file.strip_prefix(top.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with("::"))
}

/// Files that a file imports from, also through others of these files; itself only if it is in a circle.
fn reachable_files<'a>(graph: &'a SourceGraph, from: &'a PathBuf, files: &BTreeSet<&PathBuf>) -> BTreeSet<&'a PathBuf> {
    let mut reached = BTreeSet::new();
    let mut open = vec![from];
    while let Some(file) = open.pop() {
        let imports = graph.imports.get(file).into_iter().flatten().filter(|import| files.contains(import));
        open.extend(imports.filter(|import| reached.insert(*import)));
    }
    reached
}

/// The shortest way along imports from a file back to itself.
fn path_back<'a>(graph: &'a SourceGraph, start: &'a PathBuf, files: &BTreeSet<&PathBuf>) -> Option<Vec<&'a PathBuf>> {
    let mut seen = BTreeSet::new();
    let mut paths = VecDeque::from([vec![start]]);
    while let Some(path) = paths.pop_front() {
        for import in graph.imports.get(*path.last()?).into_iter().flatten().filter(|import| files.contains(import)) {
            let longer = [path.as_slice(), &[import]].concat();
            if import == start {
                return Some(longer);
            }
            if seen.insert(import) {
                paths.push_back(longer);
            }
        }
    }
    None
}

/// Finds imports that point upwards in the order, modules that are not in it, and names in it that are no modules.
fn find_upward_imports(graph: &SourceGraph, order: &[&str]) -> Vec<String> {
    let is_module = |name: &str| graph.modules.values().any(|module| module == name);
    let missing = order.iter().filter(|name| !is_module(name));
    let mut problems: Vec<_> = missing
        .map(|name| format!("server/xtask/layers.txt names `{name}`, which is no module of the crate"))
        .collect();
    for (file, module) in graph.modules.iter().filter(|(_, module)| !module.is_empty()) {
        let Some(place) = find_place(order, module) else {
            problems.push(format!("{} has no place in the order: add it to server/xtask/layers.txt", file.display()));
            continue;
        };
        for import in graph.imports.get(file).into_iter().flatten() {
            // The root file is above all others.
            let above = graph.modules.get(import).and_then(|module| find_place(order, module)).unwrap_or(order.len());
            if above > place {
                let (from, to) = (file.display(), import.display());
                problems.push(format!(
                    "{from} imports from {to}, which is above it in the order of server/xtask/layers.txt"
                ));
            }
        }
    }
    problems
}

/// Position of the module in the order, or of the closest module that it is in.
fn find_place(order: &[&str], module: &str) -> Option<usize> {
    let is_inside =
        |name: &str| module.strip_prefix(name).is_some_and(|rest| rest.is_empty() || rest.starts_with("::"));
    let places = order.iter().enumerate().filter(|(_, name)| is_inside(name));
    places.max_by_key(|(_, name)| name.len()).map(|(place, _)| place)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Problems of a crate with these files.
    fn problems_of(files: &[(&str, &str)], order: Option<&[&str]>) -> Vec<String> {
        let read =
            |path: &Path| files.iter().find(|(name, _)| Path::new(name) == path).map(|(_, text)| (*text).to_owned());
        find_problems(Path::new("lib.rs"), order, &read).unwrap()
    }

    #[test]
    fn each_crate_has_its_own_order() {
        let table = "a/src/lib.rs\n  one two\n  three\nb/src/lib.rs\n  four\n";
        assert_eq!(read_order(table, "a/src/lib.rs").unwrap(), ["one", "two", "three"]);
        assert_eq!(read_order(table, "b/src/lib.rs").unwrap(), ["four"]);
        assert!(read_order(table, "c/src/lib.rs").is_none());
    }

    #[test]
    fn upward_import_is_reported() {
        let files = [
            ("lib.rs", "mod base; mod rules; fn f() { rules::decide() }"),
            ("base.rs", "fn f() { crate::rules::decide() }"),
            ("rules/mod.rs", "mod chain; pub use chain::decide;"),
            ("rules/chain.rs", "use crate::base::Text; pub fn decide() {}"),
        ];
        let upwards = problems_of(&files, Some(&["base", "rules"]));
        assert_eq!(upwards.len(), 2, "{upwards:?}");
        assert!(upwards.iter().any(|line| line.starts_with("base.rs imports from rules/chain.rs")), "{upwards:?}");
        let problems = problems_of(&files, Some(&["base", "old"]));
        assert!(problems.iter().any(|line| line.starts_with("rules/mod.rs has no place")), "{problems:?}");
        assert!(problems.iter().any(|line| line.contains("names `old`")), "{problems:?}");
    }

    #[test]
    fn cycle_behind_reexport_is_reported() {
        let files = [
            ("lib.rs", "mod a; mod b; pub use b::b;"),
            ("a.rs", "use crate::b; pub struct A; fn f() { b() }"),
            ("b/mod.rs", "mod inner; pub use inner::b;"),
            ("b/inner.rs", "pub fn b() -> super::super::a::A {}"),
        ];
        assert_eq!(problems_of(&files, None), ["a circle of imports: a.rs → b/inner.rs → a.rs"]);
    }

    #[test]
    fn a_folder_may_use_its_own_module_file_and_tests_may_use_anything() {
        let files = [
            ("lib.rs", "mod a; mod b; pub type Result = (); #[cfg(test)] mod harness;"),
            ("a.rs", "mod inner; use crate::Result; pub struct A(inner::Inner); mod tests { use crate::b::B; }"),
            ("a/inner.rs", "use super::A; pub struct Inner; #[cfg(test)] use crate::b::B;"),
            ("b.rs", "use crate::a::A; pub struct B;"),
        ];
        assert!(problems_of(&files, None).is_empty());
    }

    #[test]
    fn cycle_through_folder_is_reported() {
        let files = [
            ("lib.rs", "mod a; mod b;"),
            ("a.rs", "mod inner; pub struct A;"),
            ("a/inner.rs", "use super::A; pub fn f() { crate::b::g() }"),
            ("b.rs", "pub fn g() { crate::a::inner::f() }"),
        ];
        assert_eq!(problems_of(&files, None), ["a circle of imports: a/inner.rs → b.rs → a/inner.rs"]);
    }
}
