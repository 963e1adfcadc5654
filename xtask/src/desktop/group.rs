//! Programs that end together.

use std::process::{Child, Command, Stdio};

use crate::Result;
use crate::failure::Doing;

/// Ends everything in its own process group when its standard input closes. The pipe to it is held by us
/// alone, and the system closes that when we end, however we end: even a killed test leaves nothing behind.
/// The short wait lets the display take its lock file away.
const KEEPER: &str = "read -r _; trap '' TERM; kill -TERM 0; sleep 0.2; kill -KILL 0";

/// A process group that cannot outlive its maker. Dropping it ends all its programs, and those that they started.
pub struct Group {
    keeper: Child,
}

impl Group {
    /// An empty group.
    pub fn start() -> Result<Self> {
        let mut command = Command::new("sh");
        command
            .args(["-c", KEEPER])
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        in_group(&mut command, 0);
        let keeper = command.spawn().doing(|| "start sh".to_owned())?;
        Ok(Self { keeper })
    }

    /// Starts a program in the group.
    pub fn spawn(&mut self, command: &mut Command) -> Result<Child> {
        in_group(command, self.keeper.id().cast_signed());
        command
            .spawn()
            .doing(|| format!("start {}", command.get_program().to_string_lossy()))
    }
}

impl Drop for Group {
    fn drop(&mut self) {
        drop(self.keeper.stdin.take());
        let _ = self.keeper.wait();
    }
}

#[cfg(unix)]
fn in_group(command: &mut Command, group: i32) {
    std::os::unix::process::CommandExt::process_group(command, group);
}

#[cfg(not(unix))]
fn in_group(_: &mut Command, _: i32) {}
