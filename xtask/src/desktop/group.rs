//! Processes that are killed together.

use std::process::{Child, Command, Stdio};

use crate::Result;
use crate::failure::Doing;

/// Kills its own process group when its standard input closes. Only this process holds the pipe to it, and the system
/// closes that pipe however this process ends: even a killed test leaves nothing behind. The short wait lets the
/// display remove its lock file.
const KEEPER: &str = "read -r _; trap '' TERM; kill -TERM 0; sleep 0.2; kill -KILL 0";

/// A process group that does not outlive this process. Dropping it kills all its programs, and those that they started.
pub struct Group {
    keeper: Child,
}

impl Group {
    /// Starts an empty group.
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
