//! Replaces the live configuration with the staged copy, in one transaction.

use std::path::Path;

use super::plan::Pending;
use crate::db::operation::{self, Operation, Touched};
use crate::db::staged::{Part, Staged, stale};
use crate::db::{Databases, revision};
use crate::error::{Code, Error, Result};

/// Fails if anything has changed since the plan was made.
pub async fn still_true(databases: &Databases, pending: &Pending) -> Result<()> {
    if revision::get(&databases.configuration).await?.number != pending.revision {
        return Err(stale());
    }
    // What will be installed must be what was checked.
    let (_, sha256) = crate::archive::hash(&pending.database)?;
    if sha256 != pending.sha256 {
        return Err(Error::new(
            Code::Damaged,
            "The copy of the backup changed since it was verified",
        )
        .hint("Choose the backup again; nothing was changed"));
    }
    Ok(())
}

/// Would the plan, or those `parts` of it, change anything?
pub async fn differs(living: &Path, pending: &Pending, parts: &[Part]) -> Result<bool> {
    let plan = &pending.plan;
    if parts.is_empty() && plan.added + plan.changed + plan.removed > 0 {
        return Ok(true);
    }
    let mut staged = compared(living, (pending, parts)).await?;
    let differs = !staged.touched().await?.is_empty() || !staged.touched_profiles().await?.is_empty();
    staged.close().await?;
    Ok(differs)
}

/// The live configuration next to the copy, with the differences that are wanted.
async fn compared(living: &Path, (pending, parts): (&Pending, &[Part])) -> Result<Staged> {
    let mut staged = Staged::open(living, &pending.database).await?;
    staged.compare().await?;
    for chosen in [pending.parts.as_slice(), parts]
        .into_iter()
        .filter(|chosen| !chosen.is_empty())
    {
        staged.narrow(chosen).await?;
    }
    Ok(staged)
}

/// Applies a confirmed plan, or only `parts` of it: records what it touches, then changes everything at once.
pub async fn apply(
    databases: &Databases,
    living: &Path,
    (pending, parts): (&Pending, &[Part]),
    operation: &Operation,
) -> Result<Vec<Touched>> {
    let mut staged = compared(living, (pending, parts)).await?;
    let components = staged.touched().await?;
    let profiles = staged.touched_profiles().await?;
    operation::prepare(&databases.state, operation, &components, &profiles).await?;
    staged.put(pending.revision, &operation.id).await?;
    staged.close().await?;
    operation::applied(&databases.state, &operation.id).await;
    Ok(components)
}
