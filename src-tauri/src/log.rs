//! The log: files in the data folder that cannot grow without limit.

use std::path::Path;
use std::sync::Mutex;

use file_rotate::suffix::AppendCount;
use file_rotate::{ContentLimit, FileRotate, compression::Compression};
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;

const NAME: &str = "mantrae.log";
/// The size of one file in bytes; then a new one is started.
const SIZE: usize = 1_000_000;
/// How many older files are kept.
const OLDER: usize = 5;

/// Starts logging to files in `folder` and to standard error. `MANTRAE_LOG` sets how much.
pub(crate) fn start(folder: &Path) {
    let filter = tracing_subscriber::EnvFilter::try_from_env("MANTRAE_LOG")
        .unwrap_or_else(|_| tracing_subscriber::EnvFilter::new("warn"));
    let screen = tracing_subscriber::fmt::layer().with_writer(std::io::stderr);
    let file = tracing_subscriber::fmt::layer()
        .with_ansi(false)
        .with_writer(Mutex::new(files(folder, SIZE)));
    // A second call would be a defect of ours; the first logger stays.
    let _ = tracing_subscriber::registry()
        .with(filter)
        .with(screen)
        .with(file)
        .try_init();
}

/// `mantrae.log`, and the previous ones as `mantrae.log.1` to `.5`. A folder that cannot be written to stops nothing:
/// the log then only goes to standard error.
fn files(folder: &Path, size: usize) -> FileRotate<AppendCount> {
    FileRotate::new(
        folder.join(NAME),
        AppendCount::new(OLDER),
        ContentLimit::BytesSurpassed(size),
        Compression::None,
        None,
    )
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    #[test]
    fn the_log_cannot_fill_the_disk() {
        let folder = std::env::temp_dir().join(format!("mantrae-log-{}", std::process::id()));
        std::fs::create_dir_all(&folder).expect("a folder for the log");
        let mut files = super::files(&folder, 1_000);
        for number in 0..1_000 {
            writeln!(files, "{number:0>99}").expect("a line of 100 bytes");
        }
        let kept: Vec<_> = std::fs::read_dir(&folder)
            .expect("the folder")
            .map(|entry| entry.expect("a file").path())
            .collect();
        let bytes: u64 = kept
            .iter()
            .map(|path| std::fs::metadata(path).expect("its size").len())
            .sum();
        let newest = std::fs::read_to_string(folder.join(super::NAME)).expect("the newest file");
        let is_there = newest.ends_with("999\n")
            || std::fs::read_to_string(folder.join("mantrae.log.1"))
                .is_ok_and(|text| text.ends_with("999\n"));
        std::fs::remove_dir_all(&folder).expect("the folder goes again");
        assert_eq!(kept.len(), 1 + super::OLDER, "{kept:?}");
        assert!(bytes <= 6 * 1_200, "of 100000 bytes the newest are kept: {bytes}");
        assert!(is_there, "the last line is in them");
    }
}
