//! The next scheduled runs.

use chrono::DateTime;
use sqlx::SqlitePool;

use crate::error::Result;
use crate::schedule::Plan;
use crate::timestamp::Timestamp;

/// The saved plan; `None` before the first check of the schedule.
pub async fn plan(pool: &SqlitePool) -> Result<Option<Plan>> {
    let row = sqlx::query!("SELECT cron, due, handled FROM schedule WHERE id = 1")
        .fetch_optional(pool)
        .await?;
    let time = |text: &str| text.parse::<Timestamp>().ok().map(DateTime::from);
    // An unreadable plan is made again.
    Ok(row.and_then(|row| {
        Some(Plan {
            cron: row.cron,
            due: time(&row.due)?,
            handled: row.handled.as_deref().and_then(time),
        })
    }))
}

/// Saves a plan; `None` forgets it.
pub async fn put(pool: &SqlitePool, plan: Option<&Plan>) -> Result<()> {
    let Some(plan) = plan else {
        sqlx::query!("DELETE FROM schedule").execute(pool).await?;
        return Ok(());
    };
    let (due, handled) = (Timestamp::from(plan.due), plan.handled.map(Timestamp::from));
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
