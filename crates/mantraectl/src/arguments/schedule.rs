//! `schedule`: when automatic backups are made.

use clap::{Subcommand, ValueEnum};
use mantrae_core::engine::PauseFor;
use mantrae_core::schedule::Cron;

/// When automatic backups are made.
#[derive(Debug, Subcommand)]
pub(crate) enum ScheduleCommand {
    /// Show the next runs
    Next {
        /// How many to show
        #[arg(long, default_value_t = 5)]
        count: usize,
    },
    /// Run the schedule until stopped; for servers without a window
    Run,
    /// Show the current schedule
    Show,
    /// Set the schedule: minute, hour, day of the month, month, day of the week
    Set {
        /// Such as "0 2 * * *"
        cron: Cron,
    },
    /// Turn automatic backups on
    On,
    /// Turn automatic backups off
    Off,
    /// Pause backups
    Pause {
        /// How long to pause
        #[arg(long = "for", value_enum, default_value = "until-resumed")]
        until: PauseLength,
    },
    /// Resume backups
    Resume,
}

/// How long backups are paused.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum PauseLength {
    /// One hour
    Hour,
    /// Until tomorrow at 08:00
    UntilTomorrow,
    /// Until `schedule resume`
    UntilResumed,
}

impl From<PauseLength> for PauseFor {
    fn from(length: PauseLength) -> Self {
        match length {
            PauseLength::Hour => Self::Hour,
            PauseLength::UntilTomorrow => Self::Tomorrow,
            PauseLength::UntilResumed => Self::Resumed,
        }
    }
}
