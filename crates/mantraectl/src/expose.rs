//! `expose`: a router, a service and what protects it, as one change.

use std::io::{IsTerminal as _, Read as _};

use mantrae_core::engine::{Access, Exposed};
use mantrae_core::secret::Secret;
use mantrae_core::{Code, Engine, Error, password};
use serde_json::json;

use crate::arguments::{Auth, ExposeCommand};
use crate::output::{Output, in_terminal};
use crate::{Ended, plans};

/// More than bcrypt reads, so that one that is too long is refused and not cut off.
const LIMIT: u64 = 4096;

pub(crate) async fn expose(engine: &Engine, command: ExposeCommand, output: Output) -> Result<Ended, Error> {
    let access = access(&command)?;
    let (profile, dry) = (command.profile.clone(), command.dry);
    let exposed = engine
        .changes()
        .expose(&profile, &command.exposure(access))
        .await?;
    let plan = &exposed.plan;
    let mut lines = Vec::new();
    if dry.dry_run {
        engine.changes().discard(&plan.id).await;
    } else {
        plans::apply(engine, plan, dry).await?;
    }
    for one in &plan.components {
        lines.push(format!("+ {}/{}", one.kind, one.name));
        let text = one.after.iter().flat_map(|text| masked(text, &one.secrets));
        lines.extend(text);
    }
    for one in &exposed.reused {
        lines.push(format!("= {}/{} (as it is)", one.kind, one.name));
    }
    if dry.dry_run {
        lines.extend(plans::notes(plan));
        lines.push(format!("Would do: {}", in_terminal(&plan.title)));
    } else {
        lines.push(in_terminal(&plan.title));
    }
    output.answer(&document(&exposed, !dry.dry_run), &lines);
    if !dry.dry_run {
        for note in plans::notes(plan) {
            Output::message(&note);
        }
    }
    for note in &exposed.notes {
        Output::message(note);
    }
    if dry.dry_run {
        return Ok(plans::foreseen(plan, dry));
    }
    Ok(Ended::Done)
}

fn document(exposed: &Exposed, applied: bool) -> serde_json::Value {
    json!({
        "applied": applied,
        "name": exposed.name,
        "url": exposed.url,
        "plan": exposed.plan,
        "reused": exposed.reused,
        "notes": exposed.notes,
    })
}

/// The lines of a component without its name, indented, and without what nobody may read over a shoulder.
fn masked(text: &str, secrets: &[String]) -> Vec<String> {
    let mut text = text.to_owned();
    for secret in secrets.iter().filter(|secret| !secret.is_empty()) {
        text = text.replace(secret.as_str(), "(secret)");
    }
    text.lines().skip(1).map(|line| format!("  {line}")).collect()
}

fn access(command: &ExposeCommand) -> Result<Access, Error> {
    if command.user.is_some() && !matches!(command.auth, Auth::Password) {
        return Err(
            Error::new(Code::InvalidInput, "`--user` is the name for `--auth password`")
                .hint("Write `--auth password` too, or leave it out"),
        );
    }
    Ok(match &command.auth {
        Auth::Anyone => Access::Anyone,
        Auth::Login(product, address) => Access::Login {
            product: *product,
            address: address.clone(),
        },
        Auth::Networks(networks) => Access::Networks {
            networks: networks.clone(),
        },
        Auth::Middleware(name) => Access::Middleware { name: name.clone() },
        Auth::Password => {
            let user = command.user.as_deref().ok_or_else(|| {
                Error::new(Code::InvalidInput, "`--auth password` needs a user name")
                    .hint("Add `--user NAME`; the password is asked for")
            })?;
            Access::Password {
                entry: password::basic_entry(user, &read(user, command.password_stdin)?)?,
            }
        }
    })
}

/// The password comes from standard input or from the terminal, never from the arguments, which others on this
/// computer see.
fn read(user: &str, from_standard_input: bool) -> Result<Secret<String>, Error> {
    let unread = |error: std::io::Error| {
        Error::new(Code::InvalidInput, "The password cannot be read")
            .hint("Without a terminal, pass it to `--password-stdin`")
            .because(error)
    };
    if from_standard_input {
        let mut text = String::with_capacity(usize::try_from(LIMIT).unwrap_or_default());
        std::io::stdin()
            .take(LIMIT)
            .read_to_string(&mut text)
            .map_err(unread)?;
        text.truncate(text.trim_end_matches(['\r', '\n']).len());
        return Ok(Secret::new(text));
    }
    let ask = |what: String| rpassword::prompt_password(what).map(Secret::new).map_err(unread);
    let password = ask(format!("New password of {user}: "))?;
    // A slip that nobody sees would lock people out.
    if std::io::stdin().is_terminal() && ask("The same again: ".to_owned())?.expose() != password.expose() {
        return Err(
            Error::new(Code::InvalidInput, "The two passwords differ").hint("Nothing was changed: try again")
        );
    }
    Ok(password)
}
