//! Who may know whom.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use crate::paths::{Named, Which, absolute, module_of, named};
use crate::{code, files, none, shown, top};

/// What each part of the core must not know, and where code that needs both belongs.
const FORBIDDEN: &[(&str, &[&str], &str)] = &[
    (
        "db",
        &[
            "storage", "archive", "backup", "restore", "import", "engine", "settings", "activity",
        ],
        "rows and SQL only: what they mean belongs to the journey that asks",
    ),
    (
        "secret",
        &[
            "db", "storage", "archive", "backup", "restore", "import", "engine", "settings", "activity",
        ],
        "it keeps secrets and knows no names of them: what they are for belongs to `encryption`",
    ),
    (
        "encryption",
        &[
            "storage",
            "backup",
            "restore",
            "import",
            "engine",
            "activity",
            "verification",
        ],
        "it finds keys: using them belongs to `verification` and `backup`",
    ),
    (
        "credentials",
        &[
            "storage",
            "archive",
            "backup",
            "restore",
            "import",
            "engine",
            "activity",
            "verification",
        ],
        "it finds the secrets of locations: using them belongs to `engine`",
    ),
    (
        "storage",
        &[
            "db", "archive", "backup", "restore", "import", "engine", "settings", "activity",
        ],
        "objects and bytes only: what an object holds belongs to `verification` or `backup`",
    ),
    (
        "archive",
        &[
            "db", "storage", "backup", "restore", "import", "engine", "settings", "activity",
        ],
        "files only: the living database belongs to `backup`, locations belong to `backup` and `verification`",
    ),
    (
        "verification",
        &["backup", "restore", "import", "engine", "settings", "activity"],
        "it verifies what it is given: choosing and remembering belong to `backup` and `engine`",
    ),
    (
        "backup",
        &["restore", "import", "engine"],
        "a journey knows no other: what two share goes to a module of its own, as `verification` is",
    ),
    (
        "restore",
        &["backup", "import", "engine", "storage"],
        "a journey knows no other: what two share goes to a module of its own, as `component_ref` is",
    ),
    (
        "import",
        &["backup", "restore", "engine", "storage", "archive"],
        "a journey knows no other: what two share goes to a module of its own, as `component_ref` is",
    ),
    (
        "publish",
        &[
            "backup", "restore", "import", "engine", "archive", "settings", "activity",
        ],
        "it builds, looks, writes and asks: when, and what is recorded, belongs to `engine`",
    ),
    (
        "settings",
        &["backup", "restore", "import", "engine", "archive", "storage"],
        "it loads and saves: trying out a location belongs to `engine`",
    ),
    (
        "export",
        &["backup", "restore", "import", "engine", "archive", "storage"],
        "it turns a profile into text: writing and noting belong to `engine`",
    ),
    (
        "verdict",
        &["backup", "restore", "import", "engine", "archive", "storage"],
        "it is pure: `engine` asks for the facts",
    ),
    (
        "retention",
        &[
            "backup", "restore", "import", "engine", "storage", "settings", "activity",
        ],
        "it is pure: `engine` brings the facts, and removes",
    ),
];

/// Every module of the core: the first word of its path below `src`.
fn module(path: &Path) -> String {
    let below = path.strip_prefix(top().join("crates/mantrae-core/src")).unwrap();
    let first = below.components().next().unwrap();
    first
        .as_os_str()
        .to_string_lossy()
        .trim_end_matches(".rs")
        .to_owned()
}

/// Modules of the core that a file of it names, however it does, with the lines.
fn parts_named(path: &Path) -> Vec<(usize, String)> {
    let own = module_of(&top().join("crates/mantrae-core/src"), path);
    let source = std::fs::read_to_string(path).unwrap();
    named(&source, Which::All)
        .into_iter()
        .filter_map(|named| {
            let whole = absolute(&own, &named.path, |_| false)?;
            Some((named.line, whole.into_iter().next()?))
        })
        .collect()
}

/// Each part of the core knows only what the house allows.
#[test]
fn the_parts_of_the_core_keep_apart() {
    let rules: BTreeMap<&str, (&[&str], &str)> = FORBIDDEN
        .iter()
        .map(|(part, forbidden, advice)| (*part, (*forbidden, *advice)))
        .collect();
    let mut broken = Vec::new();
    let mut seen = BTreeSet::new();
    for path in files(&top().join("crates/mantrae-core/src"), ".rs") {
        let part = module(&path);
        let Some((forbidden, advice)) = rules.get(part.as_str()) else {
            continue;
        };
        seen.insert(part.clone());
        for (line, name) in parts_named(&path) {
            if forbidden.contains(&name.as_str()) {
                broken.push(format!(
                    "{}:{line}: `{part}` must not know `{name}`: {advice}",
                    shown(&path)
                ));
            }
        }
    }
    assert_eq!(
        seen.len(),
        rules.len(),
        "a part was renamed: bring the table of this test up to date ({seen:?})"
    );
    none(&broken, "A wall of the core is broken:");
}

/// Only `engine` puts journeys together, so nothing below knows it.
#[test]
fn nothing_below_knows_the_engine() {
    let broken: Vec<String> = files(&top().join("crates/mantrae-core/src"), ".rs")
        .into_iter()
        .filter(|path| !matches!(module(path).as_str(), "engine" | "lib"))
        .flat_map(|path| {
            parts_named(&path)
                .into_iter()
                .filter(|(_, name)| name == "engine")
                .map(|(line, _)| format!("{}:{line}", shown(&path)))
                .collect::<Vec<_>>()
        })
        .collect();
    none(
        &broken,
        "Hand what is needed down as an argument instead of asking the engine:",
    );
}

