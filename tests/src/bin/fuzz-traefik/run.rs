//! The run: batch after batch, and what is found in them.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use serde_json::Value;
use tests::traefik::{Judge, Verdict, shrunk, smaller};
use traefik_dynamic::Format;
use traefik_dynamic::predict::predict_all;

use crate::check::{Compares, Difference, Sort, check, reading};
use crate::real::{Real, SETTINGS, is_old};
use crate::unit::{SLOTS, Unit, unit};

/// When to stop; whichever limit is reached first.
pub(crate) struct Limit {
    pub(crate) configurations: u64,
    pub(crate) time: Duration,
}

/// After this many files, Traefik is restarted with other settings.
const FILES: u64 = 60;
/// This many of each kind are reduced; the others are only counted.
const EACH: u64 = 3;
/// How often Traefik is asked again, to distinguish chance from a difference.
const AGAIN: usize = 12;
/// How often something is removed from a configuration, at most.
const ROUNDS: usize = 200;

struct Run<'f> {
    folder: &'f Path,
    setting: usize,
    real: Real,
    judge: Judge,
    counts: Compares,
    refused: u64,
    by_chance: u64,
    found: BTreeMap<String, u64>,
}

/// Runs until a limit is reached; fails if anything differs.
pub(crate) fn run(seed: u64, limit: &Limit, folder: &Path) -> ExitCode {
    std::fs::create_dir_all(folder).expect("the folder is made");
    let start = Instant::now();
    let mut run = Run {
        folder,
        setting: 0,
        real: Real::start(0),
        judge: Judge::of_files(),
        counts: Compares::default(),
        refused: 0,
        by_chance: 0,
        found: BTreeMap::new(),
    };
    let (mut number, mut files) = (0, 0);
    while number < limit.configurations && start.elapsed() < limit.time {
        if files == FILES {
            run.setting += 1;
            run.real = Real::start(run.setting);
            files = 0;
            println!(
                "{number} configurations in {} s, {} differences",
                start.elapsed().as_secs(),
                run.found.values().sum::<u64>()
            );
        }
        let units: Vec<Unit> = (0..SLOTS)
            .map(|slot| {
                unit(
                    seed,
                    number + u64::try_from(slot).unwrap(),
                    slot,
                    is_old(run.setting),
                )
            })
            .collect();
        number += u64::try_from(SLOTS).unwrap();
        files += 1;
        run.batch(units);
    }
    run.end(seed, number, start.elapsed())
}

