//! Backups that were good once and no longer are, as the verdict needs them.

use super::coverage::counted;
use crate::activity::{Entry, Outcome};
use crate::backup::{Backup, BackupLocation, ProblemKind};
use crate::storage::THIS_COMPUTER;
use crate::verdict::Spoiled;

/// Reports the newest backup if it is good nowhere, or else a bad copy of the newest good one. Ignores restore points.
pub(super) fn spoiled(backups: &[Backup]) -> Option<Spoiled> {
    let ours = backups
        .iter()
        .filter(|backup| backup.own && !backup.trigger.is_restore_point());
    let mut newest = None;
    for backup in ours {
        let bad = backup
            .locations
            .iter()
            .find_map(|at| Some((at, at.problem_kind?)));
        if backup.locations.iter().any(BackupLocation::is_verified) {
            return newest.or_else(|| {
                bad.map(|(at, kind)| Spoiled::Copy {
                    location: if at.name == THIS_COMPUTER {
                        "this computer".to_owned()
                    } else {
                        at.name.clone()
                    },
                    how: how(kind),
                })
            });
        }
        newest = newest.or(bad.map(|(_, kind)| Spoiled::Newest(how(kind))));
    }
    newest
}

/// False for a successful run whose backup is no longer the newest good one: it is gone, or no longer counts.
pub(super) fn still_counts(run: &Entry, backups: &[Backup]) -> bool {
    let well = matches!(run.outcome, Outcome::Ok | Outcome::Warning | Outcome::NotNeeded);
    let newest = counted(backups).next().map(|backup| backup.id.as_str());
    !well || run.backup.as_deref() == newest
}

fn how(kind: ProblemKind) -> &'static str {
    match kind {
        ProblemKind::Damaged => "is damaged",
        ProblemKind::Changed => "changed since it was verified",
        ProblemKind::NotAFile => "is no longer a file",
    }
}
