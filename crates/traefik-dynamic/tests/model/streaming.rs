//! What is written component by component is what is written at once.

use serde_json::json;
use traefik_dynamic::{Braces, Component, Format, Kind, YamlStream, write};

fn component(kind: Kind, name: &str) -> Component {
    let body = match kind {
        Kind::TlsCertificate => {
            json!({ "certFile": name, "keyFile": "-----BEGIN KEY-----\nabc\n-----END KEY-----\n" })
        }
        Kind::HttpRouter => {
            json!({ "rule": "Host(`a`)", "service": name, "middlewares": ["a", "b: c"], "tls": {} })
        }
        Kind::TcpRouter | Kind::UdpRouter => json!({ "service": name }),
        Kind::HttpService => {
            json!({ "weighted": { "services": [{ "name": name, "weight": 3 }, { "name": "b" }] } })
        }
        Kind::HttpServersTransport => json!({ "insecureSkipVerify": true, "maxIdleConnsPerHost": -1 }),
        Kind::TlsOptions | Kind::TlsStore => json!({}),
        _ => {
            json!({ "plugin": { "some": { "text": name, "list": [[1, [2.5, null]], [], [{ "a": [] }, {}]], "no": false } } })
        }
    };
    Component::from_configuration(kind, name, body)
}

#[test]
fn the_pieces_join_to_the_whole() {
    let mut all = Vec::new();
    let (mut stream, mut text) = (YamlStream::default(), String::new());
    for &kind in Kind::ALL {
        for name in ["a", "c: d", "yes", "{{e}}"] {
            let component = component(kind, name);
            let configuration = component.configuration().to_string();
            stream
                .push(kind, (name, Braces::Text), &configuration, &mut text)
                .unwrap();
            all.push(component);
        }
    }
    // Certificates go by the name of their file, so that their order is the order of these names too.
    assert_eq!(text, write(&all, Format::Yaml).unwrap());
}

#[test]
fn what_is_no_json_is_an_error() {
    for wrong in ["", "{", "{} {}", "no"] {
        let answer =
            YamlStream::default().push(Kind::HttpRouter, ("web", Braces::Text), wrong, &mut String::new());
        assert!(answer.is_err(), "{wrong:?} is no JSON value");
    }
}
