//! What a review says of a folder as a whole.

use traefik_dynamic::{Problem, Severity};

/// How many names a sentence lists.
const MOST_NAMES: usize = 5;

/// Reports the JSON files of a folder, which Traefik skips.
pub(super) fn json_left_out(files: &[String]) -> Option<Problem> {
    let names = named(files)?;
    let sentence =
        format!("Traefik’s file provider reads no JSON from a folder, so this is left out: {names}");
    Some(Problem::new(Severity::Info, "NOT-READ", sentence).with_hint("To import it, choose the file itself"))
}

/// Reports the links to folders in a folder, which Traefik skips.
pub(super) fn links_left_out(links: &[String]) -> Option<Problem> {
    let names = named(links)?;
    let sentence = format!("Traefik does not follow a link to a folder, so this is left out: {names}");
    Some(
        Problem::new(Severity::Info, "NOT-READ", sentence)
            .with_hint("To import what is in it, choose the folder it points to"),
    )
}

/// Names joined for a sentence; `None` if there are none.
fn named(names: &[String]) -> Option<String> {
    let shown: Vec<String> = names
        .iter()
        .take(MOST_NAMES)
        .map(|name| format!("`{name}`"))
        .collect();
    let more = match names.len().saturating_sub(MOST_NAMES) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    (!names.is_empty()).then(|| shown.join(", ") + &more)
}

/// Reports that Traefik would load nothing from the folder, and why.
pub(super) fn refused(folder: &str, culprits: &[String]) -> Option<Problem> {
    let names = named(culprits)?;
    let sentence = format!("Traefik would refuse every file of the folder `{folder}` because of {names}");
    let hint =
        "Repair it, or move it away: Traefik reads a folder as a whole. Valid files can still be imported";
    let is_of_macos = |file: &String| file.rsplit('/').next().is_some_and(|name| name.starts_with("._"));
    let hint = if culprits.iter().any(is_of_macos) {
        format!("{hint}. macOS leaves files called `._…` on shares; they can be removed")
    } else {
        hint.to_owned()
    };
    let mut problem = Problem::new(Severity::Error, "FOLDER-REFUSED", sentence).with_hint(hint);
    problem.file = culprits.first().cloned();
    Some(problem)
}

/// Reports that Traefik would not even start with the folder, and why.
pub(super) fn waited_for(folder: &str, pipes: &[String]) -> Option<Problem> {
    let names = named(pipes)?;
    let sentence = format!("Traefik would wait forever for {names} in the folder `{folder}`, and not start");
    let mut problem = Problem::new(Severity::Error, "FOLDER-REFUSED", sentence)
        .with_hint("Remove it: Traefik opens a named pipe like a file");
    problem.file = pipes.first().cloned();
    Some(problem)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_in_a_sentence() {
        let names = |count: usize| (0..count).map(|number| number.to_string()).collect::<Vec<_>>();
        assert_eq!(named(&names(0)), None);
        assert_eq!(named(&names(2)).as_deref(), Some("`0`, `1`"));
        assert_eq!(
            named(&names(7)).as_deref(),
            Some("`0`, `1`, `2`, `3`, `4` and 2 more")
        );
    }
}
