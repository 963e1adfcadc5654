//! `schedule`: when automatic backups are made.

use clap::{Subcommand, ValueEnum};
use mantrae_core::engine::PauseFor;
use mantrae_core::schedule::Cron;

/// When backups are made by themselves.
#[derive(Debug, Subcommand)]
pub(crate) enum ScheduleCommand {
    /// The next times
    Next {
        /// How many
        #[arg(long, default_value_t = 5)]
        count: usize,
    },
    /// Make what is due, until the program is ended; for servers, without a window
    Run,
    /// What holds now
    Show,
    /// Choose when: minute, hour, day of the month, month, day of the week
    Set {
        /// Such as "0 2 * * *"
        cron: Cron,
    },
    /// Backups are made by themselves
    On,
    /// No backup is made by itself
    Off,
    /// Hold them back
    Pause {
        /// For how long
        #[arg(long = "for", value_enum, default_value = "until-resumed")]
        until: PauseLength,
    },
    /// Go on
    Resume,
}

/// For how long backups are held back.
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
