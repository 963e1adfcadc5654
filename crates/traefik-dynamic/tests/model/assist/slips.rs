//! Slips made in every component of the corpus: how many are explained, and how often the first cure brings back what
//! was there.

use std::collections::BTreeMap;

use traefik_dynamic::assist::{CureAction, Names, Surroundings, look};
use traefik_dynamic::text::{Fragment, fragments};
use traefik_dynamic::{Braces, Component, Kind, Severity, read};

use super::applied;
use crate::corpus::yaml_files;

/// A slip, and the lines with it: the line that it is made in is given.
type Slip = fn(&[&str], usize) -> Option<Vec<String>>;

fn with(lines: &[&str], number: usize, line: String) -> Vec<String> {
    let mut all: Vec<String> = lines.iter().map(|line| (*line).to_owned()).collect();
    all[number] = line;
    all
}

fn indent(line: &str) -> usize {
    line.len() - line.trim_start().len()
}

fn tab(lines: &[&str], number: usize) -> Option<Vec<String>> {
    let line = lines[number];
    let column = indent(line);
    (column > 0).then(|| {
        with(
            lines,
            number,
            format!("{}{}", "\t".repeat(column.div_ceil(2)), line.trim_start()),
        )
    })
}

fn no_space(lines: &[&str], number: usize) -> Option<Vec<String>> {
    let line = lines[number];
    let at = line.find(": ")?;
    (!line.trim_start().starts_with('#'))
        .then(|| with(lines, number, format!("{}:{}", &line[..at], &line[at + 2..])))
}

fn no_colon(lines: &[&str], number: usize) -> Option<Vec<String>> {
    let line = lines[number];
    let at = line
        .find(": ")
        .or_else(|| line.ends_with(':').then(|| line.len() - 1))?;
    (!line.trim_start().starts_with('#'))
        .then(|| with(lines, number, format!("{}{}", &line[..at], &line[at + 1..])))
}

fn open_quote(lines: &[&str], number: usize) -> Option<Vec<String>> {
    let line = lines[number].trim_end();
    let is_quoted = line.ends_with('"') && line.matches('"').count() == 2
        || line.ends_with('\'') && line.matches('\'').count() == 2;
    is_quoted.then(|| with(lines, number, line[..line.len() - 1].to_owned()))
}

fn shifted(lines: &[&str], number: usize) -> Option<Vec<String>> {
    let line = lines[number];
    (indent(line) > 1 && line.contains(':')).then(|| with(lines, number, line[1..].to_owned()))
}

fn dash(lines: &[&str], number: usize) -> Option<Vec<String>> {
    let line = lines[number];
    let rest = line.trim_start().strip_prefix("- ")?;
    Some(with(
        lines,
        number,
        format!("{}-{rest}", " ".repeat(indent(line))),
    ))
}

fn bracket(lines: &[&str], number: usize) -> Option<Vec<String>> {
    let line = lines[number].trim_end();
    let is_open = (line.ends_with(']') && line.contains(": ["))
        || (line.ends_with('}') && line.contains(": {") && line.len() > line.find(": {")? + 4);
    is_open.then(|| with(lines, number, line[..line.len() - 1].to_owned()))
}

/// Two letters of a field's name change their order.
fn misspelled(lines: &[&str], number: usize) -> Option<Vec<String>> {
    let line = lines[number];
    let key = line.trim_start().trim_start_matches("- ").split(':').next()?;
    let is_name = key.len() > 5
        && key.bytes().all(|byte| byte.is_ascii_alphabetic())
        && line.contains(':')
        && indent(line) > 1;
    let (a, b) = (key.chars().nth(2)?, key.chars().nth(3)?);
    let wrong = format!("{}{b}{a}{}", &key[..2], key.get(4..)?);
    (is_name && !a.eq_ignore_ascii_case(&b)).then(|| with(lines, number, line.replacen(key, &wrong, 1)))
}

fn repeated(lines: &[&str], number: usize) -> Option<Vec<String>> {
    let line = lines[number];
    let is_entry = line.contains(": ")
        && !line.trim_start().starts_with(['-', '#'])
        && indent(line) > 1
        && !line.ends_with(['|', '>', '{', '[']);
    let mut all = with(lines, number, line.to_owned());
    all.insert(number, line.to_owned());
    is_entry.then_some(all)
}

