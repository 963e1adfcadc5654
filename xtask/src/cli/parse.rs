//! Reading the command line.

use std::ffi::OsString;
use std::path::PathBuf;
use std::result::Result as Either;

use lexopt::{Arg::Long, Arg::Value, Error, Parser, ValueExt};

use super::Order;
use crate::{Failure, Result, bench, fuzz, package, run};

/// Parses the arguments after `cargo xtask`. `--help` asks for help wherever it appears.
pub(crate) fn parse(arguments: impl IntoIterator<Item = OsString>) -> Result<Order> {
    let arguments: Vec<OsString> = arguments.into_iter().collect();
    if arguments.iter().any(|word| word == "--help" || word == "-h") {
        return Ok(Order::Help);
    }
    let mut arguments = Parser::from_args(arguments);
    let command = match arguments.next() {
        Ok(None) => return Ok(Order::Help),
        Ok(Some(Value(command))) => command.to_string_lossy().into_owned(),
        Ok(Some(option)) => {
            let Error::UnexpectedOption(option) = option.unexpected() else {
                return Err(usage("the command is missing"));
            };
            return Err(usage(format!("`{option}` must come after a command")));
        }
        Err(error) => return Err(usage(error.to_string())),
    };
    order(&command, &mut arguments).map_err(|error| explain(&command, error))
}

fn order(command: &str, arguments: &mut Parser) -> Either<Order, Error> {
    match command {
        "help" => alone(arguments, Order::Help),
        "run" => run(arguments),
        "test" => alone(arguments, Order::Test),
        "check" => alone(arguments, Order::Check),
        "e2e" => filter(arguments).map(|filter| Order::EndToEnd { filter }),
        "oracle" => alone(arguments, Order::Oracle),
        "traefik" => filter(arguments).map(|filter| Order::Traefik { filter }),
        "shots" => shots(arguments),
        "queries" => check(arguments).map(|only_compare| Order::Queries { only_compare }),
        "bindings" => alone(arguments, Order::Bindings),
        "icons" => alone(arguments, Order::Icons),
        "licences" => check(arguments).map(|only_compare| Order::Licences { only_compare }),
        "package" => package(arguments),
        "bench" => bench(arguments),
        "soak" => soak(arguments),
        "fuzz" => fuzz(arguments),
        "audit" => alone(arguments, Order::Audit),
        _ => Err(format!("there is no command `{command}`").into()),
    }
}

fn run(arguments: &mut Parser) -> Either<Order, Error> {
    let mut options = run::Options::default();
    while let Some(argument) = arguments.next()? {
        match argument {
            Long("demo") => options.demo = true,
            Long("dark") => options.dark = true,
            Long("once") => options.once = true,
            other => return Err(other.unexpected()),
        }
    }
    Ok(Order::Run(options))
}

fn shots(arguments: &mut Parser) -> Either<Order, Error> {
    let (mut folder, mut filter) = (None, None);
    while let Some(argument) = arguments.next()? {
        match argument {
            Long("out") => folder = Some(PathBuf::from(arguments.value()?)),
            Value(word) if filter.is_none() => filter = Some(word.string()?),
            other => return Err(other.unexpected()),
        }
    }
    Ok(Order::Shots { folder, filter })
}

fn package(arguments: &mut Parser) -> Either<Order, Error> {
    let mut options = package::Options::default();
    while let Some(argument) = arguments.next()? {
        match argument {
            Long("check") => options.check = true,
            Long("appimage") => options.appimage = true,
            Long("debug") => options.debug = true,
            other => return Err(other.unexpected()),
        }
    }
    Ok(Order::Package(options))
}

fn bench(arguments: &mut Parser) -> Either<Order, Error> {
    let mut sizes: Option<bench::Options> = None;
    while let Some(argument) = arguments.next()? {
        match (argument, &mut sizes) {
            (Value(word), None) if word == "sizes" => sizes = Some(bench::Options::default()),
            (Long("save"), Some(options)) => options.save = true,
            (Long("program"), Some(options)) => options.program = Some(PathBuf::from(arguments.value()?)),
            (other, _) => return Err(other.unexpected()),
        }
    }
    Ok(sizes.map_or(Order::Bench, Order::BenchSizes))
}

