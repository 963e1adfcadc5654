//! Every code that there is, with a small file that shows its sentence.

use std::collections::BTreeSet;
use std::fmt::Write;
use std::path::Path;

use expect_test::expect_file;
use traefik_dynamic::read;

/// Code, name of the file, and its text. What is found beside the code is not shown.
const FILES: &[(&str, &str, &str)] = &[
    (
        "FIELD-TOO-NEW",
        "a.yml",
        "http:\n  services:\n    s:\n      loadBalancer:\n        strategy: p2c\n        servers: [{url: http://a}]\n",
    ),
    (
        "IGNORED-ROOT",
        "a.yml",
        "http:\n\u{a0}\u{a0}routers:\n    r: {}\n",
    ),
    (
        "BAD-RULE",
        "a.yml",
        "http: {routers: {r: {rule: \"Host(`a`)\u{a0}&& Path(`/`)\", service: s}}}\n",
    ),
    ("SYNTAX", "a.yml", "http:\n\trouters: {}\n"),
    ("SYNTAX", "a.yml", "http:\n  routers:\n    r:\n      rule: `a`\n"),
    ("SYNTAX", "a.json", "{\"http\": {\n// no\n\"routers\": {}}}"),
    ("SYNTAX", "a.toml", "a = [1\n"),
    (
        "SYNTAX",
        "a.yml",
        "tls:\n  certificates:\n    - certFile: \"C:\\certs\\a.pem\"\n",
    ),
    (
        "SYNTAX",
        "a.yml",
        "http:\n  routers:\n    r:\n      rule:\u{a0}Path(`/`)\n      service: s\n",
    ),
    (
        "SYNTAX",
        "a.toml",
        "[tls.options.a]\nminVersion = \"C:\\certs\"\n",
    ),
    (
        "SYNTAX",
        "a.yml",
        "http:\n  routers:\n    r: {rule: *.example.com}\n",
    ),
    ("SYNTAX", "a.yml", "http:\n  routers:\n    r:\n      rule: a: b\n"),
    (
        "UNKNOWN-FIELD",
        "a.toml",
        "[http.routers.app.example.com]\nrule = \"x\"\n",
    ),
    (
        "UNKNOWN-FIELD",
        "a.toml",
        "[http.services.app.example.com.loadBalancer]\npassHostHeader = true\n",
    ),
    (
        "UNKNOWN-FIELD",
        "a.yml",
        "http:\n  \u{a0}routers:\n    r: {rule: x, service: s}\n",
    ),
    (
        "UNKNOWN-FIELD",
        "a.yml",
        "http: {serversTransports: {t: {peerCertSANs: [{type: URI, value: a}]}}}\n",
    ),
    (
        "INVISIBLE",
        "a.yml",
        "http: {routers: {r: {rule: x, service: s, entryPoints: [we\u{200b}b]}}}\n",
    ),
    (
        "INVISIBLE",
        "a.yml",
        "http: {routers: {'r\u{a0}': {rule: x, service: s}}}\n",
    ),
    (
        "CONTROL-IN-PATH",
        "a.yml",
        "tls: {certificates: [{certFile: \"C:\\traefik\\new.pem\", keyFile: 'C:\\traefik\\new.key'}]}\n",
    ),
    (
        "DOUBLED-DOLLAR",
        "a.yml",
        "http: {middlewares: {m: {basicAuth: {users: ['a:$$2y$$05$$abc']}}}}\n",
    ),
    (
        "DOUBLED-DOLLAR",
        "a.yml",
        "http: {middlewares: {m: {redirectRegex: {regex: '^http://(.*)', replacement: 'https://$${1}'}}}}\n",
    ),
    (
        "NULL",
        "a.yml",
        "http: {middlewares: {m: {headers: {customResponseHeaders: {Server: , X-A: b}}}}}\n",
    ),
    (
        "NULL",
        "a.yml",
        "http: {routers: {~: {rule: x}, r: {rule: x, service: s}}}\n",
    ),
    (
        "EMPTY-OBJECT",
        "a.yml",
        "http: {middlewares: {m: {headers: {customResponseHeaders: {Server: }}}}}\n",
    ),
    (
        "DUPLICATE-KEY",
        "a.yml",
        "x: &a {service: s}\nhttp:\n  routers:\n    r:\n      <<: *a\n      <<: *a\n      rule: x\n",
    ),
    (
        "SYNTAX",
        "a.yml",
        "x: &a [b]\nhttp: {routers: {r: {<<: *a, rule: x}}}\n",
    ),
    (
        "NONSTRING-KEY",
        "a.yml",
        "http: {routers: {1: {rule: x, service: s}, 2: {rule: x, service: s}}}\n",
    ),
    (
        "NONSTRING-KEY",
        "a.yml",
        "http: {middlewares: {m: {errors: {service: s, statusRewrites: {418: 404}}}}}\n",
    ),
    (
        "NONSTRING-KEY",
        "a.yml",
        "http: {routers: {.nan: {rule: x, service: s}}}\n",
    ),
    (
        "DUPLICATE-KEY",
        "a.yml",
        "http:\n  routers:\n    r: {rule: x, service: s}\n    r: {rule: y, service: s}\n",
    ),
    (
        "DUPLICATE-KEY",
        "a.yml",
        "http: {routers: {r: {rule: x, RULE: y, service: s}}}\n",
    ),
    (
        "DUPLICATE-KEY",
        "a.yml",
        "tls: {certificates: [{certFile: a, keyFile: b}, {certFile: a, keyFile: b}]}\n",
    ),
    (
        "UNKNOWN-FIELD",
        "a.yml",
        "http: {services: {s: {loadBalancers: {servers: []}}}}\n",
    ),
    ("UNKNOWN-FIELD", "a.yml", "http: {serverTransports: {t: {}}}\n"),
    (
        "UNKNOWN-FIELD",
        "a.yml",
        "http: {routers: {r: {rule: x, service: s, nope: null}}}\n",
    ),
    (
        "TYPE-MISMATCH",
        "a.yml",
        "http: {middlewares: {m: {headers: {frameDeny: yes}}}}\n",
    ),
    (
        "TYPE-MISMATCH",
        "a.yml",
        "http: {services: {s: {loadBalancer: {healthCheck: {path: /, interval: 1d}}}}}\n",
    ),
    (
        "TYPE-MISMATCH",
        "a.yml",
        "http: {routers: {r: {rule: 2020-01-01, service: [a]}}}\n",
    ),
    ("TYPE-MISMATCH", "a.yml", "- http\n"),
    (
        "EMPTY-OBJECT",
        "a.yml",
        "http: {middlewares: {m: {headers: {}}}}\n",
    ),
    (
        "MULTITYPE",
        "a.yml",
        "http: {middlewares: {m: {addPrefix: {prefix: /a}, stripPrefix: {prefixes: [/b]}}}}\n",
    ),
    (
        "MULTITYPE",
        "a.yml",
        "http: {middlewares: {m: {plugin: {a: {x: 1}, b: {x: 1}}}}}\n",
    ),
    ("NOTYPE", "a.yml", "http: {middlewares: {m: {}}}\n"),
    ("NOTYPE", "a.yml", "http: {services: {s: {}}}\n"),
    (
        "NOT-LIST",
        "a.yml",
        "http: {services: {s: {loadBalancer: {servers: {url: 'http://a'}}}}}\n",
    ),
    (
        "EMPTY-SERVER",
        "a.yml",
        "http: {services: {s: {loadBalancer: {servers: [{weight: 1}]}}}}\n",
    ),
    (
        "EMPTY-SERVER",
        "a.yml",
        "udp: {services: {s: {loadBalancer: {servers: [{}]}}}}\n",
    ),
    (
        "EMPTY-NAME",
        "a.yml",
        "http: {routers: {'': {rule: x, service: s}}}\n",
    ),
    ("EMPTY-NAME", "a.yml", "tls: {certificates: [{keyFile: k}]}\n"),
    (
        "AT-IN-NAME",
        "a.yml",
        "http: {routers: {a@b: {rule: x, service: s}}}\n",
    ),
    ("NOTHING", "a.yml", "# nothing\n"),
    ("NOTHING", "a.yml", "entryPoints: {web: {address: ':80'}}\n"),
    ("NOTHING", "a.yml", "apiVersion: v1\nkind: Service\n"),
    ("NOTHING", "a.yml", "services: {web: {image: nginx}}\n"),
    ("NOTHING", "a.toml", "[frontends]\n[backends]\n"),
    ("NOTHING", "a.json", "{\"routers\": {}, \"services\": {}}"),
    ("TOO-LARGE", "a.yml", "@entries"),
    ("TEMPLATE", "a.yml", "http:\n{{ range . }}\n  a: b\n{{ end }}\n"),
    (
        "TEMPLATE",
        "a.yml",
        "http: {routers: {r: {rule: 'Host(`{{ env \"A\" }}`)', service: s}}}\n",
    ),
    (
        "TEMPLATE",
        "a.yml",
        "http: {routers: {r: {rule: 'Host(`{{ vault_host }}`)', service: s}}}\n",
    ),
    (
        "TEMPLATE-ACTION",
        "a.yml",
        "http: {routers: {r: {rule: 'Host(`{{ .Host }}`)', service: s}}}\n",
    ),
    (
        "TEMPLATE-ACTION",
        "a.yml",
        "http: {routers: {r: {rule: \"Host(`{{ env \\\"A\\\" }}`)\", service: s}}}\n",
    ),
    (
        "BRACES",
        "a.json",
        "{\"http\": {\"middlewares\": {\"m\": {\"plugin\": {\"p\": {\"value\": \"{{.Token}}\"}}}}}}",
    ),
    (
        "SHELL-PLACEHOLDER",
        "a.yml",
        "http: {services: {s: {loadBalancer: {servers: [{url: 'http://${HOST}'}]}}}}\n",
    ),
    (
        "DANGLING-SERVICE",
        "a.yml",
        "http: {routers: {r: {rule: x, service: gone}}}\n",
    ),
    (
        "DANGLING-MIDDLEWARE",
        "a.yml",
        "http: {routers: {r: {rule: x, service: s, middlewares: [gone]}}}\n",
    ),
    (
        "DANGLING-TRANSPORT",
        "a.yml",
        "http: {services: {s: {loadBalancer: {serversTransport: gone}}}}\n",
    ),
    (
        "DANGLING-TLSOPTIONS",
        "a.yml",
        "http: {routers: {r: {rule: x, service: s, tls: {options: gone}}}}\n",
    ),
    (
        "DANGLING-PARENT",
        "a.yml",
        "http: {routers: {r: {rule: x, service: s, parentRefs: [gone]}}}\n",
    ),
    (
        "DANGLING-STORE",
        "a.yml",
        "tls: {certificates: [{certFile: a, keyFile: b, stores: [gone]}]}\n",
    ),
    (
        "EXTERNAL-REF",
        "a.yml",
        "http: {routers: {r: {rule: x, service: api@internal}}}\n",
    ),
    (
        "CERTRESOLVER",
        "a.yml",
        "http: {routers: {r: {rule: x, service: s, tls: {certResolver: le}}}}\n",
    ),
    ("NO-RULE", "a.yml", "tcp: {routers: {r: {service: s}}}\n"),
    ("NO-SERVICE", "a.yml", "http: {routers: {r: {rule: x}}}\n"),
    ("NO-ENTRYPOINTS", "a.yml", "udp: {routers: {r: {service: s}}}\n"),
    (
        "BAD-RULE",
        "a.yml",
        "http: {routers: {r: {rule: 'Host(`a`', service: s}}}\n",
    ),
    (
        "BAD-RULE",
        "a.yml",
        "http: {routers: {r: {rule: 'Hots(`a`)', service: s}}}\n",
    ),
    (
        "V2-MULTIARG",
        "a.yml",
        "http: {routers: {r: {rule: 'Host(`a`,`b`)', service: s}}}\n",
    ),
    (
        "V2-BRACES",
        "a.yml",
        "http: {routers: {r: {rule: 'Path(`/{id:[0-9]+}`)', service: s}}}\n",
    ),
    (
        "V2-MATCHER",
        "a.yml",
        "http: {routers: {r: {rule: 'Headers(`A`,`b`)', service: s}}}\n",
    ),
    (
        "DEPRECATED",
        "a.yml",
        "http: {routers: {r: {rule: x, ruleSyntax: v2, service: s}}}\n",
    ),
    (
        "DEPRECATED",
        "a.yml",
        "http: {middlewares: {m: {ipWhiteList: {sourceRange: [10.0.0.0/8]}}}}\n",
    ),
    ("BAD-ENUM", "a.yml", "tls: {options: {o: {minVersion: TLS12}}}\n"),
    (
        "BAD-VALUE",
        "a.yml",
        "tls: {options: {o: {minVersion: VersionTLS13, maxVersion: VersionTLS12}}}\n",
    ),
    (
        "BAD-VALUE",
        "a.yml",
        "http: {services: {s: {loadBalancer: {servers: [{url: 'a:80'}]}}}}\n",
    ),
    (
        "MISSING",
        "a.yml",
        "http: {middlewares: {m: {redirectRegex: {replacement: a}}}}\n",
    ),
    (
        "EXCLUSIVE",
        "a.yml",
        "http: {middlewares: {m: {compress: {excludedContentTypes: [a], includedContentTypes: [b]}}}}\n",
    ),
    (
        "SNI-WITHOUT-TLS",
        "a.yml",
        "tcp: {routers: {r: {rule: 'HostSNI(`a`)', service: s}}}\n",
    ),
    (
        "CYCLE",
        "a.yml",
        "http: {middlewares: {a: {chain: {middlewares: [b]}}, b: {chain: {middlewares: [a]}}}}\n",
    ),
    (
        "NO-SERVERS",
        "a.yml",
        "http: {services: {s: {loadBalancer: {passHostHeader: true}}}}\n",
    ),
    (
        "NONSTRING-KEY",
        "a.yml",
        "http: {routers: {123: {rule: x, service: s}}}\n",
    ),
    (
        "MULTIDOC",
        "a.yml",
        "http: {middlewares: {m: {compress: {}}}}\n---\nhttp: {middlewares: {n: {compress: {}}}}\n",
    ),
    (
        "SECRET",
        "a.yml",
        "http: {middlewares: {m: {basicAuth: {users: ['a:b']}}}}\n",
    ),
    (
        "LOCALPATH",
        "a.yml",
        "tls: {certificates: [{certFile: /a.pem, keyFile: /a.key}]}\n",
    ),
    (
        "MODELS",
        "a.yml",
        "http: {models: {m: {middlewares: [a]}}, middlewares: {z: {compress: {}}}}\n",
    ),
    (
        "TLS-FALSE",
        "a.yml",
        "http: {routers: {r: {rule: x, service: s, tls: false}}}\n",
    ),
    (
        "NULL",
        "a.yml",
        "http: {routers: {r: {rule: x, service: s, tls: }, q: }}\n",
    ),
    (
        "IGNORED-FIELD",
        "a.yml",
        "http: {services: {s: {loadBalancer: {servers: [{url: 'http://a', fenced: true}]}}}}\n",
    ),
    (
        "IGNORED-ROOT",
        "a.yml",
        "log: {level: INFO}\nx-note: {a: b}\nhtpp: {}\nhttp: {middlewares: {m: {compress: {}}}}\n",
    ),
    (
        "KEYCASE",
        "a.yml",
        "http: {routers: {r: {rule: x, service: s, entrypoints: [web]}}}\n",
    ),
    (
        "EXPANDED",
        "a.yml",
        "x: &a {compress: {}}\nhttp: {middlewares: {m: *a}}\n",
    ),
    (
        "UNCHECKED",
        "a.yml",
        "http: {middlewares: {m: {plugin: {geo: {a: 1}}}}}\n",
    ),
    ("MORE", "a.yml", "@servers"),
];

