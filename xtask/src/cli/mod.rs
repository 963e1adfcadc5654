//! The command line of `cargo xtask`.

mod parse;

use std::path::PathBuf;

use crate::{
    Result, audit, bench, bindings, e2e, fuzz, icons, licences, output, package, queries, run, seaweed,
    shots, test, traefik,
};
pub(crate) use parse::parse;

const HELP: &str = "\
cargo xtask COMMAND: each command installs what it needs, and says why

  run [--demo] [--dark] [--once]   build and open the application; without a display, on a virtual one with a screenshot
                                   --demo: use a throw-away data folder with a sample profile and a first backup
                                   --dark: use the dark theme     --once: stop as soon as the window is open
  test                             formatting, lints, all Rust and window tests, then tests in the real window
  traefik [FILTER]                 only the tests that ask a real Traefik, or those whose name contains FILTER
  oracle                           ask seventeen versions of Traefik which fields they take, and compare with the model
  check                            the part of `test` that does not need WebKit: minutes instead of a quarter of an hour
  e2e [FILTER]                     only the tests in the real window, or those whose name contains FILTER
  shots [FILTER] [--out DIR]       take a screenshot of every screen and state, or of those whose name contains FILTER:
                                   light and dark, wide and narrow
  queries [--check]                record what the database says about each SQL query; --check: only compare
  bindings                         generate the TypeScript bindings of the window's commands
  icons                            render the icons from icons/source
  licences [--check]               list the licences of everything in the programs, for the window's About; --check: only compare
  package [--check] [--appimage]   build the packages of this system: .deb and .rpm, .dmg, or .msi
                                   --check: validate and compare them, install, update and remove them, open a backup
                                   --appimage: the AppImage too, whose tools are downloaded
                                   --debug: without optimization, to try out the packaging
  bench                            measure speed with a large profile, and the memory use of the window
  bench sizes [--save] [--program PATH]
                                   measure how commands grow with the profile, each beside a yardstick, and name what
                                   got worse than docs/performance.md says by more than a fifth; needs sqlite3 and gzip
                                   --save: write the figures there     --program: a mantraectl that is built already
  soak [s3]                        run contract and fault tests against a third-party S3 server, then twenty minutes of
                                   a schedule that is stopped and killed, and of the application idle in the tray
                                   s3: only the tests against the S3 server, a few minutes
  fuzz [--minutes N] [--seed N]    feed damaged files to the model for N minutes (default: 10); needs neither a nightly
                                   compiler nor a network
  fuzz traefik [--configurations N] [--minutes N] [--seed N]
                                   give invented configurations to a real Traefik and to us, and make small and keep what
                                   the two do not agree about (default: 20,000 configurations)
  audit                            check licences, sources and known vulnerabilities of all dependencies
";

/// What a command line asks for.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Order {
    Help,
    Run(run::Options),
    Test,
    Check,
    EndToEnd {
        filter: Option<String>,
    },
    Oracle,
    Traefik {
        filter: Option<String>,
    },
    Shots {
        folder: Option<PathBuf>,
        filter: Option<String>,
    },
    Queries {
        only_compare: bool,
    },
    Bindings,
    Icons,
    Licences {
        only_compare: bool,
    },
    Package(package::Options),
    Bench,
    BenchSizes(bench::Options),
    Soak {
        only_s3: bool,
    },
    Fuzz {
        minutes: u64,
        seed: u64,
    },
    FuzzTraefik {
        limit: fuzz::Limit,
        seed: u64,
    },
    Audit,
}

/// Runs the command.
pub(crate) fn carry_out(order: Order) -> Result {
    match order {
        Order::Help => output::line(HELP.trim_end()),
        Order::Run(options) => return run::run(options),
        Order::Test => return test::everything(),
        Order::Check => return test::without_webkit(),
        Order::EndToEnd { filter } => return e2e::run(filter.as_deref()),
        Order::Oracle => return traefik::oracle(),
        Order::Traefik { filter } => return traefik::judges(&[], filter.as_deref()),
        Order::Shots { folder, filter } => return shots::run(folder, filter.as_deref()),
        Order::Queries { only_compare: true } => return queries::check(),
        Order::Queries { only_compare: false } => return queries::write(),
        Order::Bindings => return bindings::write(),
        Order::Icons => return icons::draw(),
        Order::Licences { only_compare: true } => return licences::check(),
        Order::Licences { only_compare: false } => return licences::write(),
        Order::Package(options) => return package::run(options),
        Order::Bench => return bench::everything(),
        Order::BenchSizes(options) => return bench::sizes(&options),
        Order::Soak { only_s3: true } => return seaweed::tests(),
        Order::Soak { only_s3: false } => return seaweed::tests().and_then(|()| e2e::soak()),
        Order::Fuzz { minutes, seed } => return fuzz::everything(minutes, seed),
        Order::FuzzTraefik { limit, seed } => return fuzz::traefik(limit, seed),
        Order::Audit => return audit::everything(),
    }
    Ok(())
}
