//! What must hold of every file, whatever is in it: tests and fuzzer share it.

use traefik_dynamic::{Change, Component, Format, Reading, Verdict, change, read, write};

const FORMATS: [Format; 3] = [Format::Yaml, Format::Json, Format::Toml];

/// Reads, checks, writes and reads again; a sentence when something does not hold.
pub(crate) fn judge(bytes: &[u8], file: &str) -> Result<Reading, String> {
    let reading = read(bytes, file, None);
    reading.check(&|_, _| false);
    let components: Vec<Component> = reading
        .components
        .iter()
        .map(|found| found.component.clone())
        .collect();
    for component in &components {
        alone(component)?;
    }
    // Actions of a template are a language of their own: what an escape in them comes to is known to Traefik alone.
    if reading.verdict != Verdict::Template {
        for format in FORMATS {
            again(&components, format)?;
        }
    }
    Ok(reading)
}

/// What a component says of itself, and what is stored of it.
fn alone(component: &Component) -> Result<(), String> {
    component.problems();
    component.summary();
    component.secrets();
    component.references();
    component.to_yaml();
    component.modernised();
    let stored = Component::from_configuration(component.kind, &component.name, component.configuration());
    if change::between(Some(component), Some(&stored)) != Change::Same {
        return Err(format!(
            "{} means something else when it was stored: {:?}",
            component.path(),
            change::fields(component, &stored)
        ));
    }
    Ok(())
}

/// What is written reads as what was given.
fn again(components: &[Component], format: Format) -> Result<(), String> {
    let Ok(text) = write(components, format) else {
        return Ok(());
    };
    let reading = read(text.as_bytes(), "again", Some(format));
    let is_nothing = components.is_empty() && reading.components.is_empty();
    if reading.verdict != Verdict::Accept && !is_nothing {
        let why: Vec<String> = reading.problems.iter().map(ToString::to_string).collect();
        return Err(format!(
            "what was written as {format} is not accepted: {}\n{text}",
            why.join("\n")
        ));
    }
    let mut given: Vec<_> = components.iter().map(known).collect();
    let mut got: Vec<_> = reading
        .components
        .iter()
        .map(|found| known(&found.component))
        .collect();
    given.sort();
    got.sort();
    if given != got {
        return Err(format!(
            "what was written as {format} reads as something else:\n{text}"
        ));
    }
    Ok(())
}

fn known(component: &Component) -> (String, [u8; 32]) {
    (component.path(), component.meaning())
}
