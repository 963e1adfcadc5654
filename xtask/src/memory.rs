//! The memory use of a process and everything it started.

use std::fs;

use crate::Result;
use crate::failure::Doing;

/// The memory of a process and all its descendants in kilobytes, with shared memory divided among the processes that
/// share it (PSS).
pub fn held_by(process: u32) -> Result<u64> {
    let parents = parents()?;
    let mut family = vec![process];
    let mut seen = 0;
    while let Some(&elder) = family.get(seen) {
        seen += 1;
        family.extend(
            parents
                .iter()
                .filter(|(_, parent)| *parent == elder)
                .map(|(child, _)| *child),
        );
    }
    Ok(family.into_iter().map(share_of).sum())
}

/// Each process and its parent.
fn parents() -> Result<Vec<(u32, u32)>> {
    let entries = fs::read_dir("/proc").doing(|| "list the running processes".to_owned())?;
    let family = entries.flatten().filter_map(|entry| {
        let child = entry.file_name().to_str()?.parse().ok()?;
        let stat = fs::read_to_string(entry.path().join("stat")).ok()?;
        // The name is in parentheses and can contain any character; state and parent follow the last one.
        let parent = stat.rsplit_once(')')?.1.split_whitespace().nth(1)?.parse().ok()?;
        Some((child, parent))
    });
    Ok(family.collect())
}

fn share_of(process: u32) -> u64 {
    let text = fs::read_to_string(format!("/proc/{process}/smaps_rollup")).unwrap_or_default();
    let share = text.lines().find_map(|line| line.strip_prefix("Pss:"));
    share
        .and_then(|share| share.split_whitespace().next()?.parse().ok())
        .unwrap_or(0)
}
