//! What a component was over time: its last change makes it what the other samples show.

use mantrae_core::component_ref::ComponentRef;
use mantrae_core::engine::{Change, ChangeSet, FieldEdit, PathStep};
use serde_json::{Value, json};
use traefik_dynamic::Kind;

use crate::clock;
use crate::home::{HOME, Home};
use crate::recording::Recording;
use crate::stable::Names;

/// The router whose past the scenes of the window show.
const ROUTER: &str = "grafana";

pub(crate) async fn record(home: &Home) {
    let router = ComponentRef {
        profile: HOME.to_owned(),
        kind: Kind::HttpRouter,
        name: ROUTER.to_owned(),
    };
    let rule = home.engine.drafts().open(&router).await.unwrap().values.unwrap()["rule"].clone();
    clock::set(3, 10, 18, 40);
    make(
        home,
        vec![
            set("priority", json!(10)),
            set("rule", json!("PathPrefix(`/grafana`)")),
        ],
    )
    .await;
    clock::set(9, 11, 11, 28);
    make(home, vec![set("observability", json!({ "accessLogs": false }))]).await;
    clock::set(12, 11, 11, 2);
    let whole = vec![unset("priority"), unset("observability"), set("rule", rule)];
    make(home, whole).await;

    let history = home.engine.history();
    let names = Names::of(&home.engine).await;
    let mut recording = Recording::default();
    for backups in [false, true] {
        recording.add(
            "componentHistory",
            (&router, backups),
            history.of(&router, backups).await,
        );
    }
    let all = history.of(&router, true).await.unwrap().versions;
    for (index, newer) in all.iter().enumerate() {
        let lines = history.lines(&router, &newer.id).await;
        recording.add("linesOfVersion", (&router, &newer.id), lines);
        for older in &all[index + 1..] {
            let differences = history.compare(&router, (&older.id, &newer.id)).await;
            recording.add("compareVersions", (&router, &older.id, &newer.id), differences);
        }
    }
    recording.add("deletedComponents", [HOME], history.deleted(HOME).await);
    recording.check("history", &names);
}

fn path(field: &str) -> Vec<PathStep> {
    vec![PathStep::Key(field.to_owned())]
}

fn set(field: &str, value: Value) -> FieldEdit {
    FieldEdit::Set {
        path: path(field),
        value,
    }
}

fn unset(field: &str) -> FieldEdit {
    FieldEdit::Unset { path: path(field) }
}

async fn make(home: &Home, edits: Vec<FieldEdit>) {
    let change = Change::Fields {
        kind: Kind::HttpRouter,
        name: ROUTER.to_owned(),
        edits,
    };
    let set = ChangeSet {
        title: None,
        changes: vec![change],
    };
    home.engine.changes().make(HOME, &set).await.unwrap();
}
