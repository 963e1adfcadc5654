//! `schedule`: what comes next, and the window's scheduler without a window.

use mantrae_core::engine::ScheduleState;
use mantrae_core::schedule::{ClockChange, Schedule};
use mantrae_core::settings::Change;
use mantrae_core::timestamp::Timestamp;
use mantrae_core::{Engine, Error, Event};
use serde_json::json;
use tokio::sync::broadcast::error::RecvError;

use crate::Ended;
use crate::arguments::ScheduleCommand;
use crate::output::Output;

/// How often to check whether something waits for a location.
const SEND_AGAIN: std::time::Duration = std::time::Duration::from_secs(30);

pub(crate) async fn schedule(
    engine: &Engine,
    command: ScheduleCommand,
    output: Output,
) -> Result<Ended, Error> {
    match command {
        ScheduleCommand::Next { count } => next(engine, count, output).await,
        ScheduleCommand::Show => show(engine, output).await?,
        ScheduleCommand::Set { cron } => {
            let mut schedule = engine.settings().get().await.schedule;
            schedule.cron = cron;
            change(engine, schedule).await?;
            show(engine, output).await?;
        }
        ScheduleCommand::On => switch(engine, true, output).await?,
        ScheduleCommand::Off => switch(engine, false, output).await?,
        ScheduleCommand::Pause { until } => {
            let before = pause(engine).await?;
            engine.schedule().pause(until.into()).await?;
            Output::unless_changed(&before, &pause(engine).await?);
            show(engine, output).await?;
        }
        ScheduleCommand::Resume => {
            let before = pause(engine).await?;
            engine.schedule().resume().await?;
            Output::unless_changed(&before, &pause(engine).await?);
            show(engine, output).await?;
        }
        ScheduleCommand::Run => run(engine, output).await?,
    }
    Ok(Ended::Done)
}

async fn next(engine: &Engine, count: usize, output: Output) {
    let next = engine.schedule().next(count).await;
    let lines: Vec<String> = next
        .iter()
        .map(|firing| match firing.clock_change {
            Some(ClockChange::Forward) => format!("{}\tthe clock goes forward before it", firing.at),
            Some(ClockChange::Back) => format!("{}\tthe clock goes back before it", firing.at),
            None => firing.at.to_string(),
        })
        .collect();
    let times: Vec<Timestamp> = next.iter().map(|firing| firing.at).collect();
    output.answer(&json!({ "next": times }), &lines);
}

async fn switch(engine: &Engine, automatic: bool, output: Output) -> Result<(), Error> {
    let mut schedule = engine.settings().get().await.schedule;
    schedule.automatic = automatic;
    change(engine, schedule).await?;
    show(engine, output).await
}

/// Whether backups are paused, and until when.
async fn pause(engine: &Engine) -> Result<Option<Option<Timestamp>>, Error> {
    Ok(engine.schedule().state().await?.pause.map(|pause| pause.until))
}

async fn change(engine: &Engine, schedule: Schedule) -> Result<(), Error> {
    let before = engine.settings().get().await;
    let settings = engine.settings().change(Change::Schedule(schedule)).await?;
    Output::unless_changed(&before, &settings);
    Ok(())
}

async fn show(engine: &Engine, output: Output) -> Result<(), Error> {
    let state = engine.schedule().state().await?;
    let document = json!({
        "cron": state.schedule.cron,
        "automatic": state.schedule.automatic,
        "words": state.words,
        "paused": state.pause.is_some(),
        "paused_until": state.pause.as_ref().and_then(|pause| pause.until),
    });
    output.answer(&document, &[sentence(&state)]);
    Ok(())
}

fn sentence(state: &ScheduleState) -> String {
    if !state.schedule.automatic {
        return format!("Off; if on: {} ({})", state.words, state.schedule.cron);
    }
    let held = match &state.pause {
        None => String::new(),
        Some(pause) => match &pause.until {
            Some(until) => format!("; paused until {until}"),
            None => "; paused until `schedule resume`".to_owned(),
        },
    };
    format!("{} ({}){held}", state.words, state.schedule.cron)
}

/// Runs until the process is told to end. What happens is said on standard error as it happens.
async fn run(engine: &Engine, output: Output) -> Result<(), Error> {
    let mut events = engine.events();
    let keeper = engine.keep_schedule(move |error| output.failure(error)).await?;
    let sender = engine.clone();
    let serving = engine.publications().serve();
    let sending = tokio::spawn(async move { sender.uploads().tend(SEND_AGAIN).await });
    let state = engine.schedule().state().await?;
    Output::message(&format!("Running on schedule: {}", sentence(&state)));
    let ended = ended();
    tokio::pin!(ended);
    let mut shown = None;
    loop {
        tokio::select! {
            answer = &mut ended => {
                answer?;
                break;
            }
            event = events.recv() => match event {
                Ok(Event::ActivityChanged) | Err(RecvError::Lagged(_)) => say_newest(engine, &mut shown).await,
                Ok(_) => {}
                Err(RecvError::Closed) => break,
            },
        }
    }
    sending.abort();
    serving.stop().await;
    keeper.stop();
    // A backup in progress is finished first: whoever holds the permission is at work.
    engine.schedule().settle().await
}

async fn say_newest(engine: &Engine, shown: &mut Option<String>) {
    let Ok(entries) = engine.activity(1).await else {
        return;
    };
    if let Some(entry) = entries.into_iter().find(|entry| entry.finished_at.is_some())
        && shown.as_ref() != Some(&entry.id)
    {
        Output::message(&format!("{}\t{}", entry.started_at, entry.sentence));
        *shown = Some(entry.id);
    }
}

/// Ctrl+C, or what a service manager sends.
pub(crate) async fn ended() -> Result<(), Error> {
    let failed = |error| {
        Error::new(
            mantrae_core::Code::Internal,
            "The program cannot wait for its end",
        )
        .because(error)
    };
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        let mut asked = signal(SignalKind::terminate()).map_err(failed)?;
        tokio::select! {
            answer = tokio::signal::ctrl_c() => answer.map_err(failed),
            _ = asked.recv() => Ok(()),
        }
    }
    #[cfg(not(unix))]
    tokio::signal::ctrl_c().await.map_err(failed)
}