fn open_rule(lines: &[&str], number: usize) -> Option<Vec<String>> {
    let line = lines[number];
    let is_rule = line.trim_start().starts_with("rule: ") && line.contains("`)");
    let at = line.rfind("`)")?;
    is_rule.then(|| with(lines, number, format!("{}{}", &line[..=at], &line[at + 2..])))
}

fn no_operator(lines: &[&str], number: usize) -> Option<Vec<String>> {
    let line = lines[number];
    let is_rule = line.trim_start().starts_with("rule: ") && line.contains(" && ");
    is_rule.then(|| with(lines, number, line.replacen(" && ", " and ", 1)))
}

/// The name of the slip, the slip, and the least share in percent that is explained and cured.
const SLIPS: &[(&str, Slip, usize, usize)] = &[
    ("tab", tab, 98, 97),
    ("no space after the colon", no_space, 97, 94),
    ("no colon", no_colon, 97, 94),
    ("open quote", open_quote, 96, 95),
    ("one space too few", shifted, 97, 94),
    ("no space after the dash", dash, 93, 91),
    ("open bracket", bracket, 97, 97),
    ("misspelled field", misspelled, 98, 98),
    ("repeated field", repeated, 98, 97),
    ("open parenthesis in a rule", open_rule, 97, 90),
    ("`and` in a rule", no_operator, 97, 80),
];

/// What became of a slip.
#[derive(Default)]
struct Count {
    made: usize,
    cured: usize,
    first: usize,
    worst: Vec<String>,
}

fn make(kind: Kind, text: &str, number: usize, slip: Slip, count: &mut Count) {
    let lines: Vec<&str> = text.lines().collect();
    let Some(wrong) = slip(&lines, number) else { return };
    let wrong = wrong.join("\n") + "\n";
    let before = look(kind, text, &Surroundings::default());
    let after = look(kind, &wrong, &Surroundings::default());
    let meaning = before.component.as_ref().map(Component::meaning);
    // Some slips change nothing, or are right by accident.
    let known: Vec<_> = before.problems.iter().map(|one| (&one.code, &one.path)).collect();
    let new = after
        .problems
        .iter()
        .filter(|one| one.severity != Severity::Info && !known.contains(&(&one.code, &one.path)));
    let new: Vec<_> = new.collect();
    let Some(worst) = new.iter().min_by_key(|one| one.severity) else {
        return;
    };
    count.made += 1;
    let Some(cure) = worst.cures.first() else {
        count
            .worst
            .push(format!("no cure: {} {}\n{wrong}", worst.code, worst.message));
        return;
    };
    count.cured += 1;
    let fixed = applied(&wrong, &cure.action)
        .and_then(|lines| look(kind, &lines, &Surroundings::default()).component);
    if fixed.map(|component| component.meaning()) == meaning {
        count.first += 1;
    } else if !matches!(cure.action, CureAction::Create { .. }) {
        count.worst.push(format!(
            "{}: [{}] {}\n{wrong}",
            worst.code, cure.title, worst.message
        ));
    }
}

#[test]
fn are_cured() {
    let mut counts: BTreeMap<&str, Count> = BTreeMap::new();
    for (_, source) in yaml_files() {
        let reading = read(source.as_bytes(), "a.yml", None);
        if reading.problems.iter().any(|one| one.severity == Severity::Error) || source.contains("{{") {
            continue;
        }
        assert!(Names::of(reading.every_component()).count(Kind::HttpRouter) < 1000);
        for Fragment { kind, text, .. } in fragments(&source, Braces::Actions) {
            // Every fifth line, because each is looked at many times.
            for number in (1..text.lines().count()).step_by(5) {
                for (name, slip, ..) in SLIPS {
                    make(kind, &text, number, *slip, counts.entry(name).or_default());
                }
            }
        }
    }
    let mut low = Vec::new();
    for (name, _, cured, first) in SLIPS {
        let Some(count) = counts.get(name).filter(|count| count.made > 0) else {
            continue;
        };
        let share = |part: usize| part * 100 / count.made;
        println!(
            "{name}: {} made, {} % with a cure, {} % as before by the first",
            count.made,
            share(count.cured),
            share(count.first)
        );
        if std::env::var_os("SHOW_SLIPS").is_some() {
            count
                .worst
                .iter()
                .step_by(count.worst.len() / 4 + 1)
                .for_each(|one| println!("{one}"));
        }
        if share(count.cured) < *cured || share(count.first) < *first {
            low.push(*name);
        }
    }
    assert!(low.is_empty(), "{low:?}");
}
