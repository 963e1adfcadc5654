//! Configurations that nobody wrote: the same verdict, and the same configuration when they were written anew.

use serde_json::Value;
use tests::traefik::{Judge, Verdict, differences, invented, shrunk};
use traefik_dynamic::{Component, Format, Verdict as Ours, read, write};

use crate::verdicts::agree;

/// A number from the environment, or the same one each time: what a run finds depends on the code alone.
fn number(name: &str, otherwise: u64) -> u64 {
    std::env::var(name).map_or(otherwise, |text| text.parse().expect("a number"))
}

/// As a person would write it, or on one line as JSON does, which is YAML too.
fn as_text(configuration: &Value, on_one_line: bool) -> String {
    if on_one_line {
        configuration.to_string()
    } else {
        serde_yaml::to_string(configuration).unwrap()
    }
}

/// An error where Traefik and we do not agree about the text, or about what we write of it.
fn tried(judge: &mut Judge, text: &str) -> Result<bool, String> {
    let reading = read(text.as_bytes(), "a.yml", Some(Format::Yaml));
    let verdict = judge.judge(text.as_bytes(), Format::Yaml);
    agree(&reading, &verdict)?;
    let (Ours::Accept, Verdict::Accepted(held)) = (reading.verdict, verdict) else {
        return Ok(false);
    };
    let components: Vec<Component> = reading
        .components
        .into_iter()
        .map(|found| found.component)
        .collect();
    for format in [Format::Yaml, Format::Toml] {
        let text = write(&components, format).map_err(|error| error.to_string())?;
        let wrong = |why: String| Err(format!("written as {format}: {why}\n{text}"));
        match judge.judge(text.as_bytes(), format) {
            // In everything it holds; what is written as nothing for an empty list is found by its log alone.
            Verdict::Accepted(_) if judge.is_unchanged() => {}
            Verdict::Accepted(again) => {
                let found = differences(&held, &again);
                if !found.is_empty() {
                    return wrong(found.join("\n"));
                }
            }
            Verdict::Refused(why) | Verdict::Broke(why) => return wrong(why),
        }
    }
    Ok(true)
}

#[test]
#[ignore = "needs a real Traefik: run `cargo xtask traefik`"]
fn traefik_agrees_about_what_nobody_wrote() {
    let first = number("MANTRAE_TEST_SEED", 0);
    let count = number("MANTRAE_TEST_CONFIGURATIONS", 500);
    println!("seeds from {first}: MANTRAE_TEST_SEED={first} tries the same again");
    let mut judge = Judge::of_files();
    let (mut equal, mut wrong) = (0, Vec::new());
    for seed in first..first + count {
        let configuration = invented(seed);
        let on_one_line = seed.is_multiple_of(2);
        match tried(&mut judge, &as_text(&configuration, on_one_line)) {
            Ok(was_written) => equal += u64::from(was_written),
            Err(_) if wrong.len() >= 5 => wrong.push(format!("seed {seed}")),
            Err(_) => {
                let text = |part: &Value| as_text(part, on_one_line);
                let small = shrunk(configuration, |part| tried(&mut judge, &text(part)).is_err());
                let why = tried(&mut judge, &text(&small)).unwrap_err();
                wrong.push(format!("seed {seed}: {}\n  {why}", text(&small)));
            }
        }
    }
    println!(
        "{count} configurations, {equal} of them written anew and equal; {} differ",
        wrong.len()
    );
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(equal > count / 5, "the greater part is sound");
}
