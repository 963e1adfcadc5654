//! `gateway`: what is known about the Traefik that runs a profile.

use std::io::Read as _;
use std::path::Path;

use mantrae_core::gateway::{self, BY_HAND, Gateway, Learned, Login};
use mantrae_core::secret::Secret;
use mantrae_core::{Code, Engine, Error};
use serde_json::json;
use traefik_dynamic::{Facts, Transport};

use crate::Ended;
use crate::arguments::{GatewayChange, GatewayCommand};
use crate::output::Output;

/// A longer text does not describe a Traefik.
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
        GatewayCommand::Learn {
            source,
            profile,
            user,
            password_stdin,
        } => {
            // An unknown profile is reported before anybody is asked.
            engine.gateways().get(&profile).await?;
            let gateway = if is_address(&source) {
                let login = user.map(|user| login(user, password_stdin)).transpose()?;
                let asked = engine.gateways().ask(&profile, &source, login).await;
                asked.map_err(with_the_option)?
            } else if user.is_some() {
                return Err(nobody_asks(&source));
            } else {
                engine.gateways().learn(&profile, learn(&source)?).await?
            };
            output.answer(&json!({ "gateway": gateway }), &lines(&gateway));
        }
        GatewayCommand::Forget { profile } => {
            let known = engine.gateways().forget(&profile).await?;
            let line = match &known {
                Some(known) => format!("Removed the facts: {}", known.summary()),
                None => "There were no facts".to_owned(),
            };
            output.answer(&json!({ "forgotten": known }), &[line]);
        }
    }
    Ok(Ended::Done)
}

fn is_address(source: &str) -> bool {
    source.starts_with("http://") || source.starts_with("https://")
}

fn learn(source: &str) -> Result<Learned, Error> {
    if source == "-" {
        let mut text = String::new();
        std::io::stdin()
            .take(LIMIT)
            .read_to_string(&mut text)
            .map_err(|error| Error::new(Code::Unreadable, "Standard input is not text").because(error))?;
        return gateway::read(&text, "pasted text");
    }
    gateway::read_file(Path::new(source))
}

/// The password comes from standard input or from the terminal, never from the arguments, which others on this
/// computer see.
pub(crate) fn login(user: String, from_standard_input: bool) -> Result<Login, Error> {
    let unread = |error: std::io::Error| {
        Error::new(Code::InvalidInput, "The password cannot be read")
            .hint("Without a terminal, pass it to `--password-stdin`")
            .because(error)
    };
    let password = if from_standard_input {
        let mut text = String::new();
        let read = std::io::stdin().take(LIMIT).read_to_string(&mut text);
        read.map_err(unread)?;
        text.truncate(text.trim_end_matches(['\r', '\n']).len());
        text
    } else {
        rpassword::prompt_password(format!("Password of {user}: ")).map_err(unread)?
    };
    Ok(Login {
        user,
        password: Secret::new(password),
    })
}

/// Says how to give a name and a password here.
fn with_the_option(error: Error) -> Error {
    match error.code {
        Code::GatewayLogin => {
            error.hint("`--user NAME` asks for the password; `--password-stdin` reads it from standard input")
        }
        Code::InvalidInput if error.message.contains("password") => {
            error.hint("Leave name and password out of the address: `--user NAME` asks for the password")
        }
        _ => error,
    }
}

fn nobody_asks(source: &str) -> Error {
    Error::new(
        Code::InvalidInput,
        format!("`--user` cannot be used here: `{source}` is not the address of an API"),
    )
    .hint("Leave it out, or write the address with `http://` or `https://`")
}

fn changed(known: Facts, change: &GatewayChange) -> Result<Facts, Error> {
    let replaced = |new: &[String], known: Vec<String>| if new.is_empty() { known } else { new.to_vec() };
    let entry_points = change.entry_points.iter().map(|text| gateway::entry_point(text));
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

fn nothing() -> Vec<String> {
    vec!["No facts yet: `gateway learn FILE` reads Traefik’s install configuration".to_owned()]
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
