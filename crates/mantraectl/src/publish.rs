//! `publish`: a profile to the file that its Traefik reads.

use mantrae_core::engine::{
    Connection, NewConnection, PublicationPlan, PublicationStatus, PublishOptions, Way,
};
use mantrae_core::publish::{
    Following, Form, HostChanges, Outcome, OutcomeState, Publication, PublicationState,
};
use mantrae_core::timestamp::Timestamp;
use mantrae_core::{Engine, Error, words};
use serde_json::{Value, json};

use crate::Ended;
use crate::arguments::{PublishCommand, Publishing, Switch};
use crate::gateway::login;
use crate::output::{Output, in_terminal};
use crate::serving;

pub(crate) async fn publish(
    engine: &Engine,
    command: PublishCommand,
    output: Output,
) -> Result<Ended, Error> {
    let publications = engine.publications();
    match command {
        PublishCommand::Connect(new) => {
            // An unknown profile is reported before a password is asked for.
            publications.connection(&new.profile).await?;
            let login = new.user.map(|user| login(user, new.password_stdin)).transpose()?;
            let connection = NewConnection {
                way: way(new.way, new.token_stdin)?,
                api: new.api,
                login,
            };
            let connection = publications.connect(&new.profile, connection).await?;
            let mut lines = vec![connected(&connection)];
            lines.extend(serving::after_connecting(&connection));
            output.answer(&json!({ "connection": connection }), &lines);
            Ok(Ended::Done)
        }
        PublishCommand::Automatic { switch, profile } => automatic(engine, switch, &profile, output).await,
        PublishCommand::Serve => serving::serve(engine, output).await,
        PublishCommand::Token { profile, new } => serving::token(engine, &profile, new, output).await,
        PublishCommand::Settings {
            profile,
            format,
            with_token,
        } => serving::settings(engine, &profile, (format, with_token), output).await,
        PublishCommand::Disconnect { profile } => {
            let old = publications.disconnect(&profile).await?;
            let line = old.as_ref().map_or_else(
                || "It was not connected".to_owned(),
                |old| match old.form {
                    Form::Http => {
                        "Disconnected; Traefik goes on with what it has until it restarts".to_owned()
                    }
                    _ => format!("Disconnected; {} stays as it is", old.file),
                },
            );
            output.answer(&json!({ "disconnected": old }), &[line]);
            Ok(Ended::Done)
        }
        PublishCommand::Plan { profile } => {
            let plan = publications.plan(&profile).await?;
            output.answer(&json!({ "plan": plan }), &plan_lines(&plan));
            Output::problems(&plan.problems);
            Ok(if plan.is_allowed() {
                Ended::Done
            } else {
                Ended::InPart
            })
        }
        PublishCommand::Now(how) => now(engine, &how, output).await,
        PublishCommand::Confirm { profile } => {
            let kept = publications.keep(&profile).await?;
            let line = format!("Publication {} stays", kept.number);
            output.answer(&json!({ "publication": document(&kept) }), &[line]);
            Ok(Ended::Done)
        }
        PublishCommand::TakeBack { number, profile } => {
            let (publication, followed) = publications.take_back(&profile, number).await?;
            let line = match followed {
                Some(true) => "Taken back: Traefik runs what was there before",
                Some(false) => "Taken back, but Traefik does not show it yet",
                None => "Taken back, not confirmed",
            };
            let answer = json!({ "publication": document(&publication), "followed": followed });
            output.answer(&answer, &[line.to_owned()]);
            Ok(if followed == Some(false) {
                Ended::InPart
            } else {
                Ended::Done
            })
        }
        PublishCommand::Status { profile } => {
            let status = publications.status(&profile).await?;
            output.answer(&status_document(&status), &status_lines(&status));
            let is_well =
                status.outcome.as_ref().is_none_or(is_well) && status.file != Following::ChangedOutside;
            Ok(if is_well { Ended::Done } else { Ended::InPart })
        }
        PublishCommand::List { profile } => {
            let connection = publications.connection(&profile).await?;
            let all = publications.list(&profile).await?;
            let documents: Vec<Value> = all.iter().map(document).collect();
            let mut lines: Vec<String> = connection.iter().map(connected).collect();
            lines.extend(all.iter().map(line));
            if lines.is_empty() {
                lines.push(
                    "Not connected yet: `publish connect PATH` says where Traefik reads its files, `--http` that it asks"
                        .to_owned(),
                );
            }
            output.answer(
                &json!({ "connection": connection, "publications": documents }),
                &lines,
            );
            Ok(Ended::Done)
        }
    }
}

