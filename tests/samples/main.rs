//! Answers of the real engine, which the window's fake backend replays: `ui/src/lib/backend/samples`. The test fails
//! where they are stale; `UPDATE_EXPECT=1 cargo test --workspace --exclude mantrae --test samples` writes them anew.
#![expect(
    clippy::unwrap_used,
    reason = "a helper that cannot go on has failed its test"
)]

mod backups;
mod clock;
mod configuration;
mod drafts;
mod following;
mod history;
mod home;
mod imports;
mod maps;
mod publications;
mod recording;
mod requests;
mod schedule;
mod stable;
mod storage;
mod verdicts;

use std::process::Command;

use home::Home;
use stable::Names;

/// The zone of the samples: sentences of the engine name times of the day.
const ZONE: &str = "UTC";

#[test]
fn samples_are_fresh() {
    if std::env::var_os("TZ").is_none_or(|zone| zone != ZONE) {
        let program = std::env::current_exe().unwrap();
        let done = Command::new(program).env("TZ", ZONE).status().unwrap();
        assert!(done.success(), "the same test in the zone {ZONE} failed");
        return;
    }
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(async {
        verdicts::record();
        storage::record().await;
        let home = Home::new().await;
        let mut names = Names::of(&home.engine).await;
        configuration::record(&home, &names).await;
        drafts::record(&home, &names).await;
        schedule::record(&home, &names).await;
        backups::record(&home, &mut names).await;
        imports::record(&home, &mut names).await;
        requests::record(&home, &names).await;
        history::record(&home).await;
        publications::record(&home).await;
        following::record().await;
        maps::record(&home).await;
    });
}
