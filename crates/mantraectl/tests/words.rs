//! The command line as a script uses it: words, JSON, exit codes.
#![expect(
    clippy::unwrap_used,
    reason = "a helper that cannot go on has failed its test"
)]
#![expect(
    clippy::needless_raw_string_hashes,
    reason = "expect-test writes its snapshots so"
)]

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use expect_test::{Expect, expect};
use serde_json::Value;

const EXAMPLE: &str = include_str!("../../../tests/fixtures/example.yml");

/// A data folder, and a folder for files beside it.
struct Shell {
    folder: tempfile::TempDir,
}

impl Shell {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        Self { folder }
    }

    fn with_example() -> Self {
        let shell = Self::new();
        shell.done(&["profile", "create", "Home"]);
        let file = shell.file("example.yml", EXAMPLE);
        shell.done(&["import", &file, "--profile", "Home"]);
        shell
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn file(&self, name: &str, text: &str) -> String {
        let path = self.path(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        mantrae_core::fs::write_atomic(&path, text.as_bytes()).unwrap();
        path.to_str().unwrap().to_owned()
    }

    fn run(&self, words: &[&str]) -> Output {
        Command::new(env!("CARGO_BIN_EXE_mantraectl"))
            .arg("--data-dir")
            .arg("data")
            .args(words)
            .current_dir(self.folder.path())
            .env_remove("MANTRAE_LOG")
            // The keyring of whoever runs the tests is none of our business.
            .env("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere")
            .output()
            .unwrap()
    }

    /// One that succeeds; gives its JSON.
    fn done(&self, words: &[&str]) -> Value {
        let output = self.run(&[&["--json"], words].concat());
        assert!(
            output.status.success(),
            "{words:?}: {}",
            String::from_utf8_lossy(&output.stderr)
        );
        serde_json::from_slice(&output.stdout).unwrap()
    }

    /// One that fails with exit 1; gives its JSON.
    fn fails(&self, words: &[&str]) -> Value {
        let output = self.run(&[&["--json"], words].concat());
        assert_eq!(output.status.code(), Some(1), "{words:?}");
        serde_json::from_slice(&output.stdout).unwrap()
    }

    /// What a person sees, with the folder left out.
    fn seen(&self, words: &[&str]) -> String {
        let output = self.run(words);
        let text = [
            &format!("exit {}\n", output.status.code().unwrap()),
            std::str::from_utf8(&output.stdout).unwrap(),
            std::str::from_utf8(&output.stderr).unwrap(),
        ]
        .concat();
        text.replace(&format!("{}/", self.folder.path().display()), "")
    }
}

fn names(list: &Value) -> Vec<String> {
    let text = |one: &Value, key: &str| one[key].as_str().unwrap().to_owned();
    let list = list.as_array().unwrap();
    list.iter()
        .map(|one| format!("{}/{}", text(one, "kind"), text(one, "name")))
        .collect()
}

/// "I am in the folder already and write bare names."
#[test]
fn bare_names_are_of_the_folder_one_is_in() {
    let shell = Shell::with_example();
    shell.done(&["export", "--profile", "Home", "--output", "export.yml"]);
    let again = shell.done(&["import", "export.yml", "--profile", "Home"]);
    assert_eq!(names(&again["same"]).len(), 3, "{again}");
    let backup = shell.done(&["backup", "create"]);
    let id = backup["backup"]["id"].as_str().unwrap();
    shell.done(&["backup", "download", id, "--output", "copy.zip"]);
    let verification = shell.done(&["backup", "verify", "copy.zip"]);
    assert_eq!(verification["results"][0]["ok"], true, "{verification}");
    shell.done(&["restore", "copy.zip"]);
    assert!(
        shell.path("data/mantrae.db").is_file(),
        "the data folder itself is named so here"
    );
}

/// The manual's first walk: import, export, import again, back up, break, restore, undo.
#[test]
fn the_first_walk() {
    let shell = Shell::new();
    shell.done(&["profile", "create", "Home"]);
    let file = shell.file("example.yml", EXAMPLE);
    let first = shell.done(&["import", &file, "--profile", "Home"]);
    assert_eq!(names(&first["added"]).len(), 3, "{first}");
    assert_eq!(first["applied"], true);
    let export = shell.path("export.yml");
    let export = export.to_str().unwrap();
    shell.done(&["export", "--profile", "Home", "--output", export]);
    let second = shell.done(&["import", export, "--profile", "Home"]);
    assert_eq!(
        names(&second["same"]).len(),
        3,
        "an export says the same: {second}"
    );
    assert_eq!(
        second["safety_backup"],
        Value::Null,
        "nothing was changed, so nothing was secured"
    );

    let backup = shell.done(&["backup", "create", "--note", "before"]);
    let id = backup["backup"]["id"].as_str().unwrap();
    assert!(
        backup["backup"]["locations"][0]["verified_at"].is_string(),
        "{backup}"
    );
    shell.done(&[
        "component",
        "remove",
        "--profile",
        "Home",
        "http-router/my-router",
    ]);
    let restored = shell.done(&["restore", id]);
    assert_eq!(names(&restored["plan"]["added"]), ["http-router/my-router"]);
    let listed = || names(&shell.done(&["component", "list", "--profile", "Home"])["components"]);
    assert!(
        listed().contains(&"http-router/my-router".to_owned()),
        "it is back"
    );
    let undone = shell.done(&["undo"]);
    assert_eq!(undone["undone"], "restore");
    assert!(
        !listed().contains(&"http-router/my-router".to_owned()),
        "it is gone again"
    );
}

/// "A file I named is broken: none is taken, and I am told."
#[test]
fn a_broken_file_stops_the_whole_import() {
    let shell = Shell::with_example();
    let good = shell.file("good.yml", &EXAMPLE.replace("my-router", "second"));
    let broken = shell.file("broken.yml", "http: [");
    let answer = shell.fails(&["import", &good, &broken, "--profile", "Home"]);
    assert_eq!(answer["error"]["code"], "unreadable", "{answer}");
    let hint = answer["error"]["hint"].as_str().unwrap();
    assert!(hint.starts_with("Nothing was imported"), "{hint}");
    let there = shell.done(&["component", "list", "--profile", "Home"]);
    assert_eq!(names(&there["components"]).len(), 3, "nothing came");
}

/// "In a folder a broken file is left out and named, and the exit code says that not all was done."
#[test]
fn a_folder_with_a_broken_file_is_imported_in_part() {
    let shell = Shell::with_example();
    shell.file("dynamic/good.yml", &EXAMPLE.replace("my-router", "second"));
    shell.file("dynamic/broken.yml", "http: [");
    let folder = shell.path("dynamic");
    let answer = shell.fails(&["import", folder.to_str().unwrap(), "--profile", "Home"]);
    assert_eq!(names(&answer["added"]), ["http-router/second"], "{answer}");
    assert_eq!(answer["refused"][0]["file"], "dynamic/broken.yml", "{answer}");
}

/// "Old words become new ones, and what I am not sure about comes switched off."
#[test]
fn conversions_and_switches() {
    let shell = Shell::with_example();
    let old = "http:\n  middlewares:\n    lan:\n      ipWhiteList:\n        sourceRange: [10.0.0.0/8]\n";
    let file = shell.file("old.yml", old);
    shell.done(&[
        "import",
        &file,
        "--profile",
        "Home",
        "--convert",
        "--off",
        "http-middleware/lan",
    ]);
    let lan = shell.done(&["component", "show", "--profile", "Home", "http-middleware/lan"]);
    let text = lan.to_string();
    assert!(
        text.contains("ipAllowList") && text.contains(r#""enabled":false"#),
        "{text}"
    );
}

/// "On the new computer I want my settings too; without the word they stay as they are."
#[test]
fn settings_come_along_only_when_asked() {
    let old = Shell::with_example();
    old.done(&["retention", "set", "90"]);
    let made = old.done(&["backup", "create"]);
    let file = old
        .path("data/backups")
        .join(made["backup"]["file"].as_str().unwrap());
    let file = file.to_str().unwrap();
    let new = Shell::new();
    let rule = || {
        new.done(&["retention", "preview"])["rule"]
            .as_str()
            .unwrap()
            .to_owned()
    };
    new.done(&["restore", file]);
    assert_eq!(rule(), "30 days", "nobody asked for the settings");
    new.done(&["restore", file, "--with-settings", "--dry-run"]);
    assert_eq!(rule(), "30 days", "a look takes nothing over");
    new.done(&["restore", file, "--with-settings"]);
    assert_eq!(rule(), "90 days");
}

/// "I moved from the Mantrae server: its database is taken over, profile by profile."
#[test]
fn a_database_of_the_server_is_taken_over() {
    let shell = Shell::new();
    let path = shell.path("server.db");
    let script = r#"CREATE TABLE profiles (id INTEGER PRIMARY KEY, name TEXT);
        CREATE TABLE http_routers (id TEXT, profile_id INTEGER, name TEXT, config TEXT, enabled BOOLEAN);
        INSERT INTO profiles VALUES (1, 'home'), (2, 'office'), (3, 'empty');
        INSERT INTO http_routers VALUES ('a', 1, 'web', '{"rule":"Host(`a`)","service":"api@internal"}', 1),
            ('b', 2, 'desk', '{"rule":"Host(`b`)","service":"api@internal"}', 0);"#;
    let made = Command::new("sqlite3").arg(&path).arg(script).status().unwrap();
    assert!(made.success());
    let path = path.to_str().unwrap();
    let looked = shell.done(&["restore", path, "--dry-run"]);
    assert_eq!(looked["applied"], false);
    let taken = shell.done(&["restore", path]);
    assert_eq!(
        names(&taken["plan"]["added"]),
        ["http-router/web", "http-router/desk"]
    );
    let profiles = shell.done(&["profile", "list"]);
    let profiles: Vec<&str> = profiles["profiles"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["name"].as_str().unwrap())
        .collect();
    assert_eq!(
        profiles,
        ["home", "office"],
        "profiles with nothing in them are left out"
    );
    let again = shell.done(&["import", path, "--from", "home", "--profile", "home"]);
    assert_eq!(
        names(&again["same"]),
        ["http-router/web"],
        "a second time it is the same"
    );
}

/// "The server let me make two profiles of one name: here they are two as well."
#[test]
fn profiles_of_one_name_are_kept_apart() {
    let shell = Shell::new();
    let path = shell.path("server.db");
    let script = r#"CREATE TABLE profiles (id INTEGER PRIMARY KEY, name TEXT);
        CREATE TABLE http_routers (id TEXT, profile_id INTEGER, name TEXT, config TEXT, enabled BOOLEAN);
        INSERT INTO profiles VALUES (1, 'twin'), (2, 'Twin'), (3, 'twin');
        INSERT INTO http_routers VALUES ('a', 1, 'one', '{"rule":"Host(`a`)","service":"api@internal"}', 1),
            ('b', 2, 'two', '{"rule":"Host(`b`)","service":"api@internal"}', 1),
            ('c', 3, 'three', '{"rule":"Host(`c`)","service":"api@internal"}', 1);"#;
    let made = Command::new("sqlite3").arg(&path).arg(script).status().unwrap();
    assert!(made.success());
    let path = path.to_str().unwrap();
    shell.done(&["profile", "create", "Home"]);
    let told = shell.fails(&["import", path, "--from", "twin", "--profile", "Home"]);
    let hint = told["error"]["hint"].as_str().unwrap();
    assert!(hint.contains("`--from 'twin#1'`"), "{told}");
    let added = shell.done(&["import", path, "--from", "twin#3", "--profile", "Home"]);
    assert_eq!(names(&added["added"]), ["http-router/three"]);
    shell.done(&["restore", path]);
    for (profile, router) in [("twin-1", "one"), ("Twin-2", "two"), ("twin-3", "three")] {
        let listed = shell.done(&["component", "list", "--profile", profile]);
        assert_eq!(listed["components"][0]["name"], router, "{profile}: {listed}");
        assert_eq!(listed["components"].as_array().unwrap().len(), 1, "{profile}");
    }
}

/// "An option that would do nothing is not taken as if it did something."
#[test]
fn options_that_would_be_ignored_are_refused() {
    let shell = Shell::with_example();
    let path = shell.path("server.db");
    let script = "CREATE TABLE profiles (id INTEGER PRIMARY KEY, name TEXT);
        CREATE TABLE http_routers (id TEXT, profile_id INTEGER, name TEXT, config TEXT, enabled BOOLEAN);
        INSERT INTO profiles VALUES (1, 'home');";
    let made = Command::new("sqlite3").arg(&path).arg(script).status().unwrap();
    assert!(made.success());
    let server = path.to_str().unwrap();
    shell.file("other.yml", "http: {}");
    let cases: [(&[&str], &str); 5] = [
        (
            &["import", "other.yml", "--profile", "Home", "--from", "home"],
            "`--from`",
        ),
        (
            &["import", server, "--profile", "Home", "--format", "yaml"],
            "`--format`",
        ),
        (&["restore", server, "--only", "Home"], "`--only`"),
        (&["restore", server, "--key-file", "other.yml"], "`--key-file`"),
        (&["restore", server, "--with-settings"], "`--with-settings`"),
    ];
    for (words, option) in cases {
        let told = shell.fails(words);
        assert_eq!(told["error"]["code"], "invalid-input", "{words:?}");
        assert!(
            told["error"]["message"].as_str().unwrap().contains(option),
            "{words:?}: {told}"
        );
    }
}

fn check(words: &[&str], expect: &Expect) {
    let shell = Shell::with_example();
    shell.file("static.yml", "entryPoints:\n  web:\n    address: ':80'\n");
    shell.file(
        "wrong.yml",
        "http:\n  routers:\n    a:\n      rul: Host(`a`)\n      service: b\n",
    );
    shell.file(
        "late.yml",
        "http:\n  services:\n    app:\n      loadBalancer:\n        strategy: p2c\n        servers: [{url: http://10.0.0.1}]\n",
    );
    shell.file("facts.json", r#"{"version":"3.3.6"}"#);
    shell.file("good.yml", EXAMPLE);
    let within: Vec<String> = words
        .iter()
        .map(|word| match Path::new(word).extension() {
            Some(extension) if extension == "yml" || extension == "json" => {
                shell.path(word).to_str().unwrap().to_owned()
            }
            _ => (*word).to_owned(),
        })
        .collect();
    let within: Vec<&str> = within.iter().map(String::as_str).collect();
    expect.assert_eq(&shell.seen(&within));
}

#[test]
fn what_a_person_reads() {
    for (words, expect) in [
        (
            ["check", "good.yml"].as_slice(),
            expect![[r#"
                exit 0
                good.yml: Traefik accepts it: 3 components
                good.yml:21:9: note: `http.middlewares.auth-middleware.basicAuth.users` contains a secret, which is stored and backed up as it is
            "#]],
        ),
        (
            &["check", "wrong.yml"],
            expect![[r#"
                exit 1
                wrong.yml: Traefik refuses it
                wrong.yml:3:5: note: `http.routers.a` has no entry points, so it listens on all default ones
                wrong.yml:3:5: warning: `http.routers.a` has no rule; Traefik disables it
                  Add a `rule`
                wrong.yml:4:7: error: `http.routers.a.rul` is unknown to Traefik, which would refuse the file
                  Did you mean `rule`?
                wrong.yml:5:16: warning: there is no HTTP service `b`, which `http.routers.a.service` names
                  Add it, or correct the name
            "#]],
        ),
        (
            &["check", "late.yml", "--facts", "facts.json"],
            expect![[r#"
                exit 1
                late.yml: Traefik 3.3.6 refuses it
                late.yml:5:9: error: `strategy` came with Traefik 3.4; this Traefik is 3.3.6 and would refuse the whole file
                  Update Traefik to 3.4 or newer, or remove the field
            "#]],
        ),
        (
            &["check", "static.yml"],
            expect![[r#"
            exit 1
            static.yml: Traefik’s install (static) configuration, not the dynamic one
            static.yml: error: this is Traefik’s install (static) configuration; it contains no routers, services or middlewares
              Choose the file that the file provider reads, often called `dynamic.yml`
            static.yml:1:1: warning: `entryPoints` is not part of a dynamic configuration and is left out
        "#]],
        ),
        (
            &["import", "good.yml", "--profile", "Home", "--dry-run"],
            expect![[r#"
                exit 0
                = http-router/my-router
                = http-service/my-service
                = http-middleware/auth-middleware
                Would import into `Home`: 0 new, 0 replaced, 3 the same
                good.yml:21:9: note: `http.middlewares.auth-middleware.basicAuth.users` contains a secret, which is stored and backed up as it is
            "#]],
        ),
        (
            &["import", "none.yml", "--profile", "Home"],
            expect![[r#"
            exit 1
            Cannot read the file: there is no `none.yml`
        "#]],
        ),
        (
            &["import", "good.yml", "--profile", "Nobody"],
            expect![[r#"
            exit 1
            There is no profile `Nobody`
              `profile list` shows all profiles
        "#]],
        ),
        (
            &[
                "import",
                "good.yml",
                "--profile",
                "Home",
                "--keep",
                "http-router/none",
            ],
            expect![[r#"
                exit 1
                The file has no http-router `none` to import
            "#]],
        ),
    ] {
        check(words, &expect);
    }
}

#[test]
fn what_a_person_reads_when_it_is_not_there() {
    for (words, expect) in [
        (
            ["restore", "none"].as_slice(),
            expect![[r#"
            exit 1
            There is no backup `none`
              `backup list` shows all backups
        "#]],
        ),
        (
            &["undo"],
            expect![[r#"
                exit 0
                < Home: http-middleware/auth-middleware
                < Home: http-router/my-router
                < Home: http-service/my-service
                Undone: Imported 3 components into `Home`; 3 components restored
            "#]],
        ),
        (
            &["backup", "show", "none"],
            expect![[r#"
            exit 1
            There is no backup `none`
              `backup list` shows all backups
        "#]],
        ),
        (
            &["component", "show", "--profile", "Home", "http-router/none"],
            expect![[r#"
                exit 1
                The profile `Home` has no http-router `none`
            "#]],
        ),
        (
            &["profile", "create", "home"],
            expect![[r#"
                exit 1
                A profile named `home` already exists
                  Profile names are not case-sensitive: choose another one
            "#]],
        ),
        (
            &["profile", "create", "a/b"],
            expect![[r#"
            exit 1
            `a/b` cannot be the name of a profile
              Use 1 to 64 letters, digits, spaces, `-`, `_` or `.`
        "#]],
        ),
    ] {
        check(words, &expect);
    }
}

/// Wrong usage is told apart from a failure.
#[test]
fn wrong_usage_exits_with_2() {
    let shell = Shell::new();
    for words in [
        ["import"].as_slice(),
        &["nonsense"],
        &["component", "show", "--profile", "Home", "no-kind/name"],
        &["export"],
    ] {
        assert_eq!(shell.run(words).status.code(), Some(2), "{words:?}");
    }
    assert!(!shell.path("data").exists(), "and no data folder is made");
}

/// With `--json` a failure is a document too.
#[test]
fn a_failure_is_json() {
    let shell = Shell::with_example();
    let answer = shell.fails(&["restore", "none"]);
    let error = &answer["error"];
    assert_eq!(error["code"], "not-found", "{answer}");
    assert_eq!(error["retry"], false);
    assert!(
        error["message"].is_string() && error.get("hint").is_some(),
        "{answer}"
    );
}
