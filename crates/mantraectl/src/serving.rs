//! `publish serve`, and what Traefik has to be told to ask over HTTP.

use std::io::Read as _;
use std::net::SocketAddr;

use mantrae_core::engine::Connection;
use mantrae_core::secret::Secret;
use mantrae_core::serving::{Poll, Served};
use mantrae_core::{Code, Engine, Error, words};
use serde_json::json;

use crate::Ended;
use crate::arguments::SettingsFormat;
use crate::output::Output;
use crate::schedule::ended;

/// A longer token is none.
const LIMIT: u64 = 4096;

/// Serves until the process is told to end. What there is to say is said on standard error.
pub(crate) async fn serve(engine: &Engine, output: Output) -> Result<Ended, Error> {
    let publications = engine.publications();
    if publications.who_serves().is_some() {
        return Err(Error::new(
            Code::Busy,
            "Another program of Mantrae serves what is published already",
        )
        .hint("Its window, its tray, `schedule run` or another `publish serve` does the same"));
    }
    let mut events = engine.events();
    let serving = publications.serve();
    let mut said = None;
    let ended = ended();
    tokio::pin!(ended);
    loop {
        tokio::select! {
            answer = &mut ended => {
                answer?;
                break;
            }
            heard = events.recv() => if matches!(heard, Err(tokio::sync::broadcast::error::RecvError::Closed)) {
                break;
            },
            () = tokio::time::sleep(std::time::Duration::from_millis(500)) => {}
        }
        let now = publications.who_serves().unwrap_or_default();
        say(&now, &mut said);
    }
    serving.stop().await;
    output.answer(&json!({ "served": true }), &[]);
    Ok(Ended::Done)
}

/// Says where the program listens, or why it does not, once.
fn say(now: &Served, said: &mut Option<Vec<String>>) {
    let lines: Vec<String> = now
        .listening
        .iter()
        .map(|one| match &one.problem {
            None => format!("Listening at {}", one.listen),
            Some(problem) => format!("{}; it is tried again", problem.message),
        })
        .collect();
    if said.as_ref() == Some(&lines) {
        return;
    }
    if lines.is_empty() {
        Output::message("No profile is connected over HTTP yet: `publish connect --http`");
    }
    for line in &lines {
        Output::message(line);
    }
    *said = Some(lines);
}

/// Prints the token, as it was asked for.
pub(crate) async fn token(
    engine: &Engine,
    profile: &str,
    is_new: bool,
    output: Output,
) -> Result<Ended, Error> {
    if is_new {
        engine.publications().renew_token(profile).await?;
    }
    let token = engine.publications().token(profile).await?;
    output.answer(&json!({ "token": token.expose() }), &[token.expose().clone()]);
    Ok(Ended::Done)
}

/// Prints the lines for Traefik's install configuration.
pub(crate) async fn settings(
    engine: &Engine,
    profile: &str,
    (format, with_token): (SettingsFormat, bool),
    output: Output,
) -> Result<Ended, Error> {
    let publications = engine.publications();
    let settings = publications.traefik_settings(profile, None, with_token).await?;
    let text = match format {
        SettingsFormat::Yaml => &settings.yaml,
        SettingsFormat::Toml => &settings.toml,
        SettingsFormat::Flags => &settings.flags,
        SettingsFormat::Compose => &settings.compose,
    };
    output.answer(&json!({ "settings": text }), &[text.trim_end().to_owned()]);
    Ok(Ended::Done)
}

/// A token from standard input.
pub(crate) fn read_token() -> Result<Secret<String>, Error> {
    let mut text = String::new();
    let read = std::io::stdin().take(LIMIT).read_to_string(&mut text);
    read.map_err(|error| Error::new(Code::InvalidInput, "The token cannot be read").because(error))?;
    text.truncate(text.trim_end_matches(['\r', '\n']).len());
    Ok(Secret::new(text))
}

/// What else to know about a new connection.
pub(crate) fn after_connecting(connection: &Connection) -> Vec<String> {
    let Some(listen) = &connection.listen else {
        return Vec::new();
    };
    let mut lines = vec![
        "If Mantrae quits, Traefik keeps serving the last answer until Traefik restarts; then the routes are missing"
            .to_owned(),
    ];
    let is_open = listen
        .parse::<SocketAddr>()
        .is_ok_and(|address| !address.ip().is_loopback());
    if is_open {
        lines.push(format!(
            "{listen} can be reached from your network, unencrypted: only who shows the token is answered"
        ));
    }
    lines.push("`publish settings --with-token` prints the lines for Traefik".to_owned());
    lines
}

/// Who asks for a profile.
pub(crate) fn poll_lines(polls: &[Poll]) -> Vec<String> {
    let line = |poll: &Poll| {
        let got = poll.number.map_or_else(
            || "no routes".to_owned(),
            |number| format!("publication {number}"),
        );
        let at = words::to_the_second(*poll.at);
        format!("  {}\tasked at {at}, got {got}\t{}", poll.peer, poll.agent)
    };
    polls.iter().map(line).collect()
}
