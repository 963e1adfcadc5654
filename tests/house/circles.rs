//! No circles: a module that needs another is not needed by it, however long the way round is.
//!
//! A module and those in its own folder are one family: a parent may hand out what its children make, and children
//! may use what it holds. What a parent only passes on (`pub use`) counts for the module that it comes from.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

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
fn no_files_of_the_window_need_each_other() {
    let root = top().join("ui/src");
    let sources: BTreeMap<String, String> = [".ts", ".svelte"]
        .iter()
        .flat_map(|ending| files(&root, ending))
        .map(|path| {
            let name = path.strip_prefix(&root).unwrap().display().to_string();
            (name, std::fs::read_to_string(&path).unwrap())
        })
        .filter(|(name, _)| !name.ends_with(".test.ts"))
        .collect();
    assert!(sources.len() > 100, "the window is somewhere else now");
    none(
        &circles(&of_window(&sources)),
        "Move what both need into a file of its own, or hand it over:",
    );
}

/// Which file of the window imports which, types too.
fn of_window(sources: &BTreeMap<String, String>) -> Graph {
    let mut graph = Graph::new();
    for (name, source) in sources {
        for (line, wanted) in imported(source) {
            let Some(target) = file_of(sources, name, &wanted).filter(|target| target != name) else {
                continue;
            };
            let needs = graph.entry(vec![name.clone()]).or_default();
            needs
                .entry(vec![target])
                .or_insert(format!("`{wanted}` in line {line}"));
        }
    }
    graph
}

/// What a script imports: `from '…'`, `import '…'`, `import('…')`, with the lines.
fn imported(source: &str) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    for (at, quote) in source.match_indices(['\'', '"']) {
        let before = source[..at].trim_end();
        let names = ["from", "import", "import("]
            .iter()
            .any(|word| before.ends_with(word));
        if let Some(end) = source[at + 1..].find(quote).filter(|_| names) {
            let line = before.matches('\n').count() + 1;
            found.push((line, source[at + 1..=at + end].to_owned()));
        }
    }
    found
}

/// The file that an import of another means; `None` for packages.
fn file_of(sources: &BTreeMap<String, String>, from: &str, wanted: &str) -> Option<String> {
    let path = match wanted.strip_prefix("$lib/") {
        Some(rest) => Path::new("lib").join(rest),
        None if wanted.starts_with('.') => Path::new(from).parent()?.join(wanted),
        None => return None,
    };
    let mut parts: Vec<&str> = Vec::new();
    for part in path.iter().filter_map(|part| part.to_str()) {
        match part {
            "." => {}
            ".." => _ = parts.pop(),
            other => parts.push(other),
        }
    }
    let path = parts.join("/");
    ["", ".ts", ".svelte.ts", ".svelte", "/index.ts"]
        .iter()
        .map(|ending| format!("{path}{ending}"))
        .find(|name| sources.contains_key(name))
}

#[test]
fn a_circle_of_the_window_is_found_however_it_is_written() {
    let check = |sources: &[(&str, &str)], expected: usize| {
        let sources = sources
            .iter()
            .map(|(name, source)| ((*name).to_owned(), (*source).to_owned()))
            .collect();
        let found = circles(&of_window(&sources));
        assert_eq!(found.len(), expected, "{found:?} in {sources:?}");
    };
    check(
        &[
            ("a.ts", "import { b } from './b';"),
            ("b.ts", "import x from 'svelte';"),
        ],
        0,
    );
    check(
        &[
            ("a.ts", "import {\n  b,\n} from './b';"),
            ("b.ts", "import type { A } from \"./a\";"),
        ],
        1,
    );
    check(
        &[
            ("lib/a/index.ts", "const { f } = await import('./fake');"),
            ("lib/a/fake.ts", "import '$lib/theme.svelte';"),
            ("lib/theme.svelte.ts", "export type * from '$lib/a';"),
        ],
        1,
    );
    check(
        &[
            ("v/V.svelte", "import W from '../x/W.svelte';"),
            ("x/W.svelte", "import V from '../v/V.svelte';"),
        ],
        1,
    );
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