impl Run<'_> {
    fn batch(&mut self, units: Vec<Unit>) {
        let mut taken = Vec::new();
        for unit in units {
            let reading = reading(&unit);
            if reading.is_refused() {
                self.refused(&unit);
            } else if !is_deadly(&unit, &self.real) {
                taken.push(unit);
            }
        }
        let (shared, own): (Vec<Unit>, Vec<Unit>) =
            taken.into_iter().partition(|unit| !is_for_all(&unit.config));
        self.together(&shared);
        for unit in own {
            self.together(&[unit]);
        }
    }

    /// A unit that we refuse: Traefik has to refuse it too.
    fn refused(&mut self, unit: &Unit) {
        self.refused += 1;
        let verdict =
            |judge: &mut Judge, config: &Value| judge.judge(config.to_string().as_bytes(), Format::Yaml);
        if !matches!(verdict(&mut self.judge, &unit.config), Verdict::Accepted(_)) {
            return;
        }
        let differs = |judge: &mut Judge, config: &Value| {
            let unit = Unit {
                config: config.clone(),
                ..unit.clone()
            };
            reading(&unit).is_refused() && matches!(verdict(judge, config), Verdict::Accepted(_))
        };
        let small = shrunk(unit.config.clone(), |config| differs(&mut self.judge, config));
        let small = Unit {
            config: small,
            ..unit.clone()
        };
        let problems: Vec<String> = reading(&small).problems.iter().map(ToString::to_string).collect();
        let told = format!("we refuse it, Traefik takes it:\n{}", problems.join("\n"));
        self.keep(
            &[small],
            &Difference {
                sort: Sort::Verdict,
                slot: None,
                told,
            },
        );
    }

    fn together(&mut self, units: &[Unit]) {
        if units.is_empty() {
            return;
        }
        let found = check(&mut self.real, units, &mut self.counts);
        if found.is_empty() {
            return;
        }
        if units.len() > 1 && found.iter().any(|one| one.slot.is_none()) {
            // It is unknown which unit it belongs to.
            let (left, right) = units.split_at(units.len() / 2);
            self.together(left);
            self.together(right);
            return;
        }
        for unit in units {
            let own: Vec<&Difference> = found
                .iter()
                .filter(|one| one.slot.is_none_or(|slot| slot == unit.slot))
                .collect();
            let Some(first) = own.first() else { continue };
            if self.is_known(first) {
                continue;
            }
            let alone = if units.len() == 1 {
                found.clone()
            } else {
                check(
                    &mut self.real,
                    std::slice::from_ref(unit),
                    &mut Compares::default(),
                )
            };
            match alone.first() {
                Some(_) if self.is_chance(unit, &alone) => self.by_chance += 1,
                Some(_) => self.shrink(unit, &alone),
                None if self.is_passing(units, unit.slot) => self.by_chance += 1,
                None => self.keep(units, first),
            }
        }
    }

    /// Whether Traefik itself does not always say the same, and sometimes says what we say: it goes through the servers
    /// and children of a service in random order, and stops at the first that it cannot build.
    fn is_chance(&mut self, unit: &Unit, found: &[Difference]) -> bool {
        if found.is_empty() {
            return true;
        }
        if found
            .iter()
            .any(|one| !matches!(one.sort, Sort::Reason | Sort::Status))
        {
            return false;
        }
        (0..AGAIN).any(|_| {
            check(
                &mut self.real,
                std::slice::from_ref(unit),
                &mut Compares::default(),
            )
            .is_empty()
        })
    }

    /// The same, for a difference that shows only among other units.
    fn is_passing(&mut self, units: &[Unit], slot: usize) -> bool {
        let own = |one: &Difference| one.slot == Some(slot);
        (0..AGAIN).any(|_| {
            !check(&mut self.real, units, &mut Compares::default())
                .iter()
                .any(own)
        })
    }

    /// Whether enough differences of this kind are known.
    fn is_known(&mut self, difference: &Difference) -> bool {
        let count = self.found.entry(kind_of(difference)).or_default();
        if *count >= EACH {
            *count += 1;
        }
        *count > EACH
    }

    fn shrink(&mut self, unit: &Unit, found: &[Difference]) {
        let mut sorts: Vec<Sort> = found.iter().map(|one| one.sort).collect();
        sorts.sort_unstable();
        sorts.dedup();
        for sort in sorts {
            let unit = self.smallest(unit, sort);
            let again = check(
                &mut self.real,
                std::slice::from_ref(&unit),
                &mut Compares::default(),
            );
            if self.is_chance(&unit, &again) {
                self.by_chance += 1;
            } else if let Some(difference) = again.iter().find(|one| one.sort == sort) {
                self.keep(std::slice::from_ref(&unit), difference);
            }
        }
    }

    /// Removes parts of it as long as the difference remains. Many candidates are tried in one file.
    fn smallest(&mut self, unit: &Unit, sort: Sort) -> Unit {
        let mut unit = unit.clone();
        for _ in 0..ROUNDS {
            let mut parts: Vec<Unit> = smaller(&unit.config)
                .iter()
                .map(|config| unit.with(config, unit.slot))
                .collect();
            parts.retain(|part| !reading(part).is_refused() && !is_deadly(part, &self.real));
            parts.sort_by_cached_key(|part| part.config.to_string().len());
            let many = if is_for_all(&unit.config) || sort == Sort::Verdict || sort == Sort::Ended {
                1
            } else {
                SLOTS
            };
            let Some(found) = parts.chunks(many).find_map(|parts| self.first_with(sort, parts)) else {
                break;
            };
            unit = found;
        }
        unit
    }

    /// The first of these candidates that still shows the difference.
    fn first_with(&mut self, sort: Sort, parts: &[Unit]) -> Option<Unit> {
        let slots = parts.iter().enumerate();
        let units: Vec<Unit> = slots
            .map(|(slot, part)| {
                if parts.len() == 1 {
                    part.clone()
                } else {
                    part.with(&part.config, slot)
                }
            })
            .collect();
        let found = check(&mut self.real, &units, &mut Compares::default());
        let shows = |unit: &Unit| {
            found
                .iter()
                .any(|one| one.sort == sort && one.slot.is_none_or(|slot| slot == unit.slot))
        };
        units.iter().position(shows).map(|at| parts[at].clone())
    }

    fn keep(&mut self, units: &[Unit], difference: &Difference) {
        let count = self.found.entry(kind_of(difference)).or_default();
        *count += 1;
        if *count > EACH {
            return;
        }
        let mut text = format!("# {:?}, settings {}\n", difference.sort, self.setting % SETTINGS);
        for line in difference.told.lines() {
            let _ = writeln!(text, "# {line}");
        }
        for unit in units {
            text.push_str(&serde_yaml::to_string(&unit.config).unwrap());
        }
        println!("{text}");
        let number = units.first().map_or(0, |unit| unit.number);
        let path = self
            .folder
            .join(format!("{:?}-{number}-{count}.yml", difference.sort).to_lowercase());
        mantrae_core::fs::write_atomic(&path, text.as_bytes()).expect("the file is written");
    }

    fn end(&self, seed: u64, number: u64, time: Duration) -> ExitCode {
        let Compares {
            components,
            routes,
            unknown,
            drawn,
            late,
        } = self.counts;
        println!(
            "{number} configurations of seed {seed} in {} s: {} refused by both, {components} components with equal status but {unknown} that \
             depend on more ({drawn} depend on Traefik's order), {routes} requests with {late} too late to judge",
            time.as_secs(),
            self.refused
        );
        let count: u64 = self.found.values().sum();
        println!(
            "{count} differences, kept in {}; {} answers that Traefik itself changes from time to time",
            self.folder.display(),
            self.by_chance
        );
        for (kind, count) in self.found.iter().filter(|(_, count)| **count > 0) {
            println!("  {count} × {kind}");
        }
        if count == 0 {
            ExitCode::SUCCESS
        } else {
            ExitCode::FAILURE
        }
    }
}

/// The difference without names and numbers, so that equal kinds compare equal.
fn kind_of(difference: &Difference) -> String {
    let mut kind = format!("{:?} ", difference.sort);
    let mut is_quoted = false;
    for letter in difference.told.chars() {
        match letter {
            '`' | '"' => is_quoted = !is_quoted,
            _ if is_quoted || letter.is_ascii_digit() => {}
            '\n' => kind.push(' '),
            _ => kind.push(letter),
        }
    }
    kind.truncate(kind.char_indices().nth(160).map_or(kind.len(), |(at, _)| at));
    kind
}

/// Whether it crashes Traefik, as we predict.
fn is_deadly(unit: &Unit, real: &Real) -> bool {
    let reading = reading(unit);
    let states = predict_all(&reading.every_component(), Some(real.facts_of(unit.slot)));
    states
        .iter()
        .flat_map(|state| &state.reasons)
        .any(|reason| reason.code == "DEADLY-RING")
}

/// Whether it contains something that affects every other unit too.
fn is_for_all(config: &Value) -> bool {
    let named = |collection: &str| config["tls"][collection].get("default").is_some();
    named("options") || named("stores")
}