async fn automatic(engine: &Engine, switch: Switch, profile: &str, output: Output) -> Result<Ended, Error> {
    let is_on = switch == Switch::On;
    let is_new = engine.publications().set_automatic(profile, is_on).await?;
    let line = match (is_on, is_new) {
        (true, true) => "Changes are published automatically from now on, while Mantrae runs",
        (true, false) => "Changes are published automatically already",
        (false, true) => "Changes are no longer published automatically",
        (false, false) => "Changes are not published automatically",
    };
    output.answer(&json!({ "automatic": is_on }), &[line.to_owned()]);
    Ok(Ended::Done)
}

async fn now(engine: &Engine, how: &Publishing, output: Output) -> Result<Ended, Error> {
    let options = PublishOptions {
        seen: None,
        trial: how.trial,
        overwrite: how.overwrite,
        removes: how.removes,
        readable: how.readable,
        automatic: false,
    };
    let published = engine.publications().publish(&how.profile, &options).await?;
    Output::problems(&published.plan.problems);
    let Some(mut publication) = published.publication else {
        let answer = json!({ "plan": published.plan, "publication": null });
        output.answer(
            &answer,
            &["Nothing to publish: the file already holds this".to_owned()],
        );
        return Ok(Ended::Done);
    };
    if let Some(deadline) = publication.deadline.filter(|_| !how.no_wait) {
        // The answer itself comes at the end.
        for line in outcome_lines(publication.outcome.as_ref(), publication.seen_at) {
            Output::message(&line);
        }
        Output::message(&on_trial(&how.profile, deadline));
        publication = engine
            .publications()
            .wait_for_trial(&how.profile, publication.number)
            .await?;
    }
    let mut lines = outcome_lines(publication.outcome.as_ref(), publication.seen_at);
    if publication.state == PublicationState::TakenBack {
        lines = vec![format!(
            "Publication {} was taken back: nobody kept it",
            publication.number
        )];
    } else if let Some(deadline) = publication.deadline {
        lines.push(on_trial(&how.profile, deadline));
    } else if how.trial.is_some() {
        lines.push(format!("Publication {} stays", publication.number));
    }
    let answer = json!({ "plan": published.plan, "publication": document(&publication) });
    output.answer(&answer, &lines);
    let stays = publication.state == PublicationState::Written;
    let is_done = stays && publication.outcome.as_ref().is_none_or(is_well);
    Ok(if is_done { Ended::Done } else { Ended::InPart })
}

fn is_well(outcome: &Outcome) -> bool {
    matches!(
        outcome.state,
        OutcomeState::Live | OutcomeState::LiveWithProblems | OutcomeState::NotConfirmed
    )
}

fn connected(connection: &Connection) -> String {
    let what = match connection.form {
        Form::Folder => "Traefik reads its folder",
        Form::File => "Traefik reads this file alone",
        Form::Http => "Traefik asks for it",
    };
    let api = connection.api.as_deref().map_or_else(
        || "publications are not confirmed".to_owned(),
        |api| format!("confirmed by {api}"),
    );
    let automatic = if connection.automatic {
        ", published automatically"
    } else {
        ""
    };
    format!("{}: {what}, {api}{automatic}", connection.file)
}

fn way(way: crate::arguments::Way, token_stdin: bool) -> Result<Way, Error> {
    match way.path {
        Some(path) => Ok(Way::Files {
            path,
            file_name: way.file_name,
        }),
        None => Ok(Way::Http {
            listen: way.listen.unwrap_or_default(),
            token: token_stdin.then(serving::read_token).transpose()?,
        }),
    }
}

fn on_trial(profile: &str, deadline: Timestamp) -> String {
    let at = words::to_the_second(*deadline);
    format!("On trial: taken back at {at} unless you run `mantraectl publish confirm --profile '{profile}'`")
}

/// A publication as scripts see it.
fn document(publication: &Publication) -> Value {
    let outcome = publication.outcome.as_ref();
    let state = match (publication.state, publication.deadline) {
        (PublicationState::Written, Some(_)) => json!("on-trial"),
        (PublicationState::Written, None) => {
            json!(outcome.map_or(OutcomeState::NotConfirmed, |one| one.state))
        }
        (state, _) => json!(state),
    };
    json!({
        "number": publication.number,
        "revision": publication.revision,
        "file": publication.file,
        "written_at": publication.written_at,
        "seen_at": publication.seen_at,
        "deadline": publication.deadline,
        "state": state,
        "sentence": outcome.map(|one| &one.sentence),
        "hint": outcome.and_then(|one| one.hint.as_ref()),
        "components": outcome.map_or_else(Vec::new, |one| one.components.clone()),
    })
}

