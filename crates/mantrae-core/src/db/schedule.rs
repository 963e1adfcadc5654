//! What is due next.

use sqlx::SqlitePool;

use crate::db::stamp;
use crate::error::Result;
use crate::schedule::Plan;
use crate::words;

/// What was planned; `None` before the first look.
pub async fn plan(pool: &SqlitePool) -> Result<Option<Plan>> {
    let row = sqlx::query!("SELECT cron, due, handled FROM schedule WHERE id = 1")
        .fetch_optional(pool)
        .await?;
    Ok(row.and_then(|row| {
        Some(Plan {
            cron: row.cron,
            due: words::time(&row.due)?,
            handled: row.handled.as_deref().and_then(words::time),
        })
    }))
}

/// Remembers a plan; `None` forgets it.
pub async fn put(pool: &SqlitePool, plan: Option<&Plan>) -> Result<()> {
    let Some(plan) = plan else {
        sqlx::query!("DELETE FROM schedule").execute(pool).await?;
        return Ok(());
    };
    let (due, handled) = (stamp(plan.due), plan.handled.map(stamp));
    sqlx::query!(
        "INSERT INTO schedule (id, cron, due, handled) VALUES (1, ?, ?, ?)
         ON CONFLICT (id) DO UPDATE SET cron = excluded.cron, due = excluded.due, handled = excluded.handled",
        plan.cron,
        due,
        handled
    )
    .execute(pool)
    .await?;
    Ok(())
}
