//! The log: one file a day in the data folder, two weeks of them.

use std::path::Path;

use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;

/// Begins to write to files in `folder` and to standard error. `MANTRAE_LOG` sets how much.
pub(crate) fn start(folder: &Path) {
    let files = tracing_appender::rolling::Builder::new()
        .rotation(tracing_appender::rolling::Rotation::DAILY)
        .filename_prefix("mantrae")
        .filename_suffix("log")
        .max_log_files(14)
        .build(folder);
    let filter = tracing_subscriber::EnvFilter::try_from_env("MANTRAE_LOG")
        .unwrap_or_else(|_| tracing_subscriber::EnvFilter::new("warn"));
    let screen = tracing_subscriber::fmt::layer().with_writer(std::io::stderr);
    let file = files.ok().map(|files| {
        tracing_subscriber::fmt::layer()
            .with_ansi(false)
            .with_writer(std::sync::Mutex::new(files))
    });
    // A second call would be a defect of ours; the first logger stays.
    let _ = tracing_subscriber::registry()
        .with(filter)
        .with(screen)
        .with(file)
        .try_init();
}
