//! No circles: a module that needs another is not needed by it, however long the way round is.
//!
//! A module and those in its own folder are one family: a parent may hand out what its children make, and children may use what
//! it holds. What a parent only passes on (`pub use`) counts for the module that it comes from.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::PathBuf;

use crate::paths::{Module, Named, Which, absolute, module_of, named};
use crate::{files, none, top};

/// Who needs whom, and where that is written.
type Graph = BTreeMap<Module, BTreeMap<Module, String>>;

#[test]
fn no_modules_of_a_crate_need_each_other() {
    let mut broken = Vec::new();
    for root in roots() {
        let sources: BTreeMap<Module, String> = files(&root, ".rs")
            .into_iter()
            .map(|path| (module_of(&root, &path), std::fs::read_to_string(&path).unwrap()))
            .collect();
        let name = root.strip_prefix(top()).unwrap().display().to_string();
        broken.extend(
            circles(&of_crate(&sources))
                .into_iter()
                .map(|circle| format!("{name}: {circle}")),
        );
    }
    none(
        &broken,
        "Move what both need into a module of its own, or hand it over as an argument:",
    );
}

/// The folders of all crates, those of tests too: where a `lib.rs` or a `main.rs` is.
fn roots() -> BTreeSet<PathBuf> {
    ["crates", "src-tauri", "tests", "xtask"]
        .iter()
        .flat_map(|folder| files(&top().join(folder), ".rs"))
        .filter(|path| path.ends_with("lib.rs") || path.ends_with("main.rs"))
        .map(|path| path.parent().unwrap().to_owned())
        .collect()
}

fn of_crate(sources: &BTreeMap<Module, String>) -> Graph {
    let all: BTreeMap<&Module, Vec<Named>> = sources
        .iter()
        .map(|(module, source)| (module, named(source, Which::WithoutTests)))
        .collect();
    let mut passed_on: BTreeMap<(&Module, &str), Module> = BTreeMap::new();
    for (module, paths) in &all {
        for path in paths {
            if let (Some(name), Some(whole)) = (
                &path.binds,
                absolute(module, &path.path, |one| sources.contains_key(one)),
            ) {
                passed_on.insert((module, name), whole);
            }
        }
    }
    let mut graph = Graph::new();
    for (module, paths) in &all {
        for path in paths {
            let Some(whole) = absolute(module, &path.path, |one| sources.contains_key(one)) else {
                continue;
            };
            let target = home(sources, &passed_on, whole);
            let is_family = target.starts_with(module) || module.starts_with(&target);
            if !is_family {
                let written = format!("`{}` in line {}", path.path.join("::"), path.line);
                let needs = graph.entry((*module).clone()).or_default();
                needs.entry(target).or_insert(written);
            }
        }
    }
    graph
}

/// The module where a thing is made, however it is passed on.
fn home(
    sources: &BTreeMap<Module, String>,
    passed_on: &BTreeMap<(&Module, &str), Module>,
    mut path: Module,
) -> Module {
    for _ in 0..sources.len() {
        let mut module = path.clone();
        while !sources.contains_key(&module) && module.pop().is_some() {}
        let Some(name) = path.get(module.len()) else {
            return module;
        };
        let Some(from) = passed_on.get(&(&module, name)) else {
            return module;
        };
        path = [from.as_slice(), &path[module.len() + 1..]].concat();
    }
    path
}

/// Every knot of things that need each other, each told with what ties it.
fn circles(graph: &Graph) -> Vec<String> {
    let reached: BTreeMap<&Module, BTreeSet<&Module>> = graph
        .keys()
        .map(|module| (module, reach(graph, module)))
        .collect();
    let needs_itself = |module: &&Module| reached[*module].contains(*module);
    let mut told = BTreeSet::new();
    let mut found = Vec::new();
    for module in graph.keys().filter(needs_itself) {
        if told.contains(module) {
            continue;
        }
        let knot: BTreeSet<&Module> = reached[module]
            .iter()
            .copied()
            .filter(|other| reached.get(other).is_some_and(|theirs| theirs.contains(module)))
            .collect();
        let mut text = String::new();
        for one in &knot {
            for (other, written) in graph[*one].iter().filter(|(other, _)| knot.contains(other)) {
                let _ = write!(
                    text,
                    "\n    {} needs {} ({written})",
                    one.join("::"),
                    other.join("::")
                );
            }
        }
        told.extend(knot);
        found.push(text);
    }
    found
}

/// Everything that can be got to.
fn reach<'g>(graph: &'g Graph, from: &Module) -> BTreeSet<&'g Module> {
    let mut reached = BTreeSet::new();
    let mut open: Vec<&Module> = graph[from].keys().collect();
    while let Some(module) = open.pop() {
        if reached.insert(module) {
            open.extend(graph.get(module).into_iter().flat_map(BTreeMap::keys));
        }
    }
    reached
}

#[test]
fn a_circle_is_found_however_it_is_written() {
    let check = |modules: &[(&str, &str)], expected: &[&str]| {
        let sources: BTreeMap<Module, String> = modules
            .iter()
            .map(|(name, source)| {
                let parts = name.split("::").filter(|part| !part.is_empty());
                (parts.map(str::to_owned).collect(), (*source).to_owned())
            })
            .collect();
        let found = circles(&of_crate(&sources));
        let names: Vec<String> = found
            .iter()
            .map(|knot| {
                let lines = knot.lines().filter_map(|line| line.trim().split(' ').next());
                let names: BTreeSet<&str> = lines.filter(|name| !name.is_empty()).collect();
                names.into_iter().collect::<Vec<_>>().join(" ")
            })
            .collect();
        assert_eq!(names, expected, "in {modules:?}");
    };
    check(&[("a", "use crate::b::B;"), ("b", "fn b() {}")], &[]);
    check(&[("a", "use crate::b::B;"), ("b", "use crate::a::A;")], &["a b"]);
    check(
        &[
            ("a", "use crate::{\n    c,\n    b::{B, C},\n};"),
            ("b", "use super::a;"),
            ("c", ""),
        ],
        &["a b"],
    );
    check(
        &[
            ("a", "use crate::b;"),
            ("b", "fn x() { super::c::y() }"),
            ("c", "use crate::{a as first};"),
        ],
        &["a b c"],
    );
    // A macro's tokens count, a comment's and a test's do not.
    check(
        &[
            ("a", "use crate::b;"),
            ("b", "fn x() { println!(\"{}\", crate::a::NAME) }"),
        ],
        &["a b"],
    );
    check(
        &[
            ("a", "use crate::b;"),
            ("b", "// crate::a\n#[cfg(test)] mod tests { use crate::a::A; }"),
        ],
        &[],
    );
    // A parent and its child are one family; two children are not.
    check(
        &[("a", "use self::b::B; pub struct A;"), ("a::b", "use super::A;")],
        &[],
    );
    check(
        &[
            ("a::b", "use super::c::C;"),
            ("a::c", "use super::b::B;"),
            ("a", ""),
        ],
        &["a::b a::c"],
    );
    // What is passed on counts where it is made.
    check(
        &[
            ("", "mod a; mod b; pub use a::A; pub use b::B;"),
            ("a", "pub struct A; use crate::B;"),
            ("b", "pub struct B; fn x(_: crate::A) {}"),
        ],
        &["a b"],
    );
    check(
        &[
            ("a", "use crate::b::C;"),
            ("b", "pub use self::c::C;"),
            ("b::c", "pub struct C;"),
            ("b::d", "use crate::a::A;"),
        ],
        &[],
    );
}
