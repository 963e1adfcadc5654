//! Profiles, their components, and what the first screens say.

use serde_json::json;

use crate::home::Home;
use crate::recording::Recording;
use crate::stable::Names;

pub(crate) async fn record(home: &Home, names: &Names) {
    let engine = &home.engine;
    let mut recording = Recording::default();
    recording.add("settings", [(); 0], Ok(engine.settings().get().await));
    recording.add("encryption", [(); 0], engine.encryption().state().await);
    recording.add("activity", [(); 0], engine.activity(1_000).await);
    recording.add("overview", [()], engine.overview(None).await);
    let profiles = engine.profiles().list().await.unwrap();
    for profile in &profiles {
        recording.add(
            "overview",
            [&profile.name],
            engine.overview(Some(&profile.name)).await,
        );
        for component in home.components(&profile.name).await {
            recording.answer(
                "component",
                json!([profile.name, component.row.kind, component.row.name]),
                component,
            );
        }
    }
    for component in &home.then {
        recording.answer(
            "componentThen",
            json!([component.row.kind, component.row.name]),
            component,
        );
    }
    recording.answer("profiles", [(); 0], profiles);
    recording.check("configuration", names);
}