/// SQL is in `db` alone; others at most pass a pool on, and `error` puts failures into words.
#[test]
fn sql_is_in_the_database_module_alone() {
    let mut broken = Vec::new();
    for path in files(&top().join("crates/mantrae-core/src"), ".rs") {
        let part = module(&path);
        if part == "db" {
            continue;
        }
        for (number, line) in code(&path) {
            let passes_a_pool = line.trim() == "use sqlx::SqlitePool;";
            let words = part == "error" && line.contains("sqlx::Error");
            if line.contains("sqlx") && !passes_a_pool && !words {
                broken.push(format!("{}:{number}: {}", shown(&path), line.trim()));
            }
        }
    }
    none(
        &broken,
        "SQL belongs into a function of crates/mantrae-core/src/db, one file a family of tables:",
    );
}

/// The model of Traefik's configuration touches neither disk nor network nor database, and waits for nothing.
#[test]
fn the_model_is_pure() {
    let forbidden = [
        (
            "std::fs",
            "reading files belongs to the caller: the model takes bytes",
        ),
        // `std::net::IpAddr` and its like are values.
        ("TcpStream", "the model knows no network"),
        ("TcpListener", "the model knows no network"),
        ("UdpSocket", "the model knows no network"),
        ("ToSocketAddrs", "the model resolves no names"),
        ("std::env", "the model knows no environment"),
        ("std::process", "the model starts nothing"),
        ("std::time::SystemTime", "a time is handed in"),
        ("tokio", "the model waits for nothing"),
        ("async fn", "the model waits for nothing"),
        (".await", "the model waits for nothing"),
        ("sqlx", "rows belong to crates/mantrae-core/src/db"),
        ("mantrae_core", "the model knows nobody"),
    ];
    let mut broken = Vec::new();
    for path in files(&top().join("crates/traefik-dynamic/src"), ".rs") {
        for (number, line) in code(&path) {
            for (word, advice) in forbidden {
                if line.contains(word) {
                    broken.push(format!("{}:{number}: `{word}`: {advice}", shown(&path)));
                }
            }
        }
    }
    none(&broken, "The model must stay free of the world:");
}

/// Window, tray and command line speak to the engine, never to what lies below it.
#[test]
fn the_doors_speak_to_the_engine() {
    let below = ["db", "storage", "archive", "verification", "staging", "lock"];
    // An operation's kind and a part of a backup are words of answers and questions; they only live in `db`.
    let words = ["db::operation::OperationKind", "db::staged::Part"];
    let mut broken = Vec::new();
    for folder in ["crates/mantraectl/src", "src-tauri/src"] {
        for path in files(&top().join(folder), ".rs") {
            let source = std::fs::read_to_string(&path).unwrap();
            for Named {
                line, path: named, ..
            } in named(&source, Which::All)
            {
                let whole = named.join("::");
                let Some(part) = named.get(1).filter(|_| named[0] == "mantrae_core") else {
                    continue;
                };
                let is_word = words.iter().any(|word| whole == format!("mantrae_core::{word}"));
                if below.contains(&part.as_str()) && !is_word {
                    broken.push(format!(
                        "{}:{line}: `{part}` lies below the engine: ask `mantrae_core::Engine`",
                        shown(&path)
                    ));
                }
            }
            for (number, line) in code(&path) {
                if line.contains("sqlx::") {
                    broken.push(format!(
                        "{}:{number}: SQL belongs into the core's `db`",
                        shown(&path)
                    ));
                }
            }
        }
    }
    none(&broken, "A door reaches below the engine:");
}

/// Core and model are free of the window: they build where there is no screen.
#[test]
fn the_core_knows_no_screen() {
    let mut broken = Vec::new();
    for name in ["traefik-dynamic", "mantrae-core", "mantraectl"] {
        let path = top().join("crates").join(name).join("Cargo.toml");
        let manifest = std::fs::read_to_string(&path).unwrap();
        broken.extend(
            manifest
                .lines()
                .filter(|line| line.trim_start().starts_with("tauri"))
                .map(|line| format!("{}: {line}", shown(&path))),
        );
    }
    for path in files(&top().join("crates/mantrae-core/src"), ".rs") {
        for (number, line) in code(&path) {
            if ["println!", "eprintln!", "print!(", "tauri::"]
                .iter()
                .any(|word| line.contains(word))
            {
                broken.push(format!("{}:{number}: {}", shown(&path), line.trim()));
            }
        }
    }
    none(
        &broken,
        "What a person sees belongs to src-tauri, ui or mantraectl:",
    );
}

/// What a part of the engine keeps can be reached by its own file alone: a lock that others could take is nobody's.
#[test]
fn what_a_part_of_the_engine_keeps_is_its_own() {
    let keeps = [
        "Mutex<",
        "RwLock<",
        "Atomic",
        "Reviews<",
        "broadcast::",
        "Session",
    ];
    let engine = top().join("crates/mantrae-core/src/engine");
    let mut broken = Vec::new();
    let mut kept = 0;
    for path in files(&engine, ".rs") {
        // Every file below can reach what is private there.
        let is_shared = path == engine.join("mod.rs");
        for (number, line) in code(&path) {
            let Some((name, kind)) = line.trim().split_once(": ") else {
                continue;
            };
            let is_field = line.starts_with("    ") && !line.starts_with("     ") && line.ends_with(',');
            if !is_field || !keeps.iter().any(|word| kind.contains(word)) {
                continue;
            }
            kept += 1;
            if is_shared || name.starts_with("pub") {
                broken.push(format!("{}:{number}: {}", shown(&path), line.trim()));
            }
        }
    }
    assert!(kept > 10, "the fields of the parts are not seen any more: {kept}");
    none(
        &broken,
        "Keep it private in the file of its part, and give others a function that does what they need:",
    );
}
