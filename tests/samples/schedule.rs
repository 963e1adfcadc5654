//! What a schedule would be while it is written.

use mantrae_core::engine::PauseFor;

use crate::home::Home;
use crate::recording::Recording;
use crate::stable::Names;

/// The usual ones, those of the window's tests, and one of each kind that is refused.
const CRONS: [&str; 12] = [
    "0 2 * * *",
    "0 * * * *",
    "30 3 * * *",
    "0 2 * * 0",
    "0 2 1 * *",
    "30 9-17 * * 1-5",
    "*/15 * * * *",
    "@hourly",
    "0 2 *",
    "61 * * * *",
    "0 0 30 2 *",
    "",
];

pub(crate) async fn record(home: &Home, names: &Names) {
    let mut recording = Recording::default();
    recording.add("schedule", [(); 0], home.engine.schedule().state().await);
    for cron in CRONS {
        recording.add(
            "previewSchedule",
            [cron],
            home.engine.schedule().preview(cron).await,
        );
    }
    for length in [PauseFor::Hour, PauseFor::Tomorrow, PauseFor::Resumed] {
        home.engine.schedule().pause(length).await.unwrap();
        let paused = home.engine.schedule().state().await.map(|state| state.pause);
        recording.add("pauseBackups", [length], paused);
        home.engine.schedule().resume().await.unwrap();
    }
    recording.check("schedule", names);
}
