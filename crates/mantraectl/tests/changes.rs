//! Components renamed, copied, edited and removed on the command line, and all of it undone.
#![expect(
    clippy::unwrap_used,
    reason = "a helper that cannot go on has failed its test"
)]

mod shell;

use expect_test::{Expect, expect};
use shell::Shell;

const WRITTEN: &str = r#"http:
  routers:
    # the blog
    blog:  # public
      rule: "Host(`blog.example.com`)"
      middlewares: [zip, auth]
      service: blog
  services:
    blog:
      loadBalancer:
        servers:
          - url: http://192.0.2.10  # rack
  middlewares:
    auth:
      basicAuth:
        users: ["a:$apr1$hash"]
    zip: {compress: {}}
"#;

fn shell() -> Shell {
    let shell = Shell::empty();
    shell.write("site.yml", WRITTEN);
    assert!(shell.run(&["profile", "create", "Home lab"]).status.success());
    let imported = shell.run(&["import", "site.yml", "--profile", "Home lab"]);
    assert!(imported.status.success());
    shell
}

fn seen(shell: &Shell, words: &[&str]) -> String {
    let output = shell.run(words);
    let (out, err) = (&output.stdout, &output.stderr);
    let code = output.status.code().unwrap();
    let text = [out.as_slice(), err.as_slice()].concat();
    format!("exit {code}\n{}", String::from_utf8(text).unwrap())
}

fn component(shell: &Shell, words: &[&str]) -> String {
    seen(
        shell,
        &[&["component"], words, &["--profile", "Home lab"]].concat(),
    )
}

fn export(shell: &Shell) -> String {
    String::from_utf8(shell.run(&["export", "--profile", "Home lab"]).stdout).unwrap()
}

/// A dry run, the same for real, and back: each says what it does, and only the second writes.
fn check(words: &[&str], would: &Expect, done: &Expect) {
    let shell = shell();
    would.assert_eq(&component(&shell, &[words, &["--dry-run"]].concat()));
    assert_eq!(export(&shell), WRITTEN, "nothing was written");
    done.assert_eq(&component(&shell, words));
    assert_ne!(export(&shell), WRITTEN);
    let undone = seen(&shell, &["undo"]);
    assert!(undone.starts_with("exit 0\n"), "{undone}");
    assert_eq!(export(&shell), WRITTEN, "to the letter");
}

