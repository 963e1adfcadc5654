//! `gateway`: what is known of the Traefik that runs a profile.

use std::io::Read as _;
use std::path::Path;

use mantrae_core::gateway::{self, BY_HAND, Gateway, Learned};
use mantrae_core::{Code, Engine, Error};
use serde_json::json;
use traefik_dynamic::{EntryPoint, EntryPointTls, Facts, Transport};

use crate::Ended;
use crate::arguments::{GatewayChange, GatewayCommand};
use crate::output::Output;

/// A longer text says nothing of a Traefik.
const LIMIT: u64 = 4 * 1024 * 1024;

pub(crate) async fn gateway(
    engine: &Engine,
    command: GatewayCommand,
    output: Output,
) -> Result<Ended, Error> {
    match command {
        GatewayCommand::Show { profile } => {
            let known = engine.gateways().get(&profile).await?;
            let lines = known.as_ref().map_or_else(nothing, lines);
            output.answer(&json!({ "gateway": known }), &lines);
        }
        GatewayCommand::Set(change) => {
            let known = engine
                .gateways()
                .facts(&change.profile)
                .await?
                .unwrap_or_default();
            let learned = Learned {
                facts: changed(known, &change)?,
                source: BY_HAND.to_owned(),
                is_whole: true,
            };
            let gateway = engine.gateways().learn(&change.profile, learned).await?;
            output.answer(&json!({ "gateway": gateway }), &lines(&gateway));
        }
        GatewayCommand::Learn { source, profile } => {
            // An unknown profile is told before anybody is asked.
            engine.gateways().get(&profile).await?;
            let learned = learn(&source).await?;
            let gateway = engine.gateways().learn(&profile, learned).await?;
            output.answer(&json!({ "gateway": gateway }), &lines(&gateway));
        }
        GatewayCommand::Forget { profile } => {
            let known = engine.gateways().forget(&profile).await?;
            let line = match &known {
                Some(known) => format!("Forgot: {}", known.summary()),
                None => "Nothing was known".to_owned(),
            };
            output.answer(&json!({ "forgotten": known }), &[line]);
        }
    }
    Ok(Ended::Done)
}

async fn learn(source: &str) -> Result<Learned, Error> {
    if source == "-" {
        let mut text = String::new();
        std::io::stdin()
            .take(LIMIT)
            .read_to_string(&mut text)
            .map_err(|error| Error::new(Code::Unreadable, "Standard input is not text").because(error))?;
        return gateway::read(&text, "pasted text");
    }
    if source.starts_with("http://") || source.starts_with("https://") {
        return gateway::ask(source).await;
    }
    gateway::read_file(Path::new(source))
}

fn changed(known: Facts, change: &GatewayChange) -> Result<Facts, Error> {
    let replaced = |new: &[String], known: Vec<String>| if new.is_empty() { known } else { new.to_vec() };
    let entry_points = change.entry_points.iter().map(|text| entry_point(text));
    let entry_points: std::collections::BTreeMap<_, _> = entry_points.collect::<Result<_, _>>()?;
    Ok(Facts {
        version: change.traefik_version.clone().or(known.version),
        entry_points: if entry_points.is_empty() {
            known.entry_points
        } else {
            entry_points
        },
        resolvers: replaced(&change.resolvers, known.resolvers),
        plugins: replaced(&change.plugins, known.plugins),
        providers: replaced(&change.providers, known.providers),
        ..known
    })
}

/// `websecure=:443,default,tls=le`.
fn entry_point(text: &str) -> Result<(String, EntryPoint), Error> {
    let wrong = |what: String| {
        Error::new(Code::InvalidInput, what)
            .hint("Such as `web=:80`, `websecure=:443,default,tls=le` or `dns=:53/udp`")
    };
    let found = text.split_once('=').filter(|(name, _)| !name.is_empty());
    let (name, rest) =
        found.ok_or_else(|| wrong(format!("`{text}` names no entry point and its address")))?;
    let mut parts = rest.split(',');
    let written = json!({ "address": parts.next().unwrap_or_default() });
    let mut one: EntryPoint = serde_json::from_value(written).map_err(|error| wrong(error.to_string()))?;
    let port = one.address.rsplit_once(':').map(|(_, port)| port.parse::<u16>());
    if !matches!(port, Some(Ok(_))) {
        return Err(wrong(format!(
            "`{}` is no address of an entry point",
            one.address
        )));
    }
    for part in parts {
        match part.split_once('=').unwrap_or((part, "")) {
            ("default", "") => one.default = true,
            ("tls", resolver) => {
                one.tls = Some(EntryPointTls {
                    options: None,
                    cert_resolver: (!resolver.is_empty()).then(|| resolver.to_owned()),
                });
            }
            _ => return Err(wrong(format!("`{part}` says nothing of an entry point"))),
        }
    }
    Ok((name.to_owned(), one))
}

fn nothing() -> Vec<String> {
    vec!["Nothing is known yet: `gateway learn FILE` reads Traefik's install configuration".to_owned()]
}

fn lines(gateway: &Gateway) -> Vec<String> {
    let mut lines = vec![gateway.summary()];
    for (name, one) in &gateway.facts.entry_points {
        let protocol = if one.protocol == Transport::Udp {
            "/udp"
        } else {
            ""
        };
        let mut parts = vec![format!("  {name}\t{}{protocol}", one.address)];
        parts.extend(one.default.then(|| "default".to_owned()));
        parts.extend(one.tls.as_ref().map(|tls| match &tls.cert_resolver {
            Some(resolver) => format!("TLS by {resolver}"),
            None => "TLS".to_owned(),
        }));
        parts.extend(
            one.redirect
                .as_ref()
                .map(|redirect| format!("redirects to {}", redirect.to)),
        );
        if !one.middlewares.is_empty() {
            parts.push(format!("middlewares {}", one.middlewares.join(", ")));
        }
        lines.push(parts.join(", "));
    }
    lines
}
