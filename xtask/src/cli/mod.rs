//! The command line of `cargo xtask`.

mod words;

use std::path::PathBuf;

use crate::{
    Result, audit, bench, bindings, e2e, fuzz, icons, output, package, queries, run, seaweed, shots, test,
    traefik,
};
use words::Words;

const HELP: &str = "\
cargo xtask COMMAND: what is missing on this machine is named, and installed

  run [--demo] [--dark] [--once]   build and open the application; with no display, in a virtual one with a picture
                                   --demo: on a throw-away data folder with a sample profile and a first backup
                                   --dark: in the dark theme     --once: stop when the window is there
  test                             format, lints, all tests of Rust and of the window, then the real window
  traefik [FILTER]                 only the tests that ask a real Traefik, or those whose name contains FILTER
  check                            the part of `test` that needs no WebKit: minutes instead of a quarter of an hour
  e2e [FILTER]                     only the tests in the real window, or those whose name contains FILTER
  shots [FILTER] [--out DIR]       a picture of every screen and state, or of those whose name contains FILTER:
                                   light and dark, wide and narrow
  queries [--check]                write what the database says about each SQL query; --check: only compare
  bindings                         write the TypeScript side of the commands between window and core
  icons                            draw the icons from icons/source
  package [--check]                build the .deb; --check: install it, start it from its menu entry, remove it
  bench                            how long things take with a large profile, and how much memory the window holds
  soak [s3]                        contracts and faults with a real S3 server of somebody else, then twenty minutes of a
                                   schedule that is stopped and killed, and of the program at rest in the tray
                                   s3: only the first of these, a few minutes
  fuzz [--minutes N] [--seed N]    ten minutes of damaged files for the model; needs no nightly compiler and no network
  audit                            licences, sources and known holes of everything we depend on
";

#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Order {
    Help,
    Run(run::Options),
    Test,
    Check,
    EndToEnd {
        filter: Option<String>,
    },
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
    Package {
        try_out: bool,
    },
    Bench,
    Soak {
        only_s3: bool,
    },
    Fuzz {
        minutes: u64,
        seed: u64,
    },
    Audit,
}

/// Reads the command line.
pub(crate) fn parse(words: Vec<String>) -> Result<Order> {
    let mut words = Words::new(words);
    let order = match words.first().as_deref() {
        None | Some("help" | "--help" | "-h") => Order::Help,
        Some("run") => Order::Run(run::Options {
            demo: words.has("--demo"),
            dark: words.has("--dark"),
            once: words.has("--once"),
        }),
        Some("test") => Order::Test,
        Some("check") => Order::Check,
        Some("e2e") => Order::EndToEnd {
            filter: words.first(),
        },
        Some("traefik") => Order::Traefik {
            filter: words.first(),
        },
        Some("shots") => Order::Shots {
            folder: words.value("--out")?.map(PathBuf::from),
            filter: words.first(),
        },
        Some("queries") => Order::Queries {
            only_compare: words.has("--check"),
        },
        Some("bindings") => Order::Bindings,
        Some("icons") => Order::Icons,
        Some("package") => Order::Package {
            try_out: words.has("--check"),
        },
        Some("bench") => Order::Bench,
        Some("soak") => Order::Soak {
            only_s3: words.word("s3"),
        },
        Some("fuzz") => Order::Fuzz {
            minutes: words.number("--minutes")?.unwrap_or(10),
            seed: words.number("--seed")?.unwrap_or(1),
        },
        Some("audit") => Order::Audit,
        Some(other) => return Err(words::unknown(other)),
    };
    words.nothing_left()?;
    Ok(order)
}

/// Does what was asked.
pub(crate) fn carry_out(order: Order) -> Result {
    match order {
        Order::Help => output::line(HELP.trim_end()),
        Order::Run(options) => return run::run(options),
        Order::Test => return test::everything(),
        Order::Check => return test::without_webkit(),
        Order::EndToEnd { filter } => return e2e::run(filter.as_deref()),
        Order::Traefik { filter } => return traefik::judges(&[], filter.as_deref()),
        Order::Shots { folder, filter } => return shots::run(folder, filter.as_deref()),
        Order::Queries { only_compare: true } => return queries::check(),
        Order::Queries { only_compare: false } => return queries::write(),
        Order::Bindings => return bindings::write(),
        Order::Icons => return icons::draw(),
        Order::Package { try_out } => return package::run(try_out),
        Order::Bench => return bench::everything(),
        Order::Soak { only_s3: true } => return seaweed::tests(),
        Order::Soak { only_s3: false } => return seaweed::tests().and_then(|()| e2e::soak()),
        Order::Fuzz { minutes, seed } => return fuzz::everything(minutes, seed),
        Order::Audit => return audit::everything(),
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn order(line: &str) -> Result<Order> {
        parse(line.split_whitespace().map(str::to_owned).collect())
    }

    #[test]
    fn options_may_come_in_any_order() {
        let wanted = Order::Run(run::Options {
            demo: true,
            dark: false,
            once: true,
        });
        assert_eq!(order("run --once --demo").unwrap(), wanted);
        assert_eq!(order("run --demo --once").unwrap(), wanted);
    }

    #[test]
    fn nothing_is_help() {
        assert_eq!(order("").unwrap(), Order::Help);
    }

    #[test]
    fn a_value_may_stand_behind_a_space_or_an_equals_sign() {
        let wanted = Order::Shots {
            folder: Some("there".into()),
            filter: None,
        };
        assert_eq!(order("shots --out there").unwrap(), wanted);
        assert_eq!(order("shots --out=there").unwrap(), wanted);
        let filtered = Order::Shots {
            folder: Some("there".into()),
            filter: Some("rescue".into()),
        };
        assert_eq!(order("shots rescue --out there").unwrap(), filtered);
        assert_eq!(order("shots --out there rescue").unwrap(), filtered);
        assert!(order("shots --out").unwrap_err().to_string().contains("--out"));
    }

    #[test]
    fn a_part_of_the_soak_can_be_run_alone() {
        assert_eq!(order("soak").unwrap(), Order::Soak { only_s3: false });
        assert_eq!(order("soak s3").unwrap(), Order::Soak { only_s3: true });
        assert!(order("soak s4").is_err());
    }

    #[test]
    fn a_number_must_be_one() {
        assert_eq!(order("fuzz").unwrap(), Order::Fuzz { minutes: 10, seed: 1 });
        let wanted = Order::Fuzz { minutes: 2, seed: 7 };
        assert_eq!(order("fuzz --seed 7 --minutes=2").unwrap(), wanted);
        assert!(
            order("fuzz --minutes soon")
                .unwrap_err()
                .to_string()
                .contains("--minutes")
        );
    }

    #[test]
    fn what_nobody_knows_is_refused_with_the_cure() {
        for line in ["fly", "test --fast", "run now", "--demo run"] {
            let said = order(line).unwrap_err().to_string();
            assert!(said.contains("cargo xtask help"), "{line}: {said}");
        }
    }
}