#[test]
fn a_rename_takes_its_references_along() {
    check(
        &["rename", "http-middleware/auth", "family"],
        &expect![[r"
            exit 0
            ~ http-router/blog
                middlewares[1]: auth -> family
            > http-middleware/auth becomes http-middleware/family
            Would do: HTTP middleware `auth` renamed to `family`, 1 reference updated
        "]],
        &expect![[r"
            exit 0
            http-middleware/auth renamed to http-middleware/family
            ~ http-router/blog
                middlewares[1]: auth -> family
        "]],
    );
}

#[test]
fn a_removal_says_what_it_leaves() {
    check(
        &["remove", "http-middleware/auth"],
        &expect![[r"
        exit 0
        - http-middleware/auth
        http-router/blog still refers to http-middleware/auth (`middlewares[1]`)
        error: http-router/blog: Traefik will load the file, but this router will not work: there is no middleware `auth`
        Would do: HTTP middleware `auth` removed
    "]],
        &expect![[r"
        exit 0
        http-middleware/auth removed
        http-router/blog still refers to http-middleware/auth (`middlewares[1]`)
        error: http-router/blog: Traefik will load the file, but this router will not work: there is no middleware `auth`
    "]],
    );
    check(
        &["remove", "http-router/blog", "--with-unused"],
        &expect![[r"
            exit 0
            - http-router/blog
            - http-service/blog
            - http-middleware/auth
            - http-middleware/zip
            Would do: HTTP router `blog` removed, and 3 components that only it used
        "]],
        &expect![[r"
            exit 0
            http-router/blog removed
            - http-service/blog
            - http-middleware/auth
            - http-middleware/zip
        "]],
    );
}

#[test]
fn a_field_shows_what_it_was() {
    check(
        &["set", "http-router/blog", "rule", "Host(`b.example.com`)"],
        &expect![[r"
            exit 0
            ~ http-router/blog
                rule: Host(`blog.example.com`) -> Host(`b.example.com`)
            Would do: HTTP router `blog` changed
        "]],
        &expect![[r"
            exit 0
            http-router/blog changed
        "]],
    );
    check(
        &["set", "http-middleware/auth", "basicAuth.users[0]", "b:$apr1$new"],
        &expect![[r"
            exit 0
            ~ http-middleware/auth
                basicAuth.users: changed (secret)
            Would do: HTTP middleware `auth` changed
        "]],
        &expect![[r"
            exit 0
            http-middleware/auth changed
        "]],
    );
    check(
        &["disable", "http-service/blog"],
        &expect![[r"
        exit 0
        ~ http-service/blog (switched off)
        error: http-router/blog: Traefik will load the file, but this router will not work: there is no service `blog`
        Would do: HTTP service `blog` switched off
    "]],
        &expect![[r"
        exit 0
        http-service/blog disabled
        error: http-router/blog: Traefik will load the file, but this router will not work: there is no service `blog`
    "]],
    );
}

#[test]
fn a_copy_gets_a_name_and_a_host() {
    check(
        &["duplicate", "http-router/blog"],
        &expect![[r"
        exit 0
        + http-router/blog-2
        Would do: HTTP router `blog` copied to `blog-2`
        In the copy, the host `blog.example.com` becomes `blog-2.example.com`
    "]],
        &expect![[r"
        exit 0
        http-router/blog copied to http-router/blog-2
        + http-router/blog-2
        In the copy, the host `blog.example.com` becomes `blog-2.example.com`
    "]],
    );
    check(
        &[
            "duplicate",
            "http-router/blog",
            "journal",
            "--host",
            "my.example.org",
            "--with-service",
        ],
        &expect![[r"
            exit 0
            + http-router/journal
            + http-service/journal
            Would do: HTTP router `blog` copied to `journal`
            In the copy, the host `blog.example.com` becomes `my.example.org`
        "]],
        &expect![[r"
            exit 0
            http-router/blog copied to http-router/journal
            + http-router/journal
            + http-service/journal
            In the copy, the host `blog.example.com` becomes `my.example.org`
        "]],
    );
    let shell = shell();
    let copy = ["duplicate", "http-router/blog", "--with-service"];
    component(&shell, &copy);
    component(&shell, &copy);
    expect![[r#"
        http:
          routers:
            # the blog
            blog:  # public
              rule: "Host(`blog.example.com`)"
              middlewares: [zip, auth]
              service: blog
            # the blog
            blog-2:  # public
              rule: "Host(`blog-2.example.com`)"
              middlewares: [zip, auth]
              service: blog-2
            # the blog
            blog-3:  # public
              rule: "Host(`blog-3.example.com`)"
              middlewares: [zip, auth]
              service: blog-3
          services:
            blog:
              loadBalancer:
                servers:
                  - url: http://192.0.2.10  # rack
            blog-2:
              loadBalancer:
                servers:
                  - url: http://192.0.2.10  # rack
            blog-3:
              loadBalancer:
                servers:
                  - url: http://192.0.2.10  # rack
          middlewares:
            auth:
              basicAuth:
                users: ["a:$apr1$hash"]
            zip: {compress: {}}
    "#]]
    .assert_eq(&export(&shell));
    let mut told = component(&shell, &["duplicate", "http-router/blog", "blog-2"]);
    told += &component(
        &shell,
        &["duplicate", "http-service/blog", "--host", "x.example.com"],
    );
    told += &component(&shell, &["duplicate", "http-service/blog", "--with-service"]);
    expect![[r"
        exit 1
        The profile `Home lab` already has the HTTP router `blog-2`
          Choose another name, for example `blog-4`
        exit 1
        The HTTP service `blog` names no host
          Leave out the host, and change the copy afterwards
        exit 1
        The HTTP service `blog` names no service of this profile
    "]]
    .assert_eq(&told);
}

#[test]
fn several_components_change_as_one() {
    let with_more = || {
        let shell = shell();
        component(&shell, &["duplicate", "http-router/blog", "journal"]);
        component(&shell, &["unset", "http-router/journal", "middlewares[0]"]);
        component(&shell, &["disable", "http-router/journal"]);
        shell
    };
    let check = |words: &[&str], expected: &Expect| {
        let shell = with_more();
        let before = export(&shell);
        let bulk = [&["bulk"], words].concat();
        let would = component(&shell, &[&bulk, ["--dry-run"].as_slice()].concat());
        assert_eq!(export(&shell), before, "nothing was written");
        let done = component(&shell, &bulk);
        expected.assert_eq(&format!("{would}{done}"));
        if done.contains("Nothing changed") {
            return;
        }
        seen(&shell, &["undo"]);
        assert_eq!(export(&shell), before, "to the letter");
    };
    let all = "http-router/*";
    check(
        &[all, "--add-middleware", "zip", "--first"],
        &expect![[r#"
        exit 0
        Already so: http-router/blog
        ~ http-router/journal
            middlewares: ["auth"] -> ["zip","auth"]
        Would do: Middleware `zip` added to 1 router
        exit 0
        Already so: http-router/blog
        ~ http-router/journal
            middlewares: ["auth"] -> ["zip","auth"]
        Middleware `zip` added to 1 router
    "#]],
    );
    check(
        &[all, "--add-middleware", "zip", "--before", "auth"],
        &expect![[r#"
            exit 0
            Already so: http-router/blog
            ~ http-router/journal
                middlewares: ["auth"] -> ["zip","auth"]
            Would do: Middleware `zip` added to 1 router
            exit 0
            Already so: http-router/blog
            ~ http-router/journal
                middlewares: ["auth"] -> ["zip","auth"]
            Middleware `zip` added to 1 router
        "#]],
    );
    check(
        &[all, "--add-middleware", "auth"],
        &expect![[r"
        exit 0
        Already so: http-router/blog, http-router/journal
        Nothing would change: already so
        exit 0
        Already so: http-router/blog, http-router/journal
        Nothing changed: already so
    "]],
    );
    check(
        &[all, "--replace-middleware", "auth=zip"],
        &expect![[r#"
        exit 0
        ~ http-router/blog
            middlewares: ["zip","auth"] -> ["zip"]
        ~ http-router/journal
            middlewares: ["auth"] -> ["zip"]
        Nothing else uses http-middleware/auth
        Would do: Middleware `auth` replaced by `zip` in 2 routers
        exit 0
        ~ http-router/blog
            middlewares: ["zip","auth"] -> ["zip"]
        ~ http-router/journal
            middlewares: ["auth"] -> ["zip"]
        Middleware `auth` replaced by `zip` in 2 routers
        Nothing else uses http-middleware/auth
    "#]],
    );
    check(
        &[all, "--remove-middleware", "auth"],
        &expect![[r#"
        exit 0
        ~ http-router/blog
            middlewares: ["zip","auth"] -> ["zip"]
        ~ http-router/journal
            middlewares: ["auth"] -> (not set)
        Nothing else uses http-middleware/auth
        Would do: Middleware `auth` removed from 2 routers
        exit 0
        ~ http-router/blog
            middlewares: ["zip","auth"] -> ["zip"]
        ~ http-router/journal
            middlewares: ["auth"] -> (not set)
        Middleware `auth` removed from 2 routers
        Nothing else uses http-middleware/auth
    "#]],
    );
    check(
        &[all, "http-service/blog", "--enable"],
        &expect![[r"
        exit 0
        Already so: http-router/blog, http-service/blog
        ~ http-router/journal (switched on)
        Would do: 1 component switched on
        exit 0
        Already so: http-router/blog, http-service/blog
        ~ http-router/journal (switched on)
        1 component switched on
    "]],
    );
    check(
        &[all, "--entry-points", "web,websecure"],
        &expect![[r#"
        exit 0
        ~ http-router/blog
            entryPoints: (not set) -> ["web","websecure"]
        ~ http-router/journal
            entryPoints: (not set) -> ["web","websecure"]
        Would do: Entry points of 2 routers set to web, websecure
        exit 0
        ~ http-router/blog
            entryPoints: (not set) -> ["web","websecure"]
        ~ http-router/journal
            entryPoints: (not set) -> ["web","websecure"]
        Entry points of 2 routers set to web, websecure
    "#]],
    );
    check(
        &[all, "--resolver", "le"],
        &expect![[r#"
        exit 0
        ~ http-router/blog
            tls: (not set) -> {"certResolver":"le"}
        ~ http-router/journal
            tls: (not set) -> {"certResolver":"le"}
        error: http-router/blog: Traefik will load the file, but silently drops this router: it has no entry point
        Would do: Certificate resolver of 2 routers set to `le`
        exit 0
        ~ http-router/blog
            tls: (not set) -> {"certResolver":"le"}
        ~ http-router/journal
            tls: (not set) -> {"certResolver":"le"}
        Certificate resolver of 2 routers set to `le`
        error: http-router/blog: Traefik will load the file, but silently drops this router: it has no entry point
    "#]],
    );
    check(
        &[all, "--priority", "7"],
        &expect![[r"
        exit 0
        ~ http-router/blog
            priority: (not set) -> 7
        ~ http-router/journal
            priority: (not set) -> 7
        Would do: Priority of 2 routers set to 7
        exit 0
        ~ http-router/blog
            priority: (not set) -> 7
        ~ http-router/journal
            priority: (not set) -> 7
        Priority of 2 routers set to 7
    "]],
    );
    check(
        &[
            all,
            "http-service/blog",
            "--replace-text",
            "example.com=example.org",
        ],
        &expect![[r"
            exit 0
            Already so: http-service/blog
            ~ http-router/blog
                rule: Host(`blog.example.com`) -> Host(`blog.example.org`)
            ~ http-router/journal
                rule: Host(`journal.example.com`) -> Host(`journal.example.org`)
            Would do: `example.com` replaced by `example.org` in 2 components
            exit 0
            Already so: http-service/blog
            ~ http-router/blog
                rule: Host(`blog.example.com`) -> Host(`blog.example.org`)
            ~ http-router/journal
                rule: Host(`journal.example.com`) -> Host(`journal.example.org`)
            `example.com` replaced by `example.org` in 2 components
        "]],
    );
    check(
        &["http-service/*", "--replace-text", "192.0.2=198.51.100"],
        &expect![[r"
            exit 0
            ~ http-service/blog
                loadBalancer.servers[0].url: http://192.0.2.10 -> http://198.51.100.10
            Would do: `192.0.2` replaced by `198.51.100` in 1 component
            exit 0
            ~ http-service/blog
                loadBalancer.servers[0].url: http://192.0.2.10 -> http://198.51.100.10
            `192.0.2` replaced by `198.51.100` in 1 component
        "]],
    );
    check(
        &["http-router/blog", "http-middleware/zip", "--delete"],
        &expect![[r"
            exit 0
            - http-router/blog
            - http-middleware/zip
            Would do: 2 components removed
            exit 0
            - http-router/blog
            - http-middleware/zip
            2 components removed
        "]],
    );
    check(
        &["http-middleware/*", "--tls-options", "strict"],
        &expect![[r"
        exit 0
        Not possible for: http-middleware/auth, http-middleware/zip
        Nothing would change: already so
        exit 0
        Not possible for: http-middleware/auth, http-middleware/zip
        Nothing changed: already so
    "]],
    );
    let shell = shell();
    let mut told = component(&shell, &["bulk", "http-router/none", "--enable"]);
    told += &component(&shell, &["bulk", all, "--add-middleware", ""]);
    expect![[r"
        exit 1
        The profile `Home lab` has no http-router `none`
        exit 1
        A name or a text is missing
    "]]
    .assert_eq(&told);
    let output = shell.run(&["component", "bulk", all, "--profile", "Home lab"]);
    assert_eq!(output.status.code(), Some(2), "one of the changes is required");
}

/// An editor that does this to the file, and keeps what it was shown in `seen`.
fn edit(shell: &Shell, script: &str) -> String {
    let words = ["component", "edit", "http-router/blog", "--profile", "Home lab"];
    shell.write(
        "editor.sh",
        &format!("cat \"$1\" >> seen; echo ---- >> seen\n{script}\n"),
    );
    let output = shell
        .command(&words)
        .env("VISUAL", "sh editor.sh")
        .env("TMPDIR", shell.0.path())
        .output()
        .unwrap();
    let code = output.status.code().unwrap();
    let text = [output.stdout, output.stderr].concat();
    let text = format!("exit {code}\n{}", String::from_utf8(text).unwrap());
    let folder = format!("{}/mantraectl-", shell.0.path().display());
    match text.split_once(&folder) {
        Some((before, after)) => format!("{before}TMP/{}", &after[17..]),
        None => text,
    }
}

fn left_behind(shell: &Shell) -> usize {
    let entries = std::fs::read_dir(shell.0.path()).unwrap();
    let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    names.filter(|name| name.starts_with("mantraectl-")).count()
}

#[test]
#[cfg(unix)]
fn a_component_is_edited_with_its_comments() {
    let shell = shell();
    let told = edit(
        &shell,
        "sed -i -e 's/# public/# for everybody/' -e 's/blog.example/b.example/' \"$1\"",
    );
    expect![[r"
        exit 0
        http-router/blog changed
    "]]
    .assert_eq(&told);
    let text = export(&shell);
    assert!(
        text.contains("    # the blog\n    blog:  # for everybody\n      rule: \"Host(`b.example.com`)\"\n"),
        "{text}"
    );
    assert_eq!(left_behind(&shell), 0);
    seen(&shell, &["undo"]);
    assert_eq!(export(&shell), WRITTEN);
    // Nothing changed, or everything deleted: nothing happens.
    for script in ["true", ": > \"$1\""] {
        let told = edit(&shell, script);
        assert_eq!(told, "exit 0\nhttp-router/blog: nothing changed, already so\n");
    }
    assert_eq!(export(&shell), WRITTEN);
    assert_eq!(left_behind(&shell), 0);
}

#[test]
#[cfg(unix)]
fn what_cannot_be_read_is_opened_again_and_never_lost() {
    let shell = shell();
    // The first time a mistake, the second time its correction.
    let script = "if grep -q prioritty \"$1\"; then sed -i 's/prioritty/priority/' \"$1\"; else echo '  prioritty: 7' >> \"$1\"; fi";
    let told = edit(&shell, script);
    let shown = std::fs::read_to_string(shell.0.path().join("seen")).unwrap();
    expect![[r#"
        exit 0
        http-router/blog changed
        #: http-router/blog in the profile Home lab.
        #: Save the file and close the editor to write it. Lines with #: are left out;
        #: an empty file changes nothing.
        # the blog
        blog:  # public
          rule: "Host(`blog.example.com`)"
          middlewares: [zip, auth]
          service: blog
        ----
        #: This cannot be written yet. Close the editor without changes to give up.
        #:   line 12: `http.routers.blog.prioritty` is unknown to Traefik, which would refuse the file
        #:     Did you mean `priority`?
        #: http-router/blog in the profile Home lab.
        #: Save the file and close the editor to write it. Lines with #: are left out;
        #: an empty file changes nothing.
        # the blog
        blog:  # public
          rule: "Host(`blog.example.com`)"
          middlewares: [zip, auth]
          service: blog
          prioritty: 7
        ----
    "#]]
    .assert_eq(&format!("{told}{shown}"));
    assert!(export(&shell).contains("      priority: 7\n"));

    // A mistake that stays, another name, and an editor that fails.
    let mut told = edit(&shell, "sed -i 's/priority: 7/priority: seven/' \"$1\"");
    told += &edit(&shell, "sed -i 's/^blog:/other:/' \"$1\"");
    told += &edit(&shell, "echo '# mine' >> \"$1\"; exit 3");
    expect![[r"
        exit 1
        Nothing was written: `http.routers.blog.priority` must be a whole number, not the string `seven`
          What you wrote is in `TMP/http-router-blog.yml`
        exit 1
        Nothing was written: This is `other`, not `blog`
          What you wrote is in `TMP/http-router-blog.yml`
        exit 1
        The editor `sh editor.sh` failed, so nothing was written
          Set VISUAL or EDITOR to the command that opens your editor and waits. What you wrote is in `TMP/http-router-blog.yml`
    "]].assert_eq(&told);
    assert_eq!(left_behind(&shell), 3, "each is still there");
}

#[test]
#[cfg(unix)]
fn an_edit_does_not_overwrite_what_was_changed_meanwhile() {
    let shell = shell();
    let program = env!("CARGO_BIN_EXE_mantraectl");
    let script = format!(
        "echo '  priority: 7' >> \"$1\"; {program} --data-dir data component set --profile 'Home lab' http-router/blog priority 9"
    );
    let told = edit(&shell, &script);
    assert!(
        told.contains("was changed meanwhile, so nothing was written"),
        "{told}"
    );
    assert!(export(&shell).contains("priority: 9"));
    assert_eq!(left_behind(&shell), 1);
}

#[test]
fn what_cannot_be_is_refused() {
    let shell = shell();
    let mut told = component(&shell, &["rename", "http-middleware/auth", "zip"]);
    told += &component(&shell, &["rename", "http-middleware/none", "x"]);
    told += &component(&shell, &["rename", "http-middleware/auth", "a@file"]);
    told += &seen(&shell, &["undo", "nothing"]);
    told += &seen(&shell, &["redo"]);
    expect![[r"
        exit 1
        The profile `Home lab` already has the HTTP middleware `zip`
          Choose another name, for example `zip-2`
        exit 1
        The profile `Home lab` has no http-middleware `none`
        exit 1
        `a@file` cannot be the name of an HTTP middleware
          Traefik takes what follows an `@` for a provider, and `{{` for a template action
        exit 1
        There is no such change: `nothing`
          `undo --list` shows what can be undone and redone
        exit 1
        There is nothing to redo
          What was undone can be done again
    "]]
    .assert_eq(&told);
    assert_eq!(export(&shell), WRITTEN);
}

#[test]
fn changes_are_listed_undone_and_redone() {
    let shell = shell();
    component(&shell, &["rename", "http-middleware/auth", "family"]);
    component(&shell, &["set", "http-router/blog", "priority", "7"]);
    let listed = shell.run(&["--json", "undo", "--list"]).stdout;
    let listed: serde_json::Value = serde_json::from_slice(&listed).unwrap();
    let sentences: Vec<&str> = listed["undo"]
        .as_array()
        .unwrap()
        .iter()
        .map(|step| step["sentence"].as_str().unwrap())
        .collect();
    assert_eq!(
        sentences,
        [
            "HTTP router “blog” changed",
            "HTTP middleware “auth” renamed to “family”, 1 reference updated",
            "Imported 4 components into “Home lab”"
        ]
    );
    // An earlier one: what was changed since is left alone.
    let id = &listed["undo"][1]["id"].as_str().unwrap()[..8];
    let mut told = seen(&shell, &["undo", id]);
    told += &seen(&shell, &["undo"]);
    told += &seen(&shell, &["redo"]);
    expect![[r"
        exit 1
        < Home lab: http-middleware/auth
        < Home lab: http-middleware/family
        ~ Home lab: http-router/blog follows
        Undone: HTTP middleware `auth` renamed to `family`, 1 reference updated; 2 components restored
        4 components are not in any backup yet: run `mantraectl backup create`
        changed since, left as is: Home lab: http-router/blog
        exit 1
        Undone: HTTP router `blog` changed; 0 components restored
        4 components are not in any backup yet: run `mantraectl backup create`
        changed since, left as is: Home lab: http-router/blog
        exit 1
        > Home lab: http-middleware/auth
        > Home lab: http-middleware/family
        ~ Home lab: http-router/blog follows
        Redone: HTTP middleware `auth` renamed to `family`, 1 reference updated; 2 components restored
        4 components are not in any backup yet: run `mantraectl backup create`
        changed since, left as is: Home lab: http-router/blog
    "]]
    .assert_eq(&told);
}

/// "The script that disabled the wrong router stopped there, and said which request would have gone astray."
#[test]
fn a_change_that_breaks_an_expectation_is_refused_until_it_is_meant() {
    let shell = shell();
    let expecting = [
        "expect",
        "add",
        "http://blog.example.com/",
        "blog",
        "--profile",
        "Home lab",
    ];
    assert!(shell.run(&expecting).status.success());
    let host = "Host(`other.example.com`)";
    for words in [
        ["set", "http-router/blog", "rule", host].as_slice(),
        &["disable", "http-router/blog"],
        &["remove", "http-router/blog"],
        &["bulk", "http-router/*", "--disable"],
    ] {
        let would = component(&shell, &[words, &["--dry-run"]].concat());
        assert!(would.starts_with("exit 1\n"), "{words:?}: {would}");
        assert!(would.contains("This would be refused."), "{words:?}: {would}");
        let refused = component(&shell, words);
        assert!(refused.starts_with("exit 1\n"), "{words:?}: {refused}");
        assert!(
            refused.contains("expected `blog`, but reaches no router"),
            "{words:?}: {refused}"
        );
        assert_eq!(export(&shell), WRITTEN, "{words:?} wrote nothing");
    }
    expect![[r"
        exit 1
        Nothing was changed, because this breaks an expectation: GET http://blog.example.com/: expected `blog`, but reaches no router
          Add `--break-expectations` to do it all the same
    "]]
    .assert_eq(&component(&shell, &["disable", "http-router/blog"]));
    // What the expectation follows, and what routes no request elsewhere, needs no word.
    for words in [
        ["rename", "http-router/blog", "journal"].as_slice(),
        &["set", "http-router/journal", "priority", "7"],
    ] {
        let done = component(&shell, words);
        assert!(done.starts_with("exit 0\n"), "{words:?}: {done}");
    }
    let meant = component(
        &shell,
        &["disable", "http-router/journal", "--break-expectations"],
    );
    assert!(meant.starts_with("exit 0\n"), "{meant}");
}
