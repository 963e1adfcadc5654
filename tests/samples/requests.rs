//! Requests that are tried, what is expected of them, and what is known of the Traefik that decides.

use mantrae_core::expectation::{Expectation, Try};
use mantrae_core::gateway::{self, Entered};
use mantrae_core::import::Request;
use serde_json::json;

use crate::clock;
use crate::home::{HOME, Home};
use crate::recording::Recording;
use crate::stable::Names;

const INSTALL: &str = "
entryPoints:
  web: {address: ':80', http: {redirections: {entryPoint: {to: websecure}}}}
  websecure: {address: ':443', asDefault: true, http: {tls: {certResolver: le}}}
certificatesResolvers: {le: {acme: {tlsChallenge: {}}}}
providers: {file: {directory: /etc/traefik/dynamic}}
api: {}
";

/// What a person pastes.
const PASTED: &str = "--entryPoints.web.address=:80\n--entryPoints.websecure.address=:443\n--certificatesResolvers.le.acme.email=me@example.com";

/// What a person types: those of the window's pictures and tests, and one that is no address.
const TYPED: [&str; 8] = [
    "https://grafana.example.com/",
    "https://ha.example.com/lovelace",
    "http://tv.example.com/",
    "https://nowhere.example.com/",
    "https://vault.example.com/",
    "https://cloud.example.com/remote.php",
    "curl -H 'X-Env: a' https://docs.example.com/",
    "https://",
];

fn typed(text: &str) -> Try {
    Try {
        text: text.to_owned(),
        ..Try::default()
    }
}

fn asked(tried: &Try) -> serde_json::Value {
    json!([HOME, { "text": tried.text, "method": "", "headers": [] }])
}

pub(crate) async fn record(home: &Home, names: &Names) {
    let engine = &home.engine;
    clock::set(12, 11, 14, 5);
    let learned = gateway::read(INSTALL, "traefik.yml").unwrap();
    let known = engine.gateways().learn(HOME, learned).await.unwrap();
    let mut recording = Recording::default();
    recording.answer("gateway", [HOME], known.summary());
    for (text, router) in [
        ("https://grafana.example.com/", Some("grafana")),
        ("https://ha.example.com/lovelace", Some("home-assistant")),
        ("https://tv.example.com/", Some("jellyfin")),
        ("https://nowhere.example.com/", None),
        ("https://vault.example.com/", Some("grafana")),
    ] {
        let request = typed(text).request().unwrap();
        let wanted = Expectation::new(request, router.map(str::to_owned));
        engine.expectations().add(HOME, wanted).await.unwrap();
    }
    recording.add("expectations", [HOME], engine.expectations().check(HOME).await);
    for text in TYPED {
        let tried = typed(text);
        recording.add(
            "tryRequest",
            asked(&tried),
            engine.expectations().try_request(HOME, &tried).await,
        );
    }
    for text in [PASTED, "routers: {}"] {
        let entered = Entered::Text {
            text: text.to_owned(),
        };
        let preview = entered.learned(None).map(|learned| learned.summary());
        recording.add("previewGateway", [&entered], preview);
    }
    let known = engine.gateways().facts(HOME).await.unwrap().unwrap();
    recording.answer("enteredGateway", [HOME], Entered::of(&known));
    for component in home.components(HOME).await {
        let args = json!([component.row.kind, component.row.name]);
        recording.answer("componentKnown", args, component);
    }
    let request = Request {
        paths: vec![home.folder.path().join("traefik/shop.yml")],
        format: None,
        server_profile: None,
        braces: None,
    };
    let id = engine.imports().prepare(HOME, &request).await.unwrap();
    let foreseen = engine.foresight().of_import(&id, &[]).await;
    engine.imports().discard(&id).await;
    recording.add("foreseeImport", json!([HOME, ["shop.yml"]]), foreseen);
    recording.check("requests", names);
}
