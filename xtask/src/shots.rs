//! `cargo xtask shots`: a screenshot of every screen and state.

use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::thread::sleep;
use std::time::{Duration, Instant};

use crate::desktop::Group;
use crate::failure::{Doing, Failure};
use crate::output::say;
use crate::program::{cargo, npm, run as carry_out};
use crate::setup::{self, Purpose};
use crate::{Result, build, e2e, tree};

/// Builds the window with its fake backend, serves it, and takes the screenshots.
pub(crate) fn run(folder: Option<PathBuf>, filter: Option<&str>) -> Result {
    setup::system(&[Purpose::Build, Purpose::Screen, Purpose::Drive])?;
    setup::node_packages()?;
    let folder = match folder {
        Some(folder) => std::path::absolute(&folder).doing(|| format!("find {}", folder.display()))?,
        None => tree::fresh("shots")?,
    };
    tree::create(&folder)?;
    let pages = tree::target()?.join("window-with-fake-backend");
    carry_out(
        npm(&[
            "run",
            "build",
            "--",
            "--mode",
            "fake",
            "--emptyOutDir",
            "--outDir",
        ])
        .arg(&pages),
    )?;
    let (_server, address) = serve(&pages)?;
    carry_out(
        cargo(&e2e::TESTS)
            .args(["--ignored", "--exact", "shots::every_scene"])
            .env("MANTRAE_SHOTS_URL", address)
            .env("MANTRAE_SHOTS_FOLDER", &folder)
            .env("MANTRAE_SHOTS_FILTER", filter.unwrap_or_default()),
    )?;
    say("shots", format!("saved the screenshots to {}", folder.display()));
    Ok(())
}

/// Serves the finished build with Vite.
fn serve(pages: &Path) -> Result<(Group, String)> {
    let free = TcpListener::bind("127.0.0.1:0").and_then(|socket| socket.local_addr());
    let port = free.doing(|| "find a free port".to_owned())?.port();
    let mut vite = build::tool("vite");
    vite.args([
        "preview",
        "ui",
        "--host",
        "127.0.0.1",
        "--strictPort",
        "--port",
        &port.to_string(),
        "--outDir",
    ]);
    let mut group = Group::start()?;
    group.spawn(vite.arg(pages).stdin(Stdio::null()).stdout(Stdio::null()))?;
    let end = Instant::now() + Duration::from_secs(20);
    while TcpStream::connect(("127.0.0.1", port)).is_err() {
        if Instant::now() > end {
            return Err(Failure::new(
                "`vite preview` did not start within 20 s: see its output above",
            ));
        }
        sleep(Duration::from_millis(50));
    }
    Ok((group, format!("http://127.0.0.1:{port}/")))
}
