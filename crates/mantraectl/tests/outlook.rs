//! What will not work is said before Traefik is given it, and where facts about a Traefik come from, as a person
//! types it.
#![expect(
    clippy::unwrap_used,
    reason = "a helper that cannot go on has failed its test"
)]

mod shell;

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::TcpListener;
use std::process::{Output, Stdio};

use shell::Shell;

const BROKEN: &str = "http:
  routers:
    shop: {rule: Host(`shop.lan`), entryPoints: [https], service: app}
    blog: {rule: Host(`blog.lan`), entryPoints: [web], service: gone}
  services:
    app: {loadBalancer: {servers: [{url: http://10.0.0.1}]}}
";

fn shell() -> Shell {
    let shell = Shell::empty();
    shell.write("broken.yml", BROKEN);
    shell.write("traefik.yml", "entryPoints: {web: {address: ':80'}}\n");
    done(&shell.run(&["profile", "create", "Home lab"]));
    shell
}

/// Answer and messages of a command that did what it should.
fn done(output: &Output) -> String {
    assert!(output.status.success(), "{}", said(output));
    said(output)
}

fn failed(output: &Output) -> String {
    assert_eq!(output.status.code(), Some(1), "{}", said(output));
    said(output)
}

fn said(output: &Output) -> String {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    text(&output.stdout) + &text(&output.stderr)
}

#[test]
fn an_import_and_an_export_say_what_will_not_work() {
    let shell = shell();
    done(&shell.run(&["gateway", "learn", "traefik.yml", "--profile", "Home lab"]));
    let told = done(&shell.run(&["import", "broken.yml", "--dry-run", "--profile", "Home lab"]));
    let blog = "error: `http-router/blog`: Traefik will load the file, but this router will not work: there is no service `gone`";
    let line = told.lines().find(|line| line.contains(blog)).unwrap_or_default();
    assert!(line.starts_with("broken.yml:4:"), "with its line: {told}");
    assert!(told.contains("error: `http-router/shop`:"), "{told}");
    assert_eq!(told.matches("`gone`").count(), 1, "told once: {told}");

    done(&shell.run(&["import", "broken.yml", "--profile", "Home lab"]));
    let output = shell.run(&["export", "--profile", "Home lab", "--output", "out.yml"]);
    let told = done(&output);
    assert!(told.contains("no entry point `https`"), "{told}");
    let output = shell.run(&["export", "--profile", "Home lab"]);
    let file = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(!file.contains("will not work"), "the file is as before: {file}");
    assert!(String::from_utf8_lossy(&output.stderr).contains("will not work"));
    let output = shell.run(&["--json", "export", "--profile", "Home lab"]);
    let document: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let names: Vec<_> = document["outlook"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["name"].clone())
        .collect();
    assert_eq!(names, ["blog", "shop"]);
}

#[test]
fn the_file_that_starts_traefik_is_named_with_the_command_that_takes_it() {
    let shell = shell();
    shell.write(
        "my compose.yml",
        "services: {proxy: {image: 'traefik:3.5', command: [--entryPoints.web.address=:80]}}\n",
    );
    for (file, written) in [
        ("traefik.yml", "traefik.yml"),
        ("my compose.yml", "'my compose.yml'"),
    ] {
        let told = failed(&shell.run(&["import", file, "--profile", "Home lab"]));
        let hint = format!("`mantraectl gateway learn {written} --profile 'Home lab'`");
        assert!(told.contains(&hint), "{told}");
        done(&shell.run(&["gateway", "learn", file, "--profile", "Home lab"]));
    }
}

const PASSWORD: &str = "s3cret word";

/// Something that answers like Traefik's API to whoever knows the password.
fn api() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    std::thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            let lines = BufReader::new(stream.try_clone().unwrap()).lines();
            let head: Vec<String> = lines
                .map_while(Result::ok)
                .take_while(|line| !line.is_empty())
                .collect();
            // me:s3cret word
            let knows = head
                .iter()
                .any(|line| line.eq_ignore_ascii_case("authorization: Basic bWU6czNjcmV0IHdvcmQ="));
            let body = match head[0].split(' ').nth(1).unwrap() {
                "/api/version" => r#"{"Version":"3.7.1"}"#,
                "/api/entrypoints" => r#"[{"name":"web","address":":80"}]"#,
                "/api/overview" => "{}",
                _ => "[]",
            };
            let status = if knows { "200 OK" } else { "401 Unauthorized" };
            let length = body.len();
            write!(
                stream,
                "HTTP/1.1 {status}\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{body}"
            )
            .unwrap();
        }
    });
    format!("http://{address}")
}

#[test]
fn a_password_is_read_from_standard_input_and_kept_nowhere() {
    let shell = shell();
    let address = api();
    let told = failed(&shell.run(&["gateway", "learn", &address, "--profile", "Home lab"]));
    assert!(told.contains("requires a name and a password"), "{told}");
    assert!(told.contains("`--user NAME` asks for the password"), "{told}");

    let ask = |password: &str| {
        let words = [
            "gateway",
            "learn",
            &address,
            "--user",
            "me",
            "--password-stdin",
            "--profile",
            "Home lab",
        ];
        let mut running = shell
            .command(&words)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        running
            .stdin
            .take()
            .unwrap()
            .write_all(password.as_bytes())
            .unwrap();
        running.wait_with_output().unwrap()
    };
    let told = failed(&ask("wrong one\n"));
    assert!(told.contains("does not accept this name and password"), "{told}");
    assert!(!told.contains("wrong one"), "{told}");
    let told = done(&ask(&format!("{PASSWORD}\n")));
    assert!(
        told.starts_with("Traefik 3.7.1 · entry point web · from the API at http://127.0.0.1:"),
        "{told}"
    );
    let all = done(&shell.run(&["--json", "gateway", "show", "--profile", "Home lab"]))
        + &done(&shell.run(&["--json", "activity", "list"]));
    assert!(!told.contains(PASSWORD) && !all.contains(PASSWORD), "{all}");
    for entry in std::fs::read_dir(shell.0.path().join("data")).unwrap() {
        let path = entry.unwrap().path();
        let bytes = if path.is_file() {
            std::fs::read(&path).unwrap()
        } else {
            Vec::new()
        };
        assert!(
            !bytes
                .windows(PASSWORD.len())
                .any(|part| part == PASSWORD.as_bytes()),
            "{}",
            path.display()
        );
    }
}

#[test]
fn a_password_in_an_address_is_refused_and_not_repeated() {
    let shell = shell();
    for address in [
        "http://me:s3cret@127.0.0.1:1",
        "http://me:s3cret@nowhere:99999",
        "https://s3cret@127.0.0.1:1/dashboard/",
    ] {
        let told = failed(&shell.run(&["gateway", "learn", address, "--profile", "Home lab"]));
        assert!(!told.contains("s3cret"), "{told}");
    }
    let told = failed(&shell.run(&[
        "gateway",
        "learn",
        "http://me:s3cret@127.0.0.1:1",
        "--profile",
        "Home lab",
    ]));
    assert!(told.contains("`--user NAME` asks for the password"), "{told}");
    let told = failed(&shell.run(&[
        "gateway",
        "learn",
        "traefik.yml",
        "--user",
        "me",
        "--profile",
        "Home lab",
    ]));
    assert!(told.contains("not the address of an API"), "{told}");
}
