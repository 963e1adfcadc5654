//! Reading files: syntax, other programs' files, templates, several documents, certificates, names.

use expect_test::{Expect, expect};
use traefik_dynamic::{Format, read};

use crate::fixtures::told;

fn check(text: &str, expect: Expect) {
    expect.assert_eq(&told("dynamic.yml", text));
}

fn check_as(file: &str, text: &str, expect: Expect) {
    expect.assert_eq(&told(file, text));
}

/// What cannot be parsed is told with its place and, where it is known, the remedy.
#[test]
fn syntax() {
    check(
        "http:\n\trouters:\n",
        expect![[r"
        reject
        dynamic.yml:2:1: error: cannot read YAML: found character that cannot start any token (while scanning for the next token that began at line 2) (SYNTAX)
          Indent with spaces: YAML does not allow tabs"]],
    );
    check(
        "http:\n  routers:\n    r:\n      rule: `Host(a)`\n",
        expect![[r"
        reject
        dynamic.yml:4:13: error: cannot read YAML: found character that cannot start any token (while scanning for the next token that began at line 4) (SYNTAX)
          Put the value in double quotes: a plain YAML value cannot start with a backtick"]],
    );
    check(
        "http:\n  routers:\n    r:\n      rule: \"Host(`a`)\n",
        expect![[r"
            reject
            dynamic.yml:5:1: error: cannot read YAML: found unexpected end of stream (while scanning a quoted scalar that began at line 4) (SYNTAX)
              Look for a quote that is not closed"]],
    );
    check_as(
        "dynamic.json",
        "{\"http\": {\"routers\": // comment\n {}}}",
        expect![[r"
            reject
            dynamic.json:2:2: error: cannot read JSON: did not find expected ',' or '}' (while parsing a flow mapping that began at line 1) (SYNTAX)
              JSON does not allow comments"]],
    );
    check_as(
        "dynamic.toml",
        "[http.routers.r]\nrule = Host\n",
        expect![[r"
        reject
        dynamic.toml:2:8: error: cannot read TOML: string values must be quoted, expected literal string (SYNTAX)"]],
    );
    check_as(
        "dynamic.toml",
        "[http.routers.r]\nrule = \"a\"\n[http.routers.r]\n",
        expect![[r"
            reject
            dynamic.toml:3:15: error: cannot read TOML: duplicate key (SYNTAX)"]],
    );
    check(
        "hello\n",
        expect![[r"
            reject
            dynamic.yml:1:1: error: the file must be an object with `http`, `tcp`, `udp` or `tls`, not the string `hello` (TYPE-MISMATCH)"]],
    );
    check(
        "- http\n",
        expect![[r"
            reject
            dynamic.yml:1:1: error: the file must be an object with `http`, `tcp`, `udp` or `tls`, not a list (TYPE-MISMATCH)"]],
    );
}

/// What other parsers stumble over has an answer too: a comma is part of a tag, and a text may end anywhere.
#[test]
fn stumbling_blocks() {
    check(
        "a: [!x, b]\n",
        expect![[r#"
            reject
            dynamic.yml: error: the file contains nothing to import (NOTHING)
              It should have a section `http`, `tcp`, `udp` or `tls` that is not empty
            dynamic.yml:1:1: warning: `a` is not part of a dynamic configuration and is left out (IGNORED-ROOT)"#]],
    );
    check(
        "tls:\n  certificates:\n    - certFile: |-\n        -----BEGIN",
        expect![[r#"
            accept
            tls-certificate inline-4d925b8ea5a5 at 3:7"#]],
    );
    check(
        "http: \"\\",
        expect![[r#"
            reject
            dynamic.yml:1:8: error: cannot read YAML: found unknown escape character (while parsing a quoted scalar that began at line 1) (SYNTAX)
              Write it in single quotes, or double each backslash: in double quotes a backslash starts an escape"#]],
    );
}

/// Files of other programs, and of other parts of Traefik, are called by their names.
#[test]
fn other_files() {
    check(
        "",
        expect![[r"
        reject
        dynamic.yml: error: the file contains nothing to import (NOTHING)
          It should have a section `http`, `tcp`, `udp` or `tls` that is not empty"]],
    );
    check(
        "# nothing\n",
        expect![[r"
        reject
        dynamic.yml: error: the file contains nothing to import (NOTHING)
          It should have a section `http`, `tcp`, `udp` or `tls` that is not empty"]],
    );
    check(
        "entryPoints:\n  web:\n    address: :80\nproviders:\n  docker: {}\n",
        expect![[r"
            static-config-not-dynamic
            dynamic.yml: error: this is Traefik’s install (static) configuration; it contains no routers, services or middlewares (NOTHING)
              Choose the file that the file provider reads, often called `dynamic.yml`
            dynamic.yml:1:1: warning: `entryPoints` is not part of a dynamic configuration and is left out (IGNORED-ROOT)
            dynamic.yml:4:1: warning: `providers` is not part of a dynamic configuration and is left out (IGNORED-ROOT)"]],
    );
    check(
        "apiVersion: traefik.io/v1alpha1\nkind: IngressRoute\nmetadata: {name: a}\nspec: {}\n",
        expect![[r"
            reject
            dynamic.yml: error: this is a Kubernetes manifest, not a file for Traefik’s file provider (NOTHING)
              Traefik gets it from Kubernetes
            dynamic.yml:1:1: warning: `apiVersion` is not part of a dynamic configuration and is left out (IGNORED-ROOT)
            dynamic.yml:2:1: warning: `kind` is not part of a dynamic configuration and is left out (IGNORED-ROOT)
            dynamic.yml:3:1: warning: `metadata` is not part of a dynamic configuration and is left out (IGNORED-ROOT)
            dynamic.yml:4:1: warning: `spec` is not part of a dynamic configuration and is left out (IGNORED-ROOT)"]],
    );
    check(
        "services:\n  web:\n    image: nginx\n",
        expect![[r"
        reject
        dynamic.yml: error: this looks like a Docker Compose file, not a file for Traefik’s file provider (NOTHING)
          Traefik’s Docker provider reads the labels of containers
        dynamic.yml:1:1: warning: `services` is not part of a dynamic configuration and is left out (IGNORED-ROOT)"]],
    );
    check_as(
        "traefik.toml",
        "[frontends.a]\nbackend = \"b\"\n[backends.b]\n",
        expect![[r"
            reject
            traefik.toml: error: this is a file for Traefik 1 (frontends and backends), which Traefik 3 does not read (NOTHING)
              Follow Traefik’s migration guide from version 1 to 2
            traefik.toml:1:2: warning: `frontends` is not part of a dynamic configuration and is left out (IGNORED-ROOT)
            traefik.toml:3:2: warning: `backends` is not part of a dynamic configuration and is left out (IGNORED-ROOT)"]],
    );
    check_as(
        "raw.json",
        "{\"routers\": {}, \"services\": {}}",
        expect![[r"
        reject
        raw.json: error: this is a response of Traefik’s API (/api/rawdata), not a dynamic configuration (NOTHING)
          Choose the file that the file provider reads
        raw.json:1:2: warning: `routers` is not part of a dynamic configuration and is left out (IGNORED-ROOT)
        raw.json:1:17: warning: `services` is not part of a dynamic configuration and is left out (IGNORED-ROOT)"]],
    );
    check(
        "htttp:\n  routers: {}\n",
        expect![[r"
        reject
        dynamic.yml: error: the file contains nothing to import (NOTHING)
          It should have a section `http`, `tcp`, `udp` or `tls` that is not empty
        dynamic.yml:1:1: warning: `htttp` is not part of a dynamic configuration and is left out (IGNORED-ROOT)
          Did you mean `http`?"]],
    );
    check(
        "http:\n  middlewares: {m: {compress: {}}}\nlog: {level: DEBUG}\nx-note: a\n",
        expect![[r"
            accept
            http-middleware m at 2:17
            dynamic.yml:3:1: warning: `log` is not part of a dynamic configuration and is left out (IGNORED-ROOT)
            dynamic.yml:4:1: info: `x-note` is not part of a dynamic configuration and is left out (IGNORED-ROOT)"]],
    );
}

/// Templates are named and never run; where every action sits in a value the rest can be had.
#[test]
fn templates() {
    check(
        "http:\n  services:\n    s:\n      loadBalancer:\n        servers:\n          - url: \"http://{{ env \"HOST\" }}:80\"\n",
        expect![[r#"
            template
            http-service s at 3:5
            dynamic.yml:6:19: warning: `http.services.s.loadBalancer.servers[0].url` contains a template action, which is kept as it is and only run by Traefik’s file provider (TEMPLATE)
            dynamic.yml:6:26: error: the file contains a template action (`{{ … }}`), which only Traefik can run (TEMPLATE)
              Import the rendered file, or import the components as they are, including the actions"#]],
    );
    check(
        "http:\n  routers:\n{{ range until 3 }}\n    r{{ . }}: {}\n{{ end }}\n",
        expect![[r#"
            template
            dynamic.yml:3:1: error: the file contains 3 template actions (`{{ … }}`), which only Traefik can run (TEMPLATE)
              Import the rendered file
            dynamic.yml:4:13: error: cannot read YAML: could not find expected ':' (while scanning a simple key that began at line 3) (SYNTAX)"#]],
    );
    check(
        "# {{ bad\nhttp:\n  middlewares:\n    m: {compress: {}}\n",
        expect![[r#"
            template
            dynamic.yml:1:3: error: the file contains a template action (`{{ … }}`), which only Traefik can run (TEMPLATE)
              Import the rendered file
            dynamic.yml:1:3: error: Traefik cannot run `{{ bad`: it is not closed with `}}` on its line (TEMPLATE-ACTION)
              Fix the action. If the braces are text, import them as text"#]],
    );
    check(
        "entryPoints:\n  web: {address: \":{{ .Port }}\"}\n",
        expect![[r#"
            static-config-not-dynamic
            dynamic.yml: error: this is Traefik’s install (static) configuration; it contains no routers, services or middlewares (NOTHING)
              Choose the file that the file provider reads, often called `dynamic.yml`
            dynamic.yml:1:1: warning: `entryPoints` is not part of a dynamic configuration and is left out (IGNORED-ROOT)
            dynamic.yml:2:20: error: the file contains a template action (`{{ … }}`), which only Traefik can run (TEMPLATE)
              Import the rendered file, or import the components as they are, including the actions
            dynamic.yml:2:20: error: Traefik cannot run `{{ .Port }}`: it has no `.Port`, because Traefik runs templates without any data (TEMPLATE-ACTION)
              If another program fills it in, import its result. If the braces are text, import them as text"#]],
    );
}

/// Only the first document counts.
#[test]
fn documents() {
    check(
        "http:\n  middlewares:\n    m: {compress: {}}\n---\nhttp:\n  middlewares:\n    n: {compress: {}}\n",
        expect![[r#"
            accept
            http-middleware m at 3:5
            dynamic.yml:4:1: warning: Traefik reads only the first document of a file; the one that starts here is left out: `http.middlewares.n` (MULTIDOC)
              Put it in a separate file"#]],
    );
}

/// What stands behind the end of the first document is lost too, however it begins.
#[test]
fn what_stands_behind_the_first_document() {
    let check = |text: &str, expect: Expect| {
        let reading = read(text.as_bytes(), "a.yml", None);
        let told = reading.problems.iter().filter(|one| one.code == "MULTIDOC");
        let told: Vec<String> = told.map(ToString::to_string).collect();
        let names: Vec<String> = reading
            .components
            .iter()
            .map(|one| one.component.name.clone())
            .collect();
        expect.assert_eq(&format!("{names:?} {}", told.join("\n")));
    };
    let first = "http: {middlewares: {m: {compress: {}}}}\n";
    let second = "http: {middlewares: {n: {compress: {}}}}\n";
    check(&format!("{first}...\n# a comment\n"), expect![[r#"["m"] "#]]);
    check(
        &format!("{first}...\n{second}"),
        expect![[r#"
            ["m"] a.yml:3:1: warning: Traefik reads only the first document of a file; the one that starts here is left out: `http.middlewares.n` (MULTIDOC)
              Put it in a separate file"#]],
    );
    check(
        &format!("{first}...\n\nabc\n"),
        expect![[r#"
            ["m"] a.yml:4:1: warning: Traefik reads only the first document of a file; the one that starts here is left out (MULTIDOC)
              Put it in a separate file"#]],
    );
    check(
        &format!("{{{first}}}\n{second}"),
        expect![[r#"
            ["m"] a.yml:3:1: warning: Traefik reads only the first document of a file; the one that starts here is left out: `http.middlewares.n` (MULTIDOC)
              Put it in a separate file"#]],
    );
    check(
        &format!("{{{first}}} x\n"),
        expect![[r#"
            ["m"] a.yml:2:3: warning: Traefik reads only the first document of a file; the one that starts here is left out (MULTIDOC)
              Put it in a separate file"#]],
    );
    check(
        &format!("{{{first}}}]\n"),
        expect![[r#"
            ["m"] a.yml:2:2: warning: Traefik reads only the first document of a file; the one that starts here is left out (MULTIDOC)
              Put it in a separate file"#]],
    );
    check(
        &format!("{{{first}}}\n{{{second}}}\n"),
        expect![[r#"
            ["m"] a.yml:3:1: warning: Traefik reads only the first document of a file; the one that starts here is left out: `http.middlewares.n` (MULTIDOC)
              Put it in a separate file"#]],
    );
    check(
        &format!("{{{{/* a\n */}}}}{{{first}}}\n{second}"),
        expect![[r#"
            ["m"] a.yml:4:1: warning: Traefik reads only the first document of a file; the one that starts here is left out: `http.middlewares.n` (MULTIDOC)
              Put it in a separate file"#]],
    );
}

/// Certificates of one file with different keys or in different stores are different ones.
#[test]
fn certificates_of_one_file() {
    let check = |items: &[&str], expect: Expect| {
        let text = format!("tls:\n  certificates:\n    - {}\n", items.join("\n    - "));
        let reading = read(text.as_bytes(), "a.yml", None);
        let components: Vec<_> = reading
            .components
            .iter()
            .map(|one| one.component.clone())
            .collect();
        let names: Vec<&str> = components.iter().map(|one| one.name.as_str()).collect();
        let told = reading.problems.iter().filter(|one| one.code != "LOCALPATH");
        let told: Vec<String> = told.map(|one| format!(" {}", one.message)).collect();
        expect.assert_eq(&format!("{names:?}{}", told.concat()));
        for format in [Format::Yaml, Format::Toml] {
            let written = traefik_dynamic::write(&components, format).unwrap();
            let again = read(written.as_bytes(), "b", Some(format));
            let again: Vec<_> = again.components.into_iter().map(|one| one.component).collect();
            assert_eq!(again, components, "{written}");
        }
    };
    check(
        &["{certFile: a, keyFile: b}", "{certFile: a, keyFile: b}"],
        expect![[r#"["a"] `tls.certificates[1]` repeats the certificate `a` and is left out"#]],
    );
    check(
        &["{certFile: a, keyFile: b}", "{certFile: a, keyFile: c}"],
        expect![[r#"["a", "a (c)"]"#]],
    );
    check(
        &[
            "{certFile: a, keyFile: b, stores: [x]}",
            "{certFile: a, keyFile: b, stores: [y]}",
            "{certFile: a, keyFile: b}",
        ],
        expect![[r#"["a", "a (b)", "a (b) 2"]"#]],
    );
    check(
        &["{certFile: a}", "{certFile: a, keyFile: c}"],
        expect![[r#"["a", "a (c)"]"#]],
    );
    check(
        &[
            "{certFile: 'a{{`b`}}', keyFile: b}",
            "{certFile: ab, keyFile: '{{ env `C` }}'}",
        ],
        expect![[
            r#"["ab", "ab ({{ env `C` }})"] the file contains a template action (`{{ … }}`), which only Traefik can run `tls.certificates[1].keyFile` contains a template action, which is kept as it is and only run by Traefik’s file provider"#
        ]],
    );
}

/// Certificates go by their file, inline ones by a digest.
#[test]
fn certificates() {
    check(
        "tls:\n  certificates:\n    - certFile: /certs/a.pem\n      keyFile: /certs/a.key\n      stores: [default]\n",
        expect![[r"
            accept
            tls-certificate /certs/a.pem at 3:7
            dynamic.yml:3:17: info: `tls.certificates[0].certFile` refers to a file on Traefik’s host (LOCALPATH)
              The file itself is not part of any backup
            dynamic.yml:4:16: info: `tls.certificates[0].keyFile` refers to a file on Traefik’s host (LOCALPATH)
              The file itself is not part of any backup"]],
    );
    check(
        "tls:\n  certificates:\n    - certFile: |\n        -----BEGIN CERTIFICATE-----\n        MIIB\n      keyFile: |\n        -----BEGIN PRIVATE KEY-----\n        MIIE\n",
        expect![[r"
            accept
            tls-certificate inline-6ed8689d60a4 at 3:7
            dynamic.yml:6:16: info: `tls.certificates[0].keyFile` contains a secret, which is stored and backed up as it is (SECRET)"]],
    );
}

/// Models are taken and have no effect.
#[test]
fn models() {
    check(
        "http:\n  models:\n    web: {middlewares: [a]}\n",
        expect![[r"
        accept
        dynamic.yml:2:3: warning: `http.models` only has an effect inside Traefik and is left out (MODELS)
          Remove it"]],
    );
    check(
        "http:\n  models:\n    web: {middleware: [a]}\n",
        expect![[r"
        reject
        dynamic.yml:2:3: warning: `http.models` only has an effect inside Traefik and is left out (MODELS)
          Remove it
        dynamic.yml:3:11: error: `http.models.web.middleware` is unknown to Traefik, which would refuse the file (UNKNOWN-FIELD)
          Did you mean `middlewares`?"]],
    );
}

/// Names may hold anything; an empty one and one with an `@` are told.
#[test]
fn names() {
    check(
        "http:\n  middlewares:\n    '': {compress: {}}\n    a@b: {compress: {}}\n    a b: {compress: {}}\n",
        expect![[r#"
            reject
            http-middleware a@b at 4:5
            http-middleware a b at 5:5
            rejected http-middleware 
            dynamic.yml:3:5: error: an HTTP middleware has an empty name (EMPTY-NAME)
              Give it a name
            dynamic.yml:4:5: warning: the name `a@b` contains an `@`, after which Traefik expects a provider (AT-IN-NAME)
              Rename it: nothing can refer to it"#]],
    );
    check(
        "http:\n  middlewares:\n    true: {compress: {}}\n",
        expect![[r#"
            accept
            http-middleware true at 3:5
            dynamic.yml:3:5: warning: the key `true` is not a string, so Traefik calls it `<bool Value>`; nothing finds it as `true` (NONSTRING-KEY)
              Write it in quotes: "true""#]],
    );
}
