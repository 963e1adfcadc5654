//! Several files, folders, and the database of the Mantrae server.

use std::fmt::Write as _;
use std::path::Path;

use expect_test::{Expect, expect};
use mantrae_core::Code;
use mantrae_core::import::{Choice, Decision, ImportReview, Request};
use sqlx::sqlite::{SqliteConnectOptions, SqlitePool};
use tests::{Computer, EXAMPLE, PROFILE};
use traefik_dynamic::{Braces, Format, Kind};

const SECOND: &str = "
http:
  routers:
    wiki:
      rule: Host(`wiki.example.com`)
      service: my-service
      middlewares: [auth-middleware]
  services:
    my-service:
      loadBalancer:
        servers:
          - url: http://localhost:9090
";

async fn review(computer: &Computer, request: &Request) -> (String, ImportReview) {
    let id = computer.engine.imports().prepare(PROFILE, request).await.unwrap();
    let review = computer.engine.imports().review(&id).await.unwrap();
    (id, review)
}

fn shown(review: &ImportReview) -> String {
    let mut lines: Vec<String> = review
        .items
        .iter()
        .map(|item| format!("{}:{} {}/{}", item.file, item.line, item.kind, item.name))
        .collect();
    lines.extend(
        review
            .refused
            .iter()
            .map(|one| format!("refused {} (named: {})", one.file, one.named)),
    );
    let told = review.problems.iter().map(|problem| problem.message.clone());
    lines.extend(told);
    lines.join("\n") + "\n"
}

