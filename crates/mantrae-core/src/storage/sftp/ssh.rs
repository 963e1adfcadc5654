//! Starts the system's `ssh`, with the person's own configuration, keys, agent and known hosts. It never asks anything: what
//! it would ask is an error with a cure.

use std::io;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::io::AsyncReadExt as _;

use super::SftpOptions;

/// What is said to a running `ssh`, and what it answers.
#[cfg(unix)]
pub(super) type Stream = tokio::net::UnixStream;
#[cfg(not(unix))]
pub(super) type Stream = tokio::io::DuplexStream;

/// As much as is kept of what `ssh` says.
const MOST_SAID: usize = 16 * 1024;

/// A running `ssh`. It ends when this is dropped.
#[derive(Debug)]
pub(super) struct Ssh {
    child: Option<Child>,
    said: Arc<Mutex<Vec<u8>>>,
    listening: tokio::task::JoinHandle<()>,
}

impl Ssh {
    /// Starts it, with the stream to its input and output.
    #[cfg(unix)]
    pub(super) fn start(mut command: Command) -> io::Result<(Self, Stream)> {
        let (ours, its) = pair()?;
        let (mut ear, its_voice) = pair()?;
        command
            .stdin(Stdio::from(its.try_clone()?))
            .stdout(Stdio::from(its))
            .stderr(Stdio::from(its_voice))
            // Without a terminal and a program to ask with, nothing can wait for an answer.
            .env_remove("SSH_ASKPASS")
            .env("SSH_ASKPASS_REQUIRE", "never");
        let child = command.spawn()?;
        // Its ends of the streams are its alone from here on: when it ends, so do they.
        drop(command);
        let said = Arc::new(Mutex::new(Vec::new()));
        let heard = Arc::clone(&said);
        let listening = tokio::spawn(async move {
            let mut buffer = [0; 4096];
            while let Ok(length @ 1..) = ear.read(&mut buffer).await {
                let mut said = heard.lock().unwrap_or_else(PoisonError::into_inner);
                let room = MOST_SAID.saturating_sub(said.len()).min(length);
                said.extend_from_slice(buffer.get(..room).unwrap_or_default());
            }
        });
        let ssh = Self {
            child: Some(child),
            said,
            listening,
        };
        Ok((ssh, ours))
    }

    /// Only where sockets can be the streams of a program.
    #[cfg(not(unix))]
    pub(super) fn start(_command: Command) -> io::Result<(Self, Stream)> {
        Err(io::ErrorKind::Unsupported.into())
    }

    /// What it said on standard error. Waits a moment for the end of it: the reason comes last.
    pub(super) async fn last_words(&mut self) -> String {
        let _ = tokio::time::timeout(Duration::from_secs(1), &mut self.listening).await;
        let said = self.said.lock().unwrap_or_else(PoisonError::into_inner);
        String::from_utf8_lossy(&said).into_owned()
    }
}

/// A stream: our end, and the end that a program gets.
#[cfg(unix)]
fn pair() -> io::Result<(Stream, std::os::fd::OwnedFd)> {
    let (ours, its) = std::os::unix::net::UnixStream::pair()?;
    ours.set_nonblocking(true)?;
    Ok((Stream::from_std(ours)?, its.into()))
}

impl Drop for Ssh {
    fn drop(&mut self) {
        self.listening.abort();
        let Some(mut child) = self.child.take() else {
            return;
        };
        let _ = child.kill();
        if !matches!(child.try_wait(), Ok(Some(_))) {
            // It ends in a moment, and is not waited for here.
            std::thread::spawn(move || {
                let _ = child.wait();
            });
        }
    }
}

/// The command that opens SFTP on that computer.
pub(super) fn command(options: &SftpOptions) -> Command {
    let mut command = plain(options);
    command.args(["-o", "StrictHostKeyChecking=yes"]);
    target(&mut command, options);
    command
}

/// `ssh` with what it must never do, and the person's configuration for the rest. The host is still missing.
pub(super) fn plain(options: &SftpOptions) -> Command {
    let mut command = Command::new(options.program.as_deref().unwrap_or("ssh".as_ref()));
    if let Some(file) = &options.config_file {
        command.arg("-F").arg(file);
    }
    command.arg("-T");
    for option in [
        "BatchMode=yes",
        "LogLevel=INFO",
        "ClearAllForwardings=yes",
        "ForwardAgent=no",
        "ForwardX11=no",
        "PermitLocalCommand=no",
        "RemoteCommand=none",
        "RequestTTY=no",
        // Never the one that others go through: it would live on, and hold our streams.
        "ControlMaster=no",
        "ServerAliveInterval=15",
        "ServerAliveCountMax=2",
    ] {
        command.args(["-o", option]);
    }
    let seconds = options.patience.connect.as_secs().max(1);
    command.args(["-o", &format!("ConnectTimeout={seconds}")]);
    command
}

/// Adds the computer, and that SFTP is wanted of it.
pub(super) fn target(command: &mut Command, options: &SftpOptions) {
    if let Some(port) = options.port {
        command.args(["-p", &port.to_string()]);
    }
    if let Some(user) = options.user.as_deref().filter(|user| !user.is_empty()) {
        command.args(["-l", user]);
    }
    command.args(["-s", "--", &options.host, "sftp"]);
}