fn soak(arguments: &mut Parser) -> Either<Order, Error> {
    let mut only_s3 = false;
    while let Some(argument) = arguments.next()? {
        match argument {
            Value(word) if word == "s3" => only_s3 = true,
            other => return Err(other.unexpected()),
        }
    }
    Ok(Order::Soak { only_s3 })
}

fn fuzz(arguments: &mut Parser) -> Either<Order, Error> {
    let (mut minutes, mut seed, mut configurations, mut asks_traefik) = (None, 1, None, false);
    while let Some(argument) = arguments.next()? {
        match argument {
            Long("minutes") => minutes = Some(number(arguments, "--minutes")?),
            Long("seed") => seed = number(arguments, "--seed")?,
            Long("configurations") if asks_traefik => {
                configurations = Some(number(arguments, "--configurations")?);
            }
            Value(word) if word == "traefik" && !asks_traefik => asks_traefik = true,
            other => return Err(other.unexpected()),
        }
    }
    if asks_traefik {
        let limit = fuzz::Limit {
            configurations,
            minutes,
        };
        return Ok(Order::FuzzTraefik { limit, seed });
    }
    let minutes = minutes.unwrap_or(10);
    Ok(Order::Fuzz { minutes, seed })
}

/// Accepts nothing after the command.
fn alone(arguments: &mut Parser, order: Order) -> Either<Order, Error> {
    match arguments.next()? {
        None => Ok(order),
        Some(other) => Err(other.unexpected()),
    }
}

/// `[FILTER]`.
fn filter(arguments: &mut Parser) -> Either<Option<String>, Error> {
    let mut filter = None;
    while let Some(argument) = arguments.next()? {
        match argument {
            Value(word) if filter.is_none() => filter = Some(word.string()?),
            other => return Err(other.unexpected()),
        }
    }
    Ok(filter)
}

/// `[--check]`.
fn check(arguments: &mut Parser) -> Either<bool, Error> {
    let mut check = false;
    while let Some(argument) = arguments.next()? {
        match argument {
            Long("check") => check = true,
            other => return Err(other.unexpected()),
        }
    }
    Ok(check)
}

fn number(arguments: &mut Parser, option: &str) -> Either<u64, Error> {
    let value = arguments.value()?;
    let number = value.to_str().and_then(|value| value.parse().ok());
    number.ok_or_else(|| format!("`{option}` needs a whole number, not `{}`", value.display()).into())
}

fn explain(command: &str, error: Error) -> Failure {
    usage(match error {
        Error::MissingValue { option: Some(option) } => format!("`{option}` needs a value"),
        Error::UnexpectedOption(option) => format!("`{command}` has no option `{option}`"),
        Error::UnexpectedArgument(word) => {
            format!("`{command}` does not take the argument `{}`", word.display())
        }
        Error::UnexpectedValue { option, value } => {
            format!(
                "`{option}` does not take a value, but was given `{}`",
                value.display()
            )
        }
        Error::NonUnicodeValue(word) => format!("`{}` is not valid Unicode", word.display()),
        other => other.to_string(),
    })
}

