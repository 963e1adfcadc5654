//! What is imported and exported again is the same configuration to Traefik.

use std::sync::Mutex;
use std::time::Instant;

use mantrae_core::import::Request;
use serde_json::Value;
use tests::Computer;
use tests::traefik::{Judge, Verdict, differences};
use traefik_dynamic::{Braces, Format, Verdict as Ours, read};

use crate::texts::{self, Text};

/// Files whose export Traefik reads as something else, and why that is right.
const DIFFERS: [(&str, &str); 3] = [
    (
        "probe-60-bool-name.yml",
        "Traefik calls a router `true` without quotes `<bool Value>`, which nobody means; we keep its name, and say so",
    ),
    (
        "probe-d7-intname-nested.yml",
        "likewise a header `404` without quotes, which becomes `<int Value>`",
    ),
    (
        "probe-89-obs-meta.yml",
        "an observability that holds nothing a file may set is nothing; Traefik gives every router the same defaults then",
    ),
];

/// How a file came through.
#[derive(Debug)]
enum Way {
    /// Every export is equal to the original, says Traefik, in everything it holds.
    Equal,
    /// It says so of some, the others are equal in all that its log shows.
    EqualInItsLog,
    /// Nothing of it is imported, or nothing can be run.
    Passed(String),
}

/// How many files one data folder sees: a new one takes its time, and one with much in it makes slow safety backups.
const PROFILES: usize = 12;

struct Court {
    computer: Computer,
    /// The profile of the file at hand, by its number.
    profile: usize,
    files: Judge,
    answers: Judge,
}

impl Court {
    async fn new() -> Self {
        let computer = Computer::new().await;
        Self {
            computer,
            profile: 0,
            files: Judge::of_files(),
            answers: Judge::of_answers(),
        }
    }

    async fn tried(&mut self, text: &Text) -> Result<Way, String> {
        let reading = read(&text.bytes, &text.name, None);
        let is_template = reading.verdict == Ours::Template;
        if !is_template && reading.verdict != Ours::Accept {
            return Ok(Way::Passed("not accepted".to_owned()));
        }
        let original = match self.asked(&text.bytes, text.format) {
            Verdict::Accepted(configuration) => configuration,
            Verdict::Refused(why) if is_template => return Ok(Way::Passed(why)),
            Verdict::Refused(why) | Verdict::Broke(why) => {
                return Err(format!("we accept it, Traefik does not: {why}"));
            }
        };
        if reading.components.is_empty() {
            return Ok(Way::Passed("there is nothing to import in it".to_owned()));
        }
        self.imported(text, is_template).await?;
        let mut equal = true;
        for format in [Format::Yaml, Format::Toml, Format::Json] {
            // Over HTTP nothing runs a template, so there it is another text.
            if is_template && format == Format::Json {
                continue;
            }
            equal &= self.exported(&original, format).await?;
        }
        Ok(if equal { Way::Equal } else { Way::EqualInItsLog })
    }

    async fn imported(&mut self, text: &Text, with_actions: bool) -> Result<(), String> {
        self.profile += 1;
        if self.profile.is_multiple_of(PROFILES) {
            self.computer = Computer::new().await;
        }
        let (engine, profile) = (&self.computer.engine, self.profile());
        engine.profiles().create(&profile, "").await.unwrap();
        let request = Request {
            braces: with_actions.then_some(Braces::Actions),
            ..Request::files(&[self.computer.file(&text.name, &text.bytes)])
        };
        let plan = engine
            .imports()
            .prepare(&profile, &request)
            .await
            .map_err(|error| format!("not imported: {error}"))?;
        engine
            .imports()
            .apply(&plan, &[])
            .await
            .map_err(|error| format!("not imported: {error}"))?;
        Ok(())
    }

    /// Whether Traefik itself says that the export is equal; an error where what it holds differs.
    async fn exported(&mut self, original: &Value, format: Format) -> Result<bool, String> {
        let export = self.export(format).await?;
        if format == Format::Json {
            // What it is to be equal to: what was judged as a file already. Braces that a file escapes are another
            // text here.
            let yaml = self.export(Format::Yaml).await?;
            self.answers.judge(yaml.as_bytes(), Format::Yaml);
        }
        let wrong = |why: String| Err(format!("{why}\n{}", indented(&export)));
        let held = match self.asked(export.as_bytes(), format) {
            Verdict::Accepted(held) => held,
            Verdict::Refused(why) | Verdict::Broke(why) => {
                return wrong(format!("its export as {format} is refused: {why}"));
            }
        };
        if self.judge(format).is_unchanged() {
            return Ok(true);
        }
        let found = differences(original, &held);
        if found.is_empty() {
            return Ok(false);
        }
        wrong(format!(
            "its export as {format} is something else:\n  {}",
            found.join("\n  ")
        ))
    }

    fn profile(&self) -> String {
        format!("File {}", self.profile)
    }

    async fn export(&self, format: Format) -> Result<String, String> {
        let export = self
            .computer
            .engine
            .profiles()
            .export(&self.profile(), format)
            .await;
        export
            .map(|export| export.text)
            .map_err(|error| format!("not exported as {format}: {error}"))
    }

    fn judge(&mut self, format: Format) -> &mut Judge {
        if format == Format::Json {
            &mut self.answers
        } else {
            &mut self.files
        }
    }

    fn asked(&mut self, text: &[u8], format: Format) -> Verdict {
        self.judge(format).judge(text, format)
    }
}

fn indented(text: &str) -> String {
    let text: Vec<String> = text.lines().map(|line| format!("    | {line}")).collect();
    text.join("\n")
}

/// Every file of ours and of the corpus: original, import, export in each format, and all of it the same to Traefik.
#[test]
#[ignore = "needs a real Traefik: run `cargo xtask traefik`"]
fn an_export_is_the_same_to_traefik() {
    let begun = Instant::now();
    let queue = Mutex::new(texts::all().into_iter());
    let ways = Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                let runtime = tokio::runtime::Builder::new_current_thread()
                    .enable_all()
                    .build()
                    .unwrap();
                runtime.block_on(async {
                    let mut court = Court::new().await;
                    loop {
                        let Some(text) = queue.lock().unwrap().next() else {
                            return;
                        };
                        let way = court.tried(&text).await;
                        ways.lock().unwrap().push((text.name, way));
                    }
                });
            });
        }
    });
    report(ways.into_inner().unwrap(), begun);
}

fn report(ways: Vec<(String, Result<Way, String>)>, begun: Instant) {
    let (mut equal, mut in_log, mut passed, mut wrong) = (0, Vec::new(), Vec::new(), Vec::new());
    for (name, way) in ways {
        match way {
            Ok(Way::Equal) => equal += 1,
            Ok(Way::EqualInItsLog) => in_log.push(name),
            Ok(Way::Passed(why)) => passed.push(format!("{name}: {why}")),
            Err(_) if DIFFERS.iter().any(|(known, _)| *known == name) => {}
            Err(why) => wrong.push(format!("{name}: {why}")),
        }
    }
    println!(
        "{equal} files equal, {} more in all that the log shows ({}), {} passed over, {} differ; {} s",
        in_log.len(),
        in_log.join(", "),
        passed.len(),
        wrong.len(),
        begun.elapsed().as_secs()
    );
    assert!(wrong.is_empty(), "{} files\n{}", wrong.len(), wrong.join("\n"));
    assert!(equal > 8, "the project's own files at least");
}