/// Words in capitals in the source that are no codes.
const NO_CODES: [&str; 12] = [
    "ALPN",
    "FALSE",
    "JSON",
    "NULL",
    "TAG",
    "TOML",
    "TRUE",
    "URI",
    "V2-",
    "X25519",
    "X25519MLKEM768",
    "YAML",
];

fn text_of(text: &str) -> String {
    match text {
        "@servers" => format!(
            "http: {{services: {{s: {{loadBalancer: {{servers: [{}]}}}}}}}}\n",
            "{},".repeat(1_001)
        ),
        "@entries" => format!(
            "http: {{routers: {{r: {{entryPoints: '{}'}}}}}}\n",
            "a,".repeat(100_000)
        ),
        text => text.to_owned(),
    }
}

/// The whole sentence of each code.
#[test]
fn sentences() {
    let mut shown = String::new();
    for (code, file, text) in FILES {
        let reading = read(text_of(text).as_bytes(), file, None);
        let checked = reading.check(&|_, _| false);
        let too_new = reading.too_new_for("3.3.6");
        let mut found = reading
            .problems
            .iter()
            .chain(&checked)
            .chain(&too_new)
            .filter(|problem| problem.code == *code);
        let first = found
            .next()
            .unwrap_or_else(|| panic!("{code} is not found in {text}"));
        writeln!(shown, "{first}").unwrap();
        found
            .take(3)
            .for_each(|problem| writeln!(shown, "{problem}").unwrap());
    }
    expect_file!["sentences.txt"].assert_eq(&shown);
}