/// A mistake on the command line, and where to find help.
fn usage(mistake: impl std::fmt::Display) -> Failure {
    Failure::new(format!("{mistake}: see `cargo xtask help`"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(line: &str, expect: Result<Order, &str>) {
        let parsed =
            parse(line.split_whitespace().map(OsString::from)).map_err(|failure| failure.to_string());
        let expect = expect.map_err(|mistake| format!("{mistake}: see `cargo xtask help`"));
        assert_eq!(parsed, expect, "cargo xtask {line}");
    }

    fn run(demo: bool, dark: bool, once: bool) -> Order {
        Order::Run(run::Options { demo, dark, once })
    }

    fn shots(folder: Option<&str>, filter: Option<&str>) -> Order {
        Order::Shots {
            folder: folder.map(PathBuf::from),
            filter: filter.map(str::to_owned),
        }
    }

    #[test]
    fn commands() {
        check("test", Ok(Order::Test));
        check("check", Ok(Order::Check));
        check("bindings", Ok(Order::Bindings));
        check("icons", Ok(Order::Icons));
        check("bench", Ok(Order::Bench));
        check("bench sizes", Ok(Order::BenchSizes(bench::Options::default())));
        let save = bench::Options {
            program: Some(PathBuf::from("mantraectl")),
            save: true,
        };
        check(
            "bench sizes --save --program mantraectl",
            Ok(Order::BenchSizes(save)),
        );
        check("audit", Ok(Order::Audit));
        let filter = || Some("tray".to_owned());
        check("e2e", Ok(Order::EndToEnd { filter: None }));
        check("e2e tray", Ok(Order::EndToEnd { filter: filter() }));
        check("oracle", Ok(Order::Oracle));
        check("traefik", Ok(Order::Traefik { filter: None }));
        check("traefik tray", Ok(Order::Traefik { filter: filter() }));
        check("queries", Ok(Order::Queries { only_compare: false }));
        check("queries --check", Ok(Order::Queries { only_compare: true }));
        check("package", Ok(Order::Package(package::Options::default())));
        let all = package::Options {
            check: true,
            appimage: true,
            debug: true,
        };
        check("package --check --appimage --debug", Ok(Order::Package(all)));
        check("soak", Ok(Order::Soak { only_s3: false }));
        check("soak s3", Ok(Order::Soak { only_s3: true }));
    }

    #[test]
    fn help() {
        for line in [
            "",
            "help",
            "--help",
            "-h",
            "run --help",
            "fuzz --minutes 3 -h",
            "fly --help",
        ] {
            check(line, Ok(Order::Help));
        }
    }

    #[test]
    fn options() {
        check("run", Ok(run(false, false, false)));
        check("run --demo --once", Ok(run(true, false, true)));
        check("run --once --demo", Ok(run(true, false, true)));
        check("run --dark", Ok(run(false, true, false)));
        check("shots", Ok(shots(None, None)));
        check("shots --out there", Ok(shots(Some("there"), None)));
        check("shots --out=there", Ok(shots(Some("there"), None)));
        check(
            "shots wizard --out there",
            Ok(shots(Some("there"), Some("wizard"))),
        );
        check(
            "shots --out there wizard",
            Ok(shots(Some("there"), Some("wizard"))),
        );
        check("fuzz", Ok(Order::Fuzz { minutes: 10, seed: 1 }));
        let compare = |configurations, minutes, seed| {
            let limit = fuzz::Limit {
                configurations,
                minutes,
            };
            Ok(Order::FuzzTraefik { limit, seed })
        };
        check("fuzz traefik", compare(None, None, 1));
        check(
            "fuzz traefik --configurations 200 --minutes 3 --seed 9",
            compare(Some(200), Some(3), 9),
        );
        check(
            "fuzz --configurations 200",
            Err("`fuzz` has no option `--configurations`"),
        );
        check(
            "fuzz --seed 7 --minutes=2",
            Ok(Order::Fuzz { minutes: 2, seed: 7 }),
        );
    }

    #[test]
    fn mistakes() {
        check("fly", Err("there is no command `fly`"));
        check("--demo run", Err("`--demo` must come after a command"));
        check("-d", Err("`-d` must come after a command"));
        check("test --fast", Err("`test` has no option `--fast`"));
        check("run -d", Err("`run` has no option `-d`"));
        check("run now", Err("`run` does not take the argument `now`"));
        check("help run", Err("`help` does not take the argument `run`"));
        check("soak s4", Err("`soak` does not take the argument `s4`"));
        check(
            "e2e tray window",
            Err("`e2e` does not take the argument `window`"),
        );
        check("shots a b", Err("`shots` does not take the argument `b`"));
        check(
            "run --demo=yes",
            Err("`--demo` does not take a value, but was given `yes`"),
        );
        check(
            "queries --check=no",
            Err("`--check` does not take a value, but was given `no`"),
        );
        check("shots --out", Err("`--out` needs a value"));
        check("fuzz --seed", Err("`--seed` needs a value"));
        for value in ["soon", "-1", "1.5", "99999999999999999999"] {
            let mistake = format!("`--minutes` needs a whole number, not `{value}`");
            check(&format!("fuzz --minutes {value}"), Err(&mistake));
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_path_need_not_be_unicode_but_a_filter_must_be() {
        use std::os::unix::ffi::OsStringExt as _;
        let odd = || OsString::from_vec(vec![b'a', 0xff]);
        let parsed = parse(["shots".into(), "--out".into(), odd()]).unwrap();
        let folder = Some(PathBuf::from(odd()));
        assert_eq!(parsed, Order::Shots { folder, filter: None });
        let refused = parse(["shots".into(), odd()]).unwrap_err().to_string();
        assert_eq!(
            refused,
            "`a\u{fffd}` is not valid Unicode: see `cargo xtask help`"
        );
    }
}
