//! The index that finds the neighbours of a component: whatever writes one also indexes it.

use std::path::Path;

use mantrae_core::engine::restores::From;
use tests::{Computer, EXAMPLE, PROFILE, ROUTER};
use traefik_dynamic::{Component, Kind};

async fn pool(root: &Path) -> sqlx::SqlitePool {
    let file = format!("sqlite://{}", root.join("mantrae.db").display());
    sqlx::SqlitePool::connect(&file).await.unwrap()
}

async fn unindexed(root: &Path) -> i64 {
    let pool = pool(root).await;
    let count = sqlx::query_scalar("SELECT COUNT(*) FROM unindexed")
        .fetch_one(&pool)
        .await;
    pool.close().await;
    count.unwrap()
}

/// "I import, edit, restore and take back: after each of them, everything is indexed."
#[tokio::test]
async fn whatever_writes_a_component_indexes_it() {
    let computer = Computer::with_example().await;
    let root = computer.data();
    let components = computer.engine.components();
    assert_eq!(unindexed(&root).await, 0, "after an import");
    let backup = computer.back_up().await;
    let body = serde_json::json!({ "loadBalancer": { "servers": [{ "url": "http://10.9.9.9" }] } });
    let other = Component::from_configuration(Kind::HttpService, "other", body);
    components.put(PROFILE, other).await.unwrap();
    assert_eq!(unindexed(&root).await, 0, "after an edit");
    computer.import(&EXAMPLE.replace("my-router", "second")).await;
    let restores = computer.engine.restores();
    let plan = restores.prepare(From::Backup(&backup.id), &[]).await.unwrap();
    restores.apply(&plan.id, &[]).await.unwrap();
    assert_eq!(unindexed(&root).await, 0, "after a restore");
    computer.engine.undo(None, false).await.unwrap();
    assert_eq!(unindexed(&root).await, 0, "after it was taken back");
    let shown = components.show(PROFILE, ROUTER.0, ROUTER.1).await.unwrap();
    for used in &shown.uses {
        let users = components
            .show(PROFILE, used.kind, &used.name)
            .await
            .unwrap()
            .used_by;
        let names: Vec<&str> = users.iter().map(|one| one.name.as_str()).collect();
        assert_eq!(names, [ROUTER.1, "second"], "{}", used.name);
    }
}

/// "Another program writes to my configuration: what it wrote is found all the same."
#[tokio::test]
async fn what_another_program_wrote_is_found() {
    let computer = Computer::with_example().await;
    let pool = pool(&computer.data()).await;
    sqlx::query(
        "INSERT INTO component (profile, kind, name, configuration, meaning, updated_at, braces)
         SELECT profile, kind, 'copy', configuration, meaning, updated_at, braces FROM component WHERE kind = ?",
    )
    .bind(ROUTER.0.as_str())
    .execute(&pool)
    .await
    .unwrap();
    pool.close().await;
    for time in ["before it is indexed", "after it is indexed"] {
        let engine = match time {
            "before it is indexed" => computer.engine.clone(),
            _ => tests::open(&computer.data()).await.unwrap(),
        };
        let shown = engine.components().show(PROFILE, ROUTER.0, "copy").await.unwrap();
        let used = &shown.uses[0];
        let shown = engine
            .components()
            .show(PROFILE, used.kind, &used.name)
            .await
            .unwrap();
        assert_eq!(shown.used_by.len(), 2, "{time}: {:?}", shown.used_by);
    }
    assert_eq!(unindexed(&computer.data()).await, 0, "the next start indexes it");
}
