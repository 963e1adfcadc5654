//! Single fields changed on the command line: the rest of a component stays as a person wrote it.
#![expect(
    clippy::unwrap_used,
    reason = "a helper that cannot go on has failed its test"
)]

mod shell;

use std::process::Output;

use expect_test::expect;
use shell::Shell;

const WRITTEN: &str = r#"http:
  routers:
    # the blog
    blog:  # public
      rule: "Host(`a.example.com`)"
      middlewares: [auth]
      service: blog
  services:
    blog:
      loadBalancer:
        servers:
          - url: http://192.0.2.10  # rack
"#;

fn shell() -> Shell {
    let shell = Shell::empty();
    shell.write("site.yml", WRITTEN);
    done(&shell.run(&["profile", "create", "Home lab"]));
    done(&shell.run(&["import", "site.yml", "--profile", "Home lab"]));
    shell
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// The answer of a command that did what it should.
fn done(output: &Output) -> String {
    assert!(output.status.success(), "{}", text(&output.stderr));
    text(&output.stdout)
}

fn component(shell: &Shell, arguments: &[&str]) -> Output {
    shell.run(&[&["component"], arguments, &["--profile", "Home lab"]].concat())
}

#[test]
fn fields_change_and_comments_stay() {
    let shell = shell();
    let set = |path: &str, value: &str| done(&component(&shell, &["set", "http-router/blog", path, value]));
    assert_eq!(set("rule", "Host(`b.example.com`)"), "http-router/blog changed\n");
    set("middlewares[1]", "zip");
    set("priority", "7");
    set("tls.domains", r#"[{"main": "example.com"}]"#);
    assert_eq!(
        set("priority", "7"),
        "http-router/blog: nothing changed, already so\n"
    );
    done(&component(
        &shell,
        &["unset", "http-router/blog", "middlewares[0]"],
    ));
    done(&component(
        &shell,
        &[
            "set",
            "http-service/blog",
            "loadBalancer.servers[1].url",
            "http://192.0.2.11",
        ],
    ));
    expect![[r#"
        http:
          routers:
            # the blog
            blog:  # public
              rule: "Host(`b.example.com`)"
              middlewares: [zip]
              service: blog
              priority: 7
              tls:
                domains:
                  - main: example.com
          services:
            blog:
              loadBalancer:
                servers:
                  - url: http://192.0.2.10  # rack
                  - url: http://192.0.2.11
    "#]]
    .assert_eq(&done(&shell.run(&["export", "--profile", "Home lab"])));
}

#[test]
fn a_dry_run_writes_nothing() {
    let shell = shell();
    let told = component(
        &shell,
        &["set", "http-router/blog", "service", "other", "--dry-run"],
    );
    expect![[r"
        ~ http-router/blog
            service: blog -> other
        Nothing else uses http-service/blog
        error: http-router/blog: Traefik will load the file, but this router will not work: there is no service `other`
        Would do: HTTP router `blog` changed
    "]]
    .assert_eq(&done(&told));
    assert_eq!(
        done(&shell.run(&["export", "--profile", "Home lab"])),
        WRITTEN,
        "nothing was written"
    );
}

#[test]
fn what_traefik_would_refuse_is_not_written() {
    let shell = shell();
    let refused = |arguments: &[&str]| {
        let output = component(&shell, arguments);
        assert_eq!(output.status.code(), Some(1), "{}", text(&output.stdout));
        text(&output.stderr)
    };
    let mut told = refused(&["set", "http-router/blog", "prioritty", "7"]);
    told += &refused(&["set", "http-router/blog", "priority", "seven"]);
    told += &refused(&["unset", "http-router/blog", "tls"]);
    told += &refused(&["set", "http-router/none", "rule", "x"]);
    expect![[r"
        Nothing was changed: `http.routers.blog.prioritty` is unknown to Traefik, which would refuse the file
          Did you mean `priority`?
        Nothing was changed: `http.routers.blog.priority` must be a whole number, not the string `seven`
        The http-router `blog` has nothing there that can be changed
          Look at its fields with `component show`
        The profile `Home lab` has no http-router `none`
    "]]
    .assert_eq(&told);
    assert_eq!(
        done(&shell.run(&["export", "--profile", "Home lab"])),
        WRITTEN,
        "nothing was written"
    );
}

#[test]
fn a_body_keeps_its_comments() {
    let shell = shell();
    shell.write("zip.yml", "# all of it\ncompress: {}  # always\n");
    done(&component(
        &shell,
        &["put", "http-middleware/zip", "--file", "zip.yml"],
    ));
    let text = done(&shell.run(&["export", "--profile", "Home lab"]));
    assert!(
        text.contains("    zip:\n      # all of it\n      compress: {}  # always\n"),
        "{text}"
    );
}