/// "I have a folder full of files, some of them in folders below, and notes beside them."
#[tokio::test]
async fn a_folder_comes_in_with_the_folders_below() {
    let computer = Computer::new().await;
    computer.engine.profiles().create(PROFILE, "").await.unwrap();
    let folder = computer.beside("dynamic");
    std::fs::create_dir_all(folder.join("sites/.git")).unwrap();
    for (name, text) in [
        ("a.yml", EXAMPLE),
        ("sites/wiki.yaml", SECOND),
        ("sites/broken.toml", "[http"),
        ("sites/.git/hidden.yml", EXAMPLE),
        ("notes.txt", "not Traefik’s"),
    ] {
        mantrae_core::fs::write_atomic(&folder.join(name), text.as_bytes()).unwrap();
    }
    let (id, review) = review(&computer, &Request::files(&[folder])).await;
    expect![[r#"
        dynamic/a.yml:3 http-router/my-router
        dynamic/a.yml:13 http-service/my-service
        dynamic/a.yml:19 http-middleware/auth-middleware
        dynamic/sites/wiki.yaml:4 http-router/wiki
        refused dynamic/sites/broken.toml (named: false)
        Traefik would refuse every file of the folder `dynamic` because of `dynamic/sites/broken.toml`
        http-router `my-router` is in `dynamic/a.yml` too; the first one counts
        http-service `my-service` is in `dynamic/a.yml` too; the first one counts
        http-middleware `auth-middleware` is in `dynamic/a.yml` too; the first one counts
        http-service `my-service` is in `dynamic/a.yml` too; the first one counts
    "#]]
    .assert_eq(&shown(&review));
    let outcome = computer.engine.imports().apply(&id, &[]).await.unwrap();
    assert_eq!(outcome.added.len(), 4, "the sound ones of all files are taken");
    assert_eq!(outcome.refused.len(), 1, "and the broken file is named");
}

/// "My folder lies on a share: a Mac, editors and a deployment left their files in it."
#[cfg(unix)]
#[tokio::test]
async fn what_makes_traefik_refuse_a_folder_is_named() {
    let computer = Computer::new().await;
    computer.engine.profiles().create(PROFILE, "").await.unwrap();
    let folder = computer.beside("conf");
    std::fs::create_dir_all(folder.join("b.yml")).unwrap();
    let compress = |name: &str| format!("http: {{middlewares: {{{name}: {{compress: {{}}}}}}}}\n");
    for (name, text) in [
        ("B.YML", compress("capital")),
        ("a.toml", "[http.middlewares.toml.compress]\n".to_owned()),
        ("b.yml/inside.yaml", compress("inside")),
        ("c.yml", compress("inside")),
        (".hidden.yml", compress("hidden")),
        (".yml", compress("nameless")),
        ("empty.yml", "# nothing yet\n".to_owned()),
        ("traefik.yml", "entryPoints: {web: {address: ':80'}}\n".to_owned()),
        ("app.yml.bak", compress("old")),
        ("app.yml~", compress("old")),
        ("app.yml.example", compress("old")),
        ("dump.json", "{}".to_owned()),
    ] {
        mantrae_core::fs::write_atomic(&folder.join(name), text.as_bytes()).unwrap();
    }
    let companion = [0, 5, 0x16, 7, 0xff, 0xfe, b'M', b'a', b'c'];
    mantrae_core::fs::write_atomic(&folder.join("._a.yml"), &companion).unwrap();
    let elsewhere = computer.beside("elsewhere");
    std::fs::create_dir_all(&elsewhere).unwrap();
    mantrae_core::fs::write_atomic(&elsewhere.join("x.yml"), compress("elsewhere").as_bytes()).unwrap();
    std::os::unix::fs::symlink(elsewhere.join("x.yml"), folder.join("link.yml")).unwrap();
    std::os::unix::fs::symlink("gone.yml", folder.join("dangling.yml")).unwrap();
    std::os::unix::fs::symlink("gone", folder.join("dangling")).unwrap();
    std::os::unix::fs::symlink(&elsewhere, folder.join("sites")).unwrap();
    std::os::unix::fs::symlink(&elsewhere, folder.join("sites.yml")).unwrap();
    let fifo = std::process::Command::new("mkfifo")
        .arg(folder.join("pipe.yml"))
        .status();
    assert!(fifo.unwrap().success());
    let (id, review) = review(&computer, &Request::files(&[folder])).await;
    expect![[r#"
        conf/.hidden.yml:1 http-middleware/hidden
        conf/.yml:1 http-middleware/nameless
        conf/B.YML:1 http-middleware/capital
        conf/a.toml:1 http-middleware/toml
        conf/b.yml/inside.yaml:1 http-middleware/inside
        conf/link.yml:1 http-middleware/elsewhere
        refused conf/._a.yml (named: false)
        refused conf/dangling.yml (named: false)
        refused conf/pipe.yml (named: false)
        refused conf/sites.yml (named: false)
        Traefik’s file provider reads no JSON from a folder, so this is left out: `conf/dump.json`
        Traefik does not follow a link to a folder, so this is left out: `conf/sites`
        Traefik would refuse every file of the folder `conf` because of `conf/._a.yml`, `conf/dangling.yml`, `conf/sites.yml`
        Traefik would wait forever for `conf/pipe.yml` in the folder `conf`, and not start
        the file contains nothing to import
        this is Traefik’s install (static) configuration; it contains no routers, services or middlewares
        `entryPoints` is not part of a dynamic configuration and is left out
        http-middleware `inside` is in `conf/b.yml/inside.yaml` too; the first one counts
    "#]].assert_eq(&shown(&review));
    assert!(review.traefik_would_refuse);
    let outcome = computer.engine.imports().apply(&id, &[]).await.unwrap();
    assert_eq!(outcome.added.len(), 6, "what is sound comes in all the same");
}

/// "Both files name one certificate, with two keys." Traefik takes the certificates of all files.
#[tokio::test]
async fn certificates_of_several_files_stay_apart() {
    let computer = Computer::new().await;
    computer.engine.profiles().create(PROFILE, "").await.unwrap();
    let folder = computer.beside("conf");
    std::fs::create_dir_all(&folder).unwrap();
    for (name, text) in [
        ("a.yml", "tls: {certificates: [{certFile: a, keyFile: b}]}\n"),
        ("b.yml", "tls: {certificates: [{certFile: a, keyFile: c}]}\n"),
        ("c.yml", "tls: {certificates: [{certFile: a, keyFile: b}]}\n"),
    ] {
        mantrae_core::fs::write_atomic(&folder.join(name), text.as_bytes()).unwrap();
    }
    let (_, review) = review(&computer, &Request::files(&[folder])).await;
    let shown = shown(&review);
    let lines = shown.lines().filter(|line| !line.contains("on Traefik’s host"));
    expect![[r#"
        conf/a.yml:1 tls-certificate/a
        conf/b.yml:1 tls-certificate/a (c)
        tls-certificate `a` is in `conf/a.yml` too; the first one counts"#]]
    .assert_eq(&lines.collect::<Vec<_>>().join("\n"));
}

/// "Which of these files keeps Traefik from reading the folder?" What it loads, and what is only not read here, is
/// not blamed.
#[cfg(unix)]
#[tokio::test]
async fn a_folder_is_not_refused_for_what_traefik_loads() {
    let computer = Computer::new().await;
    computer.engine.profiles().create(PROFILE, "").await.unwrap();
    let folder = computer.beside("conf");
    std::fs::create_dir_all(&folder).unwrap();
    for (name, text) in [
        ("a.yml", "http: {middlewares: {a: {compress: {}}}}\n"),
        (
            "b.yml",
            "http: {middlewares: {b: {compress: {}, addPrefix: {prefix: /b}}}}\n",
        ),
        ("c.yml", "http: {middlewares: {c: {}}}\n"),
        (
            "d.yml",
            "{{ if true }}\nhttp: {middlewares: {d: {compress: {}}}}\n{{ end }}\n",
        ),
        ("e.yml", "http: {middlewares: {e: {addPrefix: {prefix: [e]}}}}\n"),
        (
            "f.yml",
            "http: {middlewares: {f: {addPrefix: {prefix: '{{ env `F` }}'}}}}\n",
        ),
    ] {
        mantrae_core::fs::write_atomic(&folder.join(name), text.as_bytes()).unwrap();
    }
    std::os::unix::fs::symlink("/dev/null", folder.join("null.yml")).unwrap();
    let request = Request::files(std::slice::from_ref(&folder));
    let (_, loaded) = review(&computer, &request).await;
    let blamed = |review: &ImportReview| {
        let told = review.problems.iter().filter(|one| one.code == "FOLDER-REFUSED");
        told.map(|one| one.message.clone()).collect::<Vec<_>>()
    };
    assert_eq!(blamed(&loaded), Vec::<String>::new());
    assert!(!loaded.traefik_would_refuse, "{:?}", loaded.problems);
    mantrae_core::fs::write_atomic(
        &folder.join("g.yml"),
        b"http: {middlewares: {g: {addPrefix: {prefix: '{{ foo }}'}}}}\n",
    )
    .unwrap();
    let (_, refused) = review(&computer, &request).await;
    assert_eq!(
        blamed(&refused),
        ["Traefik would refuse every file of the folder `conf` because of `conf/g.yml`"]
    );
}

/// "I named a folder with nothing of Traefik's in it."
#[tokio::test]
async fn an_empty_folder_is_refused() {
    let computer = Computer::with_example().await;
    let folder = computer.beside("empty");
    std::fs::create_dir_all(&folder).unwrap();
    let answer = computer
        .engine
        .imports()
        .prepare(PROFILE, &Request::files(&[folder]))
        .await;
    expect![[r#"
        NotFound: There is no .yml, .yaml or .toml file in `empty`
          hint: Choose the folder that Traefik’s file provider reads
    "#]]
    .assert_eq(&tests::printed(&answer.unwrap_err(), &computer.beside("")));
}

/// "I took their service under another name: their router goes to it, mine still goes to mine."
#[tokio::test]
async fn what_comes_under_another_name_takes_its_references_along() {
    let computer = Computer::with_example().await;
    let path = computer.file("second.yml", SECOND);
    let (id, _) = review(&computer, &Request::files(&[path])).await;
    let rename = Choice::Rename {
        new_name: "their-service".to_owned(),
    };
    let decision = Decision::new(Kind::HttpService, "my-service", rename);
    computer.engine.imports().apply(&id, &[decision]).await.unwrap();
    let content = computer.content().await.remove(PROFILE).unwrap();
    assert!(
        content["http-router/wiki"].contains("service: their-service"),
        "the router that came along goes to the service that came along: {content:#?}"
    );
    assert!(
        content["http-router/my-router"].contains("service: my-service"),
        "the router that was there goes to the service that was there"
    );
}

/// "It warned me of an old middleware and offered the new one; I took that, switched off for now."
#[tokio::test]
async fn what_is_deprecated_is_converted_when_asked() {
    const OLD: &str =
        "http:\n  middlewares:\n    lan:\n      ipWhiteList:\n        sourceRange: [10.0.0.0/8]\n";
    let computer = Computer::with_example().await;
    let path = computer.file("old.yml", OLD);
    let (id, review) = review(&computer, &Request::files(&[path])).await;
    let offered = review.items.first().unwrap().modern.as_deref();
    assert_eq!(
        offered,
        Some("lan:\n  ipAllowList:\n    sourceRange:\n      - 10.0.0.0/8\n"),
        "the review shows what it would become"
    );
    let told = review.items.first().unwrap().problems.first().unwrap().line;
    let excerpt = review.excerpts.first().unwrap();
    assert_eq!(Some(excerpt.line), told, "and the line that the finding is about");
    assert!(OLD.contains(&excerpt.text), "as it stands in the file");
    let decision = Decision {
        convert: true,
        switched_off: true,
        ..Decision::new(Kind::HttpMiddleware, "lan", Choice::Take)
    };
    computer.engine.imports().apply(&id, &[decision]).await.unwrap();
    let content = computer.content().await.remove(PROFILE).unwrap();
    let lan = &content["http-middleware/lan"];
    assert!(lan.contains("ipAllowList") && lan.starts_with("off"), "{lan}");
    computer.engine.undo(None, false).await.unwrap();
    assert!(
        !computer.names().await.contains(&"http-middleware/lan".to_owned()),
        "the undo takes it away again"
    );
}

/// A database as the Mantrae server lays it out, with two profiles and things that are none of our business.
async fn server(path: &Path) {
    let pool = SqlitePool::connect_with(SqliteConnectOptions::new().filename(path).create_if_missing(true))
        .await
        .unwrap();
    let mut script = "
        CREATE TABLE profiles (id INTEGER PRIMARY KEY, name VARCHAR(255) NOT NULL UNIQUE, token TEXT);
        CREATE TABLE users (id TEXT PRIMARY KEY, username TEXT, password TEXT);
        INSERT INTO users VALUES ('u', 'admin', 'a-secret-hash');
        INSERT INTO profiles VALUES (1, 'default', 'a-token'), (2, 'office', 'b-token');"
        .to_owned();
    for table in [
        "http_routers",
        "http_services",
        "http_middlewares",
        "http_servers_transports",
        "tcp_routers",
        "tcp_services",
        "tcp_middlewares",
        "tcp_servers_transports",
        "udp_routers",
        "udp_services",
    ] {
        let _ = write!(
            script,
            "CREATE TABLE {table} (id TEXT PRIMARY KEY, profile_id INTEGER NOT NULL REFERENCES profiles (id),
                 name TEXT NOT NULL, config TEXT NOT NULL, enabled BOOLEAN NOT NULL DEFAULT TRUE,
                 UNIQUE (profile_id, name));"
        );
    }
    script += r#"
        INSERT INTO http_routers VALUES
            ('1', 1, 'web', '{"rule":"Host(`a.example`)","service":"web","entryPoints":["websecure"],"tls":{}}', TRUE),
            ('2', 1, 'off', '{"rule":"Host(`b.example`)","service":"web"}', FALSE),
            ('3', 1, 'broken', 'not JSON', TRUE),
            ('4', 2, 'desk', '{"rule":"Host(`c.example`)","service":"web@docker"}', TRUE);
        INSERT INTO http_services VALUES
            ('1', 1, 'web', '{"loadBalancer":{"servers":[{"url":"http://10.0.0.1"}],"passHostHeader":true}}', TRUE);
        INSERT INTO http_servers_transports VALUES ('1', 1, 'slow', '{"forwardingTimeouts":{"dialTimeout":"30s"}}', 1);
        INSERT INTO tcp_middlewares VALUES ('', 1, 'lan', '{"ipAllowList":{"sourceRange":["10.0.0.0/8"]}}', 1);
        INSERT INTO udp_services VALUES ('1', 1, 'dns', '{"loadBalancer":{"servers":[{"address":"10.0.0.1:53"}]}}', 1);"#;
    sqlx::raw_sql(sqlx::AssertSqlSafe(script))
        .execute(&pool)
        .await
        .unwrap();
    pool.close().await;
}

fn of_profile(path: &Path, profile: &str) -> Request {
    Request {
        paths: vec![path.to_owned()],
        server_profile: Some(profile.to_owned()),
        ..Request::default()
    }
}

/// "I come from the Mantrae server and have its database."
#[tokio::test]
async fn the_servers_database_becomes_a_review() {
    let computer = Computer::new().await;
    computer.engine.profiles().create(PROFILE, "").await.unwrap();
    let path = computer.beside("mantrae-server.db");
    server(&path).await;
    let bytes = std::fs::read(&path).unwrap();
    let listed = computer.engine.imports().server_profiles(&path).await.unwrap();
    let listed: Vec<_> = listed
        .iter()
        .map(|one| (one.name.as_str(), one.components))
        .collect();
    assert_eq!(
        listed,
        [("default", 7), ("office", 1)],
        "both profiles are offered"
    );

    let (id, review) = review(&computer, &of_profile(&path, "default")).await;
    expect![[r#"
        mantrae-server.db:0 http-router/off
        mantrae-server.db:0 http-router/web
        mantrae-server.db:0 http-service/web
        mantrae-server.db:0 http-servers-transport/slow
        mantrae-server.db:0 tcp-middleware/lan
        mantrae-server.db:0 udp-service/dns
    "#]]
    .assert_eq(&shown(&review));
    let rejected = review
        .rejected
        .first()
        .map(|one| (one.name.as_str(), one.problems.len()));
    assert_eq!(rejected, Some(("broken", 1)), "the row that is no JSON is named");
    computer.engine.imports().apply(&id, &[]).await.unwrap();
    let content = computer.content().await.remove(PROFILE).unwrap();
    assert!(
        content["http-router/off"].starts_with("off"),
        "what was switched off stays so"
    );
    assert!(content["http-router/web"].starts_with("on"), "{content:#?}");
    assert_eq!(content.len(), 6, "everything sound came");

    let beside: Vec<_> = std::fs::read_dir(computer.beside(""))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name.starts_with("mantrae-server.db"))
        .collect();
    assert_eq!(
        beside,
        ["mantrae-server.db"],
        "nothing is made beside the server’s file"
    );
    assert_eq!(std::fs::read(&path).unwrap(), bytes, "and it is not changed");
    for database in [
        computer.data().join("mantrae.db-wal"),
        computer.data().join("state.db-wal"),
    ] {
        let held = std::fs::read(database).unwrap();
        let holds = |secret: &str| held.windows(secret.len()).any(|part| part == secret.as_bytes());
        assert!(
            !holds("a-secret-hash") && !holds("a-token"),
            "users and tokens are not taken"
        );
    }
}

/// "A database that I cannot use tells me why."
async fn check_database(make: impl AsyncFnOnce(&Path), profile: Option<&str>, expect: Expect) {
    let computer = Computer::with_example().await;
    let path = computer.beside("server.db");
    make(&path).await;
    let before = computer.standing().await;
    let request = Request {
        paths: vec![path],
        server_profile: profile.map(str::to_owned),
        ..Request::default()
    };
    let answer = computer.engine.imports().prepare(PROFILE, &request).await;
    expect.assert_eq(&tests::printed(&answer.unwrap_err(), &computer.beside("")));
    assert_eq!(computer.standing().await, before, "nothing is changed");
    let left = std::fs::read_dir(computer.data().join("staging"))
        .unwrap()
        .count();
    assert_eq!(left, 0, "and no copy stays behind");
}

async fn script(path: &Path, sql: &'static str) {
    let options = SqliteConnectOptions::new().filename(path).create_if_missing(true);
    let pool = SqlitePool::connect_with(options).await.unwrap();
    sqlx::raw_sql(sql).execute(&pool).await.unwrap();
    pool.close().await;
}

/// "The server let me make two profiles of one name: I say which one I mean."
#[tokio::test]
async fn two_profiles_of_one_name() {
    const TWINS: &str = r#"
        CREATE TABLE profiles (id INTEGER PRIMARY KEY, name TEXT);
        CREATE TABLE http_services (id TEXT, profile_id INTEGER, name TEXT, config TEXT, enabled BOOLEAN);
        INSERT INTO profiles VALUES (2, 'twin'), (7, 'twin'), (8, 'home'), (9, 'home#8');
        INSERT INTO http_services VALUES
            ('1', 2, 'of-two', '{"loadBalancer":{"servers":[{"url":"http://a"}]}}', 1),
            ('2', 7, 'of-seven', '{"loadBalancer":{"servers":[{"url":"http://b"}]}}', 1),
            ('3', 8, 'of-eight', '{"loadBalancer":{"servers":[{"url":"http://c"}]}}', 1),
            ('4', 9, 'of-nine', '{"loadBalancer":{"servers":[{"url":"http://d"}]}}', 1);"#;
    let twins = async |path: &Path| script(path, TWINS).await;
    check_database(twins, Some("twin"), expect![[r#"
        InvalidInput: `server.db` contains several profiles with the name `twin`: `twin#2` (1 component), `twin#7` (1 component)
          hint: Choose one, for example `twin#2` (`--from 'twin#2'` on the command line)
    "#]]).await;
    check_database(twins, None, expect![[r#"
        InvalidInput: `server.db` contains several profiles: `home` (1 component), `home#8` (1 component), `twin#2` (1 component), `twin#7` (1 component)
          hint: Choose one, for example `home` (`--from 'home'` on the command line)
    "#]]).await;
    check_database(twins, Some("twin#3"), expect![[r#"
        NotFound: `server.db` contains no profile `twin#3`
          hint: It contains `home` (1 component), `home#8` (1 component), `twin#2` (1 component), `twin#7` (1 component)
    "#]]).await;
    let computer = Computer::with_example().await;
    let path = computer.beside("twins.db");
    twins(&path).await;
    let cases = [
        ("twin#2", "of-two"),
        ("twin#7", "of-seven"),
        ("home", "of-eight"),
        // A name that looks like a choice is a name first.
        ("home#8", "of-nine"),
        ("home#8#9", "of-nine"),
    ];
    for (choice, service) in cases {
        let (_, review) = review(&computer, &of_profile(&path, choice)).await;
        let names: Vec<&str> = review.items.iter().map(|item| item.name.as_str()).collect();
        assert_eq!(names, [service], "{choice}");
    }
    let listed = computer.engine.imports().server_profiles(&path).await.unwrap();
    let mut choices: Vec<&str> = listed.iter().map(|one| one.choice.as_str()).collect();
    choices.sort_unstable();
    assert_eq!(choices, ["home", "home#8", "twin#2", "twin#7"]);
}

#[tokio::test]
async fn databases_that_cannot_be_used() {
    check_database(
        server,
        None,
        expect![[r#"
            InvalidInput: `server.db` contains several profiles: `default` (7 components), `office` (1 component)
              hint: Choose one, for example `default` (`--from 'default'` on the command line)
        "#]],
    )
    .await;
    check_database(
        server,
        Some("nobody"),
        expect![[r#"
            NotFound: `server.db` contains no profile `nobody`
              hint: It contains `default` (7 components), `office` (1 component)
        "#]],
    )
    .await;
    let other = async |path: &Path| script(path, "CREATE TABLE notes (text TEXT)").await;
    check_database(
        other,
        None,
        expect![[r#"
        Foreign: `server.db`: This database was not made by the Mantrae server
          hint: The server’s database is `mantrae.db` in its data folder
    "#]],
    )
    .await;
    let views = async |path: &Path| {
        script(
            path,
            "CREATE TABLE profiles (id, name); CREATE VIEW http_routers AS SELECT 1 AS name",
        )
        .await;
    };
    check_database(
        views,
        None,
        expect![[r#"
        Foreign: `server.db`: This database was not made by the Mantrae server
          hint: The server’s database is `mantrae.db` in its data folder
    "#]],
    )
    .await;
    let columns = async |path: &Path| {
        script(
            path,
            "CREATE TABLE profiles (id, name); INSERT INTO profiles VALUES (1, 'x');
                      CREATE TABLE http_routers (id, name)",
        )
        .await;
    };
    check_database(
        columns,
        None,
        expect![[r#"
        Foreign: This database does not have the schema of the Mantrae server
          hint: Export the profile as YAML there, and import that file
    "#]],
    )
    .await;
    let ours =
        async |path: &Path| script(path, "CREATE TABLE profile (uid); CREATE TABLE component (id)").await;
    check_database(
        ours,
        None,
        expect![[r#"
        InvalidInput: `server.db`: This is the database of Mantrae Desktop itself
          hint: Restore one of its backups instead
    "#]],
    )
    .await;
    let cut = async |path: &Path| {
        server(path).await;
        let bytes = std::fs::read(path).unwrap();
        mantrae_core::fs::write_atomic(path, bytes.get(..bytes.len() / 2).unwrap()).unwrap();
    };
    check_database(
        cut,
        None,
        expect![[r#"
        Damaged: `server.db`: This database cannot be read: it is damaged or incomplete
          hint: Stop the server and copy its `mantrae.db` again, or use one of its own backups
    "#]],
    )
    .await;
}

/// "My file is a template of Traefik's, and I want it in the backups as it is."
#[tokio::test]
async fn a_template_is_taken_as_it_is_when_asked() {
    let computer = Computer::new().await;
    computer.engine.profiles().create(PROFILE, "").await.unwrap();
    let rule = "Host(`{{ env \"DOMAIN\" }}`)";
    let text = format!(
        "http:\n  routers:\n    web:\n      rule: '{rule}'\n      service: app\n      entryPoints: [websecure]\n"
    );
    let request = Request::files(&[computer.file("web.yml", text)]);
    let refused = computer
        .engine
        .imports()
        .prepare(PROFILE, &request)
        .await
        .unwrap_err();
    assert_eq!(
        refused.code,
        Code::Template,
        "code of others is taken only when asked"
    );
    assert!(
        refused.message.contains("web.yml:4:20"),
        "the first action has a line and a column: {}",
        refused.message
    );

    let request = Request {
        braces: Some(Braces::Actions),
        ..request
    };
    let (id, review) = review(&computer, &request).await;
    let found = |code: &str| review.items[0].problems.iter().find(|one| one.code == code);
    let locations = ["TEMPLATE", "DANGLING-SERVICE"].map(|code| found(code).and_then(|one| one.line));
    assert_eq!(
        locations,
        [Some(4), Some(5)],
        "each finding has the line it is about"
    );
    computer.engine.imports().apply(&id, &[]).await.unwrap();
    let export = computer
        .engine
        .profiles()
        .export(PROFILE, Format::Yaml)
        .await
        .unwrap();
    assert!(
        export.text.contains(rule),
        "Traefik’s file provider gets the action unchanged:\n{}",
        export.text
    );
}