fn line(publication: &Publication) -> String {
    let at = publication.written_at;
    let what = match (publication.state, publication.deadline, &publication.outcome) {
        (PublicationState::Written, Some(_), _) => "on trial".to_owned(),
        (PublicationState::Written, None, Some(outcome)) => in_terminal(&outcome.sentence),
        (PublicationState::Written | PublicationState::TakingBack, _, _) => "written".to_owned(),
        (PublicationState::TakenBack, _, _) => "taken back".to_owned(),
        (PublicationState::Begun | PublicationState::NotWritten, _, _) => "not written".to_owned(),
    };
    format!("{}\t{at}\t{}\t{what}", publication.number, publication.revision)
}

fn outcome_lines(outcome: Option<&Outcome>, seen_at: Option<Timestamp>) -> Vec<String> {
    let Some(outcome) = outcome else {
        return vec!["Published".to_owned()];
    };
    let mut first = in_terminal(&outcome.sentence);
    if let Some(at) = seen_at.filter(|_| outcome.is_live()) {
        first = format!("{first}, since {}", words::to_the_second(*at));
    }
    let mut lines = vec![first];
    lines.extend(outcome.hint.iter().map(|hint| format!("  {}", in_terminal(hint))));
    for one in &outcome.components {
        lines.push(format!("  {}/{}: {}", one.kind, one.name, one.status));
        lines.extend(one.ours.iter().map(|ours| format!("    {ours}")));
        lines.extend(one.traefik.iter().map(|said| format!("    Traefik: {said}")));
    }
    lines
}

fn plan_lines(plan: &PublicationPlan) -> Vec<String> {
    let mut lines = vec![format!(
        "{}: {}, {} left out",
        plan.file,
        words::count(plan.components as u64, "component"),
        plan.left_out
    )];
    if plan.is_unchanged {
        lines.push("Nothing to publish: the file already holds this".to_owned());
    } else if plan.changes.is_empty() {
        lines.push("No route changes, only the text".to_owned());
    }
    lines.extend(change_lines(&plan.changes));
    if !plan.outside.is_empty() {
        lines.push("Changed in the file by somebody else:".to_owned());
        lines.extend(change_lines(&plan.outside));
    }
    if !plan.neighbours.is_empty() {
        let files = plan.neighbours.iter();
        let files = files.map(|one| {
            let count = words::count(u64::from(one.components), "component");
            format!("{} ({count})", one.file)
        });
        let files: Vec<String> = files.collect();
        lines.push(format!("Traefik also reads {}", files.join(", ")));
    }
    lines
}

fn change_lines(changes: &[HostChanges]) -> Vec<String> {
    let mut lines = Vec::new();
    for one in changes {
        lines.push(one.host.clone().unwrap_or_else(|| "Without a host".to_owned()));
        for change in &one.changes {
            let sign = match change.change.as_str() {
                "added" => "+",
                "removed" => "−",
                _ => "~",
            };
            let fields = match change.fields.as_slice() {
                [] => String::new(),
                fields => format!(": {}", fields.join(", ")),
            };
            lines.push(format!("  {sign} {}/{}{fields}", change.kind, change.name));
        }
    }
    lines
}

fn status_document(status: &PublicationStatus) -> Value {
    json!({
        "standing": status.standing,
        "connection": status.connection,
        "publication": status.publication.as_ref().map(document),
        "outcome": status.outcome,
        "file": status.file,
        "unpublished": status.unpublished,
        "held_back": status.held_back,
        "polls": status.polls,
    })
}

fn status_lines(status: &PublicationStatus) -> Vec<String> {
    let mut lines = vec![
        in_terminal(&status.standing.sentence),
        connected(&status.connection),
    ];
    match &status.publication {
        None => lines.push("Nothing is published yet".to_owned()),
        Some(publication) => {
            lines.extend(outcome_lines(status.outcome.as_ref(), publication.seen_at));
        }
    }
    lines.extend(serving::poll_lines(&status.polls));
    if status.file == Following::ChangedOutside {
        lines.push("Somebody else has changed the file since: `publish plan` shows what".to_owned());
    }
    let unpublished: usize = status.unpublished.iter().map(|one| one.changes.len()).sum();
    if unpublished > 0 {
        lines.push(format!(
            "Not published yet: {}",
            words::count(unpublished as u64, "change")
        ));
        lines.extend(change_lines(&status.unpublished));
        if let Some(reason) = &status.held_back {
            lines.push(format!("Not published automatically. {}", in_terminal(reason)));
        }
    }
    lines
}