/// A code that stands in the source and in no file above is a sentence that nobody has seen.
#[test]
fn every_code_is_shown() {
    let mut written = BTreeSet::new();
    in_folder(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut written);
    let shown: BTreeSet<String> = FILES.iter().map(|(code, ..)| (*code).to_owned()).collect();
    written.retain(|word: &String| !NO_CODES.contains(&word.as_str()) || shown.contains(word));
    let unseen: Vec<_> = written.difference(&shown).collect();
    assert!(unseen.is_empty(), "no file shows {unseen:?}");
    let gone: Vec<_> = shown.difference(&written).collect();
    assert!(gone.is_empty(), "no source tells {gone:?}");
}

/// Where reasons of states are, and not problems of files: those are judged by what a real Traefik says (see
/// `vectors`). Help for an editor looks for codes, and shows its own sentence in `assist`.
const REASONS: [&str; 9] = [
    "src/assist",
    "src/go",
    "src/predict",
    "src/route",
    "rule/fault.rs",
    "rule/program.rs",
    "rule/template.rs",
    "rule/test.rs",
    "rule/tree.rs",
];

/// The string literals of sources that look like a code.
fn in_folder(folder: &Path, found: &mut BTreeSet<String>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if REASONS.iter().any(|own| path.ends_with(own)) {
            continue;
        }
        if path.is_dir() {
            in_folder(&path, found);
            continue;
        }
        let text = std::fs::read_to_string(&path).unwrap();
        let lines = text.lines().filter(|line| !line.trim_start().starts_with("//"));
        for word in lines.flat_map(|line| line.split('"').skip(1).step_by(2)) {
            let is_code = word.len() > 2
                && word.starts_with(|c: char| c.is_ascii_uppercase())
                && word
                    .chars()
                    .all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '-');
            if is_code {
                found.insert(word.to_owned());
            }
        }
    }
}
