//! `cargo xtask bench sizes`: how the cost of commands grows with the profile. Each time stands beside a yardstick that
//! is measured in the same minutes, because machines differ and are not always idle: their ratios can be compared.

mod table;

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use self::table::Row;
use super::{first_id, median, sample};
use crate::failure::{Doing, Failure};
use crate::output::{line, say};
use crate::program::{program, read};
use crate::{Result, tree};

/// Components in the profile: half of them routers, the others their services.
const SIZES: [usize; 3] = [72, 20_000, 80_000];

/// How many times each command runs. The median counts.
const ROUNDS: usize = 5;

/// The file with the committed figures.
const PAGE: &str = "docs/performance.md";

/// What to measure, and what to do with the figures.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Options {
    /// A command line that is built already.
    pub(crate) program: Option<PathBuf>,
    /// Writes the figures into the page.
    pub(crate) save: bool,
}

/// Measures, prints the table, and names what got worse than the committed figures by more than a fifth.
pub(crate) fn measure(mantraectl: &Path, save: bool) -> Result {
    let folder = tree::fresh("bench-sizes")?;
    let mut rows = Vec::new();
    line(table::HEAD.trim_end());
    for size in SIZES {
        Profile::new(mantraectl, &folder, size)?.measure(&mut |row| {
            line(&row.to_string());
            rows.push(row);
        })?;
    }
    let page = tree::root().join(PAGE);
    let text = std::fs::read_to_string(&page).doing(|| format!("read {}", page.display()))?;
    let worse = table::worse(&table::read(&text), &rows);
    for sentence in &worse {
        say("bench", sentence);
    }
    if worse.is_empty() {
        say(
            "bench",
            format!("nothing is more than a fifth slower than in {PAGE}"),
        );
    }
    if save {
        let text = table::put(&text, &rows)
            .ok_or_else(|| Failure::new(format!("{PAGE} has no table of measured times")))?;
        tree::save(&page, text.as_bytes())?;
    }
    Ok(())
}

/// A data folder with one profile.
struct Profile {
    mantraectl: PathBuf,
    folder: PathBuf,
    sample: PathBuf,
    size: usize,
}

impl Profile {
    fn new(mantraectl: &Path, folder: &Path, size: usize) -> Result<Self> {
        let folder = folder.join(size.to_string());
        tree::create(&folder)?;
        let sample = folder.join("sample.yml");
        tree::save(&sample, sample::configuration(size / 2).as_bytes())?;
        let mantraectl = mantraectl.to_path_buf();
        Ok(Self {
            mantraectl,
            folder,
            sample,
            size,
        })
    }

    /// The command line on a data folder with that name.
    fn tell(&self, data: &str, words: &[&str]) -> Result<String> {
        let mut command = program(&self.mantraectl);
        command.arg("--data-dir").arg(self.folder.join(data)).args(words);
        read(&mut command)
    }

    fn measure(&self, tell: &mut dyn FnMut(Row)) -> Result {
        let sample = self.sample.display().to_string();
        let packed = self.folder.join("sample.gz");
        let gzip = || compress(&self.sample, &packed);
        let mut row = |what: &'static str, yardstick: &'static str, (time, beside): (Duration, Duration)| {
            tell(Row {
                what: what.to_owned(),
                components: self.size,
                time,
                yardstick: yardstick.to_owned(),
                beside,
            });
        };
        let of_file = "gzip -6 of the file";
        let check = || read(program(&self.mantraectl).args(["check", &sample]));
        row("check", of_file, both(check, gzip)?);
        let mut round = 0;
        let import = || {
            round += 1;
            let data = format!("data-{round}");
            self.tell(&data, &["profile", "create", "Sample"])?;
            let begun = Instant::now();
            self.tell(&data, &["import", &sample, "--profile", "Sample"])?;
            Ok(begun.elapsed())
        };
        row("import", of_file, both_timed(import, gzip)?);
        let on = |words: &'static [&'static str]| move || self.tell("data-1", words);
        let list = on(&["component", "list", "--profile", "Sample"]);
        row("component list", of_file, both(list, gzip)?);
        row(
            "export",
            of_file,
            both(on(&["export", "--profile", "Sample"]), gzip)?,
        );
        let show = on(&["component", "show", "http-router/app-1", "--profile", "Sample"]);
        let start = on(&["profile", "list"]);
        row("component show", "profile list", both(show, start)?);
        row("status", "profile list", both(on(&["status"]), start)?);
        let database = self.folder.join("data-1").join("mantrae.db");
        let backup = || first_id(&self.tell("data-1", &["--json", "backup", "create"])?);
        let copy = || copied_and_compressed(&database, &self.folder);
        row(
            "backup create",
            "sqlite3 .backup, gzip -6, gzip -t",
            both(backup, copy)?,
        );
        Ok(())
    }
}

/// The medians of both, run in turn.
fn both<T, U>(
    mut work: impl FnMut() -> Result<T>,
    beside: impl FnMut() -> Result<U>,
) -> Result<(Duration, Duration)> {
    let timed = || {
        let begun = Instant::now();
        work()?;
        Ok(begun.elapsed())
    };
    both_timed(timed, beside)
}

/// The same for work that measures itself.
fn both_timed<U>(
    mut work: impl FnMut() -> Result<Duration>,
    mut beside: impl FnMut() -> Result<U>,
) -> Result<(Duration, Duration)> {
    let (mut own, mut others) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        own.push(work()?);
        let begun = Instant::now();
        beside()?;
        others.push(begun.elapsed());
    }
    Ok((median(&mut own), median(&mut others)))
}

/// What a careful person without this program would do.
fn copied_and_compressed(database: &Path, folder: &Path) -> Result {
    let (copy, packed) = (folder.join("copy.db"), folder.join("copy.db.gz"));
    let words = format!(".backup '{}'", copy.display());
    read(Command::new("sqlite3").arg(database).arg(words))?;
    compress(&copy, &packed)?;
    read(Command::new("gzip").arg("-t").arg(&packed))?;
    Ok(())
}

fn compress(from: &Path, to: &Path) -> Result {
    let file = std::fs::File::create(to).doing(|| format!("create {}", to.display()))?;
    let mut gzip = Command::new("gzip");
    gzip.args(["-6", "-c"]).arg(from).stdout(Stdio::from(file));
    let status = gzip.status().doing(|| "start gzip".to_owned())?;
    if status.success() {
        return Ok(());
    }
    Err(Failure::new(format!("gzip failed ({status})")))
}
